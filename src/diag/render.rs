//! Diagnostics as text: for people, one a line, and as JSON; nothing here prints.

use super::{Diagnostic, Edit, FileId, Label, Severity, Sink, Sources, Span};
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use serde_json::{Value, json};
use std::ops::Range;

/// The version of the JSON form.
const JSON_VERSION: u32 = 1;

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

/// Draws a diagnostic with the lines it is about.
pub fn render_human(diagnostic: &Diagnostic, sources: &Sources, style: Style) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(&diagnostic.message).id(diagnostic.code.name()));
    for file in files_of(diagnostic) {
        group = group.element(annotated(diagnostic, file, sources));
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note));
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    let mut report = vec![group];
    if let Some(fix) = &diagnostic.fix {
        let mut group = Group::with_title(Level::HELP.secondary_title(clean(&fix.title)));
        for edits in by_file(&fix.edits) {
            group = group.element(patched(edits, sources));
        }
        report.push(group);
    }
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(style.width).render(&report)
}

/// The files a diagnostic points into, that of the primary place first.
fn files_of(diagnostic: &Diagnostic) -> Vec<FileId> {
    let mut files = Vec::new();
    for label in diagnostic.primary.iter().chain(&diagnostic.secondary) {
        if label.span.file != FileId::NONE && !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    files
}

/// The lines of a file that a diagnostic points to, with its labels.
fn annotated<'a>(
    diagnostic: &'a Diagnostic,
    file: FileId,
    sources: &'a Sources,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let here = |label: &&Label| label.span.file == file;
    let primary = diagnostic.primary.iter().filter(here).map(|label| (AnnotationKind::Primary, label));
    let secondary = diagnostic.secondary.iter().filter(here).map(|label| (AnnotationKind::Context, label));
    let labels: Vec<_> = primary.chain(secondary).collect();
    let window = Window::around(labels.iter().map(|(_, label)| label.span), file, sources);
    let mut snippet = Snippet::source(window.text).path(sources.name(file)).line_start(window.line);
    for (kind, label) in labels {
        let text = (!label.text.is_empty()).then_some(label.text.as_str());
        snippet = snippet.annotation(kind.span(window.within(label.span)).label(text));
    }
    snippet
}

/// Edits in runs of one file each.
fn by_file(edits: &[Edit]) -> impl Iterator<Item = &[Edit]> {
    edits.chunk_by(|a, b| a.span.file == b.span.file)
}

/// The lines that edits change.
fn patched<'a>(edits: &'a [Edit], sources: &'a Sources) -> Snippet<'a, Patch<'a>> {
    let file = edits.first().map_or(FileId::NONE, |edit| edit.span.file);
    let window = Window::around(edits.iter().map(|edit| edit.span), file, sources);
    let patches = edits.iter().map(|edit| Patch::new(window.within(edit.span), edit.text.as_str()));
    Snippet::source(window.text).path(sources.name(file)).line_start(window.line).patches(patches)
}

/// Text that goes into a title which may carry terminal codes: without them.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// The lines of a file around some spans; drawing costs time by the text it is handed.
struct Window<'a> {
    text: &'a str,
    start: usize,
    line: usize,
}

