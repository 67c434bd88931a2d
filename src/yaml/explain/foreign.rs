//! What is no YAML at all, and what other tools leave in a file.

use super::Problem;
use crate::diag::Diagnostic;
use crate::yaml::finding::Finding;
use crate::yaml::lines::{first_line, line_at, line_start, next_line};
use crate::yaml::mended::{Change, Mended};
use granit_parser::ErrorKind;
use std::ops::Range;

/// How files of other kinds begin, and what they are.
const BEGINNINGS: [(&str, &str); 6] = [
    ("<!doctype", "HTML"),
    ("<html", "HTML"),
    ("<?xml", "XML"),
    ("<svg", "SVG"),
    ("%pdf-", "PDF"),
    ("pk\u{3}\u{4}", "a ZIP archive or a workbook"),
];

/// What was found before the text was read.
pub(in crate::yaml) enum Foreign {
    /// The file is something else; nothing more is said of it.
    Other(Diagnostic),
    /// Lines that are no part of it.
    Lines(Finding),
}

/// Looks for what is no YAML.
pub(in crate::yaml) fn foreign(mended: &Mended) -> Option<Foreign> {
    other_kind(mended)
        .map(Foreign::Other)
        .or_else(|| fence(mended).or_else(|| conflict(mended)).map(Foreign::Lines))
}

/// A file of another kind.
fn other_kind(mended: &Mended) -> Option<Diagnostic> {
    let text = &*mended.text;
    let first = first_line(text)?;
    let start = text[first.start..].trim_start();
    let at = text.len() - start.len();
    let begins = |beginning: &str| {
        start.get(..beginning.len()).is_some_and(|head| head.eq_ignore_ascii_case(beginning))
    };
    let known = BEGINNINGS.iter().find(|(beginning, _)| begins(beginning)).map(|(_, name)| *name);
    let name = known.or_else(|| is_toml(text, &first).then_some("TOML"))?;
    let told = mended.error(at..first.end.max(at), format!("this is {name}, not YAML"), "the file begins so");
    Some(told.help("a report is a YAML file: lines of `key: value`, the first one `folio: 1`"))
}

/// `[report]` and a line such as `title = "Sales"` below it.
fn is_toml(text: &str, first: &Range<usize>) -> bool {
    let head = text[first.clone()].trim();
    let name = head.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let next = text[first.end..].lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'));
    name.is_some_and(|name| !name.is_empty() && name.chars().all(is_name))
        && next.is_some_and(|line| line.contains(" = ") && !line.contains(": "))
}

/// The lines that stand around code in Markdown.
fn fence(mended: &Mended) -> Option<Finding> {
    const FENCE: &str = "```";
    let text = &*mended.text;
    let first = first_line(text).filter(|line| text[line.clone()].starts_with(FENCE))?;
    let mut changes = vec![Change::meant(whole_line(text, &first), "")];
    let last = line_at(text, line_start(text, text.trim_end().len()));
    if last.start > first.start && text[last.clone()].trim_end() == FENCE {
        changes.push(Change::meant(whole_line(text, &last), ""));
    }
    let told = mended.error(first, "a fence of Markdown is no part of the file", "begins code in Markdown");
    Some(mended.fix(told, "remove it", changes))
}

/// What a merge left that found two versions of some lines. The first version is read.
fn conflict(mended: &Mended) -> Option<Finding> {
    let text = &*mended.text;
    let starts_with = |sign: &'static str, from: usize| {
        let mut next = if from == 0 { Some(0) } else { next_line(text, from) };
        std::iter::from_fn(move || {
            let start = next?;
            next = next_line(text, start);
            Some(start)
        })
        .find(|start| text[*start..].starts_with(sign))
    };
    if !text.contains(">>>>>>> ") {
        return None;
    }
    let begin = starts_with("<<<<<<< ", 0)?;
    let middle = starts_with("=======", begin)?;
    let end = starts_with(">>>>>>> ", middle)?;
    let place = |start: usize| line_at(text, start);
    let told = mended
        .error(place(begin), "a merge conflict is not resolved", "one version starts here")
        .also(mended.span(place(middle)), "the other version starts here")
        .also(mended.span(place(end)), "it ends here")
        .help("keep one version, and remove the three lines");
    let other = starts_with("||||||| ", begin).filter(|start| *start < middle).unwrap_or(middle);
    let lost = other..whole_line(text, &place(end)).end;
    Some(Finding::hidden(
        told,
        vec![Change::meant(whole_line(text, &place(begin)), ""), Change::meant(lost, "")],
    ))
}

/// A line with its break.
fn whole_line(text: &str, line: &Range<usize>) -> Range<usize> {
    line.start..text[line.end..].find('\n').map_or(text.len(), |at| line.end + at + 1)
}

/// `%YAML 1.2` without the line that ends such lines.
pub(super) fn directive(problem: &Problem<'_>) -> Option<Finding> {
    let first = first_line(problem.text).filter(|_| *problem.kind == ErrorKind::ExpectedDocumentStart)?;
    if !problem.text[first.clone()].starts_with('%') {
        return None;
    }
    let told = problem
        .error(first, "a line that starts with `%` needs a line `---` below it", "says something of YAML")
        .also(problem.span(problem.to_line_end(problem.line.start)), "the report starts here");
    let line = format!("---{}", problem.line_break());
    let start = problem.line.start;
    Some(problem.fix(told, "insert `---`", vec![Change::meant(start..start, line)]))
}
