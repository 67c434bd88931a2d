//! The schema and the compiler say the same of a file: a file with every key is changed in every place, and what
//! the schema refuses the compiler has to refuse, and the other way for mistakes of shape.

use crate::harness::{folio, job, node, root, run};
use folio::compile::{self, Job};
use folio::diag::{Severity, Sink};
use folio::world::{Memory, SharedWorld};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;

/// Mistakes that a schema has to see; others are about names, data and meaning.
const SHAPES: [&str; 5] = ["unknown-key", "wrong-type", "missing-key", "missing-value", "unknown-block"];

/// The report that a template or a theme is looked at with.
const REPORT: &str = "
folio: 1
title: House
template: ./house
theme: theme.yaml
inputs: { figures: sales, more: sales }
sources: { sales: [ { month: 2024-01-31, name: North, revenue: 10 } ] }
";
#[test]
fn reports_are_refused_by_both_or_neither() {
    agree("report", "report.yaml");
}

#[test]
fn templates_are_refused_by_both_or_neither() {
    agree("template", "house/template.yaml");
}

#[test]
fn themes_are_refused_by_both_or_neither() {
    agree("theme", "theme.yaml");
}

/// Says of what is meant, which no schema can know.
const MEANINGS: [&str; 9] = [
    "the template needs the input",
    "a report without a template",
    "the column",
    "expected a date such as",
    "expected a number, found `",
    "the chart has no",
    "a `line` chart needs numbers",
    "`each` needs `data`",
    "has no rows",
];

#[test]
fn projects_are_refused_by_both_or_neither() {
    agree("project", "folio.yaml");
}

/// Changes the file with every key of a kind, and asks both about each change.
fn agree(kind: &str, place: &str) {
    let Some(packages) = node::packages("nothing looked for differences between schema and compiler") else {
        return;
    };
    let every: Value = serde_yaml::from_str(&example(kind)).expect("it is YAML");
    let changes: Vec<Change> = pieces(&every).iter().flat_map(changes).collect();
    let documents: Vec<&Value> = changes.iter().map(|change| &change.document).collect();
    let schema: Value = serde_json::from_str(&run(folio().args(["schema", kind]))).expect("it is JSON");
    let packages = packages.display().to_string();
    let answers =
        node::run("validate.mjs", &[&packages], &json!({ "schema": schema, "documents": documents }));
    let answers: Vec<Option<String>> = serde_json::from_value(answers).expect("an answer for each change");
    let differences: Vec<String> = changes
        .iter()
        .zip(answers)
        .filter_map(|(change, answer)| difference(place, change, answer))
        .collect();
    let count = differences.len();
    assert!(
        differences.is_empty(),
        "{count} of {} changes differ:\n{}",
        changes.len(),
        differences.join("\n")
    );
}

fn difference(place: &str, change: &Change, answer: Option<String>) -> Option<String> {
    let is_about_meaning = |message: &str| MEANINGS.iter().any(|meaning| message.contains(meaning));
    match (answer, refusal(place, &change.document)) {
        (Some(wrong), None) => Some(format!("{}: the schema alone says {wrong}", change.what)),
        (None, Some((code, message))) if SHAPES.contains(&code.as_str()) && !is_about_meaning(&message) => {
            Some(format!("{}: the compiler alone says [{code}] {message}", change.what))
        }
        _ => None,
    }
}

/// A document, and where to change it.
struct Piece {
    document: Value,
    below: &'static [&'static str],
}

/// A report in pieces, the data and each block in a report of its own: what does not matter costs time, queries most
/// of all. Other documents are one piece.
fn pieces(every: &Value) -> Vec<Piece> {
    let Some(blocks) = every.pointer("/sections/2/blocks").filter(|_| every.get("title").is_some()) else {
        return vec![Piece { document: every.clone(), below: &["/"] }];
    };
    let sources = rows(every);
    let mut rest = every.clone();
    rest["sources"] = sources.clone();
    rest["sections"][2]["blocks"] = json!([{ "text": "Words" }]);
    rest.as_object_mut().expect("a mapping").remove("datasets");
    let report = |sources: &Value, datasets: &Value, blocks: Value| {
        json!({
            "folio": 1,
            "title": "A piece",
            "sources": sources,
            "datasets": datasets,
            "sections": [{ "title": "One", "blocks": blocks }],
        })
    };
    let data = report(&every["sources"], &every["datasets"], json!([{ "table": "every" }]));
    let alone = |block: &Value| {
        let document = report(&sources, &json!({}), json!([block]));
        Piece { document, below: &["/sections/0/blocks/0/"] }
    };
    // The block that shows all sources is with the data.
    let blocks = blocks.as_array().expect("a list").iter().filter(|block| block["table"] != "every");
    let rest = Piece { document: rest, below: &["/"] };
    let data = Piece { document: data, below: &["/sources", "/datasets"] };
    [rest, data].into_iter().chain(blocks.map(alone)).collect()
}

