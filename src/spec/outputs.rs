//! The files a report asks for, as written.

use crate::output::csv::Dialect;
use crate::output::pdf::Standard;
use crate::yaml::{OneOrMany, Spanned, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The files to make; an output that is not named is not made.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutputsSpec {
    /// A PDF.
    #[serde(default)]
    pub pdf: Option<PdfSpec>,
    /// An Excel workbook.
    #[serde(default)]
    pub xlsx: Option<XlsxSpec>,
    /// One CSV file a dataset.
    #[serde(default)]
    pub csv: Option<CsvSpec>,
    /// Each chart as an SVG file.
    #[serde(default)]
    pub svg: Option<SvgSpec>,
    /// Each chart as a PNG file.
    #[serde(default)]
    pub png: Option<PngSpec>,
}

/// Options of the PDF.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PdfSpec {
    /// File name; may hold `{{ }}` expressions.
    #[serde(default)]
    pub file: Option<Text>,
    /// Contents with page numbers.
    #[serde(default)]
    pub toc: Option<bool>,
    /// A cover page.
    #[serde(default)]
    pub cover: Option<bool>,
    /// PDF standards to conform to, such as `[a-2b]` or `[a-3a, ua-1]`.
    #[serde(default)]
    pub standard: Option<OneOrMany<Spanned<Standard>>>,
}

/// Options of the workbook.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct XlsxSpec {
    /// File name; may hold `{{ }}` expressions.
    #[serde(default)]
    pub file: Option<Text>,
    /// How sheets are laid out: `auto` makes one sheet a section.
    #[serde(default)]
    pub sheets: Option<SheetsSpec>,
}

/// How sheets are laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SheetsSpec {
    /// One sheet a section, and an index.
    #[default]
    Auto,
}

/// Options of the CSV files.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CsvSpec {
    /// The datasets to write; all that the report shows when absent.
    #[serde(default)]
    pub data: Option<OneOrMany<Spanned<String>>>,
    /// Separators and line ends: `rfc4180` (default) or `excel`.
    #[serde(default)]
    pub dialect: Option<Dialect>,
}

/// Options of charts as SVG files.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SvgSpec {
    /// Folder for them, below the folder of the other files; may hold `{{ }}` expressions.
    #[serde(default)]
    pub folder: Option<Text>,
}

/// Options of charts as PNG files.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PngSpec {
    /// Folder for them, below the folder of the other files; may hold `{{ }}` expressions.
    #[serde(default)]
    pub folder: Option<Text>,
    /// Pixels an inch; 300 when absent.
    #[serde(default)]
    #[schemars(range(min = 36, max = 1200))]
    pub dpi: Option<Spanned<u16>>,
}
