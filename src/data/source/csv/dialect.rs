//! The form of a CSV file: its encoding, its delimiter, the names in its first line.

use crate::diag::{Code, Diagnostic, Sink, did_you_mean};
use crate::yaml::Spanned;
use csv::{ByteRecord, Reader, ReaderBuilder};
use schemars::{Schema, SchemaGenerator, json_schema};
use std::collections::BTreeSet;
use std::io::{self, Read};

/// Candidates for the delimiter, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Lines looked at to find the delimiter.
const LINES_LOOKED_AT: usize = 50;
/// Bytes read at a time.
const BUFFER_BYTES: usize = 256 * 1024;

/// How characters are written as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// The usual one.
    Utf8,
    /// Western European, as old Windows programs write it; holds Latin-1.
    Windows1252,
}

impl Encoding {
    /// Reads the name of an encoding.
    pub fn parse(written: &Spanned<String>, sink: &mut Sink) -> Encoding {
        const NAMES: [&str; 5] = ["utf-8", "utf8", "latin-1", "iso-8859-1", "windows-1252"];
        match written.value.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => return Encoding::Utf8,
            "latin-1" | "latin1" | "iso-8859-1" | "windows-1252" | "cp1252" => return Encoding::Windows1252,
            _ => {}
        }
        let message = format!("`{}` is not an encoding that can be read", written.value);
        let near = did_you_mean(&written.value, NAMES).unwrap_or("windows-1252");
        let wrong = Diagnostic::error(Code::WrongValue, written.span, message);
        sink.push(wrong.help(format!("use `utf-8`, `latin-1` or `windows-1252`; perhaps `{near}`")));
        Encoding::Utf8
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Windows1252 => "windows-1252",
        }
    }

    /// The same bytes in UTF-8, without a mark at the beginning.
    pub fn to_utf8(self, bytes: Vec<u8>) -> Vec<u8> {
        match self {
            Encoding::Utf8 => bytes.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec).unwrap_or(bytes),
            Encoding::Windows1252 => {
                encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned().into()
            }
        }
    }

    /// The same, while reading.
    pub fn reader(self, inner: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        match self {
            // The reader of records knows the mark at the beginning and passes over it.
            Encoding::Utf8 => inner,
            Encoding::Windows1252 => Box::new(Transcoder { inner, ready: Vec::new(), at: 0 }),
        }
    }
}

/// What may stand after `encoding:`.
pub fn encoding_schema(_: &mut SchemaGenerator) -> Schema {
    // Other names and capital letters are understood and not proposed.
    let others = "^([uU][tT][fF]-?8|[lL][aA][tT][iI][nN]-?1|[iI][sS][oO]-8859-1|[wW][iI][nN][dD][oO][wW][sS]-1252|[cC][pP]1252)$";
    json_schema!({ "default": "utf-8", "anyOf": [
        { "enum": ["utf-8", "latin-1", "windows-1252"] },
        { "type": "string", "pattern": others },
        { "type": "null" },
    ] })
}

/// Turns Windows-1252 into UTF-8; each byte is a character, so that pieces can be cut anywhere.
struct Transcoder {
    inner: Box<dyn Read + Send>,
    ready: Vec<u8>,
    at: usize,
}

impl Read for Transcoder {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.ready.len() {
            let mut bytes = vec![0; BUFFER_BYTES];
            let count = self.inner.read(&mut bytes)?;
            bytes.truncate(count);
            self.ready = Encoding::Windows1252.to_utf8(bytes);
            self.at = 0;
        }
        let count = buffer.len().min(self.ready.len() - self.at);
        buffer[..count].copy_from_slice(&self.ready[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

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
    let score = |delimiter: u8| {
        let mut reader = records(head, delimiter);
        let widths: Vec<usize> =
            reader.byte_records().take(LINES_LOOKED_AT).map_while(|r| r.ok()).map(|r| r.len()).collect();
        // The last line may be cut off.
        let whole = if widths.len() > 2 { &widths[..widths.len() - 1] } else { &widths[..] };
        let first = whole.first().copied().unwrap_or(0);
        let alike = whole.iter().filter(|width| **width == first).count();
        let even = alike * 10 >= whole.len() * 9;
        (first > 1).then_some((even, first))
    };
    let mut best = (b',', None);
    for delimiter in DELIMITERS {
        let score = score(delimiter);
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    best.0
}

/// Column names from a first line, and what had to be changed to make each of them a name.
pub fn names(record: &ByteRecord) -> (Vec<String>, Vec<String>) {
    let (mut names, mut changes) = (Vec::new(), Vec::new());
    let mut taken = BTreeSet::new();
    for (index, field) in record.iter().enumerate() {
        let written = String::from_utf8_lossy(field).trim().trim_start_matches('\u{feff}').to_owned();
        let wanted = if written.is_empty() { format!("column_{}", index + 1) } else { written };
        let mut name = wanted.clone();
        let mut copy = 1;
        while !taken.insert(name.clone()) {
            copy += 1;
            name = format!("{wanted}_{copy}");
        }
        if name != wanted {
            changes.push(format!("two columns are called `{wanted}`; the second is `{name}` here"));
        }
        names.push(name);
    }
    (names, changes)
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

/// The code of what [`not_csv`] finds.
pub const NOT_CSV: Code = Code::DataFormat;
