//! Tables: formatted cells, widths from measured text, and how cells stand out.

use super::node::Column as Place;
use super::rules::{Mark, Marks};
use super::widths::{self, Asked, Fit, Need, TEXT_WIDTH_MIN_EM};
use super::{Writer, lines};
use crate::chart::{self, Spark};
use crate::document::{Align, Column, Document, TableNode, Width};
use crate::fonts;
use crate::format::Region;
use crate::output::pdf::listing::{self, Cell, HEAD_SIZE, LINE_EM, Listing};
use crate::output::pdf::world::Origin;
use crate::theme::{Color, Theme};
use serde_json::{Value as Json, json};
use typst::foundations::Bytes;

/// Size of table text as a share of the body's.
const TEXT_SIZE: f64 = 0.9;
/// Size of a small chart in a cell.
const SPARK_WIDTH_EM: f64 = 8.0;
const SPARK_HEIGHT_EM: f64 = 1.2;
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
/// What is added where a column of numbers meets one of text.
const MEETING_PT: f64 = 7.0;
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
/// Rows from which a table is laid out as a listing.
const LISTING_ROWS_MIN: usize = 200;

/// A cell as it will be shown.
pub struct Shown {
    /// Its text.
    pub text: String,
    /// How it stands out.
    pub mark: Mark,
    /// The small chart that stands in place of the text.
    pub spark: Option<Json>,
}

impl Writer<'_> {
    /// A table; without rows, the sentence that says so.
    pub fn table(&mut self, node: &TableNode, place: Place) -> Json {
        let notes: Vec<Json> = node.notes.iter().map(|note| self.rich(note)).collect();
        let is_empty = node.rows.is_empty() || node.columns.is_empty();
        let rows = (!is_empty).then(|| self.rows(node, place));
        json!({
            "is": "table",
            "title": self.optional(node.title.as_ref()),
            "breakable": node.rows.len() > ROWS_KEPT_MAX,
            "rows": rows,
            "empty": node.empty,
            "notes": notes,
        })
    }

    /// The rows: a Typst table, or the path of a listing where there are many.
    fn rows(&mut self, node: &TableNode, place: Place) -> Json {
        let mut sheet = Sheet::new(node, self.document, place);
        self.draw_sparks(&mut sheet);
        let has_our_face = self.document.theme.fonts.first().is_some_and(|name| name == fonts::FAMILY);
        if node.rows.len() < LISTING_ROWS_MIN || !has_our_face || !sheet.is_plain() {
            return sheet.table();
        }
        let listing = sheet.listing(&self.document.theme);
        let data = serde_json::to_vec(&listing).expect("plain data");
        json!(self.put("json", Bytes::new(data), Origin::Block(self.span)))
    }

    /// Draws the small charts of the columns that have them.
    fn draw_sparks(&mut self, sheet: &mut Sheet) {
        let height_pt = sheet.size_pt * SPARK_HEIGHT_EM;
        for (at, column) in sheet.node.columns.iter().enumerate() {
            let Some(kind) = column.spark else { continue };
            let width_pt = sheet.inner_pt(at);
            for (shown, value) in sheet.columns[at].iter_mut().zip(sheet.node.rows.column(column.index)) {
                let spark = Spark::of_list(kind, &value);
                let alt = spark.alt(&column.format, &self.document.region);
                if alt.is_empty() {
                    continue;
                }
                let svg = chart::sparkline(&spark, width_pt, height_pt, &self.document.theme);
                let path = self.put("svg", Bytes::from_string(svg), Origin::Block(self.span));
                shown.spark =
                    Some(json!({ "path": path, "width": width_pt, "height": height_pt, "alt": alt }));
            }
        }
    }
}

/// A table with its cells formatted, its widths decided and its size known.
struct Sheet<'a> {
    node: &'a TableNode,
    columns: Vec<Vec<Shown>>,
    totals: Option<Vec<Shown>>,
    insets: Vec<(f64, f64)>,
    widths_pt: Vec<f64>,
    size_pt: f64,
    pad_pt: f64,
    wraps: bool,
}

