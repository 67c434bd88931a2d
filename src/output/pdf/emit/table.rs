//! Tables: formatted cells, widths from measured text, and how cells stand out.

use super::node::Column as Place;
use super::rules::{Mark, Marks};
use super::widths::{self, Asked, Fit, Need, TEXT_WIDTH_MIN_EM};
use super::Writer;
use crate::document::{Align, Column, TableNode, Width};
use crate::fonts;
use crate::format::Region;
use serde_json::{Value as Json, json};

/// Size of table text as a share of the body's.
const TEXT_SIZE: f64 = 0.9;
/// Size of column headings as a share of the table's; also in `style.typ`.
const HEAD_SIZE: f64 = 0.95;
/// Weight of column headings and totals.
const BOLD: u16 = 600;
/// Weight of cells.
const PLAIN: u16 = 400;
/// Room for rounding between our measure and Typst's shaping, in ems.
const SLACK_EM: f64 = 0.08;
/// Space between the texts of two columns, half on each side.
const GAP_PT: f64 = 12.0;
/// The same in tables of many columns.
const GAP_NARROW_PT: f64 = 8.0;
/// Columns from which a table counts as having many.
const COLUMNS_MANY: usize = 9;
/// Space between a painted cell's edge and its text at the rim of the table.
const RIM_PT: f64 = 4.0;
/// Space above and below the text of a row.
const PAD_PT: f64 = 4.6;
/// The same in tables longer than a page.
const PAD_DENSE_PT: f64 = 3.7;
/// Rows from which a table is set more densely.
const ROWS_DENSE: usize = 40;
/// Rows up to which a table stays on one page.
const ROWS_KEPT_MAX: usize = 16;
/// Height of capital letters in ems: what Typst takes as the height of one line.
const LINE_EM: f64 = 0.698;

/// A cell as it will be shown.
pub struct Shown {
    /// Its text.
    pub text: String,
    /// How it stands out.
    pub mark: Mark,
}

impl Writer<'_> {
    /// A table; without rows, the sentence that says so.
    pub fn table(&mut self, node: &TableNode, place: Place) -> Json {
        let notes: Vec<Json> = node.notes.iter().map(|note| self.rich(note)).collect();
        let is_empty = node.rows.is_empty() || node.columns.is_empty();
        let table = (!is_empty).then(|| self.rows(node, place));
        json!({
            "is": "table",
            "title": self.optional(node.title.as_ref()),
            "breakable": node.rows.len() > ROWS_KEPT_MAX,
            "table": table,
            "empty": node.empty,
            "notes": notes,
        })
    }

    fn rows(&self, node: &TableNode, place: Place) -> Json {
        let (theme, region) = (&self.document.theme, &self.document.region);
        let marks: Vec<Marks> =
            node.columns.iter().map(|column| Marks::new(column, &node.rows, theme)).collect();
        let columns: Vec<Vec<Shown>> =
            node.columns.iter().zip(&marks).map(|(column, marks)| shown(node, column, marks, region)).collect();
        let totals = totals(node, &marks, region);
        let insets = insets(&marks);
        let size = theme.text_size_pt * TEXT_SIZE;
        let needs = needs(node, &columns, &totals, &insets);
        let Fit { widths_pt, scale } = widths::fit(&needs, size, place.width_pt);
        let size = size * scale;
        let pad = if node.rows.len() > ROWS_DENSE { PAD_DENSE_PT } else { PAD_PT };
        let wraps = needs.iter().zip(&widths_pt).any(|(n, w)| n.natural_em * size + n.sides_pt > w + 0.01);
        let inner: Vec<f64> = widths_pt.iter().zip(&insets).map(|(w, (l, r))| w - l - r).collect();
        let cell = |shown: &Shown, inner_pt: f64| cell(shown, inner_pt, size);
        let body: Vec<Json> = (0..node.rows.len())
            .flat_map(|row| columns.iter().zip(&inner).map(move |(column, inner)| (&column[row], *inner)))
            .map(|(shown, inner)| cell(shown, inner))
            .collect();
        json!({
            "size": size,
            "pad": pad,
            "row-height": (!wraps).then_some(2.0 * pad + LINE_EM * size),
            "widths": widths_pt,
            "insets": insets,
            "align": node.columns.iter().map(|column| column.align).collect::<Vec<Align>>(),
            "header": node.columns.iter().map(|column| &column.title).collect::<Vec<_>>(),
            "cells": body,
            "total": totals.map(|row| row.iter().map(|shown| cell(shown, 0.0)).collect::<Vec<_>>()),
        })
    }
}

