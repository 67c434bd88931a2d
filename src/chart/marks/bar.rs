//! `bar`: lengths from zero, beside each other, on each other, or as shares of a whole.

use super::{MarkKind, Traits};
use crate::chart::draw::{self, Anchor, BarLabel, Frame, PLAIN, label_width_pt, text};
use crate::chart::model::{AxisKind, LabelRule, Layer, Native, Point, Stack};
use crate::theme::Color;
use crate::words::Said;

/// The kind.
#[derive(Debug)]
pub struct Bar;

/// Part of its room that a bar or a group of bars fills.
const FILL: f64 = 0.74;

impl MarkKind for Bar {
    fn name(&self) -> &'static str {
        "bar"
    }

    fn summary(&self) -> &'static str {
        "Lengths from zero. Long names make them lie; several series stand beside or on each other."
    }

    fn example(&self) -> &'static str {
        "{ data: sales, mark: bar, x: region, y: revenue }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Bar chart",
            de: "Balkendiagramm",
            fr: "Graphique en barres",
            es: "Gráfico de barras",
            it: "Grafico a barre",
            nl: "Staafdiagram",
            pt: "Gráfico de barras",
        }
    }

    fn traits(&self) -> Traits {
        Traits { zero: true, bands: true, single: true, paints: true, writes: EXTREMES, ..Traits::SERIES }
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        let beside = if layer.stack == Stack::None { layer.series.len().max(1) } else { 1 };
        let one = layer.band * FILL / beside as f64;
        let mut labels = Vec::new();
        for (index, series) in layer.series.iter().enumerate() {
            let offset = if beside == 1 { 0.0 } else { (index as f64 - (beside as f64 - 1.0) / 2.0) * one };
            // Lying bars are listed downwards, so the axis runs backwards and the first must come first.
            let points = series.points.iter().filter(|point| point.value.is_some_and(|_| shows(point)));
            for point in points {
                let middle = frame.chart.x.place(point.x) + offset;
                let color = series.color_of(point);
                let (from, to) = ((middle - one / 2.0, point.low), (middle + one / 2.0, point.high));
                frame.bar(from, to, gap(layer, frame), color);
                match layer.stack {
                    Stack::None => {
                        labels.extend(draw::bar_label(point, middle, frame).map(|label| (point.high, label)));
                    }
                    Stack::Zero | Stack::Normalize => write_piece(point, (from, to), color, layer, frame),
                }
            }
        }
        write_values(labels, room_pt(one, beside, frame), layer, frame);
    }

    fn native(&self) -> Native {
        Native::Bars
    }
}

/// A bar without length is the zero line; its label still says that it is there.
fn shows(point: &Point) -> bool {
    point.low.is_finite() && point.high.is_finite()
}

/// A hair of paper between the pieces of a stack.
fn gap(layer: &Layer, frame: &Frame) -> (f64, f64) {
    match (layer.stack, frame.chart.horizontal) {
        (Stack::None, _) => (0.0, 0.0),
        (Stack::Zero | Stack::Normalize, true) => (0.25, 0.0),
        (Stack::Zero | Stack::Normalize, false) => (0.0, 0.25),
    }
}

/// Room for the value of one bar along the shared axis.
fn room_pt(one: f64, beside: usize, frame: &Frame) -> f64 {
    let axis = &frame.chart.x;
    let length = match (frame.chart.horizontal, axis.kind) {
        (true, _) => frame.at.bottom - frame.at.top,
        (false, AxisKind::Band | AxisKind::Linear | AxisKind::Log | AxisKind::SymLog | AxisKind::Time(_)) => {
            frame.at.right - frame.at.left
        }
    };
    let share = if beside == 1 { one / FILL } else { one };
    share / (axis.max - axis.min) * length
}

/// The value of a piece of a stack, in its middle where it has room.
fn write_piece(
    point: &Point,
    (from, to): ((f64, f64), (f64, f64)),
    color: Color,
    layer: &Layer,
    frame: &Frame,
) {
    const ROOM_PT: f64 = 2.0;
    let Some(value) = point.value.filter(|value| layer.labels == LabelRule::All && *value != 0.0) else {
        return;
    };
    let words = frame.write(value);
    let (a, b) = (frame.paper_exact(from.0, from.1), frame.paper_exact(to.0, to.1));
    let (width, height) = ((b.0 - a.0).abs(), (b.1 - a.1).abs());
    if label_width_pt(&words) + ROOM_PT <= width && text::SIZE_PT + ROOM_PT <= height {
        let style = frame.label(frame.look.on(color), PLAIN, Anchor::Middle);
        frame.text(((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0), &words, style);
    }
}

/// What may be written at lengths.
pub(super) const EXTREMES: &[LabelRule] = &[LabelRule::All, LabelRule::Extremes];

/// Values beyond the ends of lengths: all of them, or those of the least and the largest.
pub(super) fn write_values(labels: Vec<(f64, BarLabel)>, room_pt: f64, layer: &Layer, frame: &Frame) {
    let by = |a: &&(f64, BarLabel), b: &&(f64, BarLabel)| a.0.total_cmp(&b.0);
    match layer.labels {
        LabelRule::All => {
            let all: Vec<BarLabel> = labels.into_iter().map(|(_, label)| label).collect();
            draw::draw_bar_labels(&all, room_pt, frame);
        }
        LabelRule::Extremes => {
            let ends = [labels.iter().min_by(by), labels.iter().max_by(by)];
            ends.into_iter().flatten().for_each(|(_, label)| draw::offer_bar_label(label, frame));
        }
        LabelRule::End | LabelRule::None => {}
    }
}
