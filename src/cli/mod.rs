//! The command line: reads arguments, calls `compile`, prints, delivers files and says how it went by
//! an exit code. Results go to stdout, everything else to stderr.

mod build;
mod check;
mod deliver;
mod exit;
mod explain;
mod files;
mod fixes;
mod in_order;
mod init;
mod inspect;
mod interrupt;
mod kinds;
mod new;
mod progress;
mod project;
mod reports;
mod schema;
mod talk;
mod watch;

use self::exit::Exit;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// What follows every help text.
const EXIT_CODES: &str = "\
Exit codes: 0 made · 1 the report or its data is wrong, nothing was replaced · 2 the command line is \
wrong · 3 the world failed (cannot read, cannot write, disk full) · 4 made, with warnings that \
`--deny warnings` denies";

/// Turns a YAML report and its data into a PDF, a workbook and CSV files that agree.
#[derive(Debug, Parser)]
#[command(name = "folio", version, after_help = EXIT_CODES, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build reports into files
    Build(build::BuildArgs),
    /// Check reports without reading a row of data
    Check(check::CheckArgs),
    /// Show a report in the browser and follow every change
    Watch(watch::WatchArgs),
    /// Start a report in a new folder, with sample data
    New(new::NewArgs),
    /// Start a report from a data file of your own
    Init(init::InitArgs),
    /// Print what a stage of the compiler makes of a report
    Inspect(inspect::InspectArgs),
    /// Print a JSON Schema, for editors
    Schema(schema::SchemaArgs),
    /// Say what a diagnostic code means
    Explain(explain::ExplainArgs),
}

/// Runs the command in the arguments of this process.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come this way, too.
            let exit = if error.use_stderr() { Exit::Misused } else { Exit::Done };
            return talk::printed(error.print(), exit).into();
        }
    };
    let exit = match cli.command {
        Command::Build(args) => build::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Watch(args) => watch::run(&args),
        Command::New(args) => new::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Explain(args) => explain::run(&args),
    };
    exit.into()
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory;

    #[test]
    fn arguments_fit_together() {
        Cli::command().debug_assert();
    }
}
