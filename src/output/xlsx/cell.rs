//! What a spreadsheet can hold of a value: fifteen digits, days from March 1900, no time zones, no NaN.

use crate::format::{Format, Region};
use crate::limits::SHEET_CELL_CHARS_MAX;
use crate::value::{Decimal, Type, Value};
use jiff::civil::{Date, DateTime, Time, date};

/// Spreadsheets keep fifteen significant digits of a number and drop the rest without a word.
const DIGITS_MAX: usize = 15;
/// The largest whole number of fifteen digits.
const INTEGER_MAX: u64 = 999_999_999_999_999;
/// Powers of ten that are common in data.
const POWERS: [f64; 9] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];
/// Day zero of the calendar, counted from behind the day that never was, 29 February 1900.
const EPOCH: Date = date(1899, 12, 30);
/// Days before this one have other numbers in other programs.
const FIRST_DAY: Date = date(1900, 3, 1);

/// A value as a cell holds it.
#[derive(Debug, Clone, PartialEq)]
pub enum Stored {
    /// Nothing.
    Blank,
    /// A number; days and times are numbers too.
    Number(f64),
    /// True or false.
    Boolean(bool),
    /// Text.
    Text(String),
}

/// Why a cell does not hold quite what the value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// A number with too many digits, kept as text.
    Digits,
    /// A day that the calendar of spreadsheets does not have, kept as text.
    Calendar,
    /// Text that was cut.
    Cut,
}

/// What a cell of a format holds, and what was lost on the way.
pub fn store(value: &Value, format: &Format, region: &Region) -> (Stored, Option<Loss>) {
    match value {
        Value::Null => (Stored::Blank, None),
        Value::Text(text) => text_cell(text),
        Value::Integer(number) if number.unsigned_abs() <= INTEGER_MAX => {
            (Stored::Number(*number as f64), None)
        }
        Value::Integer(number) => (Stored::Text(number.to_string()), Some(Loss::Digits)),
        // `+ 0.0` turns -0 into 0.
        Value::Number(number) if number.is_finite() => (Stored::Number(number + 0.0), None),
        Value::Number(_) => (Stored::Blank, None),
        Value::Decimal(decimal) => match nearest(*decimal, format, region) {
            Some(number) => (Stored::Number(number), None),
            None => (Stored::Text(decimal.to_string()), Some(Loss::Digits)),
        },
        Value::Boolean(truth) => (Stored::Boolean(*truth), None),
        Value::Date(day) => moment(day.at(0, 0, 0, 0), || day.to_string()),
        Value::Time(time) => (Stored::Number(fraction_of_day(*time)), None),
        Value::DateTime(datetime) => moment(*datetime, || datetime.to_string()),
        Value::Instant(instant) => {
            let zoned = instant.to_zoned(region.time_zone().clone());
            moment(zoned.datetime(), || zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
        }
        Value::List(_) => text_cell(&value.plain()),
    }
}

/// The number-format code of a cell. A day without a date format would show as 45,000-odd, and a
/// number kept as text needs none.
pub fn code_for(kind: Option<&Type>, format: &Format) -> String {
    match kind {
        Some(Type::Text | Type::List(_) | Type::Other(_)) => "@".into(),
        Some(kind) if (kind.is_temporal() || *kind == Type::Time) && !format.is_date() => {
            Format::default_for(kind).code().into()
        }
        Some(_) | None => format.code().into(),
    }
}

/// The type of a value that stands alone.
pub fn type_of(value: &Value) -> Option<Type> {
    Some(match value {
        Value::Null => return None,
        Value::Text(_) => Type::Text,
        Value::Integer(_) => Type::Integer,
        Value::Number(_) => Type::Number,
        Value::Decimal(decimal) => Type::Decimal { precision: 38, scale: decimal.scale },
        Value::Boolean(_) => Type::Boolean,
        Value::Date(_) => Type::Date,
        Value::Time(_) => Type::Time,
        Value::DateTime(_) => Type::DateTime,
        Value::Instant(_) => Type::Instant,
        Value::List(_) => Type::List(Box::new(Type::Text)),
    })
}

/// Text that fits into a cell, and whether it was cut.
pub fn fit_text(text: &str) -> (String, bool) {
    if text.len() <= SHEET_CELL_CHARS_MAX || text.encode_utf16().count() <= SHEET_CELL_CHARS_MAX {
        return (text.to_string(), false);
    }
    let mut units = 1; // the ellipsis
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= SHEET_CELL_CHARS_MAX
    };
    let mut cut: String = text.chars().take_while(fits).collect();
    cut.push('…');
    (cut, true)
}

fn text_cell(text: &str) -> (Stored, Option<Loss>) {
    let (text, cut) = fit_text(text);
    (Stored::Text(text), cut.then_some(Loss::Cut))
}

fn moment(datetime: DateTime, iso: impl Fn() -> String) -> (Stored, Option<Loss>) {
    if datetime.date() < FIRST_DAY {
        return (Stored::Text(iso()), Some(Loss::Calendar));
    }
    (Stored::Number(serial(datetime)), None)
}

/// Days since the epoch; whole milliseconds, which is all that spreadsheets keep.
fn serial(datetime: DateTime) -> f64 {
    let days = datetime.date().duration_since(EPOCH).as_hours() / 24;
    days as f64 + fraction_of_day(datetime.time())
}

