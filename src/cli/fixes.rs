//! `--fix`: safe fixes go into the files, again and again until none is left.

use super::deliver::{reason, write_beside};
use super::talk::{Talk, counted};
use crate::diag::{Code, Diagnostic, Failed, FixedFile, Result, Sink, fixed};
use crate::limits::FIX_ROUNDS_MAX;
use crate::world::{Disk, World};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Fixes what `check` finds in these reports and in the files they use, and says what it did.
pub fn put(
    reports: &[PathBuf],
    check: impl Fn(&PathBuf) -> (Sink, Result<()>),
    talk: &Talk,
    sink: &mut Sink,
) -> Result<()> {
    for report in reports {
        // One fix may show the next mistake, and fixes of one place wait for each other.
        for _ in 0..FIX_ROUNDS_MAX {
            let (found, _) = check(report);
            let files = fixed(&found);
            let mut changed = false;
            for file in &files {
                changed |= write(file, &found, talk, sink)?;
            }
            if !changed {
                break;
            }
        }
    }
    Ok(())
}

/// Replaces a file that still holds what was checked; `false` for files that are not on the disk, such
/// as those of a built-in template, and for those in another encoding.
fn write(file: &FixedFile, found: &Sink, talk: &Talk, sink: &mut Sink) -> Result<bool> {
    let path = Path::new(found.sources.name(file.file));
    let Ok(bytes) = Disk.read(path) else { return Ok(false) };
    let old = found.sources.text(file.file);
    // The text of a file may lack the byte order mark that the file has.
    let Some(mark) = bytes.strip_suffix(old.as_bytes()) else { return Ok(false) };
    let new = [mark, file.text.as_bytes()].concat();
    replace(path, &new).map_err(|error| failed(path, &error, sink))?;
    let mistakes = counted(file.fixes, "mistake");
    talk.say(format!("Fixed {mistakes} in {}.", path.display()));
    Ok(true)
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

fn failed(path: &Path, error: &io::Error, sink: &mut Sink) -> Failed {
    let message = format!("cannot write the fixes of `{}`: {}", path.display(), reason(error));
    sink.fail(
        Diagnostic::global(Code::WriteFailed, message).help("make the file writable, or fix it by hand"),
    )
}
