//! Comments that allow a warning: `# folio: allow CODE reason`, on the line above.

use super::{Code, Diagnostic, FileId, Severity, Sources, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

/// A comment that allows the warnings of one code on some lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// The kind of warning.
    pub code: Code,
    /// Why it is right here, in the author's words.
    pub reason: String,
    /// The comment.
    pub span: Span,
    /// The lines it speaks of, from 1.
    pub lines: RangeInclusive<usize>,
}

impl Allowance {
    /// What is to be said when it allows nothing.
    pub(super) fn unused(&self, sources: &Sources) -> Diagnostic {
        let name = self.code.name();
        let message = format!("this comment allows `{name}`, and there is no such warning here");
        let told = Diagnostic::warning(Code::UnusedAllow, self.span, message);
        told.fix("remove the comment", self.with_its_line(sources), "")
    }

    /// The comment, and the whole line when nothing else is on it.
    fn with_its_line(&self, sources: &Sources) -> Span {
        let (text, range) = (sources.text(self.span.file), self.span.range());
        let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        if !text[start..range.start].trim().is_empty() {
            let before = text[..range.start].trim_end_matches([' ', '\t']).len();
            return Span::new(self.span.file, before, range.end);
        }
        let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
        Span::new(self.span.file, start, end)
    }
}

/// All such comments of a run, by the lines they speak of.
#[derive(Debug, Clone, Default)]
pub(super) struct Allowances {
    all: Vec<Allowance>,
    /// What is there already.
    known: BTreeSet<(Span, Code)>,
    /// Which of them begin to speak on a line.
    first_lines: BTreeMap<(FileId, Code, usize), Vec<usize>>,
    /// Lines after its first one that one of them speaks of at the most.
    longest: usize,
}

impl Allowances {
    /// Takes a comment, once.
    pub fn add(&mut self, allowance: Allowance) {
        let (first, last) = (*allowance.lines.start(), *allowance.lines.end());
        if !self.known.insert((allowance.span, allowance.code)) {
            return;
        }
        let place = (allowance.span.file, allowance.code, first);
        self.first_lines.entry(place).or_default().push(self.all.len());
        self.longest = self.longest.max(last.saturating_sub(first));
        self.all.push(allowance);
    }

    /// The comments that allow a diagnostic. One that lies in a data file counts for the line of the
    /// report that it points to.
    pub fn covering(&self, diagnostic: &Diagnostic, sources: &Sources) -> impl Iterator<Item = &Allowance> {
        self.indices(diagnostic, sources).into_iter().map(|index| &self.all[index])
    }

    fn indices(&self, diagnostic: &Diagnostic, sources: &Sources) -> Vec<usize> {
        let (mut found, mut seen) = (Vec::new(), Vec::new());
        if self.all.is_empty() || diagnostic.severity != Severity::Warning {
            return found;
        }
        for label in diagnostic.primary.iter().chain(&diagnostic.secondary) {
            let file = label.span.file;
            if seen.contains(&file) {
                continue;
            }
            seen.push(file);
            let line = sources.location(file, label.span.range().start).line;
            let from = (file, diagnostic.code, line.saturating_sub(self.longest));
            let near = self.first_lines.range(from..=(file, diagnostic.code, line));
            let near = near.flat_map(|(_, indices)| indices.iter().copied());
            found.extend(near.filter(|index| self.all[*index].lines.contains(&line)));
        }
        found
    }

    /// Those that allow none of these, in the order they came in.
    pub fn unused(&self, diagnostics: &[Diagnostic], sources: &Sources) -> Vec<&Allowance> {
        let used: BTreeSet<usize> =
            diagnostics.iter().flat_map(|diagnostic| self.indices(diagnostic, sources)).collect();
        self.all.iter().enumerate().filter(|(index, _)| !used.contains(index)).map(|(_, one)| one).collect()
    }
}
