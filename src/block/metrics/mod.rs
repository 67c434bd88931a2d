//! `metrics`: key figures on cards; written one by one, or one card a row.

mod each;

use self::each::EachSpec;
use super::scope::name_of;
use super::{Block, BlockKind, BlockSpec, Scope, View, decode, json};
use crate::chart::{Spark, SparkKind};
use crate::diag::{Code, Diagnostic, Sink};
use crate::document::{self, Cell, Delta, Tone};
use crate::expr::{Expression, Template};
use crate::format::Format;
use crate::table::title_of;
use crate::yaml::{FromShort, Node, Short, Spanned, Text};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The kind.
#[derive(Debug)]
pub struct MetricsKind;

impl BlockKind for MetricsKind {
    fn name(&self) -> &'static str {
        "metrics"
    }

    fn summary(&self) -> &'static str {
        "Key figures on cards: label, value, change, the way it went."
    }

    fn example(&self) -> &'static str {
        "{ data: kpis, items: [ { label: Revenue, value: revenue, format: usd0 } ] }"
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        MetricsSpec::json_schema(generator)
    }

    fn parse(&self, node: &Node, sink: &mut Sink) -> Option<Arc<dyn BlockSpec>> {
        decode::<MetricsSpec>(node, sink)
    }
}

#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MetricsSpec {
    /// The dataset whose first row holds the figures.
    #[serde(default)]
    data: Option<Text>,
    /// The figures, in order.
    #[serde(default)]
    items: Vec<Short<MetricSpec>>,
    /// Instead of `items`: one card a row of `data`, by columns.
    #[serde(default)]
    each: Option<EachSpec>,
}

#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MetricSpec {
    /// What it measures; from the name of the column when absent.
    #[serde(default)]
    label: Option<Text>,
    /// A column of `data`, or an expression such as `sales.sum('revenue')`.
    value: Text,
    /// A format name of the theme, or an Excel number-format code.
    #[schemars(extend("examples" = crate::theme::format_examples()))]
    #[serde(default)]
    format: Option<Spanned<String>>,
    /// A column of `data` or an expression: the change.
    #[serde(default)]
    delta: Option<Text>,
    /// Format of the change; that of the value when absent.
    #[schemars(extend("examples" = crate::theme::format_examples()))]
    #[serde(default)]
    delta_format: Option<Spanned<String>>,
    /// Words after the change, such as `on last month`.
    #[serde(default)]
    delta_label: Option<Text>,
    /// Which direction is good: `up` (default), `down` or `none`.
    #[serde(default)]
    good: GoodSpec,
    /// A column of a dataset as `dataset.column`, drawn as a small chart.
    #[serde(default)]
    spark: Option<Short<SparkSpec>>,
    /// Small print below.
    #[serde(default)]
    note: Option<Text>,
}

#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SparkSpec {
    /// A column of a dataset as `dataset.column`.
    field: Text,
    /// How it is drawn: `line` (default), `bar` or `win_loss`.
    #[serde(default)]
    kind: SparkKind,
}

