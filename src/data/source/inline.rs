//! The `inline` source: rows written in the report itself, for small lists such as targets and names.

use super::{BATCH_ROWS, Rows, Scan, Source, SourceKind, SourcePlace, declare, declared_columns};
use crate::data::column::{ColumnBuilder, Unfit};
use crate::data::lock::{Found, LockedColumns, Settled};
use crate::data::names::Columns;
use crate::diag::{Code, Diagnostic, Sink, Span, list_names};
use crate::table::Schema;
use crate::value::Type;
use crate::world::SharedWorld;
use crate::yaml::{self, Node, NodeKind, Ordered, Spanned};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;

/// The kind.
pub struct Inline;

/// The options as written, except the rows, which are read as they are.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "rows in the report", transform = also_under_its_name)]
struct InlineSpec {
    /// The rows: a list of maps from the names of columns to values.
    #[serde(alias = "inline")]
    #[schemars(schema_with = "rows_schema")]
    rows: Node,
    /// Types of columns that should not be inferred.
    #[schemars(schema_with = "crate::data::source::columns_schema")]
    #[serde(default)]
    columns: Option<Ordered<Spanned<String>>>,
}

/// Rows as they may be written.
pub fn rows_schema(_: &mut SchemaGenerator) -> schemars::Schema {
    let value = json!({ "type": ["string", "number", "boolean", "null"] });
    schemars::json_schema!({ "type": "array", "items": { "type": "object", "additionalProperties": value } })
}

/// The rows may stand under `inline:`, too, the name of the kind; editors propose the one key only.
fn also_under_its_name(schema: &mut schemars::Schema) {
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    let mut rows = properties.get("rows").cloned().unwrap_or_default();
    if let Some(rows) = rows.as_object_mut() {
        rows.insert("doNotSuggest".into(), true.into());
    }
    properties.insert(Inline.name().into(), rows);
    schema.remove("required");
    schema.insert("if".into(), json!({ "not": { "required": [Inline.name()] } }));
    schema.insert("then".into(), json!({ "required": ["rows"] }));
}

/// One configured source.
#[derive(Debug)]
struct InlineSource {
    span: Span,
    place: SourcePlace,
    /// Names of the columns and what their values could be.
    found: Columns,
    declared: Vec<(Spanned<String>, Type)>,
    rows: Arc<Vec<Vec<Cell>>>,
}

/// A value as written; absent where a row leaves the column out or says `null`.
type Cell = Option<Spanned<String>>;

impl SourceKind for Inline {
    fn name(&self) -> &'static str {
        "inline"
    }

    fn summary(&self) -> &'static str {
        "Rows written in the report itself, under `rows:`."
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[]
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> schemars::Schema {
        generator.subschema_for::<InlineSpec>()
    }

    fn parse(&self, node: &Node, place: &SourcePlace, sink: &mut Sink) -> Option<Arc<dyn Source>> {
        let (list, columns) = match node.kind() {
            NodeKind::Sequence => (node.clone(), None),
            NodeKind::Scalar | NodeKind::Mapping | NodeKind::Broken => {
                let spec: InlineSpec = yaml::decode(node, sink)?;
                (spec.rows, spec.columns)
            }
        };
        if list.kind() != NodeKind::Sequence {
            let message = format!("rows are a list of maps, not {}", list.describe());
            sink.push(Diagnostic::error(Code::WrongType, list.span(), message));
            return None;
        }
        let declared = declared_columns(columns, sink);
        let mut source = InlineSource {
            span: list.span(),
            place: place.clone(),
            found: Columns::default(),
            declared,
            rows: Arc::default(),
        };
        let rows: Vec<Vec<Cell>> = list.items().iter().map(|row| source.read_row(row, sink)).collect();
        source.rows = Arc::new(rows);
        source.check(sink);
        Some(Arc::new(source))
    }
}

