//! The texts that spans point into, and where each of their bytes stands in its file.

use super::Span;
use serde::Serialize;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// The number of a source text within one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FileId(u32);

impl FileId {
    /// Stands where there is no file.
    pub const NONE: FileId = FileId(u32::MAX);
}

/// Line and column, counted from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Location {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A stretch of a text whose bytes stand in the file one by one; it goes to the next one, or to the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Its first byte in the text.
    pub text: usize,
    /// The same byte in the file.
    pub file: u64,
}

/// A piece of a file that is too big to hold, or that is not in UTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The path of the file.
    pub name: String,
    /// The piece.
    pub text: String,
    /// Where its first character stands in the file.
    pub first: Location,
    /// Where its bytes stand in the file; the first run begins with the text.
    pub runs: Vec<Run>,
}

impl Excerpt {
    /// The place in the text of a byte of the file; `None` where the piece does not reach.
    pub fn place_of(&self, byte: u64) -> Option<usize> {
        let run = self.runs.iter().rfind(|run| run.file <= byte)?;
        let place = run.text + usize::try_from(byte - run.file).ok()?;
        let next = self.runs.iter().find(|next| next.text > run.text);
        (place <= next.map_or(self.text.len(), |next| next.text)).then_some(place)
    }
}

/// All source texts of a run: reports, templates, themes, and excerpts of data files.
#[derive(Debug, Default, Clone)]
pub struct Sources {
    files: Vec<SourceText>,
}

#[derive(Debug, Clone)]
struct SourceText {
    name: String,
    text: Arc<str>,
    first: Location,
    runs: Vec<Run>,
    is_excerpt: bool,
    /// The first byte of each line, found when it is first asked for.
    lines: OnceLock<Vec<usize>>,
}

impl SourceText {
    fn is_same(&self, other: &SourceText) -> bool {
        let same_place = self.first == other.first && self.runs == other.runs;
        same_place
            && self.is_excerpt == other.is_excerpt
            && self.name == other.name
            && self.text == other.text
    }

    fn lines(&self) -> &[usize] {
        let after = |(at, _): (usize, &str)| at + 1;
        self.lines.get_or_init(|| [0].into_iter().chain(self.text.match_indices('\n').map(after)).collect())
    }
}

impl Sources {
    /// Takes a text; a name that is there already with the same text keeps its number.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        self.keep(SourceText {
            name: name.into(),
            text: text.into(),
            first: Location { line: 1, column: 1 },
            runs: vec![Run { text: 0, file: 0 }],
            is_excerpt: false,
            lines: OnceLock::new(),
        })
    }

    /// Takes a piece of a file.
    pub fn add_excerpt(&mut self, excerpt: Excerpt) -> FileId {
        let Excerpt { name, text, first, runs } = excerpt;
        self.keep(SourceText {
            name,
            text: text.into(),
            first,
            runs,
            is_excerpt: true,
            lines: OnceLock::new(),
        })
    }

    fn keep(&mut self, source: SourceText) -> FileId {
        if let Some(index) = self.files.iter().position(|known| known.is_same(&source)) {
            return FileId(index as u32);
        }
        self.files.push(source);
        FileId(self.files.len() as u32 - 1)
    }

    fn get(&self, file: FileId) -> Option<&SourceText> {
        self.files.get(file.0 as usize)
    }

    /// Whether the text is only a piece of the file.
    pub fn is_excerpt(&self, file: FileId) -> bool {
        self.get(file).is_some_and(|f| f.is_excerpt)
    }

    /// The name shown to the author.
    pub fn name(&self, file: FileId) -> &str {
        self.get(file).map_or("", |f| &f.name)
    }

    /// The whole text.
    pub fn text(&self, file: FileId) -> &str {
        self.get(file).map_or("", |f| &f.text)
    }

    /// The text, shared.
    pub fn shared_text(&self, file: FileId) -> Arc<str> {
        self.get(file).map_or_else(|| Arc::from(""), |f| f.text.clone())
    }

    /// The part of a span on its first line, for places that go over many.
    pub fn head(&self, span: Span) -> Span {
        let lines = self.text(span.file).get(span.range()).unwrap_or_default();
        let first = lines.lines().next().unwrap_or_default().trim_end().len();
        Span::new(span.file, span.start as usize, span.start as usize + first)
    }

    /// Line and column of a byte offset; an offset inside a character means that character.
    pub fn location(&self, file: FileId, offset: usize) -> Location {
        let Some(source) = self.get(file) else { return Location { line: 1, column: 1 } };
        let offset = source.text.floor_char_boundary(offset);
        let line = source.lines().partition_point(|start| *start <= offset) - 1;
        let column = source.text[source.lines()[line]..offset].chars().count();
        let before = if line == 0 { source.first.column } else { 1 };
        Location { line: source.first.line + line, column: before + column }
    }

    /// The bytes of a span in the file itself.
    pub fn bytes(&self, span: Span) -> Range<u64> {
        let text = self.text(span.file);
        let range = super::render::clamp(text, span);
        let runs = self.get(span.file).map_or(&[][..], |f| &f.runs);
        let in_file = |place: usize| {
            let run = runs.iter().rfind(|run| run.text <= place);
            run.map_or(place as u64, |run| run.file + (place - run.text) as u64)
        };
        in_file(range.start)..in_file(range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpts_know_where_they_stand() {
        let mut sources = Sources::default();
        // `aü<FF>b` from byte 40 of the third line on; the mark for the byte that is none takes three.
        let text = "aü\u{fffd}b\nc".to_owned();
        let runs = vec![Run { text: 0, file: 140 }, Run { text: 6, file: 144 }];
        let first = Location { line: 3, column: 41 };
        let excerpt = Excerpt { name: "d.csv".into(), text, first, runs };
        assert_eq!((excerpt.place_of(139), excerpt.place_of(144)), (None, Some(6)));
        assert_eq!((excerpt.place_of(147), excerpt.place_of(148)), (Some(9), None));
        let file = sources.add_excerpt(excerpt);
        assert_eq!(sources.location(file, 6), Location { line: 3, column: 44 });
        assert_eq!(sources.location(file, 8), Location { line: 4, column: 1 });
        assert_eq!(sources.bytes(Span::new(file, 1, 3)), 141..143);
        assert_eq!(sources.bytes(Span::new(file, 6, 9)), 144..147);
    }
}
