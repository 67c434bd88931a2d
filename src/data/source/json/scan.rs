//! Reads JSON value by value from a stream. Numbers keep their digits, so that money stays exact.

use crate::data::encoding::UTF8_MARK;
use crate::data::trouble::quoted;
use crate::limits::DATA_ROW_BYTES_MAX;
use crate::yaml::Spanned;
use std::collections::BTreeSet;
use std::io::{self, Read};
use std::ops::Range;

/// Deepest nesting; far above any data, far below the stack.
const DEPTH_MAX: usize = 128;
/// Keys of a row that are compared one by one to find one that stands twice.
const FEW_KEYS: usize = 32;
/// Keys of an object that are kept to propose one of them.
const KEYS_TOLD: usize = 100;
/// Bytes read at a time.
const BUFFER_BYTES: usize = 64 * 1024;

/// A value inside a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number as written.
    Number(String),
    /// Text.
    Text(String),
    /// A list or an object, as JSON without white space.
    Nested(String),
}

/// Why reading stopped.
#[derive(Debug)]
pub enum JsonError {
    /// The file cannot be read.
    Io(io::Error),
    /// A row, which begins at this byte, is longer than a limit.
    TooLong(u64),
    /// The way to the rows is not in the file.
    NoKey {
        /// The way as the report says it: keys with dots between them.
        rows: Spanned<String>,
        /// How many of its keys are there.
        depth: usize,
        /// The keys beside the one that is not there.
        others: Vec<String>,
    },
    /// It is not JSON, or not of the form it should have.
    Form {
        /// What is wrong, to follow the place.
        message: String,
        /// The byte of the file.
        at: u64,
        /// How many bytes are meant.
        bytes: usize,
        /// Whether the text ended too early.
        at_end: bool,
    },
}

/// A reader that knows where it is.
pub struct JsonReader<R> {
    source: R,
    buffer: Vec<u8>,
    /// The next byte of the buffer.
    at: usize,
    /// The byte of the file that the buffer begins with.
    start: u64,
    /// Where the row that comes or came last begins.
    row: u64,
    /// The white space passed over last.
    blank: Range<u64>,
    /// Where the comma ends that was taken last.
    comma_end: u64,
}

impl<R: Read> JsonReader<R> {
    /// Begins to read what stands from a byte of a file on.
    pub fn new(source: R, start: u64) -> JsonReader<R> {
        JsonReader { source, buffer: Vec::new(), at: 0, start, row: start, blank: 0..0, comma_end: 0 }
    }

    /// The byte of the file that comes next.
    pub fn place(&self) -> u64 {
        self.start + self.at as u64
    }

    /// The byte of the file that the last row begins with.
    pub fn row_start(&self) -> u64 {
        self.row
    }

    /// The next byte that is not white space; `None` at the end.
    pub fn next_token(&mut self) -> Result<Option<u8>, JsonError> {
        let before = self.place();
        let token = self.skip_blank()?;
        if self.place() > before {
            self.blank = before..self.place();
        }
        Ok(token)
    }

