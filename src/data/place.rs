//! Places in data files: found by their byte while rows are read, and shown with the lines around them. Line
//! and column are counted in the file itself, so they are right whatever its line ends, quotes and letters.

use super::encoding::Encoding;
use super::inputs::InputFile;
use crate::diag::{Excerpt, Location, Run, Sources, Span};
use crate::world::{Purpose, SharedWorld};
use std::fmt::Debug;
use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

/// Bytes looked at to find a value in its row.
const ROW_BYTES_MAX: usize = 1024 * 1024;
/// Bytes of a line shown before and after a place.
const SIDE_BYTES: usize = 2 * 1024;
/// Bytes between two places that are shown in one piece, and the longest piece that is pointed to.
const FRAME_BYTES: u64 = 4 * 1024;
/// Bytes read at a time.
const BUFFER_BYTES: usize = 256 * 1024;

/// Finds what is meant in the bytes of a file from a place on.
pub trait Spot: Debug + Send + Sync {
    /// The range in these bytes, which may end in the middle of the row.
    fn find(&self, bytes: &[u8]) -> Range<usize>;
}

/// So many bytes.
#[derive(Debug)]
struct Bytes(usize);

impl Spot for Bytes {
    fn find(&self, bytes: &[u8]) -> Range<usize> {
        0..self.0.min(bytes.len())
    }
}

/// A place in a data file. Nothing is read before it is shown.
#[derive(Debug, Clone)]
pub struct Place {
    file: Arc<InputFile>,
    encoding: Encoding,
    start: u64,
    spot: Arc<dyn Spot>,
}

impl Place {
    /// What a spot finds from a byte of the file on; of a compressed file, a byte of what is in it.
    pub fn new(file: &Arc<InputFile>, encoding: Encoding, start: u64, spot: impl Spot + 'static) -> Place {
        Place { file: file.clone(), encoding, start, spot: Arc::new(spot) }
    }

    /// Some bytes of a file in UTF-8 or ASCII.
    pub fn bytes(file: &Arc<InputFile>, start: u64, count: usize) -> Place {
        Place::new(file, Encoding::Utf8, start, Bytes(count))
    }

    /// The bytes of the file that are meant: no more than can be shown, and of one line.
    fn range(&self, world: &SharedWorld) -> io::Result<Range<u64>> {
        let mut reader = self.file.open_at(world, Purpose::Schema, self.start)?;
        let mut bytes = Vec::new();
        (&mut reader).take(ROW_BYTES_MAX as u64).read_to_end(&mut bytes)?;
        let found = self.spot.find(&bytes);
        let end = found.end.min(found.start + FRAME_BYTES as usize);
        let first_line = bytes[found.start..end].split(|byte| is_line_end(*byte)).next().unwrap_or_default();
        let start = self.start + found.start as u64;
        Ok(start..start + first_line.len() as u64)
    }
}

/// Shows places with their lines, the first one as the main one; a place that cannot be read any more is absent.
pub fn show(world: &SharedWorld, places: &[&Place], sources: &mut Sources) -> Vec<Option<Span>> {
    let ranges: Vec<Option<Range<u64>>> = places.iter().map(|place| place.range(world).ok()).collect();
    let mut spans = vec![None; places.len()];
    for index in 0..places.len() {
        let (Some(range), None) = (&ranges[index], spans[index]) else { continue };
        // Places that stand close to each other are shown in one piece.
        let beside: Vec<usize> = (index..places.len())
            .filter(|other| Arc::ptr_eq(&places[*other].file, &places[index].file) && spans[*other].is_none())
            .filter(|other| ranges[*other].as_ref().is_some_and(|other| is_near(range, other)))
            .collect();
        let all = beside.iter().filter_map(|other| ranges[*other].clone());
        let whole = all.fold(range.clone(), |a, b| a.start.min(b.start)..a.end.max(b.end));
        let Ok(excerpt) = excerpt(world, places[index], whole) else { continue };
        let file = sources.add_excerpt(excerpt.clone());
        for other in beside {
            let inside = |byte: u64| excerpt.place_of(byte);
            let ends = ranges[other].as_ref().and_then(|r| Some((inside(r.start)?, inside(r.end)?)));
            spans[other] = ends.map(|(start, end)| Span::new(file, start, end));
        }
    }
    spans
}

