//! What goes wrong while rows are read. Query threads cannot reach the [`Sink`], so they put it here.

use crate::diag::{Code, Diagnostic, Severity, Sink, Span};
use std::sync::{Arc, Mutex};

/// How many bad values are told of one source; the tenth teaches nothing that the first did not.
const BAD_VALUES_TOLD: usize = 5;

/// Something wrong in the rows of a source, before it becomes a [`Diagnostic`].
#[derive(Debug, Clone)]
pub struct Trouble {
    /// The kind of mistake.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// The line of the file that shows it.
    pub excerpt: Option<Box<Excerpt>>,
    /// Facts that explain.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Vec<String>,
    /// The column it is about, whose declaration is shown, too.
    pub column: Option<String>,
}

/// A piece of a data file and the place in it that matters.
#[derive(Debug, Clone)]
pub struct Excerpt {
    /// The file as the report names it.
    pub file: String,
    /// The line number of its first line in the file.
    pub line: u64,
    /// The piece.
    pub text: String,
    /// The bytes in the piece that matter.
    pub at: std::ops::Range<usize>,
}

impl Trouble {
    /// An error without an excerpt.
    pub fn new(code: Code, message: impl Into<String>) -> Trouble {
        let message = message.into();
        Trouble {
            code,
            severity: Severity::Error,
            message,
            excerpt: None,
            notes: Vec::new(),
            help: Vec::new(),
            column: None,
        }
    }

    /// Shows a piece of the file.
    pub fn excerpt(mut self, excerpt: Excerpt) -> Trouble {
        self.excerpt = Some(Box::new(excerpt));
        self
    }

    /// Names the column it is about.
    pub fn column(mut self, name: &str) -> Trouble {
        self.column = Some(name.to_owned());
        self
    }

    /// Adds a fact.
    pub fn note(mut self, text: impl Into<String>) -> Trouble {
        self.notes.push(text.into());
        self
    }

    /// Says what to do.
    pub fn help(mut self, text: impl Into<String>) -> Trouble {
        self.help.push(text.into());
        self
    }

    /// Turns it into a diagnostic that points into the data where it can, and into the report: to the
    /// source, and to where the type of the column is declared.
    pub fn report(&self, source: Span, declared: Option<Span>, sink: &mut Sink) {
        let mut diagnostic = match &self.excerpt {
            Some(excerpt) => {
                let file = sink.sources.add_excerpt(&excerpt.file, excerpt.text.as_str(), excerpt.line);
                let span = Span::new(file, excerpt.at.start, excerpt.at.end);
                let told = Diagnostic::error(self.code, span, &self.message);
                match declared {
                    Some(declared) => told.also(declared, "its type is declared here"),
                    None => told.also(source, "read by this source"),
                }
            }
            None => Diagnostic::error(self.code, source, &self.message),
        };
        diagnostic.severity = self.severity;
        diagnostic.notes.extend(self.notes.iter().cloned());
        diagnostic.help.extend(self.help.iter().cloned());
        sink.push(diagnostic);
    }
}

/// Troubles of one source, shared with the threads that read it; cheap to clone.
#[derive(Debug, Clone)]
pub struct Troubles {
    source: Span,
    declared: Arc<Vec<(String, Span)>>,
    list: Arc<Mutex<Vec<Trouble>>>,
}

impl Troubles {
    /// An empty list for the source written at `source`, which declares the types of these columns.
    pub fn new(source: Span, declared: Vec<(String, Span)>) -> Troubles {
        Troubles { source, declared: Arc::new(declared), list: Arc::default() }
    }

    /// Takes one; false when there are enough and reading should stop.
    pub fn push(&self, trouble: Trouble) -> bool {
        let mut list = self.list.lock().expect("no holder of the lock panics");
        let known = list.iter().any(|other| other.message == trouble.message);
        if !known && list.len() < BAD_VALUES_TOLD {
            list.push(trouble);
        }
        list.len() < BAD_VALUES_TOLD
    }

    /// Hands all of them to the sink; true when one was an error.
    pub fn report(&self, sink: &mut Sink) -> bool {
        let list = std::mem::take(&mut *self.list.lock().expect("no holder of the lock panics"));
        for trouble in &list {
            let of_column = |(name, _): &&(String, Span)| trouble.column.as_ref() == Some(name);
            let declared = self.declared.iter().find(of_column).map(|(_, span)| *span);
            trouble.report(self.source, declared, sink);
        }
        list.iter().any(|trouble| trouble.severity == Severity::Error)
    }
}
