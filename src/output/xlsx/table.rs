//! A table on a sheet: one row of headings, typed cells, live totals; nothing merged, so that it sorts.

use super::canvas::{Canvas, ROW_PT_MAX, Setting};
use super::cell::{self, Stored};
use super::ledger::{Ledger, Tally, Written};
use super::measure;
use super::names::{absolute, quoted};
use super::piece::Part;
use super::rules;
use super::shape;
use super::spark;
use super::style::{Place, ROW_PT};
use super::words::Words;
use crate::chart::Spark;
use crate::diag::Span;
use crate::document::{Align, Column, Total, TotalFunction};
use crate::format::Region;
use crate::value::{Type, Value};
use rust_xlsxwriter::{Format, FormatAlign, Formula, IgnoreError, XlsxError};

/// A computed total may differ from the sum of the cells by this share of their sizes: binary fractions
/// added in another order.
const AGREEMENT: f64 = 1e-9;

/// Where a table stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// The row of headings.
    pub head: u32,
    /// The last row of data.
    pub last: u32,
    /// The last column.
    pub last_column: u16,
    /// Height of the rows down to the headings, in points.
    pub height_pt: f64,
}

/// Writes a table; tells where it stands when it has rows.
pub fn write(
    canvas: &mut Canvas,
    part: &Part,
    span: Span,
    filtered: bool,
    ledger: &mut Ledger,
) -> Result<Option<Placed>, XlsxError> {
    if let Some(title) = part.node.title.as_ref().filter(|_| part.titled) {
        let words = Words::new(title, canvas.region);
        canvas.paragraph(&words, &Setting::new(canvas.styles.caption()))?;
    }
    let head = canvas.row;
    write_head(canvas, &part.node.columns, filtered)?;
    let height_pt = canvas.height_pt;
    let placed = if part.rows.is_empty() {
        let empty = Words::plain(&part.node.empty);
        canvas.paragraph(&empty, &Setting::new(canvas.styles.note().set_italic()))?;
        None
    } else {
        write_rows(canvas, part, span, ledger)?;
        let last_column = to_column(part.node.columns.len().saturating_sub(1));
        Some(Placed { head, last: canvas.row - 1, last_column, height_pt })
    };
    if let Some(placed) = &placed {
        name_range(canvas, part, placed, ledger);
        write_total(canvas, part, ledger)?;
    }
    if part.is_last() {
        write_notes(canvas, part)?;
    }
    Ok(placed)
}

fn write_head(canvas: &mut Canvas, columns: &[Column], filtered: bool) -> Result<(), XlsxError> {
    let mut lines = 1;
    for (index, column) in (0u16..).zip(columns) {
        let style = canvas.styles.head(place_of(columns, usize::from(index)), filtered);
        canvas.sheet.write_string_with_format(canvas.row, index, &column.title, &style)?;
        let room = canvas.grid[usize::from(index)] - if filtered { 3.0 } else { 0.5 };
        lines = lines.max(measure::lines(&column.title, room / 1.08));
    }
    canvas.advance(ROW_PT * lines as f64 + 5.0)
}

fn write_rows(canvas: &mut Canvas, part: &Part, span: Span, ledger: &mut Ledger) -> Result<(), XlsxError> {
    let node = part.node;
    let wraps: Vec<bool> =
        node.columns.iter().map(|column| shape::wraps(node, column, canvas.region)).collect();
    let styles = row_styles(canvas, part, &wraps);
    let mut written = ledger.tables.remove(&part.id).unwrap_or_default();
    written.columns.resize(node.columns.len(), Tally::default());
    let mut here = vec![Tally::default(); node.columns.len()];
    let first = canvas.row;

    for row in part.rows.clone() {
        let mut lines = 1;
        for (index, column) in node.columns.iter().enumerate() {
            let value = node.rows.value(row, column.index);
            if let Some(kind) = column.spark {
                canvas.cell(canvas.row, to_column(index), &Stored::Blank, &styles[index])?;
                let label = (row + 1).to_string();
                let spark = Spark::of_list(kind, &value);
                spark::write(canvas, to_column(index), (&column.title, &label), &spark, ledger)?;
                continue;
            }
            let (stored, loss) = cell::store(&value, &column.format, canvas.region);
            if let Some(loss) = loss {
                ledger.lost(span, &format!("`{}`", column.field), loss);
            }
            if let (true, Stored::Text(text)) = (wraps[index], &stored) {
                lines = lines.max(measure::lines(text, canvas.grid[index] - 1.0));
            }
            here[index].add(&stored);
            written.columns[index].add(&stored);
            canvas.cell(canvas.row, to_column(index), &stored, &styles[index])?;
        }
        canvas.advance((ROW_PT * lines as f64).min(ROW_PT_MAX))?;
    }

    let last = canvas.row - 1;
    for (index, (column, tally)) in node.columns.iter().zip(&here).enumerate() {
        let range = rules::Range { first, last, column: to_column(index) };
        rules::add(canvas, column, &range, tally)?;
        if tally.numeric_text {
            let warning = IgnoreError::NumberStoredAsText;
            canvas.sheet.ignore_error_range(first, range.column, last, range.column, warning)?;
        }
    }
    written.places.push((canvas.name.to_string(), first, last));
    ledger.tables.insert(part.id, written);
    Ok(())
}

