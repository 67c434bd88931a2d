//! `--fix`: safe fixes are tried in memory, and go into the files when they leave fewer mistakes.
//!
//! A fix is kept only if the check that follows it finds fewer mistakes than before and no error that
//! was not there. So whatever a fix is, no file is worse afterwards, and a second run changes nothing.

use super::deliver::{reason, write_beside};
use super::talk::{Talk, counted};
use crate::diag::{Code, Diagnostic, FileFixes, Severity, Sink, Tally, safe_fixes, with_fixes};
use crate::limits::{FIX_CHAIN_MAX, FIX_ROUNDS_MAX};
use crate::world::{Disk, Purpose, ReadSeek, SharedWorld, Stat, World};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Checks one file as it is in a world.
pub type Check<'a> = dyn Fn(&SharedWorld, &Path) -> Sink + 'a;

/// Fixes what a check finds in these files and in those they use, and says what it did. A file that
/// cannot be written is told, and stops no other.
pub fn put(paths: &[PathBuf], check: &Check<'_>, talk: &Talk, sink: &mut Sink) {
    let mut fixer = Fixer { check, paths, draft: Draft::default(), refused: BTreeSet::new() };
    let mut fixed = BTreeMap::new();
    for path in paths {
        fixer.fix(path, &mut fixed);
    }
    for (path, mistakes) in fixed {
        let Some(bytes) = fixer.draft.files.get(&path) else { continue };
        match replace(&path, bytes) {
            Ok(()) => {
                talk.say(format!("Fixed {} in {}.", counted(mistakes, "mistake"), path.display()));
            }
            Err(error) => sink.push(unwritten(&path, &error)),
        }
    }
}

/// The files of the disk, some of them as they will be.
#[derive(Debug, Clone, Default)]
struct Draft {
    files: BTreeMap<PathBuf, Arc<[u8]>>,
}

impl World for Draft {
    fn read(&self, path: &Path) -> io::Result<Arc<[u8]>> {
        self.files.get(path).map_or_else(|| Disk.read(path), |bytes| Ok(bytes.clone()))
    }

    fn open(&self, path: &Path, purpose: Purpose) -> io::Result<Box<dyn ReadSeek>> {
        Disk.open(path, purpose)
    }

    fn stat(&self, path: &Path) -> io::Result<Stat> {
        Disk.stat(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        Disk.list(folder)
    }

    fn env(&self, name: &str) -> Option<String> {
        Disk.env(name)
    }

    fn memory_bytes(&self) -> Option<u64> {
        Disk.memory_bytes()
    }
}

impl Draft {
    fn with(&self, path: &Path, bytes: Vec<u8>) -> Draft {
        let mut draft = self.clone();
        draft.files.insert(path.to_path_buf(), bytes.into());
        draft
    }
}

/// What a check found: how often each thing is said, wherever it stands.
struct Seen {
    sink: Sink,
    said: BTreeMap<Said, usize>,
    tally: Tally,
}

fn count<'a>(told: impl IntoIterator<Item = &'a Diagnostic>, sink: &Sink) -> BTreeMap<Said, usize> {
    let mut counts = BTreeMap::new();
    told.into_iter().for_each(|told| *counts.entry(said(told, sink)).or_default() += 1);
    counts
}

/// A mistake wherever it stands: how bad it is, its kind, its file and the message.
type Said = (Severity, Code, String, String);

fn said(told: &Diagnostic, sink: &Sink) -> Said {
    let file = told.primary.as_ref().map_or("", |label| sink.sources.name(label.span.file));
    (told.severity, told.code, file.to_owned(), told.message.clone())
}

impl Seen {
    fn of(sink: Sink) -> Seen {
        let tally = Tally::of(&sink);
        Seen { said: count(sink.diagnostics(), &sink), sink, tally }
    }

    /// How many mistakes are gone since. Others may have come to light, such as a warning that errors hid.
    fn mended(&self, before: &Seen) -> usize {
        let left = |key| self.said.get(key).copied().unwrap_or_default();
        let gone = before.said.iter().map(|(key, times)| times.saturating_sub(left(key))).sum::<usize>();
        gone.max(1)
    }

    /// Whether an error is told that was not told before, or more often than before. Where a file has more
    /// mistakes than are kept, those that come to light were there.
    fn has_new_error(&self, before: &Seen) -> bool {
        let count = |key| before.said.get(key).copied().unwrap_or_default();
        let errors = self.said.iter().filter(|((severity, ..), _)| *severity == Severity::Error);
        before.tally.untold == 0 && errors.into_iter().any(|(key, times)| *times > count(key))
    }

