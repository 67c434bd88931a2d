//! What a failed delivery must leave alone.

#![expect(clippy::disallowed_methods, reason = "looks at real files")]

use super::{stage, write_beside};
use crate::compile::{Artifact, Content};
use crate::diag::{Code, Diagnostic, Sink};
use std::fs;
use std::path::Path;

fn artifact(name: &str, text: &str) -> Artifact {
    Artifact { name: name.into(), media_type: "text/plain", content: Content::Bytes(text.into()) }
}

fn stream(name: &str, fails: bool) -> Artifact {
    let content = Content::Stream(Box::new(move |to, sink| {
        to.write_all(b"half").expect("the disk has room");
        match fails {
            true => Err(sink.fail(Diagnostic::global(Code::Compute, "the query fails"))),
            false => Ok(()),
        }
    }));
    Artifact { name: name.into(), media_type: "text/csv", content }
}

fn deliver(folder: &Path, artifacts: Vec<Artifact>, sink: &mut Sink) -> crate::diag::Result<usize> {
    Ok(stage(artifacts, folder, sink)?.deliver(sink)?.len())
}

fn text(folder: &Path, name: &str) -> String {
    fs::read(folder.join(name)).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a readable folder");
    let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
    let mut names: Vec<String> = entries.map(|entry| name(entry).to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn files_appear_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("deep/out");
    let mut sink = Sink::default();
    let made = deliver(&out, vec![artifact("a.txt", "one"), stream("csv/b.csv", false)], &mut sink);
    assert_eq!(made, Ok(2), "{:?}", sink.diagnostics());
    assert_eq!((text(&out, "a.txt"), text(&out, "csv/b.csv")), ("one".into(), "half".into()));
    assert_eq!(names(&out), ["a.txt", "csv"]);
}

#[test]
fn a_stream_that_fails_leaves_the_old_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut sink = Sink::default();
    assert!(deliver(folder.path(), vec![artifact("a.txt", "old")], &mut sink).is_ok());
    let made = deliver(folder.path(), vec![artifact("a.txt", "new"), stream("b.csv", true)], &mut sink);
    assert!(made.is_err());
    assert_eq!(text(folder.path(), "a.txt"), "old");
    assert_eq!(names(folder.path()), ["a.txt"]);
}

#[test]
fn a_file_that_cannot_be_replaced_brings_the_others_back() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("b.txt")).expect("a writable folder");
    let mut sink = Sink::default();
    assert!(deliver(folder.path(), vec![artifact("a.txt", "old")], &mut sink).is_ok());
    let artifacts = vec![artifact("a.txt", "new"), artifact("new.txt", "new"), artifact("b.txt", "new")];
    assert!(deliver(folder.path(), artifacts, &mut sink).is_err());
    assert_eq!(text(folder.path(), "a.txt"), "old");
    assert_eq!(names(folder.path()), ["a.txt", "b.txt"]);
    let diagnostic = sink.diagnostics()[0].clone();
    assert_eq!(diagnostic.code, Code::WriteFailed);
    assert!(diagnostic.message.contains("b.txt") && !diagnostic.help.is_empty(), "{diagnostic:?}");
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    for name in ["../a.txt", "/tmp/a.txt", "", "a/../../b.txt", "a\nb", "..", "a\\b", "./", "a/"] {
        let mut sink = Sink::default();
        assert!(deliver(&out, vec![artifact(name, "x")], &mut sink).is_err(), "`{name}`");
        assert!(sink.has_errors() && !out.exists(), "`{name}`");
    }
    let mut sink = Sink::default();
    assert!(deliver(&out, vec![artifact("a.txt", "x"), artifact("A.txt", "y")], &mut sink).is_err());
}

#[test]
fn an_output_folder_that_is_a_file_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("out"), "x").expect("a writable folder");
    let mut sink = Sink::default();
    assert!(deliver(&folder.path().join("out"), vec![artifact("a.txt", "x")], &mut sink).is_err());
    assert!(sink.diagnostics()[0].message.contains("cannot write"), "{:?}", sink.diagnostics());
}

#[test]
fn a_file_beside_a_report_is_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("report.lock.yaml");
    write_beside(&path, b"one").expect("a writable folder");
    write_beside(&path, b"two").expect("a writable folder");
    assert_eq!(text(folder.path(), "report.lock.yaml"), "two");
    assert_eq!(names(folder.path()), ["report.lock.yaml"]);
}

#[test]
fn a_file_that_holds_the_same_is_known() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut sink = Sink::default();
    assert!(deliver(folder.path(), vec![artifact("a.txt", "same")], &mut sink).is_ok());
    for (text, is_same) in [("same", true), ("some", false), ("longer", false), ("", false)] {
        let staged =
            stage(vec![artifact("a.txt", text)], folder.path(), &mut sink).expect("a writable folder");
        assert_eq!(staged.is_same(&folder.path().join("a.txt")), is_same, "`{text}`");
    }
}
