//! What makes a listing a table to a screen reader: the same marks Typst's own tables leave.

use super::Listing;
use std::num::NonZeroU32;
use std::sync::Arc;
use typst::engine::Engine;
use typst::foundations::{Content, NativeElement, Packed, Smart};
use typst::introspection::{Location, Locator, Tag, TagFlags};
use typst::layout::grid::resolve::{Cell as GridCell, CellGrid};
use typst::layout::{Axes, FrameItem, Sizing};
use typst::model::{TableCell, TableElem};
use typst::pdf::{TableCellKind, TableHeaderScope};
use typst::syntax::Span;
use typst::utils::hash128;

/// Tags that the PDF needs and nothing else: no query finds these cells.
const FLAGS: TagFlags = TagFlags { introspectable: false, tagged: true };

/// Makes the tags of one listing.
pub struct Tags {
    table: Content,
    at: Location,
    columns: usize,
    rows: usize,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// The headings, once.
    Header,
    /// The headings again on another page, which a reader of the whole skips.
    Repeated(usize),
    /// A row of the body.
    Body(usize),
    /// The totals.
    Total,
}

impl Tags {
    /// Describes the table as a whole.
    pub fn new(listing: &Listing, engine: &mut Engine, locator: Locator, span: Span) -> Tags {
        let columns = listing.columns.len();
        let rows = listing.rows.len();
        let rows_all = 1 + rows + usize::from(listing.total.is_some());
        let cells = (0..rows_all * columns).map(|_| GridCell::new(Content::empty()));
        let grid = CellGrid::new(Axes::new(&vec![Sizing::Auto; columns], &[]), Axes::new(&[], &[]), cells);
        let mut table = Packed::new(TableElem::new(Vec::new())).spanned(span);
        table.grid = Some(Arc::new(grid));
        let at = locator.split().next_location(engine, hash128(&span), span);
        let mut table = table.pack();
        table.set_location(at);
        Tags { table, at, columns, rows }
    }

    /// The beginning of the table.
    pub fn start(&self) -> FrameItem {
        FrameItem::Tag(Tag::Start(self.table.clone(), FLAGS))
    }

    /// The end of the table.
    pub fn end(&self) -> FrameItem {
        end(self.at)
    }

    /// The beginning and the end of a cell.
    pub fn cell(&self, row: RowKind, column: usize) -> (FrameItem, FrameItem) {
        let header = Smart::Custom(TableCellKind::Header(NonZeroU32::MIN, TableHeaderScope::Column));
        let (y, kind) = match row {
            RowKind::Header | RowKind::Repeated(_) => (0, header),
            RowKind::Body(row) => (row + 1, Smart::Auto),
            RowKind::Total => (self.rows + 1, Smart::Custom(TableCellKind::Footer)),
        };
        let repeats = match row {
            RowKind::Repeated(page) => page,
            RowKind::Header | RowKind::Body(_) | RowKind::Total => 0,
        };
        let mut cell = TableCell::new(Content::empty())
            .with_x(Smart::Custom(column))
            .with_y(Smart::Custom(y))
            .with_kind(kind)
            .pack();
        if repeats > 0 {
            let repeated: &mut Packed<TableCell> = cell.to_packed_mut().expect("made two lines above");
            repeated.is_repeated.set(true);
        }
        // Headings that come again lie behind all cells of the table.
        let place = ((self.rows + 2 + repeats) * usize::from(repeats > 0) + y) * self.columns + column;
        let at = self.at.variant(place);
        cell.set_location(at);
        (FrameItem::Tag(Tag::Start(cell, FLAGS)), end(at))
    }
}

fn end(at: Location) -> FrameItem {
    FrameItem::Tag(Tag::End(at, 0, FLAGS))
}
