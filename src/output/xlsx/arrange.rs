//! Decides which sheet holds what. One sheet a section; a table that would spoil the grid of columns,
//! or that others would stand under while it grows, gets a sheet of its own.

use super::names::Names;
use super::piece::{Kind, Part, Piece, Pointer, pieces};
use super::shape;
use super::words::one_line;
use crate::diag::{Code, Diagnostic, Sink};
use crate::document::{Document, Section, TableNode};
use crate::format::Region;
use crate::limits::SHEET_ROWS_MAX;

/// A longer table does not share its sheet with other tables, charts or key figures.
const SHARED_ROWS_MAX: usize = 60;
/// Above this many rows a sheet is written row by row and forgotten, to save memory.
pub const STREAMED_ROWS: usize = 50_000;
/// Rows kept free around the rows of a table that fills a sheet: titles, header, total, notes.
const SPARE_ROWS: usize = 64;
/// Words that name a sheet of the book itself.
const INDEX_NAME: &str = "Contents";
const CHART_DATA_NAME: &str = "Chart data";

/// The sheets of a workbook.
#[derive(Debug)]
pub struct Book<'a> {
    /// Name of the first sheet, which lists the others.
    pub index: String,
    /// In order.
    pub sheets: Vec<Sheet<'a>>,
    /// Name of the last sheet, which holds what charts draw.
    pub chart_data: String,
    /// Names given out.
    pub names: Names,
}

/// One sheet.
#[derive(Debug)]
pub struct Sheet<'a> {
    /// Its name.
    pub name: String,
    /// The words at its top.
    pub title: String,
    /// What stands on it.
    pub pieces: Vec<Piece<'a>>,
    /// Widths of its columns, in digits.
    pub grid: Vec<f64>,
}

impl Sheet<'_> {
    /// Whether it is written row by row.
    pub fn is_streamed(&self) -> bool {
        self.pieces.iter().any(|piece| match &piece.kind {
            Kind::Table(part) => part.rows.len() > STREAMED_ROWS,
            Kind::Heading(..) | Kind::Text(..) | Kind::Code(_) | Kind::Rule => false,
            Kind::Metrics(_) | Kind::Chart(_) | Kind::Image(_) | Kind::Pointer(_) => false,
        })
    }
}

/// Arranges a document.
pub fn arrange<'a>(document: &'a Document, sink: &mut Sink) -> Book<'a> {
    let mut names = Names::new();
    let index = names.sheet(INDEX_NAME);
    let chart_data = names.sheet(CHART_DATA_NAME);
    let book = Book { index, sheets: Vec::new(), chart_data, names };
    let mut arranger = Arranger { book, region: &document.region, sink, tables: 0 };
    for section in &document.sections {
        arranger.section(section);
    }
    arranger.book
}

struct Arranger<'a, 'o> {
    book: Book<'a>,
    region: &'o Region,
    sink: &'o mut Sink,
    /// Tables met so far.
    tables: usize,
}

