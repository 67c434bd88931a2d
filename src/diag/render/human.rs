//! For people: the message, the lines it is about, what to do, and the change as a diff.

use super::{Style, clamp};
use crate::diag::{Diagnostic, Edit, FileId, Label, Severity, Sources, Span};
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use std::ops::Range;

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
