//! Valid YAML that is never what the author meant: `{{ }}` and `#` and `(a, b)` without quotes, list
//! items that became text, curly quotes.

use super::arena::{Arena, NodeId, Owner};
use super::lines::{BLANKS, indent_of, line_at, line_end, line_start, next_line, quoted, straightened};
use crate::diag::{Code, Diagnostic, Edit, Span};
use granit_parser::ScalarStyle;
use std::ops::Range;

/// Whether a flow mapping is a template that lacks its quotes.
pub(super) fn unquoted_template(arena: &Arena, children: &[NodeId], id: NodeId) -> bool {
    let rest = arena.text.get(arena.raw(id).range.start..).unwrap_or("");
    children.len() <= 2 && rest.starts_with("{{")
}

/// Says that a template needs quotes.
pub(super) fn template_diagnostic(arena: &Arena, id: NodeId) -> Diagnostic {
    let span = arena.span(id);
    Diagnostic::error(Code::YamlSyntax, arena.head(id), "`{{ … }}` must be quoted")
        .label("YAML reads this as a mapping inside a mapping")
        .fix("quote the template", span, quoted(arena.source(id)))
}

/// Says that what follows ` #` is a comment, where it looks as if it was meant.
pub(super) fn eaten_by_comment(arena: &Arena, buffer: &str, id: NodeId) -> Option<Diagnostic> {
    let scalar = arena.scalar(id).filter(|scalar| scalar.plain)?;
    let range = arena.raw(id).range.clone();
    let rest = &buffer[range.end..];
    let rest = if range.is_empty() { rest.strip_prefix(':').unwrap_or(rest) } else { rest };
    // Looking for the end of the line comes last: there may be many values on one long line.
    let first = rest.trim_start_matches([' ', '\t']).strip_prefix('#')?.chars().next()?;
    let line = line_end(buffer, range.end);
    let comment = buffer[..line].get(buffer.len() - rest.trim_start_matches([' ', '\t']).len()..)?;
    let span = Span::new(arena.file, line - comment.len(), line);
    let label = "everything after ` #` is a comment";
    if scalar.is_null()
        && range.is_empty()
        && !first.is_whitespace()
        && !matches!(first, '#' | '!' | '-' | '=')
    {
        let key = arena.key(id).and_then(|key| arena.value(key));
        let message = key.map_or("value is missing".into(), |key| format!("value of `{key}` is missing"));
        let told = Diagnostic::error(Code::MissingValue, span, message).label(label);
        return Some(told.fix("quote the value", span, quoted(comment.trim_end_matches(BLANKS))));
    }
    // `Sales #1` and `0 #,##0` lose their end; `3 #pieces` and `3 # pieces` are meant.
    if !range.is_empty() && (first.is_ascii_digit() || first == ',') {
        let whole = Span::new(arena.file, range.start, line);
        let text = buffer[range.start..line].trim_end_matches(BLANKS);
        let message = format!("the value ends before ` {}`", comment.trim_end_matches(BLANKS));
        let told = Diagnostic::warning(Code::WrongValue, span, message).label(label);
        return Some(told.fix("quote the value", whole, quoted(text)));
    }
    None
}

/// Finds values like `decimal(18,2)` that a comma of the surrounding `[ ]` or `{ }` has cut; the
/// first part becomes broken, the other parts are returned.
pub(super) fn split_values(
    arena: &mut Arena,
    children: &[NodeId],
    found: &mut Vec<Diagnostic>,
) -> Vec<NodeId> {
    let mut dropped = Vec::new();
    let mut open: Option<NodeId> = None;
    for child in children {
        let Some(scalar) = arena.scalar(*child).filter(|scalar| scalar.plain) else { continue };
        let (opening, closing) = (scalar.value.matches('(').count(), scalar.value.matches(')').count());
        match open {
            None if opening > closing => open = Some(*child),
            Some(first) if closing > opening => {
                found.extend(split_diagnostic(arena, first, *child));
                dropped.push(*child);
                arena.tell(first, arena.raw(first).range.start..arena.raw(*child).range.end);
                open = None;
            }
            Some(_) if !scalar.is_null() => dropped.push(*child),
            Some(_) | None => {}
        }
    }
    // A bracket that is never closed is the author's own affair.
    if open.is_some() { Vec::new() } else { dropped }
}

fn split_diagnostic(arena: &Arena, first: NodeId, last: NodeId) -> Option<Diagnostic> {
    let (start, end) = (arena.raw(first).range.start, arena.raw(last).range.end);
    let source = arena.text.get(start..end)?;
    let span = Span::new(arena.file, start, end);
    let told = Diagnostic::error(Code::YamlSyntax, span, format!("a comma splits `{source}`"))
        .label("inside `{ }` and `[ ]` a comma starts the next value");
    Some(told.fix("quote the value", span, quoted(source)))
}

/// Lines of a plain text that start with a dash: they were meant as list items.
pub(super) fn item_in_text(arena: &Arena, buffer: &str, id: NodeId) -> Option<Diagnostic> {
    let scalar = arena.scalar(id).filter(|scalar| scalar.plain)?;
    let range = arena.raw(id).range.clone();
    let first = scalar.value.strip_prefix('-').is_some_and(|rest| rest.starts_with(char::is_alphabetic));
    if first && buffer[..range.start].trim_end_matches(' ').ends_with('\n') {
        return dashes_without_space(arena, buffer, range);
    }
    let mut next = buffer[range.clone()].find('\n').map(|at| range.start + at + 1);
    while let Some(start) = next.filter(|start| *start < range.end) {
        let line = line_at(buffer, start);
        let content = line.start + indent_of(&buffer[line.clone()]);
        if buffer[content..].starts_with("- ") {
            return Some(deeper_item(arena, buffer, id, content..line.end));
        }
        next = next_line(buffer, start);
    }
    None
}

