//! Nodes as JSON: one object each, with what `style.typ` needs to draw it.

use super::super::world::Origin;
use super::{Writer, frame, rich};
use crate::document::{ColumnNode, Image, Node, Rich, Tone};
use crate::theme::{Color, Theme};
use serde_json::{Value as Json, json};
use typst::foundations::Bytes;

/// Space between columns that stand beside each other.
const COLUMN_GAP_PT: f64 = 22.0;
/// Width that a callout's bar and padding take.
const CALLOUT_SIDES_PT: f64 = 25.0;
/// Width that the marker of a list takes.
const LIST_INDENT_PT: f64 = 14.0;
/// Width that the bar of a quotation takes.
const QUOTE_INDENT_PT: f64 = 12.0;
/// Nodes in a callout up to which it stays on one page.
const CALLOUT_KEPT_NODES_MAX: usize = 3;

/// The column that nodes stand in.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its width.
    pub width_pt: f64,
    /// Whether it is the page's own, where a page may be broken.
    pub top: bool,
}

impl Column {
    /// A narrower column inside.
    fn inside(self, sides_pt: f64) -> Column {
        Column { width_pt: self.width_pt - sides_pt, top: false }
    }
}

/// The headings of a section so far: accessible files may not skip a level.
#[derive(Debug, Default)]
pub struct Headings {
    has_second: bool,
}

impl Headings {
    fn level(&mut self, asked: u8) -> u8 {
        self.has_second |= asked <= 2;
        if self.has_second { asked.clamp(2, 3) } else { 2 }
    }
}

impl Writer<'_> {
    /// Nodes in reading order.
    pub fn nodes(&mut self, nodes: &[Node], column: Column) -> Vec<Json> {
        nodes.iter().filter_map(|node| self.node(node, column)).collect()
    }

    fn node(&mut self, node: &Node, column: Column) -> Option<Json> {
        Some(match node {
            Node::Heading { level, text } => {
                json!({ "is": "heading", "level": self.headings.level(*level), "text": self.rich(text) })
            }
            Node::Paragraph(text) => json!({ "is": "paragraph", "text": self.rich(text) }),
            Node::List { start, items } => self.list(*start, items, column),
            Node::Quote(body) => {
                json!({ "is": "quote", "body": self.nodes(body, column.inside(QUOTE_INDENT_PT)) })
            }
            Node::Code(text) => json!({ "is": "code", "text": text }),
            Node::Rule => json!({ "is": "rule" }),
            Node::Metrics(metrics) => self.metrics(metrics, column),
            Node::Table(table) => self.table(table, column),
            Node::Chart(chart) => self.chart(chart, column),
            Node::Image(image) => self.image(image, column),
            Node::Columns(columns) => self.columns(columns, column),
            Node::Callout { tone, title, body } => self.callout(*tone, title.as_ref(), body, column),
            // Inside a box there is no page to break.
            Node::PageBreak if !column.top => return None,
            Node::PageBreak => json!({ "is": "page-break" }),
            Node::Typst(code) => {
                let path = self.put_code(code.as_str(), Origin::Code(code.clone()));
                json!({ "is": "typst", "path": path })
            }
        })
    }

    /// A run of text as JSON.
    pub fn rich(&self, text: &Rich) -> Json {
        rich::json(text, &self.document.region)
    }

    /// A run of text that may be absent.
    pub fn optional(&self, text: Option<&Rich>) -> Json {
        rich::optional(text, &self.document.region)
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Node>], column: Column) -> Json {
        let inside = column.inside(LIST_INDENT_PT);
        let items: Vec<Vec<Json>> = items.iter().map(|item| self.nodes(item, inside)).collect();
        match start {
            Some(start) => json!({ "is": "numbers", "start": start, "items": items }),
            None => json!({ "is": "bullets", "items": items }),
        }
    }

    fn image(&mut self, image: &Image, column: Column) -> Json {
        let ending: String = image
            .name
            .rsplit_once('.')
            .map_or("", |(_, ending)| ending)
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        let bytes = Bytes::new(image.bytes.to_vec());
        let path = self.put(&ending.to_ascii_lowercase(), bytes, Origin::Picture(self.span));
        // A picture that cannot be read is told at the call that shows it; in a file of its own
        // that call leads back to the block.
        let call = format!("#let picture(..shape) = image({path:?}, ..shape)");
        json!({
            "is": "image",
            "code": self.put_code(&call, Origin::Picture(self.span)),
            "width": column.width_pt * image.width.clamp(0.0, 1.0),
            "alt": (!image.alt.is_empty()).then_some(&image.alt),
            "caption": self.optional(image.caption.as_ref()),
        })
    }

    fn columns(&mut self, columns: &[ColumnNode], column: Column) -> Json {
        let gaps = COLUMN_GAP_PT * columns.len().saturating_sub(1) as f64;
        let shares: f64 = columns.iter().map(|each| each.share.max(0.0)).sum();
        let free = (column.width_pt - gaps).max(0.0);
        let width = |each: &ColumnNode| match shares > 0.0 {
            true => free * each.share.max(0.0) / shares,
            false => free / columns.len() as f64,
        };
        let widths: Vec<f64> = columns.iter().map(width).collect();
        let inner: Vec<Vec<Json>> = columns
            .iter()
            .zip(&widths)
            .map(|(each, width_pt)| self.nodes(&each.nodes, Column { width_pt: *width_pt, top: false }))
            .collect();
        json!({ "is": "columns", "widths": widths, "gap": COLUMN_GAP_PT, "columns": inner })
    }

    fn callout(&mut self, tone: Tone, title: Option<&Rich>, body: &[Node], column: Column) -> Json {
        let theme = &self.document.theme;
        let color = tone_color(tone, theme);
        let fill = if tone == Tone::Neutral { theme.colors.wash } else { frame::tint(color, theme) };
        let inner = self.nodes(body, column.inside(CALLOUT_SIDES_PT));
        json!({
            "is": "callout",
            "colour": color.hex(),
            "fill": fill.hex(),
            "title": self.optional(title),
            "empty": inner.is_empty(),
            "breakable": inner.len() > CALLOUT_KEPT_NODES_MAX,
            "body": inner,
        })
    }
}

/// The colour of a tone for boxes; neutral boxes wear the house colour.
fn tone_color(tone: Tone, theme: &Theme) -> Color {
    match tone {
        Tone::Neutral => theme.colors.accent,
        Tone::Good => theme.colors.good,
        Tone::Bad => theme.colors.bad,
        Tone::Warn => theme.colors.warn,
    }
}
