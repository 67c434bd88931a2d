//! YAML: text becomes [`Node`]s with places, and nodes become typed values.
//!
//! Three steps, none of which stops at the first mistake: [`parse`] explains a syntax error, masks
//! it and reads on; the arena keeps every node with its bytes; [`decode`] runs ordinary
//! `#[derive(Deserialize)]` types over it, and passes over what it has complained about.
//! Spec types must not use serde's `untagged`, `flatten` or `tag`: those lose all places.

mod aliases;
mod allow;
mod arena;
mod build;
mod bullets;
mod de;
mod decode;
mod encoding;
mod error;
mod explain;
mod finding;
mod flow;
mod items;
mod joined;
pub mod keyed;
mod keys;
mod known_keys;
mod lines;
mod lint;
mod mended;
mod node;
mod scalar_map;
mod scalars;
mod scan;
mod schema;
mod state;
mod synonyms;
mod syntax;
mod told;
mod types;
mod wild;

#[cfg(test)]
mod tests;

pub use encoding::{NotText, text_of};
pub use items::indented;
pub use joined::endless_comment;
pub use known_keys::KnownKeys;
pub use node::{Node, NodeKind};
pub use scalar_map::ScalarMap;
pub use synonyms::synonym;
pub use types::{FromShort, OneOrMany, Ordered, Short, Spanned, Text};

use crate::diag::{FileId, Sink};
use serde::de::DeserializeOwned;

/// Reads a file of the sink's sources. What is wrong goes to the sink; the rest is returned as
/// far as it could be read, so that later stages can find more.
pub fn parse(file: FileId, sink: &mut Sink) -> Option<Node> {
    parse_with(KnownKeys::default(), file, sink)
}

/// Reads a file whose keys are known, so that more of what is broken in it can be understood.
pub fn parse_with(known_keys: KnownKeys, file: FileId, sink: &mut Sink) -> Option<Node> {
    syntax::parse(file, known_keys, sink)
}

/// Decodes a node. What is wrong goes to the sink; a value that could be made without it is
/// returned, so a caller asks [`Sink::checkpoint`] before it trusts what it got.
pub fn decode<T: DeserializeOwned>(node: &Node, sink: &mut Sink) -> Option<T> {
    decode::decode(node, sink)
}
