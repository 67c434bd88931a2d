//! New files in a folder, none of which may be there already.

use super::deliver::{reason, write_beside};
use crate::diag::{Code, Diagnostic, Result, Sink};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file to be made: its name below the folder, and what it holds.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// Folders and a name.
    pub name: String,
    /// All of it.
    pub bytes: Vec<u8>,
}

impl NewFile {
    /// A file.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> NewFile {
        NewFile { name: name.into(), bytes: bytes.into() }
    }
}

/// Makes files in a folder and returns their paths; when one of them exists, makes none.
pub fn create(folder: &Path, files: &[NewFile], sink: &mut Sink) -> Result<Vec<PathBuf>> {
    let paths: Vec<PathBuf> = files.iter().map(|file| folder.join(&file.name)).collect();
    for path in paths.iter().filter(|path| fs::symlink_metadata(path).is_ok()) {
        let message = format!("`{}` exists already, and nothing is overwritten", path.display());
        sink.push(Diagnostic::global(Code::CommandLine, message).help("choose another name"));
    }
    sink.checkpoint()?;
    for (path, file) in paths.iter().zip(files) {
        write(path, &file.bytes).map_err(|error| {
            let message = format!("cannot write `{}`: {}", path.display(), reason(&error));
            sink.fail(Diagnostic::global(Code::WriteFailed, message).help("choose another folder"))
        })?;
    }
    Ok(paths)
}

/// Writes a file, over an older one of its name.
pub fn replace(path: &Path, bytes: &[u8], sink: &mut Sink) -> Result<()> {
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    folder.and_then(|()| write_beside(path, bytes)).map_err(|error| {
        let message = format!("cannot write `{}`: {}", path.display(), reason(&error));
        sink.fail(Diagnostic::global(Code::WriteFailed, message).help("choose another folder"))
    })
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(bytes)
}
