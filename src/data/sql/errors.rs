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
    let words = match error.find_root() {
        DataFusionError::SQL(error, _) => error.to_string(),
        other => other.strip_backtrace(),
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
    let hint = error.diagnostic().and_then(|hint| hint.span);
    let span = span.or_else(|| Some(text.span_of(sql_range(sql, &hint?))));
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
                    Some(span) => told.also(self.span(&span), readable(&note.message)),
                    None => told.note(readable(&note.message)),
                };
            }
            return hint.helps.iter().fold(told, |told, help| told.help(readable(&help.message)));
        }
        self.tell_words(error)
    }

    fn span(&self, span: &SqlSpan) -> Span {
        self.text.span_of(sql_range(self.text.as_str(), span))
    }

    fn mentioned(&self, list: &[Mention], name: &str) -> Option<Span> {
        let found = list.iter().find(|mention| mention.name.eq_ignore_ascii_case(name))?;
        Some(self.text.span_of(found.at.clone()))
    }

    /// A word that stands in the SQL exactly once.
    fn word(&self, word: &str) -> Option<Span> {
        let sql = self.text.as_str();
        let part = |c: char| c.is_alphanumeric() || c == '_';
        let whole = |at: &usize| {
            !sql[..*at].ends_with(part) && !sql[at + word.len()..].starts_with(part) && !word.is_empty()
        };
        let mut places = sql.match_indices(word).map(|(at, _)| at).filter(whole);
        let first = places.next().filter(|_| places.next().is_none())?;
        Some(self.text.span_of(first..first + word.len()))
    }

    fn tell_schema(&self, error: &SchemaError, span: Option<Span>) -> Diagnostic {
        match error {
            SchemaError::FieldNotFound { field, valid_fields } => {
                self.tell_missing_column(field, valid_fields, span)
            }
            SchemaError::AmbiguousReference { field } => {
                let message = format!("more than one table has a column `{}`", field.name);
                let span = span.or_else(|| self.mentioned(&self.mentions.columns, &field.name));
                Diagnostic::error(Code::Sql, span.unwrap_or(self.text.span()), message)
                    .help(format!("say which one, as in `table.{}`", field.name))
            }
            SchemaError::DuplicateQualifiedField { name, .. }
            | SchemaError::DuplicateUnqualifiedField { name } => {
                let message = format!("two columns of `{}` are called `{name}`", self.dataset);
                Diagnostic::error(Code::Sql, span.unwrap_or(self.text.span()), message)
                    .help("give one of them another name with `AS`")
            }
        }
    }

    fn tell_missing_column(&self, field: &Column, valid: &[Column], span: Option<Span>) -> Diagnostic {
        let span = span.or_else(|| self.mentioned(&self.mentions.columns, &field.name));
        let span = span.or_else(|| self.word(&field.name)).unwrap_or(self.text.span());
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
            if self.functions.iter().any(|known| known == name) {
                let message = format!("`{name}` looks at other rows and needs to know which");
                return Diagnostic::error(Code::Sql, span, message)
                    .help(format!("write `{name}(…) OVER (PARTITION BY … ORDER BY …)`"));
            }
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
        let error = |code, message: String| Diagnostic::error(code, self.text.span(), message);
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
        let cast = words.split_once("Cannot cast string '");
        let (_, rest) = cast.or_else(|| words.split_once("Error parsing timestamp from '"))?;
        let value = rest.split('\'').next().unwrap_or_default();
        let before = words.rsplit_once(" type").map_or("", |(before, _)| before);
        let kind = before.rsplit_once(' ').map_or_else(|| "a time".to_owned(), |(_, kind)| type_name(kind));
        let message = format!("`{value}` cannot be read as {kind}");
        Some(match self.mentioned(&self.mentions.literals, value) {
            Some(literal) => Diagnostic::error(Code::Sql, literal, message),
            None => error(Code::Compute, message).note(format!("in the dataset `{dataset}`")),
        })
    }

    /// Words that have better ones.
    fn tell_known(&self, words: &str) -> Option<Diagnostic> {
        if let Some((before, rest)) = words.split_once("failed to match any signature") {
            let name = before.trim_end_matches(['\'', ' ']).rsplit('\'').next().unwrap_or_default();
            let mut given: Vec<String> = Vec::new();
            for part in rest.split("(DataType: ").skip(1) {
                let kind = type_names(part.split(").").next().unwrap_or_default().trim_end_matches(')'));
                if !given.contains(&kind) {
                    given.push(kind);
                }
            }
            let message = format!("`{name}` does not take values of these types");
            let span = self.mentioned(&self.mentions.functions, name).unwrap_or(self.text.span());
            let given = list_names(given.iter().map(String::as_str), given.len());
            return Some(Diagnostic::error(Code::Sql, span, message).note(format!("among them is {given}")));
        }
        if words.contains("require unique expression names") {
            let expression = words.split('"').nth(1)?;
            let name = expression.rsplit_once(" AS ").map_or(expression, |(_, name)| name);
            let name = name.rsplit('.').next().unwrap_or(name);
            let message = format!("two columns of `{}` are called `{name}`", self.dataset);
            let twice = Diagnostic::error(Code::Sql, self.text.span(), message);
            return Some(twice.help("give one of them another name with `AS`"));
        }
        if let Some((_, node)) = words.split_once("Unsupported ast node ") {
            let node = node.split([' ', '(', '{']).next().unwrap_or_default().to_uppercase();
            let message = format!("`{node}` is SQL that Folio does not know");
            return Some(Diagnostic::error(Code::Sql, self.text.span(), message));
        }
        None
    }

    /// The place of a function or column that is named in the words; the whole SQL when there is none.
    fn place_of(&self, words: &str) -> Span {
        let quoted: Vec<&str> = words.split(['\'', '`', '"']).skip(1).step_by(2).collect();
        let column =
            |word: &&str| self.mentioned(&self.mentions.columns, word.rsplit('.').next().unwrap_or(word));
        let function = quoted.iter().find_map(|word| self.mentioned(&self.mentions.functions, word));
        function.or_else(|| quoted.iter().find_map(column)).unwrap_or(self.text.span())
    }
}

