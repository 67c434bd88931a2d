//! Charts with the words around them.

use super::super::words;
use super::super::world::Origin;
use super::Writer;
use super::node::Column;
use crate::document::{ChartNode, Inline, Rich};
use serde_json::{Value as Json, json};
use typst::foundations::Bytes;

impl Writer<'_> {
    /// A chart; where there is nothing to draw, a sentence that says so.
    pub fn chart(&mut self, node: &ChartNode, column: Column) -> Json {
        let (theme, region) = (&self.document.theme, &self.document.region);
        if node.chart.is_empty() {
            return json!({
                "is": "empty",
                "title": self.optional(node.title.as_ref()),
                "subtitle": self.optional(node.subtitle.as_ref()),
                "message": words::of(region.language()).no_data,
            });
        }
        // Inside of columns the column is the size.
        let width_pt = if column.top { node.chart.size.width_pt(column.width_pt) } else { column.width_pt };
        let svg = node.chart.svg(width_pt, theme, region);
        let alt = if node.alt.is_empty() { node.chart.alt(region) } else { node.alt.clone() };
        let path = self.put("svg", Bytes::from_string(svg), Origin::Block(self.span));
        json!({
            "is": "chart",
            "title": self.optional(node.title.as_ref()),
            "subtitle": self.optional(node.subtitle.as_ref()),
            "path": path,
            "width": width_pt,
            "alt": alt,
            "notes": self.chart_notes(node),
        })
    }

    fn chart_notes(&self, node: &ChartNode) -> Vec<Json> {
        let words = words::of(self.document.region.language());
        let source = node.source.as_ref().map(|source| -> Rich {
            let mut line = vec![Inline::Text(format!("{} ", words.source))];
            line.extend(source.iter().cloned());
            line
        });
        node.note.iter().chain(source.iter()).map(|note| self.rich(note)).collect()
    }
}
