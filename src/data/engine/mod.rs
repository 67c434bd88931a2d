//! The query engine: the only place, beside the nouns and the readers of sources, that names it.

mod date_trunc;
mod run;
mod scan;
mod session;
mod stream;

pub use run::execute;
pub use session::{plan, session, table, wait};
pub use stream::{Live, RowStream};

use super::lock::LockedColumns;
use super::sql::{self, Mention, ParsedQuery};
use super::{Check, DataSpec, DatasetDef, Described, Lock, TestDef, checks};
use crate::diag::{Code, Diagnostic, Sink, Span, did_you_mean, list_names};
use crate::table::Schema;
use crate::world::SharedWorld;
use datafusion::catalog::TableProvider;
use datafusion::common::ParamValues;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::empty::EmptyTable;
use datafusion::error::Result;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::SessionContext;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// See [`super::describe`].
pub fn describe(world: &SharedWorld, spec: &DataSpec, lock: &Lock, sink: &mut Sink) -> Described {
    let mut described = Described::default();
    describe_sources(world, spec, lock, &mut described, sink);
    let queries = parse_datasets(spec, &mut described, sink);
    find_order(spec, &queries, &mut described, sink);
    if !described.order.is_empty() {
        let mut describer = Describer::new(world, spec, queries, described, sink);
        wait(async { describer.run().await });
        described = describer.described;
    }
    described
}

fn describe_sources(
    world: &SharedWorld,
    spec: &DataSpec,
    lock: &Lock,
    described: &mut Described,
    sink: &mut Sink,
) {
    for def in &spec.sources {
        let name = &def.name.value;
        let locked = lock.sources.get(name);
        let schema = def.source.describe(world, locked, sink);
        if def.source.is_inferred() {
            // What is locked stays so until the author lets it go.
            let entry = locked.cloned().or_else(|| schema.as_ref().map(LockedColumns::of));
            described.lock.sources.extend(entry.map(|entry| (name.clone(), entry)));
        }
        described.schemas.extend(schema.map(|schema| (name.clone(), schema)));
    }
}

/// Parses the SQL of all datasets, and reports names in it that nothing has.
fn parse_datasets(
    spec: &DataSpec,
    described: &mut Described,
    sink: &mut Sink,
) -> BTreeMap<String, ParsedQuery> {
    let sources = spec.sources.iter().map(|source| source.name.value.as_str());
    let names: Vec<&str> = sources.chain(spec.datasets.iter().map(|d| d.name.value.as_str())).collect();
    let mut queries = BTreeMap::new();
    for dataset in &spec.datasets {
        let Some(query) = sql::parse_query(&dataset.sql, sink) else {
            continue;
        };
        let mut known = true;
        for mention in &query.mentions.tables {
            if !names.contains(&mention.name.as_str()) {
                if !spec.unbound.contains(&mention.name) {
                    sink.push(unknown_table(dataset, mention, &names));
                }
                known = false;
            }
        }
        known &= check_parameters(spec, &dataset.sql, &query.mentions.parameters, described, sink);
        let reads = query.mentions.tables.iter().map(|mention| mention.name.clone()).collect();
        described.depends.insert(dataset.name.value.clone(), reads);
        if known {
            queries.insert(dataset.name.value.clone(), query);
        }
    }
    queries
}

fn unknown_table(dataset: &DatasetDef, mention: &Mention, names: &[&str]) -> Diagnostic {
    let span = dataset.sql.span_of(mention.at.clone());
    let message = format!("there is no source or dataset `{}`", mention.name);
    let unknown = Diagnostic::error(Code::UnknownName, span, message);
    let others = names.iter().copied().filter(|name| *name != dataset.name.value);
    if let Some(near) = did_you_mean(&mention.name, others) {
        return unknown.label(format!("did you mean `{near}`?")).fix(
            format!("rename to `{near}`"),
            span,
            near,
        );
    }
    match names.len() {
        0 | 1 => unknown.help("declare it under `sources:`"),
        _ => unknown.note(format!("there are {}", list_names(names.iter().copied(), 12))),
    }
}

