//! Typed columns built from text: the one place that decides what a text means as a number, a date or
//! a truth value.

use crate::table::Schema;
use crate::value::Type;
use datafusion::arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Float64Builder, Int64Builder,
    StringViewBuilder, Time64MicrosecondBuilder, TimestampMicrosecondBuilder,
};
use datafusion::arrow::datatypes::{DataType, Field, SchemaRef, TimeUnit};
use jiff::{Timestamp, civil};
use std::borrow::Cow;
use std::sync::Arc;

/// The zone of all points in time while they are computed with.
pub const ZONE: &str = "UTC";

/// The Arrow type that holds a type of ours.
pub fn data_type(kind: &Type) -> DataType {
    match kind {
        Type::Text | Type::Other(_) => DataType::Utf8View,
        Type::Integer => DataType::Int64,
        Type::Number => DataType::Float64,
        Type::Decimal { precision, scale } => DataType::Decimal128(*precision, *scale as i8),
        Type::Boolean => DataType::Boolean,
        Type::Date => DataType::Date32,
        Type::Time => DataType::Time64(TimeUnit::Microsecond),
        Type::DateTime => DataType::Timestamp(TimeUnit::Microsecond, None),
        Type::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some(ZONE.into())),
        Type::List(item) => DataType::List(Arc::new(Field::new_list_field(data_type(item), true))),
    }
}

/// The Arrow schema that holds a schema of ours.
pub fn arrow_schema(schema: &Schema) -> SchemaRef {
    let field = |f: &crate::table::Field| Field::new(&f.name, data_type(&f.kind), true);
    let fields: Vec<Field> = schema.fields.iter().map(field).collect();
    Arc::new(datafusion::arrow::datatypes::Schema::new(fields))
}

/// Collects the values of one column.
#[derive(Debug)]
pub enum ColumnBuilder {
    /// Text, kept as written.
    Text(StringViewBuilder),
    /// Whole numbers.
    Integer(Int64Builder),
    /// Floating point numbers.
    Number(Float64Builder),
    /// Exact decimals, with precision and scale.
    Decimal(Decimal128Builder, u8, u8),
    /// Truth values.
    Boolean(BooleanBuilder),
    /// Days.
    Date(Date32Builder),
    /// Times of day.
    Time(Time64MicrosecondBuilder),
    /// Local dates and times.
    DateTime(TimestampMicrosecondBuilder),
    /// Points in time.
    Instant(TimestampMicrosecondBuilder),
}

impl ColumnBuilder {
    /// An empty column.
    pub fn new(kind: &Type, rows: usize) -> ColumnBuilder {
        match kind {
            Type::Text | Type::List(_) | Type::Other(_) => {
                ColumnBuilder::Text(StringViewBuilder::with_capacity(rows))
            }
            Type::Integer => ColumnBuilder::Integer(Int64Builder::with_capacity(rows)),
            Type::Number => ColumnBuilder::Number(Float64Builder::with_capacity(rows)),
            Type::Decimal { precision, scale } => {
                let builder = Decimal128Builder::with_capacity(rows).with_data_type(data_type(kind));
                ColumnBuilder::Decimal(builder, *precision, *scale)
            }
            Type::Boolean => ColumnBuilder::Boolean(BooleanBuilder::with_capacity(rows)),
            Type::Date => ColumnBuilder::Date(Date32Builder::with_capacity(rows)),
            Type::Time => ColumnBuilder::Time(Time64MicrosecondBuilder::with_capacity(rows)),
            Type::DateTime => ColumnBuilder::DateTime(TimestampMicrosecondBuilder::with_capacity(rows)),
            Type::Instant => {
                let builder = TimestampMicrosecondBuilder::with_capacity(rows);
                ColumnBuilder::Instant(builder.with_timezone(ZONE))
            }
        }
    }

    /// Adds a row without a value.
    pub fn push_null(&mut self) {
        match self {
            ColumnBuilder::Text(builder) => builder.append_null(),
            ColumnBuilder::Integer(builder) => builder.append_null(),
            ColumnBuilder::Number(builder) => builder.append_null(),
            ColumnBuilder::Decimal(builder, ..) => builder.append_null(),
            ColumnBuilder::Boolean(builder) => builder.append_null(),
            ColumnBuilder::Date(builder) => builder.append_null(),
            ColumnBuilder::Time(builder) => builder.append_null(),
            ColumnBuilder::DateTime(builder) | ColumnBuilder::Instant(builder) => builder.append_null(),
        }
    }

