//! Data tests: what must be true of the rows of a dataset, compiled to queries over it.

use super::column::{ColumnBuilder, Unfit};
use super::sql::{self, Mentions};
use super::{Check, DatasetDef, OnFail, TestDef, TestOutcome};
use crate::diag::{Code, Diagnostic, Sink, did_you_mean, list_names};
use crate::limits::FAILING_ROWS_SHOWN;
use crate::table::{Schema, Table};
use crate::value::{Type, Value};
use crate::yaml::{Spanned, Text};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::common::tree_node::TreeNode;
use datafusion::common::{Column, ParamValues, plan_err};
use datafusion::dataframe::DataFrame;
use datafusion::error::{DataFusionError, Result};
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::logical_expr::{Expr, ExprSchemable, cast, lit, not, when};
use datafusion::prelude::SessionContext;

/// Widest text of a failing row; beyond, columns are left out.
const ROW_CHARS_MAX: usize = 100;
/// Widest value in a failing row.
const VALUE_CHARS_MAX: usize = 24;

/// Runs tests over the tables of a session.
pub struct Tester<'a> {
    /// Where the datasets are registered.
    pub session: &'a SessionContext,
    /// The parameters.
    pub values: &'a ParamValues,
    /// Names of functions, for suggestions.
    pub functions: &'a [String],
}

/// What is wrong with the rows.
struct Failure {
    /// In words, to follow the name of the dataset.
    words: String,
    /// Some of the rows.
    rows: Option<Table>,
}

impl TestOutcome {
    /// Whether the run must stop.
    pub fn stops(&self) -> bool {
        self.failure.is_some() && self.on_fail == OnFail::Fail
    }
}

impl TestDef {
    /// The test in words, for messages and lists.
    pub fn words(&self) -> String {
        match &self.check {
            Check::NotNull(columns) => format!("{} not null", names(columns)),
            Check::Unique(columns) => format!("{} unique", names(columns)),
            Check::AcceptedValues { column, .. } => format!("accepted values of `{}`", column.value),
            Check::Rows { min: Some(min), max: None } => format!("at least {min} rows"),
            Check::Rows { min: None, max: Some(max) } => format!("at most {max} rows"),
            Check::Rows { min: Some(min), max: Some(max) } => format!("{min} to {max} rows"),
            Check::Rows { min: None, max: None } => "any number of rows".to_owned(),
            Check::That(condition) => format!("`{}`", condition.as_str().trim()),
        }
    }

    fn columns(&self) -> &[Spanned<String>] {
        match &self.check {
            Check::NotNull(columns) | Check::Unique(columns) => columns,
            Check::AcceptedValues { column, .. } => std::slice::from_ref(column),
            Check::Rows { .. } | Check::That(_) => &[],
        }
    }
}

fn names(columns: &[Spanned<String>]) -> String {
    list_names(columns.iter().map(|column| column.value.as_str()), columns.len())
}

