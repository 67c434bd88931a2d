//! Diagnostics: what is wrong, where it was written, and what to type instead; nothing here prints.

mod allow;
mod code;
mod fix;
mod render;
mod sink;
mod sources;
mod suggest;
mod tally;

pub use allow::Allowance;
pub use code::{CODES, Code, CodeInfo, Found};
pub use fix::{FileFixes, safe_fixes, with_fixes};
pub use render::{
    Annotations, SarifLog, Style, render_concise, render_dropped, render_human, render_json, visible_line,
};
pub use sink::Sink;
pub use sources::{Excerpt, FileId, Location, Run, Sources};
pub use suggest::{did_you_mean, list_names};
pub use tally::Tally;

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
