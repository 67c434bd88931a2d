//! Rows that are handed on as they are computed, for outputs that are too big to hold.

use super::run::whole;
use super::session::spawn;
use crate::data::sql::{self, Mentions};
use crate::data::trouble::Troubles;
use crate::diag::{Code, Diagnostic, Failed, Result, Sink, Span};
use crate::table::Table;
use crate::yaml::Text;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::error::{DataFusionError, Result as EngineResult};
use datafusion::physical_plan::execute_stream;
use datafusion::prelude::SessionContext;
use futures::StreamExt;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Batches that are computed ahead of the output.
const BATCHES_AHEAD: usize = 2;

/// A session whose tables can still be read; cheap to clone.
#[derive(Clone)]
pub struct Live(Arc<LiveParts>);

struct LiveParts {
    session: SessionContext,
    functions: Vec<String>,
    origins: BTreeMap<String, Origin>,
    troubles: BTreeMap<String, Troubles>,
}

/// Where a table comes from, to say what is wrong with it.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Where its name was written.
    pub span: Span,
    /// Its SQL and the names in it, when it is a dataset.
    pub sql: Option<(Text, Mentions)>,
}

impl Live {
    /// Keeps what is needed to read any of the tables.
    pub fn new(
        session: SessionContext,
        functions: Vec<String>,
        origins: BTreeMap<String, Origin>,
        troubles: BTreeMap<String, Troubles>,
    ) -> Live {
        Live(Arc::new(LiveParts { session, functions, origins, troubles }))
    }

    /// The rows of a table; `None` when there is no such table.
    pub fn stream(&self, name: &str) -> Option<RowStream> {
        self.0.origins.contains_key(name).then(|| {
            let (sender, receiver) = sync_channel(BATCHES_AHEAD);
            let (session, table) = (self.0.session.clone(), name.to_owned());
            spawn(async move { send_all(&session, &table, &sender).await });
            RowStream(Rows::Live { live: self.clone(), name: name.to_owned(), receiver })
        })
    }

    fn report(&self, name: &str, error: &DataFusionError, sink: &mut Sink) -> Failed {
        let told: Vec<bool> = self.0.troubles.values().map(|troubles| troubles.report(sink)).collect();
        if told.contains(&true) {
            return Failed;
        }
        let origin = &self.0.origins[name];
        match &origin.sql {
            Some((text, mentions)) => {
                let known = sql::Known { functions: &self.0.functions };
                sql::report(error, name, text, mentions, known, sink);
            }
            None => {
                let message = format!("the rows of `{name}` cannot be read");
                let failed = Diagnostic::error(Code::Compute, origin.span, message);
                sink.push(failed.note(error.find_root().strip_backtrace()));
            }
        }
        Failed
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_tuple("Live").field(&self.0.origins.keys()).finish()
    }
}

type Message = EngineResult<(SchemaRef, RecordBatch)>;

async fn send_all(session: &SessionContext, name: &str, sender: &SyncSender<Message>) {
    let run = async {
        let state = session.state();
        let plan = whole(session, name).await?;
        let physical = state.create_physical_plan(&plan).await?;
        execute_stream(physical, state.task_ctx())
    };
    let mut stream = match run.await {
        Ok(stream) => stream,
        Err(error) => {
            // When nobody listens any more there is nobody to tell.
            let _ = sender.send(Err(error));
            return;
        }
    };
    let schema = stream.schema();
    while let Some(batch) = stream.next().await {
        let failed = batch.is_err();
        if sender.send(batch.map(|batch| (schema.clone(), batch))).is_err() || failed {
            return;
        }
    }
}

/// Rows piece by piece.
#[derive(Debug)]
pub struct RowStream(Rows);

#[derive(Debug)]
enum Rows {
    /// A table that is held anyway.
    Held(Option<Table>),
    /// A query that runs.
    Live { live: Live, name: String, receiver: Receiver<Message> },
}

impl RowStream {
    /// The rows of a table that is held.
    pub fn held(table: Table) -> RowStream {
        RowStream(Rows::Held(Some(table)))
    }

    /// The next rows; `None` after the last.
    pub fn next(&mut self, sink: &mut Sink) -> Option<Result<Table>> {
        match &mut self.0 {
            Rows::Held(table) => table.take().map(Ok),
            Rows::Live { live, name, receiver } => match receiver.recv() {
                Ok(Ok((schema, batch))) => Some(Ok(Table::new(&schema, &[batch]))),
                Ok(Err(error)) => Some(Err(live.report(name, &error, sink))),
                // The query has ended and let go of its side.
                Err(_) => {
                    let errors = live.0.troubles.values().map(|troubles| troubles.report(sink));
                    let errors: Vec<bool> = errors.collect();
                    errors.contains(&true).then_some(Err(Failed))
                }
            },
        }
    }
}
