//! A chart as written: marks, channels and the words around the picture.

use super::marks::MARKS;
use crate::yaml::{FromShort, OneOrMany, Ordered, Short, Spanned, Text};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A chart: a dataset, a mark and its channels.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChartSpec {
    /// The dataset whose rows are shown.
    pub data: Text,
    /// Title above the chart; states the finding. May hold `{{ }}`.
    #[serde(default)]
    pub title: Option<Text>,
    /// Line under the title; states the measure and the unit.
    #[serde(default)]
    pub subtitle: Option<Text>,
    /// Small print below.
    #[serde(default)]
    pub note: Option<Text>,
    /// Where the data come from, below the chart.
    #[serde(default)]
    pub source: Option<Text>,
    /// What the chart shows, in words, for readers who cannot see it; written by Folio when absent.
    #[serde(default)]
    pub alt: Option<Text>,
    /// What is drawn. Found from the columns when absent: a line over time, bars over names, points
    /// over numbers.
    #[serde(default)]
    #[schemars(schema_with = "mark_schema")]
    pub mark: Option<Text>,
    /// Column across: a name, or a mapping with options. For horizontal bars the numbers.
    #[serde(default)]
    pub x: Option<OneOrMany<Short<ChannelSpec>>>,
    /// Column upwards: a name, a list of names (one series each), or a mapping with options.
    #[serde(default)]
    pub y: Option<OneOrMany<Short<ChannelSpec>>>,
    /// Column that tells series apart; for `rect` the numbers that become colours.
    #[serde(default)]
    pub color: Option<Short<ChannelSpec>>,
    /// Another word for `color`.
    #[serde(default)]
    pub series: Option<Short<ChannelSpec>>,
    /// Where marks end across, for kinds that reach from `x` to `x2`.
    #[serde(default)]
    pub x2: Option<Short<ChannelSpec>>,
    /// Where marks end upwards, for kinds that reach from `y` to `y2`.
    #[serde(default)]
    pub y2: Option<Short<ChannelSpec>>,
    /// Column whose names become the shapes of marks.
    #[serde(default)]
    pub shape: Option<Short<ChannelSpec>>,
    /// Column whose values are written at the marks.
    #[serde(default)]
    pub text: Option<Short<ChannelSpec>>,
    /// Column that tells series apart without giving them colours of their own.
    #[serde(default)]
    pub detail: Option<Short<ChannelSpec>>,
    /// Marks over each other in one plot, such as a line over bars. Each takes what it does not say itself from
    /// the chart.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub layers: Option<Vec<LayerSpec>>,
    /// Panels above each other that share `x`, such as a price over its drawdown.
    #[serde(default)]
    pub panels: Option<Vec<PanelSpec>>,
    /// Column whose names split the chart into small ones beside each other.
    #[serde(default)]
    pub facet: Option<Short<FacetSpec>>,
    /// Reference lines and bands.
    #[serde(default)]
    pub refs: Option<Vec<RefSpec>>,
    /// Notes at places of the data.
    #[serde(default)]
    pub notes: Option<Vec<NoteSpec>>,
    /// Which values are written at the marks: `end`, `all`, `extremes` or `none`.
    #[serde(default)]
    #[schemars(schema_with = "labels_schema")]
    pub labels: Option<Text>,
    /// Colours: `categorical`, `single`, `gain-loss`, `gain`, `loss`, `diverging`, or a mapping from the
    /// name of a series to `"#RRGGBB"` or a colour of the theme.
    #[serde(default)]
    #[schemars(schema_with = "palette_schema")]
    pub palette: Option<Short<PaletteSpec>>,
    /// Series that stand out; the others turn grey.
    #[serde(default)]
    pub emphasis: Option<OneOrMany<Spanned<String>>>,
    /// How wide it is: `wide`, `half` or `third` of the page; or the column whose numbers become the sizes of
    /// marks.
    #[serde(default)]
    #[schemars(schema_with = "chart_size_schema")]
    pub size: Option<Short<ChannelSpec>>,
    /// Where the names of series stand: `top` (over the plot), `right` (beside it) or `none`; at the ends of lines or
    /// over the plot when absent.
    #[serde(default)]
    #[schemars(schema_with = "legend_schema")]
    pub legend: Option<Text>,
    /// How wide it is: `wide`, `half` or `third` of the page.
    #[serde(default)]
    #[schemars(schema_with = "size_schema")]
    pub width: Option<Text>,
    /// Height in points; follows from the width when absent.
    #[serde(default)]
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub height: Option<Spanned<f64>>,
    /// Whether points that fall on the same place are left out: `auto`, or `none` to draw each.
    #[serde(default)]
    #[schemars(schema_with = "decimate_schema")]
    pub decimate: Option<Text>,
    /// What is said in place of the chart when there are no rows.
    #[serde(default)]
    pub empty: Option<String>,
    /// The numbers behind the picture: `visible` below it, `hidden` along with the file (attached to the PDF, on the
    /// sheet of chart data of the workbook), or `none`.
    #[serde(default)]
    pub table: Option<DataTable>,
}

