//! `slope`: lines from one moment to another, named at both ends, to show who rose and who fell.

use super::{MarkKind, Traits};
use crate::chart::describe::Teller;
use crate::chart::draw::text::fit;
use crate::chart::draw::{Anchor, Frame, PLAIN, STRONG, Stroke, label_width_pt, push_apart};
use crate::chart::model::{LabelRule, Layer, Point, Series};
use crate::words::Said;
use crate::words::chart as said;

/// The kind.
#[derive(Debug)]
pub struct Slope;

/// Height of the words over the rules.
const HEAD_PT: f64 = 13.0;
const STEP_PT: f64 = 9.5;
/// Most of the width that the names on one side may take.
const NAMES_SHARE: f64 = 0.36;
/// Free height over the highest and under the lowest value.
const EDGE_PT: f64 = 5.0;
const TOLD_MAX: usize = 4;

impl MarkKind for Slope {
    fn name(&self) -> &'static str {
        "slope"
    }

    fn summary(&self) -> &'static str {
        "Lines from one moment to another, named at both ends: who rose and who fell."
    }

    fn example(&self) -> &'static str {
        "{ data: shares, mark: slope, x: year, y: share, color: country }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Slope chart",
            de: "Steigungsdiagramm",
            fr: "Graphique en pentes",
            es: "Gráfico de pendientes",
            it: "Grafico a pendenze",
            nl: "Hellingdiagram",
            pt: "Gráfico de inclinação",
        }
    }

    fn traits(&self) -> Traits {
        Traits {
            axes: false,
            in_order: true,
            single: true,
            labels: Some(LabelRule::None),
            writes: &[],
            ..Traits::SERIES
        }
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        let Some(plot) = Plot::of(layer, frame) else { return };
        plot.rules(frame);
        // Those that stand out are drawn last.
        for muted in [true, false] {
            for series in layer.series.iter().filter(|series| series.muted == muted) {
                let places: Vec<(f64, f64)> = there(series).map(|point| plot.at(point)).collect();
                let width_pt = if muted { 0.9 } else { 1.5 };
                frame.paper_lines(&places, &Stroke { color: series.color, width_pt, dashed: false });
                frame.paper_dots(&places, 2.2, series.color, true);
            }
        }
        plot.names(layer, true, frame);
        plot.names(layer, false, frame);
    }

    fn height_pt(&self, layer: &Layer, width_pt: f64) -> Option<f64> {
        const AROUND_PT: f64 = 48.0;
        // Tall enough that all names have room, and that lines do not lie flat.
        Some((layer.series.len() as f64 * STEP_PT + AROUND_PT).max(width_pt.min(360.0) * 0.62))
    }

    fn names_itself(&self) -> bool {
        true
    }

    fn tell(&self, layer: &Layer, teller: &Teller) -> Option<Vec<String>> {
        let ends = |series: &'_ Series| Some((there(series).next()?.high, there(series).next_back()?.high));
        let change = |series: &Series| ends(series).map_or(0.0, |(from, to)| to - from);
        let mut series: Vec<&Series> = layer.series.iter().filter(|series| ends(series).is_some()).collect();
        series.sort_by(|a, b| change(b).abs().total_cmp(&change(a).abs()));
        let told = |series: &&Series| {
            let (from, to) = ends(series)?;
            let reach = teller.say(said::FROM_TO, &[&teller.value(from), &teller.value(to)]);
            Some(teller.say(said::ONLY, &[&series.name, &reach]))
        };
        let mut sentences: Vec<String> = series.iter().take(TOLD_MAX).filter_map(told).collect();
        if series.len() > TOLD_MAX {
            sentences.push(teller.say(said::SERIES, &[&series.len().to_string()]));
        }
        Some(sentences)
    }
}

fn there(series: &Series) -> impl DoubleEndedIterator<Item = &Point> {
    series.points.iter().filter(|point| point.value.is_some())
}

/// Where rules and values stand.
struct Plot {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    /// Places on the shared axis, in order.
    places: Vec<f64>,
    low: f64,
    high: f64,
}

