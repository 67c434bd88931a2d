//! Finds the columns of CSV files from samples of the head, the middle and the tail.

use super::{Options, dialect};
use crate::data::column::point_for_comma;
use crate::data::inputs::InputFile;
use crate::data::pieces::Pieces;
use crate::data::sniff::Sniffer;
use crate::data::trouble::{Excerpt, Trouble};
use crate::diag::{Code, Severity};
use crate::world::SharedWorld;
use csv::ByteRecord;
use std::io;

/// Files of a folder or pattern whose values are looked at; of the others nothing is.
const FILES_SAMPLED: usize = 8;

/// What samples tell.
#[derive(Debug, Default)]
pub struct Sampled {
    /// The columns and what their values could be.
    pub columns: Vec<(String, Sniffer)>,
    /// What the author should know.
    pub warnings: Vec<Trouble>,
}

/// Looks at samples of the files.
pub fn sample(world: &SharedWorld, files: &[InputFile], options: &Options) -> Result<Sampled, Trouble> {
    let mut sampled = Sampled::default();
    // Evenly spread over all files, the first and the last among them.
    let step = files.len().saturating_sub(1).div_ceil(FILES_SAMPLED - 1).max(1);
    let chosen = files.iter().enumerate().filter(|(i, _)| i % step == 0 || i + 1 == files.len());
    for (_, file) in chosen {
        Looked::read(world, file, options)
            .map_err(|error| Trouble::new(Code::FileUnreadable, file.unreadable(&error)))?
            .look(&mut sampled)?;
    }
    Ok(sampled)
}

/// A file of which pieces were read, in UTF-8.
struct Looked<'a> {
    file: &'a InputFile,
    options: &'a Options,
    pieces: Pieces,
}

impl<'a> Looked<'a> {
    fn read(world: &SharedWorld, file: &'a InputFile, options: &'a Options) -> io::Result<Looked<'a>> {
        let mut pieces = Pieces::read(world, file)?;
        pieces.cut_head();
        pieces.head = options.encoding.to_utf8(pieces.head);
        pieces.others = pieces.others.into_iter().map(|piece| options.encoding.to_utf8(piece)).collect();
        Ok(Looked { file, options, pieces })
    }

    fn look(&self, sampled: &mut Sampled) -> Result<(), Trouble> {
        let Looked { file, options, pieces } = self;
        if let Some(reason) = dialect::not_csv(&pieces.head) {
            return Err(Trouble::new(dialect::NOT_CSV, format!("`{}` {reason}", file.shown)));
        }
        let delimiter = options.delimiter.unwrap_or_else(|| dialect::find_delimiter(&pieces.head));
        let mut reader = dialect::records(pieces.head.as_slice(), delimiter);
        let mut record = ByteRecord::new();
        let mut some = read(&mut reader, &mut record);
        if !some {
            let empty = Trouble::new(Code::DataFormat, format!("`{}` is empty", file.shown));
            return Err(empty.help("a CSV file needs at least a line with the names of its columns"));
        }
        let names = self.names(&record, delimiter, sampled);
        let places = places(&names, sampled);
        if options.header {
            some = read(&mut reader, &mut record);
        }
        while some {
            let cut_off = !pieces.whole && reader.is_done();
            if record.len() == names.len() {
                see(&record, &places, options, sampled, Some((&file.shown, delimiter)));
            } else if !cut_off {
                return Err(ragged(file, &record, names.len(), delimiter));
            }
            some = read(&mut reader, &mut record);
        }
        for piece in &pieces.others {
            look_at_piece(piece, delimiter, &places, options, sampled);
        }
        Ok(())
    }

    fn names(&self, first: &ByteRecord, delimiter: u8, sampled: &mut Sampled) -> Vec<String> {
        let Looked { file, options, .. } = self;
        if !options.header {
            let declared = options.columns.iter().map(|(name, _)| name.value.clone());
            let mut names = dialect::numbered(first.len());
            names.iter_mut().zip(declared).for_each(|(name, declared)| *name = declared);
            return names;
        }
        let (names, changes) = dialect::names(first);
        let header = Excerpt {
            at: 0..rebuilt(first, delimiter).0.len(),
            ..excerpt(first, 0, (&file.shown, delimiter))
        };
        for change in changes {
            let warning = Trouble::new(Code::DataFormat, format!("in `{}` {change}", file.shown));
            let mut warning = warning.excerpt(header.clone());
            warning.severity = Severity::Warning;
            sampled.warnings.push(warning);
        }
        names
    }
}

