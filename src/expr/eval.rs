//! Evaluation: checked expressions to values with a format; looks at nothing but the values it is given.

use super::Values;
use super::aggregate;
use super::arithmetic;
use super::ir::{Code, Expr, Op, Operator};
use super::kinds::Kind;
use super::library::Aggregate;
use crate::diag::{self, Diagnostic, Sink};
use crate::document::Cell;
use crate::format::Format;
use crate::table::Table;
use crate::value::{ParamValue, Type, Value};
use std::cmp::Ordering;

/// What an expression gives.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    /// The value; of several parts, their plain text.
    pub value: Value,
    /// The format that the expression asks for.
    pub format: Option<Format>,
    /// Values shown one after the other, each in its own format: `'since ' ~ period.start`.
    pub parts: Option<Vec<Cell>>,
}

impl Outcome {
    /// A value without a format of its own.
    pub fn of(value: Value) -> Outcome {
        Outcome { value, format: None, parts: None }
    }

    /// Several values shown one after the other.
    pub fn joined(parts: Vec<Cell>) -> Outcome {
        let text = parts.iter().map(|cell| cell.value.plain()).collect();
        Outcome { value: Value::Text(text), format: None, parts: Some(parts) }
    }

    /// The value with the format it asks for, or the one of its kind.
    pub fn into_cell(self, kind: &Kind) -> Cell {
        let format = self.format.unwrap_or_else(|| default_format(kind, &self.value));
        Cell { value: self.value, format }
    }

    /// What is shown: one cell, or one for each part.
    pub fn into_cells(self, kind: &Kind) -> Vec<Cell> {
        match self.parts {
            Some(parts) => parts,
            None => vec![self.into_cell(kind)],
        }
    }
}

/// What is known without data decides where it fits, so that one place in a report always looks the same.
fn default_format(kind: &Kind, value: &Value) -> Format {
    let found = match value {
        Value::Integer(_) => Type::Integer,
        Value::Number(_) => Type::Number,
        Value::Decimal(decimal) => Type::Decimal { precision: 38, scale: decimal.scale },
        Value::Date(_) => Type::Date,
        Value::Time(_) => Type::Time,
        Value::DateTime(_) => Type::DateTime,
        Value::Instant(_) => Type::Instant,
        Value::Text(_) => Type::Text,
        Value::Boolean(_) => Type::Boolean,
        Value::List(items) => {
            return items.first().map_or_else(Format::general, |item| default_format(kind, item));
        }
        Value::Null => kind.to_type(),
    };
    match kind {
        Kind::Of(known) if known.is_numeric() && found.is_numeric() => Format::default_for(known),
        _ => Format::default_for(&found),
    }
}

/// The value of a whole expression.
pub(super) fn cell(code: &Code, values: &dyn Values, sink: &mut Sink) -> Option<Cell> {
    let outcome = run(code, values, sink)?;
    Some(match outcome.parts {
        Some(_) => Outcome::of(outcome.value).into_cell(&Kind::TEXT),
        None => outcome.into_cell(&code.root.kind),
    })
}

/// What a whole expression shows.
pub(super) fn cells(code: &Code, values: &dyn Values, sink: &mut Sink) -> Option<Vec<Cell>> {
    Some(run(code, values, sink)?.into_cells(&code.root.kind))
}

/// Whether a whole expression holds.
pub(super) fn truth(code: &Code, values: &dyn Values, sink: &mut Sink) -> Option<bool> {
    Some(holds(&run(code, values, sink)?.value))
}

fn run(code: &Code, values: &dyn Values, sink: &mut Sink) -> Option<Outcome> {
    let run = Run { values };
    match run.eval(&code.root) {
        Ok(outcome) => Some(outcome),
        Err(message) => {
            sink.push(Diagnostic::error(diag::Code::Compute, code.span, message));
            None
        }
    }
}

fn holds(value: &Value) -> bool {
    *value == Value::Boolean(true)
}

struct Run<'a> {
    values: &'a dyn Values,
}

/// A value that should be there and is not is a mistake of the program, told as a diagnostic all the same.
type Evaluated = Result<Outcome, String>;