/// The styles of the cells of a row, one a column.
fn row_styles(canvas: &Canvas, part: &Part, wraps: &[bool]) -> Vec<Format> {
    let node = part.node;
    let schema = node.rows.schema();
    let high = wraps.contains(&true);
    let style = |(index, column): (usize, &Column)| {
        let kind = schema.fields.get(column.index).map(|field| &field.kind);
        let code = cell::code_for(kind, &column.format);
        let style = canvas.styles.cell(&code, place_of(&node.columns, index));
        let style = if high { style.set_align(FormatAlign::Top) } else { style };
        if wraps[index] { style.set_text_wrap() } else { style }
    };
    node.columns.iter().enumerate().map(style).collect()
}

fn place_of(columns: &[Column], index: usize) -> Place {
    let after_numbers = index.checked_sub(1).is_some_and(|before| columns[before].align == Align::End);
    Place { align: columns[index].align, after_numbers }
}

/// Lets formulas and pivot tables call the table by the name of its dataset.
fn name_range(canvas: &Canvas, part: &Part, placed: &Placed, ledger: &mut Ledger) {
    let range = format!(
        "{}!{}:{}",
        quoted(canvas.name),
        absolute(placed.head, 0),
        absolute(placed.last, placed.last_column)
    );
    let name = ledger.names.range(&part.node.data);
    ledger.ranges.push((name, range));
}

fn write_total(canvas: &mut Canvas, part: &Part, ledger: &Ledger) -> Result<(), XlsxError> {
    let node = part.node;
    let (Some(label), true) = (&node.total_label, part.is_last()) else { return Ok(()) };
    let Some(written) = ledger.tables.get(&part.id) else { return Ok(()) };
    let schema = node.rows.schema();
    for (index, column) in node.columns.iter().enumerate() {
        let kind = schema.fields.get(column.index).map(|field| &field.kind);
        let Some(total) = &column.total else {
            let words = if index == 0 { Stored::Text(label.clone()) } else { Stored::Blank };
            let place = Place::alone(if index == 0 { Align::Start } else { column.align });
            canvas.cell(canvas.row, to_column(index), &words, &canvas.styles.total("General", place))?;
            continue;
        };
        let code = total_code(total, column, kind);
        let format = total.format.as_ref().unwrap_or(&column.format);
        let style = canvas.styles.total(&code, place_of(&node.columns, index));
        let formula = live_total(total, index, kind, written, canvas).filter(|_| ledger.live_totals);
        match formula {
            Some(formula) => {
                canvas.sheet.write_formula_with_format(canvas.row, to_column(index), formula, &style)?;
            }
            None => {
                let (stored, _) = cell::store(&total.value, format, canvas.region);
                canvas.cell(canvas.row, to_column(index), &stored, &style)?;
            }
        }
    }
    canvas.advance(ROW_PT + 2.0)
}

/// The number-format code of a total. Text that is counted is a number.
fn total_code(total: &Total, column: &Column, kind: Option<&Type>) -> String {
    let format = total.format.as_ref().unwrap_or(&column.format);
    let code = cell::code_for(kind.filter(|_| total.function != TotalFunction::Count), format);
    if code == "@" { "General".into() } else { code }
}

/// The formula of a total with its result; none when a spreadsheet would compute something else from
/// the cells, as it does where numbers had to be kept as text.
fn live_total(
    total: &Total,
    index: usize,
    kind: Option<&Type>,
    written: &Written,
    canvas: &Canvas,
) -> Option<Formula> {
    let tally = written.columns.get(index)?;
    let numeric = kind.is_none_or(|kind| kind.is_numeric() || kind.is_temporal() || *kind == Type::Time);
    let count = tally.numbers as f64;
    let (function, expected, scale) = match total.function {
        TotalFunction::Sum => (109, tally.sum, tally.size),
        TotalFunction::Average => (101, tally.sum / count, tally.size / count),
        TotalFunction::Min => (105, tally.min, tally.min.abs()),
        TotalFunction::Max => (104, tally.max, tally.max.abs()),
        TotalFunction::Count if numeric => (102, count, 0.0),
        TotalFunction::Count => (103, tally.filled as f64, 0.0),
    };
    let (result, number) = result_of(&total.value, canvas.region)?;
    let agrees = (number - expected).abs() <= scale * AGREEMENT;
    if !agrees || (tally.numbers == 0 && function != 103) {
        return None;
    }
    let reference = |(sheet, first, last): &(String, u32, u32)| {
        let range = format!("{}:{}", relative(*first, index), relative(*last, index));
        if sheet == canvas.name { range } else { format!("{}!{range}", quoted(sheet)) }
    };
    let ranges: Vec<String> = written.places.iter().map(reference).collect();
    Some(Formula::new(format!("=SUBTOTAL({function},{})", ranges.join(","))).set_result(result))
}

/// A total as the text of a formula's result, and as a number.
fn result_of(value: &Value, region: &Region) -> Option<(String, f64)> {
    let (stored, _) = cell::store(value, &crate::format::Format::general(), region);
    match (value, stored) {
        (Value::Decimal(decimal), _) => Some((decimal.to_string(), decimal.to_f64())),
        (_, Stored::Number(number)) => Some((number.to_string(), number)),
        (_, Stored::Blank | Stored::Boolean(_) | Stored::Text(_)) => None,
    }
}

fn write_notes(canvas: &mut Canvas, part: &Part) -> Result<(), XlsxError> {
    for note in &part.node.notes {
        let words = Words::new(note, canvas.region);
        canvas.paragraph(&words, &Setting::new(canvas.styles.note()).scaled(0.9))?;
    }
    Ok(())
}

fn relative(row: u32, column: usize) -> String {
    absolute(row, to_column(column)).replace('$', "")
}

/// Columns beyond the last are refused by the writer with an error, so saturating loses nothing.
fn to_column(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}