fn sql_range(sql: &str, span: &SqlSpan) -> std::ops::Range<usize> {
    let location = |place: datafusion::common::Location| Location { line: place.line, column: place.column };
    range_of(sql, location(span.start), location(span.end))
}

/// The words of the engine without what only its authors understand.
fn readable(words: &str) -> String {
    let mut text = words.lines().next().unwrap_or_default().trim();
    const PREFIXES: [&str; 10] = [
        "Error during planning: ",
        "Execution error: ",
        "Internal error: ",
        "Arrow error: ",
        "Schema error: ",
        "This feature is not implemented: ",
        "Optimizer rule 'simplify_expressions' failed",
        "External error: ",
        "Invalid argument error: ",
        "Compute error: ",
    ];
    while let Some(rest) = PREFIXES.iter().find_map(|prefix| text.strip_prefix(prefix)) {
        text = rest.trim();
    }
    let text = text.split("This issue was likely caused by a bug").next().unwrap_or(text);
    let text = text.split(" No function matches the given name").next().unwrap_or(text);
    let text = text.trim().trim_end_matches('.');
    with_backticks(&lower_first(&type_names(text)))
}

/// Quotes around names as backticks; the apostrophe of a word stays.
fn with_backticks(text: &str) -> String {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let inside = letter(out.chars().next_back()) && letter(chars.peek().copied());
        out.push(if c == '\'' && !inside { '`' } else { c });
    }
    out
}

/// Arrow's names of types as ours.
fn type_names(text: &str) -> String {
    const NAMES: [(&str, &str); 10] = [
        ("Utf8View", "text"),
        ("LargeUtf8", "text"),
        ("Utf8", "text"),
        ("Int64", "integer"),
        ("Int32", "integer"),
        ("Float64", "number"),
        ("Date32", "date"),
        ("Decimal128(", "decimal("),
        ("Boolean", "boolean"),
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
