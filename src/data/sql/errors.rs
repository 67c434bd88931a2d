//! Errors of the query engine, told in the words of a report and at their place in it.

use super::{Mention, Mentions, offset, range_of};
use crate::diag::{Code, Diagnostic, Sink, Span, did_you_mean, list_names};
use crate::yaml::Text;
use datafusion::common::{Column, SchemaError, Span as SqlSpan};
use datafusion::error::DataFusionError;
use datafusion::sql::sqlparser::tokenizer::Location;

/// Columns listed when none is near the one written.
const COLUMNS_LISTED: usize = 12;

/// Reports SQL that cannot be parsed.
pub fn report_syntax(error: &DataFusionError, text: &Text, sink: &mut Sink) {
    let words = match error {
        DataFusionError::SQL(error, _) => error.to_string(),
        other => other.find_root().strip_backtrace(),
    };
    let words = words.trim_start_matches("sql parser error: ");
    let (message, place) = match words.rsplit_once(" at Line: ") {
        Some((message, place)) => (message, place.split_once(", Column: ")),
        None => (words, None),
    };
    let sql = text.as_str();
    let span = place.and_then(|(line, column)| {
        let start = offset(sql, line.trim().parse().ok()?, column.trim().parse().ok()?);
        let word = sql[start..].find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(sql.len() - start);
        let first = sql[start..].chars().next().map_or(0, char::len_utf8);
        Some(text.span_of(start..start + word.max(first)))
    });
    // At the very end there is nothing to underline.
    let span = span.filter(|span| span.start < span.end).unwrap_or(text.span());
    let message = match message.strip_prefix("Expected: ").and_then(|m| m.split_once(", found: ")) {
        Some((wanted, "EOF")) => format!("the SQL ends where {wanted} is expected"),
        Some((wanted, found)) => format!("expected {wanted}, found `{found}`"),
        None => lower_first(message),
    };
    sink.push(Diagnostic::error(Code::Sql, span, message));
}

/// Reports why SQL cannot be planned or run.
pub fn report(
    error: &DataFusionError,
    dataset: &str,
    text: &Text,
    mentions: &Mentions,
    functions: &[String],
    sink: &mut Sink,
) {
    let teller = Teller { dataset, text, mentions, functions };
    for error in error.iter() {
        sink.push(teller.tell(error));
    }
}

struct Teller<'a> {
    dataset: &'a str,
    text: &'a Text,
    mentions: &'a Mentions,
    functions: &'a [String],
}

