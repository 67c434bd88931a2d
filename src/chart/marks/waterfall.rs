//! `waterfall`: how steps up and down lead from one total to the next.

use super::dumbbell::offer_end;
use super::{MarkKind, Traits};
use crate::chart::channel::Sort;
use crate::chart::describe::Teller;
use crate::chart::draw::{Frame, Stroke, label_width_pt};
use crate::chart::gather::{Finding, Gathered, Gathering, RawSeries};
use crate::chart::model::{Item, LabelRule, Layer};
use crate::theme::Color;
use crate::value::Value;
use crate::words::Said;
use crate::words::chart as said;

/// The kind.
#[derive(Debug)]
pub struct Waterfall;

/// Part of its room that a bar fills.
const FILL: f64 = 0.66;
/// How far a total may be from the sum of its steps, as a part of it: the noise of binary fractions.
const SUM_NOISE: f64 = 1e-9;
/// Words in the `color` column that make a row a total, in lower case.
const TOTALS: [&str; 6] = ["total", "subtotal", "sum", "true", "yes", "1"];

impl MarkKind for Waterfall {
    fn name(&self) -> &'static str {
        "waterfall"
    }

    fn summary(&self) -> &'static str {
        "Steps up and down from one total to the next; rows whose `color` column says `total` are totals."
    }

    fn example(&self) -> &'static str {
        "{ data: bridge, mark: waterfall, x: step, y: amount, color: kind }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Waterfall chart",
            de: "Wasserfalldiagramm",
            fr: "Graphique en cascade",
            es: "Gráfico de cascada",
            it: "Grafico a cascata",
            nl: "Watervaldiagram",
            pt: "Gráfico em cascata",
        }
    }

    fn traits(&self) -> Traits {
        Traits {
            zero: true,
            bands: true,
            single: true,
            signs: true,
            in_order: true,
            labels: Some(LabelRule::All),
            ..Traits::SERIES
        }
    }

    fn gather(&self, gathering: &mut Gathering) -> Gathered {
        let field = gathering.layer.value.fields[0].clone();
        let places = gathering.places();
        let values = gathering.numbers(&field.name);
        let totals = totals(gathering);
        let series = vec![RawSeries { name: field.title, points: Vec::new() }];
        let mut gathered = Gathered { series, ..Gathered::default() };
        if !matches!(gathering.x.sort, Sort::Auto | Sort::Data) {
            let message = "a waterfall follows the order of its rows, so its names cannot be sorted";
            gathered.findings.push(Finding::error(message, "sort the rows in the dataset with ORDER BY"));
        }
        let mut sum = Sum::default();
        for ((x, value), total) in places.into_iter().zip(values).zip(totals) {
            let Some(x) = x else { continue };
            match sum.step(x, value, total) {
                Step::Done(item) => gathered.items.push(item),
                Step::Missing => gathered.missing += 1,
                Step::Off { says, is } => {
                    let name = gathering.names.list.get(x as usize).map_or("", |(name, _)| name.as_str());
                    let message =
                        format!("the total `{name}` says {says}, and the steps before it add up to {is}");
                    let help = "add the step that is missing, or leave the total empty to have it computed";
                    gathered.findings.push(Finding::error(message, help));
                }
            }
        }
        gathered
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        let half = layer.band * FILL / 2.0;
        let mut items: Vec<&Item> = layer.items.iter().collect();
        items.sort_by(|a, b| a.x[0].total_cmp(&b.x[0]));
        for pair in items.windows(2) {
            let level = pair[0].parts[1];
            let stroke = Stroke { color: frame.look.axis, width_pt: 0.5, dashed: false };
            let from = frame.paper_beside(pair[0].x[0], half, level);
            frame.paper_line(from, frame.paper_beside(pair[1].x[0], -half, level), &stroke);
        }
        for item in &items {
            let middle = frame.chart.x.place(item.x[0]);
            let corners = ((middle - half, item.y[0]), (middle + half, item.y[1]));
            frame.bar(corners.0, corners.1, (0.0, 0.0), color(item, layer, frame));
        }
        if layer.labels == LabelRule::All {
            write_values(&items, frame);
        }
    }

    fn tell(&self, layer: &Layer, teller: &Teller) -> Option<Vec<String>> {
        let (first, last) = (layer.items.first()?, layer.items.last()?);
        let mut told =
            vec![teller.say(said::ENDS, &[&teller.value(first.parts[1]), &teller.value(last.parts[1])])];
        let steps = || layer.items.iter().filter(|item| item.parts[2] == 0.0);
        let by = |a: &&Item, b: &&Item| a.value.unwrap_or(0.0).total_cmp(&b.value.unwrap_or(0.0));
        let name = |item: &Item| teller.at(item.value.unwrap_or(0.0), item.x[0]);
        let rise = steps().max_by(by).filter(|item| item.value > Some(0.0));
        let fall = steps().min_by(by).filter(|item| item.value < Some(0.0));
        told.extend(rise.map(|item| teller.say(said::LARGEST_RISE, &[&name(item)])));
        told.extend(fall.map(|item| teller.say(said::LARGEST_FALL, &[&name(item)])));
        Some(told)
    }
}

