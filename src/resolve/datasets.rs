//! Sources, datasets and the inputs of the template become one graph of SQL.

use super::declared::check_dataset_name;
use super::lost;
use super::params::Parameter;
use crate::compile::Job;
use crate::data::{self, Check, DataSpec, DatasetDef, Described, Lock, OnFail, SourceDef, TestDef};
use crate::diag::{Code, Diagnostic, Sink, Span, did_you_mean, list_names};
use crate::package::Package;
use crate::spec::{
    BindingSpec, COLUMN_TYPES, DatasetSpec, DeclaredNames, InputSpec, OnFailSpec, ParamSpec, ReportSpec,
    TestSpec,
};
use crate::table::Schema;
use crate::value::{Type, Value};
use crate::world::SharedWorld;
use crate::yaml::{Short, Spanned, Text};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Everything that yields rows, as one graph.
pub fn declare(
    spec: &ReportSpec,
    package: Option<&Package>,
    names: &DeclaredNames,
    declared: &[(Spanned<String>, ParamSpec)],
    parameters: &[Parameter],
    job: &Job,
    sink: &mut Sink,
) -> DataSpec {
    let folder = job.main.parent().unwrap_or(Path::new(""));
    let mut sources = Vec::new();
    for (name, node) in &spec.sources.0 {
        check_dataset_name(name, declared, sink);
        let place = data::SourcePlace { folder: folder.to_path_buf(), name: name.value.clone() };
        if let Some(source) = data::source::parse(&node.0, &place, sink) {
            sources.push(SourceDef { name: name.clone(), source });
        }
    }
    let mut datasets = Vec::new();
    for (name, Short(dataset)) in &spec.datasets.0 {
        check_dataset_name(name, declared, sink);
        if let Some((source, _)) = spec.sources.0.iter().find(|(source, _)| source.value == name.value) {
            let message = format!("`{}` is a source already", name.value);
            let diagnostic = Diagnostic::error(Code::DuplicateKey, name.span, message);
            sink.push(diagnostic.also(source.span, "the source").help("give the dataset a name of its own"));
            continue;
        }
        datasets.push(dataset_of(name, dataset, sink));
    }
    if let Some(package) = package {
        datasets.extend(inputs(spec, package, names, sink));
        for (name, Short(dataset)) in &package.spec.datasets.0 {
            if let Some(own) = find_own(spec, name) {
                let message = format!("the template has a dataset `{}` of its own", name.value);
                sink.push(
                    Diagnostic::error(Code::DuplicateKey, own, message).help("give yours another name"),
                );
                continue;
            }
            datasets.push(dataset_of(name, dataset, sink));
        }
    } else if let Some((name, _)) = spec.inputs.0.first() {
        let message = "a report without a template has no inputs";
        sink.push(Diagnostic::error(Code::UnknownKey, name.span, message).help("name a `template:`"));
    }
    let run_time = ("run_time".to_string(), Type::Instant, Value::Instant(job.now));
    let bound = parameters.iter().flat_map(Parameter::bindings);
    let parameters = bound.chain([run_time]).collect();
    DataSpec { sources, datasets, parameters, lost: BTreeSet::new() }
}

/// Where the report itself declares a name.
pub fn find_own(spec: &ReportSpec, name: &str) -> Option<Span> {
    let sources = spec.sources.0.iter().map(|(name, _)| name);
    let datasets = spec.datasets.0.iter().map(|(name, _)| name);
    sources.chain(datasets).find(|own| own.value == name).map(|own| own.span)
}

fn dataset_of(name: &Spanned<String>, spec: &DatasetSpec, sink: &mut Sink) -> DatasetDef {
    let tests = spec.tests.iter().filter_map(|test| test_of(test, sink)).collect();
    DatasetDef { name: name.clone(), sql: spec.sql.clone(), tests }
}

