//! Valid YAML that is never what the author meant: `{{ }}` and `#` without quotes, list items that
//! became text, curly quotes, texts that a comma cuts.

mod commas;
mod comments;
mod items;

pub(super) use commas::{collection, missing_colon};
pub(super) use items::{is_glued, without_space};

use super::arena::{Arena, NodeId, Owner};
use super::finding::{Finding, Found};
use super::known_keys::KnownKeys;
use super::lines::{BLANKS, indent_of, line_at, line_end, line_start, next_line, straightened};
use super::mended::{Change, Mended};
use crate::diag::{Code, Diagnostic, Edit};
use granit_parser::ScalarStyle;

/// Looks at a value.
pub(super) fn value(arena: &Arena, id: NodeId, known_keys: KnownKeys) -> Option<Found> {
    // Of most values there is nothing to say, so what costs little is asked first.
    let scalar = arena.scalar(id).filter(|scalar| scalar.plain)?;
    comments::eaten(arena, id)
        .or_else(|| items::in_text(arena, id).map(Found::Mend))
        .or_else(|| curly_quotes(arena, id).map(Found::Mend))
        .or_else(|| glued(arena, id, known_keys).map(Found::Mend))
        .or_else(|| wide_comma(arena, id).map(Found::Mend))
        .or_else(|| separator(arena, id, &scalar.value))
}

/// Lines of a quoted text that are not indented more than its key. This parser takes them; YAML does
/// not, and editors call them wrong.
pub(super) fn quoted_lines(arena: &Arena, id: NodeId) -> Option<Diagnostic> {
    let (text, scalar) = (&*arena.text, arena.scalar(id)?);
    let range = arena.raw(id).range.clone();
    let is_quoted = matches!(scalar.style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
    let first_break = text[range.clone()].find('\n').filter(|_| is_quoted)?;
    let least = indent_of(&text[line_at(text, range.start)]);
    let mut edits = Vec::new();
    let mut lines = Vec::new();
    let mut next = Some(range.start + first_break + 1);
    while let Some(start) = next.filter(|start| *start < range.end) {
        let line = &text[line_at(text, start)];
        let width = indent_of(line);
        if width <= least && !line.trim_matches(BLANKS).is_empty() {
            lines.push(start);
            edits.push(Edit { span: arena.place(start..start + width), text: " ".repeat(least + 2) });
        }
        next = next_line(text, start);
    }
    let line = *lines.first()?;
    let place = arena.place(line..line_end(text, line));
    let told = Diagnostic::warning(Code::YamlSyntax, place, "a line of a quoted text is not indented");
    let told = told
        .label("other readers of YAML refuse this")
        .also(arena.place(range.start..range.start + 1), "the text starts here");
    Some(told.help("begin a text of several lines with `|`").edits("indent its lines", edits))
}

/// Quotes of a word processor around a value: they are shown, and quote nothing.
fn curly_quotes(arena: &Arena, id: NodeId) -> Option<Finding> {
    let straight = straightened(arena.value(id)?)?;
    let range = arena.raw(id).range.clone();
    let label = "YAML reads them as part of the text";
    let told = arena.mended.error(range.clone(), "curly quotes do not quote a value", label);
    let told = told.help("quote the value as a whole if they are meant: \"“…”\"");
    Some(arena.mended.fix(told, "use straight quotes", vec![Change::meant(range, straight)]))
}

/// `data:sales` alone on a line below its key, which is a text.
fn glued(arena: &Arena, id: NodeId, known_keys: KnownKeys) -> Option<Finding> {
    let range = arena.raw(id).range.clone();
    let text = &arena.text[range.clone()];
    let (key, rest) = text.split_once(':').filter(|(key, _)| known_keys.has(key))?;
    let is_alone = arena.text[line_start(&arena.text, range.start)..range.start].trim().is_empty();
    let is_key =
        !rest.is_empty() && !rest.starts_with(['/', ':', ' ']) && !text.contains(char::is_whitespace);
    let at = range.start + key.len();
    (is_alone && is_key && matches!(arena.raw(id).owner, Owner::Key(_)))
        .then(|| missing_space(&arena.mended, at))
}

/// Says that a colon needs a space.
pub(super) fn missing_space(mended: &Mended, at: usize) -> Finding {
    let label = "a key and its value are separated by `: `";
    let told = mended.error(at..at + 1, "missing space after `:`", label);
    mended.fix(told, "insert a space", vec![Change::meant(at + 1..at + 1, " ")])
}

/// A full-width comma before a key, between braces.
fn wide_comma(arena: &Arena, id: NodeId) -> Option<Finding> {
    let range = arena.raw(id).range.clone();
    let at = range.start + arena.text[range.clone()].find('，')?;
    let rest = arena.text[at + '，'.len_utf8()..range.end].trim_start();
    let key = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    if key == 0 || !rest[key..].trim_start().starts_with([':', '：']) {
        return None;
    }
    let comma = at..at + '，'.len_utf8();
    let told = arena.mended.error(comma.clone(), "a full-width comma is not `,`", "separates no values");
    Some(arena.mended.fix(told, "write `, `", vec![Change::meant(comma, ", ")]))
}

/// A comma or a semicolon after the value of a line, as other languages want it.
fn separator(arena: &Arena, id: NodeId, value: &str) -> Option<Found> {
    let range = arena.raw(id).range.clone();
    let sign = value.chars().next_back().filter(|sign| matches!(sign, ',' | ';'))?;
    let rest = value[..value.len() - 1].trim_end_matches(' ');
    if rest.is_empty() || value.contains('\n') || !matches!(arena.raw(id).owner, Owner::Key(_)) {
        return None;
    }
    let place = range.end - 1..range.end;
    let message = format!("the value ends with `{sign}`");
    let told = arena.mended.error(place.clone(), message, "YAML puts no sign at the end of a line");
    let told = told.help(format!("quote the value if the `{sign}` belongs to it"));
    if rest.contains(' ') {
        let warning = Diagnostic { severity: crate::diag::Severity::Warning, ..told };
        let warning = warning.recode(Code::WrongValue).fix("remove it", arena.place(place), "");
        return Some(Found::Told(warning.unsure()));
    }
    Some(Found::Mend(arena.mended.fix(told, "remove it", vec![Change::meant(place, "")])))
}
