//! What stands between `[ ]` and `{ }` without the comma, the quotes or the colon it needs.

use super::Problem;
use crate::yaml::finding::Finding;
use crate::yaml::flow::{Flow, Kind, Token};
use crate::yaml::keys::{comment_in_stars, slashes};
use crate::yaml::lines::{BLANKS, line_end, line_start};
use crate::yaml::lint::missing_space as told_space;
use crate::yaml::mended::Change;
use crate::yaml::scan::flow_value_end;
use granit_parser::ErrorKind;
use std::ops::Range;

/// The brackets that the parser is in, read anew.
pub(super) fn around(problem: &Problem<'_>) -> Option<Flow> {
    let open = match problem.kind {
        ErrorKind::UnclosedFlowCollection { .. } | ErrorKind::MismatchedFlowCollectionEnd { .. } => {
            problem.before.brackets.first().copied().unwrap_or(problem.at)
        }
        _ => *problem.before.brackets.first()?,
    };
    problem.rest(open).starts_with(['[', '{']).then(|| Flow::read(problem.text, open))
}

/// Whether the parser missed a comma or a closing bracket.
pub(super) fn is_separator(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator
            | ErrorKind::InvalidColonPlacement
            | ErrorKind::CommentNotSeparated
            | ErrorKind::ExpectedNodeContent
            | ErrorKind::BlockEntryInFlowCollection
            | ErrorKind::InvalidTrailingSingleQuotedScalar
            | ErrorKind::InvalidTrailingDoubleQuotedScalar
            | ErrorKind::UnclosedFlowCollection { .. }
            | ErrorKind::MismatchedFlowCollectionEnd { .. }
            | ErrorKind::FlowMappingValueAdjacentCollection
            | ErrorKind::SimpleKeyExpected
            | ErrorKind::InvalidSimpleKey
    )
}

/// `// words` and `/* words */`, which are comments in JSON only.
pub(super) fn comment_of_json(problem: &Problem<'_>) -> Option<Finding> {
    let line = problem.line_text();
    if let Some(start) = line.find("/*").map(|at| problem.line.start + at).filter(|_| problem.in_flow()) {
        return comment_in_stars(problem.mended, start);
    }
    let start = problem.line.start + line.find("//")?;
    let before = problem.text[problem.line.start..start].trim_end_matches(BLANKS);
    let is_here = start == problem.at || before.is_empty() && start < problem.at.max(start + 1);
    let is_comment = is_here && problem.rest(start + 2).starts_with([' ', '\n']);
    is_comment.then(|| slashes(problem.mended, start))
}

/// `#336699`, `#,##0` or ` #1` inside brackets: the rest of the line became a comment, closing brackets too.
pub(super) fn comment(problem: &Problem<'_>) -> Option<Finding> {
    let flow = around(problem).filter(|_| is_separator(problem.kind))?;
    let comments = flow.tokens.iter().filter(|token| token.kind == Kind::Comment);
    // The comment that eats a bracket stands before the place where it is missed.
    let holds = |token: &&Token| problem.text[token.range.clone()].contains([']', '}', ',']);
    let comment = comments.filter(holds).find(|token| is_eaten(&problem.text[token.range.clone()]))?;
    let at = comment.range.start;
    let start = match flow.last_before(at).filter(|last| last.kind == Kind::Plain) {
        Some(value) if line_start(problem.text, value.range.start) == line_start(problem.text, at) => {
            value.range.start
        }
        _ => at,
    };
    let range = start..code_end(problem.text, at);
    let told = problem.error(
        at..range.end,
        "a `#` inside brackets needs quotes",
        "everything after ` #` is a comment, the closing bracket too",
    );
    problem.quote(told, range)
}

/// Whether a comment looks like the rest of a value: a sign and no blank, or nothing but a format.
fn is_eaten(comment: &str) -> bool {
    let body = comment.trim_start_matches('#');
    let sign = comment.len() - body.len();
    let is_ruler = sign > 2 || body.starts_with(['-', '=', '!']);
    let closes_at_once = body.trim_start().starts_with([']', '}', ',']);
    !is_ruler && (!body.starts_with(' ') || closes_at_once)
}

