//! `line`: values over time or numbers, joined by straight lines.

use super::{Holds, MarkKind, Swatch, Takes, Traits};
use crate::chart::channel::Channel;
use crate::chart::draw::Frame;
use crate::chart::model::{LabelRule, Layer, Native, Series};
use crate::words::Said;

/// The kind.
#[derive(Debug)]
pub struct Line;

/// What all lines ask for.
pub(super) const LINE_TRAITS: Traits =
    Traits { ends: true, writes: ENDS, takes: &[DETAIL], ..Traits::SERIES };
const DETAIL: Takes = Takes {
    channel: Channel::Detail,
    holds: Holds::Anything,
    needed: false,
    what: "draws a line for each name without colours of their own",
};
/// What may be written at what ends somewhere.
pub(super) const ENDS: &[LabelRule] = &[LabelRule::End, LabelRule::All, LabelRule::Extremes];

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

    fn noun(&self) -> Said {
        Said {
            en: "Line chart",
            de: "Liniendiagramm",
            fr: "Graphique en courbes",
            es: "Gráfico de líneas",
            it: "Grafico a linee",
            nl: "Lijndiagram",
            pt: "Gráfico de linhas",
        }
    }

    fn traits(&self) -> Traits {
        LINE_TRAITS
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        for (index, series) in in_front_last(layer) {
            let points = series.points.iter().map(|point| point.value.map(|_| (point.x, point.high)));
            frame.line(points, series.color, width_pt(layer, series, index));
        }
    }

    fn swatch(&self) -> Swatch {
        Swatch::Line
    }

    fn native(&self) -> Native {
        Native::Line
    }
}

/// The series from back to front: muted ones first.
pub(super) fn in_front_last(layer: &Layer) -> impl Iterator<Item = (usize, &Series)> {
    let all = || layer.series.iter().enumerate().rev();
    all().filter(|(_, series)| series.muted).chain(all().filter(|(_, series)| !series.muted))
}

/// Fewer lines are drawn stronger, and the first a little stronger than the others.
pub(super) fn width_pt(layer: &Layer, series: &Series, index: usize) -> f64 {
    let dense = series.points.len() > 600;
    let emphasis = layer.series.iter().any(|series| series.muted);
    match (layer.series.len(), index) {
        _ if series.muted => 0.9,
        _ if emphasis => 1.6,
        (1, _) if dense => 1.0,
        (1, _) => 1.4,
        (2..=6, 0) if !dense => 1.5,
        (2..=6, _) => 1.1,
        _ => 0.8,
    }
}
