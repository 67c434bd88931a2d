//! Messages, fixes and places over many small inputs; the spec type is a small copy of the real ones.

mod odd;
mod places;
mod said;

use super::*;
use crate::diag::{Diagnostic, Sink, render_concise};
use serde::Deserialize;

/// A report of few keys.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "most fields are only decoded")]
struct Report {
    title: Spanned<String>,
    copies: Option<u8>,
    orientation: Option<Orientation>,
    params: Option<Ordered<Param>>,
    #[serde(default)]
    blocks: Vec<Block>,
    text: Option<Text>,
    scale: Option<f64>,
    toc: Option<bool>,
    any: Option<serde_json::Value>,
    node: Option<Node>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Orientation {
    Portrait,
    Landscape,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Param {
    default: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Block {
    Table(Table),
    Heading(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the name is only decoded")]
struct Table {
    data: String,
    #[serde(default)]
    columns: OneOrMany<Short<Column>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Column {
    field: Text,
    width: Option<Spanned<f64>>,
}

impl FromShort for Column {
    fn from_short(field: Text) -> Column {
        Column { field, width: None }
    }
}

/// Decodes a text; returns what came out and what was said, a line each.
fn check(text: &str) -> (Option<Report>, Sink) {
    let mut sink = Sink::default();
    let file = sink.sources.add("r", text);
    let report = parse(file, &mut sink).and_then(|node| decode(&node, &mut sink));
    (report, sink)
}

fn lines(sink: &Sink) -> Vec<String> {
    sink.diagnostics().iter().map(|diagnostic| render_concise(diagnostic, &sink.sources)).collect()
}

/// Holds what is said of each text against the beginnings of the lines that are expected.
fn hold(table: &[(&str, &[&str])]) {
    let mut wrong = String::new();
    for (text, expected) in table {
        let said = lines(&check(text).1);
        let agrees =
            said.len() == expected.len() && said.iter().zip(*expected).all(|(a, b)| a.starts_with(b));
        if !agrees {
            wrong += &format!("{text:?}\nsaid:     {said:#?}\nexpected: {expected:#?}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_fix_removes_what_it_is_offered_for() {
    for (text, _) in said::SAID.iter().chain(odd::ODD) {
        let (_, sink) = check(text);
        for diagnostic in sink.diagnostics() {
            let Some(fixed) = fixed(text, diagnostic) else { continue };
            let left = check(&fixed).1;
            let still = left.diagnostics().iter().any(|d| d.message == diagnostic.message);
            assert!(!still, "{text}\nfixed to\n{fixed}\nleaves {:#?}", lines(&left));
        }
    }
}

fn fixed(text: &str, diagnostic: &Diagnostic) -> Option<String> {
    let mut fixed = text.to_owned();
    for edit in diagnostic.fix.as_ref()?.edits.iter().rev() {
        fixed.replace_range(edit.span.range(), &edit.text);
    }
    Some(fixed)
}

#[test]
fn a_sound_file_decodes_with_its_places() {
    let text = "title: 日本\nparams: { b: { default: 0123 }, a: { default: no } }\n\
                text: >-\n  one\n  {{ two }}\n\
                blocks:\n- table: { data: 2024-01-01, columns: [x, { field: y, width: 1.5 }] }\n\
                - heading: 1.10\n\
                any: { a: 1, b: 007, c: 12345678901234567890, d: [1.10, ~, \"1\", 1.0e3] }\nnode: [~, x]\n";
    let (report, sink) = check(text);
    assert_eq!(lines(&sink), [""; 0]);
    let report = report.expect("the file is sound");
    assert_eq!(&text[report.title.span.range()], "日本");
    let params = report.params.expect("it is given");
    let defaults: Vec<_> =
        params.iter().map(|(key, param)| (key.value.as_str(), param.default.as_str())).collect();
    assert_eq!(defaults, [("b", "0123"), ("a", "no")]);
    let folded = report.text.as_ref().expect("it is given");
    assert_eq!(folded.as_str(), "one {{ two }}");
    assert_eq!(&text[folded.span_of(7..10).range()], "two");
    let [Block::Table(table), Block::Heading(heading)] = report.blocks.as_slice() else {
        panic!("two blocks")
    };
    assert_eq!(heading, "1.10");
    assert_eq!(table.columns[0].field.as_str(), "x");
    let width = table.columns[1].width.as_ref().expect("it is given");
    assert_eq!(&text[width.span.range()], "1.5");
    let any =
        serde_json::json!({ "a": 1, "b": "007", "c": "12345678901234567890", "d": [1.1, null, "1", 1000.0] });
    assert_eq!(report.any, Some(any));
    assert_eq!(report.node.expect("it is given").items()[0].describe(), "nothing");
}

#[test]
fn hostile_files_are_refused_at_once() {
    let deep = "[".repeat(100_000);
    assert!(lines(&check(&deep).1)[0].contains("error[yaml-limit]: lists and mappings are nested more than"));
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb += &format!("a{level}: &a{level} [{aliases}]\n");
    }
    assert!(lines(&check(&bomb).1)[0].contains("error[yaml-limit]: the file holds more than"));
}

#[test]
fn files_are_utf8() {
    assert_eq!(text_of(b"\xef\xbb\xbftitle: a").as_deref(), Ok("title: a"));
    for (bytes, expected) in [
        (
            &b"a: 1\nb: \xe9"[..],
            "r:2:4: error[yaml-syntax]: the byte 0xE9 is not UTF-8; help: save the file as UTF-8",
        ),
        (
            b"\xff\xfea\0",
            "r:1:1: error[yaml-syntax]: the file is UTF-16, not UTF-8; help: save the file as UTF-8",
        ),
        (b"\0a\0:", "r:1:1: error[yaml-syntax]: the file is UTF-16, not UTF-8; help: save the file as UTF-8"),
    ] {
        let mut sink = Sink::default();
        let told = text_of(bytes).expect_err("it is refused").tell("r", &mut sink);
        assert_eq!(render_concise(&told, &sink.sources), expected);
    }
}
