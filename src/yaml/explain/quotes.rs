//! Quoted texts that are never closed, go on too long, or hold an escape YAML does not know.

use super::flow::is_word;
use super::values::second_key;
use super::{Finding, Problem};
use crate::diag::Diagnostic;
use crate::yaml::lines::{line_end, line_start, quoted};
use crate::yaml::scan::{flow_value_end, quote_end};
use crate::yaml::syntax::Mask;
use granit_parser::ErrorKind;
use std::ops::Range;

pub(super) fn escape(problem: &Problem<'_>) -> Option<Finding> {
    let is_escape = matches!(
        problem.kind,
        ErrorKind::UnknownQuotedScalarEscape
            | ErrorKind::InvalidQuotedScalarHexEscape
            | ErrorKind::InvalidUnicodeEscape
            | ErrorKind::InvalidLowSurrogateHexEscape
            | ErrorKind::InvalidLowSurrogate
            | ErrorKind::MissingLowSurrogate
            | ErrorKind::UnpairedLowSurrogate
    );
    if !is_escape || !problem.rest(problem.at).starts_with('"') {
        return None;
    }
    let (whole, body) = quoted_text(problem);
    let bad = first_bad_escape(&problem.buffer[body.clone()]).map(|found| body.start + found)?;
    let mask = Mask::value(whole.start..whole.end.min(line_end(problem.buffer, whole.start)));
    if let Some(half) = half_of_character(problem.rest(bad)) {
        let message = format!("`{half}` is half of a character");
        let told = problem.error(bad..bad + half.len(), message, "its other half is not here");
        return Some((told.help("write the character itself; the file is UTF-8"), mask));
    }
    let range = bad..problem.char_at((bad + 1).min(body.end)).end;
    let message = format!("`{}` is not an escape of a double-quoted text", &problem.buffer[range.clone()]);
    let told = problem.error(range, message, "`\\` starts an escape here");
    let content = problem.text[body].replace('\'', "''");
    Some((told.fix("use single quotes", problem.span(whole), format!("'{content}'")), mask))
}

/// The double-quoted text at the place, with and without its quotes. Where a `\"` hides the closing
/// quote, it ends with the last quote of its line.
fn quoted_text(problem: &Problem<'_>) -> (Range<usize>, Range<usize>) {
    let (start, line) = (problem.at, line_end(problem.buffer, problem.at));
    let end = quote_end(problem.buffer, start, b'"');
    if end <= line && problem.buffer[start + 1..end].ends_with('"') {
        return (start..end, start + 1..end - 1);
    }
    match problem.buffer[start + 1..line].rfind('"') {
        Some(last) => (start..start + last + 2, start + 1..start + 1 + last),
        None => (start..end.min(line), start + 1..end.min(line)),
    }
}

/// An escape such as `\uD83D`, which stands for half of a character only.
fn half_of_character(text: &str) -> Option<&str> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let code = u32::from_str_radix(digits, 16).ok()?;
    (0xd800..0xe000).contains(&code).then(|| &text[..6])
}

/// The first backslash that starts no escape of YAML.
fn first_bad_escape(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'\\' {
            let digits = match bytes.get(at + 1)? {
                b'x' => 2,
                b'u' => 4,
                b'U' => 8,
                b'0' | b'a' | b'b' | b't' | b'n' | b'v' | b'f' | b'r' | b'e' | b' ' | b'"' | b'/' | b'\\'
                | b'N' | b'_' | b'L' | b'P' | b'\t' | b'\n' | b'\r' => 0,
                _ => return Some(at),
            };
            let hex = text.get(at + 2..at + 2 + digits);
            let code = hex.map(|hex| u32::from_str_radix(hex, 16).ok().and_then(char::from_u32));
            if digits > 0 && !matches!(code, Some(Some(_))) {
                return Some(at);
            }
            at += 1;
        }
        at += 1;
    }
    None
}

pub(super) fn quote_not_closed(problem: &Problem<'_>) -> Option<Finding> {
    let start = match problem.kind {
        ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => problem.at,
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar
        | ErrorKind::DocumentIndicatorInQuotedScalar
        | ErrorKind::CommentNotSeparated => {
            let quote = problem.before.quotes.last()?;
            let over_lines = problem.buffer[quote.clone()].contains('\n');
            over_lines.then_some(quote.start)?
        }
        _ => return None,
    };
    let quote = &problem.buffer[start..start + 1];
    let told = problem.error(start..start + 1, "quote is never closed", "opened here");
    if let Some(found) = quoted_key(problem, &told, start) {
        return Some(found);
    }
    let line = problem.to_line_end(start);
    let end = if problem.in_flow() { flow_value_end(problem.buffer, start) } else { line.end };
    let told = told.fix("close the quote", problem.span(end..end), quote);
    Some((told, Mask::value(start..end)))
}

/// `"key: value`: the quote belongs around the key.
fn quoted_key(problem: &Problem<'_>, told: &Diagnostic, start: usize) -> Option<Finding> {
    let before = problem.buffer[line_start(problem.buffer, start)..start].trim_start_matches(['-', ' ']);
    let rest = problem.rest(start + 1);
    let length = rest.find(|c| !is_word(c)).filter(|length| rest[*length..].starts_with(": "))?;
    if !before.is_empty() && !before.ends_with(['{', ',', ' ']) || length == 0 {
        return None;
    }
    let key = start + 1..start + 1 + length;
    let quote = &problem.buffer[start..start + 1];
    let told = told.clone().fix("close the quote", problem.span(key.end..key.end), quote);
    let text = format!("{} ", &problem.buffer[key.clone()]);
    Some((told, Mask::mended(start..key.end, text)))
}

pub(super) fn text_after_quote(problem: &Problem<'_>) -> Option<Finding> {
    let is_trailing = matches!(
        problem.kind,
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar
    );
    let quote = problem.before.quotes.last().filter(|_| is_trailing)?;
    if let Some(found) = second_key(problem, quote.end) {
        return Some(found);
    }
    let end = problem.value_at(problem.at).end;
    let told = problem
        .error(
            problem.at..end.max(problem.at + 1),
            "text after the closing quote",
            "not part of the quoted text",
        )
        .also(problem.span(quote.end - 1..quote.end), "the text ends here");
    let range = quote.start..end;
    let text = &problem.text[range.clone()];
    // `'it's'`: the outer quotes are meant as quotes, the inner one is not.
    match text.strip_prefix(['"', '\'']).and_then(|rest| rest.strip_suffix(&text[..1])) {
        Some(inner) if !inner.is_empty() => {
            let told = told.fix(
                "use quotes that the text does not hold",
                problem.span(range.clone()),
                quoted(inner),
            );
            Some((told, Mask::value(range)))
        }
        Some(_) | None => problem.quote(told, range),
    }
}
