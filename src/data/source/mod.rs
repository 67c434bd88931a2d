//! Sources: one file per kind of place that rows come from, and the table of all kinds.

pub mod csv;
pub mod inline;
pub mod json;
mod misfit;
pub mod parquet;

use misfit::{Nulls, has_decimal_comma, help, misfit, sql_name, unfit_for};

use super::column::ColumnBuilder;
use super::inputs::{has_extension, is_pattern};
use super::lock::{Found, LockedColumns, yaml_word};
use super::names::Column;
use super::trouble::{Trouble, Troubles};
use crate::diag::{Code, Diagnostic, Sink, Span, did_you_mean, list_names};
use crate::table::Schema;
use crate::value::Type;
use crate::world::SharedWorld;
use crate::yaml::{Node, NodeKind, Ordered, Spanned};
use datafusion::arrow::array::{RecordBatch, RecordBatchOptions};
use schemars::SchemaGenerator;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::path::PathBuf;
use std::sync::Arc;

/// Rows handed on at a time.
pub const BATCH_ROWS: usize = 8192;

/// A kind of place that rows can come from.
pub trait SourceKind: Sync {
    /// Its key in a report.
    fn name(&self) -> &'static str;
    /// One sentence for the manual.
    fn summary(&self) -> &'static str;
    /// Endings of file names that mean this kind, without the dot.
    fn extensions(&self) -> &'static [&'static str];
    /// What may be written under the name of a source of this kind.
    fn schema(&self, generator: &mut SchemaGenerator) -> schemars::Schema;
    /// Reads a path alone, or the map with the key of this kind; mistakes in it are reported here.
    fn parse(&self, node: &Node, place: &SourcePlace, sink: &mut Sink) -> Option<Arc<dyn Source>>;
}

/// All kinds of sources, in the order of the manual.
pub static SOURCES: &[&dyn SourceKind] = &[&csv::Csv, &json::Json, &parquet::Parquet, &inline::Inline];

/// Where a source stands in a report.
#[derive(Debug, Clone)]
pub struct SourcePlace {
    /// The folder that its paths are relative to.
    pub folder: PathBuf,
    /// Its name.
    pub name: String,
}

/// One source as configured in one report.
pub trait Source: Debug + Send + Sync {
    /// The kind's name.
    fn kind(&self) -> &'static str;
    /// Where the report says what to read.
    fn span(&self) -> Span;
    /// Files and folders that will be touched, for `watch`.
    fn inputs(&self) -> Vec<PathBuf>;
    /// Bytes that reading all of it takes, roughly.
    fn bytes(&self, world: &SharedWorld) -> u64;
    /// Whether types are inferred from samples, so that they belong into the lock file.
    fn is_inferred(&self) -> bool;
    /// The columns, found without reading more than samples.
    fn describe(
        &self,
        world: &SharedWorld,
        locked: Option<&LockedColumns>,
        sink: &mut Sink,
    ) -> Option<Schema>;
    /// The columns whose types the report declares, and where.
    fn declared(&self) -> Vec<(String, Span)> {
        Vec::new()
    }
    /// The rows, in the order of the files.
    fn rows(&self, scan: Scan) -> Box<dyn Rows>;
    /// Its options, for `inspect`.
    fn to_json(&self) -> serde_json::Value;
}

/// What is wanted of a source.
#[derive(Debug, Clone)]
pub struct Scan {
    /// Where to read.
    pub world: SharedWorld,
    /// The columns the source was described with.
    pub schema: Arc<Schema>,
    /// The places in the schema of those that are wanted.
    pub columns: Vec<usize>,
    /// Where mistakes in the data go.
    pub troubles: Troubles,
}

/// Says that rows cannot be read any further; the reason is in the [`Troubles`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

/// Rows in batches.
pub trait Rows: Iterator<Item = Result<RecordBatch, Stopped>> + Send {}
impl<T: Iterator<Item = Result<RecordBatch, Stopped>> + Send> Rows for T {}

