//! Legends: the names of series, shapes, a size and a scale of colours, in lines over a plot or in a column beside it.

use super::canvas::{Anchor, Stroke};
use super::frame::Frame;
use super::layout::{GAP_PT, LINE_PT, end_labels, unit_line};
use super::{heat, shapes, text};
use crate::chart::marks::Swatch;
use crate::chart::model::{Keys, Layer, Legend, Panel, Series, ShapeKey, Side};
use crate::format::{Format, Region};
use crate::value::Value;

/// One thing that a legend explains.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A series, by its place among all of the panel.
    Series(usize),
    /// A shape of dots.
    Shape { nth: usize, shape: ShapeKey },
    /// How large a number is shown.
    Size { radius_pt: f64, words: String },
    /// What the shades of a layer mean.
    Shades { layer: usize, words: Vec<String> },
    /// So many names have no room.
    More(usize),
}

/// Entries with their left edges, line by line.
pub type Lines = Vec<Vec<(Entry, f64)>>;

/// Width of the swatch before a name, with its gap, and the gap after the name.
pub const SWATCH_PT: f64 = 10.0;
const ENTRY_GAP_PT: f64 = 12.0;
/// More lines than this take too much of the plot.
const LINES_MAX: usize = 5;
/// Longest name over a plot.
const NAME_PT_MAX: f64 = 160.0;
/// Height of a line.
pub const ROW_PT: f64 = LINE_PT + 1.0;
/// Largest example of a size that a line holds.
const SIZE_PT_MAX: f64 = 5.0;

/// What the legend of a panel has to explain.
pub fn entries(panel: &Panel, region: &Region) -> Vec<Entry> {
    if panel.legend == Legend::None {
        return Vec::new();
    }
    let mut entries: Vec<Entry> = series(panel).into_iter().map(Entry::Series).collect();
    for (place, layer) in panel.layers.iter().enumerate() {
        entries.extend(keys(place, layer, region));
    }
    entries
}

/// The series that are not named at their marks. One name is enough for series that several layers show.
fn series(panel: &Panel) -> Vec<usize> {
    let direct =
        |layer: &Layer| end_labels(panel, layer) || layer.mark.0.names_itself() || layer.colors.is_some();
    let stands_out = panel.series().any(|(_, series)| series.muted);
    let mut names: Vec<&str> =
        panel.series().filter(|(layer, _)| direct(layer)).map(|(_, series)| series.name.as_str()).collect();
    let shapes = panel.layers.iter().flat_map(|layer| &layer.keys.shapes);
    names.extend(shapes.filter(|shape| shape.color.is_some()).map(|shape| shape.name.as_str()));
    let mut entries = Vec::new();
    for (index, (layer, series)) in panel.series().enumerate() {
        // Where some stand out, the others are only their background. Of two axes, each names a lone series itself.
        let spare = names.contains(&series.name.as_str()) || (stands_out && series.muted);
        if direct(layer) || spare || (panel.right.is_some() && is_alone(panel, layer.side)) {
            continue;
        }
        names.push(&series.name);
        entries.push(index);
    }
    // A lone name stands in the title of the chart.
    let mut all: Vec<&str> = panel.series().map(|(_, series)| series.name.as_str()).collect();
    all.dedup();
    if all.len() <= 1 { Vec::new() } else { entries }
}

/// Whether the unit line of an axis speaks of one series.
pub fn is_alone(panel: &Panel, side: Side) -> bool {
    let count = panel.series().filter(|(layer, _)| layer.side == side).count();
    count == 1 && unit_line(panel.axis(side)).is_some()
}

/// What shapes, sizes and shades of a layer mean.
fn keys(place: usize, layer: &Layer, region: &Region) -> Vec<Entry> {
    let Keys { shapes, size, shade } = &layer.keys;
    let shape = |(nth, shape): (usize, &ShapeKey)| Entry::Shape { nth, shape: shape.clone() };
    let mut entries: Vec<Entry> = shapes.iter().enumerate().map(shape).collect();
    if let Some(size) = size {
        let (radius_pt, value) = size.example(SIZE_PT_MAX);
        // The example is a round number; it needs no shortening.
        let plain = Format::parse("#,##0").ok().filter(|_| value.fract() == 0.0 && value < 1e7);
        let value = plain.as_ref().unwrap_or(&size.format).display(&Value::Number(value), region).text;
        entries.push(Entry::Size { radius_pt, words: format!("{value} {}", size.title) });
    }
    if let (Some(shade), Some(colors)) = (shade, &layer.colors) {
        let write = |value: f64| shade.format.display(&Value::Number(value), region).text;
        let mut words = vec![shade.title.clone()];
        words.extend(heat::key_values(colors).into_iter().map(write));
        entries.push(Entry::Shades { layer: place, words });
    }
    entries
}

/// The entries in lines that end at `right`; what has no room is counted.
pub fn lines(panel: &Panel, entries: &[Entry], right: f64) -> Lines {
    let mut lines: Lines = vec![Vec::new()];
    let mut x = 0.0;
    for (nth, entry) in entries.iter().enumerate() {
        let width = width_pt(panel, entry, right);
        let left = entries.len() - nth;
        let last = lines.len() == LINES_MAX;
        // In the last line there must be room to say how many are left.
        let room = if last && left > 1 { right - more_pt(left) } else { right };
        if x + width > room && x > 0.0 {
            if last {
                lines.last_mut().expect("there is a line from the start").push((Entry::More(left), x));
                return lines;
            }
            lines.push(Vec::new());
            x = 0.0;
        }
        lines.last_mut().expect("there is a line from the start").push((entry.clone(), x));
        x += width + ENTRY_GAP_PT;
    }
    lines
}

