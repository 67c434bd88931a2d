//! Decoding with many errors in one go: complain, poison the node, decode again without it.

use super::arena::{Arena, NodeId};
use super::de::De;
use super::error::What;
use super::node::Node;
use super::state::{State, Stranger, with_arena};
use super::told::{self, Meant};
use crate::diag::{Diagnostic, Sink};
use crate::limits::MISTAKES_MAX;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};

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
    arena: &'a Arena,
    sink: &'a mut Sink,
    /// Unknown keys that were met.
    strangers: BTreeSet<NodeId>,
    meant: Meant,
    /// Unknown keys that stand alone in an item: a name, where a key is missing that would hold it.
    lonely: BTreeMap<NodeId, Stranger>,
}

impl<'a> Telling<'a> {
    fn new(arena: &'a Arena, sink: &'a mut Sink) -> Telling<'a> {
        let (strangers, meant, lonely) = (BTreeSet::new(), Meant::default(), BTreeMap::new());
        Telling { arena, sink, strangers, meant, lonely }
    }

    fn take(&mut self, stranger: Stranger) {
        if !self.strangers.insert(stranger.key) || self.strangers.len() >= MISTAKES_MAX {
            return;
        }
        self.meant.take(&stranger);
        match stranger.is_alone(self.arena) {
            true => drop(self.lonely.insert(stranger.mapping, stranger)),
            false => self.push(told::unknown_key(self.arena, &stranger, &self.meant)),
        }
    }

    fn tell(&mut self, at: NodeId, what: What) {
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
        for stranger in std::mem::take(&mut self.lonely).into_values() {
            self.push(told::unknown_key(self.arena, &stranger, &self.meant));
        }
    }

    fn push(&mut self, told: Diagnostic) {
        self.sink.push(self.arena.mended.settled(told));
    }
}
