//! What the tests share: the place of the project, worlds, jobs, and the pages of cases.

pub mod node;
pub mod page;
pub mod random;

use folio::compile::Job;
use folio::diag::{Sink, Style, render_human};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the project: where cargo runs the tests, which with a shared target folder need not be
/// where they were compiled.
pub fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR");
    here.map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from)
}

/// The run time of every test.
pub fn now() -> jiff::Timestamp {
    "2024-03-04T05:06:07Z".parse().expect("a fixed time")
}

/// A job with nothing asked for.
pub fn job(path: impl Into<PathBuf>) -> Job {
    Job::new(path, now())
}

/// All diagnostics as they are printed, without colour.
pub fn rendered(sink: &Sink) -> String {
    let style = Style { color: false, width: 100 };
    let texts = sink.diagnostics().into_iter().map(|d| render_human(d, &sink.sources, style));
    texts.map(|text| text.trim_end().to_string() + "\n").collect::<Vec<_>>().join("\n")
}

/// Whether tests should write what they see as what they expect.
pub fn accepting() -> bool {
    std::env::var_os("ACCEPT").is_some()
}

/// Whether a program that a test looks at outputs with is there; tells loudly when it is not.
pub fn has_tool(name: &str) -> bool {
    let found = Command::new("which").arg(name).output().is_ok_and(|output| output.status.success());
    if !found {
        eprintln!("SKIPPED: `{name}` is not installed, so a part of this test did not run");
    }
    found
}

/// The binary under test.
pub fn folio() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_folio"));
    command.env_remove("SOURCE_DATE_EPOCH").env("NO_COLOR", "1").current_dir(root());
    command
}

/// Runs a program and returns what it printed; its failure fails the test.
pub fn run(command: &mut Command) -> String {
    let output = command.output().expect("the program starts");
    let talk = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed:\n{talk}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Holds `actual` against a file, or writes it when accepting.
pub fn check_file(path: &Path, actual: &str) {
    if accepting() {
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a writable folder");
        std::fs::write(path, actual).expect("a writable file");
        return;
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        expected == actual,
        "`{}` is stale; run `ACCEPT=1 cargo test` and look at the diff",
        path.display()
    );
}
