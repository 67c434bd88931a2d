//! `typst`: code for those who ask for it; only pages show it.

use super::{Block, BlockKind, BlockSpec, Scope, View, decode, json};
use crate::diag::{Code, Diagnostic, Sink};
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
        let sound = self.check_braces(scope, sink);
        (scope.check_typst)(&self.0, sink)?;
        sound?;
        Some(Arc::new(self.clone()))
    }

    fn to_json(&self) -> serde_json::Value {
        json(self)
    }
}

impl TypstSpec {
    /// Tells of an expression of the report, which Typst would print as it stands.
    fn check_braces(&self, scope: &Scope, sink: &mut Sink) -> Option<()> {
        let code = self.0.as_str();
        let names = |name: &str| {
            name == "run_time" || scope.parameters.contains_key(name) || scope.datasets.contains_key(name)
        };
        let found = code.match_indices("{{").find_map(|(start, _)| {
            let inside = code[start + 2..].split("}}").next()?;
            let name = inside.trim_start().split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
            // After `#` braces are a block of Typst's own.
            (names(name) && !code[..start].ends_with('#')).then_some(start..start + inside.len() + 4)
        });
        let Some(at) = found else { return Some(()) };
        let told = Diagnostic::error(Code::Typst, self.0.span_of(at), "Typst code takes no `{{ }}`");
        let help = "put words with values into a `text` block before or after it";
        sink.push(told.label("would be printed as it stands").help(help));
        None
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