/// Which rows are totals.
fn totals(gathering: &Gathering) -> Vec<bool> {
    let column = gathering.layer.series.as_ref().map(|channel| channel.fields[0].name.as_str());
    let column = column.and_then(|name| gathering.rows.schema().index_of(name));
    let is_total = |value: Value| match value {
        Value::Boolean(total) => total,
        other => TOTALS.contains(&other.plain().trim().to_lowercase().as_str()),
    };
    match column {
        Some(column) => gathering.rows.column(column).map(is_total).collect(),
        None => vec![false; gathering.rows.len()],
    }
}

/// The sum of the steps so far.
#[derive(Default)]
struct Sum {
    now: f64,
    /// Size of what was added, for judging what is noise.
    size: f64,
    begun: bool,
}

enum Step {
    Done(Item),
    Missing,
    Off { says: f64, is: f64 },
}

impl Sum {
    /// Takes a row: its parts are where it begins, where it ends, and 1 for a total.
    fn step(&mut self, x: f64, value: Option<f64>, total: bool) -> Step {
        let value = value.filter(|value| value.is_finite());
        let (from, to) = match (total, value) {
            (true, Some(value)) if !self.begun => (0.0, value),
            (true, Some(value)) if (value - self.now).abs() > self.size.max(value.abs()) * SUM_NOISE => {
                return Step::Off { says: value, is: self.now };
            }
            (true, _) => (0.0, self.now),
            (false, Some(value)) => (self.now, self.now + value),
            (false, None) => return Step::Missing,
        };
        self.begun = true;
        self.size = self.size.max(to.abs());
        self.now = to;
        Step::Done(Item {
            series: 0,
            run: 0,
            name: String::new(),
            x: [x, x],
            y: [from.min(to), from.max(to)],
            parts: vec![from, to, f64::from(u8::from(total))],
            value: Some(if total { to } else { to - from }),
        })
    }
}

fn color(item: &Item, layer: &Layer, frame: &Frame) -> Color {
    let series = &layer.series[0];
    match (item.parts[2] > 0.0, series.negative) {
        (true, _) => frame.look.muted,
        (false, Some(negative)) if item.parts[1] < item.parts[0] => negative,
        (false, _) => series.color,
    }
}

/// Values beyond the ends that the steps lead to; none where neighbours would touch.
fn write_values(items: &[&Item], frame: &Frame) {
    let words: Vec<String> = items.iter().map(|item| frame.write(item.value.unwrap_or(0.0))).collect();
    let widest = words.iter().map(|words| label_width_pt(words)).fold(0.0, f64::max);
    let lies = frame.chart.horizontal;
    if (if lies { 8.0 } else { widest + 1.0 }) > frame.along_pt(1.0) {
        return;
    }
    for (item, words) in items.iter().zip(words) {
        let (sign, end) = if item.value < Some(0.0) { (-1.0, item.y[0]) } else { (1.0, item.y[1]) };
        offer_end(frame.paper_beside(item.x[0], 0.0, end), sign, 3.0, words, frame);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(sum: &mut Sum, value: Option<f64>, total: bool) -> Option<(f64, f64)> {
        match sum.step(0.0, value, total) {
            Step::Done(item) => Some((item.parts[0], item.parts[1])),
            Step::Missing | Step::Off { .. } => None,
        }
    }

    #[test]
    fn steps_begin_where_the_last_one_ended_and_totals_at_zero() {
        let mut sum = Sum::default();
        assert_eq!(ends(&mut sum, Some(100.0), true), Some((0.0, 100.0)));
        assert_eq!(ends(&mut sum, Some(30.0), false), Some((100.0, 130.0)));
        assert_eq!(ends(&mut sum, Some(-150.0), false), Some((130.0, -20.0)));
        assert_eq!(ends(&mut sum, None, true), Some((0.0, -20.0)));
        assert_eq!(ends(&mut sum, None, false), None);
    }

    #[test]
    fn a_total_has_to_be_the_sum_of_its_steps() {
        let mut sum = Sum::default();
        for _ in 0..10 {
            sum.step(0.0, Some(0.1), false);
        }
        assert!(ends(&mut sum, Some(1.0), true).is_some(), "ten tenths are one");
        assert!(ends(&mut sum, Some(1.01), true).is_none());
    }
}
