//! Titles, paragraphs and what else is only read.

use super::canvas::{Canvas, Setting};
use super::piece::{Kind, Look, Pointer};
use super::style::ROW_PT;
use super::words::Words;
use rust_xlsxwriter::XlsxError;

/// Space between paragraphs, in points.
const PARAGRAPH_GAP_PT: f64 = 6.0;
/// Size of a sheet's title in sizes of body text.
const TITLE_SCALE: f64 = 1.6;

/// Writes the title of a sheet.
pub fn title(canvas: &mut Canvas, title: &str) -> Result<(), XlsxError> {
    let setting = Setting::new(canvas.styles.title()).scaled(TITLE_SCALE);
    canvas.paragraph(&Words::plain(title), &setting)
}

/// Writes the way back to the index.
pub fn way_back(canvas: &mut Canvas, index: &str, report: &str) -> Result<(), XlsxError> {
    let style = canvas.styles.subtitle();
    canvas.sheet_link(0, index, &format!("‹ {index}  ·  {report}"), &style)?;
    canvas.advance(ROW_PT)?;
    canvas.gap()
}

/// Leaves room between two pieces.
pub fn space(canvas: &mut Canvas, before: Option<&Kind>, next: &Kind) -> Result<(), XlsxError> {
    let Some(before) = before else { return Ok(()) };
    match (before, next) {
        (Kind::Heading(..), _) => Ok(()),
        // Items of a list, and lines of a box, belong together.
        (Kind::Text(_, a), Kind::Text(_, b)) if a == b && *a != Look::Body(0) => Ok(()),
        (Kind::Text(_, Look::CalloutTitle(a)), Kind::Text(_, Look::Callout(b))) if a == b => Ok(()),
        (Kind::Text(..), Kind::Text(..)) => canvas.advance(PARAGRAPH_GAP_PT),
        (Kind::Rule, _) | (_, Kind::Rule) => canvas.advance(PARAGRAPH_GAP_PT),
        (_, _) => canvas.gap(),
    }
}

/// Writes a heading.
pub fn heading(canvas: &mut Canvas, level: u8, words: &Words) -> Result<(), XlsxError> {
    let scale = if level <= 2 { 1.25 } else { 1.0 };
    canvas.paragraph(words, &Setting::new(canvas.styles.heading(level)).scaled(scale))
}

/// Writes a paragraph.
pub fn paragraph(canvas: &mut Canvas, words: &Words, look: Look) -> Result<(), XlsxError> {
    let styles = canvas.styles;
    let setting = match look {
        Look::Body(depth) => Setting { indent: depth, ..Setting::new(styles.body()) },
        Look::Quote => Setting { indent: 2, ..Setting::new(styles.subtitle().set_italic()) },
        Look::CalloutTitle(tone) => Setting::boxed(styles.callout(tone).set_bold()),
        Look::Callout(tone) => Setting::boxed(styles.callout(tone)),
    };
    canvas.paragraph(words, &setting)
}

/// Writes text in a fixed-width face, one row a line.
pub fn code(canvas: &mut Canvas, code: &str) -> Result<(), XlsxError> {
    let style = canvas.styles.code();
    for line in code.trim_end_matches('\n').split('\n') {
        canvas.fill_row(&style)?;
        canvas.words(0, &Words::plain(line), &style)?;
        canvas.advance(ROW_PT)?;
    }
    Ok(())
}

/// Writes a rule.
pub fn rule(canvas: &mut Canvas) -> Result<(), XlsxError> {
    canvas.fill_row(&canvas.styles.rule())?;
    canvas.advance(PARAGRAPH_GAP_PT)
}

/// Writes a link to the sheet where a table went.
pub fn pointer(canvas: &mut Canvas, pointer: &Pointer) -> Result<(), XlsxError> {
    let style = canvas.styles.link();
    canvas.sheet_link(0, &pointer.sheet, &pointer.text, &style)?;
    canvas.advance(ROW_PT)
}
