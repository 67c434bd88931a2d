//! Lines: tabs, odd blanks, indentation, missing spaces.

use super::flow::is_word;
use super::{Finding, Problem};
use crate::diag::{Code, Diagnostic, Edit, FileId, Span};
use crate::yaml::lines::{BLANKS, block_at, indent_of, is_blank, line_above, line_at, line_end, next_line};
use crate::yaml::lint::missing_dash_space;
use crate::yaml::syntax::Mask;
use granit_parser::ErrorKind;
use std::ops::Range;

/// Spaces that YAML takes for letters.
const ODD_BLANKS: [char; 5] = ['\u{a0}', '\u{2003}', '\u{2007}', '\u{202f}', '\u{3000}'];

/// Finds indentation made of no-break and other odd spaces, which the parser takes for letters.
pub(in crate::yaml) fn odd_blanks(file: FileId, text: &str) -> Option<(Diagnostic, Vec<Mask>)> {
    let mut edits = Vec::new();
    let mut masks = Vec::new();
    let mut next = text.contains(ODD_BLANKS).then_some(0);
    while let Some(start) = next {
        let line = &text[start..line_end(text, start)];
        let width = line.len() - line.trim_start_matches(|c| c == ' ' || ODD_BLANKS.contains(&c)).len();
        if line[..width].contains(ODD_BLANKS) && width < line.len() {
            let spaces = " ".repeat(line[..width].chars().count());
            edits.push(Edit { span: Span::new(file, start, start + width), text: spaces });
            masks.push(Mask::lines(text, line_at(text, start)));
        }
        next = next_line(text, start);
    }
    let first = edits.first()?.span;
    let name = match text[first.range()].trim_start_matches(' ').chars().next() {
        Some('\u{a0}' | '\u{202f}') => "no-break space",
        Some('\u{3000}') => "full-width space",
        _ => "odd space",
    };
    let told = Diagnostic::error(Code::YamlSyntax, first, format!("{name} in the indentation"))
        .label("looks like a space and is none");
    Some((told.edits("indent with plain spaces", edits), masks))
}

/// Finds line ends of a kind that no tool of today writes, and in which lines cannot be counted.
pub(in crate::yaml) fn lone_returns(file: FileId, text: &str) -> Option<Diagnostic> {
    let is_lone = |at: &usize| !text[at + 1..].starts_with('\n');
    let edit = |at: usize| Edit { span: Span::new(file, at, at + 1), text: "\n".into() };
    let lone = text.match_indices('\r').map(|(at, _)| at).filter(is_lone);
    let edits: Vec<Edit> = lone.map(edit).collect();
    let first = edits.first()?.span;
    let told = Diagnostic::error(Code::YamlSyntax, first, "a line ends with a carriage return alone")
        .label("no line feed here")
        .help("save the file with line feeds");
    Some(told.edits("end lines with line feeds", edits))
}

pub(super) fn tab(problem: &Problem<'_>) -> Option<Finding> {
    let has_tab = |line: &Range<usize>| {
        let text = &problem.buffer[line.clone()];
        text[..indent_of(text)].contains('\t') && !text.trim_matches(BLANKS).is_empty()
    };
    let below = next_line(problem.buffer, problem.at).map(|start| line_at(problem.buffer, start));
    let may_be_below = matches!(
        problem.kind,
        ErrorKind::TabInPlainScalar | ErrorKind::TabNotAllowed | ErrorKind::TabInIndentation
    );
    let first = match below.filter(|line| may_be_below && has_tab(line)) {
        _ if has_tab(&problem.line) => problem.line.clone(),
        below => below?,
    };
    let mut edits = Vec::new();
    let (mut end, mut next) = (first.end, Some(first.start));
    while let Some(line) = next.map(|start| line_at(problem.buffer, start)).filter(has_tab) {
        let text = &problem.buffer[line.clone()];
        let indent = &text[..indent_of(text)];
        let span = problem.span(line.start..line.start + indent.len());
        edits.push(Edit { span, text: indent.replace('\t', "  ") });
        end = line.end;
        next = next_line(problem.buffer, line.start);
    }
    let at = first.start + problem.buffer[first.clone()].find('\t')?;
    let told = problem.error(at..at + 1, "tab character in the indentation", "YAML allows only spaces here");
    let told = told.edits("indent with spaces", edits);
    Some((told, Mask::lines(problem.buffer, first.start..end)))
}

