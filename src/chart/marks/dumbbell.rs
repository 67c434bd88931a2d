//! `dumbbell`: two or more values of each name as dots on a line, to show how far they are apart.

use super::{MarkKind, Swatch, Traits};
use crate::chart::describe::Teller;
use crate::chart::draw::board::{Offer, Priority, Spot};
use crate::chart::draw::{Anchor, Frame, PLAIN, Stroke};
use crate::chart::model::{LabelRule, Layer};
use crate::words::Said;
use crate::words::chart as said;

/// The kind.
#[derive(Debug)]
pub struct Dumbbell;

const DOT_PT: f64 = 3.6;

impl MarkKind for Dumbbell {
    fn name(&self) -> &'static str {
        "dumbbell"
    }

    fn summary(&self) -> &'static str {
        "Two or more values of each name as dots on a line: how far they are apart."
    }

    fn example(&self) -> &'static str {
        "{ data: salaries, mark: dumbbell, x: [women, men], y: profession }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Dumbbell chart",
            de: "Hanteldiagramm",
            fr: "Graphique en haltères",
            es: "Gráfico de mancuernas",
            it: "Grafico a manubri",
            nl: "Halterdiagram",
            pt: "Gráfico de halteres",
        }
    }

    fn traits(&self) -> Traits {
        Traits { bands: true, over: true, single: true, labels: Some(LabelRule::None), ..Traits::SERIES }
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        let radius_pt = DOT_PT.min(frame.along_pt(layer.band) * 0.36).max(0.8);
        let stroke = Stroke {
            color: frame.look.muted.over(frame.look.paper, 0.45),
            width_pt: (radius_pt * 0.5).max(0.5),
            dashed: false,
        };
        for (x, low, high) in spreads(layer) {
            frame.rule((x, low), (x, high), stroke);
        }
        for series in &layer.series {
            let there = series.points.iter().filter(|point| point.value.is_some());
            frame.dots(there.map(|point| (point.x, point.high)), radius_pt, series.color, true);
        }
        if layer.labels == LabelRule::All {
            spreads(layer).iter().for_each(|spread| label(*spread, radius_pt, frame));
        }
    }

    fn reach_pt(&self, _sized: bool) -> f64 {
        DOT_PT + 1.0
    }

    fn swatch(&self) -> Swatch {
        Swatch::Dot
    }

    fn tell(&self, layer: &Layer, teller: &Teller) -> Option<Vec<String>> {
        let gap = |spread: &(f64, f64, f64)| spread.2 - spread.1;
        let all = spreads(layer);
        let widest = all.iter().max_by(|a, b| gap(a).total_cmp(&gap(b)))?;
        let narrowest = all.iter().min_by(|a, b| gap(a).total_cmp(&gap(b)))?;
        Some(vec![teller.gaps(*widest, *narrowest)])
    }
}

/// The place, the least and the largest value of each name that has two.
fn spreads(layer: &Layer) -> Vec<(f64, f64, f64)> {
    let Some(first) = layer.series.first() else { return Vec::new() };
    let at = |place: usize| {
        let values = layer.series.iter().filter_map(move |series| series.points.get(place));
        let there = values.filter(|point| point.value.is_some()).map(|point| point.high);
        let (low, high) =
            there.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), y| (low.min(y), high.max(y)));
        (low <= high).then(|| (first.points[place].x, low, high))
    };
    (0..first.points.len()).filter_map(at).collect()
}

/// Both ends in numbers, outside of the dots.
fn label((x, low, high): (f64, f64, f64), radius_pt: f64, frame: &Frame) {
    for (value, sign) in [(low, -1.0), (high, 1.0)] {
        let (across, down) = frame.paper(x, value);
        offer_end((across, down), sign, radius_pt + 3.0, frame.write(value), frame);
    }
}

/// Offers the value at one end of an extent: the lower end has the sign -1.
pub(super) fn offer_end(end: (f64, f64), sign: f64, away_pt: f64, words: String, frame: &Frame) {
    let lies = frame.chart.horizontal;
    let (at, anchor) = match (lies, sign < 0.0) {
        (true, true) => ((end.0 - away_pt, end.1), Anchor::End),
        (true, false) => ((end.0 + away_pt, end.1), Anchor::Start),
        (false, _) => ((end.0, end.1 - sign * (away_pt + 2.5)), Anchor::Middle),
    };
    let style = frame.label(frame.look.ink, PLAIN, anchor);
    let spots = vec![Spot { at, anchor }];
    frame.offer(Offer { lines: vec![words], style, spots, priority: Priority::Value, leader: None });
}

impl Teller<'_> {
    /// The widest and the narrowest of some extents, each with its name.
    pub fn gaps(&self, widest: (f64, f64, f64), narrowest: (f64, f64, f64)) -> String {
        let ends = |(x, low, high): (f64, f64, f64)| {
            let reach = self.say(said::FROM_TO, &[&self.value(low), &self.value(high)]);
            format!("{} ({reach})", self.place_at(x))
        };
        self.say(said::GAPS, &[&ends(widest), &ends(narrowest)])
    }
}
