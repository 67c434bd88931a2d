//! Lists and mappings in `[ ]` and `{ }` that do not close.

use super::Problem;
use super::flow::{around, is_separator};
use crate::yaml::finding::Finding;
use crate::yaml::flow::{Flow, Kind, Token};
use crate::yaml::lines::{indent_of, line_end, line_start};
use crate::yaml::mended::Change;
use crate::yaml::scan::{flow_value_end, flow_value_start};
use granit_parser::ErrorKind;
use std::ops::Range;

/// `${X}` inside `{ }` and `[ ]`.
pub(super) fn brace(problem: &Problem<'_>) -> Option<Finding> {
    let is_flow = matches!(
        problem.kind,
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator
    );
    if !is_flow || !problem.rest(problem.at).starts_with('{') {
        return None;
    }
    let start = flow_value_start(problem.text, problem.at);
    let is_text = problem.text[start..problem.at.max(start)].ends_with(['$', '#', '%', '@']);
    if start >= problem.at || !is_text && !problem.rest(problem.at).starts_with("{{") {
        return None;
    }
    let range = start..flow_value_end(problem.text, start);
    let message = format!("`{}` must be quoted here", &problem.text[range.clone()]);
    let told = problem.error(range.clone(), message, "inside `{ }` and `[ ]` a brace starts a mapping");
    problem.quote(told, range)
}

/// Brackets that close nothing, are of the wrong kind, or are missing.
pub(super) fn bracket(problem: &Problem<'_>) -> Option<Finding> {
    if *problem.kind == ErrorKind::MisplacedFlowCollectionEnd {
        let range = problem.char_at(problem.at);
        let message = format!("`{}` closes nothing", &problem.text[range.clone()]);
        let told = problem.error(range.clone(), message, "nothing is open here");
        return Some(problem.fix(told, "remove it", vec![Change::meant(range, "")]));
    }
    let is_bracket = is_separator(problem.kind)
        || matches!(
            problem.kind,
            ErrorKind::UnexpectedEofFlowMapping
                | ErrorKind::UnexpectedEofFlowSequence
                | ErrorKind::UnexpectedEofImplicitFlowMapping
                | ErrorKind::InvalidFlowScalarIndent
        );
    let flow = around(problem).filter(|_| is_bracket)?;
    parenthesis(problem, &flow)
        .or_else(|| opened_in_place_of_key(problem, &flow))
        .or_else(|| mismatch(problem, &flow))
        .or_else(|| unclosed(problem, &flow))
        .or_else(|| unexpected(problem, &flow))
}

/// The bracket that closes one.
fn closing(open: &str) -> &'static str {
    if open == "[" { "]" } else { "}" }
}

/// A bracket is missing at a place; the blanks before it are those after the one that opens.
fn insertion(problem: &Problem<'_>, open: usize, at: usize) -> Change {
    let close = closing(&problem.text[open..open + 1]);
    let blank = if problem.text[open + 1..].starts_with(' ') { " " } else { "" };
    Change::meant(at..at, format!("{blank}{close}"))
}

/// `[a, b)`.
fn parenthesis(problem: &Problem<'_>, flow: &Flow) -> Option<Finding> {
    let is_wrong = |token: &&Token| {
        let text = &problem.text[token.range.clone()];
        token.kind == Kind::Plain
            && text.ends_with(')')
            && text.matches(')').count() > text.matches('(').count()
    };
    let token = flow.tokens.iter().find(is_wrong)?;
    let open = token.inside?;
    let text = &problem.text[open..open + 1];
    let right = closing(text);
    let range = token.range.end - 1..token.range.end;
    let told = problem
        .error(range.clone(), format!("`{text}` is closed with `)`"), format!("expected `{right}`"))
        .also(problem.span(open..open + 1), "opened here");
    Some(problem.fix(told, format!("close it with `{right}`"), vec![Change::meant(range, right)]))
}

/// `{ field: a, { field: b }`: a mapping cannot stand where a key is expected, so the one before is open.
fn opened_in_place_of_key(problem: &Problem<'_>, flow: &Flow) -> Option<Finding> {
    let content: Vec<&Token> = flow.content().collect();
    let pair = content.windows(2).find(|pair| {
        let [comma, open] = pair else { return false };
        let outer = open.inside.filter(|outer| problem.rest(*outer).starts_with('{'));
        comma.kind == Kind::Comma
            && open.kind == Kind::Open
            && outer.is_some()
            && line_start(problem.text, comma.range.start) == line_start(problem.text, open.range.start)
    })?;
    let outer = pair[1].inside?;
    Some(never_closed(problem, outer, pair[0].range.start, Some(pair[1].range.clone())))
}

