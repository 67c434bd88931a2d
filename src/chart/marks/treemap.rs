//! `treemap`: parts of a whole as rectangles of their size, together by group.

use super::{MarkKind, Traits};
use crate::chart::describe::Teller;
use crate::chart::draw::text::strong_width_pt;
use crate::chart::draw::{Anchor, Frame, PLAIN, Rectangle, STRONG, label_width_pt};
use crate::chart::gather::{Finding, Gathered, Gathering};
use crate::chart::model::{LabelRule, Layer};
use crate::words::Said;
use crate::words::chart as said;

/// The kind.
#[derive(Debug)]
pub struct Treemap;

/// Half of the paper between two rectangles, and around a group.
const GAP_PT: f64 = 0.5;
const GROUP_GAP_PT: f64 = 0.8;
const PAD_PT: f64 = 4.0;
const LINE_PT: f64 = 9.5;
/// A name shortened to fewer letters than this says nothing.
const NAME_LETTERS_MIN: usize = 9;

impl MarkKind for Treemap {
    fn name(&self) -> &'static str {
        "treemap"
    }

    fn summary(&self) -> &'static str {
        "Parts of a whole as rectangles of their size; `color` names groups that lie together."
    }

    fn example(&self) -> &'static str {
        "{ data: budget, mark: treemap, x: item, y: cost, color: department }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Treemap",
            de: "Kacheldiagramm",
            fr: "Carte proportionnelle",
            es: "Diagrama de rectángulos",
            it: "Mappa ad albero",
            nl: "Treemap",
            pt: "Mapa de árvore",
        }
    }

    fn traits(&self) -> Traits {
        Traits {
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
        let mut gathered = gathering.series();
        let values = gathered.series.iter().flat_map(|series| &series.points);
        let negative = values.into_iter().find(|(_, value)| value.is_some_and(|value| value < 0.0));
        if let Some((x, _)) = negative {
            let name = gathering.names.list.get(*x as usize).map_or("", |(name, _)| name.as_str());
            let message = format!("`{name}` is negative, and parts of a whole cannot be");
            gathered.findings.push(Finding::error(message, "use `mark: bar`"));
        }
        gathered
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        let mut groups: Vec<(usize, Vec<(f64, f64)>)> = layer
            .series
            .iter()
            .enumerate()
            .map(|(index, series)| {
                let there = series.points.iter().filter_map(|point| Some((point.x, point.value?)));
                let mut parts: Vec<(f64, f64)> =
                    there.filter(|(_, value)| *value > 0.0 && value.is_finite()).collect();
                parts.sort_by(|a, b| b.1.total_cmp(&a.1));
                (index, parts)
            })
            .filter(|(_, parts)| !parts.is_empty())
            .collect();
        let size = |parts: &[(f64, f64)]| parts.iter().map(|(_, value)| value / 1e3).sum::<f64>();
        groups.sort_by(|a, b| size(&b.1).total_cmp(&size(&a.1)));
        let sizes: Vec<f64> = groups.iter().map(|(_, parts)| size(parts)).collect();
        let gap = if groups.len() > 1 { GROUP_GAP_PT } else { 0.0 };
        for ((series, parts), place) in groups.iter().zip(squarify(&sizes, frame.at)) {
            let values: Vec<f64> = parts.iter().map(|(_, value)| *value).collect();
            for ((x, value), place) in parts.iter().zip(squarify(&values, inset(place, gap))) {
                draw_part(layer, *series, (*x, *value), inset(place, GAP_PT), frame);
            }
        }
    }

    fn tell(&self, layer: &Layer, teller: &Teller) -> Option<Vec<String>> {
        let points = layer.series.iter().flat_map(|series| &series.points);
        let mut parts: Vec<(f64, f64)> = points.filter_map(|point| Some((point.x, point.value?))).collect();
        parts.sort_by(|a, b| b.1.total_cmp(&a.1));
        let total: f64 = parts.iter().map(|(_, value)| value).sum();
        let one = |(x, value): &(f64, f64)| {
            let share = super::pie::percent(value / total, teller.region);
            teller.say(said::NAME_AT, &[&teller.place_at(*x), &share])
        };
        let largest = parts.iter().take(3).map(one).collect::<Vec<_>>().join(", ");
        let count = parts.len().to_string();
        Some(vec![teller.say(said::PARTS, &[&count, &teller.value(total), &largest])])
    }
}

fn inset(place: Rectangle, by: f64) -> Rectangle {
    let (across, down) = (by.min((place.right - place.left) / 3.0), by.min((place.bottom - place.top) / 3.0));
    Rectangle {
        left: place.left + across,
        right: place.right - across,
        top: place.top + down,
        bottom: place.bottom - down,
    }
}

fn draw_part(layer: &Layer, series: usize, (x, value): (f64, f64), place: Rectangle, frame: &Frame) {
    let color = layer.series[series].color;
    frame.paper_rectangle((place.left, place.top), (place.right, place.bottom), color);
    let ink = frame.look.on(color);
    let room = place.right - place.left - 2.0 * PAD_PT;
    let height = place.bottom - place.top - 2.0 * PAD_PT + 2.0;
    let name = frame.chart.x.categories.get(x as usize).map_or("", String::as_str);
    let lines = name_lines(name, room, height);
    let style = |weight| frame.label(ink, weight, Anchor::Start);
    let at = |line: usize| (place.left + PAD_PT, place.top + PAD_PT + 3.0 + line as f64 * LINE_PT);
    for (line, words) in lines.iter().enumerate() {
        frame.text(at(line), words, style(STRONG));
    }
    let words = frame.write(value);
    if !lines.is_empty() && height >= (lines.len() + 1) as f64 * LINE_PT && label_width_pt(&words) <= room {
        frame.text(at(lines.len()), &words, style(PLAIN));
    }
}

