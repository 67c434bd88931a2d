//! The lock file: inferred column types, written once beside the report and only checked afterwards.

use super::place::Place;
use super::sniff::{Example, Sniffer};
use super::trouble::{Trouble, quoted};
use crate::diag::{Code, Diagnostic, Sink, Span, did_you_mean};
use crate::table::{Field, Schema};
use crate::value::Type;
use crate::world::SharedWorld;
use crate::yaml::{self, Node, NodeKind};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// What the author can do about data that changed.
const UPDATE: &str =
    "if the change is right, delete the entry from the lock file or run `folio build --update-lock`";
/// What the author can do about a column that is not locked yet.
const LOCK_TOO: &str = "`folio build --update-lock` locks its type, too";
/// What the author can do about a lock file that is none.
const WRITE_ANEW: &str = "delete the file to have it written again";

/// The columns of sources whose types were inferred.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lock {
    /// Columns by the name of the source.
    pub sources: BTreeMap<String, LockedColumns>,
}

/// The columns of a source, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LockedColumns {
    /// In the order of the file.
    pub columns: Vec<Locked>,
}

/// A column and its type.
#[derive(Debug, Clone)]
pub struct Locked {
    /// Its name.
    pub name: String,
    /// Its type; absent where the file says something that is none, which was told.
    pub kind: Option<Type>,
    /// Where the lock file says so; absent for what it is going to say.
    pub span: Option<Span>,
}

impl PartialEq for Locked {
    fn eq(&self, other: &Locked) -> bool {
        (&self.name, &self.kind) == (&other.name, &other.kind)
    }
}

impl Eq for Locked {}

impl LockedColumns {
    /// What the lock file is going to say of a source.
    pub fn of(schema: &Schema) -> LockedColumns {
        let locked =
            |field: &Field| Locked { name: field.name.clone(), kind: Some(field.kind.clone()), span: None };
        LockedColumns { columns: schema.fields.iter().map(locked).collect() }
    }
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
    /// Where its name stands in the data, when it does.
    pub place: Option<Place>,
}

impl Lock {
    /// Reads a lock file; mistakes in it are reported at their place.
    pub fn read(name: &str, text: &str, sink: &mut Sink) -> Lock {
        let file = sink.sources.add(name, text);
        let mut lock = Lock::default();
        let Some(root) = yaml::parse(file, sink) else {
            return lock;
        };
        let Some(sources) = member(&root, "a lock file", sink).and_then(|()| root.get("sources")) else {
            return lock;
        };
        if member(&sources, "`sources` of a lock file", sink).is_none() {
            return lock;
        }
        for (source, columns) in sources.entries() {
            let name = source.text().unwrap_or_default().to_owned();
            if member(&columns, &format!("what is locked of `{name}`"), sink).is_some() {
                lock.sources.insert(name, LockedColumns::read(&columns, sink));
            }
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
        for (name, LockedColumns { columns }) in &self.sources {
            let none = if columns.is_empty() { " {}" } else { "" };
            writeln!(text, "  {}:{none}", yaml_word(name)).expect("writing to a string cannot fail");
            for Locked { name, kind, .. } in columns {
                let Some(kind) = kind else { continue };
                let line = writeln!(text, "    {}: {kind}", yaml_word(name));
                line.expect("writing to a string cannot fail");
            }
        }
        text
    }
}

/// Says that something is no mapping.
fn member(node: &Node, what: &str, sink: &mut Sink) -> Option<()> {
    if node.kind() == NodeKind::Mapping || node.is_null() {
        return Some(());
    }
    if node.kind() != NodeKind::Broken {
        let message = format!("{what} is a mapping, not {}", node.describe());
        sink.push(Diagnostic::error(Code::WrongType, node.span(), message).help(WRITE_ANEW));
    }
    None
}

impl LockedColumns {
    fn read(node: &Node, sink: &mut Sink) -> LockedColumns {
        let mut read = LockedColumns::default();
        for (column, kind) in node.entries() {
            let known = kind.text().and_then(Type::parse);
            if known.is_none() {
                let message = format!("{} is not the type of a column", kind.describe());
                let broken = Diagnostic::error(Code::WrongValue, kind.span(), message);
                sink.push(broken.help(WRITE_ANEW));
            }
            let name = column.text().unwrap_or_default().to_owned();
            read.columns.push(Locked { name, kind: known, span: Some(column.span()) });
        }
        read
    }
}

/// A YAML scalar in double quotes unless it is a plain word.
pub fn yaml_word(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let word = name.chars().all(plain) && name.starts_with(|c: char| c.is_ascii_alphabetic());
    let reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    if word && !reserved.contains(&name.to_ascii_lowercase().as_str()) {
        return name.to_owned();
    }
    serde_json::Value::from(name).to_string()
}

/// A source whose columns are settled.
pub struct Settled<'a> {
    /// Where to look at data that changed.
    pub world: &'a SharedWorld,
    /// The name of the source.
    pub source: &'a str,
    /// Where the report says what to read.
    pub span: Span,
    /// Where the names of the columns stand, when the data have such a place.
    pub head: Option<Place>,
}