/// Lines of a quoted text that are not indented more than its key. This parser takes them; YAML does
/// not, and editors call them wrong.
pub(super) fn quoted_lines(arena: &Arena, buffer: &str, id: NodeId) -> Option<Diagnostic> {
    let scalar = arena.scalar(id)?;
    let range = arena.raw(id).range.clone();
    let is_quoted = matches!(scalar.style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
    let first_break = buffer[range.clone()].find('\n').filter(|_| is_quoted)?;
    let least = indent_of(line_of(buffer, range.start));
    let mut edits = Vec::new();
    let mut next = Some(range.start + first_break + 1);
    while let Some(start) = next.filter(|start| *start < range.end) {
        let width = indent_of(&buffer[start..]);
        if width <= least && !line_of(buffer, start).trim_matches(BLANKS).is_empty() {
            let text = " ".repeat(least + 2);
            edits.push(Edit { span: Span::new(arena.file, start, start + width), text });
        }
        next = next_line(buffer, start);
    }
    let line = edits.first()?.span.start as usize;
    let place = Span::new(arena.file, line, line_end(buffer, line));
    let told = Diagnostic::warning(Code::YamlSyntax, place, "a line of a quoted text is not indented");
    let told = told
        .label("other readers of YAML refuse this")
        .also(Span::new(arena.file, range.start, range.start + 1), "the text starts here");
    Some(told.help("begin a text of several lines with `|`").edits("indent its lines", edits))
}

fn line_of(text: &str, at: usize) -> &str {
    &text[line_at(text, at)]
}

/// `- b` below `- a`, indented more, so that YAML takes it for more of the text `a`.
fn deeper_item(arena: &Arena, buffer: &str, id: NodeId, item: Range<usize>) -> Diagnostic {
    let text = arena.raw(id).range.start;
    let first_line = line_start(buffer, text);
    let told = Diagnostic::error(
        Code::YamlSyntax,
        Span::new(arena.file, item.start, item.end),
        "a list item inside a text",
    )
    .also(Span::new(arena.file, text, line_end(buffer, text)), "the text starts here");
    let dash = indent_of(&buffer[first_line..]);
    if matches!(arena.raw(id).owner, Owner::List(_)) && buffer[first_line + dash..].starts_with("- ") {
        let line = line_start(buffer, item.start);
        let blanks = Span::new(arena.file, line, item.start);
        let told = told.label("YAML adds this line to the item above, because it is indented more");
        return told.fix(format!("indent it by {dash}"), blanks, " ".repeat(dash));
    }
    told.label("YAML adds this line to the text above")
        .help("begin a text of several lines with `|`, or put all items of a list below its key")
}

/// `-a` where `- a` is meant.
fn dashes_without_space(arena: &Arena, buffer: &str, range: Range<usize>) -> Option<Diagnostic> {
    let mut edits = Vec::new();
    let mut at = Some(range.start);
    while let Some(start) = at.filter(|start| *start < range.end) {
        let content = start + indent_of(&buffer[start..]);
        let next = buffer[content..].strip_prefix('-')?.chars().next()?;
        if !next.is_alphabetic() {
            return None;
        }
        edits.push(Edit { span: Span::new(arena.file, content + 1, content + 1), text: " ".into() });
        at = next_line(buffer, start);
    }
    let dash = Span::new(arena.file, range.start, range.start + 1);
    Some(missing_dash_space(dash, edits))
}

/// Says that a dash needs a space.
pub(super) fn missing_dash_space(dash: Span, edits: Vec<Edit>) -> Diagnostic {
    let told = Diagnostic::error(Code::YamlSyntax, dash, "missing space after `-`");
    let title = if edits.len() > 1 { "insert spaces" } else { "insert a space" };
    told.label("a list item starts with `- `").edits(title, edits)
}

/// Quotes of a word processor around a value: they are shown, and quote nothing.
pub(super) fn curly_quotes(arena: &Arena, id: NodeId) -> Option<Diagnostic> {
    let scalar = arena.scalar(id).filter(|scalar| scalar.plain)?;
    let straight = straightened(&scalar.value)?;
    let told = Diagnostic::warning(Code::WrongValue, arena.span(id), "curly quotes do not quote a value")
        .label("they are part of the text");
    let told = told.help("quote the value as a whole if they are meant: \"“…”\"");
    Some(told.fix("use straight quotes", arena.span(id), straight).unsure())
}

/// Keys such as `-title` where items `- title` are meant.
pub(super) fn keys_with_dash(arena: &Arena, children: &[NodeId]) -> Option<Diagnostic> {
    let has_dash = |key: &&NodeId| {
        let rest = arena.scalar(**key).filter(|key| key.plain)?.value.strip_prefix('-')?;
        rest.starts_with(char::is_alphabetic).then_some(())
    };
    let keys: Vec<NodeId> =
        children.iter().step_by(2).filter(|key| has_dash(key).is_some()).copied().collect();
    let first = arena.raw(*keys.first()?).range.start;
    let after = |key: &NodeId| arena.raw(*key).range.start + 1;
    let edits =
        keys.iter().map(after).map(|at| Edit { span: Span::new(arena.file, at, at), text: " ".into() });
    Some(missing_dash_space(Span::new(arena.file, first, first + 1), edits.collect()))
}