fn is_near(a: &Range<u64>, b: &Range<u64>) -> bool {
    a.end.max(b.end) - a.start.min(b.start) <= FRAME_BYTES
}

/// The lines that a range of bytes lies in.
fn excerpt(world: &SharedWorld, place: &Place, range: Range<u64>) -> io::Result<Excerpt> {
    let file = &place.file;
    let mut reader = file.open(world, Purpose::Schema)?;
    let mut lines = Lines::new(place.encoding);
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut left = range.start;
    while left > 0 {
        let wanted = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let count = reader.read(&mut buffer[..wanted])?;
        if count == 0 {
            break;
        }
        lines.take(&buffer[..count]);
        left -= count as u64;
    }
    let mut bytes = Vec::new();
    let inside = range.end - range.start;
    reader.take(inside + SIDE_BYTES as u64).read_to_end(&mut bytes)?;
    let inside = bytes.len().min(inside as usize);
    let line_end = bytes[inside..].iter().position(|byte| is_line_end(*byte));
    let is_cut = line_end.is_none() && bytes.len() - inside == SIDE_BYTES;
    bytes.truncate(inside + line_end.unwrap_or(bytes.len() - inside));
    Ok(lines.excerpt(file.path_shown(), &bytes, is_cut))
}

fn is_line_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

/// Counts lines and columns up to a place, and keeps the end of what stands before it in its line.
struct Lines {
    encoding: Encoding,
    /// Bytes taken.
    bytes: u64,
    line: usize,
    /// The bytes of the line so far, the last ones only.
    kept: Vec<u8>,
    /// Characters of the line that are not kept.
    cut_chars: usize,
    after_return: bool,
}

impl Lines {
    fn new(encoding: Encoding) -> Lines {
        Lines { encoding, bytes: 0, line: 1, kept: Vec::new(), cut_chars: 0, after_return: false }
    }

    fn take(&mut self, chunk: &[u8]) {
        let mut rest = chunk;
        if self.bytes == 0 {
            // The mark at the beginning of a file is no character of its first line.
            rest = rest.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(rest);
        }
        self.bytes += chunk.len() as u64;
        while let Some(end) = rest.iter().position(|byte| is_line_end(*byte)) {
            let is_second_half = rest[end] == b'\n' && self.after_return && end == 0;
            self.line += usize::from(!is_second_half);
            self.kept.clear();
            self.cut_chars = 0;
            self.after_return = rest[end] == b'\r';
            rest = &rest[end + 1..];
        }
        if !rest.is_empty() {
            self.after_return = false;
            self.keep(rest);
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        self.kept.extend_from_slice(bytes);
        if self.kept.len() > 2 * SIDE_BYTES {
            let mut cut = self.kept.len() - SIDE_BYTES;
            while cut < self.kept.len() && !self.encoding.begins_char(self.kept[cut]) {
                cut += 1;
            }
            let begins = |byte: &&u8| self.encoding.begins_char(**byte);
            self.cut_chars += self.kept[..cut].iter().filter(begins).count();
            self.kept.drain(..cut);
        }
    }

    /// What is kept and some bytes that follow, as text.
    fn excerpt(self, name: String, following: &[u8], is_cut: bool) -> Excerpt {
        let start = self.bytes - self.kept.len() as u64;
        let mut text = String::new();
        let mut runs = Vec::new();
        let mut first = Location { line: self.line, column: self.cut_chars + 1 };
        if self.cut_chars > 0 {
            // The sign for what is left out takes the place of one character.
            runs.push(Run { text: 0, file: start });
            text.push('…');
            first.column -= 1;
        }
        self.encoding.decode(&[&self.kept[..], following].concat(), start, &mut text, &mut runs);
        if is_cut {
            text.push('…');
        }
        Excerpt { name, text: with_one_line_end(&text), first, runs }
    }
}

/// A return that ends a line by itself as the usual line end; the lengths stay the same.
fn with_one_line_end(text: &str) -> String {
    let mut chars = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        let ends_line = c == '\r' && chars.peek() != Some(&'\n');
        out.push(if ends_line { '\n' } else { c });
    }
    out
}
