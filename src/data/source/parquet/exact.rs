//! Values of a Parquet file as the type that the first file of its source gave the column: exactly, or not at all.

use crate::data::column::data_type;
use crate::table::type_of;
use crate::value::Type;
use datafusion::arrow::array::{Array, ArrayRef, BooleanArray, cast::AsArray};
use datafusion::arrow::compute::kernels::cmp::distinct;
use datafusion::arrow::compute::{CastOptions, can_cast_types, cast_with_options};
use datafusion::arrow::datatypes::{DataType, Date32Type, TimestampMicrosecondType};
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use jiff::Timestamp;

/// Days since 1970 of the years -9999 to 9999.
const CIVIL_DAYS: std::ops::RangeInclusive<i32> = -4_371_587..=2_932_896;
/// What does not fit becomes null, so that its row can be found.
const NULL_FOR_MISFITS: CastOptions = CastOptions { safe: true, format_options: FormatOptions::new() };

/// Why a column cannot be read as a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misfit {
    /// It is of another type, which has this name.
    Kind(String),
    /// Folio cannot show values of its type, which has this name.
    Unshown(String),
    /// A value does not fit.
    Value {
        /// Its row in the batch.
        row: usize,
        /// The value; absent where it cannot be written down.
        value: Option<String>,
        /// What it is not, to follow "is not".
        what: String,
    },
}

/// The values of an array as a type.
pub fn exactly(array: &ArrayRef, kind: &Type) -> Result<ArrayRef, Misfit> {
    let wanted = data_type(kind);
    let found = type_of(array.data_type());
    if !may_become(&found, kind) {
        return Err(Misfit::Kind(found.to_string()));
    }
    if !can_cast_types(array.data_type(), &wanted) {
        return Err(Misfit::Unshown(name_of(array.data_type())));
    }
    let unshown = |_| Misfit::Unshown(name_of(array.data_type()));
    let made = cast_with_options(array, &wanted, &NULL_FOR_MISFITS).map_err(unshown)?;
    let nulls = array.logical_nulls();
    let is_there = |row: usize| nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row));
    let lost = (0..array.len()).find(|row| made.is_null(*row) && is_there(*row));
    let misfit = lost.or_else(|| changed(array, &made, &found, kind)).or_else(|| out_of_calendar(&made));
    match misfit {
        Some(row) => Err(Misfit::Value { row, value: shown(array, row), what: what_not(kind, &found) }),
        None => Ok(made),
    }
}

/// Whether values of a type can be of another one without being read as something else.
fn may_become(found: &Type, kind: &Type) -> bool {
    let is_text = |kind: &Type| matches!(kind, Type::Text | Type::Other(_));
    match (found, kind) {
        (found, kind) if found == kind || is_text(kind) => true,
        (found, kind) if found.is_numeric() && kind.is_numeric() => true,
        (Type::Date, Type::DateTime) => true,
        // A list of numbers may be one of another width.
        (Type::List(found), Type::List(kind)) => may_become(found, kind),
        _ => false,
    }
}

/// The first row whose value is another one afterwards, such as a fraction that became whole.
fn changed(before: &ArrayRef, after: &ArrayRef, found: &Type, kind: &Type) -> Option<usize> {
    let is_other = found != kind && found.is_numeric() && kind.is_numeric();
    let rounds = matches!((found, kind), (Type::Decimal { .. }, Type::Decimal { .. }));
    if !is_other && !rounds {
        return None;
    }
    let back = cast_with_options(after, before.data_type(), &NULL_FOR_MISFITS).ok()?;
    let differs: BooleanArray = distinct(&before.as_ref(), &back.as_ref()).ok()?;
    (0..differs.len()).find(|row| differs.value(*row) && !is_zero(before, *row))
}

/// Zero with a minus is the same zero.
fn is_zero(array: &ArrayRef, row: usize) -> bool {
    matches!(shown(array, row).as_deref(), Some("-0" | "-0.0"))
}

/// The first day or time in a year that no calendar here has.
fn out_of_calendar(array: &ArrayRef) -> Option<usize> {
    let micros = Timestamp::MIN.as_microsecond()..=Timestamp::MAX.as_microsecond();
    match array.data_type() {
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>();
            days.iter().position(|day| day.is_some_and(|day| !CIVIL_DAYS.contains(&day)))
        }
        DataType::Timestamp(..) => {
            let times = array.as_primitive::<TimestampMicrosecondType>();
            times.iter().position(|time| time.is_some_and(|time| !micros.contains(&time)))
        }
        _ => None,
    }
}

/// A value as Arrow prints it; what is in years that no calendar has cannot be printed.
fn shown(array: &ArrayRef, row: usize) -> Option<String> {
    let formatter = ArrayFormatter::try_new(array, &FormatOptions::new()).ok()?;
    formatter.value(row).try_to_string().ok()
}

fn what_not(kind: &Type, found: &Type) -> String {
    match kind {
        Type::Integer if *found == Type::Integer => "small enough for an integer".into(),
        Type::Integer => "an integer".into(),
        Type::Number => "exact as a number".into(),
        Type::Decimal { .. } => format!("exact as `{kind}`"),
        Type::Date | Type::DateTime | Type::Instant => "in a year from -9999 to 9999".into(),
        Type::Text | Type::Other(_) => "valid UTF-8".into(),
        Type::Boolean | Type::Time | Type::List(_) => format!("{kind}"),
    }
}

/// The name of a type that authors may know.
fn name_of(data_type: &DataType) -> String {
    match data_type {
        DataType::Struct(_) => "a structure".into(),
        DataType::Map(..) => "a map".into(),
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => "a list".into(),
        DataType::Union(..) => "a union".into(),
        other => format!("`{other}`"),
    }
}
