//! The watch loop: builds a report again whenever a file that it touched changes. One thread compiles;
//! changes that come meanwhile are taken together, so the latest wins.

mod files;

use self::files::Files;
use crate::compile::{self, Job};
use crate::diag::Sink;
use crate::preview::{Problem, Screen};
use crate::world::{Recording, SharedWorld, World};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// Some editors empty a file, or take it away, before they write it anew; so long a file that looks
/// lost gets to come back, and so often.
const COMEBACK: Duration = Duration::from_millis(50);
const COMEBACKS_MAX: usize = 2;

/// One turn of the loop, for whoever tells people about it.
#[derive(Debug)]
pub struct Round {
    /// What the build said.
    pub sink: Sink,
    /// How many pages there are; absent when the build failed.
    pub pages: Option<usize>,
    /// How long the build took.
    pub took: Duration,
    /// Folders whose changes will go unnoticed, each with the reason.
    pub deaf: Vec<String>,
}

/// Builds a report, shows it, waits for a change, and again, until the process ends. Returns only when
/// the system cannot say what changes.
pub fn run(world: &SharedWorld, job: &Job, screen: &Screen, mut tell: impl FnMut(&Round)) -> String {
    let mut files = match Files::new() {
        Ok(files) => files,
        Err(reason) => return reason,
    };
    // Before the first build it is not known what it touches, but a change to the report counts at once.
    let mut deaf = files.follow(std::slice::from_ref(&job.main));
    loop {
        let recording = Arc::new(Recording::new(world.clone()));
        let mut round = build(&recording, job, screen);
        deaf.extend(files.follow(&recording.touched()));
        round.deaf = std::mem::take(&mut deaf);
        tell(&round);
        let changed = match files.wait() {
            Ok(changed) => changed,
            Err(reason) => return reason,
        };
        let_files_come_back(world.as_ref(), &changed);
        files.forget_waiting();
    }
}

/// One build, and its pages or its problems on the screen.
fn build(recording: &Arc<Recording>, job: &Job, screen: &Screen) -> Round {
    screen.building();
    let begun = Instant::now();
    let mut sink = Sink::default();
    let world: SharedWorld = recording.clone();
    let preview = compile::preview(&world, job, &mut sink).ok();
    let took = begun.elapsed();
    let pages = preview.as_ref().map(|preview| preview.pages.len());
    match preview {
        Some(preview) => screen.show(preview.pages, Problem::all(&sink), took),
        None => screen.fail(Problem::all(&sink), took),
    }
    Round { sink, pages, took, deaf: Vec::new() }
}

fn let_files_come_back(world: &dyn World, changed: &[PathBuf]) {
    let looks_lost =
        |path: &PathBuf| world.stat(path).map_or(true, |stat| stat.bytes == 0 && !stat.is_folder);
    for _ in 0..COMEBACKS_MAX {
        if !changed.iter().any(looks_lost) {
            return;
        }
        thread::sleep(COMEBACK);
    }
}
