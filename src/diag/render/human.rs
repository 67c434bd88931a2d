//! For people: the message, the lines it is about, what to do, and the change as a diff.

use super::page::Page;
use super::{Style, visible};
use crate::diag::{Diagnostic, Edit, FileId, Label, Location, Severity, Sources, Span};
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

/// Marks the places in a drawing that are put in afterwards: lines are cut before they are drawn, and
/// the drawer counts the columns of what it is handed.
pub const MARK: char = '\u{e000}';
/// Edits of one fix that are drawn; more of them do the same over and over.
const EDITS_MAX: usize = 6;
/// Characters of new text that are shown.
const NEW_CHARS_MAX: usize = 500;

/// Draws a diagnostic with the lines it is about.
pub fn render_human(diagnostic: &Diagnostic, sources: &Sources, style: Style) -> String {
    let told = &visible::diagnostic(diagnostic);
    let level = match told.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(&told.message).id(told.code.name()));
    let mut heads = Vec::new();
    for file in files_of(told) {
        let (snippet, head) = annotated(told, file, sources);
        group = group.element(snippet);
        heads.push(head);
    }
    for note in &told.notes {
        group = group.element(Level::NOTE.message(note));
    }
    for help in &told.help {
        group = group.element(Level::HELP.message(help));
    }
    let mut report = vec![group];
    if let Some(fix) = &told.fix {
        let title = match fix.edits.len() {
            0..=EDITS_MAX => fix.title.clone(),
            count => format!("{} in {count} places, such as", fix.title),
        };
        let mut group = Group::with_title(Level::HELP.secondary_title(title));
        for edits in by_file(&fix.edits[..fix.edits.len().min(EDITS_MAX)]) {
            let (snippet, head) = patched(edits, sources);
            group = group.element(snippet);
            heads.push(head);
        }
        report.push(group);
    }
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    with_places(&renderer.term_width(style.width).render(&report), &heads)
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

/// The lines of a file that a diagnostic points to, with its labels, and the place to name above them.
fn annotated<'a>(
    diagnostic: &'a Diagnostic,
    file: FileId,
    sources: &Sources,
) -> (Snippet<'a, annotate_snippets::Annotation<'a>>, Location) {
    let here = |label: &&Label| label.span.file == file;
    let primary = diagnostic.primary.iter().filter(here).map(|label| (AnnotationKind::Primary, label));
    let secondary = diagnostic.secondary.iter().filter(here).map(|label| (AnnotationKind::Context, label));
    let labels: Vec<_> = primary.chain(secondary).collect();
    let spans: Vec<Span> = labels.iter().map(|(_, label)| label.span).collect();
    let page = Page::around(&spans, sources);
    let main = diagnostic.primary.iter().find(here);
    let head = main.map_or(page.head, |label| sources.location(file, label.span.range().start));
    let spots: Vec<_> = labels.iter().map(|(_, label)| page.place(label.span.range())).collect();
    let mut snippet = Snippet::source(page.text).path(marked(file, sources)).line_start(page.line);
    for ((kind, label), spot) in labels.into_iter().zip(spots) {
        let text = (!label.text.is_empty()).then_some(label.text.as_str());
        snippet = snippet.annotation(kind.span(spot).label(text));
    }
    (snippet, head)
}

/// Edits in runs of one file each.
fn by_file(edits: &[Edit]) -> impl Iterator<Item = &[Edit]> {
    edits.chunk_by(|a, b| a.span.file == b.span.file)
}

/// The lines that edits change, and the place to name above them.
fn patched<'a>(edits: &'a [Edit], sources: &Sources) -> (Snippet<'a, Patch<'a>>, Location) {
    let file = edits.first().map_or(FileId::NONE, |edit| edit.span.file);
    let spans: Vec<Span> = edits.iter().map(|edit| edit.span).collect();
    let page = Page::around(&spans, sources);
    let (line, head) = (page.line, page.head);
    let patches: Vec<_> =
        edits.iter().map(|edit| Patch::new(page.place(edit.span.range()), new_text(edit))).collect();
    let snippet = Snippet::source(page.text).path(marked(file, sources)).line_start(line);
    (snippet.patches(patches), head)
}

fn new_text(edit: &Edit) -> String {
    let text = visible::edit(edit);
    match text.char_indices().nth(NEW_CHARS_MAX) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.into_owned(),
    }
}

fn marked(file: FileId, sources: &Sources) -> String {
    format!("{}{MARK}", visible::line(sources.name(file)))
}

/// Puts the places behind the marks, in the order they were drawn. Where a fix lies in the file that was
/// named already, its place is not drawn again.
fn with_places(drawing: &str, heads: &[Location]) -> String {
    let mut parts = drawing.split(MARK);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for (part, head) in parts.zip(heads) {
        out += &format!(":{}:{}", head.line, head.column);
        out += part.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit());
    }
    out
}
