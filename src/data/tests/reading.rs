//! Sources: types that are found, files that are wrong, values that do not fit.

use super::Case;
use crate::data::Lock;
use crate::world::Memory;
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

fn csv(content: &str) -> Case {
    Case::new("sources: { t: t.csv }", &[("t.csv", content)])
}

/// The type found for a column of these values.
fn kind_of(values: &[&str]) -> String {
    let content = format!("c,other\n{}\n", values.map_lines());
    csv(&content).columns("t").split(", other").next().expect("split gives one part at least").to_owned()
}

trait Lines {
    fn map_lines(&self) -> String;
}

impl Lines for [&str] {
    fn map_lines(&self) -> String {
        self.iter().map(|value| format!("{value},x")).collect::<Vec<_>>().join("\n")
    }
}

#[test]
fn a_column_has_a_type_only_if_every_value_reads_back_the_same() {
    let table: &[(&[&str], &str)] = &[
        (&["1", "-20", "0"], "integer"),
        (&["1", "NA", "", "null", "NULL"], "integer"),
        (&["007", "1"], "text"),
        (&["+1", "2"], "text"),
        (&["1234567890123456"], "text"),
        (&["123456789012345"], "integer"),
        (&["1", "2.5", "3.25"], "decimal(18,2)"),
        (&["0.10", "10.1"], "decimal(18,2)"),
        (&["-0.5"], "decimal(18,1)"),
        (&[".5", "1.5"], "text"),
        (&["00.5"], "text"),
        (&["1e5", "2"], "number"),
        (&["0.30000000000000004", "0.1"], "number"),
        (&["1.5", "abc"], "text"),
        (&["true", "false"], "boolean"),
        (&["True", "FALSE", ""], "boolean"),
        (&["true", "1"], "text"),
        (&["2024-02-29", "2023-01-01"], "date"),
        (&["2023-02-29"], "text"),
        (&["01/02/2024"], "text"),
        (&["2024-01-01 10:30", "2024-01-01T10:30:05.25"], "datetime"),
        (&["2024-01-01T10:30:00Z", "2024-01-01T10:30:00+02:00"], "instant"),
        (&["2024-01-01", "2024-01-01 10:30"], "text"),
        (&["", "NA"], "text"),
        (&["1,5"], "text"),
    ];
    for (values, wanted) in table {
        if values.iter().any(|value| value.contains(',')) {
            continue;
        }
        assert_eq!(kind_of(values), format!("c: {wanted}"), "{values:?}");
    }
}

#[test]
fn leading_zeros_are_kept_and_money_is_exact() {
    let report =
        "sources: { t: t.csv }\ndatasets: { s: 'SELECT sum(amount) AS amount, min(id) AS id FROM t' }";
    let mut case = Case::new(report, &[("t.csv", "id,amount\n007,0.10\n008,0.20\n009,1000000000000.03\n")]);
    assert_eq!(case.rows("s"), ["1000000000000.33|007"]);
}

#[test]
fn checking_never_opens_rows() {
    let mut case = Case::new(
        "sources: { t: t.csv, j: j.json }\ndatasets: { d: SELECT * FROM t JOIN j ON t.a = j.a2 }",
        &[("t.csv", "a\n1\n"), ("j.json", "[{\"a2\": 1}]")],
    );
    case.describe();
    assert_eq!(case.told(), [""; 0]);
    assert_eq!(case.world.rows_opened().len(), 0);
    case.rows("d");
    assert_eq!(case.world.rows_opened().len(), 2);
}

#[test]
fn a_header_alone_is_a_table_without_rows() {
    let mut case = csv("a,b\n");
    assert_eq!(case.columns("t"), "a: text, b: text");
    assert_eq!(case.rows("t"), [""; 0]);
}

#[test]
fn an_empty_file_is_reported() {
    let mut case = csv("");
    case.describe();
    assert_eq!(case.told(), ["error data-format: `t.csv` is empty [t.csv]"]);
}

