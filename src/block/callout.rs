//! `callout`: a box that stands out.

use super::{Block, BlockKind, BlockSpec, Scope, View, decode, json};
use crate::diag::Sink;
use crate::document::{self, Tone};
use crate::expr::{Markdown, Template};
use crate::yaml::{FromShort, Node, Short, Text};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The kind.
#[derive(Debug)]
pub struct CalloutKind;

impl BlockKind for CalloutKind {
    fn name(&self) -> &'static str {
        "callout"
    }

    fn summary(&self) -> &'static str {
        "A box that stands out, in a tone: `neutral`, `good`, `bad` or `warn`."
    }

    fn example(&self) -> &'static str {
        "{ tone: warn, title: Note, text: Figures are provisional. }"
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        Short::<CalloutSpec>::json_schema(generator)
    }

    fn parse(&self, node: &Node, sink: &mut Sink) -> Option<Arc<dyn BlockSpec>> {
        decode::<Short<CalloutSpec>>(node, sink)
    }
}

#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CalloutSpec {
    /// `neutral` (default), `good`, `bad` or `warn`.
    #[serde(default)]
    tone: ToneSpec,
    /// Heading of the box; may hold `{{ }}` expressions.
    #[serde(default)]
    title: Option<Text>,
    /// What it says, in Markdown with `{{ }}` expressions.
    text: Text,
}

#[derive(Debug, Clone, Copy, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ToneSpec {
    #[default]
    Neutral,
    Good,
    Bad,
    Warn,
}

impl FromShort for CalloutSpec {
    fn from_short(text: Text) -> CalloutSpec {
        CalloutSpec { tone: ToneSpec::Neutral, title: None, text }
    }
}

impl BlockSpec for Short<CalloutSpec> {
    fn resolve(&self, scope: &mut Scope, sink: &mut Sink) -> Option<Arc<dyn Block>> {
        let title = match &self.0.title {
            Some(text) => Some(Template::parse(text, &scope.names(), sink)?),
            None => None,
        };
        let text = Markdown::parse(&self.0.text, &scope.names(), sink)?;
        let tone = match self.0.tone {
            ToneSpec::Neutral => Tone::Neutral,
            ToneSpec::Good => Tone::Good,
            ToneSpec::Bad => Tone::Bad,
            ToneSpec::Warn => Tone::Warn,
        };
        Some(Arc::new(Callout { tone, title, text }))
    }

    fn to_json(&self) -> serde_json::Value {
        json(&self.0)
    }
}

#[derive(Debug, Serialize)]
struct Callout {
    tone: Tone,
    title: Option<Template>,
    text: Markdown,
}

impl Block for Callout {
    fn datasets(&self) -> BTreeSet<String> {
        let title = self.title.iter().flat_map(Template::datasets);
        title.chain(self.text.datasets()).collect()
    }

    fn compose(&self, view: &View, sink: &mut Sink) -> Vec<document::Node> {
        let title = self.title.as_ref().map(|title| title.rich(view, sink));
        vec![document::Node::Callout { tone: self.tone, title, body: self.text.nodes(view, sink) }]
    }

    fn to_json(&self) -> serde_json::Value {
        json(self)
    }
}
