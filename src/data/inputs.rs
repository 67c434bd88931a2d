//! The files behind a source: folders and patterns become lists, and compressed ones are opened as text.

use super::source::hint_for;
use crate::diag::{Code, Diagnostic, Span, did_you_mean};
use crate::world::{Purpose, ReadSeek, SharedWorld, World, name_matches};
use flate2::read::MultiGzDecoder;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// A path as written in a report: a file, a folder, or a pattern such as `data/*.csv`.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// The folder that the path is relative to.
    pub folder: PathBuf,
    /// The path as written.
    pub path: String,
    /// Where it was written.
    pub span: Span,
}

/// One file.
#[derive(Debug, Clone)]
pub struct InputFile {
    /// Where it is.
    pub path: PathBuf,
    /// What the report would call it.
    pub shown: String,
    /// Its length.
    pub bytes: u64,
}

/// The files behind a path, or why there is none.
pub type Found = Result<Vec<Arc<InputFile>>, Box<Diagnostic>>;

impl Inputs {
    /// What `watch` has to wait on: the file, or the folder in which a new file may appear.
    pub fn watched(&self) -> PathBuf {
        let fixed: PathBuf = Path::new(&self.path)
            .components()
            .take_while(|part| !is_pattern(&part.as_os_str().to_string_lossy()))
            .collect();
        self.folder.join(fixed)
    }

    /// The bytes of all files once they are uncompressed, roughly.
    pub fn bytes(&self, world: &SharedWorld, extensions: &[&str]) -> u64 {
        // Tables shrink to about an eighth.
        let bytes = |file: &Arc<InputFile>| if file.is_gzip() { file.bytes * 8 } else { file.bytes };
        self.find(world, extensions).unwrap_or_default().iter().map(bytes).sum()
    }

    /// The files, in the order of their names.
    pub fn find(&self, world: &SharedWorld, extensions: &[&str]) -> Found {
        if self.path.trim().is_empty() {
            let missing = Diagnostic::error(Code::MissingValue, self.span, "the path of the data is empty");
            return Err(Box::new(missing.help("name a file, a folder or a pattern such as `data/*.csv`")));
        }
        let files = if is_pattern(&self.path) {
            self.matching(world.as_ref())
        } else {
            self.at_path(world.as_ref(), extensions)?
        };
        if files.is_empty() {
            let message = format!("no file matches `{}`", self.path);
            let none = Diagnostic::error(Code::FileMissing, self.span, message);
            return Err(Box::new(match self.path.contains("**") {
                true => none.note("a star stands for a part of one name; `**` for no more than that"),
                false => none.note(format!("paths are relative to `{}`", shown_folder(&self.folder))),
            }));
        }
        Ok(files.into_iter().map(Arc::new).collect())
    }

    /// The files at a path without a pattern.
    fn at_path(&self, world: &dyn World, extensions: &[&str]) -> Result<Vec<InputFile>, Box<Diagnostic>> {
        let path = self.folder.join(&self.path);
        let stat = world.stat(&path).map_err(|error| Box::new(self.missing(world, &path, &error)))?;
        if !stat.is_folder {
            return Ok(vec![InputFile { path, shown: self.path.clone(), bytes: stat.bytes }]);
        }
        let mut files = Vec::new();
        for name in world.list(&path).map_err(|error| Box::new(self.missing(world, &path, &error)))? {
            if extensions.iter().any(|extension| has_extension(&name, extension)) {
                files.extend(file_at(world, path.join(&name), &self.path, &name));
            }
        }
        if files.is_empty() {
            let wanted = extensions.iter().map(|e| format!("`.{e}`")).collect::<Vec<_>>().join(", ");
            let message = format!("the folder `{}` holds no data file", self.path);
            let nothing = Diagnostic::error(Code::FileMissing, self.span, message);
            return Err(Box::new(nothing.note(format!("looked for names that end in {wanted}"))));
        }
        Ok(files)
    }

    fn matching(&self, world: &dyn World) -> Vec<InputFile> {
        let mut found: Vec<(PathBuf, String)> = vec![(self.folder.clone(), String::new())];
        for part in Path::new(&self.path).components() {
            let text = part.as_os_str().to_string_lossy().into_owned();
            let step = |(path, shown): (PathBuf, String)| -> Vec<(PathBuf, String)> {
                let names = match part {
                    Component::Normal(_) if is_pattern(&text) => {
                        let names = world.list(&path).unwrap_or_default();
                        names.into_iter().filter(|name| name_matches(&text, name)).collect()
                    }
                    _ => vec![text.clone()],
                };
                let join = |name: String| (path.join(&name), joined(&shown, &name));
                names.into_iter().map(join).collect()
            };
            found = found.into_iter().flat_map(step).collect();
        }
        let file = |(path, shown): (PathBuf, String)| file_at(world, path, "", &shown);
        found.into_iter().filter_map(file).collect()
    }

