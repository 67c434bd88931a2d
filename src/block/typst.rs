//! `typst`: code for those who ask for it; only pages show it.

use super::{Block, BlockKind, BlockSpec, Scope, View, decode, json};
use crate::diag::Sink;
use crate::document;
use crate::yaml::{Node, Text};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The kind.
#[derive(Debug)]
pub struct TypstKind;

impl BlockKind for TypstKind {
    fn name(&self) -> &'static str {
        "typst"
    }

    fn summary(&self) -> &'static str {
        "Typst code, set as it is on pages; workbooks leave it out."
    }

    fn example(&self) -> &'static str {
        "#align(center)[_This page is left blank._]"
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        TypstSpec::json_schema(generator)
    }

    fn parse(&self, node: &Node, sink: &mut Sink) -> Option<Arc<dyn BlockSpec>> {
        decode::<TypstSpec>(node, sink)
    }
}

#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
struct TypstSpec(Text);

impl BlockSpec for TypstSpec {
    fn resolve(&self, scope: &mut Scope, sink: &mut Sink) -> Option<Arc<dyn Block>> {
        (scope.check_typst)(&self.0, sink)?;
        Some(Arc::new(self.clone()))
    }

    fn to_json(&self) -> serde_json::Value {
        json(self)
    }
}

impl Block for TypstSpec {
    fn datasets(&self) -> BTreeSet<String> {
        BTreeSet::new()
    }

    fn compose(&self, _: &View, _: &mut Sink) -> Vec<document::Node> {
        vec![document::Node::Typst(self.0.clone())]
    }

    fn to_json(&self) -> serde_json::Value {
        json(self)
    }
}
