//! Quoted texts that are never closed, go on too long, or hold an escape YAML does not know.

use super::Problem;
use super::flow::{is_separator, is_word};
use super::values::second_key;
use crate::diag::Diagnostic;
use crate::yaml::finding::Finding;
use crate::yaml::lines::{line_end, line_start, quoted};
use crate::yaml::mended::Change;
use crate::yaml::scan::{flow_value_end, quote_end};
use granit_parser::ErrorKind;
use std::ops::Range;

/// A backslash that starts no escape.
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
    let bad = first_bad_escape(&problem.text[body.clone()]).map(|found| body.start + found)?;
    if let Some(half) = half_of_character(problem.rest(bad)) {
        let message = format!("`{half}` is half of a character");
        let told = problem.error(bad..bad + half.len(), message, "its other half is not here");
        let told = told.help("write the character itself; the file is UTF-8");
        return Some(problem.unread(told, whole.start..whole.end.min(line_end(problem.text, whole.start))));
    }
    let range = bad..problem.char_at((bad + 1).min(body.end)).end;
    let message = format!("`{}` is not an escape of a double-quoted text", &problem.text[range.clone()]);
    let told = problem.error(range, message, "`\\` starts an escape here");
    let content = problem.text[body].replace('\'', "''");
    Some(problem.fix(told, "use single quotes", vec![Change::meant(whole, format!("'{content}'"))]))
}

