//! Arithmetic and comparison of values: exact for whole numbers and decimals, and only then not.

use super::ir::Operator;
use crate::value::{Decimal, Value};
use jiff::Span;
use jiff::civil::Date;
use std::cmp::Ordering;

/// Digits that a quotient of decimals has more than its operands.
const DIVISION_DIGITS: u8 = 6;
/// More digits after the point than this are noise and crowd out the digits before it.
const SCALE_MAX: u8 = 28;

/// `left operator right`; missing where an operand is, and for a division by zero.
pub(super) fn compute(operator: Operator, left: &Value, right: &Value) -> Value {
    if left.is_missing() || right.is_missing() {
        return Value::Null;
    }
    match (left, right) {
        (Value::Date(date), days) if operator != Operator::Multiply => with_date(operator, *date, days),
        (Value::Integer(days), Value::Date(date)) if operator == Operator::Add => shifted(*date, *days),
        (Value::Integer(a), Value::Integer(b)) if operator == Operator::Divide => {
            divide_f64(*a as f64, *b as f64)
        }
        _ => match (exact(left), exact(right)) {
            (Some(a), Some(b)) => match compute_exact(operator, a, b) {
                Some(result) => narrowed(result, left, right),
                None => compute_f64(operator, left, right),
            },
            _ => compute_f64(operator, left, right),
        },
    }
}

fn exact(value: &Value) -> Option<Decimal> {
    match value {
        Value::Integer(number) => Some(Decimal::new((*number).into(), 0)),
        Value::Decimal(decimal) => Some(*decimal),
        _ => None,
    }
}

/// A result of whole numbers is a whole number, where it fits.
fn narrowed(result: Decimal, left: &Value, right: &Value) -> Value {
    let whole = matches!((left, right), (Value::Integer(_), Value::Integer(_))) && result.scale == 0;
    match i64::try_from(result.unscaled) {
        Ok(number) if whole => Value::Integer(number),
        _ => Value::Decimal(result),
    }
}

/// `None` when the result does not fit.
fn compute_exact(operator: Operator, a: Decimal, b: Decimal) -> Option<Decimal> {
    match operator {
        Operator::Add => a.checked_add(b),
        Operator::Subtract => a.checked_add(Decimal::new(b.unscaled.checked_neg()?, b.scale)),
        Operator::Multiply => {
            let product = Decimal::new(a.unscaled.checked_mul(b.unscaled)?, a.scale.checked_add(b.scale)?);
            if product.scale > SCALE_MAX { product.rescale(SCALE_MAX) } else { Some(product) }
        }
        Operator::Divide => {
            let scale = a.scale.max(b.scale).saturating_add(DIVISION_DIGITS);
            let power = u32::from(scale) + u32::from(b.scale) - u32::from(a.scale);
            let numerator = a.unscaled.checked_mul(10i128.checked_pow(power)?)?;
            let quotient = numerator.checked_div(b.unscaled)?;
            let rest = numerator.checked_rem(b.unscaled)?;
            let away = rest.unsigned_abs() * 2 >= b.unscaled.unsigned_abs();
            let sign = numerator.signum() * b.unscaled.signum();
            Some(Decimal::new(quotient + if away { sign } else { 0 }, scale))
        }
        Operator::Remainder => {
            let scale = a.scale.max(b.scale);
            let (a, b) = (a.rescale(scale)?.unscaled, b.rescale(scale)?.unscaled);
            let rest = a.checked_rem(b)?;
            // The remainder has the sign of the divisor, so that `day % 7` is never negative.
            let rest = if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest };
            Some(Decimal::new(rest, scale))
        }
        _ => None,
    }
}

fn compute_f64(operator: Operator, left: &Value, right: &Value) -> Value {
    let (Some(a), Some(b)) = (left.as_f64(), right.as_f64()) else { return Value::Null };
    match operator {
        Operator::Add => number(a + b),
        Operator::Subtract => number(a - b),
        Operator::Multiply => number(a * b),
        Operator::Divide => divide_f64(a, b),
        Operator::Remainder if b != 0.0 => number(a - b * (a / b).floor()),
        _ => Value::Null,
    }
}

fn divide_f64(a: f64, b: f64) -> Value {
    if b == 0.0 { Value::Null } else { number(a / b) }
}

fn number(result: f64) -> Value {
    if result.is_finite() { Value::Number(result) } else { Value::Null }
}

/// Days between two dates, or a date so many days away.
fn with_date(operator: Operator, date: Date, other: &Value) -> Value {
    match (operator, other) {
        (Operator::Subtract, Value::Date(earlier)) => {
            earlier.until(date).map_or(Value::Null, |span| Value::Integer(span.get_days().into()))
        }
        (Operator::Add, Value::Integer(days)) => shifted(date, *days),
        (Operator::Subtract, Value::Integer(days)) => shifted(date, days.saturating_neg()),
        _ => Value::Null,
    }
}

fn shifted(date: Date, days: i64) -> Value {
    let span = Span::new().try_days(days);
    span.and_then(|span| date.checked_add(span)).map_or(Value::Null, Value::Date)
}

/// The number with its sign turned.
pub(super) fn negate(value: &Value) -> Value {
    compute(Operator::Subtract, &Value::Integer(0), value)
}

/// The number without its sign.
pub(super) fn abs(value: &Value) -> Value {
    match order(value, &Value::Integer(0)) {
        Some(Ordering::Less) => negate(value),
        _ => value.clone(),
    }
}

/// Rounded to so many digits after the point, half away from zero on the decimal digits.
pub(super) fn round(value: &Value, digits: u8) -> Value {
    match value {
        Value::Decimal(decimal) if decimal.scale > digits => {
            decimal.rescale(digits).map_or(Value::Null, Value::Decimal)
        }
        // The shortest digits that mean this number; one too large for them has no fraction.
        Value::Number(number) => Decimal::parse(&value.plain())
            .filter(|decimal| decimal.scale > digits)
            .and_then(|decimal| decimal.rescale(digits))
            .map_or(Value::Number(*number), |decimal| Value::Number(decimal.to_f64())),
        other => other.clone(),
    }
}

/// The order of two values of one kind; `None` when they cannot be compared or one is missing.
pub(super) fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        _ if a.is_missing() || b.is_missing() => None,
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Boolean(a), Value::Boolean(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
        (Value::DateTime(a), Value::DateTime(b)) => Some(a.cmp(b)),
        (Value::Instant(a), Value::Instant(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::DateTime(b)) => Some(a.at(0, 0, 0, 0).cmp(b)),
        (Value::DateTime(a), Value::Date(b)) => Some(a.cmp(&b.at(0, 0, 0, 0))),
        _ => match (exact(a), exact(b)) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
        },
    }
}

/// Whether two values are the same; a missing value equals only a missing one.
pub(super) fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        _ if a.is_missing() || b.is_missing() => a.is_missing() && b.is_missing(),
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        _ => order(a, b) == Some(Ordering::Equal),
    }
}
