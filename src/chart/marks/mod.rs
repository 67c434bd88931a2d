//! The kinds of marks. A new kind is one file here and one line in [`MARKS`]: what it asks of its
//! channels, how it is drawn into a frame, and what it is called.

mod area;
mod bar;
mod histogram;
mod line;
mod point;
mod rect;
mod step;

use super::channel::{ChannelPlan, Checker, suggest};
use super::draw::Frame;
use super::gather::{Gathered, Gathering};
use super::model::{Mark, Panel, Stack};
use crate::diag::{Code, Diagnostic};
use crate::yaml::Text;
use std::fmt::Debug;

/// A kind of mark.
pub trait MarkKind: Debug + Sync {
    /// The word after `mark:`.
    fn name(&self) -> &'static str;
    /// One line for the manual.
    fn summary(&self) -> &'static str;
    /// A smallest use, as YAML.
    fn example(&self) -> &'static str;
    /// What readers call the picture: `Line chart`.
    fn noun(&self) -> &'static str;
    /// What it asks of scales and channels.
    fn traits(&self) -> Traits;
    /// Reads its series from the rows.
    fn gather(&self, gathering: &mut Gathering) -> Gathered {
        gathering.series()
    }
    /// Draws what lies under the grid lines.
    fn draw_under(&self, _panel: &Panel, _frame: &Frame) {}
    /// Draws the marks.
    fn draw(&self, panel: &Panel, frame: &Frame);
}

/// What a kind of mark asks of scales and channels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Traits {
    /// Which channel holds what.
    pub roles: Roles,
    /// Whether its value axis must reach zero, because lengths or surfaces are compared.
    pub zero: bool,
    /// Whether each value takes up a place of its own on the shared axis.
    pub bands: bool,
    /// How series share a place unless the author says otherwise.
    pub stack: Stack,
    /// Whether a series ends somewhere and its name can stand there.
    pub ends: bool,
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
