//! One line each, for small screens, editors and other programs that read lines.

use crate::diag::{Diagnostic, Edit, FileId, Label, Sources};

/// `file:line:col: error[code]: message: label; help: …`, on one line.
pub fn render_concise(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut line = String::new();
    if let Some(span) =
        diagnostic.primary.as_ref().map(|label| label.span).filter(|span| span.file != FileId::NONE)
    {
        let place = sources.location(span.file, span.start as usize);
        line = format!("{}:{}:{}: ", sources.name(span.file), place.line, place.column);
    }
    line += &format!("{}[{}]: {}", diagnostic.severity.name(), diagnostic.code.name(), diagnostic.message);
    if let Some(label) = diagnostic.primary.as_ref().filter(|label| adds_to(&diagnostic.message, label)) {
        line += &format!(": {}", label.text);
    }
    for help in &diagnostic.help {
        line += &format!("; help: {help}");
    }
    if let Some(fix) = &diagnostic.fix {
        line += &format!("; help: {}", fix.title);
        if let [Edit { text, .. }] = fix.edits.as_slice()
            && !text.trim().is_empty()
            && !fix.title.contains(text.as_str())
        {
            line += &format!(": {text}");
        }
    }
    line.replace(['\n', '\r'], " ")
}

/// Whether a label says more than the message does.
fn adds_to(message: &str, label: &Label) -> bool {
    !label.text.is_empty() && !message.contains(&label.text)
}
