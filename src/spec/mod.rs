//! Stage 1: what was written. A pure function from the text of a report to its [`ReportSpec`], with
//! all sugar, all options and the place of everything; it touches nothing and knows no names.

mod outputs;
mod params;
mod source;
mod template;

pub use outputs::{CsvSpec, OutputsSpec, PdfSpec, PngSpec, SvgSpec, XlsxSpec};
pub use params::{ParamKindSpec, ParamSpec};
pub use source::SourceSpec;
pub use template::{InputColumnSpec, InputSpec, TemplateSpec};

use crate::block::BlockEntry;
use crate::diag::{Failed, FileId, Result, Sink, Span};
use crate::yaml::{self, FromShort, Node, OneOrMany, Ordered, Short, Spanned, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A report: what it shows, and the data it comes from.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Folio report")]
pub struct ReportSpec {
    /// Version of the language; 1.
    #[schemars(required)]
    pub folio: Option<Spanned<u32>>,
    /// Title of the report; may hold `{{ }}` expressions.
    #[schemars(required)]
    pub title: Option<Text>,
    /// A line under the title.
    #[serde(default)]
    pub subtitle: Option<Text>,
    /// Who answers for the report.
    #[serde(default)]
    pub author: Option<Text>,
    /// A word on each page, such as `Confidential`.
    #[serde(default)]
    pub classification: Option<Text>,
    /// A built-in template (`executive`, `detailed`, `compliance`) or a folder (`./house`).
    #[serde(default)]
    pub template: Option<Spanned<String>>,
    /// Which datasets feed the inputs of the template: input to dataset.
    #[serde(default)]
    pub inputs: Ordered<Short<BindingSpec>>,
    /// Values for the parameters of the template.
    #[serde(default)]
    pub with: Ordered<Node>,
    /// A theme file beside the report.
    #[serde(default)]
    pub theme: Option<Spanned<String>>,
    /// Language and region of numbers and dates, such as `en-GB`.
    #[serde(default)]
    pub locale: Option<Spanned<String>>,
    /// IANA time zone in which points in time are shown, such as `Europe/Madrid`.
    #[serde(default)]
    pub time_zone: Option<Spanned<String>>,
    /// Values that can be set from outside: `-p name=value`.
    #[serde(default)]
    pub params: Ordered<ParamSpec>,
    /// Where rows come from.
    #[serde(default)]
    pub sources: Ordered<SourceSpec>,
    /// SQL over sources and other datasets.
    #[serde(default)]
    pub datasets: Ordered<Short<DatasetSpec>>,
    /// What the report shows, in reading order. With a template: its sections by `use`, and your own.
    #[serde(default)]
    pub sections: Option<Vec<SectionSpec>>,
    /// The files to make; a PDF, a workbook and CSV files when absent.
    #[serde(default)]
    pub outputs: Option<OutputsSpec>,
}

/// Rows computed by SQL.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DatasetSpec {
    /// The query; `$name` stands for a parameter.
    pub sql: Text,
    /// What the rows are.
    #[serde(default)]
    pub description: Option<String>,
    /// What must hold for the rows.
    #[serde(default)]
    pub tests: Vec<TestSpec>,
}

impl FromShort for DatasetSpec {
    fn from_short(sql: Text) -> DatasetSpec {
        DatasetSpec { sql, description: None, tests: Vec::new() }
    }
}

/// One data test: exactly one of the checks, and what happens when it fails.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestSpec {
    /// These columns hold no nulls.
    #[serde(default)]
    pub not_null: Option<OneOrMany<Spanned<String>>>,
    /// These columns together hold no combination twice.
    #[serde(default)]
    pub unique: Option<OneOrMany<Spanned<String>>>,
    /// A column holds only these values.
    #[serde(default)]
    pub accepted_values: Option<AcceptedValuesSpec>,
    /// How many rows there are.
    #[serde(default)]
    pub rows: Option<RowsSpec>,
    /// An SQL condition that is true for every row.
    #[serde(default)]
    pub that: Option<Text>,
    /// What happens when the test fails: `fail` (default), `warn` or `draft`.
    #[serde(default)]
    pub on_fail: OnFailSpec,
}

