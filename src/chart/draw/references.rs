//! What the author put beside the data: reference lines and bands with their words, and notes at places of the data.

use super::board::{Leader, Offer, Priority, Spot};
use super::canvas::{Anchor, Stroke};
use super::frame::Frame;
use super::text;
use crate::chart::model::{Note, Panel, RefAxis, RefLine};

/// Bands lie under everything.
pub fn draw_bands(panel: &Panel, frame: &Frame) {
    for line in &panel.refs {
        let Some(to) = line.to else { continue };
        let (from, to) = ends(line, line.from, to, frame);
        frame.paper_rectangle(from, to, line.fill);
    }
}

/// The corners of a band, cut to the plot.
fn ends(line: &RefLine, from: f64, to: f64, frame: &Frame) -> ((f64, f64), (f64, f64)) {
    let (low, high) = (along(line, from, frame), along(line, to, frame));
    match across(line, frame) {
        true => (
            (low.clamp(frame.at.left, frame.at.right), frame.at.top),
            (high.clamp(frame.at.left, frame.at.right), frame.at.bottom),
        ),
        false => (
            (frame.at.left, low.clamp(frame.at.top, frame.at.bottom)),
            (frame.at.right, high.clamp(frame.at.top, frame.at.bottom)),
        ),
    }
}

/// Whether a reference stands upright on paper.
fn across(line: &RefLine, frame: &Frame) -> bool {
    (line.axis == RefAxis::X) != frame.chart.horizontal
}

/// The place of a reference on paper.
fn along(line: &RefLine, value: f64, frame: &Frame) -> f64 {
    let axis = match line.axis {
        RefAxis::X => &frame.chart.x,
        RefAxis::Y => &frame.panel.y,
    };
    match across(line, frame) {
        true => frame.at.left + axis.position(value) * (frame.at.right - frame.at.left),
        false => frame.at.bottom - axis.position(value) * (frame.at.bottom - frame.at.top),
    }
}

/// Lines lie over the marks, with their words where they cover least.
pub fn draw_lines(panel: &Panel, frame: &Frame) {
    for line in &panel.refs {
        let at = along(line, line.from, frame);
        let stroke = Stroke { color: line.color, width_pt: 0.75, dashed: line.dash };
        let upright = across(line, frame);
        let (low, high) = match upright {
            true => (frame.at.left, frame.at.right),
            false => (frame.at.top, frame.at.bottom),
        };
        let end = line.to.map_or(at, |to| along(line, to, frame));
        if at.max(end) < low - 0.1 || at.min(end) > high + 0.1 {
            continue;
        }
        if line.to.is_none() {
            let (from, to) = match upright {
                true => ((at, frame.at.top), (at, frame.at.bottom)),
                false => ((frame.at.left, at), (frame.at.right, at)),
            };
            if panel.series().any(|(_, series)| series.color.contrast(line.color) < HALO_CONTRAST) {
                let paper = Stroke { color: frame.look.paper, width_pt: 2.0, dashed: false };
                frame.paper_line(from, to, &paper);
            }
            frame.paper_line(from, to, &stroke);
            frame.rule_at(from, to);
        }
        offer_label(line, frame);
    }
}

fn offer_label(line: &RefLine, frame: &Frame) {
    let Some(words) = line.label.as_ref().filter(|words| !words.is_empty()) else { return };
    let at = along(line, line.from, frame);
    let spots = match (across(line, frame), line.to) {
        (true, None) => beside_upright(at, frame),
        (true, Some(to)) if is_graded(frame.panel) => over_upright(at, along(line, to, frame), frame),
        (true, Some(to)) => inside_upright(at, along(line, to, frame), frame),
        (false, None) => beside_lying(at, frame),
        (false, Some(to)) => inside_lying(at, along(line, to, frame), frame),
    };
    let style = frame.label(frame.look.words(line.color), text::PLAIN, Anchor::Start);
    let width = text::width_pt(words);
    let inside = |spot: &Spot| {
        let left = match spot.anchor {
            Anchor::Start => spot.at.0,
            Anchor::Middle => spot.at.0 - width / 2.0,
            Anchor::End => spot.at.0 - width,
        };
        left >= frame.at.left - 1.0
    };
    // Words of the axis stand beside the plot.
    let kept: Vec<Spot> = spots.iter().copied().filter(inside).collect();
    let spots = if kept.is_empty() { spots } else { kept };
    let lines = vec![words.clone()];
    frame.offer(Offer { lines, style, spots, priority: Priority::Reference, leader: None });
}

