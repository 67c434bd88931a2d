//! Reads the rows of JSON files: an array of objects, or objects one after the other.

use super::Options;
use super::scan::{Json, JsonError, JsonReader};
use crate::data::column::{ColumnBuilder, Unfit};
use crate::data::inputs::{InputFile, Inputs};
use crate::data::source::{BATCH_ROWS, Scan, Stopped, value_help};
use crate::data::trouble::{Excerpt, Trouble};
use crate::diag::{Code, Diagnostic, Severity};
use crate::world::Purpose;
use datafusion::arrow::array::RecordBatch;
use std::collections::BTreeMap;
use std::io::Read;
use std::ops::Range;
use std::vec::IntoIter;

/// Bytes shown on each side of a mistake.
const EXCERPT_BYTES: usize = 60;

/// Blanks shown before a row that begins in the middle of its line.
const ROW_INDENT_MAX: u64 = 80;

/// Rows one after the other, wherever they stand in the file.
pub struct RowReader<R> {
    reader: JsonReader<R>,
    in_array: bool,
    /// Whether the array of rows is all that the file holds.
    is_whole: bool,
    started: bool,
}

impl<R: Read> RowReader<R> {
    /// Goes to the place of the rows: keys with dots between them; the beginning when absent.
    pub fn new(source: R, place: Option<&str>) -> Result<RowReader<R>, JsonError> {
        let mut reader = JsonReader::new(source);
        for key in place.iter().flat_map(|place| place.split('.')) {
            if !reader.enter(key)? {
                return Err(
                    reader.unexpected(&format!("the key `{key}` of `rows: {}`", place.unwrap_or(key)))
                );
            }
        }
        if place.is_some() && reader.next_token()? != Some(b'[') {
            return Err(reader.unexpected("the list of rows, beginning with `[`,"));
        }
        let in_array = reader.take(b'[')?;
        Ok(RowReader { reader, in_array, is_whole: in_array && place.is_none(), started: false })
    }

    /// Whether the rows are the elements of an array.
    pub fn in_array(&self) -> bool {
        self.in_array
    }

    /// The value of a key in the row that was read last, in its line.
    pub fn excerpt(&self, file: &str, key: &str) -> Option<Excerpt> {
        let (text, line, column) = self.reader.last_row()?;
        let value = value_of(text, key)?;
        let start = text[..value.start].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let end = text[value.start..]
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(text.len(), |at| value.start + at);
        let line = line + text[..start].iter().filter(|byte| **byte == b'\n').count() as u64;
        // What stands before the row in its line is not at hand; blanks keep the columns right.
        let blanks = if start == 0 { (column - 1).min(ROW_INDENT_MAX) as usize } else { 0 };
        let before = String::from_utf8_lossy(&text[start..value.start]);
        let shown = String::from_utf8_lossy(&text[value.start..value.end.min(end)]);
        let at = blanks + before.len()..blanks + before.len() + shown.len();
        let after = String::from_utf8_lossy(&text[value.end.min(end)..end]);
        let text = format!("{}{before}{shown}{}", " ".repeat(blanks), after.trim_end());
        Some(Excerpt { file: file.to_owned(), line, text, at })
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
            self.reader.expect(b']')?;
            return self.end();
        }
        self.reader.row(row).map(|()| true)
    }

    /// After the array: what follows it would be lost without a word.
    fn end(&mut self) -> Result<bool, JsonError> {
        match self.is_whole && self.reader.next_token()?.is_some() {
            true => Err(self.reader.unexpected("the end of the file")),
            false => Ok(false),
        }
    }
}

/// The bytes of the value of a key in the text of a row.
fn value_of(row: &[u8], key: &str) -> Option<Range<usize>> {
    let mut reader = JsonReader::new(row);
    reader.expect(b'{').ok()?;
    loop {
        let Ok(Json::Text(found)) = reader.value() else { return None };
        reader.expect(b':').ok()?;
        reader.next_token().ok()?;
        let start = reader.taken();
        reader.value().ok()?;
        if found == key {
            return Some(start..reader.taken());
        }
        reader.expect(b',').ok()?;
    }
}

