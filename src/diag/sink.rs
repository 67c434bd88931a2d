//! Where diagnostics are collected: each is kept once, none about what was called wrong before.

use super::allow::Allowances;
use super::{Allowance, Code, Diagnostic, Failed, FileId, Found, Label, Result, Severity, Sources, Span};
use crate::limits::{FINDINGS_MAX, MISTAKES_MAX, TOLD_CHARS_MAX};
use std::collections::{BTreeMap, BTreeSet};

/// Collects diagnostics and the texts they point into.
#[derive(Debug, Default, Clone)]
pub struct Sink {
    /// The texts that spans point into.
    pub sources: Sources,
    diagnostics: Vec<Diagnostic>,
    /// Where the errors among them stand.
    errors_at: BTreeSet<Span>,
    /// Which of them have a place and a code.
    known: BTreeMap<(Option<Span>, Code), Vec<usize>>,
    allowances: Allowances,
    /// Ranges of which nothing more is said, by file and start, the outermost ones: file and start to end.
    muted: BTreeMap<(FileId, u32), u32>,
    /// Values that are read as they were probably meant, by file and start.
    doubted: BTreeMap<(FileId, u32), u32>,
    /// Kinds of which nothing more is said.
    quieted: BTreeSet<Code>,
    /// How many were handed in that are not allowed, by file; of each only the first ones are kept.
    counts: BTreeMap<(Option<FileId>, Severity), usize>,
}

