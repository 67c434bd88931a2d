//! Errors of the query engine that the walk over a query does not find, told in the words of a report and at
//! the best place that is known.

mod known;
mod run;
mod syntax;
pub mod usage;
pub mod words;

pub use syntax::report as report_syntax;

use super::meaning::Env;
use super::{Mention, Mentions, Sql};
use crate::diag::{Code, Diagnostic, Sink, Span, list_names};
use crate::yaml::Text;
use datafusion::common::{Column, Diagnostic as Hint, SchemaError, Span as SqlSpan};
use datafusion::error::DataFusionError;
use datafusion::sql::sqlparser::tokenizer::{Location, Span as TokenSpan, Token};
use std::ops::Range;
use words::readable;

/// Columns listed when none is near the one written.
const COLUMNS_LISTED: usize = 12;

/// What else a mistake may have to do with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// Names of functions.
    pub functions: &'a [String],
}

/// Where a mistake is, when nothing smaller is known.
pub struct Place<'a> {
    /// The SQL.
    pub sql: &'a Sql<'a>,
    /// The names in it.
    pub mentions: &'a Mentions,
    /// The bytes it is about.
    pub at: Range<usize>,
}

/// Reports why SQL cannot be planned or run.
pub fn report(
    error: &DataFusionError,
    dataset: &str,
    text: &Text,
    mentions: &Mentions,
    known: Known,
    sink: &mut Sink,
) {
    let sql = Sql::new(text);
    let at = sql.first_line();
    let teller = Teller { dataset, sql: &sql, mentions, known, at };
    // The SQL of a bound input is made up: `resolve` tells which column of the binding is missing.
    for error in error.iter().filter(|error| teller.is_written() || !lacks_column(error)) {
        sink.push(teller.tell(error));
    }
}

/// Why a part of a query cannot be computed.
pub fn tell_at(error: &DataFusionError, place: Place, env: Env) -> Diagnostic {
    let Place { sql, mentions, at } = place;
    let known = Known { functions: env.functions };
    Teller { dataset: env.dataset, sql, mentions, known, at }.tell(error)
}

struct Teller<'a> {
    dataset: &'a str,
    sql: &'a Sql<'a>,
    mentions: &'a Mentions,
    known: Known<'a>,
    /// Where to point when nothing smaller is known.
    at: Range<usize>,
}

