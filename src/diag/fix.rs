//! Fixes put into the texts they belong to.

use super::{Edit, FileId, Sink};
use std::collections::BTreeMap;

/// A text with its fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedFile {
    /// The file.
    pub file: FileId,
    /// The new text of all of it.
    pub text: String,
    /// How many mistakes it has less.
    pub fixes: usize,
}

/// The texts of a run with all safe fixes. Where two would change the same place the first one wins;
/// another run takes the other one.
pub fn fixed(sink: &Sink) -> Vec<FixedFile> {
    let mut changes: BTreeMap<FileId, (Vec<&Edit>, usize)> = BTreeMap::new();
    for diagnostic in sink.diagnostics() {
        let Some(fix) = diagnostic.fix.as_ref().filter(|fix| fix.safe) else { continue };
        let Some(file) = fix.edits.first().map(|edit| edit.span.file) else { continue };
        // Excerpts are of data, which is never changed.
        let elsewhere = fix.edits.iter().any(|edit| edit.span.file != file);
        let (taken, fixes) = changes.entry(file).or_default();
        let meets = |edit: &Edit| taken.iter().any(|other| touch(edit, other));
        if elsewhere || sink.sources.is_excerpt(file) || fix.edits.iter().any(meets) {
            continue;
        }
        taken.extend(&fix.edits);
        *fixes += 1;
    }
    let made = changes.into_iter().filter(|(_, (_, fixes))| *fixes > 0);
    made.map(|(file, (edits, fixes))| FixedFile { file, text: apply(sink.sources.text(file), edits), fixes })
        .collect()
}

/// Whether two edits change the same place, or insert at the same one.
fn touch(a: &Edit, b: &Edit) -> bool {
    a.span.start <= b.span.end && b.span.start <= a.span.end
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
        let expected = FixedFile { file, text: "x: 1\nz: 2\n".into(), fixes: 2 };
        assert_eq!(fixed(&sink), [expected]);
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
        assert_eq!(fixed(&sink), []);
    }
}