impl Scan {
    /// Empty columns for the fields that are wanted.
    fn builders(&self) -> Vec<ColumnBuilder> {
        self.columns.iter().map(|c| ColumnBuilder::new(&self.schema.fields[*c].kind, BATCH_ROWS)).collect()
    }

    /// The columns collected so far as a batch.
    fn batch(&self, builders: &mut [ColumnBuilder], rows: usize) -> RecordBatch {
        let fields = self.columns.iter().map(|c| self.schema.fields[*c].clone()).collect();
        let arrays = builders.iter_mut().map(ColumnBuilder::finish).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        RecordBatch::try_new_with_options(super::column::arrow_schema(&Schema { fields }), arrays, &options)
            .expect("the builders were made from the same fields and got the same number of rows")
    }

    /// Takes an error that ends the reading.
    fn stop(&self, trouble: Trouble) -> Stopped {
        self.troubles.push(trouble);
        Stopped
    }
}

/// Reads what is written under the name of a source: a path, or a map with the key of a kind.
pub fn parse(node: &Node, place: &SourcePlace, sink: &mut Sink) -> Option<Arc<dyn Source>> {
    match node.kind() {
        NodeKind::Scalar => kind_of_path(node, sink)?.parse(node, place, sink),
        NodeKind::Mapping => kind_of_map(node, place, sink)?.parse(node, place, sink),
        NodeKind::Sequence => inline::Inline.parse(node, place, sink),
        NodeKind::Broken => None,
    }
}

/// The keys that name a kind in a mapping, the one to propose first.
pub fn keys_of(kind: &dyn SourceKind) -> Vec<&'static str> {
    // `rows` alone is how inline rows read best.
    if kind.name() == inline::Inline.name() { vec!["rows", kind.name()] } else { vec![kind.name()] }
}

fn kind_named(name: &str) -> Option<&'static dyn SourceKind> {
    SOURCES.iter().copied().find(|kind| keys_of(*kind).contains(&name))
}

fn kind_of_map(node: &Node, place: &SourcePlace, sink: &mut Sink) -> Option<&'static dyn SourceKind> {
    let entries = node.entries();
    let keys: Vec<&str> = entries.iter().filter_map(|(key, _)| key.text()).collect();
    let found = keys.iter().find_map(|key| kind_named(key).filter(|_| *key != "rows"));
    if let Some(kind) = found.or_else(|| keys.contains(&"rows").then_some(&inline::Inline as _)) {
        return Some(kind);
    }
    let names = || SOURCES.iter().map(|kind| kind.name());
    let message = format!("the source `{}` does not say what kind of data it is", place.name);
    let mut unknown = Diagnostic::error(Code::MissingKey, node.span(), message)
        .help(format!("give one of the keys {}", list_names(names(), names().count())));
    if let Some((key, near)) = keys.iter().find_map(|key| Some((key, did_you_mean(key, names())?))) {
        unknown = unknown.help(format!("did you mean `{near}` instead of `{key}`?"));
    }
    sink.push(unknown);
    None
}

fn kind_of_path(node: &Node, sink: &mut Sink) -> Option<&'static dyn SourceKind> {
    let path = node.text().unwrap_or_default();
    let plain = path.strip_suffix(".gz").unwrap_or(path);
    let fits = |kind: &&dyn SourceKind| kind.extensions().iter().any(|e| has_extension(plain, e));
    if let Some(kind) = SOURCES.iter().copied().find(|kind| fits(kind) && !path.contains("://")) {
        return Some(kind);
    }
    if path.trim().is_empty() {
        let message = "a source needs a file, or a map that says what kind of data it is";
        sink.push(Diagnostic::error(Code::MissingValue, node.span(), message));
        return None;
    }
    let unknown = |message| Diagnostic::error(Code::WrongValue, node.span(), message);
    sink.push(match hint_for(path) {
        Some(hint) if path.contains("://") => unknown(format!("`{path}` is no file")).help(hint),
        Some(hint) => unknown(unclear(path)).help(hint),
        None => unknown(unclear(path)).help(format!("say it with a key, such as `csv: {path}`")),
    });
    None
}

fn unclear(path: &str) -> String {
    format!("the kind of data in `{path}` does not show in its name")
}

