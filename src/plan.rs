//! The plan: which sources are read, which datasets are computed and what is kept. No rows, no files.

use crate::data::{DataSpec, DatasetDef, Described, Source, TestDef};
use crate::table::Schema;
use crate::value::{Type, Value};
use crate::yaml::{Spanned, Text};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the outputs need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// Sources and datasets that blocks show; their rows are held in memory.
    pub held: BTreeSet<String>,
    /// Sources and datasets that are only written row by row.
    pub streamed: BTreeSet<String>,
    /// Whether data tests run.
    pub tests: bool,
}

/// What will be done.
#[derive(Debug, Clone, Serialize)]
pub struct Plan {
    /// Sources that are read, in the order of the report.
    pub sources: Vec<SourceStep>,
    /// Datasets that are computed, dependencies first.
    pub datasets: Vec<DatasetStep>,
    /// What `$name` stands for, those that some query uses.
    #[serde(serialize_with = "values_by_name")]
    pub parameters: Vec<(String, Type, Value)>,
}

/// A source that is read.
#[derive(Debug, Clone, Serialize)]
pub struct SourceStep {
    /// Its name.
    pub name: Spanned<String>,
    /// How to read it.
    #[serde(serialize_with = "options")]
    pub source: Arc<dyn Source>,
    /// All its columns.
    pub schema: Schema,
    /// The columns that are needed of it.
    pub columns: BTreeSet<String>,
    /// What becomes of its rows.
    pub keep: Keep,
}

/// A dataset that is computed.
#[derive(Debug, Clone, Serialize)]
pub struct DatasetStep {
    /// Its name.
    pub name: Spanned<String>,
    /// Its query.
    pub sql: Text,
    /// What it reads.
    pub reads: BTreeSet<String>,
    /// What becomes of its rows.
    pub keep: Keep,
    /// The tests that run on it.
    pub tests: Vec<TestDef>,
}

/// What becomes of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// Held, because a block shows them.
    Table,
    /// Held if they are few, because they are read more than once.
    Shared,
    /// Passed on as they are read.
    Pass,
}

/// Makes the plan: only what is needed, and nothing twice that can be done once.
pub fn plan(spec: &DataSpec, described: &Described, needs: &Needs) -> Plan {
    let needed = needed(spec, described, needs);
    let by_name = |name: &String| spec.datasets.iter().find(|dataset| dataset.name.value == **name);
    let order = described.order.iter().filter(|name| needed.contains(*name)).filter_map(by_name);
    let datasets: Vec<DatasetStep> =
        order.map(|dataset| dataset_step(dataset, described, needs, &needed)).collect();
    let sources = spec.sources.iter().filter(|source| needed.contains(&source.name.value));
    let sources = sources.filter_map(|source| {
        let name = &source.name.value;
        let schema = described.schemas.get(name)?.clone();
        let columns = columns_of(name, &schema, described, needs, &needed);
        let keep = keep(name, readers(name, described, &needed), needs);
        Some(SourceStep { name: source.name.clone(), source: source.source.clone(), schema, columns, keep })
    });
    let used = |(name, ..): &&(String, Type, Value)| described.parameters_used.contains(name);
    Plan {
        sources: sources.collect(),
        datasets,
        parameters: spec.parameters.iter().filter(used).cloned().collect(),
    }
}

/// Everything that is shown, written or tested, and all it depends on.
fn needed(spec: &DataSpec, described: &Described, needs: &Needs) -> BTreeSet<String> {
    let mut needed = BTreeSet::new();
    let mut waiting: Vec<String> = needs.held.union(&needs.streamed).cloned().collect();
    let tested = spec.datasets.iter().filter(|dataset| needs.tests && !dataset.tests.is_empty());
    waiting.extend(tested.map(|dataset| dataset.name.value.clone()));
    while let Some(name) = waiting.pop() {
        waiting.extend(described.depends.get(&name).into_iter().flatten().cloned());
        needed.insert(name);
    }
    needed.retain(|name| described.schemas.contains_key(name));
    needed
}

fn dataset_step(
    dataset: &DatasetDef,
    described: &Described,
    needs: &Needs,
    needed: &BTreeSet<String>,
) -> DatasetStep {
    let name = &dataset.name.value;
    let tests = if needs.tests { dataset.tests.clone() } else { Vec::new() };
    let uses = readers(name, described, needed) + usize::from(!tests.is_empty());
    DatasetStep {
        name: dataset.name.clone(),
        sql: dataset.sql.clone(),
        reads: described.depends.get(name).cloned().unwrap_or_default(),
        keep: keep(name, uses, needs),
        tests,
    }
}

/// How many datasets that are computed read this one.
fn readers(name: &str, described: &Described, needed: &BTreeSet<String>) -> usize {
    let reads = |dataset: &&String| described.depends.get(*dataset).is_some_and(|reads| reads.contains(name));
    needed.iter().filter(reads).count()
}

fn keep(name: &str, readers: usize, needs: &Needs) -> Keep {
    if needs.held.contains(name) {
        Keep::Table
    } else if readers + usize::from(needs.streamed.contains(name)) > 1 {
        Keep::Shared
    } else {
        Keep::Pass
    }
}

fn columns_of(
    name: &str,
    schema: &Schema,
    described: &Described,
    needs: &Needs,
    needed: &BTreeSet<String>,
) -> BTreeSet<String> {
    if needs.held.contains(name) || needs.streamed.contains(name) {
        return schema.names().map(str::to_owned).collect();
    }
    let read = needed.iter().filter_map(|dataset| described.columns.get(dataset)?.get(name));
    read.flatten().cloned().collect()
}

/// Writes the options of a source, for `inspect`.
pub fn options<S: Serializer>(source: &Arc<dyn Source>, serializer: S) -> Result<S::Ok, S::Error> {
    source.to_json().serialize(serializer)
}

fn values_by_name<S: Serializer>(
    parameters: &[(String, Type, Value)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(parameters.len()))?;
    for (name, _, value) in parameters {
        map.serialize_entry(name, value)?;
    }
    map.end()
}
