//! Expressions in reports: `{{ }}` in text, and fields such as `when:`. The parser is minijinja's; its
//! tree is checked against the names of the report and lowered to a small form of our own, so that
//! nothing can fail on a name later and no template engine ever sees data.

pub mod aggregate;
mod arithmetic;
mod check;
mod eval;
mod ir;
mod kinds;
mod library;
mod markdown;
mod marks;
mod scan;
mod slips;
mod syntax;
mod template;
#[cfg(test)]
mod tests;

pub use library::{FILTERS, Filter, MEMBERS, Member};
pub use markdown::Markdown;
pub use template::Template;

use crate::diag::{FileId, Sink, Span};
use crate::document::Cell;
use crate::format::Formats;
use crate::table::{Schema, Table};
use crate::value::{ParamKind, ParamValue, Type};
use crate::yaml::Text;
use ir::Code;
use serde::{Serialize, Serializer};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Words that have a meaning of their own in expressions, in small letters; a dataset or parameter of that
/// name could not be asked.
pub const WORDS: [&str; 12] =
    ["and", "else", "false", "if", "in", "is", "none", "not", "null", "or", "run_time", "true"];

/// Everything an expression may name.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// Columns of the datasets.
    pub datasets: &'a BTreeMap<String, Schema>,
    /// Datasets that are declared but could not be described; nothing is said of their uses.
    pub broken: &'a BTreeSet<String>,
    /// Where datasets are declared: those of a template are no names for a report.
    pub declared: &'a BTreeMap<String, Span>,
    /// Kinds of the parameters.
    pub parameters: &'a BTreeMap<String, ParamKind>,
    /// The options of parameters that have some.
    pub choices: &'a BTreeMap<String, Vec<String>>,
    /// Name and columns of the row that a `repeat:` stands on.
    pub row: Option<(&'a str, &'a Schema)>,
    /// Formats of the theme.
    pub formats: &'a Formats,
    /// Where uses are noted.
    pub used: &'a Used,
}

impl<'a> Names<'a> {
    /// Whether a text holds the name of a dataset or parameter that no expression can write.
    fn is_awkward(&self, source: &str) -> bool {
        let starts = |name: &str| name.starts_with(|c: char| c.is_alphabetic() || c == '_');
        let is_word = |name: &str| starts(name) && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        let mut all = self.datasets.keys().chain(self.broken).chain(self.parameters.keys());
        all.any(|name| match WORDS.contains(&name.to_lowercase().as_str()) {
            true => source.contains(&format!("{name}.")),
            false => !is_word(name) && source.contains(name.as_str()),
        })
    }

    /// Every name that an expression in a file can begin with.
    fn all(&self, file: FileId) -> impl Iterator<Item = &'a str> + use<'a> {
        let parameters = self.parameters.keys().map(String::as_str);
        let alias = self.row.map(|(alias, _)| alias);
        parameters.chain(self.datasets_for(file)).chain(alias).chain([library::RUN_TIME])
    }

    /// The datasets that a file can name, those that are broken among them.
    fn datasets_for(&self, file: FileId) -> impl Iterator<Item = &'a str> + use<'a> {
        let declared = self.declared;
        let theirs = move |name: &&String| declared.get(*name).is_some_and(|place| place.file != file);
        self.datasets.keys().chain(self.broken).filter(move |name| !theirs(name)).map(String::as_str)
    }
}

/// The names that some expression mentioned, right or wrong, so that what nothing uses can be told.
#[derive(Debug, Default)]
pub struct Used {
    parameters: RefCell<BTreeSet<String>>,
    datasets: RefCell<BTreeSet<String>>,
    texts: RefCell<BTreeSet<Span>>,
}

impl Used {
    /// The parameters that were mentioned.
    pub fn parameters(&self) -> BTreeSet<String> {
        self.parameters.borrow().clone()
    }

    /// Whether a text was read for its expressions.
    pub fn has_read(&self, text: &Text) -> bool {
        self.texts.borrow().contains(&text.span())
    }

    fn note(&self, text: &Text) {
        self.texts.borrow_mut().insert(text.span());
    }

    /// The datasets that were mentioned.
    pub fn datasets(&self) -> BTreeSet<String> {
        self.datasets.borrow().clone()
    }
}

/// The values behind the names.
pub trait Values {
    /// The value of a parameter.
    fn parameter(&self, name: &str) -> Option<ParamValue>;
    /// The rows of a dataset.
    fn table(&self, name: &str) -> Option<&Table>;
    /// The only time a report may read.
    fn run_time(&self) -> jiff::Timestamp;
    /// The row that a `repeat:` stands on.
    fn row(&self) -> Option<(&Table, usize)>;
}

/// One expression, without braces.
#[derive(Debug, Clone)]
pub struct Expression {
    text: Text,
    code: Code,
}

impl Expression {
    /// Reads an expression and checks every name in it; all mistakes go to the sink.
    pub fn parse(text: &Text, names: &Names, sink: &mut Sink) -> Option<Expression> {
        names.used.note(text);
        let code = check::compile(text, 0..text.as_str().len(), names, sink)?;
        Some(Expression { text: text.clone(), code })
    }

    /// Its value and format.
    pub fn value(&self, values: &dyn Values, sink: &mut Sink) -> Option<Cell> {
        eval::cell(&self.code, values, sink)
    }

    /// Whether it holds; missing values do not.
    pub fn truth(&self, values: &dyn Values, sink: &mut Sink) -> Option<bool> {
        eval::truth(&self.code, values, sink)
    }

    /// The type of its value, as far as it is known without data.
    pub fn kind(&self) -> Type {
        self.code.root.kind.to_type()
    }

    /// Says so when its value is not true or false, as `when:` needs it.
    pub fn expect_truth(&self, sink: &mut Sink) -> Option<()> {
        check::expect_truth(&self.code, sink)
    }

    /// The datasets it looks at.
    pub fn datasets(&self) -> Vec<String> {
        self.code.datasets.iter().cloned().collect()
    }

    /// The parameters it looks at.
    pub fn parameters(&self) -> Vec<String> {
        self.code.parameters.iter().cloned().collect()
    }
}

impl Serialize for Expression {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text.as_str())
    }
}