#[test]
fn a_line_with_too_many_values_is_named_and_shown() {
    let mut case = csv("a,b\n1,2\n3,4,5\n");
    case.describe();
    assert_eq!(
        case.told(),
        ["error data-format: a row of `t.csv` has 3 values where the first line has 2 [5]"]
    );
    assert_eq!(case.helps(), ["put quotes around values that contain `,`"]);
}

#[test]
fn a_bad_value_is_shown_at_its_place_in_the_file() {
    let report = "sources: { t: { csv: t.csv, columns: { n: integer } } }";
    let mut case = Case::new(report, &[("t.csv", "name,n\nx,1\n\"a, b\",2x\n")]);
    assert!(case.run(&["t"]).is_err());
    assert_eq!(case.told(), ["error data-type: `2x` is not an integer, in the column `n` [2x]"]);
    let diagnostics = case.sink.diagnostics();
    let span = diagnostics[0].primary.as_ref().expect("there is a place").span;
    assert_eq!(case.sink.sources.text(span.file), "\"a, b\",2x");
    assert_eq!(case.sink.sources.location(span.file, span.start as usize).line, 3);
    assert_eq!(diagnostics[0].secondary[0].text, "its type is declared here");
}

#[test]
fn money_is_never_rounded_in_silence() {
    let report = "sources: { t: { csv: t.csv, columns: { n: money } } }";
    let mut case = Case::new(report, &[("t.csv", "n\n1.10\n2.500\n3.005\n")]);
    assert!(case.run(&["t"]).is_err());
    let message = "`3.005` is not exact with the 2 decimals of `decimal(18,2)`, in the column `n`";
    assert_eq!(case.told(), [format!("error data-type: {message} [3.005]")]);
    assert!(case.helps()[0].contains("\"decimal(21,3)\""), "{:?}", case.helps());
}

#[test]
fn bad_values_far_down_are_found_while_reading() {
    let mut content = String::from("n,pad\n");
    for n in 0..200_000 {
        content += if n == 70_000 { "oops,------------\n" } else { "5,------------\n" };
    }
    let mut case = csv(&content);
    assert_eq!(case.columns("t"), "n: integer, pad: text");
    assert!(case.run(&["t"]).is_err());
    assert_eq!(case.told(), ["error data-type: `oops` is not an integer, in the column `n` [oops]"]);
}

#[test]
fn a_missing_file_suggests_its_neighbour() {
    let mut case = Case::new("sources: { t: data/trade.csv }", &[("data/trades.csv", "a\n1\n")]);
    case.describe();
    assert_eq!(case.told(), ["error file-missing: there is no file `data/trade.csv` [data/trade.csv]"]);
    assert_eq!(case.helps(), ["did you mean `data/trades.csv`?"]);
}

#[test]
fn kinds_that_cannot_be_read_say_what_to_do() {
    let case = Case::new("sources: { t: book.xlsx, u: { cvs: a.csv }, v: '' }", &[]);
    assert_eq!(
        case.told(),
        [
            "error wrong-value: the kind of data in `book.xlsx` does not show in its name [book.xlsx]",
            "error missing-key: the source `u` does not say what kind of data it is [{ cvs: a.csv }]",
            "error missing-value: a source needs a file, or a map that says what kind of data it is ['']",
        ]
    );
    assert!(case.helps()[0].starts_with("workbooks cannot be read"));
    assert!(case.helps().contains(&"did you mean `csv` instead of `cvs`?".to_owned()));
}

#[test]
fn options_are_read() {
    let report = r#"
sources:
  t:
    csv: t.txt
    delimiter: ";"
    header: false
    decimal: ","
    nulls: ["-"]
    encoding: latin-1
    columns: { who: text, amount: money }
"#;
    let mut memory = Memory::default();
    memory.insert("t.txt", b"J\xFCrgen;1.234,50\n-;-\nx;,5\n");
    let mut case = Case::over(report, memory);
    assert_eq!(case.columns("t"), "who: text, amount: decimal(18,2)");
    assert_eq!(case.rows("t"), ["Jürgen|1234.50", "|", "x|0.50"]);
}

