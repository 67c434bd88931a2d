//! Values that need quotes, or stand where none can.

use super::flow::{ends_a_value, is_word};
use super::texts::key_column;
use super::{Finding, Problem};
use crate::diag::Diagnostic;
use crate::yaml::lines::BLANKS;
use crate::yaml::syntax::Mask;
use granit_parser::ErrorKind;

pub(super) fn control_character(problem: &Problem<'_>) -> Option<Finding> {
    let ErrorKind::UnexpectedCharacter { character } = problem.kind else { return None };
    if !character.is_control() {
        return None;
    }
    // Inside a word the parser stops at the start of the word.
    let range = problem.char_at(problem.at + problem.rest(problem.at).find(*character)?);
    let message = format!("control character U+{:04X} is not allowed", u32::from(*character));
    let told = problem.error(range.clone(), message, "invisible, and not text");
    // The word it stands in is none, neither with it nor without.
    let word = problem.buffer[..range.start].trim_end_matches(is_word).len();
    Some((told.fix("remove it", problem.span(range.clone()), ""), Mask::value(word..range.end)))
}

/// The mark that may stand at the start of a file, and was copied into it.
pub(super) fn byte_order_mark(problem: &Problem<'_>) -> Option<Finding> {
    let at = problem.at + problem.rest(problem.at).find('\u{feff}')?;
    if *problem.kind != ErrorKind::BomInsideDocument {
        return None;
    }
    let range = problem.char_at(at);
    let told = problem.error(range.clone(), "a byte-order mark inside the file", "invisible, and not text");
    let told = told.fix("remove it", problem.span(range.clone()), "");
    Some((told, Mask::mended(range.clone(), " ".repeat(range.len()))))
}

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
    problem.quote(meaning_of_its_own(problem, problem.at, sign), range)
}

fn meaning_of_its_own(problem: &Problem<'_>, at: usize, sign: char) -> Diagnostic {
    let name = if sign == '`' { "a backtick".into() } else { format!("`{sign}`") };
    let message = format!("a value cannot start with {name} unless it is quoted");
    problem.error(problem.char_at(at), message, "has a meaning of its own in YAML")
}

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

pub(super) fn block_header(problem: &Problem<'_>) -> Option<Finding> {
    let is_header =
        matches!(problem.kind, ErrorKind::InvalidBlockScalarHeader | ErrorKind::ZeroBlockScalarIndent);
    let c = problem.rest(problem.at).chars().next().filter(|_| is_header)?;
    let range = problem.to_line_end(problem.at);
    let told = problem
        .error(
            range.start..range.start + 1,
            format!("text after `{c}`"),
            format!("`{c}` starts a text on the lines below"),
        )
        .help(format!("write the text on the next lines, or quote the value if a `{c}` is meant"));
    problem.quote(told, range)
}

pub(super) fn item_on_key_line(problem: &Problem<'_>) -> Option<Finding> {
    let start = problem.value.filter(|start| *start == problem.at)?;
    if *problem.kind != ErrorKind::BlockSequenceEntryNotAllowed {
        return None;
    }
    let told = problem
        .error(start..start + 1, "a list item cannot stand on the line of its key", "starts a list item")
        .help("put each `- ` item on its own line below the key, or write `[a, b]`")
        .help("quote the value if a text is meant that starts with a dash");
    Some((told, Mask::value(problem.to_line_end(start))))
}

pub(super) fn colon_in_value(problem: &Problem<'_>) -> Option<Finding> {
    let is_colon =
        *problem.kind == ErrorKind::MappingValueNotAllowed && problem.rest(problem.at).starts_with(':');
    let start = problem.value.filter(|start| is_colon && *start < problem.at)?;
    let word = problem.buffer[..problem.at].trim_end_matches(is_word).len();
    let before = problem.buffer[start..word.max(start)].trim_end_matches([' ', '\t', ',']);
    if let Some(found) = second_key(problem, start + before.len()).filter(|_| ends_a_value(before)) {
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
    let has_key = length > 0 && problem.rest(key + length).starts_with(": ");
    if !has_key || key == end || problem.in_flow() {
        return None;
    }
    let first = problem.line.start + key_column(problem.line_text());
    let column = first - problem.line.start;
    let name = &problem.buffer[key..key + length];
    let told = problem
        .error(
            key..key + length,
            format!("a second key on the line: `{name}`"),
            "starts the next `key: value`",
        )
        .fix("put it on a line of its own", problem.span(end..key), format!("\n{}", " ".repeat(column)));
    if column == 0 {
        let text = format!("{}\n", " ".repeat(key - end - 1));
        return Some((told, Mask::mended(end..key, text)));
    }
    let lost = end..problem.to_line_end(key).end;
    let text = " ".repeat(lost.len());
    Some((told, Mask::with(lost, text)))
}

/// `[a] b` and the like.
pub(super) fn text_after_value(problem: &Problem<'_>) -> Option<Finding> {
    let start = problem.value.filter(|start| *start < problem.at)?;
    if *problem.kind != ErrorKind::ExpectedBlockMappingKey {
        return None;
    }
    second_key(problem, problem.buffer[..problem.at].trim_end_matches(BLANKS).len())
        .or_else(|| text_after(problem, start))
}

fn text_after(problem: &Problem<'_>, start: usize) -> Option<Finding> {
    let told = problem
        .error(problem.to_value_end(problem.at), "text after the end of the value", "not part of the value")
        .help("quote the value if it is one text");
    problem.quote(told, problem.to_value_end(start))
}
