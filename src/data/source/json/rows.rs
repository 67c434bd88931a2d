//! Reads the rows of JSON files: an array of objects, or objects one after the other.

use super::Options;
use super::scan::{Json, JsonError, JsonReader};
use crate::data::column::{ColumnBuilder, Unfit};
use crate::data::encoding::Encoding;
use crate::data::inputs::{InputFile, Inputs};
use crate::data::place::{Place, Spot};
use crate::data::source::{BATCH_ROWS, Scan, Stopped, misfit};
use crate::data::trouble::{Trouble, quoted};
use crate::diag::{Code, Diagnostic, did_you_mean, list_names};
use crate::limits::DATA_ROW_BYTES_MAX;
use crate::world::Purpose;
use crate::yaml::Spanned;
use datafusion::arrow::array::RecordBatch;
use std::collections::BTreeMap;
use std::io::Read;
use std::ops::Range;
use std::sync::Arc;
use std::vec::IntoIter;

/// Keys shown of an object that lacks one.
const KEYS_SHOWN: usize = 12;

/// Rows one after the other, wherever they stand in the file.
pub struct RowReader<R> {
    reader: JsonReader<R>,
    in_array: bool,
    /// Objects around the array of rows.
    depth: usize,
    started: bool,
}

impl<R: Read> RowReader<R> {
    /// Goes to the place of the rows: keys with dots between them; the beginning when absent.
    pub fn new(source: R, place: Option<&Spanned<String>>) -> Result<RowReader<R>, JsonError> {
        let mut reader = JsonReader::new(source, 0);
        let mut depth = 0;
        if let Some(rows) = place {
            for key in rows.value.split('.') {
                if let Some(others) = reader.enter(key)? {
                    return Err(JsonError::NoKey { rows: rows.clone(), depth, others });
                }
                depth += 1;
            }
        }
        if place.is_some() && reader.next_token()? != Some(b'[') {
            return Err(reader.unexpected("the list of rows, beginning with `[`,"));
        }
        let in_array = reader.take(b'[')?;
        Ok(RowReader { reader, in_array, depth, started: false })
    }

    /// Rows one after the other from a byte of a file on.
    pub fn lines(source: R, start: u64) -> RowReader<R> {
        RowReader { reader: JsonReader::new(source, start), in_array: false, depth: 0, started: false }
    }

    /// Whether the rows are the elements of an array.
    pub fn in_array(&self) -> bool {
        self.in_array
    }

    /// The bytes of the file that the row that was read last takes.
    pub fn last_row(&self) -> Range<u64> {
        self.reader.row_start()..self.reader.place()
    }

    /// Reads the next row; false after the last.
    pub fn read(&mut self, row: &mut Vec<(String, Json)>) -> Result<bool, JsonError> {
        let first = !std::mem::replace(&mut self.started, true);
        if !self.in_array {
            if self.reader.next_token()?.is_none() {
                return Ok(false);
            }
        } else if first {
            if self.reader.take(b']')? {
                return self.end();
            }
        } else if !self.reader.take(b',')? {
            self.reader.close(b']')?;
            return self.end();
        }
        self.reader.row(row).map(|()| true)
    }

    /// After the array: what follows it would be lost without a word.
    fn end(&mut self) -> Result<bool, JsonError> {
        for _ in 0..self.depth {
            self.reader.leave()?;
        }
        match self.reader.next_token()? {
            Some(_) => Err(self.reader.unexpected("the end of the file")),
            None => Ok(false),
        }
    }
}

/// The value of a key in a row.
#[derive(Debug)]
pub struct ValueOf(pub String);

/// A key in a row.
#[derive(Debug)]
pub struct KeyOf(pub String);

impl Spot for ValueOf {
    fn find(&self, bytes: &[u8]) -> Range<usize> {
        member(bytes, &self.0).map_or(0..1, |(_, value)| value)
    }
}

impl Spot for KeyOf {
    fn find(&self, bytes: &[u8]) -> Range<usize> {
        member(bytes, &self.0).map_or(0..1, |(key, _)| key)
    }
}

