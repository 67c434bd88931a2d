//! Whole numbers that become too large are an error. The engine's own sums and products go on at the other
//! end of what a number can be, so that a report would show a wrong figure without a word.

use datafusion::arrow::array::{ArrayRef, BooleanArray};
use datafusion::arrow::compute::kernels::numeric::{add, mul, sub};
use datafusion::arrow::compute::{CastOptions, cast_with_options};
use datafusion::arrow::datatypes::{DECIMAL128_MAX_PRECISION, DataType, Field, FieldRef};
use datafusion::catalog::Session;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{DFSchema, ScalarValue, exec_err};
use datafusion::error::Result;
use datafusion::execution::context::QueryPlanner;

use datafusion::functions_aggregate::sum::sum_udaf;
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::type_coercion::binary::BinaryTypeCoercer;
use datafusion::logical_expr::utils::{AggregateOrderSensitivity, merge_schema};
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, BinaryExpr, ColumnarValue, EmitTo, Expr, ExprSchemable,
    GroupsAccumulator, LogicalPlan, Operator, ReturnFieldArgs, ReversedUDAF, ScalarFunctionArgs, ScalarUDF,
    ScalarUDFImpl, Signature, Volatility,
};
use datafusion::physical_expr_common::datum::apply;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_planner::{DefaultPhysicalPlanner, PhysicalPlanner};
use std::pin::Pin;
use std::sync::{Arc, LazyLock};

/// Sums are made of such numbers, which hold more than the sum of any rows there can be.
const WIDE: DataType = DataType::Decimal128(DECIMAL128_MAX_PRECISION, 0);

/// A sum that notices when it becomes too large, to be registered over the engine's own.
pub fn sum() -> AggregateUDF {
    AggregateUDF::from(Sum { inner: sum_udaf() })
}

/// An expression whose arithmetic of whole numbers is exact.
pub fn exact(expr: Expr, schema: &DFSchema) -> Result<Transformed<Expr>> {
    let is_whole = |side: &Expr| side.get_type(schema).is_ok_and(|kind| kind.is_integer());
    // From the outside in: the types of the engine's own operators are found faster than those of ours.
    expr.transform_down(|expr| match expr {
        Expr::BinaryExpr(BinaryExpr { left, op, right })
            if function_of(op).is_some() && is_whole(&left) && is_whole(&right) =>
        {
            let function = function_of(op).map_or_else(|| Arc::clone(&PLUS), Arc::clone);
            let call = ScalarFunction::new_udf(function, vec![*left, *right]);
            Ok(Transformed::yes(Expr::ScalarFunction(call)))
        }
        other => Ok(Transformed::no(other)),
    })
}

fn function_of(operator: Operator) -> Option<&'static Arc<ScalarUDF>> {
    match operator {
        Operator::Plus => Some(&PLUS),
        Operator::Minus => Some(&MINUS),
        Operator::Multiply => Some(&TIMES),
        _ => None,
    }
}

/// Plans queries as the engine does, with exact arithmetic. It is put in last: all that makes a query faster
/// knows the engine's own operators and walks over them many times.
#[derive(Debug)]
pub struct ExactPlanner;

impl QueryPlanner for ExactPlanner {
    // What `async fn` in a trait object stands for; written out, as in `scan`.
    fn create_physical_plan<'this, 'plan, 'state, 'work>(
        &'this self,
        plan: &'plan LogicalPlan,
        state: &'state dyn Session,
    ) -> Pin<Box<dyn Future<Output = Result<Arc<dyn ExecutionPlan>>> + Send + 'work>>
    where
        'this: 'work,
        'plan: 'work,
        'state: 'work,
        Self: 'work,
    {
        Box::pin(async move {
            let plan = plan.clone().transform_up_with_subqueries(exact_plan)?.data;
            DefaultPhysicalPlanner::default().create_physical_plan(&plan, state).await
        })
    }
}

fn exact_plan(plan: LogicalPlan) -> Result<Transformed<LogicalPlan>> {
    let mut schema = merge_schema(&plan.inputs());
    if let LogicalPlan::TableScan(scan) = &plan {
        schema.merge(&DFSchema::try_from_qualified_schema(scan.table_name.clone(), &scan.source.schema())?);
    }
    let names = NamePreserver::new(&plan);
    plan.map_expressions(|expr| {
        let name = names.save(&expr);
        Ok(exact(expr, &schema)?.update_data(|expr| name.restore(expr)))
    })
}

static PLUS: LazyLock<Arc<ScalarUDF>> = LazyLock::new(|| Arithmetic::udf(Operator::Plus));
static MINUS: LazyLock<Arc<ScalarUDF>> = LazyLock::new(|| Arithmetic::udf(Operator::Minus));
static TIMES: LazyLock<Arc<ScalarUDF>> = LazyLock::new(|| Arithmetic::udf(Operator::Multiply));

/// `+`, `-` and `*` of whole numbers.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Arithmetic {
    operator: Operator,
    signature: Signature,
}

impl Arithmetic {
    fn udf(operator: Operator) -> Arc<ScalarUDF> {
        let signature = Signature::user_defined(Volatility::Immutable);
        Arc::new(ScalarUDF::from(Arithmetic { operator, signature }))
    }
}

