//! Colons that are missing, are another sign, or lack the space after them.

use super::Problem;
use super::flow::is_word;
use super::odd::ODD_BLANKS;
use crate::yaml::finding::Finding;
use crate::yaml::lines::{BLANKS, indent_of, line_above, line_below};
use crate::yaml::lint::{missing_colon, missing_space as told_space};
use crate::yaml::mended::{Change, Mended};
use granit_parser::ErrorKind;
use std::ops::Range;

/// What people type for `: `, and what to call it.
const SIGNS: &[(&str, &str)] = &[
    (":=", "`:=` is not `:`"),
    ("=>", "`=>` is not `:`"),
    ("->", "`->` is not `:`"),
    ("=", "`=` is not `:`"),
    ("：", "a full-width colon is not `:`"),
    ("﹕", "a small colon is not `:`"),
    ("∶", "a ratio sign is not `:`"),
    ("꞉", "a letter that looks like a colon is not `:`"),
    (":\u{a0}", "a no-break space follows `:`"),
    (":\u{202f}", "a no-break space follows `:`"),
    (":\u{3000}", "a full-width space follows `:`"),
];

/// A sign after a word that is no colon: it with the blanks around it, and what to say.
pub(in crate::yaml) fn sign_for_colon(text: &str) -> Option<(Range<usize>, &'static str)> {
    let key = text.len() - text.trim_start_matches(is_word).len();
    let sign = text[key..].trim_start_matches(' ');
    let (written, message) = SIGNS.iter().find(|(written, _)| sign.starts_with(written))?;
    let value = sign[written.len()..].trim_start_matches(|c| c == ' ' || ODD_BLANKS.contains(&c));
    (key > 0).then_some((key..text.len() - value.len(), *message))
}

/// Says that a sign is no colon; the range holds the blanks around it.
pub(in crate::yaml) fn wrong_colon(
    mended: &Mended,
    range: Range<usize>,
    message: &str,
    ends_line: bool,
) -> Finding {
    let written = &mended.text[range.clone()];
    let start = range.start + written.len() - written.trim_start_matches(' ').len();
    let place = start..start + written.trim_matches(' ').trim_end_matches(ODD_BLANKS).len().max(1);
    let place = if place.end > range.end { range.clone() } else { place };
    let told = mended.error(place, message, "a key and its value are separated by `: `");
    mended.fix(told, "write `: `", vec![Change::meant(range, if ends_line { ":" } else { ": " })])
}

/// The lines that may lack their `: `: the one the parser stopped on, and the one above.
fn suspects(problem: &Problem<'_>) -> Vec<Range<usize>> {
    let above = || line_above(problem.text, problem.line.start);
    match problem.kind {
        ErrorKind::SimpleKeyExpected => vec![problem.line.clone()],
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidIndentation => {
            std::iter::once(problem.line.clone()).chain(above()).collect()
        }
        _ => Vec::new(),
    }
}

/// Where a line has its key, behind blanks and the dashes of items.
pub(super) fn key_start(line: &str) -> usize {
    let mut at = indent_of(line);
    while line[at..].starts_with("- ") {
        at += 1 + indent_of(&line[at + 1..]);
    }
    at
}

/// The content of a line from its key on, without the blanks at its end.
fn content<'a>(problem: &Problem<'a>, line: &Range<usize>) -> (usize, &'a str) {
    let start = line.start + key_start(&problem.text[line.clone()]);
    (start, problem.text[start..line.end].trim_end_matches(BLANKS))
}

/// `key:value`, `key:"value"`, `key:{ … }`.
pub(super) fn missing_space(problem: &Problem<'_>) -> Option<Finding> {
    let found = suspects(problem).into_iter().rev().find_map(|line| {
        let (start, content) = content(problem, &line);
        let colon = content.find(':').filter(|at| *at > 0 && content[..*at].chars().all(is_word))?;
        let value = &content[colon + 1..];
        let is_value =
            !value.is_empty() && !value.starts_with([' ', ':', '\t']) && !value.starts_with(ODD_BLANKS);
        is_value.then_some(start + colon)
    })?;
    Some(told_space(problem.mended, found))
}

/// `key = value` and other signs that are no colon, on a line and on its neighbours.
pub(super) fn other_sign(problem: &Problem<'_>) -> Option<Finding> {
    let sign = |line: &Range<usize>| {
        let (start, content) = content(problem, line);
        let (gap, message) = sign_for_colon(content)?;
        Some((start + gap.start..start + gap.end, message, gap.end == content.len()))
    };
    let found = suspects(problem).into_iter().rev().find(|line| sign(line).is_some())?;
    let mut lines = vec![found.clone()];
    let above =
        |line: &Range<usize>| line_above(problem.text, line.start).filter(|line| sign(line).is_some());
    while let Some(line) = lines.last().and_then(above) {
        lines.push(line);
    }
    lines.reverse();
    while let Some(line) =
        lines.last().and_then(|line| line_below(problem.text, line.start)).filter(|line| sign(line).is_some())
    {
        lines.push(line);
    }
    let signs = lines.iter().filter_map(sign);
    let findings =
        signs.map(|(gap, message, ends_line)| wrong_colon(problem.mended, gap, message, ends_line));
    problem.mended.together(findings)
}

/// `table` with deeper lines below it, or with a `|`.
pub(super) fn missing_after_parent(problem: &Problem<'_>) -> Option<Finding> {
    suspects(problem).into_iter().rev().find_map(|line| {
        let (start, content) = content(problem, &line);
        let word = content.trim_end_matches(['|', '>', '-', '+', ' ']);
        let is_parent = !word.is_empty() && word.chars().all(|c| is_word(c) || c == '.');
        let has_sign = content.len() > word.len();
        let column = start - line.start;
        is_parent.then_some(())?;
        let below = line_below(problem.text, line.start)?;
        let width = indent_of(&problem.text[below.clone()]);
        let text = problem.text[below.clone()].trim_start_matches(BLANKS);
        let is_deeper = width > column || width == column && text.starts_with("- ");
        let is_structure =
            has_sign || text.starts_with("- ") || text.contains(": ") || text.trim_end().ends_with(':');
        if !is_deeper || !is_structure {
            return None;
        }
        let end = start + word.len();
        let message = format!("`:` is missing after `{word}`");
        let told = problem.error(start..end, message, "a key and what it holds are separated by `:`");
        Some(problem.fix(told, "insert it", vec![Change::meant(end..end, ":")]))
    })
}

/// `title Sales`: a known key and its value.
pub(super) fn missing(problem: &Problem<'_>) -> Option<Finding> {
    let is_kind = matches!(
        problem.kind,
        ErrorKind::SimpleKeyExpected
            | ErrorKind::InvalidSimpleKey
            | ErrorKind::MappingValueNotAllowed
            | ErrorKind::ExpectedBlockMappingKey
    );
    let lines = std::iter::once(problem.line.clone()).chain(line_above(problem.text, problem.line.start));
    lines.filter(|_| is_kind && !problem.in_flow()).find_map(|line| {
        let (start, content) = content(problem, &line);
        let (word, rest) = content.split_once(' ').filter(|(word, _)| problem.known_keys.has(word))?;
        let value = rest.trim_start_matches(' ');
        let has_colon = !value.starts_with(['{', '[', '"', '\'']) && value.contains(": ");
        if has_colon || value.is_empty() || value.starts_with([':', '=']) {
            return None;
        }
        let end = start + word.len();
        Some(missing_colon(problem.mended, start..end, end..start + content.len() - value.len()))
    })
}
