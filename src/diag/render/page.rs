//! The lines of a text that are shown: those around some places, long ones with parts left out.

use super::visible::picture;
use crate::diag::{Location, Sources, Span};
use std::ops::Range;

/// Bytes of a line that are shown as they are; terminals are cut to their width later.
const LINE_BYTES_MAX: usize = 500;
/// Characters of a longer line that are shown on each side of a place.
const SIDE_CHARS: usize = 70;
/// Stands where characters are left out.
const GAP: char = '…';

/// Some lines of a file.
#[derive(Debug)]
pub struct Page {
    /// What is shown.
    pub text: String,
    /// The number of the first line.
    pub line: usize,
    /// Where the first of the places stands in the file.
    pub head: Location,
    /// Byte in the source and byte in the page from which on both are the same.
    runs: Vec<(usize, usize)>,
}

impl Page {
    /// The lines around some places of one file.
    pub fn around(places: &[Span], sources: &Sources) -> Page {
        let file = places.first().map_or(crate::diag::FileId::NONE, |place| place.file);
        let text = sources.text(file);
        let ranges: Vec<Range<usize>> = places.iter().map(|place| super::clamp(text, *place)).collect();
        let first = ranges.iter().map(|range| range.start).min().unwrap_or(0);
        let last = ranges.iter().map(|range| range.end).max().unwrap_or(0);
        let start = text[..first].rfind('\n').map_or(0, |at| at + 1);
        let end = text[last..].find('\n').map_or(text.len(), |at| last + at + 1);
        let mut page = Page {
            text: String::new(),
            line: sources.location(file, start).line,
            head: sources.location(file, first),
            runs: Vec::new(),
        };
        let mut at = start;
        for line in text[start..end].split_inclusive('\n') {
            let here = at..at + line.len();
            match line.len() > LINE_BYTES_MAX {
                true => page.cut(text, here, &ranges),
                false => page.copy(text, here),
            }
            at += line.len();
        }
        page
    }

    /// A place of the source in the page.
    pub fn place(&self, range: Range<usize>) -> Range<usize> {
        let place = |at: usize| {
            let index = self.runs.partition_point(|(from, _)| *from <= at);
            let Some((from, to)) = index.checked_sub(1).map(|index| self.runs[index]) else { return 0 };
            // What is left out stands where the gap does.
            let next = self.runs.get(index).map_or(self.text.len(), |(_, to)| *to);
            self.text.floor_char_boundary((to + (at - from)).min(next))
        };
        let start = place(range.start);
        start..place(range.end).max(start)
    }

    fn copy(&mut self, text: &str, range: Range<usize>) {
        let mut starts = true;
        for (at, c) in text[range.clone()].char_indices() {
            // What is left of the controls after these is made visible where the page is drawn.
            let shown = if matches!(c, '\u{80}'..='\u{9f}' | super::human::MARK) { picture(c) } else { c };
            if starts || shown.len_utf8() != c.len_utf8() {
                self.runs.push((range.start + at, self.text.len()));
            }
            starts = shown.len_utf8() != c.len_utf8();
            self.text.push(shown);
        }
    }

    /// A long line: what is near the ends of places, or its beginning when there is none in it.
    fn cut(&mut self, text: &str, line: Range<usize>, places: &[Range<usize>]) {
        let content = line.start..line.start + text[line.clone()].trim_end_matches(['\n', '\r']).len();
        let ends = places.iter().flat_map(|place| [place.start, place.end]);
        let inside = ends.filter(|at| (line.start..=content.end).contains(at));
        let mut kept: Vec<Range<usize>> = inside.map(|at| near(text, &content, at)).collect();
        if kept.is_empty() {
            kept.push(near(text, &content, content.start));
        }
        kept.sort_by_key(|range| (range.start, range.end));
        let mut at = content.start;
        for range in kept {
            let range = range.start.max(at)..range.end.max(at);
            if range.start > at {
                self.gap(at);
            }
            self.copy(text, range.clone());
            at = range.end;
        }
        if at < content.end {
            self.gap(at);
        }
        self.copy(text, content.end..line.end);
    }

    fn gap(&mut self, at: usize) {
        self.runs.push((at, self.text.len()));
        self.text.push(GAP);
    }
}

/// Some characters on each side of a place, within a range.
fn near(text: &str, within: &Range<usize>, at: usize) -> Range<usize> {
    let before = text[within.start..at].char_indices().rev().nth(SIDE_CHARS - 1);
    let after = text[at..within.end].char_indices().nth(SIDE_CHARS);
    before.map_or(within.start, |(start, _)| within.start + start)
        ..after.map_or(within.end, |(end, _)| at + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_shown_around_their_places() {
        let mut sources = Sources::default();
        let text = format!("a\n{}日本{}\nb", "x".repeat(1_000), "y".repeat(1_000));
        let file = sources.add("a", text);
        let span = Span::new(file, 1_002, 1_008);
        let page = Page::around(&[span], &sources);
        let side = "x".repeat(SIDE_CHARS);
        assert_eq!(page.text, format!("…{side}日本{}…\n", side.replace('x', "y")));
        assert_eq!((page.line, page.head), (2, Location { line: 2, column: 1_001 }));
        assert_eq!(&page.text[page.place(span.range())], "日本");
    }

    #[test]
    fn long_places_lose_their_middle() {
        let mut sources = Sources::default();
        let file = sources.add("a", "x".repeat(100_000));
        let page = Page::around(&[Span::new(file, 10, 90_000)], &sources);
        assert!(page.text.len() < 400, "{}", page.text.len());
        assert_eq!(page.place(10..90_000).len(), 2 * SIDE_CHARS + '…'.len_utf8());
    }
}
