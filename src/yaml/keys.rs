//! The keys of a mapping: each once, merge keys `<<` expanded.

use super::arena::{Arena, Form, NodeId, Owner, shorten};
use super::finding::Finding;
use super::lines::{indent_of, line_end, line_start, straightened};
use super::lint::{missing_colon, missing_space};
use super::mended::{Change, Mended};
use crate::diag::{Code, Diagnostic};
use crate::limits::{MISTAKES_MAX, YAML_NODES_MAX};
use std::collections::BTreeMap;

/// What was found so far.
pub(super) struct Found<'a> {
    /// What is told.
    pub found: &'a mut Vec<Diagnostic>,
    /// What is to be mended.
    pub mends: &'a mut Vec<Finding>,
}

/// Keys and values of a mapping as they count: the first of duplicates, and what `<<` adds.
pub(super) fn entries(
    arena: &mut Arena,
    mapping: NodeId,
    pairs: Vec<(NodeId, NodeId)>,
    told: &mut Found<'_>,
) -> Vec<(NodeId, NodeId)> {
    let mut seen: BTreeMap<&str, NodeId> = BTreeMap::new();
    let mut entries = Vec::with_capacity(pairs.len());
    let mut merges = Vec::new();
    let mut partial = false;
    // Where a second item begins without its dash, the keys below belong to that one.
    let mut in_next_item = false;
    for (key, value) in pairs {
        let Some(name) = arena.value(key).filter(|_| !arena.is_told(key)) else {
            told.found.extend(unusable_key(arena, key));
            partial = true;
            continue;
        };
        if let Some(finding) = misspelt(arena, key, name) {
            told.mends.push(finding);
            partial = true;
        } else if name == "<<" && arena.scalar(key).is_some_and(|scalar| scalar.plain) {
            told.found.extend(merges.first().map(|(first, _)| second_merge(arena, *first, key)));
            merges.push((key, value));
        } else if let Some(first) = seen.get(name) {
            // More are not shown, and a file may have many thousands.
            if told.found.len() <= MISTAKES_MAX && !in_next_item {
                match next_item(arena, mapping, *first, key) {
                    Some(finding) => {
                        told.mends.push(finding);
                        in_next_item = true;
                    }
                    None => told.found.push(duplicate(arena, *first, key).help("keep one of them")),
                }
            }
        } else {
            seen.insert(name, key);
            entries.push((key, value));
        }
    }
    for (key, value) in merges {
        let sources = merged_mappings(arena, key, value, told.found);
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

/// A key that holds what belongs before it, after it, or nowhere.
fn misspelt(arena: &Arena, key: NodeId, name: &str) -> Option<Finding> {
    // Most keys are words.
    if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return None;
    }
    comment_before(arena, key)
        .or_else(|| invisible(arena, key))
        .or_else(|| second_colon(arena, key))
        .or_else(|| curly_quotes(arena, key))
        .or_else(|| glued(arena, key))
        .or_else(|| without_colon(arena, key))
}

/// `// words` or `/* words */` before a key of a file in JSON.
fn comment_before(arena: &Arena, key: NodeId) -> Option<Finding> {
    let (start, source) = (arena.raw(key).range.start, arena.source(key));
    match source.starts_with("/*") {
        true => comment_in_stars(&arena.mended, start),
        false => source.starts_with("//").then(|| slashes(&arena.mended, start)),
    }
}

/// A character that nobody can see, so that a key looks right and is not.
fn invisible(arena: &Arena, key: NodeId) -> Option<Finding> {
    const INVISIBLE: [char; 4] = ['\u{200b}', '\u{2060}', '\u{feff}', '\u{ad}'];
    let range = arena.raw(key).range.clone();
    let found = arena.source(key).chars().find(|c| INVISIBLE.contains(c))?;
    let message = format!("an invisible character (U+{:04X}) in a key", u32::from(found));
    let visible: String = arena.source(key).chars().filter(|c| !INVISIBLE.contains(c)).collect();
    let told = arena.mended.error(range.clone(), message, "looks right and is not");
    Some(arena.mended.fix(told, "remove it", vec![Change::meant(range, visible)]))
}

/// `title:: Sales`.
fn second_colon(arena: &Arena, key: NodeId) -> Option<Finding> {
    let range = arena.raw(key).range.clone();
    let word = arena.source(key).trim_end_matches(':');
    if word.len() == range.len() || word.is_empty() || !arena.scalar(key)?.plain {
        return None;
    }
    let colons = range.start + word.len()..range.end;
    let told =
        arena.mended.error(colons.clone(), "a `:` too many", "one `:` stands between a key and its value");
    Some(arena.mended.fix(told, "remove it", vec![Change::meant(colons, "")]))
}

/// A key in the quotes of a word processor.
fn curly_quotes(arena: &Arena, key: NodeId) -> Option<Finding> {
    let range = arena.raw(key).range.clone();
    let straight = straightened(arena.source(key))?;
    let label = "YAML reads them as part of the key";
    let told = arena.mended.error(range.clone(), "curly quotes do not quote a key", label);
    Some(arena.mended.fix(told, "use straight quotes", vec![Change::meant(range, straight)]))
}

/// `table:{ data: sales }`, which YAML takes for a key `table:{ data`.
fn glued(arena: &Arena, key: NodeId) -> Option<Finding> {
    let range = arena.raw(key).range.clone();
    let (word, rest) =
        arena.source(key).split_once(':').filter(|_| arena.scalar(key).is_some_and(|key| key.plain))?;
    let is_word = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    (is_word && rest.starts_with(['{', '[', '"', '\'']))
        .then(|| missing_space(&arena.mended, range.start + word.len()))
}

/// `table { data: sales }`, which YAML takes for a key `table { data`.
fn without_colon(arena: &Arena, key: NodeId) -> Option<Finding> {
    let range = arena.raw(key).range.clone();
    let (word, rest) =
        arena.source(key).split_once(' ').filter(|_| arena.scalar(key).is_some_and(|key| key.plain))?;
    let is_word = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_');
    let end = range.start + word.len();
    let blank = end..range.end - rest.trim_start().len();
    (is_word && rest.trim_start().starts_with(['{', '[']))
        .then(|| missing_colon(&arena.mended, range.start..end, blank))
}

/// Says that `/* … */` is no comment.
pub(super) fn comment_in_stars(mended: &Mended, start: usize) -> Option<Finding> {
    let text = &mended.text[start..];
    let end = start + text.find("*/")? + 2;
    let told = mended.error(start..end, "`/* … */` is no comment in YAML", "YAML reads this as text");
    let told = told.help("a comment starts with `#` and ends with its line");
    let blanks = mended.text[end..].len() - mended.text[end..].trim_start_matches(' ').len();
    Some(mended.fix(told, "remove it", vec![Change::meant(start..end + blanks, "")]).unsure())
}

/// Says that `//` starts no comment.
pub(super) fn slashes(mended: &Mended, start: usize) -> Finding {
    let end = line_end(&mended.text, start);
    let told = mended.error(start..end, "`//` starts no comment in YAML", "YAML reads this as text");
    mended.fix(told, "start the comment with `#`", vec![Change::meant(start..start + 2, "#")])
}

fn second_merge(arena: &Arena, first: NodeId, again: NodeId) -> Diagnostic {
    Diagnostic::error(Code::DuplicateKey, arena.span(again), "the key `<<` is given twice")
        .label("given again here")
        .also(arena.span(first), "first given here")
        .help("merge several with one key: `<<: [*first, *second]`")
}

/// A key given twice.
fn duplicate(arena: &Arena, first: NodeId, again: NodeId) -> Diagnostic {
    let name = shorten(arena.value(again).unwrap_or(""));
    let message = format!("the key `{name}` is given twice");
    Diagnostic::error(Code::DuplicateKey, arena.span(again), message)
        .label("given again here")
        .also(arena.span(first), "first given here")
}

/// A key given twice because it begins the next item and lacks its dash.
fn next_item(arena: &Arena, mapping: NodeId, first: NodeId, again: NodeId) -> Option<Finding> {
    let starts_item = arena.raw(mapping).range.start == arena.raw(first).range.start;
    let is_item = matches!(arena.raw(mapping).owner, Owner::List(_));
    let text = &*arena.text;
    let (start, key) = (arena.raw(first).range.start, arena.raw(again).range.start);
    let dash = text[..start].strip_suffix("- ")?.len() - line_start(text, start);
    let line = line_start(text, key);
    let is_below = line > start && key - line == dash + 2 && indent_of(&text[line..]) == dash + 2;
    if !is_below || !starts_item || !is_item {
        return None;
    }
    let name = shorten(arena.value(again).unwrap_or(""));
    let told = duplicate(arena, first, again);
    let told = told.help(format!("keep one of them, or start the next item with `- {name}`"));
    let changes = vec![Change::meant(line + dash..key, "- ")];
    Some(arena.mended.fix(told, "start the next item", changes).unsure())
}