/// Reports parameters that are not declared, and notes those that are used.
fn check_parameters(
    spec: &DataSpec,
    text: &crate::yaml::Text,
    mentions: &[Mention],
    described: &mut Described,
    sink: &mut Sink,
) -> bool {
    let names = || spec.parameters.iter().map(|(name, ..)| name.as_str());
    let mut known = true;
    for mention in mentions {
        let name = mention.name.as_str();
        described.parameters_used.insert(name.to_owned());
        if names().any(|declared| declared == name) {
            continue;
        }
        known = false;
        let message = format!("there is no parameter `{name}`");
        let unknown = Diagnostic::error(Code::UnknownParameter, text.span_of(mention.at.clone()), message);
        let (start, end) = (format!("{name}_start"), format!("{name}_end"));
        sink.push(if names().any(|declared| declared == start) {
            unknown.help(format!("a range has two ends: write `${start}` and `${end}`"))
        } else if let Some(near) = did_you_mean(name, names()) {
            let span = text.span_of(mention.at.clone());
            unknown.label(format!("did you mean `${near}`?")).fix(
                format!("rename to `${near}`"),
                span,
                format!("${near}"),
            )
        } else {
            unknown.help(format!("declare it under `params:` as `{name}: {{ … }}`"))
        });
    }
    known
}

/// Puts the datasets that can be computed in order, dependencies first; loops are reported.
fn find_order(
    spec: &DataSpec,
    queries: &BTreeMap<String, ParsedQuery>,
    described: &mut Described,
    sink: &mut Sink,
) {
    let mut waiting: Vec<&DatasetDef> = spec.datasets.iter().collect();
    loop {
        let datasets: BTreeSet<&str> = waiting.iter().map(|dataset| dataset.name.value.as_str()).collect();
        let blocked = |dataset: &&&DatasetDef| {
            let reads = described.depends.get(&dataset.name.value);
            reads.is_some_and(|reads| reads.iter().any(|name| datasets.contains(name.as_str())))
        };
        let (stuck, ready): (Vec<&DatasetDef>, Vec<&DatasetDef>) =
            waiting.iter().partition(|dataset| blocked(dataset));
        if ready.is_empty() {
            break;
        }
        // One whose SQL is broken is out, and what reads it finds no schema later.
        let names = ready.iter().map(|dataset| dataset.name.value.clone());
        described.order.extend(names.filter(|name| queries.contains_key(name)));
        waiting = stuck;
    }
    report_loops(&waiting, queries, described, sink);
}

fn report_loops(
    stuck: &[&DatasetDef],
    queries: &BTreeMap<String, ParsedQuery>,
    described: &Described,
    sink: &mut Sink,
) {
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for first in stuck {
        // Following any dependency that is stuck too must come back to a name on the way.
        let mut way: Vec<&DatasetDef> = vec![first];
        let start = loop {
            let last = way.last().expect("the way begins with one dataset");
            let reads = &described.depends[&last.name.value];
            let next = stuck.iter().find(|dataset| reads.contains(&dataset.name.value));
            let next = next.expect("a dataset is stuck because it reads another one that is");
            if let Some(start) = way.iter().position(|dataset| dataset.name.value == next.name.value) {
                break start;
            }
            way.push(next);
        };
        let members = &way[start..];
        if members.iter().any(|dataset| !told.insert(&dataset.name.value)) {
            continue;
        }
        let names: Vec<&str> = members.iter().chain(&members[..1]).map(|d| d.name.value.as_str()).collect();
        let message = format!("datasets that need each other: `{}`", names.join(" → "));
        let mut diagnostic = Diagnostic::error(Code::DatasetCycle, members[0].name.span, message);
        for (dataset, needs) in members.iter().zip(&names[1..]) {
            let mentions = queries.get(&dataset.name.value).map(|query| &query.mentions.tables);
            let mention = mentions.into_iter().flatten().find(|mention| mention.name == *needs);
            let span = mention.map_or(dataset.name.span, |mention| dataset.sql.span_of(mention.at.clone()));
            diagnostic = diagnostic.also(span, format!("`{}` reads `{needs}` here", dataset.name.value));
        }
        sink.push(diagnostic.help("let one of them read a source instead"));
    }
}

/// Plans the queries over empty tables to learn their columns.
struct Describer<'a> {
    spec: &'a DataSpec,
    session: SessionContext,
    values: ParamValues,
    functions: Vec<String>,
    places: BTreeMap<String, Span>,
    queries: BTreeMap<String, ParsedQuery>,
    described: Described,
    sink: &'a mut Sink,
}

