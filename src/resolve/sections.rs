//! The sections of the report and of its template, in the order they are read.

use crate::block::{ResolvedBlock, Scope};
use crate::compile::Job;
use crate::diag::{Code, Diagnostic, Sink, Span, did_you_mean, list_names};
use crate::expr::{Expression, Template};
use crate::package::Package;
use crate::spec::{InputSpec, ReportSpec, SectionSpec};
use crate::yaml::{OneOrMany, Spanned, Text};
use serde::Serialize;
use std::collections::BTreeSet;

/// A section as meant.
#[derive(Debug, Serialize)]
pub struct Section {
    /// Stable name.
    pub id: String,
    /// Where its name was written, or its title.
    #[serde(skip)]
    pub place: Span,
    /// Heading.
    pub title: Template,
    /// Shown only when this is true.
    pub when: Option<Expression>,
    /// Begins on a new page.
    pub new_page: bool,
    /// What it shows.
    pub blocks: Vec<ResolvedBlock>,
    /// Whether it is among the sections asked for.
    pub wanted: bool,
}

impl Section {
    /// The datasets whose rows it needs; none when it is not asked for.
    pub fn datasets(&self) -> BTreeSet<String> {
        if self.wanted { self.all_datasets() } else { BTreeSet::new() }
    }

    /// The datasets it names, asked for or not.
    pub fn all_datasets(&self) -> BTreeSet<String> {
        let mut names: BTreeSet<String> = self.blocks.iter().flat_map(ResolvedBlock::datasets).collect();
        names.extend(self.title.datasets());
        names.extend(self.when.iter().flat_map(Expression::datasets));
        names
    }
}

/// A section of the report or the template, before its names are checked.
struct Written<'a> {
    spec: &'a Spanned<SectionSpec>,
    /// What the report says over the template's section.
    over: Option<&'a Spanned<SectionSpec>>,
}

/// Checks all sections.
pub fn resolve(
    spec: &ReportSpec,
    package: Option<&Package>,
    job: &Job,
    scope: &mut Scope,
    sink: &mut Sink,
) -> Vec<Section> {
    let mut sections = Vec::new();
    let inputs = package.map_or(&[] as &[_], |package| package.spec.inputs.0.as_slice());
    for written in order(spec, package, sink) {
        let known = check_needs(written.spec, inputs, scope, sink);
        if known && lacks_an_input(written.spec, scope) {
            continue;
        }
        let resolved = resolve_one(&written, &sections, scope, sink);
        sections.extend(resolved);
    }
    choose(&mut sections, job, sink);
    sections
}

/// All sections in reading order.
fn order<'a>(spec: &'a ReportSpec, package: Option<&'a Package>, sink: &mut Sink) -> Vec<Written<'a>> {
    let offered: &[Spanned<SectionSpec>] = package.map_or(&[], |package| &package.spec.sections);
    let Some(listed) = &spec.sections else {
        return offered.iter().map(|spec| Written { spec, over: None }).collect();
    };
    let mut order = Vec::new();
    for section in listed {
        check_except(section, sink);
        let Some(name) = &section.uses else {
            order.push(Written { spec: section, over: None });
            continue;
        };
        if package.is_none() {
            let message = "`use` takes a section of a template, and the report has none";
            sink.push(Diagnostic::error(Code::UnknownName, name.span, message).help("name a `template:`"));
        } else if name.as_str() == "*" {
            order.extend(rest(section, listed, offered, sink).map(|spec| Written { spec, over: None }));
        } else if let Some(found) = find(offered, name, sink) {
            order.push(Written { spec: found, over: Some(section) });
        }
        if let Some(blocks) = section.blocks.as_ref().and_then(|blocks| blocks.first()) {
            let message = "a section of the template brings its own blocks";
            let help = "put yours into a section without `use`";
            sink.push(Diagnostic::error(Code::UnknownKey, blocks.span, message).help(help));
        }
    }
    order
}

/// `except:` says what `use: "*"` leaves out, and means nothing elsewhere.
fn check_except(section: &SectionSpec, sink: &mut Sink) {
    let all = section.uses.as_ref().is_some_and(|name| name.as_str() == "*");
    if let Some(first) = section.except.iter().flat_map(|OneOrMany(names)| names).next().filter(|_| !all) {
        let message = "`except` stands beside `use: \"*\"`, which takes all other sections";
        sink.push(Diagnostic::error(Code::UnknownKey, first.span, message).help("take it away"));
    }
}

/// The sections of the template that are neither named elsewhere nor excepted.
fn rest<'a>(
    star: &SectionSpec,
    listed: &[Spanned<SectionSpec>],
    offered: &'a [Spanned<SectionSpec>],
    sink: &mut Sink,
) -> impl Iterator<Item = &'a Spanned<SectionSpec>> {
    let mut left_out: BTreeSet<String> =
        listed.iter().filter_map(|section| section.uses.as_ref()).map(|name| name.value.clone()).collect();
    for name in star.except.iter().flat_map(|OneOrMany(names)| names) {
        if find(offered, name, sink).is_some() {
            left_out.insert(name.value.clone());
        }
    }
    offered.iter().filter(move |section| !left_out.contains(id_of(section).as_str()))
}

