//! Which reports are meant, and with what: paths, parameters and the time of the run.

use super::project;
use crate::compile::Job;
use crate::diag::{Code, Diagnostic, Failed, Result, Sink};
use crate::world::{Disk, World};
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use std::io;
use std::path::{Path, PathBuf};

/// Arguments of every command that compiles.
#[derive(Debug, Clone, Args)]
pub struct JobArgs {
    /// Set a parameter of the report
    #[arg(short = 'p', long = "param", value_name = "NAME=VALUE", value_parser = parse_pair)]
    parameters: Vec<(String, String)>,
    /// Take parameters from a YAML file; `-p` wins over it
    #[arg(long = "params", value_name = "FILE")]
    parameters_file: Option<PathBuf>,
    /// Only this section; may be given several times
    #[arg(long = "section", value_name = "ID")]
    sections: Vec<String>,
    /// The only time the report sees, such as `2024-03-01` or `2024-03-01T12:00:00Z`
    ///
    /// The environment variable SOURCE_DATE_EPOCH comes next, then the clock. With a fixed time, the
    /// same report and data give the same bytes.
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    now: Option<Timestamp>,
}

impl JobArgs {
    /// The time of the run.
    pub fn now(&self, sink: &mut Sink) -> Result<Timestamp> {
        match (self.now, Disk.env("SOURCE_DATE_EPOCH")) {
            (Some(now), _) => Ok(now),
            (None, Some(epoch)) => {
                let seconds = epoch.trim().parse().ok();
                seconds.and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or_else(|| {
                    let message = format!("SOURCE_DATE_EPOCH is `{epoch}`, which is no number of seconds");
                    let help = "set it to seconds since 1970, or leave it out";
                    sink.fail(Diagnostic::global(Code::CommandLine, message).help(help))
                })
            }
            (None, None) => Ok(clock()),
        }
    }

    /// The job for one report.
    pub fn job(&self, report: &Path, now: Timestamp) -> Job {
        Job {
            project: project::above(report),
            parameters: self.parameters.clone(),
            parameters_file: self.parameters_file.clone(),
            sections: self.sections.clone(),
            ..Job::new(report, now)
        }
    }
}

/// The clock of the machine, in whole seconds: finer times would only make outputs differ.
#[expect(clippy::disallowed_methods, reason = "the one place where a run without `--now` learns its time")]
fn clock() -> Timestamp {
    Timestamp::from_second(Timestamp::now().as_second())
        .expect("the clock shows a time that was in range before")
}

fn parse_pair(text: &str) -> std::result::Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_string(), value.to_string())),
        _ => Err("write `name=value`".into()),
    }
}

/// A point in time, or a day, which begins in UTC.
fn parse_time(text: &str) -> std::result::Result<Timestamp, String> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    let day: Option<Date> = text.parse().ok().filter(|_| text.len() == "2024-03-01".len());
    let midnight = day.and_then(|day| day.to_zoned(jiff::tz::TimeZone::UTC).ok());
    midnight.map(|midnight| midnight.timestamp()).ok_or_else(|| {
        "write a day such as `2024-03-01`, or a time with its zone such as `2024-03-01T12:00:00Z`".into()
    })
}

/// The reports at these paths: files as they are; of a folder, all YAML files in it that are reports. A
/// pattern such as `*.yaml` names themes and lock files, too, so among several paths they are left out.
pub fn find(paths: &[PathBuf], sink: &mut Sink) -> Result<Vec<PathBuf>> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let mut reports: Vec<PathBuf> = Vec::new();
    for path in paths {
        let found = match Disk.stat(path) {
            Ok(stat) if stat.is_folder => in_folder(path, sink),
            Ok(_) if paths.len() > 1 && stands_beside_reports(path) => Vec::new(),
            Ok(_) => vec![path.clone()],
            Err(error) => {
                sink.push(unreachable(path, &error));
                continue;
            }
        };
        reports.extend(found.into_iter().filter(|report| !reports.contains(report)).collect::<Vec<_>>());
    }
    sink.checkpoint()?;
    Ok(reports)
}

