//! Mask and retry: a syntax error is explained and overwritten, and the file is read again.
//!
//! The mask has the length of what it covers, so all places stay true; nothing is said about what
//! lies under it. So two syntax errors and the type errors of the rest come in one run.

use super::build::{Input, Pass, read};
use super::explain::{Problem, explain};
use super::lines::{block_at, line_at};
use super::node::Node;
use crate::diag::{Code, Diagnostic, FileId, Severity, Sink, Span};
use crate::limits::{MISTAKES_MAX, SPEC_BYTES_MAX, SYNTAX_ERRORS_MAX};
use granit_parser::ErrorKind;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// Reads a file of the sink's sources.
pub(super) fn parse(file: FileId, sink: &mut Sink) -> Option<Node> {
    let text = sink.sources.shared_text(file);
    if text.len() > SPEC_BYTES_MAX {
        let message = format!("the file is larger than {} MiB", SPEC_BYTES_MAX / 1024 / 1024);
        let told = Diagnostic::error(Code::YamlLimit, Span::new(file, 0, 0), message);
        sink.push(told.help("keep large data in a data file, and name it under `sources`"));
        return None;
    }
    if let Some(told) = super::explain::lone_returns(file, &text) {
        sink.push(told);
        return None;
    }
    super::allow::collect(file, &text, sink);
    let mut masking = Masking::new(file, &text);
    let pass = masking.run();
    let told = std::mem::take(&mut masking.told);
    let syntax_is_sound = told.is_empty() && pass.found.is_empty();
    for diagnostic in told.into_iter().chain(pass.found.into_iter().take(MISTAKES_MAX)) {
        sink.push(diagnostic);
    }
    pass.arena.told().for_each(|span| sink.mute(span));
    if pass.over_limit {
        return None;
    }
    let Some(root) = pass.arena.root else {
        if syntax_is_sound {
            sink.push(Diagnostic::error(Code::MissingValue, Span::new(file, 0, 0), "the file is empty"));
        }
        return None;
    };
    Some(Node::new(&Arc::new(pass.arena), root))
}

/// A stretch to be overwritten.
#[derive(Debug, Clone)]
pub(super) struct Mask {
    /// What is covered.
    pub range: Range<usize>,
    /// What is written over it, byte for byte.
    pub text: String,
    /// The part whose content is lost, and about which nothing more can be said.
    pub hidden: Range<usize>,
}

impl Mask {
    /// Covers a value with letters, so that a plain text stands there.
    pub fn value(range: Range<usize>) -> Mask {
        Mask::with(range.clone(), "x".repeat(range.len()))
    }

    /// Covers whole lines with empty comments.
    pub fn lines(buffer: &str, range: Range<usize>) -> Mask {
        let text = &buffer[range.clone()];
        let blank = |line: &str| {
            let content = line.trim_end_matches(['\r', '\n']);
            let dashes = if content.is_empty() {
                String::new()
            } else {
                format!("#{}", " ".repeat(content.len() - 1))
            };
            dashes + &line[content.len()..]
        };
        Mask::with(range, text.split_inclusive('\n').map(blank).collect())
    }

    /// Covers with a given text of the same length.
    pub fn with(range: Range<usize>, text: String) -> Mask {
        debug_assert_eq!(range.len(), text.len(), "a mask must not move anything");
        Mask { hidden: range.clone(), range, text }
    }

    /// Covers with what was meant, so that nothing is lost.
    pub fn mended(range: Range<usize>, text: String) -> Mask {
        let hidden = range.start..range.start;
        Mask { hidden, ..Mask::with(range, text) }
    }
}

/// The state of the retries.
struct Masking<'a> {
    file: FileId,
    text: &'a Arc<str>,
    buffer: String,
    /// Starts of all that was overwritten.
    covered: BTreeSet<usize>,
    /// Stretches whose content is lost.
    hidden: Vec<Range<usize>>,
    told: Vec<Diagnostic>,
}

impl<'a> Masking<'a> {
    fn new(file: FileId, text: &'a Arc<str>) -> Masking<'a> {
        let (covered, hidden) = (BTreeSet::new(), Vec::new());
        Masking { file, text, buffer: text.to_string(), covered, hidden, told: Vec::new() }
    }

    /// Reads until a pass is clean, nothing more can be masked, or enough was told.
    fn run(&mut self) -> Pass {
        if let Some((told, masks)) = super::explain::odd_blanks(self.file, self.text) {
            self.told.push(told);
            masks.into_iter().for_each(|mask| self.cover(mask));
        }
        // Every retry may take a value first and its whole lines next.
        let mut retries = SYNTAX_ERRORS_MAX * 2;
        loop {
            let input =
                Input { file: self.file, text: self.text, buffer: &self.buffer, masked: &self.hidden };
            let mut pass = read(&input);
            let Some(error) = pass.error.take() else { return pass };
            if error.kind == ErrorKind::RecursionLimitExceeded {
                self.told.push(super::explain::too_deep(self.file, self.text, error.at));
                pass.over_limit = true;
                return pass;
            }
            retries = retries.saturating_sub(1);
            let problem = Problem::new(self.file, self.text, &self.buffer, &error);
            let (diagnostic, mask) = explain(&problem);
            let is_new = self.tell(diagnostic);
            if retries == 0 || self.told.len() >= SYNTAX_ERRORS_MAX || !self.mask(mask, is_new, error.at) {
                return pass;
            }
        }
    }

    /// Keeps one diagnostic a line, and none inside what is masked.
    fn tell(&mut self, diagnostic: Diagnostic) -> bool {
        let place = |told: &Diagnostic| told.primary.as_ref().map_or(0, |label| label.span.range().start);
        let at = place(&diagnostic);
        let line = line_at(self.text, at);
        let is_told = self.told.iter().any(|told| {
            told.severity == Severity::Error && line.start <= place(told) && place(told) <= line.end
        });
        let is_masked = self.hidden.iter().any(|mask| mask.contains(&at));
        if !is_told && !is_masked {
            self.told.push(diagnostic);
            return true;
        }
        false
    }

    /// Covers what was wrong; where that was done before, takes whole lines.
    fn mask(&mut self, mask: Mask, is_new: bool, at: usize) -> bool {
        if is_new && !mask.range.is_empty() && !self.covered.contains(&mask.range.start) {
            self.cover(mask);
            return true;
        }
        let lines = block_at(&self.buffer, at.min(self.buffer.len()));
        let covered = Mask::lines(&self.buffer, lines);
        if self.buffer[covered.range.clone()] == covered.text {
            return false;
        }
        self.cover(covered);
        true
    }

    fn cover(&mut self, mask: Mask) {
        self.buffer.replace_range(mask.range.clone(), &mask.text);
        self.covered.insert(mask.range.start);
        if !mask.hidden.is_empty() {
            self.hidden.push(mask.hidden);
        }
    }
}
