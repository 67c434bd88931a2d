//! A table as it was read: named, typed columns over Arrow batches. The only noun that owns columnar data.

use crate::value::{Decimal, Type, Value};
use datafusion::arrow::array::{Array, ArrayRef, RecordBatch, UInt64Array, cast::AsArray};
use datafusion::arrow::compute::{concat_batches, take_record_batch};
use datafusion::arrow::datatypes::{self as arrow, DataType, SchemaRef, TimeUnit};
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use jiff::{Timestamp, civil};
use serde::{Serialize, Serializer};
use std::sync::Arc;

/// The name and type of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: Type,
}

/// The columns of a source or dataset, known before any row is read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Schema {
    /// In their order.
    pub fields: Vec<Field>,
}

impl Schema {
    /// The place of a column.
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// The column of that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The names of all columns.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|field| field.name.as_str())
    }

    /// Reads our types off an Arrow schema.
    pub fn from_arrow(schema: &arrow::Schema) -> Schema {
        let field = |f: &Arc<arrow::Field>| Field { name: f.name().clone(), kind: type_of(f.data_type()) };
        Schema { fields: schema.fields().iter().map(field).collect() }
    }
}

/// A column's name as a heading: `net_pnl` and `NetPnl` become `Net pnl`; a name with spaces or all in
/// capitals stays as it is.
pub fn title_of(name: &str) -> String {
    if name.contains(' ') || name.chars().all(|c| !c.is_lowercase()) {
        return name.to_string();
    }
    let mut out = String::new();
    let mut before = ' ';
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        // `EntryTime` is two words, `PnL` is one.
        let next_is_lower = chars.peek().is_some_and(|next| next.is_lowercase());
        let starts_word = c.is_uppercase() && before.is_lowercase() && next_is_lower;
        if (c == '_' || starts_word) && !out.ends_with(' ') && !out.is_empty() {
            out.push(' ');
        }
        match c {
            '_' => {}
            _ if out.is_empty() => out.extend(c.to_uppercase()),
            _ if starts_word => out.extend(c.to_lowercase()),
            _ => out.push(c),
        }
        before = c;
    }
    out
}

/// Rows and columns held in memory; cheap to clone.
#[derive(Debug, Clone)]
pub struct Table {
    schema: Arc<Schema>,
    batch: RecordBatch,
}

impl Table {
    /// Joins batches of one schema to a table.
    pub fn new(schema: &SchemaRef, batches: &[RecordBatch]) -> Table {
        let batch =
            concat_batches(schema, batches).expect("batches of one query share its schema and fit in memory");
        Table { schema: Arc::new(Schema::from_arrow(schema)), batch }
    }

    /// The columns.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.batch.num_rows()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One cell.
    pub fn value(&self, row: usize, column: usize) -> Value {
        value_at(self.batch.column(column), row)
    }

