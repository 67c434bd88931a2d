//! The kinds of marks. A new kind is one file here and one line in [`MARKS`]: what it asks of its
//! channels, how it is drawn into a frame, and what it is called.

mod area;
mod bar;
mod boxplot;
mod bullet;
mod candlestick;
mod donut;
mod dumbbell;
mod gantt;
mod gauge;
mod histogram;
mod line;
mod lollipop;
mod ohlc;
mod pie;
mod point;
mod range;
mod rect;
mod ribbon;
mod slope;
mod step;
mod treemap;
mod waterfall;

use super::channel::{Channel, ChannelPlan, suggest};
use super::checker::Checker;
use super::describe::Teller;
use super::draw::Frame;
use super::gather::{Gathered, Gathering};
use super::model::{LabelRule, Layer, Mark, Native, Stack};
use crate::diag::{Code, Diagnostic};
use crate::words::Said;
use crate::yaml::Text;
use std::fmt::Debug;

pub use point::BUBBLE_PT_MAX;

/// A kind of mark.
pub trait MarkKind: Debug + Sync {
    /// The word after `mark:`.
    fn name(&self) -> &'static str;
    /// One line for the manual.
    fn summary(&self) -> &'static str;
    /// A smallest use, as YAML.
    fn example(&self) -> &'static str;
    /// What readers call the picture: `Line chart`.
    fn noun(&self) -> Said;
    /// What it asks of channels, scales and axes.
    fn traits(&self) -> Traits;
    /// Reads its marks from the rows: series of points, or items.
    fn gather(&self, gathering: &mut Gathering) -> Gathered {
        match self.traits().parts.is_empty() {
            true => gathering.series(),
            false => gathering.parts(),
        }
    }
    /// Draws what lies under the grid lines.
    fn draw_under(&self, _layer: &Layer, _frame: &Frame) {}
    /// Draws the marks.
    fn draw(&self, layer: &Layer, frame: &Frame);
    /// The height it wants at a width, where that does not follow from the width alone.
    fn height_pt(&self, _layer: &Layer, _width_pt: f64) -> Option<f64> {
        None
    }
    /// What is impossible about the values of one mark, for kinds whose marks need several.
    fn impossible(&self, _parts: &[f64]) -> Option<&'static str> {
        None
    }
    /// How far its marks reach beyond their places, in points; `sized` says that sizes are shown.
    fn reach_pt(&self, _sized: bool) -> f64 {
        0.0
    }
    /// What stands before the names of series in the legend.
    fn swatch(&self) -> Swatch {
        Swatch::Box
    }
    /// Whether it writes the names of series at its marks, so that no legend is needed.
    fn names_itself(&self) -> bool {
        false
    }
    /// The sentences that say what the marks show; `None` leaves it to the ways of series and the order of names.
    fn tell(&self, _layer: &Layer, _teller: &Teller) -> Option<Vec<String>> {
        None
    }
    /// What a spreadsheet draws for it.
    fn native(&self) -> Native {
        Native::Told
    }
}

/// What a kind of mark asks of channels, scales and axes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Traits {
    /// Which channel holds what.
    pub roles: Roles,
    /// The channels it takes beyond `x`, `y` and `color`.
    pub takes: &'static [Takes],
    /// What the columns of `y` are when one mark needs several, such as open, high, low and close; empty when
    /// each column is a series.
    pub parts: &'static [&'static str],
    /// Whether its value axis must reach zero, because lengths or surfaces are compared.
    pub zero: bool,
    /// Whether each value takes up a place of its own on the shared axis.
    pub bands: bool,
    /// Whether a series can show only one row at a place; a second one is a mistake.
    pub single: bool,
    /// How series share a place unless the author says otherwise.
    pub stack: Stack,
    /// Whether series share the middle of their place instead of standing beside each other.
    pub over: bool,
    /// Whether a series ends somewhere and its name can stand there.
    pub ends: bool,
    /// Whether it is drawn over axes; parts of a whole are not.
    pub axes: bool,
    /// Whether numbers in `color` become shades of its marks; else they are names of series.
    pub shades: bool,
    /// Whether each place may have a colour of its own: what stands there is one mark.
    pub paints: bool,
    /// Whether bands of `refs` say how good a value is.
    pub graded: bool,
    /// Whether gains and losses have colours of their own unless the author chooses others.
    pub signs: bool,
    /// Whether names stand in the order of their rows, which means something.
    pub in_order: bool,
    /// Which values are written unless the author says otherwise; `None` leaves it to the room there is.
    pub labels: Option<LabelRule>,
    /// Which values the author may choose besides none.
    pub writes: &'static [LabelRule],
}

