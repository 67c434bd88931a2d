//! `page_break`: what follows begins on a new page.

use super::{Block, BlockKind, BlockSpec, Scope, View};
use crate::diag::{Code, Diagnostic, Sink};
use crate::document;
use crate::yaml::Node;
use schemars::{Schema, SchemaGenerator, json_schema};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The kind.
#[derive(Debug)]
pub struct PageBreakKind;

impl BlockKind for PageBreakKind {
    fn name(&self) -> &'static str {
        "page_break"
    }

    fn summary(&self) -> &'static str {
        "What follows begins on a new page."
    }

    fn example(&self) -> &'static str {
        ""
    }

    fn schema(&self, _: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "null" })
    }

    fn parse(&self, node: &Node, sink: &mut Sink) -> Option<Arc<dyn BlockSpec>> {
        if !node.is_null() {
            let message = format!("`page_break` takes no value, found {}", node.describe());
            sink.push(Diagnostic::error(Code::WrongType, node.span(), message).help("write `- page_break:`"));
        }
        Some(Arc::new(PageBreak))
    }
}

#[derive(Debug)]
struct PageBreak;

impl BlockSpec for PageBreak {
    fn resolve(&self, _: &mut Scope, _: &mut Sink) -> Option<Arc<dyn Block>> {
        Some(Arc::new(PageBreak))
    }

    fn to_json(&self) -> serde_json::Value {
        serde_json::Value::Null
    }
}

impl Block for PageBreak {
    fn datasets(&self) -> BTreeSet<String> {
        BTreeSet::new()
    }

    fn compose(&self, _: &View, _: &mut Sink) -> Vec<document::Node> {
        vec![document::Node::PageBreak]
    }

    fn to_json(&self) -> serde_json::Value {
        serde_json::Value::Null
    }
}
