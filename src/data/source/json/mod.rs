//! The `json` source: an array of objects, at the top or inside an object, or one object a line.

mod rows;
mod scan;

use super::{Nulls, Rows, Scan, Source, SourceKind, SourcePlace};
use crate::data::encoding::{Encoding, UTF8_MARK};
use crate::data::inputs::{InputFile, Inputs, has_extension};
use crate::data::lock::{self, LockedColumns};
use crate::data::names::{Column, Columns};
use crate::data::pieces::Pieces;
use crate::data::place::Place;
use crate::data::trouble::Trouble;
use crate::diag::{Code, Diagnostic, Sink, Span, did_you_mean};
use crate::table::Schema;
use crate::value::Type;
use crate::world::{Purpose, SharedWorld};
use crate::yaml::{self, Node, NodeKind, Ordered, Spanned, Text};
use rows::{KeyOf, RowReader, ValueOf, broken};
use scan::{Json as JsonValue, JsonError};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::ops::Range;
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
    rows: Option<Spanned<String>>,
    nulls: Nulls,
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
        let options = Options { rows: spec.rows, nulls: Nulls::new(spec.nulls, &[]) };
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

    fn describe(
        &self,
        world: &SharedWorld,
        locked: Option<&LockedColumns>,
        sink: &mut Sink,
    ) -> Option<Schema> {
        let files = match self.inputs.find(world, EXTENSIONS) {
            Ok(files) => files,
            Err(missing) => {
                sink.push(*missing);
                return None;
            }
        };
        let mut found = Columns::default();
        for file in &files {
            if let Err(trouble) = sample(world, file, &self.options, &mut found) {
                trouble.report(world, self.span(), None, sink);
                return None;
            }
        }
        let mut found = found.into_list();
        self.add_declared(&mut found, sink);
        if found.is_empty() {
            // No row, no keys: the columns are those that the rows had before.
            let before = locked.iter().flat_map(|locked| &locked.columns);
            found.extend(before.map(|column| Column::new(&column.name, None)));
        }
        if found.is_empty() {
            let message = format!("`{}` has no rows, so it has no columns", self.place.name);
            let empty = Diagnostic::error(Code::DataFormat, self.span(), message);
            sink.push(empty.help("name its columns under `columns:`, such as `columns: { name: text }`"));
            return None;
        }
        let columns = super::declare(found, &self.columns, &self.place, sink);
        let source = lock::Settled { world, source: &self.place.name, span: self.span(), head: None };
        Some(source.settle(&columns, locked, sink))
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
            "rows": self.options.rows.as_ref().map(|rows| &rows.value),
            "nulls": self.options.nulls.words,
            "columns": serde_json::Value::Object(columns.collect()),
        })
    }
}

impl JsonSource {
    /// A column that is declared exists even when no sampled row has it: JSON leaves missing values out. Where
    /// rows have one with nearly its name, it is more likely a slip.
    fn add_declared(&self, found: &mut Vec<Column>, sink: &mut Sink) {
        let known: BTreeSet<String> = found.iter().map(|column| column.name.clone()).collect();
        let undeclared =
            known.iter().filter(|name| !self.columns.iter().any(|(other, _)| other.value == **name));
        let undeclared: Vec<&str> = undeclared.map(String::as_str).collect();
        for (name, _) in self.columns.iter().filter(|(name, _)| !known.contains(&name.value)) {
            if let Some(near) = did_you_mean(&name.value, undeclared.iter().copied()) {
                let message = format!("no row of `{}` has the key `{}` so far", self.place.name, name.value);
                let slip = Diagnostic::warning(Code::UnknownColumn, name.span, message);
                let slip = slip.label(format!("did you mean `{near}`?"));
                let fix = slip.fix(format!("rename to `{near}`"), name.span, lock::yaml_word(near));
                sink.push(fix.unsure());
            }
            found.push(Column::new(&name.value, None));
        }
    }
}

/// Looks at a sample of one file.
fn sample(
    world: &SharedWorld,
    file: &Arc<InputFile>,
    options: &Options,
    found: &mut Columns,
) -> Result<(), Box<Trouble>> {
    let pieces = Pieces::read(world, file)
        .map_err(|error| Trouble::new(Code::FileUnreadable, file.unreadable(&error)))?;
    if pieces.head.iter().all(u8::is_ascii_whitespace) {
        return Err(Trouble::new(Code::DataFormat, format!("`{}` is empty", file.shown)).into());
    }
    // Where a sample is cut off it is not whole JSON, and that is no mistake.
    let is_cut = |error: &JsonError| matches!(error, JsonError::Form { at_end: true, .. } if !pieces.whole);
    let mut rows = match RowReader::new(pieces.head.as_slice(), options.rows.as_ref()) {
        Ok(rows) => rows,
        Err(error) if is_cut(&error) => return first_row(world, file, options, found),
        Err(error) => return Err(broken(file, &error).into()),
    };
    let (mut row, mut count, mut one_a_line) = (Vec::new(), 0, !rows.in_array());
    loop {
        match rows.read(&mut row) {
            Ok(false) => break,
            Ok(true) => see(file, rows.last_row().start, &row, options, found),
            Err(error) if is_cut(&error) && count == 0 => return first_row(world, file, options, found),
            Err(error) if is_cut(&error) => break,
            Err(error) => return Err(broken(file, &error).into()),
        }
        count += 1;
        one_a_line &= is_line(&pieces.head, &rows.last_row());
    }
    if count == 1 && !rows.in_array() && has_extension(&file.shown, "json") {
        return rows_inside(file, &row).map_err(Box::new);
    }
    // Other pieces are whole lines, and those are whole rows only where the first rows are lines.
    for piece in pieces.others.iter().filter(|_| one_a_line) {
        let mut rows = RowReader::lines(piece.bytes.as_slice(), piece.start);
        while rows.read(&mut row).map_err(|error| broken(file, &error))? {
            see(file, rows.last_row().start, &row, options, found);
        }
    }
    Ok(())
}

/// Looks at the first row of a file, which is longer than a sample or stands behind much else.
fn first_row(
    world: &SharedWorld,
    file: &Arc<InputFile>,
    options: &Options,
    found: &mut Columns,
) -> Result<(), Box<Trouble>> {
    let opened = file.open(world, Purpose::Schema).map_err(JsonError::Io);
    let reader = opened.and_then(|reader| RowReader::new(reader, options.rows.as_ref()));
    let mut row = Vec::new();
    let read = reader.and_then(|mut rows| rows.read(&mut row).map(|_| rows.last_row().start));
    let start = read.map_err(|error| broken(file, &error))?;
    see(file, start, &row, options, found);
    Ok(())
}

/// Whether a row begins a line and ends before the next one.
fn is_line(head: &[u8], row: &Range<u64>) -> bool {
    let (start, end) = (row.start as usize, row.end as usize);
    let begins = start == 0 || head[start - 1] == b'\n' || head[..start] == *UTF8_MARK;
    begins && !head[start..end].contains(&b'\n')
}

/// Looks at the values of a row, which begins at a byte of its file.
fn see(
    file: &Arc<InputFile>,
    start: u64,
    row: &[(String, JsonValue)],
    options: &Options,
    found: &mut Columns,
) {
    for (key, value) in row {
        let key_place = || Some(Place::new(file, Encoding::Utf8, start, KeyOf(key.clone())));
        let place = found.place(key, key_place);
        let sniffer = found.sniffer(place);
        let place = || Some(Place::new(file, Encoding::Utf8, start, ValueOf(key.clone())));
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
