//! The texts that spans point into.

use super::Span;
use serde::Serialize;
use std::sync::Arc;

/// The number of a source text within one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FileId(u32);

impl FileId {
    /// Stands where there is no file.
    pub const NONE: FileId = FileId(u32::MAX);
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct SourceText {
    name: String,
    text: Arc<str>,
    first_line: usize,
    is_excerpt: bool,
}

/// Line and column, counted from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Location {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// All source texts of a run: reports, templates, themes, and excerpts of data files.
#[derive(Debug, Default, Clone)]
pub struct Sources {
    files: Vec<SourceText>,
}

impl Sources {
    /// Takes a text; a name that is there already with the same text keeps its number.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        self.keep(SourceText { name: name.into(), text: text.into(), first_line: 1, is_excerpt: false })
    }

    /// Takes a piece of a text that is too big to hold; `first_line` is the number its first line has
    /// in the whole, from 1.
    pub fn add_excerpt(
        &mut self,
        name: impl Into<String>,
        text: impl Into<Arc<str>>,
        first_line: u64,
    ) -> FileId {
        let (name, text, first_line) = (name.into(), text.into(), first_line as usize);
        self.keep(SourceText { name, text, first_line, is_excerpt: true })
    }

    fn keep(&mut self, source: SourceText) -> FileId {
        if let Some(index) = self.files.iter().position(|known| *known == source) {
            return FileId(index as u32);
        }
        self.files.push(source);
        FileId(self.files.len() as u32 - 1)
    }

    /// The number of the first line of the text; greater than 1 for an excerpt.
    pub fn first_line(&self, file: FileId) -> usize {
        self.files.get(file.0 as usize).map_or(1, |f| f.first_line)
    }

    /// Whether the text is only a piece of the file.
    pub fn is_excerpt(&self, file: FileId) -> bool {
        self.files.get(file.0 as usize).is_some_and(|f| f.is_excerpt)
    }

    /// The name shown to the author.
    pub fn name(&self, file: FileId) -> &str {
        self.files.get(file.0 as usize).map_or("", |f| &f.name)
    }

    /// The whole text.
    pub fn text(&self, file: FileId) -> &str {
        self.files.get(file.0 as usize).map_or("", |f| &f.text)
    }

    /// The text, shared.
    pub fn shared_text(&self, file: FileId) -> Arc<str> {
        self.files.get(file.0 as usize).map_or_else(|| Arc::from(""), |f| f.text.clone())
    }

    /// The part of a span on its first line, for places that go over many.
    pub fn head(&self, span: Span) -> Span {
        let lines = self.text(span.file).get(span.range()).unwrap_or_default();
        let first = lines.lines().next().unwrap_or_default().trim_end().len();
        Span::new(span.file, span.start as usize, span.start as usize + first)
    }

    /// Line and column of a byte offset; an offset inside a character means that character.
    pub fn location(&self, file: FileId, offset: usize) -> Location {
        let text = self.text(file);
        let offset = text.floor_char_boundary(offset);
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Location {
            line: before.matches('\n').count() + self.first_line(file),
            column: before[line_start..].chars().count() + 1,
        }
    }
}