impl Tester<'_> {
    /// Checks the tests of a dataset against its columns, without rows.
    pub async fn check(&self, dataset: &DatasetDef, schema: &Schema, sink: &mut Sink) {
        for test in &dataset.tests {
            let mut known = true;
            for column in test.columns().iter().filter(|column| schema.field(&column.value).is_none()) {
                sink.push(unknown_column(&dataset.name.value, column, schema));
                known = false;
            }
            if !known || !self.check_values(test, schema, sink) {
                continue;
            }
            let checked = match self.failing(&dataset.name.value, test, sink).await {
                Ok(Some(rows)) => self.optimise(rows),
                Ok(None) => Ok(()),
                Err(error) => Err(error),
            };
            if let Err(error) = checked {
                self.report(&error, &dataset.name.value, test, sink);
            }
        }
    }

    /// Reports accepted values that the column can never hold.
    fn check_values(&self, test: &TestDef, schema: &Schema, sink: &mut Sink) -> bool {
        let Check::AcceptedValues { column, values } = &test.check else {
            return true;
        };
        let kind = schema.field(&column.value).map_or(&Type::Text, |field| &field.kind);
        let mut builder = ColumnBuilder::new(kind, values.len());
        let mut good = true;
        for value in values {
            if let Err(Unfit(what)) = builder.push(&value.value) {
                let message = format!("`{value}` is not {what}, which the column `{}` holds", column.value);
                sink.push(Diagnostic::error(Code::WrongValue, value.span, message));
                good = false;
            }
        }
        good
    }

    fn optimise(&self, rows: DataFrame) -> Result<()> {
        let plan = rows.into_unoptimized_plan().with_param_values(self.values.clone())?;
        self.session.state().optimize(&plan).map(|_| ())
    }

    fn report(&self, error: &DataFusionError, dataset: &str, test: &TestDef, sink: &mut Sink) {
        let synthetic = Text::synthetic(String::new(), test.span);
        let (text, mentions) = match &test.check {
            Check::That(text) => {
                (text, sql::parse_condition(text, sink).map(|parsed| parsed.mentions).unwrap_or_default())
            }
            Check::NotNull(_) | Check::Unique(_) | Check::AcceptedValues { .. } | Check::Rows { .. } => {
                (&synthetic, Mentions::default())
            }
        };
        let known = sql::Known { functions: self.functions };
        sql::report(error, dataset, text, &mentions, known, sink);
    }

    /// Runs tests over the rows of a dataset and reports what fails.
    pub async fn run(&self, dataset: &str, tests: &[TestDef], sink: &mut Sink) -> Result<Vec<TestOutcome>> {
        let counts = self.counts(dataset, tests, sink).await?;
        let mut outcomes = Vec::new();
        for (test, count) in tests.iter().zip(counts) {
            let failure = self.failure(dataset, test, count, sink).await?;
            if let Some(failure) = &failure {
                sink.push(told(dataset, test, failure));
            }
            outcomes.push(TestOutcome {
                dataset: dataset.to_owned(),
                test: test.words(),
                on_fail: test.on_fail,
                failure: failure.map(|failure| format!("{dataset}: {}", failure.words.replace('`', ""))),
            });
        }
        Ok(outcomes)
    }

    /// Finds the test whose condition cannot be computed, and tells of it there; `false` when it is none of them.
    pub async fn blame(&self, dataset: &str, tests: &[TestDef], sink: &mut Sink) -> bool {
        for test in tests.iter().filter(|test| matches!(test.check, Check::That(_))) {
            if let Err(error) = self.counts(dataset, std::slice::from_ref(test), sink).await {
                self.report(&error, dataset, test, sink);
                return true;
            }
        }
        false
    }

    /// Counts all failing rows in one pass: for each test those that fail it, or all rows where the test
    /// is about their number. Tests of uniqueness cannot share the pass, as theirs puts rows aside on disk.
    async fn counts(&self, dataset: &str, tests: &[TestDef], sink: &mut Sink) -> Result<Vec<u64>> {
        let mut counted = Vec::new();
        for (place, test) in tests.iter().enumerate() {
            let what = match self.fails(dataset, test, sink).await? {
                Some(fails) => when(fails, lit(1)).end()?,
                None => lit(1),
            };
            counted.push(count(what).alias(format!("test_{place}")));
        }
        let rows = self.table(dataset).await?.aggregate(Vec::new(), counted)?;
        let (schema, batches) = self.collect(rows).await?;
        let table = Table::new(&schema, &batches);
        let number = |column: usize| match table.value(0, column) {
            Value::Integer(number) => u64::try_from(number).unwrap_or(0),
            _ => 0,
        };
        Ok((0..tests.len()).map(number).collect())
    }

    /// What a row must be to fail the test; `None` when the test is not about single rows.
    async fn fails(&self, dataset: &str, test: &TestDef, sink: &mut Sink) -> Result<Option<Expr>> {
        let column = |column: &Spanned<String>| Expr::Column(Column::from_name(column.value.clone()));
        Ok(match &test.check {
            Check::NotNull(columns) => columns.iter().map(|c| column(c).is_null()).reduce(Expr::or),
            Check::AcceptedValues { column: tested, values } => {
                let table = self.table(dataset).await?;
                let kind = table.schema().as_arrow().field_with_name(&tested.value)?.data_type().clone();
                let values = values.iter().map(|value| cast(lit(value.as_str()), kind.clone())).collect();
                Some(column(tested).in_list(values, true))
            }
            Check::That(text) => match sql::parse_condition(text, sink) {
                Some(parsed) => {
                    let table = self.table(dataset).await?;
                    let state = self.session.state();
                    let condition =
                        state.create_logical_expr_from_sql_expr(parsed.condition, table.schema())?;
                    let many =
                        |expr: &Expr| matches!(expr, Expr::AggregateFunction(_) | Expr::WindowFunction(_));
                    if condition.exists(|expr| Ok(many(expr)))? {
                        return plan_err!("a condition looks at one row at a time and cannot add up");
                    }
                    let kind = condition.get_type(table.schema())?;
                    if kind != DataType::Boolean {
                        return plan_err!("non-boolean predicate returning {kind}");
                    }
                    Some(not(condition))
                }
                None => None,
            },
            Check::Unique(_) | Check::Rows { .. } => None,
        })
    }

    /// The rows that fail the test; `None` when it is not about rows.
    async fn failing(&self, dataset: &str, test: &TestDef, sink: &mut Sink) -> Result<Option<DataFrame>> {
        if let Check::Unique(columns) = &test.check {
            let keys = columns.iter().map(|c| Expr::Column(Column::from_name(c.value.clone()))).collect();
            let counted = vec![count(lit(1)).alias("rows")];
            let rows = self.table(dataset).await?.aggregate(keys, counted)?;
            let many = Expr::Column(Column::from_name("rows")).gt(lit(1));
            return Ok(Some(rows.filter(many)?));
        }
        match self.fails(dataset, test, sink).await? {
            Some(fails) => Ok(Some(self.table(dataset).await?.filter(fails)?)),
            None => Ok(None),
        }
    }

    async fn failure(
        &self,
        dataset: &str,
        test: &TestDef,
        count: u64,
        sink: &mut Sink,
    ) -> Result<Option<Failure>> {
        let what = match &test.check {
            Check::Rows { min, max } => {
                let good = min.is_none_or(|min| count >= min) && max.is_none_or(|max| count <= max);
                let words = format!("has {}, and should have {}", rows_in_words(count), test.words());
                return Ok((!good).then_some(Failure { words, rows: None }));
            }
            Check::Unique(columns) => {
                let Some(rows) = self.sample(dataset, test, sink).await?.filter(|rows| !rows.is_empty())
                else {
                    return Ok(None);
                };
                let words = format!("has values of {} that occur more than once", names(columns));
                return Ok(Some(Failure { words, rows: Some(rows) }));
            }
            Check::NotNull(columns) => format!("no value of {}", names(columns)),
            Check::AcceptedValues { column, .. } => {
                format!("a value of `{}` that is not accepted", column.value)
            }
            Check::That(condition) => format!("`{}` not true", condition.as_str().trim()),
        };
        if count == 0 {
            return Ok(None);
        }
        let words = format!("has {} with {what}", rows_in_words(count));
        Ok(Some(Failure { words, rows: self.sample(dataset, test, sink).await? }))
    }

    async fn sample(&self, dataset: &str, test: &TestDef, sink: &mut Sink) -> Result<Option<Table>> {
        let Some(rows) = self.failing(dataset, test, sink).await? else {
            return Ok(None);
        };
        let (schema, batches) = self.collect(rows.limit(0, Some(FAILING_ROWS_SHOWN))?).await?;
        Ok(Some(tested_first(Table::new(&schema, &batches), test, &schema, &batches)))
    }

    async fn table(&self, dataset: &str) -> Result<DataFrame> {
        self.session.table(super::engine::table(dataset)).await
    }

    async fn collect(&self, rows: DataFrame) -> Result<(SchemaRef, Vec<RecordBatch>)> {
        let plan = rows.into_unoptimized_plan().with_param_values(self.values.clone())?;
        let rows = DataFrame::new(self.session.state(), plan);
        let schema = rows.schema().inner().clone();
        Ok((schema, rows.collect().await?))
    }
}