impl FromShort for SparkSpec {
    fn from_short(field: Text) -> SparkSpec {
        SparkSpec { field, kind: SparkKind::Line }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum GoodSpec {
    #[default]
    Up,
    Down,
    None,
}

impl FromShort for MetricSpec {
    fn from_short(value: Text) -> MetricSpec {
        MetricSpec {
            label: None,
            value,
            format: None,
            delta: None,
            delta_format: None,
            delta_label: None,
            good: GoodSpec::Up,
            spark: None,
            note: None,
        }
    }
}

impl BlockSpec for MetricsSpec {
    fn resolve(&self, scope: &mut Scope, sink: &mut Sink) -> Option<Arc<dyn Block>> {
        let data = self.data.as_ref().map(name_of);
        if let Some(data) = &data {
            scope.dataset(data, sink)?;
        }
        if let Some(each) = &self.each {
            let cards = each.resolve(data.as_ref(), !self.items.is_empty(), scope, sink)?;
            return Some(Arc::new(cards));
        }
        let data = data.map(|data| data.value);
        let items: Vec<_> =
            self.items.iter().map(|item| resolve_item(&item.0, data.as_deref(), scope, sink)).collect();
        let items = items.into_iter().collect::<Option<_>>()?;
        Some(Arc::new(Metrics { data, items }))
    }

    fn to_json(&self) -> serde_json::Value {
        json(self)
    }
}

#[derive(Debug, Serialize)]
struct Metrics {
    data: Option<String>,
    items: Vec<Item>,
}

#[derive(Debug, Serialize)]
struct Item {
    label: Label,
    value: Figure,
    delta: Option<Figure>,
    delta_label: Option<Template>,
    good: GoodSpec,
    spark: Option<SparkPlan>,
    note: Option<Template>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Label {
    Written(Template),
    FromColumn(String),
}

#[derive(Debug, Serialize)]
struct SparkPlan {
    data: String,
    column: usize,
    kind: SparkKind,
}

/// Where a figure comes from and how it is shown.
#[derive(Debug, Serialize)]
struct Figure {
    from: From,
    format: Option<Format>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum From {
    /// A column of the first row.
    Column {
        data: String,
        index: usize,
        format: Format,
    },
    Expression(Box<Expression>),
}

fn resolve_item(spec: &MetricSpec, data: Option<&str>, scope: &Scope, sink: &mut Sink) -> Option<Item> {
    let words = |text: &Option<Text>, sink: &mut Sink| match text {
        Some(text) => Template::parse(text, &scope.names(), sink).map(Some),
        None => Some(None),
    };
    let label = match &spec.label {
        Some(text) => Template::parse(text, &scope.names(), sink).map(Label::Written),
        None => Some(Label::FromColumn(title_of(spec.value.as_str()))),
    };
    let delta_label = words(&spec.delta_label, sink);
    let note = words(&spec.note, sink);
    let kind_of = |text: &Text| {
        let schema = scope.datasets.get(data?)?;
        schema.field(text.as_str()).map(|field| &field.kind)
    };
    let format = scope.format(&spec.format, kind_of(&spec.value), sink);
    let delta_format = scope.format(&spec.delta_format, spec.delta.as_ref().and_then(kind_of), sink);
    let value = origin(&spec.value, data, scope, sink);
    let delta = match &spec.delta {
        Some(text) => origin(text, data, scope, sink).map(Some),
        None => Some(None),
    };
    let spark = match &spec.spark {
        Some(Short(spec)) => resolve_spark(spec, scope, sink).map(Some),
        None => Some(None),
    };
    let format = format?;
    // A change is read beside its value, so it takes the value's format unless it has its own.
    let delta_format = delta_format?.or_else(|| format.clone());
    Some(Item {
        label: label?,
        value: Figure { from: value?, format },
        delta: delta?.map(|from| Figure { from, format: delta_format }),
        delta_label: delta_label?,
        good: spec.good,
        spark: spark?,
        note: note?,
    })
}

/// A bare column of `data` where the text is one, otherwise an expression.
fn origin(text: &Text, data: Option<&str>, scope: &Scope, sink: &mut Sink) -> Option<From> {
    let is_word = text.as_str().chars().all(|c| c.is_alphanumeric() || c == '_' || c == ' ');
    if let Some(data) = data {
        let schema = &scope.datasets[data];
        if let Some(index) = schema.index_of(text.as_str()) {
            let format = scope.formats.default_for(&schema.fields[index].kind);
            return Some(From::Column { data: data.to_string(), index, format });
        }
        let is_number = text.as_str().trim().parse::<f64>().is_ok();
        if is_word && !is_number {
            scope.column(data, &name_of(text), sink);
            return None;
        }
    }
    Expression::parse(text, &scope.names(), sink).map(|expression| From::Expression(Box::new(expression)))
}

fn resolve_spark(spec: &SparkSpec, scope: &Scope, sink: &mut Sink) -> Option<SparkPlan> {
    let path = &spec.field;
    let Some((data, column)) = path.as_str().split_once('.') else {
        let message = format!("`{path}` does not say which column to draw");
        sink.push(Diagnostic::error(Code::WrongValue, path.span(), message).help("write `dataset.column`"));
        return None;
    };
    let dot = data.len();
    let place = |value: &str, at: std::ops::Range<usize>| Spanned {
        value: value.to_string(),
        span: path.span_of(at),
    };
    scope.dataset(&place(data, 0..dot), sink)?;
    let index = scope.column(data, &place(column, dot + 1..path.as_str().len()), sink)?;
    let kind = &scope.datasets[data].fields[index].kind;
    if !kind.is_numeric() {
        let message = format!("`{column}` is {kind}; only numbers can be drawn as a line");
        sink.push(Diagnostic::error(Code::WrongValue, path.span(), message));
        return None;
    }
    Some(SparkPlan { data: data.to_string(), column: index, kind: spec.kind })
}

impl Figure {
    fn cell(&self, view: &View, sink: &mut Sink) -> Option<Cell> {
        let cell = match &self.from {
            From::Column { data, index, format } => {
                let rows = view.rows(data);
                let value = match rows.is_empty() {
                    true => crate::value::Value::Null,
                    false => rows.value(0, *index),
                };
                Cell { value, format: format.clone() }
            }
            From::Expression(expression) => expression.value(view, sink)?,
        };
        Some(Cell { format: self.format.clone().unwrap_or(cell.format), ..cell })
    }

    fn datasets(&self) -> Vec<String> {
        match &self.from {
            From::Column { data, .. } => vec![data.clone()],
            From::Expression(expression) => expression.datasets(),
        }
    }
}

impl Item {
    fn compose(&self, view: &View, sink: &mut Sink) -> Option<document::Metric> {
        let label = match &self.label {
            Label::Written(template) => template.rich(view, sink),
            Label::FromColumn(text) => vec![document::Inline::Text(text.clone())],
        };
        let delta = match &self.delta {
            Some(figure) => figure.cell(view, sink).filter(|cell| !cell.value.is_missing()),
            None => None,
        };
        Some(document::Metric {
            label,
            value: self.value.cell(view, sink)?,
            delta: delta.map(|cell| self.compose_delta(cell, view, sink)),
            spark: self.spark.as_ref().map(|spark| {
                let values = view.rows(&spark.data).column(spark.column).map(|value| value.as_f64());
                Spark { kind: spark.kind, values: values.collect() }
            }),
            note: self.note.as_ref().map(|note| note.rich(view, sink)),
        })
    }

    fn compose_delta(&self, cell: Cell, view: &View, sink: &mut Sink) -> Delta {
        let change = cell.value.as_f64().unwrap_or(0.0);
        let direction = i8::from(change > 0.0) - i8::from(change < 0.0);
        let tone = match (self.good, direction) {
            (GoodSpec::None, _) | (_, 0) => Tone::Neutral,
            (GoodSpec::Up, 1) | (GoodSpec::Down, -1) => Tone::Good,
            (GoodSpec::Up | GoodSpec::Down, _) => Tone::Bad,
        };
        let label = self.delta_label.as_ref().map(|label| label.rich(view, sink));
        Delta { cell, direction, tone, label }
    }

    fn datasets(&self) -> Vec<String> {
        let figures = [Some(&self.value), self.delta.as_ref()];
        let mut names: Vec<String> = figures.into_iter().flatten().flat_map(Figure::datasets).collect();
        names.extend(self.spark.iter().map(|spark| spark.data.clone()));
        if let Label::Written(template) = &self.label {
            names.extend(template.datasets());
        }
        let words = [&self.delta_label, &self.note];
        names.extend(words.into_iter().flatten().flat_map(Template::datasets));
        names
    }
}

impl Block for Metrics {
    fn datasets(&self) -> BTreeSet<String> {
        self.items.iter().flat_map(Item::datasets).collect()
    }

    fn compose(&self, view: &View, sink: &mut Sink) -> Vec<document::Node> {
        let items = self.items.iter().filter_map(|item| item.compose(view, sink)).collect();
        vec![document::Node::Metrics(items)]
    }

    fn to_json(&self) -> serde_json::Value {
        json(self)
    }
}
