//! Axes, grid, unit lines and legends: hairlines across, nothing upright, words where the eye begins.

use super::bars;
use super::canvas::Anchor;
use super::frame::Frame;
use super::layout::{self, Across, GAP_PT, LINE_PT, PanelPlace};
use super::legend::{self, SWATCH_PT};
use super::text;
use crate::chart::model::{Axis, AxisKind, Side};

/// Length of a tick outside the plot.
const TICK_PT: f64 = 3.5;

/// The unit line and the legend of a panel.
pub fn draw_head(place: &PanelPlace, frame: &Frame) {
    let key = frame.panel.is_heat_map() && !super::heat::labels_fit(frame);
    if let Some(at) = place.unit_at {
        match &frame.panel.right {
            Some(right) => {
                draw_unit(&frame.panel.y, Side::Left, at, frame);
                draw_unit(right, Side::Right, at, frame);
            }
            None if key => {}
            None => {
                let left = draw_names_heading(at, frame);
                let words = layout::unit_line(&frame.panel.y).unwrap_or_default();
                let room = if frame.chart.grid.is_some() { frame.width_pt() } else { frame.at.right };
                let words = text::fit(&words, room - left, text::PLAIN);
                match frame.panel.y.side {
                    Side::Left => frame.text((left, at), &words, frame.look.unit(Anchor::Start)),
                    Side::Right => frame.text((frame.width_pt(), at), &words, frame.look.unit(Anchor::End)),
                }
            }
        }
    }
    draw_title(place, frame);
    legend::draw(&place.legend, place.legend_at, frame);
}

/// What the names left of the plot are called, over them; where the words beside it may begin.
fn draw_names_heading(at: f64, frame: &Frame) -> f64 {
    let Some(words) = layout::names_heading(frame.chart, frame.panel) else { return 0.0 };
    let room = names_end(frame);
    frame.text((room, at), &text::fit(words, room, text::PLAIN), frame.look.unit(Anchor::End));
    frame.at.left
}

/// Where names left of the plot end.
fn names_end(frame: &Frame) -> f64 {
    let plot_pt = frame.at.right - frame.at.left;
    let below = match frame.chart.horizontal {
        true => bars::overhangs(frame.panel, plot_pt, frame.region).0,
        false => 0.0,
    };
    frame.at.left - GAP_PT - below
}

/// The name of a facet, with its unit where facets are measured on axes of their own.
fn draw_title(place: &PanelPlace, frame: &Frame) {
    let (Some(at), Some(title)) = (place.title_at, &frame.panel.title) else { return };
    let left = frame.at.left;
    let words = text::fit(title, frame.at.right - left, text::STRONG);
    let style = frame.label(frame.look.ink, text::STRONG, Anchor::Start);
    frame.text((left, at), &words, style);
    let free = frame.chart.grid.is_some_and(|grid| grid.free);
    let Some(unit) = layout::unit_line(&frame.panel.y).filter(|_| free) else { return };
    let left = left + text::strong_width_pt(&words) + GAP_PT;
    if left + text::width_pt(&unit) <= frame.at.right {
        frame.text((left, at), &unit, frame.look.unit(Anchor::Start));
    }
}

/// The unit line of one of two axes, in the colour of its series where there is only one.
fn draw_unit(axis: &Axis, side: Side, at: f64, frame: &Frame) {
    let room = frame.width_pt() * 0.48 - SWATCH_PT;
    let Some(words) = layout::unit_line(axis).map(|words| text::fit(&words, room, text::PLAIN)) else {
        return;
    };
    let mut series = frame.panel.series().filter(|(layer, _)| layer.side == side);
    let alone = series.next().filter(|_| series.next().is_none());
    let left = match side {
        Side::Left => 0.0,
        Side::Right => {
            frame.width_pt() - text::width_pt(&words) - if alone.is_some() { SWATCH_PT } else { 0.0 }
        }
    };
    match alone {
        Some((layer, series)) => {
            legend::swatch(layer, series, (left, at), frame);
            frame.text((left + SWATCH_PT, at), &words, frame.look.label(Anchor::Start));
        }
        None => frame.text((left, at), &words, frame.look.unit(Anchor::Start)),
    }
}

