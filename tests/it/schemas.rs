//! The committed schemas are those of the types, and the examples satisfy them.

use crate::harness::{check_file, folio, root, run};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

#[test]
fn schemas_are_fresh() {
    for name in ["report", "template", "theme"] {
        let text = run(folio().args(["schema", name]));
        check_file(&root().join(format!("schemas/{name}.schema.json")), &text);
    }
}

/// Holds files against a schema with a validator that is not ours (PyPI: jsonschema).
fn validate(name: &str, files: &[PathBuf]) {
    const SCRIPT: &str = "
import json, sys
try:
    import jsonschema
except ImportError:
    sys.exit(77)
cases = json.load(sys.stdin)
validator = jsonschema.Draft7Validator(cases['schema'])
for path, document in cases['files'].items():
    for error in validator.iter_errors(document):
        print(path, list(error.absolute_path), error.message)
";
    let schema = run(folio().args(["schema", name]));
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("a schema is JSON");
    let mut documents = serde_json::Map::new();
    for path in files {
        let text = std::fs::read_to_string(path).expect("a readable file");
        let document = serde_yaml::from_str(&text).expect("the examples are YAML");
        documents.insert(path.display().to_string(), document);
    }
    let mut python = Command::new("python3");
    python.args(["-c", SCRIPT]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let Ok(mut python) = python.spawn() else {
        eprintln!("SKIPPED: `python3` is not installed, so the examples were not held against the schema");
        return;
    };
    let cases = serde_json::json!({ "schema": schema, "files": documents }).to_string();
    python.stdin.take().expect("it is piped").write_all(cases.as_bytes()).expect("it reads its input");
    let output = python.wait_with_output().expect("it ends");
    if output.status.code() == Some(77) {
        eprintln!("SKIPPED: PyPI's `jsonschema` is not installed, so the examples were not validated");
        return;
    }
    assert!(output.status.success(), "the validator failed");
    let problems = String::from_utf8_lossy(&output.stdout);
    assert!(problems.is_empty(), "against {name}.schema.json:\n{problems}");
}

#[test]
fn examples_and_templates_satisfy_them() {
    validate("report", &crate::examples::reports());
    let folders = || {
        let entries = std::fs::read_dir(root().join("templates")).expect("a readable folder");
        entries.map(|entry| entry.expect("a readable entry").path())
    };
    validate("template", &folders().map(|folder| folder.join("template.yaml")).collect::<Vec<_>>());
    validate("theme", &folders().map(|folder| folder.join("theme.yaml")).collect::<Vec<_>>());
}
