//! `chart`: a picture of a dataset; its grammar lives in `crate::chart`.

use super::scope::name_of;
use super::{Block, BlockKind, BlockSpec, Scope, View, decode, json};
use crate::chart::{self, ChartPlan, ChartSpec, DataTable};
use crate::diag::{Sink, Span};
use crate::document;
use crate::expr::Template;
use crate::format::Format;
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
            table: self.table.unwrap_or_default(),
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
    table: DataTable,
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
        let left_out =
            chart.left_out(view.region).into_iter().map(|words| vec![document::Inline::Text(words)]);
        let mut words = |text: &Option<Template>| text.as_ref().map(|text| text.rich(view, sink));
        let table = (self.table != DataTable::None).then(|| self.table(view));
        let (hidden, visible) = match self.table {
            DataTable::Visible => (None, table),
            DataTable::Hidden | DataTable::None => (table, None),
        };
        let chart = document::Node::Chart(document::ChartNode {
            name: None,
            title: words(&self.title),
            subtitle: words(&self.subtitle),
            notes: words(&self.note).into_iter().chain(left_out).collect(),
            source: words(&self.source),
            chart: Arc::new(chart),
            alt,
            table: hidden,
        });
        std::iter::once(chart).chain(visible.map(document::Node::Table)).collect()
    }

    fn to_json(&self) -> serde_json::Value {
        json(self)
    }
}

impl ChartBlock {
    /// The rows of the dataset in the columns that the chart shows.
    fn table(&self, view: &View) -> document::TableNode {
        let rows = view.rows(&self.data);
        let column = |(field, title, format): (String, String, Option<Format>)| {
            let index = rows.schema().index_of(&field)?;
            let kind = &rows.schema().fields[index].kind;
            Some(document::Column {
                format: format.unwrap_or_else(|| Format::default_for(kind)),
                align: if kind.is_numeric() { document::Align::End } else { document::Align::Start },
                width: document::Width::Auto,
                total: None,
                rules: Vec::new(),
                spark: None,
                field,
                index,
                title,
            })
        };
        document::TableNode {
            title: None,
            data: self.data.clone(),
            columns: self.plan.columns().into_iter().filter_map(column).collect(),
            rows: Arc::new(rows.clone()),
            total_label: None,
            notes: Vec::new(),
            empty: crate::words::of(view.region.language()).no_data.to_string(),
        }
    }
}
