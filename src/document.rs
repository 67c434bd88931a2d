//! The document: what is to be shown, as values and formats and never as formatted text, so that
//! every output agrees on a number. Blocks become these few nodes; outputs know nothing else.

use crate::chart::{Chart, Spark, SparkKind};
use crate::diag::Span;
use crate::format::{Format, Region};
use crate::table::Table;
use crate::theme::{Color, Theme};
use crate::value::Value;
use crate::yaml::Text;
use serde::Serialize;
use std::sync::Arc;

/// A report ready to be rendered.
#[derive(Debug, Clone, Serialize)]
pub struct Document {
    /// What it is called and where it comes from.
    pub meta: Meta,
    /// Locale and time zone of everything shown.
    pub region: Region,
    /// The look.
    pub theme: Theme,
    /// In reading order.
    pub sections: Vec<Section>,
}

/// What the report is called and where it comes from.
#[derive(Debug, Clone, Serialize)]
pub struct Meta {
    /// Title.
    pub title: String,
    /// Line under the title.
    pub subtitle: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// The only time a report knows.
    pub run_time: jiff::Timestamp,
    /// Parameters and the values used, in the order they were declared: label and cell.
    pub parameters: Vec<(String, Cell)>,
    /// Why the report is only a draft: the data tests that failed; empty when it is not.
    pub draft: Vec<String>,
    /// A word on each page such as "Confidential".
    pub classification: Option<String>,
    /// Small print at the foot of each page.
    pub footer: Option<String>,
    /// Name and version of Folio and the template.
    pub generator: String,
    /// Where the title, the line under it, the author, the classification and the small print were written.
    #[serde(skip)]
    pub written: Vec<Span>,
}

/// One section.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// Its stable name.
    pub id: String,
    /// Its heading.
    pub title: Rich,
    /// Where its heading was written.
    #[serde(skip)]
    pub written: Span,
    /// Whether it begins on a new page.
    pub new_page: bool,
    /// Its blocks, in reading order.
    pub blocks: Vec<Block>,
}

/// A block: one or more nodes that come from one place in the report.
#[derive(Debug, Clone, Serialize)]
pub struct Block {
    /// A name that stays the same while other blocks come and go; used for virtual files and caches.
    pub key: String,
    /// Where it was written.
    pub span: Span,
    /// The datasets it shows.
    #[serde(skip)]
    pub data: Vec<String>,
    /// What it shows.
    pub nodes: Vec<Node>,
}

/// The primitives that every output knows.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// A heading below the section's own: level 2 or 3.
    Heading {
        /// 2 or 3.
        level: u8,
        /// The words.
        text: Rich,
    },
    /// A paragraph.
    Paragraph(Rich),
    /// A list; each item is a row of nodes.
    List {
        /// Numbered from here; bullets when absent.
        start: Option<u64>,
        /// The items.
        items: Vec<Vec<Node>>,
    },
    /// A quotation.
    Quote(Vec<Node>),
    /// Text in a fixed-width face, kept as it is.
    Code(String),
    /// A rule across the column.
    Rule,
    /// Key figures.
    Metrics(Vec<Metric>),
    /// A table.
    Table(TableNode),
    /// A chart.
    Chart(ChartNode),
    /// A picture.
    Image(Image),
    /// Nodes beside each other.
    Columns(Vec<ColumnNode>),
    /// A box that stands out.
    Callout {
        /// Its tone.
        tone: Tone,
        /// Its heading.
        title: Option<Rich>,
        /// What it says.
        body: Vec<Node>,
    },
    /// A new page.
    PageBreak,
    /// Typst code of the author's own; other outputs leave it out.
    Typst(Text),
}

/// A run of text.
pub type Rich = Vec<Inline>;

/// A piece of text.
#[derive(Debug, Clone, Serialize, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    /// Words, shown as they are.
    Text(String),
    /// A value in its format.
    Value(Cell),
    /// Strong emphasis.
    Strong(Rich),
    /// Emphasis.
    Emphasis(Rich),
    /// Struck out.
    Strike(Rich),
    /// Fixed width.
    Code(String),
    /// A link.
    Link {
        /// Address: http, https or mailto.
        url: String,
        /// What is shown.
        body: Rich,
    },
    /// A line break.
    Break,
}

/// A value and how to show it.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct Cell {
    /// The value.
    pub value: Value,
    /// How it is shown.
    pub format: Format,
}

impl Cell {
    /// The text shown in this region.
    pub fn text(&self, region: &Region) -> String {
        self.format.display(&self.value, region).text
    }
}

/// Whether something is good or bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Neither.
    Neutral,
    /// Good.
    Good,
    /// Bad.
    Bad,
    /// To be careful with.
    Warn,
}

