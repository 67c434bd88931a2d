//! `pie` and `donut`: parts of a whole as slices, named where they lie.

use super::{MarkKind, Roles, Traits};
use crate::chart::describe::Teller;
use crate::chart::draw::board::LEADING_PT;
use crate::chart::draw::text::fit;
use crate::chart::draw::{Anchor, Frame, PLAIN, Stroke, label_width_pt, on_circle, push_apart, ring};
use crate::chart::gather::{Finding, Gathered, Gathering};
use crate::chart::model::{LabelRule, Layer, Native};
use crate::format::Format;
use crate::value::Value;
use crate::words::Said;
use crate::words::chart as said;

/// The kind.
#[derive(Debug)]
pub struct Pie;

/// More slices than this cannot be compared by eye.
const SLICES_MAX: usize = 6;
/// Distance of names from the circle, and between two of them.
const NAME_GAP_PT: f64 = 9.0;
const NAME_STEP_PT: f64 = 10.5;
/// Most of the width that names on one side may take; longer ones have their share on a second line.
const NAMES_SHARE: f64 = 0.28;
const RADIUS_PT_MIN: f64 = 12.0;
/// Gap between a name and its share.
const SHARE_GAP_PT: f64 = 2.5;

impl MarkKind for Pie {
    fn name(&self) -> &'static str {
        "pie"
    }

    fn summary(&self) -> &'static str {
        "Parts of a whole as slices of a circle; for six parts at most."
    }

    fn example(&self) -> &'static str {
        "{ data: sales, mark: pie, x: region, y: revenue }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Pie chart",
            de: "Kreisdiagramm",
            fr: "Diagramme circulaire",
            es: "Gráfico circular",
            it: "Grafico a torta",
            nl: "Cirkeldiagram",
            pt: "Gráfico circular",
        }
    }

    fn traits(&self) -> Traits {
        TRAITS
    }

    fn gather(&self, gathering: &mut Gathering) -> Gathered {
        slices(gathering)
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        draw_slices(layer, 0.0, frame);
    }

    fn names_itself(&self) -> bool {
        true
    }

    fn tell(&self, layer: &Layer, teller: &Teller) -> Option<Vec<String>> {
        Some(told(layer, teller))
    }

    fn native(&self) -> Native {
        Native::Slices
    }
}

/// What both kinds ask for.
pub(super) const TRAITS: Traits = Traits {
    roles: Roles::Parts,
    zero: true,
    single: true,
    axes: false,
    labels: Some(LabelRule::None),
    ..Traits::SERIES
};

/// Reads the slices and tells what a circle cannot show.
pub(super) fn slices(gathering: &mut Gathering) -> Gathered {
    let mut gathered = gathering.series();
    let values = || gathered.series.iter().flat_map(|series| &series.points);
    let negative = values().find(|(_, value)| value.is_some_and(|value| value < 0.0));
    let mut findings = Vec::new();
    if let Some((x, _)) = negative {
        let name = gathering.names.list.get(*x as usize).map_or("", |(name, _)| name.as_str());
        let message = format!("`{name}` is negative, and parts of a whole cannot be");
        findings.push(Finding::error(message, "use `mark: bar`"));
    }
    let shown = gathering.names.list.len();
    let cut = gathering.x.top.map(|top| top + usize::from(gathering.x.other.is_some()));
    let count = cut.map_or(shown, |cut| cut.min(shown));
    if count > SLICES_MAX {
        let message = format!("{count} slices cannot be compared by eye");
        let help =
            format!("use `mark: bar`, or keep the largest with `top: {}` and `other: Other`", SLICES_MAX - 1);
        findings.push(Finding::warning(message, help));
    }
    if cut.is_some_and(|cut| cut < shown) && gathering.x.other.is_none() {
        let message = "a whole without its small parts is not the whole";
        findings.push(Finding::error(message, "add `other: Other` beside `top`, so that they are added up"));
    }
    gathered.findings = findings;
    gathered
}

