//! [`Mended`]: a copy of a text in which mistakes are mended so that the rest can be read, and the way
//! from its bytes back to those the author wrote.

use crate::diag::{Diagnostic, Edit, FileId, Span};
use std::ops::Range;
use std::sync::Arc;

/// The mark that may stand at the start of a file, and is no part of its text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A text with changes.
#[derive(Debug, Clone)]
pub(super) struct Mended {
    /// The file.
    pub file: FileId,
    /// What the author wrote.
    pub source: Arc<str>,
    /// The same with the changes.
    pub text: Arc<str>,
    /// All of the text in order; of a text without changes, none.
    pieces: Vec<Piece>,
    /// What may be said of some stretches, in order of their starts; of all others, everything.
    marks: Vec<(Range<usize>, Trust)>,
    /// For each of them, the last end of those up to it.
    reaches: Vec<usize>,
}

/// A replacement in a mended text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// What is replaced; empty to insert.
    pub range: Range<usize>,
    /// What stands there instead.
    pub text: String,
    /// What may be said of it from then on.
    pub trust: Trust,
}

/// How far a change is what the author meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trust {
    /// It is what was meant.
    Meant,
    /// It is a value as it was probably meant: nothing is said of its type, but of its content.
    Likely,
    /// It stands for a value that could not be read: nothing more is said of it.
    Unread,
    /// It stands for lines that could not be read, and nothing is known of what they declare.
    Lost,
}

/// A stretch of the mended text and what it stands for.
#[derive(Debug, Clone, Copy)]
struct Piece {
    at: usize,
    len: usize,
    source: usize,
    source_len: usize,
    /// Whether both sides are equal.
    copied: bool,
}

impl Change {
    /// What was meant.
    pub fn meant(range: Range<usize>, text: impl Into<String>) -> Change {
        Change { range, text: text.into(), trust: Trust::Meant }
    }

    /// A value as it was probably meant.
    pub fn likely(range: Range<usize>, text: impl Into<String>) -> Change {
        Change { range, text: text.into(), trust: Trust::Likely }
    }

    /// Something that stands for a value that could not be read.
    pub fn unread(range: Range<usize>) -> Change {
        Change { range, text: "x".into(), trust: Trust::Unread }
    }

    /// Something that is lost.
    pub fn lost(range: Range<usize>, text: impl Into<String>) -> Change {
        Change { range, text: text.into(), trust: Trust::Lost }
    }
}

impl Mended {
    /// A text as it was written, without its byte-order mark.
    pub fn new(file: FileId, source: Arc<str>) -> Mended {
        let (pieces, marks, reaches) = (Vec::new(), Vec::new(), Vec::new());
        let mended = Mended { file, text: source.clone(), source, pieces, marks, reaches };
        if !mended.text.starts_with(BYTE_ORDER_MARK) {
            return mended;
        }
        mended.with(&[Change::meant(0..BYTE_ORDER_MARK.len_utf8(), "")])
    }

    /// The text with more changes, which are in order and do not overlap.
    pub fn with(&self, changes: &[Change]) -> Mended {
        let mut made = Making { old: self, text: String::with_capacity(self.text.len()), pieces: Vec::new() };
        let mut new_ranges = Vec::with_capacity(changes.len());
        let mut at = 0;
        for change in changes {
            made.copy(at..change.range.start);
            new_ranges.push(made.put(change));
            at = change.range.end;
        }
        made.copy(at..self.text.len());
        let (text, pieces) = (made.text.into(), made.pieces);
        let mut marks: Vec<(Range<usize>, Trust)> =
            self.marks.iter().map(|(range, trust)| (moved(range, changes), *trust)).collect();
        let new = new_ranges.into_iter().zip(changes.iter().map(|change| change.trust));
        marks.extend(new.filter(|(_, trust)| *trust != Trust::Meant));
        marks.sort_by_key(|(range, _)| range.start);
        let furthest = |reach: &mut usize, (range, _): &(Range<usize>, Trust)| {
            *reach = range.end.max(*reach);
            Some(*reach)
        };
        let reaches = marks.iter().scan(0, furthest).collect();
        Mended { file: self.file, source: self.source.clone(), text, pieces, marks, reaches }
    }

    /// Where a range of the text was written.
    pub fn span(&self, range: Range<usize>) -> Span {
        let range = self.written(range);
        Span::new(self.file, range.start, range.end)
    }

    /// What the author wrote where a range of the text stands.
    pub fn source_of(&self, range: Range<usize>) -> &str {
        self.source.get(self.written(range)).unwrap_or("")
    }