/// Beside an upright line, from the top down.
fn beside_upright(at: f64, frame: &Frame) -> Vec<Spot> {
    let rows = ((frame.at.bottom - frame.at.top) / LABEL_ROW_PT).floor().max(1.0) as usize;
    let row = |row: usize| {
        let y = frame.at.top + 4.5 + row as f64 * LABEL_ROW_PT;
        [Spot { at: (at + 3.0, y), anchor: Anchor::Start }, Spot { at: (at - 3.0, y), anchor: Anchor::End }]
    };
    (0..rows).flat_map(row).collect()
}

/// Whether bands say how good a value is.
pub fn is_graded(panel: &Panel) -> bool {
    panel.layers.iter().any(|layer| layer.mark.0.traits().graded)
}

/// Over the plot, where the bars of an upright band do not reach.
fn over_upright(from: f64, to: f64, frame: &Frame) -> Vec<Spot> {
    let (from, to) = (from.min(to).max(frame.at.left), from.max(to).min(frame.at.right));
    vec![Spot { at: ((from + to) / 2.0, frame.at.top - 5.5), anchor: Anchor::Middle }]
}

/// In the middle of an upright band, else beside its edge.
fn inside_upright(from: f64, to: f64, frame: &Frame) -> Vec<Spot> {
    let (from, to) = (from.min(to).max(frame.at.left), from.max(to).min(frame.at.right));
    let middle = Spot { at: ((from + to) / 2.0, frame.at.top + 4.5), anchor: Anchor::Middle };
    std::iter::once(middle).chain(beside_upright(from, frame)).chain(beside_upright(to, frame)).collect()
}

/// Over and under a lying line, at its ends first.
fn beside_lying(at: f64, frame: &Frame) -> Vec<Spot> {
    let (left, right) = (frame.at.left + 2.0, frame.at.right - 2.0);
    let share = |share: f64| (left + (right - left) * share, Anchor::Middle);
    let places = [(right, Anchor::End), (left, Anchor::Start), share(0.75), share(0.25), share(0.5)];
    let both = |(x, anchor)| {
        [at - 5.5, at + 6.0]
            .map(|y| Spot { at: (x, y), anchor })
            .into_iter()
            .filter(|spot| (frame.at.top - 2.0..=frame.at.bottom + 1.0).contains(&spot.at.1))
    };
    places.into_iter().flat_map(both).collect()
}

/// At the ends of a lying band.
fn inside_lying(from: f64, to: f64, frame: &Frame) -> Vec<Spot> {
    let (top, bottom) = (from.min(to).max(frame.at.top), from.max(to).min(frame.at.bottom));
    let heights = [top + 5.5, bottom - 5.5, (top + bottom) / 2.0];
    let ends = |y| {
        let right = Spot { at: (frame.at.right - 2.0, y), anchor: Anchor::End };
        [right, Spot { at: (frame.at.left + 2.0, y), anchor: Anchor::Start }]
    };
    heights.into_iter().flat_map(ends).collect()
}

/// Marks each noted place with a ring and offers its words around it.
pub fn draw_notes(panel: &Panel, frame: &Frame) {
    for note in &panel.notes {
        let (x, y) = frame.paper(note.x, note.y);
        let inside = (frame.at.left - 1.0..=frame.at.right + 1.0).contains(&x)
            && (frame.at.top - 1.0..=frame.at.bottom + 1.0).contains(&y);
        if inside {
            frame.paper_dots(&[(x, y)], 2.0, frame.look.ink, true);
            offer_note(note, (x, y), frame);
        }
    }
}

