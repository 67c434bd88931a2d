//! `step`: values that hold until the next one.

use super::line::{LINE_TRAITS, in_front_last, width_pt};
use super::{MarkKind, Swatch, Traits};
use crate::chart::draw::Frame;
use crate::chart::model::{Layer, Point};
use crate::words::Said;

/// The kind.
#[derive(Debug)]
pub struct Step;

impl MarkKind for Step {
    fn name(&self) -> &'static str {
        "step"
    }

    fn summary(&self) -> &'static str {
        "Values that hold until the next one, such as rates and prices of a list."
    }

    fn example(&self) -> &'static str {
        "{ data: rates, mark: step, x: date, y: rate }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Step chart",
            de: "Stufendiagramm",
            fr: "Graphique en escalier",
            es: "Gráfico escalonado",
            it: "Grafico a gradini",
            nl: "Trapdiagram",
            pt: "Gráfico em degraus",
        }
    }

    fn traits(&self) -> Traits {
        LINE_TRAITS
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        for (index, series) in in_front_last(layer) {
            frame.line(stairs(&series.points).into_iter(), series.color, width_pt(layer, series, index));
        }
    }

    fn swatch(&self) -> Swatch {
        Swatch::Line
    }
}

/// Adds the corner before each value; what came before a gap holds until there.
fn stairs(points: &[Point]) -> Vec<Option<(f64, f64)>> {
    let mut out: Vec<Option<(f64, f64)>> = Vec::with_capacity(points.len() * 2);
    for point in points {
        if let Some(Some((_, held))) = out.last() {
            out.push(Some((point.x, *held)));
        }
        out.push(point.value.map(|_| (point.x, point.high)));
    }
    out
}
