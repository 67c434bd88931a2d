//! `folio build`: compiles reports and delivers their files. Every report is tried; the worst of them
//! decides the exit code.

use super::deliver::{self, Delivered, Staged};
use super::exit::Exit;
use super::in_order::{in_order, threads};
use super::interrupt;
use super::progress::Progress;
use super::project::Projects;
use super::reports::{self, JobArgs};
use super::talk::{Deny, MessageFormat, Talk, counted};
use crate::compile::{self, Built, Job};
use crate::diag::{Code, Diagnostic, Result, Severity, Sink, Tally};
use crate::limits::{PICTURE_DPI_MAX, PICTURE_DPI_MIN};
use crate::world::{Disk, SharedWorld};
use clap::Args;
use serde_json::json;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Where files go when nobody says where: a folder beside the report.
const OUTPUT_FOLDER: &str = "out";

#[derive(Debug, Args)]
pub struct BuildArgs {
    /// Reports, or folders with reports; this folder when absent
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Folder for the files; that of the project, or `out` beside each report, when absent
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    #[command(flatten)]
    job: JobArgs,
    /// Only these outputs, whether the report names them or not: `pdf`, `xlsx`, `csv`, and each chart as a
    /// picture: `svg`, `png`
    #[arg(long = "format", value_name = "FORMAT", value_delimiter = ',')]
    formats: Vec<String>,
    /// Pixels an inch of PNG files, whatever the report says; 300 when nobody says
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(DPI_RANGE))]
    dpi: Option<u16>,
    /// Reports built at the same time; as many as the machine has cores when absent
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Fail rather than use a network; the sources of this version read files only
    #[arg(long)]
    offline: bool,
    /// Fail rather than write a lock file: data whose types are not locked yet is an error
    #[arg(long, conflicts_with = "update_lock")]
    locked: bool,
    /// Find the types of the data anew and write the lock file
    #[arg(long)]
    update_lock: bool,
    /// How diagnostics are shown
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    message_format: MessageFormat,
    /// Make exit code 4 of warnings
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
}

const DPI_RANGE: RangeInclusive<i64> = PICTURE_DPI_MIN as i64..=PICTURE_DPI_MAX as i64;

/// What became of one report before delivery.
struct Attempt {
    sink: Sink,
    made: Option<(Staged, Option<Lock>)>,
    elapsed: Duration,
}

/// A lock file and what it should hold.
type Lock = (PathBuf, String);

/// Runs the command.
pub fn run(args: &BuildArgs) -> Exit {
    let talk = Talk::new(args.message_format);
    let mut sink = Sink::default();
    let Ok((reports, projects, now)) = prepare(args, &mut sink) else {
        return talk.end(&sink);
    };
    interrupt::guard();
    let progress = Progress::new(reports.len(), args.message_format == MessageFormat::Human);
    let jobs = args.jobs.map_or_else(threads, usize::from);
    let attempt = |report: &PathBuf| {
        progress.start(report);
        attempt(args, projects.of(report).output, args.job.job(report, now))
    };
    let deny_warnings = args.deny.is_some();
    let mut delivery = Delivery { talk: &talk, deny_warnings, projects: &projects, makers: BTreeMap::new() };
    talk.diagnostics(&sink);
    let mut worst = Exit::of(&sink, false);
    in_order(&reports, jobs, attempt, |report, attempt| {
        worst = worst.max(progress.step(|| delivery.finish(report, attempt)));
    });
    progress.finish();
    talk.close(worst)
}

fn prepare(args: &BuildArgs, sink: &mut Sink) -> Result<(Vec<PathBuf>, Projects, jiff::Timestamp)> {
    let reports = reports::find(&args.paths, sink)?;
    let projects = Projects::read(&reports, sink);
    Ok((reports, projects, args.job.now(sink)?))
}

fn attempt(args: &BuildArgs, of_project: Option<PathBuf>, job: Job) -> Attempt {
    let begun = Instant::now();
    let mut sink = Sink::default();
    let job = Job { formats: args.formats.clone(), dpi: args.dpi, update_lock: args.update_lock, ..job };
    let folder = args.output.clone().or(of_project).unwrap_or_else(|| beside(&job.main).join(OUTPUT_FOLDER));
    let made = make(args, &folder, &job, &mut sink).ok();
    Attempt { sink, made, elapsed: begun.elapsed() }
}

