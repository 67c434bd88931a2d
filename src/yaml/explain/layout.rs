//! Lines: tabs, odd blanks, indentation, missing spaces.

use super::{Finding, Problem};
use crate::diag::{Code, Diagnostic, Edit, FileId, Fix, Span};
use crate::yaml::lines::{BLANKS, indent_of, line_above, line_at, line_end, next_line};
use crate::yaml::syntax::Mask;
use granit_parser::ErrorKind;
use std::ops::Range;

/// Finds indentation made of no-break and other odd spaces, which the parser takes for letters.
pub(in crate::yaml) fn odd_blanks(file: FileId, text: &str) -> Option<(Diagnostic, Vec<Mask>)> {
    const ODD: [char; 5] = ['\u{a0}', '\u{2003}', '\u{2007}', '\u{202f}', '\u{3000}'];
    let mut edits = Vec::new();
    let mut masks = Vec::new();
    let mut next = text.contains(ODD).then_some(0);
    while let Some(start) = next {
        let line = &text[start..line_end(text, start)];
        let width = line.len() - line.trim_start_matches(|c| c == ' ' || ODD.contains(&c)).len();
        if line[..width].contains(ODD) && width < line.len() {
            let spaces = " ".repeat(line[..width].chars().count());
            edits.push(Edit { span: Span::new(file, start, start + width), text: spaces });
            masks.push(Mask::lines(text, line_at(text, start)));
        }
        next = next_line(text, start);
    }
    let first = edits.first()?.span;
    let told = Diagnostic::error(Code::YamlSyntax, first, "no-break space in the indentation")
        .label("looks like a space and is none");
    let fix = Fix { title: "indent with plain spaces".into(), edits, safe: true };
    Some((Diagnostic { fix: Some(fix), ..told }, masks))
}

pub(super) fn tab(problem: &Problem<'_>) -> Option<Finding> {
    let has_tab = |line: &Range<usize>| {
        let text = &problem.buffer[line.clone()];
        text[..indent_of(text)].contains('\t') && !text.trim_matches(BLANKS).is_empty()
    };
    let below = next_line(problem.buffer, problem.at).map(|start| line_at(problem.buffer, start));
    let may_be_below = matches!(
        problem.kind,
        ErrorKind::TabInPlainScalar | ErrorKind::TabNotAllowed | ErrorKind::TabInIndentation
    );
    let first = match below.filter(|line| may_be_below && has_tab(line)) {
        _ if has_tab(&problem.line) => problem.line.clone(),
        below => below?,
    };
    let mut edits = Vec::new();
    let (mut end, mut next) = (first.end, Some(first.start));
    while let Some(line) = next.map(|start| line_at(problem.buffer, start)).filter(has_tab) {
        let text = &problem.buffer[line.clone()];
        let indent = &text[..indent_of(text)];
        let span = problem.span(line.start..line.start + indent.len());
        edits.push(Edit { span, text: indent.replace('\t', "  ") });
        end = line.end;
        next = next_line(problem.buffer, line.start);
    }
    let at = first.start + problem.buffer[first.clone()].find('\t')?;
    let told = problem.error(at..at + 1, "tab character in the indentation", "YAML allows only spaces here");
    let fix = Fix { title: "indent with spaces".into(), edits, safe: true };
    Some((Diagnostic { fix: Some(fix), ..told }, Mask::lines(problem.buffer, first.start..end)))
}

/// `key:value`, noticed on its own line or on the next.
pub(super) fn missing_space(problem: &Problem<'_>) -> Option<Finding> {
    let line = match problem.kind {
        ErrorKind::SimpleKeyExpected => problem.line.clone(),
        ErrorKind::MappingValueNotAllowed => line_above(problem.buffer, problem.at)?,
        _ => return None,
    };
    let text = &problem.buffer[line.clone()];
    let start = line.start + indent_of(text);
    let content = text.trim_matches(BLANKS);
    if let Some(item) = content.strip_prefix('-').filter(|item| !item.starts_with([' ', '-'])) {
        let told = problem
            .error(start..start + 1, "missing space after `-`", "a list item starts with `- `")
            .fix("insert a space", problem.span(start + 1..start + 1), " ");
        return (!item.is_empty()).then(|| (told, Mask::lines(problem.buffer, line.clone())));
    }
    let colon = content.find(':').filter(|at| *at > 0 && !content[..*at].contains(' '))?;
    let value = &content[colon + 1..];
    if value.is_empty() || value.starts_with(' ') {
        return None;
    }
    let at = start + colon;
    let told = problem
        .error(at..at + 1, "missing space after `:`", "a key and its value are separated by `: `")
        .fix("insert a space", problem.span(at + 1..at + 1), " ");
    Some((told, Mask::with(at + 1..start + content.len(), format!(" {}", "x".repeat(value.len() - 1)))))
}

