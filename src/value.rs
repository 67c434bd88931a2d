//! Typed values: what a cell holds before it is formatted, and the types that columns have.

use jiff::{Timestamp, civil};
use serde::{Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;

/// The type of a column, parameter or value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    /// Text, kept as written.
    Text,
    /// 64-bit whole number.
    Integer,
    /// 64-bit floating point number.
    Number,
    /// Exact decimal.
    Decimal {
        /// Digits in all, 1 to 38.
        precision: u8,
        /// Digits after the point.
        scale: u8,
    },
    /// True or false.
    Boolean,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A local date and time without a zone.
    DateTime,
    /// A point in time, shown in the time zone of the report.
    Instant,
    /// A list of values of one type.
    List(Box<Type>),
    /// A type that Folio carries along but cannot show other than as text.
    Other(String),
}

impl Type {
    /// `decimal(18,2)`, the type called `money`.
    pub const MONEY: Type = Type::Decimal { precision: 18, scale: 2 };

    /// Whether values of this type can be added up.
    pub fn is_numeric(&self) -> bool {
        matches!(self, Type::Integer | Type::Number | Type::Decimal { .. })
    }

    /// Whether values of this type lie on a calendar.
    pub fn is_temporal(&self) -> bool {
        matches!(self, Type::Date | Type::DateTime | Type::Instant)
    }

    /// Reads a type as written in a report: `text integer number boolean date time datetime instant
    /// money decimal(p,s)`.
    pub fn parse(text: &str) -> Option<Type> {
        Some(match text.trim() {
            "text" | "string" => Type::Text,
            "integer" | "int" => Type::Integer,
            "number" | "float" => Type::Number,
            "boolean" | "bool" => Type::Boolean,
            "date" => Type::Date,
            "time" => Type::Time,
            "datetime" => Type::DateTime,
            "instant" | "timestamp" => Type::Instant,
            "money" => Type::MONEY,
            other => {
                let digits = other.strip_prefix("decimal(")?.strip_suffix(')')?;
                let (precision, scale) = digits.split_once(',')?;
                let precision = precision.trim().parse().ok()?;
                let scale = scale.trim().parse().ok()?;
                if !(1..=38).contains(&precision) || scale > precision {
                    return None;
                }
                Type::Decimal { precision, scale }
            }
        })
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Type::Text => f.write_str("text"),
            Type::Integer => f.write_str("integer"),
            Type::Number => f.write_str("number"),
            Type::Decimal { precision, scale } => write!(f, "decimal({precision},{scale})"),
            Type::Boolean => f.write_str("boolean"),
            Type::Date => f.write_str("date"),
            Type::Time => f.write_str("time"),
            Type::DateTime => f.write_str("datetime"),
            Type::Instant => f.write_str("instant"),
            Type::List(item) => write!(f, "list of {item}"),
            Type::Other(name) => f.write_str(name),
        }
    }
}

impl Serialize for Type {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An exact decimal number: `unscaled × 10^-scale`.
#[derive(Debug, Clone, Copy)]
pub struct Decimal {
    /// All digits as one whole number.
    pub unscaled: i128,
    /// How many of the digits stand after the point.
    pub scale: u8,
}

impl Decimal {
    /// Makes a decimal from its digits and the place of the point.
    pub fn new(unscaled: i128, scale: u8) -> Decimal {
        Decimal { unscaled, scale }
    }

    /// Reads `-1234.50`; no exponent, no separators.
    pub fn parse(text: &str) -> Option<Decimal> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let unscaled: i128 = format!("{whole}{fraction}").parse().ok()?;
        let scale = u8::try_from(fraction.len()).ok()?;
        Some(Decimal { unscaled: if negative { -unscaled } else { unscaled }, scale })
    }