/// Puts the columns that are tested before the others, so that they are seen.
fn tested_first(table: Table, test: &TestDef, schema: &SchemaRef, batches: &[RecordBatch]) -> Table {
    let tested = test.columns().iter().filter_map(|column| table.schema().index_of(&column.value));
    let mut order: Vec<usize> = tested.collect();
    let others: Vec<usize> =
        (0..table.schema().fields.len()).filter(|place| !order.contains(place)).collect();
    order.extend(others);
    let schema = schema.project(&order).expect("the places were found in the same schema");
    let batches: Vec<RecordBatch> = batches
        .iter()
        .map(|batch| batch.project(&order).expect("the places were found in the same schema"))
        .collect();
    Table::new(&batches.first().map_or(schema.into(), RecordBatch::schema), &batches)
}

fn unknown_column(dataset: &str, column: &Spanned<String>, schema: &Schema) -> Diagnostic {
    let message = format!("`{dataset}` has no column `{}`", column.value);
    let unknown = Diagnostic::error(Code::UnknownColumn, column.span, message);
    match did_you_mean(&column.value, schema.names()) {
        Some(near) => unknown.label(format!("did you mean `{near}`?")).fix(
            format!("rename to `{near}`"),
            column.span,
            near,
        ),
        None => unknown.note(format!("its columns are {}", list_names(schema.names(), 12))),
    }
}

