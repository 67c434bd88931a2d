//! [`ScalarMap`]: from a byte of a decoded scalar back to the byte the author wrote.
//!
//! The parser's value is the truth; the map walks the source beside it, so that the rules for
//! chomping and folding are not written twice.

use super::arena::Scalar;
use super::mended::Mended;
use crate::diag::Span;
use granit_parser::ScalarStyle;
use std::ops::Range;
use std::sync::Arc;

/// A stretch of decoded text and where it comes from.
#[derive(Debug, Clone, Copy)]
struct Segment {
    decoded: usize,
    source: usize,
    decoded_len: usize,
    source_len: usize,
    /// Whether the bytes are the same on both sides; else the stretch stands for an escape or a fold.
    copied: bool,
}

/// The places of a decoded scalar in the source.
#[derive(Debug, Clone)]
pub struct ScalarMap {
    whole: Span,
    /// The text that the segments lead to; none where the way was not looked for.
    mended: Option<Arc<Mended>>,
    segments: Vec<Segment>,
}

impl ScalarMap {
    /// A map that answers every question with the same place.
    pub fn whole(span: Span) -> ScalarMap {
        ScalarMap { whole: span, mended: None, segments: Vec::new() }
    }

    /// Maps a scalar written in a range of a text.
    pub(super) fn new(mended: &Arc<Mended>, range: Range<usize>, scalar: &Scalar) -> ScalarMap {
        let source = &*mended.text;
        let walk = Walk { source, range: range.clone(), segments: Vec::new(), decoded: 0 };
        let segments = match scalar.style {
            ScalarStyle::Literal | ScalarStyle::Folded => walk.block(&scalar.value, scalar.indent),
            ScalarStyle::Plain => walk.flow(range.clone(), Quote::None),
            ScalarStyle::SingleQuoted => walk.flow(inside(&range), Quote::Single),
            ScalarStyle::DoubleQuoted => walk.flow(inside(&range), Quote::Double),
        };
        let segments = segments.filter(|found| decoded_len(found) == scalar.value.len()).unwrap_or_default();
        ScalarMap { whole: mended.span(range), mended: Some(mended.clone()), segments }
    }

    /// The place of a range of decoded bytes; clamped, and the whole scalar where the way is lost.
    pub fn span_of(&self, decoded: Range<usize>) -> Span {
        let Some(mended) = self.mended.as_ref().filter(|_| !self.segments.is_empty()) else {
            return self.whole;
        };
        let start = self.start_of(decoded.start);
        let end = if decoded.end <= decoded.start { start } else { self.end_of(decoded.end) };
        mended.span(start..end.max(start))
    }

    /// Source byte of a decoded byte.
    fn start_of(&self, decoded: usize) -> usize {
        let after = self.segments.partition_point(|segment| segment.decoded <= decoded);
        let Some(segment) = after.checked_sub(1).map(|at| &self.segments[at]) else {
            return self.segments[0].source;
        };
        let within = decoded - segment.decoded;
        if within >= segment.decoded_len {
            return segment.source + segment.source_len;
        }
        if segment.copied { segment.source + within } else { segment.source }
    }

    /// Source byte one past a decoded byte.
    fn end_of(&self, decoded: usize) -> usize {
        let after = self.segments.partition_point(|segment| segment.decoded < decoded);
        let Some(segment) = after.checked_sub(1).map(|at| &self.segments[at]) else {
            return self.segments[0].source;
        };
        let within = decoded - segment.decoded;
        if segment.copied {
            segment.source + within.min(segment.source_len)
        } else {
            segment.source + segment.source_len
        }
    }

    /// Decoded and source ranges of the stretches whose bytes are equal on both sides.
    #[cfg(test)]
    pub(super) fn copied(&self) -> impl Iterator<Item = (Range<usize>, Range<usize>)> + '_ {
        let range = |start: usize, len: usize| start..start + len;
        let copied = self.segments.iter().filter(|segment| segment.copied);
        copied.map(move |s| (range(s.decoded, s.decoded_len), range(s.source, s.source_len)))
    }

    /// Whether the way from decoded to source was found.
    #[cfg(test)]
    pub(super) fn is_exact(&self) -> bool {
        !self.segments.is_empty()
    }
}

/// The range without its quotes.
fn inside(range: &Range<usize>) -> Range<usize> {
    let start = (range.start + 1).min(range.end);
    start..range.end.saturating_sub(1).max(start)
}

fn decoded_len(segments: &[Segment]) -> usize {
    segments.last().map_or(0, |segment| segment.decoded + segment.decoded_len)
}

/// How a flow scalar is quoted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quote {
    None,
    Single,
    Double,
}

/// Walks the source of one scalar.
struct Walk<'a> {
    source: &'a str,
    range: Range<usize>,
    segments: Vec<Segment>,
    decoded: usize,
}

