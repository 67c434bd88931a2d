//! Named formats of a theme, and where a report may write a name or a code.

use super::{Format, FormatError};
use crate::diag::{Code, Diagnostic, Sink, Span, did_you_mean, list_names};
use crate::value::Type;
use crate::yaml::Spanned;
use std::collections::BTreeMap;

/// Formats of a theme by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Formats(pub BTreeMap<String, Format>);

/// Why a text is neither a name nor a code.
enum Unknown {
    /// It looks like a name.
    Name,
    /// It looks like a code.
    Code(FormatError),
}

impl Formats {
    /// How values of a type are shown where the report does not say: the theme's own `date`, `datetime`,
    /// `time`, `integer` or `number`, otherwise that of the house.
    pub fn default_for(&self, kind: &Type) -> Format {
        let name = match kind {
            Type::Date => "date",
            Type::DateTime | Type::Instant => "datetime",
            Type::Time => "time",
            Type::Integer => "integer",
            Type::Number => "number",
            Type::Text | Type::Decimal { .. } | Type::Boolean | Type::List(_) | Type::Other(_) => "",
        };
        self.0.get(name).cloned().unwrap_or_else(|| Format::default_for(kind))
    }

    /// Finds a format written in a report: a name of the theme or a code.
    pub fn find(&self, name: &Spanned<String>, sink: &mut Sink) -> Option<Format> {
        // In a plain or quoted scalar without escapes the code stands byte by byte in the file.
        let inside = |at: std::ops::Range<usize>| {
            let (start, end) = (name.span.start as usize, name.span.end as usize);
            let quote = match (end - start).checked_sub(name.value.len()) {
                Some(0) => 0,
                Some(2) => 1,
                _ => return name.span,
            };
            Span::new(name.span.file, start + quote + at.start, start + quote + at.end)
        };
        self.find_at(&name.value, name.span, inside, sink)
    }

    /// Finds a format by text; `inside` gives the place of a part of the text.
    pub fn find_at(
        &self,
        text: &str,
        span: Span,
        inside: impl Fn(std::ops::Range<usize>) -> Span,
        sink: &mut Sink,
    ) -> Option<Format> {
        let unknown = match self.resolve(text) {
            Ok(format) => return Some(format),
            Err(unknown) => unknown,
        };
        let (at, message) = match &unknown {
            Unknown::Name => (span, unknown_name(text)),
            Unknown::Code(error) => (inside(error.at.clone()), unreadable(text, error)),
        };
        let diagnostic = Diagnostic::error(Code::UnknownFormat, at, message);
        if let Unknown::Code(FormatError { instead: Some(ours), whole, .. }) = &unknown {
            let place = if *whole { inside(0..text.len()) } else { at };
            // Where the text has escapes its place is not known, and a fix would be wrong.
            let is_known = inside(0..text.len()).range().len() == text.len();
            sink.push(match is_known && !needs_quotes(text, ours) {
                true => diagnostic.fix(format!("write `{ours}`"), place, ours.as_str()),
                false => diagnostic.help(format!("write `{ours}`")),
            });
            return None;
        }
        sink.push(match (did_you_mean(text, self.names()), unknown) {
            (Some(near), _) => {
                let diagnostic = diagnostic.label(format!("did you mean `{near}`?"));
                let place = inside(0..text.len());
                // Where the text has escapes its place is not known, and a fix would be wrong.
                match place.range().len() == text.len() {
                    true => diagnostic.fix(format!("write `{near}`"), place, near),
                    false => diagnostic,
                }
            }
            (None, Unknown::Name) => diagnostic.help(self.known()),
            (None, Unknown::Code(_)) => diagnostic
                .help("a format is a name of the theme or an Excel number format such as `#,##0.00`"),
        });
        None
    }

    /// Finds a format by text, where there is no report to point into.
    pub fn lookup(&self, text: &str) -> Result<Format, String> {
        self.resolve(text).map_err(|unknown| match unknown {
            Unknown::Name => unknown_name(text),
            Unknown::Code(error) => unreadable(text, &error),
        })
    }

    fn resolve(&self, text: &str) -> Result<Format, Unknown> {
        if let Some(format) = self.0.get(text) {
            return Ok(format.clone());
        }
        let parsed = Format::parse(text);
        if !is_word(text) {
            return parsed.map_err(Unknown::Code);
        }
        // A lone word is a name that the theme lacks, except for `yyyy`, `mmm`, and `General`.
        parsed.ok().filter(|format| format.is_date() || *format == Format::general()).ok_or(Unknown::Name)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    fn known(&self) -> String {
        format!("the theme has {}; codes such as `#,##0.00` work too", list_names(self.names(), 12))
    }
}

fn unknown_name(text: &str) -> String {
    format!("the theme has no format `{text}`")
}

fn unreadable(text: &str, error: &FormatError) -> String {
    format!("the format `{text}` cannot be read: {}", error.message)
}

/// Whether a code cannot take the place of another one in YAML as it is: ` #` begins a comment.
fn needs_quotes(written: &str, ours: &str) -> bool {
    ours.contains('#') && !written.contains('#')
}

/// Whether a text looks like a name: letters, figures and `_`, and at least one letter.
fn is_word(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && text.contains(|c: char| c.is_ascii_alphabetic())
}
