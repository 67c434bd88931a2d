//! Values that need quotes, or stand where none can.

use super::{Finding, Problem};
use crate::yaml::syntax::Mask;
use granit_parser::ErrorKind;

pub(super) fn control_character(problem: &Problem<'_>) -> Option<Finding> {
    let ErrorKind::UnexpectedCharacter { character } = problem.kind else { return None };
    if !character.is_control() {
        return None;
    }
    let range = problem.char_at(problem.at);
    let message = format!("control character U+{:04X} is not allowed", u32::from(*character));
    let told = problem.error(range.clone(), message, "invisible, and not text");
    Some((told.fix("remove it", problem.span(range.clone()), ""), Mask::value(range)))
}

pub(super) fn reserved_start(problem: &Problem<'_>) -> Option<Finding> {
    let ErrorKind::UnexpectedCharacter { character } = problem.kind else { return None };
    let range = problem.value_at(problem.at);
    let name = if *character == '`' { "a backtick".into() } else { format!("`{character}`") };
    let message = format!("a value cannot start with {name} unless it is quoted");
    let told = problem.error(problem.char_at(problem.at), message, "has a meaning of its own in YAML");
    problem.quote(told, range)
}

pub(super) fn text_after_template(problem: &Problem<'_>) -> Option<Finding> {
    let start = problem.value.filter(|start| *start < problem.at)?;
    let range = problem.to_line_end(start);
    let rest = problem.rest(start);
    if rest.starts_with("{{") {
        let told = problem.error(range.clone(), "`{{ … }}` must be quoted", "YAML reads this as a mapping");
        return problem.quote(told, range);
    }
    if rest.starts_with(['*', '&', '!']) {
        let c = &rest[..1];
        let told = problem.error(
            start..start + 1,
            format!("a value cannot start with `{c}` unless it is quoted"),
            "has a meaning of its own in YAML",
        );
        return problem.quote(told, range);
    }
    None
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
        .help("put each `- ` item on its own line below the key, or write `[a, b]`");
    Some((told, Mask::value(problem.to_line_end(start))))
}

pub(super) fn colon_in_value(problem: &Problem<'_>) -> Option<Finding> {
    let is_colon =
        *problem.kind == ErrorKind::MappingValueNotAllowed && problem.rest(problem.at).starts_with(':');
    let start = problem.value.filter(|start| is_colon && *start < problem.at)?;
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

/// `[a] b` and the like.
pub(super) fn text_after_value(problem: &Problem<'_>) -> Option<Finding> {
    let start = problem.value.filter(|start| *start < problem.at)?;
    if *problem.kind != ErrorKind::ExpectedBlockMappingKey {
        return None;
    }
    let told = problem
        .error(problem.to_value_end(problem.at), "text after the end of the value", "not part of the value")
        .help("quote the value if it is one text");
    problem.quote(told, problem.to_value_end(start))
}
