//! Writes one sheet from top to bottom; never back up, so that big sheets can be written and forgotten.

use super::cell::Stored;
use super::measure::{self, COLUMN_CHARS_DEFAULT, TEXT_CHARS};
use super::names::quoted;
use super::style::{ROW_PT, Styles};
use super::words::Words;
use crate::format::Region;
use rust_xlsxwriter::{Format, FormatAlign, Url, Worksheet, XlsxError};

/// Tallest row that spreadsheets allow, with a margin.
pub const ROW_PT_MAX: f64 = 400.0;
/// Longest address of a link; longer ones are left as text.
const URL_CHARS_MAX: usize = 2_000;
/// Width of one step of indentation in digits.
const INDENT_CHARS: f64 = 1.3;

/// A sheet being written.
pub struct Canvas<'w, 'a> {
    /// The sheet.
    pub sheet: &'w mut Worksheet,
    /// Its name.
    pub name: &'a str,
    /// The look.
    pub styles: &'a Styles<'a>,
    /// Locale and time zone.
    pub region: &'a Region,
    /// The next free row.
    pub row: u32,
    /// Height of the rows above it, in points.
    pub height_pt: f64,
    /// Widths of the columns, at least as many as text runs across.
    pub grid: Vec<f64>,
    /// The last column that text runs across.
    pub text_last: u16,
}

/// How a paragraph is set.
pub struct Setting {
    /// Its style.
    pub format: Format,
    /// Its size in sizes of body text.
    pub scale: f64,
    /// Steps of indentation.
    pub indent: u8,
    /// Whether it fills its rows with a colour.
    pub boxed: bool,
}

impl Setting {
    /// Body text in a style.
    pub fn new(format: Format) -> Setting {
        Setting { format, scale: 1.0, indent: 0, boxed: false }
    }

    /// A box in a style.
    pub fn boxed(format: Format) -> Setting {
        Setting { format, scale: 1.0, indent: 1, boxed: true }
    }

    /// Larger or smaller than body text.
    pub fn scaled(self, scale: f64) -> Setting {
        Setting { scale, ..self }
    }
}

impl<'w, 'a> Canvas<'w, 'a> {
    /// Starts a sheet whose tables need these columns.
    pub fn new(
        sheet: &'w mut Worksheet,
        name: &'a str,
        styles: &'a Styles<'a>,
        region: &'a Region,
        columns: &[f64],
    ) -> Result<Canvas<'w, 'a>, XlsxError> {
        for (column, width) in (0u16..).zip(columns) {
            sheet.set_column_width(column, *width)?;
        }
        let (grid, text_last) = text_grid(columns);
        Ok(Canvas { sheet, name, styles, region, row: 0, height_pt: 0.0, grid, text_last })
    }

    /// Width of the columns that text runs across, in digits.
    pub fn text_chars(&self) -> f64 {
        self.grid[..=usize::from(self.text_last)].iter().sum()
    }

    /// The same in pixels.
    pub fn text_px(&self) -> u32 {
        self.grid[..=usize::from(self.text_last)].iter().map(|width| measure::pixels(*width)).sum()
    }

    /// Goes down by a row of a height.
    pub fn advance(&mut self, height_pt: f64) -> Result<(), XlsxError> {
        if (height_pt - ROW_PT).abs() > 0.01 {
            self.sheet.set_row_height(self.row, height_pt)?;
        }
        self.row += 1;
        self.height_pt += height_pt;
        Ok(())
    }

    /// Leaves an empty row.
    pub fn gap(&mut self) -> Result<(), XlsxError> {
        self.advance(ROW_PT)
    }

    /// Writes what a cell holds.
    pub fn cell(&mut self, row: u32, column: u16, stored: &Stored, style: &Format) -> Result<(), XlsxError> {
        put(self.sheet, row, column, stored, style)
    }

    /// Writes a paragraph across the text columns. One line simply runs over the empty cells beside
    /// it; more lines, and boxes, need the cells of their row merged, which is harmless outside tables.
    pub fn paragraph(&mut self, words: &Words, setting: &Setting) -> Result<(), XlsxError> {
        let indent = f64::from(setting.indent) * INDENT_CHARS;
        let room = (self.text_chars() - indent - 1.0) / setting.scale;
        let lines = measure::lines(&words.text(), room);
        let line_pt = ROW_PT * setting.scale;
        let format = match setting.indent {
            0 => setting.format.clone(),
            steps => setting.format.clone().set_align(FormatAlign::Left).set_indent(steps),
        };
        if lines == 1 && !setting.boxed {
            self.words(0, words, &format)?;
            return self.advance(line_pt);
        }
        let format = format.set_text_wrap();
        let format = if setting.boxed { format } else { format.set_align(FormatAlign::Top) };
        let height_pt = line_pt * lines as f64 + if setting.boxed { 5.0 } else { 0.0 };
        let rows = (height_pt / ROW_PT_MAX).ceil().max(1.0);
        self.sheet.merge_range(self.row, 0, self.row + rows as u32 - 1, self.text_last, "", &format)?;
        self.words(0, words, &format)?;
        for _ in 0..rows as u32 {
            self.advance(height_pt / rows)?;
        }
        Ok(())
    }

