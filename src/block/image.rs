//! `image`: a picture from a file.

use super::{Block, BlockKind, BlockSpec, Scope, View, decode, json};
use crate::diag::{Code, Diagnostic, Sink};
use crate::document;
use crate::expr::Template;
use crate::yaml::{FromShort, Node, Short, Spanned, Text};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::sync::Arc;

/// The kind.
#[derive(Debug)]
pub struct ImageKind;

impl BlockKind for ImageKind {
    fn name(&self) -> &'static str {
        "image"
    }

    fn summary(&self) -> &'static str {
        "A picture from a PNG, JPEG, GIF, WebP or SVG file."
    }

    fn example(&self) -> &'static str {
        "{ file: logo.svg, alt: The logo of the house, width: 0.3 }"
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        Short::<ImageSpec>::json_schema(generator)
    }

    fn parse(&self, node: &Node, sink: &mut Sink) -> Option<Arc<dyn BlockSpec>> {
        decode::<Short<ImageSpec>>(node, sink)
    }
}

#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ImageSpec {
    /// The file, relative to the report.
    file: Text,
    /// What it shows, for those who cannot see it; `""` when it is only decoration.
    #[serde(default)]
    alt: Option<String>,
    /// Share of the column it fills, 0 to 1; 1 when absent.
    #[schemars(extend("exclusiveMinimum" = 0, "maximum" = 1, "default" = 1))]
    #[serde(default)]
    width: Option<Spanned<f64>>,
    /// Caption below; may hold `{{ }}` expressions.
    #[serde(default)]
    caption: Option<Text>,
}

impl FromShort for ImageSpec {
    fn from_short(file: Text) -> ImageSpec {
        ImageSpec { file, alt: None, width: None, caption: None }
    }
}

/// Endings of the formats that pages can hold.
const ENDINGS: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "svg"];

impl BlockSpec for Short<ImageSpec> {
    fn resolve(&self, scope: &mut Scope, sink: &mut Sink) -> Option<Arc<dyn Block>> {
        let spec = &self.0;
        let file = spec.file.as_str();
        let span = spec.file.span();
        let ending = file.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        if !ENDINGS.contains(&ending.as_str()) {
            let message = format!("`{file}` is not a picture that can be shown");
            let help = "pictures end in .png, .jpg, .gif, .webp or .svg";
            sink.push(Diagnostic::error(Code::WrongValue, span, message).help(help));
            return None;
        }
        let width = spec.width.as_ref().map_or(1.0, |width| width.value);
        if let Some(written) = &spec.width
            && !(width > 0.0 && width <= 1.0)
        {
            let message = format!("the width of an image is a share of the column from 0 to 1, not {width}");
            sink.push(Diagnostic::error(Code::WrongValue, written.span, message));
        }
        let caption = match &spec.caption {
            Some(text) => Some(Template::parse(text, &scope.names(), sink)?),
            None => None,
        };
        let bytes = match (scope.read)(file) {
            Ok(bytes) => bytes,
            Err(error) => {
                let code = match error.kind() {
                    ErrorKind::NotFound => Code::FileMissing,
                    _ => Code::FileUnreadable,
                };
                let message = format!("cannot read the picture `{file}`");
                let told = Diagnostic::error(code, span, message);
                sink.push(match code {
                    Code::FileMissing => told.label("there is no such file"),
                    _ => told.label(error.to_string()),
                });
                return None;
            }
        };
        let alt = spec.alt.clone().unwrap_or_default();
        if spec.alt.is_none() {
            let message = format!("the picture `{file}` has no description");
            let help = "say what it shows with `alt:`, or `alt: \"\"` when it is only decoration";
            sink.push(Diagnostic::warning(Code::MissingKey, span, message).help(help));
        }
        Some(Arc::new(Image { name: file.to_string(), bytes, alt, width, caption }))
    }

    fn to_json(&self) -> serde_json::Value {
        json(&self.0)
    }
}

#[derive(Debug, Serialize)]
struct Image {
    name: String,
    #[serde(skip)]
    bytes: Arc<[u8]>,
    alt: String,
    width: f64,
    caption: Option<Template>,
}

impl Block for Image {
    fn datasets(&self) -> BTreeSet<String> {
        self.caption.iter().flat_map(Template::datasets).collect()
    }

    fn compose(&self, view: &View, sink: &mut Sink) -> Vec<document::Node> {
        vec![document::Node::Image(document::Image {
            name: self.name.clone(),
            bytes: self.bytes.clone(),
            alt: self.alt.clone(),
            width: self.width,
            caption: self.caption.as_ref().map(|caption| caption.rich(view, sink)),
        })]
    }

    fn to_json(&self) -> serde_json::Value {
        json(self)
    }
}
