//! Parquet files: their own types, and values that do not fit.

use super::Case;
use crate::world::Memory;
use datafusion::arrow::array::{
    ArrayRef, BinaryArray, Date32Array, Float64Array, Int32Array, Int64Array, NullArray, RecordBatch,
    StringArray, StructArray, TimestampMillisecondArray, UInt64Array,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::parquet::arrow::ArrowWriter;
use std::sync::Arc;

/// A file of these columns.
fn file(columns: &[(&str, ArrayRef)]) -> Vec<u8> {
    let field = |(name, array): &(&str, ArrayRef)| Field::new(*name, array.data_type().clone(), true);
    let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
    let arrays = columns.iter().map(|(_, array)| array.clone()).collect();
    let batch = RecordBatch::try_new(schema.clone(), arrays).expect("the columns are equally long");
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, schema, None).expect("memory can be written");
    writer.write(&batch).and_then(|()| writer.close()).expect("memory can be written");
    bytes
}

/// A source over files of one column `a` each, in a folder.
fn folder(arrays: &[ArrayRef]) -> Case {
    let mut memory = Memory::default();
    for (index, array) in arrays.iter().enumerate() {
        memory.insert(format!("q/{index}.parquet"), file(&[("a", array.clone())]));
    }
    Case::over("sources: { t: { parquet: q/*.parquet } }", memory)
}

/// What is told of a single file of one column.
fn told(array: ArrayRef) -> (Vec<String>, Vec<String>) {
    let mut case = folder(&[array]);
    let _ = case.run(&["t"]);
    (case.told(), case.helps())
}

#[test]
fn parquet_files_are_read_with_their_own_types() {
    let bytes = file(&[
        ("id", Arc::new(Int64Array::from(vec![1, 2, 3]))),
        ("who", Arc::new(StringArray::from(vec![Some("a"), None, Some("c")]))),
        ("on", Arc::new(Date32Array::from(vec![0, 1, 19_723]))),
    ]);
    let mut memory = Memory::default();
    memory.insert("t.parquet", bytes);
    let mut case =
        Case::over("sources: { t: t.parquet }\ndatasets: { d: 'SELECT \"on\", id FROM t' }", memory);
    assert_eq!(case.columns("t"), "id: integer, who: text, on: date");
    assert_eq!(case.rows("d"), ["1970-01-01|1", "1970-01-02|2", "2024-01-01|3"]);
    assert_eq!(case.rows("t"), ["1|a|1970-01-01", "2||1970-01-02", "3|c|2024-01-01"]);
    let mut case = Case::new("sources: { t: t.parquet }", &[("t.parquet", "PAR1 oops")]);
    case.describe();
    assert_eq!(
        case.told(),
        ["error data-format: `t.parquet` is not a Parquet file that can be read [t.parquet]"]
    );
}

#[test]
fn values_that_do_not_fit_are_told_with_their_file_row_and_column() {
    let table: &[(&[ArrayRef], &str)] = &[
        (
            &[Arc::new(Int32Array::from(vec![1])), Arc::new(Float64Array::from(vec![2.0, 1.5]))],
            "data-type: `1.5` is not an integer, in row 2 of `q/1.parquet`, column `a`",
        ),
        (
            &[Arc::new(Int32Array::from(vec![1])), Arc::new(StringArray::from(vec!["x"]))],
            "data-drift: the column `a` of `q/1.parquet` is text, not integer",
        ),
        (
            &[Arc::new(Float64Array::from(vec![1.5])), Arc::new(Int64Array::from(vec![(1 << 53) + 1]))],
            "data-type: `9007199254740993` is not exact as a number, in row 1 of `q/1.parquet`, column `a`",
        ),
        (
            &[Arc::new(UInt64Array::from(vec![Some(1), None, Some(u64::MAX)]))],
            "data-type: `18446744073709551615` is not small enough for an integer, in row 3 of `q/0.parquet`, column `a`",
        ),
        (
            &[Arc::new(BinaryArray::from(vec![b"ok".as_slice(), b"\xff".as_slice()]))],
            "data-type: `ff` is not valid UTF-8, in row 2 of `q/0.parquet`, column `a`",
        ),
        (
            &[Arc::new(Date32Array::from(vec![0, 1 << 30]))],
            "data-type: a value is not in a year from -9999 to 9999, in row 2 of `q/0.parquet`, column `a`",
        ),
        (
            &[Arc::new(TimestampMillisecondArray::from(vec![1 << 62]))],
            "data-type: a value is not in a year from -9999 to 9999, in row 1 of `q/0.parquet`, column `a`",
        ),
    ];
    for (arrays, message) in table {
        let mut case = folder(arrays);
        assert!(case.run(&["t"]).is_err(), "{message}");
        assert_eq!(case.told(), [format!("error {message} [q/*.parquet]")]);
    }
}

#[test]
fn files_may_differ_in_width_and_in_missing_values() {
    let mut case = folder(&[
        Arc::new(Int64Array::from(vec![1])),
        Arc::new(Int32Array::from(vec![Some(2), None])),
        Arc::new(Float64Array::from(vec![Some(3.0), Some(-0.0), None])),
    ]);
    assert_eq!(case.rows("t"), ["1", "2", "", "3", "0", ""]);
    assert_eq!(folder(&[Arc::new(NullArray::new(2))]).rows("t"), ["", ""]);
}

#[test]
fn structures_are_carried_along_and_refused_where_they_are_shown() {
    let inside =
        (Arc::new(Field::new("x", DataType::Int32, true)), Arc::new(Int32Array::from(vec![1])) as ArrayRef);
    let bytes = file(&[
        ("id", Arc::new(Int64Array::from(vec![7]))),
        ("st", Arc::new(StructArray::from(vec![inside]))),
    ]);
    let mut memory = Memory::default();
    memory.insert("t.parquet", bytes);
    let mut case = Case::over("sources: { t: t.parquet }\ndatasets: { d: SELECT id FROM t }", memory);
    assert_eq!(case.rows("d"), ["7"]);
    assert!(case.run(&["t"]).is_err());
    let message = "the column `st` of `t.parquet` is a structure, which cannot be shown";
    assert_eq!(case.told(), [format!("error data-type: {message} [t.parquet]")]);
    assert_eq!(case.helps(), ["read the other columns with a dataset: `SELECT id, … FROM …`"]);
}

#[test]
fn columns_of_the_same_name_are_kept_apart_and_new_ones_are_told() {
    let number = |number: i64| Arc::new(Int64Array::from(vec![number])) as ArrayRef;
    let mut memory = Memory::default();
    memory.insert("q/a.parquet", file(&[("a", number(1)), ("a", number(2))]));
    memory.insert("q/b.parquet", file(&[("z", number(9)), ("a", number(3)), ("a", number(4))]));
    let mut case = Case::over("sources: { t: { parquet: q/*.parquet } }", memory);
    assert_eq!(case.rows("t"), ["1|2", "3|4"]);
    assert_eq!(
        case.told(),
        [
            "warning data-format: in `q/a.parquet` two columns are called `a`; they are `a` and `a_2` here [q/*.parquet]",
            "warning data-drift: `q/b.parquet` has a column `z` that is not read [q/*.parquet]",
        ]
    );
}

#[test]
fn values_that_are_no_numbers_are_told_of_sources_too() {
    let (told, helps) = told(Arc::new(Float64Array::from(vec![f64::NAN, 1.0, f64::INFINITY])));
    assert_eq!(told, ["warning compute: `a` of `t` has 2 values that are no number [t]"]);
    assert!(helps[0].contains("isnan(x)"), "{helps:?}");
}