/// The values a column may hold.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptedValuesSpec {
    /// The column.
    pub column: Spanned<String>,
    /// The values.
    pub values: Vec<String>,
}

/// How many rows there may be.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowsSpec {
    /// At least.
    #[serde(default)]
    pub min: Option<u64>,
    /// At most.
    #[serde(default)]
    pub max: Option<u64>,
}

/// What happens when a data test fails.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnFailSpec {
    /// The build stops and shows the rows.
    #[default]
    Fail,
    /// A warning.
    Warn,
    /// Each page and sheet is stamped as a draft, with the reason.
    Draft,
}

/// The dataset that feeds an input of the template.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BindingSpec {
    /// The dataset or source.
    pub data: Text,
    /// Columns that have another name in the dataset: name the template uses to name in the dataset.
    #[serde(default)]
    pub columns: Ordered<Spanned<String>>,
}

impl FromShort for BindingSpec {
    fn from_short(data: Text) -> BindingSpec {
        BindingSpec { data, columns: Ordered::default() }
    }
}

/// A section: its own blocks, or a section of the template by `use`.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionSpec {
    /// Stable name, for `--section` and links; from the title when absent.
    #[serde(default)]
    pub id: Option<Spanned<String>>,
    /// Heading; may hold `{{ }}` expressions.
    #[serde(default)]
    pub title: Option<Text>,
    /// A section of the template, or `"*"` for all that are not named elsewhere.
    #[serde(default, rename = "use")]
    pub uses: Option<Spanned<String>>,
    /// With `use: "*"`: sections of the template to leave out.
    #[serde(default)]
    pub except: Option<OneOrMany<Spanned<String>>>,
    /// Shown only when this expression is true.
    #[serde(default)]
    pub when: Option<Text>,
    /// In a template: optional inputs without which the section is left out.
    #[serde(default)]
    pub needs: Option<OneOrMany<Spanned<String>>>,
    /// Begins on a new page.
    #[serde(default)]
    pub new_page: Option<bool>,
    /// What the section shows.
    #[serde(default)]
    pub blocks: Option<Vec<BlockEntry>>,
}

/// Names that a report declares, read off its mappings and not off the typed values, so that one broken
/// dataset does not make every use of it an unknown name.
#[derive(Debug, Clone, Default)]
pub struct DeclaredNames {
    /// Under `sources:` and `datasets:`.
    pub datasets: BTreeSet<String>,
    /// Under `params:`.
    pub params: BTreeSet<String>,
    /// At the top of the report.
    pub top: BTreeSet<String>,
    /// Where the report begins.
    pub begin: Option<Span>,
}

impl DeclaredNames {
    fn of(root: &Node) -> DeclaredNames {
        let keys = |key: &str| {
            let entries = root.get(key).map(|node| node.entries()).unwrap_or_default();
            entries.into_iter().filter_map(|(name, _)| name.text().map(str::to_string))
        };
        DeclaredNames {
            datasets: keys("sources").chain(keys("datasets")).collect(),
            params: keys("params").collect(),
            top: root.entries().iter().filter_map(|(key, _)| key.text().map(str::to_string)).collect(),
            begin: root.entries().first().map(|(key, _)| key.span()),
        }
    }
}

/// Reads a report. What could be read comes back even when there were mistakes, so that the next stage
/// can tell of its own in the same run; `Err` only when nothing is left to go on with.
pub fn parse(file: FileId, sink: &mut Sink) -> Result<(ReportSpec, DeclaredNames)> {
    let root = yaml::parse(file, sink).ok_or(Failed)?;
    let spec = yaml::decode(&root, sink).ok_or(Failed)?;
    Ok((spec, DeclaredNames::of(&root)))
}
