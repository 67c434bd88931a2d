//! Charts with the words around them.

use super::super::world::{Exhibit, Origin};
use super::node::Column;
use super::{Writer, rich};
use crate::document::{ChartNode, Inline, Rich};
use crate::words;
use serde_json::{Value as Json, json};
use typst::foundations::Bytes;

impl Writer<'_> {
    /// A chart; where there is nothing to draw, a sentence that says so.
    pub fn chart(&mut self, node: &ChartNode, column: Column) -> Json {
        let region = &self.document.region;
        let alt = if node.alt.is_empty() { node.chart.alt(region) } else { node.alt.clone() };
        let title = node.title.as_ref().map(|title| rich::plain(title, region)).unwrap_or_default();
        // Inside of columns the column is the size.
        let width_pt = if column.top { node.chart.size.width_pt(column.width_pt) } else { column.width_pt };
        let data = match node.chart.is_empty() {
            true => json!({
                "is": "empty",
                "title": self.optional(node.title.as_ref()),
                "subtitle": self.optional(node.subtitle.as_ref()),
                "message": node.chart.empty,
            }),
            false => self.drawn(node, &alt, width_pt),
        };
        self.files.exhibits.push(Exhibit {
            name: node.name.clone(),
            title,
            alt,
            width_pt,
            span: self.span,
            key: self.key.to_string(),
            data: data.clone(),
        });
        data
    }

    fn drawn(&mut self, node: &ChartNode, alt: &str, width_pt: f64) -> Json {
        let theme = &self.document.theme;
        let size_pt = (width_pt, node.chart.height_on(&theme.page, width_pt));
        let svg = node.chart.svg(size_pt, theme, &self.document.region);
        let path = self.put("svg", Bytes::from_string(svg), Origin::Block(self.span));
        json!({
            "is": "chart",
            "title": self.optional(node.title.as_ref()),
            "subtitle": self.optional(node.subtitle.as_ref()),
            "path": path,
            "width": width_pt,
            "alt": alt,
            "notes": self.chart_notes(node),
            "data": self.attachment(node),
        })
    }

    /// The numbers behind a chart as a file beside it, where the standards of the PDF allow one.
    fn attachment(&mut self, node: &ChartNode) -> Option<String> {
        let table = node.table.as_ref().filter(|_| self.files.attaches)?;
        let cells = |row: usize| -> Vec<String> {
            table.columns.iter().map(|column| table.rows.value(row, column.index).plain()).collect()
        };
        let mut text = csv_line(table.columns.iter().map(|column| column.field.clone()));
        for row in 0..table.rows.len() {
            text.push_str(&csv_line(cells(row).into_iter()));
        }
        Some(self.put("csv", Bytes::from_string(text), Origin::Block(self.span)))
    }

    fn chart_notes(&self, node: &ChartNode) -> Vec<Json> {
        let words = words::of(self.document.region.language());
        let source = node.source.as_ref().map(|source| -> Rich {
            let mut line = vec![Inline::Text(format!("{} ", words.source))];
            line.extend(source.iter().cloned());
            line
        });
        node.notes.iter().chain(source.iter()).map(|note| self.rich(note)).collect()
    }
}

/// A line of a CSV file, quoted where it has to be (RFC 4180).
fn csv_line(cells: impl Iterator<Item = String>) -> String {
    let quoted = |cell: String| match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell,
    };
    cells.map(quoted).collect::<Vec<_>>().join(",") + "\r\n"
}
