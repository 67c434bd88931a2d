//! Whether changes are a fix: with them, the parser has to get further.

use super::Problem;
use crate::yaml::build::{Pass, read};
use crate::yaml::finding::Finding;
use crate::yaml::flow::Flow;
use crate::yaml::known_keys::KnownKeys;
use crate::yaml::lines::{line_end, line_start};
use crate::yaml::mended::{Change, Mended};
use crate::yaml::scan::scan;
use granit_parser::ErrorKind;
use std::ops::Range;
use std::sync::Arc;

/// Of larger texts only the surroundings are read again.
const WINDOW_BYTES: usize = 64 * 1024;

impl Problem<'_> {
    /// Whether the parser gets further with some changes, and nothing else is wrong there then.
    pub(super) fn works(&self, changes: &[Change]) -> bool {
        self.reach(changes).is_some()
    }

    /// How far the parser gets with some changes; nothing where that is no further than without.
    pub(super) fn reach(&self, changes: &[Change]) -> Option<usize> {
        let (first, last) = (changes.first()?, changes.last()?);
        let window = window(self.text, first.range.start.min(self.at)..last.range.end.max(self.at));
        let inside: Vec<Change> = changes.iter().map(|change| shifted(change, window.start)).collect();
        let text: Arc<str> = self.text[window.clone()].into();
        let tried = Arc::new(Mended::new(self.mended.file, text).with(&inside));
        let pass = read(&tried, self.known_keys);
        // All places below are bytes of the window before the changes.
        let region = first.range.start - window.start..line_end(self.text, last.range.end) - window.start;
        let reached = stop(&pass, &tried);
        let needed = (first.range.end - window.start).max(self.at - window.start);
        let found = in_region(&pass, &region);
        let known = {
            let start = self.mended.start_of(window.start + region.start);
            in_region(self.pass, &(start..self.mended.start_of(window.start + region.end)))
        };
        (!pass.over_limit && reached > needed && found <= known).then_some(reached)
    }
}

/// How far a pass came, and how much it found that has to be mended up to there.
#[derive(Debug, Clone, Copy)]
pub(in crate::yaml) struct Reach {
    /// Where the parser stopped, in the author's text.
    stop: usize,
    found: usize,
}

impl Reach {
    /// The reach of a pass.
    pub fn of(pass: &Pass, mended: &Mended) -> Reach {
        let stop = stop(pass, mended);
        Reach { stop, found: in_region(pass, &(0..stop)) }
    }

    /// Whether with some changes the parser comes as far, and finds less up to there.
    pub fn is_passed(self, mended: &Mended, changes: &[Change], known_keys: KnownKeys) -> bool {
        let changed = Arc::new(mended.with(changes));
        let pass = read(&changed, known_keys);
        let mended_at: Vec<usize> =
            changes.iter().map(|change| mended.start_of(change.range.start)).collect();
        let found = places(&pass).filter(|place| *place < self.stop).collect::<Vec<_>>();
        !pass.over_limit
            && stop(&pass, &changed) >= self.stop
            && found.len() <= self.found
            && !found.iter().any(|place| mended_at.contains(place))
    }
}

/// Where the parser stopped, in the author's text. A bracket of the wrong kind is noticed where it stands, and
/// the parser names the one that opens.
fn stop(pass: &Pass, mended: &Mended) -> usize {
    let Some(error) = &pass.error else { return usize::MAX };
    let at = match error.kind {
        ErrorKind::MismatchedFlowCollectionEnd { .. } => {
            let open = scan(&mended.text, error.at).brackets.first().copied().unwrap_or(error.at);
            Flow::read(&mended.text, open).mismatch.map_or(error.at, |(close, _)| close)
        }
        _ => error.at,
    };
    mended.start_of(at)
}

/// Where something is found, in the author's text.
fn places(pass: &Pass) -> impl Iterator<Item = usize> {
    let told =
        pass.found.iter().filter_map(|told| told.primary.as_ref()).map(|label| label.span.range().start);
    told.chain(pass.mends.iter().map(Finding::place))
}

/// How much is found that lies in a region of the author's text.
fn in_region(pass: &Pass, region: &Range<usize>) -> usize {
    places(pass).filter(|place| region.contains(place)).count()
}

fn shifted(change: &Change, by: usize) -> Change {
    Change { range: change.range.start - by..change.range.end - by, ..change.clone() }
}

/// The text around some bytes, in whole blocks at the top of the file.
fn window(text: &str, around: Range<usize>) -> Range<usize> {
    if text.len() <= WINDOW_BYTES || text.trim_start().starts_with(['{', '[']) {
        return 0..text.len();
    }
    let mut start = line_start(text, around.start);
    while start > 0 && !begins_top(&text[start..]) {
        start = line_start(text, start - 1);
    }
    let mut end = (around.end + WINDOW_BYTES / 4).min(text.len());
    while end < text.len() && !(text[..end].ends_with('\n') && begins_top(&text[end..])) {
        end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    }
    start..text.ceil_char_boundary(end)
}

/// Whether a line holds a key or an item at the top of the file.
fn begins_top(line: &str) -> bool {
    line.starts_with(|c: char| c.is_alphabetic() || c == '_') || line.starts_with("- ")
}