fn shown(node: &TableNode, column: &Column, marks: &Marks, region: &Region) -> Vec<Shown> {
    let show = |value| {
        let display = column.format.display(&value, region);
        let mut mark = marks.mark(&value);
        mark.text = mark.text.or(display.color);
        Shown { text: display.text, mark }
    };
    node.rows.column(column.index).map(show).collect()
}

/// The total row: the label stands in the first column that has no total.
fn totals(node: &TableNode, marks: &[Marks], region: &Region) -> Option<Vec<Shown>> {
    let label = node.total_label.as_ref()?;
    let label_at = node.columns.iter().position(|column| column.total.is_none());
    let total = |(at, (column, marks)): (usize, (&Column, &Marks))| match &column.total {
        Some(total) => {
            let format = total.format.as_ref().unwrap_or(&column.format);
            let display = format.display(&total.value, region);
            let mut mark = marks.mark_total(&total.value);
            mark.text = mark.text.or(display.color);
            Shown { text: display.text, mark }
        }
        None if label_at == Some(at) => Shown { text: label.clone(), mark: Mark::default() },
        None => Shown { text: String::new(), mark: Mark::default() },
    };
    Some(node.columns.iter().zip(marks).enumerate().map(total).collect())
}

/// Space left and right of the text of each column. The outer edges are flush with the page's text,
/// unless something is painted behind the cells there.
fn insets(marks: &[Marks]) -> Vec<(f64, f64)> {
    let half = if marks.len() >= COLUMNS_MANY { GAP_NARROW_PT / 2.0 } else { GAP_PT / 2.0 };
    let rim = |painted: bool| if painted { RIM_PT } else { 0.0 };
    let last = marks.len().saturating_sub(1);
    let inset = |(at, marks): (usize, &Marks)| {
        let left = if at == 0 { rim(marks.paints()) } else { half };
        let right = if at == last { rim(marks.paints()) } else { half };
        (left, right)
    };
    marks.iter().enumerate().map(inset).collect()
}

fn needs(
    node: &TableNode,
    columns: &[Vec<Shown>],
    totals: &Option<Vec<Shown>>,
    insets: &[(f64, f64)],
) -> Vec<Need> {
    let need = |(at, column): (usize, &Column)| {
        let (left, right) = insets[at];
        let total = totals.as_ref().map_or("", |row| row[at].text.as_str());
        let body = widest(columns[at].iter().map(|shown| shown.text.as_str()), PLAIN);
        let (natural, least) = match column.align {
            // Numbers never break; headings above them may, between words.
            Align::End => (body.0, body.0),
            Align::Start | Align::Center => (body.0, body.1.max(body.0.min(TEXT_WIDTH_MIN_EM))),
        };
        let total = em_width(total, BOLD);
        let (head, head_word) = widest([column.title.as_str()], BOLD);
        let (head, head_word) = (head * HEAD_SIZE, head_word * HEAD_SIZE);
        // A heading longer than its column wraps to two lines before it makes the column wide.
        let head = if head > natural { (head / 2.0 + 1.0).max(natural).min(head) } else { head };
        Need {
            natural_em: natural.max(head.max(head_word)).max(total) + SLACK_EM,
            least_em: least.max(head_word).max(total.min(least.max(TEXT_WIDTH_MIN_EM))) + SLACK_EM,
            sides_pt: left + right,
            asked: match column.width {
                Width::Auto => Asked::Nothing,
                Width::Share(share) => Asked::Share(share),
                Width::Points(points) => Asked::Points(points),
            },
        }
    };
    node.columns.iter().enumerate().map(need).collect()
}

/// Widths in ems of the longest text and of the longest word.
fn widest<'a>(texts: impl IntoIterator<Item = &'a str>, weight: u16) -> (f64, f64) {
    texts.into_iter().fold((0.0, 0.0), |(text, word), each| {
        let words = each.split(' ').map(|w| em_width(w, weight));
        (f64::max(text, em_width(each, weight)), words.fold(word, f64::max))
    })
}

fn em_width(text: &str, weight: u16) -> f64 {
    fonts::text_width_pt(text, 1.0, weight)
}

/// A cell as JSON: mostly just its text.
fn cell(shown: &Shown, inner_pt: f64, size_pt: f64) -> Json {
    let Mark { text, fill, bar } = shown.mark;
    if text.is_none() && fill.is_none() && bar.is_none() {
        return json!(shown.text);
    }
    let mut cell = json!({ "text": shown.text });
    if let Some(color) = text {
        cell["colour"] = json!(color.hex());
    }
    if let Some(color) = fill {
        cell["fill"] = json!(color.hex());
    }
    if let Some(bar) = bar {
        let height = size_pt * 1.25;
        cell["bar"] = json!([bar.start * inner_pt, bar.length * inner_pt, height, bar.color.hex()]);
    }
    cell
}
