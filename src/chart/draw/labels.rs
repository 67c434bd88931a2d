//! Words at the marks: names and values at the ends of lines, pushed apart; highs and lows. No two labels touch, and
//! none is drawn where there is no room for it.

use super::board::{Offer, Priority, Spot};
use super::canvas::{Anchor, Stroke};
use super::frame::Frame;
use super::layout::GAP_PT;
use super::text;
use crate::chart::model::{Axis, LabelRule, Layer, Legend, Panel, Point, Series, Stack};
use crate::format::Region;
use crate::value::Value;

/// Distance between the middles of two labels.
const LABEL_STEP_PT: f64 = 9.5;
/// Gap between a name and its value.
const VALUE_GAP_PT: f64 = 3.0;
/// A label moved further than this gets a line to its end.
const LEADER_FROM_PT: f64 = 4.0;

/// The words at the end of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct EndText {
    pub series: usize,
    pub name: String,
    pub value: String,
}

impl EndText {
    /// Width with the name in the strong weight.
    pub fn width_pt(&self) -> f64 {
        match (self.name.is_empty(), self.value.is_empty()) {
            (true, _) => text::strong_width_pt(&self.value),
            (false, true) => text::strong_width_pt(&self.name),
            (false, false) => text::strong_width_pt(&self.name) + VALUE_GAP_PT + text::width_pt(&self.value),
        }
    }
}

/// Names and last values; a lone series is named by the title of the chart.
pub fn end_texts(x: &Axis, panel: &Panel, layer: &Layer, region: &Region) -> Vec<EndText> {
    let stacked = layer.stack != Stack::None;
    let named = panel.series().count() > 1 && panel.legend != Legend::None;
    let texts = layer.series.iter().enumerate().filter_map(|(index, series)| {
        let last = last_point(x, series)?.value?;
        let value = match stacked {
            true => String::new(),
            false => layer.value_format.display(&Value::Number(last), region).text,
        };
        let name = if named { series.name.clone() } else { String::new() };
        Some(EndText { series: index, name, value })
    });
    texts.collect()
}

/// The last value that lies between the ends of the shared axis.
fn last_point<'a>(x: &Axis, series: &'a Series) -> Option<&'a Point> {
    let is_seen = |point: &&Point| (-1e-9..=1.0 + 1e-9).contains(&x.position(x.place(point.x)));
    series.points.iter().rev().filter(|point| point.value.is_some()).find(is_seen)
}

/// Draws what the rules of the layers of a panel ask for.
pub fn draw(layers: &[Frame]) {
    draw_ends(layers);
    for frame in layers.iter().filter(|frame| frame.layer.mark.0.traits().ends) {
        match frame.layer.labels {
            LabelRule::Extremes => frame.layer.series.iter().for_each(|series| draw_extremes(series, frame)),
            LabelRule::All => frame.layer.series.iter().for_each(|series| draw_all(series, frame)),
            LabelRule::End | LabelRule::None => {}
        }
    }
}

/// Names and last values of all layers, pushed apart together.
fn draw_ends(layers: &[Frame]) {
    let named = layers.iter().filter(|frame| super::layout::end_labels(frame.panel, frame.layer));
    let texts: Vec<(&Frame, EndText)> = named
        .flat_map(|frame| {
            let ends = end_texts(&frame.chart.x, frame.panel, frame.layer, frame.region);
            ends.into_iter().map(move |end| (frame, end))
        })
        .filter(|(frame, end)| frame.layer.stack == Stack::None || !end.name.is_empty())
        .collect();
    let ends: Vec<(f64, f64)> =
        texts.iter().map(|(frame, end)| end_place(&frame.layer.series[end.series], frame)).collect();
    let wanted: Vec<f64> = ends.iter().map(|(_, y)| *y).collect();
    let Some((first, _)) = texts.first() else { return };
    let room = (first.at.top - 4.0, first.at.bottom + 4.0);
    let places = push_apart(&wanted, LABEL_STEP_PT, room);
    for (((frame, end), (x, y)), place) in texts.iter().zip(ends).zip(places) {
        let series = &frame.layer.series[end.series];
        // A lone line that ends early has its value where it ends.
        let early = texts.len() == 1 && x + end.width_pt() + 2.0 * GAP_PT < frame.at.right;
        let left = if early { x + GAP_PT } else { frame.at.right + GAP_PT };
        let gap = if early { 0.0 } else { frame.at.right - x };
        if (place - y).abs() > LEADER_FROM_PT || gap > 2.0 * GAP_PT {
            let stroke =
                Stroke { color: series.color.over(frame.look.paper, 0.5), width_pt: 0.4, dashed: false };
            frame.paper_line((x + 2.5, y), (left - 1.5, place), &stroke);
        }
        let is_cut = |point: &Point| !(frame.y.min..=frame.y.max).contains(&point.high);
        let last = last_point(&frame.chart.x, series).filter(|point| !is_cut(point));
        if frame.layer.stack == Stack::None {
            frame.dots(last.map(|point| (point.x, point.high)).into_iter(), 1.7, series.color, false);
        }
        draw_end_text(end, series, (left, place), frame);
    }
}

