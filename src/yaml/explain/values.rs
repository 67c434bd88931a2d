//! Values that need quotes, or stand where none can.

use super::Problem;
use super::flow::{ends_a_value, is_word};
use super::texts::key_column;
use crate::diag::Diagnostic;
use crate::yaml::finding::Finding;
use crate::yaml::lines::{BLANKS, line_at, line_end, next_line};
use crate::yaml::mended::Change;
use crate::yaml::scan::structure;
use granit_parser::ErrorKind;
use std::ops::Range;

/// A value that starts with a sign of YAML, or goes on with one after a bracket.
pub(super) fn reserved_start(problem: &Problem<'_>) -> Option<Finding> {
    let sign = match problem.kind {
        ErrorKind::UnexpectedCharacter { character } => *character,
        ErrorKind::MissingAnchorOrAliasName => problem.rest(problem.at).chars().next()?,
        _ => problem
            .rest(problem.at)
            .chars()
            .next()
            .filter(|c| matches!(c, '?' | '!') && problem.value == Some(problem.at))?,
    };
    if let Some(start) = problem.value.filter(|start| *start < problem.at && !problem.in_flow()) {
        return text_after(problem, start);
    }
    let range = problem.value_at(problem.at);
    if range.is_empty() {
        return None;
    }
    problem.quote(meaning_of_its_own(problem, problem.at, sign), range)
}

fn meaning_of_its_own(problem: &Problem<'_>, at: usize, sign: char) -> Diagnostic {
    let name = if sign == '`' { "a backtick".into() } else { format!("`{sign}`") };
    let message = format!("a value cannot start with {name} unless it is quoted");
    problem.error(problem.char_at(at), message, "has a meaning of its own in YAML")
}

/// `{{ x }} rows`, or `*a* b`.
pub(super) fn text_after_template(problem: &Problem<'_>) -> Option<Finding> {
    let start = problem.value.filter(|start| *start < problem.at)?;
    let range = problem.to_line_end(start);
    let rest = problem.rest(start);
    if rest.starts_with("{{") {
        let told = problem.error(range.clone(), "`{{ … }}` must be quoted", "YAML reads this as a mapping");
        return problem.quote(told, range);
    }
    let sign = rest.chars().next().filter(|sign| matches!(sign, '*' | '&' | '!'))?;
    problem.quote(meaning_of_its_own(problem, start, sign), range)
}

/// `{ a: b }# note`.
pub(super) fn comment_without_space(problem: &Problem<'_>) -> Option<Finding> {
    let at = problem.line.start + problem.line_text().find('#')?;
    let before = &problem.text[problem.line.start..at];
    if *problem.kind != ErrorKind::CommentNotSeparated || !before.ends_with(['}', ']', '"', '\'']) {
        return None;
    }
    let told = problem.error(at..at + 1, "a comment needs a blank before `#`", "follows a value");
    Some(problem.fix(told, "insert a space", vec![Change::meant(at..at, " ")]))
}

/// Commas or semicolons at the ends of lines, which other languages want; all of them at once.
pub(super) fn separator(problem: &Problem<'_>) -> Option<Finding> {
    let is_kind = matches!(
        problem.kind,
        ErrorKind::InvalidTrailingSingleQuotedScalar
            | ErrorKind::InvalidTrailingDoubleQuotedScalar
            | ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::SimpleKeyExpected
            | ErrorKind::UnexpectedCharacter { .. }
            | ErrorKind::ExpectedDocumentStart
    );
    if problem.in_flow() || !is_kind || !problem.rest(problem.at).starts_with([',', ';']) {
        return None;
    }
    let sign = &problem.rest(problem.at)[..1];
    if problem.to_value_end(problem.at).end != problem.at + 1 {
        return None;
    }
    let inside = structure(problem.text);
    let mut changes = vec![Change::meant(problem.at..problem.at + 1, "")];
    let mut next = next_line(problem.text, problem.at);
    while let Some(start) = next {
        let line = line_at(problem.text, start);
        let end = line.start + problem.text[line].trim_end_matches(BLANKS).len();
        let ends_value = problem.text[..end]
            .strip_suffix(sign)
            .is_some_and(|before| before.ends_with(['"', '\'', ']', '}']));
        if ends_value && !inside.hides(end - 1) && !inside.in_flow(end - 1) {
            changes.push(Change::meant(end - 1..end, ""));
        }
        next = next_line(problem.text, start);
    }
    let message = format!("a `{sign}` after the value");
    let told = problem.error(problem.at..problem.at + 1, message, "YAML puts no sign at the end of a line");
    let title = if changes.len() > 1 { "remove them" } else { "remove it" };
    Some(problem.fix(told, title, changes))
}

