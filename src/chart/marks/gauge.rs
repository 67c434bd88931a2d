//! `gauge`: one value of each name on a half ring between the ends of its scale.

use super::{Holds, MarkKind, Takes, Traits};
use crate::chart::channel::Channel;
use crate::chart::describe::Teller;
use crate::chart::draw::{Anchor, Frame, PLAIN, Stroke, TextStyle, label_width_pt, on_circle, ring, text};
use crate::chart::gather::{Finding, Gathered, Gathering, RawSeries};
use crate::chart::model::{Item, LabelRule, Layer};
use crate::words::Said;
use crate::words::chart as said;

/// The kind.
#[derive(Debug)]
pub struct Gauge;

/// Parts of a turn where the ring begins and ends, clockwise from the top.
const FROM: f64 = -0.3;
const TO: f64 = 0.3;
/// Thickness of the ring as a part of its radius.
const RING: f64 = 0.26;
/// Most gauges; more are a wall of clocks.
const GAUGES_MAX: usize = 12;
/// Room that one wants across, and the least radius with words.
const WIDTH_PT_MIN: f64 = 60.0;
const RADIUS_PT_MIN: f64 = 13.0;
/// Radius beyond which a gauge says nothing more.
const RADIUS_PT_MAX: f64 = 64.0;
/// Most gauges in a row, and room that each wants beside the others.
const COLUMNS_MAX: usize = 5;
const GAP_PT: f64 = 14.0;
/// Room for the name and the ends of the scale under a ring.
const WORDS_PT: f64 = 13.0;
/// How low the ring reaches under its middle, as a part of its radius: the cosine of where it ends.
const BELOW: f64 = 0.31;
const VALUE_SIZE_PT: (f64, f64) = (5.5, 20.0);

impl MarkKind for Gauge {
    fn name(&self) -> &'static str {
        "gauge"
    }

    fn summary(&self) -> &'static str {
        "One value of each name on a half ring between the ends of its `domain`; `y2` marks a target."
    }

    fn example(&self) -> &'static str {
        "{ data: service, mark: gauge, x: name, y: { field: uptime, domain: [0, 1] } }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Gauge",
            de: "Tachodiagramm",
            fr: "Jauge",
            es: "Indicador",
            it: "Indicatore",
            nl: "Meter",
            pt: "Indicador",
        }
    }

    fn traits(&self) -> Traits {
        const TARGET: Takes = Takes {
            channel: Channel::Y2,
            holds: Holds::Numbers,
            needed: false,
            what: "marks the target on the ring",
        };
        Traits {
            takes: &[TARGET],
            zero: true,
            bands: true,
            single: true,
            axes: false,
            labels: Some(LabelRule::None),
            writes: &[],
            ..Traits::SERIES
        }
    }

    fn gather(&self, gathering: &mut Gathering) -> Gathered {
        let places = gathering.places();
        let field = gathering.layer.value.fields[0].clone();
        let values = gathering.numbers(&field.name);
        let targets = gathering.layer.extras.get(Channel::Y2).map(|channel| channel.fields[0].name.clone());
        let targets = targets.map_or(vec![None; values.len()], |name| gathering.numbers(&name));
        let series = vec![RawSeries { name: field.title, points: Vec::new() }];
        let mut gathered = Gathered { series, ..Gathered::default() };
        if gathering.layer.value.domain[1].is_none() {
            let message = "a gauge needs the end of its scale: without it every value would fill the ring";
            let help = format!("write `y: {{ field: {}, domain: [0, 100] }}` with your own ends", field.name);
            gathered.findings.push(Finding::error(message, help));
        }
        let count = places.iter().flatten().count();
        if count > GAUGES_MAX {
            let message = format!("{count} gauges cannot be read");
            let help = "use `mark: bullet`, which needs a line for each, or keep the largest with `top: 6`";
            if gathering.x.top.is_none_or(|top| top > GAUGES_MAX) {
                gathered.findings.push(Finding::error(message, help));
            }
        }
        for ((x, value), target) in places.into_iter().zip(values).zip(targets) {
            let (Some(x), Some(value)) = (x, value.filter(|value| value.is_finite())) else {
                gathered.missing += 1;
                continue;
            };
            let parts: Vec<f64> = [value].into_iter().chain(target).collect();
            let y = [value.min(0.0), value.max(0.0)];
            let item =
                Item { series: 0, run: 0, name: String::new(), x: [x, x], y, parts, value: Some(value) };
            gathered.items.push(item);
        }
        gathered
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        let mut items: Vec<&Item> = layer.items.iter().collect();
        items.sort_by(|a, b| a.x[0].total_cmp(&b.x[0]));
        items.truncate(GAUGES_MAX);
        let (width, height) = (frame.at.right - frame.at.left, frame.at.bottom - frame.at.top);
        let columns = columns(items.len(), width);
        let rows = items.len().div_ceil(columns).max(1);
        let cell = (width / columns as f64, height / rows as f64);
        let by_height = (cell.1 - WORDS_PT - 4.0) / (1.0 + BELOW);
        let radius = ((cell.0 - GAP_PT) / 2.0).min(by_height).max(4.0);
        for (index, item) in items.into_iter().enumerate() {
            let (column, row) = (index % columns, index / columns);
            let center = (
                frame.at.left + cell.0 * (column as f64 + 0.5),
                frame.at.top + cell.1 * row as f64 + radius + 2.0,
            );
            draw_one(item, center, radius, cell.0 - 4.0, frame);
        }
    }

    fn height_pt(&self, layer: &Layer, width_pt: f64) -> Option<f64> {
        const UNIT_PT: f64 = 18.0;
        let count = layer.items.len().min(GAUGES_MAX);
        let columns = columns(count, width_pt);
        let rows = count.div_ceil(columns).max(1) as f64;
        let radius = ((width_pt / columns as f64 - GAP_PT) / 2.0).min(RADIUS_PT_MAX);
        Some(rows * (radius * (1.0 + BELOW) + WORDS_PT + 6.0) + UNIT_PT)
    }

    fn tell(&self, layer: &Layer, teller: &Teller) -> Option<Vec<String>> {
        let axis = &teller.panel.y;
        let reach = teller.say(said::FROM_TO, &[&teller.value(axis.min), &teller.value(axis.max)]);
        let told = |item: &Item| {
            let name = teller.place_at(item.x[0]);
            teller.say(said::ON_SCALE, &[&name, &teller.value(item.parts[0]), &reach])
        };
        Some(layer.items.iter().take(5).map(told).collect())
    }
}

