//! `lollipop`: a dot at the end of a thin stem from zero, where bars would be too heavy.

use super::bar::{EXTREMES, write_values};
use super::{MarkKind, Swatch, Traits};
use crate::chart::draw::{self, Beside, Frame, Stroke};
use crate::chart::model::{Layer, Native};
use crate::words::Said;

/// The kind.
#[derive(Debug)]
pub struct Lollipop;

/// Part of its room that a group of stems takes.
const FILL: f64 = 0.74;
const DOT_PT: f64 = 3.4;

impl MarkKind for Lollipop {
    fn name(&self) -> &'static str {
        "lollipop"
    }

    fn summary(&self) -> &'static str {
        "A dot on a stem from zero for each name; a lighter bar chart."
    }

    fn example(&self) -> &'static str {
        "{ data: sales, mark: lollipop, x: region, y: revenue }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Lollipop chart",
            de: "Lollipop-Diagramm",
            fr: "Graphique en sucettes",
            es: "Gráfico de piruletas",
            it: "Grafico a lecca-lecca",
            nl: "Lollydiagram",
            pt: "Gráfico de pirulitos",
        }
    }

    fn traits(&self) -> Traits {
        Traits { zero: true, bands: true, single: true, paints: true, writes: EXTREMES, ..Traits::SERIES }
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        let beside = Beside::of(layer, FILL);
        let radius_pt = DOT_PT.min(frame.along_pt(beside.one) * 0.42).max(0.8);
        let mut labels = Vec::new();
        for (index, series) in layer.series.iter().enumerate() {
            for point in series.points.iter().filter(|point| point.value.is_some()) {
                let color = series.color_of(point);
                let middle = frame.chart.x.place(point.x) + beside.offset(index);
                let (from, to) =
                    (frame.paper_exact(middle, point.low), frame.paper_exact(middle, point.high));
                let stem = Stroke { color, width_pt: (radius_pt * 0.45).max(0.5), dashed: false };
                frame.paper_line(from, to, &stem);
                frame.paper_dots(&[to], radius_pt, color, false);
                let label = draw::bar_label(point, middle, frame).map(|label| label.beyond(radius_pt, frame));
                labels.extend(label.map(|label| (point.high, label)));
            }
        }
        let room_pt = frame.along_pt(layer.band / layer.series.len().max(1) as f64);
        write_values(labels, room_pt, layer, frame);
    }

    fn swatch(&self) -> Swatch {
        Swatch::Dot
    }

    fn native(&self) -> Native {
        Native::Bars
    }
}
