//! The first sheet: what this is, when and from what it was made, and what stands where.

use super::arrange::{Book, Sheet, count_rows};
use super::canvas::{Canvas, Setting};
use super::measure;
use super::metrics::{missing_as_dash, typed};
use super::piece::Kind;
use super::style::ROW_PT;
use super::words::{Words, one_line};
use crate::document::{Align, Document};
use crate::format::{Format, Region};
use crate::value::{Type, Value};
use rust_xlsxwriter::XlsxError;

/// Widest label or sheet name.
const LABEL_CHARS_MAX: f64 = 44.0;
/// Narrowest.
const LABEL_CHARS_MIN: f64 = 22.0;
/// Width of the column beside it.
const TEXT_CHARS: f64 = 70.0;
/// Longest list of what a sheet holds.
const HOLDS_CHARS_MAX: usize = 240;

/// Widths of the two columns.
pub fn columns(document: &Document, book: &Book) -> Vec<f64> {
    let labels = document.meta.parameters.iter().map(|(label, _)| label.as_str());
    let names = book.sheets.iter().map(|sheet| sheet.name.as_str());
    let widest = labels.chain(names).map(measure::width).fold(0.0, f64::max).ceil() + 3.0;
    vec![widest.clamp(LABEL_CHARS_MIN, LABEL_CHARS_MAX), TEXT_CHARS]
}

/// Writes the index.
pub fn write(canvas: &mut Canvas, document: &Document, book: &Book) -> Result<(), XlsxError> {
    let meta = &document.meta;
    canvas.draft_banner(&meta.draft)?;
    let title = Setting::new(canvas.styles.report_title()).scaled(1.9);
    canvas.paragraph(&Words::plain(&meta.title), &title)?;
    if let Some(subtitle) = &meta.subtitle {
        let style = canvas.styles.subtitle().set_font_size(13);
        canvas.paragraph(&Words::plain(subtitle), &Setting::new(style).scaled(1.25))?;
    }
    canvas.gap()?;
    write_facts(canvas, document)?;
    if !meta.parameters.is_empty() {
        heading(canvas, "Parameters")?;
        for (label, cell) in &meta.parameters {
            let (stored, code) = typed(cell, canvas.region);
            let style = canvas.styles.value(&code, Align::Start);
            fact(canvas, label)?;
            canvas.cell(canvas.row, 1, &missing_as_dash(stored), &style)?;
            canvas.advance(ROW_PT + 2.0)?;
        }
    }
    heading(canvas, "Sheets")?;
    for sheet in &book.sheets {
        write_entry(canvas, &sheet.name, &holds(sheet, canvas.region))?;
    }
    Ok(())
}

/// Adds the sheet of chart data, when there is one, and the small print; the last rows of the index.
pub fn finish(canvas: &mut Canvas, document: &Document, chart_data: Option<&str>) -> Result<(), XlsxError> {
    if let Some(name) = chart_data {
        write_entry(canvas, name, "The numbers behind the charts")?;
    }
    canvas.gap()?;
    let made = format!("Made with {}", document.meta.generator);
    canvas.paragraph(&Words::plain(made), &Setting::new(canvas.styles.note()))
}

fn write_facts(canvas: &mut Canvas, document: &Document) -> Result<(), XlsxError> {
    let meta = &document.meta;
    fact(canvas, "Run time")?;
    let region = canvas.region;
    let format = Format::default_for(&Type::DateTime);
    let (stored, _) = super::cell::store(&Value::Instant(meta.run_time), &format, region);
    let style = canvas.styles.value(format.code(), Align::Start);
    canvas.cell(canvas.row, 1, &stored, &style)?;
    canvas.advance(ROW_PT + 2.0)?;
    let zone = region.time_zone().iana_name().unwrap_or("UTC").to_string();
    let facts = [
        ("Time zone", Some(zone)),
        ("Author", meta.author.clone()),
        ("Classification", meta.classification.clone()),
    ];
    for (label, text) in facts {
        let Some(text) = text else { continue };
        fact(canvas, label)?;
        canvas.words(1, &Words::plain(text), &canvas.styles.value("@", Align::Start))?;
        canvas.advance(ROW_PT + 2.0)?;
    }
    Ok(())
}

fn fact(canvas: &mut Canvas, label: &str) -> Result<(), XlsxError> {
    canvas.words(0, &Words::plain(label), &canvas.styles.label())
}

fn heading(canvas: &mut Canvas, text: &str) -> Result<(), XlsxError> {
    canvas.gap()?;
    canvas.paragraph(&Words::plain(text), &Setting::new(canvas.styles.heading(2)).scaled(1.25))
}

fn write_entry(canvas: &mut Canvas, sheet: &str, holds: &str) -> Result<(), XlsxError> {
    let link = canvas.styles.row_line(canvas.styles.link());
    canvas.sheet_link(0, sheet, sheet, &link)?;
    let style = canvas.styles.value("@", Align::Start).set_text_wrap();
    canvas.words(1, &Words::plain(holds), &style)?;
    let lines = measure::lines(holds, canvas.grid[1] - 1.0);
    canvas.advance(ROW_PT * lines as f64 + 2.0)
}

/// One line on what a sheet holds.
fn holds(sheet: &Sheet, region: &Region) -> String {
    let named = |title: Option<String>, what: &str, otherwise: &str| match title {
        Some(title) if !title.is_empty() => format!("{what}{title}"),
        Some(_) | None => otherwise.to_string(),
    };
    let mut parts: Vec<String> = Vec::new();
    for piece in &sheet.pieces {
        match &piece.kind {
            Kind::Metrics(metrics) if metrics.len() == 1 => parts.push("1 key figure".into()),
            Kind::Metrics(metrics) => parts.push(format!("{} key figures", metrics.len())),
            Kind::Chart(chart) => {
                let title = chart.title.as_ref().map(|title| one_line(title, region));
                parts.push(named(title, "chart: ", "a chart"));
            }
            Kind::Table(part) => {
                let title = part.node.title.as_ref().map(|title| one_line(title, region));
                let rows = count_rows(part.rows.len());
                parts.push(format!("{} ({rows})", named(title, "table: ", "a table")));
            }
            Kind::Image(_) => parts.push("a picture".into()),
            Kind::Heading(..) | Kind::Text(..) | Kind::Code(_) | Kind::Rule | Kind::Pointer(_) => {}
        }
    }
    let mut line = if parts.is_empty() { "text".to_string() } else { parts.join("; ") };
    if line.chars().count() > HOLDS_CHARS_MAX {
        line = line.chars().take(HOLDS_CHARS_MAX).chain(['…']).collect();
    }
    let mut chars = line.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
