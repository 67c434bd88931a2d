//! `box`: how the values of each name spread: the middle half in a box, the median across it, whiskers to the
//! last value within one and a half boxes, and the values beyond as dots.

use super::{MarkKind, Traits};
use crate::chart::describe::Teller;
use crate::chart::draw::{Beside, Frame, Stroke};
use crate::chart::gather::{Gathered, Gathering, RawSeries};
use crate::chart::model::{Item, LabelRule, Layer};
use crate::chart::reference::quantile;
use crate::theme::Color;
use crate::words::Said;
use crate::words::chart as said;
use std::collections::BTreeMap;

/// The kind.
#[derive(Debug)]
pub struct BoxPlot;

/// Part of its room that a box or a group of boxes fills.
const FILL: f64 = 0.56;
/// How many heights of the box whiskers reach at most, as Tukey drew them.
const REACH: f64 = 1.5;
/// Dots beyond the whiskers of one box; more are one blot, so the farthest and an even choice stay.
const OUTLIERS_MAX: usize = 200;
/// Boxes told one by one.
const TOLD_MAX: usize = 4;

impl MarkKind for BoxPlot {
    fn name(&self) -> &'static str {
        "box"
    }

    fn summary(&self) -> &'static str {
        "How values spread: the middle half, the median, whiskers, and outliers as dots. Needs the single rows."
    }

    fn example(&self) -> &'static str {
        "{ data: flights, mark: box, x: carrier, y: delay }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Box plot",
            de: "Boxplot",
            fr: "Boîtes à moustaches",
            es: "Diagrama de cajas",
            it: "Diagramma a scatola",
            nl: "Boxplot",
            pt: "Diagrama de caixa",
        }
    }

    fn traits(&self) -> Traits {
        Traits { bands: true, labels: Some(LabelRule::None), writes: &[], ..Traits::SERIES }
    }

    fn gather(&self, gathering: &mut Gathering) -> Gathered {
        let places = gathering.places();
        let (names, keys) = gathering.series_of_rows();
        let values = gathering.numbers(&gathering.layer.value.fields[0].name);
        let mut gathered = Gathered {
            series: names.into_iter().map(|name| RawSeries { name, points: Vec::new() }).collect(),
            ..Gathered::default()
        };
        let mut groups: BTreeMap<(u64, usize), (f64, Vec<f64>)> = BTreeMap::new();
        for ((x, series), value) in places.into_iter().zip(keys).zip(values) {
            let Some(series) = series else { continue };
            match (x, value.filter(|value| value.is_finite())) {
                (Some(x), Some(value)) => {
                    groups.entry((x.to_bits(), series)).or_insert((x, Vec::new())).1.push(value);
                }
                _ => gathered.missing += 1,
            }
        }
        gathered.items =
            groups.into_iter().filter_map(|((_, series), (x, values))| item(series, x, values)).collect();
        gathered
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        let beside = Beside::of(layer, FILL);
        for item in &layer.items {
            let color = layer.series[item.series].color;
            let middle = frame.chart.x.place(item.x[0]) + beside.offset(item.series);
            draw_box(item, middle, beside.one * 0.45, color, frame);
        }
    }

    fn tell(&self, layer: &Layer, teller: &Teller) -> Option<Vec<String>> {
        let told = |item: &Item| {
            let name = match layer.series.len() {
                1 => teller.place_at(item.x[0]),
                _ => format!("{}, {}", teller.place_at(item.x[0]), layer.series[item.series].name),
            };
            let [_, first, median, third, _, ..] = item.parts[..] else { return None };
            let half = teller.say(said::FROM_TO, &[&teller.value(first), &teller.value(third)]);
            Some(teller.say(said::MEDIAN, &[&name, &teller.value(median), &half]))
        };
        let mut items: Vec<&Item> = layer.items.iter().collect();
        items.sort_by(|a, b| a.x[0].total_cmp(&b.x[0]));
        Some(items.into_iter().take(TOLD_MAX).filter_map(told).collect())
    }
}

/// A box: whisker, quartile, median, quartile, whisker, then the values beyond.
fn item(series: usize, x: f64, mut values: Vec<f64>) -> Option<Item> {
    values.sort_by(f64::total_cmp);
    let [first, median, third] = [0.25, 0.5, 0.75].map(|share| quantile(&values, share));
    let (first, median, third) = (first?, median?, third?);
    let reach = REACH * (third - first);
    let inside = |value: &&f64| (first - reach..=third + reach).contains(*value);
    let low = *values.iter().find(inside)?;
    let high = *values.iter().rev().find(inside)?;
    let beyond: Vec<f64> = values.iter().copied().filter(|value| *value < low || *value > high).collect();
    let every = beyond.len().div_ceil(OUTLIERS_MAX).max(1);
    let ends = (values.first().copied()?, values.last().copied()?);
    let mut parts = vec![low.min(first), first, median, third, high.max(third)];
    parts.extend(beyond.iter().enumerate().filter(|(at, _)| at % every == 0).map(|(_, value)| *value));
    if every > 1 {
        parts.extend(beyond.last());
    }
    Some(Item {
        series,
        run: 0,
        name: String::new(),
        x: [x, x],
        y: [ends.0, ends.1],
        parts,
        value: Some(median),
    })
}

fn draw_box(item: &Item, middle: f64, half: f64, color: Color, frame: &Frame) {
    let [low, first, median, third, high, ref beyond @ ..] = item.parts[..] else { return };
    let at = |side: f64, value: f64| frame.paper_exact(middle + side * half, value);
    let thin = Stroke { color, width_pt: 0.75, dashed: false };
    let strong = Stroke { width_pt: 1.8, ..thin };
    for (from, to) in [(low, first), (third, high)] {
        frame.paper_line(at(0.0, from), at(0.0, to), &thin);
    }
    for end in [low, high] {
        frame.paper_line(at(-0.4, end), at(0.4, end), &thin);
    }
    frame.paper_surface(
        &[at(-1.0, first), at(1.0, first), at(1.0, third), at(-1.0, third)],
        color.over(frame.look.paper, 0.22),
    );
    frame.paper_lines(
        &[at(-1.0, first), at(1.0, first), at(1.0, third), at(-1.0, third), at(-1.0, first)],
        &thin,
    );
    frame.paper_line(at(-1.0, median), at(1.0, median), &strong);
    let dots: Vec<(f64, f64)> = beyond.iter().map(|value| at(0.0, *value)).collect();
    let radius_pt = if beyond.len() > 40 { 0.8 } else { 1.2 };
    frame.paper_dots(&dots, radius_pt, color.over(frame.look.paper, 0.6), false);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whiskers_end_at_values_and_outliers_lie_beyond() {
        let box_of =
            item(0, 3.0, vec![9.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 40.0, -30.0]).expect("a box");
        assert_eq!(box_of.parts[..5], [1.0, 2.5, 5.0, 7.5, 9.0]);
        assert_eq!(box_of.parts[5..], [-30.0, 40.0]);
        assert_eq!((box_of.y, box_of.value), ([-30.0, 40.0], Some(5.0)));
    }

    #[test]
    fn one_value_is_a_flat_box_and_none_is_no_box() {
        assert_eq!(item(0, 0.0, vec![7.0]).expect("a box").parts, [7.0; 5]);
        assert!(item(0, 0.0, Vec::new()).is_none());
    }
}
