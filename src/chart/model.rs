//! The compiled chart: scales, domains, ticks, series, labels, colours and formats, decided once and
//! handed to every output. Holds values and formats; text is made only where it is drawn or told.

use super::marks::{MarkKind, Roles};
use crate::format::{Format, Region};
use crate::theme::{Color, Page, Theme};
use crate::words::chart as said;
use serde::{Serialize, Serializer};
use std::fmt;

/// A chart ready to be drawn, told in words, or rebuilt as a native chart.
#[derive(Debug, Clone, Serialize)]
pub struct Chart {
    /// How wide it wants to be.
    pub size: Size,
    /// How its height follows from its width.
    pub height: Height,
    /// Whether values run across and categories down: horizontal bars.
    pub horizontal: bool,
    /// The axis that all panels share: time, categories or numbers.
    pub x: Axis,
    /// From top to bottom; at least one.
    pub panels: Vec<Panel>,
    /// How facets are arranged; absent when panels stand above each other.
    pub grid: Option<Grid>,
    /// What to say in place of the picture; present when there is nothing to draw.
    pub empty: Option<String>,
    /// Values that are missing in the data and shown as gaps.
    pub missing: usize,
    /// Names of the shared axis, or facets, that are left out because only the largest are shown.
    pub categories_hidden: usize,
    /// Series that are left out for the same reason.
    pub series_hidden: usize,
}

impl Chart {
    /// Height for a width.
    pub fn height_pt(&self, width_pt: f64) -> f64 {
        self.height.points(width_pt)
    }

    /// Height for a width on a page, with room for the words around the chart.
    pub fn height_on(&self, page: &Page, width_pt: f64) -> f64 {
        self.height_pt(width_pt).min(height_max_pt(page))
    }

    /// The picture of a width and a height: plot, axes and labels as SVG with real text; no title, which is text of the
    /// document.
    pub fn svg(&self, size_pt: (f64, f64), theme: &Theme, region: &Region) -> String {
        super::draw::svg(self, size_pt, theme, region)
    }

    /// What the chart shows, in words, at most 400 characters.
    pub fn alt(&self, region: &Region) -> String {
        super::describe::describe(self, region)
    }

    /// How many names it shows of all there are, where it leaves some out.
    pub fn left_out(&self, region: &Region) -> Vec<String> {
        let rows = self.panels.iter().map(|panel| panel.y.categories.len()).max().unwrap_or(0);
        let series = self.panels.iter().map(|panel| panel.series().count()).max().unwrap_or(0);
        let names = match (self.grid, self.x.categories.len()) {
            (Some(_), _) => self.panels.len(),
            (None, 0) => rows,
            (None, names) => names,
        };
        let counts = [(names, self.categories_hidden), (series, self.series_hidden)];
        let left_out = counts.into_iter().filter(|(_, hidden)| *hidden > 0 && self.empty.is_none());
        let words = left_out.map(|(shown, hidden)| {
            said::NAMES_SHOWN.with(region.language(), &[&shown.to_string(), &(shown + hidden).to_string()])
        });
        words.collect()
    }

    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.empty.is_some()
    }
}

/// The height that a page has for a chart besides the words around it.
pub(super) fn height_max_pt(page: &Page) -> f64 {
    const WORDS_PT: f64 = 96.0;
    (page.text_height_pt() - WORDS_PT).max(60.0)
}

/// How facets are arranged, row by row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Grid {
    /// Columns.
    pub columns: usize,
    /// Whether each facet has a value axis of its own.
    pub free: bool,
}

impl Grid {
    /// Columns at a width: no facet gets so narrow that its labels have no room.
    pub fn columns_at(columns: usize, width_pt: f64) -> usize {
        const WIDTH_MIN_PT: f64 = 88.0;
        columns.min((width_pt / WIDTH_MIN_PT).floor() as usize).max(1)
    }
}

/// How wide a chart wants to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// The whole column.
    Wide,
    /// Half of it.
    Half,
    /// A third of it.
    Third,
}

impl Size {
    /// The width on pages whose text is this wide; two halves and three thirds fit beside each other.
    pub fn width_pt(self, text_pt: f64) -> f64 {
        const GAP_PT: f64 = 22.0;
        match self {
            Size::Wide => text_pt,
            Size::Half => (text_pt - GAP_PT) / 2.0,
            Size::Third => (text_pt - 2.0 * GAP_PT) / 3.0,
        }
    }

    /// The width in an A4 report, for decisions that are made before the width is known.
    pub fn nominal_width_pt(self) -> f64 {
        match self {
            Size::Wide => 483.0,
            Size::Half => 234.0,
            Size::Third => 150.0,
        }
    }
}

/// How height follows from width.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Height {
    /// Always the same.
    Points(f64),
    /// A share of the width times this; narrow charts are relatively taller.
    Ratio(f64),
    /// Facets, each a little wider than tall.
    Grid {
        /// Columns where there is room.
        columns: usize,
        /// How many there are.
        count: usize,
        /// The height that the plot of one wants, where it does not follow from its width.
        plot_pt: Option<f64>,
    },
}

/// Height of the name of a facet and of the gap under it.
const GRID_ROW_PT: f64 = 24.0;

impl Height {
    /// Lowest chart that still can be read.
    const MIN_PT: f64 = 120.0;

