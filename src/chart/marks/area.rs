//! `area`: surfaces from zero, alone or on each other.

use super::{MarkKind, Traits};
use crate::chart::draw::{Frame, Stroke};
use crate::chart::model::{Layer, Native, Point, Series, Stack};
use crate::chart::stack;
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
        Traits { zero: true, stack: Stack::Zero, ends: true, writes: super::line::ENDS, ..Traits::SERIES }
    }

    fn draw_under(&self, layer: &Layer, frame: &Frame) {
        if is_solid(layer) {
            return;
        }
        // The largest first, so that it hides none. A pale surface lets the grid lie over it.
        let mut series: Vec<&Series> = layer.series.iter().collect();
        series.sort_by(|a, b| size(b).total_cmp(&size(a)));
        for series in series {
            let runs = series.points.split(|point| point.value.is_none());
            surfaces(runs.filter(|run| run.len() > 1), series.color.over(frame.look.paper, TINT), frame);
        }
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        if !is_solid(layer) {
            for series in layer.series.iter().rev() {
                let points = series.points.iter().map(|point| point.value.map(|_| (point.x, point.high)));
                frame.line(points, series.color, 0.9);
            }
            return;
        }
        let gaps = stack::gaps(&layer.series);
        for series in &layer.series {
            surfaces(runs(series, &gaps).into_iter(), series.color, frame);
        }
        for series in layer.series.iter().rev() {
            let at = |(point, gap): (&Point, &bool)| (!gap).then_some((point.x, point.high));
            // A hairline of paper keeps neighbours apart without relying on colour.
            frame.line(series.points.iter().zip(&gaps).map(at), frame.look.paper, 0.5);
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

/// How much of a plot a series covers.
fn size(series: &Series) -> f64 {
    series.points.iter().filter_map(|point| point.value).map(f64::abs).fold(0.0, f64::max)
}

fn surfaces<'a>(runs: impl Iterator<Item = &'a [Point]>, color: Color, frame: &Frame) {
    for run in runs {
        let upper = run.iter().map(|point| (point.x, point.high));
        let mut outline: Vec<(f64, f64)> = upper.collect();
        match run {
            [lone] => {
                let stroke = Stroke { color, width_pt: 1.0, dashed: false };
                frame.rule((lone.x, lone.low), (lone.x, lone.high), stroke);
            }
            // A straight lower edge needs only its ends.
            [first, .., last] if run.iter().all(|point| point.low == first.low) => {
                outline.extend([(last.x, last.low), (first.x, first.low)]);
            }
            _ => outline.extend(run.iter().rev().map(|point| (point.x, point.low))),
        }
        frame.surface(&outline, color);
    }
}

/// Pieces of a series between places where the whole is not known.
fn runs<'a>(series: &'a Series, gaps: &[bool]) -> Vec<&'a [Point]> {
    let mut runs = Vec::new();
    let mut start = 0;
    for at in 0..=series.points.len() {
        if gaps.get(at).copied().unwrap_or(true) {
            runs.extend((start < at).then(|| &series.points[start..at]));
            start = at + 1;
        }
    }
    runs
}