impl<'a> Run<'a> {
    fn eval(&self, expr: &Expr) -> Evaluated {
        let value = match &expr.op {
            Op::Const(value) => value.clone(),
            Op::List(items) => {
                let items: Result<Vec<Value>, String> = items.iter().map(|item| self.value(item)).collect();
                Value::List(items?)
            }
            Op::Parameter(name) => return self.parameter(name),
            Op::RangeEnd { name, last } => match self.given(name)? {
                ParamValue::Range { start, end } => Value::Date(if *last { end } else { start }),
                ParamValue::One(_) | ParamValue::Many(_) => {
                    return Err(format!("`{name}` is no range of dates"));
                }
            },
            Op::RunTime => Value::Instant(self.values.run_time()),
            Op::Row(column) => self.in_row(column)?,
            Op::Field { dataset, column } => {
                self.at(dataset, column, |table| (!table.is_empty()).then_some(0))?
            }
            Op::Aggregate { function, dataset, column } => {
                self.aggregate(*function, dataset, column.as_deref())?
            }
            Op::Negate(operand) => {
                let outcome = self.eval(operand)?;
                return Ok(Outcome { value: arithmetic::negate(&outcome.value), ..outcome });
            }
            Op::Not(operand) => Value::Boolean(!holds(&self.value(operand)?)),
            Op::Binary { operator, left, right } => return self.binary(*operator, left, right),
            Op::IsMissing(operand) => Value::Boolean(self.value(operand)?.is_missing()),
            Op::Choice { test, then, otherwise } => return self.choice(test, then, otherwise.as_deref()),
            Op::Format { input, format } => return Ok(formatted(self.eval(input)?, &input.kind, format)),
            Op::Filter { filter, input, arguments } => {
                let arguments: Result<Vec<Value>, String> =
                    arguments.iter().map(|item| self.value(item)).collect();
                return Ok((filter.apply)(self.eval(input)?, &arguments?));
            }
        };
        Ok(Outcome::of(value))
    }

    fn value(&self, expr: &Expr) -> Result<Value, String> {
        Ok(self.eval(expr)?.value)
    }

    fn choice(&self, test: &Expr, then: &Expr, otherwise: Option<&Expr>) -> Evaluated {
        let chosen = if holds(&self.value(test)?) { Some(then) } else { otherwise };
        let Some(chosen) = chosen else { return Ok(Outcome::of(Value::Null)) };
        let outcome = self.eval(chosen)?;
        // The format of the branch taken, and not one of both.
        let format = outcome.format.clone().unwrap_or_else(|| default_format(&chosen.kind, &outcome.value));
        Ok(Outcome { format: Some(format), ..outcome })
    }

    fn given(&self, name: &str) -> Result<ParamValue, String> {
        self.values.parameter(name).ok_or_else(|| format!("the parameter `{name}` has no value"))
    }

    fn parameter(&self, name: &str) -> Evaluated {
        Ok(match self.given(name)? {
            ParamValue::One(value) => Outcome::of(value),
            ParamValue::Many(values) => Outcome::of(Value::List(values)),
            ParamValue::Range { start, end } => {
                let day = |date| Outcome::of(Value::Date(date)).into_cell(&Kind::Of(Type::Date));
                let dash = Outcome::of(Value::Text(" \u{2013} ".into())).into_cell(&Kind::TEXT);
                Outcome::joined(vec![day(start), dash, day(end)])
            }
        })
    }

    fn in_row(&self, column: &str) -> Result<Value, String> {
        let (table, row) = self.values.row().ok_or("there is no row here")?;
        let index = column_of(table, column)?;
        Ok(table.value(row, index))
    }

