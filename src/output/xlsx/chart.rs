//! Charts that spreadsheets draw themselves, with scales and colours decided elsewhere. What they cannot
//! draw is told in words.

use super::axes;
use super::canvas::{Canvas, Setting};
use super::cell::{self, Stored};
use super::heat;
use super::ledger::{CHART_DATA_FIRST_ROW, DataColumn, Ledger};
use super::picture::{self, reserve, short_alt};
use super::plot::{Drawing, Plot, plot};
use super::special;
use super::style::color;
use super::words::{Words, one_line};
use crate::chart::{Chart, LabelRule, Layer, Panel, RefAxis, RefLine, Side, Size, Stack};
use crate::document::{ChartNode, Inline};
use crate::format::Region;
use crate::theme::{Color, Theme};
use rust_xlsxwriter as sheet;
use rust_xlsxwriter::{ChartFormat, ChartLayout, ChartLine, ChartSolidFill, ChartType, XlsxError};

/// Widest chart, in pixels.
const WIDTH_PX_MAX: f64 = 860.0;
/// Narrowest chart, in pixels.
const WIDTH_PX_MIN: f64 = 380.0;
/// Narrowest facet, in pixels.
const FACET_WIDTH_PX_MIN: f64 = 200.0;
/// Values beyond this number would lie over each other.
const LABELLED_MAX: usize = 40;
/// Pixels to a point.
const PX_PER_PT: f64 = 96.0 / 72.0;

/// Writes a chart with the words around it.
pub fn write(canvas: &mut Canvas, node: &ChartNode, ledger: &mut Ledger) -> Result<(), XlsxError> {
    let caption = |canvas: &mut Canvas, rich: &Option<_>, style, scale: f64| match rich {
        Some(rich) => {
            let words = Words::new(rich, canvas.region);
            canvas.paragraph(&words, &Setting::new(style).scaled(scale))
        }
        None => Ok(()),
    };
    let styles = canvas.styles;
    caption(canvas, &node.title, styles.caption(), 1.0)?;
    caption(canvas, &node.subtitle, styles.subtitle(), 1.0)?;
    write_panels(canvas, node, ledger)?;
    for note in &node.notes {
        caption(canvas, &Some(note.clone()), styles.note(), 0.9)?;
    }
    let source = node.source.as_ref().map(|source| {
        let word = Inline::Text(format!("{} ", crate::words::of(canvas.region.language()).source));
        std::iter::once(word).chain(source.iter().cloned()).collect()
    });
    caption(canvas, &source, styles.note(), 0.9)
}

fn write_panels(canvas: &mut Canvas, node: &ChartNode, ledger: &mut Ledger) -> Result<(), XlsxError> {
    let chart = &*node.chart;
    let title = node.title.as_ref().map(|title| one_line(title, canvas.region)).unwrap_or_default();
    let title = if title.is_empty() { "Chart".to_string() } else { title };
    if let Some(empty) = &chart.empty {
        return told(canvas, empty);
    }
    if heat::is_heat_map(chart) {
        return heat::write(canvas, chart);
    }
    let width = chart_width(canvas, chart.size);
    let Some(plots) = plots(chart, &title, canvas.region) else {
        add_numbers(node, &title, canvas.region, ledger);
        return picture::write_chart(canvas, node, width, ledger.pictures);
    };
    if let Some(grid) = chart.grid {
        return write_grid(canvas, node, &plots, (grid.columns, width), ledger);
    }
    let height = chart.height_pt(width / PX_PER_PT).max(150.0) * PX_PER_PT;
    let shares: f64 = chart.panels.iter().map(|panel| panel.share).sum();
    for (panel, plots) in chart.panels.iter().zip(plots) {
        let mut native = build(chart, panel, &plots, canvas.styles.theme, ledger);
        let panel_height = (height * panel.share / shares).max(120.0);
        native.set_width(width as u32).set_height(panel_height as u32);
        if chart.panels.len() > 1 {
            align_plot(&mut native, panel_height, has_legend(panel, &plots[0]));
        }
        native.set_alt_text(short_alt(&node.alt)).set_name("");
        canvas.sheet.insert_chart_with_offset(canvas.row, 0, &native, 2, 2)?;
        reserve(canvas, panel_height + 6.0)?;
    }
    Ok(())
}

