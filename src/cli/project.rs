//! `folio.yaml`: what a folder says once for all its reports. The nearest one at or above a report counts.

use crate::compile;
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::world::{Disk, SharedWorld, World, name_matches};
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
    pub fn read(reports: &[PathBuf], sink: &mut Sink) -> Result<Projects> {
        let mut projects = Projects::default();
        for path in reports.iter().filter_map(|report| above(report)) {
            if projects.settings.contains_key(&path) {
                continue;
            }
            let world: SharedWorld = Arc::new(Disk);
            let project = compile::project(&world, &path, sink)?;
            let settings = Settings {
                output: project.output.map(|output| folder_of(&path).join(output.value)),
                deny_warnings: project.deny.is_some(),
            };
            projects.settings.insert(path, settings);
        }
        Ok(projects)
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

/// The reports that the project in a folder lists; `None` where it lists none.
pub fn listed(folder: &Path, sink: &mut Sink) -> Result<Option<Vec<PathBuf>>> {
    let folder = folder.strip_prefix(".").unwrap_or(folder);
    let path = folder.join(FILE);
    if Disk.stat(&path).is_err() {
        return Ok(None);
    }
    let world: SharedWorld = Arc::new(Disk);
    let project = compile::project(&world, &path, sink)?;
    let Some(entries) = project.reports else { return Ok(None) };
    let mut listed = Vec::new();
    for entry in entries.iter() {
        let found = matching(folder, Path::new(&entry.value));
        if found.is_empty() {
            let message = format!("no report matches `{}`", entry.value);
            sink.push(Diagnostic::error(Code::FileMissing, entry.span, message));
        }
        listed.extend(found.into_iter().filter(|path| !listed.contains(path)).collect::<Vec<_>>());
    }
    sink.checkpoint()?;
    Ok(Some(listed))
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
