//! The axis of a compiled chart: what is measured, from where to where, and where the ticks are.

use super::Side;
use crate::format::Format;
use serde::Serialize;

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
