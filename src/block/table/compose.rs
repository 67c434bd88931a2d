//! Rows to a table of the document: sorted, cut, totalled.

use super::{TableBlock, View};
use crate::diag::{Code, Diagnostic, Sink};
use crate::document::{Cell, Column, Inline, Rich, TableNode, Total, TotalFunction};
use crate::format::Format;
use crate::table::Table;
use crate::value::{Decimal, Type, Value};
use std::cmp::Ordering;
use std::sync::Arc;

/// The table as it is shown.
pub fn table(block: &TableBlock, view: &View, sink: &mut Sink) -> TableNode {
    let all = view.rows(&block.data);
    let rows = cut(block, all);
    let columns: Vec<Column> = block
        .columns
        .iter()
        .map(|column| Column {
            field: column.field.clone(),
            index: column.index,
            title: column.title.clone(),
            align: column.align,
            width: column.width,
            format: column.format.clone(),
            total: column.total.and_then(|function| total(function, &rows, column.index, sink)),
            rules: column.rules.clone(),
        })
        .collect();
    let mut notes: Vec<Rich> = block.note.iter().map(|note| note.rich(view, sink)).collect();
    if rows.len() < all.len() {
        notes.push(shown_of(rows.len(), all.len()));
    }
    let has_total = columns.iter().any(|column| column.total.is_some());
    TableNode {
        title: block.title.as_ref().map(|title| title.rich(view, sink)),
        data: block.data.clone(),
        columns,
        rows: Arc::new(rows),
        total_label: has_total.then(|| block.total_label.clone()),
        notes,
        empty: block.empty.clone(),
    }
}

fn cut(block: &TableBlock, all: &Table) -> Table {
    if block.sort.is_empty() && block.top.is_none_or(|top| top >= all.len()) {
        return all.clone();
    }
    let keys: Vec<(Vec<Value>, bool)> = block
        .sort
        .iter()
        .map(|key| (all.column(key.index).collect(), key.descending))
        .collect();
    let mut order: Vec<usize> = (0..all.len()).collect();
    // A stable sort: rows that compare equal keep the order of the query.
    order.sort_by(|&a, &b| {
        let by_key = keys.iter().map(|(values, descending)| compare(&values[a], &values[b], *descending));
        by_key.fold(Ordering::Equal, Ordering::then)
    });
    order.truncate(block.top.unwrap_or(usize::MAX));
    all.take(&order)
}

/// The order of two values of one column; missing values come last in both directions.
fn compare(a: &Value, b: &Value, descending: bool) -> Ordering {
    match (a.is_missing(), b.is_missing()) {
        (true, true) => return Ordering::Equal,
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    let order = match (a, b) {
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::Decimal(a), Value::Decimal(b)) => a.cmp(b),
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Time(a), Value::Time(b)) => a.cmp(b),
        (Value::DateTime(a), Value::DateTime(b)) => a.cmp(b),
        (Value::Instant(a), Value::Instant(b)) => a.cmp(b),
        _ => match (a.as_f64(), b.as_f64()) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            _ => a.plain().cmp(&b.plain()),
        },
    };
    if descending { order.reverse() } else { order }
}

/// A total over the rows shown, exact for whole numbers and decimals.
fn total(function: TotalFunction, rows: &Table, column: usize, sink: &mut Sink) -> Option<Total> {
    let values: Vec<Value> = rows.column(column).filter(|value| !value.is_missing()).collect();
    let value = match function {
        TotalFunction::Count => Value::Integer(values.len() as i64),
        TotalFunction::Min => values.into_iter().min_by(|a, b| compare(a, b, false)).unwrap_or(Value::Null),
        TotalFunction::Max => values.into_iter().max_by(|a, b| compare(a, b, false)).unwrap_or(Value::Null),
        TotalFunction::Average => average(&values),
        TotalFunction::Sum => match sum(&values) {
            Some(value) => value,
            None => {
                let field = &rows.schema().fields[column].name;
                let message = format!("the sum of `{field}` is larger than 38 digits");
                sink.push(Diagnostic::global(Code::Compute, message));
                return None;
            }
        },
    };
    let counts = function == TotalFunction::Count;
    Some(Total { function, value, format: counts.then(|| Format::default_for(&Type::Integer)) })
}

/// The exact sum of a column; zero without values, `None` when it does not fit.
fn sum(values: &[Value]) -> Option<Value> {
    let mut exact = Decimal::new(0, 0);
    let mut inexact = 0.0;
    let (mut has_number, mut has_decimal) = (false, false);
    for value in values {
        match value {
            Value::Integer(number) => exact = exact.checked_add(Decimal::new((*number).into(), 0))?,
            Value::Decimal(decimal) => {
                has_decimal = true;
                exact = exact.checked_add(*decimal)?;
            }
            other => {
                has_number = true;
                inexact += other.as_f64().unwrap_or(0.0);
            }
        }
    }
    match (has_number, has_decimal) {
        (true, _) => Some(Value::Number(inexact + exact.to_f64())),
        (false, true) => Some(Value::Decimal(exact)),
        (false, false) => match i64::try_from(exact.unscaled) {
            Ok(number) => Some(Value::Integer(number)),
            Err(_) => Some(Value::Decimal(exact)),
        },
    }
}

fn average(values: &[Value]) -> Value {
    if values.is_empty() {
        return Value::Null;
    }
    let total = sum(values).and_then(|total| total.as_f64());
    total.map_or(Value::Null, |total| Value::Number(total / values.len() as f64))
}

/// `10 of 93 rows shown`, as values.
fn shown_of(shown: usize, all: usize) -> Rich {
    let count = |rows: usize| {
        let format = Format::default_for(&Type::Integer);
        Inline::Value(Cell { value: Value::Integer(rows as i64), format })
    };
    vec![count(shown), Inline::Text(" of ".into()), count(all), Inline::Text(" rows shown".into())]
}
