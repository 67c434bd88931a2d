//! Every diagnostic code has a page under `docs/diagnostics` with a report that has the mistake and one
//! that has not; here the pages are held to what Folio says.

use crate::harness::page::{Case, Page};
use crate::harness::{accepting, check_file, folio, job, rendered, root, run};
use folio::compile;
use folio::diag::{Annotations, CODES, CodeInfo, SarifLog, Sink, render_json, safe_fixes, with_fixes};
use folio::world::{Memory, SharedWorld};
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, LazyLock};

fn page_of(info: &CodeInfo) -> Page {
    Page::read(root().join("docs/diagnostics").join(format!("{}.md", info.name)))
}

/// The files of a case over those of the cases before it.
fn memory(cases: &[&Case]) -> Memory {
    let mut memory = Memory::default();
    for block in cases.iter().flat_map(|case| &case.blocks).filter(|block| block.is_file()) {
        memory.insert(&block.name, &block.text);
    }
    memory
}

fn build(memory: Memory) -> Sink {
    let world: SharedWorld = Arc::new(memory);
    let mut sink = Sink::default();
    let _ = compile::build(&world, &job("report.yaml"), &mut sink);
    sink
}

fn has(sink: &Sink, info: &CodeInfo) -> bool {
    sink.diagnostics().iter().any(|diagnostic| diagnostic.code == info.code)
}

/// The case of a page that has the mistake; none where only a command shows it.
fn wrong(page: &Page) -> Option<&Case> {
    let case = page.cases.iter().find(|case| case.title == "Wrong").expect("a page has `## Wrong`");
    case.blocks.iter().any(|block| block.name == "diagnostics").then_some(case)
}

/// What is told of each wrong report.
fn mistakes() -> &'static [(&'static CodeInfo, Sink)] {
    static MISTAKES: LazyLock<Vec<(&CodeInfo, Sink)>> = LazyLock::new(|| {
        let told = |info| wrong(&page_of(info)).map(|case| (info, build(memory(&[case]))));
        CODES.iter().filter_map(told).collect()
    });
    &MISTAKES
}

