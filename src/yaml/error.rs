//! What a decode can complain about, and how that is told to the author.

use super::arena::{Arena, Form, NodeId, Owner, Scalar, shorten};
use super::lines::{line_end, quoted};
use super::mended::Mended;
use super::state::Stranger;
use crate::diag::{Code, Diagnostic, did_you_mean, list_names};
use serde::de::{Expected, Unexpected};
use std::fmt;
use std::ops::Range;

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
    /// All keys that are missing.
    AllMissing(Vec<&'static str>),
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
            What::AllMissing(keys) => write!(f, "keys are missing: {}", list_names(keys.iter().copied(), 8)),
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
        What::Missing(key) => Some(missing_keys(arena, id, &[key])),
        What::AllMissing(keys) => Some(missing_keys(arena, id, &keys)),
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

/// A single value where a list belongs. `fits` says whether it could stand in the list by itself;
/// nothing when a list item may be anything.
pub(super) fn not_a_list(arena: &Arena, id: NodeId, fits: Option<bool>) -> Diagnostic {
    let told = mismatch(arena, id, "a list");
    match &arena.raw(id).form {
        Form::Scalar(scalar) if !scalar.is_null() && fits == Some(true) => {
            let source = arena.source(id);
            let plain = scalar.plain && source.contains([',', '[', ']', '{', '}', '#', ':', '\n']);
            let item = if plain { quoted(&scalar.value) } else { source.to_owned() };
            told.fix("make it a list of one", arena.span(id), format!("[{item}]"))
        }
        Form::Scalar(scalar) if !scalar.is_null() => told.help("start each item with `- `, below the key"),
        Form::Mapping(pairs) => {
            let each_key = fits.is_none() && pairs.len() > 1;
            let edits = super::items::dashes(arena, id, pairs, each_key);
            let title = if each_key { "make each key a list item" } else { "make it a list of one item" };
            if edits.is_empty() || fits == Some(false) { told } else { told.edits(title, edits).unsure() }
        }
        Form::Scalar(_) | Form::Sequence(_) | Form::Alias(_) | Form::Broken => told,
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
        let text = arena.text[comment.clone()].trim_end();
        let place = arena.place(comment.clone());
        let told = told.at(place, "everything after ` #` is a comment");
        let told = told.fix("quote the value", place, quoted(text));
        // A sign and a blank begin a comment that was meant as one, more often than a value.
        return if text.starts_with("# ") { told.unsure() } else { told };
    }
    let told = match name_before(arena, id) {
        Some(name) => told.label("YAML reads this as the name of an anchor").fix(
            "quote the value",
            arena.place(name.clone()),
            quoted(&arena.text[name]),
        ),
        None => told.label(label),
    };
    match expected {
        _ if arena.raw(id).owner == Owner::None => told,
        _ if is_complex_key(arena, id) => {
            told.help("`? ` starts a key of several lines; remove it, and write `key: value`")
        }
        "text" => told.help("write `\"\"` for an empty text, or remove the key"),
        "a list" => told.help("write `[]` for an empty list, or remove the key"),
        "a mapping" => told.help("write `{}` for an empty mapping, or remove the key"),
        _ => told,
    }
}

/// Whether the key of a value is written after a `? `.
fn is_complex_key(arena: &Arena, id: NodeId) -> bool {
    let start = arena.key(id).map(|key| arena.raw(key).range.start);
    start.is_some_and(|start| arena.text[..start].trim_end_matches(' ').ends_with('?'))
}

/// An anchor right before an empty value.
fn name_before(arena: &Arena, id: NodeId) -> Option<Range<usize>> {
    let key = arena.key(id)?;
    let from = arena.raw(key).range.end;
    let line = arena.text.get(from..line_end(&arena.text, from))?;
    let blanks = line.len() - line.trim_start_matches([':', ' ', '\t']).len();
    let name = line[blanks..].split(' ').next().filter(|name| name.starts_with('&'))?;
    Some(from + blanks..from + blanks + name.len())
}

/// The comment that follows an empty value on its line.
fn comment_after(arena: &Arena, id: NodeId) -> Option<Range<usize>> {
    let end = arena.raw(id).range.end;
    let line = line_end(&arena.text, end);
    let rest = arena.text.get(end..line)?;
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t', ':']).len();
    rest[blanks..].starts_with('#').then_some(end + blanks..line)
}

/// Keys that have to be there are not.
fn missing_keys(arena: &Arena, id: NodeId, keys: &[&str]) -> Diagnostic {
    let names = list_names(keys.iter().copied(), NAMES_SHOWN);
    let (noun, are) = if keys.len() == 1 { ("key", "is") } else { ("keys", "are") };
    let message = match arena.name(id) {
        Some(name) => format!("{name} needs the {noun} {names}"),
        None => format!("the {noun} {names} {are} missing"),
    };
    let first = match &arena.get(id).form {
        Form::Mapping(pairs) => pairs.first().map(|(key, _)| arena.span(*key)),
        Form::Scalar(_) | Form::Sequence(_) | Form::Alias(_) | Form::Broken => None,
    };
    let place = arena.key(id).map(|key| arena.span(key)).or(first).unwrap_or_else(|| arena.head(id));
    let lines: Vec<String> = keys.iter().map(|key| format!("`{key}: …`")).collect();
    Diagnostic::error(Code::MissingKey, place, message)
        .label(format!("{names} {are} missing"))
        .help(format!("add {}", lines.join(" and ")))
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
    if stranger.holds_value {
        return key_with_value(arena, stranger, written);
    }
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

/// `key:value` or `key = value`, which YAML takes for a name.
fn key_with_value(arena: &Arena, stranger: &Stranger, written: &str) -> Diagnostic {
    let start = arena.raw(stranger.key).range.start;
    let name = written.len() - written.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').len();
    let rest = &written[name..];
    let gap = name..name + rest.len() - rest.trim_start_matches([' ', ':', '=']).len();
    let place = arena.place(start + gap.start..start + gap.end);
    let message = if rest.contains('=') { "`=` is not `:`" } else { "missing space after `:`" };
    Diagnostic::error(Code::YamlSyntax, place, message)
        .label("a key and its value are separated by `: `")
        .fix("write `: `", place, ": ")
}
