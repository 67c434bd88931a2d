//! Valid YAML that is never what the author meant: `{{ }}` and `#` and `(a, b)` without quotes.

use super::arena::{Arena, Form, NodeId};
use super::lines::{BLANKS, line_end, quoted};
use crate::diag::{Code, Diagnostic, Span};

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
    let line = line_end(buffer, range.end);
    let rest = &buffer[range.end..line];
    let rest = if range.is_empty() { rest.strip_prefix(':').unwrap_or(rest) } else { rest };
    let comment = rest.trim_start_matches([' ', '\t']);
    let first = comment.strip_prefix('#')?.chars().next()?;
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
                arena.nodes[first as usize].form = Form::Broken;
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