    /// All values of a column.
    pub fn column(&self, column: usize) -> impl Iterator<Item = Value> + '_ {
        let array = self.batch.column(column);
        (0..array.len()).map(move |row| value_at(array, row))
    }

    /// The numbers of a column, as charts need them: what is no finite number is absent. Columns of a million values
    /// are read without making a value of each.
    pub fn numbers(&self, column: usize) -> Vec<Option<f64>> {
        let array = self.batch.column(column);
        match array.data_type() {
            DataType::Float64 => {
                let numbers = array.as_primitive::<arrow::Float64Type>().iter();
                numbers.map(|number| number.filter(|number| number.is_finite())).collect()
            }
            DataType::Int64 => {
                let numbers = array.as_primitive::<arrow::Int64Type>().iter();
                numbers.map(|number| number.map(|number| number as f64)).collect()
            }
            // The unit is exact up to 10^22 and the number up to 2^53; larger ones lose the last of their 16 digits.
            DataType::Decimal128(_, scale @ 0..=22) => {
                let unit = 10f64.powi(i32::from(*scale));
                let numbers = array.as_primitive::<arrow::Decimal128Type>().iter();
                numbers.map(|number| number.map(|number| number as f64 / unit)).collect()
            }
            _ => self.column(column).map(|value| value.as_f64()).collect(),
        }
    }

    /// The seconds since 1970 of a column of days or local times; `None` for columns of other types.
    pub fn local_seconds(&self, column: usize) -> Option<Vec<Option<f64>>> {
        let array = self.batch.column(column);
        let seconds = |values: &[i64], in_a_second: i64| {
            let one = |(row, value): (usize, &i64)| {
                let whole = value.div_euclid(in_a_second);
                let part = value.rem_euclid(in_a_second) as f64 / in_a_second as f64;
                (array.is_valid(row) && CIVIL_SECONDS.contains(&whole)).then_some(whole as f64 + part)
            };
            values.iter().enumerate().map(one).collect()
        };
        Some(match array.data_type() {
            DataType::Date32 => {
                let days = array.as_primitive::<arrow::Date32Type>().values();
                seconds(&days.iter().map(|day| i64::from(*day) * 86_400).collect::<Vec<_>>(), 1)
            }
            DataType::Timestamp(TimeUnit::Second, None) => {
                seconds(array.as_primitive::<arrow::TimestampSecondType>().values(), 1)
            }
            DataType::Timestamp(TimeUnit::Millisecond, None) => {
                seconds(array.as_primitive::<arrow::TimestampMillisecondType>().values(), 1_000)
            }
            DataType::Timestamp(TimeUnit::Microsecond, None) => {
                seconds(array.as_primitive::<arrow::TimestampMicrosecondType>().values(), 1_000_000)
            }
            DataType::Timestamp(TimeUnit::Nanosecond, None) => {
                seconds(array.as_primitive::<arrow::TimestampNanosecondType>().values(), 1_000_000_000)
            }
            _ => return None,
        })
    }

    /// The rows at these places, in this order.
    pub fn take(&self, rows: &[usize]) -> Table {
        let indices = UInt64Array::from_iter_values(rows.iter().map(|row| *row as u64));
        let batch = take_record_batch(&self.batch, &indices).expect("places lie inside the table");
        Table { schema: self.schema.clone(), batch }
    }
}

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let row = |r: usize| (0..self.schema.fields.len()).map(|c| self.value(r, c)).collect::<Vec<_>>();
        serializer.collect_seq((0..self.len()).map(row))
    }
}

/// Seconds of the years -9999 to 9999, which dates can hold.
const CIVIL_SECONDS: std::ops::Range<i64> = -377_705_116_800..253_402_300_800;

/// Our name for an Arrow type.
pub fn type_of(data_type: &DataType) -> Type {
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Type::Text,
        DataType::Dictionary(_, value) => type_of(value),
        DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => Type::Integer,
        DataType::UInt8 | DataType::UInt16 | DataType::UInt32 | DataType::UInt64 => Type::Integer,
        DataType::Float16 | DataType::Float32 | DataType::Float64 => Type::Number,
        DataType::Decimal128(precision, scale) if *scale >= 0 => {
            Type::Decimal { precision: *precision, scale: *scale as u8 }
        }
        DataType::Boolean => Type::Boolean,
        DataType::Date32 | DataType::Date64 => Type::Date,
        DataType::Time32(_) | DataType::Time64(_) => Type::Time,
        DataType::Timestamp(_, None) => Type::DateTime,
        DataType::Timestamp(_, Some(_)) => Type::Instant,
        DataType::List(item) | DataType::LargeList(item) => Type::List(Box::new(type_of(item.data_type()))),
        DataType::Null => Type::Text,
        other => Type::Other(other.to_string()),
    }
}