    /// The height for a width.
    pub fn points(self, width_pt: f64) -> f64 {
        match self {
            Height::Points(points) => points,
            Height::Ratio(factor) => {
                // 0.42 at full width is the shape of a newspaper chart; at half width it would be a strip.
                let narrow = ((400.0 - width_pt) / 240.0).clamp(0.0, 1.0);
                (width_pt * (0.42 + 0.28 * narrow) * factor).max(Height::MIN_PT)
            }
            Height::Grid { columns, count, plot_pt } => {
                let columns = Grid::columns_at(columns, width_pt);
                let (one, rows) = (width_pt / columns as f64, count.div_ceil(columns));
                // The words around the facets come on top.
                let one = plot_pt.map_or((one * 0.62).clamp(70.0, 150.0), |plot| plot + GRID_ROW_PT);
                (rows as f64 * one + 30.0).max(Height::MIN_PT)
            }
        }
    }
}

/// One plot of a chart: layers of marks over a shared axis, with value axes of its own.
#[derive(Debug, Clone, Serialize)]
pub struct Panel {
    /// The name of the facet that it shows.
    pub title: Option<String>,
    /// Share of the height, relative to the other panels.
    pub share: f64,
    /// The axis of the values; for layers with rows the names of the rows.
    pub y: Axis,
    /// The axis of the values of layers on the right.
    pub right: Option<Axis>,
    /// Where the names of its series stand.
    pub legend: Legend,
    /// What is drawn, from back to front; at least one.
    pub layers: Vec<Layer>,
    /// Reference lines and bands.
    pub refs: Vec<RefLine>,
    /// Notes at places of the data.
    pub notes: Vec<Note>,
}

/// Where the names of series stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Legend {
    /// At the ends of lines while they are few, else over the plot.
    #[default]
    Auto,
    /// Over the plot.
    Top,
    /// Beside the plot.
    Right,
    /// Nowhere.
    None,
}

impl Panel {
    /// The value axis of one side.
    pub fn axis(&self, side: Side) -> &Axis {
        match side {
            Side::Left => &self.y,
            Side::Right => self.right.as_ref().unwrap_or(&self.y),
        }
    }

    /// All series with their layers, from back to front.
    pub fn series(&self) -> impl Iterator<Item = (&Layer, &Series)> {
        self.layers.iter().flat_map(|layer| layer.series.iter().map(move |series| (layer, series)))
    }

    /// Whether it shows values as colours of cells, and nothing else.
    pub fn is_heat_map(&self) -> bool {
        self.layers.iter().all(|layer| layer.mark.0.traits().roles == Roles::Cells)
    }
}

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

/// An axis: what is measured, from where to where, and where the ticks are.
#[derive(Debug, Clone, Serialize)]
pub struct Axis {
    /// What it measures, without the unit.
    pub title: Option<String>,
    /// The unit with the thousands or millions that ticks leave out, such as `$ thousand`.
    pub unit: Option<String>,
    /// The unit as the author wrote it.
    pub symbol: Option<String>,
    /// How values become places.
    pub kind: AxisKind,
    /// First value shown. Seconds since 1970 for time, place minus a half for categories.
    pub min: f64,
    /// Last value shown.
    pub max: f64,
    /// Distance between ticks of a linear axis.
    pub step: f64,
    /// Where ticks are; for time they are chosen when the width is known.
    pub ticks: Vec<f64>,
    /// How ticks are written.
    pub format: Format,
    /// How the author wants the places of an axis of time to be written.
    pub chosen: Option<Format>,
    /// What its names or days are called, where the author says so: mostly they speak for themselves.
    pub heading: Option<String>,
    /// Names of the places 0, 1, 2 … of a band axis.
    pub categories: Vec<String>,
    /// Whether it runs the other way.
    pub reverse: bool,
    /// Whether its ticks and labels are left out.
    pub hidden: bool,
    /// Whether values stand in the middle of their span of the calendar.
    pub spans: bool,
    /// Where years and weeks begin, for time.
    pub calendar: Calendar,
    /// Size up to which a symmetric log axis is nearly linear.
    pub linear_to: f64,
    /// Where its ticks stand.
    pub side: Side,
}

/// Where years and weeks begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Calendar {
    /// First month of the year, 1 to 12.
    pub year_start: i8,
    /// First day of the week, 0 for Monday to 6 for Sunday.
    pub week_start: i8,
}

impl Default for Calendar {
    fn default() -> Calendar {
        Calendar { year_start: 1, week_start: 0 }
    }
}

/// How values become places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AxisKind {
    /// Equal steps.
    Linear,
    /// Equal factors.
    Log,
    /// Equal factors on both sides of zero, with a nearly linear piece around it.
    SymLog,
    /// A calendar; seconds since 1970-01-01 in the time zone of the report.
    Time(Grain),
    /// Names in a row.
    Band,
}

/// The span of the calendar that one value speaks for. Such values stand in the middle of their span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// A moment.
    Moment,
    /// A day, a moment for lines.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// A year.
    Year,
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
    /// Its values in the order of x. On band axes one for each category.
    pub points: Vec<Point>,
    /// Whether it stays behind the series that stand out.
    pub muted: bool,
    /// How many values there were before neighbours that would fall on the same place were left out.
    pub rows: usize,
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

/// A reference line, or a band.
#[derive(Debug, Clone, Serialize)]
pub struct RefLine {
    /// The axis its value lies on.
    pub axis: RefAxis,
    /// Its value.
    pub from: f64,
    /// The other end of a band.
    pub to: Option<f64>,
    /// Words beside it.
    pub label: Option<String>,
    /// How the author wants the value in the words to be written.
    #[serde(skip)]
    pub format: Option<Format>,
    /// Whether it is dashed.
    pub dash: bool,
    /// Its colour.
    pub color: Color,
    /// The colour of the surface of a band.
    pub fill: Color,
}

/// Words at a place of the data.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Note {
    /// The place on the shared axis.
    pub x: f64,
    /// The place on the value axis.
    pub y: f64,
    /// The words.
    pub text: String,
}

/// The axis that a reference belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefAxis {
    /// The shared axis.
    X,
    /// The axis of the values.
    Y,
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
