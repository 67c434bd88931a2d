//! What an editor shows: a real language server reads the schemas and the documents of `tests/editor/cases.md`.

use crate::harness::page::{Case, Page};
use crate::harness::{accepting, folio, node, root, run};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Files that have a schema, and the kind that `folio schema` knows it by.
const SCHEMAS: [(&str, &str); 4] = [
    ("report.yaml", "report"),
    ("template.yaml", "template"),
    ("theme.yaml", "theme"),
    ("folio.yaml", "project"),
];
/// Where the cursor is.
const CURSOR: char = '‸';

#[test]
fn editor_marks_proposes_and_explains() {
    let Some(server) = Server::find() else { return };
    let mut page = Page::read(root().join("tests/editor/cases.md"));
    let started = Started::new();
    let documents = page.cases.iter().map(Document::of).chain(started.documents());
    let answers = server.ask(&documents.collect::<Vec<_>>());
    for pair in answers[page.cases.len()..].chunks(2) {
        let [good, mistaken] = [0, 1].map(|at| pair[at].marks());
        assert!(good.is_empty(), "a report that was just started has marks: {good}");
        let is_marked =
            mistaken.ends_with(":1 Property titel is not allowed.\n") && mistaken.lines().count() == 1;
        assert!(is_marked, "the schema that the first line names is not read: {mistaken}");
    }
    let (mut changes, mut failures) = (Vec::new(), Vec::new());
    for (case, answer) in page.cases.iter().zip(&answers) {
        for golden in case.blocks.iter().filter(|block| !block.is_file()) {
            let actual = answer.golden(&golden.name);
            if actual != golden.text {
                failures.push(format!("{}: `{}` is now\n{actual}", case.title, golden.name));
                changes.push((golden.lines.clone(), actual));
            }
        }
    }
    if accepting() && !changes.is_empty() {
        page.rewrite(changes);
        return;
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// A document to open, and where the cursor goes in it.
struct Document {
    path: PathBuf,
    text: String,
    places: Vec<(usize, usize)>,
}

impl Document {
    fn of(case: &Case) -> Document {
        let file = case.blocks.iter().find(|block| block.is_file()).expect("a case has a document");
        let mut document =
            Document { path: PathBuf::from(&file.name), text: String::new(), places: Vec::new() };
        for letter in file.text.chars() {
            match letter {
                CURSOR => document.places.push(document.end()),
                _ => document.text.push(letter),
            }
        }
        document
    }

    /// Line and column one past the last letter.
    fn end(&self) -> (usize, usize) {
        let line = self.text.rsplit('\n').next().unwrap_or_default();
        (self.text.matches('\n').count(), line.chars().count())
    }

    fn to_json(&self) -> Value {
        let place = |(line, character): &(usize, usize)| json!({ "line": line, "character": character });
        let places: Vec<Value> = self.places.iter().map(place).collect();
        json!({ "name": self.path, "text": self.text, "places": places })
    }
}

/// Reports that `folio new` and `folio init` start, which name their schema in their first line.
struct Started(tempfile::TempDir);

impl Started {
    fn new() -> Started {
        let folder = tempfile::Builder::new().prefix("folio-").tempdir().expect("a folder to write to");
        run(folio().args(["new", "plain"]).current_dir(folder.path()));
        run(folio().args(["new", "house", "--template", "executive"]).current_dir(folder.path()));
        run(folio().args(["init", "--from", "plain/data/sales.csv"]).current_dir(folder.path()));
        Started(folder)
    }

    /// Each as it is, and with a mistake at its end.
    fn documents(&self) -> Vec<Document> {
        let paths =
            ["plain/report.yaml", "house/report.yaml", "report.yaml"].map(|path| self.0.path().join(path));
        let document = |path: &PathBuf, more: &str| {
            let text = std::fs::read_to_string(path).expect("a readable report") + more;
            // The name keeps the settings of the server from finding a schema for it.
            let path = path.with_file_name(if more.is_empty() { "started.yaml" } else { "mistaken.yaml" });
            Document { path, text, places: Vec::new() }
        };
        paths.iter().flat_map(|path| ["", "titel: Again\n"].map(|more| document(path, more))).collect()
    }
}

/// What the server said about a document.
struct Answer(Value);

impl Answer {
    fn golden(&self, name: &str) -> String {
        let each = |show: fn(&Value) -> String| {
            let places = self.0["places"].as_array().expect("a list of places");
            places.iter().map(show).collect::<Vec<_>>().join("\n")
        };
        match name {
            "marks" => self.marks(),
            "completion" => each(completion),
            "hover" => each(hover),
            other => panic!("`{other}` is no golden of an editor"),
        }
    }

    fn marks(&self) -> String {
        let marks = self.0.get("marks").and_then(Value::as_array).expect("a list of marks");
        let mut lines: Vec<(u64, u64, &str)> = marks
            .iter()
            .map(|mark| {
                let start = &mark["range"]["start"];
                let number = |key: &str| start[key].as_u64().expect("a place") + 1;
                (number("line"), number("character"), mark["message"].as_str().expect("a message"))
            })
            .collect();
        lines.sort_unstable();
        lines.iter().map(|(line, column, message)| format!("{line}:{column} {message}\n")).collect()
    }
}

/// What is proposed: a label, and what is written when that differs.
fn completion(place: &Value) -> String {
    let items = place["completions"].as_array().expect("a list of proposals");
    let show = |item: &Value| {
        let label = item["label"].as_str().unwrap_or_default();
        let written = item["textEdit"]["newText"].as_str().or(item["insertText"].as_str()).unwrap_or(label);
        match written == label || written == format!("{label}: ") {
            true => format!("{label}\n"),
            false => format!("{label} → {}\n", written.replace('\n', "⏎")),
        }
    };
    items.iter().map(show).collect()
}

/// What the mouse shows, without the name of the schema.
fn hover(place: &Value) -> String {
    let text = place["hover"].as_str().unwrap_or_default();
    let text = text.split("\n\nSource:").next().unwrap_or_default();
    format!("{}\n", text.replace("\n\n", "\n"))
}

/// The language server as npm installed it.
struct Server(PathBuf);

impl Server {
    fn find() -> Option<Server> {
        let packages = node::packages("no editor looked at the schemas")?;
        Some(Server(packages.join("yaml-language-server/bin/yaml-language-server")))
    }

    fn ask(&self, documents: &[Document]) -> Vec<Answer> {
        // Patterns of settings pass over folders whose name begins with a dot.
        let folder = tempfile::Builder::new().prefix("folio-").tempdir().expect("a folder to write to");
        run(folio().args(["schema", "--to", ".folio"]).current_dir(folder.path()));
        let setting = |(file, kind): (&str, &str)| (format!("./.folio/{kind}.schema.json"), json!([file]));
        let schemas: serde_json::Map<String, Value> = SCHEMAS.into_iter().map(setting).collect();
        let in_own_folder = |(number, document): (usize, &Document)| {
            let mut question = document.to_json();
            if document.path.is_relative() {
                // Each document is a file of its own for the server.
                question["name"] = json!(PathBuf::from(format!("case-{number}")).join(&document.path));
            }
            question
        };
        let documents: Vec<Value> = documents.iter().enumerate().map(in_own_folder).collect();
        let questions = json!({ "folder": folder.path(), "schemas": schemas, "documents": documents });
        let program = self.0.display().to_string();
        let answers = node::run("ask.mjs", &[&program], &questions);
        let answers: Vec<Value> = serde_json::from_value(answers).expect("an answer for each document");
        answers.into_iter().map(Answer).collect()
    }
}
