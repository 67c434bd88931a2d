//! Lists and mappings in `[ ]` and `{ }` that do not close, or hold what they cannot.

use super::{Finding, Problem};
use crate::yaml::lines::{BLANKS, line_above, line_at, line_end, line_start};
use crate::yaml::scan::{flow_value_end, flow_value_start};
use crate::yaml::syntax::Mask;
use granit_parser::ErrorKind;

/// `${X}` and `{{ x }}` inside `{ }` and `[ ]`.
pub(super) fn brace_in_flow(problem: &Problem<'_>) -> Option<Finding> {
    let is_flow = matches!(
        problem.kind,
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator
    );
    if !is_flow || !problem.rest(problem.at).starts_with('{') {
        return None;
    }
    let start = flow_value_start(problem.buffer, problem.at);
    if start >= problem.at {
        return None;
    }
    let range = start..flow_value_end(problem.buffer, start);
    let message = format!("`{}` must be quoted here", &problem.text[range.clone()]);
    let told = problem.error(range.clone(), message, "inside `{ }` and `[ ]` a brace starts a mapping");
    problem.quote(told, range)
}

pub(super) fn bracket(problem: &Problem<'_>) -> Option<Finding> {
    match problem.kind {
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => mismatched_bracket(problem, *open, *close),
        ErrorKind::MisplacedFlowCollectionEnd => {
            let range = problem.char_at(problem.at);
            let message = format!("`{}` closes nothing", &problem.buffer[range.clone()]);
            let told = problem.error(range.clone(), message, "nothing is open here");
            Some((told.fix("remove it", problem.span(range.clone()), ""), Mask::value(range)))
        }
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::InvalidColonPlacement
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::BlockEntryInFlowCollection
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::FlowMappingValueAdjacentCollection
        | ErrorKind::InvalidFlowScalarIndent => open_bracket(problem),
        _ => None,
    }
}

fn mismatched_bracket(problem: &Problem<'_>, open: char, close: char) -> Option<Finding> {
    let start = problem.at;
    let end = start + problem.rest(start).find(close)?;
    if let Some(found) = closed_with_parenthesis(problem, start, open, end) {
        return Some(found);
    }
    let right = if open == '[' { ']' } else { '}' };
    let told = problem
        .error(end..end + 1, format!("`{open}` is closed with `{close}`"), format!("expected `{right}`"))
        .also(problem.span(start..start + 1), "opened here");
    // The wrong bracket may be the right one for what is open around it.
    let outer = problem.before.brackets.last().map(|at| problem.buffer.as_bytes()[*at]);
    let is_for_outer = outer.is_some_and(|byte| byte != open as u8);
    let replaced = if is_for_outer { end..end } else { end..end + 1 };
    let masked = problem.over_lines(start..replaced.end);
    let told = told.fix(format!("close it with `{right}`"), problem.span(replaced), right.to_string());
    Some((told, masked))
}

/// `[a, b)`.
fn closed_with_parenthesis(problem: &Problem<'_>, start: usize, open: char, until: usize) -> Option<Finding> {
    let right = if open == '[' { "]" } else { "}" };
    let mut depth = 0_usize;
    let wrong = problem.buffer[start..until].bytes().position(|byte| match byte {
        b'(' => {
            depth += 1;
            false
        }
        b')' if depth == 0 => true,
        b')' => {
            depth -= 1;
            false
        }
        _ => false,
    })?;
    let range = start + wrong..start + wrong + 1;
    let told = problem
        .error(range.clone(), format!("`{open}` is closed with `)`"), format!("expected `{right}`"))
        .also(problem.span(start..start + 1), "opened here")
        .fix(format!("close it with `{right}`"), problem.span(range.clone()), right);
    Some((told, Mask::mended(range, right.into())))
}

/// A bracket that is never closed, or a comma that is missing before it is.
fn open_bracket(problem: &Problem<'_>) -> Option<Finding> {
    let open = match problem.kind {
        ErrorKind::UnclosedFlowCollection { .. } => problem.at,
        _ => *problem.before.brackets.last()?,
    };
    let c = &problem.buffer[open..open + 1];
    let close = if c == "[" { "]" } else { "}" };
    let line = problem.to_line_end(open);
    let closes_here = open_end(problem.buffer, open).filter(|end| *end <= line.end && *end > problem.at);
    if let Some(end) = closes_here {
        let told = problem
            .error(problem.char_at(problem.at), format!("expected `,` or `{close}`"), "not expected here")
            .help("separate the values by commas, and quote a value that contains `: `");
        return Some((told, Mask::value(open..end)));
    }
    let bracket = if c == "[" { '[' } else { '{' };
    if let Some(found) = closed_with_parenthesis(problem, open, bracket, line.end) {
        return Some(found);
    }
    let told = problem.error(open..open + 1, format!("`{c}` is never closed"), "opened here");
    let told = if line_start(problem.buffer, problem.at) > open && problem.at < problem.buffer.len() {
        told.also(problem.span(problem.char_at(problem.at)), "cannot go on here")
    } else {
        told
    };
    let end = bracket_should_end(problem, open, line.end);
    let told = told.fix(format!("close it with `{close}`"), problem.span(end..end), close);
    Some((told, problem.over_lines(open..end.max(line.end))))
}

/// `title: Net: sales` inside `{ }`; with more words it may be a missing comma as well.
pub(super) fn colon_in_flow_value(problem: &Problem<'_>) -> Option<Finding> {
    let open = *problem.before.brackets.last()?;
    open_end(problem.buffer, open).filter(|end| *end <= line_end(problem.buffer, open))?;
    let start = flow_value_start(problem.buffer, problem.at);
    let first = problem.buffer.get(start..problem.at)?;
    if !problem.rest(problem.at).starts_with(": ") || first.is_empty() || first.contains(' ') {
        return None;
    }
    let range = start..flow_value_end(problem.buffer, start);
    let told = problem
        .error(
            problem.at..problem.at + 1,
            "`: ` inside a value without quotes",
            "this colon starts a second value",
        )
        .also(problem.span(range.clone()), "this value is not quoted");
    problem.quote(told, range)
}

/// End of the last line that can belong to an open bracket.
fn bracket_should_end(problem: &Problem<'_>, open: usize, line_end: usize) -> usize {
    let above = match problem.kind {
        ErrorKind::UnclosedFlowCollection { .. } => {
            let end = problem.buffer.trim_end_matches(['\n', '\r', ' ', '\t']).len();
            Some(line_at(problem.buffer, end))
        }
        _ => line_above(problem.buffer, problem.at),
    };
    let end = above.map_or(line_end, |line| line.start + problem.buffer[line].trim_end_matches(BLANKS).len());
    if end > open { end } else { line_end }
}

/// One past the bracket that closes the one at a byte.
pub(super) fn open_end(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (offset, byte) in text.as_bytes()[open..].iter().enumerate() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' if depth == 1 => return Some(open + offset + 1),
            b']' | b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}