#[test]
fn every_code_says_what_its_page_says() {
    let mut failures = Vec::new();
    for info in CODES {
        let page = page_of(info);
        let opening = format!("# {}\n\n{}\n", info.name, info.title);
        assert!(page.lines.join("\n").starts_with(&opening), "the page of `{}` begins otherwise", info.name);
    }
    for (info, sink) in mistakes() {
        let mut page = page_of(info);
        let case = wrong(&page).expect("it was built");
        if !has(sink, info) {
            failures.push(format!("the report of `{}` does not have it\n{}", info.name, rendered(sink)));
        }
        let golden = case.blocks.iter().find(|block| block.name == "diagnostics").expect("found before");
        if golden.text.trim_end() != rendered(sink).trim_end() {
            match accepting() {
                true => page.rewrite(vec![(golden.lines.clone(), rendered(sink))]),
                false => failures.push(format!("`{}` is told otherwise\n{}", info.name, rendered(sink))),
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_code_is_gone_from_the_right_report_and_after_its_fix() {
    for (info, sink) in mistakes() {
        let page = page_of(info);
        let case = wrong(&page).expect("it was built");
        let right = page.cases.iter().find(|case| case.title == "Right");
        if let Some(right) = right {
            let sink = &build(memory(&[case, right]));
            assert!(sink.diagnostics().is_empty(), "the right report of `{}`\n{}", info.name, rendered(sink));
        }
        let mut files = memory(&[case]);
        for fixes in safe_fixes(sink) {
            let text = with_fixes(sink.sources.text(fixes.file), &fixes.told);
            files.insert(sink.sources.name(fixes.file), &text);
        }
        let offered = sink.diagnostics().iter().any(|d| d.code == info.code && d.fix.is_some());
        assert!(!offered || !has(&build(files), info), "the fix of `{}` does not remove it", info.name);
    }
}

#[test]
fn every_code_is_told_to_programs() {
    let mut lines = String::new();
    for (_, sink) in mistakes() {
        for diagnostic in sink.diagnostics() {
            lines += &(render_json(diagnostic, &sink.sources) + "\n");
        }
    }
    check_file(&root().join("tests/suite/diag/codes.jsonl"), &lines);
}

#[test]
fn codes_of_the_command_line_are_told_by_commands() {
    for info in CODES {
        let mut page = page_of(info);
        let Some(block) = page.cases.iter().flat_map(|case| &case.blocks).find(|block| block.name == "run")
        else {
            continue;
        };
        let folder = tempfile::tempdir().expect("a folder to write to");
        for file in page.cases[0].blocks.iter().filter(|block| block.is_file()) {
            std::fs::write(folder.path().join(&file.name), &file.text).expect("a writable file");
        }
        let line = block.text.lines().next().expect("a command");
        let words = line.strip_prefix("$ folio ").expect("a command of folio").split(' ');
        let output = folio().args(words).current_dir(folder.path()).output().expect("it starts");
        let told = format!("{line}\n{}", String::from_utf8_lossy(&output.stderr));
        assert!(told.contains(&format!("error[{}]", info.name)), "{told}");
        if block.text.trim_end() != told.trim_end() {
            assert!(accepting(), "`{}` is told otherwise\n{told}", info.name);
            let lines = block.lines.clone();
            page.rewrite(vec![(lines, told)]);
        }
    }
}

#[test]
fn pages_are_listed() {
    let mut text = String::from(
        "# Diagnostics\n\nEvery message ends with a code in brackets; `folio explain CODE` prints its page.\n\n\
         | code | what it means |\n|---|---|\n",
    );
    for info in CODES {
        text += &format!("| [`{0}`]({0}.md) | {1} |\n", info.name, info.title);
    }
    check_file(&root().join("docs/diagnostics/README.md"), &text);
}

#[test]
fn sarif_is_valid() {
    let mut log = SarifLog::default();
    for (_, sink) in mistakes() {
        sink.diagnostics().iter().for_each(|told| log.add(told, &sink.sources, None));
        sink.allowed().iter().for_each(|(told, by)| log.add(told, &sink.sources, Some(by)));
    }
    let Some(schema) = sarif_schema() else { return };
    let folder = tempfile::tempdir().expect("a folder to write to");
    let path = folder.path().join("log.sarif");
    std::fs::write(&path, log.render()).expect("a writable file");
    let program = "import json, sys, jsonschema\n\
        schema, log = (json.load(open(path)) for path in sys.argv[1:])\n\
        errors = list(jsonschema.validators.validator_for(schema)(schema).iter_errors(log))\n\
        print(len(log['runs'][0]['results']), *(error.message for error in errors[:5]), sep='\\n')\n\
        sys.exit(bool(errors))";
    let told = run(Command::new("python3").args(["-c", program]).arg(schema).arg(&path));
    let results: usize = told.trim().parse().expect("a number of findings");
    assert!(results >= CODES.len() - 5, "only {results} findings");
}

/// The published schema, which the crate `serde-sarif` carries; the registry's client fetches it.
fn sarif_schema() -> Option<PathBuf> {
    let has_validator = Command::new("python3").args(["-c", "import jsonschema"]).output();
    if !has_validator.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: python3 has no `jsonschema`, so SARIF was not validated");
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder to write to");
    std::fs::create_dir(folder.path().join("src")).expect("a writable folder");
    std::fs::write(folder.path().join("src/lib.rs"), "").expect("a writable file");
    let manifest =
        "[package]\nname = \"schema\"\nedition = \"2024\"\n\n[dependencies]\nserde-sarif = \"=0.8.0\"\n";
    std::fs::write(folder.path().join("Cargo.toml"), manifest).expect("a writable file");
    let mut metadata = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    metadata.args(["metadata", "--format-version", "1", "--quiet"]).current_dir(folder.path());
    let found = metadata.output().ok().filter(|output| output.status.success()).and_then(|output| {
        let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).ok()?;
        let packages = metadata["packages"].as_array()?;
        let package = packages.iter().find(|package| package["name"] == "serde-sarif")?;
        let manifest = PathBuf::from(package["manifest_path"].as_str()?);
        Some(manifest.with_file_name("src").join("schema.json"))
    });
    if found.is_none() {
        eprintln!("SKIPPED: the SARIF schema could not be fetched, so SARIF was not validated");
    }
    found
}

#[test]
fn annotations_are_few_and_the_summary_has_all() {
    let mut annotations = Annotations::default();
    let mut count = 0;
    for (_, sink) in mistakes() {
        for told in sink.diagnostics() {
            annotations.add(told, &sink.sources);
            count += 1;
        }
    }
    let commands = annotations.commands("the summary of this step");
    let errors: Vec<_> = commands.iter().filter(|command| command.starts_with("::error ")).collect();
    assert_eq!(errors.len(), 10, "GitHub shows ten");
    assert!(errors[9].contains(" more errors: see the summary of this step"), "{}", errors[9]);
    assert!(commands.iter().all(|command| !command.contains('\n')));
    let expected = "::error file=report.yaml,line=7,endLine=7,col=31,endColumn=37,title=unknown-key::";
    let key = errors.iter().find(|command| command.contains("title=unknown-key")).expect("it is among them");
    assert!(key.starts_with(expected), "{key}");
    assert!(key.contains("%0Adid you mean `columns`?") && key.contains("%0Ahelp: "), "{key}");
    let summary = annotations.step_summary().expect("there is something to tell");
    assert_eq!(summary.lines().filter(|line| line.starts_with("- ")).count(), count);
}