impl Teller<'_> {
    fn tell(&self, error: &DataFusionError) -> Diagnostic {
        let hint = error.diagnostic();
        let span = hint.and_then(|hint| hint.span).map(|span| self.span(&span));
        if let DataFusionError::SchemaError(error, _) = error.find_root() {
            return self.tell_schema(error, span);
        }
        if let Some(hint) = hint {
            let mut told = self.tell_hint(&hint.message, span.unwrap_or(self.text.span()));
            for note in hint.notes.iter().filter(|note| !note.message.starts_with("Possible function")) {
                told = match note.span {
                    Some(span) => told.also(self.span(&span), lower_first(&note.message)),
                    None => told.note(lower_first(&note.message)),
                };
            }
            return hint.helps.iter().fold(told, |told, help| told.help(lower_first(&help.message)));
        }
        self.tell_words(error)
    }

    fn span(&self, span: &SqlSpan) -> Span {
        let location = |place: datafusion::common::Location| Location { line: place.line, column: place.column };
        self.text.span_of(range_of(self.text.as_str(), location(span.start), location(span.end)))
    }

    fn mentioned(&self, list: &[Mention], name: &str) -> Option<Span> {
        let found = list.iter().find(|mention| mention.name.eq_ignore_ascii_case(name))?;
        Some(self.text.span_of(found.at.clone()))
    }

    fn tell_schema(&self, error: &SchemaError, span: Option<Span>) -> Diagnostic {
        match error {
            SchemaError::FieldNotFound { field, valid_fields } => self.tell_missing_column(field, valid_fields, span),
            SchemaError::AmbiguousReference { field } => {
                let message = format!("more than one table has a column `{}`", field.name);
                let span = span.or_else(|| self.mentioned(&self.mentions.columns, &field.name));
                Diagnostic::error(Code::Sql, span.unwrap_or(self.text.span()), message)
                    .help(format!("say which one, as in `table.{}`", field.name))
            }
            SchemaError::DuplicateQualifiedField { name, .. } | SchemaError::DuplicateUnqualifiedField { name } => {
                let message = format!("two columns of `{}` are called `{name}`", self.dataset);
                Diagnostic::error(Code::Sql, span.unwrap_or(self.text.span()), message)
                    .help("give one of them another name with `AS`")
            }
        }
    }

    fn tell_missing_column(&self, field: &Column, valid: &[Column], span: Option<Span>) -> Diagnostic {
        let span = span.or_else(|| self.mentioned(&self.mentions.columns, &field.name));
        let span = span.unwrap_or(self.text.span());
        let relation = field.relation.as_ref().map(|relation| relation.table());
        let of_relation = |column: &&Column| match (relation, &column.relation) {
            (Some(wanted), Some(relation)) => relation.table() == wanted,
            (Some(_), None) => false,
            (None, _) => true,
        };
        let known: Vec<&Column> = valid.iter().filter(of_relation).collect();
        if let (Some(relation), true) = (relation, known.is_empty()) {
            let message = format!("there is no table `{relation}` in this part of the query");
            let mut tables: Vec<&str> =
                valid.iter().filter_map(|column| Some(column.relation.as_ref()?.table())).collect();
            tables.dedup();
            let unknown = Diagnostic::error(Code::UnknownName, span, message);
            return match did_you_mean(relation, tables.iter().copied()) {
                Some(near) => unknown.help(format!("did you mean `{near}`?")),
                None if tables.is_empty() => unknown,
                None => unknown.note(format!("there are {}", list_names(tables, COLUMNS_LISTED))),
            };
        }
        let message = match relation {
            Some(relation) => format!("`{relation}` has no column `{}`", field.name),
            None => format!("there is no column `{}`", field.name),
        };
        let unknown = Diagnostic::error(Code::UnknownColumn, span, message);
        let mut names: Vec<&str> = known.iter().map(|column| column.name.as_str()).collect();
        names.dedup();
        match did_you_mean(&field.name, names.iter().copied()) {
            Some(near) => unknown.label("unknown column").help(format!("did you mean `{near}`?")),
            None if names.is_empty() => unknown,
            None => unknown.note(format!("the columns are {}", list_names(names, COLUMNS_LISTED))),
        }
    }

    fn tell_hint(&self, message: &str, span: Span) -> Diagnostic {
        if let Some(name) = message.strip_prefix("Invalid function '").and_then(|m| m.strip_suffix('\'')) {
            let unknown = Diagnostic::error(Code::Sql, span, format!("there is no function `{name}`"));
            return match did_you_mean(name, self.functions.iter().map(String::as_str)) {
                Some(near) => unknown.help(format!("did you mean `{near}`?")),
                None => unknown,
            };
        }
        Diagnostic::error(Code::Sql, span, readable(message))
    }

    /// The engine gives no place: look for one in its words.
    fn tell_words(&self, error: &DataFusionError) -> Diagnostic {
        let words = error.find_root().strip_backtrace();
        let whole = self.text.span();
        let at = |span: Option<Span>| span.unwrap_or(whole);
        if let DataFusionError::ResourcesExhausted(_) = error.find_root() {
            let message = format!("`{}` needs more memory than queries may use", self.dataset);
            return Diagnostic::error(Code::DataLimit, whole, message)
                .help("sum up or filter before joining and sorting, and select fewer columns");
        }
        if words.to_lowercase().contains("divide by zero") {
            let message = format!("`{}` divides by zero", self.dataset);
            return Diagnostic::error(Code::Compute, whole, message)
                .help("write `a / nullif(b, 0)`, which is missing where `b` is 0");
        }
        if words.to_lowercase().contains("overflow") {
            let message = format!("a number in `{}` becomes too large for its type", self.dataset);
            return Diagnostic::error(Code::Compute, whole, message)
                .help("cast to a wider type first, such as `cast(x AS decimal(28,2))`")
                .note(readable(&words));
        }
        let quoted: Vec<&str> = words.split(['\'', '`', '"']).skip(1).step_by(2).collect();
        if let Some(rest) = words.split_once("Cannot cast string '").or(words.split_once("Error parsing timestamp from '")) {
            let value = rest.1.split('\'').next().unwrap_or_default();
            let kind = words.rsplit_once(" type").and_then(|(before, _)| before.rsplit_once(' ')).map(|(_, kind)| kind);
            let kind = kind.map_or_else(|| "a time".to_owned(), type_name);
            let message = format!("`{value}` cannot be read as {kind}");
            let literal = self.mentioned(&self.mentions.literals, value);
            let code = if literal.is_some() { Code::Sql } else { Code::Compute };
            return Diagnostic::error(code, at(literal), message)
                .note(format!("in the dataset `{}`", self.dataset));
        }
        let function = quoted.iter().find_map(|word| self.mentioned(&self.mentions.functions, word));
        let internal = matches!(error.find_root(), DataFusionError::Internal(_));
        match (function, internal) {
            (function, true) => {
                let message = format!("the query engine cannot compute `{}`", self.dataset);
                Diagnostic::error(Code::Sql, at(function), message)
                    .note(readable(&words))
                    .help("check the number and the types of what each function is given")
            }
            (function, false) => Diagnostic::error(Code::Sql, at(function), readable(&words)),
        }
    }
}