/// Where a key and its value stand in the text of a row.
fn member(row: &[u8], key: &str) -> Option<(Range<usize>, Range<usize>)> {
    let mut reader = JsonReader::new(row, 0);
    reader.expect(b'{').ok()?;
    loop {
        let found_at = ahead(&mut reader)?;
        let Ok(Json::Text(found)) = reader.value() else { return None };
        let key_range = found_at..reader.place() as usize;
        reader.expect(b':').ok()?;
        let start = ahead(&mut reader)?;
        reader.value().ok()?;
        if found == key {
            return Some((key_range, start..reader.place() as usize));
        }
        reader.expect(b',').ok()?;
    }
}

/// The place of the next byte that is not white space.
fn ahead(reader: &mut JsonReader<&[u8]>) -> Option<usize> {
    reader.next_token().ok()??;
    Some(reader.place() as usize)
}

/// A file being read.
type OpenFile = (Arc<InputFile>, RowReader<Box<dyn Read + Send>>);

/// The rows of all files of a source, one file after the other.
pub struct JsonRows {
    scan: Scan,
    inputs: Inputs,
    options: Options,
    files: Option<IntoIter<Arc<InputFile>>>,
    open: Option<OpenFile>,
    builders: Vec<ColumnBuilder>,
    /// The place of each wanted column among the builders; `None` for columns that are not wanted.
    places: BTreeMap<String, Option<usize>>,
    row: Vec<(String, Json)>,
    ended: bool,
}

impl JsonRows {
    /// Nothing is opened before the first row is asked for.
    pub fn new(scan: Scan, inputs: Inputs, options: Options) -> JsonRows {
        let place = |name: &str| scan.columns.iter().position(|c| scan.schema.fields[*c].name == name);
        let places = scan.schema.names().map(|name| (name.to_owned(), place(name))).collect();
        let builders = scan.builders();
        JsonRows {
            scan,
            inputs,
            options,
            files: None,
            open: None,
            builders,
            places,
            row: Vec::new(),
            ended: false,
        }
    }

    fn next_batch(&mut self) -> Result<Option<RecordBatch>, Stopped> {
        let (mut rows, mut bad) = (0, false);
        while rows < BATCH_ROWS {
            let Some((file, mut reader)) = self.next_file()? else {
                self.ended = true;
                break;
            };
            let mut row = std::mem::take(&mut self.row);
            let more = reader.read(&mut row).map_err(|error| self.scan.stop(broken(&file, &error)))?;
            if more {
                bad |= !self.take_row(&file, reader.last_row().start, &row)?;
                rows += 1;
                self.open = Some((file, reader));
            }
            self.row = row;
        }
        match (bad, rows) {
            (true, _) => Err(Stopped),
            (false, 0) => Ok(None),
            (false, rows) => Ok(Some(self.scan.batch(&mut self.builders, rows))),
        }
    }

    /// Adds the wanted values of a row, which begins at a byte of its file; false when one does not fit.
    fn take_row(
        &mut self,
        file: &Arc<InputFile>,
        start: u64,
        row: &[(String, Json)],
    ) -> Result<bool, Stopped> {
        let mut values: Vec<Option<&Json>> = vec![None; self.builders.len()];
        for (key, value) in row {
            match self.places.get(key) {
                Some(Some(place)) => values[*place] = Some(value),
                Some(None) => {}
                None => self.unknown_key(file, start, key),
            }
        }
        let mut good = true;
        for (place, value) in values.into_iter().enumerate() {
            let builder = &mut self.builders[place];
            let Err((shown, unfit)) = push(builder, value, &self.options) else {
                continue;
            };
            good = false;
            builder.push_null();
            let field = &self.scan.schema.fields[self.scan.columns[place]];
            let nulls = Some(&self.options.nulls).filter(|_| matches!(value, Some(Json::Text(_))));
            let trouble = misfit(field, &shown, &unfit, nulls);
            let place = Place::new(file, Encoding::Utf8, start, ValueOf(field.name.clone()));
            if !self.scan.troubles.push(trouble.at(place)) {
                return Err(Stopped);
            }
        }
        Ok(good)
    }

