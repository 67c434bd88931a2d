//! Operators in expressions: which kinds they take, and what comes out.

use super::Check;
use crate::expr::ir::{Expr, Op, Operator};
use crate::expr::kinds::{self, Kind};
use crate::expr::syntax::ast;
use crate::value::{Type, Value};
use std::ops::Range;

impl<'a> Check<'a> {
    pub(super) fn unary(&mut self, unary: &ast::UnaryOp<'a>, at: Range<usize>) -> Option<Expr> {
        let operand = self.expr(&unary.expr)?;
        match unary.op {
            ast::UnaryOpKind::Not => {
                let operand = self.truth(operand)?;
                Some(Expr {
                    op: Op::Not(operand.into()),
                    kind: Kind::TRUTH,
                    at: at.start.min(at.end)..at.end,
                })
            }
            ast::UnaryOpKind::Neg => {
                if !operand.kind.may_be_number() {
                    let message = format!("`-` needs a number, but this is {}", operand.kind);
                    self.fail(operand.at, message, "only numbers have a sign");
                    return None;
                }
                let kind = operand.kind.clone();
                Some(Expr { op: Op::Negate(operand.into()), kind, at })
            }
        }
    }

    pub(super) fn binary(&mut self, binary: &ast::BinOp<'a>) -> Option<Expr> {
        let (left, right) = (self.expr(&binary.left), self.expr(&binary.right));
        let (left, right) = (left?, right?);
        let operator = match binary.op {
            ast::BinOpKind::Eq => Operator::Equal,
            ast::BinOpKind::Ne => Operator::NotEqual,
            ast::BinOpKind::Lt => Operator::Less,
            ast::BinOpKind::Lte => Operator::LessOrEqual,
            ast::BinOpKind::Gt => Operator::Greater,
            ast::BinOpKind::Gte => Operator::GreaterOrEqual,
            ast::BinOpKind::ScAnd => Operator::And,
            ast::BinOpKind::ScOr => Operator::Or,
            ast::BinOpKind::Add => Operator::Add,
            ast::BinOpKind::Sub => Operator::Subtract,
            ast::BinOpKind::Mul => Operator::Multiply,
            ast::BinOpKind::Div => Operator::Divide,
            ast::BinOpKind::Rem => Operator::Remainder,
            ast::BinOpKind::Concat => Operator::Concat,
            ast::BinOpKind::In => Operator::In,
            ast::BinOpKind::FloorDiv | ast::BinOpKind::Pow => {
                let sign = if matches!(binary.op, ast::BinOpKind::Pow) { "**" } else { "//" };
                let between = &self.source[left.at.end..right.at.start];
                let at = left.at.end + between.find(sign).unwrap_or(0);
                let at = at..at + sign.len();
                self.fail(at, format!("there is no `{sign}` here"), "compute it in the SQL of a dataset");
                return None;
            }
        };
        self.combine(operator, left, right)
    }

    /// `a < b < c` is `a < b and b < c`.
    pub(super) fn chain(&mut self, chain: &ast::Compare<'a>) -> Option<Expr> {
        let mut left = self.expr(&chain.expr)?;
        let mut all: Option<Expr> = None;
        for step in &chain.ops {
            let right = self.expr(&step.expr)?;
            let operator = match step.op {
                ast::CompareOpKind::Eq => Operator::Equal,
                ast::CompareOpKind::Ne => Operator::NotEqual,
                ast::CompareOpKind::Lt => Operator::Less,
                ast::CompareOpKind::Lte => Operator::LessOrEqual,
                ast::CompareOpKind::Gt => Operator::Greater,
                ast::CompareOpKind::Gte => Operator::GreaterOrEqual,
                ast::CompareOpKind::In => Operator::In,
                ast::CompareOpKind::NotIn => {
                    self.fail(
                        right.at,
                        "`not in` cannot stand in a chain of comparisons",
                        "write `… and a not in b`",
                    );
                    return None;
                }
            };
            let next = self.combine(operator, left, right.clone())?;
            all = Some(match all {
                Some(all) => self.combine(Operator::And, all, next)?,
                None => next,
            });
            left = right;
        }
        all
    }

