//! Small questions about lines of YAML source, answered without a parser.

use std::ops::Range;

/// What YAML takes for blanks within a line, and the first half of a `\r\n`. Not [`str::trim`]'s:
/// other spaces are letters to YAML, and cutting them off would shift every place behind them.
pub(super) const BLANKS: [char; 3] = [' ', '\t', '\r'];

/// Start of the line that holds an offset.
pub(super) fn line_start(text: &str, offset: usize) -> usize {
    text[..offset].rfind('\n').map_or(0, |at| at + 1)
}

/// End of the line that holds an offset, before its line break.
pub(super) fn line_end(text: &str, offset: usize) -> usize {
    let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    if end > offset && text.as_bytes()[end - 1] == b'\r' { end - 1 } else { end }
}

/// The line that holds an offset, without its line break.
pub(super) fn line_at(text: &str, offset: usize) -> Range<usize> {
    let start = line_start(text, offset);
    start..line_end(text, offset.max(start))
}

/// Start of the line after the one that holds an offset.
pub(super) fn next_line(text: &str, offset: usize) -> Option<usize> {
    text[offset..].find('\n').map(|at| offset + at + 1).filter(|start| *start < text.len())
}

/// Number of blank bytes a line starts with.
pub(super) fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Whether a line holds nothing but blanks or a comment.
pub(super) fn is_blank(line: &str) -> bool {
    let rest = line.trim_matches(BLANKS);
    rest.is_empty() || rest.starts_with('#')
}

/// The nearest line above that holds something.
pub(super) fn line_above(text: &str, offset: usize) -> Option<Range<usize>> {
    let mut start = line_start(text, offset);
    while start > 0 {
        let line = line_at(text, start - 1);
        if !is_blank(&text[line.clone()]) {
            return Some(line);
        }
        start = line.start;
    }
    None
}

/// The nearest line below that holds something.
pub(super) fn line_below(text: &str, offset: usize) -> Option<Range<usize>> {
    line_with_words(text, next_line(text, offset))
}

/// The first line that holds something.
pub(super) fn first_line(text: &str) -> Option<Range<usize>> {
    line_with_words(text, Some(0))
}

fn line_with_words(text: &str, from: Option<usize>) -> Option<Range<usize>> {
    let mut next = from;
    while let Some(start) = next {
        let line = line_at(text, start);
        if !is_blank(&text[line.clone()]) {
            return Some(line);
        }
        next = next_line(text, start);
    }
    None
}

/// A line and the lines below it that are indented more, as one range that ends before a break.
pub(super) fn block_at(text: &str, offset: usize) -> Range<usize> {
    let first = line_at(text, offset);
    let indent = indent_of(&text[first.clone()]);
    let mut end = first.end;
    let mut next = next_line(text, first.start);
    while let Some(start) = next {
        let line = line_at(text, start);
        let content = &text[line.clone()];
        if !content.trim_matches(BLANKS).is_empty() && indent_of(content) <= indent {
            break;
        }
        if !content.trim_matches(BLANKS).is_empty() {
            end = line.end;
        }
        next = next_line(text, start);
    }
    first.start..end
}

/// Where the value starts in a line that begins with `key: ` or `- key: ` or `- `.
pub(super) fn value_start(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let mut at = indent_of(line);
    while bytes.get(at) == Some(&b'-') && bytes.get(at + 1) == Some(&b' ') {
        at += 1 + indent_of(&line[at + 1..]);
    }
    let dashes = at;
    let key_end = key_end(line, at);
    if key_end > at && line[key_end..].starts_with(": ") {
        at = key_end + 1 + indent_of(&line[key_end + 1..]);
    }
    let has_value = at > indent_of(line)
        && (at > dashes || line.trim_start_matches(BLANKS).starts_with("- "))
        && at < line.len();
    has_value.then_some(at)
}

/// End of the key that starts at an offset: a word, or a quoted text.
fn key_end(line: &str, start: usize) -> usize {
    let rest = &line[start..];
    if let Some(quote @ ('"' | '\'')) = rest.chars().next() {
        return rest[1..].find(quote).map_or(start, |at| start + at + 2);
    }
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '$' | '<');
    start + rest.find(|c| !is_word(c)).unwrap_or(rest.len())
}

/// A text in the quotes that need the fewest changes; quotes of a word processor around it are
/// straightened.
pub(super) fn quoted(text: &str) -> String {
    if let Some(straight) = straightened(text) {
        return straight;
    }
    if text.contains(['"', '\\']) { format!("'{}'", text.replace('\'', "''")) } else { format!("\"{text}\"") }
}

/// A text in curly quotes, in straight ones.
pub(super) fn straightened(text: &str) -> Option<String> {
    const OPENING: [char; 4] = ['“', '„', '‘', '‚'];
    const CLOSING: [char; 4] = ['”', '“', '’', '‘'];
    let inner = text.strip_prefix(OPENING)?.strip_suffix(CLOSING)?;
    (!inner.contains(OPENING) && !inner.contains(CLOSING)).then(|| quoted(inner))
}