/// A slice: its series, its value, and where it lies as parts of a turn.
struct Slice {
    series: usize,
    value: f64,
    from: f64,
    to: f64,
}

impl Slice {
    fn middle(&self) -> f64 {
        (self.from + self.to) / 2.0
    }

    fn right(&self) -> bool {
        self.middle() < 0.5
    }
}

/// Slices clockwise from the top in the order of the series; those without a value have no place.
fn cut(layer: &Layer) -> Vec<Slice> {
    let value = |series: &crate::chart::model::Series| {
        series.points.iter().filter_map(|point| point.value).filter(|value| value.is_finite()).sum::<f64>()
    };
    let values: Vec<f64> = layer.series.iter().map(|series| value(series).max(0.0)).collect();
    // Halves, so that the sum of the largest numbers still is one.
    let total: f64 = values.iter().map(|value| value / 2.0).sum();
    let mut from = 0.0;
    let mut slices = Vec::new();
    for (series, value) in values.into_iter().enumerate().filter(|(_, value)| *value > 0.0) {
        let to = from + value / 2.0 / total;
        slices.push(Slice { series, value, from, to });
        from = to;
    }
    slices
}

/// Draws slices around a hole, with their names beside the circle.
pub(super) fn draw_slices(layer: &Layer, hole: f64, frame: &Frame) -> Option<((f64, f64), f64)> {
    let slices = cut(layer);
    let (width, height) = (frame.at.right - frame.at.left, frame.at.bottom - frame.at.top);
    let center = (frame.at.left + width / 2.0, frame.at.top + height / 2.0);
    let words: Vec<Words> = slices.iter().map(|slice| words(slice, layer, frame)).collect();
    let broken = words.iter().any(|words| words.width_pt(false) > width * NAMES_SHARE);
    let widest = words.iter().map(|words| words.width_pt(broken)).fold(0.0, f64::max);
    let names_pt = widest.min(width * NAMES_SHARE);
    let radius = (width / 2.0 - names_pt - NAME_GAP_PT - 2.0).min(height / 2.0 - 5.0).max(RADIUS_PT_MIN);
    for slice in &slices {
        let color = layer.series[slice.series].color;
        let (from, to) = (slice.from, slice.to.max(slice.from + 1e-4));
        frame.paper_surface(&ring(center, (radius * hole, radius), (from, to)), color);
    }
    if slices.len() > 1 {
        for slice in &slices {
            let paper = Stroke { color: frame.look.paper, width_pt: 0.9, dashed: false };
            let at = |radius: f64| on_circle(center, radius, slice.from);
            frame.paper_line(at(radius * hole), at(radius + 0.5), &paper);
        }
    }
    for right in [true, false] {
        let side: Vec<usize> = (0..slices.len()).filter(|index| slices[*index].right() == right).collect();
        name_side(&side, &slices, &words, (center, radius), broken, frame);
    }
    (!slices.is_empty()).then_some((center, radius * hole))
}

/// What stands beside a slice.
struct Words {
    name: String,
    share: String,
}

impl Words {
    /// Width in one line, or in two.
    fn width_pt(&self, broken: bool) -> f64 {
        let (name, share) = (label_width_pt(&self.name), label_width_pt(&self.share));
        if broken { name.max(share) } else { name + SHARE_GAP_PT + share }
    }
}

fn words(slice: &Slice, layer: &Layer, frame: &Frame) -> Words {
    let share = percent(slice.to - slice.from, frame.region);
    let name = layer.series[slice.series].name.clone();
    match layer.labels {
        LabelRule::All => Words { name, share: format!("{} ({share})", frame.write(slice.value)) },
        LabelRule::End | LabelRule::Extremes | LabelRule::None => Words { name, share },
    }
}

/// A share in words; small ones are not nothing.
pub(super) fn percent(share: f64, region: &crate::format::Region) -> String {
    let Ok(format) = Format::parse("0%") else { return String::new() };
    let write = |share: f64| format.display(&Value::Number(share), region).text;
    match share {
        share if share > 0.0 && share < 0.005 => format!("<{}", write(0.01)),
        share if (0.995..1.0).contains(&share) => format!(">{}", write(0.99)),
        share => write(share),
    }
}

