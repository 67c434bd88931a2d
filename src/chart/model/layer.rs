//! The layers of a compiled chart: marks of one kind, their series and items, and what their colours, sizes and shapes
//! mean.

use crate::chart::marks::MarkKind;
use crate::format::Format;
use crate::theme::Color;
use serde::{Serialize, Serializer};
use std::fmt;

/// Marks of one kind over each other in a panel.
#[derive(Debug, Clone, Serialize)]
pub struct Layer {
    /// What is drawn.
    pub mark: Mark,
    /// The value axis it is measured on.
    pub side: Side,
    /// The series, in the order they are drawn and listed. Names and colours stand here also where the marks
    /// themselves are items.
    pub series: Vec<Series>,
    /// Marks that are more than a value at a place, such as boxes, candles and spans.
    pub items: Vec<Item>,
    /// How series share a place.
    pub stack: Stack,
    /// Which values are written at the marks.
    pub labels: LabelRule,
    /// How a single value is written.
    pub value_format: Format,
    /// How values become colours, for heat maps and for dots whose shade is a number.
    pub colors: Option<ColorScale>,
    /// What shapes, sizes and shades mean.
    pub keys: Keys,
    /// Room of one value on the shared axis, in its units; 0 where values are points.
    pub band: f64,
}

/// What shapes, sizes and shades of marks mean, for the legend.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Keys {
    /// The names of the shapes, in their order.
    pub shapes: Vec<ShapeKey>,
    /// What sizes mean.
    pub size: Option<SizeKey>,
    /// What shades mean.
    pub shade: Option<ShadeKey>,
}

/// What a shape means.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShapeKey {
    /// The name that has it.
    pub name: String,
    /// Its colour, where the name has one as well.
    pub color: Option<Color>,
}

/// What the sizes of marks mean: surfaces in proportion to a number.
#[derive(Debug, Clone, Serialize)]
pub struct SizeKey {
    /// What the number is.
    pub title: String,
    /// The largest number, and the radius of its mark in points.
    pub largest: f64,
    /// Radius of the mark of the largest number.
    pub radius_pt: f64,
    /// How numbers are written.
    pub format: Format,
}

impl SizeKey {
    /// A round number whose mark is no larger than a radius, and the radius of its mark.
    pub fn example(&self, radius_pt_max: f64) -> (f64, f64) {
        let most = self.largest * (radius_pt_max / self.radius_pt).powi(2).min(1.0);
        let power = 10f64.powf(most.max(f64::MIN_POSITIVE).log10().floor());
        let value = [5.0, 2.0, 1.0].iter().map(|m| m * power).find(|value| *value <= most * (1.0 + 1e-9));
        let value = value.unwrap_or(most);
        ((value / self.largest).sqrt() * self.radius_pt, value)
    }
}

/// What the shades of marks mean.
#[derive(Debug, Clone, Serialize)]
pub struct ShadeKey {
    /// What the number is.
    pub title: String,
    /// How numbers are written.
    pub format: Format,
}

impl Layer {
    /// The values that are written at the marks: those at the ends of lines, of other marks all.
    pub fn written(&self) -> Vec<f64> {
        let there =
            |series: &Series| series.points.iter().filter_map(|point| point.value).collect::<Vec<f64>>();
        let at_ends = self.mark.0.traits().ends && self.labels != LabelRule::All;
        let last = |series: &Series| series.points.iter().rev().find_map(|point| point.value);
        let points: Vec<f64> = match at_ends {
            true => self.series.iter().filter_map(last).collect(),
            false => self.series.iter().flat_map(there).collect(),
        };
        points.into_iter().chain(self.items.iter().filter_map(|item| item.value)).collect()
    }

    /// Whether it has no value at all, or parts of a whole that is nothing.
    pub fn shows_nothing(&self) -> bool {
        let whole = !self.mark.0.traits().axes && self.mark.0.traits().zero && self.items.is_empty();
        let values = || self.series.iter().flat_map(|series| &series.points).filter_map(|point| point.value);
        self.items.is_empty() && (values().next().is_none() || (whole && values().all(|value| value == 0.0)))
    }
}

/// The side of a value axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Left of the plot, under it for lying bars.
    Left,
    /// Right of the plot.
    Right,
}

/// A mark that covers an extent on both axes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Item {
    /// The place of its series in the layer, which has its name and colour.
    pub series: usize,
    /// Grows along a series where values are missing, so that nothing joins what lies on both sides.
    pub run: usize,
    /// What it is called where its place does not say it.
    pub name: String,
    /// From where to where on the shared axis; equal for a place.
    pub x: [f64; 2],
    /// From where to where on the value axis; for layers with rows the row, twice.
    pub y: [f64; 2],
    /// Numbers that the kind needs to draw it, in the order that the file of the kind says.
    pub parts: Vec<f64>,
    /// The value that is written and told.
    pub value: Option<f64>,
}