#[test]
fn a_decimal_comma_is_found_only_when_it_is_declared() {
    let content = "a;b\n1,5;2\n1.234,25;3\n";
    assert_eq!(csv(content).columns("t"), "a: text, b: integer");
    let mut case = Case::new("sources: { t: { csv: t.csv, decimal: ',' } }", &[("t.csv", content)]);
    assert_eq!(case.columns("t"), "a: decimal(18,2), b: integer");
    assert_eq!(case.rows("t"), ["1.50|2", "1234.25|3"]);
}

#[test]
fn delimiters_are_found() {
    for delimiter in [",", ";", "\t", "|"] {
        let content = format!("a{delimiter}b\n1{delimiter}x\n2{delimiter}y\n");
        assert_eq!(csv(&content).columns("t"), "a: integer, b: text", "{delimiter:?}");
    }
}

#[test]
fn columns_without_a_name_and_with_the_same_get_one() {
    let mut case = csv(",a,a\n1,2,3\n");
    assert_eq!(case.columns("t"), "column_1: integer, a: integer, a_2: integer");
    assert_eq!(
        case.told(),
        ["warning data-format: in `t.csv` two columns are called `a`; they are `a` and `a_2` here [a]"]
    );
    assert_eq!(case.rows("t"), ["1|2|3"]);
}

#[test]
fn files_of_one_source_are_joined_by_the_names_of_columns() {
    let files = [("d/a.csv", "id,v\n1,x\n"), ("d/b.csv", "v,id\ny,2\n"), ("d/readme.md", "no data")];
    for path in ["d/*.csv", "{ csv: d }"] {
        let mut case = Case::new(&format!("sources:\n  t: {path}"), &files);
        assert_eq!(case.rows("t"), ["1|x", "2|y"], "{path}");
    }
}

#[test]
fn a_file_without_a_column_of_the_others_is_reported() {
    let files = [("d/a.csv", "id,v\n1,x\n"), ("d/b.csv", "id\n2\n")];
    let mut case = Case::new("sources: { t: d/*.csv }", &files);
    assert!(case.run(&["t"]).is_err());
    assert_eq!(case.told(), ["error data-drift: `d/b.csv` has no column `v` [id]"]);
}

#[test]
fn warnings_take_no_room_from_errors() {
    let files = [("d/a.csv", "n\n1\n"), ("d/b.csv", "a,b,c,d,e,f,n\n1,2,3,4,5,6,x\n")];
    let mut case = Case::new("sources: { t: { csv: d, columns: { n: integer } } }", &files);
    assert!(case.run(&["t"]).is_err());
    assert!(
        case.told().contains(&"error data-type: `x` is not an integer, in the column `n` [x]".to_owned())
    );
}

#[test]
fn the_same_bad_value_is_told_once_and_others_beside_it() {
    let rows = (0..2_000).map(|row| if row == 900 { "y\n" } else { "x\n" });
    let content = String::from("n\n") + &rows.collect::<String>();
    let mut case =
        Case::new("sources: { t: { csv: t.csv, columns: { n: integer } } }", &[("t.csv", &content)]);
    assert!(case.run(&["t"]).is_err());
    let message =
        |value| format!("error data-type: `{value}` is not an integer, in the column `n` [{value}]");
    assert_eq!(case.told(), [message("x"), message("y")]);
}