fn test_of(spec: &Spanned<TestSpec>, sink: &mut Sink) -> Option<TestDef> {
    let mut checks: Vec<(Check, Span)> = Vec::new();
    let first = |columns: &[Spanned<String>]| columns.first().map_or(spec.span, |column| column.span);
    if let Some(columns) = &spec.not_null {
        checks.push((Check::NotNull(columns.0.clone()), first(&columns.0)));
    }
    if let Some(columns) = &spec.unique {
        checks.push((Check::Unique(columns.0.clone()), first(&columns.0)));
    }
    if let Some(accepted) = &spec.accepted_values {
        let (column, values) = (accepted.column.clone(), accepted.values.clone());
        checks.push((Check::AcceptedValues { column, values }, accepted.column.span));
    }
    if let Some(rows) = &spec.rows {
        checks.push((Check::Rows { min: rows.min, max: rows.max }, rows.span));
    }
    if let Some(condition) = &spec.that {
        checks.push((Check::That(condition.clone()), condition.span()));
    }
    let on_fail = match spec.on_fail {
        OnFailSpec::Fail => OnFail::Fail,
        OnFailSpec::Warn => OnFail::Warn,
        OnFailSpec::Draft => OnFail::Draft,
    };
    let known = "`not_null`, `unique`, `accepted_values`, `rows` or `that`";
    if checks.len() > 1 {
        let message = "a test makes one check";
        let help = format!("begin each of {known} with its own `- `");
        sink.push(Diagnostic::error(Code::WrongValue, checks[1].1, message).help(help));
        return None;
    }
    let Some((check, span)) = checks.pop() else {
        let message = "a test needs a check";
        sink.push(Diagnostic::error(Code::MissingKey, spec.span, message).help(format!("one of {known}")));
        return None;
    };
    // What is wrong inside was told, and would be told again.
    if !sink.has_error_within(span) {
        check_test(&check, span, sink)?;
    }
    Some(TestDef { check, on_fail, span })
}

/// Refuses a test that can never fail, or that always does.
fn check_test(check: &Check, span: Span, sink: &mut Sink) -> Option<()> {
    let (message, help) = match check {
        // A number that cannot be read was told of.
        Check::Rows { min: None, max: None } if sink.has_error_within(span) => return None,
        Check::Rows { min: None, max: None } => {
            ("this test of the number of rows never fails".to_string(), "write `rows: { min: 1 }`")
        }
        Check::Rows { min: Some(min), max: Some(max) } if min > max => (
            format!("no dataset has at least {min} rows and at most {max}"),
            "write the smaller one as `min`",
        ),
        Check::NotNull(columns) | Check::Unique(columns) if columns.is_empty() => {
            ("this test names no column".to_string(), "name one, or several in a list")
        }
        Check::AcceptedValues { values, .. } if values.is_empty() => {
            ("this test accepts no value at all".to_string(), "list the `values:` that are accepted")
        }
        Check::Rows { .. }
        | Check::NotNull(_)
        | Check::Unique(_)
        | Check::AcceptedValues { .. }
        | Check::That(_) => return Some(()),
    };
    sink.push(Diagnostic::error(Code::WrongValue, span, message).help(help));
    None
}

/// The inputs of the template as datasets over those of the report.
fn inputs(spec: &ReportSpec, package: &Package, names: &DeclaredNames, sink: &mut Sink) -> Vec<DatasetDef> {
    let declared = &package.spec.inputs.0;
    for (name, _) in &spec.inputs.0 {
        if !declared.iter().any(|(known, _)| known.value == name.value) {
            let known = || declared.iter().map(|(name, _)| name.as_str());
            let message = format!("the template has no input `{}`", name.value);
            let diagnostic = Diagnostic::error(Code::UnknownName, name.span, message);
            sink.push(match did_you_mean(name, known()) {
                Some(near) => diagnostic.label(format!("did you mean `{near}`?")).fix(
                    format!("rename to `{near}`"),
                    name.span,
                    near,
                ),
                None => diagnostic.help(format!("it has {}", list_names(known(), 8))),
            });
        }
    }
    let mut datasets = Vec::new();
    for (name, input) in declared {
        let meant = lost::is_meant(name, package, names);
        datasets.extend(input_of(spec, name, input, meant, sink));
    }
    datasets
}

fn input_of(
    spec: &ReportSpec,
    name: &Spanned<String>,
    input: &InputSpec,
    meant: bool,
    sink: &mut Sink,
) -> Option<DatasetDef> {
    let own = find_own(spec, name);
    let binding = spec.inputs.0.iter().find(|(bound, _)| bound.value == name.value);
    let Some((bound, Short(binding))) = binding else {
        if own.is_none() && !input.optional && !meant {
            let place = spec.template.as_ref().map_or(name.span, |template| template.span);
            let message = format!("the template needs the input `{}`", name.value);
            let columns = input.columns.0.iter().map(|(column, _)| column.as_str());
            sink.push(
                Diagnostic::error(Code::MissingKey, place, message)
                    .also(name.span, format!("{}: {}", input.description, list_names(columns, 12)))
                    .help(format!("bind a dataset with `inputs: {{ {}: … }}`", name.value)),
            );
        }
        return None;
    };
    if binding.data.as_str() == name.as_str() && binding.columns.0.is_empty() {
        return None; // Bound to the dataset of the same name: nothing to rename.
    }
    if let Some(own) = own {
        let message = format!("`{}` is an input of the template and a dataset of your own", name.value);
        let diagnostic = Diagnostic::error(Code::DuplicateKey, own, message);
        sink.push(diagnostic.also(bound.span, "bound here").help("give the dataset another name"));
        return None;
    }
    check_renamed(binding, name, input, sink);
    let sql = renaming_sql(binding, input);
    let sql = Text::synthetic(sql, binding.data.span());
    Some(DatasetDef { name: Spanned { value: name.value.clone(), span: bound.span }, sql, tests: Vec::new() })
}

