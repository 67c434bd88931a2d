//! What stands between `[ ]` and `{ }` without the comma, the quotes or the colon it needs.

use super::brackets::open_end;
use super::{Finding, Problem};
use crate::diag::Diagnostic;
use crate::yaml::keys::slashes;
use crate::yaml::lines::{BLANKS, indent_of, line_end, line_start};
use crate::yaml::scan::{flow_value_end, flow_value_start, scan};
use crate::yaml::syntax::Mask;
use granit_parser::ErrorKind;
use std::ops::Range;

/// Whether the parser missed a comma or a closing bracket.
fn is_separator(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator
            | ErrorKind::InvalidColonPlacement
            | ErrorKind::CommentNotSeparated
            | ErrorKind::ExpectedNodeContent
            | ErrorKind::UnclosedFlowCollection { .. }
    )
}

/// `// words`, which is a comment in JSON only.
pub(super) fn comment_of_json(problem: &Problem<'_>) -> Option<Finding> {
    let start = problem.line.start + problem.line_text().find("//")?;
    let before = problem.buffer[problem.line.start..start].trim_end_matches(BLANKS);
    let is_here = start == problem.at || before.is_empty() && start < problem.at.max(start + 1);
    if !is_here || !problem.rest(start + 2).starts_with([' ', '\n']) {
        return None;
    }
    let range = start..line_end(problem.buffer, start);
    let text = format!("#{}", &problem.buffer[start + 1..range.end]);
    Some((slashes(problem.file, problem.text, start), Mask::mended(range, text)))
}

/// `#336699` or ` #1` inside brackets: the rest of the line became a comment, closing brackets too.
pub(super) fn comment_in_flow(problem: &Problem<'_>) -> Option<Finding> {
    let is_open = matches!(problem.kind, ErrorKind::UnclosedFlowCollection { .. });
    let open = if is_open { problem.at } else { *problem.before.brackets.last()? };
    if !is_separator(problem.kind) {
        return None;
    }
    let end = line_end(problem.buffer, open);
    let comment = scan(problem.buffer, end).comments.into_iter().find(|at| *at > open);
    let comment = comment.unwrap_or(problem.at);
    let text = problem.buffer[comment..line_end(problem.buffer, comment)].strip_prefix('#')?;
    if text.starts_with([' ', '#', '-', '=']) || !text.contains([']', '}', ',']) {
        return None;
    }
    let start = flow_value_start(problem.buffer, comment).min(comment);
    let range = start..flow_value_end(problem.buffer, comment);
    let told = problem.error(
        comment..range.end,
        "a `#` inside brackets needs quotes",
        "everything after ` #` is a comment, the closing bracket too",
    );
    problem.quote(told, range)
}

/// `{{ x }}.pdf` inside brackets.
pub(super) fn template_in_flow(problem: &Problem<'_>) -> Option<Finding> {
    let line = line_start(problem.buffer, problem.at);
    let before = &problem.buffer[line..problem.at];
    let start = line + before.rfind("{{").filter(|_| is_separator(problem.kind))?;
    let between = &problem.buffer[start..problem.at];
    let outside = problem.buffer[line..start].trim_end_matches(BLANKS);
    if !between.contains("}}") || between.contains(',') || !outside.ends_with([':', ',', '[', '{']) {
        return None;
    }
    let range = start..flow_value_end(problem.buffer, start);
    let told = problem.error(range.clone(), "`{{ … }}` must be quoted", "YAML reads this as a mapping");
    problem.quote(told, range)
}

/// `[Red]0` inside brackets: a value that goes on behind its closing bracket.
pub(super) fn text_after_bracket(problem: &Problem<'_>) -> Option<Finding> {
    let before = problem.buffer[..problem.at].trim_end_matches(BLANKS);
    if !is_separator(problem.kind) || !before.ends_with([']', '}']) || before.len() < problem.at {
        return None;
    }
    let start = opening_of(before)?;
    let outside = before[..start].trim_end_matches(BLANKS);
    let range = start..flow_value_end(problem.buffer, start);
    if !outside.ends_with([':', ',', '[', '{']) || range.end <= problem.at {
        return None;
    }
    let told = problem.error(
        problem.at..range.end,
        "text after the end of the value",
        "not part of what the brackets hold",
    );
    problem.quote(told.help("quote the value if it is one text"), range)
}

