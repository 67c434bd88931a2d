//! Talking: results to stdout, diagnostics and sentences to stderr. The one place that prints.

use super::exit::Exit;
use crate::diag::{Annotations, SarifLog, Sink, Style, render_concise, render_human, render_json};
use crate::world::{Disk, World};
use clap::ValueEnum;
use std::fmt::Display;
use std::fs::OpenOptions;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

/// Columns of diagnostics where the width of the terminal is not known.
const WIDTH: usize = 120;

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

/// How a command talks. A reader who went away (`folio … | head`) is no failure, so nothing here fails.
#[derive(Debug)]
pub struct Talk {
    format: MessageFormat,
    style: Style,
    /// Whether this is a step of a GitHub workflow, whose page shows annotations.
    in_workflow: bool,
    kept: Mutex<Kept>,
}

/// What can only be printed when all is known.
#[derive(Debug, Default)]
struct Kept {
    sarif: SarifLog,
    annotations: Annotations,
}

impl Talk {
    /// Talks in a format.
    pub fn new(format: MessageFormat) -> Talk {
        let columns = Disk.env("COLUMNS").and_then(|columns| columns.parse().ok());
        // Colours are always there to be drawn; the stream drops them where they do not belong.
        let style = Style { color: true, width: columns.unwrap_or(WIDTH) };
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

    /// Shows all diagnostics.
    pub fn diagnostics(&self, sink: &Sink) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        for diagnostic in sink.diagnostics() {
            match self.format {
                MessageFormat::Human => {
                    let text = render_human(diagnostic, &sink.sources, self.style);
                    let _ = writeln!(anstream::stderr(), "{}\n", text.trim_end());
                }
                MessageFormat::Concise => {
                    let _ = writeln!(anstream::stderr(), "{}", render_concise(diagnostic, &sink.sources));
                }
                MessageFormat::Json => self.result(render_json(diagnostic, &sink.sources)),
                MessageFormat::Sarif => kept.sarif.add(diagnostic, &sink.sources, None),
                MessageFormat::Github => {}
            }
            if self.in_workflow || self.format == MessageFormat::Github {
                kept.annotations.add(diagnostic, &sink.sources);
            }
        }
        if self.format == MessageFormat::Sarif {
            let allowed = sink.allowed().into_iter();
            allowed.for_each(|(told, by)| kept.sarif.add(told, &sink.sources, Some(by)));
        }
    }

    /// Shows what waited for the end of the command.
    pub fn close(&self) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let Kept { sarif, annotations } = std::mem::take(&mut *kept);
        match self.format {
            MessageFormat::Sarif => self.result(sarif.render()),
            MessageFormat::Github => annotations.commands().iter().for_each(|line| self.result(line)),
            // Beside the text for people; stdout may be read by the next command of the step.
            MessageFormat::Human if self.in_workflow => {
                let mut stderr = anstream::stderr().lock();
                annotations.commands().iter().for_each(|line| drop(writeln!(stderr, "{line}")));
            }
            MessageFormat::Human | MessageFormat::Concise | MessageFormat::Json => return,
        }
        if let (true, Some(summary)) = (self.in_workflow, annotations.step_summary()) {
            add_to_step_summary(&summary);
        }
    }

    /// Shows all diagnostics of a command that is over, and says how it ended.
    pub fn end(&self, sink: &Sink) -> Exit {
        self.diagnostics(sink);
        self.close();
        Exit::of(sink, false)
    }

    /// Says a sentence, to people only.
    pub fn say(&self, sentence: impl Display) {
        if !self.is_for_programs() {
            let _ = writeln!(anstream::stderr(), "{sentence}");
        }
    }

    /// Hands out a line that can be piped.
    pub fn result(&self, line: impl Display) {
        let _ = writeln!(anstream::stdout(), "{line}");
    }
}

/// A step may write a summary into the file that GitHub names; without it the log has to do.
fn add_to_step_summary(summary: &str) {
    let Some(path) = Disk.env("GITHUB_STEP_SUMMARY") else { return };
    let file = OpenOptions::new().create(true).append(true).open(path);
    let _ = file.and_then(|mut file| file.write_all(summary.as_bytes()));
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
