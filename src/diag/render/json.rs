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
    let told = json!({
        "version": JSON_VERSION,
        "severity": diagnostic.severity.name(),
        "code": diagnostic.code.name(),
        "message": diagnostic.message,
        "primary": primary.map(label),
        "secondary": diagnostic.secondary.iter().map(label).collect::<Vec<_>>(),
        "notes": diagnostic.notes,
        "help": diagnostic.help,
        "fix": fix,
    });
    without_controls(&told.to_string())
}

/// Says how many findings are not listed.
pub fn render_dropped(errors: usize, warnings: usize) -> String {
    json!({ "version": JSON_VERSION, "dropped": { "errors": errors, "warnings": warnings } }).to_string()
}

/// JSON may hold some controls as they are; in a terminal they steer it.
pub fn without_controls(json: &str) -> String {
    let escape = |c: char| match c {
        '\u{7f}'..='\u{9f}' => format!("\\u{:04x}", c as u32),
        c => c.to_string(),
    };
    match json.contains(|c| matches!(c, '\u{7f}'..='\u{9f}')) {
        true => json.chars().map(escape).collect(),
        false => json.to_owned(),
    }
}
