//! Delivery: the files of a report appear whole or not at all. They are written to the side, and when
//! all are complete they replace the old ones; when that fails half way, the old ones come back.

use super::interrupt;
use crate::compile::{Artifact, Content};
use crate::diag::{Code, Diagnostic, Failed, Result, Sink};
use crate::world::{Disk, Purpose, World};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Component, Path, PathBuf};
use tempfile::TempDir;

/// Begins the names of the folders that files are staged in; they lie in the output folder, because
/// only within one file system can a file be moved in one step.
const STAGING_PREFIX: &str = ".folio-";

/// Files that are complete and wait for delivery.
#[derive(Debug)]
pub struct Staged {
    folder: TempDir,
    files: Vec<StagedFile>,
}

#[derive(Debug)]
struct StagedFile {
    written: PathBuf,
    target: PathBuf,
    delivered: Delivered,
}

/// A file in its place.
#[derive(Debug, Clone)]
pub struct Delivered {
    /// Where it is.
    pub path: PathBuf,
    /// Its media type.
    pub media_type: &'static str,
    /// Its length.
    pub bytes: u64,
}

/// Writes all artifacts to the side of `folder`, which is made when it is missing.
pub fn stage(artifacts: Vec<Artifact>, folder: &Path, sink: &mut Sink) -> Result<Staged> {
    check_names(&artifacts, sink)?;
    let staging = make_staging(folder).map_err(|error| sink.fail(write_failed(folder, &error)))?;
    let mut staged = Staged { folder: staging, files: Vec::new() };
    for (index, artifact) in artifacts.into_iter().enumerate() {
        let written = staged.folder.path().join(index.to_string());
        let target = folder.join(&artifact.name);
        let media_type = artifact.media_type;
        let bytes = write(artifact.content, &written, &target, sink)?;
        let delivered = Delivered { path: target.clone(), media_type, bytes };
        staged.files.push(StagedFile { written, target, delivered });
    }
    Ok(staged)
}

/// Names come out of `{{ }}` expressions, and so out of data: they must not lead out of the folder, and
/// no two may mean the same file, on any file system.
fn check_names(artifacts: &[Artifact], sink: &mut Sink) -> Result<()> {
    let mut taken = BTreeSet::new();
    for artifact in artifacts {
        let name = &artifact.name;
        if !is_inside(name) {
            let message = format!("`{name}` is no name for a file below the output folder");
            let help = "the `file` of an output is a name, or folders and a name, without `..`";
            sink.push(Diagnostic::global(Code::WriteFailed, message).help(help));
        } else if !taken.insert(name.to_lowercase()) {
            let message = format!("two outputs are called `{name}`");
            let help = "give one of them another name with `file`";
            sink.push(Diagnostic::global(Code::WriteFailed, message).help(help));
        }
    }
    sink.checkpoint()
}

fn is_inside(name: &str) -> bool {
    let odd = name.contains('\\') || name.chars().any(char::is_control) || name.ends_with('/');
    let mut parts = Path::new(name).components();
    !odd && !name.is_empty() && parts.all(|part| matches!(part, Component::Normal(_)))
}

fn make_staging(folder: &Path) -> io::Result<TempDir> {
    fs::create_dir_all(folder)?;
    let staging = tempfile::Builder::new().prefix(STAGING_PREFIX).tempdir_in(folder)?;
    interrupt::staged(staging.path());
    Ok(staging)
}

/// Writes one artifact and returns its length.
fn write(content: Content, written: &Path, target: &Path, sink: &mut Sink) -> Result<u64> {
    let result = match content {
        Content::Bytes(bytes) => fs::write(written, &bytes).map(|()| bytes.len() as u64),
        Content::Stream(stream) => {
            let file = File::create(written).map_err(|error| sink.fail(write_failed(target, &error)))?;
            let mut counting = Counting { inner: BufWriter::new(file), bytes: 0, error: None };
            let streamed = stream(&mut counting, sink).and_then(|()| counting.flush().map_err(|_| Failed));
            match (counting.error, streamed) {
                (Some(error), _) => Err(error),
                (None, Ok(())) => Ok(counting.bytes),
                (None, Err(Failed)) => return Err(Failed),
            }
        }
    };
    result.map_err(|error| sink.fail(write_failed(target, &error)))
}

/// Counts what goes through, and keeps the reason when nothing goes through any more.
struct Counting {
    inner: BufWriter<File>,
    bytes: u64,
    error: Option<io::Error>,
}

