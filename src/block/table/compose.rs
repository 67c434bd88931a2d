//! Rows to a table of the document: sorted, cut, totalled.

use super::{TableBlock, View};
use crate::diag::Sink;
use crate::document::{Column, Inline, Rich, TableNode, Total, TotalFunction};
use crate::expr::{Template, aggregate};
use crate::format::{Format, Region};
use crate::table::{Table, title_of};
use crate::value::{Type, Value};
use crate::words::table as said;
use std::cmp::Ordering;
use std::sync::Arc;

/// The table as it is shown.
pub fn table(block: &TableBlock, view: &View, sink: &mut Sink) -> TableNode {
    let all = view.rows(&block.data);
    let rows = cut(block, all);
    let plain = |words: &Option<Template>, sink: &mut Sink| {
        words.as_ref().map(|words| words.plain(view, view.region, sink))
    };
    let columns: Vec<Column> = block
        .columns
        .iter()
        .map(|column| Column {
            field: column.field.clone(),
            index: column.index,
            title: plain(&column.title, sink).unwrap_or_else(|| title_of(&column.field)),
            align: column.align,
            width: column.width,
            format: column.format.clone(),
            total: column.total.map(|function| total(function, &rows, column.index)),
            rules: column.rules.clone(),
            spark: column.spark,
        })
        .collect();
    let mut notes: Vec<Rich> = block.note.iter().map(|note| note.rich(view, sink)).collect();
    let is_cut = rows.len() < all.len();
    if is_cut {
        notes.push(shown_of(rows.len(), all.len(), view.region));
    }
    // A total adds up what is shown, so it says when that is not all.
    let total = if is_cut { said::TOTAL_OF_SHOWN } else { said::TOTAL };
    let total_label =
        plain(&block.total_label, sink).unwrap_or_else(|| total.of(view.region.language()).to_string());
    let has_total = columns.iter().any(|column| column.total.is_some());
    TableNode {
        title: block.title.as_ref().map(|title| title.rich(view, sink)),
        data: block.data.clone(),
        columns,
        rows: Arc::new(rows),
        total_label: has_total.then_some(total_label),
        notes,
        empty: plain(&block.empty, sink)
            .unwrap_or_else(|| said::NO_ROWS.of(view.region.language()).to_string()),
    }
}

fn cut(block: &TableBlock, all: &Table) -> Table {
    if block.sort.is_empty() && block.top.is_none_or(|top| top >= all.len()) {
        return all.clone();
    }
    let keys: Vec<(Vec<Value>, bool)> =
        block.sort.iter().map(|key| (all.column(key.index).collect(), key.descending)).collect();
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
fn total(function: TotalFunction, rows: &Table, column: usize) -> Total {
    let values = rows.column(column);
    let value = match function {
        TotalFunction::Count => Value::Integer(values.filter(|value| !value.is_missing()).count() as i64),
        TotalFunction::Min => aggregate::min(values),
        TotalFunction::Max => aggregate::max(values),
        TotalFunction::Average => aggregate::average(values),
        TotalFunction::Sum => aggregate::sum(values),
    };
    let counts = function == TotalFunction::Count;
    Total { function, value, format: counts.then(|| Format::default_for(&Type::Integer)) }
}

/// `10 of 93 rows shown`.
fn shown_of(shown: usize, all: usize, region: &Region) -> Rich {
    let format = Format::default_for(&Type::Integer);
    let count = |rows: usize| format.display(&Value::Integer(rows as i64), region).text;
    vec![Inline::Text(said::ROWS_SHOWN.with(region.language(), &[&count(shown), &count(all)]))]
}
