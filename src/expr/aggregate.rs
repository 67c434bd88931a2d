//! Many values to one: sums, means, smallest and largest; the same for texts, key figures and totals.

use super::arithmetic::order;
use super::library::ZERO;
use crate::value::Value;
use std::cmp::Ordering;

/// The sum of the values that are not missing: exact for whole numbers and decimals as long as it has
/// at most 38 digits; zero when there are none.
pub fn sum(values: impl Iterator<Item = Value>) -> Value {
    let mut exact = Some(ZERO);
    let mut inexact = 0.0;
    let (mut has_number, mut has_decimal) = (false, false);
    for value in values {
        match value {
            Value::Integer(number) => {
                add(&mut exact, &mut inexact, crate::value::Decimal::new(number.into(), 0))
            }
            Value::Decimal(decimal) => {
                has_decimal = true;
                add(&mut exact, &mut inexact, decimal);
            }
            Value::Number(number) if number.is_finite() => {
                has_number = true;
                inexact += number;
            }
            _ => {}
        }
    }
    match exact {
        Some(exact) if !has_number && has_decimal => Value::Decimal(exact),
        Some(exact) if !has_number => {
            i64::try_from(exact.unscaled).map_or(Value::Decimal(exact), Value::Integer)
        }
        Some(exact) => Value::Number(inexact + exact.to_f64()),
        None => Value::Number(inexact),
    }
}

/// Adds exactly as long as that fits, and then as a floating point number.
fn add(exact: &mut Option<crate::value::Decimal>, inexact: &mut f64, next: crate::value::Decimal) {
    let Some(total) = *exact else {
        *inexact += next.to_f64();
        return;
    };
    *exact = total.checked_add(next);
    if exact.is_none() {
        *inexact += total.to_f64() + next.to_f64();
    }
}

/// The arithmetic mean of the values that are not missing; missing when there are none.
pub fn average(values: impl Iterator<Item = Value>) -> Value {
    let mut count = 0u32;
    let total = sum(values.filter(|value| !value.is_missing()).inspect(|_| count += 1));
    match total.as_f64() {
        Some(total) if count > 0 => Value::Number(total / f64::from(count)),
        _ => Value::Null,
    }
}

/// The smallest value; missing when there is none.
pub fn min(values: impl Iterator<Item = Value>) -> Value {
    extreme(values, Ordering::Less)
}

/// The largest value; missing when there is none.
pub fn max(values: impl Iterator<Item = Value>) -> Value {
    extreme(values, Ordering::Greater)
}

fn extreme(values: impl Iterator<Item = Value>, wanted: Ordering) -> Value {
    let mut best = Value::Null;
    for value in values.filter(|value| !value.is_missing()) {
        if best.is_missing() || order(&value, &best) == Some(wanted) {
            best = value;
        }
    }
    best
}