/// A key figure.
#[derive(Debug, Clone, Serialize)]
pub struct Metric {
    /// What it measures.
    pub label: Rich,
    /// The figure; missing values show as an en dash.
    pub value: Cell,
    /// Its change.
    pub delta: Option<Delta>,
    /// The way it went.
    pub spark: Option<Spark>,
    /// Small print below.
    pub note: Option<Rich>,
}

/// A change of a key figure.
#[derive(Debug, Clone, Serialize)]
pub struct Delta {
    /// The change.
    pub cell: Cell,
    /// Whether it rose (1), fell (-1) or stayed (0).
    pub direction: i8,
    /// Whether that is good.
    pub tone: Tone,
    /// Words after it, such as "on last month".
    pub label: Option<Rich>,
}

/// A table: columns over rows.
#[derive(Debug, Clone, Serialize)]
pub struct TableNode {
    /// Caption above the table.
    pub title: Option<Rich>,
    /// The dataset the rows come from.
    pub data: String,
    /// The columns shown.
    pub columns: Vec<Column>,
    /// The rows shown, sorted and cut.
    pub rows: Arc<Table>,
    /// The label of the total row; absent when no column has a total.
    pub total_label: Option<String>,
    /// Small print below, such as how many rows were left out.
    pub notes: Vec<Rich>,
    /// What to say when there are no rows.
    pub empty: String,
}

/// A column of a table.
#[derive(Debug, Clone, Serialize)]
pub struct Column {
    /// Name in the dataset.
    pub field: String,
    /// Place in `rows`.
    pub index: usize,
    /// Heading.
    pub title: String,
    /// Where the text stands.
    pub align: Align,
    /// How wide it is.
    pub width: Width,
    /// How values are shown.
    pub format: Format,
    /// The total below, computed from exactly the rows shown.
    pub total: Option<Total>,
    /// How cells stand out.
    pub rules: Vec<Rule>,
    /// Whether its lists of numbers are drawn as small charts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spark: Option<SparkKind>,
}

/// Horizontal alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Where reading starts.
    Start,
    /// In the middle.
    Center,
    /// Where reading ends; numbers.
    End,
}

/// Width of a table column.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Width {
    /// As wide as its content.
    Auto,
    /// A share of what is left.
    Share(f64),
    /// Points.
    Points(f64),
}

/// A total.
#[derive(Debug, Clone, Serialize)]
pub struct Total {
    /// How it is computed; a live formula in the workbook.
    pub function: TotalFunction,
    /// The result.
    pub value: Value,
    /// Its own format, where it differs from the column's.
    pub format: Option<Format>,
}

/// Functions of a total row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TotalFunction {
    /// Sum.
    Sum,
    /// Arithmetic mean of the values that are there.
    Average,
    /// Smallest.
    Min,
    /// Largest.
    Max,
    /// How many values are there.
    Count,
}

/// How cells of a column stand out; a real conditional format in the workbook.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A bar behind the number, from zero.
    DataBar,
    /// Negative numbers in the colour of losses.
    Negative,
    /// A colour from low to high.
    ColorScale {
        /// Colour of the lowest value.
        low: Color,
        /// Colour of the middle: zero when values have both signs.
        mid: Color,
        /// Colour of the highest value.
        high: Color,
    },
}

/// A chart with the words around it.
#[derive(Debug, Clone, Serialize)]
pub struct ChartNode {
    /// The author's own name of its block; files are named after it.
    pub name: Option<String>,
    /// Title above; states the finding.
    pub title: Option<Rich>,
    /// Line under the title; states the measure and unit.
    pub subtitle: Option<Rich>,
    /// Small print below: the author's, then what the chart leaves out.
    pub notes: Vec<Rich>,
    /// Where the data are from.
    pub source: Option<Rich>,
    /// The compiled picture.
    pub chart: Arc<Chart>,
    /// What it shows, in words.
    pub alt: String,
    /// The numbers behind it, which go along with the file and are not seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<TableNode>,
}

/// A picture from a file.
#[derive(Debug, Clone, Serialize)]
pub struct Image {
    /// Name of the file, for its ending.
    pub name: String,
    /// Its bytes.
    #[serde(serialize_with = "byte_count")]
    pub bytes: Arc<[u8]>,
    /// What it shows, in words; empty when it is only decoration.
    pub alt: String,
    /// Share of the column it fills, 0 to 1.
    pub width: f64,
    /// Caption below.
    pub caption: Option<Rich>,
}

/// One of several columns of nodes.
#[derive(Debug, Clone, Serialize)]
pub struct ColumnNode {
    /// Share of the width.
    pub share: f64,
    /// What stands in it.
    pub nodes: Vec<Node>,
}

fn byte_count<S: serde::Serializer>(bytes: &Arc<[u8]>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&format!("{} bytes", bytes.len()))
}
