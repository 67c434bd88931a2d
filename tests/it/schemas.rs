//! The committed schemas are those of the types, and the examples satisfy them.

use crate::harness::{check_file, folio, root, run};
use std::path::PathBuf;

#[test]
fn schemas_are_fresh() {
    for name in ["report", "template", "theme"] {
        let text = run(folio().args(["schema", name]));
        check_file(&root().join(format!("schemas/{name}.schema.json")), &text);
    }
}

fn schema(name: &str) -> jsonschema::Validator {
    let text = run(folio().args(["schema", name]));
    let schema = serde_json::from_str(&text).expect("a schema is JSON");
    jsonschema::validator_for(&schema).expect("a schema that can be used")
}

fn yaml(path: &PathBuf) -> serde_json::Value {
    let text = std::fs::read_to_string(path).expect("a readable file");
    serde_yaml::from_str(&text).expect("the examples are YAML")
}

#[test]
fn examples_and_templates_satisfy_them() {
    let report = schema("report");
    for path in crate::examples::reports() {
        let problems: Vec<String> = report.iter_errors(&yaml(&path)).map(|e| e.to_string()).collect();
        assert!(problems.is_empty(), "{}: {problems:#?}", path.display());
    }
    let template = schema("template");
    let theme = schema("theme");
    for entry in std::fs::read_dir(root().join("templates")).expect("a readable folder") {
        let folder = entry.expect("a readable entry").path();
        for (file, validator) in [("template.yaml", &template), ("theme.yaml", &theme)] {
            let path = folder.join(file);
            let problems: Vec<String> = validator.iter_errors(&yaml(&path)).map(|e| e.to_string()).collect();
            assert!(problems.is_empty(), "{}: {problems:#?}", path.display());
        }
    }
}