/// The numbers behind a picture, beside those of native charts.
fn add_numbers(node: &ChartNode, title: &str, region: &Region, ledger: &mut Ledger) {
    let Some(table) = &node.table else { return };
    let column = |column: &crate::document::Column| DataColumn {
        chart: title.into(),
        heading: column.title.clone(),
        code: cell::code_for(table.rows.schema().fields.get(column.index).map(|f| &f.kind), &column.format),
        cells: table
            .rows
            .column(column.index)
            .map(|value| cell::store(&value, &column.format, region).0)
            .collect(),
    };
    ledger.chart_data.add(table.columns.iter().map(column).collect());
}

/// All panels as spreadsheets can draw them; none when they cannot draw one of them.
fn plots(chart: &Chart, title: &str, region: &Region) -> Option<Vec<Vec<Plot>>> {
    let read = |panel: &Panel| {
        let plots = panel.layers.iter().map(|layer| plot(chart, layer, title, region));
        let plots = plots.collect::<Option<Vec<Plot>>>()?;
        let alone = plots.len() == 1 || !plots.iter().any(|plot| plot.drawing.stands_alone());
        (alone && kinds(panel, &plots) <= KINDS_MAX).then_some(plots)
    };
    chart.panels.iter().map(read).collect()
}

/// Whether spreadsheets cannot draw a chart, so that its picture stands in the sheet.
pub fn wants_picture(chart: &Chart, region: &Region) -> bool {
    chart.empty.is_none() && !heat::is_heat_map(chart) && plots(chart, "", region).is_none()
}

/// Facets beside and below each other, each with its name as the title.
fn write_grid(
    canvas: &mut Canvas,
    node: &ChartNode,
    plots: &[Vec<Plot>],
    (columns, width): (usize, f64),
    ledger: &mut Ledger,
) -> Result<(), XlsxError> {
    let chart = &*node.chart;
    let one = (width / columns as f64).max(FACET_WIDTH_PX_MIN);
    let height = (one * 0.7).max(130.0);
    for (index, (panel, plots)) in chart.panels.iter().zip(plots).enumerate() {
        let column = index % columns;
        let mut native = build(chart, panel, plots, canvas.styles.theme, ledger);
        native.set_width(one as u32).set_height(height as u32);
        if let Some(title) = &panel.title {
            // A leading `=` would make it a reference.
            let font = axes::font(canvas.styles.theme);
            native.title().set_name(title.trim_start_matches('=')).set_font(&font);
        }
        native.set_alt_text(short_alt(&node.alt)).set_name("");
        let left = (column as f64 * one) as u32 + 2;
        canvas.sheet.insert_chart_with_offset(canvas.row, 0, &native, left, 2)?;
        if column + 1 == columns || index + 1 == chart.panels.len() {
            reserve(canvas, height + 6.0)?;
        }
    }
    Ok(())
}

/// Gives the plots of all panels the same left and right edge, so that times stand below each other.
fn align_plot(native: &mut sheet::Chart, height_px: f64, legend: bool) {
    let above_px = if legend { 32.0 } else { 10.0 };
    let (above, below) = (above_px / height_px, 30.0 / height_px);
    let layout = ChartLayout::new().set_offset(0.1, above).set_dimensions(0.88, 1.0 - above - below);
    native.plot_area().set_layout(&layout);
}

fn told(canvas: &mut Canvas, words: &str) -> Result<(), XlsxError> {
    canvas.paragraph(&Words::plain(words), &Setting::new(canvas.styles.note().set_italic()))
}

