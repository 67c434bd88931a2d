//! The keys of a mapping: each once, merge keys `<<` expanded.

use super::arena::{Arena, Form, NodeId, shorten};
use crate::diag::{Code, Diagnostic};
use crate::limits::YAML_NODES_MAX;
use std::collections::BTreeMap;

/// Keys and values of a mapping as they count: the first of duplicates, and what `<<` adds.
pub(super) fn entries(
    arena: &mut Arena,
    mapping: NodeId,
    pairs: Vec<(NodeId, NodeId)>,
    found: &mut Vec<Diagnostic>,
) -> Vec<(NodeId, NodeId)> {
    let mut seen: BTreeMap<&str, NodeId> = BTreeMap::new();
    let mut entries = Vec::with_capacity(pairs.len());
    let mut merges = Vec::new();
    let mut partial = false;
    for (key, value) in pairs {
        let Some(name) = arena.value(key) else {
            found.extend(unusable_key(arena, key));
            partial = true;
            continue;
        };
        if name == "<<" && arena.scalar(key).is_some_and(|scalar| scalar.plain) {
            merges.push((key, value));
        } else if let Some(first) = seen.get(name) {
            found.push(duplicate(arena, *first, key));
        } else {
            seen.insert(name, key);
            entries.push((key, value));
        }
    }
    for (key, value) in merges {
        let sources = merged_mappings(arena, key, value, found);
        partial |= sources.is_empty();
        for (key, value) in sources.into_iter().flat_map(|source| pairs_of(arena, source)) {
            let is_new = arena.value(*key).is_some_and(|name| seen.insert(name, *key).is_none());
            // The first one given wins, and merges may not multiply without end.
            if is_new && entries.len() < YAML_NODES_MAX {
                entries.push((*key, *value));
            }
        }
    }
    arena.nodes[mapping as usize].partial |= partial;
    entries
}

fn pairs_of(arena: &Arena, id: NodeId) -> &[(NodeId, NodeId)] {
    match &arena.get(id).form {
        Form::Mapping(pairs) => pairs,
        Form::Scalar(_) | Form::Sequence(_) | Form::Alias(_) | Form::Broken => &[],
    }
}

/// The mappings that a `<<` names.
fn merged_mappings(arena: &Arena, key: NodeId, value: NodeId, found: &mut Vec<Diagnostic>) -> Vec<NodeId> {
    let is_mapping = |id: &NodeId| matches!(arena.get(*id).form, Form::Mapping(_));
    match &arena.get(value).form {
        Form::Mapping(_) => return vec![value],
        Form::Sequence(items) if items.iter().all(is_mapping) => return items.clone(),
        Form::Broken => return Vec::new(),
        Form::Scalar(_) | Form::Sequence(_) | Form::Alias(_) => {}
    }
    let message = format!("`<<` needs a mapping to merge, found {}", arena.describe(value));
    let place = if arena.raw(value).range.is_empty() { arena.span(key) } else { arena.head(value) };
    let told = Diagnostic::error(Code::WrongType, place, message).label("not a mapping");
    found.push(told.help("name one with an anchor: `<<: *name`"));
    Vec::new()
}

/// A key that is a list or a mapping, unless that was told before.
fn unusable_key(arena: &Arena, key: NodeId) -> Option<Diagnostic> {
    if arena.is_broken(key) {
        return None;
    }
    let message = format!("a key must be a name, found {}", arena.describe(key));
    Some(Diagnostic::error(Code::WrongType, arena.head(key), message).label("not a name"))
}

fn duplicate(arena: &Arena, first: NodeId, again: NodeId) -> Diagnostic {
    let name = shorten(arena.value(again).unwrap_or(""));
    let told =
        Diagnostic::error(Code::DuplicateKey, arena.span(again), format!("the key `{name}` is given twice"))
            .label("given again here")
            .also(arena.span(first), "first given here");
    let line = super::lines::line_at(&arena.text, arena.raw(first).range.start);
    if arena.text[line].trim_start().starts_with("- ") {
        return told.help(format!("keep one of them, or write `- {name}` to start the next item"));
    }
    told.help("keep one of them")
}