/// The name in as many lines as it needs and there is room for, the last one shortened where it has to be; nothing
/// where too little of it would be left.
fn name_lines(name: &str, room: f64, height: f64) -> Vec<String> {
    let lines_max = (height / LINE_PT).floor() as usize;
    let mut lines: Vec<String> = Vec::new();
    for word in name.split_whitespace() {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match longer.filter(|line| strong_width_pt(line) <= room) {
            Some(longer) => {
                lines.pop();
                lines.push(longer);
            }
            None => lines.push(word.to_string()),
        }
    }
    let whole = lines.len() <= lines_max && lines.iter().all(|line| strong_width_pt(line) <= room);
    if whole {
        return lines;
    }
    let rest = lines.split_off(lines.len().min(lines_max.saturating_sub(1))).join(" ");
    if lines.iter().any(|line| strong_width_pt(line) > room) || lines_max == 0 {
        return Vec::new();
    }
    lines.push(shorten(&rest, room));
    let letters: usize = lines.iter().map(|line| line.chars().count()).sum();
    if letters >= NAME_LETTERS_MIN { lines } else { Vec::new() }
}

/// The beginning of a text that is too wide: names of parts differ there.
fn shorten(text: &str, room: f64) -> String {
    let ends = text.char_indices().map(|(at, _)| at).skip(1);
    let short = |end: usize| format!("{}…", text[..end].trim_end());
    ends.map(short).take_while(|short| strong_width_pt(short) <= room).last().unwrap_or_default()
}

/// Divides a rectangle among sizes in falling order, each part as near to a square as it gets (Bruls, Huizing,
/// van Wijk 2000).
fn squarify(sizes: &[f64], whole: Rectangle) -> Vec<Rectangle> {
    // Shares of the largest, so that sums of the largest numbers stay finite.
    let largest = sizes.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let total: f64 = sizes.iter().map(|size| size / largest).sum();
    let area = (whole.right - whole.left).max(0.0) * (whole.bottom - whole.top).max(0.0);
    let areas: Vec<f64> = sizes.iter().map(|size| size / largest / total.max(1e-9) * area).collect();
    let mut places = Vec::with_capacity(sizes.len());
    let mut free = whole;
    let mut rest = &areas[..];
    while !rest.is_empty() {
        let short = (free.right - free.left).min(free.bottom - free.top);
        let mut count = 1;
        while count < rest.len() && worst(&rest[..=count], short) <= worst(&rest[..count], short) {
            count += 1;
        }
        let (row, others) = rest.split_at(count);
        free = lay(row, free, &mut places);
        rest = others;
    }
    places
}

/// The longest side over the shortest of the worst part of a row along a side.
fn worst(row: &[f64], side: f64) -> f64 {
    let sum: f64 = row.iter().sum();
    let depth = sum / side.max(1e-9);
    row.iter().fold(0.0, |worst: f64, area| {
        let length = area / depth.max(1e-9);
        worst.max((length / depth.max(1e-9)).max(depth / length.max(1e-9)))
    })
}

/// Lays a row along the short side and returns what stays free.
fn lay(row: &[f64], free: Rectangle, places: &mut Vec<Rectangle>) -> Rectangle {
    let (width, height) = (free.right - free.left, free.bottom - free.top);
    let sum: f64 = row.iter().sum();
    let mut done = 0.0;
    let share = |done: f64| if sum > 0.0 { done / sum } else { 0.0 };
    if width >= height {
        let right = (free.left + sum / height.max(1e-9)).min(free.right);
        for area in row {
            let top = free.top + height * share(done);
            done += area;
            places.push(Rectangle { left: free.left, right, top, bottom: free.top + height * share(done) });
        }
        return Rectangle { left: right, ..free };
    }
    let bottom = (free.top + sum / width.max(1e-9)).min(free.bottom);
    for area in row {
        let left = free.left + width * share(done);
        done += area;
        places.push(Rectangle { left, right: free.left + width * share(done), top: free.top, bottom });
    }
    Rectangle { top: bottom, ..free }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Rectangle = Rectangle { left: 0.0, right: 60.0, top: 0.0, bottom: 40.0 };

    fn area(place: &Rectangle) -> f64 {
        (place.right - place.left) * (place.bottom - place.top)
    }

    /// The example of the paper that the method comes from.
    #[test]
    fn parts_have_their_sizes_and_fill_the_whole() {
        let sizes = [6.0, 6.0, 4.0, 3.0, 2.0, 2.0, 1.0];
        let places = squarify(&sizes, WHOLE);
        for (size, place) in sizes.iter().zip(&places) {
            assert!((area(place) - size * 100.0).abs() < 1e-6, "{size}: {place:?}");
        }
        assert_eq!((places[0].right, places[0].bottom), (30.0, 20.0), "two squares first");
        let longest = |place: &Rectangle| {
            let (width, height) = (place.right - place.left, place.bottom - place.top);
            (width / height).max(height / width)
        };
        assert!(places.iter().all(|place| longest(place) < 3.0));
    }

    #[test]
    fn parts_of_any_size_stay_inside() {
        for sizes in [vec![1e300, 1.0, 1e-300], vec![5e-324], vec![1.0; 300]] {
            for place in squarify(&sizes, WHOLE) {
                assert!(place.left >= 0.0 && place.right <= 60.0 + 1e-6, "{place:?}");
                assert!(place.top >= 0.0 && place.bottom <= 40.0 + 1e-6, "{place:?}");
            }
        }
    }
}
