//! A table as written.

use crate::chart::SparkKind;
use crate::document::{Align, TotalFunction};
use crate::yaml::{FromShort, OneOrMany, Short, Spanned, Text, keyed};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Table")]
pub struct TableSpec {
    /// The dataset.
    pub data: Text,
    /// Caption above; may hold `{{ }}` expressions.
    #[serde(default)]
    pub title: Option<Text>,
    /// The columns shown, in order; all when absent.
    #[serde(default)]
    pub columns: Option<Vec<Short<ColumnSpec>>>,
    /// Order of the rows: columns, with `-` before those that fall.
    #[serde(default)]
    pub sort: Option<OneOrMany<Short<SortSpec>>>,
    /// Only so many rows, after sorting.
    #[serde(default)]
    pub top: Option<Spanned<u32>>,
    /// Heading of the total row; `Total` when absent, `Total of rows shown` after a cut. May hold `{{ }}` expressions.
    #[serde(default)]
    pub total_label: Option<Text>,
    /// Small print below; may hold `{{ }}` expressions.
    #[serde(default)]
    pub note: Option<Text>,
    /// What to say when there are no rows; may hold `{{ }}` expressions.
    #[serde(default)]
    pub empty: Option<Text>,
}

impl FromShort for TableSpec {
    fn from_short(data: Text) -> TableSpec {
        TableSpec {
            data,
            title: None,
            columns: None,
            sort: None,
            top: None,
            total_label: None,
            note: None,
            empty: None,
        }
    }
}

#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "TableColumn")]
pub struct ColumnSpec {
    /// The column of the dataset.
    pub field: Spanned<String>,
    /// Heading; from the name of the column when absent. May hold `{{ }}` expressions.
    #[serde(default)]
    pub title: Option<Text>,
    /// `auto` (default), `60pt`, `2.5cm` or a share such as `2fr`.
    #[schemars(extend("examples" = ["auto", "60pt", "2.5cm", "2fr"]))]
    #[serde(default)]
    pub width: Option<Spanned<String>>,
    /// `left`, `center` or `right`; numbers stand right when absent.
    #[serde(default)]
    pub align: Option<AlignSpec>,
    /// A format name of the theme, or an Excel number-format code.
    #[schemars(extend("examples" = crate::theme::format_examples()))]
    #[serde(default)]
    pub format: Option<Spanned<String>>,
    /// What stands in the total row: `sum`, `avg`, `min`, `max` or `count`.
    #[serde(default)]
    pub total: Option<Spanned<TotalSpec>>,
    /// How cells stand out.
    #[serde(default)]
    pub rules: Option<Vec<Spanned<RuleSpec>>>,
    /// Draws a column of lists of numbers as small charts: `line`, `bar` or `win_loss`. `array_agg` makes such lists.
    #[serde(default)]
    pub spark: Option<Spanned<SparkKind>>,
}

impl ColumnSpec {
    /// A column with all defaults.
    pub fn of(field: Spanned<String>) -> ColumnSpec {
        ColumnSpec {
            field,
            title: None,
            width: None,
            align: None,
            format: None,
            total: None,
            rules: None,
            spark: None,
        }
    }
}

impl FromShort for ColumnSpec {
    fn from_short(field: Text) -> ColumnSpec {
        ColumnSpec::of(crate::block::scope::name_of(&field))
    }
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlignSpec {
    Left,
    Center,
    Right,
}

impl AlignSpec {
    pub fn resolve(self) -> Align {
        match self {
            AlignSpec::Left => Align::Start,
            AlignSpec::Center => Align::Center,
            AlignSpec::Right => Align::End,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TotalSpec {
    Sum,
    Avg,
    Min,
    Max,
    Count,
}

impl TotalSpec {
    pub fn function(self) -> TotalFunction {
        match self {
            TotalSpec::Sum => TotalFunction::Sum,
            TotalSpec::Avg => TotalFunction::Average,
            TotalSpec::Min => TotalFunction::Min,
            TotalSpec::Max => TotalFunction::Max,
            TotalSpec::Count => TotalFunction::Count,
        }
    }
}

/// One rule; exactly one of its keys.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = keyed::exactly_one("rule", &["data_bar", "negative", "scale"]))]
pub struct RuleSpec {
    /// A bar behind the number, from zero.
    #[serde(default)]
    pub data_bar: Option<Spanned<bool>>,
    /// Negative numbers in the colour of losses.
    #[serde(default)]
    pub negative: Option<Spanned<bool>>,
    /// A colour from low over the middle to high.
    #[serde(default)]
    pub scale: Option<Spanned<ScaleSpec>>,
}

/// Colours that editors propose: a code, and colours of the theme.
const COLORS: [&str; 6] = ["#0E4A72", "good", "bad", "warn", "accent", "paper"];

#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScaleSpec {
    /// Colour of the lowest value.
    #[schemars(extend("examples" = COLORS))]
    #[serde(default)]
    pub low: Option<Spanned<String>>,
    /// Colour of the middle: zero when values have both signs.
    #[schemars(extend("examples" = COLORS))]
    #[serde(default)]
    pub mid: Option<Spanned<String>>,
    /// Colour of the highest value.
    #[schemars(extend("examples" = COLORS))]
    #[serde(default)]
    pub high: Option<Spanned<String>>,
}

#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SortKey")]
pub struct SortSpec {
    /// The column.
    pub field: Spanned<String>,
    /// From large to small.
    #[serde(default)]
    pub descending: bool,
}

impl FromShort for SortSpec {
    fn from_short(text: Text) -> SortSpec {
        let written = text.as_str();
        let field = written.strip_prefix('-').unwrap_or(written);
        let at = written.len() - field.len();
        let span = text.span_of(at..written.len());
        SortSpec { field: Spanned { value: field.to_string(), span }, descending: at > 0 }
    }
}
