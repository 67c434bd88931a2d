//! What a decode can complain about, and how that is told to the author.

use super::arena::{Arena, Form, NodeId, Owner};
use super::lines::{line_end, quoted};
use super::state::Stranger;
use crate::diag::{Code, Diagnostic, Span, did_you_mean, list_names};
use serde::de::{Expected, Unexpected};
use std::fmt;

/// Names listed in a help line before "and 3 more".
const NAMES_SHOWN: usize = 12;

/// A complaint and the node it is about.
#[derive(Debug)]
pub(super) struct Error {
    /// The node; the innermost one that is known.
    pub at: Option<NodeId>,
    /// The complaint.
    pub what: What,
}

/// The complaint.
#[derive(Debug)]
pub(super) enum What {
    /// A ready diagnostic.
    Diagnostic(Box<Diagnostic>),
    /// Something else was expected.
    Mismatch(String),
    /// A key is missing.
    Missing(&'static str),
    /// A name that is none of these.
    UnknownName(String, &'static [&'static str]),
    /// A form that names none of these, or more than one.
    NoVariant(&'static [&'static str]),
    /// The words of a type that decodes itself.
    Message(String),
    /// Nothing to say: it was said elsewhere.
    Told,
}

impl Error {
    /// A complaint about a node.
    pub fn at(id: NodeId, what: What) -> Error {
        Error { at: Some(id), what }
    }

    /// Names the node, unless an inner one is named already.
    pub fn or_at(self, id: NodeId) -> Error {
        Error { at: self.at.or(Some(id)), ..self }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::Diagnostic(diagnostic) => f.write_str(&diagnostic.message),
            What::Mismatch(expected) => write!(f, "expected {expected}"),
            What::Missing(key) => write!(f, "the key `{key}` is missing"),
            What::UnknownName(name, _) => write!(f, "unknown value `{name}`"),
            What::NoVariant(known) => write!(f, "expected {}", one_of(known)),
            What::Message(message) => f.write_str(message),
            What::Told => f.write_str("told elsewhere"),
        }
    }
}

impl std::error::Error for Error {}