fn read(reader: &mut csv::Reader<&[u8]>, record: &mut ByteRecord) -> bool {
    // Reading from memory cannot fail, and records of any length are taken.
    reader.read_byte_record(record).unwrap_or(false)
}

/// Where in the sample each column of a file belongs; new ones are added.
fn places(names: &[String], sampled: &mut Sampled) -> Vec<usize> {
    let mut place = |name: &String| {
        sampled.columns.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            sampled.columns.push((name.clone(), Sniffer::new()));
            sampled.columns.len() - 1
        })
    };
    names.iter().map(&mut place).collect()
}

/// Looks at the values of a line; `file` is its name and delimiter where the line's number is known.
fn see(
    record: &ByteRecord,
    places: &[usize],
    options: &Options,
    sampled: &mut Sampled,
    file: Option<(&str, u8)>,
) {
    for (index, (field, place)) in record.iter().zip(places).enumerate() {
        if options.is_null(field) {
            continue;
        }
        let sniffer = &mut sampled.columns[*place].1;
        let place = || Some(excerpt(record, index, file?));
        match std::str::from_utf8(field) {
            Ok(text) if options.decimal_comma => sniffer.see(&point_for_comma(text), &place),
            Ok(text) => sniffer.see(text, &place),
            Err(_) => sniffer.see_other(&place),
        }
    }
}

/// A piece may begin inside a quoted value. Then its lines have odd numbers of values, and it is not used.
fn look_at_piece(piece: &[u8], delimiter: u8, places: &[usize], options: &Options, sampled: &mut Sampled) {
    let mut reader = dialect::records(piece, delimiter);
    let records: Vec<ByteRecord> = reader.byte_records().map_while(|record| record.ok()).collect();
    if records.iter().all(|record| record.len() == places.len()) {
        records.iter().for_each(|record| see(record, places, options, sampled, None));
    }
}

/// What to say about a line with too many or too few values.
pub fn ragged(file: &InputFile, record: &ByteRecord, width: usize, delimiter: u8) -> Trouble {
    let line = record.position().map_or(0, csv::Position::line);
    let (text, ends) = rebuilt(record, delimiter);
    let count = record.len();
    let values = if count == 1 { "value" } else { "values" };
    let message =
        format!("line {line} of `{}` has {count} {values} where the first line has {width}", file.shown);
    let start = ends.get(width).map_or(0, |range| range.start);
    let broken = text.contains('\n');
    let excerpt = Excerpt { file: file.shown.clone(), line, at: start..text.len(), text };
    let trouble = Trouble::new(Code::DataFormat, message).excerpt(excerpt);
    match count > width {
        true => trouble.help(format!("put quotes around values that contain `{}`", char::from(delimiter))),
        false if broken => trouble.help("a quote `\"` that begins in this line seems to be never closed"),
        false => trouble.help("a value is missing in this line, or the file ends in the middle of it"),
    }
}

/// A value in its line.
pub fn excerpt(record: &ByteRecord, index: usize, (file, delimiter): (&str, u8)) -> Excerpt {
    let line = record.position().map_or(0, csv::Position::line);
    let (text, places) = rebuilt(record, delimiter);
    Excerpt { file: file.to_owned(), line, text, at: places[index].clone() }
}

/// A record as a line of text again, and the place of each value in it.
pub fn rebuilt(record: &ByteRecord, delimiter: u8) -> (String, Vec<std::ops::Range<usize>>) {
    let (mut text, mut places) = (String::new(), Vec::new());
    for field in record {
        if !places.is_empty() {
            text.push(char::from(delimiter));
        }
        let start = text.len();
        let field = String::from_utf8_lossy(field);
        match field.contains(['"', '\n', '\r', char::from(delimiter)]) {
            true => text.push_str(&format!("\"{}\"", field.replace('"', "\"\""))),
            false => text.push_str(&field),
        }
        places.push(start..text.len());
    }
    (text, places)
}
