//! Values written at bars: beyond their ends where there is room, all of them or none.

use super::canvas::Anchor;
use super::frame::Frame;
use super::text;
use crate::chart::model::{Panel, Point, Series, Stack};
use crate::format::Region;
use crate::value::Value;

/// Gap between a bar and its value.
const GAP_PT: f64 = 3.0;

/// Width of the widest value, so that it fits beyond the longest bar.
pub fn value_widths(panel: &Panel, region: &Region) -> f64 {
    let values = panel.series.iter().flat_map(|series| &series.points).filter_map(|point| point.value);
    let width = |value: f64| text::width_pt(&panel.value_format.display(&Value::Number(value), region).text);
    values.map(width).fold(0.0, f64::max) + GAP_PT
}

/// One value and where it stands: the middle of the bar's end, on paper.
pub struct BarLabel {
    pub end: (f64, f64),
    pub words: String,
    pub below: bool,
}

/// The value of a bar whose middle lies at `x`.
pub fn bar_label(point: &Point, x: f64, frame: &Frame) -> Option<BarLabel> {
    let value = point.value?;
    Some(BarLabel { end: frame.paper_exact(x, point.high), words: frame.write(value), below: value < 0.0 })
}

/// Writes values beyond the ends of bars; none when neighbours would touch.
pub fn draw(labels: &[BarLabel], room_pt: f64, frame: &Frame) {
    if frame.panel.stack != Stack::None {
        return;
    }
    let widest = labels.iter().map(|label| text::width_pt(&label.words)).fold(0.0, f64::max);
    let needed = if frame.chart.horizontal { text::SIZE_PT } else { widest + 1.0 };
    if needed > room_pt {
        return;
    }
    for label in labels {
        let ((x, y), below) = (label.end, label.below);
        let style = |anchor| frame.look.label(anchor);
        match (frame.chart.horizontal, below) {
            (true, false) => frame.text((x + GAP_PT, y), &label.words, style(Anchor::Start)),
            (true, true) => frame.text((x - GAP_PT, y), &label.words, style(Anchor::End)),
            (false, false) => frame.text((x, y - 5.5), &label.words, style(Anchor::Middle)),
            (false, true) => frame.text((x, y + 6.0), &label.words, style(Anchor::Middle)),
        }
    }
}

/// Whether a series wants its own colour below zero.
pub fn color(series: &Series, value: f64) -> crate::theme::Color {
    match series.negative {
        Some(negative) if value < 0.0 => negative,
        Some(_) | None => series.color,
    }
}
