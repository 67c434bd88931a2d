//! The recipe: from a report's text to its artifacts, one call per stage. Command line, watch and
//! tests all come through here.

use crate::compose;
use crate::data::{self, Tables};
use crate::diag::{Code, Diagnostic, FileId, Found, Result, Sink};
use crate::output;
use crate::plan::{self, Needs, Plan};
use crate::resolve::{self, Report};
use crate::spec::{self, DeclaredNames, ProjectSpec, ReportSpec};
use crate::world::SharedWorld;
use crate::yaml;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is asked of a compilation; the same job over the same world gives the same bytes.
#[derive(Debug, Clone)]
pub struct Job {
    /// The report file.
    pub main: PathBuf,
    /// The project file that fills in what the report leaves open.
    pub project: Option<PathBuf>,
    /// Parameters from `-p name=value`, as typed.
    pub parameters: Vec<(String, String)>,
    /// A YAML file of parameters; `-p` wins over it.
    pub parameters_file: Option<PathBuf>,
    /// Only these outputs (`pdf`, `xlsx`, `csv`, `svg`, `png`), whether the report names them or not; all it
    /// names when empty.
    pub formats: Vec<String>,
    /// Pixels an inch of pictures; as the report says when absent.
    pub dpi: Option<u16>,
    /// Only these sections; all when empty.
    pub sections: Vec<String>,
    /// The only time the report may read.
    pub now: jiff::Timestamp,
    /// Infer types anew instead of holding them against the lock file.
    pub update_lock: bool,
}

impl Job {
    /// A job with nothing asked for but the report itself.
    pub fn new(main: impl Into<PathBuf>, now: jiff::Timestamp) -> Job {
        Job {
            main: main.into(),
            project: None,
            parameters: Vec::new(),
            parameters_file: None,
            formats: Vec::new(),
            dpi: None,
            sections: Vec::new(),
            now,
            update_lock: false,
        }
    }
}

/// What a build made.
#[derive(Debug)]
pub struct Built {
    /// The files, in the order of the outputs.
    pub artifacts: Vec<Artifact>,
    /// The lock file beside the report and what it should now hold; absent when it holds that already.
    pub lock: Option<(PathBuf, String)>,
}

/// One thing that was made.
pub struct Artifact {
    /// File name, relative to the output folder; may have folders in it.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// What it holds.
    pub content: Content,
}

impl std::fmt::Debug for Artifact {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{} ({})", self.name, self.media_type)
    }
}

/// Writes an artifact piece by piece.
pub type WriteTo = dyn FnOnce(&mut dyn std::io::Write, &mut Sink) -> Result<()> + Send;

/// The bytes of an artifact, or the way to make them.
pub enum Content {
    /// All of it.
    Bytes(Vec<u8>),
    /// Written piece by piece; may fail half way, so the shell writes to the side and renames.
    Stream(Box<WriteTo>),
}

/// The pages of a report, for a screen.
#[derive(Debug, Clone)]
pub struct Preview {
    /// In order.
    pub pages: Vec<PreviewPage>,
}

/// One page.
#[derive(Debug, Clone)]
pub struct PreviewPage {
    /// Changes exactly when the picture changes.
    pub key: String,
    /// Width in points.
    pub width_pt: f64,
    /// Height in points.
    pub height_pt: f64,
    /// The picture.
    pub svg: Arc<str>,
}

/// A noun that `folio inspect` can print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// What was written.
    Spec,
    /// What was meant.
    Report,
    /// What will be done.
    Plan,
    /// What was read.
    Tables,
    /// What is to be shown.
    Document,
}

/// Checks everything that can be checked without reading a row.
pub fn check(world: &SharedWorld, job: &Job, sink: &mut Sink) -> Result<()> {
    understand(world, job, sink)?;
    sink.tell_unused_allowances(Found::Check);
    Ok(())
}

/// Makes all artifacts.
pub fn build(world: &SharedWorld, job: &Job, sink: &mut Sink) -> Result<Built> {
    let (report, tables) = read(world, job, sink)?;
    let document = compose::compose(&report, &tables, sink)?;
    let artifacts = output::render(&report, document, tables, sink)?;
    sink.tell_unused_allowances(Found::Build);
    Ok(Built { artifacts, lock: new_lock(world, job, &report) })
}

