//! Decoding with many errors in one go: complain, poison the node, decode again without it.

use super::arena::NodeId;
use super::de::De;
use super::error::{self, What};
use super::node::Node;
use super::state::{State, with_arena};
use crate::diag::Sink;
use crate::limits::MISTAKES_MAX;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// Decodes a node, passing over what is wrong; the value then lacks it and the sink has errors.
pub(super) fn decode<T: DeserializeOwned>(node: &Node, sink: &mut Sink) -> Option<T> {
    let arena = &*node.arena;
    if arena.is_broken(node.id) {
        return None;
    }
    let mut strangers_told: BTreeSet<NodeId> = BTreeSet::new();
    let mut state = State::new(arena);
    while state.poisoned.len() + strangers_told.len() < MISTAKES_MAX {
        let result = with_arena(&node.arena, || T::deserialize(De { state: &state, id: node.id }));
        for stranger in state.strangers.take() {
            if strangers_told.insert(stranger.key) && strangers_told.len() < MISTAKES_MAX {
                sink.push(arena.mended.settled(error::unknown_key(arena, &stranger)));
            }
        }
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
        let told = error::tell(arena, at, problem.what);
        told.into_iter().for_each(|told| sink.push(arena.mended.settled(told)));
        if at == node.id || !state.poisoned.insert(at) {
            return None;
        }
    }
    None
}
