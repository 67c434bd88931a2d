//! Waiting for changes to the files that a build touched. Folders are watched rather than files: an
//! editor that saves by renaming puts another file in the place of the old one.

use notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{
    DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer,
};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

/// Changes that lie closer together than this count as one.
const QUIET: Duration = Duration::from_millis(100);

/// The files being waited on.
pub struct Files {
    watcher: Debouncer<RecommendedWatcher, RecommendedCache>,
    events: Receiver<DebounceEventResult>,
    /// What matters, by its real path.
    touched: BTreeSet<PathBuf>,
    /// The folders being watched.
    folders: BTreeSet<PathBuf>,
}

impl Files {
    /// Waits on nothing yet.
    pub fn new() -> Result<Files, String> {
        let (sender, events) = mpsc::channel();
        let watcher = new_debouncer(QUIET, None, sender).map_err(|error| error.to_string())?;
        Ok(Files { watcher, events, touched: BTreeSet::new(), folders: BTreeSet::new() })
    }

    /// From now on these paths matter, whether there is something or not. Returns the folders that cannot
    /// be watched, with the reasons.
    pub fn follow(&mut self, touched: &[PathBuf]) -> Vec<String> {
        let mut deaf = Vec::new();
        let mut folders = BTreeSet::new();
        self.touched = touched.iter().flat_map(|path| places(path)).collect();
        for path in &self.touched {
            folders.extend(path.parent().map(Path::to_path_buf));
            // Something may appear in a folder that was listed.
            folders.extend(Some(path.clone()).filter(|path| path.is_dir()));
        }
        for folder in self.folders.difference(&folders) {
            // It may be gone already, and then there is nothing to stop.
            let _ = self.watcher.unwatch(folder);
        }
        for folder in &folders {
            // Watching again is cheap, and needed when a folder was replaced by another of its name.
            let is_new = !self.folders.contains(folder);
            if let (Err(error), true) = (self.watcher.watch(folder, RecursiveMode::NonRecursive), is_new) {
                deaf.push(format!("changes in `{}` will go unnoticed: {error}", folder.display()));
            }
        }
        self.folders = folders;
        deaf
    }

    /// Waits until something that matters has changed, and says what.
    pub fn wait(&self) -> Result<Vec<PathBuf>, String> {
        loop {
            let result = self.events.recv().map_err(|_| "the watcher of files has stopped".to_string())?;
            // What went wrong is not known in detail, so anything may have changed.
            let Ok(events) = result else { return Ok(Vec::new()) };
            let changed: Vec<PathBuf> = events
                .iter()
                .filter(|event| is_change(event))
                .flat_map(|event| self.relevant(event))
                .collect();
            if !changed.is_empty() {
                return Ok(changed);
            }
        }
    }

    /// Drops changes that came meanwhile: the build that follows sees them.
    pub fn forget_waiting(&self) {
        while self.events.try_recv().is_ok() {}
    }

    fn relevant(&self, event: &DebouncedEvent) -> Vec<PathBuf> {
        let matters = |path: &&PathBuf| {
            self.touched.contains(*path) || path.parent().is_some_and(|folder| self.touched.contains(folder))
        };
        event.paths.iter().filter(matters).cloned().collect()
    }
}

/// Reading is an event, too, and builds read.
fn is_change(event: &DebouncedEvent) -> bool {
    match event.kind {
        EventKind::Access(_) => false,
        EventKind::Any | EventKind::Other => true,
        EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) => true,
    }
}

/// The real paths to wait on for a path: itself, what it links to, or the nearest folder above it that
/// does not exist yet.
fn places(path: &Path) -> Vec<PathBuf> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut places = Vec::new();
    for ancestor in path.ancestors() {
        let (Some(parent), Some(name)) = (ancestor.parent(), ancestor.file_name()) else { break };
        if let Ok(parent) = parent.canonicalize() {
            places.push(parent.join(name));
            break;
        }
    }
    places.extend(path.canonicalize().ok().filter(|real| !places.contains(real)));
    places
}

#[cfg(test)]
mod tests {
    use super::{Files, places};
    use std::fs;

    #[test]
    fn a_missing_folder_is_waited_for_where_it_will_appear() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("it exists");
        assert_eq!(places(&root.join("not/yet/there.csv")), [root.join("not")]);
        assert_eq!(places(&root.join("there.csv")), [root.join("there.csv")]);
    }

    #[test]
    fn saving_by_renaming_is_noticed_and_reading_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("it exists");
        let report = root.join("report.yaml");
        fs::write(&report, "one").expect("a writable folder");
        let mut files = Files::new().expect("a watcher");
        assert_eq!(files.follow(std::slice::from_ref(&report)), Vec::<String>::new());
        fs::copy(&report, root.join("copy.yaml")).expect("a readable file");
        fs::write(root.join("report.tmp"), "two").expect("a writable folder");
        fs::rename(root.join("report.tmp"), &report).expect("a writable folder");
        let changed = files.wait().expect("a change");
        assert!(changed.iter().all(|path| *path == report), "{changed:?}");
    }
}
