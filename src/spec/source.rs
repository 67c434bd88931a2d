//! A source as written; its shape belongs to its kind.

use crate::data::SOURCES;
use crate::yaml::Node;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
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
        let kinds = SOURCES.iter().map(|kind| {
            let mut schema = kind.schema(generator);
            schema.insert("description".into(), kind.summary().into());
            schema
        });
        let path = json_schema!({ "type": "string", "description": "A file, a folder, or a pattern." });
        let rows = json_schema!({
            "type": "array", "items": { "type": "object" }, "description": "Rows in place."
        });
        let kinds: Vec<Schema> = [path, rows].into_iter().chain(kinds).collect();
        json_schema!({
            "description": "A file, whose ending says the kind, or a mapping with the key of a kind.",
            "anyOf": kinds,
        })
    }
}