impl Counting {
    fn keep<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|error| {
            let copy = io::Error::new(error.kind(), error.to_string());
            self.error.get_or_insert(error);
            copy
        })
    }
}

impl Write for Counting {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let result = self.inner.write(buffer);
        let written = self.keep(result)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.inner.flush();
        self.keep(result)
    }
}

impl Staged {
    /// Where the files will be.
    pub fn targets(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|file| file.target.as_path())
    }

    /// Whether a file would replace one that holds the same.
    pub fn is_same(&self, target: &Path) -> bool {
        let file = self.files.iter().find(|file| file.target == target);
        file.is_some_and(|file| holds_same(&file.written, target).unwrap_or(false))
    }

    /// Puts all files in their places, or none.
    pub fn deliver(self, sink: &mut Sink) -> Result<Vec<Delivered>> {
        let failed = interrupt::delivering(self.folder.path(), || self.replace_all());
        if let Err((target, error)) = failed {
            return Err(sink.fail(write_failed(&target, &error)));
        }
        Ok(self.files.into_iter().map(|file| file.delivered).collect())
    }

    fn replace_all(&self) -> std::result::Result<(), (PathBuf, io::Error)> {
        let mut done: Vec<(&Path, Option<PathBuf>)> = Vec::new();
        for (index, file) in self.files.iter().enumerate() {
            let spare = self.folder.path().join(format!("{index}.old"));
            match replace(&file.written, &file.target, &spare) {
                Ok(old) => done.push((&file.target, old)),
                Err(error) => {
                    undo(done);
                    return Err((file.target.clone(), error));
                }
            }
        }
        Ok(())
    }
}

fn holds_same(a: &Path, b: &Path) -> io::Result<bool> {
    if Disk.stat(a)?.bytes != Disk.stat(b)?.bytes {
        return Ok(false);
    }
    let open = |path: &Path| Disk.open(path, Purpose::Rows).map(BufReader::new);
    let (mut a, mut b) = (open(a)?, open(b)?);
    loop {
        let (left, right) = (a.fill_buf()?, b.fill_buf()?);
        let length = left.len().min(right.len());
        if left[..length] != right[..length] {
            return Ok(false);
        }
        if length == 0 {
            return Ok(left.len() == right.len());
        }
        a.consume(length);
        b.consume(length);
    }
}

/// Moves a file over another and returns where the other one is kept, if there was one.
fn replace(written: &Path, target: &Path, spare: &Path) -> io::Result<Option<PathBuf>> {
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    if target.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let old = match fs::symlink_metadata(target) {
        // A second name keeps the old file where it is until the new one takes its place; where the
        // file system knows no second names, the old file has to step aside for a moment.
        Ok(_) => fs::hard_link(target, spare)
            .or_else(|_| fs::rename(target, spare))
            .map(|()| Some(spare.into()))?,
        Err(_) => None,
    };
    match fs::rename(written, target) {
        Ok(()) => Ok(old),
        Err(error) => {
            undo(old.map(|old| (target, Some(old))).into_iter().collect());
            Err(error)
        }
    }
}

/// Brings old files back, the last one first. What cannot be undone stays; the first failure is told.
fn undo(done: Vec<(&Path, Option<PathBuf>)>) {
    for (target, old) in done.into_iter().rev() {
        let _ = match old {
            Some(old) => fs::rename(old, target),
            None => fs::remove_file(target),
        };
    }
}

/// Replaces a small file in one step, for the lock file beside a report.
pub fn write_beside(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let staging = tempfile::Builder::new().prefix(STAGING_PREFIX).tempdir_in(folder)?;
    let written = staging.path().join("0");
    fs::write(&written, bytes)?;
    fs::rename(&written, path)
}

fn write_failed(path: &Path, error: &io::Error) -> Diagnostic {
    let help = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "make room on the disk, or choose another with `-o`"
        }
        io::ErrorKind::IsADirectory => "a folder stands where the file should be: move it away",
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a file stands where a folder should be: move it away, or choose another folder with `-o`"
        }
        _ => "choose another folder with `-o`",
    };
    let message = format!("cannot write `{}`: {}", path.display(), reason(error));
    Diagnostic::global(Code::WriteFailed, message).help(help)
}

/// The reason without the number that the system has for it.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let plain = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = plain.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