    /// Whether each of some mistakes is gone.
    fn lacks(&self, gone: &[&Diagnostic], before: &Seen) -> bool {
        let times = |seen: &Seen, key: &Said| seen.said.get(key).copied().unwrap_or_default();
        let gone = count(gone.iter().copied(), &before.sink);
        before.tally.untold > 0
            || gone.iter().all(|(key, less)| times(self, key) + less <= times(before, key))
    }

    fn is_better_than(&self, before: &Seen) -> bool {
        let now = (self.tally.errors, self.tally.warnings);
        now < (before.tally.errors, before.tally.warnings) && !self.has_new_error(before)
    }
}

/// Tries fixes.
struct Fixer<'a> {
    check: &'a Check<'a>,
    paths: &'a [PathBuf],
    draft: Draft,
    /// Fixes that made nothing better.
    refused: BTreeSet<String>,
}

impl Fixer<'_> {
    /// Fixes what the check of one file finds, until nothing gets better; counts the mistakes that are gone.
    fn fix(&mut self, path: &Path, fixed: &mut BTreeMap<PathBuf, usize>) {
        let mut now = self.look(path, &self.draft);
        for _ in 0..FIX_ROUNDS_MAX {
            let Some((file, draft, next)) = self.step(path, &now) else { return };
            *fixed.entry(file).or_default() += next.mended(&now);
            (self.draft, now) = (draft, next);
        }
    }

    fn look(&self, path: &Path, draft: &Draft) -> Seen {
        let world: SharedWorld = Arc::new(draft.clone());
        Seen::of((self.check)(&world, path))
    }

    /// The next fixes that make something better, all of one file.
    fn step(&mut self, path: &Path, now: &Seen) -> Option<(PathBuf, Draft, Seen)> {
        for fixes in safe_fixes(&now.sink) {
            let Some(text) = self.text_of(&fixes, &now.sink) else { continue };
            let known = |told: &&&Diagnostic| !self.refused.contains(&identity(told, &now.sink));
            let told: Vec<&Diagnostic> = fixes.told.iter().filter(known).copied().collect();
            if let Some((draft, next)) = self.keep(path, now, &text, &told) {
                return Some((text.path, draft, next));
            }
        }
        None
    }

    /// The text that fixes belong to; nothing for files that are not on the disk, such as those of a
    /// built-in template, and for those in another encoding.
    fn text_of<'s>(&self, fixes: &FileFixes<'_>, sink: &'s Sink) -> Option<FileText<'s>> {
        let path = PathBuf::from(sink.sources.name(fixes.file));
        let bytes = self.draft.read(&path).ok()?;
        let text = sink.sources.text(fixes.file);
        // The text of a file may lack the byte order mark that the file has.
        let mark = bytes.strip_suffix(text.as_bytes())?.to_vec();
        Some(FileText { path, mark, text })
    }

    /// Makes all of these fixes, or as many as help.
    fn keep(
        &mut self,
        path: &Path,
        now: &Seen,
        text: &FileText<'_>,
        told: &[&Diagnostic],
    ) -> Option<(Draft, Seen)> {
        if told.is_empty() {
            return None;
        }
        let draft = self.draft.with(&text.path, text.with(told));
        let next = self.look(path, &draft);
        if next.is_better_than(now) && next.lacks(told, now) && self.harms_no_other(path, text, &draft) {
            return Some((draft, next));
        }
        if let [only] = told {
            let found = self.chain(path, now, text, draft, next);
            if found.is_none() {
                self.refused.insert(identity(only, &now.sink));
            }
            return found;
        }
        let (first, second) = told.split_at(told.len() / 2);
        self.keep(path, now, text, first).or_else(|| self.keep(path, now, text, second))
    }

    /// One fix may show the next mistake of its place. They are kept together, or none of them.
    fn chain(
        &self,
        path: &Path,
        now: &Seen,
        text: &FileText<'_>,
        mut draft: Draft,
        mut next: Seen,
    ) -> Option<(Draft, Seen)> {
        for _ in 0..FIX_CHAIN_MAX {
            let all = safe_fixes(&next.sink);
            let here = |fixes: &&FileFixes| Path::new(next.sink.sources.name(fixes.file)) == text.path;
            let fixes = all.iter().find(here)?;
            let known = |told: &&&Diagnostic| !self.refused.contains(&identity(told, &next.sink));
            let told: Vec<&Diagnostic> = fixes.told.iter().filter(known).copied().collect();
            if told.is_empty() {
                return None;
            }
            let bytes = FileText { text: next.sink.sources.text(fixes.file), ..text.clone() }.with(&told);
            draft = draft.with(&text.path, bytes);
            next = self.look(path, &draft);
            if next.is_better_than(now) && self.harms_no_other(path, text, &draft) {
                return Some((draft, next));
            }
        }
        None
    }

    /// Whether a change of a file that several use, such as a theme, brings no error to another of them.
    fn harms_no_other(&self, path: &Path, text: &FileText<'_>, draft: &Draft) -> bool {
        let mut others = self.paths.iter().filter(|other| *other != path && text.path != path);
        others.all(|other| !self.look(other, draft).has_new_error(&self.look(other, &self.draft)))
    }
}