    fn missing(&self, world: &dyn World, path: &Path, error: &io::Error) -> Diagnostic {
        if error.kind() != io::ErrorKind::NotFound {
            let message = format!("`{}` cannot be read: {error}", self.path);
            return Diagnostic::error(Code::FileUnreadable, self.span, message);
        }
        if let (true, Some(hint)) = (self.path.contains("://"), hint_for(&self.path)) {
            let message = format!("`{}` is no file", self.path);
            return Diagnostic::error(Code::FileMissing, self.span, message).help(hint);
        }
        let message = format!("there is no file `{}`", self.path);
        let missing = Diagnostic::error(Code::FileMissing, self.span, message);
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return missing;
        };
        let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
        let names = world.list(parent).unwrap_or_default();
        let near = did_you_mean(&name.to_string_lossy(), names.iter().map(String::as_str));
        match near {
            Some(near) => {
                let written = Path::new(&self.path).with_file_name(near);
                missing.help(format!("did you mean `{}`?", written.display()))
            }
            None if self.path.contains(['[', '{']) => {
                missing.note("patterns are made of `*` and `?`; brackets and braces stand for themselves")
            }
            None if world.stat(parent).is_err() => {
                missing.note(format!("the folder `{}` does not exist", parent.display()))
            }
            None => missing.note(format!("paths are relative to `{}`", shown_folder(&self.folder))),
        }
    }
}

fn shown_folder(folder: &Path) -> String {
    if folder.as_os_str().is_empty() { ".".into() } else { folder.display().to_string() }
}

fn file_at(world: &dyn World, path: PathBuf, folder: &str, name: &str) -> Option<InputFile> {
    let stat = world.stat(&path).ok().filter(|stat| !stat.is_folder)?;
    Some(InputFile { path, shown: joined(folder, name), bytes: stat.bytes })
}

fn joined(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        folder => format!("{}/{name}", folder.trim_end_matches('/')),
    }
}

/// Whether a path or a part of it has a star or question mark.
pub fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// Whether a name ends in an extension, whatever the case of its letters.
pub fn has_extension(name: &str, extension: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.strip_suffix(extension).is_some_and(|stem| stem.len() > 1 && stem.ends_with('.'))
}

impl InputFile {
    /// Whether it is compressed.
    pub fn is_gzip(&self) -> bool {
        has_extension(&self.path.to_string_lossy(), "gz")
    }

    /// Opens it for reading at any place, as it is.
    pub fn open_raw(&self, world: &SharedWorld, purpose: Purpose) -> io::Result<Box<dyn ReadSeek>> {
        world.open(&self.path, purpose)
    }

    /// Opens it for reading from its beginning, uncompressed.
    pub fn open(&self, world: &SharedWorld, purpose: Purpose) -> io::Result<Box<dyn Read + Send>> {
        let raw = self.open_raw(world, purpose)?;
        if self.is_gzip() { Ok(Box::new(MultiGzDecoder::new(raw))) } else { Ok(Box::new(raw)) }
    }

    /// Opens it for reading from some byte on, uncompressed.
    pub fn open_at(
        &self,
        world: &SharedWorld,
        purpose: Purpose,
        start: u64,
    ) -> io::Result<Box<dyn Read + Send>> {
        if self.is_gzip() {
            let mut inside = self.open(world, purpose)?;
            io::copy(&mut (&mut inside).take(start), &mut io::sink())?;
            return Ok(inside);
        }
        let mut raw = self.open_raw(world, purpose)?;
        raw.seek(SeekFrom::Start(start))?;
        Ok(Box::new(raw))
    }

    /// Its path as the command line sees it, without steps back and forth.
    pub fn path_shown(&self) -> String {
        let mut parts: Vec<Component> = Vec::new();
        for part in self.path.components() {
            match (part, parts.last()) {
                (Component::CurDir, _) => {}
                (Component::ParentDir, Some(Component::Normal(_))) => drop(parts.pop()),
                _ => parts.push(part),
            }
        }
        parts.iter().collect::<PathBuf>().display().to_string()
    }

    /// What to say when reading fails.
    pub fn unreadable(&self, error: &io::Error) -> String {
        match error.kind() {
            io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof if self.is_gzip() => {
                format!("`{}` is not a whole gzip file", self.shown)
            }
            _ => format!("`{}` cannot be read: {error}", self.shown),
        }
    }
}
