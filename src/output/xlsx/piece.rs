//! A section as a flat run of pieces, each of which takes rows of its own on a sheet.

use super::words::Words;
use crate::diag::Span;
use crate::document::{Block, ChartNode, Image, Metric, Node, Section, TableNode, Tone};
use crate::format::Region;
use std::ops::Range;

/// Something that takes rows of a sheet.
#[derive(Debug, Clone)]
pub struct Piece<'a> {
    /// Where it was written.
    pub span: Span,
    /// What it is.
    pub kind: Kind<'a>,
}

/// What a piece is.
#[derive(Debug, Clone)]
pub enum Kind<'a> {
    /// A heading below the sheet's own: level 2 or 3.
    Heading(u8, Words),
    /// A paragraph or a list item.
    Text(Words, Look),
    /// Text in a fixed-width face, one row a line.
    Code(&'a str),
    /// A rule.
    Rule,
    /// Key figures.
    Metrics(&'a [Metric]),
    /// A table or some of its rows.
    Table(Part<'a>),
    /// A chart.
    Chart(&'a ChartNode),
    /// A picture.
    Image(&'a Image),
    /// A link to the sheet where a table went.
    Pointer(Pointer),
}

/// How a paragraph looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Plain, this far from the edge.
    Body(u8),
    /// A quotation.
    Quote,
    /// The heading of a box.
    CalloutTitle(Tone),
    /// Inside a box.
    Callout(Tone),
}

/// Some rows of a table; all of them unless a sheet is too short.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// The table.
    pub node: &'a TableNode,
    /// The rows of this part.
    pub rows: Range<usize>,
    /// A number that all parts of one table share.
    pub id: usize,
    /// Which part it is, from 0, and how many there are.
    pub part: (usize, usize),
    /// Whether the table's title stands above it; otherwise it is the title of the sheet.
    pub titled: bool,
}

impl Part<'_> {
    /// Whether totals and notes follow.
    pub fn is_last(&self) -> bool {
        self.part.0 + 1 == self.part.1
    }
}

/// Where a table went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    /// The sheet.
    pub sheet: String,
    /// What to read there.
    pub text: String,
}

/// The pieces of a section, in reading order.
pub fn pieces<'a>(section: &'a Section, region: &Region) -> Vec<Piece<'a>> {
    let mut out = Vec::new();
    for block in &section.blocks {
        let mut flat = Flat { block, region, out: &mut out };
        flat.nodes(&block.nodes, Look::Body(0));
    }
    out
}

struct Flat<'a, 'o> {
    block: &'a Block,
    region: &'o Region,
    out: &'o mut Vec<Piece<'a>>,
}

impl<'a> Flat<'a, '_> {
    fn nodes(&mut self, nodes: &'a [Node], look: Look) {
        for node in nodes {
            self.node(node, look);
        }
    }

    fn node(&mut self, node: &'a Node, look: Look) {
        match node {
            Node::Heading { level, text } => self.push(Kind::Heading(*level, Words::new(text, self.region))),
            Node::Paragraph(rich) => self.text(Words::new(rich, self.region), look),
            Node::List { start, items } => self.list(*start, items, look),
            Node::Quote(body) => self.nodes(body, Look::Quote),
            Node::Code(text) => self.push(Kind::Code(text)),
            Node::Rule => self.push(Kind::Rule),
            Node::Metrics(metrics) => self.push(Kind::Metrics(metrics)),
            Node::Table(table) => {
                let rows = 0..table.rows.len();
                self.push(Kind::Table(Part { node: table, rows, id: 0, part: (0, 1), titled: true }));
            }
            Node::Chart(chart) => self.push(Kind::Chart(chart)),
            Node::Image(image) => self.push(Kind::Image(image)),
            Node::Columns(columns) => columns.iter().for_each(|column| self.nodes(&column.nodes, look)),
            Node::Callout { tone, title, body } => {
                if let Some(title) = title {
                    self.text(Words::new(title, self.region), Look::CalloutTitle(*tone));
                }
                self.nodes(body, Look::Callout(*tone));
            }
            // A sheet has no pages, and no typesetter.
            Node::PageBreak | Node::Typst(_) => {}
        }
    }

    fn list(&mut self, start: Option<u64>, items: &'a [Vec<Node>], look: Look) {
        let inner = match look {
            Look::Body(depth) => Look::Body(depth + 1),
            Look::Quote | Look::CalloutTitle(_) | Look::Callout(_) => look,
        };
        for (index, item) in items.iter().enumerate() {
            let mark = match start {
                Some(first) => format!("{}.  ", first + index as u64),
                None => "•  ".into(),
            };
            let mut rest = item.as_slice();
            if let [Node::Paragraph(rich), after @ ..] = rest {
                self.text(Words::new(rich, self.region).after(&mark), inner);
                rest = after;
            }
            self.nodes(rest, inner);
        }
    }

    fn text(&mut self, words: Words, look: Look) {
        if !words.is_empty() {
            self.push(Kind::Text(words, look));
        }
    }

    fn push(&mut self, kind: Kind<'a>) {
        self.out.push(Piece { span: self.block.span, kind });
    }
}