fn chart_width(canvas: &Canvas, size: Size) -> f64 {
    let share = match size {
        Size::Wide => 1.0,
        Size::Half => 0.6,
        Size::Third => 0.45,
    };
    (f64::from(canvas.text_px()).min(WIDTH_PX_MAX) * share).max(WIDTH_PX_MIN).round()
}

/// Kinds of charts that spreadsheets draw over each other.
const KINDS_MAX: usize = 2;

/// How many kinds of native charts the layers of a panel need.
fn kinds(panel: &Panel, plots: &[Plot]) -> usize {
    let mut kinds: Vec<(Drawing, Stack, Side)> = Vec::new();
    for (layer, plot) in panel.layers.iter().zip(plots) {
        let kind = (plot.drawing, layer.stack, layer.side);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    // The lines of references are a kind of their own over anything but lines.
    let (_, base) = base_of(panel, plots);
    let lines = base.drawing != Drawing::Line && shown_refs(panel, base).next().is_some();
    kinds.len() + usize::from(lines && kinds.len() > 1)
}

/// The layer that the native chart is made for; others are drawn over it.
fn base_of<'a>(panel: &'a Panel, plots: &'a [Plot]) -> (&'a Layer, &'a Plot) {
    let at = panel.layers.iter().position(|layer| layer.side == Side::Left).unwrap_or(0);
    (&panel.layers[at], &plots[at])
}

fn build(chart: &Chart, panel: &Panel, plots: &[Plot], theme: &Theme, ledger: &mut Ledger) -> sheet::Chart {
    let (first, plot) = base_of(panel, plots);
    let base = (plot.drawing, first.stack, first.side);
    let mut native = sheet::Chart::new(chart_type(plot.drawing, first.stack));
    let mut over: Option<sheet::Chart> = None;
    for (layer, plot) in panel.layers.iter().zip(plots) {
        let target = match (plot.drawing, layer.stack, layer.side) == base {
            true => &mut native,
            false => over.get_or_insert_with(|| sheet::Chart::new(chart_type(plot.drawing, layer.stack))),
        };
        add_layer(target, layer, plot, theme, ledger);
    }
    add_refs(&mut native, panel, plot, ledger);
    axes::set_shared(&mut native, chart, plot, theme);
    axes::set_values(&mut native, plot, (panel, first), theme);
    if let Some(over) = over {
        native.combine(&over);
    }
    if let Some(axis) = &panel.right {
        axes::set_values_right(&mut native, axis, theme);
    }
    if has_legend(panel, plot) {
        native.legend().set_position(sheet::ChartLegendPosition::Top).set_font(&axes::font(theme));
    } else {
        native.legend().set_hidden();
    }
    if panel.title.is_none() {
        native.title().set_hidden();
    }
    native.chart_area().set_format(ChartFormat::new().set_no_border());
    native
}

fn add_layer(target: &mut sheet::Chart, layer: &Layer, plot: &Plot, theme: &Theme, ledger: &mut Ledger) {
    if special::add(target, layer, plot, theme, ledger) {
        return;
    }
    let rows = plot.columns[0].cells.len().max(1);
    let last = CHART_DATA_FIRST_ROW + rows as u32 - 1;
    let first_column = ledger.chart_data.add(plot.columns.clone());
    let name = ledger.chart_data.name.clone();
    for (series, column) in layer.series.iter().zip(first_column + 1..) {
        let added = target.add_series();
        added
            .set_categories((name.as_str(), CHART_DATA_FIRST_ROW, first_column, last, first_column))
            .set_values((name.as_str(), CHART_DATA_FIRST_ROW, column, last, column))
            .set_name((name.as_str(), CHART_DATA_FIRST_ROW - 1, column))
            .set_secondary_axis(layer.side == Side::Right);
        paint(added, plot.drawing, series, layer);
        if let Some(label) = value_label(layer, plot, theme) {
            added.set_data_label(&label);
        }
    }
}