    fn table(&self, dataset: &str) -> Result<&'a Table, String> {
        self.values.table(dataset).ok_or_else(|| format!("the dataset `{dataset}` was not read"))
    }

    /// The value of a column in the row that is chosen; missing when none is.
    fn at(
        &self,
        dataset: &str,
        column: &str,
        choose: impl Fn(&Table) -> Option<usize>,
    ) -> Result<Value, String> {
        let table = self.table(dataset)?;
        let index = column_of(table, column)?;
        Ok(choose(table).map_or(Value::Null, |row| table.value(row, index)))
    }

    fn aggregate(&self, function: Aggregate, dataset: &str, column: Option<&str>) -> Result<Value, String> {
        let table = self.table(dataset)?;
        let Some(column) = column else {
            return Ok(match function {
                Aggregate::Empty => Value::Boolean(table.is_empty()),
                _ => Value::Integer(table.len() as i64),
            });
        };
        let values = || column_of(table, column).map(|index| table.column(index));
        Ok(match function {
            Aggregate::Count => Value::Integer(values()?.filter(|value| !value.is_missing()).count() as i64),
            Aggregate::Empty => Value::Boolean(table.is_empty()),
            Aggregate::Sum => aggregate::sum(values()?),
            Aggregate::Average => aggregate::average(values()?),
            Aggregate::Min => aggregate::min(values()?),
            Aggregate::Max => aggregate::max(values()?),
            Aggregate::First => self.at(dataset, column, |table| (!table.is_empty()).then_some(0))?,
            Aggregate::Last => self.at(dataset, column, |table| table.len().checked_sub(1))?,
        })
    }

    fn binary(&self, operator: Operator, left: &Expr, right: &Expr) -> Evaluated {
        if matches!(operator, Operator::And | Operator::Or) {
            let first = holds(&self.value(left)?);
            // The second is looked at only where it matters.
            let decided = first == (operator == Operator::Or);
            let truth = if decided { first } else { holds(&self.value(right)?) };
            return Ok(Outcome::of(Value::Boolean(truth)));
        }
        let (a, b) = (self.eval(left)?, self.eval(right)?);
        Ok(match operator {
            Operator::Concat => {
                let mut parts = a.into_cells(&left.kind);
                parts.extend(b.into_cells(&right.kind));
                Outcome::joined(parts)
            }
            Operator::In => Outcome::of(Value::Boolean(self.is_in(&a.value, &b.value, right)?)),
            Operator::Equal => Outcome::of(Value::Boolean(arithmetic::equal(&a.value, &b.value))),
            Operator::NotEqual => Outcome::of(Value::Boolean(!arithmetic::equal(&a.value, &b.value))),
            Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
                let order = arithmetic::order(&a.value, &b.value);
                Outcome::of(Value::Boolean(order.is_some_and(|order| satisfies(operator, order))))
            }
            _ => Outcome::of(arithmetic::compute(operator, &a.value, &b.value)),
        })
    }

    fn is_in(&self, item: &Value, whole: &Value, right: &Expr) -> Result<bool, String> {
        if let (Kind::Range, Op::Parameter(name)) = (&right.kind, &right.op)
            && let ParamValue::Range { start, end } = self.given(name)?
        {
            let after = arithmetic::order(item, &Value::Date(start)).is_some_and(Ordering::is_ge);
            // The last day counts to its end.
            let day = match item {
                Value::DateTime(datetime) => Value::Date(datetime.date()),
                other => other.clone(),
            };
            return Ok(after && arithmetic::order(&day, &Value::Date(end)).is_some_and(Ordering::is_le));
        }
        Ok(match (item, whole) {
            (_, Value::List(items)) => items.iter().any(|other| arithmetic::equal(item, other)),
            (Value::Text(part), Value::Text(text)) => text.contains(part.as_str()),
            _ => false,
        })
    }
}

fn satisfies(operator: Operator, order: Ordering) -> bool {
    match operator {
        Operator::Less => order.is_lt(),
        Operator::LessOrEqual => order.is_le(),
        Operator::Greater => order.is_gt(),
        _ => order.is_ge(),
    }
}

/// A format for a value; for a range of dates, for both its ends.
fn formatted(outcome: Outcome, kind: &Kind, format: &Format) -> Outcome {
    match outcome.parts {
        Some(parts) if *kind == Kind::Range => {
            let give = |cell: Cell| match cell.value {
                Value::Date(_) => Cell { format: format.clone(), ..cell },
                _ => cell,
            };
            Outcome { parts: Some(parts.into_iter().map(give).collect()), ..outcome }
        }
        _ => Outcome { format: Some(format.clone()), parts: None, ..outcome },
    }
}

fn column_of(table: &Table, column: &str) -> Result<usize, String> {
    table.schema().index_of(column).ok_or_else(|| format!("the column `{column}` was not read"))
}
