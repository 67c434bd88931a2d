//! `folio check`: everything that can be known without reading a row, for all reports at once.

use super::exit::Exit;
use super::in_order::{in_order, threads};
use super::reports::{self, JobArgs};
use super::talk::{Deny, MessageFormat, Talk, counted};
use crate::compile;
use crate::diag::{Result, Sink, summary};
use crate::world::{Disk, SharedWorld};
use clap::Args;
use jiff::Timestamp;
use std::path::PathBuf;
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
    /// Make exit code 4 of warnings
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
}

/// Runs the command.
pub fn run(args: &CheckArgs) -> Exit {
    let talk = Talk::new(args.format);
    let mut sink = Sink::default();
    let Ok((reports, now)) = prepare(args, &mut sink) else {
        return talk.end(&sink);
    };
    let check = |report: &PathBuf| {
        let mut sink = Sink::default();
        let world: SharedWorld = Arc::new(Disk);
        let result = compile::check(&world, &args.job.job(report, now), &mut sink);
        (sink, result)
    };
    let mut worst = Exit::Done;
    let mut wrong = 0;
    in_order(&reports, threads(), check, |report, (sink, result)| {
        talk.diagnostics(&sink);
        if let Some(told) = summary(&sink) {
            talk.say(format!("{}: {told}.", report.display()));
        }
        let exit = Exit::of(&sink, args.deny.is_some());
        let exit = if result.is_err() { exit.max(Exit::Refused) } else { exit };
        wrong += usize::from(exit > Exit::Warned);
        worst = worst.max(exit);
    });
    let checked = counted(reports.len(), "report");
    talk.say(match wrong {
        0 => format!("Checked {checked}: no errors."),
        wrong => format!("Checked {checked}: {wrong} cannot be built."),
    });
    worst
}

fn prepare(args: &CheckArgs, sink: &mut Sink) -> Result<(Vec<PathBuf>, Timestamp)> {
    Ok((reports::find(&args.paths, sink)?, args.job.now(sink)?))
}