    /// Adds a value; on a text that does not fit, adds nothing and says what the text is not.
    pub fn push(&mut self, text: &str) -> Result<(), Unfit> {
        let trimmed = text.trim_ascii();
        match self {
            ColumnBuilder::Text(builder) => builder.append_value(text),
            ColumnBuilder::Integer(builder) => {
                builder.append_value(integer(trimmed)?);
            }
            ColumnBuilder::Number(builder) => {
                builder.append_value(number(trimmed).ok_or_else(|| Unfit("a number".into()))?);
            }
            ColumnBuilder::Decimal(builder, precision, scale) => {
                builder.append_value(decimal(trimmed, *precision, *scale)?);
            }
            ColumnBuilder::Boolean(builder) => {
                builder.append_value(boolean(trimmed).ok_or_else(|| Unfit("`true` or `false`".into()))?);
            }
            ColumnBuilder::Date(builder) => {
                builder.append_value(date(trimmed).ok_or_else(|| unfit_as("a date like", "2024-01-31"))?);
            }
            ColumnBuilder::Time(builder) => {
                builder.append_value(time(trimmed).ok_or_else(|| unfit_as("a time like", "16:30:00"))?);
            }
            ColumnBuilder::DateTime(builder) => {
                let micros = datetime(trimmed);
                builder.append_value(
                    micros.ok_or_else(|| unfit_as("a date and time like", "2024-01-31 16:30:00"))?,
                );
            }
            ColumnBuilder::Instant(builder) => {
                let micros = instant(trimmed);
                builder.append_value(
                    micros.ok_or_else(|| unfit_as("a point in time like", "2024-01-31T16:30:00Z"))?,
                );
            }
        }
        Ok(())
    }

    /// The column collected so far; the builder is empty afterwards.
    pub fn finish(&mut self) -> ArrayRef {
        match self {
            ColumnBuilder::Text(builder) => Arc::new(builder.finish()),
            ColumnBuilder::Integer(builder) => Arc::new(builder.finish()),
            ColumnBuilder::Number(builder) => Arc::new(builder.finish()),
            ColumnBuilder::Decimal(builder, ..) => Arc::new(builder.finish()),
            ColumnBuilder::Boolean(builder) => Arc::new(builder.finish()),
            ColumnBuilder::Date(builder) => Arc::new(builder.finish()),
            ColumnBuilder::Time(builder) => Arc::new(builder.finish()),
            ColumnBuilder::DateTime(builder) | ColumnBuilder::Instant(builder) => Arc::new(builder.finish()),
        }
    }
}

/// What a text is not, to follow "is not": `an integer`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit(pub String);

fn unfit_as(what: &str, example: &str) -> Unfit {
    Unfit(format!("{what} `{example}`"))
}

/// Reads a whole number.
fn integer(text: &str) -> Result<i64, Unfit> {
    let digits = text.trim_start_matches(['-', '+']);
    let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let unfit = if is_whole { "small enough for an integer" } else { "an integer" };
    text.parse().map_err(|_| Unfit(unfit.into()))
}

/// Reads a floating point number; infinity, "not a number" and what is too large for one are none.
pub fn number(text: &str) -> Option<f64> {
    let digits = text.trim_start_matches(['-', '+']);
    let begins = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    text.parse().ok().filter(|number: &f64| begins && number.is_finite())
}

/// Reads a decimal as its digits; more digits after the point than `scale` are never rounded away.
pub fn decimal(text: &str, precision: u8, scale: u8) -> Result<i128, Unfit> {
    let no_decimal = || Unfit("a decimal number".into());
    let (negative, digits) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    let (mut unscaled, mut any, mut after_point) = (0i128, false, None::<u8>);
    for byte in digits {
        match (byte, after_point) {
            (b'0'..=b'9', Some(places)) if places >= scale => {
                if *byte != b'0' {
                    let places = format!("decimal({precision},{scale})");
                    return Err(Unfit(format!("exact with the {scale} decimals of `{places}`")));
                }
                any = true;
            }
            (b'0'..=b'9', _) => {
                let digit = i128::from(byte - b'0');
                let longer = unscaled.checked_mul(10).and_then(|n| n.checked_add(digit));
                unscaled = longer.ok_or_else(|| too_long(precision, scale))?;
                after_point = after_point.map(|places| places + 1);
                any = true;
            }
            (b'.', None) => after_point = Some(0),
            _ => return Err(no_decimal()),
        }
    }
    if !any {
        return Err(no_decimal());
    }
    let missing = u32::from(scale - after_point.unwrap_or(0));
    let unscaled = unscaled.checked_mul(10i128.pow(missing)).ok_or_else(|| too_long(precision, scale))?;
    if unscaled >= 10i128.pow(u32::from(precision)) {
        return Err(too_long(precision, scale));
    }
    Ok(if negative { -unscaled } else { unscaled })
}

