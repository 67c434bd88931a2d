//! Values that need no row: they are computed at once, so that what cannot be is told before any row is read.

use super::super::errors::{Place, tell_at};
use super::{Kind, Walk};
use crate::data::engine::exact;
use crate::diag::Diagnostic;
use datafusion::arrow::array::{RecordBatch, RecordBatchOptions};
use datafusion::arrow::datatypes::Schema;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{DFSchema, ParamValues};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::Expr as Planned;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::physical_expr::create_physical_expr;
use datafusion::sql::sqlparser::ast::{BinaryOperator, Expr, ExprWithAlias, Value, Visit, Visitor};
use std::ops::ControlFlow;
use std::sync::Arc;

impl Walk<'_> {
    /// Computes a constant. Says what is wrong with it; its parts are tried only when something is.
    pub(super) fn try_constant(&mut self, expr: &Expr) -> Option<Diagnostic> {
        if self.tried || !is_computed(expr) || !self.is_constant(expr) {
            return None;
        }
        match self.compute(expr) {
            Ok(()) => {
                self.tried = true;
                None
            }
            // What the engine cannot plan alone is planned with the whole query.
            Err(DataFusionError::Plan(_) | DataFusionError::NotImplemented(_)) => None,
            Err(error) => {
                let at = self.sql.extent(expr);
                Some(tell_at(&error, Place { sql: self.sql, mentions: self.mentions, at }, self.env))
            }
        }
    }

    fn compute(&self, expr: &Expr) -> Result<()> {
        let (state, schema) = (self.env.state, DFSchema::empty());
        let sql = ExprWithAlias { expr: expr.clone(), alias: None };
        let planned = state.create_logical_expr_from_sql_expr(sql, &schema)?;
        let planned = bound(planned, self.env.values)?;
        let context = SimplifyContext::builder().with_schema(Arc::new(schema.clone()));
        let context = context.with_config_options(Arc::clone(state.config_options())).build();
        let planned = ExprSimplifier::new(context).coerce(planned, &schema)?;
        let planned = exact(planned, &schema)?.data;
        let planning = PhysicalPlanningContext::default();
        let physical = create_physical_expr(&planned, &schema, state.execution_props(), &planning)?;
        let one_row = RecordBatchOptions::new().with_row_count(Some(1));
        let row = RecordBatch::try_new_with_options(Arc::new(Schema::empty()), Vec::new(), &one_row)?;
        physical.evaluate(&row).map(drop)
    }

    fn is_constant(&self, expr: &Expr) -> bool {
        let mut finder = Finder { walk: self };
        expr.visit(&mut finder).is_continue()
    }
}

/// Whether an expression computes something.
fn is_computed(expr: &Expr) -> bool {
    match expr {
        Expr::Function(_) | Expr::Cast { .. } | Expr::TypedString(_) | Expr::Interval(_) => true,
        Expr::BinaryOp { op, .. } => matches!(
            op,
            BinaryOperator::Plus
                | BinaryOperator::Minus
                | BinaryOperator::Multiply
                | BinaryOperator::Divide
                | BinaryOperator::Modulo
        ),
        _ => false,
    }
}

/// An expression with the values of the parameters in it.
fn bound(expr: Planned, values: &ParamValues) -> Result<Planned> {
    let bound = expr.transform_up(|expr| match &expr {
        Planned::Placeholder(placeholder) => {
            let value = values.get_placeholders_with_values(&placeholder.id)?;
            Ok(Transformed::yes(Planned::Literal(value.value, None)))
        }
        _ => Ok(Transformed::no(expr)),
    });
    bound.map(|bound| bound.data)
}

/// Stops at the first thing that depends on rows.
struct Finder<'w> {
    walk: &'w Walk<'w>,
}

impl Visitor for Finder<'_> {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        let depends = match expr {
            Expr::Identifier(_)
            | Expr::CompoundIdentifier(_)
            | Expr::CompoundFieldAccess { .. }
            | Expr::Subquery(_)
            | Expr::Exists { .. }
            | Expr::InSubquery { .. }
            | Expr::Case { .. } => true,
            Expr::Function(function) => {
                let name = function.name.to_string().to_lowercase();
                let scalar = self.walk.env.state.scalar_functions().contains_key(&name);
                !scalar || function.over.is_some() || super::super::IMPURE.contains(&name.as_str())
            }
            Expr::Value(value) => match &value.value {
                Value::Placeholder(name) => self.kind_of(name).is_none(),
                _ => false,
            },
            _ => false,
        };
        if depends { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

impl Finder<'_> {
    /// The type of a parameter; those without a value are not known.
    fn kind_of(&self, name: &str) -> Kind {
        self.walk.parameter(name)
    }
}
