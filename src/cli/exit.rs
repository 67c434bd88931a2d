//! Exit codes: how a command ended, read off its diagnostics.

use crate::diag::{Code, Diagnostic, Severity, Sink};
use std::process::ExitCode;

/// How a command ended, from good to bad; several reports end like the worst of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// All that was asked for was made.
    Done,
    /// It was made, with warnings that were denied.
    Warned,
    /// The report or its data is wrong.
    Refused,
    /// The command line is wrong.
    Misused,
    /// A file could not be read or written.
    Stranded,
}

impl Exit {
    /// How a run ended that left these diagnostics.
    pub fn of(sink: &Sink, deny_warnings: bool) -> Exit {
        let diagnostics = sink.diagnostics();
        let exits = diagnostics.iter().map(|diagnostic| match diagnostic.severity {
            Severity::Error => Exit::of_error(diagnostic),
            Severity::Warning if deny_warnings => Exit::Warned,
            Severity::Warning => Exit::Done,
        });
        exits.max().unwrap_or(Exit::Done)
    }

    fn of_error(diagnostic: &Diagnostic) -> Exit {
        match diagnostic.code {
            Code::WriteFailed | Code::FileUnreadable => Exit::Stranded,
            Code::CommandLine => Exit::Misused,
            _ => Exit::Refused,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::Refused => 1,
            Exit::Misused => 2,
            Exit::Stranded => 3,
            Exit::Warned => 4,
        })
    }
}