/// How values are written at marks, where all of them are.
fn value_label(layer: &Layer, plot: &Plot, theme: &Theme) -> Option<sheet::ChartDataLabel> {
    let position = match (plot.drawing, layer.stack) {
        (Drawing::Columns | Drawing::Bars | Drawing::Histogram, Stack::None) => {
            sheet::ChartDataLabelPosition::OutsideEnd
        }
        (Drawing::Columns | Drawing::Bars | Drawing::Histogram, Stack::Zero | Stack::Normalize) => {
            sheet::ChartDataLabelPosition::Center
        }
        (Drawing::Line | Drawing::Curve | Drawing::Points, _) => sheet::ChartDataLabelPosition::Above,
        (Drawing::Area | Drawing::Slices | Drawing::Ring | Drawing::Stock, _) => return None,
    };
    let few = plot.columns[0].cells.len() <= LABELLED_MAX;
    (layer.labels == LabelRule::All && few).then(|| {
        let mut label = sheet::ChartDataLabel::new();
        label.show_value().set_position(position).set_num_format(layer.value_format.code());
        label.set_font(&axes::font(theme)).clone()
    })
}

fn chart_type(drawing: Drawing, stack: Stack) -> ChartType {
    match (drawing, stack) {
        (Drawing::Line, Stack::None) => ChartType::Line,
        (Drawing::Line, Stack::Zero) => ChartType::LineStacked,
        (Drawing::Line, Stack::Normalize) => ChartType::LinePercentStacked,
        (Drawing::Curve, _) => ChartType::ScatterStraight,
        (Drawing::Points, _) => ChartType::Scatter,
        (Drawing::Area, Stack::None) => ChartType::Area,
        (Drawing::Area, Stack::Zero) => ChartType::AreaStacked,
        (Drawing::Area, Stack::Normalize) => ChartType::AreaPercentStacked,
        (Drawing::Slices, _) => ChartType::Pie,
        (Drawing::Ring, _) => ChartType::Doughnut,
        (Drawing::Stock, _) => ChartType::Stock,
        (Drawing::Histogram, _) => ChartType::ColumnStacked,
        (Drawing::Columns, Stack::None) => ChartType::Column,
        (Drawing::Columns, Stack::Zero) => ChartType::ColumnStacked,
        (Drawing::Columns, Stack::Normalize) => ChartType::ColumnPercentStacked,
        (Drawing::Bars, Stack::None) => ChartType::Bar,
        (Drawing::Bars, Stack::Zero) => ChartType::BarStacked,
        (Drawing::Bars, Stack::Normalize) => ChartType::BarPercentStacked,
    }
}

/// Colours of a series.
fn paint(added: &mut sheet::ChartSeries, drawing: Drawing, series: &crate::chart::Series, layer: &Layer) {
    let fill = |shade| ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(shade)).clone();
    let shade = color(series.color);
    match drawing {
        // Painted where they are added.
        Drawing::Slices | Drawing::Ring | Drawing::Stock => {}
        Drawing::Line | Drawing::Curve => {
            let mut line = ChartLine::new();
            line.set_color(shade).set_width(1.75);
            added.set_format(ChartFormat::new().set_line(&line));
            added.set_marker(sheet::ChartMarker::new().set_none());
        }
        Drawing::Points => {
            let mut marker = sheet::ChartMarker::new();
            marker.set_type(sheet::ChartMarkerType::Circle).set_size(5).set_format(&mut fill(shade));
            added.set_marker(&marker).set_format(ChartFormat::new().set_no_line());
        }
        Drawing::Area => {
            let pale = layer.stack == Stack::None;
            let mut solid = ChartSolidFill::new();
            solid.set_color(shade).set_transparency(if pale { 65 } else { 10 });
            let mut line = ChartLine::new();
            line.set_color(shade).set_width(1.25);
            added.set_format(ChartFormat::new().set_solid_fill(&solid).set_line(&line));
        }
        Drawing::Columns | Drawing::Bars | Drawing::Histogram => {
            let gap = if drawing == Drawing::Histogram { 4 } else { 45 };
            added.set_format(&mut fill(shade)).set_gap(gap);
            if layer.stack != Stack::None {
                added.set_overlap(100);
            }
            if !series.places.is_empty() {
                let point = |shade: &Color| sheet::ChartPoint::new().set_format(&mut fill(color(*shade)));
                added.set_points(&series.places.iter().map(point).collect::<Vec<_>>());
            }
            if let Some(negative) = series.negative {
                added.set_invert_if_negative_color(color(negative));
            }
        }
    }
}