fn fraction_of_day(time: Time) -> f64 {
    let millis = time.duration_since(Time::midnight()).as_nanos() as f64 / 1e6;
    millis.round() / 86_400_000.0
}

/// A decimal as a number, unless the digits that spreadsheets drop would be missed.
fn nearest(decimal: Decimal, format: &Format, region: &Region) -> Option<f64> {
    let exact = decimal.unscaled.unsigned_abs() <= u128::from(INTEGER_MAX);
    if exact && usize::from(decimal.scale) < POWERS.len() {
        // Both parts are exact in binary, so their quotient is the nearest number there is.
        return Some(decimal.unscaled as f64 / POWERS[usize::from(decimal.scale)] + 0.0);
    }
    let digits = decimal.unscaled.unsigned_abs().to_string().len();
    let dropped = u8::try_from(digits.saturating_sub(DIGITS_MAX)).ok()?;
    // Too many digits before the point leave nothing to drop behind it.
    let rounded = decimal.rescale(decimal.scale.checked_sub(dropped)?)?;
    let shown = |decimal| format.display(&Value::Decimal(decimal), region).text;
    (rounded == decimal || shown(rounded) == shown(decimal)).then(|| rounded.to_f64() + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(value: Value) -> Stored {
        shown(value, "General")
    }

    fn shown(value: Value, code: &str) -> Stored {
        let format = Format::parse(code).expect("a code of the test");
        store(&value, &format, &Region::default()).0
    }

    #[test]
    fn numbers_keep_fifteen_digits_and_longer_ones_become_text() {
        assert_eq!(stored(Value::Integer(999_999_999_999_999)), Stored::Number(999_999_999_999_999.0));
        assert_eq!(stored(Value::Integer(1_000_000_000_000_000)), Stored::Text("1000000000000000".into()));
        assert_eq!(stored(Value::Integer(i64::MIN)), Stored::Text(i64::MIN.to_string()));
        assert_eq!(
            stored(Value::Decimal(Decimal::new(-123_456_789_012_345, 2))),
            Stored::Number(-1234567890123.45)
        );
        assert_eq!(
            stored(Value::Decimal(Decimal::new(1_234_567_890_123_456, 2))),
            Stored::Text("12345678901234.56".into())
        );
        assert_eq!(
            stored(Value::Decimal(Decimal::new(12_000_000_000_000_000_000, 2))),
            Stored::Text("120000000000000000.00".into())
        );
    }

    #[test]
    fn decimals_are_text_only_where_the_sixteenth_digit_would_show() {
        let long = |text: &str| Value::Decimal(Decimal::parse(text).expect("a decimal of the test"));
        assert_eq!(shown(long("12345678901.2345678"), "0.00"), Stored::Number(12345678901.2346));
        assert_eq!(
            shown(long("12345678901.2345678"), "0.000000"),
            Stored::Text("12345678901.2345678".into())
        );
        assert_eq!(shown(long("0.12345678901234567890"), "0.0%"), Stored::Number(0.123456789012346));
        assert_eq!(shown(long("-1.50000000000000000000"), "General"), Stored::Number(-1.5));
        assert_eq!(shown(long("999999999999999.96"), "0"), Stored::Number(1e15));
        assert_eq!(shown(long("999999999999999.96"), "0.00"), Stored::Text("999999999999999.96".into()));
        assert_eq!(shown(long("1234567890123456.7"), "0"), Stored::Text("1234567890123456.7".into()));
        assert_eq!(shown(long("12345678.9012344999"), "0.0000000"), Stored::Number(12345678.9012345));
    }

    #[test]
    fn missing_numbers_are_blank() {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(stored(Value::Number(number)), Stored::Blank);
        }
        assert_eq!(stored(Value::Null), Stored::Blank);
    }

    #[test]
    fn days_before_march_1900_are_text() {
        assert_eq!(stored(Value::Date(date(1900, 3, 1))), Stored::Number(61.0));
        assert_eq!(stored(Value::Date(date(1900, 2, 28))), Stored::Text("1900-02-28".into()));
        assert_eq!(stored(Value::Date(date(2012, 12, 31))), Stored::Number(41274.0));
        assert_eq!(stored(Value::DateTime(date(2000, 1, 1).at(12, 0, 0, 0))), Stored::Number(36526.5));
        assert_eq!(stored(Value::Date(date(9999, 12, 31))), Stored::Number(2_958_465.0));
    }

    #[test]
    fn instants_are_shown_in_the_zone_of_the_report() {
        let region = Region::new("en-GB", "Europe/Madrid").expect("a zone of the bundled database");
        let instant = "2012-07-01T22:30:00Z".parse().expect("a timestamp");
        let (stored, _) = store(&Value::Instant(instant), &Format::general(), &region);
        assert_eq!(stored, Stored::Number(41092.0 + 0.5 / 24.0));
    }

    #[test]
    fn long_text_is_cut_at_the_limit_in_utf16_units() {
        let (text, cut) = fit_text(&"𝄞".repeat(20_000));
        assert!(cut);
        assert_eq!(text.encode_utf16().count(), SHEET_CELL_CHARS_MAX);
        assert_eq!(fit_text("short"), ("short".to_string(), false));
    }
}
