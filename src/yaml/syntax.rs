//! Mend and retry: a mistake of syntax is explained and mended in a copy of the text, and the copy is read
//! again.
//!
//! So several mistakes of syntax and those of shape and meaning come in one run. Where nothing mends the
//! text, the lines are hidden, and what they declare counts as unknown.

use super::build::{Pass, read};
use super::explain::{self, Foreign, Problem, Reach, explain};
use super::finding::Finding;
use super::known_keys::KnownKeys;
use super::lines::line_start;
use super::mended::{Change, Mended, Trust};
use super::node::Node;
use crate::diag::{Code, Diagnostic, FileId, Sink, Span};
use crate::limits::{MISTAKES_MAX, SPEC_BYTES_MAX, SYNTAX_ERRORS_MAX};
use granit_parser::ErrorKind;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Reads a file of the sink's sources.
pub(super) fn parse(file: FileId, known_keys: KnownKeys, sink: &mut Sink) -> Option<Node> {
    let text = sink.sources.shared_text(file);
    if text.len() > SPEC_BYTES_MAX {
        let message = format!("the file is larger than {} MiB", SPEC_BYTES_MAX / 1024 / 1024);
        let told = Diagnostic::error(Code::YamlLimit, Span::new(file, 0, 0), message);
        sink.push(told.help("keep large data in a data file, and name it under `sources`"));
        return None;
    }
    if let Some(told) = explain::lone_returns(file, &text) {
        sink.push(told);
        return None;
    }
    super::allow::collect(file, &text, sink);
    let mut mending = Mending::new(Mended::new(file, text), known_keys);
    let Some(pass) = mending.run() else {
        mending.told.into_iter().for_each(|told| sink.push(told));
        return None;
    };
    let syntax_is_sound = mending.told.is_empty() && pass.found.is_empty();
    let mended = mending.mended;
    let found = pass.found.into_iter().take(MISTAKES_MAX).map(|told| mended.settled(told));
    mending.told.into_iter().chain(found).for_each(|told| sink.push(told));
    for (trust, span) in pass.arena.untrusted() {
        match trust {
            Trust::Meant => {}
            Trust::Likely => sink.doubt(span),
            Trust::Unread | Trust::Lost => sink.mute(span),
        }
    }
    if pass.over_limit {
        return None;
    }
    let Some(root) = pass.arena.root else {
        if syntax_is_sound {
            sink.push(empty(file));
        }
        return None;
    };
    Some(Node::new(&Arc::new(pass.arena), root))
}

fn empty(file: FileId) -> Diagnostic {
    Diagnostic::error(Code::MissingValue, Span::new(file, 0, 0), "the file is empty")
}

/// The state of the retries.
struct Mending {
    mended: Arc<Mended>,
    known_keys: KnownKeys,
    told: Vec<Diagnostic>,
    /// Places in the author's text where the parser stopped and something was mended or hidden.
    stops: BTreeSet<usize>,
    /// Places where something was mended, or nothing helped, that the parser reads well.
    tried: BTreeSet<usize>,
}

impl Mending {
    fn new(mended: Mended, known_keys: KnownKeys) -> Mending {
        Mending {
            mended: Arc::new(mended),
            known_keys,
            told: Vec::new(),
            stops: BTreeSet::new(),
            tried: BTreeSet::new(),
        }
    }