/// What becomes of the numbers behind a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DataTable {
    /// A table below the chart.
    Visible,
    /// A file attached to the PDF, and columns on the sheet of chart data.
    Hidden,
    /// Nothing.
    #[default]
    None,
}

/// One of several panels that share `x`.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PanelSpec {
    /// What is drawn.
    #[serde(default)]
    #[schemars(schema_with = "mark_schema")]
    pub mark: Option<Text>,
    /// Column upwards.
    #[serde(default)]
    pub y: Option<OneOrMany<Short<ChannelSpec>>>,
    /// Column that tells series apart.
    #[serde(default)]
    pub color: Option<Short<ChannelSpec>>,
    /// Another word for `color`.
    #[serde(default)]
    pub series: Option<Short<ChannelSpec>>,
    /// Where marks end across, for kinds that reach from `x` to `x2`.
    #[serde(default)]
    pub x2: Option<Short<ChannelSpec>>,
    /// Where marks end upwards, for kinds that reach from `y` to `y2`.
    #[serde(default)]
    pub y2: Option<Short<ChannelSpec>>,
    /// Column whose numbers become the sizes of marks.
    #[serde(default)]
    pub size: Option<Short<ChannelSpec>>,
    /// Column whose names become the shapes of marks.
    #[serde(default)]
    pub shape: Option<Short<ChannelSpec>>,
    /// Column whose values are written at the marks.
    #[serde(default)]
    pub text: Option<Short<ChannelSpec>>,
    /// Column that tells series apart without giving them colours of their own.
    #[serde(default)]
    pub detail: Option<Short<ChannelSpec>>,
    /// Which values are written at the marks: `end`, `all`, `extremes` or `none`.
    #[serde(default)]
    #[schemars(schema_with = "labels_schema")]
    pub labels: Option<Text>,
    /// Colours, as for the whole chart.
    #[serde(default)]
    #[schemars(schema_with = "palette_schema")]
    pub palette: Option<Short<PaletteSpec>>,
    /// Series that stand out; the others turn grey.
    #[serde(default)]
    pub emphasis: Option<OneOrMany<Spanned<String>>>,
    /// Marks over each other in this panel.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub layers: Option<Vec<LayerSpec>>,
    /// Reference lines and bands.
    #[serde(default)]
    pub refs: Option<Vec<RefSpec>>,
    /// Notes at places of the data.
    #[serde(default)]
    pub notes: Option<Vec<NoteSpec>>,
    /// Height as a share of the first panel's; 1 for the first, 0.4 for the others when absent.
    #[serde(default)]
    pub height: Option<f64>,
}

