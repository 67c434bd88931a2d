//! Runs every page under `tests/suite`: files in, diagnostics and stage texts out.

use crate::harness::page::{Case, Page};
use crate::harness::{accepting, job, rendered, root};
use folio::compile::{self, Content, Stage};
use folio::diag::{Severity, Sink};
use folio::world::{Memory, SharedWorld};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[test]
fn pages() {
    let only = std::env::var("PAGE").unwrap_or_default();
    let mut failures = Vec::new();
    let mut count = 0;
    for path in pages_below(&root().join("tests/suite"), "md") {
        if !path.to_string_lossy().contains(&only) {
            continue;
        }
        let mut page = Page::read(path);
        let mut changes = Vec::new();
        for case in &page.cases {
            count += 1;
            let outcome = Outcome::of(case);
            failures.extend(outcome.misplaced(case).map(|f| format!("{}: {f}", page.path.display())));
            for golden in case.blocks.iter().filter(|block| !block.is_file()) {
                let actual = outcome.golden(&golden.name);
                if actual.trim_end() != golden.text.trim_end() {
                    changes.push((golden.lines.clone(), actual.clone()));
                    let place = format!("{}: {}", page.path.display(), case.title);
                    failures.push(format!(
                        "{place}: `{}` differs\n--- expected\n{}\n--- actual\n{actual}",
                        golden.name, golden.text
                    ));
                }
            }
        }
        if accepting() && !changes.is_empty() {
            page.rewrite(changes);
            failures.retain(|failure| !failure.contains("differs"));
        }
    }
    assert!(count > 0, "no case matches PAGE={only}");
    assert!(failures.is_empty(), "{} of {count} cases fail\n\n{}", failures.len(), failures.join("\n\n"));
}

/// The files below a folder with an ending, sorted.
pub fn pages_below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        match path.is_dir() {
            true => pages.extend(pages_below(&path, ending)),
            false => pages.extend(Some(path).filter(|path| path.extension().is_some_and(|e| e == ending))),
        }
    }
    pages.sort();
    pages
}

/// What became of a case.
struct Outcome {
    world: SharedWorld,
    memory: Arc<Memory>,
    sink: Sink,
    csv: BTreeMap<String, String>,
    made: bool,
}

impl Outcome {
    fn of(case: &Case) -> Outcome {
        let mut memory = Memory::default();
        for file in case.blocks.iter().filter(|block| block.is_file()) {
            // A mark for what Markdown cannot show: `␀` stands for no final line end.
            let text = file.text.strip_suffix("␀\n").unwrap_or(&file.text);
            memory.insert(&file.name, text);
        }
        let memory = Arc::new(memory);
        let world: SharedWorld = memory.clone();
        let mut sink = Sink::default();
        let mut csv = BTreeMap::new();
        let built = compile::build(&world, &job("report.yaml"), &mut sink);
        let made = built.is_ok();
        for artifact in built.map(|built| built.artifacts).unwrap_or_default() {
            if let Content::Stream(write) = artifact.content {
                let mut bytes = Vec::new();
                if write(&mut bytes, &mut sink).is_ok() {
                    csv.insert(artifact.name, String::from_utf8_lossy(&bytes).replace("\r\n", "\n"));
                }
            }
        }
        Outcome { world, memory, sink, csv, made }
    }

    fn golden(&self, name: &str) -> String {
        let stage = match name {
            "diagnostics" => return rendered(&self.sink),
            "spec" => Stage::Spec,
            "report" => Stage::Report,
            "plan" => Stage::Plan,
            "tables" => Stage::Tables,
            "document" => Stage::Document,
            "rows-read" => return self.rows_read(),
            other => match other.strip_prefix("csv ") {
                Some(data) => return self.csv.get(&format!("{data}.csv")).cloned().unwrap_or_default(),
                None => panic!("`{other}` is no golden"),
            },
        };
        let mut sink = Sink::default();
        match compile::inspect(&self.world, &job("report.yaml"), stage, &mut sink) {
            Ok(value) => serde_yaml::to_string(&value).expect("plain data can be written"),
            Err(_) => rendered(&sink),
        }
    }

    /// The files whose rows a mere check opens.
    fn rows_read(&self) -> String {
        let before = self.memory.rows_opened().len();
        let mut sink = Sink::default();
        let _ = compile::check(&self.world, &job("report.yaml"), &mut sink);
        format!("{}\n", self.memory.rows_opened().len() - before)
    }

    /// Marks such as `# error[unknown-column]: revnue` that no diagnostic meets, and errors without
    /// a mark where there is any.
    fn misplaced(&self, case: &Case) -> impl Iterator<Item = String> {
        let mut problems = Vec::new();
        let mut expected = Vec::new();
        for file in case.blocks.iter().filter(|block| block.is_file()) {
            for (number, line) in file.text.lines().enumerate() {
                let Some((_, mark)) = line.split_once("# error[") else { continue };
                let (code, message) = mark.split_once(']').expect("a mark is `# error[code]: message`");
                let message = message.trim_start_matches(':').trim();
                expected.push((file.name.clone(), number + 1, code.to_string(), message.to_string()));
            }
        }
        let diagnostics = self.sink.diagnostics();
        let errors: Vec<_> = diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
        let place = |d: &folio::diag::Diagnostic| {
            let label = d.primary.as_ref()?;
            let location = self.sink.sources.location(label.span.file, label.span.range().start);
            Some((self.sink.sources.name(label.span.file).to_string(), location.line))
        };
        for (file, line, code, message) in &expected {
            let met = errors.iter().any(|d| {
                let here = place(d).is_some_and(|(f, l)| f == *file && l == *line);
                here && d.code.name() == code && d.message.contains(message.as_str())
            });
            if !met {
                problems.push(format!(
                    "{}: no error[{code}] on {file}:{line}\n{}",
                    case.title,
                    rendered(&self.sink)
                ));
            }
        }
        if !expected.is_empty() && errors.len() != expected.len() {
            let counts = format!("{} errors, {} marks", errors.len(), expected.len());
            problems.push(format!("{}: {counts}\n{}", case.title, rendered(&self.sink)));
        }
        if self.made && !errors.is_empty() {
            problems.push(format!("{}: made something in spite of errors", case.title));
        }
        problems.into_iter()
    }
}
