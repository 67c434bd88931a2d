//! From the bytes of a file to its text: UTF-8, with or without a byte-order mark.

/// The text of a spec file, or why it is none, as a message for the author.
pub fn text_of(bytes: &[u8]) -> Result<String, String> {
    if looks_like_utf16(bytes) {
        return Err("the file is UTF-16; save it as UTF-8".into());
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|error| {
        let at = error.valid_up_to();
        let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("line {line} is not UTF-8 (byte 0x{:02X}); save the file as UTF-8", bytes[at])
    })
}

/// A mark says so; without one, the zero half of an ASCII character does.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 1..=127, ..] | [1..=127, 0, ..])
}
