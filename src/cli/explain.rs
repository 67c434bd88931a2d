//! `folio explain`: what a diagnostic code means.

use super::exit::Exit;
use super::talk::Talk;
use crate::diag::{CODES, Code, Diagnostic, Sink, did_you_mean};
use clap::Args;

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The code, as it stands in brackets after `error`; all codes when absent
    code: Option<String>,
}

/// Runs the command.
pub fn run(args: &ExplainArgs) -> Exit {
    let talk = Talk::default();
    let Some(name) = &args.code else {
        let width = CODES.iter().map(|info| info.name.len()).max().unwrap_or_default();
        CODES.iter().for_each(|info| talk.result(format!("{:width$}  {}", info.name, info.title)));
        return talk.close(Exit::Done);
    };
    let name = code_in(name);
    if let Some(info) = CODES.iter().find(|info| info.name == name) {
        talk.result(info.page.trim_end());
        return talk.close(Exit::Done);
    }
    let mut sink = Sink::default();
    let unknown = Diagnostic::global(Code::CommandLine, format!("there is no code `{name}`"));
    sink.push(match did_you_mean(name, CODES.iter().map(|info| info.name)) {
        Some(near) => unknown.help(format!("did you mean `{near}`?")),
        None => unknown.help("`folio explain` lists all codes"),
    });
    talk.end(&sink)
}

/// The code in what a message begins with: `error[data-type]`.
fn code_in(typed: &str) -> &str {
    let inside = typed.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
    inside.map_or(typed, |(code, _)| code).trim()
}
