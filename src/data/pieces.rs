//! Samples of a data file: its head, and lines from the middle and the tail when it is too big to be
//! looked at as a whole.

use super::inputs::InputFile;
use crate::limits::SAMPLE_BYTES;
use crate::world::{Purpose, SharedWorld};
use std::io::{self, Read, Seek, SeekFrom};

/// Pieces of one file, uncompressed.
#[derive(Debug)]
pub struct Pieces {
    /// From its beginning; may end in the middle of a line.
    pub head: Vec<u8>,
    /// Whether the head is the whole file.
    pub whole: bool,
    /// Whole lines from other places.
    pub others: Vec<Piece>,
}

/// Whole lines from somewhere in a file.
#[derive(Debug)]
pub struct Piece {
    /// Their first byte in the file.
    pub start: u64,
    /// The lines.
    pub bytes: Vec<u8>,
}

impl Pieces {
    /// Reads the pieces; of a compressed file only the head.
    pub fn read(world: &SharedWorld, file: &InputFile) -> io::Result<Pieces> {
        let small = 3 * SAMPLE_BYTES as u64;
        let compressed = file.is_gzip();
        let head_bytes = if compressed || file.bytes <= small { small } else { SAMPLE_BYTES as u64 };
        let mut head = Vec::new();
        // One byte more tells whether there is more.
        file.open(world, Purpose::Schema)?.take(head_bytes + 1).read_to_end(&mut head)?;
        let whole = head.len() as u64 <= head_bytes;
        head.truncate(head_bytes as usize);
        let mut others = Vec::new();
        if !whole && !compressed {
            let mut raw = file.open_raw(world, Purpose::Schema)?;
            for start in [file.bytes / 2, file.bytes.saturating_sub(SAMPLE_BYTES as u64)] {
                others.push(lines_after(&mut raw, start, file.bytes)?);
            }
        }
        Ok(Pieces { head, whole, others })
    }

    /// Takes the line away from the head that it ends in the middle of, unless that is all of it.
    pub fn cut_head(&mut self) {
        let line_end = line_end_of(&self.head);
        let end = self.head.iter().rposition(|byte| *byte == line_end).filter(|_| !self.whole);
        self.head.truncate(end.map_or(self.head.len(), |end| end + 1));
    }
}

fn lines_after(raw: &mut (impl Read + Seek), start: u64, file_bytes: u64) -> io::Result<Piece> {
    raw.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    raw.take(SAMPLE_BYTES as u64).read_to_end(&mut bytes)?;
    if start + (bytes.len() as u64) < file_bytes {
        cut_after_last_line(&mut bytes);
    }
    let end = line_end_of(&bytes);
    let first_line = bytes.iter().position(|byte| *byte == end).map_or(bytes.len(), |at| at + 1);
    let start = start + first_line as u64;
    Ok(Piece { start, bytes: bytes.split_off(first_line) })
}

fn cut_after_last_line(bytes: &mut Vec<u8>) {
    let line_end = line_end_of(bytes);
    let end = bytes.iter().rposition(|byte| *byte == line_end).map_or(0, |at| at + 1);
    bytes.truncate(end);
}

/// The byte that ends lines; old programs end them with a return alone.
fn line_end_of(bytes: &[u8]) -> u8 {
    if bytes.contains(&b'\n') { b'\n' } else { b'\r' }
}
