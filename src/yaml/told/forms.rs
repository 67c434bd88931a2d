//! Lists and mappings, where something else stands.

use super::mismatch;
use crate::diag::{Diagnostic, list_names};
use crate::yaml::arena::{Arena, Form, NodeId, Scalar};
use crate::yaml::items::dashes;
use crate::yaml::lines::quoted;

/// Keys listed where a mapping is expected.
const KEYS_SHOWN: usize = 8;

/// A single value where a list belongs. `fits` says whether it could stand in the list by itself; nothing when
/// a list item may be anything. `first_key` is the first key of an item, where one with names as keys was met.
pub(in crate::yaml) fn not_a_list(
    arena: &Arena,
    id: NodeId,
    fits: Option<bool>,
    first_key: Option<&str>,
) -> Diagnostic {
    let told = mismatch(arena, id, "a list");
    match &arena.raw(id).form {
        Form::Scalar(scalar) if !scalar.is_null() && fits == Some(true) => list_of(arena, id, scalar, told),
        Form::Scalar(scalar) if !scalar.is_null() => told.help("start each item with `- `, below the key"),
        Form::Mapping(pairs) => {
            let each_key = fits.is_none() && pairs.len() > 1;
            let edits = dashes(arena, id, pairs, each_key);
            let title = if each_key { "make each key a list item" } else { "make it a list of one item" };
            match (first_key, pairs.first()) {
                (Some(first), Some((name, _))) if fits == Some(false) => told.only_help(format!(
                    "write an item for each name: `- {{ {first}: {}, … }}`",
                    arena.source(*name)
                )),
                _ if edits.is_empty() || fits == Some(false) => told,
                _ => told.edits(title, edits).unsure(),
            }
        }
        Form::Scalar(_) | Form::Sequence(_) | Form::Alias(_) | Form::Broken => told,
    }
}

/// A text that holds the items of a list, or is the only one.
fn list_of(arena: &Arena, id: NodeId, scalar: &Scalar, told: Diagnostic) -> Diagnostic {
    let (span, source) = (arena.span(id), arena.source(id));
    let inner =
        scalar.value.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(&scalar.value);
    let items: Vec<&str> = inner.split([',', ';']).map(str::trim).collect();
    let is_item = |item: &&str| {
        !item.is_empty() && !item.contains([' ', '"', '\'', '[', ']', '{', '}', '#', ':', '\n'])
    };
    if scalar.plain && items.len() > 1 && items.iter().all(is_item) {
        return told.fix("write a list", span, format!("[{}]", items.join(", ")));
    }
    if let Some((from, to)) = range_of(&scalar.value).filter(|_| scalar.plain) {
        return told.fix("write a list of two", span, format!("[{from}, {to}]")).unsure();
    }
    // A text of several lines is rather something else than an item.
    if source.contains('\n') {
        return told.help("start each item with `- `, below the key");
    }
    let plain = scalar.plain && source.contains([',', '[', ']', '{', '}', '#', ':']);
    let item = if plain { quoted(&scalar.value) } else { source.to_owned() };
    told.fix("make it a list of one", span, format!("[{item}]"))
}

/// The ends of `0-100` or `0..100`.
fn range_of(text: &str) -> Option<(&str, &str)> {
    let (from, to) = text.split_once("..").or_else(|| text.split_once(" to ")).or_else(|| {
        let dash = text.get(1..)?.find(['-', '–'])? + 1;
        let width = text[dash..].chars().next().map_or(1, char::len_utf8);
        Some((&text[..dash], &text[dash + width..]))
    })?;
    let (from, to) = (from.trim(), to.trim());
    (from.parse::<f64>().is_ok() && to.parse::<f64>().is_ok()).then_some((from, to))
}

/// Something else where a mapping with known keys belongs. `may_be_empty` says whether none of them is needed.
pub(in crate::yaml) fn not_a_mapping(
    arena: &Arena,
    id: NodeId,
    known: &[&str],
    may_be_empty: bool,
) -> Diagnostic {
    let mut told = mismatch(arena, id, "a mapping");
    match &arena.get(id).form {
        Form::Scalar(scalar) if scalar.is_null() => told,
        Form::Scalar(scalar) => {
            told.help.clear();
            let word = scalar.value.to_lowercase();
            match word.as_str() {
                "true" | "yes" | "on" | "y" if may_be_empty => {
                    told.fix("write `{}`, which leaves all as usual", arena.span(id), "{}")
                }
                "false" | "no" | "off" | "n" if may_be_empty => {
                    told.help("remove the key where it is not wanted")
                }
                _ if known.contains(&&*scalar.value) => {
                    told.help(format!("`{0}` is one of its keys: write `{0}: …` below", scalar.value))
                }
                _ => told.help(format!(
                    "write `key: value` lines; keys are {}",
                    list_names(known.iter().copied(), KEYS_SHOWN)
                )),
            }
        }
        Form::Sequence(items) => {
            let words: Option<Vec<&str>> = items.iter().map(|item| arena.value(*item)).collect();
            let words =
                words.filter(|words| !words.is_empty() && words.iter().all(|word| known.contains(word)));
            let entries =
                words.map(|words| words.iter().map(|word| format!("{word}: {{}}")).collect::<Vec<_>>());
            match entries.filter(|_| arena.source(id).starts_with('[')) {
                Some(entries) => {
                    let text = format!("{{ {} }}", entries.join(", "));
                    told.help.clear();
                    told.fix("write each as a key", arena.span(id), text).unsure()
                }
                None => told,
            }
        }
        Form::Mapping(_) | Form::Alias(_) | Form::Broken => told,
    }
}
