//! A layer of a chart as a spreadsheet can draw it: rows of categories and values, and a kind of chart.

use super::cell::Stored;
use super::ledger::DataColumn;
use crate::chart::{AxisKind, Chart, Grain, Layer, Native, Point, Stack};
use crate::format::{Format, Region};
use crate::value::Value;
use jiff::civil::DateTime;
use std::collections::BTreeMap;

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawing {
    /// Lines over categories or days.
    Line,
    /// Lines over numbers or moments.
    Curve,
    /// Points.
    Points,
    /// Filled areas.
    Area,
    /// Upright bars.
    Columns,
    /// Lying bars.
    Bars,
    /// Upright bars without gaps, one a range of numbers.
    Histogram,
    /// Slices of a circle.
    Slices,
    /// Slices of a ring.
    Ring,
    /// Open, high, low and close.
    Stock,
}

impl Drawing {
    /// Whether nothing else can be drawn over it.
    pub fn stands_alone(self) -> bool {
        match self {
            Drawing::Slices | Drawing::Ring | Drawing::Stock => true,
            Drawing::Line
            | Drawing::Curve
            | Drawing::Points
            | Drawing::Area
            | Drawing::Columns
            | Drawing::Bars
            | Drawing::Histogram => false,
        }
    }
}

/// What stands along the shared axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Across {
    /// Names, evenly spaced.
    Names,
    /// Days in true distances.
    Days,
    /// Numbers, and moments as numbers of days.
    Numbers,
}

/// A layer that a spreadsheet can draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    /// What is drawn.
    pub drawing: Drawing,
    /// What stands along the shared axis.
    pub across: Across,
    /// The shared axis, then one column a series.
    pub columns: Vec<DataColumn>,
}

/// Reads a layer; none when spreadsheets have nothing like it.
pub fn plot(chart: &Chart, layer: &Layer, title: &str, region: &Region) -> Option<Plot> {
    let drawing = drawing(chart, layer)?;
    match drawing {
        Drawing::Slices | Drawing::Ring => return Some(Plot::of_slices(drawing, chart, layer, title)),
        Drawing::Stock => return Some(Plot::of_prices(chart, layer, title, region)),
        Drawing::Line
        | Drawing::Curve
        | Drawing::Points
        | Drawing::Area
        | Drawing::Columns
        | Drawing::Bars
        | Drawing::Histogram => {}
    }
    let across = match (chart.x.kind, drawing) {
        (_, Drawing::Histogram) => Across::Names,
        (_, Drawing::Curve | Drawing::Points) => Across::Numbers,
        (AxisKind::Time(Grain::Week | Grain::Quarter), Drawing::Columns) => Across::Names,
        (AxisKind::Time(_), _) => Across::Days,
        (AxisKind::Band, _) => Across::Names,
        (AxisKind::Linear | AxisKind::Log | AxisKind::SymLog, _) => return None,
    };
    // Places are numbers of the axis; whole thousandths tell them apart.
    let key = |point: &Point| (point.x * 1000.0).round() as i64;
    let mut places: BTreeMap<i64, f64> = BTreeMap::new();
    for point in layer.series.iter().flat_map(|series| &series.points) {
        places.insert(key(point), point.x);
    }
    let column = |heading: &str, code: &str, cells: Vec<Stored>| DataColumn {
        chart: title.into(),
        heading: heading.into(),
        code: code.into(),
        cells,
    };
    let (x_otherwise, x_code) = match chart.x.kind {
        _ if drawing == Drawing::Histogram => ("Range", "@"),
        AxisKind::Band => ("Category", "@"),
        AxisKind::Time(Grain::Moment) => ("Time", "yyyy-mm-dd hh:mm:ss"),
        AxisKind::Time(_) => ("Date", "yyyy-mm-dd"),
        AxisKind::Linear | AxisKind::Log | AxisKind::SymLog => ("Number", chart.x.format.code()),
    };
    let x_title = chart.x.title.as_deref().filter(|title| !title.is_empty()).unwrap_or(x_otherwise);
    let x_cells = places.values().map(|x| place(chart, layer, drawing, *x, region)).collect();
    let mut columns = vec![column(x_title, x_code, x_cells)];
    for series in &layer.series {
        let values: BTreeMap<i64, Option<f64>> =
            series.points.iter().map(|point| (key(point), point.value)).collect();
        let cell = |at: &i64| values.get(at).copied().flatten().map_or(Stored::Blank, Stored::Number);
        columns.push(column(&series.name, layer.value_format.code(), places.keys().map(cell).collect()));
    }
    Some(Plot { drawing, across, columns })
}

/// Seconds of the shared axis as a day of spreadsheets.
pub fn serial(seconds: f64) -> Stored {
    let Some(moment) = civil(seconds) else { return Stored::Blank };
    super::cell::store(&Value::DateTime(moment), &Format::general(), &Region::default()).0
}

/// What a spreadsheet draws for the marks of a layer.
fn drawing(chart: &Chart, layer: &Layer) -> Option<Drawing> {
    let numbers = match chart.x.kind {
        AxisKind::Linear | AxisKind::Log | AxisKind::SymLog | AxisKind::Time(Grain::Moment) => true,
        AxisKind::Time(_) | AxisKind::Band => false,
    };
    let stacked = match layer.stack {
        Stack::None => false,
        Stack::Zero | Stack::Normalize => true,
    };
    match (layer.mark.0.native(), numbers) {
        (Native::Line, true) if !stacked => Some(Drawing::Curve),
        (Native::Line, false) => Some(Drawing::Line),
        (Native::Area, false) => Some(Drawing::Area),
        (Native::Bars, false) if chart.horizontal => Some(Drawing::Bars),
        (Native::Bars, false) => Some(Drawing::Columns),
        // Sizes, shapes, shades and words are more than dots.
        (Native::Points, true) if layer.items.is_empty() => Some(Drawing::Points),
        (Native::Points, true) => None,
        (Native::Histogram, _) if !chart.horizontal => Some(Drawing::Histogram),
        (Native::Line | Native::Area | Native::Bars, true) | (Native::Points, false) => None,
        (Native::Slices, _) => Some(Drawing::Slices),
        (Native::Ring, _) => Some(Drawing::Ring),
        (Native::Stock, false) => Some(Drawing::Stock),
        (Native::Stock, true) => None,
        (Native::Histogram | Native::Cells | Native::Told, _) => None,
    }
}

/// A place on the shared axis as a cell.
pub fn place(chart: &Chart, layer: &Layer, drawing: Drawing, x: f64, region: &Region) -> Stored {
    let shown = |value: f64| chart.x.format.display(&Value::Number(value), region).text;
    match chart.x.kind {
        _ if drawing == Drawing::Histogram => {
            let half = layer.band / 2.0;
            Stored::Text(format!("{} – {}", shown(x - half), shown(x + half)))
        }
        AxisKind::Linear | AxisKind::Log | AxisKind::SymLog => Stored::Number(x),
        AxisKind::Time(_) => serial(chart.x.span_start(x)),
        AxisKind::Band => {
            let name = (x.round() >= 0.0).then(|| chart.x.categories.get(x.round() as usize)).flatten();
            name.map_or(Stored::Blank, |name| Stored::Text(name.clone()))
        }
    }
}

fn civil(seconds: f64) -> Option<DateTime> {
    let instant = jiff::Timestamp::from_millisecond((seconds * 1000.0).round() as i64).ok()?;
    Some(instant.to_zoned(jiff::tz::TimeZone::UTC).datetime())
}