#[test]
fn names_of_columns_are_text_in_the_encoding_of_the_file() {
    for (options, content, told) in [
        (
            "csv: t.csv",
            b"Gr\xF6\xDFe,b\n1,2\n".as_slice(),
            "error data-format: the name `Gr\u{fffd}\u{fffd}e` of a column of `t.csv` is not valid UTF-8 [Gr\u{fffd}\u{fffd}e]",
        ),
        (
            "csv: t.csv, encoding: latin-1",
            b"\xEF\xBB\xBFa,b\n1,2\n",
            "error data-format: `t.csv` is in UTF-8, and the report says `windows-1252` [t.csv]",
        ),
        (
            "csv: t.csv, encoding: latin-1",
            b"a,b\nM\xC3\xBCller,2\n",
            "warning data-format: `t.csv` looks like UTF-8, and the report says `windows-1252` [\u{fc}]",
        ),
    ] {
        let mut memory = Memory::default();
        memory.insert("t.csv", content);
        let mut case = Case::over(&format!("sources: {{ t: {{ {options} }} }}"), memory);
        case.describe();
        assert_eq!(case.told(), [told]);
    }
    let mut memory = Memory::default();
    memory.insert("t.csv", b"Gr\xF6\xDFe,b\n1,\x80\n");
    let report = "sources: { t: { csv: t.csv, encoding: latin-1, nulls: ['\u{20ac}'] } }";
    let mut case = Case::over(report, memory);
    assert_eq!(case.columns("t"), "Gr\u{f6}\u{df}e: integer, b: text");
    assert_eq!(case.rows("t"), ["1|"]);
}

#[test]
fn pieces_from_the_middle_that_begin_inside_quotes_tell_no_wrong_types() {
    let rows = (0..60_000).map(|row| format!("{row},\"line one of the note\nfoo, bar\"\n"));
    let content = String::from("id,note\n") + &rows.collect::<String>();
    for tail in ["", "7,\"x\"\n", "8,\"xyz\"\n"] {
        assert_eq!(csv(&(content.clone() + tail)).columns("t"), "id: integer, note: text");
    }
}

#[test]
fn a_sample_that_ends_inside_quotes_is_no_mistake() {
    for row in ["\"x\ny\",2\n", "2,\"x\ny\"\n", "\"x\n\ny\",2\n"] {
        let mut case = csv(&(String::from("a,b\n") + &row.repeat(200_000)));
        assert!(case.columns("t").contains("text"));
        assert_eq!((case.rows("t").len(), case.told()), (200_000, Vec::new()), "{row:?}");
    }
}

#[test]
fn an_open_quote_in_a_long_file_is_one_mistake() {
    let rows = "1,2\n".repeat(300_000);
    for (content, told) in [
        (
            format!("a,\"b\n{rows}"),
            "error data-limit: the first line of `t.csv` is longer than 256 kilobytes [\"]",
        ),
        (format!("a,b\n{rows}1,\"2\n{rows}"), "error data-format: a quote in `t.csv` is never closed [\"]"),
    ] {
        let mut case = csv(&content);
        let _ = case.run(&["t"]);
        assert_eq!(case.told(), [told]);
    }
}

#[test]
fn rows_a_line_are_looked_at_in_the_middle_and_the_tail() {
    // Whether or not the first piece ends with a row.
    for row in ["{\"n\":1}\n", "{\"n\":123}\n"] {
        let content = row.repeat(150_000) + &"{\"n\":1.5,\"m\":7}\n".repeat(1_000);
        let mut case = Case::new("sources: { t: t.ndjson }", &[("t.ndjson", &content)]);
        assert_eq!(case.columns("t"), "n: decimal(18,1), m: integer");
    }
    let content = "{\n  \"n\": 1,\n  \"s\": \"a\"\n}\n".repeat(60_000);
    let mut case = Case::new("sources: { t: t.ndjson }", &[("t.ndjson", &content)]);
    assert_eq!(case.columns("t"), "n: integer, s: text");
}

