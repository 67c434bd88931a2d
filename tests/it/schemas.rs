//! The committed schemas are those of the types; what the compiler takes satisfies them, and mistakes of shape do not.

use crate::harness::page::{Case, Page};
use crate::harness::{check_file, folio, job, root, run};
use folio::compile::{self, Job};
use folio::diag::{Diagnostic, Severity, Sink};
use folio::world::{Memory, SharedWorld};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;

#[test]
fn schemas_are_fresh() {
    for name in ["report", "template", "theme", "project"] {
        let text = run(folio().args(["schema", name]));
        check_file(&root().join(format!("schemas/{name}.schema.json")), &text);
    }
}

/// What a broken file may mean is guessed with the keys that files can have.
#[test]
fn all_keys_are_known_to_the_reader() {
    fn collect(schema: &Value, keys: &mut BTreeSet<String>) {
        match schema {
            Value::Object(members) => {
                let properties = members.get("properties").and_then(Value::as_object);
                keys.extend(properties.into_iter().flatten().map(|(key, _)| key.clone()));
                members.values().for_each(|member| collect(member, keys));
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, keys)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut keys = BTreeSet::new();
    for name in ["report", "template", "theme", "project"] {
        let text = run(folio().args(["schema", name]));
        collect(&serde_json::from_str(&text).expect("a schema is JSON"), &mut keys);
    }
    let lines: String = keys.iter().map(|key| format!("{key}\n")).collect();
    check_file(&root().join("src/spec/keys.txt"), &lines);
}

/// Holds documents against a schema with a validator that is not ours (PyPI: jsonschema); returns what is wrong
/// with each by its name, or nothing where the validator is missing.
fn wrong_in(kind: &str, documents: &BTreeMap<String, String>) -> Option<BTreeMap<String, String>> {
    const SCRIPT: &str = "
import json, sys
try:
    import jsonschema
except ImportError:
    sys.exit(77)
cases = json.load(sys.stdin)
validator = jsonschema.Draft7Validator(cases['schema'])
def wrong(document):
    return '; '.join(f'{list(e.absolute_path)} {e.message}' for e in validator.iter_errors(document))
json.dump({name: wrong(document) for name, document in cases['documents'].items()}, sys.stdout)
";
    let schema: Value = serde_json::from_str(&run(folio().args(["schema", kind]))).expect("a schema is JSON");
    let read = |text: &String| -> Value { serde_yaml::from_str(text).expect("it is YAML") };
    let documents: Map<String, Value> =
        documents.iter().map(|(name, text)| (name.clone(), read(text))).collect();
    let mut python = Command::new("python3");
    python.args(["-c", SCRIPT]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let Ok(mut python) = python.spawn() else {
        eprintln!("SKIPPED: `python3` is not installed, so nothing was held against the schema of {kind}s");
        return None;
    };
    let cases = json!({ "schema": schema, "documents": documents }).to_string();
    python.stdin.take().expect("it is piped").write_all(cases.as_bytes()).expect("it reads its input");
    let output = python.wait_with_output().expect("it ends");
    if output.status.code() == Some(77) {
        eprintln!(
            "SKIPPED: PyPI's `jsonschema` is not installed, so nothing was held against the schema of {kind}s"
        );
        return None;
    }
    assert!(output.status.success(), "the validator failed");
    Some(serde_json::from_slice(&output.stdout).expect("it prints JSON"))
}

/// Every document satisfies the schema.
fn validate(kind: &str, documents: &BTreeMap<String, String>) {
    let Some(wrong) = wrong_in(kind, documents) else { return };
    let wrong: Vec<String> = wrong
        .iter()
        .filter(|(_, wrong)| !wrong.is_empty())
        .map(|(name, wrong)| format!("{name}: {wrong}"))
        .collect();
    assert!(wrong.is_empty(), "against {kind}.schema.json:\n{}", wrong.join("\n"));
}

fn texts(files: impl IntoIterator<Item = PathBuf>) -> BTreeMap<String, String> {
    let read = |path: &PathBuf| std::fs::read_to_string(path).expect("a readable file");
    files.into_iter().map(|path| (path.display().to_string(), read(&path))).collect()
}

#[test]
fn examples_and_templates_satisfy_them() {
    validate("report", &texts(crate::examples::reports()));
    let folders = || {
        let entries = std::fs::read_dir(root().join("templates")).expect("a readable folder");
        entries.map(|entry| entry.expect("a readable entry").path())
    };
    validate("template", &texts(folders().map(|folder| folder.join("template.yaml"))));
    validate("theme", &texts(folders().map(|folder| folder.join("theme.yaml"))));
}

#[test]
fn files_of_cases_without_mistakes_satisfy_them() {
    let mut clean: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
    for path in crate::suite::pages_below(&root().join("tests/suite"), "md") {
        let page = Page::read(path);
        for case in &page.cases {
            let mut memory = Memory::default();
            case.blocks
                .iter()
                .filter(|block| block.is_file())
                .for_each(|file| memory.insert(&file.name, &file.text));
            if !mistakes(memory).is_empty() {
                continue;
            }
            for (file, kind) in
                [("report.yaml", "report"), ("template.yaml", "template"), ("theme.yaml", "theme")]
            {
                for block in case.blocks.iter().filter(|block| block.name.ends_with(file)) {
                    let name = format!("{}: {}: {}", page.path.display(), case.title, block.name);
                    clean.entry(kind).or_default().insert(name, block.text.clone());
                }
            }
        }
    }
    assert!(clean["report"].len() > 10, "there are cases without mistakes");
    clean.iter().for_each(|(kind, documents)| validate(kind, documents));
}

#[test]
fn mistakes_of_shape_are_refused_by_schema_and_compiler() {
    let page = Page::read(root().join("tests/schemas/broken.md"));
    let mut failures = Vec::new();
    for (kind, place) in [
        ("report", "report.yaml"),
        ("template", "house/template.yaml"),
        ("theme", "house.yaml"),
        ("project", "folio.yaml"),
    ] {
        let file = format!("{kind}.yaml");
        let of_kind = |case: &Case| {
            let block = case.blocks.iter().find(|block| block.name == file)?;
            Some((case.title.clone(), block.text.clone()))
        };
        let cases: BTreeMap<String, String> = page.cases.iter().filter_map(of_kind).collect();
        for (title, text) in &cases {
            let mistakes = mistakes(surroundings(place, text));
            let is_here = |(_, file): &(String, String)| file.ends_with(place);
            if !mistakes.iter().any(is_here) {
                failures.push(format!("{title}: the compiler takes it: {mistakes:?}"));
            }
        }
        let wrong = wrong_in(kind, &cases).unwrap_or_default();
        let taken = wrong.iter().filter(|(_, wrong)| wrong.is_empty());
        failures.extend(taken.map(|(title, _)| format!("{title}: the schema takes it")));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What a broken file needs around it, so that it is the only mistake.
fn surroundings(place: &str, text: &str) -> Memory {
    let mut memory = Memory::default();
    memory.insert("sales.csv", "region,revenue\nNorth,10\n");
    memory.insert("logo.svg", r#"<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>"#);
    let report = "folio: 1\ntitle: House\nsources: { sales: sales.csv }\n";
    let rest = match place {
        "folio.yaml" => "sections: []\n",
        "house.yaml" => "theme: house.yaml\nsections: []\n",
        _ => "template: ./house\ninputs: { sales: sales }\n",
    };
    memory.insert("report.yaml", format!("{report}{rest}"));
    memory.insert(place, text);
    memory
}

/// The errors the compiler finds, and in which file.
fn mistakes(memory: Memory) -> Vec<(String, String)> {
    let world: SharedWorld = Arc::new(memory);
    let mut sink = Sink::default();
    let project = Some(PathBuf::from("folio.yaml")).filter(|path| world.stat(path).is_ok());
    let _ = compile::check(&world, &Job { project, ..job("report.yaml") }, &mut sink);
    let diagnostics = sink.diagnostics();
    let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error);
    let file = |d: &Diagnostic| d.primary.as_ref().map(|label| sink.sources.name(label.span.file).to_owned());
    errors.map(|error| (error.message.clone(), file(error).unwrap_or_default())).collect()
}
