//! How many mistakes there are, in one line.

use super::{Diagnostic, FileId, Severity, Sink};
use std::collections::BTreeSet;
use std::fmt;

/// A count of mistakes, over one run or several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Errors.
    pub errors: usize,
    /// Warnings that are not allowed.
    pub warnings: usize,
    /// Mistakes that a safe fix removes.
    pub fixable: usize,
    /// Errors and warnings that are counted only, because their file has too many.
    pub untold: usize,
    /// The files they lie in, by name.
    pub files: BTreeSet<String>,
}

impl Tally {
    /// Counts what a run has found.
    pub fn of(sink: &Sink) -> Tally {
        let mut tally = Tally::default();
        tally.add(sink, &sink.diagnostics());
        tally
    }

    /// Counts these of another run, too, and those that it dropped.
    pub fn add(&mut self, sink: &Sink, found: &[&Diagnostic]) {
        for diagnostic in found {
            *self.of_severity(diagnostic.severity) += 1;
            self.fixable += usize::from(diagnostic.fix.as_ref().is_some_and(|fix| fix.safe));
            let file = diagnostic.primary.as_ref().map(|label| label.span.file);
            let named = file.filter(|file| *file != FileId::NONE);
            self.files.extend(named.map(|file| sink.sources.name(file).to_string()));
        }
        for severity in [Severity::Error, Severity::Warning] {
            *self.of_severity(severity) += sink.dropped(severity);
            self.untold += sink.dropped(severity);
        }
        self.untold += sink.diagnostics().len() - sink.shown().len();
    }

    fn of_severity(&mut self, severity: Severity) -> &mut usize {
        match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        }
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.errors + self.warnings == 0
    }
}

/// `4 errors, 1 warning in 2 files`.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let counts = [(self.errors, "error"), (self.warnings, "warning")];
        let parts: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, noun)| counted(*count, noun))
            .collect();
        f.write_str(&parts.join(", "))?;
        match self.files.len() {
            0 => Ok(()),
            files => write!(f, " in {}", counted(files, "file")),
        }?;
        match self.untold {
            0 => Ok(()),
            untold => write!(f, ", {untold} of them not shown"),
        }
    }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
