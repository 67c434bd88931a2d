//! Reads the rows of CSV files; only the values that are wanted are turned into numbers and dates.

use super::super::{BATCH_ROWS, Scan, SourceKind, Stopped, misfit};
use super::place::{ValueAt, ValuesFrom};
use super::quotes::Watched;
use super::{Csv, Options, dialect, told};
use crate::data::column::{ColumnBuilder, Unfit, point_for_comma};
use crate::data::inputs::{InputFile, Inputs};
use crate::data::place::Place;
use crate::data::trouble::Trouble;
use crate::diag::{Code, Diagnostic};
use crate::limits::DATA_ROW_BYTES_MAX;
use crate::world::Purpose;
use csv::{ByteRecord, Reader};
use datafusion::arrow::array::RecordBatch;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::Arc;
use std::vec::IntoIter;

/// Bytes read to find the delimiter of a file.
const HEAD_BYTES: usize = 64 * 1024;

/// The rows of all files of a source, one file after the other.
pub struct CsvRows {
    scan: Scan,
    inputs: Inputs,
    options: Options,
    /// The files still to be read; absent before the first call.
    files: Option<IntoIter<Arc<InputFile>>>,
    open: Option<OpenFile>,
    builders: Vec<ColumnBuilder>,
    record: ByteRecord,
    ended: bool,
}

/// A file being read.
struct OpenFile {
    file: Arc<InputFile>,
    reader: Reader<Watched<Box<dyn Read + Send>>>,
    delimiter: u8,
    /// Values in a line.
    width: usize,
    /// For each wanted column its place in a line.
    places: Vec<usize>,
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
            let more = more.map_err(|error| self.scan.stop(open.unreadable(&error)))?;
            open.check_quotes(!more).map_err(|trouble| self.scan.stop(trouble))?;
            if !more {
                return Ok(false);
            }
            if self.record.len() != open.width {
                let form = (self.options.encoding, open.delimiter);
                return Err(self.scan.stop(told::ragged(&open.file, &self.record, open.width, form)));
            }
            *bad |= !self.take_record(open)?;
            *rows += 1;
        }
        Ok(true)
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
            let Err(why) = push(builder, value, &self.options) else {
                continue;
            };
            good = false;
            builder.push_null();
            let field = &self.scan.schema.fields[self.scan.columns[wanted]];
            let trouble = match why {
                Misfit::Encoding => told::not_text(&field.name, value),
                Misfit::Unfit(unfit) => {
                    let value = self.options.encoding.text(value).unwrap_or_default();
                    told::decimal_comma(field, &value, &unfit, &self.options)
                        .unwrap_or_else(|| misfit(field, &value, &unfit, Some(&self.options.nulls)))
                }
            };
            let start = self.record.position().map_or(0, csv::Position::byte);
            let spot = ValueAt { index: *place, delimiter: open.delimiter };
            let place = Place::new(&open.file, self.options.encoding, start, spot);
            if !self.scan.troubles.push(trouble.at(place)) {
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

    fn open_file(&self, file: Arc<InputFile>) -> Result<OpenFile, Trouble> {
        let unreadable = |error| Trouble::new(Code::FileUnreadable, file.unreadable(&error));
        let mut raw = file.open(&self.scan.world, Purpose::Rows).map_err(unreadable)?;
        let mut head = Vec::new();
        (&mut raw).take(HEAD_BYTES as u64).read_to_end(&mut head).map_err(unreadable)?;
        told::check_mark(&file, &self.options, &head)?;
        let delimiter = self.options.delimiter.unwrap_or_else(|| dialect::find_delimiter(&head));
        let whole: Box<dyn Read + Send> = Box::new(io::Cursor::new(head).chain(raw));
        let reader = dialect::records(Watched::new(whole, delimiter), delimiter);
        let mut open = OpenFile { file, reader, delimiter, width: 0, places: Vec::new() };
        let names = self.names(&mut open)?;
        open.width = names.len();
        open.places = self.places(&open, &names)?;
        Ok(open)
    }

    fn names(&self, open: &mut OpenFile) -> Result<Vec<String>, Trouble> {
        if !self.options.header {
            return Ok(self.scan.schema.names().map(str::to_owned).collect());
        }
        let mut first = ByteRecord::new();
        let some = open.reader.read_byte_record(&mut first).map_err(|error| open.unreadable(&error))?;
        open.check_quotes(!some)?;
        match some {
            // Names that several columns have were told when the file was looked at.
            true => told::names(&open.file, &first, (self.options.encoding, open.delimiter), &mut Vec::new()),
            false => Err(told::empty(&open.file)),
        }
    }

    /// Finds the wanted columns in a file by name: files of one source may order them differently.
    fn places(&self, open: &OpenFile, names: &[String]) -> Result<Vec<usize>, Trouble> {
        let known: BTreeMap<&str, usize> = names.iter().map(String::as_str).zip(0..).collect();
        let schema: BTreeMap<&str, usize> = self.scan.schema.names().zip(0..).collect();
        let (encoding, delimiter) = (self.options.encoding, open.delimiter);
        for (index, name) in names.iter().enumerate().filter(|(_, name)| !schema.contains_key(name.as_str()))
        {
            let place = Place::new(&open.file, encoding, 0, ValueAt { index, delimiter });
            self.scan.troubles.push(told::unread(&open.file, name).at(place));
        }
        let place = |column: &usize| {
            let wanted = self.scan.schema.fields[*column].name.as_str();
            known.get(wanted).copied().ok_or_else(|| {
                let place = Place::new(&open.file, encoding, 0, ValuesFrom { index: 0, delimiter });
                told::missing(&open.file, wanted).at(place)
            })
        };
        self.scan.columns.iter().map(place).collect()
    }
}

impl OpenFile {
    /// Quotes are followed ahead of the records, so that those that come later wait for their turn.
    fn check_quotes(&self, at_end: bool) -> Result<(), Trouble> {
        let quotes = &self.reader.get_ref().quotes;
        let at = self.reader.position().byte();
        // A record that is there with a quote open was ended by the end of the file.
        let at_end = at_end || quotes.open().is_some_and(|opened| opened < at);
        match at_end || quotes.broken().is_some_and(|broken| broken.opened < at) {
            true => told::check_quotes(&self.file, quotes, at_end),
            false => Ok(()),
        }
    }

    fn unreadable(&self, error: &csv::Error) -> Trouble {
        let message = match error.kind() {
            csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                return told::too_long(&self.file, &self.reader.get_ref().quotes, DATA_ROW_BYTES_MAX);
            }
            csv::ErrorKind::Io(error) => self.file.unreadable(error),
            _ => format!("`{}` cannot be read: {error}", self.file.shown),
        };
        Trouble::new(Code::FileUnreadable, message)
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

fn push(builder: &mut ColumnBuilder, value: &[u8], options: &Options) -> Result<(), Misfit> {
    let text = options.encoding.text(value).ok_or(Misfit::Encoding)?;
    let numeric =
        matches!(builder, ColumnBuilder::Integer(_) | ColumnBuilder::Number(_) | ColumnBuilder::Decimal(..));
    match options.decimal_comma && numeric {
        true => builder.push(&point_for_comma(&text)).map_err(Misfit::Unfit),
        false => builder.push(&text).map_err(Misfit::Unfit),
    }
}
