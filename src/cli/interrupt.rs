//! Ctrl-C: takes away what a run has staged and ends the process.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

/// What a shell expects of a process that was interrupted: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;

/// Folders with files that are not delivered yet.
static STAGING: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// The folders; whoever holds them cannot be interrupted.
fn staging() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    STAGING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on, Ctrl-C removes staged files before the process ends.
pub fn guard() {
    thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        // Without a handler Ctrl-C still ends the process; it only leaves a hidden folder behind.
        let interrupted = runtime.is_ok_and(|runtime| runtime.block_on(tokio::signal::ctrl_c()).is_ok());
        if interrupted {
            leave();
        }
    });
}

#[expect(clippy::exit, reason = "an interrupted process has nothing left to unwind")]
fn leave() {
    for folder in staging().iter() {
        let _ = std::fs::remove_dir_all(folder);
    }
    std::process::exit(INTERRUPTED);
}

/// Remembers a folder to be removed on Ctrl-C.
pub fn staged(folder: &Path) {
    staging().insert(folder.to_path_buf());
}

/// Does what Ctrl-C must not cut in two, after which the folder is staged no longer.
pub fn delivering<R>(folder: &Path, deliver: impl FnOnce() -> R) -> R {
    let mut folders = staging();
    let result = deliver();
    folders.remove(folder);
    result
}
