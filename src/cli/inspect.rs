//! `folio inspect`: prints the noun after a stage of the compiler.

use super::exit::Exit;
use super::reports::{self, JobArgs};
use super::talk::Talk;
use crate::compile::{self, Stage};
use crate::diag::{Result, Sink};
use crate::world::{Disk, SharedWorld};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Debug, Args)]
pub struct InspectArgs {
    /// The report
    path: PathBuf,
    /// After which stage to look
    #[arg(long, value_name = "STAGE")]
    stage: StageArg,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    #[command(flatten)]
    job: JobArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum StageArg {
    /// What was written
    Spec,
    /// What was meant: names checked, defaults filled in
    Report,
    /// What will be done
    Plan,
    /// What was read
    Tables,
    /// What is to be shown
    Document,
}

impl From<StageArg> for Stage {
    fn from(stage: StageArg) -> Stage {
        match stage {
            StageArg::Spec => Stage::Spec,
            StageArg::Report => Stage::Report,
            StageArg::Plan => Stage::Plan,
            StageArg::Tables => Stage::Tables,
            StageArg::Document => Stage::Document,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// YAML, for people
    Text,
    /// JSON, for programs
    Json,
}

/// Runs the command.
pub fn run(args: &InspectArgs) -> Exit {
    let talk = Talk::default();
    let mut sink = Sink::default();
    let text = inspect(args, &mut sink);
    talk.diagnostics(&sink);
    let exit = Exit::of(&sink, false);
    let exit = match text {
        Ok(text) => {
            talk.result(text.trim_end());
            exit
        }
        Err(_) => exit.max(Exit::Refused),
    };
    talk.close(exit)
}

fn inspect(args: &InspectArgs, sink: &mut Sink) -> Result<String> {
    let report = reports::find_one(&args.path, sink)?;
    let job = args.job.job(&report, args.job.now(sink)?);
    let world: SharedWorld = Arc::new(Disk);
    let noun = compile::inspect(&world, &job, args.stage.into(), sink)?;
    Ok(match args.format {
        Format::Text => serde_yaml::to_string(&noun).expect("plain data can be written as YAML"),
        Format::Json => format!("{noun:#}"),
    })
}