#[test]
fn a_first_row_longer_than_a_sample_is_read() {
    let content = format!("{{\"meta\":\"{0}\",\"data\":[{{\"n\":1,\"s\":\"{0}\"}}]}}", "x".repeat(1_000_000));
    let mut case = Case::new("sources: { t: { json: t.json, rows: data } }", &[("t.json", &content)]);
    assert_eq!(case.columns("t"), "n: integer, s: text");
    assert_eq!(case.rows("t").len(), 1);
}

#[test]
fn rows_without_end_are_a_limit() {
    let long = "x".repeat(65 * 1024 * 1024);
    for (path, content, told) in [
        (
            "t.csv",
            format!("a,b\n1,{long}\n"),
            "error data-limit: a row of `t.csv` is longer than 64 megabytes [1]",
        ),
        (
            "t.csv",
            format!("a,b\n1,\"{long}\n"),
            "error data-limit: a row of `t.csv` is longer than 64 megabytes [\"]",
        ),
        (
            "t.ndjson",
            format!("{{\"a\":\"{long}\"}}\n"),
            "error data-limit: a row of `t.ndjson` is longer than 64 megabytes [{]",
        ),
    ] {
        let mut case = Case::new(&format!("sources: {{ t: {path} }}"), &[(path, &content)]);
        assert!(case.run(&["t"]).is_err());
        assert_eq!(case.told(), [told]);
    }
}

#[test]
fn compressed_files_are_read() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(b"a\n1\n2\n").expect("writing to memory cannot fail");
    let mut memory = Memory::default();
    memory.insert("t.csv.gz", gzip.finish().expect("writing to memory cannot fail"));
    assert_eq!(Case::over("sources: { t: t.csv.gz }", memory).rows("t"), ["1", "2"]);
}

#[test]
fn bytes_that_are_no_utf8_are_reported() {
    let mut memory = Memory::default();
    memory.insert("t.csv", b"a\nJ\xFCrgen\n");
    let mut case = Case::over("sources: { t: t.csv }", memory);
    assert!(case.run(&["t"]).is_err());
    assert!(
        case.told()[0]
            .starts_with("error data-format: `J\u{fffd}rgen` is not valid UTF-8, in the column `a`")
    );
    assert!(case.helps()[0].contains("encoding: windows-1252"));
}

#[test]
fn declared_columns_must_exist_and_have_a_type() {
    let report = "sources: { t: { csv: t.csv, columns: { amuont: money, b: integr, c: 'decimal(18,2' } } }";
    let mut case = Case::new(report, &[("t.csv", "amount,b,c\n1,2,3\n")]);
    case.describe();
    let told = case.told();
    assert!(
        told.contains(&"error unknown-column: `t` has no column `amuont` [amuont]".to_owned()),
        "{told:?}"
    );
    assert!(
        told.contains(&"error wrong-value: `integr` is not the type of a column [integr]".to_owned()),
        "{told:?}"
    );
    assert!(told.iter().any(|line| line.contains("`decimal(18,2` is not the type")), "{told:?}");
}

#[test]
fn json_keeps_digits_and_nested_values() {
    let content = r#"[
      {"id": 1, "price": 10.10, "who": "007", "on": "2024-01-02", "tags": ["a", "b"], "ok": true},
      {"id": 2, "price": 0.205, "ok": null, "big": 1e3}
    ]"#;
    let mut case = Case::new("sources: { t: t.json }", &[("t.json", content)]);
    let columns =
        "id: integer, price: decimal(18,3), who: text, on: date, tags: text, ok: boolean, big: number";
    assert_eq!(case.columns("t"), columns);
    assert_eq!(case.rows("t"), ["1|10.100|007|2024-01-02|[\"a\",\"b\"]|true|", "2|0.205|||||1000"]);
}

