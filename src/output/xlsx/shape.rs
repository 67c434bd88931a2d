//! How wide the columns of a table want to be, and whether two tables can share a grid of columns.

use super::heat;
use super::measure::{self, COLUMN_CHARS_MAX, COLUMN_CHARS_MIN};
use crate::chart::Chart;
use crate::document::{Align, Column, Metric, TableNode, Width};
use crate::format::{Format, Region};
use crate::value::Value;

/// Rows whose values are measured: at the head, in the middle, at the end.
const SAMPLE_ROWS: usize = 400;
/// Bold type is this much wider.
const BOLD: f64 = 1.08;
/// Headings up to this width are not wrapped.
const HEAD_CHARS: f64 = 14.0;
/// Room for the button of a filter.
const BUTTON_CHARS: f64 = 3.0;
/// Room for the indent of text that follows numbers.
const INDENT_CHARS: f64 = 1.3;
/// Room left and right of a value.
const PADDING_CHARS: f64 = 1.6;
/// Columns of two tables agree when neither is this much wider than the other.
const MISFIT_MAX: f64 = 1.6;
/// A difference this small never matters.
const MISFIT_CHARS: f64 = 4.0;
/// Width of a digit in points, to read widths given in points.
const CHAR_PT: f64 = 5.25;
/// Width of a small chart.
const SPARK_CHARS: f64 = 16.0;
/// Widest label of a key figure.
const LABEL_CHARS_MAX: f64 = 44.0;

/// Widths of the columns of a table, in digits.
pub fn table(node: &TableNode, region: &Region) -> Vec<f64> {
    node.columns.iter().map(|column| width_of(node, column, region)).collect()
}

/// Whether the text of a column is longer than a column gets wide, so that it wraps.
pub fn wraps(node: &TableNode, column: &Column, region: &Region) -> bool {
    let limit = match column.width {
        Width::Points(points) => points / CHAR_PT,
        Width::Auto | Width::Share(_) => COLUMN_CHARS_MAX,
    };
    column.align == Align::Start && widest_value(node, column, region) > limit
}

/// Widths of the columns of a block of key figures.
pub fn metrics(metrics: &[Metric], region: &Region) -> Vec<f64> {
    let label = |metric: &Metric| measure::width(&super::words::one_line(&metric.label, region));
    let value = |metric: &Metric| measure::width(&metric.value.text(region)) * BOLD;
    let change =
        |metric: &Metric| metric.delta.as_ref().map_or(0.0, |delta| measure::width(&delta.cell.text(region)));
    let widest = |width: &dyn Fn(&Metric) -> f64| metrics.iter().map(width).fold(0.0, f64::max);
    let mut widths = vec![(widest(&label) + PADDING_CHARS).min(LABEL_CHARS_MAX), widest(&value) + 3.0];
    if metrics.iter().any(|metric| metric.delta.is_some()) {
        widths.push(widest(&change) + 3.0);
    }
    if metrics.iter().any(|metric| metric.spark.is_some()) {
        widths.push(14.0);
    }
    widths.iter().map(|width| clamp(*width)).collect()
}

/// Widths of the columns of the heat maps of a chart; none for other charts.
pub fn heat_map(chart: &Chart, region: &Region) -> Vec<f64> {
    let mut widths = Vec::new();
    for panel in chart.panels.iter().filter(|_| heat::is_heat_map(chart)) {
        let layer = &panel.layers[0];
        let points = || layer.series.iter().flat_map(|series| &series.points);
        let text = |value: f64| layer.value_format.display(&Value::Number(value), region).text;
        let values = points().filter_map(|point| point.value);
        let widest = values.map(|value| measure::width(&text(value))).fold(0.0, f64::max);
        let names = layer.series.iter().map(|series| measure::width(&series.name)).fold(0.0, f64::max);
        let across = chart.x.categories.iter().map(|name| measure::longest_word(name) * BOLD);
        let column = across.fold(widest, f64::max) + PADDING_CHARS;
        let columns = std::iter::repeat_n(clamp(column), chart.x.categories.len());
        let all: Vec<f64> = std::iter::once(clamp(names + PADDING_CHARS)).chain(columns).collect();
        join(&mut widths, &all);
    }
    widths
}

/// Whether two tables can stand below each other.
pub fn agree(above: &[f64], below: &[f64]) -> bool {
    above.iter().zip(below).all(|(a, b)| {
        let (narrow, wide) = (a.min(*b), a.max(*b));
        wide - narrow <= MISFIT_CHARS || wide <= narrow * MISFIT_MAX
    })
}

/// The grid that suits both.
pub fn join(grid: &mut Vec<f64>, widths: &[f64]) {
    for (index, width) in widths.iter().enumerate() {
        match grid.get_mut(index) {
            Some(column) => *column = column.max(*width),
            None => grid.push(*width),
        }
    }
}

fn width_of(node: &TableNode, column: &Column, region: &Region) -> f64 {
    let inset = PADDING_CHARS + if column.align == Align::Start { INDENT_CHARS } else { 0.0 };
    if let Width::Points(points) = column.width {
        return clamp(points / CHAR_PT);
    }
    let values = widest_value(node, column, region).max(total_width(column, region)) + inset;
    let head = measure::width(&column.title) * BOLD;
    let word = measure::longest_word(&column.title) * BOLD;
    // A long heading over short values is wrapped to two lines.
    let title = if head <= (values * 1.3).max(HEAD_CHARS) { head } else { word.max(head * 0.56) };
    clamp(values.max(title + inset + BUTTON_CHARS))
}

fn widest_value(node: &TableNode, column: &Column, region: &Region) -> f64 {
    if column.spark.is_some() {
        return SPARK_CHARS;
    }
    let text = |row: usize| match node.rows.value(row, column.index) {
        Value::Text(text) => text.split('\n').map(measure::width).fold(0.0, f64::max),
        value => measure::width(&column.format.display(&value, region).text),
    };
    sample(node.rows.len()).map(text).fold(0.0, f64::max)
}

fn total_width(column: &Column, region: &Region) -> f64 {
    column.total.as_ref().map_or(0.0, |total| {
        let format: &Format = total.format.as_ref().unwrap_or(&column.format);
        measure::width(&format.display(&total.value, region).text) * BOLD
    })
}

/// Rows to measure: all of a short table, else three stretches of it.
fn sample(rows: usize) -> impl Iterator<Item = usize> {
    let third = if rows <= SAMPLE_ROWS { rows } else { SAMPLE_ROWS / 3 };
    let step = (rows / third.max(1)).max(1);
    let middle = (0..rows).step_by(step).take(if third == rows { 0 } else { third });
    (0..third).chain(middle).chain(rows - third..rows)
}

fn clamp(chars: f64) -> f64 {
    // Whole quarters of a digit, so that a last bit of a sum never reaches the file.
    (chars.clamp(COLUMN_CHARS_MIN, COLUMN_CHARS_MAX) * 4.0).ceil() / 4.0
}
