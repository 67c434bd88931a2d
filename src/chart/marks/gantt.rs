//! `gantt`: what lasts from when to when, a row each; what begins and ends at once is a diamond.

use super::{Holds, MarkKind, Roles, Takes, Traits};
use crate::chart::channel::Channel;
use crate::chart::describe::Teller;
use crate::chart::draw::board::{Offer, Priority, Spot};
use crate::chart::draw::{Anchor, Frame, PLAIN, diamond};
use crate::chart::gather::{Finding, Gathered, Gathering, RawSeries};
use crate::chart::model::{Item, LabelRule, Layer};
use crate::words::Said;
use crate::words::chart as said;

/// The kind.
#[derive(Debug)]
pub struct Gantt;

/// Part of its row that a bar fills.
const FILL: f64 = 0.6;
/// Bars shorter than this are still seen.
const LENGTH_PT_MIN: f64 = 1.2;

impl MarkKind for Gantt {
    fn name(&self) -> &'static str {
        "gantt"
    }

    fn summary(&self) -> &'static str {
        "What lasts from `x` to `x2`, a row for each name; a diamond where both are the same moment."
    }

    fn example(&self) -> &'static str {
        "{ data: tasks, mark: gantt, x: begins, x2: ends, y: task, color: team }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Gantt chart",
            de: "Gantt-Diagramm",
            fr: "Diagramme de Gantt",
            es: "Diagrama de Gantt",
            it: "Diagramma di Gantt",
            nl: "Gantt-diagram",
            pt: "Diagrama de Gantt",
        }
    }

    fn traits(&self) -> Traits {
        const ENDS: Takes = Takes {
            channel: Channel::X2,
            holds: Holds::Places,
            needed: true,
            what: "says when each row ends",
        };
        const TEXT: Takes = Takes {
            channel: Channel::Text,
            holds: Holds::Anything,
            needed: false,
            what: "is written beside the bars",
        };
        Traits {
            roles: Roles::Spans,
            takes: &[ENDS, TEXT],
            labels: Some(LabelRule::None),
            writes: &[],
            ..Traits::SERIES
        }
    }

    fn gather(&self, gathering: &mut Gathering) -> Gathered {
        let Some(rows) = gathering.layer.rows.clone() else { return Gathered::default() };
        let Some(ends) = gathering.layer.extras.get(Channel::X2).cloned() else { return Gathered::default() };
        let (names, keys) = gathering.keys(&rows);
        let (from, to) = (gathering.places(), gathering.places_of(&ends));
        let (series, colors) = match &gathering.layer.series {
            Some(_) => gathering.series_of_rows(),
            None => (vec![String::new()], vec![Some(0); keys.len()]),
        };
        let words = gathering.words();
        let mut gathered = Gathered {
            series: series.into_iter().map(|name| RawSeries { name, points: Vec::new() }).collect(),
            ..Gathered::default()
        };
        for (row, key) in keys.iter().enumerate() {
            let (Some(from), Some(to)) = (from[row], to[row]) else {
                gathered.missing += 1;
                continue;
            };
            if to < from {
                let name = &names.list[*key].0;
                let message = format!("`{name}` ends before it begins");
                let help =
                    format!("columns `x` and `x2` may be exchanged, or row {} of the data is wrong", row + 1);
                gathered.findings.push(Finding::error(message, help));
            }
            let (Some(series), y) = (colors[row], [*key as f64; 2]) else { continue };
            let (name, value) = (words[row].clone(), Some(to - from));
            gathered.items.push(Item { series, run: 0, name, x: [from, to], y, parts: Vec::new(), value });
        }
        gathered.rows = Some(names);
        gathered
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        for item in &layer.items {
            let color = layer.series[item.series].color;
            let at = |x: f64, dy: f64| frame.paper_exact(x, item.y[0] + dy);
            let ((left, top), (right, bottom)) = (at(item.x[0], -FILL / 2.0), at(item.x[1], FILL / 2.0));
            let end = match item.x[0] == item.x[1] {
                true => {
                    let radius = (bottom - top).abs() * 0.52;
                    frame.paper_surface(&diamond((left, (top + bottom) / 2.0), radius), color);
                    left + radius
                }
                false => {
                    let right = right.max(left + LENGTH_PT_MIN);
                    frame.paper_rectangle((left, top), (right, bottom), color);
                    right
                }
            };
            offer_words(item, (left, end), (top + bottom) / 2.0, frame);
        }
    }

    fn tell(&self, layer: &Layer, teller: &Teller) -> Option<Vec<String>> {
        let name =
            |item: &Item| teller.panel.y.categories.get(item.y[0] as usize).cloned().unwrap_or_default();
        let by = |at: usize| move |a: &&Item, b: &&Item| a.x[at].total_cmp(&b.x[at]);
        let first = layer.items.iter().min_by(by(0))?;
        let last = layer.items.iter().max_by(by(1))?;
        let longest = layer.items.iter().max_by(|a, b| (a.x[1] - a.x[0]).total_cmp(&(b.x[1] - b.x[0])))?;
        let begins = format!("{} ({})", name(first), teller.place_at(first.x[0]));
        let ends = format!("{} ({})", name(last), teller.place_at(last.x[1]));
        let reach =
            teller.say(said::FROM_TO, &[&teller.place_at(longest.x[0]), &teller.place_at(longest.x[1])]);
        let longest = format!("{} ({reach})", name(longest));
        let count = layer.items.len().to_string();
        Some(vec![teller.say(said::SPANS, &[&count, &begins, &ends, &longest])])
    }
}

/// Words right of a bar, or left of it where there is no room.
fn offer_words(item: &Item, (left, right): (f64, f64), y: f64, frame: &Frame) {
    if item.name.is_empty() {
        return;
    }
    let style = frame.label(frame.look.muted, PLAIN, Anchor::Start);
    let spots = vec![
        Spot { at: (right + 3.5, y), anchor: Anchor::Start },
        Spot { at: (left - 3.5, y), anchor: Anchor::End },
    ];
    let lines = vec![item.name.clone()];
    frame.offer(Offer { lines, style, spots, priority: Priority::Value, leader: None });
}