/// Width of a legend beside a plot, with the gap before it.
pub fn column_pt(panel: &Panel, entries: &[Entry], width: f64, share_max: f64) -> f64 {
    if panel.legend != Legend::Right || entries.is_empty() {
        return 0.0;
    }
    let widest = entries.iter().map(|entry| width_pt(panel, entry, width)).fold(0.0, f64::max);
    (widest + 2.0 * GAP_PT).min(width * share_max)
}

/// One entry a line, as many as the height of the plot holds.
pub fn column(entries: Vec<Entry>, left: f64, height: f64) -> Lines {
    let rows = (height / ROW_PT).floor().max(1.0) as usize;
    let count = entries.len();
    let mut lines: Lines = entries.into_iter().take(rows).map(|entry| vec![(entry, left)]).collect();
    if count > rows {
        lines.pop();
        lines.push(vec![(Entry::More(count + 1 - rows), left)]);
    }
    lines
}

fn width_pt(panel: &Panel, entry: &Entry, right: f64) -> f64 {
    match entry {
        Entry::Series(index) => {
            let name = panel.series().nth(*index).map_or("", |(_, series)| series.name.as_str());
            SWATCH_PT + text::width_pt(&shown(name, right))
        }
        Entry::Shape { shape, .. } => SWATCH_PT + text::width_pt(&shown(&shape.name, right)),
        Entry::Size { words, .. } => SWATCH_PT + 2.0 + text::width_pt(words),
        Entry::Shades { layer, words } => {
            let colors = panel.layers[*layer].colors.as_ref();
            colors.map_or(0.0, |colors| heat::key_pt(colors, words))
        }
        Entry::More(count) => more_pt(*count),
    }
}

fn more_pt(count: usize) -> f64 {
    text::width_pt(&format!("+{count}")) + ENTRY_GAP_PT
}

/// A name as the legend shows it, where lines end at `right`.
fn shown(name: &str, right: f64) -> String {
    text::fit(name, (right - SWATCH_PT).min(NAME_PT_MAX), text::PLAIN)
}

/// Draws the lines from the middle height of the first one down.
pub fn draw(lines: &Lines, top: f64, frame: &Frame) {
    for (row, entries) in lines.iter().enumerate() {
        let y = top + row as f64 * ROW_PT;
        for (entry, x) in entries {
            draw_entry(entry, (*x, y), frame);
        }
    }
}

fn draw_entry(entry: &Entry, (x, y): (f64, f64), frame: &Frame) {
    let right = match frame.panel.legend {
        Legend::Right => frame.width_pt() - x,
        Legend::Auto | Legend::Top | Legend::None => frame.at.right,
    };
    let write = |x: f64, words: &str| frame.text((x, y), words, frame.look.label(Anchor::Start));
    match entry {
        Entry::Series(index) => {
            let Some((layer, series)) = frame.panel.series().nth(*index) else { return };
            swatch(layer, series, (x, y), frame);
            write(x + SWATCH_PT, &shown(&series.name, right));
        }
        Entry::Shape { nth, shape } => {
            let color = shape.color.unwrap_or(frame.look.muted);
            shapes::draw_shape(*nth, (x + 3.5, y), 2.6, color, frame);
            write(x + SWATCH_PT, &shown(&shape.name, right));
        }
        Entry::Size { radius_pt, words } => {
            let stroke = Stroke { color: frame.look.muted, width_pt: 0.7, dashed: false };
            let turn = |step: i32| shapes::on_circle((x + 5.0, y), *radius_pt, f64::from(step) / 48.0);
            frame.paper_lines(&(0..=48).map(turn).collect::<Vec<_>>(), &stroke);
            write(x + SWATCH_PT + 2.0, words);
        }
        Entry::Shades { layer, words } => {
            if let Some(colors) = &frame.panel.layers[*layer].colors {
                heat::draw_key_at(colors, words, (x, y), frame);
            }
        }
        Entry::More(count) => frame.text((x, y), &format!("+{count}"), frame.look.unit(Anchor::Start)),
    }
}

/// What stands before the name of a series.
pub fn swatch(layer: &Layer, series: &Series, (x, y): (f64, f64), frame: &Frame) {
    match layer.mark.0.swatch() {
        Swatch::Line => {
            let stroke = Stroke { color: series.color, width_pt: 1.6, dashed: false };
            frame.paper_line((x, y), (x + 7.0, y), &stroke);
        }
        Swatch::Box => frame.paper_rectangle((x, y - 3.5), (x + 7.0, y + 3.5), series.color),
        Swatch::Tint(tint) => {
            let pale = series.color.over(frame.look.paper, tint);
            frame.paper_rectangle((x, y - 3.5), (x + 7.0, y + 3.5), pale);
        }
        Swatch::Dot => frame.paper_dots(&[(x + 3.5, y)], 2.6, series.color, false),
    }
}
