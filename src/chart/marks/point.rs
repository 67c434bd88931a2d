//! `point`: two numbers of each row as a dot.

use super::{Holds, MarkKind, Swatch, Takes, Traits};
use crate::chart::channel::Channel;
use crate::chart::draw::board::{Offer, Priority, Spot};
use crate::chart::draw::{Anchor, Frame, PLAIN};
use crate::chart::gather::{Gathered, Gathering};
use crate::chart::model::{Item, Layer, Native};
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
        Traits { takes: &[SIZE, TEXT], ..Traits::SERIES }
    }

    fn gather(&self, gathering: &mut Gathering) -> Gathered {
        let mut gathered = gathering.series();
        if !gathering.layer.extras.is_empty() {
            gathered.items = items(gathering, &mut gathered.missing);
        }
        gathered
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        if !layer.items.is_empty() {
            return draw_bubbles(layer, frame);
        }
        let dots: usize = layer.series.iter().map(|series| series.points.len()).sum();
        let (radius_pt, ring) = match dots {
            0..=60 => (2.6, true),
            61..=400 => (1.9, true),
            401..=1500 => (1.3, false),
            _ => (0.8, false),
        };
        for series in layer.series.iter().rev() {
            let points = series.points.iter().filter(|point| point.value.is_some());
            frame.dots(points.map(|point| (point.x, point.high)), radius_pt, series.color, ring);
        }
    }

    fn swatch(&self) -> Swatch {
        Swatch::Dot
    }

    fn native(&self) -> Native {
        Native::Points
    }
}

/// Radius of the largest bubble, and of dots that only bear words.
const BUBBLE_PT_MAX: f64 = 17.0;
const BUBBLE_PT_MIN: f64 = 1.0;
const DOT_PT: f64 = 2.4;
/// How much of its colour a bubble keeps over the paper, so that what it covers is seen at its edge.
const BUBBLE_TINT: f64 = 0.45;

/// One item a row that has a place, a value and, where sizes are asked for, a size: its part.
fn items(gathering: &mut Gathering, missing: &mut usize) -> Vec<Item> {
    let column = |channel| gathering.layer.extras.get(channel).map(|plan| plan.fields[0].name.clone());
    let (size, words) = (column(Channel::Size), gathering.words());
    let values = gathering.numbers(&gathering.layer.value.fields[0].name);
    let sizes = size.map_or(vec![Some(1.0); values.len()], |name| gathering.numbers(&name));
    let (_, keys) = gathering.series_of_rows();
    let places = gathering.places();
    let mut items = Vec::new();
    let rows = places.into_iter().zip(values).zip(sizes.into_iter().zip(keys)).zip(words);
    for (((x, value), (size, series)), name) in rows {
        let (Some(x), Some(value)) = (x, value.filter(|value| value.is_finite())) else { continue };
        // Nothing below zero has a surface.
        let Some(size) = size.filter(|size| size.is_finite() && *size >= 0.0) else {
            *missing += 1;
            continue;
        };
        items.push(Item {
            series,
            name,
            x: [x, x],
            y: [value, value],
            parts: vec![size],
            value: Some(value),
        });
    }
    items
}

/// Large bubbles first, so that small ones lie over them.
fn draw_bubbles(layer: &Layer, frame: &Frame) {
    let sized = layer.items.iter().any(|item| item.parts[0] != 1.0);
    let largest = layer.items.iter().map(|item| item.parts[0]).fold(f64::MIN_POSITIVE, f64::max);
    let radius = |item: &Item| match sized {
        true => ((item.parts[0] / largest).sqrt() * BUBBLE_PT_MAX).max(BUBBLE_PT_MIN),
        false => DOT_PT,
    };
    let mut items: Vec<&Item> = layer.items.iter().collect();
    items.sort_by(|a, b| b.parts[0].total_cmp(&a.parts[0]));
    for item in items {
        let color = layer.series[item.series].color;
        let (at, radius) = (frame.paper(item.x[0], item.y[0]), radius(item));
        frame.paper_dots(&[at], radius, color, false);
        if sized && radius > 2.0 {
            frame.paper_dots(&[at], radius - 0.7, color.over(frame.look.paper, BUBBLE_TINT), false);
        }
        offer_words(item, at, radius, frame);
    }
}

/// Words beside a dot, on the side that is free.
fn offer_words(item: &Item, (x, y): (f64, f64), radius: f64, frame: &Frame) {
    if item.name.is_empty() {
        return;
    }
    let away = radius + 2.5;
    let spots = vec![
        Spot { at: (x + away, y), anchor: Anchor::Start },
        Spot { at: (x - away, y), anchor: Anchor::End },
        Spot { at: (x, y - away - 2.5), anchor: Anchor::Middle },
        Spot { at: (x, y + away + 2.5), anchor: Anchor::Middle },
    ];
    let style = frame.label(frame.look.ink, PLAIN, Anchor::Start);
    let lines = vec![item.name.clone()];
    frame.offer(Offer { lines, style, spots, priority: Priority::Value, leader: None });
}