impl Plot {
    fn of(layer: &Layer, frame: &Frame) -> Option<Plot> {
        let points = || layer.series.iter().flat_map(there);
        let mut places: Vec<f64> = points().map(|point| point.x).collect();
        places.sort_by(f64::total_cmp);
        places.dedup();
        let low = points().map(|point| point.high).min_by(f64::total_cmp)?;
        let high = points().map(|point| point.high).max_by(f64::total_cmp)?;
        let width = frame.at.right - frame.at.left;
        let named = |first: bool| {
            let words = layer.series.iter().filter_map(|series| end_words(series, first, frame));
            words.map(|words| label_width_pt(&words) * 1.06).fold(0.0, f64::max).min(width * NAMES_SHARE)
                + 8.0
        };
        Some(Plot {
            left: frame.at.left + named(true),
            right: frame.at.right - named(false),
            top: frame.at.top + HEAD_PT + EDGE_PT,
            bottom: frame.at.bottom - EDGE_PT,
            places,
            low,
            high,
        })
    }

    fn x(&self, place: f64) -> f64 {
        let (Some(first), Some(last)) = (self.places.first(), self.places.last()) else { return self.left };
        let share = if last > first { (place - first) / (last - first) } else { 0.5 };
        self.left + share * (self.right - self.left)
    }

    fn at(&self, point: &Point) -> (f64, f64) {
        // Halves keep the difference of the largest numbers finite.
        let reach = self.high / 2.0 - self.low / 2.0;
        let share = if reach > 0.0 { (point.high / 2.0 - self.low / 2.0) / reach } else { 0.5 };
        (self.x(point.x), self.bottom - share * (self.bottom - self.top))
    }

    /// Upright rules under their names.
    fn rules(&self, frame: &Frame) {
        let (top, bottom) = (self.top - EDGE_PT, self.bottom + EDGE_PT);
        let mut free_from = f64::NEG_INFINITY;
        for place in &self.places {
            let x = self.x(*place);
            frame.paper_line((x, top), (x, bottom), &frame.look.hairline());
            let words = crate::chart::domain::place_text(&frame.chart.x, *place, frame.region);
            let half = label_width_pt(&words) / 2.0;
            let (left, right) = (frame.at.left + half, (frame.at.right - half).max(frame.at.left + half));
            let x = x.clamp(left, right);
            if x - half > free_from {
                frame.text((x, top - 6.0), &words, frame.look.label(Anchor::Middle));
                free_from = x + half + 4.0;
            }
        }
    }

    /// Names and values at one end, pushed apart.
    fn names(&self, layer: &Layer, first: bool, frame: &Frame) {
        let edge = if first { self.places.first() } else { self.places.last() };
        let ends = layer.series.iter().filter_map(|series| {
            let point = end(series, first)?;
            // A line that begins later is named where it ends.
            (edge == Some(&point.x))
                .then(|| Some((series, self.at(point).1, end_words(series, first, frame)?)))?
        });
        let ends: Vec<(&Series, f64, String)> = ends.collect();
        if first && self.places.len() < 2 {
            return;
        }
        let fits = ((self.bottom - self.top + 2.0 * EDGE_PT - 7.0) / STEP_PT).floor() as usize + 1;
        // Where not all have room, those that stand out go first.
        let mut kept: Vec<usize> = (0..ends.len()).collect();
        kept.sort_by_key(|index| ends[*index].0.muted);
        kept.truncate(fits);
        kept.sort_unstable();
        let wanted: Vec<f64> = kept.iter().map(|index| ends[*index].1).collect();
        let places = push_apart(&wanted, STEP_PT, (self.top - EDGE_PT + 3.0, self.bottom + EDGE_PT - 4.0));
        for (index, y) in kept.into_iter().zip(places) {
            let (series, wanted, words) = &ends[index];
            let (x, sign, anchor, room) = match first {
                true => (self.left - 6.0, -1.0, Anchor::End, self.left - 6.0 - frame.at.left),
                false => (self.right + 6.0, 1.0, Anchor::Start, frame.at.right - self.right - 6.0),
            };
            if (y - wanted).abs() > 4.0 {
                let stroke = Stroke { color: frame.look.axis, width_pt: 0.4, dashed: false };
                frame.paper_line((x - sign * 3.5, *wanted), (x - sign * 0.8, y), &stroke);
            }
            let weight = if series.muted { PLAIN } else { STRONG };
            let style = frame.label(frame.look.words(series.color), weight, anchor);
            frame.text((x, y), &fit(words, room, weight), style);
        }
    }
}

fn end(series: &Series, first: bool) -> Option<&Point> {
    if first { there(series).next() } else { there(series).next_back() }
}

/// The name outside, the value beside the line.
fn end_words(series: &Series, first: bool, frame: &Frame) -> Option<String> {
    let value = frame.write(end(series, first)?.high);
    Some(if first { format!("{} {value}", series.name) } else { format!("{value} {}", series.name) })
}