fn offer_note(note: &Note, (x, y): (f64, f64), frame: &Frame) {
    const WIDTH_MAX_PT: f64 = 130.0;
    let lines = text::wrap_lines(&note.text, WIDTH_MAX_PT.min(frame.width_pt() * 0.4), NOTE_LINES_MAX);
    let tall = (lines.len() - 1) as f64 * super::board::LEADING_PT;
    let mut spots = Vec::new();
    for distance in NOTE_DISTANCES_PT {
        let near = distance * 0.7;
        let (up, down) = (y - distance - tall, y + distance);
        let places = [
            (x, up, Anchor::Middle),
            (x + near, y - near - tall, Anchor::Start),
            (x - near, y - near - tall, Anchor::End),
            (x + near, up, Anchor::End),
            (x - near, up, Anchor::Start),
            (x, down, Anchor::Middle),
            (x + near, y + near, Anchor::Start),
            (x - near, y + near, Anchor::End),
            (x + distance, y - tall / 2.0, Anchor::Start),
            (x - distance, y - tall / 2.0, Anchor::End),
        ];
        spots.extend(places.map(|(x, y, anchor)| Spot { at: (x, y), anchor }));
    }
    let style = frame.label(frame.look.ink, text::PLAIN, Anchor::Middle);
    frame.offer(Offer {
        lines,
        style,
        spots,
        priority: Priority::Note,
        leader: Some(Leader { to: (x, y), radius_pt: 0.0 }),
    });
}

/// Tells labels where the marks of a layer are: along its lines, and over the lengths of its bars and items.
pub fn keep_marks_free(frame: &Frame) {
    let layer = frame.layer;
    // Bars fill about three quarters of their room.
    let half = layer.band * 0.37;
    let lengths = layer.mark.0.traits().bands || layer.mark.0.traits().zero;
    for series in &layer.series {
        let mut last: Option<(f64, f64)> = None;
        for point in &series.points {
            let Some(_) = point.value else {
                last = None;
                continue;
            };
            let end = frame.paper(point.x, point.high);
            match (layer.mark.0.traits().ends, last) {
                (true, Some(last)) => frame.keep_free(between(last, end)),
                (true, None) => frame.keep_free(std::iter::once(end)),
                (false, _) if lengths => {
                    let middle = frame.chart.x.place(point.x);
                    for x in [middle - half, middle, middle + half] {
                        let ends = (frame.paper_exact(x, point.low), frame.paper_exact(x, point.high));
                        frame.keep_free(between(ends.0, ends.1));
                    }
                }
                (false, _) => frame.keep_free(std::iter::once(end)),
            }
            last = Some(end);
        }
    }
    for item in &layer.items {
        let (from, to) = (frame.paper(item.x[0], item.y[0]), frame.paper(item.x[1], item.y[1]));
        frame.keep_free(between(from, to));
    }
}

/// Places along a straight line, close enough that no label slips between them.
fn between(from: (f64, f64), to: (f64, f64)) -> impl Iterator<Item = (f64, f64)> {
    const STEP_PT: f64 = 4.0;
    let steps = ((to.0 - from.0).hypot(to.1 - from.1) / STEP_PT).ceil().clamp(1.0, 400.0) as usize;
    (1..=steps).map(move |step| {
        let share = step as f64 / steps as f64;
        (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share)
    })
}

/// A line that differs less than this from the marks needs paper around it.
const HALO_CONTRAST: f64 = 1.6;
/// Distance between rows of labels beside upright lines.
const LABEL_ROW_PT: f64 = 10.0;
/// How far from its place a note may stand, the nearest first.
const NOTE_DISTANCES_PT: [f64; 9] = [9.0, 14.0, 20.0, 28.0, 38.0, 50.0, 66.0, 86.0, 110.0];
/// Longer notes are cut.
const NOTE_LINES_MAX: usize = 4;
