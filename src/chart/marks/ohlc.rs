//! `ohlc`: the open, high, low and close of each period as an upright line with two ticks, the way stock
//! exchanges print them.

use super::candlestick::{PRICES, candles, impossible, told};
use super::{MarkKind, Traits};
use crate::chart::describe::Teller;
use crate::chart::draw::{Frame, Stroke};
use crate::chart::model::{Layer, Native};
use crate::words::Said;

/// The kind.
#[derive(Debug)]
pub struct Ohlc;

/// Part of its room that both ticks reach over.
const FILL: f64 = 0.72;
/// Ticks shorter than this are left out.
const TICK_PT_MIN: f64 = 0.5;

impl MarkKind for Ohlc {
    fn name(&self) -> &'static str {
        "ohlc"
    }

    fn summary(&self) -> &'static str {
        "Open, high, low and close of each day or month as a line with a tick on each side."
    }

    fn example(&self) -> &'static str {
        "{ data: prices, mark: ohlc, x: day, y: [open, high, low, close] }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Open-high-low-close chart",
            de: "Kursdiagramm (Eröffnung, Hoch, Tief, Schluss)",
            fr: "Graphique ouverture-haut-bas-clôture",
            es: "Gráfico de apertura, máximo, mínimo y cierre",
            it: "Grafico apertura-massimo-minimo-chiusura",
            nl: "Open-hoog-laag-slotdiagram",
            pt: "Gráfico de abertura, máximo, mínimo e fecho",
        }
    }

    fn traits(&self) -> Traits {
        PRICES
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        let tick_pt = frame.along_pt(layer.band) * FILL / 2.0;
        for candle in candles(layer, frame) {
            let width_pt = (tick_pt * 0.5).clamp(0.35, 0.9);
            let stroke = Stroke { color: candle.color, width_pt, dashed: false };
            frame.paper_line(candle.at(candle.low, frame), candle.at(candle.high, frame), &stroke);
            if tick_pt < TICK_PT_MIN {
                continue;
            }
            for (value, side) in [(candle.open, -1.0), (candle.close, 1.0)] {
                let (x, y) = candle.at(value, frame);
                frame.paper_line((x, y), (x + side * tick_pt, y), &stroke);
            }
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
