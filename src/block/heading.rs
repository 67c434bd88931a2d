//! `heading`: a heading inside a section.

use super::{Block, BlockKind, BlockSpec, Scope, View, decode, json};
use crate::diag::{Code, Diagnostic, Sink};
use crate::document;
use crate::expr::Template;
use crate::yaml::{FromShort, Node, Short, Spanned, Text};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The kind.
#[derive(Debug)]
pub struct HeadingKind;

impl BlockKind for HeadingKind {
    fn name(&self) -> &'static str {
        "heading"
    }

    fn summary(&self) -> &'static str {
        "A heading inside a section."
    }

    fn example(&self) -> &'static str {
        "By month"
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        Short::<HeadingSpec>::json_schema(generator)
    }

    fn parse(&self, node: &Node, sink: &mut Sink) -> Option<Arc<dyn BlockSpec>> {
        decode::<Short<HeadingSpec>>(node, sink)
    }
}

#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct HeadingSpec {
    /// The words; may hold `{{ }}` expressions.
    text: Text,
    /// 2 (default) or 3; the section's own heading is 1.
    #[schemars(extend("enum" = [2, 3, null], "default" = 2))]
    #[serde(default)]
    level: Option<Spanned<u8>>,
}

impl FromShort for HeadingSpec {
    fn from_short(text: Text) -> HeadingSpec {
        HeadingSpec { text, level: None }
    }
}

impl BlockSpec for Short<HeadingSpec> {
    fn resolve(&self, scope: &mut Scope, sink: &mut Sink) -> Option<Arc<dyn Block>> {
        let level = self.0.level.as_ref().map_or(2, |level| level.value);
        if let Some(written) = &self.0.level
            && !(2..=3).contains(&level)
        {
            let message = format!("a heading has level 2 or 3, not {level}");
            let note = "level 1 is the title of the section";
            sink.push(Diagnostic::error(Code::WrongValue, written.span, message).note(note));
        }
        let text = Template::parse(&self.0.text, &scope.names(), sink)?;
        Some(Arc::new(Heading { level, text }))
    }

    fn to_json(&self) -> serde_json::Value {
        json(&self.0)
    }
}

#[derive(Debug, Serialize)]
struct Heading {
    level: u8,
    text: Template,
}

impl Block for Heading {
    fn datasets(&self) -> BTreeSet<String> {
        self.text.datasets().into_iter().collect()
    }

    fn compose(&self, view: &View, sink: &mut Sink) -> Vec<document::Node> {
        vec![document::Node::Heading { level: self.level, text: self.text.rich(view, sink) }]
    }

    fn to_json(&self) -> serde_json::Value {
        json(self)
    }
}
