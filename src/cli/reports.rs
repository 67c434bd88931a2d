//! Which reports are meant, and with what: paths, parameters and the time of the run.

use super::{kinds, project};
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
/// Mistakes in a project are told, and its reports are there all the same.
pub fn find(paths: &[PathBuf], sink: &mut Sink) -> Result<Vec<PathBuf>> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let mut reports: Vec<PathBuf> = Vec::new();
    let mut is_lost = false;
    for path in paths {
        let found = match Disk.stat(path) {
            Ok(stat) if stat.is_folder => in_folder(path, sink),
            Ok(_) => match kinds::beside_reports(path) {
                Some(_) if paths.len() > 1 => Ok(Vec::new()),
                Some(kind) => Err(sink.fail(no_report(path, kind))),
                None => Ok(vec![path.clone()]),
            },
            Err(error) => Err(sink.fail(unreachable(path, &error))),
        };
        is_lost |= found.is_err();
        let new = found.unwrap_or_default().into_iter().filter(|report| !reports.contains(report));
        reports.extend(new.collect::<Vec<_>>());
    }
    if is_lost || reports.is_empty() { Err(Failed) } else { Ok(reports) }
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

/// The reports of a folder: those its project lists, or all in it.
fn in_folder(folder: &Path, sink: &mut Sink) -> Result<Vec<PathBuf>> {
    let Some(listed) = project::listed(folder, sink) else { return among(folder, sink) };
    let mut reports = Vec::new();
    for path in listed {
        match Disk.stat(&path).is_ok_and(|stat| stat.is_folder) {
            true => reports.extend(among(&path, sink)?),
            false => reports.push(path),
        }
    }
    Ok(reports)
}

/// The reports among the files of a folder.
fn among(folder: &Path, sink: &mut Sink) -> Result<Vec<PathBuf>> {
    let names = Disk.list(folder).map_err(|error| sink.fail(unreachable(folder, &error)))?;
    let folder = folder.strip_prefix(".").unwrap_or(folder);
    let paths = names.iter().filter(|name| kinds::is_yaml(name)).map(|name| folder.join(name));
    let reports: Vec<PathBuf> = paths.filter(|path| kinds::is_report(path)).collect();
    if reports.is_empty() {
        let shown = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let message = format!("there is no report in `{}`", shown.display());
        let help = "a report is a `.yaml` file with a line `folio: 1`; `folio new NAME` starts one";
        return Err(sink.fail(Diagnostic::global(Code::CommandLine, message).help(help)));
    }
    Ok(reports)
}

fn no_report(path: &Path, kind: &str) -> Diagnostic {
    let message = format!("`{}` is {kind}, not a report", path.display());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let help = match kind {
        "a project" => format!("name its folder, which stands for its reports: `{}`", folder.display()),
        _ => "it is checked with the reports that use it: name one of them".into(),
    };
    Diagnostic::global(Code::CommandLine, message).help(help)
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
