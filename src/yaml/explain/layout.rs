//! Lines that are indented wrongly, or are none of a mapping.

use super::colons::key_start;
use super::items::item_above;
use super::{Problem, lost_lines};
use crate::yaml::arena::shorten;
use crate::yaml::finding::Finding;
use crate::yaml::lines::{BLANKS, block_at, indent_of, is_blank, line_above, line_at, next_line};
use crate::yaml::mended::Change;
use granit_parser::ErrorKind;
use std::ops::Range;

/// Lines above that are looked at for one to align with.
const LINES_LOOKED_AT: usize = 200;
/// Longest key in characters; YAML's own limit.
const KEY_CHARS_MAX: usize = 1024;

/// A key in the column of the dash above: it belongs into the item, or below the key of the item.
pub(super) fn below_item(problem: &Problem<'_>) -> Option<Finding> {
    let is_kind =
        matches!(problem.kind, ErrorKind::ExpectedBlockSequenceEntry | ErrorKind::UnexpectedEofBlockSequence);
    let width = indent_of(problem.line_text());
    let content = &problem.line_text()[width..];
    let (item, dash) = item_above(problem).filter(|_| is_kind && !content.starts_with("- "))?;
    if dash != width || !content.contains(':') {
        return None;
    }
    let key = key_start(&problem.text[item.clone()]);
    let head = problem.text[item.start + key..item.end].trim_end_matches(BLANKS);
    let wanted = match head {
        "" | "-" => dash + 2,
        _ if head.ends_with(':') => key + 2,
        _ => key,
    };
    let block = neighbours(problem.text, problem.line.start, width);
    let name = content.split(':').next().unwrap_or(content);
    let parent = head.trim_end_matches(':').split(':').next().unwrap_or(head);
    let (message, label) = match head {
        "" | "-" => {
            (format!("`{name}` is not inside the item above"), "indent it more than the `-`".to_owned())
        }
        _ if head.ends_with(':') => (
            format!("`{name}` stands beside `{parent}`, not in it"),
            format!("indent this more than `{parent}`"),
        ),
        _ => (format!("`{name}` is not inside the item above"), format!("align it with `{parent}`")),
    };
    let start = problem.line.start + width;
    let told = problem
        .error(start..start + name.len(), message, label)
        .also(problem.span(problem.to_line_end(item.start + dash)), "the item starts here");
    let finding =
        problem.fix(told, format!("indent it by {wanted}"), shifted(problem, block.clone(), width, wanted));
    // The key may as well belong to what is around the list.
    let is_sure = head.ends_with(':') || matches!(head, "" | "-");
    Some(if is_sure { finding } else { finding.unsure().reading_on_with(vec![lost_lines(block)]) })
}

/// A line, and what follows it up to the next item of its list.
fn neighbours(text: &str, start: usize, width: usize) -> Range<usize> {
    let mut end = line_at(text, start).end;
    let mut next = next_line(text, start);
    while let Some(start) = next {
        let line = line_at(text, start);
        let content = &text[line.clone()];
        let indent = indent_of(content);
        if !is_blank(content) {
            if indent < width || indent == width && content[indent..].starts_with("- ") {
                break;
            }
            end = line.end;
        }
        next = next_line(text, start);
    }
    start..end
}

/// A line in a column where nothing can stand: it moves to the nearest one where it can.
pub(super) fn indentation(problem: &Problem<'_>) -> Option<Finding> {
    let is_indentation = matches!(
        problem.kind,
        ErrorKind::MappingValueNotAllowed
            | ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::InvalidIndentation
            | ErrorKind::ExpectedBlockSequenceEntry
    );
    let indent = indent_of(problem.line_text());
    let above = line_above(problem.text, problem.line.start).filter(|_| is_indentation)?;
    if indent == indent_of(&problem.text[above]) || !problem.line_text().contains(':') {
        return None;
    }
    if let Some(finding) = less_deep_above(problem, indent) {
        return Some(finding);
    }
    if let Some(finding) = moved_alone(problem) {
        return Some(finding);
    }
    let mut found: Vec<Finding> =
        columns(problem, indent).into_iter().map(|(line, width)| misplaced(problem, line, width)).collect();
    if found.is_empty() {
        let place = problem.to_line_end(problem.line.start);
        let told = problem.error(place, "unexpected indentation", format!("indented by {indent}"));
        return Some(problem.without_block(told));
    }
    let works = found.iter().position(|finding| problem.works(&finding.changes)).unwrap_or(0);
    Some(found.swap_remove(works))
}

