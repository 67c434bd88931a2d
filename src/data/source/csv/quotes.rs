//! Notices a quote that is never closed: the reader of records takes all that follows for one value.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether an odd number of quotes has been read so far.
#[derive(Debug, Clone, Default)]
pub struct Parity(Arc<AtomicBool>);

impl Parity {
    /// Counts the quotes of what is read through the result.
    pub fn watch(&self, inner: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        Box::new(Watched { inner, parity: self.clone() })
    }

    /// Whether the number is odd.
    pub fn is_odd(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

struct Watched {
    inner: Box<dyn Read + Send>,
    parity: Parity,
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let quotes = buffer[..count].iter().filter(|byte| **byte == b'"').count();
        if quotes % 2 == 1 {
            self.parity.0.fetch_xor(true, Ordering::Relaxed);
        }
        Ok(count)
    }
}
