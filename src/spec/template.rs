//! A template as written: a package of sections with declared inputs and parameters.

use super::{DatasetSpec, OutputsSpec, ParamSpec, SectionSpec};
use crate::yaml::{FromShort, Ordered, Short, Spanned, Text};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A template: `template.yaml` in a folder of its own.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Folio template")]
pub struct TemplateSpec {
    /// Version of the language; 1.
    #[schemars(extend("enum" = [1]))]
    pub folio: Spanned<u32>,
    /// Name of the template, in kebab-case.
    pub name: Spanned<String>,
    /// Its own version, such as `1.2.0`.
    #[schemars(extend("examples" = ["1.0.0"]))]
    pub version: Spanned<String>,
    /// What it is for, in one sentence.
    pub description: String,
    /// Its licence.
    #[schemars(extend("examples" = ["MIT", "Apache-2.0"]))]
    #[serde(default)]
    pub license: Option<String>,
    /// A theme file in the folder of the template.
    #[schemars(extend("examples" = ["theme.yaml"]))]
    #[serde(default)]
    pub theme: Option<Spanned<String>>,
    /// Values a report can set with `with:`, and readers with `-p`.
    #[serde(default)]
    pub params: Ordered<ParamSpec>,
    /// The rows it needs; a report binds them with `inputs:`.
    #[serde(default)]
    pub inputs: Ordered<InputSpec>,
    /// SQL over the inputs.
    #[serde(default)]
    pub datasets: Ordered<Short<DatasetSpec>>,
    /// The sections it offers, in their usual order.
    pub sections: Vec<Spanned<SectionSpec>>,
    /// Files it makes where the report does not say.
    #[serde(default)]
    pub outputs: Option<OutputsSpec>,
    /// A report in the folder that shows the template with sample data.
    #[schemars(extend("examples" = ["sample/sample.yaml"]))]
    #[serde(default)]
    pub sample: Option<String>,
}

/// Rows that a template needs.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InputSpec {
    /// What the rows are.
    pub description: String,
    /// Sections that need it are left out when it is not bound.
    #[serde(default)]
    pub optional: bool,
    /// The columns it must have: name to type.
    #[serde(default)]
    pub columns: Ordered<Short<InputColumnSpec>>,
}

/// Types that the column of an input can be asked to have.
pub const COLUMN_TYPES: [&str; 5] = ["text", "number", "date", "boolean", "any"];

/// A column that an input must have.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InputColumnSpec {
    /// `text`, `number`, `date`, `boolean` or `any`.
    #[schemars(extend("enum" = COLUMN_TYPES))]
    #[serde(rename = "type")]
    pub kind: Text,
    /// What it holds.
    #[serde(default)]
    pub description: Option<String>,
}

impl FromShort for InputColumnSpec {
    fn from_short(kind: Text) -> InputColumnSpec {
        InputColumnSpec { kind, description: None }
    }

    fn short_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": COLUMN_TYPES })
    }
}
