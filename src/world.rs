//! The only door to the outside: files and the environment. Stages get a [`World`] and nothing else,
//! so tests can hand in one that lives in memory or refuses everything.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::io::{self, Cursor, Read, Seek};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Why a data file is opened: checking may look at schemas, never at rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To learn its columns and types.
    Schema,
    /// To read its rows.
    Rows,
}

/// A file that can be read from any place.
pub trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

/// What is known of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// Length in bytes.
    pub bytes: u64,
    /// Whether it is a folder.
    pub is_folder: bool,
}

/// Everything a compilation may read. Calls must be cheap when repeated.
pub trait World: Debug + Send + Sync {
    /// A whole small file: report, theme, template, picture.
    fn read(&self, path: &Path) -> io::Result<Arc<[u8]>>;
    /// A data file.
    fn open(&self, path: &Path, purpose: Purpose) -> io::Result<Box<dyn ReadSeek>>;
    /// Length and kind of a path.
    fn stat(&self, path: &Path) -> io::Result<Stat>;
    /// The names in a folder, sorted.
    fn list(&self, folder: &Path) -> io::Result<Vec<String>>;
    /// An environment variable that the report names.
    fn env(&self, name: &str) -> Option<String>;
    /// The memory of the machine, when it is known; decides how early queries use the disk, never results.
    fn memory_bytes(&self) -> Option<u64> {
        None
    }
}

/// A world that query threads can hold on to.
pub type SharedWorld = Arc<dyn World>;

/// The machine's own files and environment.
#[derive(Debug, Default, Clone, Copy)]
pub struct Disk;

#[expect(clippy::disallowed_methods, reason = "the one place that touches files and environment")]
impl World for Disk {
    fn read(&self, path: &Path) -> io::Result<Arc<[u8]>> {
        refuse_folder(self.stat(path)?)?;
        Ok(std::fs::read(path)?.into())
    }

    fn open(&self, path: &Path, _: Purpose) -> io::Result<Box<dyn ReadSeek>> {
        refuse_folder(self.stat(path)?)?;
        Ok(Box::new(std::fs::File::open(path)?))
    }

    fn stat(&self, path: &Path) -> io::Result<Stat> {
        let metadata = std::fs::metadata(path)?;
        Ok(Stat { bytes: metadata.len(), is_folder: metadata.is_dir() })
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        // The empty path is where the command runs, as for a file without a folder; the system knows it as `.`.
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let mut names = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }

    fn env(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn memory_bytes(&self) -> Option<u64> {
        // Where there is no such file, as on other systems than Linux, it is not known.
        let text = std::fs::read_to_string("/proc/meminfo").ok()?;
        let total = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
        total.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
    }
}

fn refuse_folder(stat: Stat) -> io::Result<()> {
    if stat.is_folder { Err(io::ErrorKind::IsADirectory.into()) } else { Ok(()) }
}

/// Files and environment held in memory, for tests; counts what was opened for its rows.
#[derive(Debug, Default)]
pub struct Memory {
    /// Path to content.
    pub files: BTreeMap<PathBuf, Arc<[u8]>>,
    /// The environment.
    pub variables: BTreeMap<String, String>,
    rows_opened: Mutex<Vec<PathBuf>>,
}

impl Memory {
    /// Puts a file there.
    pub fn insert(&mut self, path: impl Into<PathBuf>, content: impl AsRef<[u8]>) {
        self.files.insert(normal(&path.into()), content.as_ref().into());
    }

    /// The files that were opened to read rows.
    pub fn rows_opened(&self) -> Vec<PathBuf> {
        self.rows_opened.lock().expect("no holder of the lock panics").clone()
    }
}

/// Matches a name against a pattern of letters, `*` and `?`.
pub fn name_matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut place) = (0, 0);
    // Where to go back to when a star took too few characters.
    let mut retry = None;
    while place < name.len() {
        match pattern.get(at) {
            Some('*') => {
                retry = Some((at, place));
                at += 1;
            }
            Some(c) if *c == '?' || *c == name[place] => (at, place) = (at + 1, place + 1),
            _ => match retry {
                Some((star, taken)) => {
                    retry = Some((star, taken + 1));
                    (at, place) = (star + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|c| *c == '*')
}

/// Removes `.` and resolves `..` without asking the file system.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

impl World for Memory {
    fn read(&self, path: &Path) -> io::Result<Arc<[u8]>> {
        refuse_folder(self.stat(path)?)?;
        Ok(self.files[&normal(path)].clone())
    }

    fn open(&self, path: &Path, purpose: Purpose) -> io::Result<Box<dyn ReadSeek>> {
        let content = self.read(path)?;
        if purpose == Purpose::Rows {
            self.rows_opened.lock().expect("no holder of the lock panics").push(path.to_path_buf());
        }
        Ok(Box::new(Cursor::new(content)))
    }

    fn stat(&self, path: &Path) -> io::Result<Stat> {
        let path = normal(path);
        if let Some(content) = self.files.get(&path) {
            return Ok(Stat { bytes: content.len() as u64, is_folder: false });
        }
        match self.files.keys().any(|file| file.starts_with(&path)) {
            true => Ok(Stat { bytes: 0, is_folder: true }),
            false => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        let folder = normal(folder);
        let inside = self.files.keys().filter_map(|file| file.strip_prefix(&folder).ok());
        let mut names: Vec<String> = inside
            .filter_map(|rest| rest.components().next())
            .map(|first| first.as_os_str().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names.dedup();
        Ok(names)
    }

    fn env(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }
}

/// Refuses everything; stages that must not touch the outside are tested with it.
#[derive(Debug, Default, Clone, Copy)]
pub struct Refusing;

impl World for Refusing {
    fn read(&self, _: &Path) -> io::Result<Arc<[u8]>> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    fn open(&self, _: &Path, _: Purpose) -> io::Result<Box<dyn ReadSeek>> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    fn stat(&self, _: &Path) -> io::Result<Stat> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    fn list(&self, _: &Path) -> io::Result<Vec<String>> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    fn env(&self, _: &str) -> Option<String> {
        None
    }
}

/// Notes every path that is touched, so that `watch` knows what to wait on.
#[derive(Debug)]
pub struct Recording {
    world: SharedWorld,
    touched: Mutex<std::collections::BTreeSet<PathBuf>>,
}

impl Recording {
    /// Records what is asked of `world`.
    pub fn new(world: SharedWorld) -> Recording {
        Recording { world, touched: Mutex::default() }
    }

    /// Every path asked for, found or not.
    pub fn touched(&self) -> Vec<PathBuf> {
        self.touched.lock().expect("no holder of the lock panics").iter().cloned().collect()
    }

    fn note(&self, path: &Path) {
        self.touched.lock().expect("no holder of the lock panics").insert(path.to_path_buf());
    }
}

impl World for Recording {
    fn read(&self, path: &Path) -> io::Result<Arc<[u8]>> {
        self.note(path);
        self.world.read(path)
    }

    fn open(&self, path: &Path, purpose: Purpose) -> io::Result<Box<dyn ReadSeek>> {
        self.note(path);
        self.world.open(path, purpose)
    }

    fn stat(&self, path: &Path) -> io::Result<Stat> {
        self.note(path);
        self.world.stat(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        self.note(folder);
        self.world.list(folder)
    }

    fn env(&self, name: &str) -> Option<String> {
        self.world.env(name)
    }

    fn memory_bytes(&self) -> Option<u64> {
        self.world.memory_bytes()
    }
}
