//! Any bytes through the reader, a decoder that uses every building block, and all renderers: no panic, no
//! hang, and every place lies in the text.

#![no_main]
#![allow(dead_code, unused_imports, missing_docs, reason = "the rooms are taken in whole, and used in part")]

#[path = "../../src/diag/mod.rs"]
mod diag;
#[path = "../../src/spec/keys.rs"]
mod keys;
#[path = "../../src/limits.rs"]
mod limits;
#[path = "../../src/yaml/mod.rs"]
mod yaml;

use diag::{
    Annotations, SarifLog, Sink, Span, Style, render_concise, render_human, render_json, safe_fixes, with_fixes,
};
use libfuzzer_sys::fuzz_target;
use serde::Deserialize;
use yaml::{FromShort, Node, OneOrMany, Ordered, Short, Spanned, Text};

/// A report of few keys; each building block of spec types stands in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Report {
    folio: Option<Spanned<u32>>,
    title: Spanned<String>,
    subtitle: Option<Text>,
    copies: Option<u8>,
    offset: Option<i64>,
    scale: Option<f64>,
    mark: Option<char>,
    pair: Option<(u8, String)>,
    toc: Option<bool>,
    #[serde(default)]
    params: Ordered<Param>,
    #[serde(default)]
    sources: Ordered<Node>,
    #[serde(default)]
    datasets: Ordered<Short<Dataset>>,
    #[serde(default)]
    sections: Vec<Section>,
    any: Option<serde_json::Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Param {
    #[serde(rename = "type")]
    kind: Spanned<Kind>,
    default: Option<Node>,
    options: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    String,
    Integer,
    DateRange,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dataset {
    sql: Text,
    #[serde(default)]
    tests: Vec<Test>,
}

impl FromShort for Dataset {
    fn from_short(sql: Text) -> Dataset {
        Dataset { sql, tests: Vec::new() }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Test {
    unique: OneOrMany<Spanned<String>>,
    rows: Rows,
    that: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    min: u64,
    max: Spanned<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    title: Option<Text>,
    #[serde(default)]
    blocks: Vec<Block>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Block {
    Text(Text),
    Table { data: String, columns: Option<OneOrMany<Short<Column>>> },
    Columns(Vec<Block>),
    PageBreak,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Column {
    field: Spanned<String>,
    width: Option<Spanned<f32>>,
}

impl FromShort for Column {
    fn from_short(field: Text) -> Column {
        Column { field: Spanned { value: field.as_str().to_owned(), span: field.span() }, width: None }
    }
}

fuzz_target!(|bytes: &[u8]| {
    let mut sink = Sink::default();
    match yaml::text_of(bytes) {
        Ok(text) => read(text, &mut sink),
        Err(wrong) => {
            let told = wrong.tell("report.yaml", &mut sink);
            sink.push(told);
        }
    }
    let (mut log, mut annotations) = (SarifLog::default(), Annotations::default());
    for told in sink.diagnostics() {
        let edits = told.fix.iter().flat_map(|fix| &fix.edits);
        let labels = told.primary.iter().chain(&told.secondary);
        for span in labels.map(|label| label.span).chain(edits.map(|edit| edit.span)) {
            assert!(is_place(span, &sink), "a place of `{}` cuts a character", told.message);
        }
        let _ = render_human(told, &sink.sources, Style::default());
        let _ = render_concise(told, &sink.sources);
        let _ = render_json(told, &sink.sources);
        log.add(told, &sink.sources, None);
        annotations.add(told, &sink.sources);
    }
    let _ = (log.render(), annotations.commands("the log"), annotations.step_summary());
    for fixes in safe_fixes(&sink) {
        let _ = with_fixes(sink.sources.text(fixes.file), &fixes.told);
    }
});

fn read(text: String, sink: &mut Sink) {
    let file = sink.sources.add("report.yaml", text);
    let Some(root) = yaml::parse_with(keys::known_keys(), file, sink) else { return };
    let report: Option<Report> = yaml::decode(&root, sink);
    let Some(report) = report else { return };
    // Each byte of an embedded text has a place.
    let sections = report.sections.iter().filter_map(|section| section.title.as_ref());
    let texts = report.datasets.iter().map(|(_, dataset)| &dataset.0.sql);
    for text in report.subtitle.iter().chain(sections).chain(texts) {
        for at in (0..=text.as_str().len()).filter(|at| text.as_str().is_char_boundary(*at)) {
            assert!(is_place(text.span_of(at..at), sink), "{text:?} has no place for {at}");
        }
    }
}

fn is_place(span: Span, sink: &Sink) -> bool {
    let text = sink.sources.text(span.file);
    text.is_char_boundary(span.start as usize) && text.is_char_boundary(span.end as usize)
}
