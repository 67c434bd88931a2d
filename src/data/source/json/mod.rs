//! The `json` source: an array of objects, at the top or inside an object, or one object a line.

mod rows;
mod scan;

use super::{Rows, Scan, Source, SourceKind, SourcePlace};
use crate::data::inputs::{InputFile, Inputs, has_extension};
use crate::data::lock;
use crate::data::pieces::Pieces;
use crate::data::sniff::Sniffer;
use crate::data::trouble::{Excerpt, Trouble};
use crate::diag::{Code, Sink, Span};
use crate::table::Schema;
use crate::value::Type;
use crate::world::SharedWorld;
use crate::yaml::{self, Node, NodeKind, Ordered, Spanned, Text};
use rows::{RowReader, broken};
use scan::{Json as JsonValue, JsonError};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Deserialize;
use std::path::PathBuf;
use std::sync::Arc;

/// Endings of the files.
const EXTENSIONS: &[&str] = &["json", "ndjson", "jsonl", "json.gz", "ndjson.gz", "jsonl.gz"];

/// The kind.
pub struct Json;

/// The options as written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "JSON source")]
struct JsonSpec {
    /// The file, a folder of files, or a pattern such as `data/*.ndjson`.
    json: Text,
    /// Where the list of rows stands in the file: keys with dots between them, such as `data.items`.
    #[serde(default)]
    rows: Option<Spanned<String>>,
    /// Words that stand for a missing value.
    #[serde(default)]
    nulls: Option<Vec<String>>,
    /// Types of columns that should not be inferred.
    #[schemars(schema_with = "crate::data::source::columns_schema")]
    #[serde(default)]
    columns: Option<Ordered<Spanned<String>>>,
}

/// One configured source.
#[derive(Debug)]
struct JsonSource {
    place: SourcePlace,
    inputs: Inputs,
    options: Options,
    columns: Vec<(Spanned<String>, Type)>,
}

/// What is known about the form of the files.
#[derive(Debug, Clone)]
struct Options {
    rows: Option<String>,
    nulls: Vec<String>,
}

impl SourceKind for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn summary(&self) -> &'static str {
        "A JSON array of objects, at the top of a file or inside it, or one object a line."
    }

    fn extensions(&self) -> &'static [&'static str] {
        EXTENSIONS
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> schemars::Schema {
        generator.subschema_for::<JsonSpec>()
    }

    fn parse(&self, node: &Node, place: &SourcePlace, sink: &mut Sink) -> Option<Arc<dyn Source>> {
        let spec: JsonSpec = match (node.kind(), Text::of(node)) {
            (NodeKind::Scalar, Some(json)) => JsonSpec { json, rows: None, nulls: None, columns: None },
            _ => yaml::decode(node, sink)?,
        };
        let inputs = Inputs {
            folder: place.folder.clone(),
            path: spec.json.as_str().to_owned(),
            span: spec.json.span(),
        };
        let options =
            Options { rows: spec.rows.map(|rows| rows.value), nulls: spec.nulls.unwrap_or_default() };
        let columns = super::declared_columns(spec.columns, sink);
        Some(Arc::new(JsonSource { place: place.clone(), inputs, options, columns }))
    }
}

impl Source for JsonSource {
    fn kind(&self) -> &'static str {
        Json.name()
    }

    fn span(&self) -> Span {
        self.inputs.span
    }

    fn inputs(&self) -> Vec<PathBuf> {
        vec![self.inputs.watched()]
    }

    fn bytes(&self, world: &SharedWorld) -> u64 {
        self.inputs.bytes(world, EXTENSIONS)
    }

    fn is_inferred(&self) -> bool {
        true
    }

    fn describe(&self, world: &SharedWorld, locked: Option<&Schema>, sink: &mut Sink) -> Option<Schema> {
        let files = match self.inputs.find(world, EXTENSIONS) {
            Ok(files) => files,
            Err(missing) => {
                sink.push(*missing);
                return None;
            }
        };
        let mut found = Vec::new();
        for file in &files {
            if let Err(trouble) = sample(world, file, &self.options, &mut found) {
                trouble.report(self.span(), None, sink);
                return None;
            }
        }
        // A column that is declared exists even when no sampled row has it: JSON leaves missing values out.
        for (name, _) in &self.columns {
            if !found.iter().any(|(known, _)| *known == name.value) {
                found.push((name.value.clone(), Sniffer::new()));
            }
        }
        let columns = super::declare(found, &self.columns, &self.place, sink);
        Some(lock::settle(&self.place.name, self.span(), &columns, locked, sink))
    }

    fn declared(&self) -> Vec<(String, Span)> {
        self.columns.iter().map(|(name, _)| (name.value.clone(), name.span)).collect()
    }

    fn rows(&self, scan: Scan) -> Box<dyn Rows> {
        Box::new(rows::JsonRows::new(scan, self.inputs.clone(), self.options.clone()))
    }

    fn to_json(&self) -> serde_json::Value {
        let columns = self.columns.iter().map(|(name, kind)| (name.value.clone(), kind.to_string().into()));
        serde_json::json!({
            "json": self.inputs.path,
            "rows": self.options.rows,
            "nulls": self.options.nulls,
            "columns": serde_json::Value::Object(columns.collect()),
        })
    }
}

