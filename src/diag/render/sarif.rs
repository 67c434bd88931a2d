//! SARIF 2.1.0, the form in which code hosts and editors exchange findings.

use super::json::without_controls;
use super::{clamp, details};
use crate::diag::{Allowance, CODES, CodeInfo, Diagnostic, Edit, FileId, Label, Sources, Span};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The findings of a command.
#[derive(Debug, Clone, Default)]
pub struct SarifLog {
    results: Vec<Value>,
    /// What is there already.
    known: BTreeSet<String>,
    /// How often the same thing was found, so that each finding has a name of its own.
    seen: BTreeMap<u64, usize>,
    /// Findings that are not listed.
    dropped: usize,
}

impl SarifLog {
    /// Takes a diagnostic; one that several reports share is taken once. With the comment that allows
    /// it, it is a suppressed finding.
    pub fn add(&mut self, diagnostic: &Diagnostic, sources: &Sources, allowance: Option<&Allowance>) {
        let mut result = result(diagnostic, sources);
        if let Some(allowance) = allowance {
            result["suppressions"] = json!([{ "kind": "inSource", "justification": allowance.reason }]);
        }
        if !self.known.insert(result.to_string()) {
            return;
        }
        let name = fingerprint(diagnostic, sources);
        let times = self.seen.entry(name).or_default();
        result["partialFingerprints"] = json!({ "folio/v1": format!("{name:016x}:{times}") });
        *times += 1;
        self.results.push(result);
    }

    /// Takes findings that are only counted.
    pub fn add_dropped(&mut self, count: usize) {
        self.dropped += count;
    }

    /// The log file.
    pub fn render(&self) -> String {
        let notes: Vec<Value> = (self.dropped > 0).then(|| self.dropped_note()).into_iter().collect();
        let log = json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "folio",
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "rules": CODES.iter().map(rule).collect::<Vec<_>>(),
                } },
                "columnKind": "unicodeCodePoints",
                "invocations": [{ "executionSuccessful": true, "toolExecutionNotifications": notes }],
                "results": self.results,
            }],
        });
        without_controls(&format!("{log:#}"))
    }

    fn dropped_note(&self) -> Value {
        let text = format!("{} more findings are not listed", self.dropped);
        json!({ "level": "note", "message": { "text": text } })
    }
}

fn rule(info: &CodeInfo) -> Value {
    json!({
        "id": info.name,
        "shortDescription": { "text": info.title },
        "help": { "text": info.page, "markdown": info.page },
    })
}

fn result(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let mut text = vec![diagnostic.message.clone()];
    text.extend(details(diagnostic, sources));
    let primary = diagnostic.primary.iter().filter(|label| label.span.file != FileId::NONE);
    let mut result = json!({
        "ruleId": diagnostic.code.name(),
        "ruleIndex": CODES.iter().position(|info| info.code == diagnostic.code),
        "level": diagnostic.severity.name(),
        "message": { "text": text.join("\n") },
        "locations": primary.map(|label| location(label, sources, None)).collect::<Vec<_>>(),
    });
    let related = diagnostic.secondary.iter().enumerate();
    let related: Vec<Value> = related.map(|(index, label)| location(label, sources, Some(index))).collect();
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    if let Some(fix) = &diagnostic.fix {
        let changes = fix.edits.chunk_by(|a, b| a.span.file == b.span.file);
        let changes: Vec<Value> = changes.map(|edits| change(edits, sources)).collect();
        result["fixes"] = json!([{ "description": { "text": fix.title }, "artifactChanges": changes }]);
    }
    result
}

fn location(label: &Label, sources: &Sources, id: Option<usize>) -> Value {
    let file = sources.name(label.span.file);
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(file) },
            "region": region(label.span, sources),
        },
    });
    if let Some(id) = id {
        location["id"] = json!(id);
    }
    if !label.text.is_empty() {
        location["message"] = json!({ "text": label.text });
    }
    location
}

fn region(span: Span, sources: &Sources) -> Value {
    let range = clamp(sources.text(span.file), span);
    let (start, end) = (sources.location(span.file, range.start), sources.location(span.file, range.end));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

fn change(edits: &[Edit], sources: &Sources) -> Value {
    let file = edits.first().map_or(FileId::NONE, |edit| edit.span.file);
    let replacement = |edit: &Edit| {
        json!({
            "deletedRegion": region(edit.span, sources),
            "insertedContent": { "text": edit.text },
        })
    };
    json!({
        "artifactLocation": { "uri": uri(sources.name(file)) },
        "replacements": edits.iter().map(replacement).collect::<Vec<_>>(),
    })
}

/// A path as a URI reference: relative paths stay relative.
fn uri(path: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let escaped: String = path
        .replace('\\', "/")
        .bytes()
        .map(|byte| if keep(byte) { (byte as char).to_string() } else { format!("%{byte:02X}") })
        .collect();
    if escaped.starts_with('/') { format!("file://{escaped}") } else { escaped }
}

/// What a finding is recognised by when lines move: its code, its file, its message and the text of
/// its line. FNV-1a, because the number must be the same in every version.
fn fingerprint(diagnostic: &Diagnostic, sources: &Sources) -> u64 {
    let mut parts = vec![diagnostic.code.name(), &diagnostic.message];
    if let Some(label) = &diagnostic.primary {
        let text = sources.text(label.span.file);
        let start = clamp(text, label.span).start;
        let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
        parts.extend([sources.name(label.span.file), text[line..].lines().next().unwrap_or_default().trim()]);
    }
    parts.iter().flat_map(|part| part.bytes().chain([0])).fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
