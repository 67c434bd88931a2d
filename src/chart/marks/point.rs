//! `point`: two numbers of each row as a dot.

use super::{Holds, MarkKind, Swatch, Takes, Traits};
use crate::chart::channel::Channel;
use crate::chart::draw::board::{Leader, Offer, Priority, Spot};
use crate::chart::draw::{Anchor, Frame, PLAIN, SHAPES, draw_shape, on_circle};
use crate::chart::gather::{Finding, Gathered, Gathering, Names};
use crate::chart::model::{Item, LabelRule, Layer, Native};
use crate::words::Said;

/// The kind.
#[derive(Debug)]
pub struct PointMark;

impl MarkKind for PointMark {
    fn name(&self) -> &'static str {
        "point"
    }

    fn summary(&self) -> &'static str {
        "A dot for each row, to show how two numbers go together."
    }

    fn example(&self) -> &'static str {
        "{ data: products, mark: point, x: price, y: sold }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Scatter chart",
            de: "Streudiagramm",
            fr: "Nuage de points",
            es: "Gráfico de dispersión",
            it: "Grafico a dispersione",
            nl: "Spreidingsdiagram",
            pt: "Gráfico de dispersão",
        }
    }

    fn traits(&self) -> Traits {
        const SIZE: Takes = Takes {
            channel: Channel::Size,
            holds: Holds::Numbers,
            needed: false,
            what: "makes bubbles of the dots: their surface is the number",
        };
        const TEXT: Takes = Takes {
            channel: Channel::Text,
            holds: Holds::Anything,
            needed: false,
            what: "is written beside the dots",
        };
        const SHAPE: Takes = Takes {
            channel: Channel::Shape,
            holds: Holds::Anything,
            needed: false,
            what: "gives each name a shape of its own",
        };
        Traits { takes: &[SIZE, TEXT, SHAPE], shades: true, ..Traits::SERIES }
    }

    fn gather(&self, gathering: &mut Gathering) -> Gathered {
        let mut gathered = gathering.series();
        if !gathering.layer.extras.is_empty() || gathering.layer.shade.is_some() {
            items(gathering, &mut gathered);
        }
        gathered
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        if !layer.items.is_empty() {
            return draw_items(layer, frame);
        }
        let dots: usize = layer.series.iter().map(|series| series.points.len()).sum();
        let (radius_pt, ring) = look(dots);
        for series in layer.series.iter().rev() {
            let points = series.points.iter().filter(|point| point.value.is_some());
            frame.dots(points.map(|point| (point.x, point.high)), radius_pt, series.color, ring);
            if layer.labels == LabelRule::All {
                for point in series.points.iter().filter(|point| point.value.is_some()) {
                    let at = frame.paper(point.x, point.high);
                    offer_words(frame.write(point.high), at, radius_pt, frame);
                }
            }
        }
    }

    fn reach_pt(&self, sized: bool) -> f64 {
        if sized { BUBBLE_PT_MAX + 1.0 } else { DOT_PT + 1.0 }
    }

    fn swatch(&self) -> Swatch {
        Swatch::Dot
    }

    fn native(&self) -> Native {
        Native::Points
    }
}

/// Radius of the largest bubble, in points.
pub const BUBBLE_PT_MAX: f64 = 17.0;
/// Radius of the smallest, and of dots that only bear words.
const BUBBLE_PT_MIN: f64 = 1.0;
const DOT_PT: f64 = 2.4;
/// How much of its colour a bubble keeps over the paper, so that what it covers is seen at its edge.
const BUBBLE_TINT: f64 = 0.45;

/// Radius of dots, and whether a ring of paper keeps them apart, by how many there are.
fn look(dots: usize) -> (f64, bool) {
    match dots {
        0..=60 => (2.6, true),
        61..=400 => (1.9, true),
        401..=1500 => (1.3, false),
        _ => (0.8, false),
    }
}

/// What one dot is drawn with, in the parts of its item: its size, its shape, and the number of its shade.
const SIZE_PART: usize = 0;
const SHAPE_PART: usize = 1;
const SHADE_PART: usize = 2;