    /// Writes words into a cell of the current row.
    pub fn words(&mut self, column: u16, words: &Words, style: &Format) -> Result<(), XlsxError> {
        let (text, cut) = super::cell::fit_text(&words.text());
        if let Some(url) = words.link.as_ref().filter(|url| is_safe_link(url)) {
            let link = Url::new(url).set_text(&text);
            self.sheet.write_url_with_format(self.row, column, link, &style.clone().set_hyperlink())?;
            return Ok(());
        }
        if cut || words.runs.len() < 2 {
            let style = match words.runs.first() {
                Some(run) if !cut => run.style(style),
                Some(_) | None => style.clone(),
            };
            self.sheet.write_string_with_format(self.row, column, text, &style)?;
            return Ok(());
        }
        let styles: Vec<Format> = words.runs.iter().map(|run| run.style(style)).collect();
        let runs: Vec<(&Format, &str)> =
            styles.iter().zip(&words.runs).map(|(style, run)| (style, run.text.as_str())).collect();
        self.sheet.write_rich_string_with_format(self.row, column, &runs, style)?;
        Ok(())
    }

    /// Writes a link to another sheet of the workbook.
    pub fn sheet_link(
        &mut self,
        column: u16,
        sheet: &str,
        text: &str,
        style: &Format,
    ) -> Result<(), XlsxError> {
        let link = Url::new(format!("internal:{}!A1", quoted(sheet))).set_text(text);
        self.sheet.write_url_with_format(self.row, column, link, style)?;
        Ok(())
    }

    /// Gives all text columns of the current row a style.
    pub fn fill_row(&mut self, style: &Format) -> Result<(), XlsxError> {
        for column in 0..=self.text_last {
            self.sheet.write_blank(self.row, column, style)?;
        }
        Ok(())
    }

    /// Says in a banner that this is a draft, and why.
    pub fn draft_banner(&mut self, reasons: &[String]) -> Result<(), XlsxError> {
        if reasons.is_empty() {
            return Ok(());
        }
        let words = Words::plain(format!("DRAFT  ·  {}", reasons.join("; ")));
        self.paragraph(&words, &Setting::boxed(self.styles.draft()))?;
        self.advance(6.0)
    }
}

/// Writes what a cell holds.
pub fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    stored: &Stored,
    style: &Format,
) -> Result<(), XlsxError> {
    match stored {
        Stored::Blank => sheet.write_blank(row, column, style)?,
        Stored::Number(number) => sheet.write_number_with_format(row, column, *number, style)?,
        Stored::Boolean(truth) => sheet.write_boolean_with_format(row, column, *truth, style)?,
        Stored::Text(text) => sheet.write_string_with_format(row, column, text.as_str(), style)?,
    };
    Ok(())
}

/// The columns of a sheet with as many more as text needs, and the last one that text runs across.
fn text_grid(columns: &[f64]) -> (Vec<f64>, u16) {
    let mut grid = columns.to_vec();
    while grid.iter().sum::<f64>() < TEXT_CHARS {
        grid.push(COLUMN_CHARS_DEFAULT);
    }
    let (mut last, mut used) = (0, 0.0);
    for (index, width) in grid.iter().enumerate() {
        // Lines much longer than this are hard to read; a wide column may still carry them over.
        if used + width > TEXT_CHARS * 1.2 && used > TEXT_CHARS * 0.6 {
            break;
        }
        used += width;
        last = index;
        if used >= TEXT_CHARS {
            break;
        }
    }
    (grid, u16::try_from(last).unwrap_or(u16::MAX))
}

/// Only addresses that a report may have; anything else stays text.
fn is_safe_link(url: &str) -> bool {
    let schemes = ["https://", "http://", "mailto:"];
    url.len() <= URL_CHARS_MAX && schemes.iter().any(|scheme| url.starts_with(scheme))
}