/// `key:value`, noticed on its own line or on the next.
pub(super) fn missing_space(problem: &Problem<'_>) -> Option<Finding> {
    let line = suspect_line(problem)?;
    let start = line.start + key_start(&problem.buffer[line.clone()]);
    let content = problem.buffer[start..line.end].trim_end_matches(BLANKS);
    let value_of_item = content.strip_prefix('-').filter(|item| item.starts_with(char::is_alphanumeric));
    if value_of_item.is_some() {
        let edits = vec![Edit { span: problem.span(start + 1..start + 1), text: " ".into() }];
        let told = missing_dash_space(problem.span(start..start + 1), edits);
        return Some((told, Mask::lines(problem.buffer, line)));
    }
    let colon = content.find(':').filter(|at| *at > 0 && !content[..*at].contains(' '))?;
    let value = &content[colon + 1..];
    if value.is_empty() || value.starts_with(' ') || value.starts_with(ODD_BLANKS) {
        return None;
    }
    let at = start + colon;
    let told = problem
        .error(at..at + 1, "missing space after `:`", "a key and its value are separated by `: `")
        .fix("insert a space", problem.span(at + 1..at + 1), " ");
    Some((told, Mask::with(at + 1..start + content.len(), format!(" {}", "x".repeat(value.len() - 1)))))
}

/// The line that lacks its `: `: the one the parser stopped on, or the one above.
fn suspect_line(problem: &Problem<'_>) -> Option<Range<usize>> {
    match problem.kind {
        ErrorKind::SimpleKeyExpected => Some(problem.line.clone()),
        ErrorKind::MappingValueNotAllowed => line_above(problem.buffer, problem.at),
        _ => None,
    }
}

/// Where a line has its key, behind blanks and the dashes of items.
fn key_start(line: &str) -> usize {
    let mut at = indent_of(line);
    while line[at..].starts_with("- ") {
        at += 1 + indent_of(&line[at + 1..]);
    }
    at
}

/// What people type for `: `, and what to call it.
const COLONS: &[(&str, &str)] = &[
    (":=", "`:=` is not `:`"),
    ("=>", "`=>` is not `:`"),
    ("->", "`->` is not `:`"),
    ("=", "`=` is not `:`"),
    ("：", "a full-width colon is not `:`"),
    ("﹕", "a small colon is not `:`"),
    ("∶", "a ratio sign is not `:`"),
    ("꞉", "a letter that looks like a colon is not `:`"),
    (":\u{a0}", "a no-break space follows `:`"),
    (":\u{202f}", "a no-break space follows `:`"),
    (":\u{3000}", "a full-width space follows `:`"),
];

/// `key = value` and other signs that are no colon.
pub(super) fn no_colon(problem: &Problem<'_>) -> Option<Finding> {
    let line = suspect_line(problem)?;
    let start = line.start + key_start(&problem.buffer[line.clone()]);
    let content = problem.buffer[start..line.end].trim_end_matches(BLANKS);
    let key = content.len() - content.trim_start_matches(is_word).len();
    let sign = content[key..].trim_start_matches(' ');
    let (written, message) = COLONS.iter().find(|(written, _)| sign.starts_with(written))?;
    if key == 0 {
        return None;
    }
    let at = start + content.len() - sign.len();
    let value = sign[written.len()..].trim_start_matches([' ', '\u{a0}']);
    let range = start + key..start + content.len() - value.len();
    let told = problem
        .error(at..at + written.len(), *message, "a key and its value are separated by `: `")
        .fix("write `: `", problem.span(range.clone()), if value.is_empty() { ":" } else { ": " });
    if range.len() > 1 || value.is_empty() {
        let text = format!(":{}", " ".repeat(range.len() - 1));
        return Some((told, Mask::mended(range, text)));
    }
    let whole = range.start..start + content.len();
    let text = format!(": {}", "x".repeat(whole.len() - 2));
    Some((told, Mask::with(whole, text)))
}