/// `- item` where keys stand, or a key where items stand.
pub(super) fn stray_item(problem: &Problem<'_>) -> Option<Finding> {
    let line = problem.line_text();
    let start = problem.line.start + indent_of(line);
    let is_item = line.trim_start_matches(BLANKS).starts_with("- ");
    let told = match problem.kind {
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::BlockSequenceEntryNotAllowed if is_item => {
            problem.error(start..start + 1, "a list item where a key is expected", "starts a list item")
        }
        ErrorKind::ExpectedBlockSequenceEntry if !is_item => {
            let told = problem.error(
                problem.to_line_end(start),
                "a key where a list item is expected",
                "no `- ` here",
            );
            told.help("start the item with `- `, or align the key with the keys above the list")
        }
        _ => return None,
    };
    let told = match line_above(problem.buffer, problem.line.start) {
        Some(above) => told.also(
            problem.span(problem.to_line_end(above.start + indent_of(&problem.buffer[above]))),
            "belongs to this",
        ),
        None => told,
    };
    problem.without_block(told)
}

pub(super) fn indentation(problem: &Problem<'_>) -> Option<Finding> {
    let is_indentation = matches!(
        problem.kind,
        ErrorKind::MappingValueNotAllowed
            | ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::InvalidIndentation
            | ErrorKind::ExpectedBlockSequenceEntry
    );
    let line = problem.line_text();
    let indent = indent_of(line);
    let above = line_above(problem.buffer, problem.line.start).filter(|_| is_indentation)?;
    let indent_above = indent_of(&problem.buffer[above.clone()]);
    if indent == indent_above || !line.contains(':') {
        return None;
    }
    let blanks = problem.line.start..problem.line.start + indent;
    let place = if indent == 0 { problem.to_line_end(problem.line.start) } else { blanks.clone() };
    let told = problem.error(place, "unexpected indentation", format!("indented by {indent}"));
    let title = |width| match width {
        0 => "remove the indentation".to_owned(),
        _ => format!("indent it by {width}"),
    };
    let near = aligned_with(problem.buffer, problem.line.start, indent);
    let told = match near {
        Some((line, width)) => told
            .also(
                problem.span(problem.to_line_end(line.start + width)),
                format!("this is indented by {width}"),
            )
            .fix(title(width), problem.span(blanks), " ".repeat(width)),
        None => told,
    };
    problem.without_block(told)
}

/// The nearest line above with about the same indentation.
fn aligned_with(text: &str, at: usize, indent: usize) -> Option<(Range<usize>, usize)> {
    const LINES_LOOKED_AT: usize = 20;
    let mut best: Option<(Range<usize>, usize)> = None;
    let mut next = line_above(text, at);
    for _ in 0..LINES_LOOKED_AT {
        let Some(line) = next else { break };
        let width = indent_of(&text[line.clone()]);
        if best.as_ref().is_none_or(|(_, found)| width.abs_diff(indent) < found.abs_diff(indent)) {
            best = Some((line.clone(), width));
        }
        next = line_above(text, line.start);
    }
    best
}

/// A line without a colon among keys.
pub(super) fn no_key(problem: &Problem<'_>) -> Option<Finding> {
    let is_key = matches!(
        problem.kind,
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey | ErrorKind::ExpectedBlockMappingKey
    );
    if !is_key || problem.line_text().contains(": ") {
        return None;
    }
    let start = problem.line.start + indent_of(problem.line_text());
    let told = problem
        .error(problem.to_line_end(start), "expected `key: value`", "this line has no `: `")
        .help("indent it more than the key above if it belongs to its text");
    problem.without_block(told)
}
