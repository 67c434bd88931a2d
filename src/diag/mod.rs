//! Diagnostics: what is wrong, where it was written, and what to type instead; nothing here prints.

mod allow;
mod code;
mod fix;
mod render;
mod sources;
mod suggest;
mod tally;

pub use allow::Allowance;
pub use code::{CODES, Code, CodeInfo, Found};
pub use fix::{FileFixes, safe_fixes, with_fixes};
pub use render::{Annotations, SarifLog, Style, render_concise, render_human, render_json};
pub use sources::{FileId, Location, Sources};
pub use suggest::{did_you_mean, list_names};
pub use tally::Tally;

use crate::limits::MISTAKES_MAX;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A byte range in one source file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// The file the range lies in.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Makes a span from byte offsets.
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        Span { file, start: start as u32, end: end.max(start) as u32 }
    }

    /// The place of what nobody wrote.
    pub fn nowhere() -> Span {
        Span::new(FileId::NONE, 0, 0)
    }

    /// The byte range inside the file.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether another span lies within this one.
    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The report cannot be made.
    Error,
    /// The report is made; somebody should look.
    Warning,
}

impl Severity {
    /// The word printed before the message.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// A place and what to say about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What to say there; may be empty.
    pub text: String,
}

/// A change that removes the cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// What the change does, in the imperative.
    pub title: String,
    /// Replacements, none overlapping another.
    pub edits: Vec<Edit>,
    /// Whether it may be applied without asking.
    pub safe: bool,
}