impl Sink {
    /// Takes a diagnostic; the same one at the same place is kept once, one about a value that was
    /// called wrong before is not kept at all, and of one file no more are kept than a program reads.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        let place = diagnostic.primary.as_ref().map(|label| label.span);
        if place.is_some_and(|place| self.is_muted(place)) || self.quieted.contains(&diagnostic.code) {
            return;
        }
        texts_of(&mut diagnostic).for_each(shorten);
        // What the machine lacks is no doubt about what was written.
        let doubts = diagnostic.code != Code::Environment;
        if let Some(place) = place.filter(|place| doubts && self.is_doubted(*place)) {
            return self.join_doubts(place, diagnostic);
        }
        let known = self.known.get(&(place, diagnostic.code));
        if known.is_some_and(|known| known.iter().any(|index| self.diagnostics[*index] == diagnostic)) {
            return;
        }
        if !self.is_allowed(&diagnostic) {
            let count = self.counts.entry((place.map(|place| place.file), diagnostic.severity)).or_default();
            *count += 1;
            if *count > FINDINGS_MAX {
                return;
            }
        }
        self.errors_at.extend(place.filter(|_| diagnostic.severity == Severity::Error));
        self.known.entry((place, diagnostic.code)).or_default().push(self.diagnostics.len());
        self.diagnostics.push(diagnostic);
    }

    /// How many were handed in beyond those that are kept.
    pub fn dropped(&self, severity: Severity) -> usize {
        let counts = self.counts.iter().filter(|((_, of), _)| *of == severity);
        counts.map(|(_, count)| count.saturating_sub(FINDINGS_MAX)).sum()
    }

    /// Says that all there is to say about a value was said, so that no later stage echoes it.
    pub fn mute(&mut self, span: Span) {
        if self.is_muted(span) {
            return;
        }
        let inside = self.muted.range((span.file, span.start)..(span.file, span.end));
        let inside: Vec<_> = inside.map(|(key, _)| *key).collect();
        for key in &inside {
            self.muted.remove(key);
        }
        self.muted.insert((span.file, span.start), span.end);
    }

    /// Says that a value is read as it was probably meant, by the fix of a mistake that was told. Should more
    /// be wrong with the value as a whole, it was not meant so: one message stays.
    pub fn doubt(&mut self, span: Span) {
        self.doubted.insert((span.file, span.start), span.end);
    }

    /// Takes what is said of a doubted value as a whole into the mistake that was told of it: the one with a
    /// fix stays.
    fn join_doubts(&mut self, place: Span, diagnostic: Diagnostic) {
        let is_here = |told: &Diagnostic| {
            let edits = told.fix.iter().flat_map(|fix| &fix.edits);
            edits.clone().next().is_some() && edits.clone().all(|edit| place.contains(edit.span))
        };
        let Some(told) = self.diagnostics.iter_mut().find(|told| is_here(told)) else { return };
        if diagnostic.fix.is_some() {
            *told = diagnostic;
            self.errors_at.insert(place);
        } else {
            told.fix = None;
            told.notes.push(diagnostic.message);
            told.help = diagnostic.help;
        }
    }

    /// Says nothing more of a kind: a mistake hides what that would be about.
    pub fn quiet(&mut self, code: Code) {
        self.quieted.insert(code);
    }

    fn is_doubted(&self, span: Span) -> bool {
        self.doubted.get(&(span.file, span.start)).is_some_and(|end| *end == span.end)
    }

    fn is_muted(&self, span: Span) -> bool {
        let before = self.muted.range(..=(span.file, span.start)).next_back();
        before.is_some_and(|((file, _), end)| *file == span.file && span.end <= *end)
    }

    /// Whether an error was collected whose place lies within a span.
    pub fn has_error_within(&self, span: Span) -> bool {
        self.has_error_beside(span, &[])
    }

    /// Whether an error was collected whose place lies within a span and that is no mistake of syntax: those
    /// are mended where they can be.
    pub fn has_unmended_within(&self, span: Span) -> bool {
        let mut places = self.unmended().filter_map(|told| told.primary.as_ref()).map(|label| label.span);
        places.any(|place| span.contains(place))
    }

    /// Whether an error was collected that is no mistake of syntax.
    pub fn has_unmended(&self) -> bool {
        self.unmended().next().is_some()
    }

    fn unmended(&self) -> impl Iterator<Item = &Diagnostic> {
        let errors = self.diagnostics.iter().filter(|told| told.severity == Severity::Error);
        errors.filter(|told| told.code != Code::YamlSyntax)
    }

    /// Whether an error was collected whose place lies within a span and within none of some others.
    pub fn has_error_beside(&self, span: Span, others: &[Span]) -> bool {
        let first = Span { end: span.start, ..span };
        let last = Span { start: span.end, ..span };
        let mut places = self.errors_at.range(first..=last);
        places.any(|place| span.contains(*place) && !others.iter().any(|other| other.contains(*place)))
    }

    /// Takes a diagnostic and says that the caller cannot go on.
    pub fn fail(&mut self, diagnostic: Diagnostic) -> Failed {
        self.push(diagnostic);
        Failed
    }

    /// Whether any error was collected.
    pub fn has_errors(&self) -> bool {
        self.errors() > 0
    }

    /// How many errors were collected.
    pub fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|d| d.severity == Severity::Error).count()
    }

    /// `Err` when any error was collected; the end of every stage.
    pub fn checkpoint(&self) -> Result<()> {
        if self.has_errors() { Err(Failed) } else { Ok(()) }
    }

    /// Takes a comment that allows warnings.
    pub fn allow(&mut self, allowance: Allowance) {
        self.allowances.add(allowance);
    }

    /// What was collected so far and is not allowed, in the order of the files and the places in them.
    pub fn diagnostics(&self) -> Vec<&Diagnostic> {
        self.in_order(|diagnostic| !self.is_allowed(diagnostic))
    }

    /// Those of them that people read: of one file the first ones.
    pub fn shown(&self) -> Vec<&Diagnostic> {
        let mut counts: BTreeMap<(Option<FileId>, Severity), usize> = BTreeMap::new();
        let mut shown = self.diagnostics();
        shown.retain(|diagnostic| {
            let file = diagnostic.primary.as_ref().map(|label| label.span.file);
            let count = counts.entry((file, diagnostic.severity)).or_default();
            *count += 1;
            *count <= MISTAKES_MAX
        });
        shown
    }

    /// What was collected so far and is allowed, each with the comment that allows it.
    pub fn allowed(&self) -> Vec<(&Diagnostic, &Allowance)> {
        let allowed = self.in_order(|_| true).into_iter();
        let by = |diagnostic| self.allowances.covering(diagnostic, &self.sources).next();
        allowed.filter_map(|diagnostic| Some((diagnostic, by(diagnostic)?))).collect()
    }

    /// Warns of comments that allow nothing. A check finds nothing that only rows can show, so what
    /// allows such things is asked about only after rows were read.
    pub fn tell_unused_allowances(&mut self, found: Found) {
        let unused = self.allowances.unused(&self.diagnostics, &self.sources);
        let unused = unused.into_iter().filter(|allowance| found >= allowance.code.info().found);
        let unused: Vec<_> = unused.map(|allowance| allowance.unused(&self.sources)).collect();
        unused.into_iter().for_each(|told| self.push(told));
    }

    fn in_order(&self, keep: impl Fn(&Diagnostic) -> bool) -> Vec<&Diagnostic> {
        let mut all: Vec<_> = self.diagnostics.iter().filter(|diagnostic| keep(diagnostic)).collect();
        all.sort_by_key(|d| d.primary.as_ref().map(|label| (label.span.file, label.span.start)));
        all
    }

    fn is_allowed(&self, diagnostic: &Diagnostic) -> bool {
        self.allowances.covering(diagnostic, &self.sources).next().is_some()
    }
}

