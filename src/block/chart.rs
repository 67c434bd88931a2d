//! `chart`: a picture of a dataset; its grammar lives in `crate::chart`.

use super::scope::name_of;
use super::{Block, BlockKind, BlockSpec, Scope, View, decode, json};
use crate::chart::{self, ChartPlan, ChartSpec};
use crate::diag::{Sink, Span};
use crate::document;
use crate::expr::Template;
use crate::yaml::{Node, Text};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The kind.
#[derive(Debug)]
pub struct ChartKind;

impl BlockKind for ChartKind {
    fn name(&self) -> &'static str {
        "chart"
    }

    fn summary(&self) -> &'static str {
        "A picture of a dataset: a mark and its channels."
    }

    fn example(&self) -> &'static str {
        "{ data: sales, mark: line, x: month, y: revenue, title: Revenue grew all year }"
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        ChartSpec::json_schema(generator)
    }

    fn parse(&self, node: &Node, sink: &mut Sink) -> Option<Arc<dyn BlockSpec>> {
        decode::<ChartSpec>(node, sink)
    }
}

impl BlockSpec for ChartSpec {
    fn resolve(&self, scope: &mut Scope, sink: &mut Sink) -> Option<Arc<dyn Block>> {
        let data = name_of(&self.data);
        let words = |text: &Option<Text>, sink: &mut Sink| match text {
            Some(text) => Template::parse(text, &scope.names(), sink).map(Some),
            None => Some(None),
        };
        let title = words(&self.title, sink);
        let subtitle = words(&self.subtitle, sink);
        let note = words(&self.note, sink);
        let source = words(&self.source, sink);
        let alt = words(&self.alt, sink);
        let schema = scope.dataset(&data, sink)?;
        let span: Span = data.span;
        let plan = chart::resolve(self, span, schema, &data, scope.formats, scope.theme, sink)?;
        Some(Arc::new(ChartBlock {
            data: data.value,
            title: title?,
            subtitle: subtitle?,
            note: note?,
            source: source?,
            alt: alt?,
            plan,
        }))
    }

    fn to_json(&self) -> serde_json::Value {
        json(self)
    }
}

#[derive(Debug, Serialize)]
struct ChartBlock {
    data: String,
    title: Option<Template>,
    subtitle: Option<Template>,
    note: Option<Template>,
    source: Option<Template>,
    alt: Option<Template>,
    plan: ChartPlan,
}

impl Block for ChartBlock {
    fn datasets(&self) -> BTreeSet<String> {
        let words = [&self.title, &self.subtitle, &self.note, &self.source, &self.alt];
        let named = words.into_iter().flatten().flat_map(Template::datasets);
        named.chain([self.data.clone()]).collect()
    }

    fn compose(&self, view: &View, sink: &mut Sink) -> Vec<document::Node> {
        let chart = self.plan.compile(view.rows(&self.data), view.theme, view.region, sink);
        let alt = match &self.alt {
            Some(alt) => alt.plain(view, view.region, sink),
            None => chart.alt(view.region),
        };
        let mut words = |text: &Option<Template>| text.as_ref().map(|text| text.rich(view, sink));
        vec![document::Node::Chart(document::ChartNode {
            name: None,
            title: words(&self.title),
            subtitle: words(&self.subtitle),
            note: words(&self.note),
            source: words(&self.source),
            chart: Arc::new(chart),
            alt,
        })]
    }

    fn to_json(&self) -> serde_json::Value {
        json(self)
    }
}