impl Sheet<'_> {
    fn new<'a>(node: &'a TableNode, document: &Document, place: Place) -> Sheet<'a> {
        let (theme, region) = (&document.theme, &document.region);
        let marks: Vec<Marks> =
            node.columns.iter().map(|column| Marks::new(column, &node.rows, theme)).collect();
        let columns: Vec<Vec<Shown>> = node
            .columns
            .iter()
            .zip(&marks)
            .map(|(column, marks)| shown(node, column, marks, region))
            .collect();
        let totals = totals(node, &marks, region);
        let insets = insets(&node.columns, &marks);
        let needs = needs(node, &columns, totals.as_deref(), &insets);
        let Fit { widths_pt, scale } = widths::fit(&needs, theme.text_size_pt * TEXT_SIZE, place.width_pt);
        let size_pt = theme.text_size_pt * TEXT_SIZE * scale;
        let pad_pt = if node.rows.len() > ROWS_DENSE { PAD_DENSE_PT } else { PAD_PT };
        let is_squeezed =
            needs.iter().zip(&widths_pt).any(|(n, w)| n.natural_em * size_pt + n.sides_pt > w + 0.01);
        let wraps = is_squeezed || columns.iter().flatten().any(|shown| shown.text.contains('\n'));
        Sheet { node, columns, totals, insets, widths_pt, size_pt, pad_pt, wraps }
    }

    /// Width for text in a column.
    fn inner_pt(&self, column: usize) -> f64 {
        let (left, right) = self.insets[column];
        self.widths_pt[column] - left - right
    }

    /// Whether a listing can show all of it.
    fn is_plain(&self) -> bool {
        let cells = self.columns.iter().flatten().chain(self.totals.iter().flatten());
        let texts = cells.map(|shown| &shown.text).chain(self.node.columns.iter().map(|c| &c.title));
        self.node.columns.iter().all(|column| column.spark.is_none())
            && texts.flat_map(|text| text.split('\n')).all(listing::is_plain)
    }

    fn table(&self) -> Json {
        let body: Vec<Json> = (0..self.node.rows.len())
            .flat_map(|row| (0..self.columns.len()).map(move |column| (row, column)))
            .map(|(row, column)| cell(&self.columns[column][row], self.inner_pt(column), self.size_pt))
            .collect();
        let label = label_at(self.node);
        let total = |row: &Vec<Shown>| -> Vec<Json> {
            row.iter().enumerate().map(|(at, shown)| total_cell(shown, label == Some(at))).collect()
        };
        json!({
            "size": self.size_pt,
            "pad": self.pad_pt,
            "row-height": (!self.wraps).then_some(2.0 * self.pad_pt + LINE_EM * self.size_pt),
            "widths": self.widths_pt,
            "insets": self.insets,
            "align": self.node.columns.iter().map(|column| column.align).collect::<Vec<Align>>(),
            "header": self.node.columns.iter().map(|column| &column.title).collect::<Vec<_>>(),
            "cells": body,
            "total": self.totals.as_ref().map(total),
        })
    }

    fn listing(&self, theme: &Theme) -> Listing {
        let cell = |shown: &Shown, column: usize, weight: u16| Cell {
            lines: lines::broken(&shown.text, self.inner_pt(column) / self.size_pt, weight),
            color: shown.mark.text.map(Color::hex),
            fill: shown.mark.fill.map(Color::hex),
            bar: shown.mark.bar.map(|bar| {
                let inner = self.inner_pt(column);
                (bar.start * inner, bar.length * inner, bar.color.hex())
            }),
            at_start: false,
        };
        let head = |(at, column): (usize, &Column)| Cell {
            lines: lines::broken(&column.title, self.inner_pt(at) / (self.size_pt * HEAD_SIZE), BOLD),
            ..Cell::default()
        };
        let row = |row: usize| -> Vec<Cell> {
            self.columns.iter().enumerate().map(|(at, column)| cell(&column[row], at, PLAIN)).collect()
        };
        let label = label_at(self.node);
        let total =
            |(at, shown): (usize, &Shown)| Cell { at_start: label == Some(at), ..cell(shown, at, BOLD) };
        Listing {
            size_pt: self.size_pt,
            pad_pt: self.pad_pt,
            columns: (0..self.columns.len()).map(|at| self.listing_column(at)).collect(),
            header: self.node.columns.iter().enumerate().map(head).collect(),
            rows: (0..self.node.rows.len()).map(row).collect(),
            total: self.totals.as_ref().map(|row| row.iter().enumerate().map(total).collect()),
            ink: theme.colors.ink.hex(),
            line: theme.colors.line.hex(),
            accent: theme.colors.accent.hex(),
        }
    }

    fn listing_column(&self, at: usize) -> listing::Column {
        let (left_pt, right_pt) = self.insets[at];
        let shift = match self.node.columns[at].align {
            Align::Start => 0.0,
            Align::Center => 0.5,
            Align::End => 1.0,
        };
        listing::Column { width_pt: self.widths_pt[at], left_pt, right_pt, shift }
    }
}