/// Columns that are bound and that the template does not ask for would be passed over.
fn check_renamed(binding: &BindingSpec, name: &Spanned<String>, input: &InputSpec, sink: &mut Sink) {
    let known = || input.columns.0.iter().map(|(column, _)| column.as_str());
    for (column, _) in binding.columns.0.iter().filter(|(column, _)| !known().any(|k| k == column.value)) {
        let message = format!("the input `{name}` of the template has no column `{column}`");
        let unknown = Diagnostic::error(Code::UnknownColumn, column.span, message);
        let unknown = unknown.also(name.span, format!("it has {}", list_names(known(), 12)));
        sink.push(match did_you_mean(column, known()) {
            Some(near) => unknown.label(format!("did you mean `{near}`?")).fix(
                format!("rename to `{near}`"),
                column.span,
                near,
            ),
            None => unknown.help("write the template's name first: `columns: { theirs: yours }`"),
        });
    }
}

/// `SELECT *, "theirs" AS "ours" FROM data`.
fn renaming_sql(binding: &BindingSpec, input: &InputSpec) -> String {
    let quote = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let data = quote(binding.data.as_str());
    if binding.columns.0.is_empty() {
        return format!("SELECT * FROM {data}");
    }
    let renamed = |ours: &str| {
        binding.columns.0.iter().find(|(name, _)| name.value == ours).map(|(_, theirs)| theirs.as_str())
    };
    let needed = input.columns.0.iter().map(|(ours, _)| match renamed(ours) {
        Some(theirs) => format!("{} AS {}", quote(theirs), quote(ours)),
        None => quote(ours),
    });
    format!("SELECT {} FROM {data}", needed.collect::<Vec<_>>().join(", "))
}

/// Finds schemas, and checks that the inputs have the columns the template needs.
pub fn describe(
    world: &SharedWorld,
    job: &Job,
    data: &DataSpec,
    spec: &ReportSpec,
    package: Option<&Package>,
    sink: &mut Sink,
) -> Described {
    let lock = read_lock(world, job, sink);
    let inputs = package.map_or(&[] as &[_], |package| package.spec.inputs.0.as_slice());
    let fits = |name: &str, schema: &Schema, sink: &mut Sink| {
        let input = inputs.iter().find(|(input, _)| input.value == name);
        input.is_none_or(|(name, input)| check_input(spec, name, input, schema, sink))
    };
    let described = data::describe(world, data, &lock, &fits, sink);
    for (name, input) in inputs.iter().filter(|(name, _)| !described.schemas.contains_key(name.as_str())) {
        let binding = spec.inputs.0.iter().find(|(bound, _)| bound.value == name.value);
        // One that renames no column has been checked.
        if let Some((_, Short(binding))) = binding.filter(|(_, binding)| !binding.columns.0.is_empty()) {
            check_bound(&described, name, binding, input, sink);
        }
    }
    described
}

/// The file beside the report that pins inferred types.
pub fn lock_path(report: &Path) -> PathBuf {
    report.with_extension("lock.yaml")
}

fn read_lock(world: &SharedWorld, job: &Job, sink: &mut Sink) -> Lock {
    let path = lock_path(&job.main);
    if job.update_lock {
        return Lock::default();
    }
    let Ok(bytes) = world.read(&path) else { return Lock::default() };
    match crate::yaml::text_of(&bytes) {
        Ok(text) => Lock::read(&path.display().to_string(), &text, sink),
        Err(wrong) => {
            let told = wrong.tell(&path.display().to_string(), sink).recode(Code::DataDrift);
            sink.push(told.help("or delete it; the next build writes it again"));
            Lock::default()
        }
    }
}

