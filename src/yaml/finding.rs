//! [`Finding`]: a mistake, and what has to be changed to read on.

use super::lines::{quoted, straightened};
use super::mended::{Change, Mended};
use crate::diag::{Code, Diagnostic, Edit};
use std::ops::Range;

/// A mistake and the changes after which the text can be read.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    /// What is said.
    pub told: Diagnostic,
    /// What is changed.
    pub changes: Vec<Change>,
    /// Whether the changes are the fix that is offered, so that it has to be one.
    pub is_fix: bool,
    /// What is changed instead to read on, where the fix is too unsure for that.
    pub instead: Option<Vec<Change>>,
}

/// What is found in a text that can be read.
#[derive(Debug)]
pub(super) enum Found {
    /// Something to be changed before anything else is said.
    Mend(Finding),
    /// Something to be told.
    Told(Diagnostic),
}

impl Finding {
    /// A mistake without a fix; the changes only hide it.
    pub fn hidden(told: Diagnostic, changes: Vec<Change>) -> Finding {
        Finding { told, changes, is_fix: false, instead: None }
    }

    /// Says that the fix is only one of the changes the author may want.
    pub fn unsure(self) -> Finding {
        Finding { told: self.told.unsure(), ..self }
    }

    /// Reads on with other changes than those of the fix.
    pub fn reading_on_with(self, changes: Vec<Change>) -> Finding {
        Finding { instead: Some(changes), ..self }
    }

    /// The byte of the author's text where it is told.
    pub fn place(&self) -> usize {
        self.told.primary.as_ref().map_or(0, |label| label.span.range().start)
    }
}

impl Mended {
    /// A mistake of syntax at a range of the text.
    pub fn error(
        &self,
        range: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::error(Code::YamlSyntax, self.span(range), message).label(label)
    }

    /// Changes as edits of what the author wrote.
    pub fn edits(&self, changes: &[Change]) -> Vec<Edit> {
        let edit =
            |change: &Change| Edit { span: self.span(change.range.clone()), text: change.text.clone() };
        changes.iter().map(edit).collect()
    }

    /// A mistake whose fix makes these changes.
    pub fn fix(&self, told: Diagnostic, title: impl Into<String>, changes: Vec<Change>) -> Finding {
        // Where an earlier mistake is mended, this one can be fixed when that is done.
        let told = self.settled(told.edits(title, self.edits(&changes)));
        Finding { told, changes, is_fix: true, instead: None }
    }

    /// Findings of one habit as one: the first is told, the fix is that of all.
    pub fn together(&self, findings: impl Iterator<Item = Finding>) -> Option<Finding> {
        let all: Vec<Finding> = findings.collect();
        let changes: Vec<Change> = all.iter().flat_map(|finding| finding.changes.clone()).collect();
        let first = all.into_iter().next()?;
        let title = first.told.fix.as_ref().map_or(String::new(), |fix| fix.title.clone());
        Some(self.fix(first.told, title, changes))
    }

    /// A mistake that quotes around a value remove.
    pub fn quote(&self, told: Diagnostic, range: Range<usize>) -> Finding {
        let written = &self.text[range.clone()];
        let title = match straightened(written) {
            Some(_) => "use straight quotes",
            None => "quote the value",
        };
        let text = quoted(written);
        self.fix(told, title, vec![Change::likely(range, text)])
    }
}