/// Makes the pages for a screen.
pub fn preview(world: &SharedWorld, job: &Job, sink: &mut Sink) -> Result<Preview> {
    let (report, tables) = read(world, job, sink)?;
    let document = compose::compose(&report, &tables, sink)?;
    let preview = output::pdf::preview(&document, output::pdf_options(&report), sink)?;
    sink.tell_unused_allowances(Found::Build);
    Ok(preview)
}

/// The noun after a stage, as plain data.
pub fn inspect(world: &SharedWorld, job: &Job, stage: Stage, sink: &mut Sink) -> Result<serde_json::Value> {
    match stage {
        Stage::Spec => {
            let (spec, _) = parse(world, job, sink)?;
            sink.checkpoint().map(|()| plain(&spec))
        }
        Stage::Report => understand(world, job, sink).map(|report| plain(&report)),
        Stage::Plan => understand(world, job, sink).map(|report| plain(&plan_of(&report))),
        Stage::Tables => read(world, job, sink).map(|(_, tables)| plain(&tables)),
        Stage::Document => {
            let (report, tables) = read(world, job, sink)?;
            compose::compose(&report, &tables, sink).map(|document| plain(&document))
        }
    }
}

/// Stages 1 and 2: what was meant.
fn understand(world: &SharedWorld, job: &Job, sink: &mut Sink) -> Result<Report> {
    let (spec, names) = parse(world, job, sink)?;
    resolve::resolve(world, &spec, &names, job, sink)
}

/// Stages 1 to 4: what was meant, and its rows.
fn read(world: &SharedWorld, job: &Job, sink: &mut Sink) -> Result<(Report, Tables)> {
    let report = understand(world, job, sink)?;
    let tables = data::execute(world, &plan_of(&report), sink)?;
    Ok((report, tables))
}

/// Stage 3: what will be done.
fn plan_of(report: &Report) -> Plan {
    plan::plan(&report.data, &report.described, &needs(report))
}

fn parse(world: &SharedWorld, job: &Job, sink: &mut Sink) -> Result<(ReportSpec, DeclaredNames)> {
    let (mut spec, names) = spec::parse(file_of(world, &job.main, "report", sink)?, sink)?;
    if let Some(path) = &job.project {
        let folder = path.parent().unwrap_or(Path::new(""));
        if let Ok(of_folder) = project(world, path, sink) {
            of_folder.lay_under(&mut spec, folder);
        }
    }
    Ok((spec, names))
}

/// Reads a project file. Its mistakes are told, and what could be read is there all the same.
pub fn project(world: &SharedWorld, path: &Path, sink: &mut Sink) -> Result<ProjectSpec> {
    let project = spec::parse_project(file_of(world, path, "project", sink)?, sink)?;
    resolve::check_language(Some(&project.folio), sink);
    Ok(project)
}

fn file_of(world: &SharedWorld, path: &Path, noun: &str, sink: &mut Sink) -> Result<FileId> {
    let shown = path.display().to_string();
    let bytes = world.read(path).map_err(|error| {
        let code = match error.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::IsADirectory => Code::FileMissing,
            _ => Code::FileUnreadable,
        };
        sink.fail(Diagnostic::global(code, format!("cannot read the {noun} `{shown}`: {error}")))
    })?;
    let text = yaml::text_of(&bytes).map_err(|wrong| {
        let told = wrong.tell(&shown, sink);
        sink.fail(told)
    })?;
    Ok(sink.sources.add(shown, text))
}

/// The rows that have to be there: held for blocks, streamed where only a CSV file wants them.
fn needs(report: &Report) -> Needs {
    let held = report.shown();
    let streamed = output::csv_datasets(report).filter(|name| !held.contains(*name)).cloned().collect();
    Needs { held, streamed, tests: true }
}

fn new_lock(world: &SharedWorld, job: &Job, report: &Report) -> Option<(PathBuf, String)> {
    let lock = &report.described.lock;
    let path = resolve::lock_path(&job.main);
    let text = lock.write();
    let before = world.read(&path).ok().and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
    let is_new = before.as_deref() != Some(text.as_str());
    (is_new && !lock.sources.is_empty()).then_some((path, text))
}

fn plain(noun: &impl serde::Serialize) -> serde_json::Value {
    serde_json::to_value(noun).expect("nouns have text keys and no failing serializers")
}