impl InlineSource {
    fn read_row(&mut self, row: &Node, sink: &mut Sink) -> Vec<Cell> {
        if !matches!(row.kind(), NodeKind::Mapping | NodeKind::Broken) {
            let message = format!("a row is a map from columns to values, not {}", row.describe());
            let wrong = Diagnostic::error(Code::WrongType, row.span(), message);
            sink.push(wrong.help("write it as `- { name: value, other: value }`"));
        }
        let mut cells = vec![None; self.found.len()];
        for (key, value) in row.entries() {
            let Some(name) = key.text() else {
                continue;
            };
            let place = self.found.place(name, || None);
            cells.resize(self.found.len().max(cells.len()), None);
            cells[place] = self.read_cell(place, &value, sink);
        }
        cells
    }

    fn read_cell(&mut self, place: usize, value: &Node, sink: &mut Sink) -> Cell {
        if value.kind() == NodeKind::Broken {
            return None;
        }
        let Some(text) = value.text() else {
            let message = format!("a value in a row is text, a number or a date, not {}", value.describe());
            sink.push(Diagnostic::error(Code::WrongType, value.span(), message));
            return None;
        };
        if value.is_null() {
            return None;
        }
        let sniffer = self.found.sniffer(place);
        match value.is_plain() {
            true => sniffer.see(text, &|| None),
            false => sniffer.see_text(text, &|| None),
        }
        Some(Spanned { value: text.to_owned(), span: value.span() })
    }

    fn columns(&self, sink: &mut Sink) -> Vec<Found> {
        declare(self.found.clone().into_list(), &self.declared, &self.place, sink)
    }

    /// Reports values that do not fit the declared types; unlike in files, they are at hand.
    fn check(&self, sink: &mut Sink) {
        for (place, name) in self.found.names().enumerate() {
            let Some((declared, kind)) = self.declared.iter().find(|(known, _)| known.value == name) else {
                continue;
            };
            let mut builder = ColumnBuilder::new(kind, self.rows.len());
            for cell in self.rows.iter().filter_map(|row| row.get(place)?.as_ref()) {
                if let Err(Unfit(what)) = builder.push(&cell.value) {
                    let message = format!("`{}` is not {what}, in the column `{name}`", cell.value);
                    let told = Diagnostic::error(Code::DataType, cell.span, message);
                    sink.push(told.also(declared.span, "its type is declared here"));
                }
            }
        }
    }
}

impl Source for InlineSource {
    fn kind(&self) -> &'static str {
        Inline.name()
    }

    fn span(&self) -> Span {
        self.span
    }

    fn inputs(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    fn bytes(&self, _: &SharedWorld) -> u64 {
        0
    }

    fn is_inferred(&self) -> bool {
        // The rows stand beside the report's own text: there is nothing that could drift unseen.
        false
    }

    fn describe(&self, world: &SharedWorld, _: Option<&LockedColumns>, sink: &mut Sink) -> Option<Schema> {
        let columns = self.columns(sink);
        if columns.is_empty() {
            // Rows that are none were told.
            if !sink.has_error_within(self.span) {
                let message = format!("`{}` has no rows, so it has no columns", self.place.name);
                sink.push(Diagnostic::error(Code::MissingValue, self.span, message));
            }
            return None;
        }
        let source = Settled { world, source: &self.place.name, span: self.span, head: None };
        Some(source.settle(&columns, None, sink))
    }

    fn rows(&self, scan: Scan) -> Box<dyn Rows> {
        let rows = self.rows.clone();
        let batches = (0..rows.len().div_ceil(BATCH_ROWS)).map(move |batch| {
            let rows = &rows[batch * BATCH_ROWS..rows.len().min((batch + 1) * BATCH_ROWS)];
            let mut builders = scan.builders();
            for (builder, column) in builders.iter_mut().zip(&scan.columns) {
                for cell in rows.iter().map(|row| row.get(*column).and_then(Option::as_ref)) {
                    match cell {
                        // Values that do not fit were reported when the rows were parsed.
                        Some(cell) => builder.push(&cell.value).unwrap_or_else(|_| builder.push_null()),
                        None => builder.push_null(),
                    }
                }
            }
            Ok(scan.batch(&mut builders, rows.len()))
        });
        Box::new(batches)
    }

    fn to_json(&self) -> serde_json::Value {
        serde_json::json!({ "rows": self.rows.len(), "columns": list_names(self.found.names(), usize::MAX - 1) })
    }
}
