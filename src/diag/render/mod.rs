//! Diagnostics as text: for people, one a line, as JSON, as SARIF and as GitHub's annotations; nothing
//! here prints.

mod concise;
mod github;
mod human;
mod json;
mod page;
mod sarif;
#[cfg(test)]
mod tests;
mod visible;

pub use concise::render_concise;
pub use github::Annotations;
pub use human::render_human;
pub use json::{render_dropped, render_json};
pub use sarif::SarifLog;
pub use visible::line as visible_line;

use super::{Diagnostic, Sources, Span};
use serde_json::{Value, json};
use std::ops::Range;

/// How diagnostics are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether to use terminal colours.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Style {
        Style { color: false, width: 120 }
    }
}

/// A span that lies within its text and cuts no character.
pub(super) fn clamp(text: &str, span: Span) -> Range<usize> {
    let range = span.range();
    let start = text.floor_char_boundary(range.start.min(text.len()));
    start..text.ceil_char_boundary(range.end.min(text.len())).max(start)
}

/// A span as JSON.
fn place(span: Span, sources: &Sources) -> Value {
    let range = clamp(sources.text(span.file), span);
    let bytes = sources.bytes(span);
    json!({
        "file": sources.name(span.file),
        "bytes": { "start": bytes.start, "end": bytes.end },
        "start": sources.location(span.file, range.start),
        "end": sources.location(span.file, range.end),
    })
}

/// Everything a diagnostic says beside its message, a line each: the words at its places, facts and help.
fn details(diagnostic: &Diagnostic, sources: &Sources) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(diagnostic.primary.iter().map(|label| label.text.clone()).filter(|text| !text.is_empty()));
    for label in diagnostic.secondary.iter().filter(|label| !label.text.is_empty()) {
        let place = sources.location(label.span.file, label.span.range().start);
        let name = visible::line(sources.name(label.span.file));
        lines.push(format!("{name}:{}: {}", place.line, label.text));
    }
    lines.extend(diagnostic.notes.iter().map(|note| format!("note: {note}")));
    lines.extend(diagnostic.help.iter().map(|help| format!("help: {help}")));
    lines.extend(diagnostic.fix.iter().map(|fix| format!("help: {}", fix.title)));
    lines
}
