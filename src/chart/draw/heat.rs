//! Heat maps: whether values fit into their cells, and the key that is needed when they do not.

use super::canvas::Anchor;
use super::frame::Frame;
use super::layout::{self, PanelPlace};
use super::text;
use crate::chart::model::{ColorScale, LabelRule, Panel};
use crate::format::Region;
use crate::value::Value;

/// Size of the key, and how many colours it shows.
const KEY_WIDTH_PT: f64 = 60.0;
const KEY_HEIGHT_PT: f64 = 6.0;
const KEY_COLORS: usize = 7;
/// Width of the swatch of a class between thresholds.
const CLASS_WIDTH_PT: f64 = 14.0;
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
    if labels_fit(frame) {
        return;
    }
    let words = key_words(colors, frame);
    let widths: f64 = words.iter().map(|word| text::width_pt(word) + 3.0).sum();
    let swatches = match colors.thresholds.len() {
        0 => KEY_WIDTH_PT,
        count => (CLASS_WIDTH_PT + 3.0) * (count + 1) as f64,
    };
    let title = layout::unit_line(&frame.panel.y).unwrap_or_default();
    let room = frame.at.right - swatches - widths - 12.0;
    let title = if room > 10.0 { text::fit(&title, room, text::PLAIN) } else { String::new() };
    frame.text((0.0, y), &title, frame.look.unit(Anchor::Start));
    let left = if title.is_empty() { 0.0 } else { text::width_pt(&title) + 8.0 };
    match (&words[..], colors.thresholds.is_empty()) {
        ([low, high], true) => {
            frame.text((left, y), low, frame.look.unit(Anchor::Start));
            let left = left + text::width_pt(low) + 3.0;
            draw_swatches(colors, (left, y), frame);
            frame.text((left + KEY_WIDTH_PT + 3.0, y), high, frame.look.unit(Anchor::Start));
        }
        _ => draw_classes(colors, &words, (left, y), frame),
    }
}

/// The words of the key: both ends, or the values between classes.
fn key_words(colors: &ColorScale, frame: &Frame) -> Vec<String> {
    match colors.thresholds.is_empty() {
        true => vec![frame.write(colors.min), frame.write(colors.max)],
        false => colors.thresholds.iter().map(|threshold| frame.write(*threshold)).collect(),
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