/// End of a value between brackets that may be a format code, so that a comma inside of it is its own.
fn code_end(text: &str, from: usize) -> usize {
    let line = line_end(text, from);
    let mut end = from;
    loop {
        end = flow_value_end(text, end);
        // A comma that no blank follows goes on with the code.
        let is_inside = text[end..line].starts_with(',')
            && !text[end + 1..line].starts_with([' ', '\t'])
            && end + 1 < line;
        if !is_inside {
            return end;
        }
        end += 1;
    }
}

/// `{{ x }}.pdf` inside brackets.
pub(super) fn template(problem: &Problem<'_>) -> Option<Finding> {
    let line = line_start(problem.text, problem.at);
    let before = &problem.text[line..problem.at];
    let start = line + before.rfind("{{").filter(|_| is_separator(problem.kind))?;
    let between = &problem.text[start..problem.at];
    let outside = problem.text[line..start].trim_end_matches(BLANKS);
    if !between.contains("}}") || between.contains(',') || !outside.ends_with([':', ',', '[', '{']) {
        return None;
    }
    let range = start..flow_value_end(problem.text, start);
    let told = problem.error(range.clone(), "`{{ … }}` must be quoted", "YAML reads this as a mapping");
    problem.quote(told, range)
}

/// `x:{ field: a }` and `data:"sales"`.
pub(super) fn missing_space(problem: &Problem<'_>) -> Option<Finding> {
    let flow = around(problem).filter(|_| is_separator(problem.kind))?;
    let content: Vec<&Token> =
        flow.content().take_while(|token| token.range.start <= problem.at + 1).collect();
    let pair = content.windows(2).rev().find(|pair| {
        let [key, value] = pair else { return false };
        let word = problem.text[key.range.clone()].strip_suffix(':').filter(|_| key.kind == Kind::Plain);
        let is_value = matches!(value.kind, Kind::Open | Kind::Quoted) && value.range.start == key.range.end;
        is_value && word.is_some_and(|word| !word.is_empty() && !word.contains([' ', ':']))
    });
    let colon = pair.map(|pair| pair[0].range.end - 1).or_else(|| {
        let pair = content.windows(2).rev().find(|pair| {
            pair[0].kind == Kind::Colon
                && matches!(pair[1].kind, Kind::Open | Kind::Quoted)
                && pair[1].range.start == pair[0].range.end
        })?;
        Some(pair[0].range.start)
    })?;
    Some(told_space(problem.mended, colon))
}

/// `[Red]0` inside brackets: a value that goes on behind its closing bracket.
pub(super) fn text_after_bracket(problem: &Problem<'_>) -> Option<Finding> {
    let before = problem.text[..problem.at].trim_end_matches(BLANKS);
    if !is_separator(problem.kind) || !before.ends_with([']', '}']) || before.len() < problem.at {
        return None;
    }
    let start = opening_of(before)?;
    let outside = before[..start].trim_end_matches(BLANKS);
    let range = start..flow_value_end(problem.text, start);
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
    let before = problem.text[..problem.at].trim_end_matches(BLANKS);
    let last = before.chars().next_back().filter(|_| problem.rest(problem.at).starts_with(','))?;
    let label = match last {
        ',' => "a second comma",
        '[' | '{' => "no value before this comma",
        _ => return None,
    };
    let range = problem.at..problem.at + 1;
    let told = problem.error(range.clone(), "a comma without a value before it", label);
    Some(problem.fix(told, "remove it", vec![Change::meant(range, "")]))
}

/// `title: Net: sales` inside `{ }`; where a known key stands before the colon, a comma is missing.
pub(super) fn colon_in_value(problem: &Problem<'_>) -> Option<Finding> {
    let flow = around(problem).filter(|_| is_separator(problem.kind))?;
    let content: Vec<&Token> = flow.content().collect();
    let is_second = |window: &[&Token]| {
        window[0].kind == Kind::Colon && window[1].kind == Kind::Plain && window[2].kind == Kind::Colon
    };
    let place =
        content.windows(3).rposition(|window| is_second(window) && window[2].range.start <= problem.at)?;
    let (value, colon) = (content[place + 1], content[place + 2]);
    let written = &problem.text[value.range.clone()];
    let last = written.rsplit(' ').next().unwrap_or(written);
    let is_pair = written.contains(' ') && (problem.known_keys.has(last) || problem.known_keys.is_empty());
    if is_pair || ends_a_value(written) {
        return None;
    }
    let range = value.range.start..text_end(problem, value.range.start);
    let told = problem
        .error(colon.range.clone(), "`: ` inside a value without quotes", "this colon starts a second value")
        .also(problem.span(range.clone()), "this value is not quoted");
    problem.quote(told, range)
}

