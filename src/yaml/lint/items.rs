//! List items that became text or keys, because of a missing space or of their indentation.

use crate::diag::{Diagnostic, Edit, Span};
use crate::yaml::arena::{Arena, NodeId, Owner};
use crate::yaml::bullets;
use crate::yaml::finding::Finding;
use crate::yaml::lines::{indent_of, line_at, line_end, line_start, next_line};
use crate::yaml::mended::{Change, Mended};
use std::ops::Range;

/// Lines of a plain text that start with a dash: they were meant as list items.
pub(super) fn in_text(arena: &Arena, id: NodeId) -> Option<Finding> {
    let text = &*arena.text;
    let range = arena.raw(id).range.clone();
    if begins_line(text, range.start) && is_glued(&text[range.start..]) {
        return Some(without_space(&arena.mended, range.start));
    }
    let mut next = text[range.clone()].find('\n').map(|at| range.start + at + 1);
    while let Some(start) = next.filter(|start| *start < range.end) {
        let line = line_at(text, start);
        let content = line.start + indent_of(&text[line.clone()]);
        if text[content..].starts_with("- ") {
            return Some(deeper_item(arena, id, content..line.end));
        }
        next = next_line(text, start);
    }
    None
}

/// Whether a byte is the first of its line that is no blank.
pub(super) fn begins_line(text: &str, at: usize) -> bool {
    text[..at].trim_end_matches(' ').ends_with('\n')
}

/// Whether a line begins with the dash of an item and goes on without a space.
pub(in crate::yaml) fn is_glued(content: &str) -> bool {
    let next = content.strip_prefix('-').and_then(|rest| rest.chars().next());
    next.is_some_and(|c| c.is_alphabetic() || matches!(c, '{' | '[' | '"' | '\''))
}

/// `-a` where `- a` is meant, on a line and on its neighbours with the same indentation.
pub(in crate::yaml) fn without_space(mended: &Mended, at: usize) -> Finding {
    let text = &*mended.text;
    let width = at - line_start(text, at);
    let mut dashes = vec![at];
    let mut next = next_line(text, at);
    while let Some(start) = next {
        let line = &text[line_at(text, start)];
        let indent = indent_of(line);
        if !line.trim().is_empty() && indent < width {
            break;
        }
        if indent == width && is_glued(&line[indent..]) {
            dashes.push(start + indent);
        }
        next = next_line(text, start);
    }
    let changes: Vec<Change> = dashes.iter().flat_map(|dash| spaced(text, *dash)).collect();
    let told = missing_dash_space(mended.span(at..at + 1), mended.edits(&changes));
    Finding { told, changes, is_fix: true, instead: None }
}

/// A space after a dash, and one before each line of the item when its keys stand right behind the dash.
fn spaced(text: &str, dash: usize) -> Vec<Change> {
    let width = dash - line_start(text, dash);
    let mut below = Vec::new();
    let mut next = next_line(text, dash);
    while let Some(start) = next {
        let line = &text[line_at(text, start)];
        if !line.trim().is_empty() {
            let indent = indent_of(line);
            if indent <= width {
                break;
            }
            below.push((start, indent));
        }
        next = next_line(text, start);
    }
    let is_close = below.iter().any(|(_, indent)| *indent == width + 1);
    let moved = below.into_iter().filter(|_| is_close).map(|(start, _)| Change::meant(start..start, " "));
    std::iter::once(Change::meant(dash + 1..dash + 1, " ")).chain(moved).collect()
}

/// Says that a dash needs a space.
fn missing_dash_space(dash: Span, edits: Vec<Edit>) -> Diagnostic {
    let told = Diagnostic::error(crate::diag::Code::YamlSyntax, dash, "missing space after `-`");
    let title = if edits.len() > 1 { "insert spaces" } else { "insert a space" };
    told.label("a list item starts with `- `").edits(title, edits)
}

/// `- b` below `- a`, indented more, so that YAML takes it for more of the text `a`.
fn deeper_item(arena: &Arena, id: NodeId, item: Range<usize>) -> Finding {
    let (text, mended) = (&*arena.text, &arena.mended);
    let range = arena.raw(id).range.clone();
    let first_line = line_start(text, range.start);
    let dash = indent_of(&text[first_line..]);
    let is_item =
        matches!(arena.raw(id).owner, Owner::List(_)) && text[first_line + dash..].starts_with("- ");
    let label = match is_item {
        true => "YAML adds this line to the item above, because it is indented more",
        false => "YAML adds this line to the text above",
    };
    let told = mended
        .error(item.clone(), "a list item inside a text", label)
        .also(mended.span(range.start..line_end(text, range.start)), "the text starts here");
    if is_item {
        let blanks = line_start(text, item.start)..item.start;
        let changes = vec![Change::meant(blanks, " ".repeat(dash))];
        return mended.fix(told, format!("indent it by {dash}"), changes);
    }
    let told = told.help("begin a text of several lines with `|`, or put all items of a list below its key");
    Finding::hidden(told, vec![Change::unread(range)])
}

/// Keys such as `-title` or `– title`, where items `- title` are meant.
pub(super) fn as_keys(arena: &Arena, children: &[NodeId]) -> Option<Finding> {
    let text = &*arena.text;
    children.iter().step_by(2).find_map(|key| {
        arena.scalar(*key).filter(|key| key.plain)?;
        let start = arena.raw(*key).range.start;
        let is_item = begins_line(text, start) && bullets::has_sign(&text[line_at(text, start)]);
        match is_item {
            true => bullets::mend(&arena.mended, start),
            false => is_glued(&text[start..]).then(|| without_space(&arena.mended, start)),
        }
    })
}