impl Teller<'_> {
    fn tell(&self, error: &DataFusionError) -> Diagnostic {
        let hint = error.diagnostic();
        let span = hint.and_then(|hint| hint.span).map(|span| self.span(&span));
        if let DataFusionError::SchemaError(error, _) = error.find_root() {
            return self.tell_schema(error, span);
        }
        match hint {
            Some(hint) => self.tell_hint(hint, span.unwrap_or(self.whole())),
            None => self.tell_words(error),
        }
    }

    /// Whether the author wrote the SQL; only then does each part of it have a place of its own.
    fn is_written(&self) -> bool {
        self.sql.text.span_of(0..0) != self.sql.text.span()
    }

    fn span(&self, span: &SqlSpan) -> Span {
        let location =
            |place: datafusion::common::Location| Location { line: place.line, column: place.column };
        let span = TokenSpan { start: location(span.start), end: location(span.end) };
        self.sql.span(&self.sql.range(span))
    }

    fn whole(&self) -> Span {
        self.sql.span(&self.at)
    }

    fn mentioned(&self, list: &[Mention], name: &str) -> Option<Span> {
        let found = list.iter().find(|mention| mention.name.eq_ignore_ascii_case(name))?;
        Some(self.sql.span(&found.at))
    }

    /// A keyword, in small or capital letters.
    fn word(&self, word: &str) -> Option<Span> {
        let found = self.sql.word_in(word, 0..self.sql.as_str().len())?;
        Some(self.sql.span(&found))
    }

    fn tell_schema(&self, error: &SchemaError, span: Option<Span>) -> Diagnostic {
        match error {
            SchemaError::FieldNotFound { field, valid_fields } => {
                let place = span.or_else(|| self.mentioned(&self.mentions.columns, &field.name));
                missing_column(field, valid_fields, place.unwrap_or(self.whole()))
            }
            SchemaError::AmbiguousReference { field } => {
                let message = format!("more than one table has a column `{}`", field.name);
                let span = span.or_else(|| self.mentioned(&self.mentions.columns, &field.name));
                Diagnostic::error(Code::Sql, span.unwrap_or(self.whole()), message)
                    .help("write the name of the table before it")
            }
            SchemaError::DuplicateQualifiedField { name, .. }
            | SchemaError::DuplicateUnqualifiedField { name } => self.twice(name),
        }
    }

    /// Mistakes for which the engine knows a place.
    fn tell_hint(&self, hint: &Hint, span: Span) -> Diagnostic {
        let message = hint.message.as_str();
        let error = |message: String| Diagnostic::error(Code::Sql, span, message);
        if let Some(name) = message.strip_prefix("Invalid function '").and_then(|m| m.strip_suffix('\'')) {
            return usage::unknown(name, span, self.known.functions);
        }
        if message.contains("must appear in GROUP BY") {
            let name = message.split('\'').nth(1).unwrap_or_default();
            let name = name.rsplit('.').next().unwrap_or(name);
            let grouped = self.word("GROUP").is_some();
            let star = self.sql.pieces.iter().find(|piece| piece.token == Token::Mul);
            let written = self.mentioned(&self.mentions.columns, name).is_some();
            let span = star.filter(|_| !written).map_or(span, |star| self.sql.span(&star.at));
            let error = |message: String| Diagnostic::error(Code::Sql, span, message);
            let help = match grouped {
                true => format!("add `{name}` to `GROUP BY`, or take one value: `max({name})`"),
                false => format!("add `GROUP BY {name}` at the end, or take one value: `max({name})`"),
            };
            return error(format!("`{name}` is neither grouped by nor added up")).help(help);
        }
        let told = match message {
            "expressions have incompatible types" => error("these two do not go together".into()),
            m if m.contains("different number of columns") => {
                error("both sides of a `UNION` have the same number of columns".into())
            }
            m if m.contains("Too many columns!") => {
                return error("a query in the place of a value selects one column".into());
            }
            m if m.contains("cannot be nested") => {
                return error("a sum of sums cannot be computed in one step".into())
                    .help("compute the inner one in a dataset of its own");
            }
            other => error(readable(other)),
        };
        let noted = hint.notes.iter().filter(|note| !note.message.starts_with("Possible function"));
        let told = noted.fold(told, |told, note| match note.span {
            Some(span) => told.also(self.span(&span), note_words(&note.message)),
            None => told.note(format!("one side {}", note_words(&note.message))),
        });
        hint.helps.iter().fold(told, |told, help| told.help(readable(&help.message)))
    }

    /// The engine gives no place: look for one in its words.
    fn tell_words(&self, error: &DataFusionError) -> Diagnostic {
        let words = error.find_root().strip_backtrace();
        let limit = matches!(error.find_root(), DataFusionError::ResourcesExhausted(_));
        if let Some(told) = self.tell_run(&words, limit).or_else(|| self.tell_known(&words)) {
            return told;
        }
        let span = self.place_of(&words);
        match error.find_root() {
            DataFusionError::Internal(_) => {
                let message = format!("the query engine cannot compute `{}`", self.dataset);
                Diagnostic::error(Code::Sql, span, message)
                    .note(readable(&words))
                    .help("check the number and the types of what each function is given")
            }
            _ => Diagnostic::error(Code::Sql, span, readable(&words)),
        }
    }

    /// The place of a function or column that is named in the words; the first line when there is none.
    fn place_of(&self, words: &str) -> Span {
        let quoted: Vec<&str> = words.split(['\'', '`', '"']).skip(1).step_by(2).collect();
        let column =
            |word: &&str| self.mentioned(&self.mentions.columns, word.rsplit('.').next().unwrap_or(word));
        let function = quoted.iter().find_map(|word| self.mentioned(&self.mentions.functions, word));
        function.or_else(|| quoted.iter().find_map(column)).unwrap_or(self.whole())
    }
}

fn lacks_column(error: &DataFusionError) -> bool {
    matches!(error.find_root(), DataFusionError::SchemaError(error, _) if matches!(**error, SchemaError::FieldNotFound { .. }))
}

fn missing_column(field: &Column, valid: &[Column], span: Span) -> Diagnostic {
    let mut names: Vec<&str> = Vec::new();
    for column in valid {
        if !names.contains(&column.name.as_str()) {
            names.push(&column.name);
        }
    }
    let message = format!("there is no column `{}` here", field.name);
    let told = Diagnostic::error(Code::UnknownColumn, span, message);
    match names.is_empty() {
        true => told,
        false => told.note(format!("the columns here are {}", list_names(names, COLUMNS_LISTED))),
    }
}

/// "has type Utf8", "this side has 2 fields".
fn note_words(message: &str) -> String {
    if let Some(kind) = message.strip_prefix("has type ") {
        return format!("is {}", words::kind(kind));
    }
    let Some((side, count)) = message.strip_suffix(" fields").and_then(|m| m.rsplit_once(' ')) else {
        return readable(message);
    };
    let noun = if count == "1" { "column" } else { "columns" };
    format!("{} {count} {noun}", words::lower_first(side))
}