    /// A key that no sampled row had; said once.
    fn unknown_key(&mut self, file: &Arc<InputFile>, start: u64, key: &str) {
        self.places.insert(key.to_owned(), None);
        let message = format!("rows of `{}` have a key `{}` that is not read", file.shown, quoted(key));
        let place = Place::new(file, Encoding::Utf8, start, KeyOf(key.to_owned()));
        let help = "it was not among the rows looked at; declare it under `columns:`";
        self.scan.troubles.push(Trouble::warning(Code::DataDrift, message).at(place).help(help));
    }

    fn next_file(&mut self) -> Result<Option<OpenFile>, Stopped> {
        if let Some(open) = self.open.take() {
            return Ok(Some(open));
        }
        if self.files.is_none() {
            let files = self.inputs.find(&self.scan.world, super::EXTENSIONS);
            let gone = |missing: Box<Diagnostic>| Trouble::new(missing.code, missing.message);
            self.files = Some(files.map_err(|missing| self.scan.stop(gone(missing)))?.into_iter());
        }
        let Some(file) = self.files.as_mut().and_then(Iterator::next) else {
            return Ok(None);
        };
        let opened = file.open(&self.scan.world, Purpose::Rows).map_err(JsonError::Io);
        let reader = opened.and_then(|reader| RowReader::new(reader, self.options.rows.as_ref()));
        let reader = reader.map_err(|error| self.scan.stop(broken(&file, &error)))?;
        Ok(Some((file, reader)))
    }
}

impl Iterator for JsonRows {
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

fn push(builder: &mut ColumnBuilder, value: Option<&Json>, options: &Options) -> Result<(), (String, Unfit)> {
    let text = match value {
        None | Some(Json::Null) => {
            builder.push_null();
            return Ok(());
        }
        Some(Json::Text(text)) if options.nulls.contains(text) => {
            builder.push_null();
            return Ok(());
        }
        Some(Json::Boolean(truth)) => {
            if *truth {
                "true"
            } else {
                "false"
            }
        }
        Some(Json::Number(text) | Json::Text(text) | Json::Nested(text)) => text,
    };
    builder.push(text).map_err(|unfit| (text.to_owned(), unfit))
}

/// What to say about a file that is not JSON.
pub fn broken(file: &Arc<InputFile>, error: &JsonError) -> Trouble {
    match error {
        JsonError::Io(error) => Trouble::new(Code::FileUnreadable, file.unreadable(error)),
        JsonError::TooLong(row) => {
            let megabytes = DATA_ROW_BYTES_MAX / (1024 * 1024);
            let message = format!("a row of `{}` is longer than {megabytes} megabytes", file.shown);
            Trouble::new(Code::DataLimit, message).at(Place::bytes(file, *row, 1))
        }
        JsonError::NoKey { rows, depth, others } => no_key(file, rows, *depth, others),
        JsonError::Form { message, at, bytes, .. } => {
            let message = format!("`{}` is not the JSON it should be: {message}", file.shown);
            Trouble::new(Code::DataFormat, message).at(Place::bytes(file, *at, *bytes))
        }
    }
}

/// A key of `rows:` that the file does not have.
fn no_key(file: &InputFile, rows: &Spanned<String>, depth: usize, others: &[String]) -> Trouble {
    let mut keys: Vec<&str> = rows.value.split('.').take(depth + 1).collect();
    let message = format!("`{}` has no key `{}`", file.shown, keys.join("."));
    let trouble = Trouble::new(Code::DataFormat, message).written(rows.span);
    let others = || others.iter().map(String::as_str);
    let Some(near) = did_you_mean(keys[depth], others()) else {
        return match others().next() {
            Some(_) => trouble.note(format!("the keys there are {}", list_names(others(), KEYS_SHOWN))),
            None => trouble.note("there are no keys at all"),
        };
    };
    keys[depth] = near;
    trouble.help(format!("did you mean `{}`?", keys.join(".")))
}