/// `- item` where keys stand, or a key where items stand.
pub(super) fn stray_item(problem: &Problem<'_>) -> Option<Finding> {
    let line = problem.line_text();
    let width = indent_of(line);
    let start = problem.line.start + width;
    let is_item = line[width..].starts_with("- ");
    let told = match problem.kind {
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::BlockSequenceEntryNotAllowed if is_item => {
            if let Some((above, wanted)) = item_above(problem).filter(|(_, wanted)| *wanted != width) {
                return Some(misplaced(problem, above, wanted));
            }
            let told = "a list item where a key is expected";
            let told = problem.error(start..start + 1, told, "starts a list item");
            told.help("a list stands below a key that has nothing after its `:`")
        }
        ErrorKind::ExpectedBlockSequenceEntry if !is_item => {
            if let Some((above, wanted)) = key_of_item_above(problem, width) {
                return Some(misplaced(problem, above, wanted));
            }
            let told = "a key where a list item is expected";
            let told = problem.error(problem.to_line_end(start), told, "no `- ` here");
            told.help("start the item with `- `, or align the key with the keys above the list")
        }
        _ => return None,
    };
    let told = match line_above(problem.buffer, problem.line.start) {
        Some(above) => told.also(
            problem.span(problem.to_line_end(above.start + indent_of(&problem.buffer[above]))),
            "belongs to this",
        ),
        None => told,
    };
    problem.without_block(told)
}

/// The nearest item above, and the column of its dash.
fn item_above(problem: &Problem<'_>) -> Option<(Range<usize>, usize)> {
    let mut next = line_above(problem.buffer, problem.line.start);
    for _ in 0..LINES_LOOKED_AT {
        let line = next?;
        let width = indent_of(&problem.buffer[line.clone()]);
        if problem.buffer[line.start + width..].starts_with("- ") {
            return Some((line, width));
        }
        next = line_above(problem.buffer, line.start);
    }
    None
}

/// The item above whose keys a line nearly aligns with, and their column.
fn key_of_item_above(problem: &Problem<'_>, width: usize) -> Option<(Range<usize>, usize)> {
    let (line, dash) = item_above(problem)?;
    let key = key_start(&problem.buffer[line.clone()]);
    (width != dash && width.abs_diff(key) <= 2).then_some((line, key))
}

pub(super) fn indentation(problem: &Problem<'_>) -> Option<Finding> {
    let is_indentation = matches!(
        problem.kind,
        ErrorKind::MappingValueNotAllowed
            | ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::InvalidIndentation
            | ErrorKind::ExpectedBlockSequenceEntry
    );
    let indent = indent_of(problem.line_text());
    let above = line_above(problem.buffer, problem.line.start).filter(|_| is_indentation)?;
    if indent == indent_of(&problem.buffer[above]) || !problem.line_text().contains(':') {
        return None;
    }
    if let Some((line, width)) = aligned_with(problem.buffer, problem.line.start, indent) {
        return Some(misplaced(problem, line, width));
    }
    let place = problem.to_line_end(problem.line.start);
    let told = problem.error(place, "unexpected indentation", format!("indented by {indent}"));
    problem.without_block(told)
}

/// A line that has to move, with all that belongs to it, to the column of another.
fn misplaced(problem: &Problem<'_>, other: Range<usize>, wanted: usize) -> Finding {
    let width = indent_of(problem.line_text());
    let start = problem.line.start;
    let place = if width == 0 { problem.to_line_end(start) } else { start..start + width };
    let title = match wanted {
        0 => "remove the indentation".to_owned(),
        _ => format!("indent it by {wanted}"),
    };
    let block = moved_together(problem.buffer, start, width, wanted);
    let told = problem
        .error(place, "unexpected indentation", format!("indented by {width}"))
        .also(
            problem.span(problem.to_line_end(other.start + wanted)),
            format!("this is indented by {wanted}"),
        )
        .edits(title, shifted(problem, block.clone(), width, wanted));
    (told, Mask::lines(problem.buffer, block))
}

/// A misplaced line, what belongs to it, and its neighbours with the same indentation.
fn moved_together(text: &str, start: usize, width: usize, wanted: usize) -> Range<usize> {
    let first = line_at(text, start);
    let opens = text[first.clone()].trim_end_matches(BLANKS).ends_with(':');
    let mut end = first.end;
    let mut next = next_line(text, start);
    while let Some(start) = next {
        let line = line_at(text, start);
        let indent = indent_of(&text[line.clone()]);
        // A line that stands where the others should stand is right already.
        let is_right = wanted > width && indent == wanted && !opens;
        if !is_blank(&text[line.clone()]) {
            if indent < width || is_right {
                break;
            }
            end = line.end;
        }
        next = next_line(text, start);
    }
    first.start..end
}