impl serde::de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Error {
        Error { at: None, what: What::Message(message.to_string()) }
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Error {
        Error { at: None, what: What::Mismatch(expected.to_string()) }
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Error {
        Error { at: None, what: What::Mismatch(expected.to_string()) }
    }

    fn invalid_length(len: usize, expected: &dyn Expected) -> Error {
        Error::custom(format_args!("expected {expected}, found {len}"))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Error {
        Error { at: None, what: What::UnknownName(variant.to_owned(), expected) }
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Error {
        Error { at: None, what: What::UnknownName(field.to_owned(), expected) }
    }

    fn missing_field(field: &'static str) -> Error {
        Error { at: None, what: What::Missing(field) }
    }

    fn duplicate_field(_: &'static str) -> Error {
        Error { at: None, what: What::Told }
    }
}

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
pub(super) fn tell(arena: &Arena, id: NodeId, what: What) -> Option<Diagnostic> {
    match what {
        What::Diagnostic(diagnostic) => Some(*diagnostic),
        What::Mismatch(expected) => Some(mismatch(arena, id, &expected)),
        What::Missing(key) => Some(missing_key(arena, id, key)),
        What::UnknownName(name, known) => Some(unknown_value(arena, id, &name, known)),
        What::NoVariant(known) => Some(no_variant(arena, id, known)),
        What::Message(message) => Some(Diagnostic::error(Code::WrongValue, arena.head(id), message)),
        What::Told => None,
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
    match (&arena.raw(id).form, expected) {
        (Form::Scalar(scalar), "a list") => {
            let source = arena.source(id);
            let plain = scalar.plain && source.contains([',', '[', ']', '{', '}', '#', ':', '\n']);
            let item = if plain { quoted(&scalar.value) } else { source.to_owned() };
            told.fix("make it a list of one", arena.span(id), format!("[{item}]"))
        }
        (Form::Sequence(_) | Form::Mapping(_), "text") if arena.source(id).starts_with(['[', '{']) => {
            told.help("quote the value if the brackets belong to a text")
        }
        (Form::Mapping(_), "a list") => told.help("start each item with `- `"),
        (Form::Sequence(_), "a mapping") => told.help("write `key: value` lines, without `- `"),
        (Form::Scalar(scalar), "a mapping") if missing_space(&scalar.value) => {
            told.help("write a space after each `:`")
        }
        _ => told,
    }
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
        let text = arena.text[comment.range()].trim_end().to_owned();
        return told.at(comment, "everything after ` #` is a comment").fix(
            "quote the value",
            comment,
            quoted(&text),
        );
    }
    let told = told.label(label);
    match expected {
        "text" => told.help("write `\"\"` for an empty text"),
        "a list" => told.help("write `[]` for an empty list, or remove the key"),
        "a mapping" => told.help("write `{}` for an empty mapping, or remove the key"),
        _ => told,
    }
}

/// The comment that follows an empty value on its line.
fn comment_after(arena: &Arena, id: NodeId) -> Option<Span> {
    let end = arena.raw(id).range.end;
    let line = line_end(&arena.text, end);
    let rest = arena.text.get(end..line)?;
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t', ':']).len();
    rest[blanks..].starts_with('#').then(|| Span::new(arena.file, end + blanks, line))
}

/// A key that has to be there is not.
fn missing_key(arena: &Arena, id: NodeId, key: &str) -> Diagnostic {
    let message = match arena.name(id) {
        Some(name) => format!("{name} needs the key `{key}`"),
        None => format!("the key `{key}` is missing"),
    };
    let first = match &arena.get(id).form {
        Form::Mapping(pairs) => pairs.first().map(|(key, _)| arena.span(*key)),
        Form::Scalar(_) | Form::Sequence(_) | Form::Alias(_) | Form::Broken => None,
    };
    let place = arena.key(id).map(|key| arena.span(key)).or(first).unwrap_or_else(|| arena.head(id));
    Diagnostic::error(Code::MissingKey, place, message)
        .label(format!("`{key}` is missing"))
        .help(format!("add `{key}: …`"))
}

/// A word that is none of a closed list.
fn unknown_value(arena: &Arena, id: NodeId, written: &str, known: &[&str]) -> Diagnostic {
    let place = arena.key(id).and_then(|key| arena.value(key));
    let message = match place {
        Some(key) => format!("unknown value `{written}` for `{key}`"),
        None => format!("unknown value `{written}`"),
    };
    let told = Diagnostic::error(Code::WrongValue, arena.head(id), message);
    let told = match did_you_mean(written, known.iter().copied()) {
        Some(near) => {
            told.label(format!("did you mean `{near}`?")).fix(format!("use `{near}`"), arena.span(id), near)
        }
        None => told.label("not a value it can have"),
    };
    told.help(format!("it can be {}", one_of(known)))
}

/// A key that does not exist where it stands.
pub(super) fn unknown_key(arena: &Arena, stranger: &Stranger) -> Diagnostic {
    let written = arena.value(stranger.key).unwrap_or("");
    let span = arena.span(stranger.key);
    let message = match arena.name(stranger.mapping) {
        Some(name) => format!("unknown key `{written}` in {name}"),
        None => format!("unknown key `{written}`"),
    };
    let told = Diagnostic::error(Code::UnknownKey, span, message);
    match stranger.meant {
        Some(meant) => {
            told.label(format!("did you mean `{meant}`?")).fix(format!("rename to `{meant}`"), span, meant)
        }
        None if stranger.known.is_empty() => told.label("no keys are known here"),
        None => told
            .label("not a key that is known here")
            .help(format!("known keys: {}", list_names(stranger.known.iter().copied(), NAMES_SHOWN))),
    }
}
