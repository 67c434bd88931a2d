//! [`Node`]: the untyped view of a YAML file, for what is decoded by hand.

use super::arena::{Arena, Form, NodeId};
use super::scalar_map::ScalarMap;
use crate::diag::Span;
use std::fmt;
use std::sync::Arc;

/// A node of a parsed YAML file; cheap to clone.
#[derive(Clone)]
pub struct Node {
    pub(super) arena: Arc<Arena>,
    pub(super) id: NodeId,
}

/// The forms a node can have; aliases are already followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// A single value.
    Scalar,
    /// A list.
    Sequence,
    /// Keys and values.
    Mapping,
    /// Something a diagnostic was already made for; say nothing more about it.
    Broken,
}

impl Node {
    pub(super) fn new(arena: &Arc<Arena>, id: NodeId) -> Node {
        Node { arena: arena.clone(), id }
    }

    /// Where the whole node is written; for an alias, where it is used.
    pub fn span(&self) -> Span {
        self.arena.span(self.id)
    }

    /// Where the node itself is written, even when an alias uses it elsewhere.
    pub fn written_at(&self) -> Span {
        self.arena.span(self.arena.target(self.id))
    }

    /// Where to point for the node: all of a scalar, the first line of a list or a mapping.
    pub fn head(&self) -> Span {
        self.arena.head(self.id)
    }

    /// What form the node has.
    pub fn kind(&self) -> NodeKind {
        match self.arena.get(self.id).form {
            Form::Scalar(_) => NodeKind::Scalar,
            Form::Sequence(_) => NodeKind::Sequence,
            Form::Mapping(_) => NodeKind::Mapping,
            Form::Alias(_) | Form::Broken => NodeKind::Broken,
        }
    }

    /// The decoded text of a scalar.
    pub fn text(&self) -> Option<&str> {
        self.arena.value(self.id)
    }

    /// Whether nothing was written, or `~`, or `null`.
    pub fn is_null(&self) -> bool {
        self.arena.scalar(self.id).is_some_and(|scalar| scalar.is_null())
    }

    /// Whether it is a scalar without quotes, which may be a number or a boolean.
    pub fn is_plain(&self) -> bool {
        self.arena.scalar(self.id).is_some_and(|scalar| scalar.plain)
    }

    /// Whether a syntax error took some of the children, so that none may be called missing.
    pub fn is_partial(&self) -> bool {
        self.arena.get(self.id).partial
    }

    /// Whether lines within it could not be read, so that nothing is known of what they hold.
    pub fn has_lost(&self) -> bool {
        self.arena.mended.has_lost(&self.arena.raw(self.arena.target(self.id)).range)
    }

    /// Whether all of it was read, the values within it too.
    pub fn is_whole(&self) -> bool {
        let target = self.arena.target(self.id);
        !self.is_partial()
            && !self.arena.is_broken(target)
            && !self.arena.is_told(target)
            && self.items().iter().all(Node::is_whole)
            && self.entries().iter().all(|(_, value)| value.is_whole())
    }

    /// The items of a list, else nothing.
    pub fn items(&self) -> Vec<Node> {
        match &self.arena.get(self.id).form {
            Form::Sequence(items) => items.iter().map(|id| Node::new(&self.arena, *id)).collect(),
            Form::Scalar(_) | Form::Mapping(_) | Form::Alias(_) | Form::Broken => Vec::new(),
        }
    }

    /// The keys and values of a mapping in the author's order, else nothing.
    pub fn entries(&self) -> Vec<(Node, Node)> {
        let node = |id: &NodeId| Node::new(&self.arena, *id);
        match &self.arena.get(self.id).form {
            Form::Mapping(entries) => entries.iter().map(|(key, value)| (node(key), node(value))).collect(),
            Form::Scalar(_) | Form::Sequence(_) | Form::Alias(_) | Form::Broken => Vec::new(),
        }
    }

    /// The value of a key of a mapping.
    pub fn get(&self, key: &str) -> Option<Node> {
        let Form::Mapping(entries) = &self.arena.get(self.id).form else { return None };
        let (_, value) = entries.iter().find(|(id, _)| self.arena.value(*id) == Some(key))?;
        Some(Node::new(&self.arena, *value))
    }

    /// What it is, in the author's words, for "found …".
    pub fn describe(&self) -> String {
        self.arena.describe(self.id)
    }

    /// The way from bytes of the decoded text back to the source; empty for what is no scalar.
    pub fn scalar_map(&self) -> ScalarMap {
        let target = self.arena.target(self.id);
        let range = self.arena.raw(target).range.clone();
        match self.arena.scalar(target) {
            Some(scalar) => ScalarMap::new(&self.arena.mended, range, scalar),
            None => ScalarMap::whole(self.span()),
        }
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            NodeKind::Scalar => write!(f, "{:?}", self.text().unwrap_or("")),
            NodeKind::Sequence => f.debug_list().entries(self.items()).finish(),
            NodeKind::Mapping => f.debug_map().entries(self.entries()).finish(),
            NodeKind::Broken => f.write_str("<broken>"),
        }
    }
}