impl<'a> Describer<'a> {
    fn new(
        world: &SharedWorld,
        spec: &'a DataSpec,
        queries: BTreeMap<String, ParsedQuery>,
        described: Described,
        sink: &'a mut Sink,
    ) -> Describer<'a> {
        let session = session(world.as_ref());
        let functions = session::function_names(&session);
        let values = session::parameters(&spec.parameters);
        Describer { spec, session, values, functions, places: spec.places(), queries, described, sink }
    }

    async fn run(&mut self) {
        for (name, schema) in &self.described.schemas {
            register(&self.session, name, Arc::new(EmptyTable::new(super::column::arrow_schema(schema))));
        }
        for name in self.described.order.clone() {
            let dataset = self.spec.datasets.iter().find(|dataset| dataset.name.value == name);
            let dataset = dataset.expect("the order was made from the datasets of the report");
            let reads = &self.described.depends[&name];
            if reads.iter().any(|table| !self.described.schemas.contains_key(table)) {
                // What is wrong with the table it reads was said already.
                continue;
            }
            self.describe_dataset(dataset).await;
        }
        let schemas = &self.described.schemas;
        self.described.order.retain(|name| schemas.contains_key(name));
    }

    async fn describe_dataset(&mut self, dataset: &DatasetDef) {
        let name = &dataset.name.value;
        let query = &self.queries[name];
        let planned = match plan(&self.session, &query.statement, &self.values).await {
            // Some mistakes show only when the plan is simplified.
            Ok(plan) => self.session.state().optimize(&plan),
            Err(error) => Err(error),
        };
        let plan = match planned {
            Ok(plan) => plan,
            Err(error) => {
                let known = sql::Known { functions: &self.functions, places: Some(&self.places) };
                sql::report(&error, name, &dataset.sql, &query.mentions, known, self.sink);
                return;
            }
        };
        let schema = Schema::from_arrow(plan.schema().as_arrow());
        if let Some(twice) = twice(&schema) {
            let message = format!("two columns of `{name}` are called `{twice}`");
            let span = dataset.sql.span();
            self.sink.push(
                Diagnostic::error(Code::Sql, span, message).help("give one of them another name with `AS`"),
            );
            return;
        }
        self.described.columns.insert(name.clone(), columns_read(&plan));
        let empty = EmptyTable::new(plan.schema().inner().clone());
        register(&self.session, name, Arc::new(empty));
        self.described.schemas.insert(name.clone(), schema);
        let mut tests = dataset.tests.clone();
        tests.retain(|test| self.check_condition(test));
        let dataset = DatasetDef { tests, ..dataset.clone() };
        let tester =
            checks::Tester { session: &self.session, values: &self.values, functions: &self.functions };
        let schema = &self.described.schemas[name];
        tester.check(&dataset, schema, self.sink).await;
    }

    /// Reports a condition that cannot be read or uses unknown parameters.
    fn check_condition(&mut self, test: &TestDef) -> bool {
        let Check::That(text) = &test.check else {
            return true;
        };
        let Some(parsed) = sql::parse_condition(text, self.sink) else {
            return false;
        };
        check_parameters(self.spec, text, &parsed.mentions.parameters, &mut self.described, self.sink)
    }
}

/// Puts a table in place, or another one in its place.
fn register(session: &SessionContext, name: &str, provider: Arc<dyn TableProvider>) {
    let put = session.register_table(table(name), provider);
    put.expect("the session has the one schema that all tables are in");
}

fn twice(schema: &Schema) -> Option<&str> {
    let mut seen = BTreeSet::new();
    schema.names().find(|name| !seen.insert(*name))
}

/// The columns that an optimised plan reads, by table.
fn columns_read(plan: &LogicalPlan) -> BTreeMap<String, BTreeSet<String>> {
    let mut read: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let visited: Result<TreeNodeRecursion> = plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node {
            let columns = read.entry(scan.table_name.table().to_owned()).or_default();
            columns.extend(scan.projected_schema.fields().iter().map(|field| field.name().clone()));
        }
        Ok(TreeNodeRecursion::Continue)
    });
    visited.expect("the visitor never fails");
    read
}