/// The line above, when it is indented less than its neighbours and nothing can stand below it.
fn less_deep_above(problem: &Problem<'_>, indent: usize) -> Option<Finding> {
    let above = line_above(problem.text, problem.line.start)?;
    let before = line_above(problem.text, above.start)?;
    let (width, other) = (indent_of(&problem.text[above.clone()]), indent_of(&problem.text[before.clone()]));
    let text = problem.text[above.clone()].trim_matches(BLANKS);
    let holds_value = text.contains(": ") && !text.starts_with("- ");
    if width >= indent || other != indent || !holds_value {
        return None;
    }
    let told = problem
        .error(above.start..above.start + width, "unexpected indentation", format!("indented by {width}"))
        .also(
            problem.span(problem.to_line_end(before.start + indent)),
            format!("this is indented by {indent}"),
        );
    let change = Change::meant(above.start..above.start + width, " ".repeat(indent));
    let finding = problem.fix(told, format!("indent it by {indent}"), vec![change]);
    problem.works(&finding.changes).then_some(finding)
}

/// The columns that lines above have begun and that are still open, the nearest ones first.
fn columns(problem: &Problem<'_>, indent: usize) -> Vec<(Range<usize>, usize)> {
    let is_item = problem.line_text()[indent..].starts_with("- ");
    let mut found: Vec<(Range<usize>, usize)> = Vec::new();
    let mut least = usize::MAX;
    let mut next = line_above(problem.text, problem.line.start);
    for _ in 0..LINES_LOOKED_AT {
        let Some(line) = next else { break };
        let width = indent_of(&problem.text[line.clone()]);
        if width <= least {
            least = width;
            let key = key_start(&problem.text[line.clone()]);
            let column = if is_item { width } else { key };
            let fits = !is_item || problem.text[line.start + width..].starts_with("- ");
            let is_new = !found.iter().any(|(_, known)| *known == column);
            if fits && is_new && column != indent {
                found.push((line.clone(), column));
            }
        }
        if width == 0 {
            break;
        }
        next = line_above(problem.text, line.start);
    }
    found.sort_by_key(|(_, column)| column.abs_diff(indent));
    found
}

/// A line that was moved without what belongs to it goes back.
pub(super) fn moved_alone(problem: &Problem<'_>) -> Option<Finding> {
    let indent = indent_of(problem.line_text());
    let columns = columns(problem, indent);
    let beside = columns_of_neighbours(problem, &problem.line).into_iter().filter(|column| *column > indent);
    let wanted = column_before(problem, &problem.line).into_iter().chain(beside);
    wanted.filter(|wanted| *wanted != indent).find_map(|wanted| {
        let (line, column) = columns.iter().find(|(_, column)| *column == wanted)?;
        let finding = moved(problem, line.clone(), *column, problem.line.clone());
        problem.works(&finding.changes).then_some(finding)
    })
}

/// Columns of the lines around one that it may have had: that of the line below, where the line above shares it or
/// opens it, and that of the line above, where it is one of the same kind.
pub(super) fn columns_of_neighbours(problem: &Problem<'_>, line: &Range<usize>) -> Vec<usize> {
    let Some(above) = line_above(problem.text, line.start) else { return Vec::new() };
    let above = problem.text[above].trim_end_matches(BLANKS);
    let (indent, key) = (indent_of(above), key_start(above));
    let below = next_line(problem.text, line.start).map(|start| indent_of(problem.rest(start)));
    let shared =
        below.filter(|below| *below == indent || *below == key || above.ends_with(':') && *below > key);
    let is_item = |line: &str| line.trim_start_matches(BLANKS).starts_with("- ");
    let both = match (is_item(above), is_item(&problem.text[line.clone()])) {
        (true, true) => Some(indent),
        (false, false) if !above.ends_with(':') => Some(key),
        _ => None,
    };
    shared.into_iter().chain(both).collect()
}

/// Where a line stood that was moved alone: what belongs to it is still indented for that column.
pub(super) fn column_before(problem: &Problem<'_>, line: &Range<usize>) -> Option<usize> {
    let content = problem.text[line.clone()].trim_start_matches(BLANKS);
    let opens = content.trim_end_matches(BLANKS).ends_with(':');
    let step = match (content.starts_with("- "), opens) {
        (true, true) => 4,
        (true, false) | (false, true) => 2,
        (false, false) => return None,
    };
    let below = next_line(problem.text, line.start)?;
    indent_of(problem.rest(below)).checked_sub(step)
}