    /// How far a value of the text is what the author meant.
    pub fn trust(&self, range: &Range<usize>) -> Trust {
        let holds = |(mark, trust): &&(Range<usize>, Trust)| match trust {
            Trust::Lost => self.stands_for(range, mark),
            Trust::Meant | Trust::Likely | Trust::Unread => {
                mark.start <= range.start && range.end <= mark.end && !mark.is_empty()
            }
        };
        let after = self.marks.partition_point(|(mark, _)| mark.start <= range.start);
        let reaches = |index: &usize| self.reaches[*index] >= range.start;
        let around = (0..after).rev().take_while(reaches).map(|index| &self.marks[index]);
        let next = self.marks[after..].iter().take_while(|(mark, _)| self.touches(range, mark));
        // What is known least of counts.
        around.chain(next).filter(holds).map(|(_, trust)| *trust).max().unwrap_or(Trust::Meant)
    }

    /// Whether a value lies in lost lines; an empty one also right before them.
    fn stands_for(&self, range: &Range<usize>, lost: &Range<usize>) -> bool {
        let inside = lost.start <= range.start && range.start < lost.end.max(lost.start + 1);
        inside || self.touches(range, lost)
    }

    /// Whether a value is empty and stands right before a mark.
    fn touches(&self, range: &Range<usize>, mark: &Range<usize>) -> bool {
        let blank = |text: &str| text.bytes().all(|byte| matches!(byte, b' ' | b':' | b'\r' | b'\n'));
        range.is_empty() && self.text.get(range.end..mark.start).is_some_and(blank)
    }

    /// Whether something is lost or not read within a range of the text.
    pub fn has_lost(&self, range: &Range<usize>) -> bool {
        let first = self.marks.partition_point(|(mark, _)| mark.start < range.start);
        let mut inside = self.marks[first..].iter().take_while(|(mark, _)| mark.start <= range.end);
        inside.any(|(_, trust)| *trust == Trust::Lost)
    }

    /// Whether a byte of the author's text lies in what is lost or not read.
    pub fn is_hidden(&self, written: usize) -> bool {
        let mut hidden = self.marks.iter().filter(|(_, trust)| *trust >= Trust::Unread);
        hidden.any(|(mark, _)| self.written(mark.clone()).contains(&written))
    }

    /// A mistake found in the mended text. A fix that changes what was mended waits until that is done, except
    /// where it replaces a value that was only likely.
    pub fn settled(&self, mut told: Diagnostic) -> Diagnostic {
        let meets = |edit: &Edit| {
            let range = edit.span.range();
            let first = self.pieces.partition_point(|piece| piece.source + piece.source_len < range.start);
            let near = self.pieces[first..].iter().take_while(|piece| piece.source <= range.end);
            near.filter(|piece| !piece.copied).any(|piece| {
                let end = piece.source + piece.source_len;
                match piece.len {
                    0 => range.start < end && piece.source < range.end,
                    _ => range.start <= end && piece.source <= range.end,
                }
            })
        };
        let is_likely = |span: Span| {
            let mut likely = self.marks.iter().filter(|(_, trust)| *trust == Trust::Likely);
            likely.any(|(range, _)| self.span(range.clone()) == span)
        };
        let waits = |edit: &Edit| edit.span.file == self.file && meets(edit) && !is_likely(edit.span);
        let in_order = |pair: &[Edit]| pair[0].span.end <= pair[1].span.start;
        told.fix.take_if(|fix| fix.edits.iter().any(waits) || !fix.edits.windows(2).all(in_order));
        told
    }

    fn written(&self, range: Range<usize>) -> Range<usize> {
        let start = self.start_of(range.start);
        let end = if range.is_empty() { start } else { self.end_of(range.end) };
        start..end.max(start)
    }

    /// The written byte that a byte of the text stands for.
    pub fn start_of(&self, at: usize) -> usize {
        let after = self.pieces.partition_point(|piece| piece.at <= at);
        let Some(piece) = after.checked_sub(1).map(|index| self.pieces[index]) else { return at };
        match piece.copied {
            true => piece.source + (at - piece.at).min(piece.source_len),
            false if at >= piece.at + piece.len => piece.source + piece.source_len,
            false => piece.source,
        }
    }

    /// One past the last written byte that the bytes before one of the text stand for.
    fn end_of(&self, at: usize) -> usize {
        let index = self.pieces.partition_point(|piece| piece.at + piece.len < at);
        let Some(piece) = self.pieces.get(index) else { return at.min(self.source.len()) };
        match piece.copied {
            true => piece.source + at.saturating_sub(piece.at).min(piece.source_len),
            false => piece.source + piece.source_len,
        }
    }

    /// The pieces of a range; the halves of a cut replacement stand at its ends.
    fn cut(&self, range: Range<usize>) -> Vec<Piece> {
        if range.is_empty() {
            return Vec::new();
        }
        if self.pieces.is_empty() {
            let len = range.len();
            return vec![Piece { at: range.start, len, source: range.start, source_len: len, copied: true }];
        }
        let first = self.pieces.partition_point(|piece| piece.at + piece.len <= range.start);
        let pieces = self.pieces[first..].iter().take_while(|piece| piece.at < range.end);
        pieces.map(|piece| piece.within(&range)).collect()
    }
}