/// Names on one side of the circle, apart from each other, with a line to a slice that is not beside its name.
fn name_side(
    side: &[usize],
    slices: &[Slice],
    words: &[Words],
    (center, radius): ((f64, f64), f64),
    broken: bool,
    frame: &Frame,
) {
    let wanted: Vec<f64> = side
        .iter()
        .map(|index| on_circle(center, radius + NAME_GAP_PT * 0.6, slices[*index].middle()).1)
        .collect();
    let half = if broken { LEADING_PT / 2.0 } else { 0.0 };
    let room = (frame.at.top + 4.0 + half, frame.at.bottom - 4.0 - half);
    let step = NAME_STEP_PT + 2.0 * half;
    // What has no room is told by the words for readers who cannot see it, and in the data.
    let fits = ((room.1 - room.0) / step).floor().max(0.0) as usize + 1;
    if side.len() > fits {
        return;
    }
    let places = push_apart(&wanted, step, room);
    for (index, y) in side.iter().zip(places) {
        let slice = &slices[*index];
        let sign = if slice.right() { 1.0 } else { -1.0 };
        let edge = on_circle(center, radius + 1.5, slice.middle());
        // As near to the circle as its curve allows at that height.
        let reach = radius + NAME_GAP_PT * 0.75;
        let bulge = (reach * reach - (y - center.1).powi(2)).max(0.0).sqrt();
        let x = center.0 + sign * bulge.max((edge.0 - center.0).abs() + 3.0);
        if (y - edge.1).abs() > 6.0 + half {
            let line = Stroke { color: frame.look.axis, width_pt: 0.4, dashed: false };
            frame.paper_lines(&[edge, (x - sign * 1.5, y)], &line);
        }
        write_beside(&words[*index], (x, y), slice.right(), broken, frame);
    }
}

/// The name, shortened where it has to be, and its share behind or below it.
fn write_beside(words: &Words, (x, y): (f64, f64), right: bool, broken: bool, frame: &Frame) {
    let room_pt = if right { frame.at.right - x } else { x - frame.at.left };
    let anchor = if right { Anchor::Start } else { Anchor::End };
    let style = frame.label(frame.look.ink, PLAIN, anchor);
    if broken {
        frame.text((x, y - LEADING_PT / 2.0), &fit(&words.name, room_pt, PLAIN), style);
        frame.text((x, y + LEADING_PT / 2.0), &fit(&words.share, room_pt, PLAIN), style);
        return;
    }
    let share_pt = label_width_pt(&words.share) + SHARE_GAP_PT;
    let name = fit(&words.name, (room_pt - share_pt).max(0.0), PLAIN);
    // In two pieces, so that names that run from right to left do not take the share with them.
    match right {
        true => {
            frame.text((x, y), &name, style);
            frame.text((x + label_width_pt(&name) + SHARE_GAP_PT, y), &words.share, style);
        }
        false => {
            frame.text((x, y), &words.share, style);
            frame.text((x - share_pt, y), &name, style);
        }
    }
}

/// The largest parts with their shares, and the whole.
pub(super) fn told(layer: &Layer, teller: &Teller) -> Vec<String> {
    let mut slices = cut(layer);
    slices.sort_by(|a, b| b.value.total_cmp(&a.value));
    let one = |slice: &Slice| {
        let share = percent(slice.to - slice.from, teller.region);
        teller.say(said::NAME_AT, &[&layer.series[slice.series].name, &share])
    };
    let largest = slices.iter().take(3).map(one).collect::<Vec<_>>().join(", ");
    let total: f64 = slices.iter().map(|slice| slice.value).sum();
    if slices.is_empty() {
        return Vec::new();
    }
    let count = slices.len().to_string();
    vec![teller.say(said::PARTS, &[&count, &teller.value(total), &largest])]
}
