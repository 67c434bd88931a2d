//! Signs that people put before list items, where YAML wants `- `.

use super::finding::Finding;
use super::lines::{BLANKS, indent_of, line_at, next_line};
use super::mended::{Change, Mended};
use super::scan::structure;
use std::ops::Range;

/// Signs of lists elsewhere. A number and a point is another one.
const SIGNS: [&str; 10] = ["--", "–", "—", "•", "·", "‣", "●", "*", "+", "−"];

/// The sign before an item that a line begins with, and the blanks after it.
fn sign(content: &str) -> Option<&str> {
    let digits = content.len() - content.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let length = match SIGNS.iter().find(|sign| content.starts_with(**sign)) {
        Some(sign) => sign.len(),
        None if digits > 0 && content[digits..].starts_with(['.', ')']) => digits + 1,
        None if content.starts_with('-') => 1,
        None => return None,
    };
    let rest = &content[length..];
    let text = rest.trim_start_matches([' ', '\t', '\u{a0}']);
    let is_item = text.len() < rest.len() && !text.trim_matches(BLANKS).is_empty();
    // `- ` itself is right; with a no-break space after it, it is not.
    (is_item && (length > 1 || content.as_bytes()[0] != b'-' || rest.starts_with('\u{a0}')))
        .then(|| &content[..content.len() - text.len()])
}

/// Whether a line begins with such a sign.
pub(super) fn has_sign(line: &str) -> bool {
    sign(line.trim_start_matches(BLANKS)).is_some()
}

/// All items that begin with the sign of one of them, told once.
pub(super) fn mend(mended: &Mended, line: usize) -> Option<Finding> {
    let text = &*mended.text;
    let first = item_at(text, line)?;
    let wanted = kind(&text[first.clone()]);
    let inside = structure(text);
    let mut changes = Vec::new();
    let mut next = Some(0);
    while let Some(start) = next {
        let item = item_at(text, start).filter(|item| !inside.hides(item.start));
        if let Some(item) = item.filter(|item| kind(&text[item.clone()]) == wanted) {
            // What stands below is aligned with the text of the item.
            let width = text[item.clone()].chars().count();
            changes.push(Change::meant(item, format!("-{}", " ".repeat(width - 1))));
        }
        next = next_line(text, start);
    }
    let shown = text[first.clone()].trim_end_matches([' ', '\t']);
    let message = match shown.ends_with('\u{a0}') {
        true => "a no-break space follows `-`".into(),
        false => format!("`{shown}` starts no list item"),
    };
    let told = mended.error(first.start..first.start + shown.len(), message, "a list item starts with `- `");
    Some(mended.fix(told, "write `- `", changes))
}

/// The sign of a line with the blanks after it.
fn item_at(text: &str, start: usize) -> Option<Range<usize>> {
    let line = line_at(text, start);
    let content = line.start + indent_of(&text[line.clone()]);
    sign(&text[content..line.end]).map(|sign| content..content + sign.len())
}

/// What is the same of all items of a list.
fn kind(sign: &str) -> &str {
    if sign.starts_with(|c: char| c.is_ascii_digit()) { "1" } else { sign.trim_end_matches([' ', '\t']) }
}
