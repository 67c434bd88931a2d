//! How sheets come out of a printer: paper, one page wide, headings on every page, page numbers.

use super::canvas::Canvas;
use super::table::Placed;
use crate::document::Document;
use rust_xlsxwriter::XlsxError;

/// Sheets wider than this many digits are printed across.
const PORTRAIT_CHARS_MAX: f64 = 135.0;
/// Longest text in a third of a header, of which all thirds together hold 255 characters.
const HEADER_CHARS_MAX: usize = 70;
/// Papers of spreadsheets: number, short side and long side in points.
const PAPERS: [(u8, f64, f64); 4] =
    [(9, 595.3, 841.9), (1, 612.0, 792.0), (8, 841.9, 1190.6), (5, 612.0, 1008.0)];

/// Sets a sheet up for printing.
pub fn set_up(
    canvas: &mut Canvas,
    document: &Document,
    title: &str,
    main: Option<&Placed>,
) -> Result<(), XlsxError> {
    let page = &document.theme.page;
    let wide = canvas.grid.iter().sum::<f64>() > PORTRAIT_CHARS_MAX;
    let sheet = &mut *canvas.sheet;
    sheet.set_paper_size(paper(page.width_pt, page.height_pt));
    if wide || page.width_pt > page.height_pt {
        sheet.set_landscape();
    }
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.5, 0.5, 0.75, 0.7, 0.35, 0.35);
    if let Some(placed) = main {
        sheet.set_repeat_rows(placed.head, placed.head)?;
    }
    let meta = &document.meta;
    let draft = if meta.draft.is_empty() { "" } else { "&C&\"-,Bold\"&8 DRAFT" };
    sheet.set_header(format!("&L&8 {}{draft}&R&8 {}", literal(&meta.title), literal(title)));
    let small = meta.classification.as_ref().or(meta.footer.as_ref());
    let small = small.map(|text| literal(text)).unwrap_or_default();
    sheet.set_footer(format!("&L&8 {small}&R&8 Page &P of &N"));
    Ok(())
}

/// The paper nearest to a page.
fn paper(width_pt: f64, height_pt: f64) -> u8 {
    let (short, long) = (width_pt.min(height_pt), width_pt.max(height_pt));
    let distance = |(_, s, l): &(u8, f64, f64)| (s - short).abs() + (l - long).abs();
    let nearest = PAPERS.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
    nearest.map_or(9, |(number, _, _)| *number)
}

/// Text in a header, where `&` begins a command. Numbers after a font size would belong to it, which is
/// why sizes are followed by a space.
fn literal(text: &str) -> String {
    let mut short: String = text.chars().filter(|c| !c.is_control()).take(HEADER_CHARS_MAX).collect();
    while short.encode_utf16().count() > HEADER_CHARS_MAX {
        short.pop();
    }
    short.replace('&', "&&")
}
