//! What is told of a complaint, in the author's words.

mod forms;
mod keys;

pub(super) use forms::{not_a_list, not_a_mapping};
pub(super) use keys::{Meant, beside, missing_keys, named_item, twice, unknown_key};

use super::arena::{Arena, Form, NodeId, Owner, Scalar, shorten};
use super::error::What;
use super::lines::{line_end, quoted};
use super::mended::Mended;
use super::synonyms::synonym;
use crate::diag::{Code, Diagnostic, did_you_mean, list_names};
use std::ops::Range;

/// Names listed in a help line before "and 3 more".
const NAMES_SHOWN: usize = 12;

/// "`a`, `b` or `c`", for a closed list of names.
pub(super) fn one_of(names: &[&str]) -> String {
    match names.split_last() {
        Some((last, others)) if !others.is_empty() && names.len() <= NAMES_SHOWN => {
            let others: Vec<String> = others.iter().map(|name| format!("`{name}`")).collect();
            format!("{} or `{last}`", others.join(", "))
        }
        _ => list_names(names.iter().copied(), NAMES_SHOWN),
    }
}

/// The diagnostic for a complaint; nothing when it was told elsewhere.
pub(super) fn tell(arena: &Arena, id: NodeId, what: What, meant: &Meant) -> Option<Diagnostic> {
    match what {
        What::Diagnostic(diagnostic) => Some(*diagnostic),
        What::Mismatch(expected) => Some(mismatch(arena, id, &expected)),
        What::Missing(key) => Some(missing_keys(arena, id, &[key], meant)),
        What::AllMissing(keys) => Some(missing_keys(arena, id, &keys, meant)),
        What::UnknownName(name, known) => Some(unknown_value(arena, id, &name, known)),
        What::NoVariant(known) => Some(no_variant(arena, id, known)),
        What::Message(message) => Some(Diagnostic::error(Code::WrongValue, arena.head(id), message)),
        What::Twice(_) | What::Told => None,
    }
}

/// Something else was expected here.
pub(super) fn mismatch(arena: &Arena, id: NodeId, expected: &str) -> Diagnostic {
    if arena.scalar(id).is_some_and(|scalar| scalar.is_null()) {
        return missing_value(arena, id, expected);
    }
    let found = arena.describe(id);
    let message = format!("expected {expected}, found {found}");
    let told =
        Diagnostic::error(Code::WrongType, arena.head(id), message).label(format!("expected {expected}"));
    let told = match arena.raw(id).form {
        Form::Alias(target) => told.also(arena.head(target), "the alias stands for this"),
        Form::Scalar(_) | Form::Sequence(_) | Form::Mapping(_) | Form::Broken => told,
    };
    suggest_form(arena, id, expected, told)
}

/// Says how to write a list or a mapping where something else was written.
fn suggest_form(arena: &Arena, id: NodeId, expected: &str, told: Diagnostic) -> Diagnostic {
    let in_brackets = arena.source(id).starts_with(['[', '{']);
    match (&arena.raw(id).form, expected) {
        (Form::Sequence(_) | Form::Mapping(_), "text") if in_brackets => {
            told.help("quote the value if the brackets belong to a text")
        }
        (Form::Mapping(_), "a list") => told.help("start each item with `- `"),
        (Form::Sequence(_), "a mapping") => told.help("write `key: value` lines, without `- `"),
        (Form::Sequence(items), _) if in_brackets && matches!(arena.raw(id).owner, Owner::List(_)) => {
            let told = told.help("a list cannot stand inside this list");
            match items.as_slice() {
                [] => told,
                [first, .., last] | [first @ last] => {
                    let inner = arena.raw(*first).range.start..arena.raw(*last).range.end;
                    let text = arena.text.get(inner).unwrap_or("");
                    told.fix("remove the inner brackets", arena.span(id), text)
                }
            }
        }
        (Form::Scalar(scalar), "a mapping") if missing_space(&scalar.value) => {
            told.help("write a space after each `:`")
        }
        (Form::Scalar(_), "a mapping") => told.help("write `key: value` lines"),
        (Form::Scalar(scalar), _) if scalar.plain => match comment_of_json(&scalar.value) {
            Some(at) => {
                let start = arena.raw(id).range.start + at;
                let slashes = arena.place(start..start + 2);
                told.fix("start the comment with `#`", slashes, "#")
            }
            None => told,
        },
        _ => told,
    }
}

/// Where `// words` starts behind a value.
fn comment_of_json(text: &str) -> Option<usize> {
    (!text.contains('\n')).then(|| text.find(" // "))?.map(|at| at + 1)
}

