//! Parameters, as written.

use crate::yaml::{Node, Spanned, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A value that can be set from outside.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParamSpec {
    /// What kind of value it is.
    #[serde(rename = "type")]
    pub kind: Spanned<ParamKindSpec>,
    /// The value when none is given; `${NAME}` takes it from the environment.
    #[serde(default)]
    pub default: Option<Node>,
    /// Must be given from outside.
    #[serde(default)]
    pub required: Option<bool>,
    /// What readers see.
    #[serde(default)]
    pub label: Option<String>,
    /// What it is for.
    #[serde(default)]
    pub help: Option<String>,
    /// Smallest value allowed.
    #[serde(default)]
    pub min: Option<Text>,
    /// Largest value allowed.
    #[serde(default)]
    pub max: Option<Text>,
    /// A regular expression that the whole value must match.
    #[serde(default)]
    pub pattern: Option<Text>,
    /// The values of a choice, or those a list may hold.
    #[serde(default)]
    pub options: Option<Vec<Spanned<String>>>,
}

/// Kinds of parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ParamKindSpec {
    /// Text.
    String,
    /// Whole number.
    Integer,
    /// Floating point number.
    Number,
    /// Exact decimal number.
    Decimal,
    /// True or false.
    Boolean,
    /// A day: `2024-01-31`.
    Date,
    /// Two days, both included: `2012-01-01..2012-12-31`, `last_month`, `last_quarter`, `ytd`.
    DateRange,
    /// One of the `options`.
    Choice,
    /// Several texts.
    List,
}
