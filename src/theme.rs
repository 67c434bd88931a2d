//! The look of a report: fonts, colours, sizes; the same for pages, charts and sheets.

mod looks;
#[cfg(test)]
mod tests;

pub use looks::Look;

use crate::yaml::{Spanned, Text};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A colour, eight bits a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
}

impl Color {
    /// Reads `#0E4A72` or `#abc`.
    pub fn parse(text: &str) -> Option<Color> {
        let hex = text.strip_prefix('#')?;
        if !hex.is_ascii() {
            return None;
        }
        let wide = match hex.len() {
            3 => hex.chars().flat_map(|c| [c, c]).collect::<String>(),
            6 => hex.to_string(),
            _ => return None,
        };
        let channel = |at: usize| u8::from_str_radix(&wide[at..at + 2], 16).ok();
        Some(Color { r: channel(0)?, g: channel(2)?, b: channel(4)? })
    }

    /// `#RRGGBB`.
    pub fn hex(self) -> String {
        format!("#{:02X}{:02X}{:02X}", self.r, self.g, self.b)
    }

    /// Contrast with another colour as WCAG 2 counts it, 1 to 21.
    pub fn contrast(self, other: Color) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The one of two inks that is read better on this colour.
    pub fn ink(self, one: Color, other: Color) -> Color {
        if self.contrast(one) >= self.contrast(other) { one } else { other }
    }

    /// Relative luminance as WCAG 2 defines it, 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| match f64::from(channel) / 255.0 {
            low if low <= 0.04045 => low / 12.92,
            high => ((high + 0.055) / 1.055).powf(2.4),
        };
        0.2126 * linear(self.r) + 0.7152 * linear(self.g) + 0.0722 * linear(self.b)
    }

    /// This colour laid over another with an opacity of 0 to 1, as an opaque colour: PDF/A-1 and
    /// printers dislike transparency.
    pub fn over(self, paper: Color, opacity: f64) -> Color {
        let mix = |top: u8, under: u8| {
            (f64::from(top) * opacity + f64::from(under) * (1.0 - opacity)).round() as u8
        };
        Color { r: mix(self.r, paper.r), g: mix(self.g, paper.g), b: mix(self.b, paper.b) }
    }
}

impl Serialize for Color {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.hex())
    }
}

impl JsonSchema for Color {
    fn schema_name() -> Cow<'static, str> {
        "color".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$",
            "errorMessage": "expected a colour such as \"#0E4A72\", in quotes",
        })
    }
}

/// Named colours of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Colors {
    /// The paper.
    pub paper: Color,
    /// Body text.
    pub ink: Color,
    /// Secondary text: captions, axis labels, notes.
    pub muted: Color,
    /// Hairlines.
    pub line: Color,
    /// Faint backgrounds: cards, zebra, callouts.
    pub wash: Color,
    /// The house colour: headings' rules, table head, links.
    pub accent: Color,
    /// Good news and gains.
    pub good: Color,
    /// Bad news and losses.
    pub bad: Color,
    /// Warnings.
    pub warn: Color,
}

/// Paper size and margins, in points.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page {
    /// Width.
    pub width_pt: f64,
    /// Height.
    pub height_pt: f64,
    /// Margins: top, right, bottom, left.
    pub margins_pt: [f64; 4],
}

impl Page {
    /// Height of the text area.
    pub fn text_height_pt(&self) -> f64 {
        self.height_pt - self.margins_pt[0] - self.margins_pt[2]
    }

    /// Width of the text area.
    pub fn text_width_pt(&self) -> f64 {
        self.width_pt - self.margins_pt[1] - self.margins_pt[3]
    }
}

/// Everything about the look, resolved.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Theme {
    /// Font families, the first that has the character wins.
    pub fonts: Vec<String>,
    /// Font family of the workbook; a face the reader's machine has.
    pub sheet_font: String,
    /// Size of body text.
    pub text_size_pt: f64,
    /// The page.
    pub page: Page,
    /// The colours.
    pub colors: Colors,
    /// Colours of series, in order.
    pub palette: Vec<Color>,
    /// Named formats: name to Excel number-format code.
    pub formats: BTreeMap<String, String>,
    /// Small print at the foot of each page, left.
    pub footer: Option<Text>,
}

