//! The query engine as Folio sets it up: one thread of rows in a fixed order, exact decimals, UTC.

use super::overflow;
use crate::data::column::{ZONE, data_type, days_since_1970};
use crate::limits::QUERY_MEMORY_BYTES_MAX;
use crate::value::{Type, Value};
use crate::world::World;
use datafusion::common::{ParamValues, TableReference};
use datafusion::error::Result;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::context::SQLOptions;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion::scalar::ScalarValue;
use datafusion::sql::parser::Statement;
use std::sync::Arc;

/// Stack of the thread that plans queries; plans are deep trees, walked by functions that call themselves.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// A session without tables.
pub fn session(world: &dyn World) -> SessionContext {
    // One partition: rows keep their order and sums of floating point numbers their last digit. Files are
    // read on a thread of their own, so a second core still has work.
    let mut config = SessionConfig::new().with_target_partitions(1).with_information_schema(false);
    let options = config.options_mut();
    options.sql_parser.collect_spans = true;
    options.sql_parser.parse_float_as_decimal = true;
    // `PnL` is a column like any other: names mean what they say, without quotes.
    options.sql_parser.enable_ident_normalization = false;
    options.execution.time_zone = Some(ZONE.to_owned());
    let half = world.memory_bytes().map_or(u64::MAX, |bytes| bytes / 2);
    let bytes = usize::try_from(half).unwrap_or(usize::MAX).min(QUERY_MEMORY_BYTES_MAX);
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(bytes)))
        .build_arc()
        .expect("a runtime without folders of its own needs nothing that could fail");
    let state =
        SessionStateBuilder::new().with_config(config).with_runtime_env(runtime).with_default_features();
    let state = state.with_query_planner(Arc::new(overflow::ExactPlanner)).build();
    let session = SessionContext::new_with_state(state);
    session.register_udf(super::date_trunc::udf());
    session.register_udaf(overflow::sum());
    session
}

/// The same session, with joins that can put aside on disk what does not fit in memory.
pub fn frugal(session: &SessionContext) -> SessionContext {
    let mut state = session.state();
    state.config_mut().options_mut().optimizer.prefer_hash_join = false;
    SessionContext::new_with_state(state)
}

/// Plans a query, with the values of the parameters in it.
pub async fn plan(
    session: &SessionContext,
    statement: &Statement,
    values: &ParamValues,
) -> Result<LogicalPlan> {
    let plan = session.state().statement_to_plan(statement.clone()).await?;
    SQLOptions::new()
        .with_allow_ddl(false)
        .with_allow_dml(false)
        .with_allow_statements(false)
        .verify_plan(&plan)?;
    plan.with_param_values(values.clone())
}

/// A reference to a table by the name it has in the report.
pub fn table(name: &str) -> TableReference {
    TableReference::bare(name.to_owned())
}

/// The names of all functions, for suggestions.
pub fn function_names(session: &SessionContext) -> Vec<String> {
    let state = session.state();
    let mut names: Vec<String> = state
        .scalar_functions()
        .keys()
        .chain(state.aggregate_functions().keys())
        .chain(state.window_functions().keys())
        .chain(state.table_functions().keys())
        .cloned()
        .collect();
    names.sort();
    names.dedup();
    names
}

/// What `$name` stands for, as the engine binds it.
pub fn parameters(parameters: &[(String, Type, Value)]) -> ParamValues {
    let bound = |(name, kind, value): &(String, Type, Value)| (name.clone(), scalar(kind, value));
    ParamValues::from(parameters.iter().map(bound).collect::<Vec<_>>())
}

/// A value with its type.
fn scalar(kind: &Type, value: &Value) -> ScalarValue {
    let null = || match kind {
        // A value of which nothing is known goes with every type.
        Type::Other(_) => ScalarValue::Null,
        known => ScalarValue::try_from(&data_type(known)).unwrap_or(ScalarValue::Null),
    };
    let micros = |timestamp: jiff::Timestamp| Some(timestamp.as_microsecond());
    match value {
        Value::Null => null(),
        Value::Text(text) => ScalarValue::Utf8View(Some(text.clone())),
        Value::Integer(number) => match kind {
            Type::Number => ScalarValue::Float64(Some(*number as f64)),
            Type::Decimal { precision, scale } => {
                let unscaled = i128::from(*number).checked_mul(10i128.pow(u32::from(*scale)));
                ScalarValue::Decimal128(unscaled, *precision, *scale as i8)
            }
            _ => ScalarValue::Int64(Some(*number)),
        },
        Value::Number(number) => ScalarValue::Float64(Some(*number)),
        Value::Decimal(decimal) => {
            let (precision, scale) = match kind {
                Type::Decimal { precision, scale } => (*precision, *scale),
                _ => (28, decimal.scale),
            };
            let unscaled = decimal.rescale(scale).map(|decimal| decimal.unscaled);
            ScalarValue::Decimal128(unscaled, precision, scale as i8)
        }
        Value::Boolean(truth) => ScalarValue::Boolean(Some(*truth)),
        Value::Date(date) => ScalarValue::Date32(Some(days_since_1970(*date))),
        Value::Time(time) => {
            let since = time.duration_since(jiff::civil::Time::midnight());
            ScalarValue::Time64Microsecond(i64::try_from(since.as_micros()).ok())
        }
        Value::DateTime(datetime) => {
            let zoned = datetime.to_zoned(jiff::tz::TimeZone::UTC).ok();
            ScalarValue::TimestampMicrosecond(zoned.and_then(|zoned| micros(zoned.timestamp())), None)
        }
        Value::Instant(timestamp) => ScalarValue::TimestampMicrosecond(micros(*timestamp), Some(ZONE.into())),
        Value::List(items) => {
            let item = match kind {
                Type::List(item) => item.as_ref().clone(),
                _ => Type::Text,
            };
            let values: Vec<ScalarValue> = items.iter().map(|value| scalar(&item, value)).collect();
            ScalarValue::List(ScalarValue::new_list_nullable(&values, &data_type(&item)))
        }
    }
}

/// Runs asynchronous work to its end on a thread of its own, so that the caller may itself be inside
/// somebody else's runtime.
pub fn wait<T: Send>(work: impl Future<Output = T> + Send) -> T {
    let run = || {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime
            .expect("a runtime without input and output needs no resource that could be missing")
            .block_on(work)
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("query".into()).stack_size(STACK_BYTES);
        let handle = thread.spawn_scoped(scope, run).expect("the machine can start one more thread");
        handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// The same for work that goes on while the caller takes its results.
pub fn spawn(work: impl Future<Output = ()> + Send + 'static) {
    let thread = std::thread::Builder::new().name("query".into()).stack_size(STACK_BYTES);
    let run = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime
            .expect("a runtime without input and output needs no resource that could be missing")
            .block_on(work);
    };
    thread.spawn(run).expect("the machine can start one more thread");
}
