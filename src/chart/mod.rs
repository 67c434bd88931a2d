//! Charts: a small grammar of marks and channels, compiled once into scales, ticks, labels, colours and
//! formats, then drawn as SVG, told in words, or rebuilt as a native chart of a workbook.
//!
//! ```text
//! ChartSpec ──resolve──▶ ChartPlan ──compile──▶ Chart ──▶ svg · alt · (workbook)
//!  written     schema     meant        rows      shown
//! ```

mod calendar;
mod categories;
mod channel;
mod checker;
mod checks;
mod compile;
mod decimate;
mod describe;
mod domain;
mod draw;
mod gather;
mod ladder;
mod marks;
mod model;
mod numbers;
mod order;
mod palette;
mod plan;
mod reference;
mod resolve;
mod scale;
mod sequence;
mod spark;
mod spec;
mod stack;
#[cfg(test)]
mod tests;
mod ticks;
mod written;

pub use draw::sparkline;
pub use marks::{MARKS, MarkKind};
pub use model::{
    Axis, AxisKind, Calendar, Chart, ColorScale, Grain, Grid, Height, Item, LabelRule, Layer, Legend, Mark,
    Native, Note, Panel, Point, RefAxis, RefLine, Series, Side, Size, Stack,
};
pub use plan::ChartPlan;
pub use resolve::resolve;
pub use spark::{Spark, SparkKind};
pub use spec::{ChartSpec, DataTable};