/// `y: field: a, title: b }`: a mapping whose bracket is gone.
pub(super) fn lost_brace(problem: &Problem<'_>) -> Option<Finding> {
    let is_colon = *problem.kind == ErrorKind::MappingValueNotAllowed && !problem.in_flow();
    let start = problem.value.filter(|start| is_colon && *start < problem.at)?;
    let range = problem.to_value_end(start);
    let written = &problem.text[range.clone()];
    if !written.ends_with('}') || written.matches('{').count() >= written.matches('}').count() {
        return None;
    }
    let close = range.end - 1..range.end;
    let told = |open: usize| {
        let told = problem.error(close.clone(), "`}` closes nothing", "nothing is open here");
        let opens = Change::meant(open..open, "{ ");
        problem.fix(
            told.also(problem.span(open..open), "does a `{` belong here?"),
            "open it with `{`",
            vec![opens],
        )
    };
    let word = written.find(|c| !is_word(c)).filter(|length| written[*length..].starts_with(": "));
    let key = problem.line.start + key_column(problem.line_text());
    Some(told(if word.is_some() { start } else { key }))
}

/// `title: Sales: north`.
pub(super) fn colon_in_value(problem: &Problem<'_>) -> Option<Finding> {
    let is_colon =
        *problem.kind == ErrorKind::MappingValueNotAllowed && problem.rest(problem.at).starts_with(':');
    let start = problem.value.filter(|start| is_colon && *start < problem.at)?;
    let word = problem.text[..problem.at].trim_end_matches(is_word).len();
    let before = problem.text[start..word.max(start)].trim_end_matches([' ', '\t', ',']);
    let ends_line = problem.to_line_end(problem.at).end == problem.at + 1;
    let is_key = ends_line && problem.known_keys.has(&problem.text[word..problem.at]) && !before.is_empty();
    if let Some(found) = second_key(problem, start + before.len()).filter(|_| is_key || ends_a_value(before))
    {
        return Some(found);
    }
    let range = problem.to_value_end(start);
    let told = problem
        .error(
            problem.at..problem.at + 1,
            "`: ` inside a value without quotes",
            "this colon starts a second `key: value` on the same line",
        )
        .also(problem.span(range.clone()), "this value is not quoted");
    problem.quote(told, range)
}

/// `a: 1 b: 2`: a second key on the line, where the value before it ends at a byte.
pub(super) fn second_key(problem: &Problem<'_>, end: usize) -> Option<Finding> {
    let rest = problem.rest(end);
    let key = end + rest.len() - rest.trim_start_matches([' ', '\t', ',']).len();
    let length = problem.rest(key).find(|c| !is_word(c))?;
    let after = problem.rest(key + length);
    let has_key = length > 0 && after.starts_with(':') && after[1..].starts_with([' ', '\n', '\r']);
    if !has_key || key == end || problem.in_flow() {
        return None;
    }
    let column = key_column(problem.line_text());
    let name = &problem.text[key..key + length];
    let told = problem.error(
        key..key + length,
        format!("a second key on the line: `{name}`"),
        "starts the next `key: value`",
    );
    let text = format!("{}{}", problem.line_break(), " ".repeat(column));
    Some(problem.fix(told, "put it on a line of its own", vec![Change::meant(end..key, text)]))
}

/// `[a] b` and the like, noticed behind it or at the next line.
pub(super) fn text_after_value(problem: &Problem<'_>) -> Option<Finding> {
    let is_kind = matches!(
        problem.kind,
        ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::SimpleKeyExpected
    );
    let start = problem.value.filter(|start| is_kind && *start < problem.at)?;
    second_key(problem, problem.text[..problem.at].trim_end_matches(BLANKS).len())
        .or_else(|| text_after(problem, start))
}

fn text_after(problem: &Problem<'_>, start: usize) -> Option<Finding> {
    let range = problem.to_value_end(problem.at);
    let whole: Range<usize> = start..line_end(problem.text, start).min(problem.to_value_end(start).end);
    let told = problem
        .error(range, "text after the end of the value", "not part of the value")
        .help("quote the value if it is one text");
    problem.quote(told, whole)
}