/// One item a row that has a place, a value and what else it is drawn with.
fn items(gathering: &mut Gathering, gathered: &mut Gathered) {
    let layer = gathering.layer;
    let column = |channel| layer.extras.get(channel).map(|plan| plan.fields[0].name.clone());
    let (size, words) = (column(Channel::Size), gathering.words());
    let values = gathering.numbers(&layer.value.fields[0].name);
    let sizes = size.clone().map_or(vec![Some(1.0); values.len()], |name| gathering.numbers(&name));
    let shades = layer.shade.as_ref().map(|shade| gathering.numbers(&shade.fields[0].name));
    let shades = shades.unwrap_or_else(|| vec![Some(0.0); values.len()]);
    let (shapes, shape_keys) = match layer.extras.get(Channel::Shape) {
        Some(channel) => gathering.keys(channel),
        None => (Names::default(), vec![0; values.len()]),
    };
    let (_, keys) = gathering.series_of_rows();
    let places = gathering.places();
    let mut without = 0;
    for row in 0..values.len() {
        let value = values[row].filter(|value| value.is_finite());
        let (Some(series), Some(x), Some(value)) = (keys[row], places[row], value) else { continue };
        // Nothing below zero has a surface.
        let size = sizes[row].filter(|size| size.is_finite() && *size >= 0.0);
        let (Some(size), Some(shade)) = (size, shades[row].filter(|shade| shade.is_finite())) else {
            without += 1;
            continue;
        };
        gathered.items.push(Item {
            series,
            run: 0,
            name: words[row].clone(),
            x: [x, x],
            y: [value, value],
            parts: vec![size, shape_keys[row] as f64, shade],
            value: Some(value),
        });
    }
    let part = |at: usize| gathered.items.iter().map(move |item| item.parts[at]);
    gathered.sizes = if size.is_some() { part(SIZE_PART).collect() } else { Vec::new() };
    gathered.shades = if layer.shade.is_some() { part(SHADE_PART).collect() } else { Vec::new() };
    gathered.shapes = shapes.list.into_iter().map(|(name, _)| name).collect();
    gathered.missing += without;
    gathered.findings.extend(findings(gathered, without));
}

fn findings(gathered: &Gathered, without: usize) -> Vec<Finding> {
    let mut findings = Vec::new();
    if without > 0 {
        let (have, are) = if without == 1 { ("row has", "is") } else { ("rows have", "are") };
        let message = format!("{without} {have} no size or shade, or a negative size, and {are} not shown");
        findings.push(Finding::warning(message, "leave them out in the dataset, or give them a value there"));
    }
    if gathered.shapes.len() > SHAPES {
        let message = format!("{} shapes cannot be told apart", gathered.shapes.len());
        let help = format!("use `color`, or {SHAPES} names at most");
        findings.push(Finding::warning(message, help));
    }
    findings
}

/// Large bubbles first, so that small ones lie over them.
fn draw_items(layer: &Layer, frame: &Frame) {
    let dot = if layer.keys.shapes.is_empty() && layer.colors.is_none() {
        DOT_PT
    } else {
        look(layer.items.len()).0
    };
    let radius = |item: &Item| match &layer.keys.size {
        Some(size) => ((item.parts[SIZE_PART] / size.largest).sqrt() * size.radius_pt).max(BUBBLE_PT_MIN),
        None => dot,
    };
    let mut items: Vec<&Item> = layer.items.iter().collect();
    items.sort_by(|a, b| b.parts[SIZE_PART].total_cmp(&a.parts[SIZE_PART]));
    for item in &items {
        let color = match &layer.colors {
            Some(colors) => colors.color(item.parts[SHADE_PART]),
            None => layer.series[item.series].color,
        };
        let (at, radius) = (frame.paper(item.x[0], item.y[0]), radius(item));
        let shape = item.parts[SHAPE_PART] as usize;
        draw_shape(shape, at, radius, color, frame);
        if layer.keys.size.is_some() && shape == 0 && radius > 2.0 {
            frame.paper_dots(&[at], radius - 0.7, color.over(frame.look.paper, BUBBLE_TINT), false);
        }
        frame.keep_free(around(at, radius));
    }
    for item in items {
        offer_words(item.name.clone(), frame.paper(item.x[0], item.y[0]), radius(item), frame);
    }
}

/// Places on and in a dot that words should not cover.
fn around((x, y): (f64, f64), radius: f64) -> impl Iterator<Item = (f64, f64)> {
    let rings = [0.0, 0.5, 0.95].into_iter();
    rings.flat_map(move |share| {
        (0..8).map(move |turn| on_circle((x, y), radius * share, f64::from(turn) / 8.0))
    })
}

/// Words beside a dot, on the side that is free.
fn offer_words(words: String, (x, y): (f64, f64), radius: f64, frame: &Frame) {
    if words.is_empty() {
        return;
    }
    let away = radius + 2.5;
    let (near, far) = (away * 0.75, away + 6.0);
    let spot = |x: f64, y: f64, anchor| Spot { at: (x, y), anchor };
    let spots = vec![
        spot(x + away, y, Anchor::Start),
        spot(x - away, y, Anchor::End),
        spot(x, y - away - 2.5, Anchor::Middle),
        spot(x, y + away + 2.5, Anchor::Middle),
        spot(x + near, y - near - 1.5, Anchor::Start),
        spot(x - near, y - near - 1.5, Anchor::End),
        spot(x + near, y + near + 1.5, Anchor::Start),
        spot(x - near, y + near + 1.5, Anchor::End),
        // Further away a line leads to the dot.
        spot(x + far, y - far, Anchor::Start),
        spot(x - far, y - far, Anchor::End),
        spot(x + far, y + far, Anchor::Start),
        spot(x - far, y + far, Anchor::End),
    ];
    // Words under the plot belong to the axis.
    let spots = spots.into_iter().filter(|spot| spot.at.1 < frame.at.bottom - 3.0).collect();
    let style = frame.label(frame.look.ink, PLAIN, Anchor::Start);
    frame.offer(Offer {
        lines: vec![words],
        style,
        spots,
        priority: Priority::Name,
        leader: Some(Leader { to: (x, y), radius_pt: radius }),
    });
}