/// The words of the engine without what only its authors understand.
fn readable(words: &str) -> String {
    let mut text = words.lines().next().unwrap_or_default().trim();
    const PREFIXES: [&str; 10] = [
        "Error during planning: ", "Execution error: ", "Internal error: ", "Arrow error: ", "Schema error: ",
        "This feature is not implemented: ", "Optimizer rule 'simplify_expressions' failed", "External error: ",
        "Invalid argument error: ", "Compute error: ",
    ];
    while let Some(rest) = PREFIXES.iter().find_map(|prefix| text.strip_prefix(prefix)) {
        text = rest.trim();
    }
    let text = text.split("This issue was likely caused by a bug").next().unwrap_or(text);
    let text = text.split(" No function matches the given name").next().unwrap_or(text);
    let text = text.trim().trim_end_matches('.');
    lower_first(&type_names(text)).replace('\'', "`")
}

/// Arrow's names of types as ours.
fn type_names(text: &str) -> String {
    const NAMES: [(&str, &str); 10] = [
        ("Utf8View", "text"), ("LargeUtf8", "text"), ("Utf8", "text"), ("Int64", "integer"), ("Int32", "integer"),
        ("Float64", "number"), ("Date32", "date"), ("Decimal128(", "decimal("), ("Boolean", "boolean"),
        ("Timestamp(µs)", "datetime"),
    ];
    NAMES.iter().fold(text.to_owned(), |text, (theirs, ours)| text.replace(theirs, ours))
}

fn type_name(theirs: &str) -> String {
    match type_names(theirs).as_str() {
        "integer" => "an integer".to_owned(),
        other => format!("a {other}"),
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        // Words in capitals are SQL.
        (Some(first), Some(second)) if first.is_uppercase() && !second.is_uppercase() => {
            first.to_lowercase().collect::<String>() + chars.as_str()
        }
        _ => text.to_owned(),
    }
}