    /// Reads until a pass is clean, nothing more can be mended, or enough was told; nothing when the file is
    /// no YAML at all.
    fn run(&mut self) -> Option<Pass> {
        match explain::foreign(&self.mended) {
            Some(Foreign::Other(told)) => {
                self.told.push(told);
                return None;
            }
            Some(Foreign::Lines(finding)) => self.take(finding),
            None => {}
        }
        if let Some(finding) = explain::odd_blanks(&self.mended) {
            self.take(finding);
        }
        // Every retry may mend a value first and hide its lines next.
        let mut retries = SYNTAX_ERRORS_MAX * 2;
        loop {
            let mut pass = read(&self.mended, self.known_keys);
            retries = retries.saturating_sub(1);
            let is_last = retries == 0 || self.told.len() >= SYNTAX_ERRORS_MAX;
            if !is_last && !pass.over_limit && self.mend(&mut pass) {
                continue;
            }
            // What was not mended is told as it is.
            let rest = std::mem::take(&mut pass.mends).into_iter();
            pass.found.extend(rest.map(|finding| Diagnostic { fix: None, ..finding.told }));
            let Some(error) = pass.error.take() else { return Some(pass) };
            if error.kind == ErrorKind::RecursionLimitExceeded {
                self.told.push(explain::too_deep(&self.mended, error.at));
                pass.over_limit = true;
                return Some(pass);
            }
            let problem = Problem::new(&self.mended, &pass, &error, self.known_keys);
            let finding = explain(&problem);
            if !self.go_on(finding, error.at) || is_last {
                return Some(pass);
            }
        }
    }

    fn take(&mut self, finding: Finding) {
        self.mended = Arc::new(self.mended.with(&finding.changes));
        self.told.push(finding.told);
    }

    /// Mends what the parser reads well and nobody can mean; false when there is nothing new that can be.
    fn mend(&mut self, pass: &mut Pass) -> bool {
        let before = Reach::of(pass, &self.mended);
        let is_old = |finding: &Finding| self.tried.contains(&finding.place());
        let (old, mut new): (Vec<Finding>, Vec<Finding>) =
            std::mem::take(&mut pass.mends).into_iter().partition(is_old);
        pass.mends = old;
        // What the parser stopped at on the same line may be part of the same mistake.
        let line = pass.error.as_ref().map_or(usize::MAX, |error| line_start(&self.mended.text, error.at));
        new.retain(|finding| finding.changes.last().is_some_and(|last| last.range.end < line));
        let new = apart(new);
        let changes: Vec<Change> = new.iter().flat_map(|finding| finding.changes.clone()).collect();
        if !new.is_empty() && before.is_passed(&self.mended, &changes, self.known_keys) {
            self.mended = Arc::new(self.mended.with(&changes));
            self.tried.extend(new.iter().map(Finding::place));
            self.told.extend(new.into_iter().map(|finding| finding.told));
            return true;
        }
        // One of them does not help: another one may.
        for finding in new.into_iter().take(SYNTAX_ERRORS_MAX) {
            self.tried.insert(finding.place());
            if before.is_passed(&self.mended, &finding.changes, self.known_keys) {
                self.take(finding);
                return true;
            }
            pass.mends.push(finding);
        }
        false
    }

    /// Tells a mistake of syntax and mends or hides it; where that was done before, hides whole lines.
    fn go_on(&mut self, finding: Finding, at: usize) -> bool {
        let place = finding.place();
        let is_new = self.stops.insert(place) && !self.is_told(place);
        if is_new {
            self.told.push(finding.told);
        }
        if is_new && !finding.changes.is_empty() {
            self.mended = Arc::new(self.mended.with(&finding.changes));
            return true;
        }
        let Some(hidden) = explain::hide_block(&self.mended.text, at) else { return false };
        self.mended = Arc::new(self.mended.with(&[hidden]));
        true
    }

    /// Whether all there is to say about a place was said: it lies in hidden lines.
    fn is_told(&self, place: usize) -> bool {
        self.mended.is_hidden(place)
    }
}

/// Findings in the order of their places, without those that meet others; those are found again.
fn apart(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| finding.changes.first().map(|change| change.range.start));
    let mut end = 0;
    findings.retain(|finding| {
        let (Some(first), Some(last)) = (finding.changes.first(), finding.changes.last()) else {
            return false;
        };
        let is_apart = first.range.start >= end;
        end = if is_apart { last.range.end } else { end };
        is_apart
    });
    findings
}
