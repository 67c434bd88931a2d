//! Small CSV and JSON files through `describe`, `plan` and `execute`.

mod parquet;
mod places;
mod queries;
mod reading;
mod testing;

use super::{
    Check, DataSpec, DatasetDef, Described, Lock, OnFail, SourceDef, SourcePlace, Tables, TestDef, describe,
    execute, source,
};
use crate::diag::{Diagnostic, Result, Severity, Sink};
use crate::plan::{Needs, plan};
use crate::value::{Type, Value};
use crate::world::{Memory, SharedWorld};
use crate::yaml::{self, Node, NodeKind, Spanned, Text};
use std::sync::Arc;

/// A report with nothing but data, over files in memory.
struct Case {
    world: Arc<Memory>,
    sink: Sink,
    spec: DataSpec,
    lock: Lock,
}

impl Case {
    fn new(report: &str, files: &[(&str, &str)]) -> Case {
        let mut memory = Memory::default();
        files.iter().for_each(|(path, content)| memory.insert(path, content));
        Case::over(report, memory)
    }

    fn over(report: &str, memory: Memory) -> Case {
        Case::in_folder("", report, memory)
    }

    fn in_folder(folder: &str, report: &str, memory: Memory) -> Case {
        let mut sink = Sink::default();
        let file = sink.sources.add("report.yaml", report);
        let root = yaml::parse(file, &mut sink).expect("the report is YAML");
        let entries = |key: &str| root.get(key).map(|node| node.entries()).unwrap_or_default();
        let mut spec = DataSpec::default();
        for (name, node) in entries("sources") {
            let name = spanned(&name);
            let place = SourcePlace { folder: folder.into(), name: name.value.clone() };
            if let Some(source) = source::parse(&node, &place, &mut sink) {
                spec.sources.push(SourceDef { name, source });
            }
        }
        for (name, node) in entries("datasets") {
            let (sql, tests) = match node.kind() {
                NodeKind::Scalar => (node, Vec::new()),
                _ => (
                    node.get("sql").expect("a dataset has SQL"),
                    node.get("tests").map(|t| t.items()).unwrap_or_default(),
                ),
            };
            let sql = Text::of(&sql).expect("SQL is text");
            spec.datasets.push(DatasetDef {
                name: spanned(&name),
                sql,
                tests: tests.iter().map(test).collect(),
            });
        }
        Case { world: Arc::new(memory), sink, spec, lock: Lock::default() }
    }

    fn parameter(mut self, name: &str, kind: Type, value: Value) -> Case {
        self.spec.parameters.push((name.into(), kind, value));
        self
    }

    fn world(&self) -> SharedWorld {
        self.world.clone()
    }

    fn describe(&mut self) -> Described {
        describe(&self.world(), &self.spec, &self.lock, &|_, _, _| true, &mut self.sink)
    }

    fn run(&mut self, held: &[&str]) -> Result<Tables> {
        let described = self.describe();
        self.sink.checkpoint()?;
        let needs = Needs {
            held: held.iter().map(|name| name.to_string()).collect(),
            tests: true,
            ..Needs::default()
        };
        let plan = plan(&self.spec, &described, &needs);
        execute(&self.world(), &plan, &mut self.sink)
    }

    /// The rows of one table, values joined by `|`.
    fn rows(&mut self, name: &str) -> Vec<String> {
        let tables = self.run(&[name]);
        assert!(tables.is_ok(), "{:#?}", self.told());
        let tables = tables.expect("checked in the line before");
        let table = tables.table(name).expect("the table is held");
        let columns = table.schema().fields.len();
        let row =
            |row: usize| (0..columns).map(|c| table.value(row, c).plain()).collect::<Vec<_>>().join("|");
        (0..table.len()).map(row).collect()
    }

    /// The columns of one table as `name: type`.
    fn columns(&mut self, name: &str) -> String {
        let described = self.describe();
        let schema = described.schemas.get(name).unwrap_or_else(|| panic!("{:#?}", self.told()));
        let columns: Vec<String> = schema.fields.iter().map(|f| format!("{}: {}", f.name, f.kind)).collect();
        columns.join(", ")
    }

    /// What was said: severity, code, message and the text that is underlined.
    fn told(&self) -> Vec<String> {
        let told = self.sink.diagnostics().into_iter().map(|d| {
            let span = d.primary.as_ref().expect("mistakes in data have a place").span;
            let severity = if d.severity == Severity::Error { "error" } else { "warning" };
            let text = &self.sink.sources.text(span.file)[span.range()];
            format!("{severity} {}: {} [{text}]", d.code.name(), d.message)
        });
        told.collect()
    }

    fn helps(&self) -> Vec<String> {
        let label = |d: &Diagnostic| d.primary.iter().map(|label| label.text.clone()).collect::<Vec<_>>();
        let meant = |text: &String| text.starts_with("did you mean");
        let told = self.sink.diagnostics();
        let all = told
            .iter()
            .flat_map(|d| label(d).into_iter().filter(meant).chain(d.help.iter().chain(&d.notes).cloned()));
        all.collect()
    }
}

fn spanned(node: &Node) -> Spanned<String> {
    Spanned { value: node.text().unwrap_or_default().to_owned(), span: node.span() }
}

fn test(node: &Node) -> TestDef {
    let (kind, value) = node.entries().swap_remove(0);
    let number = |key: &str| value.get(key).and_then(|node| node.text()?.parse().ok());
    let check = match kind.text().expect("a test has a name") {
        "not_null" => Check::NotNull(value.items().iter().map(spanned).collect()),
        "unique" => Check::Unique(value.items().iter().map(spanned).collect()),
        "rows" => Check::Rows { min: number("min"), max: number("max") },
        "accepted_values" => Check::AcceptedValues {
            column: spanned(&value.get("column").expect("a column is named")),
            values: value.get("values").map(|v| v.items()).unwrap_or_default().iter().map(spanned).collect(),
        },
        "that" => Check::That(Text::of(&value).expect("a condition is text")),
        other => panic!("no test `{other}`"),
    };
    let on_fail = match node.get("on_fail").as_ref().and_then(Node::text) {
        Some("warn") => OnFail::Warn,
        Some("draft") => OnFail::Draft,
        _ => OnFail::Fail,
    };
    TestDef { check, on_fail, span: kind.span() }
}
