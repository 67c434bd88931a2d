//! Finds the columns of CSV files from samples of the head, the middle and the tail.

use super::place::{ValueAt, is_line_end};
use super::quotes::{Quotes, first_record};
use super::{Options, dialect, told};
use crate::data::column::point_for_comma;
use crate::data::inputs::InputFile;
use crate::data::names::Columns;
use crate::data::pieces::{Piece, Pieces};
use crate::data::place::Place;
use crate::data::trouble::Trouble;
use crate::diag::Code;
use crate::world::SharedWorld;
use csv::ByteRecord;
use std::sync::Arc;

/// Files of a folder or pattern whose values are looked at; of the others nothing is.
const FILES_SAMPLED: usize = 8;

/// What samples tell.
#[derive(Debug, Default)]
pub struct Sampled {
    /// The columns of the first file and what their values could be.
    pub columns: Columns,
    /// What the author should know.
    pub warnings: Vec<Trouble>,
}

/// Looks at samples of the files.
pub fn sample(
    world: &SharedWorld,
    files: &[Arc<InputFile>],
    options: &Options,
) -> Result<Sampled, Box<Trouble>> {
    let mut sampled = Sampled::default();
    // Evenly spread over all files, the first and the last among them.
    let step = files.len().saturating_sub(1).div_ceil(FILES_SAMPLED - 1).max(1);
    let chosen = files.iter().enumerate().filter(|(i, _)| i % step == 0 || i + 1 == files.len());
    for (_, file) in chosen {
        let read = Pieces::read(world, file);
        let mut pieces = read.map_err(|error| Trouble::new(Code::FileUnreadable, file.unreadable(&error)))?;
        pieces.cut_head();
        look(file, options, &pieces, &mut sampled)?;
    }
    Ok(sampled)
}

/// A piece of a file whose records are looked at.
struct Looked<'a> {
    file: &'a Arc<InputFile>,
    options: &'a Options,
    delimiter: u8,
    /// Its first byte in the file.
    start: u64,
}

/// The first line of a file, which holds the names of its columns.
pub fn first_line(file: &Arc<InputFile>, options: &Options) -> Place {
    // One value that no delimiter ends is all of the line.
    Place::new(file, options.encoding, 0, ValueAt { index: 0, delimiter: b'\n' })
}

fn look(
    file: &Arc<InputFile>,
    options: &Options,
    pieces: &Pieces,
    sampled: &mut Sampled,
) -> Result<(), Box<Trouble>> {
    let head = pieces.head.as_slice();
    if let Some(reason) = dialect::not_csv(head) {
        return Err(Trouble::new(Code::DataFormat, format!("`{}` {reason}", file.shown)).into());
    }
    told::check_mark(file, options, head)?;
    sampled.warnings.extend(told::looks_like_utf8(file, options, head));
    let delimiter = options.delimiter.unwrap_or_else(|| dialect::find_delimiter(head));
    let mut quotes = Quotes::new(delimiter);
    quotes.see(head);
    told::check_quotes(file, &quotes, pieces.whole)?;
    if !pieces.whole && !head.iter().any(|byte| is_line_end(*byte)) {
        return Err(told::long_first_line(file, head.len(), quotes.open()).into());
    }
    let looked = Looked { file, options, delimiter, start: 0 };
    let mut reader = dialect::records(head, delimiter);
    let mut record = ByteRecord::new();
    if !read(&mut reader, &mut record) {
        return Err(told::empty(file).into());
    }
    // A sample may end in the middle of quotes, and its last record with it.
    let cuts = |at: u64| quotes.open().filter(|opened| *opened < at);
    let opened = cuts(reader.position().byte()).filter(|_| options.header);
    if opened.is_some() {
        return Err(told::long_first_line(file, head.len(), opened).into());
    }
    let mut some = true;
    let names = match options.header {
        true => told::names(file, &record, (options.encoding, delimiter), &mut sampled.warnings)?,
        false => looked.numbered(&record),
    };
    if options.header {
        some = read(&mut reader, &mut record);
        sampled.warnings.extend(told::better_delimiter(file, options, head, &names));
    }
    let places = looked.places(&names, sampled);
    while some {
        let is_cut = cuts(reader.position().byte()).is_some();
        if !is_cut && record.len() != names.len() {
            return Err(told::ragged(file, &record, names.len(), (options.encoding, delimiter)).into());
        }
        if !is_cut {
            looked.see(&record, &places, sampled);
        }
        some = read(&mut reader, &mut record);
    }
    for piece in &pieces.others {
        look_at_piece(piece, &looked, &places, sampled);
    }
    Ok(())
}

