//! Data: where rows come from, SQL over them, and tests on them. [`describe`] looks at schemas only;
//! [`execute`] is the one function of the crate that reads rows.

mod checks;
mod column;
mod encoding;
mod engine;
mod inputs;
mod lock;
mod names;
mod pieces;
mod place;
mod sniff;
pub mod source;
mod sql;
#[cfg(test)]
mod tests;
mod trouble;

use crate::diag::{Code, Diagnostic, Result, Sink, Span};
use crate::plan::Plan;
use crate::table::{Schema, Table};
use crate::value::{Type, Value};
use crate::world::SharedWorld;
use crate::yaml::{Spanned, Text};
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use engine::RowStream;
pub use lock::Lock;
pub use source::inline::rows_schema;
pub use source::{SOURCES, Source, SourceKind, SourcePlace, keys_of};

/// Everything a report says about its data.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DataSpec {
    /// Where rows come from, in the order of the report.
    pub sources: Vec<SourceDef>,
    /// SQL over sources and other datasets, in the order of the report.
    pub datasets: Vec<DatasetDef>,
    /// What `$name` stands for; a date range is two of them, `$name_start` and `$name_end`.
    pub parameters: Vec<(String, Type, Value)>,
    /// Names that are declared, and of which a mistake that was told left nothing; their uses are no further
    /// mistake.
    #[serde(skip)]
    pub lost: BTreeSet<String>,
}

impl DataSpec {
    /// Where each source and dataset is declared.
    pub fn places(&self) -> BTreeMap<String, Span> {
        self.names().map(|name| (name.value.clone(), name.span)).collect()
    }

    /// Names that are declared but could not be described.
    pub fn undescribed(&self, described: &Described) -> BTreeSet<String> {
        let names = self.names().map(|name| &name.value).chain(&self.lost);
        names.filter(|name| !described.schemas.contains_key(*name)).cloned().collect()
    }

    fn names(&self) -> impl Iterator<Item = &Spanned<String>> {
        let sources = self.sources.iter().map(|source| &source.name);
        sources.chain(self.datasets.iter().map(|dataset| &dataset.name))
    }
}

/// A source and its name.
#[derive(Debug, Clone, Serialize)]
pub struct SourceDef {
    /// What datasets call it.
    pub name: Spanned<String>,
    /// How to read it.
    #[serde(serialize_with = "crate::plan::options")]
    pub source: Arc<dyn Source>,
}

/// SQL and the tests on its rows.
#[derive(Debug, Clone, Serialize)]
pub struct DatasetDef {
    /// What blocks and other datasets call it.
    pub name: Spanned<String>,
    /// One query.
    pub sql: Text,
    /// What must be true of its rows.
    pub tests: Vec<TestDef>,
}

impl DatasetDef {
    /// Whether the author wrote the SQL; only then does each part of it have a place of its own.
    pub fn is_written(&self) -> bool {
        self.sql.span_of(0..0) != self.sql.span()
    }
}

/// Something that must be true of the rows of a dataset.
#[derive(Debug, Clone, Serialize)]
pub struct TestDef {
    /// What must be true.
    #[serde(flatten)]
    pub check: Check,
    /// What happens when it is not.
    pub on_fail: OnFail,
    /// Where the test was written.
    #[serde(skip)]
    pub span: Span,
}

/// The kinds of tests.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// These columns have a value in every row.
    NotNull(Vec<Spanned<String>>),
    /// No two rows agree in all of these columns.
    Unique(Vec<Spanned<String>>),
    /// The column holds nothing else than these values.
    AcceptedValues {
        /// The column.
        column: Spanned<String>,
        /// The values, as written.
        values: Vec<Spanned<String>>,
    },
    /// The number of rows lies between these.
    Rows {
        /// At least so many.
        min: Option<u64>,
        /// At most so many.
        max: Option<u64>,
    },
    /// This SQL condition is not false in any row.
    That(Text),
}

/// What a failed test does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OnFail {
    /// The run stops.
    Fail,
    /// A warning is given.
    Warn,
    /// A warning is given, and the report is marked as a draft.
    Draft,
}

/// What became of a test.
#[derive(Debug, Clone, Serialize)]
pub struct TestOutcome {
    /// The dataset that was tested.
    pub dataset: String,
    /// The test in words.
    pub test: String,
    /// What a failure does.
    pub on_fail: OnFail,
    /// Why it failed, as a sentence for the cover page; absent when it passed.
    pub failure: Option<String>,
}

