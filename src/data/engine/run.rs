//! Runs a plan: sources are registered, datasets computed in order, tests run on each.

use super::scan::SourceTable;
use super::session::{self, frugal, wait};
use super::stream::{Live, Origin};
use super::{plan as plan_query, register, table};
use crate::data::checks::Tester;
use crate::data::sql::{self, Mentions};
use crate::data::trouble::Troubles;
use crate::data::{Tables, TestOutcome};
use crate::diag::{Code, Diagnostic, Failed, Result, Sink};
use crate::limits::{HELD_ROWS_MAX, SHARED_INPUT_BYTES_MAX};
use crate::plan::{DatasetStep, Keep, Plan, SourceStep};
use crate::table::Table;
use crate::world::SharedWorld;
use crate::yaml::Spanned;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::ParamValues;
use datafusion::datasource::{MemTable, ViewTable};
use datafusion::error::{DataFusionError, Result as EngineResult};
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::execute_stream;
use datafusion::prelude::SessionContext;
use futures::StreamExt;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Rows in a slice of a table that is read again.
const SLICE_ROWS: usize = 8192;

/// See [`crate::data::execute`].
pub fn execute(world: &SharedWorld, plan: &Plan, sink: &mut Sink) -> Result<Tables> {
    let mut run = Run::new(world, plan);
    for step in &plan.sources {
        run.source(step, sink);
    }
    wait(async {
        for step in &plan.datasets {
            run.dataset(step, sink).await;
        }
    });
    if run.broken.is_empty() && !run.test_failed {
        let live = Live::new(run.session, run.functions, run.origins, run.troubles);
        return Ok(Tables { held: run.held, outcomes: run.outcomes, live });
    }
    Err(Failed)
}

/// A plan while it runs.
struct Run {
    world: SharedWorld,
    session: SessionContext,
    values: ParamValues,
    functions: Vec<String>,
    /// Where mistakes in the rows of each source go.
    troubles: BTreeMap<String, Troubles>,
    /// Bytes of the files under each source and dataset.
    weights: BTreeMap<String, u64>,
    /// What could not be read or computed.
    broken: BTreeSet<String>,
    held: BTreeMap<String, Table>,
    origins: BTreeMap<String, Origin>,
    outcomes: Vec<TestOutcome>,
    test_failed: bool,
}

/// What a query gave.
enum Rows {
    /// All of it.
    All(SchemaRef, Vec<RecordBatch>),
    /// More than can be held.
    TooMany,
}

impl Run {
    fn new(world: &SharedWorld, plan: &Plan) -> Run {
        let session = session::session(world.as_ref());
        Run {
            world: world.clone(),
            functions: session::function_names(&session),
            session,
            values: session::parameters(&plan.parameters),
            troubles: BTreeMap::new(),
            weights: BTreeMap::new(),
            broken: BTreeSet::new(),
            held: BTreeMap::new(),
            origins: BTreeMap::new(),
            outcomes: Vec::new(),
            test_failed: false,
        }
    }

    fn source(&mut self, step: &SourceStep, sink: &mut Sink) {
        let name = &step.name.value;
        let troubles = Troubles::new(self.world.clone(), step.source.span(), step.source.declared());
        self.troubles.insert(name.clone(), troubles.clone());
        self.origins.insert(name.clone(), Origin { span: step.name.span, sql: None });
        let weight = step.source.bytes(&self.world);
        self.weights.insert(name.clone(), weight);
        let source = step.source.clone();
        let mut provider =
            SourceTable::new(source, self.world.clone(), step.schema.clone(), troubles.clone());
        let columns = step.schema.names().enumerate().filter(|(_, column)| step.columns.contains(*column));
        let columns: Vec<usize> = columns.map(|(place, _)| place).collect();
        let read = match step.keep {
            Keep::Table => provider.hold(columns),
            Keep::Shared if weight <= SHARED_INPUT_BYTES_MAX => provider.hold(columns),
            Keep::Shared | Keep::Pass => true,
        };
        if troubles.report(sink) || !read {
            self.broken.insert(name.clone());
        }
        if let (Keep::Table, Some((schema, batches))) = (step.keep, provider.held()) {
            self.held.insert(name.clone(), Table::new(schema, batches));
        }
        register(&self.session, name, Arc::new(provider));
    }

    async fn dataset(&mut self, step: &DatasetStep, sink: &mut Sink) {
        let name = &step.name.value;
        self.weights.insert(name.clone(), step.reads.iter().filter_map(|read| self.weights.get(read)).sum());
        if step.reads.iter().any(|read| self.broken.contains(read)) {
            self.broken.insert(name.clone());
            return;
        }
        let Some(query) = sql::parse_query(&step.sql, sink) else {
            self.broken.insert(name.clone());
            return;
        };
        self.origins.insert(
            name.clone(),
            Origin { span: step.name.span, sql: Some((step.sql.clone(), query.mentions.clone())) },
        );
        let computed = match plan_query(&self.session, &query.statement, &self.values).await {
            Ok(plan) => self.compute(step, plan, sink).await,
            Err(error) => Err(error),
        };
        if let Err(error) = computed {
            self.failed(step, &error, &query.mentions, sink);
            return;
        }
        self.test(step, sink).await;
    }

