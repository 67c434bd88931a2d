//! Texts of several lines: below `|` and `>` with the wrong indentation, beside them, or without a `|` at all.

use super::Problem;
use crate::diag::Diagnostic;
use crate::yaml::finding::Finding;
use crate::yaml::lines::{
    BLANKS, indent_of, is_blank, line_above, line_at, line_end, line_start, next_line, value_start,
};
use crate::yaml::mended::Change;
use granit_parser::ErrorKind;
use std::ops::Range;

/// Lines whose text is looked for the start of.
const LINES_LOOKED_AT: usize = 50;

/// Whether the parser met a line that is no `key: value`.
fn is_stray_line(problem: &Problem<'_>) -> bool {
    let is_kind = matches!(
        problem.kind,
        ErrorKind::SimpleKeyExpected
            | ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::MappingValueNotAllowed
            | ErrorKind::InvalidIndentation
    );
    is_kind && !problem.in_flow()
}

/// Text behind a `|` or `>`, which starts a text on the lines below.
pub(super) fn header(problem: &Problem<'_>) -> Option<Finding> {
    let is_header =
        matches!(problem.kind, ErrorKind::InvalidBlockScalarHeader | ErrorKind::ZeroBlockScalarIndent);
    let sign = problem.rest(problem.at).chars().next().filter(|_| is_header)?;
    let range = problem.to_line_end(problem.at);
    let written = &problem.text[range.clone()];
    let signs = written.len()
        - written[1..].trim_start_matches(['-', '+', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']).len();
    let behind = range.start + signs;
    if behind == range.end {
        let label = format!("write `{sign}`, `{sign}-` or `{sign}+`");
        let told = problem.error(range.clone(), format!("`{written}` starts no text"), label);
        return Some(problem.fix(told, format!("write `{sign}`"), vec![Change::meant(range, sign)]).unsure());
    }
    let told = problem.error(
        range.start..range.start + 1,
        format!("text after `{sign}`"),
        format!("`{sign}` starts a text on the lines below"),
    );
    if let Some(wanted) = below(problem) {
        let blanks = behind..behind + indent_of(problem.rest(behind));
        let text = format!("{}{}", problem.line_break(), " ".repeat(wanted));
        return Some(problem.fix(told, "move the text to the next line", vec![Change::meant(blanks, text)]));
    }
    let told =
        told.help(format!("write the text on the next lines, or quote the value if a `{sign}` is meant"));
    let quoted = problem.mended.quote(told, range.clone()).unsure();
    Some(quoted.reading_on_with(vec![Change::unread(range)]))
}

/// The indentation of the lines below that belong to the key of this line.
fn below(problem: &Problem<'_>) -> Option<usize> {
    let key = key_column(problem.line_text());
    let next = first_line_below(problem.text, problem.at)?;
    let width = indent_of(&problem.text[next]);
    (width > key).then_some(width)
}

/// A text below `|` that is indented too little, as a whole or after its first line.
pub(super) fn too_little(problem: &Problem<'_>) -> Option<Finding> {
    let width = indent_of(problem.line_text());
    let header = header_above(problem.text, problem.line.start).filter(|_| is_stray_line(problem))?;
    let key = key_column(&problem.text[header.clone()]);
    let first = first_line_below(problem.text, header.start)?;
    let lines = stray_lines(problem.text, problem.line.start);
    let marker = header.end - 1..header.end;
    let start = problem.line.start + width;
    if first.start == problem.line.start {
        let wanted = key + 2;
        let told = problem
            .error(problem.to_line_end(start), "the text is not indented", format!("indented by {width}"))
            .also(problem.span(marker), "starts a text, which is indented more than its key");
        return Some(reindented(problem, told, &lines, wanted));
    }
    let wanted = indent_of(&problem.text[first.clone()]);
    // A line without a colon is no key, and further lines of the text may follow.
    let is_text =
        !problem.line_text().contains(':') && wanted_follows(problem.text, &lines, wanted).is_some();
    if width <= key && !is_text || width >= wanted {
        return None;
    }
    let text = first.start + wanted;
    let told = problem
        .error(
            problem.to_line_end(start),
            "a line of the text is indented less than its first line",
            format!("indented by {width}"),
        )
        .also(problem.span(problem.to_line_end(text)), format!("the text starts here, indented by {wanted}"));
    // The rest of the text may stand as it should.
    let lines = match wanted_follows(problem.text, &lines, wanted) {
        Some(end) => lines.start..end,
        None => lines,
    };
    Some(reindented(problem, told, &lines, wanted))
}

/// End of the last line before one that is indented as it should be.
fn wanted_follows(text: &str, lines: &Range<usize>, wanted: usize) -> Option<usize> {
    let mut end = line_end(text, lines.start);
    let mut next = next_line(text, lines.start);
    while let Some(start) = next {
        let line = line_at(text, start);
        if !is_blank(&text[line.clone()]) && indent_of(&text[line.clone()]) >= wanted {
            return Some(end);
        }
        if line.end > lines.end {
            return None;
        }
        end = line.end;
        next = next_line(text, start);
    }
    None
}

/// `sql: SELECT a,` and further lines that are not indented.
pub(super) fn without_pipe(problem: &Problem<'_>) -> Option<Finding> {
    let content = problem.line_text().trim_matches(BLANKS);
    if !is_stray_line(problem)
        || !content.contains(' ')
        || content.contains(": ")
        || content.starts_with("- ")
    {
        return None;
    }
    let above = key_line_above(problem.text, problem.line.start)?;
    let value = above.start + value_start(&problem.text[above.clone()])?;
    let written = problem.text[value..above.end].trim_matches(BLANKS);
    let is_text = !written.starts_with(['"', '\'', '[', '{', '|', '>', '&', '*', '!', '#']);
    if !is_text || super::flow::ends_a_value(written) {
        return None;
    }
    let wanted = key_column(&problem.text[above.clone()]) + 2;
    let lines = stray_lines(problem.text, problem.line.start);
    let start = problem.line.start + indent_of(problem.line_text());
    let told = problem
        .error(problem.to_line_end(start), "expected `key: value`", "this line has no `: `")
        .also(problem.span(problem.to_line_end(value)), "a text of several lines needs a `|` before it")
        .help("indent it more than the key above if it belongs to its text");
    let opening = format!("|{}{}", problem.line_break(), " ".repeat(wanted));
    let mut changes = vec![Change::meant(value..value, opening)];
    changes.extend(indented(problem, above.end..lines.end, wanted));
    Some(problem.fix(told, "start the text with `|`", changes).unsure())
}

/// A known key below a name that has a text already: one of them has to go.
pub(super) fn key_below_text(problem: &Problem<'_>) -> Option<Finding> {
    let above = line_above(problem.text, problem.line.start)
        .filter(|_| *problem.kind == ErrorKind::MappingValueNotAllowed && !problem.in_flow())?;
    let line = &problem.text[above.clone()];
    let value = value_start(line)?;
    let name = line[key_column(line)..value].trim_end().trim_end_matches(':');
    let width = indent_of(problem.line_text());
    let key = problem.line_text()[width..].split(':').next()?;
    let is_below =
        width >= key_column(line) + 2 && problem.known_keys.has(key) && !problem.known_keys.has(name);
    if !is_below || !line[value..].contains(' ') {
        return None;
    }
    let start = problem.line.start + width;
    let message = format!("`{name}` has a text, so `{key}` cannot stand below it");
    let told = problem
        .error(start..start + key.len(), message, "a key holds a value or other keys")
        .also(problem.span(problem.to_line_end(above.start + value)), "the text")
        .help(format!("write the text behind a key of its own, below `{name}:`"));
    Some(problem.without_block(told))
}

/// A mistake that lines remove which are indented otherwise.
fn reindented(problem: &Problem<'_>, told: Diagnostic, lines: &Range<usize>, wanted: usize) -> Finding {
    problem.fix(told, format!("indent it by {wanted}"), indented(problem, lines.clone(), wanted))
}

/// Sets the indentation of all lines that begin in a range, blank ones excepted. Lines that are indented
/// more than that stay as they are.
fn indented(problem: &Problem<'_>, range: Range<usize>, wanted: usize) -> Vec<Change> {
    let mut changes = Vec::new();
    let first = line_start(problem.text, range.start);
    let mut next = if first == range.start { Some(first) } else { next_line(problem.text, range.start) };
    while let Some(start) = next.filter(|start| *start < range.end) {
        let line = &problem.text[line_at(problem.text, start)];
        let width = indent_of(line);
        if !line.trim_matches(BLANKS).is_empty() && width < wanted {
            changes.push(Change::meant(start..start + width, " ".repeat(wanted)));
        }
        next = next_line(problem.text, start);
    }
    changes
}

/// The line with `|` or `>` at its end that the lines above a place belong to.
fn header_above(text: &str, at: usize) -> Option<Range<usize>> {
    let mut found = line_above(text, at)?;
    let mut least = usize::MAX;
    for _ in 0..LINES_LOOKED_AT {
        let line = &text[found.clone()];
        let end = found.start + line.trim_end_matches(BLANKS).len();
        let width = indent_of(line);
        let content = text[found.start..end].trim_end_matches(['-', '+']);
        let is_header = [": |", ": >", "- |", "- >"].iter().any(|header| content.ends_with(header));
        if width < least && is_header {
            return Some(found.start..found.start + content.len());
        }
        least = least.min(width);
        if width == 0 {
            return None;
        }
        found = line_above(text, found.start)?;
    }
    None
}

/// The first line below that is not empty; in a text `#` begins no comment.
fn first_line_below(text: &str, at: usize) -> Option<Range<usize>> {
    let mut next = next_line(text, at);
    while let Some(start) = next {
        let line = line_at(text, start);
        if !text[line.clone()].trim_matches(BLANKS).is_empty() {
            return Some(line);
        }
        next = next_line(text, start);
    }
    None
}

/// The nearest line above that has a key and a value.
fn key_line_above(text: &str, at: usize) -> Option<Range<usize>> {
    let mut found = line_above(text, at)?;
    for _ in 0..LINES_LOOKED_AT {
        let line = &text[found.clone()];
        if line.contains(": ") {
            return Some(found);
        }
        found = line_above(text, found.start)?;
    }
    None
}

/// The column of the key of a line, behind the dashes of items.
pub(super) fn key_column(line: &str) -> usize {
    let content = line.trim_start_matches(BLANKS);
    let key = content.trim_start_matches(['-', ' ']);
    line.len() - key.len()
}

/// A line and those below it that are no `key: value` and no item either.
fn stray_lines(text: &str, from: usize) -> Range<usize> {
    let first = line_at(text, from);
    let mut end = first.end;
    let mut next = next_line(text, first.start);
    while let Some(start) = next {
        let line = line_at(text, start);
        let content = text[line.clone()].trim_matches(BLANKS);
        if content.contains(": ") || content.ends_with(':') || content.starts_with("- ") || content == "---" {
            break;
        }
        if !is_blank(content) {
            end = line.end;
        }
        next = next_line(text, start);
    }
    first.start..end
}
