//! `candlestick`: the open, high, low and close of each period; bodies are hollow where it closed higher, so
//! that print without colour shows it too.

use super::{MarkKind, Traits};
use crate::chart::describe::Teller;
use crate::chart::draw::{Frame, Stroke};
use crate::chart::model::{Item, LabelRule, Layer, Native};
use crate::theme::Color;
use crate::words::Said;
use crate::words::chart as said;

/// The kind.
#[derive(Debug)]
pub struct Candlestick;

/// Part of its room that a body fills.
const FILL: f64 = 0.64;
/// Bodies narrower than this are lines, and hollow ones are filled.
const BODY_PT_MIN: f64 = 1.0;
const HOLLOW_PT_MIN: f64 = 2.0;
/// Periods that share one step of this width are drawn as one.
const STEP_PT_MIN: f64 = 0.75;

/// What marks of prices ask for: four columns each, in this order.
pub(super) const PRICES: Traits = Traits {
    parts: &["open", "high", "low", "close"],
    bands: true,
    single: true,
    signs: true,
    labels: Some(LabelRule::None),
    writes: &[],
    ..Traits::SERIES
};

impl MarkKind for Candlestick {
    fn name(&self) -> &'static str {
        "candlestick"
    }

    fn summary(&self) -> &'static str {
        "Open, high, low and close of each day or month; hollow where it closed higher."
    }

    fn example(&self) -> &'static str {
        "{ data: prices, mark: candlestick, x: day, y: [open, high, low, close] }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Candlestick chart",
            de: "Kerzendiagramm",
            fr: "Graphique en chandeliers",
            es: "Gráfico de velas",
            it: "Grafico a candele",
            nl: "Candlestick-diagram",
            pt: "Gráfico de velas",
        }
    }

    fn traits(&self) -> Traits {
        PRICES
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        let candles = candles(layer, frame);
        let width_pt = frame.along_pt(layer.band) * FILL;
        for candle in &candles {
            let stroke =
                Stroke { color: candle.color, width_pt: 0.6_f64.min(width_pt.max(0.3)), dashed: false };
            let wick = |from: f64, to: f64| {
                frame.paper_line(candle.at(from, frame), candle.at(to, frame), &stroke);
            };
            let (bottom, top) = (candle.open.min(candle.close), candle.open.max(candle.close));
            if width_pt < BODY_PT_MIN {
                wick(candle.low, candle.high);
                continue;
            }
            wick(candle.low, bottom);
            wick(top, candle.high);
            body(candle, width_pt, &stroke, frame);
        }
    }

    fn impossible(&self, parts: &[f64]) -> Option<&'static str> {
        impossible(parts)
    }

    fn tell(&self, layer: &Layer, teller: &Teller) -> Option<Vec<String>> {
        Some(told(layer, teller).into_iter().collect())
    }

    fn native(&self) -> Native {
        Native::Stock
    }
}

/// A price that lies beyond the highest or the lowest one.
pub(super) fn impossible(parts: &[f64]) -> Option<&'static str> {
    let [open, high, low, close] = parts[..] else { return None };
    let beyond = open.max(close).max(low) > high || open.min(close) < low;
    beyond.then_some("the highest or the lowest price is not what it says")
}

/// One or more periods in one.
pub(super) struct Candle {
    pub x: f64,
    pub open: f64,
    pub high: f64,
    pub low: f64,
    pub close: f64,
    pub color: Color,
}

impl Candle {
    /// A value of it on paper.
    pub fn at(&self, value: f64, frame: &Frame) -> (f64, f64) {
        frame.paper_beside(self.x, 0.0, value)
    }
}

/// The periods, those that would fall on one step of paper taken together: first open, last close, highest
/// and lowest in between.
pub(super) fn candles(layer: &Layer, frame: &Frame) -> Vec<Candle> {
    let mut items: Vec<&Item> = layer.items.iter().collect();
    items.sort_by(|a, b| a.x[0].total_cmp(&b.x[0]));
    let mut candles: Vec<(i64, Candle)> = Vec::new();
    for item in items {
        let [open, high, low, close] = item.parts[..] else { continue };
        let at = frame.paper_beside(item.x[0], 0.0, close).0;
        let step = (at / STEP_PT_MIN).floor() as i64;
        match candles.last_mut() {
            Some((last, candle)) if *last == step && layer.items.len() > 1 => {
                candle.close = close;
                candle.high = candle.high.max(high);
                candle.low = candle.low.min(low);
            }
            _ => {
                let color = layer.series[item.series].color;
                candles.push((step, Candle { x: item.x[0], open, high, low, close, color }));
            }
        }
    }
    let negative = layer.series.first().and_then(|series| series.negative);
    let colored = |(_, mut candle): (i64, Candle)| {
        if let Some(negative) = negative.filter(|_| candle.close < candle.open) {
            candle.color = negative;
        }
        candle
    };
    candles.into_iter().map(colored).collect()
}

fn body(candle: &Candle, width_pt: f64, stroke: &Stroke, frame: &Frame) {
    let ((x, open), (_, close)) = (candle.at(candle.open, frame), candle.at(candle.close, frame));
    // A day that closed where it opened is a dash.
    let (top, bottom) = (open.min(close), open.max(close).max(open.min(close) + 0.5));
    let (left, right) = (x - width_pt / 2.0, x + width_pt / 2.0);
    frame.paper_rectangle((left, top), (right, bottom), candle.color);
    let edge = stroke.width_pt;
    let hollow = candle.close >= candle.open && width_pt >= HOLLOW_PT_MIN && bottom - top > 3.0 * edge;
    if hollow {
        let paper = candle.color.over(frame.look.paper, 0.12);
        frame.paper_rectangle((left + edge, top + edge), (right - edge, bottom - edge), paper);
    }
}

/// Where the price came from and went to, with its extremes.
pub(super) fn told(layer: &Layer, teller: &Teller) -> Option<String> {
    let by_x = |a: &&Item, b: &&Item| a.x[0].total_cmp(&b.x[0]);
    let (first, last) = (layer.items.iter().min_by(by_x)?, layer.items.iter().max_by(by_x)?);
    let low = layer.items.iter().min_by(|a, b| a.parts[2].total_cmp(&b.parts[2]))?;
    let high = layer.items.iter().max_by(|a, b| a.parts[1].total_cmp(&b.parts[1]))?;
    let (from, to) = (first.parts[0], last.parts[3]);
    let phrase = match to.total_cmp(&from) {
        std::cmp::Ordering::Greater => said::RISES,
        std::cmp::Ordering::Less => said::FALLS,
        std::cmp::Ordering::Equal => said::RETURNS,
    };
    let name = said::PRICE.of(teller.region.language());
    let (at_high, at_low) = (teller.at(high.parts[1], high.x[0]), teller.at(low.parts[2], low.x[0]));
    Some(teller.say(phrase, &[name, &teller.value(from), &teller.value(to), &at_high, &at_low]))
}
