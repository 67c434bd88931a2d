//! Codes in the habits of other languages, which could be read as Excel's and would show something else.

use super::FormatError;
use super::code::error;
use std::ops::Range;

/// Parts of dates as C writes them, and as Excel does.
const PARTS: [(char, &str); 12] = [
    ('Y', "yyyy"),
    ('y', "yy"),
    ('m', "mm"),
    ('b', "mmm"),
    ('B', "mmmm"),
    ('d', "dd"),
    ('e', "d"),
    ('a', "ddd"),
    ('A', "dddd"),
    ('H', "hh"),
    ('M', "mm"),
    ('S', "ss"),
];
/// Digits between two separators of thousands.
const GROUP: usize = 3;

/// Tells of a code that another language would understand otherwise.
pub(super) fn check(code: &str) -> Result<(), FormatError> {
    let plain = without_quotes(code);
    match percent_parts(&plain).or_else(|| other_signs(&plain)).or_else(|| no_places(code, &plain)) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

/// The code with blanks in the place of what is shown as it stands, and of what is in brackets.
fn without_quotes(code: &str) -> String {
    let mut plain = String::with_capacity(code.len());
    let (mut close, mut escaped) = (None, false);
    for c in code.chars() {
        let is_shown = escaped || close.is_some();
        match (close, c) {
            _ if escaped => escaped = false,
            (Some(end), c) if c == end => close = None,
            (Some(_), _) => {}
            (None, '"') => close = Some('"'),
            (None, '[') => close = Some(']'),
            (None, '\\' | '_' | '*') => escaped = true,
            (None, _) => {}
        }
        let hidden = is_shown || close.is_some() || escaped || c == '"';
        match hidden {
            true => plain.extend(std::iter::repeat_n(' ', c.len_utf8())),
            false => plain.push(c),
        }
    }
    plain
}

/// `%Y-%m-%d`
fn percent_parts(plain: &str) -> Option<FormatError> {
    let start = plain.match_indices('%').map(|(at, _)| at).find(|at| {
        let next = plain[at + 1..].chars().next();
        next.is_some_and(|next| PARTS.iter().any(|(letter, _)| *letter == next))
    })?;
    let mut ours = String::new();
    let mut chars = plain.chars();
    let mut known = true;
    while let Some(c) = chars.next() {
        if c != '%' {
            ours.push(c);
            continue;
        }
        let part = chars.next().and_then(|next| PARTS.iter().find(|(letter, _)| *letter == next));
        known &= part.is_some();
        ours.push_str(part.map_or("", |(_, part)| part));
    }
    let told = error("parts of a date have no `%`", start..start + 2);
    Some(FormatError { instead: known.then_some(ours), ..told })
}

/// `#.##0,00`, `0,00` and `0.00.0`: the point is always the decimal one, and the locale chooses what is shown.
fn other_signs(plain: &str) -> Option<FormatError> {
    let mut offset = 0;
    for section in plain.split(';') {
        let start = offset;
        offset += section.len() + 1;
        if section.contains(|c: char| "yYmMdDhHsS@Ee".contains(c)) {
            continue;
        }
        let is_place = |c: char| matches!(c, '0' | '#' | '?');
        let Some(first) = section.find(|c| is_place(c) || c == '.') else { continue };
        let last = section.rfind(is_place).unwrap_or(first);
        let Some(number) = section.get(first..=last) else { continue };
        if !number.chars().all(|c| is_place(c) || matches!(c, '.' | ',')) {
            continue;
        }
        let at = start + first..start + last + 1;
        let points = number.matches('.').count();
        let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
        let group = whole.rsplit_once(',').map(|(_, group)| group.len());
        let swapped = points > 0 && decimals.contains(',') && !decimals.ends_with(',');
        // A place that may stay empty before one that may not: no decimals are meant, but a group.
        let swapped = swapped || decimals.contains("#0");
        if swapped || points > 1 || group.is_some_and(|group| (1..GROUP).contains(&group)) {
            return Some(told(number, at));
        }
    }
    None
}

fn told(number: &str, at: Range<usize>) -> FormatError {
    let last = number.rfind(['.', ',']).unwrap_or(number.len());
    let decimals = number.len() - last - 1;
    let grouped = number.matches(['.', ',']).count() > 1;
    let whole = if grouped { "#,##0" } else { "0" };
    let ours = match decimals {
        0 | GROUP => "#,##0".to_owned(),
        decimals => format!("{whole}.{}", "0".repeat(decimals)),
    };
    if !grouped && decimals == 1 {
        // Elsewhere this groups by thousands.
        return error("`,` stands before three digits: `#,##0` groups them, `0.0` has one decimal", at);
    }
    let message = "`.` stands before the decimals and `,` groups the digits; the locale chooses the signs";
    FormatError { instead: Some(ours), whole: false, ..error(message, at) }
}

/// `$`: words alone, and no place for the number.
fn no_places(code: &str, plain: &str) -> Option<FormatError> {
    let shows = |c: char| c.is_alphanumeric() || matches!(c, '#' | '?' | '@' | '[' | ';' | '"' | '\\');
    if plain.contains(shows) || code.contains(shows) || code.trim().is_empty() {
        return None;
    }
    let number = format!("{code}#,##0");
    Some(FormatError { instead: Some(number), ..error("there is no place for the number", 0..code.len()) })
}