    /// The nearest floating point number.
    pub fn to_f64(self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The same number with another number of digits after the point, rounded half away from zero;
    /// `None` when it does not fit.
    pub fn rescale(self, scale: u8) -> Option<Decimal> {
        if scale >= self.scale {
            let factor = 10i128.checked_pow(u32::from(scale - self.scale))?;
            return Some(Decimal { unscaled: self.unscaled.checked_mul(factor)?, scale });
        }
        let factor = 10i128.checked_pow(u32::from(self.scale - scale))?;
        let (quotient, rest) = (self.unscaled / factor, self.unscaled % factor);
        let away = if rest.abs() * 2 >= factor { self.unscaled.signum() } else { 0 };
        Some(Decimal { unscaled: quotient + away, scale })
    }

    /// The exact sum; `None` when it does not fit.
    pub fn checked_add(self, other: Decimal) -> Option<Decimal> {
        let scale = self.scale.max(other.scale);
        let (a, b) = (self.rescale(scale)?, other.rescale(scale)?);
        Some(Decimal { unscaled: a.unscaled.checked_add(b.unscaled)?, scale })
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Decimal) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        let scale = self.scale.max(other.scale);
        match (self.rescale(scale), other.rescale(scale)) {
            (Some(a), Some(b)) => a.unscaled.cmp(&b.unscaled),
            _ => self.to_f64().total_cmp(&other.to_f64()),
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let sign = if self.unscaled < 0 { "-" } else { "" };
        let digits = self.unscaled.unsigned_abs().to_string();
        let scale = usize::from(self.scale);
        if scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let digits = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// Text.
    Text(String),
    /// Whole number.
    Integer(i64),
    /// Floating point number; may be NaN or infinite, which outputs show as missing.
    Number(f64),
    /// Exact decimal.
    Decimal(Decimal),
    /// True or false.
    Boolean(bool),
    /// A day.
    Date(civil::Date),
    /// A time of day.
    Time(civil::Time),
    /// A local date and time.
    DateTime(civil::DateTime),
    /// A point in time.
    Instant(Timestamp),
    /// A list.
    List(Vec<Value>),
}

impl Value {
    /// Whether there is nothing to show: null, NaN or infinite.
    pub fn is_missing(&self) -> bool {
        match self {
            Value::Null => true,
            Value::Number(number) => !number.is_finite(),
            _ => false,
        }
    }

    /// The value as a floating point number, for drawing; `None` when it is no number or missing.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Value::Integer(number) => Some(*number as f64),
            Value::Number(number) => number.is_finite().then_some(*number),
            Value::Decimal(decimal) => Some(decimal.to_f64()),
            Value::Boolean(_) | Value::Null | Value::Text(_) | Value::List(_) => None,
            Value::Date(_) | Value::Time(_) | Value::DateTime(_) | Value::Instant(_) => None,
        }
    }

    /// The value as exact text without a format: ISO dates, `-1234.50`, `true`; empty for null.
    pub fn plain(&self) -> String {
        match self {
            Value::Null => String::new(),
            Value::Text(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            Value::Number(number) if number.is_finite() => {
                // `+ 0.0` turns -0 into 0.
                format!("{}", number + 0.0)
            }
            Value::Number(_) => String::new(),
            Value::Decimal(decimal) => decimal.to_string(),
            Value::Boolean(truth) => truth.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Time(time) => time.to_string(),
            Value::DateTime(datetime) => datetime.to_string(),
            Value::Instant(timestamp) => timestamp.to_string(),
            Value::List(items) => items.iter().map(Value::plain).collect::<Vec<_>>().join(", "),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_none(),
            Value::Integer(number) => serializer.serialize_i64(*number),
            Value::Number(number) if number.is_finite() => serializer.serialize_f64(*number),
            Value::Boolean(truth) => serializer.serialize_bool(*truth),
            Value::List(items) => serializer.collect_seq(items),
            other => serializer.serialize_str(&other.plain()),
        }
    }
}

/// The kind of a parameter, known before its value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ParamKind {
    /// One value of a type.
    One(Type),
    /// Two days and all between them.
    DateRange,
    /// Several values of a type.
    List(Type),
}

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ParamValue {
    /// One value.
    One(Value),
    /// Two days and all between them.
    Range {
        /// The first day.
        start: civil::Date,
        /// The last day.
        end: civil::Date,
    },
    /// Several values.
    Many(Vec<Value>),
}