/// The datasets that blocks and outputs name, as rows in place.
fn rows(every: &Value) -> Value {
    let mut card = json!({ "value": 10, "delta": 10 });
    for column in ["label", "format", "delta_format", "note", "good"] {
        card[column] = "up".into();
    }
    let sales = &every["sources"]["sales"];
    json!({ "sales": sales, "all": sales, "top": [{ "name": "North", "revenue": 10 }], "cards": [card] })
}

fn example(kind: &str) -> String {
    std::fs::read_to_string(root().join(format!("tests/schemas/{kind}.yaml"))).expect("a readable file")
}

/// The first mistake that the compiler finds in a file, with the others as they are; none when it is fine.
fn refusal(place: &str, document: &Value) -> Option<(String, String)> {
    let mut memory = Memory::default();
    memory.insert("data/sales.csv", "month,revenue\n2024-01-31,10\n");
    memory.insert("data/sales.json", r#"{ "data": [ { "revenue": 1 } ] }"#);
    memory.insert("logo.svg", r#"<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>"#);
    memory.insert("report.yaml", REPORT);
    memory.insert("house/template.yaml", example("template"));
    memory.insert("theme.yaml", example("theme"));
    memory.insert("house/theme.yaml", example("theme"));
    // JSON is YAML.
    memory.insert(place, document.to_string());
    let world: SharedWorld = Arc::new(memory);
    let mut sink = Sink::default();
    let project = Some(PathBuf::from(place)).filter(|_| place == "folio.yaml");
    let _ = compile::check(&world, &Job { project, ..job("report.yaml") }, &mut sink);
    let diagnostics = sink.diagnostics();
    let mut errors = diagnostics.iter().filter(|d| d.severity == Severity::Error);
    errors.next().map(|error| (error.code.name().to_owned(), error.message.clone()))
}

/// A document that differs in one place from the one with every key.
struct Change {
    what: String,
    document: Value,
}

/// Every place with another value, without its key, and with a key too many.
fn changes(Piece { document, below }: &Piece) -> Vec<Change> {
    let mut found = Vec::new();
    let mut places = Vec::new();
    collect(document, "", &mut places);
    places.retain(|place| below.iter().any(|below| place.starts_with(below)));
    let others = [json!(null), json!(7), json!("word"), json!(true), json!(["word"]), json!({})];
    for place in places {
        for other in &others {
            let mut changed = document.clone();
            let slot = changed.pointer_mut(&place).expect("the place is there");
            if slot != other {
                *slot = other.clone();
                found.push(Change { what: format!("{place} as {other}"), document: changed });
            }
        }
        let (parent, key) = place.rsplit_once('/').expect("a place has a parent");
        let mut changed = document.clone();
        if let Some(entries) = changed.pointer_mut(parent).and_then(Value::as_object_mut) {
            entries.remove(key);
            found.push(Change { what: format!("{place} removed"), document: changed });
        }
        let mut changed = document.clone();
        if let Some(entries) = changed.pointer_mut(&place).and_then(Value::as_object_mut) {
            entries.insert("unknown_key".into(), "word".into());
            found.push(Change { what: format!("{place} with an unknown key"), document: changed });
        }
    }
    found
}

/// JSON pointers to everything below the top.
fn collect(value: &Value, place: &str, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Array(items) => items.iter().enumerate().map(|(at, item)| (at.to_string(), item)).collect(),
        Value::Object(entries) => entries.iter().map(|(key, entry)| (key.clone(), entry)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    for (key, child) in children {
        let place = format!("{place}/{key}");
        collect(child, &place, found);
        found.push(place);
    }
}
