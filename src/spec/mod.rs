//! Stage 1: what was written. A pure function from the text of a report to its [`ReportSpec`], with
//! all sugar, all options and the place of everything; it touches nothing and knows no names.

mod braces;
mod keys;
mod outputs;
mod params;
mod project;
mod source;
mod template;

pub use braces::Braces;
pub use keys::known_keys;
pub use outputs::{CsvSpec, OutputsSpec, PdfSpec, PngSpec, SvgSpec, XlsxSpec};
pub use params::{ParamKindSpec, ParamSpec};
pub use project::{DenySpec, ProjectSpec};
pub use source::SourceSpec;
pub use template::{COLUMN_TYPES, InputColumnSpec, InputSpec, TemplateSpec};

use crate::block::BlockEntry;
use crate::diag::{Code, Diagnostic, Failed, FileId, Result, Sink, Span, did_you_mean};
use crate::format::{LOCALE_EXAMPLES, ZONE_EXAMPLES};
use crate::yaml::{self, FromShort, Node, OneOrMany, Ordered, Short, Spanned, Text, keyed};
use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A report: what it shows, and the data it comes from.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Folio report", transform = sections_or_template)]
pub struct ReportSpec {
    /// Version of the language; 1.
    #[schemars(required, extend("enum" = [1]))]
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
    #[schemars(extend("examples" = ["Confidential", "Internal"]))]
    #[serde(default)]
    pub classification: Option<Text>,
    /// A built-in template (`executive`, `detailed`, `compliance`) or a folder (`./house`).
    #[schemars(extend("examples" = ["executive", "detailed", "compliance", "./house"]))]
    #[serde(default)]
    pub template: Option<Spanned<String>>,
    /// Which datasets feed the inputs of the template: input to dataset.
    #[serde(default)]
    pub inputs: Ordered<Short<BindingSpec>>,
    /// Values for the parameters of the template.
    #[serde(default)]
    pub with: Ordered<Node>,
    /// A theme file beside the report.
    #[schemars(extend("examples" = ["theme.yaml"]))]
    #[serde(default)]
    pub theme: Option<Spanned<String>>,
    /// The folder of the theme, when it is not that of the report.
    #[serde(skip)]
    pub theme_folder: Option<PathBuf>,
    /// Language and region of numbers and dates, such as `en-GB`.
    #[schemars(extend("examples" = LOCALE_EXAMPLES))]
    #[serde(default)]
    pub locale: Option<Spanned<String>>,
    /// IANA time zone in which points in time are shown, such as `Europe/Madrid`.
    #[schemars(extend("examples" = ZONE_EXAMPLES))]
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
    pub sections: Option<Vec<Spanned<SectionSpec>>>,
    /// The files to make; a PDF, a workbook and CSV files when absent.
    #[serde(default)]
    pub outputs: Option<OutputsSpec>,
}

/// What a report shows comes from its sections or from a template.
fn sections_or_template(schema: &mut Schema) {
    schema.insert("if".into(), json!({ "not": { "required": ["template"] } }));
    schema.insert("then".into(), json!({ "required": ["sections"] }));
}

/// A section has a title, its own or that of the template's section.
fn title_or_use(schema: &mut Schema) {
    let given =
        |key: &str| json!({ "required": [key], "properties": { key: { "not": { "type": "null" } } } });
    schema.insert("if".into(), json!({ "not": given("use") }));
    schema.insert("then".into(), given("title"));
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
    pub tests: Vec<Spanned<TestSpec>>,
}

impl FromShort for DatasetSpec {
    fn from_short(sql: Text) -> DatasetSpec {
        DatasetSpec { sql, description: None, tests: Vec::new() }
    }
}

/// One data test: exactly one of the checks, and what happens when it fails.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = keyed::exactly_one("test", &["not_null", "unique", "accepted_values", "rows", "that"]))]
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
    pub rows: Option<Spanned<RowsSpec>>,
    /// An SQL condition that is true for every row.
    #[serde(default)]
    pub that: Option<Text>,
    /// What happens when the test fails: `fail` (default), `warn` or `draft`.
    #[serde(default)]
    pub on_fail: OnFailSpec,
}

impl TestSpec {
    fn has_check(&self) -> bool {
        let of_columns = self.not_null.is_some() || self.unique.is_some() || self.accepted_values.is_some();
        of_columns || self.rows.is_some() || self.that.is_some()
    }
}

/// The values a column may hold.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptedValuesSpec {
    /// The column.
    pub column: Spanned<String>,
    /// The values.
    pub values: Vec<Spanned<String>>,
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
#[schemars(transform = title_or_use)]
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
    #[schemars(extend("default" = false))]
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
    /// Under `inputs:`.
    pub inputs: BTreeSet<String>,
    /// Texts with `{{ }}`, wherever they stand.
    pub braces: Vec<Braces>,
    /// At the top of the report, and what misspelt keys there were meant to be.
    pub top: BTreeSet<String>,
    /// Where the report begins.
    pub begin: Option<Span>,
}

impl DeclaredNames {
    fn of(root: &Node) -> DeclaredNames {
        let keys = |key: &str| {
            let entries = top(root, key).map(|node| node.entries()).unwrap_or_default();
            entries.into_iter().filter_map(|(name, _)| name.text().map(str::to_string))
        };
        DeclaredNames {
            datasets: keys("sources").chain(keys("datasets")).collect(),
            params: keys("params").collect(),
            inputs: keys("inputs").collect(),
            braces: braces::find(root),
            top: top_keys(root),
            // Where a mistake of syntax took some keys, none is called missing.
            begin: root.entries().first().map(|(key, _)| key.span()).filter(|_| !root.is_partial()),
        }
    }
}