#[test]
fn json_rows_may_stand_inside_an_object_or_on_lines() {
    let inside = r#"{"meta": {"n": [1]}, "data": {"items": [{"a": 1}, {"a": 2}]}}"#;
    let mut case = Case::new("sources: { t: { json: t.json, rows: data.items } }", &[("t.json", inside)]);
    assert_eq!(case.rows("t"), ["1", "2"]);
    let mut case = Case::new("sources: { t: t.ndjson }", &[("t.ndjson", "{\"a\": 1}\n{\"a\": 2}\n")]);
    assert_eq!(case.rows("t"), ["1", "2"]);
}

#[test]
fn json_with_rows_inside_asks_where() {
    let mut case = Case::new("sources: { t: t.json }", &[("t.json", r#"{"data": [{"a": 1}], "n": 1}"#)]);
    case.describe();
    assert_eq!(case.told(), ["error data-format: `t.json` holds one object, not a list of rows [t.json]"]);
    assert!(case.helps()[0].contains("rows: data"));
}

#[test]
fn broken_json_is_shown_with_line_and_column() {
    let mut case = Case::new("sources: { t: t.json }", &[("t.json", "[{\"a\": 1},\n {\"a\": oops}]")]);
    case.describe();
    let message = "a value is needed here, not `o`";
    assert_eq!(
        case.told(),
        [format!("error data-format: `t.json` is not the JSON it should be: {message} [o]")]
    );
    let span = case.sink.diagnostics()[0].primary.as_ref().expect("there is a place").span;
    assert_eq!(case.sink.sources.location(span.file, span.start as usize).line, 2);
}

#[test]
fn inline_rows_are_typed_like_files() {
    let report = "
sources:
  t:
    rows:
      - { name: a, goal: 10.5, on: 2024-01-01 }
      - { name: '2', goal: 7 }";
    let mut case = Case::new(report, &[]);
    assert_eq!(case.columns("t"), "name: text, goal: decimal(18,1), on: date");
    assert_eq!(case.rows("t"), ["a|10.5|2024-01-01", "2|7.0|"]);
    let mut case = Case::new("sources: { t: { rows: [{ a: x }], columns: { a: integer } } }", &[]);
    case.describe();
    assert_eq!(case.told(), ["error data-type: `x` is not an integer, in the column `a` [x]"]);
}

#[test]
fn the_lock_file_reads_back_and_drift_is_told() {
    let mut case = csv("a,b,c d\n1,2.5,x\n");
    let lock = case.describe().lock;
    let text = lock.write();
    assert!(
        text.ends_with("sources:\n  t:\n    a: integer\n    b: decimal(18,1)\n    \"c d\": text\n"),
        "{text}"
    );
    let read = Lock::read("report.lock.yaml", &text, &mut case.sink);
    assert_eq!(read, lock);

    let mut case = csv("a,c d,new\n1,x,1\nzz,y,2\n");
    case.lock = lock.clone();
    let described = case.describe();
    assert_eq!(described.lock, lock);
    let mut told = case.told();
    told.sort();
    assert_eq!(
        told,
        [
            "error data-drift: `t` no longer has the column `b` [a,c d,new]",
            "error data-drift: the column `a` of `t` was integer and is text now [zz]",
            "warning data-drift: `t` has a new column `new` [new]",
        ]
    );
}

#[test]
fn a_locked_type_that_still_fits_stays() {
    let mut case = csv("a,b\n1,2\n");
    let text = "sources:\n  t:\n    a: decimal(18,4)\n    b: text\n";
    case.lock = Lock::read("report.lock.yaml", text, &mut case.sink);
    assert_eq!(case.columns("t"), "a: decimal(18,4), b: text");
    assert_eq!(case.told(), [""; 0]);
    assert_eq!(case.rows("t"), ["1.0000|2"]);
}

#[test]
fn times_of_day_can_be_declared() {
    let report = "sources: { t: { csv: t.csv, columns: { at: time } } }";
    let mut case = Case::new(report, &[("t.csv", "at\n09:05\n23:59:59.5\n")]);
    assert_eq!(case.rows("t"), ["09:05:00", "23:59:59.5"]);
}
