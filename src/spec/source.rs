//! A source as written; its shape belongs to its kind.

use crate::data::{SOURCES, SourceKind, keys_of, rows_schema};
use crate::yaml::{Node, Text, keyed};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// A path, rows in place, or a mapping with the key of a kind.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(transparent)]
pub struct SourceSpec(pub Node);

impl JsonSchema for SourceSpec {
    fn schema_name() -> Cow<'static, str> {
        "Source".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mapping = keyed::define("source_with_options", with_options(generator), generator);
        let rows = rows_schema(generator);
        json_schema!({
            "description": "A file, whose ending says the kind, or a mapping with the key of a kind.",
            "anyOf": [
                { "type": "string", "errorMessage": "expected a file, rows, or a mapping with the key of a kind" },
                { "not": { "type": ["number", "boolean", "null"] } },
            ],
            "allOf": [
                { "if": { "type": "array" }, "then": rows },
                { "if": { "type": "object" }, "then": mapping },
            ],
        })
    }
}

/// A mapping whose options follow from the key of its kind.
fn with_options(generator: &mut SchemaGenerator) -> Schema {
    let keys: Vec<_> =
        SOURCES.iter().flat_map(|kind| keys_of(*kind).into_iter().map(move |key| (key, *kind))).collect();
    let needs = |(key, _): &(&str, &dyn SourceKind)| json!({ "required": [key] });
    let mut of_kinds: Vec<Value> = Vec::new();
    for (at, (key, kind)) in keys.iter().enumerate() {
        // `rows` is an option of other kinds, too, so those are asked for first.
        let others = [&keys[..at], &keys[at + 1..]].concat();
        let others: Vec<Value> = others.iter().map(needs).filter(|_| *key == "rows").collect();
        let mut condition = json!({ "type": "object", "required": [key] });
        if !others.is_empty() {
            condition["not"] = json!({ "anyOf": others });
        }
        of_kinds.push(json!({ "if": condition, "then": kind.schema(generator) }));
    }
    let proposed: Map<String, Value> =
        SOURCES.iter().map(|kind| (keys_of(*kind)[0].to_string(), proposal(*kind, generator))).collect();
    let list = proposed.keys().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    let message = format!("the kind of data is given by one of the keys {list}");
    let empty = json!({ "type": "object", "maxProperties": 0 });
    let wrong = json!({ "required": [format!("one of {list}")], "errorMessage": message });
    json_schema!({
        "type": "object",
        "errorMessage": message,
        "allOf": of_kinds,
        "if": { "type": "object", "anyOf": keys.iter().map(needs).collect::<Vec<_>>() },
        "else": { "errorMessage": message, "properties": proposed, "additionalProperties": false, "if": empty, "then": wrong },
    })
}

/// The key of a kind, with what an editor writes when it is chosen.
fn proposal(kind: &dyn SourceKind, generator: &mut SchemaGenerator) -> Value {
    let body = match kind.extensions().first() {
        Some(ending) => json!(format!("${{1:data/rows.{ending}}}")),
        None => json!([{ "${1:name}": "${2:value}" }]),
    };
    let value = match body.is_string() {
        true => generator.subschema_for::<Text>(),
        false => json_schema!({ "type": "array" }),
    };
    let label = if body.is_string() { "a file" } else { "rows" };
    let snippets = [json!({ "label": label, "body": body })];
    json!({ "allOf": [value, true], "description": kind.summary(), "defaultSnippets": snippets })
}
