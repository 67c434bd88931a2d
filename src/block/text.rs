//! `text`: Markdown with `{{ }}` expressions.

use super::{Block, BlockKind, BlockSpec, Scope, View, decode, json};
use crate::diag::Sink;
use crate::document;
use crate::expr::Markdown;
use crate::yaml::{Node, Text};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The kind.
#[derive(Debug)]
pub struct TextKind;

impl BlockKind for TextKind {
    fn name(&self) -> &'static str {
        "text"
    }

    fn summary(&self) -> &'static str {
        "Markdown with `{{ }}` expressions whose results are values."
    }

    fn example(&self) -> &'static str {
        "The period closed with **{{ sales.count }}** orders."
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        TextSpec::json_schema(generator)
    }

    fn parse(&self, node: &Node, sink: &mut Sink) -> Option<Arc<dyn BlockSpec>> {
        decode::<TextSpec>(node, sink)
    }
}

#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
struct TextSpec(Text);

impl BlockSpec for TextSpec {
    fn resolve(&self, scope: &mut Scope, sink: &mut Sink) -> Option<Arc<dyn Block>> {
        let markdown = Markdown::parse(&self.0, &scope.names(), sink)?;
        Some(Arc::new(TextBlock { markdown }))
    }

    fn to_json(&self) -> serde_json::Value {
        json(self)
    }
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct TextBlock {
    markdown: Markdown,
}

impl Block for TextBlock {
    fn datasets(&self) -> BTreeSet<String> {
        self.markdown.datasets().into_iter().collect()
    }

    fn compose(&self, view: &View, sink: &mut Sink) -> Vec<document::Node> {
        self.markdown.nodes(view, sink)
    }

    fn to_json(&self) -> serde_json::Value {
        json(self)
    }
}
