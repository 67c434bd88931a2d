//! `folio init`: looks at a data file and writes a first report about it.

mod columns;
mod draft;

use self::columns::Profile;
use super::exit::Exit;
use super::files::{self, NewFile};
use super::new::{SCHEMA_PATH, with_modeline};
use super::schema;
use super::talk::Talk;
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::world::{Disk, SharedWorld, World};
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, Args)]
pub struct InitArgs {
    /// The data: CSV, JSON or Parquet
    #[arg(long, value_name = "DATA")]
    from: PathBuf,
    /// Name of the report
    #[arg(default_value = "report")]
    name: String,
}

/// Runs the command.
pub fn run(args: &InitArgs) -> Exit {
    let talk = Talk::default();
    let mut sink = Sink::default();
    let made = make(args, &mut sink);
    talk.diagnostics(&sink);
    if let Ok(made) = &made {
        made.iter().for_each(|path| talk.path(path));
        talk.say(format!("Next: folio watch {}.yaml --open", args.name));
    }
    let exit = Exit::of(&sink, false);
    talk.close(if made.is_ok() { exit } else { exit.max(Exit::Refused) })
}

fn make(args: &InitArgs, sink: &mut Sink) -> Result<Vec<PathBuf>> {
    if args.name.is_empty() || args.name.contains(['/', '\\']) {
        let message = format!("`{}` is no name for a report", args.name);
        let help = "the report is written into this folder: give a name without an ending";
        return Err(sink.fail(Diagnostic::global(Code::CommandLine, message).help(help)));
    }
    if let Err(error) = Disk.stat(&args.from) {
        let message = format!("`{}` cannot be read: {}", args.from.display(), super::deliver::reason(&error));
        return Err(sink.fail(Diagnostic::global(Code::CommandLine, message)));
    }
    let world: SharedWorld = Arc::new(Disk);
    let profile = Profile::of(&world, &args.from, sink)?;
    let report = with_modeline(&draft::report(&profile));
    let mut new = vec![NewFile::new(format!("{}.yaml", args.name), report)];
    // One schema serves all reports of a folder, so one that is there is none of our business.
    if Disk.stat(Path::new(SCHEMA_PATH)).is_err() {
        new.push(NewFile::new(SCHEMA_PATH, schema::text(schema::Kind::Report)));
    }
    files::create(Path::new(""), &new, sink)
}
