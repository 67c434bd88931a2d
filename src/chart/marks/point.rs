//! `point`: two numbers of each row as a dot.

use super::{MarkKind, Swatch, Traits};
use crate::chart::draw::Frame;
use crate::chart::model::{Layer, Native};
use crate::words::Said;

/// The kind.
#[derive(Debug)]
pub struct PointMark;

impl MarkKind for PointMark {
    fn name(&self) -> &'static str {
        "point"
    }

    fn summary(&self) -> &'static str {
        "A dot for each row, to show how two numbers go together."
    }

    fn example(&self) -> &'static str {
        "{ data: products, mark: point, x: price, y: sold }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Scatter chart",
            de: "Streudiagramm",
            fr: "Nuage de points",
            es: "Gráfico de dispersión",
            it: "Grafico a dispersione",
            nl: "Spreidingsdiagram",
            pt: "Gráfico de dispersão",
        }
    }

    fn traits(&self) -> Traits {
        Traits::SERIES
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        let dots: usize = layer.series.iter().map(|series| series.points.len()).sum();
        let (radius_pt, ring) = match dots {
            0..=60 => (2.6, true),
            61..=400 => (1.9, true),
            401..=1500 => (1.3, false),
            _ => (0.8, false),
        };
        for series in layer.series.iter().rev() {
            let points = series.points.iter().filter(|point| point.value.is_some());
            frame.dots(points.map(|point| (point.x, point.high)), radius_pt, series.color, ring);
        }
    }

    fn swatch(&self) -> Swatch {
        Swatch::Dot
    }

    fn native(&self) -> Native {
        Native::Points
    }
}