fn shown(node: &TableNode, column: &Column, marks: &Marks, region: &Region) -> Vec<Shown> {
    if column.spark.is_some() {
        let blank = || Shown { text: String::new(), mark: Mark::default(), spark: None };
        return (0..node.rows.len()).map(|_| blank()).collect();
    }
    let show = |value| {
        let display = column.format.display(&value, region);
        let mut mark = marks.mark(&value);
        mark.text = mark.text.or(display.color);
        Shown { text: display.text, mark, spark: None }
    };
    node.rows.column(column.index).map(show).collect()
}

/// The total row: the label stands in the first column that has no total.
fn totals(node: &TableNode, marks: &[Marks], region: &Region) -> Option<Vec<Shown>> {
    let label = node.total_label.as_ref()?;
    let label_at = label_at(node);
    let total = |(at, (column, marks)): (usize, (&Column, &Marks))| match &column.total {
        Some(total) => {
            let format = total.format.as_ref().unwrap_or(&column.format);
            let display = format.display(&total.value, region);
            let mut mark = marks.mark_total(&total.value);
            mark.text = mark.text.or(display.color);
            Shown { text: display.text, mark, spark: None }
        }
        None if label_at == Some(at) => Shown { text: label.clone(), mark: Mark::default(), spark: None },
        None => Shown { text: String::new(), mark: Mark::default(), spark: None },
    };
    Some(node.columns.iter().zip(marks).enumerate().map(total).collect())
}

/// Space left and right of the text of each column. The outer edges are flush with the page's text,
/// unless something is painted behind the cells there. Text that begins where a number ends gets
/// more room.
fn insets(columns: &[Column], marks: &[Marks]) -> Vec<(f64, f64)> {
    let half = if marks.len() >= COLUMNS_MANY { GAP_NARROW_PT / 2.0 } else { GAP_PT / 2.0 };
    let last = columns.len().saturating_sub(1);
    let inset = |(at, marks): (usize, &Marks)| {
        let rim = if marks.paints() { RIM_PT } else { 0.0 };
        let meets = at > 0 && columns[at - 1].align == Align::End && columns[at].align == Align::Start;
        let left = match at {
            0 => rim,
            _ if meets => half + MEETING_PT,
            _ => half,
        };
        (left, if at == last { rim } else { half })
    };
    marks.iter().enumerate().map(inset).collect()
}

fn label_at(node: &TableNode) -> Option<usize> {
    node.columns.iter().position(|column| column.total.is_none())
}

fn needs(
    node: &TableNode,
    columns: &[Vec<Shown>],
    totals: Option<&[Shown]>,
    insets: &[(f64, f64)],
) -> Vec<Need> {
    let need = |(at, column): (usize, &Column)| {
        let (left, right) = insets[at];
        let total = totals.map_or("", |row| row[at].text.as_str());
        let body = match column.spark {
            Some(_) => (SPARK_WIDTH_EM, SPARK_WIDTH_EM),
            None => widest(columns[at].iter().map(|shown| shown.text.as_str()), PLAIN),
        };
        let (natural, least) = match column.align {
            // Numbers never break; headings above them may, between words.
            Align::End => (body.0, body.0),
            Align::Start | Align::Center => (body.0, body.1.max(body.0.min(TEXT_WIDTH_MIN_EM))),
        };
        let total = em_width(total, BOLD);
        let (head, head_word) = widest([column.title.as_str()], BOLD);
        let (head, head_word) = (head * HEAD_SIZE, head_word * HEAD_SIZE);
        // A heading longer than its column wraps to two lines before it makes the column wide.
        let folded = if head > natural { (head / 2.0 + 1.0).max(natural).min(head) } else { head };
        Need {
            full_em: natural.max(head).max(total) + SLACK_EM,
            natural_em: natural.max(folded.max(head_word)).max(total) + SLACK_EM,
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

/// A cell of the total row; the label stands where reading starts, whatever the column's side.
fn total_cell(shown: &Shown, is_label: bool) -> Json {
    match is_label {
        true => json!({ "text": shown.text, "side": "start" }),
        false => cell(shown, 0.0, 0.0),
    }
}

/// A cell as JSON: mostly just its text.
fn cell(shown: &Shown, inner_pt: f64, size_pt: f64) -> Json {
    let Mark { text, fill, bar } = shown.mark;
    if let Some(spark) = &shown.spark {
        return json!({ "spark": spark });
    }
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