/// Whether an input has the columns that the template needs; what is wrong with it is told.
fn check_input(
    spec: &ReportSpec,
    name: &Spanned<String>,
    input: &InputSpec,
    schema: &Schema,
    sink: &mut Sink,
) -> bool {
    let binding = spec.inputs.0.iter().find(|(bound, _)| bound.value == name.value);
    let template = spec.template.as_ref().map(|template| template.span);
    let place = binding.map(|(bound, _)| bound.span).or(template).unwrap_or(name.span);
    let mut missing = Vec::new();
    let mut fits = true;
    for (column, Short(wanted)) in &input.columns.0 {
        let word = wanted.kind.as_str();
        match schema.field(column) {
            _ if !COLUMN_TYPES.contains(&word) => {
                let message = format!("`{word}` is not the type of an input's column");
                let unknown = Diagnostic::error(Code::WrongValue, wanted.kind.span(), message);
                sink.push(unknown.help(format!("one of {}", list_names(COLUMN_TYPES, COLUMN_TYPES.len()))));
                fits = false;
            }
            None => missing.push(column),
            Some(field) if !accepts(word, &field.kind) => {
                let message =
                    format!("the column `{}` of the input `{}` is {}", column.value, name.value, field.kind);
                let diagnostic = Diagnostic::error(Code::WrongType, place, message);
                sink.push(diagnostic.also(column.span, format!("the template needs a {word} here")));
                fits = false;
            }
            Some(_) => {}
        }
    }
    if let Some(first) = missing.first() {
        let message = format!("the input `{}` lacks {}", name.value, columns_in_words(&missing));
        let lacking = Diagnostic::error(Code::UnknownColumn, place, message)
            .also(first.span, "the template needs it here")
            .note(format!("its dataset has {}", list_names(schema.names(), 12)));
        let each = if missing.len() == 1 { "it" } else { "each" };
        sink.push(lacking.help(format!(
            "name {each} in SQL, as in `x AS {0}`, or bind `columns: {{ {0}: … }}`",
            first.value
        )));
    }
    fits && missing.is_empty()
}

/// "the column `a`", "the columns `a`, `b` and `c`"
fn columns_in_words(columns: &[&Spanned<String>]) -> String {
    let noun = if columns.len() == 1 { "column" } else { "columns" };
    format!("the {noun} {}", list_names(columns.iter().map(|column| column.as_str()), 12))
}

/// Tells which columns the dataset that is bound to an input lacks.
fn check_bound(
    described: &Described,
    name: &Spanned<String>,
    binding: &BindingSpec,
    input: &InputSpec,
    sink: &mut Sink,
) {
    let data = binding.data.as_str();
    let Some(schema) = described.schemas.get(data) else { return };
    let mut missing = Vec::new();
    for (ours, _) in &input.columns.0 {
        let renamed = binding.columns.0.iter().find(|(known, _)| known.value == ours.value);
        let Some((_, theirs)) = renamed else {
            let known = || input.columns.0.iter().map(|(column, _)| column.as_str());
            let mut others =
                binding.columns.0.iter().filter(|(column, _)| !known().any(|k| k == column.value));
            // One that is bound by a misspelt name was told of.
            let is_misspelt = others.any(|(column, _)| did_you_mean(column, known()) == Some(ours));
            missing.extend((!is_misspelt && schema.field(ours).is_none()).then_some(ours));
            continue;
        };
        if schema.field(theirs).is_some() {
            continue;
        }
        let message = format!("`{data}` has no column `{theirs}`, which the input `{name}` needs");
        let unknown = Diagnostic::error(Code::UnknownColumn, theirs.span, message)
            .also(ours.span, "the template needs it here")
            .note(format!("`{data}` has {}", list_names(schema.names(), 12)));
        sink.push(match did_you_mean(theirs, schema.names()) {
            Some(near) => unknown.label(format!("did you mean `{near}`?")).fix(
                format!("rename to `{near}`"),
                theirs.span,
                near,
            ),
            None => unknown,
        });
    }
    let Some(first) = missing.first() else { return };
    let message = format!("`{data}` lacks {}, which the input `{name}` needs", columns_in_words(&missing));
    let lacking = Diagnostic::error(Code::UnknownColumn, binding.data.span(), message)
        .also(first.span, "the template needs it here")
        .note(format!("`{data}` has {}", list_names(schema.names(), 12)));
    let near = did_you_mean(first, schema.names()).unwrap_or("…");
    let each = if missing.len() == 1 { "it" } else { "each" };
    sink.push(lacking.help(format!("bind {each}: `columns: {{ {}: {near} }}`", first.value)));
}

/// Whether a type is of the class a template asks for.
fn accepts(word: &str, kind: &Type) -> bool {
    match word {
        "text" => *kind == Type::Text,
        "number" => kind.is_numeric(),
        "date" => kind.is_temporal(),
        "boolean" => *kind == Type::Boolean,
        _ => true,
    }
}