fn find<'a>(
    offered: &'a [Spanned<SectionSpec>],
    name: &Spanned<String>,
    sink: &mut Sink,
) -> Option<&'a Spanned<SectionSpec>> {
    let found = offered.iter().find(|section| id_of(section) == name.value);
    if found.is_none() {
        let ids: Vec<String> = offered.iter().map(|section| id_of(section)).collect();
        let known = || ids.iter().map(String::as_str);
        let message = format!("the template has no section `{}`", name.value);
        let diagnostic = Diagnostic::error(Code::UnknownName, name.span, message);
        sink.push(match did_you_mean(name, known()) {
            Some(near) => diagnostic.label(format!("did you mean `{near}`?")).fix(
                format!("rename to `{near}`"),
                name.span,
                near,
            ),
            None => diagnostic.help(format!("it has {}", list_names(known(), 12))),
        });
    }
    found
}

/// The stable name of a section: its own, or its title in lower case with dashes.
fn id_of(section: &SectionSpec) -> String {
    if let Some(id) = &section.id {
        return id.value.clone();
    }
    let title = section.title.as_ref().map_or("", Text::as_str);
    let mut id = String::new();
    for c in title.chars() {
        match c.is_alphanumeric() {
            true => id.extend(c.to_lowercase()),
            false if !id.ends_with('-') && !id.is_empty() => id.push('-'),
            false => {}
        }
    }
    id.trim_end_matches('-').to_string()
}

/// Whether `needs:` names what there can be; a slip would leave the section out for ever.
fn check_needs(
    section: &SectionSpec,
    inputs: &[(Spanned<String>, InputSpec)],
    scope: &Scope,
    sink: &mut Sink,
) -> bool {
    let mut all_known = true;
    for name in section.needs.iter().flat_map(|OneOrMany(names)| names) {
        let is_input = inputs.iter().any(|(input, _)| input.value == name.value);
        if !is_input && !scope.datasets.contains_key(name.as_str()) && !scope.broken.contains(name.as_str()) {
            let known = || inputs.iter().map(|(input, _)| input.as_str());
            let message = format!("no input or dataset is called `{name}`");
            let unknown = Diagnostic::error(Code::UnknownName, name.span, message);
            sink.push(match did_you_mean(name, known().chain(scope.datasets.keys().map(String::as_str))) {
                Some(near) => unknown.label(format!("did you mean `{near}`?")).fix(
                    format!("rename to `{near}`"),
                    name.span,
                    near,
                ),
                None => unknown.help("`needs:` names optional inputs without which the section is left out"),
            });
            all_known = false;
        }
    }
    all_known
}

fn lacks_an_input(section: &SectionSpec, scope: &Scope) -> bool {
    let needs = section.needs.iter().flat_map(|OneOrMany(names)| names);
    needs
        .into_iter()
        .any(|name| !scope.datasets.contains_key(name.as_str()) && !scope.broken.contains(name.as_str()))
}

fn resolve_one(written: &Written, before: &[Section], scope: &mut Scope, sink: &mut Sink) -> Option<Section> {
    let spec = written.spec;
    let id = id_of(spec);
    let title_text = written.over.and_then(|over| over.title.as_ref()).or(spec.title.as_ref());
    let place = spec.id.as_ref().map(|id| id.span).or(title_text.map(Text::span));
    let place = place.unwrap_or_else(|| sink.sources.head(spec.span));
    if let Some(first) = before.iter().find(|section| section.id == id && !id.is_empty()) {
        let message = format!("two sections are called `{id}`");
        let diagnostic = Diagnostic::error(Code::DuplicateKey, place, message);
        let diagnostic = diagnostic.also(first.place, "the first");
        sink.push(diagnostic.help("give one an `id:` of its own"));
    }
    let title = match title_text {
        Some(text) => Template::parse(text, &scope.names(), sink),
        None => {
            let blocks: Vec<Span> = spec.blocks.iter().flatten().map(|block| block.span).collect();
            // Where something beside the blocks is broken, that may be the title.
            if !sink.has_error_beside(spec.span, &blocks) {
                let message = "a section needs a title";
                sink.push(Diagnostic::error(Code::MissingKey, place, message).help("add `title:`"));
            }
            None
        }
    };
    let when_text = written.over.and_then(|over| over.when.as_ref()).or(spec.when.as_ref());
    let when = match when_text {
        Some(text) => scope.condition(text, sink).map(Some),
        None => Some(None),
    };
    scope.ids.clear();
    let blocks = scope.blocks(spec.blocks.as_deref().unwrap_or_default(), sink);
    let new_page = written.over.and_then(|over| over.new_page).or(spec.new_page).unwrap_or(false);
    Some(Section { id, place, title: title?, when: when?, new_page, blocks: blocks?, wanted: true })
}

/// Keeps what `--section` asks for.
fn choose(sections: &mut [Section], job: &Job, sink: &mut Sink) {
    if job.sections.is_empty() || sink.has_errors() {
        return;
    }
    for wanted in &job.sections {
        if !sections.iter().any(|section| section.id == *wanted) {
            let known = || sections.iter().map(|section| section.id.as_str());
            let message = format!("the report has no section `{wanted}`");
            let diagnostic = Diagnostic::global(Code::CommandLine, message);
            sink.push(match did_you_mean(wanted, known()) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic.help(format!("it has {}", list_names(known(), 12))),
            });
        }
    }
    for section in sections {
        section.wanted = job.sections.contains(&section.id);
    }
}
