//! What a block may name while it is resolved, and what it may look at while it is composed.

use super::{BlockEntry, ResolvedBlock};
use crate::data::Tables;
use crate::diag::{Code, Diagnostic, FileId, Sink, Span, did_you_mean, list_names};
use crate::expr::{Expression, Names, Used, Values};
use crate::format::{Format, Formats, Region};
use crate::table::{Schema, Table};
use crate::theme::Theme;
use crate::value::{ParamKind, ParamValue, Type};
use crate::yaml::{Spanned, Text};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

/// Reads a file that the report or template names, relative to it.
pub type ReadFile<'a> = dyn Fn(&str) -> io::Result<Arc<[u8]>> + 'a;

/// Reads Typst code and tells what is wrong with it; blocks know no output, so it is handed in.
pub type CheckTypst = dyn Fn(&Text, &mut Sink) -> Option<()>;

/// The names a block may use.
pub struct Scope<'a> {
    /// Columns of every source and dataset.
    pub datasets: &'a BTreeMap<String, Schema>,
    /// Where each of them was declared.
    pub declared: &'a BTreeMap<String, Span>,
    /// Kinds of the parameters.
    pub parameters: &'a BTreeMap<String, ParamKind>,
    /// The options of parameters that have some.
    pub choices: &'a BTreeMap<String, Vec<String>>,
    /// Formats of the theme.
    pub formats: &'a Formats,
    /// The look.
    pub theme: &'a Theme,
    /// Reads pictures.
    pub read: &'a ReadFile<'a>,
    /// Checks Typst code.
    pub check_typst: &'a CheckTypst,
    /// Datasets that could not be described; silence about them avoids echoes.
    pub broken: &'a BTreeSet<String>,
    /// What expressions use.
    pub used: Used,
    /// Names that blocks of this section have, and where.
    pub ids: BTreeMap<String, Span>,
}

impl Scope<'_> {
    /// The names an expression may use.
    pub fn names(&self) -> Names<'_> {
        Names {
            datasets: self.datasets,
            broken: self.broken,
            declared: self.declared,
            parameters: self.parameters,
            choices: self.choices,
            row: None,
            formats: self.formats,
            used: &self.used,
        }
    }

    /// An expression that is true or false.
    pub fn condition(&self, text: &Text, sink: &mut Sink) -> Option<Expression> {
        let expression = Expression::parse(text, &self.names(), sink)?;
        expression.expect_truth(sink)?;
        Some(expression)
    }

    /// The columns of a dataset, or a diagnostic.
    pub fn dataset(&self, name: &Spanned<String>, sink: &mut Sink) -> Option<&Schema> {
        if let Some(schema) = self.datasets.get(name.as_str()) {
            return Some(schema);
        }
        if !self.broken.contains(name.as_str()) {
            sink.push(unknown_dataset(name, || self.dataset_names(name.span.file), name.span));
        }
        None
    }

    /// The sources and datasets that a file can name: those of a template are its own.
    fn dataset_names(&self, file: FileId) -> impl Iterator<Item = &str> {
        let theirs = move |name: &&String| self.declared.get(*name).is_some_and(|place| place.file != file);
        self.datasets.keys().chain(self.broken).filter(move |name| !theirs(name)).map(String::as_str)
    }

    /// The place of a column, or a diagnostic that points to both places.
    pub fn column(&self, data: &str, column: &Spanned<String>, sink: &mut Sink) -> Option<usize> {
        let schema = self.datasets.get(data)?;
        let found = schema.index_of(column);
        if found.is_none() {
            sink.push(unknown_column(data, schema, column, column.span, self.declared.get(data)));
        }
        found
    }

    /// A format for values of a type, or a diagnostic; `Some(None)` when none is written.
    pub fn format(
        &self,
        written: &Option<Spanned<String>>,
        kind: Option<&Type>,
        sink: &mut Sink,
    ) -> Option<Option<Format>> {
        let Some(name) = written else { return Some(None) };
        let format = self.formats.find(name, sink)?;
        if let Some(kind) = kind.filter(|kind| !format.suits(kind)) {
            let shows = if format.is_date() { "dates and times" } else { "numbers" };
            let message = format!("the format `{}` shows {shows}, but this is {kind}", name.value);
            let help = "use a format of the same kind";
            sink.push(Diagnostic::error(Code::WrongValue, name.span, message).help(help));
            return None;
        }
        Some(Some(format))
    }

    /// Resolves a list of blocks inside another block.
    pub fn blocks(&mut self, entries: &[BlockEntry], sink: &mut Sink) -> Option<Vec<ResolvedBlock>> {
        // All are tried before any failure counts, so that all mistakes are told.
        let resolved: Vec<_> = entries.iter().map(|entry| entry.resolve(self, sink)).collect();
        resolved.into_iter().collect()
    }
}

/// Says that nothing has this name.
pub fn unknown_dataset<'a, I>(name: &str, known: impl Fn() -> I, span: Span) -> Diagnostic
where
    I: Iterator<Item = &'a str>,
{
    let diagnostic = Diagnostic::error(Code::UnknownName, span, format!("unknown dataset `{name}`"));
    match did_you_mean(name, known()) {
        Some(near) => {
            diagnostic.label(format!("did you mean `{near}`?")).fix(format!("rename to `{near}`"), span, near)
        }
        None if name.contains("{{") => {
            diagnostic.help("the name of a dataset is written out, without `{{ }}`")
        }
        None if known().next().is_none() => diagnostic.help("declare it under `sources:` or `datasets:`"),
        None => diagnostic.help(format!("the report has {}", list_names(known(), 8))),
    }
}

/// Says that a dataset lacks a column.
pub fn unknown_column(
    data: &str,
    schema: &Schema,
    column: &str,
    span: Span,
    declared: Option<&Span>,
) -> Diagnostic {
    let message = format!("unknown column `{column}` in dataset `{data}`");
    let mut diagnostic = Diagnostic::error(Code::UnknownColumn, span, message);
    diagnostic = match did_you_mean(column, schema.names()) {
        Some(near) => {
            diagnostic.label(format!("did you mean `{near}`?")).fix(format!("rename to `{near}`"), span, near)
        }
        None => diagnostic,
    };
    let columns = format!("`{data}` has the columns {}", list_names(schema.names(), 12));
    match declared {
        Some(place) => diagnostic.also(*place, columns),
        None => diagnostic.note(columns),
    }
}

/// What a block may look at while it is composed: rows and parameters.
pub struct View<'a> {
    /// The rows.
    pub tables: &'a Tables,
    /// Values of the parameters.
    pub parameters: &'a BTreeMap<String, ParamValue>,
    /// The only time there is.
    pub run_time: jiff::Timestamp,
    /// Locale and time zone.
    pub region: &'a Region,
    /// The look.
    pub theme: &'a Theme,
}

impl View<'_> {
    /// The rows of a dataset that the block said it needs.
    pub fn rows(&self, name: &str) -> &Table {
        self.tables.table(name).expect("the plan holds every dataset that a block asks for")
    }
}

impl Values for View<'_> {
    fn parameter(&self, name: &str) -> Option<ParamValue> {
        self.parameters.get(name).cloned()
    }

    fn table(&self, name: &str) -> Option<&Table> {
        self.tables.table(name)
    }

    fn run_time(&self) -> jiff::Timestamp {
        self.run_time
    }

    fn row(&self) -> Option<(&Table, usize)> {
        None
    }
}

/// A scalar with its place, as a name.
pub fn name_of(text: &Text) -> Spanned<String> {
    Spanned { value: text.as_str().to_string(), span: text.span() }
}
