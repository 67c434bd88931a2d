//! `table`: columns over rows, with totals, order and a cut.

mod compose;
mod spec;

use self::spec::{ColumnSpec, SortSpec, TableSpec};
use super::scope::name_of;
use super::{Block, BlockKind, BlockSpec, Scope, View, decode, json};
use crate::chart::SparkKind;
use crate::diag::{Code, Diagnostic, Sink};
use crate::document::{self, Align, Rule, TotalFunction, Width};
use crate::expr::Template;
use crate::format::Format;
use crate::table;
use crate::theme::Color;
use crate::value::Type;
use crate::yaml::{Node, OneOrMany, Short, Spanned, Text};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The kind.
#[derive(Debug)]
pub struct TableKind;

impl BlockKind for TableKind {
    fn name(&self) -> &'static str {
        "table"
    }

    fn summary(&self) -> &'static str {
        "Rows of a dataset in columns, with formats, totals, order and a cut."
    }

    fn example(&self) -> &'static str {
        "{ data: sales, columns: [ month, { field: revenue, format: usd0, total: sum } ] }"
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        Short::<TableSpec>::json_schema(generator)
    }

    fn parse(&self, node: &Node, sink: &mut Sink) -> Option<Arc<dyn BlockSpec>> {
        decode::<Short<TableSpec>>(node, sink)
    }
}

impl BlockSpec for Short<TableSpec> {
    fn resolve(&self, scope: &mut Scope, sink: &mut Sink) -> Option<Arc<dyn Block>> {
        let spec = &self.0;
        let data = name_of(&spec.data);
        let title = optional(&spec.title, scope, sink);
        let note = optional(&spec.note, scope, sink);
        let total_label = optional(&spec.total_label, scope, sink);
        let empty = optional(&spec.empty, scope, sink);
        let schema = scope.dataset(&data, sink)?;
        let all: Vec<ColumnSpec>;
        let written: Vec<&ColumnSpec> = match &spec.columns {
            Some(columns) => columns.iter().map(|column| &column.0).collect(),
            None => {
                let place = |name: &str| Spanned { value: name.to_string(), span: data.span };
                all = schema.names().map(|name| ColumnSpec::of(place(name))).collect();
                all.iter().collect()
            }
        };
        let columns: Vec<_> =
            written.iter().map(|column| resolve_column(column, &data, scope, sink)).collect();
        let sort: Vec<_> = spec
            .sort
            .iter()
            .flat_map(|OneOrMany(keys)| keys)
            .map(|Short(key)| resolve_sort(key, &data, scope, sink))
            .collect();
        Some(Arc::new(TableBlock {
            data: data.value.clone(),
            title: title?,
            columns: columns.into_iter().collect::<Option<_>>()?,
            sort: sort.into_iter().collect::<Option<_>>()?,
            top: spec.top.as_ref().map(|top| top.value as usize),
            total_label: total_label?,
            note: note?,
            empty: empty?,
        }))
    }

    fn to_json(&self) -> serde_json::Value {
        json(&self.0)
    }
}

fn optional(text: &Option<Text>, scope: &Scope, sink: &mut Sink) -> Option<Option<Template>> {
    match text {
        Some(text) => Template::parse(text, &scope.names(), sink).map(Some),
        None => Some(None),
    }
}

#[derive(Debug, Serialize)]
struct TableBlock {
    data: String,
    title: Option<Template>,
    columns: Vec<Column>,
    sort: Vec<SortKey>,
    top: Option<usize>,
    total_label: Option<Template>,
    note: Option<Template>,
    empty: Option<Template>,
}

#[derive(Debug, Serialize)]
struct Column {
    field: String,
    index: usize,
    title: Option<Template>,
    align: Align,
    width: Width,
    format: Format,
    total: Option<TotalFunction>,
    rules: Vec<Rule>,
    spark: Option<SparkKind>,
}

#[derive(Debug, Serialize)]
struct SortKey {
    index: usize,
    descending: bool,
}

fn resolve_column(spec: &ColumnSpec, data: &str, scope: &Scope, sink: &mut Sink) -> Option<Column> {
    let known = scope.datasets.get(data).and_then(|schema| schema.field(&spec.field));
    let format = scope.format(&spec.format, known.map(|field| &field.kind), sink);
    let width = resolve_width(&spec.width, sink);
    let title = optional(&spec.title, scope, sink);
    let rules: Option<Vec<_>> =
        spec.rules.iter().flatten().map(|rule| resolve_rule(rule, scope, sink)).collect();
    let index = scope.column(data, &spec.field, sink)?;
    let kind = &scope.datasets[data].fields[index].kind;
    let total = spec.total.as_ref().map(|total| total.value.function());
    if let Some(written) = &spec.total
        && total != Some(TotalFunction::Count)
        && !kind.is_numeric()
    {
        let message = format!("`{}` is {kind} and has no total", spec.field.value);
        let help = "only numbers add up; `count` counts any column";
        sink.push(Diagnostic::error(Code::WrongValue, written.span, message).help(help));
        return None;
    }
    let spark = resolve_spark(spec, kind, sink);
    let align = match spec.align {
        Some(align) => align.resolve(),
        None if kind.is_numeric() => Align::End,
        None => Align::Start,
    };
    let format = format?.unwrap_or_else(|| scope.formats.default_for(kind));
    let (title, field) = (title?, spec.field.value.clone());
    Some(Column { field, index, title, align, width: width?, format, total, rules: rules?, spark: spark? })
}