/// Moves all lines of a block by as much as its first one.
fn shifted(problem: &Problem<'_>, block: Range<usize>, from: usize, to: usize) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut next = Some(block.start);
    while let Some(start) = next.filter(|start| *start < block.end) {
        let width = indent_of(&problem.buffer[start..]);
        if !is_blank(&problem.buffer[line_at(problem.buffer, start)]) {
            let text = " ".repeat((width + to).saturating_sub(from));
            edits.push(Edit { span: problem.span(start..start + width), text });
        }
        next = next_line(problem.buffer, start);
    }
    edits
}

/// Lines above that are looked at for one to align with.
const LINES_LOOKED_AT: usize = 20;

/// The nearest line above with about the same indentation of its key.
fn aligned_with(text: &str, at: usize, indent: usize) -> Option<(Range<usize>, usize)> {
    let mut best: Option<(Range<usize>, usize)> = None;
    let mut next = line_above(text, at);
    for _ in 0..LINES_LOOKED_AT {
        let Some(line) = next else { break };
        let width = key_start(&text[line.clone()]);
        let is_nearer =
            best.as_ref().is_none_or(|(_, found)| width.abs_diff(indent) < found.abs_diff(indent));
        if is_nearer && width != indent {
            best = Some((line.clone(), width));
        }
        next = line_above(text, line.start);
    }
    best
}

/// A line without a colon among keys.
pub(super) fn no_key(problem: &Problem<'_>) -> Option<Finding> {
    let line = match problem.kind {
        ErrorKind::SimpleKeyExpected
        | ErrorKind::InvalidSimpleKey
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::CommentInterceptedScalar => problem.line.clone(),
        // The parser took the line above for the beginning of this key.
        ErrorKind::MappingValueNotAllowed => line_above(problem.buffer, problem.line.start)?,
        _ => return None,
    };
    let text = &problem.buffer[line.clone()];
    if text.contains(": ") || text.trim_end_matches(BLANKS).ends_with(':') {
        return None;
    }
    let range = problem.to_value_end(line.start + indent_of(text));
    let told = problem
        .error(range, "expected `key: value`", "this line has no `: `")
        .help("indent it more than the key above if it belongs to its text");
    Some((told, Mask::lines(problem.buffer, block_at(problem.buffer, line.start))))
}

/// What stands at the top of the file behind the value that the file is.
pub(super) fn outside_of_root(problem: &Problem<'_>) -> Option<Finding> {
    if *problem.kind != ErrorKind::ExpectedDocumentStart {
        return None;
    }
    let first = first_line(problem.buffer)?;
    let (width, here) = (indent_of(&problem.buffer[first.clone()]), indent_of(problem.line_text()));
    if width > here {
        let block = first.start..line_above(problem.buffer, problem.line.start)?.end;
        let place = first.start..first.start + width;
        let told = problem
            .error(place, "unexpected indentation", format!("indented by {width}"))
            .also(
                problem.span(problem.to_line_end(problem.line.start + here)),
                format!("this is indented by {here}"),
            )
            .edits("remove the indentation", shifted(problem, block.clone(), width, here));
        return Some((told, outdented(problem.buffer, block, width - here)));
    }
    let range = problem.to_line_end(problem.line.start + here);
    let told = problem
        .error(range, "text after the end of the file's one value", "not part of what stands above")
        .also(problem.span(problem.to_line_end(first.start + width)), "the value of the file starts here")
        .help("a file is one mapping: lines of `key: value`");
    problem.without_block(told)
}

/// The first line that holds something.
fn first_line(text: &str) -> Option<Range<usize>> {
    let mut next = Some(0);
    while let Some(start) = next {
        let line = line_at(text, start);
        if !is_blank(&text[line.clone()]) && !text[line.clone()].starts_with("---") {
            return Some(line);
        }
        next = next_line(text, start);
    }
    None
}

/// Moves lines to the left; what they lose at the start they get as blanks at the end.
fn outdented(buffer: &str, block: Range<usize>, by: usize) -> Mask {
    let moved = |line: &str| {
        let content = line.trim_end_matches(['\r', '\n']);
        let by = by.min(indent_of(content));
        format!("{}{}{}", &content[by..], " ".repeat(by), &line[content.len()..])
    };
    let text = buffer[block.clone()].split_inclusive('\n').map(moved).collect();
    Mask::mended(block, text)
}
