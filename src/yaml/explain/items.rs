//! List items without their `- `, with another sign, or where none can stand.

use super::Problem;
use super::colons::key_start;
use crate::yaml::bullets;
use crate::yaml::finding::Finding;
use crate::yaml::lines::{BLANKS, indent_of, is_blank, line_above, line_at, line_start, next_line};
use crate::yaml::lint::{is_glued, without_space};
use crate::yaml::mended::Change;
use granit_parser::ErrorKind;
use std::ops::Range;

/// Lines above that are looked at.
const LINES_LOOKED_AT: usize = 200;

/// `* item`, `1. item` and the like.
pub(super) fn bullet(problem: &Problem<'_>) -> Option<Finding> {
    let is_kind = matches!(
        problem.kind,
        ErrorKind::MissingAnchorOrAliasName
            | ErrorKind::MappingValueNotAllowed
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::SimpleKeyExpected
            | ErrorKind::UnknownAnchor
    );
    if problem.in_flow() || !is_kind {
        return None;
    }
    let mut line = Some(problem.line.clone());
    let mut width = usize::MAX;
    for _ in 0..LINES_LOOKED_AT {
        let found = line?;
        let text = &problem.text[found.clone()];
        // Only lines that the place belongs to.
        if indent_of(text) < width || width == usize::MAX {
            if bullets::has_sign(text) {
                return bullets::mend(problem.mended, found.start);
            }
            width = indent_of(text);
        }
        if width == 0 {
            return None;
        }
        line = line_above(problem.text, found.start);
    }
    None
}

/// `- a` on the line of a key.
pub(super) fn on_key_line(problem: &Problem<'_>) -> Option<Finding> {
    let start = problem.value.filter(|start| *start == problem.at)?;
    if *problem.kind != ErrorKind::BlockSequenceEntryNotAllowed {
        return None;
    }
    let told = problem
        .error(start..start + 1, "a list item cannot stand on the line of its key", "starts a list item")
        .help("put each `- ` item on its own line below the key, or write `[a, b]`")
        .help("quote the value if a text is meant that starts with a dash");
    Some(problem.unread(told, problem.to_line_end(start)))
}

/// The first item of a list that lacks its dash: `- ` follows on a line that belongs to it.
pub(super) fn first_without_dash(problem: &Problem<'_>) -> Option<Finding> {
    let is_kind =
        matches!(problem.kind, ErrorKind::ExpectedBlockMappingKey | ErrorKind::BlockSequenceEntryNotAllowed);
    let dash = indent_of(problem.line_text());
    if !is_kind || !problem.line_text()[dash..].starts_with("- ") {
        return None;
    }
    let first = first_below_parent(problem, dash)?;
    // Below an item such as `- chart:` its keys stand, and the dash here is one of a neighbour.
    let parent = line_above(problem.text, first.start)?;
    if problem.text[parent.start + indent_of(&problem.text[parent.clone()])..].starts_with("- ")
        && dash <= indent_of(&problem.text[parent]) + 2
    {
        return None;
    }
    let width = indent_of(&problem.text[first.clone()]);
    let text = &problem.text[first.start + width..first.end];
    if text.starts_with("- ") || !text.contains(':') {
        return None;
    }
    let told = told(problem, first.start + width, text)
        .also(problem.span(problem.to_line_end(problem.line.start + dash)), "the next item");
    let changes = match width.checked_sub(dash)? {
        0 => item_of(problem, first.start, problem.line.start, width),
        1 => return None,
        _ => vec![Change::meant(first.start + dash..first.start + dash + 2, "- ")],
    };
    Some(problem.fix(told, "start it with `- `", changes))
}

/// The line below the parent of a list whose dashes stand in a column.
fn first_below_parent(problem: &Problem<'_>, dash: usize) -> Option<Range<usize>> {
    let mut first = None;
    let mut line = line_above(problem.text, problem.line.start);
    for _ in 0..LINES_LOOKED_AT {
        let found = line?;
        if indent_of(&problem.text[found.clone()]) < dash {
            return first;
        }
        line = line_above(problem.text, found.start);
        first = Some(found);
    }
    None
}

/// A key in the column of the dashes: an item that lacks its own.
pub(super) fn without_dash(problem: &Problem<'_>) -> Option<Finding> {
    let width = indent_of(problem.line_text());
    let start = problem.line.start + width;
    let text = problem.rest(start);
    if *problem.kind != ErrorKind::ExpectedBlockSequenceEntry || text.starts_with("- ") {
        return None;
    }
    let above = item_above(problem)?;
    let (line, dash) = above;
    // A key that other items begin with, or that has keys below it, begins an item.
    let name = text.split(':').next().unwrap_or("").trim();
    let is_same =
        problem.text[line].contains(&format!("- {name}:")) || begins_items(problem.text, name, width);
    // At the top of the file lists stand below keys in their column, and a key ends them.
    let opens = width > 0
        && problem.line_text().trim_end_matches(BLANKS).ends_with(':')
        && holds_keys(problem, width);
    if dash != width || !is_same && !opens {
        return None;
    }
    let end = next_at_most(problem.text, problem.line.start, width);
    let told = told(problem, start, &problem.text[start..problem.line.end]);
    let finding = problem.fix(told, "start it with `- `", item_of(problem, problem.line.start, end, width));
    Some(if is_same { finding } else { finding.unsure() })
}

/// Whether items in a column begin with a key.
fn begins_items(text: &str, name: &str, column: usize) -> bool {
    let item = format!("\n{}- {name}:", " ".repeat(column));
    text.contains(&item)
}

