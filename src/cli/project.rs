//! `folio.yaml`: what a folder says once for all its reports. The nearest one at or above a report counts.

use super::kinds;
use crate::compile;
use crate::diag::{Code, Diagnostic, Sink, Span};
use crate::world::{Disk, SharedWorld, World, name_matches};
use crate::yaml::{self, Spanned};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The name of the file.
const FILE: &str = "folio.yaml";

/// What projects say to commands, by report.
#[derive(Debug, Default)]
pub struct Projects {
    settings: BTreeMap<PathBuf, Settings>,
}

/// What a project says to a command.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Folder for the files of its reports.
    pub output: Option<PathBuf>,
    /// Whether warnings make exit code 4.
    pub deny_warnings: bool,
}

impl Projects {
    /// Reads the projects of these reports, each once, so that its mistakes are told once.
    pub fn read(reports: &[PathBuf], sink: &mut Sink) -> Projects {
        let mut projects = Projects::default();
        for path in reports.iter().filter_map(|report| above(report)) {
            if projects.settings.contains_key(&path) {
                continue;
            }
            let world: SharedWorld = Arc::new(Disk);
            let settings = compile::project(&world, &path, sink).map(|project| Settings {
                output: project.output.map(|output| folder_of(&path).join(output.value)),
                deny_warnings: project.deny.is_some(),
            });
            projects.settings.insert(path, settings.unwrap_or_default());
        }
        projects
    }

    /// What goes for a report.
    pub fn of(&self, report: &Path) -> Settings {
        above(report).and_then(|path| self.settings.get(&path)).cloned().unwrap_or_default()
    }
}

/// The project file at or above a report.
pub fn above(report: &Path) -> Option<PathBuf> {
    let ups = report.components().filter(|part| *part == Component::ParentDir).count();
    let here = std::path::absolute(".").ok().filter(|_| report.is_relative());
    let inside = report.ancestors().skip(1).filter(|folder| ups == 0 || !folder.as_os_str().is_empty());
    let heights = ups + 1..=here.map_or(0, |here| here.components().count());
    let outside = heights.map(|height| PathBuf::from("../".repeat(height)));
    let folders = inside.map(Path::to_path_buf).chain(outside);
    folders.map(|folder| folder.join(FILE)).find(|path| Disk.stat(path).is_ok_and(|stat| !stat.is_folder))
}

/// Whether a path is that of a project file.
pub fn is_project(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == FILE)
}

/// The project files that go for reports and folders, each once.
pub fn files(paths: &[PathBuf]) -> Vec<PathBuf> {
    let here = [PathBuf::new()];
    let paths = if paths.is_empty() { &here } else { paths };
    let of = |path: &PathBuf| {
        let path = path.strip_prefix(".").unwrap_or(path);
        let is_folder = path.as_os_str().is_empty() || Disk.stat(path).is_ok_and(|stat| stat.is_folder);
        if is_folder { above(&path.join(FILE)) } else { above(path) }
    };
    let mut found: Vec<PathBuf> = paths.iter().filter_map(of).collect();
    found.sort();
    found.dedup();
    found
}

/// The reports, and folders of them, that the project in a folder lists; `None` where it lists none. Entries that
/// name nothing are told.
pub fn listed(folder: &Path, sink: &mut Sink) -> Option<Vec<PathBuf>> {
    let folder = folder.strip_prefix(".").unwrap_or(folder);
    let path = folder.join(FILE);
    Disk.stat(&path).ok()?;
    let world: SharedWorld = Arc::new(Disk);
    let entries = compile::project(&world, &path, sink).ok()?.reports?;
    if entries.is_empty() {
        lists_nothing(&path, sink);
    }
    let mut listed = Vec::new();
    for entry in entries.iter() {
        let found = of_entry(folder, entry).unwrap_or_else(|told| {
            sink.push(*told);
            Vec::new()
        });
        listed.extend(found.into_iter().filter(|path| !listed.contains(path)).collect::<Vec<_>>());
    }
    Some(listed)
}

fn lists_nothing(path: &Path, sink: &mut Sink) {
    let bytes = Disk.read(path).unwrap_or_default();
    let file = sink.sources.add(path.display().to_string(), yaml::text_of(&bytes).unwrap_or_default());
    let list = yaml::parse(file, &mut sink.clone()).and_then(|root| root.get("reports"));
    let span = list.map_or(Span::new(file, 0, 0), |list| list.span());
    let nothing = Diagnostic::error(Code::MissingValue, span, "`reports` lists none");
    let help = "name reports or folders of them, or leave the key out: then all in the folder are meant";
    sink.push(nothing.help(help));
}

/// What an entry names. A pattern such as `*.yaml` names themes and lock files, too, which are left out.
fn of_entry(folder: &Path, entry: &Spanned<String>) -> std::result::Result<Vec<PathBuf>, Box<Diagnostic>> {
    let mut found = matching(folder, Path::new(&entry.value));
    if let ([path], false) = (found.as_slice(), entry.value.contains(['*', '?']))
        && let Some(kind) = kinds::beside_reports(path)
    {
        let message = format!("`{}` is {kind}, not a report", entry.value);
        return Err(Box::new(Diagnostic::error(Code::WrongValue, entry.span, message)));
    }
    let is_folder = |path: &Path| Disk.stat(path).is_ok_and(|stat| stat.is_folder);
    found.retain(|path| is_folder(path) || kinds::beside_reports(path).is_none());
    match found.is_empty() {
        true => {
            let message = format!("no report matches `{}`", entry.value);
            Err(Box::new(Diagnostic::error(Code::FileMissing, entry.span, message)))
        }
        false => Ok(found),
    }
}

/// Files and folders that a path with patterns in it names.
fn matching(folder: &Path, pattern: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_path_buf()];
    for part in pattern.components() {
        let part = part.as_os_str().to_string_lossy();
        let below = |folder: &PathBuf| match part.contains(['*', '?']) {
            true => {
                let mut names = Disk.list(folder).unwrap_or_default();
                names.retain(|name| name_matches(&part, name));
                names.iter().map(|name| folder.join(name)).collect()
            }
            false => vec![folder.join(&*part)],
        };
        found = found.iter().flat_map(below).collect();
    }
    found.retain(|path| Disk.stat(path).is_ok());
    found
}

fn folder_of(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new(""))
}
