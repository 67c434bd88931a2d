//! The workbook: an index, one sheet a section, live totals, native charts. The only owner of the
//! sheet writer.

mod arrange;
mod axes;
mod canvas;
mod cell;
mod chart;
mod heat;
mod index;
mod ledger;
mod measure;
mod metrics;
mod names;
mod picture;
mod piece;
mod plot;
mod print;
mod rules;
mod shape;
mod spark;
mod special;
mod style;
mod table;
mod text;
mod words;

use crate::diag::{Code, Diagnostic, Failed, Result, Sink, Span};
use crate::document::{ChartNode, Document};
use arrange::{Book, Sheet};
use canvas::Canvas;
use ledger::Ledger;
use piece::{Kind, Piece};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use style::{ROW_PT, ROW_PX, Styles};
use table::Placed;

/// Spreadsheet programs pack with about this much effort themselves; more costs time and saves little.
const COMPRESSION_LEVEL: u8 = 3;
/// Width of a column that nothing was said about, in pixels.
const COLUMN_PX: u32 = 64;
/// Headings stay in sight while scrolling when no more than this stands above the data.
const FROZEN_PT_MAX: f64 = ROW_PT * 12.0;
/// Headings of shorter tables need not stay in sight.
const FROZEN_ROWS_MIN: u32 = 15;

/// How a workbook is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct XlsxOptions {
    /// Whether totals are formulas, with their results; otherwise only the results.
    pub live_totals: bool,
}

impl Default for XlsxOptions {
    fn default() -> XlsxOptions {
        XlsxOptions { live_totals: true }
    }
}

/// Pictures of charts, by [`chart_key`].
pub type Pictures = BTreeMap<usize, Vec<u8>>;

/// What tells the charts of one document apart.
pub fn chart_key(node: &ChartNode) -> usize {
    Arc::as_ptr(&node.chart).addr()
}

/// Whether a chart is shown as a picture, since spreadsheets have nothing like it.
pub fn wants_picture(node: &ChartNode, document: &Document) -> bool {
    chart::wants_picture(&node.chart, &document.region)
}

/// What all sheets are made from.
struct Setup<'a> {
    document: &'a Document,
    book: &'a Book<'a>,
    styles: &'a Styles<'a>,
}

/// Makes a workbook.
pub fn render(
    document: &Document,
    options: &XlsxOptions,
    pictures: &Pictures,
    sink: &mut Sink,
) -> Result<Vec<u8>> {
    let mut book = arrange::arrange(document, sink);
    let names = std::mem::replace(&mut book.names, names::Names::new());
    let mut ledger = Ledger::new(&book.chart_data, names, options.live_totals, pictures);
    let styles = Styles::new(&document.theme);
    let setup = Setup { document, book: &book, styles: &styles };
    let mut workbook = start(document, &styles).map_err(|error| failed(&error, None, sink))?;

    // The index comes first, but what stands in it is known last.
    workbook.add_worksheet();
    for sheet in &book.sheets {
        write_sheet(&mut workbook, sheet, &setup, &mut ledger, sink)?;
    }
    finish(&mut workbook, &setup, &ledger).map_err(|error| failed(&error, None, sink))?;
    ledger.notices().for_each(|notice| sink.push(notice));
    workbook.save_to_buffer().map_err(|error| failed(&error, None, sink))
}

fn start(document: &Document, styles: &Styles) -> std::result::Result<Workbook, XlsxError> {
    let meta = &document.meta;
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(COMPRESSION_LEVEL);
    workbook.set_default_format(&styles.default(), ROW_PX, COLUMN_PX)?;
    // The moment of the run, so that two runs give the same bytes.
    let created = ExcelDateTime::from_timestamp(meta.run_time.as_second())?;
    let mut properties = DocProperties::new()
        .set_title(&meta.title)
        .set_author(meta.author.as_deref().unwrap_or_default())
        .set_comment(&meta.generator)
        .set_creation_datetime(&created);
    if let Some(subtitle) = &meta.subtitle {
        properties = properties.set_subject(subtitle);
    }
    if !meta.draft.is_empty() {
        properties = properties.set_status("Draft");
    }
    workbook.set_properties(&properties);
    Ok(workbook)
}

