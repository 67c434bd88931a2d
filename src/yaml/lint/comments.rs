//! Texts that a ` #` ends: the rest of the line became a comment.

use crate::diag::{Code, Diagnostic};
use crate::yaml::arena::{Arena, NodeId, looks_numeric};
use crate::yaml::finding::Found;
use crate::yaml::lines::{BLANKS, line_end, quoted};
use crate::yaml::mended::Change;

const LABEL: &str = "everything after ` #` is a comment";

/// Says that what follows ` #` is a comment, where it looks as if it was meant.
pub(super) fn eaten(arena: &Arena, id: NodeId) -> Option<Found> {
    let (text, scalar) = (&*arena.text, arena.scalar(id)?);
    let range = arena.raw(id).range.clone();
    let colon = usize::from(range.is_empty() && text[range.end..].starts_with(':'));
    let rest = &text[range.end + colon..];
    // Looking for the end of the line comes last: there may be many values on one long line.
    let after = rest.trim_start_matches([' ', '\t']);
    after.strip_prefix('#').filter(|_| range.is_empty() || after.len() < rest.len())?;
    let start = text.len() - after.len();
    let comment = text[start..line_end(text, start)].trim_end_matches(BLANKS);
    if scalar.is_null() && range.is_empty() {
        return missing(arena, id, start, comment);
    }
    let is_cut = !range.is_empty() && cuts(&scalar.value, &comment[1..]);
    is_cut.then(|| {
        let end = start + comment.len();
        let message = format!("the value ends before ` {comment}`");
        let told = Diagnostic::warning(Code::WrongValue, arena.place(start..end), message).label(LABEL);
        let whole = range.start..end;
        let fixed = quoted(&text[whole.clone()]);
        Found::Told(told.fix("quote the value", arena.place(whole), fixed))
    })
}

/// A key whose whole value became a comment. After a sign and a blank a comment is meant more often.
fn missing(arena: &Arena, id: NodeId, start: usize, comment: &str) -> Option<Found> {
    let first = comment[1..].chars().next()?;
    if first.is_whitespace() || matches!(first, '#' | '!' | '-' | '=') && !is_code(comment) {
        return None;
    }
    let key = arena.key(id).and_then(|key| arena.value(key));
    let message = key.map_or("value is missing".into(), |key| format!("value of `{key}` is missing"));
    let range = start..start + comment.len();
    let told = Diagnostic::error(Code::MissingValue, arena.place(range.clone()), message).label(LABEL);
    let is_colour = comment[1..].bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_colour || is_code(comment) || comment.contains(' ') {
        return Some(Found::Mend(arena.mended.quote(told, range)));
    }
    let mut finding = arena.mended.fix(told, "quote the value", vec![Change::unread(range.clone())]);
    finding.told = finding.told.fix("quote the value", arena.place(range), quoted(comment)).unsure();
    Some(Found::Mend(finding))
}

/// Whether a ` #` and what follows it belong to a value: a number, the rest of a format code, or nothing
/// at all. `Sales #1` and `0 #,##0` lose their end; `3 #pieces` and `3 # pieces` are meant.
fn cuts(value: &str, comment: &str) -> bool {
    let body = comment.trim_matches(BLANKS);
    if comment.starts_with(|c: char| c.is_ascii_digit() || c == ',') || body.is_empty() {
        return true;
    }
    if body.starts_with('#') && body.bytes().all(|byte| byte == b'#') {
        return body.len() < 3 && value.ends_with(['0', '#']);
    }
    is_code(body) && !looks_numeric(value)
}

/// Whether a text holds nothing but what number formats do.
fn is_code(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit() || c == ',')
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '#' | ',' | '.' | '%' | ';' | '?' | '_' | ' '))
}
