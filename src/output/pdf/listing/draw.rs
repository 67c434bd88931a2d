//! One page of a listing: colours behind cells, hairlines, then the text.

use super::tags::{RowKind, Tags};
use super::text::{BOLD, Face, PLAIN};
use super::{Cell, Column, Listing};
use crate::theme::Color;
use std::ops::Range;
use typst::layout::{Abs, Frame, FrameItem, Point, Size};
use typst::syntax::Span;
use typst::visualize::{Curve, FixedStroke, Geometry};

/// Height of capital letters in ems: a line of text reaches from there to its baseline.
pub const LINE_EM: f64 = 0.698;
/// Space between two lines of one cell.
const LEADING_EM: f64 = 0.42;
/// Size of headings as a share of the table's.
pub const HEAD_SIZE: f64 = 0.95;
/// Hairlines between rows.
const HAIR_PT: f64 = 0.4;
/// Rules below the headings and above the totals.
const RULE_PT: f64 = 0.9;

/// What stands on a page, and where.
type Items = Vec<(Point, FrameItem)>;

/// Draws the rows of one listing.
pub struct Pen<'a> {
    listing: &'a Listing,
    span: Span,
    ink: Color,
    line: Color,
    accent: Color,
}

impl<'a> Pen<'a> {
    /// Reads the colours.
    pub fn new(listing: &'a Listing, span: Span) -> Pen<'a> {
        let (ink, line, accent) = (color(&listing.ink), color(&listing.line), color(&listing.accent));
        Pen { listing, span, ink, line, accent }
    }

    /// Height of the headings.
    pub fn header_height_pt(&self) -> f64 {
        self.height_pt(&self.listing.header, HEAD_SIZE)
    }

    /// Height of a row.
    pub fn row_height_pt(&self, row: &[Cell]) -> f64 {
        self.height_pt(row, 1.0)
    }

    fn height_pt(&self, row: &[Cell], share: f64) -> f64 {
        let lines = row.iter().map(|cell| cell.lines.len()).max().unwrap_or(1).max(1) as f64;
        let ems = lines * LINE_EM + (lines - 1.0) * LEADING_EM;
        ems * self.listing.size_pt * share + 2.0 * self.listing.pad_pt
    }

    /// The headings and some rows; the totals after the last of them.
    pub fn page(&self, tags: &Tags, rows: Range<usize>, is_first: bool, is_last: bool) -> Frame {
        let width = self.listing.columns.iter().map(|column| column.width_pt).sum();
        // Tags of two ends and a text for each cell, and one shape or two for each row.
        let items = (rows.len() + 2) * (3 * self.listing.columns.len() + 2);
        let mut items = Items::with_capacity(items);
        if is_first {
            items.push((Point::zero(), tags.start()));
        }
        let height = match rows.is_empty() {
            true => 0.0,
            false => self.rows(&mut items, tags, rows, is_last, width),
        };
        if is_last {
            items.push((Point::zero(), tags.end()));
        }
        let mut frame = Frame::soft(Size::new(Abs::pt(width), Abs::pt(height)));
        frame.push_multiple(items);
        frame
    }

    /// Draws rows from the top and returns the height they take.
    fn rows(&self, items: &mut Items, tags: &Tags, rows: Range<usize>, is_last: bool, width: f64) -> f64 {
        let head = if rows.start == 0 { RowKind::Header } else { RowKind::Repeated(rows.start) };
        let mut lines = vec![(head, &self.listing.header)];
        lines.extend(rows.map(|row| (RowKind::Body(row), &self.listing.rows[row])));
        lines.extend(self.listing.total.iter().filter(|_| is_last).map(|row| (RowKind::Total, row)));
        let mut hair = Curve::new();
        let mut y = 0.0;
        let mut tops = Vec::with_capacity(lines.len());
        for (at, (kind, row)) in lines.iter().enumerate() {
            tops.push(y);
            let share = if at == 0 { HEAD_SIZE } else { 1.0 };
            let height = self.height_pt(row, share);
            self.paint(items, row, y, height);
            y += height;
            let before_total = lines.get(at + 1).is_some_and(|(kind, _)| *kind == RowKind::Total);
            if matches!(kind, RowKind::Body(_)) && !before_total {
                hair.move_(Point::with_y(Abs::pt(y)));
                hair.line(Point::new(Abs::pt(width), Abs::pt(y)));
            }
        }
        self.stroke(items, hair, self.line, HAIR_PT);
        for ((kind, row), top) in lines.iter().zip(tops) {
            match kind {
                RowKind::Header | RowKind::Repeated(_) => {
                    self.rule(items, top + self.header_height_pt(), width, self.accent);
                }
                RowKind::Total => self.rule(items, top, width, self.ink),
                RowKind::Body(_) => {}
            }
            self.words(items, tags, *kind, row, top);
        }
        y
    }

    fn rule(&self, items: &mut Items, y: f64, width: f64, color: Color) {
        let mut rule = Curve::new();
        rule.move_(Point::with_y(Abs::pt(y)));
        rule.line(Point::new(Abs::pt(width), Abs::pt(y)));
        self.stroke(items, rule, color, RULE_PT);
    }

    fn stroke(&self, items: &mut Items, curve: Curve, color: Color, thickness: f64) {
        if !curve.is_empty() {
            let stroke = FixedStroke::from_pair(paint(color), Abs::pt(thickness));
            let shape = Geometry::Curve(curve).stroked(stroke);
            items.push((Point::zero(), FrameItem::Shape(shape, self.span)));
        }
    }

    /// Colours and bars behind the cells of a row.
    fn paint(&self, items: &mut Items, row: &[Cell], top: f64, height: f64) {
        let mut x = 0.0;
        for (cell, column) in row.iter().zip(&self.listing.columns) {
            if let Some(fill) = &cell.fill {
                self.rect(items, [x, top, column.width_pt, height], fill);
            }
            if let Some((start, length, fill)) = &cell.bar {
                let inset = self.listing.pad_pt / 2.0;
                let left = x + column.left_pt + start;
                self.rect(items, [left, top + inset, *length, height - 2.0 * inset], fill);
            }
            x += column.width_pt;
        }
    }

    fn rect(&self, items: &mut Items, [x, y, width, height]: [f64; 4], fill: &str) {
        let size = Size::new(Abs::pt(width), Abs::pt(height));
        let shape = Geometry::Rect(size).filled(paint(color(fill)));
        items.push((Point::new(Abs::pt(x), Abs::pt(y)), FrameItem::Shape(shape, self.span)));
    }

    /// The text of a row, each cell between its tags.
    fn words(&self, items: &mut Items, tags: &Tags, kind: RowKind, row: &[Cell], top: f64) {
        let (face, share, plain): (&Face, f64, Color) = match kind {
            RowKind::Header | RowKind::Repeated(_) => (&BOLD, HEAD_SIZE, self.accent),
            RowKind::Body(_) => (&PLAIN, 1.0, self.ink),
            RowKind::Total => (&BOLD, 1.0, self.ink),
        };
        let size = self.listing.size_pt * share;
        let row_lines = row.iter().map(|cell| cell.lines.len()).max().unwrap_or(1);
        let mut left = 0.0;
        for (at, (cell, column)) in row.iter().zip(&self.listing.columns).enumerate() {
            let (start, end) = tags.cell(kind, at);
            items.push((Point::zero(), start));
            // Headings stand on the rule below them; cells hang from the top of their row.
            let skipped = if share < 1.0 { row_lines - cell.lines.len() } else { 0 };
            let fill = cell.color.as_deref().map_or(plain, color);
            for (number, text) in cell.lines.iter().enumerate() {
                let (item, width) = face.line(text, Abs::pt(size), paint(fill), self.span);
                let line = (skipped + number) as f64;
                let y = top + self.listing.pad_pt + (LINE_EM + line * (LINE_EM + LEADING_EM)) * size;
                let x = left + shifted(column, cell, width.to_pt());
                items.push((Point::new(Abs::pt(x), Abs::pt(y)), FrameItem::Text(item)));
            }
            items.push((Point::zero(), end));
            left += column.width_pt;
        }
    }
}

/// Where a line of text begins inside its column.
fn shifted(column: &Column, cell: &Cell, text_pt: f64) -> f64 {
    let room = column.width_pt - column.left_pt - column.right_pt - text_pt;
    let shift = if cell.at_start { 0.0 } else { column.shift };
    column.left_pt + room.max(0.0) * shift
}

fn color(hex: &str) -> Color {
    Color::parse(hex).expect("written by ourselves as `#RRGGBB`")
}

fn paint(color: Color) -> typst::visualize::Color {
    typst::visualize::Color::from_u8(color.r, color.g, color.b, 255)
}
