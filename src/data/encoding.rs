//! How characters are written as bytes in data files.

use crate::diag::{Code, Diagnostic, Run, Sink, did_you_mean};
use crate::yaml::Spanned;
use schemars::{Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// The mark at the beginning of some files in UTF-8.
pub const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// An encoding. Both have the characters of ASCII in the same single bytes, so delimiters, quotes and line ends
/// can be found before anything is decoded.
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
        let wrong = Diagnostic::error(Code::WrongValue, written.span, message);
        sink.push(match did_you_mean(&written.value, NAMES) {
            Some(near) if !written.value.contains("16") => wrong.label(format!("did you mean `{near}`?")),
            _ => wrong.help("use `utf-8`, `latin-1` or `windows-1252`; save other files as UTF-8"),
        });
        Encoding::Utf8
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Windows1252 => "windows-1252",
        }
    }

    /// Bytes as text; `None` when they are none in this encoding.
    pub fn text(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Encoding::Utf8 => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Encoding::Windows1252 => Some(encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0),
        }
    }

    /// Text as the bytes that a file in this encoding has for it.
    pub fn bytes(self, text: &str) -> Vec<u8> {
        match self {
            Encoding::Utf8 => text.as_bytes().to_vec(),
            Encoding::Windows1252 => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
        }
    }

    /// Whether a character may begin with a byte.
    pub fn begins_char(self, byte: u8) -> bool {
        match self {
            Encoding::Utf8 => !(0x80..0xC0).contains(&byte),
            Encoding::Windows1252 => true,
        }
    }

    /// Adds bytes of a file to a text, with a sign for those that are no text, and notes where they stand.
    pub fn decode(self, bytes: &[u8], start: u64, text: &mut String, runs: &mut Vec<Run>) {
        let mut note = |text: &str, at: usize| runs.push(Run { text: text.len(), file: start + at as u64 });
        note(text, 0);
        let mut at = 0;
        match self {
            Encoding::Utf8 => {
                for chunk in bytes.utf8_chunks() {
                    text.push_str(chunk.valid());
                    at += chunk.valid().len() + chunk.invalid().len();
                    if !chunk.invalid().is_empty() {
                        text.push(char::REPLACEMENT_CHARACTER);
                        note(text, at);
                    }
                }
            }
            Encoding::Windows1252 => {
                for c in self.text(bytes).unwrap_or_default().chars() {
                    text.push(c);
                    at += 1;
                    if !c.is_ascii() {
                        note(text, at);
                    }
                }
            }
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