/// The one report at a path.
pub fn find_one(path: &Path, sink: &mut Sink) -> Result<PathBuf> {
    let found = find(&[path.to_path_buf()], sink)?;
    match found.as_slice() {
        [report] => Ok(report.clone()),
        several => {
            let names: Vec<String> = several.iter().map(|report| format!("`{}`", report.display())).collect();
            let message = format!("`{}` holds {} reports", path.display(), several.len());
            let help = format!("name one of them: {}", names.join(", "));
            Err(sink.fail(Diagnostic::global(Code::CommandLine, message).help(help)))
        }
    }
}

fn in_folder(folder: &Path, sink: &mut Sink) -> Vec<PathBuf> {
    match project::listed(folder, sink) {
        Ok(Some(listed)) => {
            let (folders, files): (Vec<_>, Vec<_>) =
                listed.into_iter().partition(|path| Disk.stat(path).is_ok_and(|stat| stat.is_folder));
            // A pattern such as `*.yaml` names themes and lock files, too.
            let files = files.into_iter().filter(|path| !stands_beside_reports(path));
            files.chain(folders.iter().flat_map(|folder| among(folder, sink))).collect()
        }
        Ok(None) => among(folder, sink),
        Err(Failed) => Vec::new(),
    }
}

/// The reports among the files of a folder.
fn among(folder: &Path, sink: &mut Sink) -> Vec<PathBuf> {
    let names = match Disk.list(folder) {
        Ok(names) => names,
        Err(error) => {
            sink.push(unreachable(folder, &error));
            return Vec::new();
        }
    };
    let folder = folder.strip_prefix(".").unwrap_or(folder);
    let paths = names.iter().filter(|name| is_yaml(name)).map(|name| folder.join(name));
    let reports: Vec<PathBuf> = paths.filter(|path| is_report(path)).collect();
    if reports.is_empty() {
        let shown = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let message = format!("there is no report in `{}`", shown.display());
        let help = "a report is a `.yaml` file with a line `folio: 1`; `folio new NAME` starts one";
        sink.push(Diagnostic::global(Code::CommandLine, message).help(help));
    }
    reports
}

fn is_yaml(name: &str) -> bool {
    (name.ends_with(".yaml") || name.ends_with(".yml")) && !name.ends_with(".lock.yaml")
}

/// Whether a file is a lock file, a theme or a template.
fn stands_beside_reports(path: &Path) -> bool {
    let is_lock = path.to_string_lossy().ends_with(".lock.yaml");
    is_lock || (!is_report(path) && lines_have(path, "folio:"))
}

fn lines_have(path: &Path, key: &str) -> bool {
    let text = Disk.read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    text.lines().any(|line| line.trim_start_matches('\u{feff}').starts_with(key))
}

/// Whether a file has the key `folio` and is neither a template nor a theme, which carry it, too. A
/// look at the lines has to do: a report with a mistake in it is still a report.
fn is_report(path: &Path) -> bool {
    const REPORT_KEYS: [&str; 5] = ["title:", "template:", "sources:", "datasets:", "sections:"];
    let has = |key: &str| lines_have(path, key);
    let is_template = has("name:") && has("version:") && !has("title:");
    has("folio:") && REPORT_KEYS.iter().any(|key| has(key)) && !is_template
}

fn unreachable(path: &Path, error: &io::Error) -> Diagnostic {
    let shown = path.display();
    match error.kind() {
        io::ErrorKind::NotFound => {
            Diagnostic::global(Code::CommandLine, format!("there is no file or folder `{shown}`"))
                .help("`folio new NAME` starts a report")
        }
        _ => Diagnostic::global(Code::FileUnreadable, format!("cannot read `{shown}`: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::{parse_pair, parse_time};

    #[test]
    fn times_are_days_or_points() {
        let time = |text| parse_time(text).map(|time| time.to_string());
        assert_eq!(time("2024-03-01").as_deref(), Ok("2024-03-01T00:00:00Z"));
        assert_eq!(time("2024-03-01T12:00:00+01:00").as_deref(), Ok("2024-03-01T11:00:00Z"));
        assert!(time("yesterday").is_err() && time("2024-03-01T12:00:00").is_err() && time("2024").is_err());
    }

    #[test]
    fn only_the_first_equals_sign_counts() {
        assert_eq!(parse_pair("a=b=c"), Ok(("a".into(), "b=c".into())));
        assert!(parse_pair("=x").is_err() && parse_pair("x").is_err());
    }
}