/// Looks at a sample of one file.
fn sample(
    world: &SharedWorld,
    file: &InputFile,
    options: &Options,
    found: &mut Vec<(String, Sniffer)>,
) -> Result<(), Trouble> {
    let pieces = Pieces::read(world, file)
        .map_err(|error| Trouble::new(Code::FileUnreadable, file.unreadable(&error)))?;
    if pieces.head.iter().all(u8::is_ascii_whitespace) {
        return Err(Trouble::new(Code::DataFormat, format!("`{}` is empty", file.shown)));
    }
    // Where a sample is cut off it is not whole JSON, and that is no mistake.
    let cut = |error: JsonError| match error {
        JsonError::Form { at_end: true, .. } if !pieces.whole => Ok(()),
        error => Err(broken(file, &error, &pieces.head)),
    };
    let mut rows = match RowReader::new(pieces.head.as_slice(), options.rows.as_deref()) {
        Ok(rows) => rows,
        Err(error) => return cut(error),
    };
    let (mut row, mut count) = (Vec::new(), 0);
    loop {
        match rows.read(&mut row) {
            Ok(false) => break,
            Ok(true) => see(&row, options, found, &|key| rows.excerpt(&file.shown, key)),
            Err(error) => return cut(error),
        }
        count += 1;
    }
    if count == 1 && !rows.in_array() && has_extension(&file.shown, "json") {
        return rows_inside(file, &row);
    }
    // Other pieces are whole lines, and lines are whole rows only where there is no array around them.
    for piece in pieces.others.iter().filter(|_| !rows.in_array()) {
        let mut rows = RowReader::new(piece.as_slice(), None).map_err(|error| broken(file, &error, &[]))?;
        while rows.read(&mut row).map_err(|error| broken(file, &error, &[]))? {
            see(&row, options, found, &|_| None);
        }
    }
    Ok(())
}

/// Looks at the values of a row; `excerpt` shows that of a key in its line.
fn see(
    row: &[(String, JsonValue)],
    options: &Options,
    found: &mut Vec<(String, Sniffer)>,
    excerpt: &dyn Fn(&str) -> Option<Excerpt>,
) {
    for (key, value) in row {
        let place = found.iter().position(|(known, _)| known == key).unwrap_or_else(|| {
            found.push((key.clone(), Sniffer::new()));
            found.len() - 1
        });
        let sniffer = &mut found[place].1;
        let place = || excerpt(key);
        match value {
            JsonValue::Null => {}
            JsonValue::Text(text) if options.nulls.contains(text) => {}
            JsonValue::Boolean(truth) => sniffer.see(if *truth { "true" } else { "false" }, &place),
            JsonValue::Number(text) => sniffer.see(text, &place),
            JsonValue::Text(text) => sniffer.see_text(text, &place),
            JsonValue::Nested(_) => sniffer.see_other(&place),
        }
    }
}

/// One object is rarely one row: most often the rows are a list inside it.
fn rows_inside(file: &InputFile, row: &[(String, JsonValue)]) -> Result<(), Trouble> {
    let list = |value: &JsonValue| matches!(value, JsonValue::Nested(raw) if raw.starts_with("[{"));
    match row.iter().find(|(_, value)| list(value)) {
        Some((key, _)) => {
            let message = format!("`{}` holds one object, not a list of rows", file.shown);
            Err(Trouble::new(Code::DataFormat, message).help(format!(
                "the rows seem to be inside it: write `{{ json: {}, rows: {key} }}`",
                file.shown
            )))
        }
        None => Ok(()),
    }
}
