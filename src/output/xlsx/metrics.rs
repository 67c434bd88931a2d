//! Key figures as a small block: label, value, change, way it went, small print.

use super::canvas::Canvas;
use super::cell::{self, Stored};
use super::ledger::Ledger;
use super::spark;
use super::style::ROW_PT;
use super::words::{Words, one_line};
use crate::document::{Align, Cell, Delta, Metric};
use crate::format::Region;
use rust_xlsxwriter::{Format, XlsxError};

/// Height of a key figure's row, in points.
const METRIC_PT: f64 = ROW_PT + 4.0;

/// Which columns the block has beside label and value.
struct Columns {
    delta: Option<u16>,
    spark: Option<u16>,
    remark: u16,
}

/// Writes key figures, one a row.
pub fn write(canvas: &mut Canvas, metrics: &[Metric], ledger: &mut Ledger) -> Result<(), XlsxError> {
    let mut next = 2;
    let mut take = |wanted: bool| {
        wanted.then(|| {
            next += 1;
            next - 1
        })
    };
    let delta = take(metrics.iter().any(|metric| metric.delta.is_some()));
    let spark = take(metrics.iter().any(|metric| metric.spark.is_some()));
    let columns = Columns { delta, spark, remark: next };
    for metric in metrics {
        write_metric(canvas, metric, &columns, ledger)?;
    }
    Ok(())
}

fn write_metric(
    canvas: &mut Canvas,
    metric: &Metric,
    columns: &Columns,
    ledger: &mut Ledger,
) -> Result<(), XlsxError> {
    let line = canvas.styles.value("General", Align::Start);
    canvas.fill_row(&line)?;
    canvas.words(0, &Words::new(&metric.label, canvas.region), &canvas.styles.label())?;
    let (stored, code) = typed(&metric.value, canvas.region);
    let value = canvas.styles.value(&code, Align::End).set_bold();
    canvas.cell(canvas.row, 1, &missing_as_dash(stored), &value)?;
    if let (Some(column), Some(delta)) = (columns.delta, &metric.delta) {
        let (stored, code) = typed(&delta.cell, canvas.region);
        canvas.cell(
            canvas.row,
            column,
            &missing_as_dash(stored),
            &canvas.styles.change(&code, delta.tone),
        )?;
    }
    if let (Some(column), Some(values)) = (columns.spark, &metric.spark) {
        let label = one_line(&metric.label, canvas.region);
        spark::write(canvas, column, ("Key figure", &label), values, ledger)?;
    }
    write_remark(canvas, metric, columns.remark)?;
    canvas.advance(METRIC_PT)
}

/// Words after the change, and small print. The arrow says what the colour says.
fn write_remark(canvas: &mut Canvas, metric: &Metric, column: u16) -> Result<(), XlsxError> {
    let change = metric.delta.as_ref().map(|delta| change_words(delta, canvas.region));
    let note = metric.note.as_ref().map(|note| one_line(note, canvas.region));
    let parts: Vec<String> = change.into_iter().chain(note).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        return Ok(());
    }
    let style: Format = canvas.styles.row_line(canvas.styles.note());
    canvas.words(column, &Words::plain(parts.join("  ·  ")), &style)
}

fn change_words(delta: &Delta, region: &Region) -> String {
    let arrow = match delta.direction {
        1.. => "▲",
        0 => "▬",
        ..=-1 => "▼",
    };
    let label = delta.label.as_ref().map(|label| one_line(label, region)).unwrap_or_default();
    format!("{arrow} {label}").trim().to_string()
}

/// A value that stands alone, with its number-format code.
pub fn typed(cell: &Cell, region: &Region) -> (Stored, String) {
    let (stored, _) = cell::store(&cell.value, &cell.format, region);
    let code = cell::code_for(cell::type_of(&cell.value).as_ref(), &cell.format);
    (stored, code)
}

/// A figure that is missing says so; an empty cell would look forgotten.
pub fn missing_as_dash(stored: Stored) -> Stored {
    if stored == Stored::Blank { Stored::Text("–".into()) } else { stored }
}
