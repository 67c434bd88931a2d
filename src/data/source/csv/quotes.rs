//! Follows the quotes of a CSV file beside the reader of records, which takes a quote that is never closed, and
//! one that stands where none belongs, without a word.

use super::place::is_line_end;
use crate::data::encoding::UTF8_MARK;
use crate::limits::DATA_ROW_BYTES_MAX;
use std::io::{self, Read};

/// Quotes seen so far.
#[derive(Debug, Clone)]
pub struct Quotes {
    delimiter: u8,
    state: State,
    /// Bytes seen.
    seen: u64,
    /// The byte seen last.
    last: u8,
    /// Where the quoted value begins that was opened last.
    opened: u64,
    /// Where the last record has ended.
    line_end: u64,
    /// The first value in quotes that goes on after them.
    broken: Option<Broken>,
    /// Quotes that neither open nor close a value.
    odd: usize,
}

/// A value in quotes that goes on after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken {
    /// The quote that opens it.
    pub opened: u64,
    /// The quote that closes it.
    pub closed: u64,
    /// Whether it goes on with a blank.
    pub is_blank: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Outside of quotes.
    Plain,
    /// Inside of quotes.
    Quoted,
    /// After a quote that closes a value, or is the first of two.
    MaybeClosed,
}

impl Quotes {
    /// At the beginning of a record.
    pub fn new(delimiter: u8) -> Quotes {
        Quotes {
            delimiter,
            state: State::Plain,
            seen: 0,
            last: b'\n',
            opened: 0,
            line_end: 0,
            broken: None,
            odd: 0,
        }
    }

    /// Inside of a value in quotes.
    pub fn inside(delimiter: u8) -> Quotes {
        Quotes { state: State::Quoted, ..Quotes::new(delimiter) }
    }

    /// Looks at the bytes that come.
    pub fn see(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        if self.seen == 0 && rest.starts_with(UTF8_MARK) {
            self.seen += UTF8_MARK.len() as u64;
            rest = &rest[UTF8_MARK.len()..];
        }
        while !rest.is_empty() {
            rest = match self.state {
                State::Plain => self.see_plain(rest),
                State::Quoted => self.see_quoted(rest),
                State::MaybeClosed => self.see_after(rest),
            };
        }
    }

    fn pass<'a>(&mut self, bytes: &'a [u8], count: usize) -> &'a [u8] {
        if count > 0 {
            self.last = bytes[count - 1];
        }
        self.seen += count as u64;
        &bytes[count..]
    }

    fn see_plain<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let quote = find_quote(bytes);
        let before = &bytes[..quote.unwrap_or(bytes.len())];
        if let Some(end) = before.iter().rposition(|byte| is_line_end(*byte)) {
            self.line_end = self.seen + end as u64 + 1;
        }
        let rest = self.pass(bytes, before.len());
        if quote.is_none() {
            return rest;
        }
        match self.last == self.delimiter || is_line_end(self.last) {
            true => (self.state, self.opened) = (State::Quoted, self.seen),
            false => self.odd += 1,
        }
        self.pass(rest, 1)
    }

    fn see_quoted<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let quote = find_quote(bytes);
        if quote.is_some() {
            self.state = State::MaybeClosed;
        }
        self.pass(bytes, quote.map_or(bytes.len(), |at| at + 1))
    }

    fn see_after<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        match bytes[0] {
            b'"' => {
                self.state = State::Quoted;
                return self.pass(bytes, 1);
            }
            byte if byte == self.delimiter || is_line_end(byte) => {}
            byte => {
                self.odd += 1;
                let is_blank = matches!(byte, b' ' | b'\t');
                let found = Broken { opened: self.opened, closed: self.seen - 1, is_blank };
                self.broken.get_or_insert(found);
            }
        }
        self.state = State::Plain;
        bytes
    }

    /// The first value in quotes that goes on after them.
    pub fn broken(&self) -> Option<Broken> {
        self.broken
    }

    /// Where the record begins that was seen last.
    pub fn record_start(&self) -> u64 {
        self.line_end
    }

    /// The quote that opens a value which has not been closed so far.
    pub fn open(&self) -> Option<u64> {
        (self.state == State::Quoted).then_some(self.opened)
    }
}

