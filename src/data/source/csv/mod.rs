//! The `csv` source: files of separated values, plain or compressed, one or a folder of them.

mod dialect;
mod place;
mod quotes;
mod rows;
mod sample;
mod told;

use super::{Nulls, Rows, Scan, Source, SourceKind, SourcePlace};
use crate::data::encoding::{self, Encoding};
use crate::data::inputs::Inputs;
use crate::data::lock::{self, LockedColumns};
use crate::diag::{Code, Diagnostic, Sink, Span};
use crate::table::Schema;
use crate::value::Type;
use crate::world::SharedWorld;
use crate::yaml::{self, Node, NodeKind, Ordered, Spanned, Text};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Deserialize;
use std::path::PathBuf;
use std::sync::Arc;

/// The kind.
pub struct Csv;

/// The options as written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "CSV source")]
struct CsvSpec {
    /// The file, a folder of files, or a pattern such as `data/*.csv`; may be compressed as `.csv.gz`.
    csv: Text,
    /// The character between values; found from the file when absent.
    #[schemars(extend("examples" = [",", ";", "|", "tab"]))]
    #[serde(default)]
    delimiter: Option<Spanned<String>>,
    /// Whether the first line holds the names of the columns.
    #[schemars(extend("default" = true))]
    #[serde(default)]
    header: Option<bool>,
    /// Words that stand for a missing value; an empty value is always missing. `NA`, `NULL` and `null` when absent.
    #[schemars(extend("examples" = [["n/a"]]))]
    #[serde(default)]
    nulls: Option<Vec<String>>,
    /// `utf-8`, `latin-1` or `windows-1252`.
    #[schemars(schema_with = "encoding::encoding_schema")]
    #[serde(default)]
    encoding: Option<Spanned<String>>,
    /// The decimal sign of numbers: `.` or `,`.
    #[schemars(extend("enum" = [".", ",", null], "default" = "."))]
    #[serde(default)]
    decimal: Option<Spanned<String>>,
    /// Types of columns that should not be inferred.
    #[schemars(schema_with = "crate::data::source::columns_schema")]
    #[serde(default)]
    columns: Option<Ordered<Spanned<String>>>,
}

/// One configured source.
#[derive(Debug)]
struct CsvSource {
    place: SourcePlace,
    inputs: Inputs,
    options: Options,
}

/// What is known about the form of the files.
#[derive(Debug, Clone)]
struct Options {
    delimiter: Option<u8>,
    header: bool,
    nulls: Nulls,
    /// The same words as the files have them.
    null_bytes: Vec<Vec<u8>>,
    encoding: Encoding,
    decimal_comma: bool,
    columns: Vec<(Spanned<String>, Type)>,
}

impl SourceKind for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn summary(&self) -> &'static str {
        "Files of comma-separated values, plain or compressed; a folder or pattern is read as one table."
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv", "tsv", "csv.gz", "tsv.gz"]
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> schemars::Schema {
        generator.subschema_for::<CsvSpec>()
    }

    fn parse(&self, node: &Node, place: &SourcePlace, sink: &mut Sink) -> Option<Arc<dyn Source>> {
        let spec: CsvSpec = match (node.kind(), Text::of(node)) {
            (NodeKind::Scalar, Some(path)) => CsvSpec::of_path(path),
            _ => yaml::decode(node, sink)?,
        };
        let inputs = Inputs {
            folder: place.folder.clone(),
            path: spec.csv.as_str().to_owned(),
            span: spec.csv.span(),
        };
        let options = Options::read(spec, sink);
        Some(Arc::new(CsvSource { place: place.clone(), inputs, options }))
    }
}

impl CsvSpec {
    fn of_path(csv: Text) -> CsvSpec {
        CsvSpec {
            csv,
            delimiter: None,
            header: None,
            nulls: None,
            encoding: None,
            decimal: None,
            columns: None,
        }
    }
}

