//! Comments that allow a warning: `# folio: allow CODE reason`, on the line above.

use super::{Code, Diagnostic, Severity, Sink, Sources, Span};
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
    /// Whether a diagnostic is of this kind and on these lines. One that lies in a data file counts
    /// for the line of the report that it points to.
    pub fn covers(&self, diagnostic: &Diagnostic, sources: &Sources) -> bool {
        let labels = diagnostic.primary.iter().chain(&diagnostic.secondary);
        let here = labels.map(|label| label.span).find(|span| span.file == self.span.file);
        diagnostic.code == self.code
            && here.is_some_and(|span| {
                self.lines.contains(&sources.location(span.file, span.range().start).line)
            })
    }

    /// What is to be said when it allows nothing.
    pub(super) fn unused(&self, sink: &Sink) -> Option<Diagnostic> {
        let mut met = sink.diagnostics.iter().filter(|diagnostic| self.covers(diagnostic, &sink.sources));
        if met.any(|diagnostic| diagnostic.severity == Severity::Warning) {
            return None;
        }
        let name = self.code.name();
        let message = format!("this comment allows `{name}`, and there is no such warning here");
        let told = Diagnostic::warning(Code::UnusedAllow, self.span, message);
        Some(told.fix("remove the comment", self.with_its_line(&sink.sources), ""))
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
