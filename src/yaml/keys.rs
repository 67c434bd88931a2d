//! The keys of a mapping: each once, merge keys `<<` expanded.

use super::arena::{Arena, Form, NodeId, Owner, shorten};
use super::lines::{indent_of, line_end, line_start};
use crate::diag::{Code, Diagnostic, FileId, Span};
use crate::limits::{MISTAKES_MAX, YAML_NODES_MAX};
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
    // Where a second item begins without its dash, the keys below belong to that one.
    let mut in_next_item = false;
    for (key, value) in pairs {
        let Some(name) = arena.value(key).filter(|_| !arena.is_told(key)) else {
            found.extend(unusable_key(arena, key));
            partial = true;
            continue;
        };
        if let Some(told) = comment_as_key(arena, key, name).or_else(|| invisible_in_key(arena, key, name)) {
            found.push(told);
            partial = true;
        } else if name == "<<" && arena.scalar(key).is_some_and(|scalar| scalar.plain) {
            found.extend(merges.first().map(|(first, _)| second_merge(arena, *first, key)));
            merges.push((key, value));
        } else if let Some(first) = seen.get(name) {
            // More are not shown, and a file may have many thousands.
            if found.len() <= MISTAKES_MAX && !in_next_item {
                let (told, is_next_item) = duplicate(arena, mapping, *first, key);
                found.push(told);
                in_next_item = is_next_item;
            }
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
    if arena.is_broken(key) || arena.is_told(key) {
        return None;
    }
    let message = format!("a key must be a name, found {}", arena.describe(key));
    let told = Diagnostic::error(Code::WrongType, arena.head(key), message).label("not a name");
    Some(told.help("write a word, a colon and a space: `name: value`"))
}

/// `// words` before a key of a file in JSON.
fn comment_as_key(arena: &Arena, key: NodeId, name: &str) -> Option<Diagnostic> {
    let start = arena.raw(key).range.start;
    let is_comment = name.starts_with("//") && arena.source(key).starts_with("//");
    is_comment.then(|| slashes(arena.file, &arena.text, start))
}

/// A character that nobody can see, so that a key looks right and is not.
fn invisible_in_key(arena: &Arena, key: NodeId, name: &str) -> Option<Diagnostic> {
    const INVISIBLE: [char; 4] = ['\u{200b}', '\u{2060}', '\u{feff}', '\u{ad}'];
    let found = name.chars().find(|c| INVISIBLE.contains(c))?;
    let message = format!("an invisible character (U+{:04X}) in a key", u32::from(found));
    let visible: String = arena.source(key).chars().filter(|c| !INVISIBLE.contains(c)).collect();
    let told = Diagnostic::error(Code::YamlSyntax, arena.span(key), message).label("looks right and is not");
    Some(told.fix("remove it", arena.span(key), visible))
}

/// Says that `//` starts no comment.
pub(super) fn slashes(file: FileId, text: &str, start: usize) -> Diagnostic {
    let end = line_end(text, start);
    let told =
        Diagnostic::error(Code::YamlSyntax, Span::new(file, start, end), "`//` starts no comment in YAML")
            .label("YAML reads this as text");
    told.fix("start the comment with `#`", Span::new(file, start, start + 2), "#")
}

fn second_merge(arena: &Arena, first: NodeId, again: NodeId) -> Diagnostic {
    Diagnostic::error(Code::DuplicateKey, arena.span(again), "the key `<<` is given twice")
        .label("given again here")
        .also(arena.span(first), "first given here")
        .help("merge several with one key: `<<: [*first, *second]`")
}

/// A key given twice, and whether the second one begins an item that lacks its dash.
fn duplicate(arena: &Arena, mapping: NodeId, first: NodeId, again: NodeId) -> (Diagnostic, bool) {
    let name = shorten(arena.value(again).unwrap_or(""));
    let told =
        Diagnostic::error(Code::DuplicateKey, arena.span(again), format!("the key `{name}` is given twice"))
            .label("given again here")
            .also(arena.span(first), "first given here");
    let starts_item = arena.raw(mapping).range.start == arena.raw(first).range.start;
    let is_item = matches!(arena.raw(mapping).owner, Owner::List(_));
    match dash_for(arena, first, again).filter(|_| starts_item && is_item) {
        Some(blanks) => {
            let told = told.help(format!("keep one of them, or start the next item with `- {name}`"));
            (told.fix("start the next item", blanks, "- ").unsure(), true)
        }
        None => (told.help("keep one of them"), false),
    }
}

/// The two blanks before a key that have to become `- ` for it to begin the next item.
fn dash_for(arena: &Arena, first: NodeId, again: NodeId) -> Option<Span> {
    let (first, again) = (arena.raw(first).range.start, arena.raw(again).range.start);
    let dash = arena.text[..first].strip_suffix("- ")?.len() - line_start(&arena.text, first);
    let line = line_start(&arena.text, again);
    let is_below = line > first && again - line == dash + 2 && indent_of(&arena.text[line..]) == dash + 2;
    is_below.then(|| Span::new(arena.file, line + dash, again))
}
