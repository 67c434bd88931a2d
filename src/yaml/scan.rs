//! A rough reading of YAML that survives syntax errors: where brackets and quotes open and close.

use super::lines::{BLANKS, indent_of, is_blank, line_end, line_start, next_line};
use std::ops::Range;

/// What was found up to a place.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Brackets that are still open, outermost first.
    pub brackets: Vec<usize>,
    /// What stands between brackets that close, the outermost ones included.
    pub flows: Vec<Range<usize>>,
    /// Quoted texts, quotes included; one that is never closed ends with the text.
    pub quotes: Vec<Range<usize>>,
    /// Starts of comments.
    pub comments: Vec<usize>,
    /// Texts below `|` and `>`, from that sign on.
    pub texts: Vec<Range<usize>>,
}

/// Reads a text from its start to a byte.
pub(super) fn scan(text: &str, until: usize) -> Scan {
    let mut found = Scan::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    // Whether a quote here would open a quoted text, and not be a letter of a plain one.
    let mut fresh = true;
    while at < until {
        match bytes[at] {
            quote @ (b'"' | b'\'') if fresh => {
                let end = quote_end(text, at, quote);
                found.quotes.push(at..end);
                at = end;
                fresh = false;
                continue;
            }
            b'[' | b'{' if fresh || !found.brackets.is_empty() => {
                found.brackets.push(at);
                fresh = true;
            }
            b']' | b'}' if !found.brackets.is_empty() => {
                let open = found.brackets.pop();
                if found.brackets.is_empty() {
                    found.flows.extend(open.map(|open| open..at + 1));
                }
                fresh = false;
            }
            b'#' if at == 0 || matches!(bytes[at - 1], b' ' | b'\t' | b'\n') => {
                found.comments.push(at);
                at = line_end(text, at);
                continue;
            }
            b'|' | b'>' if fresh && found.brackets.is_empty() => {
                let end = block_scalar_end(text, at);
                found.texts.push(at..end);
                at = end;
                fresh = true;
                continue;
            }
            _ if starts_value(bytes, at, !found.brackets.is_empty()) => fresh = true,
            b' ' | b'\t' | b'\r' => {}
            _ => fresh = false,
        }
        at += 1;
    }
    found
}

/// Stretches of a text that are no block structure.
pub(super) struct Structure {
    /// Quoted texts, texts below `|` and `>`, and comments.
    texts: Vec<Range<usize>>,
    /// What stands between brackets.
    flows: Vec<Range<usize>>,
}

impl Structure {
    /// Whether a byte lies in a text or a comment.
    pub fn hides(&self, at: usize) -> bool {
        has(&self.texts, at)
    }

    /// Whether a byte lies between brackets.
    pub fn in_flow(&self, at: usize) -> bool {
        has(&self.flows, at)
    }
}

/// Whether a byte lies in one of some ranges, which are in order.
fn has(ranges: &[Range<usize>], at: usize) -> bool {
    let before = ranges.partition_point(|range| range.start <= at);
    before > 0 && ranges[before - 1].contains(&at)
}

/// Finds them.
pub(super) fn structure(text: &str) -> Structure {
    let found = scan(text, text.len());
    let comments = found.comments.iter().map(|start| *start..line_end(text, *start));
    let mut texts: Vec<Range<usize>> = found.quotes.into_iter().chain(found.texts).chain(comments).collect();
    texts.sort_by_key(|range| range.start);
    Structure { texts, flows: found.flows }
}

/// Whether a value can start after a byte.
fn starts_value(bytes: &[u8], at: usize, in_flow: bool) -> bool {
    match bytes[at] {
        b'\n' => true,
        b',' => in_flow,
        b':' | b'-' => matches!(bytes.get(at + 1), Some(b' ' | b'\n' | b'\r')),
        _ => false,
    }
}

/// One past the closing quote.
pub(super) fn quote_end(text: &str, start: usize, quote: u8) -> usize {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 1,
            b'\'' if quote == b'\'' && bytes.get(at + 1) == Some(&b'\'') => at += 1,
            byte if byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// Start of the first line after a block scalar.
fn block_scalar_end(text: &str, at: usize) -> usize {
    let header = line_start(text, at);
    let indent = indent_of(&text[header..line_end(text, header)]);
    let mut next = next_line(text, at);
    while let Some(start) = next {
        let line = &text[start..line_end(text, start)];
        if !is_blank(line) && indent_of(line) <= indent {
            return start;
        }
        next = next_line(text, start);
    }
    text.len()
}

/// End of a value inside `[ ]` or `{ }`: its comma, its closing bracket, or the end of the line.
/// Brackets that open and close within the value belong to it.
pub(super) fn flow_value_end(text: &str, from: usize) -> usize {
    let line = line_end(text, from);
    let mut depth = 0_usize;
    for (offset, c) in text[from..line].char_indices() {
        match c {
            '{' | '[' | '(' => depth += 1,
            '}' | ']' | ')' if depth > 0 => depth -= 1,
            '}' | ']' | ',' if depth == 0 => {
                return from + text[from..from + offset].trim_end_matches(BLANKS).len();
            }
            _ => {}
        }
    }
    from + text[from..line].trim_end_matches(BLANKS).len()
}

/// Start of the value inside `[ ]` or `{ }` that a byte belongs to.
pub(super) fn flow_value_start(text: &str, at: usize) -> usize {
    let start = line_start(text, at);
    let before = &text[start..at];
    let key = before.rfind(": ").map(|found| found + 2);
    let separator = before.rfind(['{', '[', ',']).map(|found| found + 1);
    let from = start + key.max(separator).unwrap_or(0);
    from + indent_of(&text[from..at])
}