/// Marks of one kind, over or under others in the same plot.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LayerSpec {
    /// What is drawn.
    #[serde(default)]
    #[schemars(schema_with = "mark_schema")]
    pub mark: Option<Text>,
    /// Column upwards.
    #[serde(default)]
    pub y: Option<OneOrMany<Short<ChannelSpec>>>,
    /// Column that tells series apart.
    #[serde(default)]
    pub color: Option<Short<ChannelSpec>>,
    /// Another word for `color`.
    #[serde(default)]
    pub series: Option<Short<ChannelSpec>>,
    /// Where marks end across, for kinds that reach from `x` to `x2`.
    #[serde(default)]
    pub x2: Option<Short<ChannelSpec>>,
    /// Where marks end upwards, for kinds that reach from `y` to `y2`.
    #[serde(default)]
    pub y2: Option<Short<ChannelSpec>>,
    /// Column whose numbers become the sizes of marks.
    #[serde(default)]
    pub size: Option<Short<ChannelSpec>>,
    /// Column whose names become the shapes of marks.
    #[serde(default)]
    pub shape: Option<Short<ChannelSpec>>,
    /// Column whose values are written at the marks.
    #[serde(default)]
    pub text: Option<Short<ChannelSpec>>,
    /// Column that tells series apart without giving them colours of their own.
    #[serde(default)]
    pub detail: Option<Short<ChannelSpec>>,
    /// Which values are written at the marks: `end`, `all`, `extremes` or `none`.
    #[serde(default)]
    #[schemars(schema_with = "labels_schema")]
    pub labels: Option<Text>,
    /// Colours, as for the whole chart.
    #[serde(default)]
    #[schemars(schema_with = "palette_schema")]
    pub palette: Option<Short<PaletteSpec>>,
    /// Series that stand out; the others turn grey.
    #[serde(default)]
    pub emphasis: Option<OneOrMany<Spanned<String>>>,
}

/// A channel: which column, and how it becomes a place or a colour.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelSpec {
    /// The column, or several that become one series each.
    pub field: OneOrMany<Spanned<String>>,
    /// What it is called; from the name of the column when absent, nothing when empty.
    #[serde(default)]
    pub title: Option<String>,
    /// Its unit, such as `$` or `kWh`, written beside the title.
    #[serde(default)]
    pub unit: Option<String>,
    /// How values are shown: a format of the theme or a number-format code.
    #[schemars(extend("examples" = crate::theme::format_examples()))]
    #[serde(default)]
    pub format: Option<Spanned<String>>,
    /// First and last value shown; `null` for what the data give.
    #[serde(default)]
    #[schemars(length(min = 2, max = 2))]
    pub domain: Option<Spanned<Vec<Option<Text>>>>,
    /// Whether the axis must reach zero.
    #[serde(default)]
    pub zero: Option<Spanned<bool>>,
    /// `linear`, `log`, `symlog`, `time` or `band`; for colours `sequential`, `diverging` or `threshold`.
    #[serde(default)]
    #[schemars(schema_with = "scale_schema")]
    pub scale: Option<Text>,
    /// Order of names: `data`, `ascending`, `descending`, `value` (largest first), `value_ascending` or
    /// `calendar`.
    #[serde(default)]
    #[schemars(schema_with = "sort_schema")]
    pub sort: Option<Text>,
    /// How series share a place: `zero` (on each other), `normalize` (to 100 %) or `none` (side by side).
    #[serde(default)]
    #[schemars(schema_with = "stack_schema")]
    pub stack: Option<Text>,
    /// The bins of a histogram: their width, or a mapping with `step`, `count`, `from`; found from the data when
    /// absent.
    #[serde(default)]
    #[schemars(schema_with = "bin_schema")]
    pub bin: Option<Short<BinSpec>>,
    /// Shows the mean of the last so many values in place of each.
    #[serde(default)]
    #[schemars(range(min = 2))]
    pub rolling: Option<Spanned<usize>>,
    /// Shows the sum from the first value to each.
    #[serde(default)]
    pub cumulative: Option<bool>,
    /// Shows only so many names, the largest first.
    #[serde(default)]
    #[schemars(range(min = 1))]
    pub top: Option<usize>,
    /// Adds up the names beyond `top` under this name.
    #[serde(default)]
    pub other: Option<String>,
    /// What a missing value does to a line: `gap`, `zero` or `connect`.
    #[serde(default)]
    #[schemars(schema_with = "missing_schema")]
    pub missing: Option<Text>,
    /// The value that gets the middle of a diverging colour scale; 0 when absent.
    #[serde(default)]
    pub midpoint: Option<f64>,
    /// The values between which all share a colour, for the scale `threshold`.
    #[serde(default)]
    pub thresholds: Option<Spanned<Vec<Text>>>,
    /// The month in which years begin, such as `april`, on an axis of time.
    #[serde(default)]
    #[schemars(schema_with = "month_schema")]
    pub fiscal_year: Option<Text>,
    /// The day on which weeks begin: `monday`, `sunday` or `saturday`; as in the country of the report when absent.
    #[serde(default)]
    #[schemars(schema_with = "day_schema")]
    pub week_start: Option<Text>,
    /// About how many ticks an axis of numbers has; found from its length when absent.
    #[serde(default)]
    pub ticks: Option<Spanned<usize>>,
    /// Turns the axis round.
    #[serde(default)]
    pub reverse: Option<bool>,
    /// The side of the axis of these values: `left` or `right`; `none` for no ticks and words.
    #[serde(default)]
    #[schemars(schema_with = "side_schema")]
    pub axis: Option<Text>,
}

