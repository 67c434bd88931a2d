//! `area`: surfaces from zero, alone or on each other.

use super::{MarkKind, Traits};
use crate::chart::draw::Frame;
use crate::chart::model::{Layer, Native, Point, Series, Stack};
use crate::theme::Color;
use crate::words::Said;

/// The kind.
#[derive(Debug)]
pub struct Area;

/// How strong the surface under a single line is.
const TINT: f64 = 0.18;

impl MarkKind for Area {
    fn name(&self) -> &'static str {
        "area"
    }

    fn summary(&self) -> &'static str {
        "Surfaces between values and zero; several series lie on each other."
    }

    fn example(&self) -> &'static str {
        "{ data: equity, mark: area, x: date, y: drawdown }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Area chart",
            de: "Flächendiagramm",
            fr: "Graphique en aires",
            es: "Gráfico de áreas",
            it: "Grafico ad area",
            nl: "Vlakdiagram",
            pt: "Gráfico de áreas",
        }
    }

    fn traits(&self) -> Traits {
        Traits { zero: true, stack: Stack::Zero, ends: true, ..Traits::SERIES }
    }

    fn draw_under(&self, layer: &Layer, frame: &Frame) {
        if is_solid(layer) {
            return;
        }
        // A pale surface lets the grid lie over it.
        for series in &layer.series {
            surfaces(series, false, series.color.over(frame.look.paper, TINT), frame);
        }
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        let solid = is_solid(layer);
        if solid {
            for series in &layer.series {
                surfaces(series, true, series.color, frame);
            }
        }
        for series in layer.series.iter().rev() {
            let there = |point: &Point| solid || point.value.is_some();
            let points = series.points.iter().map(|point| there(point).then_some((point.x, point.high)));
            match solid {
                // A hairline of paper keeps neighbours apart without relying on colour.
                true => frame.line(points, frame.look.paper, 0.5),
                false => frame.line(points, series.color, 0.9),
            }
        }
    }

    fn native(&self) -> Native {
        Native::Area
    }
}

/// Whether surfaces lie on each other.
fn is_solid(layer: &Layer) -> bool {
    layer.series.len() > 1 && layer.stack != Stack::None
}

fn surfaces(series: &Series, solid: bool, color: Color, frame: &Frame) {
    for run in runs(series, solid) {
        let upper = run.iter().map(|point| (point.x, point.high));
        let mut outline: Vec<(f64, f64)> = upper.collect();
        match run {
            // A straight lower edge needs only its ends.
            [first, .., last] if run.iter().all(|point| point.low == first.low) => {
                outline.extend([(last.x, last.low), (first.x, first.low)]);
            }
            _ => outline.extend(run.iter().rev().map(|point| (point.x, point.low))),
        }
        frame.surface(&outline, color);
    }
}

/// Pieces of a series without gaps; on each other there are none.
fn runs(series: &Series, solid: bool) -> Vec<&[Point]> {
    match solid {
        true => vec![&series.points],
        false => series.points.split(|point| point.value.is_none()).filter(|run| run.len() > 1).collect(),
    }
}
