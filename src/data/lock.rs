//! The lock file: inferred column types, written once beside the report and only checked afterwards.

use super::sniff::{Example, Sniffer};
use super::trouble::Trouble;
use crate::diag::{Code, Diagnostic, Sink, Span, did_you_mean};
use crate::table::{Field, Schema};
use crate::value::Type;
use crate::yaml;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What the author can do about data that changed.
const UPDATE: &str =
    "if the change is right, delete the entry from the lock file or run `folio build --update-lock`";

/// The columns of sources whose types were inferred.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lock {
    /// Columns by the name of the source.
    pub sources: BTreeMap<String, Schema>,
}

/// A column as it was found in the data.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its name.
    pub name: String,
    /// The type that the report declares.
    pub declared: Option<Type>,
    /// What its sampled values could be.
    pub sniffer: Sniffer,
}

impl Lock {
    /// Reads a lock file; mistakes in it are reported at their place.
    pub fn read(name: &str, text: &str, sink: &mut Sink) -> Lock {
        let file = sink.sources.add(name, text);
        let mut lock = Lock::default();
        let Some(root) = yaml::parse(file, sink) else {
            return lock;
        };
        for (source, columns) in root.get("sources").map(|node| node.entries()).unwrap_or_default() {
            let mut schema = Schema::default();
            for (column, kind) in columns.entries() {
                let Some(known) = kind.text().and_then(Type::parse) else {
                    let message = format!("{} is not the type of a column", kind.describe());
                    let broken = Diagnostic::error(Code::WrongValue, kind.span(), message);
                    sink.push(broken.help("delete the file to have it written again"));
                    continue;
                };
                let name = column.text().unwrap_or_default().to_owned();
                schema.fields.push(Field { name, kind: known });
            }
            lock.sources.insert(source.text().unwrap_or_default().to_owned(), schema);
        }
        lock
    }

    /// The text of the lock file; the same lock gives the same text.
    pub fn write(&self) -> String {
        let mut text = String::from(
            "# Column types that Folio found. Keep this file with the report: \
             later runs are checked against it.\n",
        );
        text.push_str(if self.sources.is_empty() { "sources: {}\n" } else { "sources:\n" });
        for (name, schema) in &self.sources {
            let none = if schema.fields.is_empty() { " {}" } else { "" };
            writeln!(text, "  {}:{none}", quoted(name)).expect("writing to a string cannot fail");
            for field in &schema.fields {
                let line = writeln!(text, "    {}: {}", quoted(&field.name), field.kind);
                line.expect("writing to a string cannot fail");
            }
        }
        text
    }
}

/// A YAML scalar in double quotes unless it is a plain word.
fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let word = name.chars().all(plain) && name.starts_with(|c: char| c.is_ascii_alphabetic());
    let reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    if word && !reserved.contains(&name.to_ascii_lowercase().as_str()) {
        return name.to_owned();
    }
    serde_json::Value::from(name).to_string()
}

/// Settles the types of the columns that were found: declared types win over locked ones, and those over
/// inferred ones. What is no longer as it was locked is reported.
pub fn settle(source: &str, span: Span, found: &[Found], locked: Option<&Schema>, sink: &mut Sink) -> Schema {
    let fields = found.iter().map(|column| {
        let kind = column.declared.clone().unwrap_or_else(|| match locked {
            Some(locked) => locked_kind(source, span, column, locked, sink),
            None => column.sniffer.kind(),
        });
        Field { name: column.name.clone(), kind }
    });
    let mut schema = Schema { fields: fields.collect() };
    for promised in locked.iter().flat_map(|locked| &locked.fields) {
        let gone = &promised.name;
        if schema.field(gone).is_none() {
            let message = format!("`{source}` no longer has the column `{gone}`");
            let drift = Diagnostic::error(Code::DataDrift, span, message);
            let near = did_you_mean(gone, schema.names());
            let drift = near.into_iter().fold(drift, |d, near| d.note(format!("there is a column `{near}`")));
            sink.push(drift.help(UPDATE));
            // Uses of the column go by what was promised: the run fails once, not at every use.
            schema.fields.push(promised.clone());
        }
    }
    schema
}

fn locked_kind(source: &str, span: Span, column: &Found, locked: &Schema, sink: &mut Sink) -> Type {
    let Found { name, sniffer, .. } = column;
    let now = sniffer.kind();
    let Some(before) = locked.field(name) else {
        let message = format!("`{source}` has a new column `{name}`");
        sink.push(Diagnostic::warning(Code::DataDrift, span, message).help(UPDATE));
        return now;
    };
    if !sniffer.accepts(&before.kind) {
        let message = format!("the column `{name}` of `{source}` was {} and is {now} now", before.kind);
        let drift = Trouble::new(Code::DataDrift, message).help(UPDATE);
        let example = sniffer.against(&before.kind);
        let drift = match example {
            Some(Example { place: Some(place), .. }) => drift.excerpt(place.clone()),
            Some(Example { value, place: None }) => drift.note(format!("it holds the value `{value}`")),
            None => drift,
        };
        drift.report(span, None, sink);
    }
    before.kind.clone()
}