impl Walk<'_> {
    /// Notes bytes that are equal on both sides.
    fn copy(&mut self, from: usize, to: usize) {
        if to > from {
            self.put(Segment {
                decoded: 0,
                source: from,
                decoded_len: to - from,
                source_len: to - from,
                copied: true,
            });
        }
    }

    /// Notes decoded bytes that stand for other source bytes.
    fn stand_for(&mut self, decoded_len: usize, from: usize, to: usize) {
        if decoded_len > 0 {
            self.put(Segment { decoded: 0, source: from, decoded_len, source_len: to - from, copied: false });
        }
    }

    fn put(&mut self, segment: Segment) {
        self.segments.push(Segment { decoded: self.decoded, ..segment });
        self.decoded += segment.decoded_len;
    }

    /// Plain and quoted scalars: breaks fold, `''` and `\…` stand for characters.
    fn flow(mut self, range: Range<usize>, quote: Quote) -> Option<Vec<Segment>> {
        let bytes = self.source.as_bytes();
        let (mut at, mut run) = (range.start, range.start);
        while at < range.end {
            let next = match bytes[at] {
                b'\n' | b'\r' => self.fold(run, at, range.end),
                b'\'' if quote == Quote::Single => {
                    self.copy(run, at);
                    self.stand_for(1, at, at + 2);
                    at + 2
                }
                b'\\' if quote == Quote::Double => {
                    self.copy(run, at);
                    self.escape(at, range.end)?
                }
                _ => {
                    at += 1;
                    continue;
                }
            };
            (at, run) = (next, next);
        }
        self.copy(run, range.end);
        Some(self.segments)
    }

    /// One line break becomes a space, more become one break less; blanks around them go.
    fn fold(&mut self, run: usize, at: usize, end: usize) -> usize {
        let text = self.source[run..at].trim_end_matches([' ', '\t']);
        let text_end = run + text.len();
        self.copy(run, text_end);
        let (next, breaks) = self.skip_breaks(at, end);
        self.stand_for(breaks.saturating_sub(1).max(1), text_end, next);
        next
    }

    /// Skips line breaks and the blanks after each; returns where text goes on and how many there were.
    fn skip_breaks(&self, mut at: usize, end: usize) -> (usize, usize) {
        let bytes = self.source.as_bytes();
        let mut breaks = 0;
        while at < end {
            match bytes[at] {
                b'\r' if bytes.get(at + 1) == Some(&b'\n') => at += 1,
                b'\n' | b'\r' => {
                    breaks += 1;
                    at += 1;
                }
                b' ' | b'\t' => at += 1,
                _ => break,
            }
        }
        (at.min(end), breaks)
    }

    /// A backslash and what follows; returns where text goes on.
    fn escape(&mut self, at: usize, end: usize) -> Option<usize> {
        let kind = *self.source.as_bytes().get(at + 1)?;
        let (decoded_len, source_len) = match kind {
            b'\n' | b'\r' => {
                let (next, breaks) = self.skip_breaks(at + 1, end);
                self.stand_for(breaks - 1, at, next);
                return Some(next);
            }
            b'x' => (self.code_point(at + 2, 2)?.len_utf8(), 4),
            b'U' => (self.code_point(at + 2, 8)?.len_utf8(), 10),
            b'u' => match self.code_point(at + 2, 4) {
                Some(c) => (c.len_utf8(), 6),
                // A surrogate pair: two escapes for one character outside the first plane.
                None => (4, 12),
            },
            b'N' | b'_' => (2, 2),
            b'L' | b'P' => (3, 2),
            _ => (1, 2),
        };
        self.stand_for(decoded_len, at, at + source_len);
        Some(at + source_len)
    }

    fn code_point(&self, at: usize, digits: usize) -> Option<char> {
        char::from_u32(u32::from_str_radix(self.source.get(at..at + digits)?, 16).ok()?)
    }

    /// `|` and `>`: lines without their indentation; a break may be kept, folded or dropped.
    fn block(mut self, value: &str, indent: usize) -> Option<Vec<Segment>> {
        let mut at = self.range.start;
        if at == super::lines::line_start(self.source, at) {
            at = self.skip_indent(at, indent);
        }
        self.leading_breaks(value, at);
        while self.decoded < value.len() {
            let line_end = self.line_end(at);
            let same = common_len(&self.source[at..line_end], &value[self.decoded..]);
            self.copy(at, at + same);
            at += same;
            if self.decoded >= value.len() {
                break;
            }
            if at < line_end {
                return None;
            }
            let next = self.break_line(value, line_end, indent);
            // Chomping may keep a break the source does not have; there is nothing more to walk.
            if next <= at {
                let rest = value.len() - self.decoded;
                self.stand_for(rest, at, at);
                break;
            }
            at = next;
        }
        Some(self.segments)
    }

    /// Blank lines before the first text belong to the value and not to the parser's range.
    fn leading_breaks(&mut self, value: &str, at: usize) {
        if self.line_end(at) > at {
            let breaks = value.len() - value.trim_start_matches('\n').len();
            self.stand_for(breaks, at, at);
        }
    }

    /// Passes the end of a line; returns where the text of the next one starts.
    fn break_line(&mut self, value: &str, line_end: usize, indent: usize) -> usize {
        let mut next = self.skip_indent(self.after_break(line_end), indent);
        if matches!(value.as_bytes().get(self.decoded), Some(b'\n' | b' ')) {
            self.stand_for(1, line_end, next);
        }
        // A folded scalar drops one break before a run of blank lines.
        while next < self.source.len()
            && self.line_end(next) == next
            && self.decoded < value.len()
            && value.as_bytes()[self.decoded] != b'\n'
        {
            next = self.skip_indent(self.after_break(next), indent);
        }
        next
    }

    fn line_end(&self, at: usize) -> usize {
        self.source[at..].find(['\n', '\r']).map_or(self.source.len(), |found| at + found)
    }

    fn after_break(&self, at: usize) -> usize {
        let rest = &self.source[at..];
        at + if rest.starts_with("\r\n") { 2 } else { rest.len().min(1) }
    }

    fn skip_indent(&self, at: usize, indent: usize) -> usize {
        let blanks = self.source[at..].bytes().take(indent).take_while(|byte| *byte == b' ').count();
        at + blanks
    }
}

/// Length of the common beginning, in bytes.
fn common_len(a: &str, b: &str) -> usize {
    a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count()
}
