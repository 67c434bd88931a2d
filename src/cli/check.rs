//! `folio check`: everything that can be known without reading a row, for all reports at once.

use super::exit::Exit;
use super::fixes;
use super::in_order::{in_order, threads};
use super::project::{self, Projects};
use super::reports::{self, JobArgs};
use super::talk::{Deny, MessageFormat, Talk, counted};
use crate::compile::{self, Job};
use crate::diag::{Result, Sink, Tally};
use crate::world::{Disk, SharedWorld};
use clap::Args;
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Reports, or folders with reports; this folder when absent
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    job: JobArgs,
    /// How diagnostics are shown
    #[arg(long = "format", alias = "message-format", value_name = "FORMAT", default_value = "human")]
    format: MessageFormat,
    /// Put the safe fixes into the files, and check again
    #[arg(long)]
    fix: bool,
    /// Make exit code 4 of warnings
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
}

/// Runs the command.
pub fn run(args: &CheckArgs) -> Exit {
    let talk = Talk::new(args.format);
    let (mut sink, mut unwritten) = (Sink::default(), Sink::default());
    // A project says which reports there are, so its own mistakes are fixed first.
    if args.fix {
        fixes::put(&project::files(&args.paths), &check_project, &talk, &mut unwritten);
    }
    let Ok((reports, projects, now)) = prepare(args, &mut sink) else {
        return talk.end(&sink);
    };
    if args.fix {
        let check = |world: &SharedWorld, report: &Path| check(world, &args.job.job(report, now)).0;
        fixes::put(&reports, &check, &talk, &mut unwritten);
    }
    talk.diagnostics(&unwritten);
    let mut worst = Exit::of(&unwritten, false);
    let check = |report: &PathBuf| check(&disk(), &args.job.job(report, now));
    let mut wrong = 0;
    let mut tally = Tally::default();
    tally.add(&sink, &talk.diagnostics(&sink));
    in_order(&reports, threads(), check, |report, (sink, result)| {
        tally.add(&sink, &talk.diagnostics(&sink));
        let exit = Exit::of(&sink, args.deny.is_some() || projects.of(report).deny_warnings);
        let exit = if result.is_err() { exit.max(Exit::Refused) } else { exit };
        wrong += usize::from(exit > Exit::Warned);
        worst = worst.max(exit);
    });
    talk.say(sentence(reports.len(), wrong, &tally, args.fix));
    talk.close(worst)
}

fn disk() -> SharedWorld {
    Arc::new(Disk)
}

fn check(world: &SharedWorld, job: &Job) -> (Sink, Result<()>) {
    let mut sink = Sink::default();
    let result = compile::check(world, job, &mut sink);
    (sink, result)
}

fn check_project(world: &SharedWorld, path: &Path) -> Sink {
    let mut sink = Sink::default();
    // What is wrong is in the sink, and nothing else is asked here.
    let _ = compile::project(world, path, &mut sink);
    sink
}

/// How it went, in one line.
fn sentence(reports: usize, wrong: usize, tally: &Tally, fixed: bool) -> String {
    let checked = counted(reports, "report");
    let verdict = match wrong {
        _ if tally.is_empty() && wrong == 0 => return format!("Checked {checked}: no errors."),
        0 => format!("{tally}"),
        1 if reports == 1 => format!("{tally}; it cannot be built"),
        wrong => format!("{tally}; {wrong} cannot be built"),
    };
    format!("Checked {checked}: {verdict}{}.", fixable(tally, fixed))
}

fn fixable(tally: &Tally, fixed: bool) -> String {
    match tally.fixable {
        0 => String::new(),
        _ if fixed => String::new(),
        fixable => format!(" ({fixable} fixable with `--fix`)"),
    }
}

fn prepare(args: &CheckArgs, sink: &mut Sink) -> Result<(Vec<PathBuf>, Projects, Timestamp)> {
    let reports = reports::find(&args.paths, sink)?;
    let projects = Projects::read(&reports, sink);
    Ok((reports, projects, args.job.now(sink)?))
}