impl Traits {
    /// Values in `y`, series in `color`, nothing special.
    pub const SERIES: Traits = Traits {
        roles: Roles::Series,
        takes: &[],
        parts: &[],
        zero: false,
        bands: false,
        single: false,
        stack: Stack::None,
        over: false,
        ends: false,
        axes: true,
        shades: false,
        paints: false,
        graded: false,
        signs: false,
        in_order: false,
        labels: None,
        writes: &[LabelRule::All],
    };
}

/// Which channel holds what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Roles {
    /// `y` holds the values, `color` tells series apart.
    Series,
    /// `color` holds the values, `x` and `y` name columns and rows.
    Cells,
    /// `x` holds the values; how many fall into each bin is counted.
    Distribution,
    /// `y` holds the values, `x` or `color` names the parts; each part becomes a series of one value.
    Parts,
    /// `y` names rows, in which marks reach from `x` to `x2`; `color` tells series apart.
    Spans,
}

/// A channel that a kind takes beyond `x`, `y` and `color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Takes {
    /// The channel.
    pub channel: Channel,
    /// What it must hold.
    pub holds: Holds,
    /// Whether the kind cannot do without it.
    pub needed: bool,
    /// What it does, after `which`: `says where the marks end`.
    pub what: &'static str,
}

/// What a channel must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Values of any type.
    Anything,
    /// Numbers.
    Numbers,
    /// Numbers, or dates.
    Places,
}

/// What stands before a name in the legend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Swatch {
    /// A filled square.
    Box,
    /// A square as pale as the surface it stands for.
    Tint(f64),
    /// A piece of a line.
    Line,
    /// A dot.
    Dot,
}

/// All kinds of marks, in the order the manual lists them.
pub static MARKS: &[&dyn MarkKind] = &[
    &line::Line,
    &step::Step,
    &area::Area,
    &bar::Bar,
    &point::PointMark,
    &rect::RectMark,
    &histogram::Histogram,
    &boxplot::BoxPlot,
    &lollipop::Lollipop,
    &dumbbell::Dumbbell,
    &range::Range,
    &ribbon::Ribbon,
    &slope::Slope,
    &waterfall::Waterfall,
    &bullet::Bullet,
    &gauge::Gauge,
    &pie::Pie,
    &donut::Donut,
    &treemap::Treemap,
    &candlestick::Candlestick,
    &ohlc::Ohlc,
    &gantt::Gantt,
];

/// The mark that was written; the outer `None` says that a mistake was told.
pub(super) fn find(written: &Option<Text>, checker: &mut Checker) -> Option<Option<Mark>> {
    let Some(text) = written else { return Some(None) };
    if let Some(mark) = MARKS.iter().find(|mark| mark.name() == text.as_str()) {
        return Some(Some(Mark(*mark)));
    }
    let names: Vec<&str> = MARKS.iter().map(|mark| mark.name()).collect();
    let diagnostic =
        Diagnostic::error(Code::WrongValue, text.span(), format!("unknown mark `{}`", text.as_str()));
    checker.sink.push(suggest(diagnostic, text.as_str(), text.span(), &names));
    None
}

/// The mark that fits the columns: time and numbers make a line, names and numbers bars, two numbers
/// points, a single column of numbers its distribution.
pub(super) fn infer(x: &ChannelPlan, y: Option<&ChannelPlan>) -> Mark {
    match y {
        None if x.is_numeric() => Mark(&histogram::Histogram),
        None => Mark(&bar::Bar),
        Some(_) if x.is_temporal() => Mark(&line::Line),
        Some(y) if x.is_numeric() && y.is_numeric() => Mark(&point::PointMark),
        Some(_) => Mark(&bar::Bar),
    }
}
