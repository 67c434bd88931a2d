//! Listings: tables of many rows, laid out by ourselves. Typst's own table spends a paragraph, a
//! cache entry and two introspection tags on each cell; here a cell is a few glyphs. Pages, running
//! headers and page numbers around it remain Typst's.

mod draw;
mod tags;
mod text;

pub use draw::{HEAD_SIZE, LINE_EM};
pub use text::is_plain;

use super::world::file_id;
use draw::Pen;
use serde::{Deserialize, Serialize};
use tags::Tags;
use typst::World;
use typst::diag::{At, SourceResult};
use typst::ecow::EcoString;
use typst::engine::Engine;
use typst::foundations::{NativeElement, NativeRuleMap, Packed, ShowFn, StyleChain, Target, elem};
use typst::introspection::Locator;
use typst::layout::{Abs, BlockElem, Fragment, Regions};

/// A table as it will stand on the page: every width and every line break is decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    /// Size of the text in points.
    pub size_pt: f64,
    /// Space above and below the text of a row.
    pub pad_pt: f64,
    /// Columns.
    pub columns: Vec<Column>,
    /// Headings, one a column.
    pub header: Vec<Cell>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// The row of totals.
    pub total: Option<Vec<Cell>>,
    /// Colour of text, as `#RRGGBB`.
    pub ink: String,
    /// Colour of hairlines.
    pub line: String,
    /// Colour of headings.
    pub accent: String,
}

/// A column of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its width with the space left and right of the text.
    pub width_pt: f64,
    /// Space left of the text.
    pub left_pt: f64,
    /// Space right of the text.
    pub right_pt: f64,
    /// How much of the room beside the text lies left of it: 0 for text, 1 for numbers.
    pub shift: f64,
}

/// A cell of a listing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Its lines of text.
    #[serde(rename = "t")]
    pub lines: Vec<String>,
    /// Colour of the text.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// Colour behind the cell.
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub fill: Option<String>,
    /// A bar behind the number: start and length in points, and colour.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub bar: Option<(f64, f64, String)>,
    /// Stands where reading starts, whatever its column says.
    #[serde(rename = "s", default, skip_serializing_if = "std::ops::Not::not")]
    pub at_start: bool,
}

/// A listing inside a Typst document.
#[elem]
pub struct ListingElem {
    /// The virtual file with the data.
    #[required]
    pub path: EcoString,
}

/// Shows listings as blocks that break across pages.
pub fn register(rules: &mut NativeRuleMap) {
    const RULE: ShowFn<ListingElem> =
        |elem, _, _| Ok(BlockElem::multi_layouter(elem.clone(), lay_out).pack());
    rules.register(Target::Paged, RULE);
}

/// Fills region after region with rows; each begins with the headings.
fn lay_out(
    elem: &Packed<ListingElem>,
    engine: &mut Engine,
    locator: Locator,
    _: StyleChain,
    mut regions: Regions,
) -> SourceResult<Fragment> {
    let data = engine.world.file(file_id(&elem.path)).at(elem.span())?;
    let listing: Listing = serde_json::from_slice(&data).expect("written by ourselves, see `emit`");
    let tags = Tags::new(&listing, engine, locator, elem.span());
    let pen = Pen::new(&listing, elem.span());
    let mut frames = Vec::new();
    let mut next = 0;
    while next < listing.rows.len() || frames.is_empty() {
        let fitting = fitting(&listing, &pen, next, regions.size.y, regions.may_progress());
        let is_last = next + fitting == listing.rows.len();
        frames.push(pen.page(&tags, next..next + fitting, frames.is_empty(), is_last && fitting > 0));
        next += fitting;
        regions.next();
    }
    Ok(Fragment::frames(frames))
}

/// How many rows from `first` fit into a height together with the headings; none when the rest of
/// a page is too short for two of them.
fn fitting(listing: &Listing, pen: &Pen, first: usize, height: Abs, may_progress: bool) -> usize {
    let rest = &listing.rows[first..];
    let mut left = height.to_pt() - pen.header_height_pt();
    let mut count = 0;
    for row in rest {
        left -= pen.row_height_pt(row);
        if left < 0.0 {
            break;
        }
        count += 1;
    }
    let total = listing.total.as_ref().map_or(0.0, |row| pen.row_height_pt(row));
    if count == rest.len() && left < total {
        // The totals never stand alone on a page: they take the last row with them.
        count = count.saturating_sub(1);
    }
    match count {
        0 | 1 if may_progress && rest.len() > 1 => 0,
        0 => 1,
        _ => count,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use typst::syntax::Span;

    fn listing(rows: usize) -> Listing {
        let cell = || Cell { lines: vec!["1".to_string()], ..Cell::default() };
        Listing {
            size_pt: 10.0,
            pad_pt: 4.0,
            columns: vec![Column { width_pt: 100.0, left_pt: 0.0, right_pt: 0.0, shift: 1.0 }],
            header: vec![cell()],
            rows: (0..rows).map(|_| vec![cell()]).collect(),
            total: Some(vec![cell()]),
            ink: "#000000".to_string(),
            line: "#000000".to_string(),
            accent: "#000000".to_string(),
        }
    }

    /// Rows that fit into a page of so many lines, headings included.
    fn fit(rows: usize, first: usize, lines: f64, may_progress: bool) -> usize {
        let listing = listing(rows);
        let pen = Pen::new(&listing, Span::detached());
        let height = lines * pen.row_height_pt(&listing.rows[0]);
        fitting(&listing, &pen, first, Abs::pt(height), may_progress)
    }

    #[test]
    fn pages_are_filled() {
        assert_eq!(fit(100, 0, 20.0, false), 19);
        assert_eq!(fit(100, 95, 20.0, false), 5);
    }

    #[test]
    fn the_foot_of_a_page_holds_two_rows_or_none() {
        assert_eq!(fit(100, 0, 2.5, true), 0);
        assert_eq!(fit(100, 0, 3.5, true), 2);
        assert_eq!(fit(100, 0, 0.5, false), 1);
    }

    #[test]
    fn totals_do_not_stand_alone() {
        assert_eq!(fit(19, 0, 20.0, false), 18);
        assert_eq!(fit(18, 0, 20.0, false), 18);
    }
}
