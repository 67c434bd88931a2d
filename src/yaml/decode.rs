//! Decoding with many errors in one go: complain, poison the node, decode again without it.

use super::arena::{Arena, Form, NodeId};
use super::de::De;
use super::error::What;
use super::node::Node;
use super::state::{State, Stranger, with_arena};
use super::told::{self, Meant};
use crate::diag::{Code, Diagnostic, Sink};
use crate::limits::MISTAKES_MAX;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Decodes a node, passing over what is wrong; the value then lacks it and the sink has errors.
pub(super) fn decode<T: DeserializeOwned>(node: &Node, sink: &mut Sink) -> Option<T> {
    if node.arena.is_broken(node.id) {
        return None;
    }
    let mut telling = Telling::new(&node.arena, sink);
    let value = retry(node, &mut telling);
    telling.finish();
    value
}

fn retry<T: DeserializeOwned>(node: &Node, telling: &mut Telling<'_>) -> Option<T> {
    let mut state = State::new(&node.arena);
    while state.poisoned.len() + telling.strangers.len() < MISTAKES_MAX {
        let result = with_arena(&node.arena, || T::deserialize(De { state: &state, id: node.id }));
        state.strangers.take().into_iter().for_each(|stranger| telling.take(stranger));
        let problem = match result {
            Ok(value) => return Some(value),
            Err(problem) => problem,
        };
        let at = problem.at.unwrap_or(node.id);
        if let What::Missing(key) = problem.what
            && state.may_miss(at, key)
        {
            continue;
        }
        telling.tell(at, problem.what);
        if at == node.id || !state.poisoned.insert(at) {
            return None;
        }
    }
    None
}

/// What was told while a node was decoded.
struct Telling<'a> {
    arena: &'a Arc<Arena>,
    sink: &'a mut Sink,
    /// Unknown keys that were met.
    strangers: BTreeSet<NodeId>,
    meant: Meant,
    /// Unknown keys that stand alone in an item: a name, where a key is missing that would hold it.
    lonely: BTreeMap<NodeId, Stranger>,
    /// Unknown keys below a key without a value, by that value: they may belong into it.
    beside: BTreeMap<NodeId, Vec<Stranger>>,
}

impl<'a> Telling<'a> {
    fn new(arena: &'a Arc<Arena>, sink: &'a mut Sink) -> Telling<'a> {
        let (strangers, meant, lonely) = (BTreeSet::new(), Meant::default(), BTreeMap::new());
        Telling { arena, sink, strangers, meant, lonely, beside: BTreeMap::new() }
    }

    fn take(&mut self, stranger: Stranger) {
        if !self.strangers.insert(stranger.key) || self.strangers.len() >= MISTAKES_MAX {
            return;
        }
        self.meant.take(&stranger);
        if let Some(empty) = self.empty_above(&stranger) {
            self.beside.entry(empty).or_default().push(stranger);
            return;
        }
        match stranger.is_alone(self.arena) {
            true => drop(self.lonely.insert(stranger.mapping, stranger)),
            false => self.push(told::unknown_key(self.arena, &stranger, &self.meant)),
        }
    }

    /// The value that is missing above an unknown key, or above others before it.
    fn empty_above(&self, stranger: &Stranger) -> Option<NodeId> {
        let Form::Mapping(pairs) = &self.arena.raw(stranger.mapping).form else { return None };
        let index = pairs.iter().position(|(key, _)| *key == stranger.key)?;
        let (key, value) = *pairs.get(index.checked_sub(1)?)?;
        let is_block = !self.arena.source(stranger.mapping).starts_with('{') && stranger.meant.is_none();
        let is_empty = |id| self.arena.scalar(id).is_some_and(|scalar| scalar.is_null());
        if is_block && is_empty(value) && !self.strangers.contains(&key) {
            return Some(value);
        }
        let follows = |others: &Vec<Stranger>| others.last().is_some_and(|other| other.key == key);
        self.beside.iter().find(|(_, others)| is_block && follows(others)).map(|(empty, _)| *empty)
    }

    fn tell(&mut self, at: NodeId, what: What) {
        if matches!(&what, What::Mismatch(expected) if *expected == "a mapping")
            && let Some(strangers) = self.beside.remove(&at)
        {
            // What they declare is not known.
            self.sink.quiet(Code::UnknownName);
            self.sink.quiet(Code::UnknownParameter);
            self.sink.quiet(Code::UnusedName);
            return told::beside(self.arena, at, &strangers).into_iter().for_each(|told| self.push(told));
        }
        let named = self.lonely.get(&at).filter(|stranger| match &what {
            What::AllMissing(keys) => stranger.known.first().is_some_and(|first| keys.contains(first)),
            What::Missing(key) => stranger.known.first() == Some(key),
            _ => false,
        });
        let told = match named.and_then(|stranger| told::named_item(self.arena, stranger, &self.meant)) {
            Some(told) => {
                self.lonely.remove(&at);
                Some(told)
            }
            None => told::tell(self.arena, at, what, &self.meant),
        };
        told.into_iter().for_each(|told| self.push(told));
    }

    fn finish(&mut self) {
        let beside = std::mem::take(&mut self.beside).into_values().flatten();
        for stranger in std::mem::take(&mut self.lonely).into_values().chain(beside) {
            self.push(told::unknown_key(self.arena, &stranger, &self.meant));
        }
    }

    fn push(&mut self, told: Diagnostic) {
        self.sink.push(self.arena.mended.settled(told));
    }
}