impl<'a> Arranger<'a, '_> {
    fn section(&mut self, section: &'a Section) {
        let all = pieces(section, self.region);
        if all.is_empty() {
            return;
        }
        let crowded = all.iter().filter(|piece| is_substantial(&piece.kind)).count() > 1;
        let title = one_line(&section.title, self.region);
        let name = self.book.names.sheet(if title.is_empty() { &section.id } else { &title });
        let mut main = Sheet { name, title, pieces: Vec::new(), grid: Vec::new() };
        let mut own = Vec::new();
        let mut above: Option<Vec<f64>> = None;

        for piece in all {
            if let Kind::Metrics(metrics) = &piece.kind {
                shape::join(&mut main.grid, &shape::metrics(metrics, self.region));
            }
            if let Kind::Chart(node) = &piece.kind {
                shape::join(&mut main.grid, &shape::heat_map(&node.chart, self.region));
            }
            let Kind::Table(part) = &piece.kind else {
                main.pieces.push(piece);
                continue;
            };
            let widths = shape::table(part.node, self.region);
            let long = crowded && part.rows.len() > SHARED_ROWS_MAX;
            let misfit = above.as_ref().is_some_and(|above| !shape::agree(above, &widths));
            let mut parts = self.parts(&piece, part);
            if long || misfit {
                let title = table_title(part.node, &main.title, self.region);
                let sheets = self.own_sheets(&title, parts, &widths);
                main.pieces.push(pointer_to(&sheets, &piece, part));
                own.extend(sheets);
            } else {
                shape::join(&mut main.grid, &widths);
                shape::join(above.get_or_insert_default(), &widths);
                main.pieces.push(parts.remove(0));
                own.extend(self.own_sheets(&main.name.clone(), parts, &widths));
            }
        }
        self.book.sheets.push(main);
        self.book.sheets.extend(own);
    }

    /// A table in pieces that fit on a sheet each.
    fn parts(&mut self, piece: &Piece<'a>, whole: &Part<'a>) -> Vec<Piece<'a>> {
        let rows_max = SHEET_ROWS_MAX - SPARE_ROWS;
        let rows = whole.rows.len();
        let count = rows.div_ceil(rows_max).max(1);
        if count > 1 {
            let message = format!("`{}` has more rows than a worksheet holds", whole.node.data);
            let note = format!("its {rows} rows go on {count} worksheets");
            self.sink.push(Diagnostic::warning(Code::Render, piece.span, message).note(note));
        }
        let id = self.tables;
        self.tables += 1;
        let part = |number: usize| {
            let rows = number * rows_max..rows.min((number + 1) * rows_max);
            let part = Part { rows, part: (number, count), titled: number == 0, id, ..whole.clone() };
            Piece { span: piece.span, kind: Kind::Table(part) }
        };
        (0..count).map(part).collect()
    }

    fn own_sheets(&mut self, wanted: &str, parts: Vec<Piece<'a>>, widths: &[f64]) -> Vec<Sheet<'a>> {
        let mut sheets = Vec::new();
        for mut piece in parts {
            let mut title = wanted.to_string();
            if let Kind::Table(part) = &mut piece.kind {
                part.titled = false;
                if part.part.1 > 1 {
                    title = format!("{wanted}, part {} of {}", part.part.0 + 1, part.part.1);
                }
            }
            let name = self.book.names.sheet(wanted);
            sheets.push(Sheet { name, title, pieces: vec![piece], grid: widths.to_vec() });
        }
        sheets
    }
}

/// Whether a piece should not be pushed out of sight by a long table.
fn is_substantial(kind: &Kind) -> bool {
    match kind {
        Kind::Metrics(_) | Kind::Table(_) | Kind::Chart(_) | Kind::Image(_) => true,
        Kind::Heading(..) | Kind::Text(..) | Kind::Code(_) | Kind::Rule | Kind::Pointer(_) => false,
    }
}

/// What to call a table that left its section.
fn table_title(node: &TableNode, section: &str, region: &Region) -> String {
    let title = node.title.as_ref().map(|title| one_line(title, region)).filter(|title| !title.is_empty());
    title.unwrap_or_else(|| {
        let data = node.data.replace('_', " ");
        if section.is_empty() { data } else { format!("{section} – {data}") }
    })
}

fn pointer_to<'a>(sheets: &[Sheet<'a>], piece: &Piece<'a>, part: &Part<'a>) -> Piece<'a> {
    let first = sheets.first().expect("a table has at least one part");
    let rows = count_rows(part.rows.len());
    let text = match sheets.len() {
        1 => format!("→ Table “{}” ({rows})", first.name),
        count => format!("→ Table “{}” ({rows} on {count} sheets)", first.name),
    };
    let pointer = Pointer { sheet: first.name.clone(), text };
    Piece { span: piece.span, kind: Kind::Pointer(pointer) }
}

/// `1 row`, `2 rows`.
pub fn count_rows(rows: usize) -> String {
    if rows == 1 { "1 row".into() } else { format!("{rows} rows") }
}