/// Whether more than one line or colour needs a name.
fn has_legend(panel: &Panel, plot: &Plot) -> bool {
    match plot.drawing {
        // Slices bear their names, prices are of one thing.
        Drawing::Slices | Drawing::Ring | Drawing::Stock => false,
        Drawing::Line
        | Drawing::Curve
        | Drawing::Points
        | Drawing::Area
        | Drawing::Columns
        | Drawing::Bars
        | Drawing::Histogram => panel.series().count() + shown_refs(panel, plot).count() > 1,
    }
}

/// The lines at fixed values that a spreadsheet can show.
fn shown_refs<'a>(panel: &'a Panel, plot: &Plot) -> impl Iterator<Item = &'a RefLine> {
    let possible = match plot.drawing {
        Drawing::Line | Drawing::Area | Drawing::Columns => panel.layers[0].stack != Stack::Normalize,
        Drawing::Histogram | Drawing::Bars | Drawing::Curve | Drawing::Points => false,
        Drawing::Slices | Drawing::Ring | Drawing::Stock => false,
    };
    let shown = move |line: &&RefLine| {
        possible && line.axis == RefAxis::Y && line.to.is_none() && line.from.is_finite()
    };
    panel.refs.iter().filter(shown)
}

/// Lines at fixed values are series of their own: spreadsheets know no other.
fn add_refs(native: &mut sheet::Chart, panel: &Panel, plot: &Plot, ledger: &mut Ledger) {
    let mut over = sheet::Chart::new_line();
    let mut count = 0;
    for line in shown_refs(panel, plot) {
        let target = if plot.drawing == Drawing::Line { &mut *native } else { &mut over };
        add_ref(target, line, panel, plot, ledger);
        count += 1;
    }
    if count > 0 && plot.drawing != Drawing::Line {
        native.combine(&over);
    }
}

fn add_ref(target: &mut sheet::Chart, reference: &RefLine, panel: &Panel, plot: &Plot, ledger: &mut Ledger) {
    let across = plot.columns[0].clone();
    let rows = across.cells.len();
    let label = reference.label.clone().filter(|label| !label.is_empty());
    let constant = DataColumn {
        chart: across.chart.clone(),
        heading: label.unwrap_or_else(|| "Reference".into()),
        code: panel.layers[0].value_format.code().into(),
        cells: vec![Stored::Number(reference.from); rows],
    };
    let first = ledger.chart_data.add(vec![across, constant]);
    let last = CHART_DATA_FIRST_ROW + rows.max(1) as u32 - 1;
    let name = ledger.chart_data.name.as_str();
    let mut line = ChartLine::new();
    line.set_color(color(reference.color)).set_width(1.0);
    if reference.dash {
        line.set_dash_type(sheet::ChartLineDashType::Dash);
    }
    target
        .add_series()
        .set_categories((name, CHART_DATA_FIRST_ROW, first, last, first))
        .set_values((name, CHART_DATA_FIRST_ROW, first + 1, last, first + 1))
        .set_name((name, CHART_DATA_FIRST_ROW - 1, first + 1))
        .set_format(ChartFormat::new().set_line(&line))
        .set_marker(sheet::ChartMarker::new().set_none());
}
