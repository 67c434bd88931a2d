//! Native charts whose columns are not one a series: slices of a whole, and prices.

use super::cell::Stored;
use super::ledger::{CHART_DATA_FIRST_ROW, DataColumn, Ledger};
use super::plot::{Across, Drawing, Plot, place};
use super::style::color;
use crate::chart::{Chart, Item, Layer, Series};
use crate::format::Region;
use crate::theme::{Color, Theme};
use rust_xlsxwriter as sheet;
use rust_xlsxwriter::{ChartFormat, ChartLine, ChartSolidFill};

/// What the columns of prices are called.
const PRICES: [&str; 4] = ["Open", "High", "Low", "Close"];

impl Plot {
    /// One row a slice: its name and its value.
    pub fn of_slices(drawing: Drawing, chart: &Chart, layer: &Layer, title: &str) -> Plot {
        let names = layer.series.iter().map(|series| Stored::Text(series.name.clone())).collect();
        let values = layer.series.iter().map(|series| value(series).map_or(Stored::Blank, Stored::Number));
        let across = chart.x.title.clone().unwrap_or_else(|| "Category".into());
        let measure = chart.panels[0].y.title.clone().unwrap_or_else(|| "Value".into());
        let columns = vec![
            column(title, &across, "@", names),
            column(title, &measure, layer.value_format.code(), values.collect()),
        ];
        Plot { drawing, across: Across::Names, columns }
    }

    /// One row a period: when, and its four prices.
    pub fn of_prices(chart: &Chart, layer: &Layer, title: &str, region: &Region) -> Plot {
        let mut items: Vec<&Item> = layer.items.iter().collect();
        items.sort_by(|a, b| a.x[0].total_cmp(&b.x[0]));
        let when = items.iter().map(|item| place(chart, layer, Drawing::Stock, item.x[0], region)).collect();
        let names = chart.x.kind == crate::chart::AxisKind::Band;
        let (code, across) = if names { ("@", Across::Names) } else { ("yyyy-mm-dd", Across::Days) };
        let heading = chart.x.title.clone().unwrap_or_else(|| "Date".into());
        let mut columns = vec![column(title, &heading, code, when)];
        for (part, name) in PRICES.iter().enumerate() {
            let price = |item: &&Item| item.parts.get(part).copied().map_or(Stored::Blank, Stored::Number);
            let cells = items.iter().map(price).collect();
            columns.push(column(title, name, layer.value_format.code(), cells));
        }
        Plot { drawing: Drawing::Stock, across, columns }
    }
}

fn value(series: &Series) -> Option<f64> {
    series.points.iter().find_map(|point| point.value)
}

fn column(chart: &str, heading: &str, code: &str, cells: Vec<Stored>) -> DataColumn {
    DataColumn { chart: chart.into(), heading: heading.into(), code: code.into(), cells }
}

/// Adds slices or prices to a native chart; says whether the layer was one of them.
pub fn add(
    target: &mut sheet::Chart,
    layer: &Layer,
    plot: &Plot,
    theme: &Theme,
    ledger: &mut Ledger,
) -> bool {
    match plot.drawing {
        Drawing::Slices | Drawing::Ring => add_slices(target, layer, plot, theme, ledger),
        Drawing::Stock => add_prices(target, layer, plot, theme, ledger),
        Drawing::Line
        | Drawing::Curve
        | Drawing::Points
        | Drawing::Area
        | Drawing::Columns
        | Drawing::Bars
        | Drawing::Histogram => return false,
    }
    true
}

fn add_slices(target: &mut sheet::Chart, layer: &Layer, plot: &Plot, theme: &Theme, ledger: &mut Ledger) {
    let point = |series: &Series| {
        let mut edge = ChartLine::new();
        edge.set_color(color(theme.colors.paper)).set_width(1.0);
        sheet::ChartPoint::new().set_format(fill(series.color).set_line(&edge))
    };
    let points: Vec<sheet::ChartPoint> = layer.series.iter().map(point).collect();
    let mut label = sheet::ChartDataLabel::new();
    label.show_category_name().show_percentage().set_font(&super::axes::font(theme));
    if plot.drawing == Drawing::Slices {
        label.show_leader_lines().set_position(sheet::ChartDataLabelPosition::OutsideEnd);
    }
    let first = ledger.chart_data.add(plot.columns.clone());
    add_column(target, (first, first + 1), plot, ledger).set_points(&points).set_data_label(&label);
    if plot.drawing == Drawing::Ring {
        target.set_hole_size(60);
    }
}

fn add_prices(target: &mut sheet::Chart, layer: &Layer, plot: &Plot, theme: &Theme, ledger: &mut Ledger) {
    let first = ledger.chart_data.add(plot.columns.clone());
    for part in 1..=PRICES.len() as u16 {
        let added = add_column(target, (first, first + part), plot, ledger);
        added.set_format(ChartFormat::new().set_no_line());
        added.set_marker(sheet::ChartMarker::new().set_none());
    }
    let series = layer.series.first();
    let up = series.map_or(theme.colors.good, |series| series.color);
    let down = series.and_then(|series| series.negative).unwrap_or(theme.colors.bad);
    let mut line = ChartLine::new();
    line.set_color(color(theme.colors.muted)).set_width(0.75);
    target.set_high_low_lines(true).set_high_low_lines_format(ChartFormat::new().set_line(&line));
    target.set_up_down_bars(true).set_up_bar_format(&mut fill(up)).set_down_bar_format(&mut fill(down));
}

fn fill(shade: Color) -> ChartFormat {
    ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(color(shade))).clone()
}

/// Adds a column of the chart data over its categories.
fn add_column<'a>(
    target: &'a mut sheet::Chart,
    (categories, values): (u16, u16),
    plot: &Plot,
    ledger: &Ledger,
) -> &'a mut sheet::ChartSeries {
    let name = ledger.chart_data.name.as_str();
    let last = CHART_DATA_FIRST_ROW + plot.columns[0].cells.len().max(1) as u32 - 1;
    target
        .add_series()
        .set_categories((name, CHART_DATA_FIRST_ROW, categories, last, categories))
        .set_values((name, CHART_DATA_FIRST_ROW, values, last, values))
        .set_name((name, CHART_DATA_FIRST_ROW - 1, values))
}
