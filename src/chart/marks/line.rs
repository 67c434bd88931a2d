//! `line`: values over time or numbers, joined by straight lines.

use super::{MarkKind, Roles, Traits};
use crate::chart::draw::Frame;
use crate::chart::model::{Panel, Series, Stack};

/// The kind.
#[derive(Debug)]
pub struct Line;

/// What all lines ask for.
pub(super) const LINE_TRAITS: Traits =
    Traits { roles: Roles::Series, zero: false, bands: false, stack: Stack::None, ends: true };

impl MarkKind for Line {
    fn name(&self) -> &'static str {
        "line"
    }

    fn summary(&self) -> &'static str {
        "Values joined by lines, one for each series."
    }

    fn example(&self) -> &'static str {
        "{ data: prices, mark: line, x: date, y: [open, close] }"
    }

    fn noun(&self) -> &'static str {
        "Line chart"
    }

    fn traits(&self) -> Traits {
        LINE_TRAITS
    }

    fn draw(&self, panel: &Panel, frame: &Frame) {
        for (index, series) in in_front_last(panel) {
            let points = series.points.iter().map(|point| point.value.map(|_| (point.x, point.high)));
            frame.line(points, series.color, width_pt(panel, series, index));
        }
    }
}

/// The series from back to front: muted ones first.
pub(super) fn in_front_last(panel: &Panel) -> impl Iterator<Item = (usize, &Series)> {
    let all = || panel.series.iter().enumerate().rev();
    all().filter(|(_, series)| series.muted).chain(all().filter(|(_, series)| !series.muted))
}

/// Fewer lines are drawn stronger, and the first a little stronger than the others.
pub(super) fn width_pt(panel: &Panel, series: &Series, index: usize) -> f64 {
    let dense = series.points.len() > 600;
    let emphasis = panel.series.iter().any(|series| series.muted);
    match (panel.series.len(), index) {
        _ if series.muted => 0.9,
        _ if emphasis => 1.6,
        (1, _) if dense => 1.0,
        (1, _) => 1.4,
        (2..=6, 0) if !dense => 1.5,
        (2..=6, _) => 1.1,
        _ => 0.8,
    }
}
