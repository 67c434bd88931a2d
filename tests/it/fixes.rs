//! Every fix that any page of cases offers: applied, it leaves valid YAML and removes its mistake; one of
//! syntax or shape that needs no confirmation brings no error to light that was not told before.

use crate::harness::job;
use crate::harness::page::{Case, Page};
use crate::harness::root;
use crate::suite::pages_below;
use folio::compile;
use folio::diag::{Code, Diagnostic, Severity, Sink};
use folio::world::{Memory, SharedWorld};
use std::collections::BTreeMap;
use std::sync::Arc;

#[test]
fn a_fix_removes_its_mistake() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for page in pages_below(&root().join("tests/suite"), "md").into_iter().map(Page::read) {
        for case in &page.cases {
            let sink = checked(case, None);
            for told in sink.diagnostics() {
                let Some(fixed) = fixed(told, &sink) else { continue };
                tried += 1;
                let left = checked(case, Some(&fixed));
                if let Some(problem) = problem(told, &sink, &left) {
                    let place = format!("{}: {}", page.path.display(), case.title);
                    wrong.push(format!("{place}: the fix of `{}` {problem}:\n{fixed}", told.message));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried} fixes are wrong\n\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(tried > 100, "only {tried} fixes were tried");
}

/// What is wrong with a fix, by what is told before and after it.
fn problem(told: &Diagnostic, before: &Sink, after: &Sink) -> Option<String> {
    let same = |sink: &Sink| {
        let is_same = |other: &&Diagnostic| other.code == told.code && other.message == told.message;
        sink.diagnostics().into_iter().filter(is_same).count()
    };
    if same(after) >= same(before) {
        return Some("does not remove it".into());
    }
    let errors = |sink: &Sink| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let errors = sink.diagnostics().into_iter().filter(|told| told.severity == Severity::Error);
        errors.for_each(|told| *counts.entry(told.message.clone()).or_default() += 1);
        counts
    };
    let known = errors(before);
    let of_shape =
        [Code::YamlSyntax, Code::UnknownKey, Code::MissingValue, Code::WrongType].contains(&told.code);
    let is_safe = of_shape && told.fix.as_ref().is_some_and(|fix| fix.safe);
    let is_new = |message: &String, times: usize| times > known.get(message).copied().unwrap_or_default();
    if let Some((message, _)) =
        errors(after).into_iter().find(|(message, times)| is_safe && is_new(message, *times))
    {
        return Some(format!("brings `{message}`"));
    }
    let syntax = |sink: &Sink| {
        let is_syntax = |d: &&Diagnostic| d.code == Code::YamlSyntax && d.severity == Severity::Error;
        sink.diagnostics().into_iter().filter(is_syntax).count()
    };
    let is_syntax = told.code == Code::YamlSyntax;
    (syntax(after) > syntax(before) || is_syntax && syntax(after) == syntax(before) && syntax(before) == 1)
        .then(|| "breaks the YAML".into())
}

/// The report with a fix applied, those that the author has to confirm as well.
fn fixed(told: &Diagnostic, sink: &Sink) -> Option<String> {
    let fix = told.fix.as_ref()?;
    let file = fix.edits.first()?.span.file;
    if sink.sources.name(file) != "report.yaml" {
        return None;
    }
    let mut text = sink.sources.text(file).to_owned();
    for edit in fix.edits.iter().rev() {
        text.replace_range(edit.span.range(), &edit.text);
    }
    Some(text)
}

/// What a check says of a case, its report replaced by another.
fn checked(case: &Case, report: Option<&str>) -> Sink {
    let mut memory = Memory::default();
    for file in case.blocks.iter().filter(|block| block.is_file()) {
        memory.insert(&file.name, &file.text);
    }
    if let Some(report) = report {
        memory.insert("report.yaml", report);
    }
    let world: SharedWorld = Arc::new(memory);
    let mut sink = Sink::default();
    let _ = compile::check(&world, &job("report.yaml"), &mut sink);
    sink
}
