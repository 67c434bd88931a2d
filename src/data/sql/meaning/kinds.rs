//! The types of the engine in the words of a report, and which of them go together.

use datafusion::arrow::datatypes::{DataType, IntervalUnit, TimeUnit};
use datafusion::sql::sqlparser::ast::{DataType as SqlType, ExactNumberInfo};

/// What sort of value a type holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Text.
    Text,
    /// A number.
    Number,
    /// True or false.
    Truth,
    /// A day.
    Date,
    /// A date and time.
    Moment,
    /// A time of day.
    Time,
    /// A span of time.
    Span,
    /// A list.
    List,
    /// No value.
    Nothing,
    /// What reports seldom meet.
    Other,
}

impl Class {
    /// The class of a type.
    pub fn of(kind: &DataType) -> Class {
        match kind {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Class::Text,
            DataType::Dictionary(_, value) => Class::of(value),
            DataType::Boolean => Class::Truth,
            DataType::Date32 | DataType::Date64 => Class::Date,
            DataType::Timestamp(..) => Class::Moment,
            DataType::Time32(_) | DataType::Time64(_) => Class::Time,
            DataType::Interval(_) | DataType::Duration(_) => Class::Span,
            DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => Class::List,
            DataType::Null => Class::Nothing,
            kind if kind.is_numeric() => Class::Number,
            _ => Class::Other,
        }
    }

    /// Whether it lies on a calendar.
    pub fn is_day(self) -> bool {
        matches!(self, Class::Date | Class::Moment)
    }
}

/// A type, as people speak of its values.
pub fn words(kind: &DataType) -> &'static str {
    match Class::of(kind) {
        Class::Text => "text",
        Class::Number => "a number",
        Class::Truth => "true or false",
        Class::Date => "a date",
        Class::Moment => "a date and time",
        Class::Time => "a time",
        Class::Span => "a span of time",
        Class::List => "a list",
        Class::Nothing => "no value",
        Class::Other => "a value of another type",
    }
}

/// The type that a `CAST` gives, as far as it matters here.
pub fn of_cast(kind: &SqlType) -> Option<DataType> {
    Some(match kind {
        SqlType::Char(_)
        | SqlType::Character(_)
        | SqlType::Varchar(_)
        | SqlType::CharacterVarying(_)
        | SqlType::Nvarchar(_)
        | SqlType::Text
        | SqlType::String(_) => DataType::Utf8View,
        SqlType::TinyInt(_) | SqlType::SmallInt(_) | SqlType::Int2(_) => DataType::Int16,
        SqlType::Int(_) | SqlType::Integer(_) | SqlType::Int4(_) => DataType::Int32,
        SqlType::BigInt(_) | SqlType::Int8(_) => DataType::Int64,
        SqlType::Float(_) | SqlType::Real | SqlType::Float4 => DataType::Float32,
        SqlType::Double(_) | SqlType::DoublePrecision | SqlType::Float8 => DataType::Float64,
        SqlType::Decimal(info) | SqlType::Numeric(info) | SqlType::Dec(info) => decimal(info)?,
        SqlType::Boolean | SqlType::Bool => DataType::Boolean,
        SqlType::Date => DataType::Date32,
        SqlType::Time(..) => DataType::Time64(TimeUnit::Nanosecond),
        SqlType::Timestamp(..) | SqlType::Datetime(_) => DataType::Timestamp(TimeUnit::Nanosecond, None),
        SqlType::Interval { .. } => DataType::Interval(IntervalUnit::MonthDayNano),
        _ => return None,
    })
}

fn decimal(info: &ExactNumberInfo) -> Option<DataType> {
    let (precision, scale) = match info {
        ExactNumberInfo::None => (38, 10),
        ExactNumberInfo::Precision(precision) => (*precision, 0),
        ExactNumberInfo::PrecisionAndScale(precision, scale) => (*precision, *scale),
    };
    Some(DataType::Decimal128(u8::try_from(precision).ok()?, i8::try_from(scale).ok()?))
}