/// Where the bracket opens that a text ends with, on its last line.
fn opening_of(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate().rev() {
        match byte {
            b']' | b'}' => depth += 1,
            b'[' | b'{' if depth == 1 => return Some(at),
            b'[' | b'{' => depth -= 1,
            b'\n' => return None,
            _ => {}
        }
    }
    None
}

/// `[a,, b]`.
pub(super) fn double_comma(problem: &Problem<'_>) -> Option<Finding> {
    let before = problem.buffer[..problem.at].trim_end_matches(BLANKS);
    let last = before.chars().next_back().filter(|_| problem.rest(problem.at).starts_with(','))?;
    let label = match last {
        ',' => "a second comma",
        '[' | '{' => "no value before this comma",
        _ => return None,
    };
    let range = problem.at..problem.at + 1;
    let told = problem.error(range.clone(), "a comma without a value before it", label);
    let told = told.fix("remove it", problem.span(range.clone()), "");
    Some((told, Mask::mended(range, " ".into())))
}

/// `{ a: 1 b: 2 }` and `{ a: 1; b: 2 }`.
pub(super) fn missing_comma(problem: &Problem<'_>) -> Option<Finding> {
    let open = *problem.before.brackets.last().filter(|_| is_separator(problem.kind))?;
    let key = next_key(problem)?;
    let end = problem.buffer[..key.start].trim_end_matches([' ', '\t', '\r', '\n']).len();
    let close = open_end(problem.buffer, open)?;
    let begin = flow_value_start(problem.buffer, end).min(end);
    let written = &problem.buffer[begin..end];
    if end <= open + 1 || written.is_empty() || written.ends_with([':', ',', '-', '[', '{']) {
        return None;
    }
    // Keys that are not indented more than the line of the bracket are not meant to be inside it.
    let is_below = line_start(problem.buffer, key.start) > end;
    let outer = indent_of(&problem.buffer[line_start(problem.buffer, open)..]);
    if is_below && indent_of(&problem.buffer[line_start(problem.buffer, key.start)..]) <= outer {
        return None;
    }
    let (told, comma) = told_of_comma(problem, &key, end);
    // The text of a value may hold a colon; after a number, a bracket or a line it cannot go on.
    let told = if ends_a_value(written) || is_below { told } else { told.unsure() };
    let mask = if is_below { problem.over_lines(open..close) } else { Mask::mended(comma, ",".into()) };
    Some((told, mask))
}

/// The key that comes without a comma before it.
fn next_key(problem: &Problem<'_>) -> Option<Range<usize>> {
    if problem.rest(problem.at).starts_with(": ") {
        let start = problem.buffer[..problem.at].trim_end_matches(is_word).len();
        return Some(start..problem.at).filter(|key| !key.is_empty());
    }
    let rest = problem.rest(problem.at);
    let length = rest.find(|c| !is_word(c)).filter(|length| rest[*length..].starts_with(": "))?;
    Some(problem.at..problem.at + length).filter(|key| !key.is_empty())
}

/// What to say of a comma that is missing or is a semicolon, and the byte to put it on.
fn told_of_comma(problem: &Problem<'_>, key: &Range<usize>, end: usize) -> (Diagnostic, Range<usize>) {
    if problem.buffer[..end].ends_with(';') {
        let semicolon = end - 1..end;
        let told = problem.error(semicolon.clone(), "`;` separates nothing", "a comma belongs here");
        return (told.fix("use a comma", problem.span(semicolon.clone()), ","), semicolon);
    }
    let message = format!("a comma is missing before `{}`", &problem.buffer[key.clone()]);
    let told = problem
        .error(key.clone(), message, "this starts the next `key: value`")
        .help("separate the values by commas, or quote a value that contains `: `")
        .fix("insert a comma", problem.span(end..end), ",");
    (told, end..end + 1)
}

/// Whether a value cannot go on after this.
pub(super) fn ends_a_value(text: &str) -> bool {
    let is_word = matches!(text, "true" | "false" | "null" | "~");
    is_word || text.ends_with(['"', '\'', ']', '}']) || text.parse::<f64>().is_ok()
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}