impl Piece {
    fn within(&self, range: &Range<usize>) -> Piece {
        let start = self.at.max(range.start);
        let end = (self.at + self.len).min(range.end);
        let is_cut = end - start < self.len;
        match self.copied {
            true => {
                let source = self.source + (start - self.at);
                Piece { at: start, len: end - start, source, source_len: end - start, copied: true }
            }
            false if is_cut && start > self.at => {
                let source = self.source + self.source_len;
                Piece { at: start, len: end - start, source, source_len: 0, copied: false }
            }
            false => Piece { at: start, len: end - start, ..*self },
        }
    }
}

/// A mended text while it is put together.
struct Making<'a> {
    old: &'a Mended,
    text: String,
    pieces: Vec<Piece>,
}

impl Making<'_> {
    fn copy(&mut self, range: Range<usize>) {
        let shift = |at: usize| at - range.start + self.text.len();
        let pieces =
            self.old.cut(range.clone()).into_iter().map(|piece| Piece { at: shift(piece.at), ..piece });
        self.pieces.extend(pieces);
        self.text.push_str(&self.old.text[range]);
    }

    /// Puts a change there; returns where it stands. What it leaves as it was is copied, such as a text
    /// between new quotes.
    fn put(&mut self, change: &Change) -> Range<usize> {
        let start = self.text.len();
        let old = &self.old.text[change.range.clone()];
        match change.text.find(old).filter(|_| !old.is_empty()) {
            Some(kept) => {
                self.insert(change.range.start, &change.text[..kept]);
                self.copy(change.range.clone());
                self.insert(change.range.end, &change.text[kept + old.len()..]);
            }
            None => {
                let written = self.old.written(change.range.clone());
                self.piece(written, &change.text);
            }
        }
        start..self.text.len()
    }

    fn insert(&mut self, at: usize, text: &str) {
        let place = if at == self.old.text.len() { self.old.end_of(at) } else { self.old.start_of(at) };
        self.piece(place..place, text);
    }

    fn piece(&mut self, written: Range<usize>, text: &str) {
        let (at, len, source_len) = (self.text.len(), text.len(), written.len());
        if len + source_len > 0 {
            self.pieces.push(Piece { at, len, source: written.start, source_len, copied: false });
            self.text.push_str(text);
        }
    }
}

/// A range after changes elsewhere; where they cut it, it ends with what they made.
fn moved(range: &Range<usize>, changes: &[Change]) -> Range<usize> {
    let shift = |at: usize, is_end: bool| {
        let mut by = 0_isize;
        for change in changes {
            if change.range.end <= at && !(is_end && change.range.start == at) {
                by += change.text.len() as isize - change.range.len() as isize;
            } else if change.range.start < at {
                let edge = if is_end { change.range.start + change.text.len() } else { change.range.start };
                return edge.saturating_add_signed(by);
            } else {
                break;
            }
        }
        at.saturating_add_signed(by)
    };
    let start = shift(range.start, false);
    start..shift(range.end, true).max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> Mended {
        Mended::new(FileId::NONE, text.into())
    }

    #[test]
    fn places_lead_back_through_all_changes() {
        let changes = [Change::likely(3..6, "\"b c\""), Change::meant(7..7, "  ")];
        let first = mended("a: b c\nd: e\n").with(&changes);
        assert_eq!(&*first.text, "a: \"b c\"\n  d: e\n");
        assert_eq!(first.source_of(3..8), "b c");
        assert_eq!(first.source_of(11..12), "d");
        assert_eq!((first.trust(&(3..8)), first.trust(&(14..15))), (Trust::Likely, Trust::Meant));
        let second = first.with(&[Change::meant(0..1, "first"), Change::lost(14..15, "")]);
        assert_eq!(&*second.text, "first: \"b c\"\n  d: \n");
        assert_eq!((second.source_of(0..5), second.source_of(7..12)), ("a", "b c"));
        assert_eq!(second.source_of(15..16), "d");
        assert_eq!(second.trust(&(7..12)), Trust::Likely);
        // The value that is empty now stands where something is lost.
        assert!(second.trust(&(17..17)) == Trust::Lost && second.has_lost(&(15..18)));
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        let text = mended("\u{feff}a: b");
        assert_eq!(&*text.text, "a: b");
        assert_eq!(text.span(0..1).range(), 3..4);
        assert_eq!(text.with(&[Change::meant(0..1, "k")]).span(3..4).range(), 6..7);
    }

    #[test]
    fn a_change_within_a_change_keeps_both_ends() {
        let text = mended("a: 'it's'").with(&[Change::likely(3..9, "\"it's\"")]);
        let text = text.with(&[Change::meant(4..5, "I")]);
        assert_eq!(text.source_of(3..9), "'it's'");
        assert_eq!(text.source_of(0..2), "a:");
    }
}
