//! Reads the rows of CSV files; only the values that are wanted are turned into numbers and dates.

use super::super::{BATCH_ROWS, Scan, SourceKind, Stopped, value_help};
use super::quotes::Parity;
use super::sample::{excerpt, ragged};
use super::{Csv, Options, dialect};
use crate::data::column::{ColumnBuilder, Unfit, point_for_comma};
use crate::data::inputs::{InputFile, Inputs};
use crate::data::trouble::Trouble;
use crate::diag::{Code, Diagnostic, Severity};
use crate::value::Type;
use crate::world::Purpose;
use csv::{ByteRecord, Reader};
use datafusion::arrow::array::RecordBatch;
use std::io::Read;
use std::vec::IntoIter;

/// Bytes read to find the delimiter of a file.
const HEAD_BYTES: usize = 64 * 1024;

/// The rows of all files of a source, one file after the other.
pub struct CsvRows {
    scan: Scan,
    inputs: Inputs,
    options: Options,
    /// The files still to be read; absent before the first call.
    files: Option<IntoIter<InputFile>>,
    open: Option<OpenFile>,
    builders: Vec<ColumnBuilder>,
    record: ByteRecord,
    ended: bool,
}

/// A file being read.
struct OpenFile {
    file: InputFile,
    reader: Reader<Box<dyn Read + Send>>,
    delimiter: u8,
    /// Values in a line.
    width: usize,
    /// For each wanted column its place in a line; absent when this file does not have it.
    places: Vec<usize>,
    quotes: Parity,
    /// The line where the record read last begins, when it goes over several.
    long_record: Option<u64>,
}

impl CsvRows {
    /// Nothing is opened before the first row is asked for.
    pub fn new(scan: Scan, inputs: Inputs, options: Options) -> CsvRows {
        let builders = scan.builders();
        let record = ByteRecord::new();
        CsvRows { scan, inputs, options, files: None, open: None, builders, record, ended: false }
    }

    fn next_batch(&mut self) -> Result<Option<RecordBatch>, Stopped> {
        let (mut rows, mut bad) = (0, false);
        while rows < BATCH_ROWS {
            let Some(mut open) = self.next_file()? else {
                self.ended = true;
                break;
            };
            let more = self.read_file(&mut open, &mut rows, &mut bad)?;
            self.open = more.then_some(open);
        }
        match (bad, rows) {
            (true, _) => Err(Stopped),
            (false, 0) => Ok(None),
            (false, rows) => Ok(Some(self.scan.batch(&mut self.builders, rows))),
        }
    }

    /// Reads until the batch is full; false at the end of the file.
    fn read_file(&mut self, open: &mut OpenFile, rows: &mut usize, bad: &mut bool) -> Result<bool, Stopped> {
        while *rows < BATCH_ROWS {
            let more = open.reader.read_byte_record(&mut self.record);
            if !more.map_err(|error| self.scan.stop(unreadable(&open.file, &error)))? {
                return self.check_quotes(open).map(|()| false);
            }
            let is_long = self.record.iter().any(|value| value.contains(&b'\n'));
            open.long_record = is_long.then(|| self.record.position().map_or(0, csv::Position::line));
            if self.record.len() != open.width {
                return Err(self.scan.stop(ragged(&open.file, &self.record, open.width, open.delimiter)));
            }
            *bad |= !self.take_record(open)?;
            *rows += 1;
        }
        Ok(true)
    }

    /// At the end of a file: a last record over several lines and an odd number of quotes mean that a
    /// quote was never closed and has swallowed the rest.
    fn check_quotes(&self, open: &OpenFile) -> Result<(), Stopped> {
        let Some(line) = open.long_record.filter(|_| open.quotes.is_odd()) else {
            return Ok(());
        };
        let message = format!("a quote in line {line} of `{}` is never closed", open.file.shown);
        let trouble = Trouble::new(Code::DataFormat, message);
        Err(self.scan.stop(trouble.help("close it, or double it if it belongs to the value")))
    }

    /// Adds the wanted values of the record; false when one does not fit.
    fn take_record(&mut self, open: &OpenFile) -> Result<bool, Stopped> {
        let mut good = true;
        for (wanted, place) in open.places.iter().enumerate() {
            let value = &self.record[*place];
            let builder = &mut self.builders[wanted];
            if self.options.is_null(value) {
                builder.push_null();
                continue;
            }
            let Err(trouble) = push(builder, value, self.options.decimal_comma) else {
                continue;
            };
            good = false;
            builder.push_null();
            let field = &self.scan.schema.fields[self.scan.columns[wanted]];
            let trouble = misfit(open, &self.record, *place, &field.name, &field.kind, trouble);
            if !self.scan.troubles.push(trouble) {
                return Err(Stopped);
            }
        }
        Ok(good)
    }

