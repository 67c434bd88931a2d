//! Renderers over one mistake with all its parts.

use super::*;
use crate::diag::Code;

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
