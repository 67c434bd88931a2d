//! Mask and retry: a syntax error is explained and overwritten, and the file is read again.
//!
//! The mask has the length of what it covers, so all places stay true; nothing is said about what
//! lies under it. So two syntax errors and the type errors of the rest come in one run.

use super::build::{Input, Pass, read};
use super::explain::{Problem, explain};
use super::lines::{block_at, line_at};
use super::node::Node;
use crate::diag::{Code, Diagnostic, FileId, Severity, Sink, Span};
use crate::limits::{SPEC_BYTES_MAX, SYNTAX_ERRORS_MAX};
use granit_parser::ErrorKind;
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
    super::allow::collect(file, &text, sink);
    let mut masking = Masking::new(file, &text);
    let pass = masking.run();
    let told = std::mem::take(&mut masking.told);
    let syntax_is_sound = told.is_empty() && pass.found.is_empty();
    for diagnostic in told.into_iter().chain(pass.found) {
        sink.push(diagnostic);
    }
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
}

impl Mask {
    /// Covers a value with letters, so that a plain text stands there.
    pub fn value(range: Range<usize>) -> Mask {
        Mask { text: "x".repeat(range.len()), range }
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
        Mask { text: text.split_inclusive('\n').map(blank).collect(), range }
    }

    /// Covers with a given text of the same length.
    pub fn with(range: Range<usize>, text: String) -> Mask {
        debug_assert_eq!(range.len(), text.len(), "a mask must not move anything");
        Mask { range, text }
    }
}

/// The state of the retries.
struct Masking<'a> {
    file: FileId,
    text: &'a Arc<str>,
    buffer: String,
    masked: Vec<Range<usize>>,
    told: Vec<Diagnostic>,
}

impl<'a> Masking<'a> {
    fn new(file: FileId, text: &'a Arc<str>) -> Masking<'a> {
        Masking { file, text, buffer: text.to_string(), masked: Vec::new(), told: Vec::new() }
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
            let masked = self.masked.clone();
            let input = Input { file: self.file, text: self.text, buffer: &self.buffer, masked: &masked };
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
        let is_masked = self.masked.iter().any(|mask| mask.contains(&at));
        if !is_told && !is_masked {
            self.told.push(diagnostic);
            return true;
        }
        false
    }

    /// Covers what was wrong; where that was done before, takes whole lines.
    fn mask(&mut self, mask: Mask, is_new: bool, at: usize) -> bool {
        let is_used = |range: &Range<usize>| self.masked.iter().any(|mask| mask.start == range.start);
        if is_new && !mask.range.is_empty() && !is_used(&mask.range) {
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
        self.masked.push(mask.range);
    }
}
