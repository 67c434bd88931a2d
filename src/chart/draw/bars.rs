//! Values written at bars: beyond their ends where there is room, all of them or none.

use super::canvas::Anchor;
use super::frame::Frame;
use super::text;
use crate::chart::model::{LabelRule, Layer, Panel, Point, Series, Stack};
use crate::format::Region;
use crate::value::Value;

/// Gap between a bar and its value.
const GAP_PT: f64 = 3.0;

/// How far the values of lying bars reach beyond the left and right end of a plot of this width.
pub fn overhangs(panel: &Panel, plot_pt: f64, region: &Region) -> (f64, f64) {
    let (mut left, mut right): (f64, f64) = (0.0, 0.0);
    let labelled = |layer: &Layer| layer.labels == LabelRule::All && layer.stack == Stack::None;
    let points = panel.series().filter(|(layer, _)| labelled(layer));
    for (layer, point) in points.flat_map(|(layer, series)| series.points.iter().map(move |p| (layer, p))) {
        let Some(value) = point.value else { continue };
        let words = layer.value_format.display(&Value::Number(value), region).text;
        let width = text::width_pt(&words) + GAP_PT;
        let end = panel.y.position(point.high).clamp(0.0, 1.0) * plot_pt;
        match value < 0.0 {
            true => left = left.max(width - end),
            false => right = right.max(width - (plot_pt - end)),
        }
    }
    let layers = panel.layers.iter().filter(|layer| labelled(layer));
    for (layer, item) in layers.flat_map(|layer| layer.items.iter().map(move |item| (layer, item))) {
        let Some(value) = item.value else { continue };
        let words = layer.value_format.display(&Value::Number(value), region).text;
        let width = text::width_pt(&words) + GAP_PT;
        let place = |y: f64| panel.y.position(y).clamp(0.0, 1.0) * plot_pt;
        match value < 0.0 {
            true => left = left.max(width - place(item.y[0])),
            false => right = right.max(width - (plot_pt - place(item.y[1]))),
        }
    }
    (left, right)
}

/// One value and where it stands: the middle of the bar's end, on paper.
pub struct BarLabel {
    pub end: (f64, f64),
    pub words: String,
    pub below: bool,
}

impl BarLabel {
    /// The same further away from zero, beyond a dot at the end.
    pub fn beyond(mut self, radius_pt: f64, frame: &Frame) -> BarLabel {
        let sign = if self.below { -1.0 } else { 1.0 };
        match frame.chart.horizontal {
            true => self.end.0 += sign * radius_pt,
            false => self.end.1 -= sign * radius_pt,
        }
        self
    }
}

/// The value of a bar whose middle lies at `x`.
pub fn bar_label(point: &Point, x: f64, frame: &Frame) -> Option<BarLabel> {
    let value = point.value?;
    // A lying bar that is cut by a chosen domain has its value where it is cut.
    let high = match frame.chart.horizontal {
        true => point.high.clamp(frame.y.min, frame.y.max),
        false => point.high,
    };
    Some(BarLabel { end: frame.paper_exact(x, high), words: frame.write(value), below: value < 0.0 })
}

/// Writes values beyond the ends of bars; none when neighbours would touch.
pub fn draw(labels: &[BarLabel], room_pt: f64, frame: &Frame) {
    if frame.layer.stack != Stack::None {
        return;
    }
    let widest = labels.iter().map(|label| text::width_pt(&label.words)).fold(0.0, f64::max);
    let needed = if frame.chart.horizontal { text::SIZE_PT } else { widest + 1.0 };
    if needed > room_pt {
        return;
    }
    // Values of lying bars stand in the margin, outside of what is cut.
    let clipped = frame.chart.horizontal && frame.overflows();
    if clipped {
        frame.unclip();
    }
    labels.iter().for_each(|label| write(label, frame));
    if clipped {
        frame.clip();
    }
}

fn write(label: &BarLabel, frame: &Frame) {
    let ((x, y), below) = (label.end, label.below);
    let style = |anchor| frame.look.label(anchor);
    match (frame.chart.horizontal, below) {
        (true, false) => frame.text((x + GAP_PT, y), &label.words, style(Anchor::Start)),
        (true, true) => frame.text((x - GAP_PT, y), &label.words, style(Anchor::End)),
        (false, false) => frame.text((x, y - 5.5), &label.words, style(Anchor::Middle)),
        (false, true) => frame.text((x, y + 6.0), &label.words, style(Anchor::Middle)),
    }
}

/// Whether a series wants its own colour below zero.
pub fn color(series: &Series, value: f64) -> crate::theme::Color {
    match series.negative {
        Some(negative) if value < 0.0 => negative,
        Some(_) | None => series.color,
    }
}
