//! `columns`: blocks beside each other.

use super::{Block, BlockEntry, BlockKind, BlockSpec, ResolvedBlock, Scope, View, json};
use crate::diag::{Code, Diagnostic, Sink};
use crate::document::{self, ColumnNode};
use crate::yaml::{Node, Spanned};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The kind.
#[derive(Debug)]
pub struct ColumnsKind;

impl BlockKind for ColumnsKind {
    fn name(&self) -> &'static str {
        "columns"
    }

    fn summary(&self) -> &'static str {
        "Blocks beside each other, two to four columns."
    }

    fn example(&self) -> &'static str {
        "[ { blocks: [ { text: Left } ] }, { blocks: [ { text: Right } ] } ]"
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        ColumnsSpec::json_schema(generator)
    }

    fn parse(&self, node: &Node, sink: &mut Sink) -> Option<Arc<dyn BlockSpec>> {
        let spec = crate::yaml::decode::<ColumnsSpec>(node, sink)?;
        if !(2..=4).contains(&spec.0.len()) {
            let message = format!("two to four columns fit beside each other, not {}", spec.0.len());
            sink.push(Diagnostic::error(Code::WrongValue, node.span(), message));
            return None;
        }
        Some(Arc::new(spec))
    }
}

#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("minItems" = 2, "maxItems" = 4))]
struct ColumnsSpec(Vec<ColumnSpec>);

#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ColumnSpec {
    /// Share of the width; 1 when absent.
    #[schemars(extend("exclusiveMinimum" = 0, "default" = 1))]
    #[serde(default)]
    width: Option<Spanned<f64>>,
    /// What stands in the column.
    blocks: Vec<BlockEntry>,
}

impl BlockSpec for ColumnsSpec {
    fn resolve(&self, scope: &mut Scope, sink: &mut Sink) -> Option<Arc<dyn Block>> {
        let mut columns = Vec::new();
        for column in &self.0 {
            let share = column.width.as_ref().map_or(1.0, |width| width.value);
            if let Some(width) = &column.width
                && !(share.is_finite() && share > 0.0)
            {
                let message = "the width of a column is a share greater than 0";
                sink.push(Diagnostic::error(Code::WrongValue, width.span, message));
            }
            columns.push((share, scope.blocks(&column.blocks, sink)));
        }
        let columns = columns.into_iter().map(|(share, blocks)| Some(Column { share, blocks: blocks? }));
        Some(Arc::new(Columns { columns: columns.collect::<Option<_>>()? }))
    }

    fn to_json(&self) -> serde_json::Value {
        json(self)
    }
}

#[derive(Debug, Serialize)]
struct Columns {
    columns: Vec<Column>,
}

#[derive(Debug, Serialize)]
struct Column {
    share: f64,
    blocks: Vec<ResolvedBlock>,
}

impl Block for Columns {
    fn datasets(&self) -> BTreeSet<String> {
        let blocks = self.columns.iter().flat_map(|column| &column.blocks);
        blocks.flat_map(ResolvedBlock::datasets).collect()
    }

    fn compose(&self, view: &View, sink: &mut Sink) -> Vec<document::Node> {
        let mut nodes = Vec::new();
        for column in &self.columns {
            let inside = column.blocks.iter().flat_map(|block| block.compose(view, sink));
            nodes.push(ColumnNode { share: column.share, nodes: inside.collect() });
        }
        vec![document::Node::Columns(nodes)]
    }

    fn to_json(&self) -> serde_json::Value {
        json(self)
    }
}
