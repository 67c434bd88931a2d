//! CSV: exact values, one line a row, written as rows come. Never formatted text.

use crate::format::Region;
use crate::table::{Schema, Table};
use crate::value::Value;
use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// Marks a file as UTF-8 for Excel, which takes it for the code page of the machine otherwise.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
/// First characters that make spreadsheets read a text as a formula, their full-width twins included.
const FORMULA_STARTS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Separators, line ends and precautions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// Commas, CRLF, quotes only where needed, UTF-8: what programs read.
    #[default]
    Rfc4180,
    /// What Excel opens well: a byte order mark, `;` and decimal commas where the locale has them, and
    /// text that would be run as a formula made harmless with an apostrophe.
    Excel,
}

/// How CSV is written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CsvOptions {
    /// Separators, line ends and precautions.
    pub dialect: Dialect,
    /// Whose decimal point the dialect of Excel takes.
    pub region: Region,
}

/// Writes a table as CSV, piece by piece.
pub struct CsvWriter<W: Write> {
    writer: Writer<W>,
    guarded: bool,
    decimal_comma: bool,
}

impl<W: Write> CsvWriter<W> {
    /// Starts a file with the line of column names.
    pub fn start(mut target: W, schema: &Schema, options: CsvOptions) -> io::Result<CsvWriter<W>> {
        let excel = options.dialect == Dialect::Excel;
        let decimal_comma = excel && options.region.separators().0 == ",";
        if excel {
            target.write_all(BYTE_ORDER_MARK)?;
        }
        let writer = WriterBuilder::new()
            .delimiter(if decimal_comma { b';' } else { b',' })
            .terminator(Terminator::CRLF)
            .quote_style(QuoteStyle::Necessary)
            .from_writer(target);
        let mut started = CsvWriter { writer, guarded: excel, decimal_comma };
        started.header(schema)?;
        Ok(started)
    }

    /// Writes all rows of a table, or of a piece of one.
    pub fn rows(&mut self, table: &Table) -> io::Result<()> {
        let columns = table.schema().fields.len();
        for row in 0..table.len() {
            for column in 0..columns {
                self.writer.write_field(self.text(&table.value(row, column)))?;
            }
            self.end_line()?;
        }
        Ok(())
    }

    /// Ends the file and gives back what it was written to. A writer that is dropped instead keeps quiet
    /// about a full disk.
    pub fn finish(self) -> io::Result<W> {
        self.writer.into_inner().map_err(|error| io::Error::other(error.error().to_string()))
    }

    fn header(&mut self, schema: &Schema) -> io::Result<()> {
        for name in schema.names() {
            let name = if self.guarded { guard(name.to_string()) } else { name.to_string() };
            self.writer.write_field(name)?;
        }
        self.end_line()
    }

    fn end_line(&mut self) -> io::Result<()> {
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }

    fn text(&self, value: &Value) -> String {
        let text = value.plain();
        match value {
            Value::Text(_) | Value::List(_) if self.guarded => guard(text),
            Value::Number(_) | Value::Decimal(_) if self.decimal_comma => text.replace('.', ","),
            Value::Text(_) | Value::List(_) | Value::Number(_) | Value::Decimal(_) => text,
            Value::Null | Value::Integer(_) | Value::Boolean(_) => text,
            Value::Date(_) | Value::Time(_) | Value::DateTime(_) | Value::Instant(_) => text,
        }
    }
}

/// Writes a whole table.
pub fn write<W: Write>(target: W, table: &Table, options: CsvOptions) -> io::Result<W> {
    let mut writer = CsvWriter::start(target, table.schema(), options)?;
    writer.rows(table)?;
    writer.finish()
}

/// Numbers are typed and stay as they are; only text can pretend to be a formula.
fn guard(text: String) -> String {
    if text.starts_with(FORMULA_STARTS) { format!("'{text}") } else { text }
}