/// The double-quoted text at the place, with and without its quotes. Where a `\"` hides the closing
/// quote, it ends with the last quote of its line.
fn quoted_text(problem: &Problem<'_>) -> (Range<usize>, Range<usize>) {
    let (start, line) = (problem.at, line_end(problem.text, problem.at));
    let end = quote_end(problem.text, start, b'"');
    if end <= line && problem.text[start + 1..end].ends_with('"') {
        return (start..end, start + 1..end - 1);
    }
    match problem.text[start + 1..line].rfind('"') {
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

/// Whether the parser met something behind a closing quote, and the quoted text before it.
fn trailing<'a>(problem: &'a Problem<'_>) -> Option<&'a Range<usize>> {
    let is_trailing = matches!(
        problem.kind,
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar
    );
    let is_flow = problem.in_flow() && is_separator(problem.kind);
    problem.before.quotes.last().filter(|_| is_trailing || is_flow)
}

/// `"""text"""`, which quotes a text in other languages.
pub(super) fn three_quotes(problem: &Problem<'_>) -> Option<Finding> {
    let empty = trailing(problem)?;
    let quote = &problem.text[empty.start..empty.start + 1];
    let mark = quote.repeat(3);
    if empty.len() != 2 || !problem.rest(empty.start).starts_with(&mark) {
        return None;
    }
    let inner = empty.start + mark.len();
    let close = inner + problem.rest(inner).find(&mark)?;
    let range = empty.start..close + mark.len();
    let message = format!("`{mark}` quotes nothing in YAML");
    let told = problem.error(empty.start..inner, message, "YAML reads an empty text and more behind it");
    let text = &problem.text[inner..close];
    if !text.contains('\n') {
        return Some(problem.fix(told, "quote the value once", vec![Change::likely(range, quoted(text))]));
    }
    let told = told.help("begin a text of several lines with `|`, and indent its lines more than the key");
    let change = vec![Change::likely(range, quoted(text.trim()))];
    Some(Finding::hidden(told, change))
}

/// `'Tom\'s sales'`: a backslash is a letter between single quotes.
pub(super) fn escaped_quote(problem: &Problem<'_>) -> Option<Finding> {
    let quote = trailing(problem).filter(|quote| problem.text[(*quote).clone()].ends_with("\\'"))?;
    let end = match problem.rest(quote.end).find('\'') {
        Some(close) if quote.end + close < line_end(problem.text, quote.end) => quote.end + close + 1,
        _ => return None,
    };
    let slash = quote.end - 2..quote.end;
    let told = problem.error(slash, "`\\'` is no quote inside single quotes", "the text ends here");
    let content = problem.text[quote.start + 1..end - 1].replace("\\'", "'");
    let text = if content.contains(['"', '\\']) { quoted(&content) } else { format!("\"{content}\"") };
    Some(problem.fix(told, "use double quotes", vec![Change::likely(quote.start..end, text)]))
}

/// `"Sales”` or `'Sales"`.
pub(super) fn closed_with_other_quote(problem: &Problem<'_>) -> Option<Finding> {
    const QUOTES: [char; 6] = ['”', '“', '’', '‘', '"', '\''];
    let start = unclosed(problem)?;
    let line = line_end(problem.text, start);
    let close = start + 1 + problem.text[start + 1..line].find(QUOTES)?;
    let range = problem.char_at(close);
    let after = problem.text[range.end..line].trim_start();
    if !after.is_empty() && !after.starts_with([',', '}', ']', '#', ':']) {
        return None;
    }
    let quote = &problem.text[start..start + 1];
    let told = problem
        .error(
            range.clone(),
            format!("`{quote}` is closed with another quote"),
            format!("expected `{quote}`"),
        )
        .also(problem.span(start..start + 1), "opened here");
    Some(problem.fix(told, format!("write `{quote}`"), vec![Change::meant(range, quote)]))
}

/// Where the quote opens that the parser did not find closed on its line.
fn unclosed(problem: &Problem<'_>) -> Option<usize> {
    match problem.kind {
        ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => Some(problem.at),
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar
        | ErrorKind::DocumentIndicatorInQuotedScalar
        | ErrorKind::CommentNotSeparated => {
            let quote = problem.before.quotes.last()?;
            problem.text[quote.clone()].contains('\n').then_some(quote.start)
        }
        _ => None,
    }
}

/// A quote that is never closed on its line.
pub(super) fn quote_not_closed(problem: &Problem<'_>) -> Option<Finding> {
    let start = unclosed(problem)?;
    let quote = &problem.text[start..start + 1];
    let told = problem.error(start..start + 1, "quote is never closed", "opened here");
    if let Some(found) = quoted_key(problem, &told, start) {
        return Some(found);
    }
    let end =
        if problem.in_flow() { flow_value_end(problem.text, start) } else { problem.to_line_end(start).end };
    Some(problem.fix(told, "close the quote", vec![Change::meant(end..end, quote)]))
}

/// `"key: value`: the quote belongs around the key.
fn quoted_key(problem: &Problem<'_>, told: &Diagnostic, start: usize) -> Option<Finding> {
    let before = problem.text[line_start(problem.text, start)..start].trim_start_matches(['-', ' ']);
    let rest = problem.rest(start + 1);
    let length = rest.find(|c| !is_word(c)).filter(|length| rest[*length..].starts_with(": "))?;
    if !before.is_empty() && !before.ends_with(['{', ',', ' ']) || length == 0 {
        return None;
    }
    let end = start + 1 + length;
    let quote = &problem.text[start..start + 1];
    Some(problem.fix(told.clone(), "close the quote", vec![Change::meant(end..end, quote)]))
}

/// Text behind a closing quote: the quote may be one of the text.
pub(super) fn text_after_quote(problem: &Problem<'_>) -> Option<Finding> {
    let quote = trailing(problem).filter(|quote| quote.end <= problem.at)?;
    let is_direct = problem.text[quote.end..problem.at].trim().is_empty();
    if !is_direct {
        return None;
    }
    if let Some(found) = second_key(problem, quote.end) {
        return Some(found);
    }
    let end = problem.value_at(problem.at).end;
    if end <= quote.end || problem.in_flow() && problem.rest(problem.at).starts_with(['"', '\'', '[', '{']) {
        return None;
    }
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
            let change = vec![Change::likely(range, quoted(inner))];
            Some(problem.fix(told, "use quotes that the text does not hold", change))
        }
        Some(_) | None => problem.quote(told, range),
    }
}