/// End of a text between braces: the comma before the next key, or the closing bracket.
fn text_end(problem: &Problem<'_>, from: usize) -> usize {
    let mut end = flow_value_end(problem.text, from);
    while let Some(rest) = problem.rest(end).strip_prefix(',') {
        let next = rest.trim_start_matches([' ', '\t']);
        let word = next.find(|c: char| !is_word(c)).unwrap_or(next.len());
        let is_key = word > 0 && next[word..].trim_start_matches(' ').starts_with(':');
        if is_key || next.starts_with(['"', '\'', '\n', '\r', '{', '[']) || next.is_empty() {
            return end;
        }
        end = flow_value_end(problem.text, end + 1);
    }
    end
}

/// A value and the next key or value without a comma between them, or with a semicolon.
pub(super) fn missing_comma(problem: &Problem<'_>) -> Option<Finding> {
    let flow = around(problem).filter(|_| is_separator(problem.kind))?;
    let content: Vec<&Token> = flow.content().collect();
    let gaps = (0..content.len()).filter_map(|index| gap(problem, &content, index));
    // The parser notices at the next value, or at the colon behind it.
    let (end, next) = gaps.rev().find(|(_, next)| next.start <= problem.at)?;
    if problem.text[..end].ends_with(';') {
        let semicolon = end - 1..end;
        let told = problem.error(semicolon.clone(), "`;` separates nothing", "a comma belongs here");
        return Some(problem.fix(told, "use a comma", vec![Change::meant(semicolon, ",")]));
    }
    let written = problem.text[next.clone()].trim();
    let shown = crate::yaml::arena::shorten(written);
    let label = match problem.rest(next.end).trim_start().starts_with(':') {
        true => "this starts the next `key: value`",
        false => "this starts the next value",
    };
    let told = problem
        .error(next.clone(), format!("a comma is missing before `{shown}`"), label)
        .help("separate the values by commas, or quote a value that contains `: `");
    let finding = problem.fix(told, "insert a comma", vec![Change::meant(end..end, ",")]);
    // The text of a value may hold a colon; after a number, a bracket or a line it cannot go on.
    let value = problem.text[line_start(problem.text, end)..end].trim_end();
    let is_sure = ends_a_value(value.rsplit([' ', ':', ',']).next().unwrap_or(value))
        || problem.text[end..next.start].contains('\n')
        || problem.known_keys.has(written);
    Some(if is_sure { finding } else { finding.unsure() })
}

/// Where a value ends, and what follows it without a comma.
fn gap(problem: &Problem<'_>, content: &[&Token], index: usize) -> Option<(usize, Range<usize>)> {
    let (token, before) = (content[index], content.get(index.checked_sub(1)?)?);
    let ends = matches!(before.kind, Kind::Quoted | Kind::Close | Kind::Plain);
    match token.kind {
        Kind::Quoted | Kind::Open | Kind::Plain if ends => Some((before.range.end, token.range.clone())),
        // `a: 1 b: 2`: the text before the second colon holds the value and the key.
        Kind::Colon if before.kind == Kind::Plain && index >= 3 => {
            let is_value = content[index - 2].kind == Kind::Colon;
            let written = &problem.text[before.range.clone()];
            let key = written.rfind([' ', '\t']).filter(|_| is_value)? + 1;
            let value = written[..key].trim_end_matches(BLANKS).len();
            let start = before.range.start;
            Some((start + value, start + key..before.range.end))
        }
        _ => None,
    }
}

/// Whether a value cannot go on after this.
pub(super) fn ends_a_value(text: &str) -> bool {
    let is_word = matches!(text, "true" | "false" | "null" | "~");
    is_word || text.ends_with(['"', '\'', ']', '}']) || text.parse::<f64>().is_ok()
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}