fn too_long(precision: u8, scale: u8) -> Unfit {
    Unfit(format!("short enough for `decimal({precision},{scale})`"))
}

/// Reads `true` or `false`.
pub fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

/// Reads `2024-01-31` as days since 1970-01-01.
pub fn date(text: &str) -> Option<i32> {
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    if bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let (year, month, day) = (digits(&bytes[..4])?, digits(&bytes[5..7])?, digits(&bytes[8..])?);
    let date = civil::Date::new(year as i16, month as i8, day as i8).ok()?;
    Some(days_since_1970(date))
}

/// Days since 1970-01-01 of a day on the calendar.
pub fn days_since_1970(date: civil::Date) -> i32 {
    // Years begin in March here, so that the day that comes and goes is the last of its year.
    let (year, month, day) = (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
    let year = if month <= 2 { year - 1 } else { year };
    let (era, month) = (year.div_euclid(400), (month + 9) % 12);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Reads `16:30`, `16:30:05` or `16:30:05.25` as microseconds since midnight.
pub fn time(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let (hours, minutes) = (digits(bytes.get(..2)?)?, digits(bytes.get(3..5)?)?);
    let seconds = match bytes.get(5..) {
        Some([]) => 0,
        Some([b':', rest @ ..]) => digits(rest.get(..2)?)?,
        _ => return None,
    };
    let micros = match bytes.get(8..).unwrap_or(&[]) {
        [] => 0,
        [b'.', fraction @ ..] if (1..=9).contains(&fraction.len()) => {
            let scaled = digits(fraction)? * 10i64.pow(9 - fraction.len() as u32);
            scaled / 1000
        }
        _ => return None,
    };
    let valid = bytes[2] == b':' && hours < 24 && minutes < 60 && seconds < 60;
    valid.then_some(((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + micros)
}

/// Reads `2024-01-31 16:30` or `2024-01-31T16:30:05.25` as microseconds since 1970-01-01.
pub fn datetime(text: &str) -> Option<i64> {
    let (day, rest) = (text.get(..10)?, text.get(10..)?);
    let clock = match rest.strip_prefix(['T', ' ']) {
        Some(clock) => time(clock)?,
        None if rest.is_empty() => 0,
        None => return None,
    };
    Some(i64::from(date(day)?) * 86_400_000_000 + clock)
}

/// Reads `2024-01-31T16:30:00+01:00` as microseconds since 1970-01-01 in UTC.
pub fn instant(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().ok().map(Timestamp::as_microsecond)
}

fn digits(bytes: &[u8]) -> Option<i64> {
    let mut number = 0;
    for byte in bytes {
        number = number * 10 + i64::from(byte.is_ascii_digit().then(|| byte - b'0')?);
    }
    Some(number)
}

/// Rewrites `1.234,56` to `1234.56`. Points that group nothing make it no number at all, so that `1.5`
/// is never taken for one and a half where the comma is the decimal sign.
pub fn point_for_comma(text: &str) -> Cow<'_, str> {
    let numeric = |b: u8| matches!(b, b'0'..=b'9' | b'.' | b',' | b'-' | b'+');
    if !text.bytes().all(numeric) || !text.contains(['.', ',']) {
        return Cow::Borrowed(text);
    }
    let (whole, fraction) = text.split_once(',').map_or((text, None), |(w, f)| (w, Some(f)));
    let mut groups = whole.trim_start_matches(['-', '+']).split('.');
    let first = groups.next().unwrap_or("");
    let grouped = whole.contains('.');
    let well_grouped = groups.all(|group| group.len() == 3) && (!grouped || (1..=3).contains(&first.len()));
    if !well_grouped || fraction.is_some_and(|f| f.contains([',', '.'])) {
        return Cow::Borrowed("");
    }
    let whole = whole.replace('.', "");
    Cow::Owned(fraction.map_or(whole.clone(), |fraction| format!("{whole}.{fraction}")))
}