/// What to do about kinds of data that people try and that cannot be read.
pub fn hint_for(path: &str) -> Option<&'static str> {
    let ends = |extensions: &[&str]| extensions.iter().any(|e| has_extension(path, e));
    if path.contains("://") {
        Some("only files can be read: download it first, and name the file")
    } else if ends(&["xlsx", "xls", "xlsm", "ods"]) {
        Some("workbooks cannot be read: save the sheet as CSV, and name that file")
    } else if ends(&["db", "sqlite", "sqlite3", "duckdb"]) {
        Some("databases cannot be read: export the rows as CSV or Parquet, and name that file")
    } else if ends(&["zip", "zst", "bz2", "xz"]) {
        Some("of compressed files only `.gz` can be read: unpack it, and name the file inside")
    } else {
        None
    }
}

/// Types of columns, by the names that messages and editors propose.
const TYPES: [&str; 9] =
    ["text", "integer", "number", "money", "boolean", "date", "time", "datetime", "instant"];

/// What may stand under `columns:`.
fn columns_schema(_: &mut SchemaGenerator) -> schemars::Schema {
    // Other names of types are understood and not proposed.
    let others = "^\\s*(text|string|integer|int|number|float|money|boolean|bool|date|time|datetime|instant|timestamp\
                  |decimal\\(\\s*\\d+\\s*,\\s*\\d+\\s*\\))\\s*$";
    schemars::json_schema!({
        "type": ["object", "null"],
        "additionalProperties": { "anyOf": [
            { "enum": TYPES.into_iter().chain(["decimal(18,2)"]).collect::<Vec<_>>() },
            { "type": "string", "pattern": others },
        ] },
    })
}

/// Reads the types under `columns:`.
fn declared_columns(
    columns: Option<Ordered<Spanned<String>>>,
    sink: &mut Sink,
) -> Vec<(Spanned<String>, Type)> {
    let mut declared = Vec::new();
    for (name, kind) in columns.map(|columns| columns.0).unwrap_or_default() {
        if let Some(known) = Type::parse(&kind.value) {
            declared.push((name, known));
            continue;
        }
        let message = format!("`{}` is not the type of a column", kind.value);
        let wrong = Diagnostic::error(Code::WrongValue, kind.span, message);
        sink.push(match did_you_mean(&kind.value, TYPES) {
            Some(near) => wrong.help(format!("did you mean `{near}`?")),
            None => wrong.help(format!("use {} or `decimal(18,2)`", list_names(TYPES, TYPES.len()))),
        });
    }
    declared
}

/// Joins the columns of a file with those that are declared; declared names that no file has are reported.
fn declare(
    found: Vec<Column>,
    declared: &[(Spanned<String>, Type)],
    place: &SourcePlace,
    sink: &mut Sink,
) -> Vec<Found> {
    let known: BTreeSet<&str> = found.iter().map(|column| column.name.as_str()).collect();
    for (name, _) in declared.iter().filter(|(name, _)| !known.contains(name.value.as_str())) {
        let message = format!("`{}` has no column `{}`", place.name, name.value);
        let unknown = Diagnostic::error(Code::UnknownColumn, name.span, message);
        let names = || found.iter().map(|column| column.name.as_str());
        sink.push(match did_you_mean(&name.value, names()) {
            Some(near) => unknown.label(format!("did you mean `{near}`?")).fix(
                format!("rename to `{near}`"),
                name.span,
                yaml_word(near),
            ),
            None => unknown.note(format!("its columns are {}", list_names(names(), 12))),
        });
    }
    let kinds: BTreeMap<&str, &Type> =
        declared.iter().map(|(name, kind)| (name.value.as_str(), kind)).collect();
    let join = |Column { name, sniffer, place }: Column| {
        let declared = kinds.get(name.as_str()).map(|kind| (*kind).clone());
        Found { name, declared, sniffer, place }
    };
    found.into_iter().map(join).collect()
}

/// Whether a path may name more than one file.
fn is_many(path: &str) -> bool {
    is_pattern(path) || path.ends_with('/')
}