/// A file being read.
type OpenFile = (InputFile, RowReader<Box<dyn Read + Send>>);

/// The rows of all files of a source, one file after the other.
pub struct JsonRows {
    scan: Scan,
    inputs: Inputs,
    options: Options,
    files: Option<IntoIter<InputFile>>,
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
            let more = reader.read(&mut row).map_err(|error| self.scan.stop(broken(&file, &error, &[])))?;
            if more {
                bad |= !self.take_row(&file, &reader, &row)?;
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

    /// Adds the wanted values of a row; false when one does not fit.
    fn take_row(
        &mut self,
        file: &InputFile,
        reader: &RowReader<Box<dyn Read + Send>>,
        row: &[(String, Json)],
    ) -> Result<bool, Stopped> {
        let mut values: Vec<Option<&Json>> = vec![None; self.builders.len()];
        for (key, value) in row {
            match self.places.get(key) {
                Some(Some(place)) => values[*place] = Some(value),
                Some(None) => {}
                None => self.unknown_key(file, key),
            }
        }
        let mut good = true;
        for (place, value) in values.into_iter().enumerate() {
            let builder = &mut self.builders[place];
            let Err((shown, Unfit(what))) = push(builder, value, &self.options) else {
                continue;
            };
            good = false;
            builder.push_null();
            let field = &self.scan.schema.fields[self.scan.columns[place]];
            let excerpt = reader.excerpt(&file.shown, &field.name);
            let line = excerpt.as_ref().map_or(String::new(), |excerpt| format!("line {} of ", excerpt.line));
            let message =
                format!("`{shown}` is not {what}, in {line}`{}`, column `{}`", file.shown, field.name);
            let help = value_help(&field.name, &field.kind, &shown);
            let trouble = Trouble::new(Code::DataType, message).column(&field.name).help(help);
            let trouble = excerpt.into_iter().fold(trouble, Trouble::excerpt);
            if !self.scan.troubles.push(trouble) {
                return Err(Stopped);
            }
        }
        Ok(good)
    }

    /// A key that no sampled row had; said once.
    fn unknown_key(&mut self, file: &InputFile, key: &str) {
        self.places.insert(key.to_owned(), None);
        let message = format!("rows of `{}` have a key `{key}` that is not read", file.shown);
        let mut trouble = Trouble::new(Code::DataDrift, message);
        trouble.severity = Severity::Warning;
        self.scan
            .troubles
            .push(trouble.help("it was not among the rows looked at; declare it under `columns:`"));
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
        let reader = opened.and_then(|reader| RowReader::new(reader, self.options.rows.as_deref()));
        let reader = reader.map_err(|error| self.scan.stop(broken(&file, &error, &[])))?;
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

/// What to say about a file that is not JSON; `text` is its beginning, when it is at hand to be shown.
pub fn broken(file: &InputFile, error: &JsonError, text: &[u8]) -> Trouble {
    let (message, line, column) = match error {
        JsonError::Io(error) => return Trouble::new(Code::FileUnreadable, file.unreadable(error)),
        JsonError::Form { message, line, column, .. } => (message, *line, *column as usize),
    };
    let place = format!("line {line}, column {column}");
    let message = format!("`{}` is not the JSON it should be: {message} ({place})", file.shown);
    let trouble = Trouble::new(Code::DataFormat, message);
    let Some(bytes) = text.split(|byte| *byte == b'\n').nth(line as usize - 1) else {
        return trouble;
    };
    // A file may be one long line.
    let (from, at) = (column.saturating_sub(EXCERPT_BYTES), column.min(EXCERPT_BYTES) - 1);
    let piece = &bytes[from.min(bytes.len())..bytes.len().min(column + EXCERPT_BYTES)];
    let shown = String::from_utf8_lossy(piece).trim_end().to_owned();
    let at = at.min(shown.len())..(at + 1).min(shown.len());
    trouble.excerpt(Excerpt { file: file.shown.clone(), line, text: shown, at })
}