/// A theme file as written; everything is optional and falls back to the house theme.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Folio theme")]
pub struct ThemeSpec {
    /// Version of the language; 1.
    #[schemars(extend("examples" = [1]))]
    pub folio: Option<u32>,
    /// The built-in colours it starts from: `light`, `dark` or `grey`; those of the template when absent.
    pub look: Option<Look>,
    /// Font families in order of preference, e.g. `[IBM Plex Sans]`.
    #[schemars(extend("examples" = [["IBM Plex Sans"]]))]
    pub fonts: Option<Vec<Spanned<String>>>,
    /// Font family of the workbook.
    #[schemars(extend("default" = Theme::default().sheet_font))]
    pub sheet_font: Option<String>,
    /// Size of body text in points, 6 to 14.
    #[schemars(extend("default" = Theme::default().text_size_pt))]
    pub text_size: Option<f64>,
    /// `a4`, `letter`, `a4-landscape`, `letter-landscape`.
    #[schemars(schema_with = "paper_schema", extend("default" = "a4"))]
    #[serde(default)]
    pub paper: Option<String>,
    /// Colours by role, as `"#RRGGBB"`: paper ink muted line wash accent good bad warn.
    #[schemars(schema_with = "colors_schema")]
    #[serde(default)]
    pub colors: Option<BTreeMap<String, String>>,
    /// Colours of series in order, as `"#RRGGBB"`.
    #[schemars(with = "Option<Vec<Color>>")]
    pub palette: Option<Vec<String>>,
    /// Named number formats: name to Excel number-format code.
    #[schemars(extend("defaultSnippets" = [{ "label": "a format", "body": { "${1:name}": "\"${2:#,##0}\"" } }]))]
    pub formats: Option<BTreeMap<String, String>>,
    /// Small print at the foot of each page; may hold `{{ }}` expressions.
    pub footer: Option<Text>,
}

/// Formats that editors propose: the names of the house theme, and codes to start one's own from.
pub fn format_examples() -> Vec<String> {
    const CODES: [&str; 6] = ["#,##0", "#,##0.00", "0.0%", "d mmm yyyy", "yyyy-mm-dd", "#,##0.00 \"EUR\""];
    let names = Theme::default().formats.into_keys();
    names.chain(CODES.into_iter().map(str::to_owned)).collect()
}

/// Papers by name: width and height in points.
pub const PAPERS: [(&str, f64, f64); 4] = [
    ("a4", 595.28, 841.89),
    ("a4-landscape", 841.89, 595.28),
    ("letter", 612.0, 792.0),
    ("letter-landscape", 792.0, 612.0),
];

/// What colours are for, by the names that themes and charts give them.
pub const COLOR_ROLES: [(&str, &str); 9] = [
    ("paper", "The paper."),
    ("ink", "Body text."),
    ("muted", "Secondary text: captions, axis labels, notes."),
    ("line", "Hairlines."),
    ("wash", "Faint backgrounds: cards, zebra, callouts."),
    ("accent", "The house colour: rules of headings, heads of tables, links."),
    ("good", "Good news and gains."),
    ("bad", "Bad news and losses."),
    ("warn", "Warnings."),
];

fn paper_schema(_: &mut SchemaGenerator) -> Schema {
    let names = PAPERS.map(|(name, ..)| Value::from(name));
    json_schema!({ "enum": names.into_iter().chain([Value::Null]).collect::<Vec<_>>() })
}

fn colors_schema(_: &mut SchemaGenerator) -> Schema {
    let house = json!(Theme::default().colors);
    let role = |(name, description): (&str, &str)| {
        (
            name.to_owned(),
            json!({ "$ref": "#/definitions/color", "description": description, "default": house[name] }),
        )
    };
    let roles: Map<String, Value> = COLOR_ROLES.into_iter().map(role).collect();
    json_schema!({ "type": ["object", "null"], "properties": roles, "additionalProperties": false })
}

impl Default for Theme {
    /// The house theme.
    fn default() -> Theme {
        let formats = [
            ("integer", "#,##0"),
            ("number", "#,##0.00"),
            ("number1", "#,##0.0"),
            ("pct", "0%"),
            ("pct0", "0%"),
            ("pct1", "0.0%"),
            ("pct2", "0.00%"),
            ("usd", "\"$\"#,##0.00"),
            ("usd0", "\"$\"#,##0"),
            ("eur", "#,##0.00 \"€\""),
            ("eur0", "#,##0 \"€\""),
            ("gbp", "\"£\"#,##0.00"),
            ("gbp0", "\"£\"#,##0"),
            ("gain0", "+#,##0;-#,##0;0"),
            ("gain2", "+#,##0.00;-#,##0.00;0.00"),
            ("gain_pct1", "+0.0%;-0.0%;0.0%"),
            ("thousands", "#,##0,\"k\""),
            ("millions", "#,##0.0,,\"m\""),
            ("ratio", "0.00"),
            ("date", "d mmm yyyy"),
            ("iso_date", "yyyy-mm-dd"),
            ("month", "mmm yyyy"),
            ("year", "yyyy"),
            ("datetime", "d mmm yyyy hh:mm"),
            ("time", "hh:mm"),
            ("text", "@"),
        ];
        Theme {
            fonts: vec!["IBM Plex Sans".into()],
            sheet_font: "Calibri".into(),
            text_size_pt: 9.5,
            page: Page { width_pt: 595.28, height_pt: 841.89, margins_pt: [78.0, 56.0, 64.0, 56.0] },
            colors: Look::Light.colors(),
            palette: Look::Light.palette(),
            formats: formats.map(|(name, code)| (name.to_string(), code.to_string())).into(),
            footer: None,
        }
    }
}
