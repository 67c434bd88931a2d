//! What sheets have to tell each other: the data of charts, the places of split tables, and notices.

use super::Pictures;
use super::canvas::put;
use super::cell::{Loss, Stored};
use super::names::Names;
use super::style::{Place, Styles};
use crate::diag::{Code, Diagnostic, Span};
use crate::document::Align;
use rust_xlsxwriter::{Worksheet, XlsxError};
use std::collections::BTreeMap;

/// First row of values on the sheet of chart data, below the title and the headings.
pub const CHART_DATA_FIRST_ROW: u32 = 2;
/// Widest column on the sheet of chart data, in digits.
const CHART_DATA_CHARS: f64 = 14.0;

/// Kept while the sheets are written, one after the other.
pub struct Ledger<'a> {
    /// What charts draw.
    pub chart_data: ChartData,
    /// What was written of each table so far, by its number.
    pub tables: BTreeMap<usize, Written>,
    /// Names of ranges, and what they stand for.
    pub ranges: Vec<(String, String)>,
    /// Names given out.
    pub names: Names,
    /// Whether totals are formulas.
    pub live_totals: bool,
    /// Pictures of charts that spreadsheets cannot draw.
    pub pictures: &'a Pictures,
    losses: BTreeMap<(Span, String, Loss), usize>,
}

/// What was written of a table so far.
#[derive(Default)]
pub struct Written {
    /// Sheet, first and last row of each part.
    pub places: Vec<(String, u32, u32)>,
    /// One a column.
    pub columns: Vec<Tally>,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// Cells with a number.
    pub numbers: usize,
    /// Cells with anything.
    pub filled: usize,
    /// Whether any text looks like a number.
    pub numeric_text: bool,
    /// The sum of the numbers.
    pub sum: f64,
    /// The sum of their sizes.
    pub size: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
}

impl<'a> Ledger<'a> {
    /// An empty ledger.
    pub fn new(chart_data: &str, names: Names, live_totals: bool, pictures: &'a Pictures) -> Ledger<'a> {
        Ledger {
            chart_data: ChartData { name: chart_data.into(), columns: Vec::new() },
            tables: BTreeMap::new(),
            ranges: Vec::new(),
            names,
            live_totals,
            pictures,
            losses: BTreeMap::new(),
        }
    }

    /// Notes that a cell does not hold quite what its value is.
    pub fn lost(&mut self, span: Span, place: &str, loss: Loss) {
        *self.losses.entry((span, place.to_string(), loss)).or_default() += 1;
    }

    /// What to tell the author, one notice a column.
    pub fn notices(&self) -> impl Iterator<Item = Diagnostic> + '_ {
        self.losses.iter().map(|((span, place, loss), count)| {
            let cells = if *count == 1 { "1 cell".to_string() } else { format!("{count} cells") };
            let (what, note) = match loss {
                Loss::Digits => (
                    "text instead of a number",
                    "spreadsheets keep 15 digits of a number; where more would show, all are written as text",
                ),
                Loss::Calendar => (
                    "text instead of a date",
                    "spreadsheets have no sure dates before 1 March 1900; these are written as ISO dates",
                ),
                Loss::Cut => ("cut short", "a worksheet cell holds 32,767 characters"),
            };
            let message = format!("{place} is {what} in {cells} of the workbook");
            Diagnostic::warning(Code::Render, *span, message).note(note)
        })
    }
}

impl Tally {
    /// Takes a cell into account.
    pub fn add(&mut self, stored: &Stored) {
        match stored {
            Stored::Blank => return,
            Stored::Text(text) if text.is_empty() => return,
            Stored::Text(text) => self.numeric_text |= text.trim().parse::<f64>().is_ok(),
            Stored::Boolean(_) => {}
            Stored::Number(number) => {
                self.min = if self.numbers == 0 { *number } else { self.min.min(*number) };
                self.max = if self.numbers == 0 { *number } else { self.max.max(*number) };
                self.numbers += 1;
                self.sum += number;
                self.size += number.abs();
            }
        }
        self.filled += 1;
    }
}

/// What charts draw, collected on one sheet of its own.
pub struct ChartData {
    /// Name of the sheet.
    pub name: String,
    columns: Vec<DataColumn>,
}

/// A column of numbers or names that a chart draws.
#[derive(Debug, Clone, PartialEq)]
pub struct DataColumn {
    /// The chart.
    pub chart: String,
    /// Heading.
    pub heading: String,
    /// Number-format code.
    pub code: String,
    /// The values.
    pub cells: Vec<Stored>,
}

impl ChartData {
    /// Takes the columns of one chart and gives the place of the first.
    pub fn add(&mut self, columns: Vec<DataColumn>) -> u16 {
        if !self.columns.is_empty() {
            // An empty column keeps the data of two charts apart.
            self.columns.push(DataColumn {
                chart: String::new(),
                heading: String::new(),
                code: String::new(),
                cells: Vec::new(),
            });
        }
        let first = u16::try_from(self.columns.len()).unwrap_or(u16::MAX);
        self.columns.extend(columns);
        first
    }

    /// Whether no chart has data here.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Writes the sheet.
    pub fn write(&self, sheet: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
        let mut chart = "";
        for (column, data) in (0u16..).zip(&self.columns) {
            if data.heading.is_empty() {
                continue;
            }
            if data.chart != chart {
                sheet.write_string_with_format(0, column, &data.chart, &styles.caption())?;
                chart = &data.chart;
            }
            sheet.write_string_with_format(
                1,
                column,
                &data.heading,
                &styles.head(Place::alone(Align::Start), false),
            )?;
            sheet.set_column_width(column, CHART_DATA_CHARS)?;
            let style = styles.body().set_num_format(&data.code);
            for (row, stored) in (CHART_DATA_FIRST_ROW..).zip(&data.cells) {
                if *stored != Stored::Blank {
                    put(sheet, row, column, stored, &style)?;
                }
            }
        }
        sheet.set_freeze_panes(CHART_DATA_FIRST_ROW, 0)?;
        sheet.set_repeat_rows(0, CHART_DATA_FIRST_ROW - 1)?.set_print_fit_to_pages(1, 0);
        Ok(())
    }
}
