//! `folio watch`: the preview in the browser, and a line in the terminal for each build.

use super::exit::Exit;
use super::in_order::STACK_BYTES;
use super::reports::{self, JobArgs};
use super::talk::{Talk, counted};
use crate::compile::Job;
use crate::diag::{Code, Diagnostic, Result, Sink, Tally};
use crate::preview::{self, Screen};
use crate::watch::{self, Round};
use crate::world::{Disk, SharedWorld};
use clap::Args;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;

#[derive(Debug, Args)]
pub struct WatchArgs {
    /// The report, or a folder that holds one
    path: PathBuf,
    /// Port of the preview; the first free one from 4400 when absent
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
    /// Open the preview in the browser
    #[arg(long)]
    open: bool,
    #[command(flatten)]
    job: JobArgs,
}

/// Runs the command. Ctrl-C ends the process at once: there is nothing to clean up.
pub fn run(args: &WatchArgs) -> Exit {
    let talk = Talk::default();
    let mut sink = Sink::default();
    let Ok((job, screen, address)) = prepare(args, &mut sink) else {
        return talk.end(&sink);
    };
    let url = format!("http://{address}/");
    talk.say(format!("Watching {}. Press Ctrl-C to stop.", job.main.display()));
    talk.result(&url);
    if args.open && open(&url).is_err() {
        talk.say("No browser could be started; open the address above yourself.");
    }
    let world: SharedWorld = Arc::new(Disk);
    // The compiler goes deep, so it gets a thread with a larger stack.
    let thread = thread::Builder::new().stack_size(STACK_BYTES);
    let reason = thread::scope(|scope| {
        let compile = || watch::run(&world, &job, &screen, |round| tell(&talk, round));
        let thread = thread.spawn_scoped(scope, compile).expect("the system has room for a thread");
        thread.join().unwrap_or_else(|_| "the compiler stopped".into())
    });
    let message = format!("changes of files cannot be followed: {reason}");
    sink.push(Diagnostic::global(Code::FileUnreadable, message).help("`folio build` works without"));
    talk.end(&sink)
}

fn prepare(args: &WatchArgs, sink: &mut Sink) -> Result<(Job, Screen, SocketAddr)> {
    let report = reports::find_one(&args.path, sink)?;
    let job = args.job.job(&report, args.job.now(sink)?);
    let screen = Screen::new(report.display().to_string());
    let address =
        preview::serve(&screen, args.port).map_err(|error| sink.fail(cannot_listen(args, &error)))?;
    Ok((job, screen, address))
}

fn cannot_listen(args: &WatchArgs, error: &io::Error) -> Diagnostic {
    let port = args.port.map(|port| format!(" on port {port}")).unwrap_or_default();
    let reason = super::deliver::reason(error);
    Diagnostic::global(Code::CommandLine, format!("the preview cannot be served{port}: {reason}"))
        .help("leave out `--port` to take the first free one")
}

fn tell(talk: &Talk, round: &Round) {
    talk.forget();
    talk.diagnostics(&round.sink);
    round.deaf.iter().for_each(|sentence| talk.say(format!("Warning: {sentence}.")));
    let tally = Tally::of(&round.sink);
    let ms = round.took.as_millis();
    talk.say(match round.pages {
        Some(pages) if tally.is_empty() => format!("Built {} in {ms} ms.", counted(pages, "page")),
        Some(pages) => format!("Built {} in {ms} ms with {tally}.", counted(pages, "page")),
        None if tally.is_empty() => "Not built: it failed. The last good pages stay.".into(),
        None => format!("Not built: {tally}. The last good pages stay."),
    });
}

/// Starts the browser and does not wait for it.
fn open(url: &str) -> io::Result<()> {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        Command::new("explorer")
    } else {
        Command::new("xdg-open")
    };
    command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().map(drop)
}
