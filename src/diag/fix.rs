//! Fixes put into the texts they belong to.

use super::{Diagnostic, Edit, FileId, Sink};
use std::collections::BTreeMap;

/// The safe fixes of one file that can be made at once.
#[derive(Debug, Clone)]
pub struct FileFixes<'a> {
    /// The file.
    pub file: FileId,
    /// What they are offered for, in the order of the places; no two change the same place.
    pub told: Vec<&'a Diagnostic>,
}

/// The safe fixes of a run, by file. Where two would change the same place the first one wins; another
/// run takes the other one.
pub fn safe_fixes(sink: &Sink) -> Vec<FileFixes<'_>> {
    let mut files: BTreeMap<FileId, (Vec<&Diagnostic>, Taken)> = BTreeMap::new();
    for told in sink.diagnostics() {
        let Some(fix) = told.fix.as_ref().filter(|fix| fix.safe) else { continue };
        let Some(file) = fix.edits.first().map(|edit| edit.span.file) else { continue };
        // Excerpts are of data, which is never changed.
        if sink.sources.is_excerpt(file) || fix.edits.iter().any(|edit| edit.span.file != file) {
            continue;
        }
        let (kept, taken) = files.entry(file).or_default();
        if fix.edits.iter().all(|edit| taken.is_free(edit)) {
            fix.edits.iter().for_each(|edit| taken.take(edit));
            kept.push(told);
        }
    }
    let found = files.into_iter().filter(|(_, (told, _))| !told.is_empty());
    found.map(|(file, (told, _))| FileFixes { file, told }).collect()
}

/// A text with the fixes of some diagnostics, which change different places of it.
pub fn with_fixes(text: &str, told: &[&Diagnostic]) -> String {
    apply(text, told.iter().filter_map(|told| told.fix.as_ref()).flat_map(|fix| &fix.edits).collect())
}

/// Places of a file that are changed already: start to end, none meeting another.
#[derive(Debug, Default)]
struct Taken(BTreeMap<u32, u32>);

impl Taken {
    /// Whether an edit changes another place than all before, and inserts at another one.
    fn is_free(&self, edit: &Edit) -> bool {
        let before = self.0.range(..=edit.span.end).next_back();
        before.is_none_or(|(_, end)| *end < edit.span.start)
    }

    fn take(&mut self, edit: &Edit) {
        self.0.insert(edit.span.start, edit.span.end);
    }
}

fn apply(text: &str, mut edits: Vec<&Edit>) -> String {
    edits.sort_by_key(|edit| edit.span.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let range = edit.span.range();
        // A span that cuts a character, or ends behind the text, is no place to change.
        let Some(before) = text.get(at..range.start).filter(|_| text.is_char_boundary(range.end)) else {
            continue;
        };
        out.push_str(before);
        out.push_str(&edit.text);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Code, Diagnostic, Excerpt, Location, Run, Span};

    #[test]
    fn fixes_that_meet_wait_for_the_next_run() {
        let mut sink = Sink::default();
        let file = sink.sources.add("a.yaml", "äb: 1\ncd: 2\n");
        for (start, end, text) in [(0, 3, "x"), (2, 3, "y"), (7, 9, "z"), (8, 40, "w")] {
            let span = Span::new(file, start, end);
            sink.push(Diagnostic::error(Code::UnknownKey, span, format!("{start}")).fix("f", span, text));
        }
        let fixes = safe_fixes(&sink);
        let [only] = fixes.as_slice() else { panic!("one file") };
        let messages: Vec<&str> = only.told.iter().map(|told| told.message.as_str()).collect();
        assert_eq!((only.file, messages), (file, vec!["0", "7"]));
        assert_eq!(with_fixes(sink.sources.text(file), &only.told), "x: 1\nz: 2\n");
    }

    #[test]
    fn excerpts_and_unsafe_fixes_stay() {
        let mut sink = Sink::default();
        let data = sink.sources.add_excerpt(Excerpt {
            name: "a.csv".into(),
            text: "n/a".into(),
            first: Location { line: 7, column: 1 },
            runs: vec![Run { text: 0, file: 40 }],
        });
        let file = sink.sources.add("a.yaml", "a: 1\n");
        let span = Span::new(data, 0, 3);
        sink.push(Diagnostic::error(Code::DataType, span, "a").fix("f", span, ""));
        let span = Span::new(file, 0, 1);
        let mut risky = Diagnostic::error(Code::UnknownKey, span, "b").fix("f", span, "b");
        risky.fix.as_mut().expect("it has one").safe = false;
        sink.push(risky);
        assert!(safe_fixes(&sink).is_empty());
    }
}