/// Small charts need a list of numbers in each cell; the outer `None` says that a mistake was told.
fn resolve_spark(spec: &ColumnSpec, kind: &Type, sink: &mut Sink) -> Option<Option<SparkKind>> {
    let Some(written) = &spec.spark else { return Some(None) };
    if matches!(kind, Type::List(item) if item.is_numeric()) {
        return Some(Some(written.value));
    }
    let message =
        format!("`{}` is {kind}, and a small chart needs a list of numbers in each cell", spec.field.value);
    let help = format!(
        "collect the numbers of a group in the dataset: `SELECT …, array_agg({} ORDER BY …) AS …`",
        spec.field.value
    );
    sink.push(Diagnostic::error(Code::WrongType, written.span, message).help(help));
    None
}

fn resolve_width(written: &Option<Spanned<String>>, sink: &mut Sink) -> Option<Width> {
    let Some(written) = written else { return Some(Width::Auto) };
    let text = written.trim();
    let number = |digits: &str| digits.trim().parse::<f64>().ok().filter(|n| n.is_finite() && *n > 0.0);
    let width = match text {
        "auto" => Some(Width::Auto),
        _ => match (text.strip_suffix("fr"), text.strip_suffix("pt"), text.strip_suffix("cm")) {
            (Some(share), _, _) => number(share).map(Width::Share),
            (_, Some(points), _) => number(points).map(Width::Points),
            (_, _, Some(centimetres)) => number(centimetres).map(|cm| Width::Points(cm * 72.0 / 2.54)),
            _ => number(text).map(Width::Points),
        },
    };
    if width.is_none() {
        let message = format!("`{text}` is not a width");
        let help =
            "write `auto`, points such as `60pt`, centimetres such as `2.5cm`, or a share such as `2fr`";
        sink.push(Diagnostic::error(Code::WrongValue, written.span, message).help(help));
    }
    width
}

fn resolve_rule(spec: &Spanned<spec::RuleSpec>, scope: &Scope, sink: &mut Sink) -> Option<Rule> {
    let color = |written: &Option<Spanned<String>>, default: Color, sink: &mut Sink| match written {
        Some(text) => find_color(text, scope, sink),
        None => Some(default),
    };
    let colors = &scope.theme.colors;
    match (&spec.data_bar, &spec.negative, &spec.scale) {
        (Some(_), None, None) => Some(Rule::DataBar),
        (None, Some(_), None) => Some(Rule::Negative),
        (None, None, Some(scale)) => {
            let low = color(&scale.low, colors.bad.over(colors.paper, 0.45), sink);
            let mid = color(&scale.mid, colors.paper, sink);
            let high = color(&scale.high, colors.good.over(colors.paper, 0.45), sink);
            Some(Rule::ColorScale { low: low?, mid: mid?, high: high? })
        }
        // An unknown key has been told of already.
        (None, None, None) if sink.has_errors() => None,
        _ => {
            let message = "a rule is one of `data_bar`, `negative` and `scale`";
            sink.push(Diagnostic::error(Code::WrongValue, spec.span, message));
            None
        }
    }
}

fn find_color(text: &Spanned<String>, scope: &Scope, sink: &mut Sink) -> Option<Color> {
    let colors = &scope.theme.colors;
    let named = match text.as_str() {
        "paper" => Some(colors.paper),
        "ink" => Some(colors.ink),
        "muted" => Some(colors.muted),
        "line" => Some(colors.line),
        "wash" => Some(colors.wash),
        "accent" => Some(colors.accent),
        "good" | "gain" => Some(colors.good),
        "bad" | "loss" => Some(colors.bad),
        "warn" => Some(colors.warn),
        other => Color::parse(other),
    };
    if named.is_none() {
        let message = format!("`{}` is not a colour", text.value);
        let help = "write `\"#0E4A72\"`, or a colour of the theme: accent, good, bad, warn, ink, muted, wash";
        sink.push(Diagnostic::error(Code::WrongValue, text.span, message).help(help));
    }
    named
}

fn resolve_sort(spec: &SortSpec, data: &str, scope: &Scope, sink: &mut Sink) -> Option<SortKey> {
    if let Some(told) = sort_in_words(spec, scope.datasets.get(data)?) {
        sink.push(told);
        return None;
    }
    let index = scope.column(data, &spec.field, sink)?;
    Some(SortKey { index, descending: spec.descending })
}

/// `revenue desc`, as SQL writes it.
fn sort_in_words(spec: &SortSpec, schema: &table::Schema) -> Option<Diagnostic> {
    let (column, word) = spec.field.trim().rsplit_once(char::is_whitespace)?;
    let column = column.trim_end();
    if schema.index_of(&spec.field).is_some() || schema.index_of(column).is_none() {
        return None;
    }
    let right = match word.to_lowercase().as_str() {
        "desc" | "descending" => format!("-{column}"),
        "asc" | "ascending" => column.to_owned(),
        _ => return None,
    };
    let message = format!("`{word}` is no part of a column");
    let told = Diagnostic::error(Code::UnknownColumn, spec.field.span, message);
    Some(told.help(format!("write `{right}`; `-` before a column sorts from large to small")))
}

impl Block for TableBlock {
    fn datasets(&self) -> BTreeSet<String> {
        let words = [&self.title, &self.note, &self.total_label, &self.empty];
        let titles = self.columns.iter().map(|column| &column.title);
        let named = words.into_iter().chain(titles).flatten().flat_map(Template::datasets);
        named.chain([self.data.clone()]).collect()
    }

    fn compose(&self, view: &View, sink: &mut Sink) -> Vec<document::Node> {
        vec![document::Node::Table(compose::table(self, view, sink))]
    }

    fn to_json(&self) -> serde_json::Value {
        json(self)
    }
}