/// Whether the line below is indented more and is no item.
fn holds_keys(problem: &Problem<'_>, width: usize) -> bool {
    let below =
        next_line(problem.text, problem.line.start).map(|start| &problem.text[line_at(problem.text, start)]);
    below.is_some_and(|line| indent_of(line) > width && !line.trim_start().starts_with("- "))
}

fn told(problem: &Problem<'_>, start: usize, text: &str) -> crate::diag::Diagnostic {
    let name = text.split(':').next().unwrap_or(text).trim();
    let message = format!("`- ` is missing before `{name}`");
    problem.error(start..start + name.len(), message, "begins a list item")
}

/// Makes an item of lines: a dash before the first, and the others are indented as much more.
fn item_of(problem: &Problem<'_>, from: usize, until: usize, width: usize) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut next = Some(from);
    while let Some(start) = next.filter(|start| *start < until) {
        if !is_blank(&problem.text[line_at(problem.text, start)]) {
            let text = if start == from { "- " } else { "  " };
            let at = start + width;
            changes.push(Change::meant(at..at, text));
        }
        next = next_line(problem.text, start);
    }
    changes
}

/// The next line that is indented no more than a column.
fn next_at_most(text: &str, from: usize, width: usize) -> usize {
    let mut next = next_line(text, from);
    while let Some(start) = next {
        let line = &text[line_at(text, start)];
        if !is_blank(line) && indent_of(line) <= width {
            return start;
        }
        next = next_line(text, start);
    }
    text.len()
}

/// `-text: a` among items that are right.
pub(super) fn dash_without_space(problem: &Problem<'_>) -> Option<Finding> {
    if problem.in_flow() {
        return None;
    }
    let lines = std::iter::once(problem.line.clone());
    let mut above = line_above(problem.text, problem.line.start);
    let width = indent_of(problem.line_text());
    let mut all: Vec<Range<usize>> = lines.collect();
    for _ in 0..LINES_LOOKED_AT {
        let Some(line) = above else { break };
        let indent = indent_of(&problem.text[line.clone()]);
        if indent < width.saturating_sub(2) {
            break;
        }
        all.push(line.clone());
        above = line_above(problem.text, line.start);
    }
    let is_glued_line = |line: &&Range<usize>| {
        let text = &problem.text[(*line).clone()];
        is_glued(&text[indent_of(text)..])
    };
    let line = all.iter().find(is_glued_line)?;
    // The first of a run, so that all of them are mended.
    let width = indent_of(&problem.text[line.clone()]);
    let same =
        |line: &&Range<usize>| indent_of(&problem.text[(*line).clone()]) == width && is_glued_line(line);
    let first = all.iter().rev().find(same)?;
    Some(without_space(problem.mended, first.start + width))
}

/// `- item` where keys stand, or a key where items stand.
pub(super) fn stray(problem: &Problem<'_>) -> Option<Finding> {
    let line = problem.line_text();
    let width = indent_of(line);
    let start = problem.line.start + width;
    let is_item = line[width..].starts_with("- ");
    let told = match problem.kind {
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::BlockSequenceEntryNotAllowed if is_item => {
            if let Some(finding) = super::layout::moved_alone(problem) {
                return Some(finding);
            }
            if let Some((above, wanted)) = item_above(problem).filter(|(_, wanted)| *wanted != width) {
                return Some(super::layout::misplaced(problem, above, wanted));
            }
            let told = "a list item where a key is expected";
            let told = problem.error(start..start + 1, told, "starts a list item");
            told.help("a list stands below a key that has nothing after its `:`")
        }
        ErrorKind::ExpectedBlockSequenceEntry if !is_item => {
            if let Some((above, wanted)) = key_of_item_above(problem, width) {
                return Some(super::layout::misplaced(problem, above, wanted));
            }
            let told = "a key where a list item is expected";
            let told = problem.error(problem.to_line_end(start), told, "no `- ` here");
            told.help("start the item with `- `, or align the key with the keys above the list")
        }
        _ => return None,
    };
    let told = match line_above(problem.text, problem.line.start) {
        Some(above) => told.also(
            problem.span(problem.to_line_end(above.start + indent_of(&problem.text[above]))),
            "belongs to this",
        ),
        None => told,
    };
    Some(problem.without_block(told))
}

/// The nearest item above that the line does not belong to, and the column of its dash.
pub(super) fn item_above(problem: &Problem<'_>) -> Option<(Range<usize>, usize)> {
    let mut next = line_above(problem.text, line_start(problem.text, problem.at));
    let width = indent_of(problem.line_text());
    for _ in 0..LINES_LOOKED_AT {
        let line = next?;
        let indent = indent_of(&problem.text[line.clone()]);
        // Items of lists inside the item above are none of its neighbours.
        let is_item = problem.text[line.start + indent..].starts_with("- ")
            || &problem.text[line.start + indent..line.end] == "-";
        if is_item && indent <= width + 2 {
            return Some((line, indent));
        }
        next = line_above(problem.text, line.start);
    }
    None
}

/// The item above whose keys a line nearly aligns with, and their column.
fn key_of_item_above(problem: &Problem<'_>, width: usize) -> Option<(Range<usize>, usize)> {
    let (line, dash) = item_above(problem)?;
    let key = key_start(&problem.text[line.clone()]);
    (width != dash && width.abs_diff(key) <= 2).then_some((line, key))
}
