//! Marks in place of expressions while Markdown is parsed, and the way back to the text as written.

use super::scan::Segment;
use crate::yaml::Text;
use std::ops::Range;

/// Stand around the number of an expression; private to this module, and letters as far as Markdown is
/// concerned, so that `**{{ x }}**` is strong.
const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

/// Words, or the number of an expression.
pub(super) enum Piece<'t> {
    /// Words between the marks.
    Words(&'t str),
    /// The expression of that number.
    Value(usize),
}

/// The text with marks in place of its expressions, and the way back.
pub(super) struct Source<'a> {
    /// The text as written.
    pub text: &'a Text,
    /// The text with marks.
    pub prepared: String,
    /// Where each segment begins: in the prepared text and in the text as written.
    starts: Vec<(usize, usize)>,
    /// The expressions without braces.
    pub inner: Vec<Range<usize>>,
    /// The expressions with braces.
    outer: Vec<Range<usize>>,
}

impl<'a> Source<'a> {
    /// Puts a mark in place of each expression.
    pub fn new(text: &'a Text, segments: &[Segment]) -> Source<'a> {
        let mut source = Source {
            text,
            prepared: String::new(),
            starts: Vec::new(),
            inner: Vec::new(),
            outer: Vec::new(),
        };
        for segment in segments {
            match segment {
                Segment::Words(at) => {
                    source.starts.push((source.prepared.len(), at.start));
                    source.prepared.push_str(&text.as_str()[at.clone()]);
                }
                Segment::Code { outer, inner } => {
                    source.starts.push((source.prepared.len(), outer.start));
                    source.prepared.push_str(&format!("{OPEN}{}{CLOSE}", source.inner.len()));
                    source.inner.push(inner.clone());
                    source.outer.push(outer.clone());
                }
            }
        }
        source
    }

    /// The place in the text as written.
    fn written(&self, prepared: usize) -> usize {
        let index = self.starts.partition_point(|(start, _)| *start <= prepared);
        let Some((start, written)) = index.checked_sub(1).and_then(|index| self.starts.get(index)) else {
            return prepared;
        };
        let next = self.starts.get(index).map_or(self.text.as_str().len(), |(_, written)| *written);
        (written + (prepared - start)).min(next)
    }

    /// The range in the text as written.
    pub fn written_range(&self, at: Range<usize>) -> Range<usize> {
        let start = self.written(at.start);
        start..self.written(at.end).max(start)
    }

    /// Splits words at the marks of expressions.
    pub fn split<'t>(&self, words: &'t str, mut push: impl FnMut(Piece<'t>)) {
        let mut rest = words;
        while let Some((before, number, after)) = self.next_mark(rest) {
            if !before.is_empty() {
                push(Piece::Words(before));
            }
            push(Piece::Value(number));
            rest = after;
        }
        if !rest.is_empty() {
            push(Piece::Words(rest));
        }
    }

    fn next_mark<'t>(&self, text: &'t str) -> Option<(&'t str, usize, &'t str)> {
        let (before, rest) = text.split_once(OPEN)?;
        let (number, after) = rest.split_once(CLOSE)?;
        let number = number.parse().ok().filter(|number| *number < self.inner.len())?;
        Some((before, number, after))
    }

    /// Words in a fixed-width face are shown as they were written, braces and all.
    pub fn restore(&self, words: &str) -> String {
        let mut text = String::new();
        self.split(words, |part| match part {
            Piece::Value(number) => text.push_str(&self.text.as_str()[self.outer[number].clone()]),
            Piece::Words(words) => text.push_str(words),
        });
        text
    }
}
