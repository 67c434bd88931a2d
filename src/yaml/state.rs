//! What a decode carries along: the names our types ask by, the arena at hand, what was found.

use super::arena::{Arena, Form, NodeId, Owner};
use super::node::Node;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The names by which our own types ask for themselves.
pub(super) mod reserved {
    /// Asks for a node number and a value.
    pub const SPANNED: &str = "$folio::Spanned";
    /// Asks for the number of a scalar node.
    pub const TEXT: &str = "$folio::Text";
    /// Asks for the number of any node.
    pub const NODE: &str = "$folio::Node";
    /// Asks for the number of a scalar node, or a mapping.
    pub const SHORT: &str = "$folio::Short";
    /// Asks for a list, or one value.
    pub const ONE_OR_MANY: &str = "$folio::OneOrMany";
}

thread_local! {
    /// The arenas being decoded on this thread. Serde hands only plain values through a visitor, so
    /// a node travels as its number and is looked up here by the type that asked for it.
    static CURRENT: RefCell<Vec<Arc<Arena>>> = const { RefCell::new(Vec::new()) };
}

/// Runs a decode with its arena at hand for [`current_node`].
pub(super) fn with_arena<T>(arena: &Arc<Arena>, decode: impl FnOnce() -> T) -> T {
    CURRENT.with_borrow_mut(|stack| stack.push(arena.clone()));
    let result = decode();
    CURRENT.with_borrow_mut(|stack| stack.pop());
    result
}

/// The node of a number that came through a visitor.
pub(super) fn current_node(id: NodeId) -> Option<Node> {
    CURRENT.with_borrow(|stack| stack.last().map(|arena| Node::new(arena, id)))
}

/// An unknown key, kept until the decode has run so that it does not stop it.
pub(super) struct Stranger {
    /// The key.
    pub key: NodeId,
    /// The mapping it stands in.
    pub mapping: NodeId,
    /// The keys that could stand there.
    pub known: &'static [&'static str],
    /// The key that was probably meant.
    pub meant: Option<&'static str>,
    /// Whether it is a slip of the pen, and no word from elsewhere.
    pub is_near: bool,
    /// Whether `key:value` or `key = value` was read as the name of a key.
    pub holds_value: bool,
}

impl Stranger {
    /// Whether it is the only key of a list item, and no word for another one.
    pub fn is_alone(&self, arena: &Arena) -> bool {
        let only = matches!(&arena.raw(self.mapping).form, Form::Mapping(pairs) if pairs.len() == 1);
        only && self.meant.is_none() && matches!(arena.raw(self.mapping).owner, Owner::List(_))
    }
}

/// What one run of a decode knows and collects.
pub(super) struct State<'a> {
    /// The nodes.
    pub arena: &'a Arena,
    /// Nodes that earlier runs complained about; they are passed over.
    pub poisoned: BTreeSet<NodeId>,
    /// Unknown keys met in this run.
    pub strangers: RefCell<Vec<Stranger>>,
    /// Keys found missing in earlier runs, by mapping. They are made up, so that a run finds the next one.
    pub missing: BTreeMap<NodeId, Vec<&'static str>>,
    /// A node that is tried as the only item of a list.
    pub tried: Cell<Option<NodeId>>,
    /// Whether that node was taken as it is, whatever its form.
    pub took_tried: Cell<bool>,
    /// The key that was read last.
    pub last_key: Cell<Option<NodeId>>,
}

impl<'a> State<'a> {
    /// Nothing is known before the first run.
    pub fn new(arena: &'a Arena) -> State<'a> {
        State {
            arena,
            poisoned: BTreeSet::new(),
            strangers: RefCell::default(),
            missing: BTreeMap::new(),
            tried: Cell::default(),
            took_tried: Cell::default(),
            last_key: Cell::default(),
        }
    }

    /// Notes that a mapping lacks a key; false when that was known, or nothing can be made up for it.
    pub fn may_miss(&mut self, mapping: NodeId, key: &'static str) -> bool {
        let missing = self.missing.entry(mapping).or_default();
        let is_new = !missing.contains(&key);
        missing.extend(is_new.then_some(key));
        is_new
    }

    /// Whether everything about a node was already said.
    pub fn is_done(&self, id: NodeId) -> bool {
        self.poisoned.contains(&id) || self.arena.is_broken(id)
    }
}