impl<'a> Window<'a> {
    fn around(spans: impl Iterator<Item = Span>, file: FileId, sources: &'a Sources) -> Window<'a> {
        let text = sources.text(file);
        let mut bounds: Option<Range<usize>> = None;
        for span in spans {
            let range = clamp(text, span);
            bounds = Some(match bounds {
                Some(found) => found.start.min(range.start)..found.end.max(range.end),
                None => range,
            });
        }
        let bounds = bounds.unwrap_or(0..0);
        let start = text[..bounds.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[bounds.end..].find('\n').map_or(text.len(), |at| bounds.end + at + 1);
        Window { text: &text[start..end], start, line: sources.location(file, start).line }
    }

    /// A span counted from the start of the window.
    fn within(&self, span: Span) -> Range<usize> {
        let range = span.range();
        let start =
            self.text.floor_char_boundary(range.start.saturating_sub(self.start).min(self.text.len()));
        let end = self.text.ceil_char_boundary(range.end.saturating_sub(self.start).min(self.text.len()));
        start..end.max(start)
    }
}

/// A span that lies within its text and cuts no character.
fn clamp(text: &str, span: Span) -> Range<usize> {
    let range = span.range();
    let start = text.floor_char_boundary(range.start.min(text.len()));
    start..text.ceil_char_boundary(range.end.min(text.len())).max(start)
}

/// `file:line:col: error[code]: message: label; help: …`, on one line.
pub fn render_concise(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut line = String::new();
    if let Some(span) =
        diagnostic.primary.as_ref().map(|label| label.span).filter(|span| span.file != FileId::NONE)
    {
        let place = sources.location(span.file, span.start as usize);
        line = format!("{}:{}:{}: ", sources.name(span.file), place.line, place.column);
    }
    line += &format!(
        "{}[{}]: {}",
        severity_name(diagnostic.severity),
        diagnostic.code.name(),
        diagnostic.message
    );
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

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

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
        "severity": severity_name(diagnostic.severity),
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

/// A span as JSON.
fn place(span: Span, sources: &Sources) -> Value {
    let range = clamp(sources.text(span.file), span);
    json!({
        "file": sources.name(span.file),
        "bytes": { "start": range.start, "end": range.end },
        "start": sources.location(span.file, range.start),
        "end": sources.location(span.file, range.end),
    })
}

/// `4 errors, 1 warning`; nothing when there are none.
pub fn summary(sink: &Sink) -> Option<String> {
    let all = sink.diagnostics();
    let of = |severity| all.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let counted = |count: usize, noun: &str| {
        (count > 0).then(|| format!("{count} {noun}{}", if count == 1 { "" } else { "s" }))
    };
    let parts = [counted(of(Severity::Error), "error"), counted(of(Severity::Warning), "warning")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;

    /// A mistake in the second of three lines, with a place in another file, a help and a fix.
    fn example() -> (Sources, Diagnostic) {
        let mut sources = Sources::default();
        let file = sources.add("report.yaml", "title: a\nfield: 日本 ammount\nend: 1\n");
        let other = sources.add("data.yaml", "amount: 1\n");
        let span = Span::new(file, 23, 30);
        let told = Diagnostic::error(Code::UnknownColumn, span, "unknown column `ammount`")
            .label("did you mean `amount`?")
            .also(Span::new(other, 0, 6), "this one")
            .help("names are exact")
            .fix("use `amount`", span, "amount");
        (sources, told)
    }

    #[test]
    fn people_see_the_lines() {
        let (sources, told) = example();
        let expected = "\
error[unknown-column]: unknown column `ammount`
 --> report.yaml:2:11
  |
2 | field: 日本 ammount
  |             ^^^^^^^ did you mean `amount`?
  |
 ::: data.yaml:1:1
  |
1 | amount: 1
  | ------ this one
  |
  = help: names are exact
help: use `amount`
  |
2 - field: 日本 ammount
2 + field: 日本 amount
  |";
        assert_eq!(render_human(&told, &sources, Style::default()), expected);
    }

    #[test]
    fn machines_see_one_line() {
        let (sources, told) = example();
        let expected = "report.yaml:2:11: error[unknown-column]: unknown column `ammount`: \
                        did you mean `amount`?; help: names are exact; help: use `amount`";
        assert_eq!(render_concise(&told, &sources), expected);
        let json: Value = serde_json::from_str(&render_json(&told, &sources)).expect("it is JSON");
        assert_eq!(json["primary"]["start"], json!({ "line": 2, "column": 11 }));
        assert_eq!(json["primary"]["bytes"], json!({ "start": 23, "end": 30 }));
        assert_eq!(json["fix"]["edits"][0]["text"], "amount");
    }

    #[test]
    fn spans_outside_the_text_are_harmless() {
        let mut sources = Sources::default();
        let file = sources.add("a", "é");
        for (start, end) in [(1, 1), (0, 1), (1, 9), (7, 9)] {
            let told = Diagnostic::error(Code::YamlSyntax, Span::new(file, start, end), "x");
            assert!(render_human(&told, &sources, Style::default()).starts_with("error[yaml-syntax]: x"));
            assert!(render_json(&told, &sources).starts_with('{'));
        }
    }
}
