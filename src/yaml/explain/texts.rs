//! Texts of several lines: below `|` and `>` with the wrong indentation, or without a `|` at all.

use super::{Finding, Problem};
use crate::diag::{Diagnostic, Edit};
use crate::yaml::lines::{BLANKS, indent_of, is_blank, line_above, line_at, next_line, value_start};
use crate::yaml::syntax::Mask;
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

/// A text below `|` that is indented too little, as a whole or after its first line.
pub(super) fn too_little(problem: &Problem<'_>) -> Option<Finding> {
    let width = indent_of(problem.line_text());
    let header = header_above(problem.buffer, problem.line.start).filter(|_| is_stray_line(problem))?;
    let key = key_column(&problem.buffer[header.clone()]);
    let first = first_line_below(problem.buffer, header.start)?;
    let lines = stray_lines(problem.buffer, problem.line.start);
    let marker = header.end - 1..header.end;
    let start = problem.line.start + width;
    if first.start == problem.line.start {
        let wanted = key + 2;
        let told = problem
            .error(problem.to_line_end(start), "the text is not indented", format!("indented by {width}"))
            .also(problem.span(marker), "starts a text, which is indented more than its key");
        return Some(reindented(problem, told, &lines, wanted));
    }
    let wanted = indent_of(&problem.buffer[first.clone()]);
    if width <= key || width >= wanted {
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
    Some(reindented(problem, told, &lines, wanted))
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
    let above = key_line_above(problem.buffer, problem.line.start)?;
    let value = above.start + value_start(&problem.buffer[above.clone()])?;
    if problem.rest(value).starts_with(['"', '\'', '[', '{', '|', '>', '&', '*', '!', '#']) {
        return None;
    }
    let wanted = key_column(&problem.buffer[above.clone()]) + 2;
    let lines = stray_lines(problem.buffer, problem.line.start);
    let start = problem.line.start + indent_of(problem.line_text());
    let told = problem
        .error(problem.to_line_end(start), "expected `key: value`", "this line has no `: `")
        .also(problem.span(problem.to_line_end(value)), "a text of several lines needs a `|` before it")
        .help("indent it more than the key above if it belongs to its text");
    let mut edits =
        vec![Edit { span: problem.span(value..value), text: format!("|\n{}", " ".repeat(wanted)) }];
    edits.extend(indent_edits(problem, above.end..lines.end, wanted));
    let told = told.edits("start the text with `|`", edits).unsure();
    Some((told, problem.over_lines(value..lines.end)))
}

/// The diagnostic and mask for lines that should be indented otherwise.
fn reindented(problem: &Problem<'_>, told: Diagnostic, lines: &Range<usize>, wanted: usize) -> Finding {
    let edits = indent_edits(problem, lines.clone(), wanted).collect();
    let told = told.edits(format!("indent it by {wanted}"), edits);
    (told, Mask::lines(problem.buffer, lines.clone()))
}

/// Sets the indentation of all lines that begin in a range, blank ones excepted.
fn indent_edits(problem: &Problem<'_>, range: Range<usize>, wanted: usize) -> impl Iterator<Item = Edit> {
    let starts = problem.buffer[range.clone()].match_indices('\n').map(|(at, _)| range.start + at + 1);
    let starts: Vec<usize> = std::iter::once(range.start).chain(starts).collect();
    let edit = move |start: usize| {
        let line = &problem.buffer[line_at(problem.buffer, start)];
        let is_start = start == 0 || problem.buffer.as_bytes()[start - 1] == b'\n';
        let text = " ".repeat(wanted);
        (is_start && !is_blank(line))
            .then(|| Edit { span: problem.span(start..start + indent_of(line)), text })
    };
    starts.into_iter().filter_map(edit).collect::<Vec<_>>().into_iter()
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

/// The first line below that holds something.
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