/// A closing bracket of the wrong kind, or the right one for what is open around.
fn mismatch(problem: &Problem<'_>, flow: &Flow) -> Option<Finding> {
    let (close, open) = flow.mismatch?;
    let (written, text) = (&problem.text[close..close + 1], &problem.text[open..open + 1]);
    let right = closing(text);
    let outer = flow.open.len().checked_sub(2).map(|index| flow.open[index]);
    let is_for_outer = outer.is_some_and(|outer| closing(&problem.text[outer..outer + 1]) == written);
    let message = format!("`{text}` is closed with `{written}`");
    let told = problem
        .error(close..close + 1, message, format!("expected `{right}`"))
        .also(problem.span(open..open + 1), "opened here");
    let title = format!("close it with `{right}`");
    // Before a bracket that is right for what is around, behind what stands before it.
    let end = flow.last_before(close).map_or(close, |last| last.range.end);
    let inserted = vec![insertion(problem, open, end)];
    let replaced = vec![Change::meant(close..close + 1, right)];
    let is_inserted = is_for_outer && problem.reach(&inserted) >= problem.reach(&replaced);
    let likely = if is_inserted { inserted } else { replaced };
    let removed = vec![Change::meant(close..close + 1, "")];
    if problem.reach(&removed) > problem.reach(&likely) {
        return Some(problem.fix(told, format!("remove the `{written}`"), removed));
    }
    Some(problem.fix(told, title, likely))
}

/// A bracket that is never closed.
fn unclosed(problem: &Problem<'_>, flow: &Flow) -> Option<Finding> {
    let outermost = *flow.open.first().filter(|_| flow.mismatch.is_none())?;
    let end = flow.last_before(flow.end).map_or(flow.end, |last| last.range.end);
    let follows = problem.at.min(problem.text.len());
    let next = (line_start(problem.text, follows) > end && follows < problem.text.len())
        .then(|| problem.char_at(follows));
    if let [open] = flow.open.as_slice() {
        return Some(never_closed(problem, *open, end, next));
    }
    let innermost = *flow.open.last()?;
    let told = problem.error(innermost..innermost + 1, told_of(problem, innermost), "opened here");
    let told = told.also(problem.span(outermost..outermost + 1), "nor is this");
    let closing: String = flow.open.iter().rev().map(|open| insertion(problem, *open, end).text).collect();
    Some(problem.fix(
        told,
        format!("close them with `{}`", closing.trim()),
        vec![Change::meant(end..end, closing)],
    ))
}

fn told_of(problem: &Problem<'_>, open: usize) -> String {
    format!("`{}` is never closed", &problem.text[open..open + 1])
}

fn never_closed(problem: &Problem<'_>, open: usize, end: usize, next: Option<Range<usize>>) -> Finding {
    let told = problem.error(open..open + 1, told_of(problem, open), "opened here");
    let told = match next {
        Some(next) => told.also(problem.span(next), "cannot go on here"),
        None => told,
    };
    let close = closing(&problem.text[open..open + 1]);
    let behind = problem.text[end..line_end(problem.text, end)].trim_start();
    let fix =
        |told| problem.fix(told, format!("close it with `{close}`"), vec![insertion(problem, open, end)]);
    if behind.starts_with('#') && behind.contains(close) {
        let help = format!("everything after ` #` is a comment, the `{close}` too; quote a `#` of a value");
        return fix(told.help(help)).unsure();
    }
    fix(told)
}

/// Something between brackets that is none of all this.
fn unexpected(problem: &Problem<'_>, flow: &Flow) -> Option<Finding> {
    let open = flow.tokens.first()?.range.start;
    let token = flow.tokens.iter().rev().find(|token| token.range.start <= problem.at)?;
    let inner = if token.kind == Kind::Open { token.range.start } else { token.inside.unwrap_or(open) };
    let close = closing(&problem.text[inner..inner + 1]);
    let told = problem
        .error(problem.char_at(problem.at), format!("expected `,` or `{close}`"), "not expected here")
        .help("separate the values by commas, and quote a value that contains `: `");
    let indent = indent_of(&problem.text[line_start(problem.text, open)..]);
    let is_line = flow.end <= line_end(problem.text, open) || indent == 0 && open == 0;
    let end = if is_line { flow.end } else { flow.end.max(line_end(problem.text, open)) };
    Some(Finding::hidden(
        told,
        vec![Change::lost(open..problem.text[..end].trim_end().len().max(open + 1), "x")],
    ))
}