impl Options {
    fn read(spec: CsvSpec, sink: &mut Sink) -> Options {
        let delimiter = match &spec.delimiter {
            Some(written) => delimiter(written, sink),
            None => spec.csv.as_str().contains(".tsv").then_some(b'\t'),
        };
        let encoding = spec.encoding.map_or(Encoding::Utf8, |written| Encoding::parse(&written, sink));
        let nulls = Nulls::new(spec.nulls, &["NA", "NULL", "null"]);
        Options {
            delimiter,
            header: spec.header.unwrap_or(true),
            null_bytes: nulls.words.iter().map(|word| encoding.bytes(word)).collect(),
            nulls,
            encoding,
            decimal_comma: spec.decimal.is_some_and(|written| decimal_comma(&written, sink)),
            columns: super::declared_columns(spec.columns, sink),
        }
    }

    /// Whether a value stands for a missing one.
    fn is_null(&self, value: &[u8]) -> bool {
        value.is_empty() || self.null_bytes.iter().any(|null| null == value)
    }
}

fn delimiter(written: &Spanned<String>, sink: &mut Sink) -> Option<u8> {
    match written.value.as_bytes() {
        [byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() && *byte != b'"' => Some(*byte),
        b"tab" | b"\\t" => Some(b'\t'),
        _ => {
            let message = format!("`{}` cannot stand between values", written.value);
            let wrong = Diagnostic::error(Code::WrongValue, written.span, message);
            sink.push(wrong.help("use one character such as `;`, `|` or `,`, or the word `tab`"));
            None
        }
    }
}

fn decimal_comma(written: &Spanned<String>, sink: &mut Sink) -> bool {
    if !matches!(written.value.as_str(), "." | ",") {
        let message = format!("`{}` is no decimal sign", written.value);
        sink.push(
            Diagnostic::error(Code::WrongValue, written.span, message).help("use `.` or `,` in quotes"),
        );
    }
    written.value == ","
}

impl Source for CsvSource {
    fn kind(&self) -> &'static str {
        Csv.name()
    }

    fn span(&self) -> Span {
        self.inputs.span
    }

    fn inputs(&self) -> Vec<PathBuf> {
        vec![self.inputs.watched()]
    }

    fn bytes(&self, world: &SharedWorld) -> u64 {
        self.inputs.bytes(world, Csv.extensions())
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
        let files = match self.inputs.find(world, Csv.extensions()) {
            Ok(files) => files,
            Err(missing) => {
                sink.push(*missing);
                return None;
            }
        };
        let found = match sample::sample(world, &files, &self.options) {
            Ok(sampled) => sampled,
            Err(trouble) => {
                trouble.report(world, self.span(), None, sink);
                return None;
            }
        };
        for warning in &found.warnings {
            warning.report(world, self.span(), None, sink);
        }
        let columns = super::declare(found.columns.into_list(), &self.options.columns, &self.place, sink);
        let head = self.options.header.then(|| sample::first_line(&files[0], &self.options));
        let source = lock::Settled { world, source: &self.place.name, span: self.span(), head };
        Some(source.settle(&columns, locked, sink))
    }

    fn declared(&self) -> Vec<(String, Span)> {
        self.options.columns.iter().map(|(name, _)| (name.value.clone(), name.span)).collect()
    }

    fn rows(&self, scan: Scan) -> Box<dyn Rows> {
        Box::new(rows::CsvRows::new(scan, self.inputs.clone(), self.options.clone()))
    }

    fn to_json(&self) -> serde_json::Value {
        let columns =
            self.options.columns.iter().map(|(name, kind)| (name.value.clone(), kind.to_string().into()));
        serde_json::json!({
            "csv": self.inputs.path,
            "many": super::is_many(&self.inputs.path),
            "header": self.options.header,
            "delimiter": self.options.delimiter.map(|byte| char::from(byte).to_string()),
            "nulls": self.options.nulls.words,
            "encoding": self.options.encoding.name(),
            "decimal": if self.options.decimal_comma { "," } else { "." },
            "columns": serde_json::Value::Object(columns.collect()),
        })
    }
}