/// Hairlines at the ticks of the value axis.
pub fn draw_grid(frame: &Frame) {
    if frame.panel.y.hidden {
        return;
    }
    if frame.panel.y.kind == AxisKind::Band {
        if !frame.panel.is_heat_map() {
            draw_upright_grid(frame);
        }
        return;
    }
    for tick in &frame.panel.y.ticks {
        let (x, y) = value_place(*tick, frame);
        let (from, to) = match frame.chart.horizontal {
            true => ((x, frame.at.top), (x, frame.at.bottom)),
            false => ((frame.at.left, y), (frame.at.right, y)),
        };
        frame.paper_line(from, to, &frame.look.hairline());
    }
    // Clouds are read in both directions.
    if frame.panel.layers.iter().all(|layer| !layer.mark.0.traits().ends && layer.band == 0.0) {
        draw_upright_grid(frame);
    }
}

/// Hairlines at the ticks of an axis of numbers that runs across.
fn draw_upright_grid(frame: &Frame) {
    if !matches!(frame.chart.x.kind, AxisKind::Linear | AxisKind::Log | AxisKind::SymLog)
        || frame.chart.x.hidden
    {
        return;
    }
    for tick in &frame.chart.x.ticks {
        let x = shared_place(*tick, frame);
        frame.paper_line((x, frame.at.top), (x, frame.at.bottom), &frame.look.hairline());
    }
}

/// Words at the ticks of the value axis, or the names of rows.
pub fn draw_value_labels(frame: &Frame) {
    let axis = &frame.panel.y;
    if frame.chart.horizontal {
        let room = names_end(frame);
        for (place, name) in frame.chart.x.categories.iter().enumerate() {
            let (_, y) = frame.paper(place as f64, axis.min);
            let words = text::fit(name, room, text::PLAIN);
            frame.text((room, y), &words, frame.look.label(Anchor::End));
        }
        return;
    }
    if axis.kind == AxisKind::Band {
        for (place, name) in axis.categories.iter().enumerate() {
            let (_, y) = value_place(place as f64, frame);
            let words = text::fit(name, frame.at.left - GAP_PT, text::PLAIN);
            frame.text((frame.at.left - GAP_PT, y), &words, frame.look.label(Anchor::End));
        }
        return;
    }
    draw_ticks(axis, axis.side, frame);
    if let Some(axis) = &frame.panel.right {
        draw_ticks(axis, Side::Right, frame);
    }
}

/// Words at the ticks of a value axis that stands upright.
fn draw_ticks(axis: &Axis, side: Side, frame: &Frame) {
    if axis.hidden {
        return;
    }
    let (x, anchor) = match side {
        Side::Left => (frame.at.left - GAP_PT, Anchor::End),
        Side::Right => (frame.at.right + GAP_PT, Anchor::Start),
    };
    let mut free_above = f64::INFINITY;
    for tick in &axis.ticks {
        let y = frame.at.bottom - axis.position(*tick) * (frame.at.bottom - frame.at.top);
        if (y - free_above).abs() < LINE_PT * 0.8 {
            continue;
        }
        free_above = y;
        let words = layout::tick_text(axis, *tick, frame.region);
        frame.text((x, y), &words, frame.look.label(anchor));
    }
}

/// The line that lengths begin at.
pub fn draw_zero(frame: &Frame) {
    let axis = &frame.panel.y;
    let zero = frame.panel.layers.iter().any(|layer| layer.mark.0.traits().zero);
    let bare = frame.panel.layers.iter().all(|layer| !layer.mark.0.traits().axes);
    if bare
        || !matches!(axis.kind, AxisKind::Linear | AxisKind::SymLog)
        || !(axis.min..=axis.max).contains(&0.0)
    {
        return;
    }
    // A line chart whose lowest tick happens to be zero is closed by the axis below it.
    if !zero && axis.min == 0.0 {
        return;
    }
    let (x, y) = value_place(0.0, frame);
    let (from, to) = match frame.chart.horizontal {
        true => ((x, frame.at.top), (x, frame.at.bottom)),
        false => ((frame.at.left, y), (frame.at.right, y)),
    };
    frame.paper_line(from, to, &frame.look.rule());
    // Names of dots do not stand on it; values at bars know their side of it.
    if axis.min < 0.0 && axis.max > 0.0 {
        frame.rule_at(from, to);
    }
}