/// A text as it is in memory, and how it is in its file.
#[derive(Clone)]
struct FileText<'s> {
    path: PathBuf,
    /// The bytes before the text.
    mark: Vec<u8>,
    text: &'s str,
}

impl FileText<'_> {
    fn with(&self, told: &[&Diagnostic]) -> Vec<u8> {
        [self.mark.as_slice(), with_fixes(self.text, told).as_bytes()].concat()
    }
}

/// What tells a fix from others, also after other fixes have moved it.
fn identity(told: &Diagnostic, sink: &Sink) -> String {
    let mut name = told.message.clone();
    for edit in told.fix.iter().flat_map(|fix| &fix.edits) {
        let text = sink.sources.text(edit.span.file);
        let start = text[..edit.span.start as usize].rfind('\n').map_or(0, |at| at + 1);
        let line = text[start..].lines().next().unwrap_or("");
        name = format!("{name}\n{line}\n{}", edit.text);
    }
    name
}

/// Replaces a file in one step. Links stay links, and who may read the file may read it afterwards.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let permissions = fs::symlink_metadata(&path)?.permissions();
    if permissions.readonly() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    write_beside(&path, bytes)?;
    fs::set_permissions(&path, permissions)
}

fn unwritten(path: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("cannot write the fixes of `{}`: {}", path.display(), reason(error));
    Diagnostic::global(Code::WriteFailed, message).help("make the file writable, or fix it by hand")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::talk::MessageFormat;
    use crate::diag::Span;

    /// What a made-up check says of a text: each of these words is an error there, with a fix.
    const WORDS: [(&str, &str); 5] = [
        ("bad", "good"),
        // The fix leaves what it is for.
        ("same", "same!"),
        // Two for one.
        ("more", "same same"),
        // One mistake shows the next, which has a fix ...
        ("first", "second"),
        ("second", "third"),
    ];

    fn look(world: &SharedWorld, path: &Path) -> Sink {
        let mut sink = Sink::default();
        let bytes = world.read(path).expect("a file");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let file = sink.sources.add(path.to_string_lossy(), text.as_str());
        for (word, fixed) in WORDS {
            for (at, _) in text.match_indices(word) {
                let span = Span::new(file, at, at + word.len());
                let told = Diagnostic::error(Code::UnknownKey, span, format!("`{word}`"));
                sink.push(told.fix("f", span, fixed));
            }
        }
        // A warning that a mistake hides.
        for (at, word) in text.match_indices("good;") {
            let span = Span::new(file, at, at + word.len());
            sink.push(Diagnostic::warning(Code::UnusedName, span, "unused"));
        }
        sink
    }

    #[test]
    fn only_fixes_that_leave_fewer_mistakes_are_kept() {
        for (text, expected) in [
            ("bad bad x", "good good x"),
            ("bad; x", "good; x"),
            ("same x", "same x"),
            ("more x", "more x"),
            ("bad same more bad", "good same more good"),
            ("first x", "third x"),
        ] {
            let folder = tempfile::tempdir().expect("a folder to write to");
            let path = folder.path().join("a.yaml");
            for _ in 0..2 {
                std::fs::write(&path, text).expect("a writable file");
                let mut sink = Sink::default();
                put(std::slice::from_ref(&path), &look, &Talk::new(MessageFormat::Json), &mut sink);
                let fixed = Disk.read(&path).expect("a file");
                assert_eq!(String::from_utf8_lossy(&fixed), expected);
                assert!(!sink.has_errors());
            }
        }
    }
}
