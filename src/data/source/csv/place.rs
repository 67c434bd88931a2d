//! Where the values of a record stand in the bytes of its file.

use crate::data::encoding::UTF8_MARK;
use crate::data::place::Spot;
use std::ops::Range;

/// Whether a byte ends a line.
pub fn is_line_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

/// One value of a record, with its quotes.
#[derive(Debug)]
pub struct ValueAt {
    /// Its place in the record.
    pub index: usize,
    /// What stands between values.
    pub delimiter: u8,
}

/// The values of a record from one of them on; all of it when it has fewer.
#[derive(Debug)]
pub struct ValuesFrom {
    /// The first of them.
    pub index: usize,
    /// What stands between values.
    pub delimiter: u8,
}

impl Spot for ValueAt {
    fn find(&self, bytes: &[u8]) -> Range<usize> {
        let values = values(bytes, self.delimiter);
        values.get(self.index).cloned().unwrap_or_else(|| values.first().map_or(0..0, |v| v.start..v.start))
    }
}

impl Spot for ValuesFrom {
    fn find(&self, bytes: &[u8]) -> Range<usize> {
        let values = values(bytes, self.delimiter);
        let (Some(first), Some(last)) = (values.get(self.index).or(values.first()), values.last()) else {
            return 0..0;
        };
        first.start..last.end
    }
}

/// The values of the first record in some bytes; the reader of records passes over empty lines before it.
fn values(bytes: &[u8], delimiter: u8) -> Vec<Range<usize>> {
    let mut at = if bytes.starts_with(UTF8_MARK) { UTF8_MARK.len() } else { 0 };
    while bytes.get(at).is_some_and(|byte| is_line_end(*byte)) {
        at += 1;
    }
    let mut found = Vec::new();
    loop {
        let end = value_end(bytes, at, delimiter);
        found.push(at..end);
        if bytes.get(end) != Some(&delimiter) {
            return found;
        }
        at = end + 1;
    }
}

fn value_end(bytes: &[u8], start: usize, delimiter: u8) -> usize {
    let mut at = start;
    if bytes.get(at) == Some(&b'"') {
        at += 1;
        while at < bytes.len() {
            match (bytes[at], bytes.get(at + 1)) {
                (b'"', Some(b'"')) => at += 2,
                (b'"', _) => {
                    at += 1;
                    break;
                }
                _ => at += 1,
            }
        }
    }
    while at < bytes.len() && bytes[at] != delimiter && !is_line_end(bytes[at]) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_with_their_quotes() {
        let bytes = b"\r\n\n\"a, \"\"b\"\"\",\"x\ny\",,5\" pipe\r\nnext";
        let at = |index| {
            let range = ValueAt { index, delimiter: b',' }.find(bytes);
            String::from_utf8_lossy(&bytes[range]).into_owned()
        };
        let found: Vec<String> = (0..5).map(at).collect();
        assert_eq!(found, ["\"a, \"\"b\"\"\"", "\"x\ny\"", "", "5\" pipe", ""]);
        let rest = ValuesFrom { index: 2, delimiter: b',' }.find(bytes);
        assert_eq!(&bytes[rest], b",5\" pipe");
    }
}