    fn combine(&mut self, operator: Operator, left: Expr, right: Expr) -> Option<Expr> {
        let at = left.at.start..right.at.end.max(left.at.start);
        let (left, right, kind) = match operator {
            Operator::And | Operator::Or => {
                let (left, right) = (self.truth(left), self.truth(right));
                (left?, right?, Kind::TRUTH)
            }
            Operator::Concat => (left, right, Kind::TEXT),
            Operator::In => {
                if let Some(message) = kinds::never_in(&left.kind, &right.kind) {
                    self.fail(at, message, "write `value in ['a', 'b']` or `date in period`");
                    return None;
                }
                (left, right, Kind::TRUTH)
            }
            Operator::Equal
            | Operator::NotEqual
            | Operator::Less
            | Operator::LessOrEqual
            | Operator::Greater
            | Operator::GreaterOrEqual => {
                let (left, right) = self.comparable(operator, left, right, at.clone())?;
                (left, right, Kind::TRUTH)
            }
            Operator::Add
            | Operator::Subtract
            | Operator::Multiply
            | Operator::Divide
            | Operator::Remainder => {
                self.filtered_whole(&left, &right)?;
                match kinds::arithmetic(operator, &left.kind, &right.kind) {
                    Ok(kind) => (left, right, kind),
                    Err(message) => {
                        self.fail(at, message, "numbers and numbers, or dates and whole numbers of days");
                        return None;
                    }
                }
            }
        };
        Some(Expr { op: Op::Binary { operator, left: left.into(), right: right.into() }, kind, at })
    }

    /// `a / b | format('pct')` formats `b` alone and then loses the format; nobody means that.
    fn filtered_whole(&mut self, left: &Expr, right: &Expr) -> Option<()> {
        let name = match &right.op {
            Op::Format { .. } => "format",
            Op::Filter { filter, .. } if filter.name == "round" => "round",
            _ => return Some(()),
        };
        if self.source[..right.at.start].trim_end().ends_with('(') {
            return Some(());
        }
        let written = &self.source[right.at.clone()];
        let (alone, filter) = written.split_once('|').unwrap_or((written, name));
        let whole = &self.source[left.at.start..right.at.start + alone.trim_end().len()];
        let help = format!("write `({whole}) | {}`", filter.trim());
        let message = format!("`{name}` is done to `{}` alone here", alone.trim_end());
        self.fail(right.at.clone(), message, help);
        None
    }

    /// Two operands that can be compared; a text beside a date is read as one: `period.start > '2012-01-01'`.
    fn comparable(
        &mut self,
        operator: Operator,
        left: Expr,
        right: Expr,
        at: Range<usize>,
    ) -> Option<(Expr, Expr)> {
        let left = self.as_date(left, &right.kind)?;
        let right = self.as_date(right, &left.kind)?;
        if let Some(message) = kinds::incomparable(operator, &left.kind, &right.kind) {
            let help = match (&left.kind, &right.kind) {
                (Kind::Range, _) | (_, Kind::Range) => "a range of dates has `.start` and `.end`",
                (Kind::Of(Type::Text), _) | (_, Kind::Of(Type::Text)) => {
                    "numbers are written without quotes, dates as `'2012-01-31'`"
                }
                _ => "both sides must be of one kind",
            };
            self.fail(at, message, help);
            return None;
        }
        Some((left, right))
    }

    fn as_date(&mut self, expr: Expr, other: &Kind) -> Option<Expr> {
        let (Op::Const(Value::Text(text)), Kind::Of(Type::Date | Type::DateTime)) = (&expr.op, other) else {
            return Some(expr);
        };
        match text.parse() {
            Ok(date) => {
                Some(Expr { op: Op::Const(Value::Date(date)), kind: Kind::Of(Type::Date), at: expr.at })
            }
            Err(_) => {
                self.fail(expr.at, format!("`{text}` is not a date"), "write dates as `'2012-01-31'`");
                None
            }
        }
    }

    pub(super) fn choice(&mut self, choice: &ast::IfExpr<'a>) -> Option<Expr> {
        let then = self.expr(&choice.true_expr);
        let test = self.expr(&choice.test_expr).and_then(|test| self.truth(test));
        let otherwise = choice.false_expr.as_ref().map(|otherwise| self.expr(otherwise));
        let (then, test) = (then?, test?);
        let otherwise = match otherwise {
            Some(checked) => Some(checked?),
            None => None,
        };
        let end = otherwise.as_ref().map_or(test.at.end, |otherwise| otherwise.at.end);
        let kind = otherwise.as_ref().map_or(then.kind.clone(), |otherwise| then.kind.or(&otherwise.kind));
        let at = then.at.start..end;
        let op = Op::Choice { test: test.into(), then: then.into(), otherwise: otherwise.map(Box::new) };
        Some(Expr { op, kind, at })
    }

    /// An operand that is true or false.
    fn truth(&mut self, operand: Expr) -> Option<Expr> {
        if operand.kind.may_be_truth() {
            return Some(operand);
        }
        let message = format!("a condition is true or false, but this is {}", operand.kind);
        self.fail(operand.at, message, compare_help(&operand.kind));
        None
    }
}

/// How to make a condition of a value.
pub(super) fn compare_help(kind: &Kind) -> &'static str {
    match kind {
        Kind::Of(kind) if kind.is_numeric() => "compare it, as in `… > 0`",
        Kind::Of(Type::Text) => "compare it, as in `… != ''` or `… is not none`",
        _ => "compare it, or write `… is not none`",
    }
}