    fn skip_blank(&mut self) -> Result<Option<u8>, JsonError> {
        while let Some(byte) = self.peek()? {
            let in_mark = self.place() < 3 && UTF8_MARK.contains(&byte);
            if !in_mark && !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Ok(Some(byte));
            }
            self.at += 1;
        }
        Ok(None)
    }

    /// Takes a byte of punctuation; false when another one comes.
    pub fn take(&mut self, wanted: u8) -> Result<bool, JsonError> {
        let found = self.next_token()? == Some(wanted);
        self.at += usize::from(found);
        if found && wanted == b',' {
            self.comma_end = self.place();
        }
        Ok(found)
    }

    /// Takes a byte of punctuation that must come.
    pub fn expect(&mut self, wanted: u8) -> Result<(), JsonError> {
        if self.take(wanted)? { Ok(()) } else { Err(self.unexpected(&format!("`{}`", char::from(wanted)))) }
    }

    /// Takes the end of a list or an object after one of its members.
    pub fn close(&mut self, end: u8) -> Result<(), JsonError> {
        if self.take(end)? {
            return Ok(());
        }
        let end = char::from(end);
        let is_more = self.next_token()?.is_some();
        let wanted = if is_more { format!("`,` or `{end}`") } else { format!("`{end}`") };
        Err(self.unexpected(&wanted))
    }

    /// Goes into the object that comes and up to the value of a key; the keys that it has when it lacks this one.
    pub fn enter(&mut self, key: &str) -> Result<Option<Vec<String>>, JsonError> {
        self.expect(b'{')?;
        let mut keys = Vec::new();
        let mut goes_on = !self.take(b'}')?;
        while goes_on {
            let found = self.string()?;
            self.expect(b':')?;
            if found == key {
                return Ok(None);
            }
            if keys.len() < KEYS_TOLD {
                keys.push(found);
            }
            self.pass_value()?;
            goes_on = self.take(b',')?;
            if !goes_on {
                self.close(b'}')?;
            }
        }
        Ok(Some(keys))
    }

    /// Reads to the end of an object after one of its values.
    pub fn leave(&mut self) -> Result<(), JsonError> {
        while self.take(b',')? {
            self.string()?;
            self.expect(b':')?;
            self.pass_value()?;
        }
        self.close(b'}')
    }

    /// An object as keys and values.
    pub fn row(&mut self, row: &mut Vec<(String, Json)>) -> Result<(), JsonError> {
        row.clear();
        if self.next_token()? != Some(b'{') {
            return Err(self.unexpected("an object with the values of a row, like `{\"name\": 1}`,"));
        }
        self.row = self.place();
        self.at += 1;
        if self.take(b'}')? {
            return Ok(());
        }
        let mut many = BTreeSet::new();
        loop {
            self.next_token()?;
            let start = self.place();
            let key = self.string()?;
            let length = (self.place() - start) as usize;
            self.expect(b':')?;
            if row.len() == FEW_KEYS {
                many.extend(row.iter().map(|(known, _)| known.clone()));
            }
            let is_known = match row.len() < FEW_KEYS {
                true => row.iter().any(|(known, _)| *known == key),
                false => !many.insert(key.clone()),
            };
            if is_known {
                let message = format!("the key `{}` stands twice in this row", quoted(&key));
                return Err(JsonError::Form { message, at: start, bytes: length, at_end: false });
            }
            row.push((key, self.value()?));
            if !self.take(b',')? {
                return self.close(b'}');
            }
        }
    }

    /// A value outside of rows, which may be as long as it likes.
    fn pass_value(&mut self) -> Result<(), JsonError> {
        self.next_token()?;
        self.row = self.place();
        self.value().map(|_| ())
    }

    /// The value that comes.
    pub fn value(&mut self) -> Result<Json, JsonError> {
        match self.next_token()? {
            Some(b'"') => Ok(Json::Text(self.string()?)),
            Some(b'{' | b'[') => {
                let start = self.place();
                let mut raw = Vec::new();
                self.nested(&mut raw, 0)?;
                let text = String::from_utf8(raw);
                text.map(Json::Nested).map_err(|_| form("this is not valid UTF-8".into(), start))
            }
            Some(b't') => self.word("true").map(|()| Json::Boolean(true)),
            Some(b'f') => self.word("false").map(|()| Json::Boolean(false)),
            Some(b'n') => self.word("null").map(|()| Json::Null),
            Some(b'-' | b'0'..=b'9') => self.number().map(Json::Number),
            _ => Err(self.unexpected("a value")),
        }
    }

    /// An error at the place that comes.
    pub fn unexpected(&mut self, wanted: &str) -> JsonError {
        match self.next_token() {
            Err(error) => error,
            Ok(None) => {
                let message = format!("{wanted} is missing, the file ends here");
                // What is missing is missing after the last word, not after the line that it ends.
                let at = if self.blank.end == self.place() { self.blank.start } else { self.place() };
                JsonError::Form { message, at, bytes: 1, at_end: true }
            }
            Ok(Some(byte @ (b']' | b'}'))) if self.is_after_comma() => {
                let message = format!("the comma before `{}` is one too many", char::from(byte));
                form(message, self.comma_end - 1)
            }
            Ok(Some(byte)) if byte.is_ascii_graphic() => {
                let byte_shown = char::from(byte);
                let message = format!("{wanted} is needed here, not `{byte_shown}`{}", rule_for(byte));
                form(message, self.place())
            }
            Ok(Some(_)) => form(format!("{wanted} is needed here"), self.place()),
        }
    }

    fn is_after_comma(&self) -> bool {
        let is_blank_between = self.blank == (self.comma_end..self.place());
        self.comma_end > 0 && (self.comma_end == self.place() || is_blank_between)
    }

    fn peek(&mut self) -> Result<Option<u8>, JsonError> {
        if self.at == self.buffer.len() {
            self.fill()?;
        }
        Ok(self.buffer.get(self.at).copied())
    }

    fn fill(&mut self) -> Result<(), JsonError> {
        if self.place() - self.row > DATA_ROW_BYTES_MAX {
            return Err(JsonError::TooLong(self.row));
        }
        self.start = self.place();
        self.at = 0;
        self.buffer.resize(BUFFER_BYTES, 0);
        let count = self.source.read(&mut self.buffer).map_err(JsonError::Io)?;
        self.buffer.truncate(count);
        Ok(())
    }

    fn word(&mut self, word: &'static str) -> Result<(), JsonError> {
        for wanted in word.bytes() {
            if self.peek()? != Some(wanted) {
                return Err(self.unexpected(&format!("`{word}`")));
            }
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<String, JsonError> {
        let start = self.place();
        let mut text = String::new();
        while let Some(byte @ (b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) = self.peek()? {
            text.push(char::from(byte));
            self.at += 1;
        }
        if is_number(&text) {
            return Ok(text);
        }
        let bytes = text.len();
        let digits = text.trim_start_matches('-');
        let has_zero = digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit();
        let why = if has_zero { ": it may not begin with `0`, unless it is text in quotes" } else { "" };
        let message = format!("`{}` is not a number{why}", quoted(&text));
        Err(JsonError::Form { message, at: start, bytes, at_end: false })
    }

    fn string(&mut self) -> Result<String, JsonError> {
        self.next_token()?;
        let start = self.place();
        let mut raw = Vec::new();
        self.raw_string(&mut raw)?;
        let inner = &raw[1..raw.len() - 1];
        if !inner.contains(&b'\\') {
            let text = String::from_utf8(inner.to_vec());
            return text.map_err(|_| form("this is not valid UTF-8".into(), start));
        }
        // Escapes are rare; the library knows all of them.
        serde_json::from_slice(&raw)
            .map_err(|_| form("this text has an escape that JSON does not know".into(), start))
    }

    /// A string with its quotes and escapes, as it is.
    fn raw_string(&mut self, out: &mut Vec<u8>) -> Result<(), JsonError> {
        if self.next_token()? != Some(b'"') {
            return Err(self.unexpected("text in quotes"));
        }
        let (start, first) = (self.place(), out.len());
        out.push(b'"');
        self.at += 1;
        let mut escaped = false;
        loop {
            let Some(byte) = self.peek()? else {
                let message = "this text is not closed before the file ends".into();
                return Err(JsonError::Form { message, at: start, bytes: 1, at_end: true });
            };
            self.at += 1;
            out.push(byte);
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => break,
                b'\n' => return Err(form("this text is not closed in its line".into(), start)),
                _ => {}
            }
        }
        match std::str::from_utf8(&out[first..]) {
            Ok(_) => Ok(()),
            Err(error) => {
                Err(form("this byte is not valid UTF-8".into(), start + error.valid_up_to() as u64))
            }
        }
    }

    fn nested(&mut self, out: &mut Vec<u8>, depth: usize) -> Result<(), JsonError> {
        let token = self.next_token()?;
        if depth > DEPTH_MAX {
            return Err(form(format!("more than {DEPTH_MAX} levels of nesting"), self.place()));
        }
        match token {
            Some(open @ (b'{' | b'[')) => {
                let close = if open == b'{' { b'}' } else { b']' };
                out.push(open);
                self.at += 1;
                if !self.take(close)? {
                    self.members(out, open == b'{', depth)?;
                    self.close(close)?;
                }
                out.push(close);
            }
            Some(b'"') => self.raw_string(out)?,
            _ => match self.value()? {
                Json::Null => out.extend(b"null"),
                Json::Boolean(truth) => out.extend(truth.to_string().bytes()),
                Json::Number(text) | Json::Text(text) | Json::Nested(text) => out.extend(text.bytes()),
            },
        }
        Ok(())
    }

    fn members(&mut self, out: &mut Vec<u8>, keyed: bool, depth: usize) -> Result<(), JsonError> {
        loop {
            if keyed {
                self.raw_string(out)?;
                self.expect(b':')?;
                out.push(b':');
            }
            self.nested(out, depth + 1)?;
            if !self.take(b',')? {
                return Ok(());
            }
            out.push(b',');
        }
    }
}

/// The rule that is broken by what other languages allow and JSON does not, by its first byte.
fn rule_for(byte: u8) -> &'static str {
    match byte {
        b'\'' => ": texts and keys stand in `\"`",
        b'/' | b'#' => ": JSON has no comments",
        b'N' | b'I' => ": a number that is none is `null`",
        b'T' | b'F' => ": `true` and `false` have small letters",
        _ => "",
    }
}

/// An error at a byte of the file.
fn form(message: String, at: u64) -> JsonError {
    JsonError::Form { message, at, bytes: 1, at_end: false }
}

/// `-1.5e3`: an optional minus, digits without a zero before them, a fraction, an exponent.
fn is_number(text: &str) -> bool {
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    let exponent = exponent.map(|exponent| exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
    let is_whole = all_digits(whole) && (whole.len() == 1 || !whole.starts_with('0'));
    is_whole && fraction.is_none_or(all_digits) && exponent.is_none_or(all_digits)
}
