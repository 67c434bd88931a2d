//! Talking: results to stdout, diagnostics and sentences to stderr. The one place that prints.

use super::exit::Exit;
use crate::diag::{Sink, Style, render_concise, render_human, render_json};
use crate::world::{Disk, World};
use clap::ValueEnum;
use std::fmt::Display;
use std::io::Write;

/// Columns of diagnostics where the width of the terminal is not known.
const WIDTH: usize = 120;

/// How diagnostics are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// With the lines of the report they are about
    #[default]
    Human,
    /// One line each: `file:line:column: error[code]: message`
    Concise,
    /// One JSON object a line, on stdout
    Json,
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
}

impl Talk {
    /// Talks in a format.
    pub fn new(format: MessageFormat) -> Talk {
        let columns = Disk.env("COLUMNS").and_then(|columns| columns.parse().ok());
        // Colours are always there to be drawn; the stream drops them where they do not belong.
        Talk { format, style: Style { color: true, width: columns.unwrap_or(WIDTH) } }
    }

    /// Whether a program is listening instead of a person.
    pub fn is_json(&self) -> bool {
        self.format == MessageFormat::Json
    }

    /// Shows all diagnostics.
    pub fn diagnostics(&self, sink: &Sink) {
        let all = sink.diagnostics();
        let mut stderr = anstream::stderr().lock();
        for diagnostic in all {
            match self.format {
                MessageFormat::Human => {
                    let text = render_human(diagnostic, &sink.sources, self.style);
                    let _ = writeln!(stderr, "{}\n", text.trim_end());
                }
                MessageFormat::Concise => {
                    let _ = writeln!(stderr, "{}", render_concise(diagnostic, &sink.sources));
                }
                MessageFormat::Json => self.result(render_json(diagnostic, &sink.sources)),
            }
        }
    }

    /// Shows all diagnostics of a run that is over, and says how it ended.
    pub fn end(&self, sink: &Sink) -> Exit {
        self.diagnostics(sink);
        Exit::of(sink, false)
    }

    /// Says a sentence, to people only.
    pub fn say(&self, sentence: impl Display) {
        if !self.is_json() {
            let _ = writeln!(anstream::stderr(), "{sentence}");
        }
    }

    /// Hands out a line that can be piped.
    pub fn result(&self, line: impl Display) {
        let _ = writeln!(anstream::stdout(), "{line}");
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