/// One value of an Arrow array.
pub fn value_at(array: &ArrayRef, row: usize) -> Value {
    if array.is_null(row) {
        return Value::Null;
    }
    match array.data_type() {
        DataType::Utf8 => Value::Text(array.as_string::<i32>().value(row).into()),
        DataType::LargeUtf8 => Value::Text(array.as_string::<i64>().value(row).into()),
        DataType::Utf8View => Value::Text(array.as_string_view().value(row).into()),
        DataType::Int8 => Value::Integer(array.as_primitive::<arrow::Int8Type>().value(row).into()),
        DataType::Int16 => Value::Integer(array.as_primitive::<arrow::Int16Type>().value(row).into()),
        DataType::Int32 => Value::Integer(array.as_primitive::<arrow::Int32Type>().value(row).into()),
        DataType::Int64 => Value::Integer(array.as_primitive::<arrow::Int64Type>().value(row)),
        DataType::UInt8 => Value::Integer(array.as_primitive::<arrow::UInt8Type>().value(row).into()),
        DataType::UInt16 => Value::Integer(array.as_primitive::<arrow::UInt16Type>().value(row).into()),
        DataType::UInt32 => Value::Integer(array.as_primitive::<arrow::UInt32Type>().value(row).into()),
        DataType::UInt64 => {
            let number = array.as_primitive::<arrow::UInt64Type>().value(row);
            i64::try_from(number)
                .map_or_else(|_| Value::Decimal(Decimal::new(number.into(), 0)), Value::Integer)
        }
        DataType::Float32 => Value::Number(array.as_primitive::<arrow::Float32Type>().value(row).into()),
        DataType::Float64 => Value::Number(array.as_primitive::<arrow::Float64Type>().value(row)),
        DataType::Decimal128(_, scale) if *scale >= 0 => {
            let unscaled = array.as_primitive::<arrow::Decimal128Type>().value(row);
            Value::Decimal(Decimal::new(unscaled, *scale as u8))
        }
        DataType::Boolean => Value::Boolean(array.as_boolean().value(row)),
        DataType::Date32 => day(array.as_primitive::<arrow::Date32Type>().value(row).into()),
        DataType::Date64 => day(array.as_primitive::<arrow::Date64Type>().value(row).div_euclid(86_400_000)),
        DataType::Timestamp(unit, zone) => timestamp(array, row, *unit, zone.is_some()),
        DataType::Time32(TimeUnit::Second) => {
            clock(i64::from(array.as_primitive::<arrow::Time32SecondType>().value(row)) * 1_000_000_000)
        }
        DataType::Time32(_) => {
            clock(i64::from(array.as_primitive::<arrow::Time32MillisecondType>().value(row)) * 1_000_000)
        }
        DataType::Time64(TimeUnit::Microsecond) => {
            clock(array.as_primitive::<arrow::Time64MicrosecondType>().value(row) * 1_000)
        }
        DataType::Time64(_) => clock(array.as_primitive::<arrow::Time64NanosecondType>().value(row)),
        DataType::List(_) => list(&array.as_list::<i32>().value(row)),
        DataType::LargeList(_) => list(&array.as_list::<i64>().value(row)),
        _ => Value::Text(as_text(array, row)),
    }
}

fn list(items: &ArrayRef) -> Value {
    Value::List((0..items.len()).map(|item| value_at(items, item)).collect())
}

/// Days since 1970-01-01.
fn day(days: i64) -> Value {
    const EPOCH: civil::Date = civil::date(1970, 1, 1);
    let days = i32::try_from(days)
        .ok()
        .and_then(|days| EPOCH.checked_add(jiff::Span::new().try_days(days).ok()?).ok());
    days.map_or(Value::Null, Value::Date)
}

/// Nanoseconds since midnight.
fn clock(nanos: i64) -> Value {
    let time = civil::Time::midnight().checked_add(jiff::SignedDuration::from_nanos(nanos));
    time.map_or(Value::Null, Value::Time)
}

fn timestamp(array: &ArrayRef, row: usize, unit: TimeUnit, zoned: bool) -> Value {
    let nanos: i128 = match unit {
        TimeUnit::Second => {
            i128::from(array.as_primitive::<arrow::TimestampSecondType>().value(row)) * 1_000_000_000
        }
        TimeUnit::Millisecond => {
            i128::from(array.as_primitive::<arrow::TimestampMillisecondType>().value(row)) * 1_000_000
        }
        TimeUnit::Microsecond => {
            i128::from(array.as_primitive::<arrow::TimestampMicrosecondType>().value(row)) * 1_000
        }
        TimeUnit::Nanosecond => array.as_primitive::<arrow::TimestampNanosecondType>().value(row).into(),
    };
    match Timestamp::from_nanosecond(nanos) {
        Ok(instant) if zoned => Value::Instant(instant),
        Ok(instant) => Value::DateTime(instant.to_zoned(jiff::tz::TimeZone::UTC).datetime()),
        Err(_) => Value::Null,
    }
}

/// Types that Folio only carries along are shown the way Arrow prints them.
fn as_text(array: &ArrayRef, row: usize) -> String {
    ArrayFormatter::try_new(array, &FormatOptions::default())
        .and_then(|formatter| formatter.value(row).try_to_string())
        .unwrap_or_default()
}
