//! Talking: results to stdout, diagnostics and sentences to stderr. The one place that prints.

use super::deliver::reason;
use super::exit::Exit;
use crate::diag::{
    Annotations, Diagnostic, SarifLog, Severity, Sink, Style, render_concise, render_dropped, render_human,
    render_json, visible_line,
};
use crate::world::{Disk, World};
use clap::ValueEnum;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Columns of diagnostics where the width of the terminal is not known.
const WIDTH: usize = 120;
/// Columns that a drawing of a mistake needs.
const WIDTH_MIN: usize = 40;

/// How diagnostics are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// With the lines of the report they are about; under GITHUB_ACTIONS also as annotations
    #[default]
    Human,
    /// One line each: `file:line:column: error[code]: message`
    Concise,
    /// One JSON object a line, on stdout
    Json,
    /// One SARIF 2.1.0 log, on stdout
    Sarif,
    /// GitHub's annotations, on stdout
    Github,
}

/// What `--deny` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    /// End with exit code 4 when there are warnings
    Warnings,
}

/// How a command talks. A reader who went away (`folio … | head`) is no failure; a disk that is full is one, and
/// decides how the command ends.
#[derive(Debug)]
pub struct Talk {
    format: MessageFormat,
    style: Style,
    /// Whether this is a step of a GitHub workflow, whose page shows annotations.
    in_workflow: bool,
    kept: Mutex<Kept>,
}

/// What a command has said, and what it can only say when all is known.
#[derive(Debug, Default)]
struct Kept {
    sarif: SarifLog,
    annotations: Annotations,
    /// Diagnostics that were shown, as JSON.
    shown: BTreeSet<String>,
    /// Why something could not be printed.
    failure: Option<io::Error>,
}

impl Talk {
    /// Talks in a format.
    pub fn new(format: MessageFormat) -> Talk {
        let columns = Disk.env("COLUMNS").and_then(|columns| columns.parse().ok());
        // Those who do not know say zero.
        let columns = columns.filter(|columns| *columns > 0).unwrap_or(WIDTH);
        // Colours are always there to be drawn; the stream drops them where they do not belong.
        let style = Style { color: true, width: columns.max(WIDTH_MIN) };
        let in_workflow = Disk.env("GITHUB_ACTIONS").is_some_and(|value| value == "true");
        Talk { format, style, in_workflow, kept: Mutex::default() }
    }

    /// Whether a program is listening on stdout instead of a person.
    pub fn is_for_programs(&self) -> bool {
        matches!(self.format, MessageFormat::Json | MessageFormat::Sarif | MessageFormat::Github)
    }

    /// Whether stdout is a stream of JSON objects.
    pub fn is_json(&self) -> bool {
        self.format == MessageFormat::Json
    }