fn rows_in_words(count: u64) -> String {
    match count {
        0 => "no rows".to_owned(),
        1 => "1 row".to_owned(),
        count => format!("{count} rows"),
    }
}

fn told(dataset: &str, test: &TestDef, failure: &Failure) -> Diagnostic {
    let message = format!("`{dataset}` {}", failure.words);
    let mut told = match test.on_fail {
        OnFail::Fail => Diagnostic::error(Code::DataTest, test.span, message),
        OnFail::Warn => Diagnostic::warning(Code::DataTest, test.span, message),
        OnFail::Draft => {
            Diagnostic::warning(Code::DataTest, test.span, message).note("the report is marked as a draft")
        }
    };
    if let Some(rows) = failure.rows.as_ref().filter(|rows| !rows.is_empty()) {
        told = told.note(format!("such as\n{}", text_table(rows)));
    }
    told
}

/// Rows as aligned text; columns that would make it too wide are left out.
fn text_table(rows: &Table) -> String {
    let cell = |row: usize, column: usize| match rows.value(row, column) {
        Value::Null => "null".to_owned(),
        value => shortened(&value.plain()),
    };
    let mut lines = vec![String::new(); rows.len() + 1];
    let mut width_so_far = 0;
    for (column, field) in rows.schema().fields.iter().enumerate() {
        let cells: Vec<String> = std::iter::once(shortened(&field.name))
            .chain((0..rows.len()).map(|row| cell(row, column)))
            .collect();
        let width = cells.iter().map(|cell| cell.chars().count()).max().unwrap_or(0);
        width_so_far += width + 2;
        if width_so_far > ROW_CHARS_MAX && column > 0 {
            lines.iter_mut().for_each(|line| line.push_str("  …"));
            break;
        }
        for (line, cell) in lines.iter_mut().zip(cells) {
            let padding = " ".repeat(width - cell.chars().count());
            let gap = if column == 0 { "" } else { "  " };
            let padded = if field.kind.is_numeric() { padding + &cell } else { cell + &padding };
            line.push_str(gap);
            line.push_str(&padded);
        }
    }
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

fn shortened(text: &str) -> String {
    let line = text.replace(['\n', '\r', '\t'], " ");
    if line.chars().count() <= VALUE_CHARS_MAX {
        return line;
    }
    line.chars().take(VALUE_CHARS_MAX - 1).chain(['…']).collect()
}