/// One replacement of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// One mistake, told to the author of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Stable name of the kind of mistake.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, names in backticks.
    pub message: String,
    /// The place; absent only where there is no file (command line, whole machine).
    pub primary: Option<Label>,
    /// Other places that matter.
    pub secondary: Vec<Label>,
    /// Facts that explain.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Vec<String>,
    /// A change that removes the cause.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: Severity::Error,
            message: message.into(),
            primary: Some(Label { span, text: String::new() }),
            secondary: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
            fix: None,
        }
    }

    /// A warning at a place.
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, span, message) }
    }

    /// An error that has no place in a file.
    pub fn global(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic { primary: None, ..Diagnostic::error(code, Span::new(FileId::NONE, 0, 0), message) }
    }

    /// Says something at the primary place.
    pub fn label(mut self, text: impl Into<String>) -> Diagnostic {
        if let Some(label) = &mut self.primary {
            label.text = text.into();
        }
        self
    }

    /// The same under another code.
    pub fn recode(mut self, code: Code) -> Diagnostic {
        self.code = code;
        self
    }

    /// Moves the primary place, and says something there.
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.primary = Some(Label { span, text: text.into() });
        self
    }

    /// Points to another place.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Adds a fact.
    pub fn note(mut self, text: impl Into<String>) -> Diagnostic {
        self.notes.push(text.into());
        self
    }

    /// Says what to do.
    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.help.push(text.into());
        self
    }

    /// Says what to do, and nothing else that was said of it.
    pub fn only_help(mut self, text: impl Into<String>) -> Diagnostic {
        self.help = vec![text.into()];
        self
    }

    /// Offers a replacement of one range.
    pub fn fix(self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Diagnostic {
        self.edits(title, vec![Edit { span, text: text.into() }])
    }

    /// Offers several replacements that belong together.
    pub fn edits(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Diagnostic {
        self.fix = Some(Fix { title: title.into(), edits, safe: true });
        self
    }

    /// Says that the fix is only one of the changes the author may want.
    pub fn unsure(mut self) -> Diagnostic {
        if let Some(fix) = &mut self.fix {
            fix.safe = false;
        }
        self
    }
}

/// Says that a stage could not finish; the reasons are in the [`Sink`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failed;

/// What a stage returns.
pub type Result<T> = std::result::Result<T, Failed>;

/// Collects diagnostics and the texts they point into.
#[derive(Debug, Default, Clone)]
pub struct Sink {
    /// The texts that spans point into.
    pub sources: Sources,
    diagnostics: Vec<Diagnostic>,
    allowances: Vec<Allowance>,
    /// Ranges of which nothing more is said, by file and start, the outermost ones: file and start to end.
    muted: BTreeMap<(FileId, u32), u32>,
    /// Values that are read as they were probably meant, by file and start.
    doubted: BTreeMap<(FileId, u32), u32>,
    /// Kinds of which nothing more is said.
    quieted: BTreeSet<Code>,
    /// How many were handed in, by file; of each only the first ones are kept.
    counts: BTreeMap<(Option<FileId>, Severity), usize>,
}

impl Sink {
    /// Takes a diagnostic; the same one at the same place is kept once, one about a value that was
    /// called wrong before is not kept at all, and of one file no more are kept than people read.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let place = diagnostic.primary.as_ref().map(|label| label.span);
        if place.is_some_and(|place| self.is_muted(place)) || self.quieted.contains(&diagnostic.code) {
            return;
        }
        // What the machine lacks is no doubt about what was written.
        let doubts = diagnostic.code != Code::Environment;
        if let Some(place) = place.filter(|place| doubts && self.is_doubted(*place)) {
            return self.join_doubts(place, diagnostic);
        }
        let count = self.counts.entry((place.map(|place| place.file), diagnostic.severity)).or_default();
        if *count >= MISTAKES_MAX {
            *count += 1;
        } else if !self.diagnostics.contains(&diagnostic) {
            *count += 1;
            self.diagnostics.push(diagnostic);
        }
    }

    /// How many were handed in beyond those that are kept.
    fn untold(&self, severity: Severity) -> usize {
        let counts = self.counts.iter().filter(|((_, of), _)| *of == severity);
        counts.map(|(_, count)| count.saturating_sub(MISTAKES_MAX)).sum()
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
        let errors = self.diagnostics.iter().filter(|told| told.severity == Severity::Error);
        let mut places = errors.filter_map(|told| told.primary.as_ref()).map(|label| label.span);
        places.any(|place| span.contains(place) && !others.iter().any(|other| other.contains(place)))
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
        if !self.allowances.contains(&allowance) {
            self.allowances.push(allowance);
        }
    }

    /// What was collected so far and is not allowed, in the order of the files and the places in them.
    pub fn diagnostics(&self) -> Vec<&Diagnostic> {
        self.in_order(|diagnostic| self.allowance_of(diagnostic).is_none())
    }

    /// What was collected so far and is allowed, each with the comment that allows it.
    pub fn allowed(&self) -> Vec<(&Diagnostic, &Allowance)> {
        let allowed = self.in_order(|_| true).into_iter();
        allowed.filter_map(|diagnostic| Some((diagnostic, self.allowance_of(diagnostic)?))).collect()
    }

    /// Warns of comments that allow nothing. A check finds nothing that only rows can show, so what
    /// allows such things is asked about only after rows were read.
    pub fn tell_unused_allowances(&mut self, found: Found) {
        let unused = self.allowances.iter().filter(|allowance| found >= allowance.code.info().found);
        let unused: Vec<_> = unused.filter_map(|allowance| allowance.unused(self)).collect();
        unused.into_iter().for_each(|told| self.push(told));
    }

    fn in_order(&self, keep: impl Fn(&Diagnostic) -> bool) -> Vec<&Diagnostic> {
        let mut all: Vec<_> = self.diagnostics.iter().filter(|diagnostic| keep(diagnostic)).collect();
        all.sort_by_key(|d| d.primary.as_ref().map(|label| (label.span.file, label.span.start)));
        all
    }

    fn allowance_of(&self, diagnostic: &Diagnostic) -> Option<&Allowance> {
        let is_warning = diagnostic.severity == Severity::Warning;
        let mut allowances = self.allowances.iter().filter(|_| is_warning);
        allowances.find(|allowance| allowance.covers(diagnostic, &self.sources))
    }
}
