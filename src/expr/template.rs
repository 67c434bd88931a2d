//! Text with `{{ }}` expressions: words and values in turn, never markup.

use super::ir::Code;
use super::scan::{self, Segment};
use super::{Names, Values, check, eval};
use crate::diag::Sink;
use crate::document::{Inline, Rich};
use crate::format::Region;
use crate::yaml::Text;
use serde::{Serialize, Serializer};

/// Text with expressions.
#[derive(Debug, Clone)]
pub struct Template {
    text: Text,
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
enum Part {
    Words(String),
    Code(Code),
}

impl Template {
    /// Reads a text and checks every name in it; all mistakes go to the sink.
    pub fn parse(text: &Text, names: &Names, sink: &mut Sink) -> Option<Template> {
        names.used.note(text);
        let source = text.as_str();
        let segments = match scan::scan(source) {
            Ok(segments) => segments,
            Err(mistake) => {
                check::report(text, 0, mistake, sink);
                return None;
            }
        };
        let parts: Vec<Option<Part>> = segments
            .into_iter()
            .map(|segment| match segment {
                Segment::Code { inner, .. } => check::compile(text, inner, names, sink).map(Part::Code),
                Segment::Words(at) => match scan::stray(&source[at.clone()], at.start) {
                    Some(mistake) => {
                        check::report(text, 0, mistake, sink);
                        None
                    }
                    None => Some(Part::Words(source[at].to_string())),
                },
            })
            .collect();
        // All parts were tried first, so that all mistakes are told.
        let parts = parts.into_iter().collect::<Option<Vec<Part>>>()?;
        Some(Template { text: text.clone(), parts })
    }

    /// The text with values in it.
    pub fn rich(&self, values: &dyn Values, sink: &mut Sink) -> Rich {
        let mut rich = Rich::new();
        for part in &self.parts {
            match part {
                Part::Words(words) => rich.push(Inline::Text(words.clone())),
                Part::Code(code) => {
                    let cells = eval::cells(code, values, sink).unwrap_or_default();
                    rich.extend(cells.into_iter().map(Inline::Value));
                }
            }
        }
        rich
    }

    /// The text as readers in a region see it, for file names and titles.
    pub fn plain(&self, values: &dyn Values, region: &Region, sink: &mut Sink) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Words(words) => text.push_str(words),
                Part::Code(code) => {
                    let cells = eval::cells(code, values, sink).unwrap_or_default();
                    text.extend(cells.iter().map(|cell| cell.text(region)));
                }
            }
        }
        text
    }

    /// The text as it was written.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The datasets it looks at, each once.
    pub fn datasets(&self) -> Vec<String> {
        let mut names: Vec<String> = self.codes().flat_map(|code| code.datasets.iter().cloned()).collect();
        names.sort();
        names.dedup();
        names
    }

    /// The parameters it looks at, each once.
    pub fn parameters(&self) -> Vec<String> {
        let mut names: Vec<String> = self.codes().flat_map(|code| code.parameters.iter().cloned()).collect();
        names.sort();
        names.dedup();
        names
    }

    fn codes(&self) -> impl Iterator<Item = &Code> {
        self.parts.iter().filter_map(|part| match part {
            Part::Code(code) => Some(code),
            Part::Words(_) => None,
        })
    }
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text.as_str())
    }
}
