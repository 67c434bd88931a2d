//! Heat maps: whether values fit into their cells, and the key that is needed when they do not.

use super::canvas::Anchor;
use super::frame::Frame;
use super::layout::{self, PanelPlace};
use super::text;
use crate::chart::model::{ColorScale, LabelRule, Legend, Panel};
use crate::format::Region;
use crate::value::Value;

/// Size of the key, and how many colours it shows.
const KEY_WIDTH_PT: f64 = 60.0;
const KEY_HEIGHT_PT: f64 = 6.0;
const KEY_COLORS: usize = 7;
/// Width of the swatch of a class between thresholds.
const CLASS_WIDTH_PT: f64 = 14.0;
/// Gap between what is measured and its colours.
const TITLE_GAP_PT: f64 = 8.0;
/// Lowest cell that can hold a value.
const CELL_HEIGHT_MIN_PT: f64 = 9.0;

/// Whether all values fit into their cells; some alone would say that the others are missing.
pub fn labels_fit(frame: &Frame) -> bool {
    let size_pt = (frame.at.right - frame.at.left, frame.at.bottom - frame.at.top);
    labels_fit_into(size_pt, frame.panel, frame.chart.x.categories.len(), frame.region)
}

/// Whether a line over a map of this size is needed: for its measure, or for a key.
pub fn needs_head(size_pt: (f64, f64), panel: &Panel, columns: usize, region: &Region) -> bool {
    layout::unit_line(&panel.y).is_some() || !labels_fit_into(size_pt, panel, columns, region)
}

fn labels_fit_into(size_pt: (f64, f64), panel: &Panel, columns: usize, region: &Region) -> bool {
    let width = size_pt.0 / columns.max(1) as f64;
    let height = size_pt.1 / panel.y.categories.len().max(1) as f64;
    let layer = &panel.layers[0];
    let values = layer.series.iter().flat_map(|series| &series.points).filter_map(|point| point.value);
    let words = |value: f64| layer.value_format.display(&Value::Number(value), region).text;
    let widest = values.map(|value| text::width_pt(&words(value))).fold(0.0, f64::max);
    layer.labels != LabelRule::None && widest + 2.0 <= width && height >= CELL_HEIGHT_MIN_PT
}

/// What the colours mean, above the map; values in the cells say it better.
pub fn draw_key(place: &PanelPlace, frame: &Frame) {
    let (Some(colors), Some(y)) = (&frame.layer.colors, place.unit_at) else { return };
    if labels_fit(frame) || !frame.panel.is_heat_map() || frame.panel.legend == Legend::None {
        return;
    }
    let mut words = vec![layout::unit_line(&frame.panel.y).unwrap_or_default()];
    words.extend(key_values(colors).into_iter().map(|value| frame.write(value)));
    let left = if layout::names_heading(frame.chart, frame.panel).is_some() { frame.at.left } else { 0.0 };
    let room = frame.at.right - left - (key_pt(colors, &words) - text::width_pt(&words[0]));
    words[0] = if room > 10.0 { text::fit(&words[0], room, text::PLAIN) } else { String::new() };
    draw_key_at(colors, &words, (left, y), frame);
}

/// The values that a key says: both ends, or those between classes.
pub fn key_values(colors: &ColorScale) -> Vec<f64> {
    match colors.thresholds.is_empty() {
        true => vec![colors.min, colors.max],
        false => colors.thresholds.clone(),
    }
}

/// Width of a key; the first of its words is the title.
pub fn key_pt(colors: &ColorScale, words: &[String]) -> f64 {
    let swatches = match colors.thresholds.len() {
        0 => KEY_WIDTH_PT,
        count => (CLASS_WIDTH_PT + 3.0) * (count + 1) as f64,
    };
    let title = if words[0].is_empty() { 0.0 } else { text::width_pt(&words[0]) + TITLE_GAP_PT };
    title + swatches + words[1..].iter().map(|word| text::width_pt(word) + 3.0).sum::<f64>()
}

/// Draws a key from its left edge.
pub fn draw_key_at(colors: &ColorScale, words: &[String], (left, y): (f64, f64), frame: &Frame) {
    let write = |x: f64, words: &str| frame.text((x, y), words, frame.look.unit(Anchor::Start));
    write(left, &words[0]);
    let left = if words[0].is_empty() { left } else { left + text::width_pt(&words[0]) + TITLE_GAP_PT };
    match (&words[1..], colors.thresholds.is_empty()) {
        ([low, high], true) => {
            write(left, low);
            let left = left + text::width_pt(low) + 3.0;
            draw_swatches(colors, (left, y), frame);
            write(left + KEY_WIDTH_PT + 3.0, high);
        }
        (words, _) => draw_classes(colors, words, (left, y), frame),
    }
}

/// A swatch for each class, with the value where the next begins between them.
fn draw_classes(colors: &ColorScale, words: &[String], (left, y): (f64, f64), frame: &Frame) {
    let half = KEY_HEIGHT_PT / 2.0;
    let mut x = left;
    for (class, color) in colors.classes().into_iter().enumerate() {
        frame.paper_rectangle((x, y - half), (x + CLASS_WIDTH_PT, y + half), color);
        x += CLASS_WIDTH_PT + 3.0;
        if let Some(word) = words.get(class) {
            frame.text((x, y), word, frame.look.unit(Anchor::Start));
            x += text::width_pt(word) + 3.0;
        }
    }
}

fn draw_swatches(colors: &ColorScale, at: (f64, f64), frame: &Frame) {
    let one = KEY_WIDTH_PT / KEY_COLORS as f64;
    for index in 0..KEY_COLORS {
        let share = (index as f64 + 0.5) / KEY_COLORS as f64;
        let color = colors.color(colors.min + share * (colors.max - colors.min));
        let x = at.0 + one * index as f64;
        let half = KEY_HEIGHT_PT / 2.0;
        frame.paper_rectangle((x, at.1 - half), (x + one - 0.4, at.1 + half), color);
    }
}
