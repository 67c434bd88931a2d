//! From the bytes of a file to its text: UTF-8, with or without a byte-order mark.

use crate::diag::{Code, Diagnostic, Sink, Span};
use std::fmt;

/// Why the bytes of a file are no text, and what can be shown of them all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotText {
    /// The reason, as a message for the author.
    pub reason: String,
    /// The file as far as it can be shown.
    shown: String,
    /// The byte of `shown` where it goes wrong.
    at: usize,
}

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl NotText {
    /// The diagnostic at its place; the file is taken up under a name, so that the place can be shown.
    pub fn tell(&self, name: &str, sink: &mut Sink) -> Diagnostic {
        let file = sink.sources.add(name, self.shown.as_str());
        let wrong = self.shown[self.at..].chars().next().map_or(0, char::len_utf8);
        let span = Span::new(file, self.at, self.at + wrong);
        Diagnostic::error(Code::YamlSyntax, span, &self.reason).help("save the file as UTF-8")
    }
}

/// The text of a spec file, or why it is none.
pub fn text_of(bytes: &[u8]) -> Result<String, NotText> {
    if let Some(units) = utf16_units(bytes) {
        let shown: String = char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect();
        let reason = "the file is UTF-16, not UTF-8".into();
        return Err(NotText { reason, shown: shown.trim_start_matches('\u{feff}').to_owned(), at: 0 });
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|error| {
        let at = error.valid_up_to();
        let reason = format!("the byte 0x{:02X} is not UTF-8", bytes[at]);
        NotText { reason, shown: String::from_utf8_lossy(bytes).into_owned(), at }
    })
}

/// The units of a UTF-16 file: a mark says that it is one, or the zero half of an ASCII character.
fn utf16_units(bytes: &[u8]) -> Option<Vec<u16>> {
    let pairs = || bytes.chunks_exact(2).map(|pair| [pair[0], pair[1]]);
    match bytes {
        [0xff, 0xfe, ..] | [1..=127, 0, ..] => Some(pairs().map(u16::from_le_bytes).collect()),
        [0xfe, 0xff, ..] | [0, 1..=127, ..] => Some(pairs().map(u16::from_be_bytes).collect()),
        _ => None,
    }
}