/// A mapping of more than its name, where `name: …` is expected.
fn no_variant(arena: &Arena, id: NodeId, known: &[&str]) -> Diagnostic {
    let (first, others) = match &arena.get(id).form {
        Form::Mapping(pairs) if pairs.len() > 1 => (pairs[0], &pairs[1..]),
        Form::Scalar(_) | Form::Sequence(_) | Form::Mapping(_) | Form::Alias(_) | Form::Broken => {
            return mismatch(arena, id, &one_of(known));
        }
    };
    let (first, value) = first;
    let name = arena.value(first).unwrap_or("");
    let second = arena.value(others[0].0).unwrap_or("");
    let place = arena.span(others[0].0);
    if known.contains(&name) && arena.scalar(value).is_some_and(|scalar| scalar.is_null()) {
        return Diagnostic::error(
            Code::WrongType,
            place,
            format!("`{second}` stands beside `{name}`, not in it"),
        )
        .label(format!("indent this more than `{name}`"))
        .also(arena.span(first), "this has no value");
    }
    let told =
        Diagnostic::error(Code::WrongType, place, format!("expected one key, found `{name}` and `{second}`"))
            .label("a second key")
            .also(arena.span(first), "the first key");
    if known.contains(&second) {
        return told.help(format!("start a new item with `- {second}: …`"));
    }
    told.help(format!("the key can be {}", one_of(known)))
}

/// Whether a text looks like `key:value`.
fn missing_space(text: &str) -> bool {
    text.split_once(':').is_some_and(|(key, _)| !key.is_empty() && !key.contains(' '))
}

/// A key or an item without a value.
fn missing_value(arena: &Arena, id: NodeId, expected: &str) -> Diagnostic {
    let written = !arena.raw(id).range.is_empty();
    let (message, place, label) = match arena.raw(id).owner {
        Owner::Key(key) => {
            let name = arena.value(key).unwrap_or("");
            let place = if written { arena.span(id) } else { arena.span(key) };
            (format!("value of `{name}` is missing"), place, format!("expected {expected} after `{name}:`"))
        }
        Owner::List(_) => {
            ("value of a list item is missing".into(), arena.span(id), format!("expected {expected}"))
        }
        Owner::None => ("the file is empty".into(), arena.span(id), format!("expected {expected}")),
    };
    let told = Diagnostic::error(Code::MissingValue, place, message);
    if let Some(comment) = comment_after(arena, id) {
        let text = arena.text[comment.clone()].trim_end();
        let place = arena.place(comment.clone());
        let told = told.at(place, "everything after ` #` is a comment");
        let told = told.fix("quote the value", place, quoted(text));
        // A sign and a blank begin a comment that was meant as one, more often than a value.
        return if text.starts_with("# ") { told.unsure() } else { told };
    }
    let told = told.label(label);
    match expected {
        _ if arena.raw(id).owner == Owner::None => told,
        _ if is_complex_key(arena, id) => {
            told.help("`? ` starts a key of several lines; remove it, and write `key: value`")
        }
        "a list" => told.help("write its items below, each after `- `, or remove the key"),
        "a mapping" => told.help("write its keys below, indented, or `{}` to leave all as usual"),
        _ if matches!(arena.raw(id).owner, Owner::Key(_)) => told.help("write it behind the colon"),
        _ => told,
    }
}

/// Whether the key of a value is written after a `? `.
fn is_complex_key(arena: &Arena, id: NodeId) -> bool {
    let start = arena.key(id).map(|key| arena.raw(key).range.start);
    start.is_some_and(|start| arena.text[..start].trim_end_matches(' ').ends_with('?'))
}

/// The comment that follows an empty value on its line.
fn comment_after(arena: &Arena, id: NodeId) -> Option<Range<usize>> {
    let end = arena.raw(id).range.end;
    let line = line_end(&arena.text, end);
    let rest = arena.text.get(end..line)?;
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t', ':']).len();
    rest[blanks..].starts_with('#').then_some(end + blanks..line)
}

/// A word that is none of a closed list.
fn unknown_value(arena: &Arena, id: NodeId, written: &str, known: &[&str]) -> Diagnostic {
    let place = arena.key(id).and_then(|key| arena.value(key));
    let shown = shorten(written.trim());
    let message = match place {
        Some(key) => format!("unknown value `{shown}` for `{key}`"),
        None => format!("unknown value `{shown}`"),
    };
    let told = Diagnostic::error(Code::WrongValue, arena.head(id), message);
    if arena.source(id).contains('\n') {
        return told
            .label("a text of several lines")
            .help(format!("write one of {} behind the colon", one_of(known)));
    }
    let near = did_you_mean(written, known.iter().copied());
    let told = match near.or_else(|| synonym(written, known.iter().copied())) {
        Some(meant) => told.label(format!("did you mean `{meant}`?")).fix(
            format!("use `{meant}`"),
            arena.span(id),
            meant,
        ),
        None => told.label("not a value it can have"),
    };
    told.help(format!("it can be {}", one_of(known)))
}

/// A tag that says something else than the value is.
pub(super) fn contradicting_tag(
    mended: &Mended,
    tag: Range<usize>,
    value: &Range<usize>,
    scalar: &Scalar,
    written: &str,
) -> Diagnostic {
    let wanted = match written.trim_start_matches('!') {
        "int" => "a whole number",
        "float" => "a number",
        "bool" => "`true` or `false`",
        _ => "nothing",
    };
    let message = format!("`{}` is not {wanted}, as its tag says", shorten(&scalar.value));
    Diagnostic::error(Code::WrongType, mended.span(value.clone()), message)
        .label(format!("not {wanted}"))
        .also(mended.span(tag.clone()), "the tag")
        .fix("remove the tag", mended.span(tag.start..value.start.max(tag.end)), "")
}
