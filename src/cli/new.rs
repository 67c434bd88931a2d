//! `folio new`: a folder with a report, data and a schema for editors, which builds at once.

use super::exit::Exit;
use super::files::{self, NewFile};
use super::schema;
use super::talk::Talk;
use crate::diag::{Code, Diagnostic, Result, Sink, did_you_mean, list_names};
use crate::package;
use crate::world::{Disk, World};
use clap::Args;
use std::path::{Path, PathBuf};

/// Where the schema lies that the first line of a report names.
pub const SCHEMA_PATH: &str = ".folio/report.schema.json";

/// Where a template keeps the report that shows it.
const SAMPLE_FOLDER: &str = "sample/";
/// That report, and its lock file.
const SAMPLE: &str = "sample.yaml";
const SAMPLE_LOCK: &str = "sample.lock.yaml";

const REPORT: &str = include_str!("new/report.yaml");
const DATA: &str = include_str!("new/data/sales.csv");
const README: &str = include_str!("new/README.md");
const IGNORED: &str = include_str!("new/gitignore");

#[derive(Debug, Args)]
pub struct NewArgs {
    /// The folder to make
    name: PathBuf,
    /// Start from the sample of this template instead of a plain report
    #[arg(long, value_name = "NAME")]
    template: Option<String>,
}

/// Runs the command.
pub fn run(args: &NewArgs) -> Exit {
    let talk = Talk::default();
    let mut sink = Sink::default();
    let made = make(args, &mut sink);
    talk.diagnostics(&sink);
    if let Ok(made) = made {
        made.iter().for_each(|path| talk.path(path));
        talk.say(format!("Next: folio watch {} --open", args.name.join("report.yaml").display()));
    }
    talk.close(Exit::of(&sink, false))
}

fn make(args: &NewArgs, sink: &mut Sink) -> Result<Vec<PathBuf>> {
    let mut new = match &args.template {
        Some(template) => sample_of(template, sink)?,
        None => vec![NewFile::new("report.yaml", REPORT), NewFile::new("data/sales.csv", DATA)],
    };
    new.push(NewFile::new("README.md", README));
    new.push(NewFile::new(".gitignore", IGNORED));
    new.push(NewFile::new(SCHEMA_PATH, schema::text(schema::Kind::Report)));
    refuse_full(&args.name, sink)?;
    files::create(&args.name, &new, sink)
}

/// An empty folder may be there already; anything in it is somebody's work.
fn refuse_full(folder: &Path, sink: &mut Sink) -> Result<()> {
    let is_there = Disk.stat(folder).is_ok();
    let is_empty = Disk.list(folder).is_ok_and(|names| names.is_empty());
    if is_there && !is_empty {
        let message = format!("`{}` exists already, and nothing is overwritten", folder.display());
        return Err(sink.fail(Diagnostic::global(Code::CommandLine, message).help("choose another name")));
    }
    Ok(())
}

/// The files of a template's sample, with the line that tells editors where the schema is.
fn sample_of(template: &str, sink: &mut Sink) -> Result<Vec<NewFile>> {
    let names: Vec<&str> = package::built_in_names().collect();
    if !names.contains(&template) {
        let unknown = Diagnostic::global(Code::CommandLine, format!("there is no template `{template}`"));
        return Err(sink.fail(match did_you_mean(template, names.iter().copied()) {
            Some(near) => unknown.help(format!("did you mean `{near}`?")),
            None => unknown.help(format!("templates are {}", list_names(names.iter().copied(), names.len()))),
        }));
    }
    let files = package::built_in_files(template);
    let inside = files.iter().filter_map(|(name, bytes)| Some((name.strip_prefix(SAMPLE_FOLDER)?, *bytes)));
    let sample: Vec<NewFile> = inside
        .map(|(name, bytes)| match name {
            SAMPLE => NewFile::new("report.yaml", report_of(template, &String::from_utf8_lossy(bytes))),
            SAMPLE_LOCK => NewFile::new("report.lock.yaml", bytes),
            name => NewFile::new(name, bytes),
        })
        .collect();
    if sample.is_empty() {
        let message = format!("the template `{template}` has no sample to start from");
        let help = format!("write `template: {template}` into a report of your own");
        return Err(sink.fail(Diagnostic::global(Code::CommandLine, message).help(help)));
    }
    Ok(sample)
}

/// A sample names its template by the folder above it; a report of one's own names it by name.
fn report_of(template: &str, sample: &str) -> String {
    with_modeline(&sample.replace("\ntemplate: ..\n", &format!("\ntemplate: {template}\n")))
}

/// The line that editors read, before the text of a report.
pub fn with_modeline(report: &str) -> String {
    const MODELINE: &str = "# yaml-language-server:";
    let rest = match report.split_once('\n') {
        Some((first, rest)) if first.starts_with(MODELINE) => rest,
        _ => report,
    };
    format!("{MODELINE} $schema=./{SCHEMA_PATH}\n{rest}")
}