/// What a spreadsheet draws by itself for a kind of mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Native {
    /// Lines.
    Line,
    /// Filled areas.
    Area,
    /// Bars, upright or lying.
    Bars,
    /// Points.
    Points,
    /// Upright bars without gaps, one a range of numbers.
    Histogram,
    /// Cells with a colour scale.
    Cells,
    /// Slices of a circle.
    Slices,
    /// Slices of a ring.
    Ring,
    /// Open, high, low and close.
    Stock,
    /// Nothing like it: it is told in words.
    Told,
}

/// The kind of mark of a layer; shown by its name.
#[derive(Clone, Copy)]
pub struct Mark(pub &'static dyn MarkKind);

impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

impl Serialize for Mark {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name())
    }
}

/// A series.
#[derive(Debug, Clone, Serialize)]
pub struct Series {
    /// What it is called.
    pub name: String,
    /// Its colour.
    pub color: Color,
    /// Colour of values below zero, where it differs.
    pub negative: Option<Color>,
    /// Colours of the places of a band axis, where each has its own; mostly empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Color>,
    /// Its values in the order of x. On band axes one for each category.
    pub points: Vec<Point>,
    /// Whether it stays behind the series that stand out.
    pub muted: bool,
    /// How many values there were before neighbours that would fall on the same place were left out.
    pub rows: usize,
}

impl Series {
    /// The colour of one of its marks.
    pub fn color_of(&self, point: &Point) -> Color {
        let own = self.places.get(point.x as usize).copied();
        own.unwrap_or_else(|| self.color_at(point.value.unwrap_or(0.0)))
    }

    /// The colour of a value, which may differ below zero.
    pub fn color_at(&self, value: f64) -> Color {
        self.negative.filter(|_| value < 0.0).unwrap_or(self.color)
    }
}

/// One value of a series.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// Place on the shared axis, in its units.
    pub x: f64,
    /// The value; absent for a gap.
    pub value: Option<f64>,
    /// Where its mark begins on the value axis.
    pub low: f64,
    /// Where its mark ends on the value axis: the value itself unless it is stacked.
    pub high: f64,
}

/// How series share a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stack {
    /// Side by side, or over each other for lines.
    None,
    /// On each other.
    Zero,
    /// On each other, as shares of their sum.
    Normalize,
}

/// Which values are written at the marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LabelRule {
    /// The name and last value of each series, beside its end.
    End,
    /// Each value.
    All,
    /// The lowest and the highest value of each series.
    Extremes,
    /// None.
    None,
}

impl LabelRule {
    /// Its word in a report.
    pub fn word(self) -> &'static str {
        match self {
            LabelRule::End => "end",
            LabelRule::All => "all",
            LabelRule::Extremes => "extremes",
            LabelRule::None => "none",
        }
    }
}

/// How values become colours.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColorScale {
    /// Value with the first colour.
    pub min: f64,
    /// Value with the middle colour.
    pub mid: f64,
    /// Value with the last colour.
    pub max: f64,
    /// Colours of the three.
    pub stops: [Color; 3],
    /// Values between which all share a colour, rising; empty when colours change with every value.
    pub thresholds: Vec<f64>,
}

impl ColorScale {
    /// The colour of a value.
    pub fn color(&self, value: f64) -> Color {
        match self.thresholds.is_empty() {
            true => self.blended(value),
            false => self.classes()[self.thresholds.iter().filter(|threshold| **threshold <= value).count()],
        }
    }

    /// The colours of the classes below, between and above the thresholds. Where the middle is one of the
    /// thresholds, both sides begin beside it.
    pub fn classes(&self) -> Vec<Color> {
        let [low, mid, high] = self.stops;
        let below = self.thresholds.iter().filter(|threshold| **threshold <= self.mid).count();
        let count = self.thresholds.len() + 1;
        let middle = self.thresholds.contains(&self.mid).then_some(below);
        let shade = |class: usize| match middle {
            Some(below) if class < below => low.over(mid, (below - class) as f64 / below as f64),
            Some(below) => high.over(mid, (class - below + 1) as f64 / (count - below) as f64),
            None => {
                let share = class as f64 / (count - 1).max(1) as f64;
                self.blended(self.min + share * (self.max - self.min))
            }
        };
        (0..count).map(shade).collect()
    }

    fn blended(&self, value: f64) -> Color {
        let [low, mid, high] = self.stops;
        let share = |from: f64, to: f64| {
            if to == from { 0.0 } else { ((value - from) / (to - from)).clamp(0.0, 1.0) }
        };
        if value < self.mid {
            low.over(mid, share(self.mid, self.min))
        } else {
            high.over(mid, share(self.mid, self.max))
        }
    }
}
