//! The form of a CSV file: its delimiter, the names in its first line.

use crate::data::encoding::{Encoding, UTF8_MARK};
use crate::data::names::{Names, distinct};
use csv::{ByteRecord, Reader, ReaderBuilder};
use std::io::Read;

/// Candidates for the delimiter, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Lines looked at to find the delimiter.
const LINES_LOOKED_AT: usize = 50;
/// Bytes read at a time.
const BUFFER_BYTES: usize = 256 * 1024;

/// A reader of records that leaves the checking of their length to us.
pub fn records<R: Read>(reader: R, delimiter: u8) -> Reader<R> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(BUFFER_BYTES)
        .from_reader(reader)
}

/// The delimiter that cuts the first lines into the same number of values, and into the most.
pub fn find_delimiter(head: &[u8]) -> u8 {
    let mut best = (b',', None);
    for delimiter in DELIMITERS {
        let score = columns_by(head, delimiter).filter(|(_, columns)| *columns > 1);
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    best.0
}

/// Another delimiter that makes columns of what is one column by this one, and how many.
pub fn better_delimiter(head: &[u8], delimiter: u8) -> Option<(u8, usize)> {
    let is_one = columns_by(head, delimiter).is_some_and(|(_, columns)| columns == 1);
    let better = find_delimiter(head);
    let columns = columns_by(head, better).filter(|(even, columns)| *even && *columns > 1);
    columns.filter(|_| is_one).map(|(_, columns)| (better, columns))
}

/// Whether a delimiter cuts the first lines into the same number of values, and how many the first one has.
fn columns_by(head: &[u8], delimiter: u8) -> Option<(bool, usize)> {
    let mut reader = records(head, delimiter);
    let widths: Vec<usize> =
        reader.byte_records().take(LINES_LOOKED_AT).map_while(|r| r.ok()).map(|r| r.len()).collect();
    // The last line may be cut off.
    let whole = if widths.len() > 2 { &widths[..widths.len() - 1] } else { &widths[..] };
    let first = whole.first().copied()?;
    let alike = whole.iter().filter(|width| **width == first).count();
    Some((alike * 10 >= whole.len() * 9, first))
}

/// How a delimiter is written in a report.
pub fn delimiter_written(delimiter: u8) -> String {
    if delimiter == b'\t' { "tab".into() } else { format!("\"{}\"", char::from(delimiter)) }
}

/// Column names from a first line; the place of one that is no text is the error.
pub fn names(record: &ByteRecord, encoding: Encoding) -> Result<Names, usize> {
    let name = |(index, field): (usize, &[u8])| {
        // The reader takes the mark at the beginning away where no quote follows it.
        let field = if index == 0 { field.strip_prefix(UTF8_MARK).unwrap_or(field) } else { field };
        encoding.text(field).map(|name| name.trim().to_owned()).ok_or(index)
    };
    let names: Result<Vec<String>, usize> = record.iter().enumerate().map(name).collect();
    names.map(distinct)
}

/// Names for columns of a file without a line of names.
pub fn numbered(width: usize) -> Vec<String> {
    (1..=width).map(|number| format!("column_{number}")).collect()
}

/// What is known to be no CSV by its first bytes.
pub fn not_csv(head: &[u8]) -> Option<&'static str> {
    match head {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some("is in UTF-16: save it as UTF-8"),
        [b'P', b'K', 3, 4, ..] => Some("is a workbook or a ZIP file, not CSV: save the sheet as CSV"),
        [b'P', b'A', b'R', b'1', ..] => Some("is a Parquet file: write `parquet:` instead of `csv:`"),
        _ if head.iter().take(4096).any(|byte| *byte == 0) => Some("holds binary data, not CSV"),
        _ => None,
    }
}
