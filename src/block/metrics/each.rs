//! One card a row: for templates, which know the shape of their figures and not their number.

use super::super::{Block, Scope, View, json};
use crate::diag::{Code, Diagnostic, Sink, Span};
use crate::document::{self, Cell, Delta, Inline, Tone};
use crate::format::{Format, Formats};
use crate::table::{Table, title_of};
use crate::value::{Type, Value};
use crate::yaml::Spanned;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The columns that make a card.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EachSpec {
    /// Column with the label.
    label: Spanned<String>,
    /// Column with the value.
    value: Spanned<String>,
    /// Column with the name of the value's format.
    #[serde(default)]
    format: Option<Spanned<String>>,
    /// Column with the change; null for none.
    #[serde(default)]
    delta: Option<Spanned<String>>,
    /// Column with the name of the change's format.
    #[serde(default)]
    delta_format: Option<Spanned<String>>,
    /// Column with small print; null for none.
    #[serde(default)]
    note: Option<Spanned<String>>,
    /// Column with `up`, `down` or `none`: which direction is good.
    #[serde(default)]
    good: Option<Spanned<String>>,
}

/// Cards by row, as meant.
#[derive(Debug, Serialize)]
pub struct Each {
    data: String,
    label: usize,
    value: usize,
    format: Option<usize>,
    delta: Option<usize>,
    delta_format: Option<usize>,
    note: Option<usize>,
    good: Option<usize>,
    #[serde(skip)]
    formats: Formats,
    /// Where the columns with names of formats were written.
    #[serde(skip)]
    places: [Span; 2],
}

impl EachSpec {
    /// Checks the columns.
    pub fn resolve(
        &self,
        data: Option<&Spanned<String>>,
        has_items: bool,
        scope: &Scope,
        sink: &mut Sink,
    ) -> Option<Each> {
        let Some(data) = data else {
            let message = "`each` needs `data`, the dataset whose rows become cards";
            sink.push(Diagnostic::error(Code::MissingKey, self.label.span, message));
            return None;
        };
        if has_items {
            let message = "`each` and `items` cannot stand together";
            let help = "use two `metrics` blocks";
            sink.push(Diagnostic::error(Code::WrongValue, self.label.span, message).help(help));
        }
        let optional = |column: &Option<Spanned<String>>, sink: &mut Sink| match column {
            Some(column) => scope.column(data, column, sink).map(Some),
            None => Some(None),
        };
        let label = scope.column(data, &self.label, sink);
        let value = scope.column(data, &self.value, sink);
        let format = optional(&self.format, sink);
        let delta = optional(&self.delta, sink);
        let delta_format = optional(&self.delta_format, sink);
        let note = optional(&self.note, sink);
        let good = optional(&self.good, sink);
        Some(Each {
            data: data.value.clone(),
            label: label?,
            value: value?,
            format: format?,
            delta: delta?,
            delta_format: delta_format?,
            note: note?,
            good: good?,
            formats: scope.formats.clone(),
            places: [&self.format, &self.delta_format]
                .map(|column| column.as_ref().map_or(self.value.span, |column| column.span)),
        })
    }
}

impl Each {
    fn card(&self, rows: &Table, row: usize, sink: &mut Sink) -> document::Metric {
        let value = self.cell(rows, row, self.value, self.format, self.places[0], sink);
        let label = rows.value(row, self.label).plain();
        let text = |column: Option<usize>| {
            column.map(|column| rows.value(row, column)).filter(|value| !value.is_missing())
        };
        let delta = self.delta.filter(|column| !rows.value(row, *column).is_missing()).map(|column| {
            let named = self.delta_format.filter(|format| !rows.value(row, *format).is_missing());
            let place = self.places[usize::from(named.is_some())];
            let cell = self.cell(rows, row, column, named.or(self.format), place, sink);
            let good = text(self.good).map(|good| good.plain());
            delta_of(cell, good.as_deref().unwrap_or("up"))
        });
        let note = text(self.note).map(|note| vec![Inline::Text(note.plain())]);
        document::Metric { label: vec![Inline::Text(label)], value, delta, spark: None, note }
    }

    fn cell(
        &self,
        rows: &Table,
        row: usize,
        value: usize,
        format: Option<usize>,
        place: Span,
        sink: &mut Sink,
    ) -> Cell {
        let kind = &rows.schema().fields[value].kind;
        let named = format.map(|column| rows.value(row, column)).filter(|name| !name.is_missing());
        let format = named.and_then(|name| match self.formats.lookup(&name.plain()) {
            Ok(format) => Some(format),
            Err(reason) => {
                let message = format!("row {} of `{}`: {reason}", row + 1, self.data);
                let help = "add it under `formats:` of the theme, or name one it has";
                sink.push(Diagnostic::error(Code::UnknownFormat, place, message).help(help));
                None
            }
        });
        let value = rows.value(row, value);
        Cell { value, format: format.unwrap_or_else(|| self.formats.default_for(kind)) }
    }
}

fn delta_of(cell: Cell, good: &str) -> Delta {
    let change = cell.value.as_f64().unwrap_or(0.0);
    let direction = i8::from(change > 0.0) - i8::from(change < 0.0);
    let tone = match (good, direction) {
        ("none", _) | (_, 0) => Tone::Neutral,
        ("down", -1) => Tone::Good,
        ("down", _) => Tone::Bad,
        (_, 1) => Tone::Good,
        _ => Tone::Bad,
    };
    Delta { cell, direction, tone, label: None }
}

impl Block for Each {
    fn datasets(&self) -> BTreeSet<String> {
        [self.data.clone()].into()
    }

    fn compose(&self, view: &View, sink: &mut Sink) -> Vec<document::Node> {
        let rows = view.rows(&self.data);
        let cards: Vec<_> = (0..rows.len()).map(|row| self.card(rows, row, sink)).collect();
        if cards.is_empty() {
            let value = Cell { value: Value::Null, format: Format::default_for(&Type::Text) };
            let label = vec![Inline::Text(title_of(&self.data))];
            return vec![document::Node::Metrics(vec![document::Metric {
                label,
                value,
                delta: None,
                spark: None,
                note: None,
            }])];
        }
        vec![document::Node::Metrics(cards)]
    }

    fn to_json(&self) -> serde_json::Value {
        json(self)
    }
}