/// Reads a project; its mistakes are told.
pub fn parse_project(file: FileId, sink: &mut Sink) -> Result<ProjectSpec> {
    let root = yaml::parse_with(known_keys(), file, sink).ok_or(Failed)?;
    yaml::decode(&root, sink).ok_or(Failed)
}

/// The keys at the top of a report.
const TOP: [&str; 16] = [
    "folio",
    "title",
    "subtitle",
    "author",
    "classification",
    "template",
    "inputs",
    "with",
    "theme",
    "locale",
    "time_zone",
    "params",
    "sources",
    "datasets",
    "sections",
    "outputs",
];

/// Keys at the top among which slips are looked for; a file with more of them is no report with slips.
const SLIPS_MAX: usize = 60;

/// What stands under a key at the top, or under one that was probably meant to be it.
fn top(root: &Node, name: &str) -> Option<Node> {
    let means = |key: &Node| key.text().is_some_and(|key| did_you_mean(key, TOP) == Some(name));
    let near = || root.entries().into_iter().take(SLIPS_MAX).find(|(key, _)| means(key));
    root.get(name).or_else(|| near().map(|(_, value)| value))
}

fn top_keys(root: &Node) -> BTreeSet<String> {
    let mut keys: BTreeSet<String> =
        root.entries().iter().filter_map(|(key, _)| key.text().map(str::to_string)).collect();
    let needed = ["folio", "title"].into_iter().filter(|key| !keys.contains(*key));
    let meant: Vec<_> =
        keys.iter().take(SLIPS_MAX).filter_map(|key| did_you_mean(key, needed.clone())).collect();
    keys.extend(meant.into_iter().map(str::to_string));
    keys
}

/// Reads a report. What could be read comes back even when there were mistakes, so that the next stage
/// can tell of its own in the same run; `Err` only when nothing is left to go on with.
pub fn parse(file: FileId, sink: &mut Sink) -> Result<(ReportSpec, DeclaredNames)> {
    if sink.sources.text(file).trim().is_empty() {
        sink.push(empty(file));
        return Err(Failed);
    }
    let root = yaml::parse_with(known_keys(), file, sink).ok_or(Failed)?;
    let mut spec: ReportSpec = yaml::decode(&root, sink).ok_or(Failed)?;
    check_null(&root, sink);
    drop_wounded(&mut spec, &root, sink);
    forgive_lost(&root, sink);
    drop_cut(&mut spec, &root, sink);
    Ok((spec, DeclaredNames::of(&root)))
}

fn empty(file: FileId) -> Diagnostic {
    let told = Diagnostic::error(Code::MissingValue, Span::new(file, 0, 0), "the file is empty");
    told.help("a report begins with `folio: 1`, `title: …` and `sections:`; `folio new` writes one")
}

/// `~` and `null` stand for a key that is not given; these two have to be.
fn check_null(root: &Node, sink: &mut Sink) {
    let written = |key: &&str| root.get(key).filter(|node| node.is_null() && !node.span().range().is_empty());
    for (key, node) in ["folio", "title"].iter().filter_map(|key| Some((key, written(key)?))) {
        let message = format!("value of `{key}` is missing");
        sink.push(Diagnostic::error(Code::MissingValue, node.span(), message).label("stands for no value"));
    }
}

/// Where lines could not be read, nobody knows what they declare and use.
fn forgive_lost(root: &Node, sink: &mut Sink) {
    if !root.has_lost() {
        return;
    }
    sink.quiet(Code::UnusedName);
    let has_lost = |key: &&str| top(root, key).is_some_and(|node| node.has_lost());
    if root.is_partial() || ["sources", "datasets", "params"].iter().any(has_lost) {
        sink.quiet(Code::UnknownName);
        sink.quiet(Code::UnknownParameter);
    }
}

/// Leaves out datasets whose SQL ends in a comment that nobody meant to go on: what it hides is not known.
fn drop_cut(spec: &mut ReportSpec, root: &Node, sink: &mut Sink) {
    let datasets = top(root, "datasets").map(|node| node.entries()).unwrap_or_default();
    for (key, value) in datasets {
        let sql = value.get("sql").unwrap_or(value);
        let Some(told) = yaml::endless_comment(&sql) else { continue };
        sink.push(told);
        sink.quiet(Code::UnusedName);
        spec.datasets.0.retain(|(name, _)| Some(name.as_str()) != key.text());
    }
}

/// Leaves out parameters and tests with mistakes in them: what they lack would be told as a second mistake.
fn drop_wounded(spec: &mut ReportSpec, root: &Node, sink: &Sink) {
    let is_sound = |node: Option<Node>| {
        node.is_none_or(|node| node.is_whole() && !sink.has_unmended_within(node.written_at()))
    };
    let params = top(root, "params");
    spec.params.0.retain(|(name, _)| is_sound(params.as_ref().and_then(|params| params.get(name))));
    let datasets = top(root, "datasets");
    for (name, dataset) in &mut spec.datasets.0 {
        let written = datasets.as_ref().and_then(|datasets| datasets.get(name));
        if !is_sound(written.and_then(|dataset| dataset.get("tests"))) {
            dataset.0.tests.retain(|test| test.has_check());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_at_the_top_are_all_there() {
        let schema = schemars::schema_for!(ReportSpec);
        let properties = schema.get("properties").and_then(|properties| properties.as_object());
        let mut keys: Vec<&str> = properties.into_iter().flatten().map(|(key, _)| key.as_str()).collect();
        let mut top = TOP.to_vec();
        keys.sort_unstable();
        top.sort_unstable();
        assert_eq!(keys, top);
    }
}