fn read(reader: &mut csv::Reader<&[u8]>, record: &mut ByteRecord) -> bool {
    // Reading from memory cannot fail, and records of any length are taken.
    reader.read_byte_record(record).unwrap_or(false)
}

/// A piece may begin inside a quoted value; where it cannot be told, or its lines have odd numbers of values, it
/// is not used.
fn look_at_piece(piece: &Piece, looked: &Looked, places: &[Option<usize>], sampled: &mut Sampled) {
    let Some(start) = first_record(&piece.bytes, looked.delimiter) else { return };
    let bytes = &piece.bytes[start..];
    let mut quotes = Quotes::new(looked.delimiter);
    quotes.see(bytes);
    let mut reader = dialect::records(bytes, looked.delimiter);
    let mut records: Vec<ByteRecord> = reader.byte_records().map_while(|record| record.ok()).collect();
    if quotes.open().is_some() {
        records.pop();
    }
    if records.iter().all(|record| record.len() == places.len()) {
        let looked = Looked { start: piece.start + start as u64, ..*looked };
        records.iter().for_each(|record| looked.see(record, places, sampled));
    }
}

impl Looked<'_> {
    fn numbered(&self, first: &ByteRecord) -> Vec<String> {
        let declared = self.options.columns.iter().map(|(name, _)| name.value.clone());
        let mut names = dialect::numbered(first.len());
        names.iter_mut().zip(declared).for_each(|(name, declared)| *name = declared);
        names
    }

    /// Where in the sample each column of a file belongs: the first file says which there are.
    fn places(&self, names: &[String], sampled: &mut Sampled) -> Vec<Option<usize>> {
        if sampled.columns.is_empty() {
            let mut place = |(index, name): (usize, &String)| {
                sampled.columns.place(name, || self.options.header.then(|| self.in_first_line(index)))
            };
            return names.iter().enumerate().map(|name| Some(place(name))).collect();
        }
        let mut place = |(index, name): (usize, &String)| {
            let known = sampled.columns.known(name);
            if known.is_none() {
                sampled.warnings.push(told::unread(self.file, name).at(self.in_first_line(index)));
            }
            known
        };
        names.iter().enumerate().map(&mut place).collect()
    }

    fn in_first_line(&self, index: usize) -> Place {
        Place::new(self.file, self.options.encoding, 0, self.value(index))
    }

    fn value(&self, index: usize) -> ValueAt {
        ValueAt { index, delimiter: self.delimiter }
    }

    /// Looks at the values of a record.
    fn see(&self, record: &ByteRecord, places: &[Option<usize>], sampled: &mut Sampled) {
        let Options { encoding, .. } = *self.options;
        let start = self.start + record.position().map_or(0, csv::Position::byte);
        for (index, (field, column)) in record.iter().zip(places).enumerate() {
            let Some(column) = column.filter(|_| !self.options.is_null(field)) else { continue };
            let sniffer = sampled.columns.sniffer(column);
            let place = || Some(Place::new(self.file, encoding, start, self.value(index)));
            match encoding.text(field) {
                Some(text) if self.options.decimal_comma => sniffer.see(&point_for_comma(&text), &place),
                Some(text) => sniffer.see(&text, &place),
                None => sniffer.see_other(&place),
            }
        }
    }
}
