//! Texts of several lines that YAML joins to one, so that a comment in them has no end.

use super::arena::Arena;
use super::lines::{indent_of, is_blank};
use super::node::Node;
use super::scan::scan;
use crate::diag::{Code, Diagnostic, Edit};
use granit_parser::ScalarStyle;

/// What begins a comment in SQL.
const COMMENT: &str = "--";

/// Says that a comment hides the rest of a text, because its line does not end.
pub fn endless_comment(node: &Node) -> Option<Diagnostic> {
    let (arena, id) = (&*node.arena, node.arena.target(node.id));
    let scalar = arena.scalar(id).filter(|scalar| scalar.style != ScalarStyle::Literal)?;
    let source = arena.source(id);
    if !source.contains('\n') {
        return None;
    }
    let at = comment(&scalar.value)?;
    let hidden = scalar.value[at..].lines().next().unwrap_or("");
    let place = node.scalar_map().span_of(at..at + COMMENT.len());
    let from = (place.start - arena.span(id).start) as usize;
    let line = source.get(from..)?.lines().next()?.trim_end();
    if hidden.trim_end().len() <= line.len() {
        return None;
    }
    let message = format!("`{COMMENT}` hides the rest of the text");
    let told = Diagnostic::error(Code::YamlSyntax, place, message)
        .label("without a `|`, YAML joins the lines, and the comment goes on to the end")
        .help("begin a text of several lines with `|`");
    let edits = with_pipe(arena, node);
    Some(if edits.is_empty() { told } else { told.edits("start the text with `|`", edits) })
}

/// The byte where a comment begins, outside of quotes.
fn comment(text: &str) -> Option<usize> {
    let mut quote = None;
    text.char_indices().find_map(|(at, c)| match (quote, c) {
        (None, '\'' | '"') => {
            quote = Some(c);
            None
        }
        (Some(open), _) => {
            quote = Some(open).filter(|open| *open != c);
            None
        }
        (None, _) => text[at..].starts_with(COMMENT).then_some(at),
    })
}

/// The changes that keep the lines of a text; none where it stands in quotes or brackets.
fn with_pipe(arena: &Arena, node: &Node) -> Vec<Edit> {
    let id = arena.target(node.id);
    let (text, range) = (&*arena.text, arena.raw(id).range.clone());
    let edit = |at: usize, end: usize, text: String| vec![Edit { span: arena.place(at..end), text }];
    let before = text[..range.start].trim_end_matches([' ', '\r', '\n']);
    match arena.scalar(id).map(|scalar| scalar.style) {
        Some(ScalarStyle::Folded) => match text[range.clone()].starts_with('>') {
            true => edit(range.start, range.start + 1, "|".into()),
            false => {
                before.strip_suffix('>').map_or(Vec::new(), |head| edit(head.len(), before.len(), "|".into()))
            }
        },
        Some(ScalarStyle::Plain) if scan(text, range.start).brackets.is_empty() => {
            let below = text[range.clone()].lines().skip(1).filter(|line| !is_blank(line));
            let Some(width) = below.map(indent_of).min() else { return Vec::new() };
            match text[before.len()..range.start].contains('\n') {
                true => edit(before.len(), before.len(), " |".into()),
                false => edit(range.start, range.start, format!("|\n{}", " ".repeat(width))),
            }
        }
        _ => Vec::new(),
    }
}
