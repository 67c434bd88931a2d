//! Every example builds, twice in two processes with equal bytes, and a mere check reads no row.

use crate::harness::{folio, job, root, run};
use folio::compile;
use folio::diag::Sink;
use folio::world::{Memory, SharedWorld};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The reports under `examples/` and the samples of the templates.
pub fn reports() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for top in ["examples", "templates"] {
        for entry in std::fs::read_dir(root().join(top)).expect("a readable folder") {
            let folder = entry.expect("a readable entry").path();
            let folder = if top == "templates" { folder.join("sample") } else { folder };
            let Ok(files) = std::fs::read_dir(&folder) else { continue };
            for file in files {
                let path = file.expect("a readable entry").path();
                let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                let is_report = text.lines().any(|line| line.starts_with("title:"));
                if name.ends_with(".yaml") && !name.ends_with(".lock.yaml") && is_report {
                    found.push(path);
                }
            }
        }
    }
    found.sort();
    assert!(found.len() >= 4, "there are examples");
    found
}

fn bytes_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            all.extend(bytes_below(&path));
        } else {
            all.insert(path.clone(), std::fs::read(&path).expect("a readable file"));
        }
    }
    all
}

/// As the README builds them: a folder at once, so that reports which live together may not claim one file.
#[test]
fn examples_build_twice_to_equal_bytes() {
    let mut folders: Vec<PathBuf> =
        reports().iter().map(|report| report.parent().expect("a file has a folder").to_path_buf()).collect();
    folders.dedup();
    for of in folders {
        let first = tempfile::tempdir().expect("a folder to write to");
        let second = tempfile::tempdir().expect("a folder to write to");
        for folder in [&first, &second] {
            let mut command = folio();
            command.args(["build", "--locked", "--now", "2024-03-04T05:06:07Z", "-o"]);
            run(command.arg(folder.path()).arg(&of));
        }
        let (a, b) = (bytes_below(first.path()), bytes_below(second.path()));
        assert!(!a.is_empty(), "{} makes files", of.display());
        let names = |files: &BTreeMap<PathBuf, Vec<u8>>, folder: &Path| -> Vec<PathBuf> {
            files.keys().map(|path| path.strip_prefix(folder).expect("it is inside").to_path_buf()).collect()
        };
        assert_eq!(names(&a, first.path()), names(&b, second.path()));
        for ((path, one), two) in a.iter().zip(b.values()) {
            assert!(one == two, "{} differs between two builds", path.display());
        }
    }
}

#[test]
fn checking_examples_opens_no_rows() {
    for report in reports() {
        let folder = report.parent().expect("a file has a folder");
        let mut memory = Memory::default();
        let above = folder.parent().expect("a folder above");
        for (path, bytes) in bytes_below(above) {
            memory.insert(path, bytes);
        }
        let memory = Arc::new(memory);
        let world: SharedWorld = memory.clone();
        let mut sink = Sink::default();
        let result = compile::check(&world, &job(&report), &mut sink);
        assert!(result.is_ok(), "{}: {:?}", report.display(), sink.diagnostics());
        assert!(memory.rows_opened().is_empty(), "{:?}", memory.rows_opened());
    }
}

#[test]
fn checking_examples_succeeds() {
    for report in reports() {
        run(folio().arg("check").arg(&report));
    }
}
