//! Errors of the query engine, told in the words of a report and at their place in it.

mod known;
mod syntax;
pub mod usage;
mod words;

pub use syntax::report as report_syntax;

use super::{Mention, Mentions, range_of, significant};
use crate::diag::{Code, Diagnostic, Sink, Span, did_you_mean, list_names};
use crate::yaml::Text;
use datafusion::common::{Column, Diagnostic as Hint, SchemaError, Span as SqlSpan};
use datafusion::error::DataFusionError;
use datafusion::sql::sqlparser::tokenizer::Location;
use std::collections::BTreeMap;
use std::ops::Range;
use words::readable;

/// Columns listed when none is near the one written.
const COLUMNS_LISTED: usize = 12;

/// What else a mistake may have to do with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// Names of functions.
    pub functions: &'a [String],
    /// Where sources and datasets are declared; none when the mistake cannot be about columns.
    pub places: Option<&'a BTreeMap<String, Span>>,
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
    let teller = Teller { dataset, text, mentions, known };
    // The SQL of a bound input is made up: `resolve` tells which column of the binding is missing.
    for error in error.iter().filter(|error| teller.is_written() || !lacks_column(error)) {
        sink.push(teller.tell(error));
    }
}

struct Teller<'a> {
    dataset: &'a str,
    text: &'a Text,
    mentions: &'a Mentions,
    known: Known<'a>,
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
        self.text.span_of(0..0) != self.text.span()
    }

    fn span(&self, span: &SqlSpan) -> Span {
        self.text.span_of(sql_range(self.text.as_str(), span))
    }

    /// Where to point when nothing smaller is known: the first line of the query, without comments.
    fn whole(&self) -> Span {
        let sql = self.text.as_str();
        let tokens = significant(sql);
        let Some(first) = tokens.first() else { return self.text.span() };
        let last = tokens.iter().rfind(|token| token.span.end.line == first.span.start.line).unwrap_or(first);
        self.text.span_of(range_of(sql, first.span.start, last.span.end))
    }

    fn mentioned(&self, list: &[Mention], name: &str) -> Option<Span> {
        let found = list.iter().find(|mention| mention.name.eq_ignore_ascii_case(name))?;
        Some(self.text.span_of(found.at.clone()))
    }

    /// The places of a word.
    fn words<'w>(&'w self, word: &'w str) -> impl Iterator<Item = Range<usize>> + 'w {
        let sql = self.text.as_str();
        let part = |c: char| c.is_alphanumeric() || c == '_';
        let whole = move |at: &usize| {
            !sql[..*at].ends_with(part) && !sql[at + word.len()..].starts_with(part) && !word.is_empty()
        };
        sql.match_indices(word).map(|(at, _)| at).filter(whole).map(move |at| at..at + word.len())
    }

    /// A word that stands in the SQL exactly once.
    fn word(&self, word: &str) -> Option<Span> {
        let mut places = self.words(word);
        let first = places.next().filter(|_| places.next().is_none())?;
        Some(self.text.span_of(first))
    }

    /// A keyword, in small or capital letters.
    fn word_any_case(&self, word: &str) -> Option<Span> {
        let written = [word.to_owned(), word.to_uppercase(), word.to_lowercase()];
        written.iter().find_map(|word| self.words(word).next()).map(|at| self.text.span_of(at))
    }

    fn tell_schema(&self, error: &SchemaError, span: Option<Span>) -> Diagnostic {
        match error {
            SchemaError::FieldNotFound { field, valid_fields } => {
                self.tell_missing_column(field, valid_fields, span)
            }
            SchemaError::AmbiguousReference { field } => {
                let message = format!("more than one table has a column `{}`", field.name);
                let span = span.or_else(|| self.mentioned(&self.mentions.columns, &field.name));
                let tables: Vec<&str> =
                    self.mentions.tables.iter().map(|table| table.name.as_str()).collect();
                let table = tables.first().copied().unwrap_or("table");
                Diagnostic::error(Code::Sql, span.unwrap_or(self.whole()), message)
                    .help(format!("say which one, as in `{table}.{}`", field.name))
            }
            SchemaError::DuplicateQualifiedField { name, .. }
            | SchemaError::DuplicateUnqualifiedField { name } => self.twice(name),
        }
    }

    fn tell_missing_column(&self, field: &Column, valid: &[Column], span: Option<Span>) -> Diagnostic {
        let relation = field.relation.as_ref().map(|relation| relation.table());
        let mention = self.mentions.columns.iter().find(|mention| {
            let place = self.text.span_of(mention.at.clone());
            mention.name == field.name
                && span.is_none_or(|span| span.start <= place.start && place.end <= span.end)
        });
        let named = mention.map(|mention| self.text.span_of(mention.at.clone()));
        let span = span.or(named).or_else(|| self.word(&field.name)).unwrap_or(self.whole());
        let of_relation = |column: &&Column| match (relation, &column.relation) {
            (Some(wanted), Some(relation)) => relation.table() == wanted,
            (Some(_), None) => false,
            (None, _) => true,
        };
        let known: Vec<&Column> = valid.iter().filter(of_relation).collect();
        if let (Some(relation), true) = (relation, known.is_empty()) {
            return unknown_relation(relation, valid, span);
        }
        let message = match relation {
            Some(relation) => format!("`{relation}` has no column `{}`", field.name),
            None => format!("there is no column `{}`", field.name),
        };
        let place = named.unwrap_or(span);
        let unknown = Diagnostic::error(Code::UnknownColumn, place, message);
        let mut names: Vec<&str> = Vec::new();
        for column in &known {
            if !names.contains(&column.name.as_str()) {
                names.push(&column.name);
            }
        }
        let Some(near) = did_you_mean(&field.name, names.iter().copied()) else {
            return self.with_columns(self.perhaps_text(unknown, &field.name), &known, &names);
        };
        let unknown = unknown.label(format!("did you mean `{near}`?"));
        // Quotes of SQL would end a quoted text of YAML.
        match named.filter(|_| is_plain(near)) {
            Some(named) => unknown.fix(format!("rename to `{near}`"), named, near),
            None => unknown,
        }
    }

    /// The columns there are, at the declaration of the table that has them where it is one.
    fn with_columns(&self, told: Diagnostic, known: &[&Column], names: &[&str]) -> Diagnostic {
        if names.is_empty() {
            return told;
        }
        let listed = list_names(names.iter().copied(), COLUMNS_LISTED);
        let table = |column: &Column| column.relation.as_ref().map(|relation| relation.table().to_owned());
        let first = known.first().and_then(|column| table(column));
        let one = first.filter(|first| known.iter().all(|column| table(column).as_ref() == Some(first)));
        match one.and_then(|table| Some((*self.known.places?.get(&table)?, table))) {
            Some((place, table)) => told.also(place, format!("`{table}` has the columns {listed}")),
            None => told.note(format!("the columns are {listed}")),
        }
    }

    /// Text without quotes, or in double ones, is a name to SQL.
    fn perhaps_text(&self, told: Diagnostic, name: &str) -> Diagnostic {
        let sql = self.text.as_str();
        let quoted = sql.contains(&format!("\"{name}\""));
        let compared = self.words(name).any(|at| {
            let before = sql[..at.start].trim_end_matches([' ', '"', '(']).to_ascii_lowercase();
            let equal = before.ends_with('=') && !before.ends_with(">=") && !before.ends_with("<=");
            equal || before.ends_with(" like") || before.ends_with(" in")
        });
        match (quoted, compared) {
            (true, _) => told
                .label("double quotes are for names")
                .help(format!("text stands in single quotes: `'{name}'`")),
            (false, true) => told.help(format!("if it is text, write it in single quotes: `'{name}'`")),
            (false, false) => told,
        }
    }

    /// Mistakes for which the engine knows a place.
    fn tell_hint(&self, hint: &Hint, span: Span) -> Diagnostic {
        let message = hint.message.as_str();
        let error = |message: String| Diagnostic::error(Code::Sql, span, message);
        if let Some(name) = message.strip_prefix("Invalid function '").and_then(|m| m.strip_suffix('\'')) {
            return self.tell_function(name, span);
        }
        if message.contains("must appear in GROUP BY") {
            let name = message.split('\'').nth(1).unwrap_or_default();
            let name = name.rsplit('.').next().unwrap_or(name);
            let grouped = self.text.as_str().to_ascii_lowercase().contains("group by");
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
            m if m.starts_with("NOT cannot be used with") => {
                let kind = words::kind(m.rsplit("with ").next().unwrap_or_default());
                return error(format!("`NOT` turns true and false around, but this is {kind}"));
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

    fn tell_function(&self, name: &str, span: Span) -> Diagnostic {
        if self.known.functions.iter().any(|known| known == name) {
            let message = format!("`{name}` looks at other rows and needs to know which");
            return Diagnostic::error(Code::Sql, span, message)
                .help(format!("write `{name}(…) OVER (PARTITION BY … ORDER BY …)`"));
        }
        let unknown = Diagnostic::error(Code::UnknownName, span, format!("there is no function `{name}`"));
        if let Some(ours) = usage::instead_of(name) {
            return unknown.help(format!("write `{ours}`"));
        }
        match did_you_mean(name, self.known.functions.iter().map(String::as_str)) {
            Some(near) => unknown.label(format!("did you mean `{near}`?")).fix(
                format!("rename to `{near}`"),
                span,
                near,
            ),
            None => unknown,
        }
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

    /// What shows only while rows are computed.
    fn tell_run(&self, words: &str, limit: bool) -> Option<Diagnostic> {
        let (dataset, lower) = (self.dataset, words.to_lowercase());
        let error = |code, message: String| Diagnostic::error(code, self.whole(), message);
        if limit {
            let message = format!("`{dataset}` needs more memory than queries may use");
            let help = "sum up or filter before joining and sorting, and select fewer columns";
            return Some(error(Code::DataLimit, message).help(help));
        }
        if lower.contains("divide by zero") {
            let help = "write `a / nullif(b, 0)`, which is missing where `b` is 0";
            return Some(error(Code::Compute, format!("`{dataset}` divides by zero")).help(help));
        }
        if lower.contains("overflow") {
            let message = format!("a number in `{dataset}` becomes too large for its type");
            let help = "cast to a wider type first, such as `cast(x AS decimal(28,2))`";
            return Some(error(Code::Compute, message).note(readable(words)).help(help));
        }
        let (value, kind) = unreadable(words)?;
        let message = format!("`{value}` cannot be read as {kind}");
        Some(match self.mentioned(&self.mentions.literals, value) {
            Some(literal) => Diagnostic::error(Code::Sql, literal, message),
            None => error(Code::Compute, message).note(format!("in the dataset `{dataset}`")),
        })
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

/// A text that a cast cannot read, and the kind of value it should be.
fn unreadable(words: &str) -> Option<(&str, &'static str)> {
    if let Some((_, rest)) = words.split_once("Error parsing timestamp from '") {
        return Some((rest.split('\'').next()?, "a date and time"));
    }
    let (_, rest) = words.split_once("Cannot cast string '")?;
    let (value, rest) = rest.split_once('\'')?;
    let kind = rest.find("of ").map_or(rest, |at| &rest[at + 3..]);
    Some((value, words::kind(kind)))
}

fn unknown_relation(relation: &str, valid: &[Column], span: Span) -> Diagnostic {
    let message = format!("there is no table `{relation}` in this part of the query");
    let mut tables: Vec<&str> =
        valid.iter().filter_map(|column| Some(column.relation.as_ref()?.table())).collect();
    tables.dedup();
    let unknown = Diagnostic::error(Code::UnknownName, span, message);
    match did_you_mean(relation, tables.iter().copied()) {
        Some(near) => unknown.label(format!("did you mean `{near}`?")),
        None if tables.is_empty() => unknown,
        None => unknown.help(format!("here it is called {}", list_names(tables, COLUMNS_LISTED))),
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

/// Whether SQL takes a name without quotes.
fn is_plain(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit())
}

fn sql_range(sql: &str, span: &SqlSpan) -> Range<usize> {
    let location = |place: datafusion::common::Location| Location { line: place.line, column: place.column };
    range_of(sql, location(span.start), location(span.end))
}