/// What is known of the data before any row is read.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Described {
    /// Columns of every source and dataset that could be understood.
    pub schemas: BTreeMap<String, Schema>,
    /// Datasets, dependencies first.
    pub order: Vec<String>,
    /// What each dataset reads.
    pub depends: BTreeMap<String, BTreeSet<String>>,
    /// The columns that each dataset reads of what it depends on.
    pub columns: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
    /// The names after `$` that some SQL uses.
    pub parameters_used: BTreeSet<String>,
    /// What the lock file should hold.
    #[serde(skip)]
    pub lock: Lock,
}

/// Looks at schemas, never at rows: finds the order of the datasets and reports unknown names,
/// cycles and mistakes in SQL at their place in the report.
///
/// What does not `fit` what somebody else needs of it counts as unknown, so that its uses are no further mistakes.
pub fn describe(
    world: &SharedWorld,
    spec: &DataSpec,
    lock: &Lock,
    fits: &Fits,
    sink: &mut Sink,
) -> Described {
    engine::describe(world, spec, lock, fits, sink)
}

/// Tells whether a source or dataset has the columns it should have.
pub type Fits<'a> = dyn Fn(&str, &Schema, &mut Sink) -> bool + Sync + 'a;

/// Reads the rows that the plan asks for and runs the tests.
pub fn execute(world: &SharedWorld, plan: &Plan, sink: &mut Sink) -> Result<Tables> {
    let tables = engine::execute(world, plan, sink)?;
    for step in &plan.sources {
        if let Some(table) = tables.table(&step.name.value) {
            warn_of_no_numbers(&step.name, table, NO_NUMBERS_IN_FILES, sink);
        }
    }
    for step in &plan.datasets {
        if let Some(table) = tables.table(&step.name.value) {
            warn_of_no_numbers(&step.name, table, NO_NUMBERS_IN_SQL, sink);
        }
    }
    Ok(tables)
}

/// What to do about values that are no numbers in the data.
const NO_NUMBERS_IN_FILES: &str = "leave them missing where the file is written, or make them so: `CASE WHEN isnan(x) THEN NULL ELSE x END`";
/// What to do about values that are no numbers and come of a computation.
const NO_NUMBERS_IN_SQL: &str = "divide by `nullif(x, 0)`, so that it is missing on purpose";

/// Infinity and "not a number" are in some files, and come of dividing floating point numbers by zero. They are shown as missing,
/// and left out of totals, so somebody has to be told.
fn warn_of_no_numbers(name: &Spanned<String>, table: &Table, help: &str, sink: &mut Sink) {
    for (index, field) in table.schema().fields.iter().enumerate() {
        if field.kind != Type::Number {
            continue;
        }
        let odd = |value: &Value| matches!(value, Value::Number(number) if !number.is_finite());
        let count = table.column(index).filter(odd).count();
        if count > 0 {
            let values = if count == 1 { "value that is" } else { "values that are" };
            let message = format!("`{}` of `{}` has {count} {values} no number", field.name, name.value);
            let told = Diagnostic::warning(Code::Compute, name.span, message);
            sink.push(
                told.note("infinity or not-a-number: shown as missing and left out of totals").help(help),
            );
        }
    }
}

/// The rows of a run.
#[derive(Debug, Clone)]
pub struct Tables {
    held: BTreeMap<String, Table>,
    outcomes: Vec<TestOutcome>,
    live: engine::Live,
}

impl Tables {
    /// A table that the plan holds in memory.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.held.get(name)
    }

    /// What became of the tests, in the order of the datasets.
    pub fn outcomes(&self) -> &[TestOutcome] {
        &self.outcomes
    }

    /// Why the report is only a draft: one sentence a failed test that says so.
    pub fn draft_reasons(&self) -> Vec<String> {
        let failed = self.outcomes.iter().filter(|outcome| outcome.on_fail == OnFail::Draft);
        failed.filter_map(|outcome| outcome.failure.clone()).collect()
    }

    /// Rows piece by piece, whether they are held or not; `None` when the plan does not know the name.
    pub fn stream(&self, name: &str) -> Option<RowStream> {
        match self.held.get(name) {
            Some(table) => Some(RowStream::held(table.clone())),
            None => self.live.stream(name),
        }
    }
}

impl Serialize for Tables {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(&self.held)
    }
}
