//! Reads JSON value by value from a stream. Numbers keep their digits, so that money stays exact.

use std::fmt;
use std::io::{self, Read};

/// Deepest nesting; far above any data, far below the stack.
const DEPTH_MAX: usize = 128;
/// Bytes of a row that are kept to be shown.
const ROW_KEPT_BYTES: usize = 16 * 1024;
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
    /// It is not JSON, or not of the form it should have.
    Form {
        /// What is wrong, to follow the place.
        message: String,
        /// Line, from 1.
        line: u64,
        /// Byte in the line, from 1.
        column: u64,
        /// Whether the text ended too early.
        at_end: bool,
    },
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            JsonError::Io(error) => error.fmt(f),
            JsonError::Form { message, line, column, .. } => {
                write!(f, "line {line}, column {column}: {message}")
            }
        }
    }
}

/// A reader that knows where it is.
pub struct JsonReader<R> {
    source: R,
    buffer: Vec<u8>,
    at: usize,
    line: u64,
    column: u64,
    /// Where the row that comes or came last begins: its byte in the buffer, line and column.
    row: (usize, u64, u64),
}

impl<R: Read> JsonReader<R> {
    /// Begins to read.
    pub fn new(source: R) -> JsonReader<R> {
        JsonReader { source, buffer: Vec::new(), at: 0, line: 1, column: 1, row: (0, 1, 1) }
    }

    /// The text of the last row with the line and column it begins at; `None` for a very long one.
    pub fn last_row(&self) -> Option<(&[u8], u64, u64)> {
        let (start, line, column) = self.row;
        let text = self.buffer.get(start..self.at)?;
        (text.len() <= ROW_KEPT_BYTES).then_some((text, line, column))
    }

    /// How many bytes were taken; only while all of the text fits into one buffer.
    pub fn taken(&self) -> usize {
        self.at
    }

