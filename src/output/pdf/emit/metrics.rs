//! Key figures as cards in rows.

use super::super::world::Origin;
use super::Writer;
use super::node::Column;
use crate::document::{Delta, Metric, Tone};
use crate::theme::{Color, Theme};
use crate::{chart, fonts};
use serde_json::{Value as Json, json};
use typst::foundations::Bytes;

/// Space between cards.
const GAP_PT: f64 = 9.0;
/// Space inside a card, left and right.
const INSET_PT: f64 = 10.0;
/// Narrowest card that still holds a figure and its label.
const CARD_WIDTH_MIN_PT: f64 = 88.0;
/// Cards beside each other before a second row begins.
const CARDS_MAX: usize = 5;
/// Size of the figure, as a share of the body text, where there is room.
const FIGURE_SIZE: f64 = 2.0;
/// Smallest size of the figure, as a share of the body text.
const FIGURE_SIZE_MIN: f64 = 1.35;
/// Height of a small line of history.
const SPARK_HEIGHT_PT: f64 = 20.0;
/// Weight of the figure.
const FIGURE_WEIGHT: u16 = 500;

impl Writer<'_> {
    /// Cards in rows of one width, so that figures line up down the page.
    pub fn metrics(&mut self, metrics: &[Metric], column: Column) -> Json {
        let (per_row, width) = self.cards(metrics, column.width_pt);
        let inner = width - 2.0 * INSET_PT;
        let cards: Vec<Json> = metrics.iter().map(|metric| self.card(metric, inner)).collect();
        let rows: Vec<Json> = metrics
            .chunks(per_row)
            .zip(cards.chunks(per_row))
            // A card without a change keeps its place, so that lines of history stand level.
            .map(|(row, cards)| json!({ "deltas": row.iter().any(|m| m.delta.is_some()), "cards": cards }))
            .collect();
        json!({
            "is": "metrics",
            "width": width,
            "gap": GAP_PT,
            "inset": INSET_PT,
            "size": self.figure_size(metrics, inner),
            "rows": rows,
        })
    }

    /// How many cards stand in a row, and their width: as many as keep the longest figure readable.
    fn cards(&self, metrics: &[Metric], width_pt: f64) -> (usize, f64) {
        let least = self.document.theme.text_size_pt * FIGURE_SIZE_MIN;
        let width = |per_row: usize| (width_pt - GAP_PT * (per_row as f64 - 1.0)) / per_row as f64;
        let fits = |per_row: &usize| self.figure_size(metrics, width(*per_row) - 2.0 * INSET_PT) >= least;
        let most = cards_per_row(metrics.len(), width_pt);
        let per_row = (1..=most).rev().find(fits).unwrap_or(1);
        // Even rows again: four and one become three and two.
        let per_row = metrics.len().div_ceil(metrics.len().div_ceil(per_row).max(1)).max(1);
        // A figure alone does not fill the page.
        (per_row, width(per_row.max(2)))
    }

    fn card(&mut self, metric: &Metric, width_pt: f64) -> Json {
        let region = &self.document.region;
        let spark = metric.spark.as_ref().map(|spark| {
            let svg = chart::sparkline(spark, width_pt, SPARK_HEIGHT_PT, &self.document.theme);
            self.put("svg", Bytes::from_string(svg), Origin::Block(self.span))
        });
        json!({
            "label": self.rich(&metric.label),
            "value": metric.value.text(region),
            "missing": metric.value.value.is_missing(),
            "delta": metric.delta.as_ref().map(|delta| self.delta(delta)),
            "spark": spark,
            "spark-width": width_pt,
            "spark-height": SPARK_HEIGHT_PT,
            "note": self.optional(metric.note.as_ref()),
        })
    }

    fn delta(&self, delta: &Delta) -> Json {
        json!({
            "text": delta.cell.text(&self.document.region),
            "direction": delta.direction,
            "colour": tone_color(delta.tone, &self.document.theme).hex(),
            "label": self.optional(delta.label.as_ref()),
        })
    }

    /// One size for all figures of a block: the largest at which the longest still fits.
    fn figure_size(&self, metrics: &[Metric], width_pt: f64) -> f64 {
        let body = self.document.theme.text_size_pt;
        let largest = body * FIGURE_SIZE;
        let longest = metrics
            .iter()
            .map(|m| fonts::text_width_pt(&m.value.text(&self.document.region), largest, FIGURE_WEIGHT))
            .fold(0.0, f64::max);
        if longest <= width_pt {
            return largest;
        }
        largest * width_pt / longest
    }
}

/// As many cards in each row as look even: six are two rows of three, not five and one.
fn cards_per_row(count: usize, width_pt: f64) -> usize {
    let fitting = ((width_pt + GAP_PT) / (CARD_WIDTH_MIN_PT + GAP_PT)).floor() as usize;
    let most = fitting.clamp(1, CARDS_MAX);
    let rows = count.div_ceil(most).max(1);
    count.div_ceil(rows).max(1)
}

/// The colour of a change.
fn tone_color(tone: Tone, theme: &Theme) -> Color {
    match tone {
        Tone::Neutral => theme.colors.muted,
        Tone::Good => theme.colors.good,
        Tone::Bad => theme.colors.bad,
        Tone::Warn => theme.colors.warn,
    }
}
