//! `ribbon`: the surface between a low and a high line, such as an interval around a forecast.

use super::{MarkKind, Swatch, Traits};
use crate::chart::describe::Teller;
use crate::chart::draw::{Frame, Stroke};
use crate::chart::model::{Item, Layer};
use crate::words::Said;
use crate::words::chart as said;

/// The kind.
#[derive(Debug)]
pub struct Ribbon;

/// How strong the surface is; lines over it must be seen.
const TINT: f64 = 0.24;

impl MarkKind for Ribbon {
    fn name(&self) -> &'static str {
        "ribbon"
    }

    fn summary(&self) -> &'static str {
        "The surface between a low and a high line; under a line in `layers` an interval around it."
    }

    fn example(&self) -> &'static str {
        "{ data: forecast, mark: ribbon, x: month, y: [low, high] }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Ribbon chart",
            de: "Banddiagramm",
            fr: "Graphique en bande",
            es: "Gráfico de banda",
            it: "Grafico a banda",
            nl: "Banddiagram",
            pt: "Gráfico de faixa",
        }
    }

    fn traits(&self) -> Traits {
        Traits { parts: &["low", "high"], writes: &[], ..Traits::SERIES }
    }

    fn draw_under(&self, layer: &Layer, frame: &Frame) {
        for (index, series) in layer.series.iter().enumerate() {
            for items in sorted(layer, index).chunk_by(|a, b| a.run == b.run) {
                let upper = items.iter().map(|item| (item.x[0], item.y[1]));
                let lower = items.iter().rev().map(|item| (item.x[0], item.y[0]));
                let outline: Vec<(f64, f64)> = upper.chain(lower).collect();
                frame.surface(&outline, series.color.over(frame.look.paper, TINT));
            }
        }
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        for (index, series) in layer.series.iter().enumerate() {
            let edge = series.color.over(frame.look.paper, 0.5);
            for items in sorted(layer, index).chunk_by(|a, b| a.run == b.run) {
                if let [item] = items {
                    let stroke = Stroke { color: edge, width_pt: 1.0, dashed: false };
                    frame.rule((item.x[0], item.y[0]), (item.x[0], item.y[1]), stroke);
                    continue;
                }
                for side in [0, 1] {
                    frame.line(items.iter().map(|item| Some((item.x[0], item.y[side]))), edge, 0.5);
                }
            }
        }
    }

    fn swatch(&self) -> Swatch {
        Swatch::Tint(TINT)
    }

    fn impossible(&self, parts: &[f64]) -> Option<&'static str> {
        (parts[0] > parts[1]).then_some("the low value is above the high one")
    }

    fn tell(&self, layer: &Layer, teller: &Teller) -> Option<Vec<String>> {
        let told = |(index, series): (usize, &crate::chart::model::Series)| {
            let items = sorted(layer, index);
            let reach = |item: &Item| {
                teller.say(said::FROM_TO, &[&teller.value(item.y[0]), &teller.value(item.y[1])])
            };
            let (first, last) = (items.first()?, items.last()?);
            let (from, to) = (teller.place_at(first.x[0]), teller.place_at(last.x[0]));
            Some(teller.say(said::REACHES, &[&series.name, &reach(first), &from, &reach(last), &to]))
        };
        Some(layer.series.iter().enumerate().filter_map(told).collect())
    }
}

/// The items of a series in the order of the shared axis.
fn sorted(layer: &Layer, series: usize) -> Vec<&Item> {
    let mut items: Vec<&Item> = layer.items.iter().filter(|item| item.series == series).collect();
    items.sort_by(|a, b| a.x[0].total_cmp(&b.x[0]));
    items
}