/// Compiles a report and stages its files.
fn make(args: &BuildArgs, folder: &Path, job: &Job, sink: &mut Sink) -> Result<(Staged, Option<Lock>)> {
    let world: SharedWorld = Arc::new(Disk);
    let Built { artifacts, lock } = compile::build(&world, job, sink)?;
    if let (true, Some((path, _))) = (args.locked, &lock) {
        let message = format!("the lock file `{}` is missing or not up to date", path.display());
        let help = "build once without `--locked`, and keep the lock file with the report";
        return Err(sink.fail(Diagnostic::global(Code::DataDrift, message).help(help)));
    }
    Ok((deliver::stage(artifacts, folder, sink)?, lock))
}

fn beside(report: &Path) -> &Path {
    report.parent().unwrap_or(Path::new(""))
}

/// Delivers report by report.
struct Delivery<'a> {
    talk: &'a Talk,
    deny_warnings: bool,
    projects: &'a Projects,
    /// Which report made a file.
    makers: BTreeMap<PathBuf, PathBuf>,
}

impl Delivery<'_> {
    /// Delivers the files of a report and tells how it went.
    fn finish(&mut self, report: &Path, attempt: Attempt) -> Exit {
        let Attempt { mut sink, made, elapsed } = attempt;
        let delivered = made.and_then(|(staged, lock)| self.deliver(report, staged, lock, &mut sink).ok());
        self.talk.diagnostics(&sink);
        let tally = Tally::of(&sink);
        match &delivered {
            Some(files) => {
                files.iter().for_each(|file| self.show(report, file));
                let with = if tally.is_empty() { String::new() } else { format!(" with {tally}") };
                let made = counted(files.len(), "file");
                let seconds = elapsed.as_secs_f64();
                self.talk.say(format!("Made {made} from {} in {seconds:.2} s{with}.", report.display()));
            }
            None => {
                let why = if tally.is_empty() { "it failed".to_string() } else { tally.to_string() };
                self.talk.say(format!("{} was not built: {why}. Nothing was replaced.", report.display()));
            }
        }
        match Exit::of(&sink, self.deny_warnings || self.projects.of(report).deny_warnings) {
            Exit::Done | Exit::Warned if delivered.is_none() => Exit::Refused,
            exit => exit,
        }
    }

    fn deliver(
        &mut self,
        report: &Path,
        staged: Staged,
        lock: Option<Lock>,
        sink: &mut Sink,
    ) -> Result<Vec<Delivered>> {
        for target in staged.targets() {
            // Reports that share a dataset write the same rows of it, which is no conflict.
            if let Some(other) = self.makers.get(target).filter(|_| !staged.is_same(target)) {
                let (target, other) = (target.display(), other.display());
                let message = format!("`{}` and `{other}` both make `{target}`", report.display());
                let help = "name the file in one of them with `file`, or build them with different `-o`";
                return Err(sink.fail(Diagnostic::global(Code::CommandLine, message).help(help)));
            }
        }
        self.makers.extend(staged.targets().map(|target| (target.to_path_buf(), report.to_path_buf())));
        let delivered = staged.deliver(sink)?;
        if let Some((path, text)) = lock {
            write_lock(&path, &text, sink);
        }
        Ok(delivered)
    }

    fn show(&self, report: &Path, file: &Delivered) {
        if self.talk.is_json() {
            self.talk.result(json!({
                "version": 1,
                "artifact": file.path,
                "media_type": file.media_type,
                "bytes": file.bytes,
                "report": report,
            }));
        } else if !self.talk.is_for_programs() {
            self.talk.path(&file.path);
        }
    }
}

/// A report in a folder that cannot be written to is built all the same; its types are found again next
/// time.
fn write_lock(path: &Path, text: &str, sink: &mut Sink) {
    if let Err(error) = deliver::write_beside(path, text.as_bytes()) {
        let message = format!("cannot write the lock file `{}`: {}", path.display(), deliver::reason(&error));
        let warning = Diagnostic::global(Code::WriteFailed, message)
            .note("the types of the columns will be found anew next time")
            .help("make the folder of the report writable for one build, and keep the lock file with it");
        sink.push(Diagnostic { severity: Severity::Warning, ..warning });
    }
}