/// The shared axis under the last panel: a rule, ticks and words.
pub fn draw_shared(across: &Across, frame: &Frame) {
    if frame.chart.x.hidden {
        return;
    }
    if frame.chart.horizontal {
        for label in &across.labels {
            let (x, _) = value_place(label.at, frame);
            frame.text((x, frame.at.bottom + 8.0), &label.lines[0], frame.look.label(Anchor::Middle));
        }
        return;
    }
    let cells = layout::labels_above(frame.chart);
    if !cells {
        let (from, to) = ((frame.at.left, frame.at.bottom), (frame.at.right, frame.at.bottom));
        frame.paper_line(from, to, &frame.look.rule());
    }
    match frame.chart.x.kind {
        AxisKind::Time(_) => draw_time(across, frame),
        AxisKind::Band | AxisKind::Linear | AxisKind::Log | AxisKind::SymLog => {
            let heading = if frame.chart.x.heading.is_some() { 1.0 } else { 0.0 };
            let y = match cells {
                true => frame.at.top - 2.0 - LINE_PT * (across.rows as f64 - heading),
                false => frame.at.bottom + 3.5,
            };
            for label in &across.labels {
                let x = shared_place(label.at, frame);
                if frame.chart.x.kind != AxisKind::Band {
                    tick(x, TICK_PT, frame);
                }
                for (row, line) in label.lines.iter().enumerate() {
                    let y = y + LINE_PT * (row as f64 + 0.5);
                    frame.text((x, y), line, frame.look.label(Anchor::Middle));
                }
            }
        }
    }
    draw_shared_words(across, cells, frame);
}

/// What the shared axis measures, or what its names are called, in its last row; over the names of columns.
fn draw_shared_words(across: &Across, cells: bool, frame: &Frame) {
    let axis = &frame.chart.x;
    let words = match axis.kind {
        AxisKind::Linear | AxisKind::Log | AxisKind::SymLog => layout::unit_line(axis),
        AxisKind::Time(_) | AxisKind::Band => axis.heading.clone(),
    };
    let Some(words) = words else { return };
    let last = LINE_PT * (across.rows as f64 - 0.5);
    let (at, anchor, room) = match cells {
        true => ((frame.at.left, frame.at.top - 2.0 - last), Anchor::Start, frame.width_pt() - frame.at.left),
        false => ((frame.at.right, frame.at.bottom + 3.5 + last), Anchor::End, frame.at.right),
    };
    frame.text(at, &text::fit(&words, room, text::PLAIN), frame.look.unit(anchor));
}

fn draw_time(across: &Across, frame: &Frame) {
    let time = &across.time;
    for at in &time.marks {
        tick(shared_place(*at, frame), TICK_PT, frame);
    }
    for at in &time.outer_marks {
        tick(shared_place(*at, frame), TICK_PT + LINE_PT * 2.0 - 2.0, frame);
    }
    for (row, labels) in [&time.labels, &time.outer].into_iter().enumerate() {
        let y = frame.at.bottom + 4.0 + LINE_PT * (row as f64 + 0.5);
        for label in labels {
            let half = text::width_pt(&label.text) / 2.0;
            let last = (frame.width_pt() - half).max(half);
            let x = shared_place(label.at, frame).clamp(half, last);
            let style =
                if row == 0 { frame.look.label(Anchor::Middle) } else { frame.look.unit(Anchor::Middle) };
            frame.text((x, y), &label.text, style);
        }
    }
}

fn tick(x: f64, length_pt: f64, frame: &Frame) {
    frame.paper_line((x, frame.at.bottom), (x, frame.at.bottom + length_pt), &frame.look.rule());
}

/// A place on the shared axis that is not moved to the middle of its span.
fn shared_place(at: f64, frame: &Frame) -> f64 {
    frame.at.left + frame.chart.x.position(at) * (frame.at.right - frame.at.left)
}

/// A place on the value axis on paper.
fn value_place(value: f64, frame: &Frame) -> (f64, f64) {
    let share = frame.panel.y.position(value);
    let (width, height) = (frame.at.right - frame.at.left, frame.at.bottom - frame.at.top);
    (frame.at.left + share * width, frame.at.bottom - share * height)
}
