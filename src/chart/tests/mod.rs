//! Charts as a whole: what the grammar refuses, what the model decides, and the torture set.

mod golden;
mod grammar;
mod kinds;
mod model;
mod properties;
mod torture;

use super::{Chart, ChartSpec, resolve};
use crate::diag::{Sink, Span};
use crate::format::{Format, Formats, Region};
use crate::table::{Schema, Table};
use crate::theme::Theme;
use crate::value::{Type, Value};
use crate::yaml;
use datafusion::arrow::array::TimestampMicrosecondArray;
use datafusion::arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use datafusion::arrow::datatypes;
use std::sync::Arc;

/// A table from columns; all values of a column are of the type of the first that is not null.
pub(super) fn table(columns: &[(&str, Type, Vec<Value>)]) -> Table {
    let mut fields = Vec::new();
    let mut arrays = Vec::new();
    for (name, kind, values) in columns {
        let array = array(kind, values);
        fields.push(datatypes::Field::new(*name, array.data_type().clone(), true));
        arrays.push(array);
    }
    let schema = Arc::new(datatypes::Schema::new(fields));
    let batch = RecordBatch::try_new(schema.clone(), arrays).expect("columns are equally long");
    Table::new(&schema, &[batch])
}

fn array(kind: &Type, values: &[Value]) -> ArrayRef {
    const EPOCH: jiff::civil::Date = jiff::civil::date(1970, 1, 1);
    let days = |date: &jiff::civil::Date| EPOCH.until(*date).expect("dates are near").get_days();
    match kind {
        Type::Integer => Arc::new(
            values
                .iter()
                .map(|value| match value {
                    Value::Integer(number) => Some(*number),
                    _ => None,
                })
                .collect::<Int64Array>(),
        ),
        Type::Date => Arc::new(
            values
                .iter()
                .map(|value| match value {
                    Value::Date(date) => Some(days(date)),
                    _ => None,
                })
                .collect::<Date32Array>(),
        ),
        Type::DateTime => Arc::new(
            values
                .iter()
                .map(|value| match value {
                    Value::DateTime(at) => Some((super::calendar::seconds(*at) * 1e6) as i64),
                    _ => None,
                })
                .collect::<TimestampMicrosecondArray>(),
        ),
        Type::Number => Arc::new(
            values
                .iter()
                .map(|value| match value {
                    Value::Number(number) => Some(*number),
                    _ => None,
                })
                .collect::<Float64Array>(),
        ),
        _ => Arc::new(
            values
                .iter()
                .map(|value| match value {
                    Value::Text(text) => Some(text.as_str()),
                    _ => None,
                })
                .collect::<StringArray>(),
        ),
    }
}

pub(super) fn numbers(values: &[f64]) -> Vec<Value> {
    values.iter().map(|value| Value::Number(*value)).collect()
}

pub(super) fn texts(values: &[&str]) -> Vec<Value> {
    values.iter().map(|value| Value::Text(value.to_string())).collect()
}

/// Days in a row from a date.
pub(super) fn days(from: jiff::civil::Date, count: usize) -> Vec<Value> {
    from.series(jiff::Span::new().days(1)).take(count).map(Value::Date).collect()
}

/// Compiles a chart written in YAML.
pub(super) fn chart(text: &str, rows: &Table) -> (Option<Chart>, Sink) {
    let mut sink = Sink::default();
    let file = sink.sources.add("chart.yaml", text);
    let node = yaml::parse(file, &mut sink);
    let spec: Option<ChartSpec> = node.and_then(|node| yaml::decode(&node, &mut sink));
    let theme = Theme::default();
    let schema: &Schema = rows.schema();
    let plan = spec.and_then(|spec| {
        resolve(&spec, Span::new(file, 0, text.len()), schema, "sales", &formats(&theme), &theme, &mut sink)
    });
    let chart = plan.map(|plan| plan.compile(rows, &theme, &Region::default(), &mut sink));
    (chart, sink)
}

/// Compiles a chart that has no mistakes.
pub(super) fn good(text: &str, rows: &Table) -> Chart {
    let (chart, sink) = chart(text, rows);
    let messages: Vec<&str> = sink.diagnostics().iter().map(|d| d.message.as_str()).collect();
    assert!(messages.is_empty(), "{text}: {messages:?}");
    chart.expect("a chart without mistakes compiles")
}

/// Compiles a chart and returns what is wrong with it.
pub(super) fn mistakes(text: &str, rows: &Table) -> Vec<String> {
    let (_, sink) = chart(text, rows);
    sink.diagnostics().iter().map(|diagnostic| diagnostic.message.clone()).collect()
}

pub(super) fn draw(chart: &Chart, width_pt: f64) -> String {
    chart.svg((width_pt, chart.height_pt(width_pt)), &Theme::default(), &Region::default())
}

fn formats(theme: &Theme) -> Formats {
    let parse = |(name, code): (&String, &String)| Some((name.clone(), Format::parse(code).ok()?));
    Formats(theme.formats.iter().filter_map(parse).collect())
}