fn draw_end_text(end: &EndText, series: &Series, at: (f64, f64), frame: &Frame) {
    let room = frame.right_room();
    let color = frame.look.words(series.color);
    if end.name.is_empty() {
        let words = text::fit(&end.value, room, text::STRONG);
        return frame.text(at, &words, frame.label(color, text::STRONG, Anchor::Start));
    }
    let value_pt = if end.value.is_empty() { 0.0 } else { text::width_pt(&end.value) + VALUE_GAP_PT };
    let name = text::fit(&end.name, (room - value_pt).max(12.0), text::STRONG);
    let left = at.0 + text::strong_width_pt(&name) + VALUE_GAP_PT;
    frame.text(at, &name, frame.label(color, text::STRONG, Anchor::Start));
    frame.text((left, at.1), &end.value, frame.label(color, text::PLAIN, Anchor::Start));
}

/// Where the label of a series wants to stand: at its last value, for surfaces in their middle.
fn end_place(series: &Series, frame: &Frame) -> (f64, f64) {
    let last = last_point(&frame.chart.x, series);
    let Some(point) = last else { return (frame.at.right, frame.at.bottom) };
    let y = match frame.layer.stack {
        Stack::None => point.high,
        Stack::Zero | Stack::Normalize => (point.low + point.high) / 2.0,
    };
    let (x, y) = frame.paper(point.x, y);
    (x, y.clamp(frame.at.top, frame.at.bottom))
}

/// Moves places apart so that neighbours keep a distance and all stay inside `room`, each as near to
/// where it wants to be as the others allow.
pub fn push_apart(wanted: &[f64], step: f64, room: (f64, f64)) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    // When all together need more than there is, they share what there is.
    let step = match wanted.len() {
        0 | 1 => step,
        count => step.min((room.1 - room.0).max(0.0) / (count - 1) as f64),
    };
    // Groups of touching labels move as one, around the mean of their wishes.
    let mut groups: Vec<(f64, usize)> = Vec::new();
    for index in &order {
        groups.push((wanted[*index], 1));
        while let [.., (above, count_above), (below, count_below)] = groups[..] {
            let half = |count: usize| step * (count - 1) as f64 / 2.0;
            let low = |center: f64, count: usize| {
                center.clamp(room.0 + half(count), (room.1 - half(count)).max(room.0 + half(count)))
            };
            let (above_at, below_at) = (low(above, count_above), low(below, count_below));
            if below_at - half(count_below) - (above_at + half(count_above)) >= step - 1e-9 {
                break;
            }
            let count = count_above + count_below;
            let center = (above * count_above as f64 + below * count_below as f64) / count as f64;
            groups.truncate(groups.len() - 2);
            groups.push((center, count));
        }
    }
    let mut places = vec![0.0; wanted.len()];
    let mut order = order.into_iter();
    for (center, count) in groups {
        let half = step * (count - 1) as f64 / 2.0;
        let center = center.clamp(room.0 + half, (room.1 - half).max(room.0 + half));
        for (nth, index) in order.by_ref().take(count).enumerate() {
            places[index] = center - half + step * nth as f64;
        }
    }
    places
}

fn draw_extremes(series: &Series, frame: &Frame) {
    let there = || series.points.iter().filter(|point| point.value.is_some());
    let by = |a: &&Point, b: &&Point| a.high.total_cmp(&b.high);
    let (Some(low), Some(high)) = (there().min_by(by), there().max_by(by)) else { return };
    label_point(high, series, Priority::Extreme, frame);
    if low.high < high.high {
        label_point(low, series, Priority::Extreme, frame);
    }
}

fn draw_all(series: &Series, frame: &Frame) {
    let mut free_from = f64::NEG_INFINITY;
    for point in series.points.iter().filter(|point| point.value.is_some()) {
        let words = frame.write(point.value.unwrap_or(0.0));
        let (x, _) = frame.paper(point.x, point.high);
        let half = text::width_pt(&words) / 2.0;
        if x - half >= free_from {
            label_point(point, series, Priority::Value, frame);
            free_from = x + half + 3.0;
        }
    }
}

/// Offers the value of a point; values that fall stand below, so that the line stays free.
fn label_point(point: &Point, series: &Series, priority: Priority, frame: &Frame) {
    let Some(value) = point.value else { return };
    let words = frame.write(value);
    let (x, y) = frame.paper(point.x, point.high);
    let half = text::width_pt(&words) / 2.0;
    let inside = x.clamp(frame.at.left + half, (frame.at.right - half).max(frame.at.left + half));
    frame.dots(std::iter::once((point.x, point.high)), 1.5, series.color, false);
    let spot = |x: f64, y: f64, anchor| Spot { at: (x, y), anchor };
    let (above, below) = (spot(inside, y - 7.0, Anchor::Middle), spot(inside, y + 7.5, Anchor::Middle));
    let lowest = priority == Priority::Extreme && is_lowest(point, series);
    let (first, second) = if lowest { (below, above) } else { (above, below) };
    let over_axis = y.min(frame.at.bottom - 5.0);
    let beside = [
        spot(x + 4.0, over_axis, Anchor::Start),
        spot(x - 4.0, over_axis, Anchor::End),
        spot(x - 10.0, over_axis, Anchor::End),
    ];
    frame.offer(Offer {
        lines: vec![words],
        style: frame.label(frame.look.words(series.color), text::PLAIN, Anchor::Middle),
        // Words under the plot belong to the axis.
        spots: [first, second].into_iter().chain(beside).filter(|spot| spot.at.1 < frame.at.bottom).collect(),
        priority,
        leader: None,
    });
}

fn is_lowest(point: &Point, series: &Series) -> bool {
    series.points.iter().filter(|other| other.value.is_some()).all(|other| other.high >= point.high)
}