/// How many stand beside each other.
fn columns(count: usize, width_pt: f64) -> usize {
    count.min((width_pt / WIDTH_PT_MIN) as usize).clamp(1, COLUMNS_MAX)
}

fn draw_one(item: &Item, center: (f64, f64), radius: f64, room_pt: f64, frame: &Frame) {
    let axis = frame.y;
    let turn = |value: f64| FROM + (TO - FROM) * axis.position(value).clamp(0.0, 1.0);
    let inner = radius * (1.0 - RING);
    frame.paper_surface(&ring(center, (inner, radius), (FROM, TO)), frame.look.grid);
    let color = frame.layer.series.first().map_or(frame.look.ink, |series| series.color_at(item.parts[0]));
    // Filled from zero, or from the end that is nearest to it.
    let (zero, end) = (turn(0.0), turn(item.parts[0]));
    if end != zero {
        frame.paper_surface(&ring(center, (inner, radius), (zero.min(end), zero.max(end))), color);
    }
    if FROM < zero && zero < TO {
        let mark = Stroke { color: frame.look.muted, width_pt: 0.7, dashed: false };
        frame.paper_line(on_circle(center, inner, zero), on_circle(center, radius, zero), &mark);
    }
    if let Some(target) = item.parts.get(1) {
        let mark = Stroke { color: frame.look.ink, width_pt: 1.8, dashed: false };
        let at = |radius: f64| on_circle(center, radius, turn(*target));
        frame.paper_line(at(inner - 2.0), at(radius + 2.0), &mark);
    }
    if radius >= RADIUS_PT_MIN {
        write_words(item, (center, radius), room_pt, frame);
    }
}

/// The value in the ring, its name under it, and the ends of the scale where there is room beside the name.
fn write_words(item: &Item, (center, radius): ((f64, f64), f64), room_pt: f64, frame: &Frame) {
    let inner = radius * (1.0 - RING);
    let words = frame.write(item.parts[0]);
    let wide_em = label_width_pt(&words) / text::SIZE_PT;
    let size_pt = (inner * 1.5 / wide_em.max(0.1)).min(VALUE_SIZE_PT.1);
    if size_pt >= VALUE_SIZE_PT.0 {
        let big = TextStyle { size_pt, ..frame.label(frame.look.ink, 500, Anchor::Middle) };
        frame.text((center.0, center.1 - radius * 0.02), &words, big);
    }
    let name = frame.chart.x.categories.get(item.x[0] as usize).map_or("", String::as_str);
    let below = center.1 + radius * BELOW + 9.0;
    let ends = [(frame.y.min, FROM), (frame.y.max, TO)].map(|(value, turn)| (frame.write(value), turn));
    let widest = ends.iter().map(|(words, _)| label_width_pt(words)).fold(0.0, f64::max);
    let side = on_circle(center, (inner + radius) / 2.0, TO).0 - center.0;
    if label_width_pt(name) / 2.0 + widest / 2.0 + 3.0 < side && widest < 2.0 * (room_pt / 2.0 - side) + 4.0 {
        for (words, turn) in &ends {
            let (x, _) = on_circle(center, (inner + radius) / 2.0, *turn);
            frame.text((x, below - 3.0), words, frame.label(frame.look.muted, PLAIN, Anchor::Middle));
        }
    }
    let name = text::fit(name, room_pt, PLAIN);
    frame.text((center.0, below), &name, frame.label(frame.look.ink, PLAIN, Anchor::Middle));
}
