//! One JSON object a line, for programs.

use super::place;
use crate::diag::{Diagnostic, Edit, FileId, Label, Sources};
use serde_json::{Value, json};

/// The version of the JSON form.
const JSON_VERSION: u32 = 1;

/// One JSON object on one line; lines and columns count from 1, bytes from 0.
pub fn render_json(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let label = |label: &Label| {
        let mut place = place(label.span, sources);
        place["label"] = json!(label.text);
        place
    };
    let edit = |edit: &Edit| {
        let mut place = place(edit.span, sources);
        place["text"] = json!(edit.text);
        place
    };
    let fix = diagnostic.fix.as_ref().map(|fix| {
        let edits: Vec<Value> = fix.edits.iter().map(edit).collect();
        json!({ "title": fix.title, "safe": fix.safe, "edits": edits })
    });
    let primary = diagnostic.primary.as_ref().filter(|label| label.span.file != FileId::NONE);
    json!({
        "version": JSON_VERSION,
        "severity": diagnostic.severity.name(),
        "code": diagnostic.code.name(),
        "message": diagnostic.message,
        "primary": primary.map(label),
        "secondary": diagnostic.secondary.iter().map(label).collect::<Vec<_>>(),
        "notes": diagnostic.notes,
        "help": diagnostic.help,
        "fix": fix,
    })
    .to_string()
}