/// The first quote. Most files have none, and a long stretch is looked at quickly; where there are many, the next
/// one is near.
fn find_quote(bytes: &[u8]) -> Option<usize> {
    const NEAR: usize = 32;
    const STRETCH: usize = 4096;
    let near = bytes.iter().take(NEAR).position(|byte| *byte == b'"');
    if near.is_some() {
        return near;
    }
    let mut at = bytes.len().min(NEAR);
    // Without a way out of the inner loop it is one that the compiler makes quick.
    let has_quote = |piece: &[u8]| piece.iter().fold(false, |found, byte| found | (*byte == b'"'));
    for piece in bytes[at..].chunks(STRETCH) {
        if has_quote(piece) {
            return piece.iter().position(|byte| *byte == b'"').map(|inside| at + inside);
        }
        at += piece.len();
    }
    None
}

/// Where the first whole record begins in a piece from the middle of a file, which may begin inside of quotes.
/// Of the two ways to read it the one counts in which every quote opens or closes a value; `None` when that is
/// both of them, or none.
pub fn first_record(piece: &[u8], delimiter: u8) -> Option<usize> {
    if find_quote(piece).is_none() {
        return Some(0);
    }
    let odd = |mut quotes: Quotes| {
        quotes.see(piece);
        quotes.odd
    };
    match (odd(Quotes::new(delimiter)), odd(Quotes::inside(delimiter))) {
        (0, inside) if inside > 0 => Some(0),
        (outside, 0) if outside > 0 => end_of_record(piece, Quotes::inside(delimiter)),
        _ => None,
    }
}

fn end_of_record(piece: &[u8], mut quotes: Quotes) -> Option<usize> {
    let end = piece.iter().position(|byte| {
        quotes.see(&[*byte]);
        is_line_end(*byte) && quotes.state == State::Plain
    });
    end.map(|end| end + 1)
}

/// A file whose quotes are followed while it is read.
pub struct Watched<R> {
    inner: R,
    /// What was seen so far, which may be more than the reader of records has taken.
    pub quotes: Quotes,
}

impl<R: Read> Watched<R> {
    /// Follows the quotes of what is read.
    pub fn new(inner: R, delimiter: u8) -> Watched<R> {
        Watched { inner, quotes: Quotes::new(delimiter) }
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.quotes.seen - self.quotes.line_end > DATA_ROW_BYTES_MAX {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let count = self.inner.read(buffer)?;
        self.quotes.see(&buffer[..count]);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str, step: usize) -> Quotes {
        let mut quotes = Quotes::new(b',');
        text.as_bytes().chunks(step).for_each(|chunk| quotes.see(chunk));
        quotes
    }

    #[test]
    fn quotes_are_followed_through_any_chunks() {
        for step in [1, 2, 3, 100] {
            for good in ["a,b\n1,\"x, \"\"y\"\"\nz\"\n", "\u{feff}\"a\",b\r\n\"1\",\"\"\r\n", "5\" pipe,x\n"]
            {
                let quotes = seen(good, step);
                assert_eq!((quotes.broken(), quotes.open()), (None, None), "{good:?} by {step}");
            }
            assert_eq!(seen("a,\"b\n1,2\n", step).open(), Some(2));
            let broken = Some(Broken { opened: 2, closed: 9, is_blank: false });
            assert_eq!(seen("1,\"a\n2,b\n\"c\n", step).broken(), broken);
        }
    }

    #[test]
    fn records_are_found_in_the_middle_of_a_file() {
        for (piece, start) in [
            ("1,a\n2,b\n", Some(0)),
            ("\"1\",\"a\"\n\"2\",\"b\"\n", Some(0)),
            ("foo, bar\"\n1,\"line one\nfoo, bar\"\n", Some(10)),
            ("5\" pipe\n6\" pipe\n", None),
        ] {
            assert_eq!(first_record(piece.as_bytes(), b','), start, "{piece:?}");
        }
    }
}