impl ScalarUDFImpl for Arithmetic {
    fn name(&self) -> &str {
        match self.operator {
            Operator::Plus => "+",
            Operator::Minus => "-",
            _ => "*",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        let [left, right] = types else { return exec_err!("arithmetic has two operands") };
        let (left, right) = BinaryTypeCoercer::new(left, &self.operator, right).get_input_types()?;
        Ok(vec![left, right])
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        let [left, right] = types else { return exec_err!("arithmetic has two operands") };
        BinaryTypeCoercer::new(left, &self.operator, right).get_result_type()
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs) -> Result<FieldRef> {
        let types: Vec<DataType> = args.arg_fields.iter().map(|field| field.data_type().clone()).collect();
        let nullable = args.arg_fields.iter().any(|field| field.is_nullable());
        Ok(Arc::new(Field::new(self.name(), self.return_type(&types)?, nullable)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [left, right] = args.args.as_slice() else { return exec_err!("arithmetic has two operands") };
        match self.operator {
            Operator::Plus => apply(left, right, add),
            Operator::Minus => apply(left, right, sub),
            _ => apply(left, right, mul),
        }
    }
}

/// `sum` that adds up whole numbers in wider ones.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Sum {
    inner: Arc<AggregateUDF>,
}

impl AggregateUDFImpl for Sum {
    fn name(&self) -> &str {
        "sum"
    }

    fn signature(&self) -> &Signature {
        self.inner.signature()
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        self.inner.return_type(types)
    }

    fn accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        match is_narrow(&args.return_field) {
            true => Ok(Box::new(Widened { inner: self.inner.accumulator(widened(args))? })),
            false => self.inner.accumulator(args),
        }
    }

    fn create_sliding_accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        // The engine has no wide sum of distinct values over a sliding frame.
        match is_narrow(&args.return_field) && !args.is_distinct {
            true => Ok(Box::new(Widened { inner: self.inner.create_sliding_accumulator(widened(args))? })),
            false => self.inner.create_sliding_accumulator(args),
        }
    }

    fn state_fields(&self, args: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        match is_narrow(&args.return_field) {
            true => {
                let return_field = wide(&args.return_field);
                self.inner.state_fields(StateFieldsArgs { return_field, ..args })
            }
            false => self.inner.state_fields(args),
        }
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs) -> bool {
        self.inner.groups_accumulator_supported(args)
    }

    fn create_groups_accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn GroupsAccumulator>> {
        match is_narrow(&args.return_field) {
            true => {
                Ok(Box::new(WidenedGroups { inner: self.inner.create_groups_accumulator(widened(args))? }))
            }
            false => self.inner.create_groups_accumulator(args),
        }
    }

    fn reverse_expr(&self) -> ReversedUDAF {
        ReversedUDAF::Identical
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }
}

fn is_narrow(field: &FieldRef) -> bool {
    *field.data_type() == DataType::Int64
}

fn wide(field: &FieldRef) -> FieldRef {
    Arc::new(field.as_ref().clone().with_data_type(WIDE))
}

fn widened(args: AccumulatorArgs) -> AccumulatorArgs {
    AccumulatorArgs { return_field: wide(&args.return_field), ..args }
}

fn widen(values: &[ArrayRef]) -> Result<Vec<ArrayRef>> {
    values.iter().map(|values| cast(values, &WIDE)).collect()
}

fn cast(values: &ArrayRef, kind: &DataType) -> Result<ArrayRef> {
    let exactly = CastOptions { safe: false, ..CastOptions::default() };
    match cast_with_options(values, kind, &exactly) {
        Ok(values) => Ok(values),
        Err(_) => exec_err!("overflow in a sum of whole numbers"),
    }
}

/// One sum.
#[derive(Debug)]
struct Widened {
    inner: Box<dyn Accumulator>,
}

impl Accumulator for Widened {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.inner.update_batch(&widen(values)?)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let sum = self.inner.evaluate()?.to_array()?;
        ScalarValue::try_from_array(&cast(&sum, &DataType::Int64)?, 0)
    }

    fn size(&self) -> usize {
        self.inner.size()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.inner.state()
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.inner.merge_batch(states)
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.inner.retract_batch(&widen(values)?)
    }

    fn supports_retract_batch(&self) -> bool {
        self.inner.supports_retract_batch()
    }
}

/// One sum a group.
struct WidenedGroups {
    inner: Box<dyn GroupsAccumulator>,
}

impl GroupsAccumulator for WidenedGroups {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        count: usize,
    ) -> Result<()> {
        self.inner.update_batch(&widen(values)?, groups, filter, count)
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<ArrayRef> {
        cast(&self.inner.evaluate(emit)?, &DataType::Int64)
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        self.inner.state(emit)
    }

    fn merge_batch(&mut self, states: &[ArrayRef], groups: &[usize], count: usize) -> Result<()> {
        self.inner.merge_batch(states, groups, count)
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        self.inner.convert_to_state(&widen(values)?, filter)
    }

    fn size(&self) -> usize {
        self.inner.size()
    }
}
