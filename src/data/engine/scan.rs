//! A source as a table of the query engine: only the columns that are asked for are read.

use crate::data::column::arrow_schema;
use crate::data::source::{Scan, Source};
use crate::data::trouble::Troubles;
use crate::table::Schema;
use crate::world::SharedWorld;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::stream::RecordBatchReceiverStream;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use datafusion::physical_plan::{ExecutionPlan, SendableRecordBatchStream};
use std::pin::Pin;
use std::sync::Arc;

/// Batches that are read ahead of the query.
const BATCHES_AHEAD: usize = 4;
/// What the engine is told when rows cannot be read; the reasons are in the [`Troubles`].
const STOPPED: &str = "the rows of a source cannot be read";

/// One source.
#[derive(Debug, Clone)]
pub struct SourceTable {
    source: Arc<dyn Source>,
    world: SharedWorld,
    schema: Arc<Schema>,
    arrow: SchemaRef,
    troubles: Troubles,
    /// Columns that were read already, because several queries want them.
    held: Option<Held>,
}

#[derive(Debug, Clone)]
struct Held {
    columns: Vec<usize>,
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl SourceTable {
    /// Nothing is read before the first query runs.
    pub fn new(
        source: Arc<dyn Source>,
        world: SharedWorld,
        schema: Schema,
        troubles: Troubles,
    ) -> SourceTable {
        let arrow = arrow_schema(&schema);
        SourceTable { source, world, schema: Arc::new(schema), arrow, troubles, held: None }
    }

    /// Reads these columns now and keeps them; false when they cannot be read.
    pub fn hold(&mut self, columns: Vec<usize>) -> bool {
        let Ok(batches) = self.rows(columns.clone()).collect::<std::result::Result<Vec<_>, _>>() else {
            return false;
        };
        let schema = self.arrow.project(&columns).expect("the places were found in the same schema");
        self.held = Some(Held { columns, schema: Arc::new(schema), batches });
        true
    }

    /// The batches of [`SourceTable::hold`].
    pub fn held(&self) -> Option<(&SchemaRef, &[RecordBatch])> {
        self.held.as_ref().map(|held| (&held.schema, held.batches.as_slice()))
    }

    fn rows(&self, columns: Vec<usize>) -> Box<dyn crate::data::source::Rows> {
        let scan = Scan {
            world: self.world.clone(),
            schema: self.schema.clone(),
            columns,
            troubles: self.troubles.clone(),
        };
        self.source.rows(scan)
    }

    fn plan(&self, projection: Option<&Vec<usize>>, limit: Option<usize>) -> Result<Arc<dyn ExecutionPlan>> {
        let wanted = projection.cloned().unwrap_or_else(|| (0..self.schema.fields.len()).collect());
        if let Some(held) = &self.held {
            let places: Option<Vec<usize>> =
                wanted.iter().map(|column| held.columns.iter().position(|known| known == column)).collect();
            if let Some(places) = places {
                let batches = std::slice::from_ref(&held.batches);
                return Ok(MemorySourceConfig::try_new_exec(batches, held.schema.clone(), Some(places))?);
            }
        }
        let schema = Arc::new(self.arrow.project(&wanted)?);
        let part = Arc::new(Part { table: self.clone(), columns: wanted, schema: schema.clone() });
        Ok(Arc::new(StreamingTableExec::try_new(schema, vec![part], None, [], false, limit)?))
    }
}

impl TableProvider for SourceTable {
    fn schema(&self) -> SchemaRef {
        self.arrow.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    // What `async fn` in a trait object stands for; written out, as it is needed only here.
    fn scan<'this, 'state, 'projection, 'filters, 'work>(
        &'this self,
        _: &'state dyn Session,
        projection: Option<&'projection Vec<usize>>,
        _: &'filters [Expr],
        limit: Option<usize>,
    ) -> Pin<Box<dyn Future<Output = Result<Arc<dyn ExecutionPlan>>> + Send + 'work>>
    where
        'this: 'work,
        'state: 'work,
        'projection: 'work,
        'filters: 'work,
        Self: 'work,
    {
        Box::pin(async move { self.plan(projection, limit) })
    }
}

/// The one stream of rows of a source.
#[derive(Debug)]
struct Part {
    table: SourceTable,
    columns: Vec<usize>,
    schema: SchemaRef,
}

impl PartitionStream for Part {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let mut stream = RecordBatchReceiverStream::builder(self.schema.clone(), BATCHES_AHEAD);
        let sender = stream.tx();
        let rows = self.table.rows(self.columns.clone());
        stream.spawn_blocking(move || {
            for batch in rows {
                let batch = batch.map_err(|_| DataFusionError::Execution(STOPPED.into()));
                let failed = batch.is_err();
                // Nobody takes rows any more when the query has all it needs.
                if sender.blocking_send(batch).is_err() || failed {
                    break;
                }
            }
            Ok(())
        });
        stream.build()
    }
}
