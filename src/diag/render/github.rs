//! GitHub's annotations: workflow commands that put a message beside the line it is about.
//!
//! GitHub shows ten errors and ten warnings of a step and drops the rest without a word, so the last
//! place of each says how many more there are, and the step summary has them all. Where there is no summary,
//! the others are plain lines of the log.

use super::{details, render_concise, visible};
use crate::diag::{Diagnostic, FileId, Severity, Sources};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Annotations of one kind that GitHub shows of a step.
const SHOWN_MAX: usize = 10;

/// The diagnostics of a command, as annotations.
#[derive(Debug, Clone, Default)]
pub struct Annotations {
    told: Vec<Annotation>,
    /// The commands that are there already.
    known: BTreeSet<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Annotation {
    severity: Severity,
    command: String,
    line: String,
    summary: String,
}

impl Annotations {
    /// Takes a diagnostic; one that several reports share is taken once.
    pub fn add(&mut self, diagnostic: &Diagnostic, sources: &Sources) {
        let diagnostic = &visible::diagnostic(diagnostic);
        let command = command(diagnostic, sources);
        if self.known.insert(command.clone()) {
            self.told.push(Annotation {
                severity: diagnostic.severity,
                command,
                line: render_concise(diagnostic, sources),
                summary: summary(diagnostic, sources),
            });
        }
    }

    /// The workflow commands, a line each, errors first; `all` is the place where all of them are.
    pub fn commands(&self, all: &str) -> Vec<String> {
        let mut commands = Vec::new();
        for severity in [Severity::Error, Severity::Warning] {
            let (shown, rest) = self.of(severity);
            commands.extend(shown.iter().map(|told| told.command.clone()));
            if !rest.is_empty() {
                let (name, more) = (severity.name(), rest.len());
                commands.push(format!("::{name} title=folio::and {more} more {name}s: see {all}"));
            }
        }
        commands
    }

    /// Those that have no command, as plain lines.
    pub fn rest(&self) -> Vec<String> {
        let rest = [Severity::Error, Severity::Warning].map(|severity| self.of(severity).1);
        rest.iter().flatten().map(|told| told.line.clone()).collect()
    }

    /// Those of a severity that have a command, and the others.
    fn of(&self, severity: Severity) -> (Vec<&Annotation>, Vec<&Annotation>) {
        let mut told: Vec<_> = self.told.iter().filter(|told| told.severity == severity).collect();
        let shown = if told.len() > SHOWN_MAX { SHOWN_MAX - 1 } else { told.len() };
        let rest = told.split_off(shown);
        (told, rest)
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
            property(&visible::line(sources.name(span.file))),
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
        let name = escaped(&visible::line(sources.name(span.file)));
        format!("<code>{name}:{}:{}</code> ", at.line, at.column)
    });
    let (severity, code) = (diagnostic.severity.name(), diagnostic.code.name());
    let mut lines = vec![format!("- {place}**{severity}[{code}]** {}", words(&diagnostic.message))];
    lines.extend(details(diagnostic, sources).iter().map(|line| words(line)));
    lines.join("<br>").replace('\n', "<br>")
}

/// Words with names in backticks, where nothing that comes from data or names is taken for Markdown or HTML.
fn words(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let part = |(index, part): (usize, &str)| match index % 2 {
        0 => escaped(part),
        _ => format!("<code>{}</code>", escaped(part)),
    };
    parts.map(part).collect()
}

/// Text without a meaning in Markdown or HTML.
fn escaped(text: &str) -> String {
    let escape = |c: char| match c {
        '<' | '>' | '&' | '"' | '*' | '_' | '[' | ']' | '`' | '|' | '~' | '\\' | '!' | '#' | '@' | '$' => {
            format!("&#{};", c as u32)
        }
        c => c.to_string(),
    };
    text.chars().map(escape).collect()
}