impl FromShort for ChannelSpec {
    fn from_short(text: Text) -> ChannelSpec {
        let field = Spanned { value: text.as_str().to_string(), span: text.span() };
        ChannelSpec { field: OneOrMany(vec![field]), ..ChannelSpec::default() }
    }
}

/// How values are counted into bins.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BinSpec {
    /// The width of a bin.
    #[serde(default)]
    pub step: Option<Text>,
    /// About how many bins; their width is one that people count in.
    #[serde(default)]
    pub count: Option<Spanned<usize>>,
    /// Where a bin begins; zero when absent.
    #[serde(default)]
    pub from: Option<Text>,
}

impl FromShort for BinSpec {
    fn from_short(text: Text) -> BinSpec {
        BinSpec { step: Some(text), ..BinSpec::default() }
    }
}

/// Small charts side by side, one for each name of a column.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FacetSpec {
    /// The column.
    pub field: Spanned<String>,
    /// How many stand beside each other; found from the width when absent.
    #[serde(default)]
    pub columns: Option<usize>,
    /// `shared` for one value axis for all, `free` for one each.
    #[serde(default)]
    #[schemars(schema_with = "facet_scales_schema")]
    pub scales: Option<Text>,
    /// Order of the names, as on an axis.
    #[serde(default)]
    #[schemars(schema_with = "sort_schema")]
    pub sort: Option<Text>,
    /// Shows only so many names.
    #[serde(default)]
    #[schemars(range(min = 1))]
    pub top: Option<usize>,
    /// How the names are shown: a format of the theme or a number-format code.
    #[serde(default)]
    pub format: Option<Spanned<String>>,
}

impl FromShort for FacetSpec {
    fn from_short(text: Text) -> FacetSpec {
        let field = Spanned { value: text.as_str().to_string(), span: text.span() };
        FacetSpec { field, columns: None, scales: None, sort: None, top: None, format: None }
    }
}

/// A reference line, or a band when two values are given.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefSpec {
    /// Where on the x axis: a value, two values for a band, or `mean`, `median`, `min`, `max`, `p5` … `p95` of the
    /// data; `-inf` and `inf` are the ends of the axis.
    #[serde(default)]
    pub x: Option<OneOrMany<Text>>,
    /// Where on the y axis, in the same way.
    #[serde(default)]
    pub y: Option<OneOrMany<Text>>,
    /// Words at the line; `{value}` stands for the value.
    #[serde(default)]
    pub label: Option<String>,
    /// How `{value}` is written: a format of the theme or a number-format code; as values of its axis when absent.
    #[schemars(extend("examples" = crate::theme::format_examples()))]
    #[serde(default)]
    pub format: Option<Spanned<String>>,
    /// Whether the line is dashed; it is when absent.
    #[serde(default)]
    pub dash: Option<bool>,
    /// Its colour: `"#RRGGBB"`, or a colour of the theme such as `bad`.
    #[schemars(extend("examples" = ["#0E4A72", "accent", "good", "bad", "warn", "ink", "muted"]))]
    #[serde(default)]
    pub color: Option<Text>,
}

/// Words at a place of the data, with a line to it where they stand apart.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteSpec {
    /// The place on the x axis: a number, a date or a name; for lying bars the value, which may be absent.
    #[serde(default)]
    pub x: Option<Text>,
    /// The place on the y axis; the value of the first series there when absent.
    #[serde(default)]
    pub y: Option<Text>,
    /// The words; `{value}` stands for the value.
    pub text: Text,
}

/// Colours of a chart.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PaletteSpec {
    /// A named way to choose colours.
    pub name: Option<Text>,
    /// Colours by the name of the series.
    pub colors: Vec<(Spanned<String>, Text)>,
}

impl FromShort for PaletteSpec {
    fn from_short(text: Text) -> PaletteSpec {
        PaletteSpec { name: Some(text), colors: Vec::new() }
    }
}