    /// Computes a dataset now, or leaves it to those that read it.
    async fn compute(&mut self, step: &DatasetStep, plan: LogicalPlan, sink: &mut Sink) -> EngineResult<()> {
        let name = &step.name.value;
        let light = self.weights[name] <= SHARED_INPUT_BYTES_MAX;
        let now = step.keep == Keep::Table || (step.keep == Keep::Shared && light);
        if now {
            match self.collect(&plan).await? {
                Rows::All(schema, batches) => {
                    self.hold(&step.name, step.keep, &schema, &batches);
                    return Ok(());
                }
                Rows::TooMany if step.keep == Keep::Table => {
                    let message =
                        format!("`{name}` has more than {HELD_ROWS_MAX} rows, too many to be shown");
                    let limit = Diagnostic::error(Code::DataLimit, step.name.span, message);
                    sink.push(limit.help("sum it up with `GROUP BY`, or only write it to CSV"));
                    self.broken.insert(name.clone());
                    return Ok(());
                }
                Rows::TooMany => {}
            }
        }
        register(&self.session, name, Arc::new(ViewTable::new(plan, None)));
        Ok(())
    }

    fn hold(&mut self, name: &Spanned<String>, keep: Keep, schema: &SchemaRef, batches: &[RecordBatch]) {
        let whole = concat_batches(schema, batches).expect("batches of one query share its schema");
        let slices = (0..whole.num_rows()).step_by(SLICE_ROWS);
        let slices = slices.map(|at| whole.slice(at, SLICE_ROWS.min(whole.num_rows() - at))).collect();
        let memory = MemTable::try_new(schema.clone(), vec![slices]);
        let memory = memory.expect("slices of a batch have its schema");
        register(&self.session, &name.value, Arc::new(memory));
        if keep == Keep::Table {
            self.held.insert(name.value.clone(), Table::new(schema, &[whole]));
        }
    }

    /// Runs a query; once more, and frugally, when memory runs out.
    async fn collect(&self, plan: &LogicalPlan) -> EngineResult<Rows> {
        match collect(&self.session, plan).await {
            Err(error) if matches!(error.find_root(), DataFusionError::ResourcesExhausted(_)) => {
                collect(&frugal(&self.session), plan).await
            }
            result => result,
        }
    }

    async fn test(&mut self, step: &DatasetStep, sink: &mut Sink) {
        if self.broken.contains(&step.name.value) || step.tests.is_empty() {
            return;
        }
        let tester = Tester { session: &self.session, values: &self.values, functions: &self.functions };
        let outcomes = tester.run(&step.name.value, &step.tests, sink).await;
        match outcomes {
            Ok(outcomes) => {
                self.test_failed |= outcomes.iter().any(TestOutcome::stops);
                self.outcomes.extend(outcomes);
            }
            Err(error) => {
                let name = &step.name.value;
                let in_rows = self.report_troubles(sink);
                if in_rows || tester.blame(name, &step.tests, sink).await {
                    self.broken.insert(name.clone());
                } else {
                    self.failed(step, &error, &Mentions::default(), sink);
                }
            }
        }
        if self.report_troubles(sink) {
            self.broken.insert(step.name.value.clone());
        }
    }

    /// Says why a dataset cannot be computed: what is wrong in the rows of a source is the better reason.
    fn failed(&mut self, step: &DatasetStep, error: &DataFusionError, mentions: &Mentions, sink: &mut Sink) {
        self.broken.insert(step.name.value.clone());
        if !self.report_troubles(sink) {
            let known = sql::Known { functions: &self.functions };
            sql::report(error, &step.name.value, &step.sql, mentions, known, sink);
        }
    }

    fn report_troubles(&self, sink: &mut Sink) -> bool {
        let reported: Vec<bool> = self.troubles.values().map(|troubles| troubles.report(sink)).collect();
        reported.contains(&true)
    }
}

async fn collect(session: &SessionContext, plan: &LogicalPlan) -> EngineResult<Rows> {
    let state = session.state();
    let physical = state.create_physical_plan(plan).await?;
    let mut stream = execute_stream(physical, state.task_ctx())?;
    let (schema, mut batches, mut rows) = (stream.schema(), Vec::new(), 0);
    while let Some(batch) = stream.next().await {
        let batch = batch?;
        rows += batch.num_rows();
        if rows > HELD_ROWS_MAX {
            return Ok(Rows::TooMany);
        }
        batches.push(batch);
    }
    Ok(Rows::All(schema, batches))
}

/// All rows of a table of the session, as a plan.
pub async fn whole(session: &SessionContext, name: &str) -> EngineResult<LogicalPlan> {
    Ok(session.table(table(name)).await?.into_unoptimized_plan())
}