/// Everything that a diagnostic says.
fn texts_of(diagnostic: &mut Diagnostic) -> impl Iterator<Item = &mut String> {
    let Diagnostic { message, primary, secondary, notes, help, fix, .. } = diagnostic;
    let labels = primary.iter_mut().chain(secondary).map(|Label { text, .. }| text);
    let title = fix.iter_mut().map(|fix| &mut fix.title);
    [message].into_iter().chain(labels).chain(notes).chain(help).chain(title)
}

/// Takes the middle out of a text that nobody reads to its end, such as one that quotes a value of a megabyte.
fn shorten(text: &mut String) {
    if text.len() <= TOLD_CHARS_MAX || text.chars().count() <= TOLD_CHARS_MAX {
        return;
    }
    let head: String = text.chars().take(TOLD_CHARS_MAX / 2).collect();
    let tail = text.char_indices().rev().nth(TOLD_CHARS_MAX / 2 - 1).map_or(0, |(at, _)| at);
    *text = format!("{head}…{}", &text[tail..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sink() -> (Sink, FileId) {
        let mut sink = Sink::default();
        let file = sink.sources.add("a.yaml", "x\n".repeat(2 * FINDINGS_MAX + 10));
        (sink, file)
    }

    fn warning(file: FileId, line: usize) -> Diagnostic {
        let span = Span::new(file, 2 * (line - 1), 2 * (line - 1) + 1);
        Diagnostic::warning(Code::UnusedName, span, "never used")
    }

    fn allowance(file: FileId, line: usize) -> Allowance {
        let span = Span::new(file, 2 * (line - 1), 2 * (line - 1));
        Allowance { code: Code::UnusedName, reason: "why".into(), span, lines: line..=line }
    }

    #[test]
    fn allowed_warnings_hide_no_others() {
        let (mut sink, file) = sink();
        (1..=FINDINGS_MAX + 1).for_each(|line| sink.allow(allowance(file, line)));
        (1..=FINDINGS_MAX + 2).for_each(|line| sink.push(warning(file, line)));
        assert_eq!(
            (sink.diagnostics().len(), sink.shown().len(), sink.allowed().len()),
            (1, 1, FINDINGS_MAX + 1)
        );
        sink.tell_unused_allowances(Found::Build);
        assert_eq!(sink.diagnostics().len(), 1, "all of them allow something");
    }

    #[test]
    fn people_see_the_first_programs_many_and_all_are_counted() {
        let (mut sink, file) = sink();
        (1..=FINDINGS_MAX + 3).rev().for_each(|line| sink.push(warning(file, line)));
        sink.push(warning(file, 4));
        assert_eq!((sink.shown().len(), sink.diagnostics().len()), (MISTAKES_MAX, FINDINGS_MAX));
        assert_eq!((sink.dropped(Severity::Warning), sink.dropped(Severity::Error)), (3, 0));
    }

    #[test]
    fn long_words_lose_their_middle() {
        let (mut sink, file) = sink();
        let message = format!("`{}` is no number", "ä".repeat(100_000));
        sink.push(Diagnostic::error(Code::DataType, Span::new(file, 0, 1), message));
        let told = &sink.diagnostics()[0].message;
        assert!(told.starts_with("`ää") && told.ends_with("ä` is no number"), "{told}");
        assert_eq!(told.chars().count(), TOLD_CHARS_MAX + 1);
    }
}