fn write_sheet(
    workbook: &mut Workbook,
    sheet: &Sheet,
    setup: &Setup,
    ledger: &mut Ledger,
    sink: &mut Sink,
) -> Result<()> {
    let worksheet = match sheet.is_streamed() {
        true => workbook.add_worksheet_with_low_memory().map_err(|error| failed(&error, None, sink))?,
        false => workbook.add_worksheet(),
    };
    let mut canvas = begin(worksheet, sheet, setup).map_err(|error| failed(&error, None, sink))?;
    let mut main = None;
    for (index, piece) in sheet.pieces.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| &sheet.pieces[before].kind);
        write_piece(&mut canvas, piece, before, &mut main, ledger)
            .map_err(|error| failed(&error, Some(piece.span), sink))?;
    }
    end(&mut canvas, sheet, setup.document, main.as_ref()).map_err(|error| failed(&error, None, sink))
}

fn begin<'w, 'a>(
    worksheet: &'w mut Worksheet,
    sheet: &'a Sheet,
    setup: &Setup<'a>,
) -> std::result::Result<Canvas<'w, 'a>, XlsxError> {
    let meta = &setup.document.meta;
    worksheet.set_name(&sheet.name)?.set_screen_gridlines(false);
    let mut canvas = Canvas::new(worksheet, &sheet.name, setup.styles, &setup.document.region, &sheet.grid)?;
    canvas.draft_banner(&meta.draft)?;
    text::title(&mut canvas, &sheet.title)?;
    text::way_back(&mut canvas, &setup.book.index, &meta.title)?;
    Ok(canvas)
}

fn write_piece(
    canvas: &mut Canvas,
    piece: &Piece,
    before: Option<&Kind>,
    main: &mut Option<Placed>,
    ledger: &mut Ledger,
) -> std::result::Result<(), XlsxError> {
    text::space(canvas, before, &piece.kind)?;
    match &piece.kind {
        Kind::Heading(level, words) => text::heading(canvas, *level, words),
        Kind::Text(words, look) => text::paragraph(canvas, words, *look),
        Kind::Code(code) => text::code(canvas, code),
        Kind::Rule => text::rule(canvas),
        Kind::Metrics(metrics) => metrics::write(canvas, metrics, ledger),
        Kind::Chart(node) => chart::write(canvas, node, ledger),
        Kind::Image(image) => picture::write(canvas, image),
        Kind::Pointer(pointer) => text::pointer(canvas, pointer),
        Kind::Table(part) => {
            // A sheet has one filter; the first table that has rows gets it.
            let filtered = main.is_none() && !part.rows.is_empty();
            let placed = table::write(canvas, part, piece.span, filtered, ledger)?;
            *main = main.or(placed);
            Ok(())
        }
    }
}

fn end(
    canvas: &mut Canvas,
    sheet: &Sheet,
    document: &Document,
    main: Option<&Placed>,
) -> std::result::Result<(), XlsxError> {
    if let Some(placed) = main {
        canvas.sheet.autofilter(placed.head, 0, placed.last, placed.last_column)?;
        if placed.height_pt <= FROZEN_PT_MAX && placed.last - placed.head >= FROZEN_ROWS_MIN {
            canvas.sheet.set_freeze_panes(placed.head + 1, 0)?;
        }
    }
    // Headings on every page make sense only where the table runs over the page's end.
    let repeated = main.filter(|placed| placed.last - placed.head >= FROZEN_ROWS_MIN);
    print::set_up(canvas, document, &sheet.title, repeated)
}

/// Writes the index, the data of charts, and the names of ranges.
fn finish(workbook: &mut Workbook, setup: &Setup, ledger: &Ledger) -> std::result::Result<(), XlsxError> {
    let Setup { document, book, styles } = setup;
    let chart_data = (!ledger.chart_data.is_empty()).then_some(book.chart_data.as_str());
    if let Some(name) = chart_data {
        let sheet = workbook.add_worksheet().set_name(name)?;
        ledger.chart_data.write(sheet, styles)?;
    }
    let sheet = workbook.worksheet_from_index(0)?.set_name(&book.index)?;
    sheet.set_screen_gridlines(false).set_active(true);
    let columns = index::columns(document, book);
    let mut canvas = Canvas::new(sheet, &book.index, styles, &document.region, &columns)?;
    index::write(&mut canvas, document, book)?;
    index::finish(&mut canvas, document, chart_data)?;
    print::set_up(&mut canvas, document, &book.index, None)?;
    for (name, range) in &ledger.ranges {
        workbook.define_name(name, &format!("={range}"))?;
    }
    Ok(())
}

fn failed(error: &XlsxError, span: Option<Span>, sink: &mut Sink) -> Failed {
    let message = format!("the workbook cannot be made: {error}");
    sink.fail(match span {
        Some(span) => Diagnostic::error(Code::Render, span, message),
        None => Diagnostic::global(Code::Render, message),
    })
}
