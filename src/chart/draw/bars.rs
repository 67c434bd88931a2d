//! Values written at bars: beyond their ends where there is room, all of them or none.

use super::board::{Offer, Priority, Spot};
use super::canvas::Anchor;
use super::frame::Frame;
use super::text;
use crate::chart::model::{LabelRule, Layer, Panel, Point, Stack};
use crate::format::Region;
use crate::value::Value;

/// Gap between a bar and its value.
const GAP_PT: f64 = 3.0;

/// How far the values of lying bars reach beyond the left and right end of a plot of this width.
pub fn overhangs(panel: &Panel, plot_pt: f64, region: &Region) -> (f64, f64) {
    let (mut left, mut right): (f64, f64) = (0.0, 0.0);
    let labelled = |layer: &Layer| {
        matches!(layer.labels, LabelRule::All | LabelRule::Extremes) && layer.stack == Stack::None
    };
    let points = panel.series().filter(|(layer, _)| labelled(layer));
    for (layer, point) in points.flat_map(|(layer, series)| series.points.iter().map(move |p| (layer, p))) {
        let Some(value) = point.value else { continue };
        let words = layer.value_format.display(&Value::Number(value), region).text;
        let width = text::width_pt(&words) + GAP_PT;
        let end = panel.y.position(point.high).clamp(0.0, 1.0) * plot_pt;
        match (value < 0.0) != panel.y.reverse {
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
        let (low, high) = (place(item.y[0]), place(item.y[1]));
        match (value < 0.0) != panel.y.reverse {
            true => left = left.max(width - low.min(high)),
            false => right = right.max(width - (plot_pt - low.max(high))),
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
        let sign = if self.below != frame.y.reverse { -1.0 } else { 1.0 };
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
    let Spot { at, anchor } = spot(label, frame);
    frame.text(at, &label.words, frame.look.label(anchor));
}

/// Offers one value; it is left out where it would touch other words.
pub fn offer(label: &BarLabel, frame: &Frame) {
    let spots = vec![spot(label, frame)];
    let style = frame.look.label(Anchor::Middle);
    let lines = vec![label.words.clone()];
    frame.offer(Offer { lines, style, spots, priority: Priority::Extreme, leader: None });
}

/// Beyond the end of the bar.
fn spot(label: &BarLabel, frame: &Frame) -> Spot {
    let ((x, y), below) = (label.end, label.below != frame.y.reverse);
    let (at, anchor) = match (frame.chart.horizontal, below) {
        (true, false) => ((x + GAP_PT, y), Anchor::Start),
        (true, true) => ((x - GAP_PT, y), Anchor::End),
        (false, false) => ((x, y - 5.5), Anchor::Middle),
        (false, true) => ((x, y + 6.0), Anchor::Middle),
    };
    Spot { at, anchor }
}
