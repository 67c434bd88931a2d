//! The checked form of an expression: every name known, every argument in its place.

use super::kinds::Kind;
use super::library::{Aggregate, Filter};
use crate::diag::Span;
use crate::format::Format;
use crate::value::Value;
use std::collections::BTreeSet;
use std::ops::Range;

/// A whole checked expression.
#[derive(Debug, Clone)]
pub(super) struct Code {
    /// The outermost operation.
    pub root: Expr,
    /// Where it was written.
    pub span: Span,
    /// The datasets it looks at.
    pub datasets: BTreeSet<String>,
    /// The parameters it looks at.
    pub parameters: BTreeSet<String>,
}

/// A checked piece of an expression.
#[derive(Debug, Clone)]
pub(super) struct Expr {
    /// What is computed.
    pub op: Op,
    /// What is known of the result.
    pub kind: Kind,
    /// Its bytes in the source of the expression.
    pub at: Range<usize>,
}

/// An operation.
#[derive(Debug, Clone)]
pub(super) enum Op {
    /// A value that was written out.
    Const(Value),
    /// A list that was written out.
    List(Vec<Expr>),
    /// The value of a parameter.
    Parameter(String),
    /// One end of a range of dates.
    RangeEnd {
        /// The parameter.
        name: String,
        /// The last day rather than the first.
        last: bool,
    },
    /// The time of the run.
    RunTime,
    /// A column of the row that a `repeat:` stands on.
    Row(String),
    /// A column of the first row of a dataset.
    Field {
        /// The dataset.
        dataset: String,
        /// The column.
        column: String,
    },
    /// A value computed from all rows of a dataset.
    Aggregate {
        /// How.
        function: Aggregate,
        /// The dataset.
        dataset: String,
        /// The column, where there is one.
        column: Option<String>,
    },
    /// A number with its sign turned.
    Negate(Box<Expr>),
    /// The opposite.
    Not(Box<Expr>),
    /// Two operands.
    Binary {
        /// How they are combined.
        operator: Operator,
        /// The first.
        left: Box<Expr>,
        /// The second.
        right: Box<Expr>,
    },
    /// Whether a value is missing.
    IsMissing(Box<Expr>),
    /// `a if test else b`.
    Choice {
        /// What decides.
        test: Box<Expr>,
        /// The value when it holds.
        then: Box<Expr>,
        /// The value when it does not; missing when nothing was written.
        otherwise: Option<Box<Expr>>,
    },
    /// `value | format('usd')`.
    Format {
        /// The value.
        input: Box<Expr>,
        /// How it is shown.
        format: Format,
    },
    /// `value | filter(arguments)`.
    Filter {
        /// The filter.
        filter: &'static Filter,
        /// The value.
        input: Box<Expr>,
        /// The arguments.
        arguments: Vec<Expr>,
    },
}

/// An operator with two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
    /// `~`
    Concat,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `in`
    In,
    /// `and`
    And,
    /// `or`
    Or,
}

impl Operator {
    /// How it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Operator::Add => "+",
            Operator::Subtract => "-",
            Operator::Multiply => "*",
            Operator::Divide => "/",
            Operator::Remainder => "%",
            Operator::Concat => "~",
            Operator::Equal => "==",
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterOrEqual => ">=",
            Operator::In => "in",
            Operator::And => "and",
            Operator::Or => "or",
        }
    }
}