/// A line that has to move, with all that belongs to it, to the column of another.
pub(super) fn misplaced(problem: &Problem<'_>, other: Range<usize>, wanted: usize) -> Finding {
    let block = moved_together(problem.text, problem.line.start, indent_of(problem.line_text()), wanted);
    moved(problem, other, wanted, block)
}

/// A line that has to move, with a block that it begins, to the column of another.
fn moved(problem: &Problem<'_>, other: Range<usize>, wanted: usize, block: Range<usize>) -> Finding {
    let width = indent_of(problem.line_text());
    let start = problem.line.start;
    let place = if width == 0 { problem.to_line_end(start) } else { start..start + width };
    let title = match wanted {
        0 => "remove the indentation".to_owned(),
        _ => format!("indent it by {wanted}"),
    };
    let told = problem.error(place, "unexpected indentation", format!("indented by {width}")).also(
        problem.span(problem.to_line_end(other.start + wanted)),
        format!("this is indented by {wanted}"),
    );
    problem.fix(told, title, shifted(problem, block, width, wanted))
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
fn shifted(problem: &Problem<'_>, block: Range<usize>, from: usize, to: usize) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut next = Some(block.start);
    while let Some(start) = next.filter(|start| *start < block.end) {
        let width = indent_of(problem.rest(start));
        if !is_blank(&problem.text[line_at(problem.text, start)]) {
            let text = " ".repeat((width + to).saturating_sub(from));
            changes.push(Change::meant(start..start + width, text));
        }
        next = next_line(problem.text, start);
    }
    changes
}

/// A key that is longer than YAML allows: most likely a text.
pub(super) fn long_key(problem: &Problem<'_>) -> Option<Finding> {
    let line = problem.line_text();
    let start = problem.line.start + key_start(line);
    let key = problem.text[start..problem.line.end].find(':')?;
    let is_kind = matches!(problem.kind, ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey);
    if !is_kind || problem.text[start..start + key].chars().count() <= KEY_CHARS_MAX {
        return None;
    }
    let shown = shorten(&problem.text[start..start + key]);
    let place = start..start + shown.trim_end_matches('…').len();
    let message = format!("a key is longer than {KEY_CHARS_MAX} characters");
    Some(problem.without_block(problem.error(
        place,
        message,
        "a key is a name, and a text stands behind its `:`",
    )))
}

/// A line without a colon among keys.
pub(super) fn no_key(problem: &Problem<'_>) -> Option<Finding> {
    let line = match problem.kind {
        ErrorKind::SimpleKeyExpected
        | ErrorKind::InvalidSimpleKey
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::CommentInterceptedScalar => problem.line.clone(),
        // The parser took the line above for the beginning of this key.
        ErrorKind::MappingValueNotAllowed => line_above(problem.text, problem.line.start)?,
        _ => return None,
    };
    let text = &problem.text[line.clone()];
    if text.contains(": ") || text.trim_end_matches(BLANKS).ends_with(':') {
        return None;
    }
    let range = problem.to_value_end(line.start + indent_of(text));
    let told = problem
        .error(range, "expected `key: value`", "this line has no `: `")
        .help("indent it more than the key above if it belongs to its text");
    Some(Finding::hidden(told, vec![lost_lines(block_at(problem.text, line.start))]))
}

/// What stands at the top of the file behind the value that the file is.
pub(super) fn outside_of_root(problem: &Problem<'_>) -> Option<Finding> {
    if *problem.kind != ErrorKind::ExpectedDocumentStart {
        return None;
    }
    let first = first_line(problem.text)?;
    let (width, here) = (indent_of(&problem.text[first.clone()]), indent_of(problem.line_text()));
    if width > here {
        let block = first.start..line_above(problem.text, problem.line.start)?.end;
        let place = first.start..first.start + width;
        let told = problem.error(place, "unexpected indentation", format!("indented by {width}")).also(
            problem.span(problem.to_line_end(problem.line.start + here)),
            format!("this is indented by {here}"),
        );
        return Some(problem.fix(told, "remove the indentation", shifted(problem, block, width, here)));
    }
    let range = problem.to_line_end(problem.line.start + here);
    let told = problem
        .error(range, "text after the end of the file's one value", "not part of what stands above")
        .also(problem.span(problem.to_line_end(first.start + width)), "the value of the file starts here")
        .help("a file is one mapping: lines of `key: value`");
    Some(Finding::hidden(told, vec![lost_lines(problem.line.start..problem.text.len())]))
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
