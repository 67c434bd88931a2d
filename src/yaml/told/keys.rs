//! Keys: unknown, missing, or given under two names.

use super::NAMES_SHOWN;
use crate::diag::{Code, Diagnostic, Edit, list_names};
use crate::yaml::arena::{Arena, Form, NodeId, Owner, shorten};
use crate::yaml::items::indented;
use crate::yaml::lines::{indent_of, line_start};
use crate::yaml::node::Node;
use crate::yaml::state::Stranger;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What misspelt keys were probably meant to be.
#[derive(Debug, Default)]
pub(in crate::yaml) struct Meant(BTreeMap<NodeId, &'static str>);

impl Meant {
    /// Takes what a stranger was meant to be.
    pub fn take(&mut self, stranger: &Stranger) {
        self.0.extend(stranger.meant.map(|meant| (stranger.key, meant)));
    }

    fn name_of<'a>(&self, arena: &'a Arena, key: NodeId) -> Option<&'a str> {
        self.0.get(&key).copied().or_else(|| arena.value(key))
    }

    /// What to call a node by the keys above it: "`chart`", "an item of `columns`".
    fn name(&self, arena: &Arena, id: NodeId) -> Option<String> {
        match arena.raw(id).owner {
            Owner::None => None,
            Owner::Key(key) => Some(format!("`{}`", shorten(self.name_of(arena, key)?))),
            Owner::List(list) => {
                let key = self.name_of(arena, arena.key(list)?)?;
                Some(format!("an item of `{}`", shorten(key)))
            }
        }
    }
}

/// Keys that have to be there are not.
pub(in crate::yaml) fn missing_keys(arena: &Arena, id: NodeId, keys: &[&str], meant: &Meant) -> Diagnostic {
    let names = list_names(keys.iter().copied(), NAMES_SHOWN);
    let (noun, are) = if keys.len() == 1 { ("key", "is") } else { ("keys", "are") };
    let message = match meant.name(arena, id) {
        Some(name) => format!("{name} needs the {noun} {names}"),
        None => format!("the {noun} {names} {are} missing"),
    };
    let first = match &arena.get(id).form {
        Form::Mapping(pairs) => pairs.first().map(|(key, _)| arena.span(*key)),
        Form::Scalar(_) | Form::Sequence(_) | Form::Alias(_) | Form::Broken => None,
    };
    let place = arena.key(id).map(|key| arena.span(key)).or(first).unwrap_or_else(|| arena.head(id));
    let told = Diagnostic::error(Code::MissingKey, place, message).label(format!("{names} {are} missing"));
    if let Some(dash) = dash_too_many(arena, id, keys) {
        let told = told.help("write it without `- ` if it belongs to the item above");
        let edit = Edit { span: arena.place(dash..dash + 2), text: "  ".into() };
        return told.edits("join it to the item above", vec![edit]).unsure();
    }
    let lines: Vec<String> = keys.iter().map(|key| format!("`{key}: …`")).collect();
    told.help(format!("add {}", lines.join(" and ")))
}

/// The dash of an item whose keys the item above lacks, and that lacks a key which that one has.
fn dash_too_many(arena: &Arena, id: NodeId, keys: &[&str]) -> Option<usize> {
    let Owner::List(list) = arena.raw(id).owner else { return None };
    let Form::Sequence(items) = &arena.raw(list).form else { return None };
    let place = items.iter().position(|item| *item == id)?;
    let before = items[place.checked_sub(1)?];
    let (Form::Mapping(above), Form::Mapping(here)) = (&arena.raw(before).form, &arena.raw(id).form) else {
        return None;
    };
    let has =
        |pairs: &[(NodeId, NodeId)], name: &str| pairs.iter().any(|(key, _)| arena.value(*key) == Some(name));
    let is_apart = here.iter().all(|(key, _)| arena.value(*key).is_some_and(|name| !has(above, name)));
    let start = arena.raw(id).range.start;
    let dash = start.checked_sub(2)?;
    let line = line_start(&arena.text, start);
    let is_block = arena.text[dash..].starts_with("- ") && line + indent_of(&arena.text[line..]) == dash;
    (is_apart && is_block && keys.iter().all(|key| has(above, key))).then_some(dash)
}