    /// The next byte that is not white space; `None` at the end.
    pub fn next_token(&mut self) -> Result<Option<u8>, JsonError> {
        while let Some(byte) = self.peek()? {
            // The mark at the beginning of some UTF-8 files is white space to us.
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0xEF | 0xBB | 0xBF) {
                return Ok(Some(byte));
            }
            self.bump();
        }
        Ok(None)
    }

    /// Takes a byte of punctuation; false when another one comes.
    pub fn take(&mut self, wanted: u8) -> Result<bool, JsonError> {
        let found = self.next_token()? == Some(wanted);
        if found {
            self.bump();
        }
        Ok(found)
    }

    /// Takes a byte of punctuation that must come.
    pub fn expect(&mut self, wanted: u8) -> Result<(), JsonError> {
        if self.take(wanted)? { Ok(()) } else { Err(self.unexpected(&format!("`{}`", char::from(wanted)))) }
    }

    /// Goes into the object that comes and up to the value of a key; false when it has no such key.
    pub fn enter(&mut self, key: &str) -> Result<bool, JsonError> {
        self.expect(b'{')?;
        if self.take(b'}')? {
            return Ok(false);
        }
        loop {
            let found = self.string()?;
            self.expect(b':')?;
            if found == key {
                return Ok(true);
            }
            self.value()?;
            if !self.take(b',')? {
                self.expect(b'}')?;
                return Ok(false);
            }
        }
    }

    /// An object as keys and values.
    pub fn row(&mut self, row: &mut Vec<(String, Json)>) -> Result<(), JsonError> {
        row.clear();
        if self.next_token()? != Some(b'{') {
            return Err(self.unexpected("an object with the values of a row, like `{\"name\": 1}`,"));
        }
        self.row = (self.at, self.line, self.column);
        self.bump();
        if self.take(b'}')? {
            return Ok(());
        }
        loop {
            let key = self.string()?;
            self.expect(b':')?;
            let value = self.value()?;
            if row.iter().any(|(known, _)| *known == key) {
                return Err(self.form(format!("the key `{key}` stands twice in this row"), false));
            }
            row.push((key, value));
            if !self.take(b',')? {
                return self.expect(b'}');
            }
        }
    }

    /// The value that comes.
    pub fn value(&mut self) -> Result<Json, JsonError> {
        match self.next_token()? {
            Some(b'"') => Ok(Json::Text(self.string()?)),
            Some(b'{' | b'[') => {
                let mut raw = Vec::new();
                self.nested(&mut raw, 0)?;
                Ok(Json::Nested(self.utf8(raw)?))
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
            Ok(None) => self.form(format!("{wanted} is missing, the file ends here"), true),
            Ok(Some(byte)) if byte.is_ascii_graphic() => {
                self.form(format!("{wanted} is needed here, not `{}`", char::from(byte)), false)
            }
            Ok(Some(_)) => self.form(format!("{wanted} is needed here"), false),
        }
    }

    fn form(&self, message: String, at_end: bool) -> JsonError {
        JsonError::Form { message, line: self.line, column: self.column, at_end }
    }

    fn peek(&mut self) -> Result<Option<u8>, JsonError> {
        if self.at == self.buffer.len() {
            self.fill()?;
        }
        Ok(self.buffer.get(self.at).copied())
    }

    /// Reads on. The row that is being read stays, so that it can be shown, unless it is very long.
    fn fill(&mut self) -> Result<(), JsonError> {
        let start = self.row.0.min(self.at);
        let kept = if self.at - start <= ROW_KEPT_BYTES { self.at - start } else { 0 };
        self.buffer.drain(..self.at - kept);
        self.row.0 = if kept > 0 { 0 } else { usize::MAX };
        self.buffer.resize(kept + BUFFER_BYTES, 0);
        let count = self.source.read(&mut self.buffer[kept..]).map_err(JsonError::Io)?;
        self.buffer.truncate(kept + count);
        self.at = kept;
        Ok(())
    }

    /// Passes over the byte that was looked at.
    fn bump(&mut self) {
        if self.buffer[self.at] == b'\n' {
            (self.line, self.column) = (self.line + 1, 1);
        } else {
            self.column += 1;
        }
        self.at += 1;
    }

    fn word(&mut self, word: &'static str) -> Result<(), JsonError> {
        for wanted in word.bytes() {
            if self.peek()? != Some(wanted) {
                return Err(self.unexpected(&format!("`{word}`")));
            }
            self.bump();
        }
        Ok(())
    }

    fn number(&mut self) -> Result<String, JsonError> {
        let mut text = String::new();
        while let Some(byte @ (b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) = self.peek()? {
            text.push(char::from(byte));
            self.bump();
        }
        match text.parse::<f64>() {
            Ok(_) if text.ends_with(|c: char| c.is_ascii_digit()) => Ok(text),
            _ => Err(self.form(format!("`{text}` is not a number"), false)),
        }
    }

    fn string(&mut self) -> Result<String, JsonError> {
        let mut raw = Vec::new();
        self.raw_string(&mut raw)?;
        let inner = &raw[1..raw.len() - 1];
        if !inner.contains(&b'\\') {
            return self.utf8(inner.to_vec());
        }
        // Escapes are rare; the library knows all of them.
        serde_json::from_slice(&raw)
            .map_err(|_| self.form("this text has an escape that JSON does not know".into(), false))
    }

    /// A string with its quotes and escapes, as it is.
    fn raw_string(&mut self, out: &mut Vec<u8>) -> Result<(), JsonError> {
        if self.next_token()? != Some(b'"') {
            return Err(self.unexpected("text in quotes"));
        }
        out.push(b'"');
        self.bump();
        let mut escaped = false;
        loop {
            let Some(byte) = self.peek()? else {
                return Err(self.form("the closing quote is missing, the file ends here".into(), true));
            };
            out.push(byte);
            self.bump();
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => return Ok(()),
                b'\n' => {
                    return Err(self.form("the closing quote is missing in the line before".into(), false));
                }
                _ => {}
            }
        }
    }

    fn nested(&mut self, out: &mut Vec<u8>, depth: usize) -> Result<(), JsonError> {
        if depth > DEPTH_MAX {
            return Err(self.form(format!("more than {DEPTH_MAX} levels of nesting"), false));
        }
        match self.next_token()? {
            Some(open @ (b'{' | b'[')) => {
                let close = if open == b'{' { b'}' } else { b']' };
                out.push(open);
                self.bump();
                if !self.take(close)? {
                    self.members(out, open == b'{', depth)?;
                    self.expect(close)?;
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

    fn utf8(&self, bytes: Vec<u8>) -> Result<String, JsonError> {
        String::from_utf8(bytes).map_err(|_| self.form("this text is not valid UTF-8".into(), false))
    }
}
