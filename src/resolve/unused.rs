//! Warns of what is declared and used by nothing: most are a slip or a leftover, and each costs the next
//! reader a search.

use super::sections::Section;
use crate::data::Described;
use crate::diag::{Code, Diagnostic, Sink, Span};
use crate::expr::Used;
use crate::package::Package;
use crate::spec::{ParamKindSpec, ParamSpec, ReportSpec};
use crate::yaml::{OneOrMany, Short};
use std::collections::BTreeSet;

/// Warns of parameters, sources and datasets of the report. A section that is not asked for uses what it
/// names all the same; the inputs of a template count as uses, whether its sections are taken or not.
pub fn warn(
    spec: &ReportSpec,
    package: Option<&Package>,
    described: &Described,
    used: &Used,
    sections: &[Section],
    sink: &mut Sink,
) {
    // After an error the picture is not complete, and a warning would be an echo.
    if sink.has_errors() {
        return;
    }
    let rows = read_by_something(spec, package, described, used, sections);
    // What an unused dataset reads is told with it: taking that away shows whether the rest is needed.
    let read: BTreeSet<&str> = described
        .depends
        .values()
        .flatten()
        .map(String::as_str)
        .chain(rows.iter().map(String::as_str))
        .collect();
    for (name, _) in spec.sources.0.iter().filter(|(name, _)| !read.contains(name.as_str())) {
        let help = "read it in the SQL of a dataset, show it in a block, or take it away";
        sink.push(unused(&format!("the source `{}`", name.value), name.span, help));
    }
    for (name, _) in spec.datasets.0.iter().filter(|(name, _)| !read.contains(name.as_str())) {
        let help = "show it in a block, read it in another dataset, test it, or take it away";
        sink.push(unused(&format!("the dataset `{}`", name.value), name.span, help));
    }
    let named = used.parameters();
    for (name, parameter) in &spec.params.0 {
        let in_sql = in_sql(name, parameter);
        let bound = in_sql.iter().any(|name| described.parameters_used.contains(name));
        // Parameters stand on the first page: one with a label of its own is there to be read.
        if !bound && !named.contains(&name.value) && parameter.label.is_none() {
            let in_sql = in_sql.iter().map(|name| format!("`${name}`")).collect::<Vec<_>>().join(" and ");
            let help = format!("name it as `{{{{ {name} }}}}` in text or {in_sql} in SQL, or take it away");
            sink.push(unused(&format!("the parameter `{name}`"), name.span, help));
        }
    }
}

/// The names of a parameter in SQL: a range has two ends.
fn in_sql(name: &str, parameter: &ParamSpec) -> Vec<String> {
    match parameter.kind.value {
        ParamKindSpec::DateRange => vec![format!("{name}_start"), format!("{name}_end")],
        _ => vec![name.to_string()],
    }
}

fn unused(what: &str, span: Span, help: impl Into<String>) -> Diagnostic {
    Diagnostic::warning(Code::UnusedName, span, format!("{what} is never used")).help(help)
}

/// Sources and datasets whose rows something shows, writes, tests or names, and all that those read.
fn read_by_something(
    spec: &ReportSpec,
    package: Option<&Package>,
    described: &Described,
    used: &Used,
    sections: &[Section],
) -> BTreeSet<String> {
    let tested = spec.datasets.0.iter().filter(|(_, Short(dataset))| !dataset.tests.is_empty());
    let bound = spec.inputs.0.iter().map(|(_, Short(binding))| binding.data.as_str().to_string());
    let inputs =
        package.iter().flat_map(|package| &package.spec.inputs.0).map(|(name, _)| name.value.clone());
    let csv = spec.outputs.iter().flat_map(|outputs| &outputs.csv).flat_map(|csv| &csv.data);
    let written = csv.flat_map(|OneOrMany(names)| names).map(|name| name.value.clone());
    let mut open: Vec<String> = sections.iter().flat_map(Section::all_datasets).collect();
    open.extend(used.datasets());
    open.extend(tested.map(|(name, _)| name.value.clone()));
    open.extend(bound.chain(inputs).chain(written));
    let mut found = BTreeSet::new();
    while let Some(name) = open.pop() {
        if found.insert(name.clone()) {
            open.extend(described.depends.get(&name).into_iter().flatten().cloned());
        }
    }
    found
}