/// A key that does not exist where it stands.
pub(in crate::yaml) fn unknown_key(arena: &Arena, stranger: &Stranger, meant: &Meant) -> Diagnostic {
    let written = arena.value(stranger.key).unwrap_or("");
    let span = arena.span(stranger.key);
    if stranger.holds_value {
        return key_with_value(arena, stranger, written);
    }
    if written.is_empty() {
        let colon = arena.raw(stranger.key).range.end;
        let place = arena.place(colon..(colon + 1).min(arena.text.len()));
        let told = Diagnostic::error(Code::YamlSyntax, place, "a key is missing before `:`");
        return told.label("nothing stands before this").help("write `key: value`");
    }
    let message = match meant.name(arena, stranger.mapping) {
        Some(name) => format!("unknown key `{}` in {name}", shorten(written)),
        None => format!("unknown key `{}`", shorten(written)),
    };
    let told = Diagnostic::error(Code::UnknownKey, span, message);
    let known = || format!("known keys: {}", list_names(stranger.known.iter().copied(), NAMES_SHOWN));
    match stranger.meant {
        Some(meant) => {
            let told = told.label(format!("did you mean `{meant}`?"));
            let told = told.fix(format!("rename to `{meant}`"), span, meant);
            if stranger.is_near { told } else { told.unsure() }
        }
        None if stranger.known.is_empty() => told.label("no keys are known here"),
        None => told.label("not a key that is known here").help(known()),
    }
}

/// `- region: { format: usd0 }`, where the name is the value of the first key: `- { field: region, … }`.
pub(in crate::yaml) fn named_item(arena: &Arena, stranger: &Stranger, meant: &Meant) -> Option<Diagnostic> {
    let first = stranger.known.first()?;
    let Form::Mapping(pairs) = &arena.raw(stranger.mapping).form else { return None };
    let [(key, value)] = pairs.as_slice() else { return None };
    let name = arena.source(*key);
    let told = unknown_key(arena, stranger, meant).label(format!("the name stands behind `{first}:`"));
    let mut told = told;
    told.help = vec![format!("write `{{ {first}: {name}, … }}`")];
    let source = arena.source(*value);
    let whole = arena.raw(*key).range.start..arena.raw(*value).range.end.max(arena.raw(*key).range.end);
    let inner = source.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).map(str::trim);
    Some(match inner.filter(|inner| !inner.is_empty()) {
        Some(inner) => {
            let text = format!("{{ {first}: {name}, {inner} }}");
            told.fix("name it so", arena.place(whole), text).unsure()
        }
        None => told,
    })
}

/// Unknown keys below a key without a value, into which they belong.
pub(in crate::yaml) fn beside(
    arena: &Arc<Arena>,
    empty: NodeId,
    strangers: &[Stranger],
) -> Option<Diagnostic> {
    let (parent, first) = (arena.key(empty)?, strangers.first()?);
    let (parent_name, name) = (arena.value(parent)?, arena.value(first.key)?);
    let message = format!("`{}` stands beside `{parent_name}`, not in it", shorten(name));
    let told = Diagnostic::error(Code::WrongType, arena.span(first.key), message)
        .label(format!("indent this more than `{parent_name}`"))
        .also(arena.span(parent), "this has no value");
    let Form::Mapping(pairs) = &arena.raw(first.mapping).form else { return Some(told) };
    let moved = pairs.iter().filter(|(key, _)| strangers.iter().any(|stranger| stranger.key == *key));
    let edits = moved.flat_map(|(key, value)| indented(&Node::new(arena, *key), &Node::new(arena, *value)));
    Some(told.edits("indent what belongs there", edits.collect()))
}

/// One key under two of its names.
pub(in crate::yaml) fn twice(arena: &Arena, mapping: NodeId, again: NodeId, name: &str) -> Diagnostic {
    let written = arena.value(again).unwrap_or(name);
    let Form::Mapping(pairs) = &arena.get(mapping).form else {
        return Diagnostic::error(
            Code::DuplicateKey,
            arena.span(again),
            format!("`{written}` is given twice"),
        );
    };
    let before = pairs.iter().map(|(key, _)| *key).take_while(|key| *key != again);
    let first = before.last();
    let other = first.and_then(|first| arena.value(first)).unwrap_or(name);
    let message = format!("`{written}` says the same as `{other}`");
    let told = Diagnostic::error(Code::DuplicateKey, arena.span(again), message).label("given again here");
    let told = match first {
        Some(first) => told.also(arena.span(first), "first given here"),
        None => told,
    };
    told.help("keep one of them")
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
