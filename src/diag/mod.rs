//! Diagnostics: what is wrong, where it was written, and what to type instead; nothing here prints.

mod code;
mod render;
mod sources;
mod suggest;

pub use code::{CODES, Code, CodeInfo};
pub use render::{Style, render_concise, render_human, render_json, summary};
pub use sources::{FileId, Location, Sources};
pub use suggest::{did_you_mean, list_names};

use serde::Serialize;

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
    muted: Vec<Span>,
}

impl Sink {
    /// Takes a diagnostic; the same one at the same place is kept once, and one about a value that was
    /// called wrong before is not kept at all.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let is_muted = diagnostic
            .primary
            .as_ref()
            .is_some_and(|label| self.muted.iter().any(|muted| muted.contains(label.span)));
        if !is_muted && !self.diagnostics.contains(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Says that all there is to say about a value was said, so that no later stage echoes it.
    pub fn mute(&mut self, span: Span) {
        self.muted.push(span);
    }

    /// Whether an error was collected whose place lies within a span.
    pub fn has_error_within(&self, span: Span) -> bool {
        let is_within = |label: &Label| span.contains(label.span);
        let errors = || self.diagnostics.iter().filter(|told| told.severity == Severity::Error);
        errors().any(|told| told.primary.as_ref().is_some_and(is_within))
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

    /// What was collected so far, in the order of the files and the places in them.
    pub fn diagnostics(&self) -> Vec<&Diagnostic> {
        let mut all: Vec<_> = self.diagnostics.iter().collect();
        all.sort_by_key(|d| d.primary.as_ref().map(|label| (label.span.file, label.span.start)));
        all
    }
}
