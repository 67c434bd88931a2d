//! `range`: floating bars from a low to a high value of each name.

use super::dumbbell::offer_end;
use super::{MarkKind, Traits};
use crate::chart::describe::Teller;
use crate::chart::draw::{Beside, Frame, Stroke};
use crate::chart::model::{Item, LabelRule, Layer};
use crate::words::Said;

/// The kind.
#[derive(Debug)]
pub struct Range;

/// Part of its room that a bar or a group of bars fills.
const FILL: f64 = 0.62;

impl MarkKind for Range {
    fn name(&self) -> &'static str {
        "range"
    }

    fn summary(&self) -> &'static str {
        "Floating bars from a low to a high value, such as the coldest and the warmest day of each month."
    }

    fn example(&self) -> &'static str {
        "{ data: weather, mark: range, x: month, y: [coldest, warmest] }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Range chart",
            de: "Spannendiagramm",
            fr: "Graphique d’étendues",
            es: "Gráfico de rangos",
            it: "Grafico a intervalli",
            nl: "Bereikdiagram",
            pt: "Gráfico de intervalos",
        }
    }

    fn traits(&self) -> Traits {
        Traits { parts: &["low", "high"], bands: true, labels: Some(LabelRule::None), ..Traits::SERIES }
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        let beside = Beside::of(layer, FILL);
        for item in &layer.items {
            let middle = frame.chart.x.place(item.x[0]) + beside.offset(item.series);
            let half = beside.one * 0.46;
            let color = layer.series[item.series].color;
            frame.bar((middle - half, item.y[0]), (middle + half, item.y[1]), (0.0, 0.0), color);
            // A range of nothing is a dash.
            let ends = [(middle - half, item.y[0]), (middle + half, item.y[0])];
            let [from, to] = ends.map(|(x, y)| frame.paper_exact(x, y));
            frame.paper_line(from, to, &Stroke { color, width_pt: 0.8, dashed: false });
            if layer.labels == LabelRule::All {
                label(item, middle, frame);
            }
        }
    }

    fn impossible(&self, parts: &[f64]) -> Option<&'static str> {
        (parts[0] > parts[1]).then_some("the low value is above the high one")
    }

    fn tell(&self, layer: &Layer, teller: &Teller) -> Option<Vec<String>> {
        let all = || layer.items.iter().map(|item| (item.x[0], item.y[0], item.y[1]));
        let gap = |spread: &(f64, f64, f64)| spread.2 - spread.1;
        let widest = all().max_by(|a, b| gap(a).total_cmp(&gap(b)))?;
        let narrowest = all().min_by(|a, b| gap(a).total_cmp(&gap(b)))?;
        Some(vec![teller.gaps(widest, narrowest)])
    }
}

/// Both ends in numbers, outside of the bar.
fn label(item: &Item, middle: f64, frame: &Frame) {
    for (value, sign) in [(item.y[0], -1.0), (item.y[1], 1.0)] {
        offer_end(frame.paper_exact(middle, value), sign, 3.0, frame.write(value), frame);
    }
}
