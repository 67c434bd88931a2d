//! Heat maps as cells: names across and down, numbers between them, and a colour scale that stays alive.

use super::canvas::{Canvas, Setting};
use super::cell::Stored;
use super::measure;
use super::style::{Place, ROW_PT, color};
use super::words::Words;
use crate::chart::{Axis, AxisKind, Chart, ColorScale, Layer, Panel, Series};
use crate::document::Align;
use rust_xlsxwriter::{
    ConditionalFormat3ColorScale, ConditionalFormatCell, ConditionalFormatCellRule, ConditionalFormatType,
    Format, IgnoreError, XlsxError,
};

/// Whether all panels are heat maps.
pub fn is_heat_map(chart: &Chart) -> bool {
    chart.x.kind == AxisKind::Band && chart.panels.iter().all(Panel::is_heat_map)
}

/// Writes the heat maps of a chart, one below the other.
pub fn write(canvas: &mut Canvas, chart: &Chart) -> Result<(), XlsxError> {
    let places = places(chart);
    for panel in &chart.panels {
        write_measure(canvas, &panel.y)?;
        for layer in &panel.layers {
            let Some(scale) = &layer.colors else { continue };
            write_layer(canvas, (chart, panel, layer), scale, &places)?;
            canvas.gap()?;
        }
    }
    Ok(())
}

/// The names across, by their places, in the order they are shown.
fn places(chart: &Chart) -> Vec<usize> {
    let places = 0..chart.x.categories.len();
    if chart.x.reverse { places.rev().collect() } else { places.collect() }
}

/// What the numbers are.
fn write_measure(canvas: &mut Canvas, axis: &Axis) -> Result<(), XlsxError> {
    let words = [&axis.title, &axis.unit].into_iter().flatten().map(String::as_str);
    let parts: Vec<&str> = words.filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        return Ok(());
    }
    canvas.paragraph(&Words::plain(parts.join(", ")), &Setting::new(canvas.styles.note()))
}

fn write_layer(
    canvas: &mut Canvas,
    (chart, panel, layer): (&Chart, &Panel, &Layer),
    scale: &ColorScale,
    places: &[usize],
) -> Result<(), XlsxError> {
    let head = canvas.row;
    write_head(canvas, chart, places)?;
    let mut rows: Vec<&Series> = layer.series.iter().collect();
    if !panel.y.reverse {
        rows.reverse();
    }
    for series in rows {
        write_row(canvas, layer, series, scale, places)?;
    }
    let (last, last_column) = (canvas.row - 1, to_column(places.len()));
    // Names such as years are text that looks like numbers.
    canvas.sheet.ignore_error_range(head, 0, last, last_column, IgnoreError::NumberStoredAsText)?;
    if last > head && last_column > 0 {
        if scale.thresholds.is_empty() {
            canvas.sheet.add_conditional_format(head + 1, 1, last, last_column, &three_colors(scale))?;
        } else {
            for class in classes(scale) {
                canvas.sheet.add_conditional_format(head + 1, 1, last, last_column, &class)?;
            }
        }
    }
    Ok(())
}

fn write_head(canvas: &mut Canvas, chart: &Chart, places: &[usize]) -> Result<(), XlsxError> {
    let style = canvas.styles.head(Place::alone(Align::Center), false);
    canvas.cell(canvas.row, 0, &Stored::Blank, &style)?;
    let mut lines = 1;
    for (index, place) in places.iter().enumerate() {
        let name = &chart.x.categories[*place];
        canvas.sheet.write_string_with_format(canvas.row, to_column(index + 1), name, &style)?;
        lines = lines.max(measure::lines(name, (canvas.grid[index + 1] - 0.5) / 1.08));
    }
    canvas.advance(ROW_PT * lines as f64 + 5.0)
}

fn write_row(
    canvas: &mut Canvas,
    layer: &Layer,
    series: &Series,
    scale: &ColorScale,
    places: &[usize],
) -> Result<(), XlsxError> {
    let name = canvas.styles.cell("@", Place::alone(Align::Start));
    canvas.cell(canvas.row, 0, &Stored::Text(series.name.clone()), &name)?;
    let plain = canvas.styles.cell(layer.value_format.code(), Place::alone(Align::Center));
    let (paper, ink) = (canvas.styles.theme.colors.paper, canvas.styles.theme.colors.ink);
    let light = plain.clone().set_font_color(color(paper));
    for (index, place) in places.iter().enumerate() {
        let point = series.points.iter().find(|point| point.x == *place as f64);
        let value = point.and_then(|point| point.value);
        let on_paper = value.is_some_and(|value| scale.color(value).ink(ink, paper) == paper);
        let style = if on_paper { &light } else { &plain };
        let stored = value.map_or(Stored::Blank, Stored::Number);
        canvas.cell(canvas.row, to_column(index + 1), &stored, style)?;
    }
    canvas.advance(ROW_PT)
}

/// The scale as spreadsheets have it: three numbers with their colours, whatever the cells hold.
fn three_colors(scale: &ColorScale) -> ConditionalFormat3ColorScale {
    let [low, mid, high] = scale.stops.map(color);
    ConditionalFormat3ColorScale::new()
        .set_minimum(ConditionalFormatType::Number, scale.min)
        .set_midpoint(ConditionalFormatType::Number, scale.mid)
        .set_maximum(ConditionalFormatType::Number, scale.max)
        .set_minimum_color(low)
        .set_midpoint_color(mid)
        .set_maximum_color(high)
}

/// The classes of a scale with thresholds, each a rule of its own.
fn classes(scale: &ColorScale) -> Vec<ConditionalFormatCell> {
    let thresholds = &scale.thresholds;
    let rule = |(class, shade): (usize, crate::theme::Color)| {
        let rule = match (class.checked_sub(1).map(|below| thresholds[below]), thresholds.get(class)) {
            (None, Some(to)) => ConditionalFormatCellRule::LessThan(*to),
            (Some(from), None) => ConditionalFormatCellRule::GreaterThanOrEqualTo(from),
            // The rules come in order, so the upper end belongs to the next class.
            (Some(from), Some(to)) => ConditionalFormatCellRule::Between(from, to.next_down()),
            (None, None) => ConditionalFormatCellRule::GreaterThanOrEqualTo(f64::MIN),
        };
        ConditionalFormatCell::new()
            .set_rule(rule)
            .set_format(Format::new().set_background_color(color(shade)))
    };
    scale.classes().into_iter().enumerate().map(rule).collect()
}

/// Columns beyond the last are refused by the writer with an error, so saturating loses nothing.
fn to_column(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}
