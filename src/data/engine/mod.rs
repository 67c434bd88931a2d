//! The query engine: the only place, beside the nouns and the readers of sources, that names it.

mod date_trunc;
mod overflow;
mod run;
mod scan;
mod session;
mod stream;

pub use overflow::exact;
pub use run::execute;
pub use session::{plan, session, table, wait};
pub use stream::{Live, RowStream};

use super::lock::LockedColumns;
use super::sql::{self, Mention, ParsedQuery, Sql};
use super::{Check, DataSpec, DatasetDef, Described, Fits, Lock, TestDef, checks};
use crate::diag::{Code, Diagnostic, Sink, Span, did_you_mean, list_names};
use crate::table::Schema;
use crate::world::SharedWorld;
use crate::yaml::{Spanned, Text};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::common::ParamValues;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::empty::EmptyTable;
use datafusion::error::Result;
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::SessionContext;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// See [`super::describe`].
pub fn describe(
    world: &SharedWorld,
    spec: &DataSpec,
    lock: &Lock,
    fits: &Fits,
    sink: &mut Sink,
) -> Described {
    let mut described = Described::default();
    describe_sources(world, spec, lock, &mut described, sink);
    let queries = parse_datasets(spec, &mut described, sink);
    find_order(spec, &queries, &mut described, sink);
    described.schemas.retain(|name, schema| fits(name, schema, sink));
    if !described.order.is_empty() {
        let mut describer = Describer::new(world, spec, queries, described, fits, sink);
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
fn parse_datasets(spec: &DataSpec, described: &mut Described, sink: &mut Sink) -> BTreeMap<String, Query> {
    let names: Vec<&Spanned<String>> = spec.names().collect();
    let mut queries = BTreeMap::new();
    for dataset in &spec.datasets {
        // A name that SQL cannot write without quotes was told of where it is declared.
        let is_word = |name: &str| name.chars().all(|c| c.is_alphanumeric() || c == '_');
        let awkward =
            names.iter().find(|name| !is_word(name) && dataset.sql.as_str().contains(name.as_str()));
        if awkward.is_some() {
            continue;
        }
        let Some(parsed) = sql::parse_query(&dataset.sql, sink) else {
            continue;
        };
        let mut known = true;
        for mention in &parsed.mentions.tables {
            if !names.iter().any(|name| name.value == mention.name) {
                known = false;
                if !spec.lost.contains(&mention.name) {
                    sink.push(unknown_table(spec, dataset, mention, &parsed.mentions.with));
                }
            }
        }
        known &= check_parameters(spec, &dataset.sql, &parsed.mentions.parameters, described, sink);
        let reads = parsed.mentions.tables.iter().map(|mention| mention.name.clone()).collect();
        described.depends.insert(dataset.name.value.clone(), reads);
        queries.insert(dataset.name.value.clone(), Query { parsed, known });
    }
    queries
}

/// A query that could be parsed.
struct Query {
    parsed: ParsedQuery,
    /// Whether there is everything it names.
    known: bool,
}

fn unknown_table(spec: &DataSpec, dataset: &DatasetDef, mention: &Mention, with: &[String]) -> Diagnostic {
    let names: Vec<&Spanned<String>> = spec.names().collect();
    let span = dataset.sql.span_of(mention.at.clone());
    let message = format!("there is no source or dataset `{}`", mention.name);
    let unknown = Diagnostic::error(Code::UnknownName, span, message);
    // Names inside a template are none that a report can use, and a dataset cannot read itself.
    let others = || {
        let own = names.iter().filter(|name| name.span.file == span.file && name.value != dataset.name.value);
        own.map(|name| name.value.as_str()).chain(with.iter().chain(&spec.lost).map(String::as_str))
    };
    if let Some(near) = did_you_mean(&mention.name, others()) {
        return unknown.label(format!("did you mean `{near}`?")).fix(
            format!("rename to `{near}`"),
            span,
            near,
        );
    }
    if mention.name.contains(['/', '\\'])
        || mention.name.ends_with(".csv")
        || mention.name.ends_with(".parquet")
    {
        return unknown.help(format!(
            "declare the file: `sources: {{ rows: {} }}`, and read `FROM rows`",
            mention.name
        ));
    }
    match others().next() {
        None => unknown.help("declare it under `sources:`"),
        Some(_) => unknown.note(format!("there are {}", list_names(others(), 12))),
    }
}

/// Reports parameters that are not declared, and notes those that are used.
fn check_parameters(
    spec: &DataSpec,
    text: &Text,
    mentions: &[Mention],
    described: &mut Described,
    sink: &mut Sink,
) -> bool {
    let names: Vec<&str> = spec.parameters.iter().map(|(name, ..)| name.as_str()).collect();
    let mut known = true;
    for mention in mentions {
        described.parameters_used.insert(mention.name.clone());
        if !names.contains(&mention.name.as_str()) {
            known = false;
            sink.push(sql::unknown_parameter(mention, &names, text));
        }
    }
    known
}

/// Puts the datasets that can be computed in order, dependencies first; loops are reported.
fn find_order(
    spec: &DataSpec,
    queries: &BTreeMap<String, Query>,
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
    queries: &BTreeMap<String, Query>,
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
            let mentions = queries.get(&dataset.name.value).map(|query| &query.parsed.mentions.tables);
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
    state: SessionState,
    values: ParamValues,
    functions: Vec<String>,
    places: BTreeMap<String, Span>,
    /// The columns that are known, as the engine has them.
    tables: BTreeMap<String, SchemaRef>,
    queries: BTreeMap<String, Query>,
    described: Described,
    fits: &'a Fits<'a>,
    sink: &'a mut Sink,
}

impl<'a> Describer<'a> {
    fn new(
        world: &SharedWorld,
        spec: &'a DataSpec,
        queries: BTreeMap<String, Query>,
        described: Described,
        fits: &'a Fits<'a>,
        sink: &'a mut Sink,
    ) -> Describer<'a> {
        let session = session(world.as_ref());
        Describer {
            spec,
            state: session.state(),
            functions: session::function_names(&session),
            session,
            values: session::parameters(&spec.parameters),
            places: spec.places(),
            tables: BTreeMap::new(),
            queries,
            described,
            fits,
            sink,
        }
    }

    async fn run(&mut self) {
        for (name, schema) in self.described.schemas.clone() {
            self.know(&name, super::column::arrow_schema(&schema));
        }
        for name in self.described.order.clone() {
            let dataset = self.spec.datasets.iter().find(|dataset| dataset.name.value == name);
            let dataset = dataset.expect("the order was made from the datasets of the report");
            self.describe_dataset(dataset).await;
        }
        let schemas = &self.described.schemas;
        self.described.order.retain(|name| schemas.contains_key(name));
    }

    /// Puts an empty table in place.
    fn know(&mut self, name: &str, schema: SchemaRef) {
        register(&self.session, name, Arc::new(EmptyTable::new(schema.clone())));
        self.tables.insert(name.to_owned(), schema);
    }

    fn env<'e>(&'e self, dataset: &'e str) -> sql::Env<'e> {
        sql::Env {
            state: &self.state,
            functions: &self.functions,
            tables: &self.tables,
            declared: &self.places,
            parameters: &self.spec.parameters,
            values: &self.values,
            dataset,
        }
    }

    async fn describe_dataset(&mut self, dataset: &DatasetDef) {
        let name = &dataset.name.value;
        let Query { parsed, known } = &self.queries[name];
        let place = Sql::new(&dataset.sql);
        let mut findings = sql::of_query(&parsed.query, &place, &parsed.mentions, self.env(name));
        let reads = &self.described.depends[name];
        if !known || reads.iter().any(|table| !self.tables.contains_key(table)) {
            // What is wrong with the tables it reads was said already; of itself there may be more to say.
            self.tell(dataset, findings.into_all());
            return;
        }
        let planned = match plan(&self.session, &parsed.statement, &self.values).await {
            // Some mistakes show only when the plan is simplified.
            Ok(plan) => self.session.state().optimize(&plan),
            Err(error) => Err(error),
        };
        match planned {
            Ok(plan) if twice(plan.schema().as_arrow()).is_none() => {
                self.tell(dataset, findings.silent);
                self.planned(dataset, &plan).await;
            }
            // No names are kept apart by tables once the rows have left the query.
            Ok(plan) if findings.broken.is_empty() => {
                let message = format!(
                    "two columns of `{name}` are called `{}`",
                    twice(plan.schema().as_arrow()).unwrap_or_default()
                );
                let told = Diagnostic::error(Code::Sql, place.span(&place.first_line()), message);
                findings.broken.push(told.help("give one of them another name with `AS`"));
                self.tell(dataset, findings.into_all());
            }
            Ok(_) => self.tell(dataset, findings.into_all()),
            Err(error) => {
                let told = findings.into_all();
                match told.is_empty() {
                    true => {
                        let known = sql::Known { functions: &self.functions };
                        sql::report(&error, name, &dataset.sql, &parsed.mentions, known, self.sink);
                    }
                    false => self.tell(dataset, told),
                }
            }
        }
    }

    fn tell(&mut self, dataset: &DatasetDef, told: Vec<Diagnostic>) {
        // The SQL of a bound input is made up: `resolve` tells which column of the binding is missing.
        if dataset.is_written() {
            told.into_iter().for_each(|told| self.sink.push(told));
        }
    }

    /// Takes in what a query gives, and checks the tests on it.
    async fn planned(&mut self, dataset: &DatasetDef, plan: &LogicalPlan) {
        let name = &dataset.name.value;
        let schema = Schema::from_arrow(plan.schema().as_arrow());
        if !(self.fits)(name, &schema, self.sink) {
            return;
        }
        self.described.columns.insert(name.clone(), columns_read(plan));
        self.know(name, plan.schema().inner().clone());
        self.described.schemas.insert(name.clone(), schema);
        let mut tests = dataset.tests.clone();
        tests.retain(|test| self.check_condition(name, test));
        let dataset = DatasetDef { tests, ..dataset.clone() };
        let tester =
            checks::Tester { session: &self.session, values: &self.values, functions: &self.functions };
        let schema = &self.described.schemas[name];
        tester.check(&dataset, schema, self.sink).await;
    }

    /// Reports a condition that cannot be read or uses unknown parameters.
    fn check_condition(&mut self, dataset: &str, test: &TestDef) -> bool {
        let Check::That(text) = &test.check else {
            return true;
        };
        let Some(parsed) = sql::parse_condition(text, self.sink) else {
            return false;
        };
        let place = Sql::new(text);
        let table = &self.tables[dataset];
        let env = self.env(dataset);
        let told = sql::of_condition(&parsed.condition.expr, table, &place, &parsed.mentions, env).into_all();
        let is_sound = told.is_empty();
        told.into_iter().for_each(|told| self.sink.push(told));
        let mentions = &parsed.mentions.parameters;
        is_sound & check_parameters(self.spec, text, mentions, &mut self.described, self.sink)
    }
}

/// Puts a table in place, or another one in its place.
fn register(session: &SessionContext, name: &str, provider: Arc<dyn TableProvider>) {
    let put = session.register_table(table(name), provider);
    put.expect("the session has the one schema that all tables are in");
}

fn twice(schema: &datafusion::arrow::datatypes::Schema) -> Option<&str> {
    let mut seen = BTreeSet::new();
    schema.fields().iter().map(|field| field.name().as_str()).find(|name| !seen.insert(*name))
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
