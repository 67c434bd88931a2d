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
    pub others: Vec<Vec<u8>>,
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
                others.push(lines_after(&mut raw, start)?);
            }
        }
        Ok(Pieces { head, whole, others })
    }

    /// Takes the line away from the head that it ends in the middle of.
    pub fn cut_head(&mut self) {
        if !self.whole {
            cut_after_last_line(&mut self.head);
        }
    }
}

fn lines_after(raw: &mut (impl Read + Seek), start: u64) -> io::Result<Vec<u8>> {
    raw.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    raw.take(SAMPLE_BYTES as u64).read_to_end(&mut bytes)?;
    cut_after_last_line(&mut bytes);
    let first_line = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1);
    Ok(bytes.split_off(first_line))
}

fn cut_after_last_line(bytes: &mut Vec<u8>) {
    let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    bytes.truncate(end);
}