impl<'de> Deserialize<'de> for PaletteSpec {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<PaletteSpec, D::Error> {
        let colors = Ordered::<Text>::deserialize(deserializer)?.0;
        Ok(PaletteSpec { name: None, colors })
    }
}

/// Names of palettes.
pub const PALETTES: &[&str] =
    &["categorical", "single", "gain-loss", "gain", "loss", "diverging", "sequential"];
/// Names of scales.
pub const SCALES: &[&str] =
    &["linear", "log", "symlog", "time", "band", "sequential", "diverging", "threshold"];
/// Orders of names.
pub const SORTS: &[&str] = &["data", "ascending", "descending", "value", "value_ascending", "calendar"];
/// Ways to stack.
pub const STACKS: &[&str] = &["zero", "normalize", "none"];
/// Which values are written.
pub const LABELS: &[&str] = &["end", "all", "extremes", "none"];
/// What missing values do.
pub const MISSINGS: &[&str] = &["gap", "zero", "connect"];
/// Months in which a year may begin.
pub const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// Days on which weeks may begin.
pub const DAYS: &[&str] = &["monday", "saturday", "sunday"];
/// Ways to leave out points.
pub const DECIMATES: &[&str] = &["auto", "none"];
/// Sides of a value axis.
pub const SIDES: &[&str] = &["left", "right", "none"];
/// Value axes of facets.
pub const FACET_SCALES: &[&str] = &["shared", "free"];
/// Places of the legend.
pub const LEGENDS: &[&str] = &["auto", "top", "right", "none"];
/// Widths.
pub const SIZES: &[&str] = &["wide", "half", "third"];

fn words(names: &[&str]) -> Schema {
    // The key may also stand without a value, like every optional key.
    let mut allowed: Vec<serde_json::Value> = names.iter().map(|name| (*name).into()).collect();
    allowed.push(serde_json::Value::Null);
    json_schema!({ "type": ["string", "null"], "enum": allowed })
}

fn mark_schema(_: &mut SchemaGenerator) -> Schema {
    let mut schema = words(&MARKS.iter().map(|mark| mark.name()).collect::<Vec<_>>());
    let summaries: Vec<&str> = MARKS.iter().map(|mark| mark.summary()).collect();
    schema.insert("markdownEnumDescriptions".into(), summaries.into());
    schema
}

fn palette_schema(generator: &mut SchemaGenerator) -> Schema {
    let colors =
        json_schema!({ "type": "object", "additionalProperties": generator.subschema_for::<Text>() });
    json_schema!({ "anyOf": [words(PALETTES), colors] })
}

fn legend_schema(_: &mut SchemaGenerator) -> Schema {
    words(LEGENDS)
}

fn labels_schema(_: &mut SchemaGenerator) -> Schema {
    words(LABELS)
}

fn chart_size_schema(generator: &mut SchemaGenerator) -> Schema {
    // A width, or the name of any column.
    let column = generator.subschema_for::<Short<ChannelSpec>>();
    json_schema!({ "anyOf": [words(SIZES), column] })
}

fn size_schema(_: &mut SchemaGenerator) -> Schema {
    words(SIZES)
}

fn scale_schema(_: &mut SchemaGenerator) -> Schema {
    words(SCALES)
}

fn sort_schema(_: &mut SchemaGenerator) -> Schema {
    words(SORTS)
}

fn stack_schema(_: &mut SchemaGenerator) -> Schema {
    words(STACKS)
}

fn facet_scales_schema(_: &mut SchemaGenerator) -> Schema {
    words(FACET_SCALES)
}

fn bin_schema(generator: &mut SchemaGenerator) -> Schema {
    let options = generator.subschema_for::<BinSpec>();
    json_schema!({ "anyOf": [{ "type": ["number", "string", "null"] }, options] })
}

fn decimate_schema(_: &mut SchemaGenerator) -> Schema {
    words(DECIMATES)
}

fn month_schema(_: &mut SchemaGenerator) -> Schema {
    words(MONTHS)
}

fn day_schema(_: &mut SchemaGenerator) -> Schema {
    words(DAYS)
}

fn side_schema(_: &mut SchemaGenerator) -> Schema {
    words(SIDES)
}

fn missing_schema(_: &mut SchemaGenerator) -> Schema {
    words(MISSINGS)
}
