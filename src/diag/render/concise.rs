//! One line each, for small screens, editors and other programs that read lines.

use super::visible;
use crate::diag::{Diagnostic, Edit, FileId, Label, Sources};
use std::fmt::Write;

/// Characters of new text that are shown.
const NEW_CHARS_MAX: usize = 100;

/// `file:line:col: error[code]: message: label; file:line:col: label; help: …`, on one line.
pub fn render_concise(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut line = String::new();
    if let Some(label) = place_of(diagnostic) {
        line = format!("{}: ", place(label, sources));
    }
    let (severity, code) = (diagnostic.severity.name(), diagnostic.code.name());
    let _ = write!(line, "{severity}[{code}]: {}", diagnostic.message);
    if let Some(label) = diagnostic.primary.as_ref().filter(|label| adds_to(&diagnostic.message, label)) {
        let _ = write!(line, ": {}", label.text);
    }
    // Of other places those in other files: a mistake in the data is asked for by a line of the report.
    let file = place_of(diagnostic).map(|label| sources.name(label.span.file));
    for label in diagnostic.secondary.iter().filter(|label| file != Some(sources.name(label.span.file))) {
        let _ = write!(line, "; {}: {}", place(label, sources), label.text);
    }
    for help in &diagnostic.help {
        let _ = write!(line, "; help: {help}");
    }
    if let Some(fix) = &diagnostic.fix {
        let _ = write!(line, "; help: {}", fix.title);
        if let [Edit { text, .. }] = fix.edits.as_slice()
            && !text.trim().is_empty()
            && !fix.title.contains(text.as_str())
        {
            line += ": ";
            line.extend(text.chars().take(NEW_CHARS_MAX));
        }
    }
    visible::line(&line.replace(['\n', '\r'], " ")).into_owned()
}

fn place_of(diagnostic: &Diagnostic) -> Option<&Label> {
    diagnostic.primary.as_ref().filter(|label| label.span.file != FileId::NONE)
}

fn place(label: &Label, sources: &Sources) -> String {
    let at = sources.location(label.span.file, label.span.range().start);
    format!("{}:{}:{}", sources.name(label.span.file), at.line, at.column)
}

/// Whether a label says more than the message does.
fn adds_to(message: &str, label: &Label) -> bool {
    !label.text.is_empty() && !message.contains(&label.text)
}
