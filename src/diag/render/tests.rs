//! Renderers over one mistake with all its parts.

use super::*;
use crate::diag::{Code, Excerpt, Location, Run};

/// A mistake in the second of three lines, with a place in another file, a help and a fix.
fn example() -> (Sources, Diagnostic) {
    let mut sources = Sources::default();
    let file = sources.add("report.yaml", "title: a\nfield: 日本 ammount\nend: 1\n");
    let other = sources.add("data.yaml", "amount: 1\n");
    let span = Span::new(file, 23, 30);
    let told = Diagnostic::error(Code::UnknownColumn, span, "unknown column `ammount`")
        .label("did you mean `amount`?")
        .also(Span::new(other, 0, 6), "this one")
        .help("names are exact")
        .fix("use `amount`", span, "amount");
    (sources, told)
}

#[test]
fn people_see_the_lines() {
    let (sources, told) = example();
    let expected = "\
error[unknown-column]: unknown column `ammount`
 --> report.yaml:2:11
  |
2 | field: 日本 ammount
  |             ^^^^^^^ did you mean `amount`?
  |
 ::: data.yaml:1:1
  |
1 | amount: 1
  | ------ this one
  |
  = help: names are exact
help: use `amount`
  |
2 - field: 日本 ammount
2 + field: 日本 amount
  |";
    assert_eq!(render_human(&told, &sources, Style::default()), expected);
}

#[test]
fn machines_see_one_line() {
    let (sources, told) = example();
    let expected = "report.yaml:2:11: error[unknown-column]: unknown column `ammount`: \
                    did you mean `amount`?; data.yaml:1:1: this one; help: names are exact; help: use `amount`";
    assert_eq!(render_concise(&told, &sources), expected);
    let json: Value = serde_json::from_str(&render_json(&told, &sources)).expect("it is JSON");
    assert_eq!(json["primary"]["start"], json!({ "line": 2, "column": 11 }));
    assert_eq!(json["primary"]["bytes"], json!({ "start": 23, "end": 30 }));
    assert_eq!(json["fix"]["edits"][0]["text"], "amount");
}

#[test]
fn spans_outside_the_text_are_harmless() {
    let mut sources = Sources::default();
    let file = sources.add("a", "é");
    for (start, end) in [(1, 1), (0, 1), (1, 9), (7, 9)] {
        let told = Diagnostic::error(Code::YamlSyntax, Span::new(file, start, end), "x");
        assert!(render_human(&told, &sources, Style::default()).starts_with("error[yaml-syntax]: x"));
        assert!(render_json(&told, &sources).starts_with('{'));
    }
}

#[test]
fn words_from_data_are_no_markdown() {
    let mut sources = Sources::default();
    let file = sources.add("a_b*.yaml", "x");
    let message = "`<img src=x>` is not [a](b) `odd";
    let told = Diagnostic::error(Code::DataType, Span::new(file, 0, 1), message).note("two\nlines");
    let mut annotations = Annotations::default();
    annotations.add(&told, &sources);
    let expected = "### folio\n\n- <code>a&#95;b&#42;.yaml:1:1</code> **error[data-type]** \
                    <code>&#60;img src=x&#62;</code> is not &#91;a&#93;(b) <code>odd</code><br>note: two<br>lines\n\n";
    assert_eq!(annotations.step_summary().as_deref(), Some(expected));
}

#[test]
fn bytes_are_those_of_the_file() {
    let mut sources = Sources::default();
    let excerpt = Excerpt {
        name: "d.csv".into(),
        text: "…1,bad\u{9b},2".into(),
        first: Location { line: 7, column: 5_000 },
        runs: vec![Run { text: 0, file: 90_000 }, Run { text: 3, file: 90_000 }],
    };
    let file = sources.add_excerpt(excerpt);
    let told = Diagnostic::error(Code::DataType, Span::new(file, 5, 10), "`bad` is no number");
    let json: Value = serde_json::from_str(&render_json(&told, &sources)).expect("it is JSON");
    assert_eq!(json["primary"]["bytes"], json!({ "start": 90_002, "end": 90_007 }));
    assert_eq!(json["primary"]["start"], json!({ "line": 7, "column": 5_003 }));
    let expected = "\
error[data-type]: `bad` is no number
 --> d.csv:7:5003
  |
7 | …1,bad\u{fffd},2
  |    ^^^^";
    assert_eq!(render_human(&told, &sources, Style::default()), expected);
}

#[test]
fn the_new_text_of_a_fix_is_cut_too() {
    let mut sources = Sources::default();
    let file = sources.add("a.yaml", format!("a: {}\n", "]".repeat(1_000_000)));
    let span = Span::new(file, 3, 1_000_003);
    let told = Diagnostic::error(Code::YamlSyntax, span, "x").fix("write it", span, "y".repeat(100_000));
    assert!(render_human(&told, &sources, Style::default()).len() < 3_000);
    assert!(render_concise(&told, &sources).len() < 300);
}