    /// Shows the diagnostics of a run, and returns them without those that another run has shown: reports may
    /// share a theme or a project with a mistake in it.
    pub fn diagnostics<'a>(&self, sink: &'a Sink) -> Vec<&'a Diagnostic> {
        let all = sink.diagnostics();
        let new: Vec<&Diagnostic> = {
            let shown = &mut self.kept().shown;
            let is_new = |told: &&Diagnostic| {
                told.primary.is_none() || shown.insert(render_concise(told, &sink.sources))
            };
            all.into_iter().filter(is_new).collect()
        };
        match self.format {
            MessageFormat::Human | MessageFormat::Concise => self.show_to_people(sink, &new),
            MessageFormat::Json => {
                new.iter().for_each(|told| self.result(render_json(told, &sink.sources)));
                let dropped = (sink.dropped(Severity::Error), sink.dropped(Severity::Warning));
                if dropped != (0, 0) {
                    self.result(render_dropped(dropped.0, dropped.1));
                }
            }
            MessageFormat::Sarif => self.keep_for_sarif(sink, &new),
            MessageFormat::Github => {}
        }
        if self.in_workflow || self.format == MessageFormat::Github {
            let annotations = &mut self.kept().annotations;
            new.iter().for_each(|told| annotations.add(told, &sink.sources));
        }
        new
    }

    fn show_to_people(&self, sink: &Sink, new: &[&Diagnostic]) {
        let shown = sink.shown();
        let is_shown = |told: &&&Diagnostic| shown.iter().any(|other| std::ptr::eq(*other, **told));
        for told in new.iter().filter(is_shown) {
            self.to_stderr(match self.format {
                MessageFormat::Concise => render_concise(told, &sink.sources),
                _ => render_human(told, &sink.sources, self.style).trim_end().to_owned() + "\n",
            });
        }
    }

    fn keep_for_sarif(&self, sink: &Sink, new: &[&Diagnostic]) {
        let sarif = &mut self.kept().sarif;
        new.iter().for_each(|told| sarif.add(told, &sink.sources, None));
        for (told, by) in sink.allowed() {
            sarif.add(told, &sink.sources, Some(by));
        }
        sarif.add_dropped(sink.dropped(Severity::Error) + sink.dropped(Severity::Warning));
    }

    /// Lets diagnostics be shown again that were shown before, for a command that goes on for ever.
    pub fn forget(&self) {
        self.kept().shown.clear();
    }

    /// Shows what waited for the end of the command, and says how it ends.
    pub fn close(&self, exit: Exit) -> Exit {
        let (sarif, annotations) = {
            let kept = &mut self.kept();
            (std::mem::take(&mut kept.sarif), std::mem::take(&mut kept.annotations))
        };
        let summary = annotations.step_summary().filter(|_| self.in_workflow);
        let has_summary = summary.is_some_and(|summary| add_to_step_summary(&summary).is_ok());
        let all = if has_summary { "the summary of this step" } else { "the log of this step" };
        match self.format {
            MessageFormat::Sarif => self.result(sarif.render()),
            MessageFormat::Github => {
                annotations.commands(all).iter().for_each(|line| self.result(line));
                let rest = if has_summary { Vec::new() } else { annotations.rest() };
                rest.iter().for_each(|line| self.result(line));
            }
            // Beside the text for people; stdout may be read by the next command of the step.
            MessageFormat::Human if self.in_workflow => {
                annotations.commands(all).iter().for_each(|line| self.to_stderr(line));
            }
            MessageFormat::Human | MessageFormat::Concise | MessageFormat::Json => {}
        }
        let failure = self.kept().failure.take();
        match failure {
            Some(error) => {
                let _ = writeln!(anstream::stderr(), "The output could not be written: {}.", reason(&error));
                exit.max(Exit::Stranded)
            }
            None => exit,
        }
    }

    /// Shows all diagnostics of a command that is over, and says how it ended.
    pub fn end(&self, sink: &Sink) -> Exit {
        self.diagnostics(sink);
        self.close(Exit::of(sink, false))
    }

    /// Says a sentence, to people only.
    pub fn say(&self, sentence: impl Display) {
        if !self.is_for_programs() {
            self.to_stderr(visible_line(&sentence.to_string()));
        }
    }

    /// Hands out a line that can be piped.
    pub fn result(&self, line: impl Display) {
        self.keep_failure(writeln!(anstream::stdout(), "{line}"));
    }

    /// Hands out a path; a terminal gets it without what would steer it.
    pub fn path(&self, path: &Path) {
        match io::stdout().is_terminal() {
            true => self.result(visible_line(&path.display().to_string())),
            false => self.result(path.display()),
        }
    }

    fn to_stderr(&self, line: impl Display) {
        self.keep_failure(writeln!(anstream::stderr(), "{line}"));
    }

    fn keep_failure(&self, printed: io::Result<()>) {
        match printed {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                self.kept().failure.get_or_insert(error);
            }
            Ok(()) | Err(_) => {}
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A step may write a summary into the file that GitHub names; without it the log has to do.
fn add_to_step_summary(summary: &str) -> io::Result<()> {
    let path = Disk.env("GITHUB_STEP_SUMMARY").ok_or(io::ErrorKind::NotFound)?;
    let mut file: File = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(summary.as_bytes())
}

/// How a command ends that has printed something: a reader who went away is no failure.
pub fn printed(printed: io::Result<()>, exit: Exit) -> Exit {
    match printed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => exit.max(Exit::Stranded),
        Ok(()) | Err(_) => exit,
    }
}

impl Default for Talk {
    fn default() -> Talk {
        Talk::new(MessageFormat::Human)
    }
}

/// `1 file`, `3 files`.
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
