//! GitHub's annotations: workflow commands that put a message beside the line it is about.
//!
//! GitHub shows ten errors and ten warnings of a step and drops the rest without a word, so the last
//! place of each says how many more there are; the step summary has them all.

use super::details;
use crate::diag::{Diagnostic, FileId, Severity, Sources};
use std::fmt::Write;

/// Annotations of one kind that GitHub shows of a step.
const SHOWN_MAX: usize = 10;

/// The diagnostics of a command, as annotations.
#[derive(Debug, Clone, Default)]
pub struct Annotations {
    told: Vec<Annotation>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Annotation {
    severity: Severity,
    command: String,
    summary: String,
}

impl Annotations {
    /// Takes a diagnostic; one that several reports share is taken once.
    pub fn add(&mut self, diagnostic: &Diagnostic, sources: &Sources) {
        let annotation = Annotation {
            severity: diagnostic.severity,
            command: command(diagnostic, sources),
            summary: summary(diagnostic, sources),
        };
        if !self.told.contains(&annotation) {
            self.told.push(annotation);
        }
    }

    /// The workflow commands, a line each, errors first.
    pub fn commands(&self) -> Vec<String> {
        [Severity::Error, Severity::Warning].into_iter().flat_map(|severity| self.of(severity)).collect()
    }

    fn of(&self, severity: Severity) -> Vec<String> {
        let told: Vec<_> = self.told.iter().filter(|annotation| annotation.severity == severity).collect();
        let shown = if told.len() > SHOWN_MAX { SHOWN_MAX - 1 } else { told.len() };
        let mut commands: Vec<String> =
            told[..shown].iter().map(|annotation| annotation.command.clone()).collect();
        if shown < told.len() {
            let (name, more) = (severity.name(), told.len() - shown);
            commands
                .push(format!("::{name} title=folio::and {more} more {name}s: see the summary of this step"));
        }
        commands
    }

    /// All of it as Markdown, for the summary of the step; nothing when there is nothing to tell.
    pub fn step_summary(&self) -> Option<String> {
        let lines: String = self.told.iter().map(|annotation| format!("{}\n", annotation.summary)).collect();
        (!lines.is_empty()).then(|| format!("### folio\n\n{lines}\n"))
    }
}

/// `::error file=…,line=…,endLine=…,col=…,endColumn=…,title=…::message%0Alabel%0Ahelp`.
fn command(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut out = format!("::{} ", diagnostic.severity.name());
    let primary = diagnostic.primary.as_ref().map(|label| label.span);
    if let Some(span) = primary.filter(|span| span.file != FileId::NONE) {
        let range = super::clamp(sources.text(span.file), span);
        let (start, end) = (sources.location(span.file, range.start), sources.location(span.file, range.end));
        let _ = write!(
            out,
            "file={},line={},endLine={},",
            property(sources.name(span.file)),
            start.line,
            end.line
        );
        // GitHub takes columns only within one line.
        if start.line == end.line {
            let _ = write!(out, "col={},endColumn={},", start.column, end.column.max(start.column));
        }
    }
    let _ = write!(out, "title={}::", property(diagnostic.code.name()));
    let mut lines = vec![diagnostic.message.clone()];
    lines.extend(details(diagnostic, sources));
    out + &data(&lines.join("\n"))
}

/// A value before `::`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Text after `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// An item of a Markdown list.
fn summary(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let place = diagnostic.primary.as_ref().map(|label| label.span).filter(|span| span.file != FileId::NONE);
    let place = place.map_or_else(String::new, |span| {
        let at = sources.location(span.file, span.range().start);
        format!("`{}:{}:{}` ", sources.name(span.file), at.line, at.column)
    });
    let (severity, code) = (diagnostic.severity.name(), diagnostic.code.name());
    let mut lines = vec![format!("- {place}**{severity}[{code}]** {}", diagnostic.message)];
    lines.extend(details(diagnostic, sources));
    lines.join("<br>").replace('\n', " ")
}