    /// The file being read, or the next one.
    fn next_file(&mut self) -> Result<Option<OpenFile>, Stopped> {
        if let Some(open) = self.open.take() {
            return Ok(Some(open));
        }
        if self.files.is_none() {
            let files = self.inputs.find(&self.scan.world, Csv.extensions());
            let gone = |missing: Box<Diagnostic>| Trouble::new(missing.code, missing.message);
            self.files = Some(files.map_err(|missing| self.scan.stop(gone(missing)))?.into_iter());
        }
        match self.files.as_mut().and_then(Iterator::next) {
            Some(file) => self.open_file(file).map(Some).map_err(|trouble| self.scan.stop(trouble)),
            None => Ok(None),
        }
    }

    fn open_file(&self, file: InputFile) -> Result<OpenFile, Trouble> {
        let unreadable = |error| Trouble::new(Code::FileUnreadable, file.unreadable(&error));
        let open = || file.open(&self.scan.world, Purpose::Rows).map_err(unreadable);
        let mut raw = open()?;
        let mut head = Vec::new();
        if self.options.delimiter.is_none() {
            (&mut raw).take(HEAD_BYTES as u64).read_to_end(&mut head).map_err(unreadable)?;
        }
        let delimiter = self.options.delimiter.unwrap_or_else(|| dialect::find_delimiter(&head));
        let whole: Box<dyn Read + Send> = Box::new(std::io::Cursor::new(head).chain(raw));
        let quotes = Parity::default();
        let whole = quotes.watch(whole);
        let mut reader = dialect::records(self.options.encoding.reader(whole), delimiter);
        let mut first = ByteRecord::new();
        let names = match self.options.header {
            true => {
                reader.read_byte_record(&mut first).map_err(|error| self::unreadable(&file, &error))?;
                dialect::names(&first).0
            }
            false => self.scan.schema.names().map(str::to_owned).collect(),
        };
        let places = self.places(&file, &names)?;
        Ok(OpenFile { file, reader, delimiter, width: names.len(), places, quotes, long_record: None })
    }

    /// Finds the wanted columns in a file by name: files of one source may order them differently.
    fn places(&self, file: &InputFile, names: &[String]) -> Result<Vec<usize>, Trouble> {
        for name in names {
            if self.scan.schema.field(name).is_none() {
                let message = format!("`{}` has a column `{name}` that is not read", file.shown);
                let mut extra = Trouble::new(Code::DataDrift, message);
                extra.severity = Severity::Warning;
                self.scan.troubles.push(extra.help("add it under `columns:` to read it"));
            }
        }
        let place = |column: &usize| {
            let wanted = &self.scan.schema.fields[*column].name;
            names.iter().position(|name| name == wanted).ok_or_else(|| {
                let message = format!("`{}` has no column `{wanted}`", file.shown);
                Trouble::new(Code::DataDrift, message).help("all files of a source need the same columns")
            })
        };
        self.scan.columns.iter().map(place).collect()
    }
}

impl Iterator for CsvRows {
    type Item = Result<RecordBatch, Stopped>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let batch = self.next_batch();
        self.ended |= batch.is_err();
        batch.transpose()
    }
}

/// Why a value was not taken.
enum Misfit {
    /// It is not of the type.
    Unfit(Unfit),
    /// Its bytes are no characters.
    Encoding,
}

fn push(builder: &mut ColumnBuilder, value: &[u8], decimal_comma: bool) -> Result<(), Misfit> {
    let text = std::str::from_utf8(value).map_err(|_| Misfit::Encoding)?;
    let numeric =
        matches!(builder, ColumnBuilder::Integer(_) | ColumnBuilder::Number(_) | ColumnBuilder::Decimal(..));
    match decimal_comma && numeric {
        true => builder.push(&point_for_comma(text)).map_err(Misfit::Unfit),
        false => builder.push(text).map_err(Misfit::Unfit),
    }
}

fn misfit(
    open: &OpenFile,
    record: &ByteRecord,
    place: usize,
    column: &str,
    kind: &Type,
    misfit: Misfit,
) -> Trouble {
    let line = record.position().map_or(0, csv::Position::line);
    let value = String::from_utf8_lossy(&record[place]).into_owned();
    let excerpt = excerpt(record, place, (&open.file.shown, open.delimiter));
    let at = format!("in line {line} of `{}`, column `{column}`", open.file.shown);
    match misfit {
        Misfit::Unfit(Unfit(what)) => Trouble::new(Code::DataType, format!("`{value}` is not {what}, {at}"))
            .excerpt(excerpt)
            .column(column)
            .help(value_help(column, kind, &value)),
        Misfit::Encoding => Trouble::new(Code::DataFormat, format!("`{value}` is not valid UTF-8, {at}"))
            .excerpt(excerpt)
            .help("if the file comes from an old program, say so with `encoding: windows-1252`"),
    }
}

fn unreadable(file: &InputFile, error: &csv::Error) -> Trouble {
    let message = match error.kind() {
        csv::ErrorKind::Io(error) => file.unreadable(error),
        _ => format!("`{}` cannot be read: {error}", file.shown),
    };
    Trouble::new(Code::FileUnreadable, message)
}