impl Settled<'_> {
    /// Settles the types of the columns that were found: declared types win over locked ones, and those over
    /// inferred ones. What is no longer as it was locked is reported.
    pub fn settle(&self, found: &[Found], locked: Option<&LockedColumns>, sink: &mut Sink) -> Schema {
        let by_name: BTreeMap<&str, &Locked> = locked
            .iter()
            .flat_map(|locked| &locked.columns)
            .map(|locked| (locked.name.as_str(), locked))
            .collect();
        let fields = found.iter().map(|column| {
            let kind = column.declared.clone().unwrap_or_else(|| match locked {
                Some(_) => self.locked_kind(column, by_name.get(column.name.as_str()).copied(), sink),
                None => column.sniffer.kind(),
            });
            Field { name: column.name.clone(), kind }
        });
        let mut schema = Schema { fields: fields.collect() };
        let names: BTreeSet<&str> = found.iter().map(|column| column.name.as_str()).collect();
        for gone in locked.iter().flat_map(|locked| &locked.columns) {
            if !names.contains(gone.name.as_str()) {
                self.tell_gone(gone, &schema, sink);
                // Uses of the column go by what was promised: the run fails once, not at every use.
                let kind = gone.kind.clone().unwrap_or(Type::Text);
                schema.fields.push(Field { name: gone.name.clone(), kind });
            }
        }
        schema
    }

    fn tell_gone(&self, gone: &Locked, schema: &Schema, sink: &mut Sink) {
        let message = format!("`{}` no longer has the column `{}`", self.source, quoted(&gone.name));
        let mut drift = Trouble::new(Code::DataDrift, message).help(UPDATE);
        if let Some(near) = did_you_mean(&gone.name, schema.names()) {
            drift = drift.note(format!("there is a column `{}`", quoted(near)));
        }
        drift = self.head.clone().into_iter().fold(drift, Trouble::at);
        self.report(gone.span.into_iter().fold(drift, |drift, span| drift.also(span, "locked here")), sink);
    }

    fn locked_kind(&self, column: &Found, before: Option<&Locked>, sink: &mut Sink) -> Type {
        let Found { name, sniffer, .. } = column;
        let now = sniffer.kind();
        let (source, shown) = (self.source, quoted(name));
        let Some(before) = before else {
            let message = format!("`{source}` has a new column `{shown}`");
            let new = Trouble::warning(Code::DataDrift, message).help(LOCK_TOO);
            self.report(column.place.clone().into_iter().fold(new, Trouble::at), sink);
            return now;
        };
        let Some(kind) = &before.kind else { return now };
        if !sniffer.accepts(kind) {
            let message = format!("the column `{shown}` of `{source}` was {kind} and is {now} now");
            let drift = Trouble::new(Code::DataDrift, message).help(UPDATE);
            let drift = match sniffer.against(kind) {
                Some(Example { place: Some(place), .. }) => drift.at(place.clone()),
                Some(Example { value, place: None }) => {
                    drift.note(format!("it holds the value `{}`", quoted(value)))
                }
                None => drift,
            };
            self.report(
                before.span.into_iter().fold(drift, |drift, span| drift.also(span, "locked here")),
                sink,
            );
        }
        kind.clone()
    }

    fn report(&self, trouble: Trouble, sink: &mut Sink) {
        trouble.report(self.world, self.span, None, sink);
    }
}
