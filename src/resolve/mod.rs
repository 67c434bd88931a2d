//! Stage 2: what was meant. Template merged, parameters bound, every name and column checked against
//! schemas, every default filled in; no row is read.

mod datasets;
mod declared;
mod lost;
mod outputs;
mod params;
mod sections;
mod theme;
mod unused;

pub use datasets::lock_path;
pub use outputs::{Output, OutputOptions};
pub use params::{Parameter, shown};
pub use sections::Section;

use crate::block::Scope;
use crate::compile::Job;
use crate::data::{DataSpec, Described};
use crate::diag::{Code, Diagnostic, Result, Sink, did_you_mean};
use crate::expr::{Names, Template, Used};
use crate::format::{Format, Formats, Region};
use crate::output;
use crate::package::{self, Package};
use crate::spec::{Braces, DeclaredNames, ReportSpec};
use crate::theme::Theme;
use crate::value::ParamKind;
use crate::world::SharedWorld;
use crate::yaml::{Spanned, Text};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The version of the language that this Folio reads.
const LANGUAGE: u32 = 1;

/// A report as meant: nothing in it is optional by default, unnamed or unchecked.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Title.
    pub title: Template,
    /// Line under the title.
    pub subtitle: Option<Template>,
    /// Who answers for it.
    pub author: Option<Template>,
    /// A word on each page.
    pub classification: Option<Template>,
    /// Small print at the foot of each page.
    pub footer: Option<Template>,
    /// Name and version of the template.
    pub template: Option<String>,
    /// Locale and time zone.
    pub region: Region,
    /// The look.
    pub theme: Theme,
    /// The only time there is.
    pub run_time: jiff::Timestamp,
    /// Parameters with their values, as declared.
    pub parameters: Vec<Parameter>,
    /// Sources, datasets and tests.
    pub data: DataSpec,
    /// Schemas and order of the datasets.
    pub described: Described,
    /// Sections, in reading order.
    pub sections: Vec<Section>,
    /// The files to make.
    pub outputs: Vec<Output>,
}

/// Checks a report and fills in everything it leaves open.
pub fn resolve(
    world: &SharedWorld,
    spec: &ReportSpec,
    names: &DeclaredNames,
    job: &Job,
    sink: &mut Sink,
) -> Result<Report> {
    check_needed(spec, names, sink);
    check_language(spec.folio.as_ref(), sink);
    let folder = job.main.parent().unwrap_or(Path::new(""));
    let package = match &spec.template {
        Some(name) => Some(package::load(world, name, folder, sink)?),
        None => None,
    };
    check_language(package.as_ref().map(|package| &package.spec.folio), sink);
    let region = region(spec, sink);
    let (theme, formats) = theme::resolve(world, spec, package.as_ref(), folder, sink);

    let declared = declared_parameters(spec, package.as_ref(), sink);
    declared::check(&declared, params::today(job, &region), sink);
    let parameters = params::bind(world, job, &declared, &spec.with.0, &region, sink);
    let mut data = datasets::declare(spec, package.as_ref(), names, &declared, &parameters, job, sink);
    data.parameters.extend(lost::parameters(&declared, &parameters, names));
    data.lost = lost::datasets(spec, package.as_ref(), names, &data);
    let described = datasets::describe(world, job, &data, spec, package.as_ref(), sink);

    let kinds = parameter_kinds(&declared, &parameters, names);
    let choices = params::choices(&declared);
    let declared_at = data.places();
    let broken = data.undescribed(&described);
    let read = |file: &str| world.read(&folder.join(file));
    let mut scope = Scope {
        datasets: &described.schemas,
        declared: &declared_at,
        parameters: &kinds,
        choices: &choices,
        formats: &formats,
        theme: &theme,
        read: &read,
        check_typst: &output::pdf::check_code,
        broken: &broken,
        used: Used::default(),
        ids: BTreeMap::new(),
    };
    let words = front_words(spec, &scope, sink);
    let sections = sections::resolve(spec, package.as_ref(), job, &mut scope, sink);
    let outputs = outputs::resolve(spec, package.as_ref(), job, &scope, &sections, sink);
    check_braces(names, &scope.used, sink);
    unused::warn(spec, package.as_ref(), &described, &scope.used, &sections, sink);

    sink.checkpoint()?;
    let FrontWords { title, subtitle, author, classification, footer } = words.ok_or(crate::diag::Failed)?;
    let template = package.as_ref().map(Package::label);
    let run_time = job.now;
    Ok(Report {
        title,
        subtitle,
        author,
        classification,
        footer,
        template,
        region,
        theme,
        run_time,
        parameters,
        data,
        described,
        sections,
        outputs,
    })
}

/// What every report has. These keys are optional in the written form, so that a mistake in one of them
/// does not hide all others.
fn check_needed(spec: &ReportSpec, names: &DeclaredNames, sink: &mut Sink) {
    let written = names.top.contains("sections") || names.top.contains("template");
    let brings_nothing =
        spec.sections.is_none() && spec.template.is_none() && names.begin.is_some() && !written;
    // Beside an unknown key such as `sectoins` this would be an echo.
    if let Some(title) = spec.title.as_ref().filter(|_| brings_nothing && !sink.has_unmended()) {
        let message = "a report needs `sections:`, or a `template:` that brings them";
        sink.push(Diagnostic::error(Code::MissingKey, title.span(), message));
    }
    for (key, example) in [("folio", "folio: 1"), ("title", "title: Sales review")] {
        if let Some(place) = names.begin.filter(|_| !names.top.contains(key)) {
            let message = format!("a report needs the key `{key}`");
            let help = format!("add a line such as `{example}`");
            sink.push(Diagnostic::error(Code::MissingKey, place, message).help(help));
        }
    }
}

/// Tells of `{{ }}` where nothing would put a value in its place. What stands in an item with another mistake
/// may not have been read for that.
fn check_braces(names: &DeclaredNames, used: &Used, sink: &mut Sink) {
    for Braces { text, key, item } in &names.braces {
        if used.has_read(text) || sink.has_error_within(*item) {
            continue;
        }
        let start = text.as_str().find("{{").unwrap_or(0);
        let end = text.as_str()[start..].find("}}").map_or(start + 2, |length| start + length + 2);
        let told = Diagnostic::error(
            Code::WrongValue,
            text.span_of(start..end),
            format!("this `{key}` takes no `{{{{ }}}}`"),
        );
        let help = "write the value itself; the title, text and note of a block can hold expressions";
        sink.push(told.label("would be printed as it stands").help(help));
    }
}

/// Says which versions of the language can be read.
pub fn check_language(version: Option<&Spanned<u32>>, sink: &mut Sink) {
    let Some(version) = version else { return };
    if version.value != LANGUAGE {
        let message = format!("this Folio reads version {LANGUAGE} of the language, not {}", version.value);
        let help = format!("write `folio: {LANGUAGE}`, or use a newer Folio");
        sink.push(Diagnostic::error(Code::WrongValue, version.span, message).help(help));
    }
}

fn region(spec: &ReportSpec, sink: &mut Sink) -> Region {
    let default = Region::default();
    let locale = spec.locale.as_ref().map_or(default.locale(), |locale| locale.as_str());
    let zone = spec.time_zone.as_ref().map_or("UTC", |zone| zone.as_str());
    // Each is tried alone first, so that the one that is wrong is the one that is shown.
    if let Some(written) = &spec.locale
        && let Err(reason) = Region::new(locale, "UTC")
    {
        let help = "write a language and a region, such as `en-GB` or `de-DE`";
        sink.push(Diagnostic::error(Code::WrongValue, written.span, reason).help(help));
    }
    if let Some(written) = &spec.time_zone
        && let Err(reason) = Region::new("en-GB", zone)
    {
        let wrong = Diagnostic::error(Code::WrongValue, written.span, reason);
        let zones: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
        sink.push(match did_you_mean(zone, zones.iter().map(String::as_str)) {
            Some(near) => wrong.label(format!("did you mean `{near}`?")).fix(
                format!("write `{near}`"),
                written.span,
                near,
            ),
            None => wrong.help("write an IANA name such as `Europe/Madrid`"),
        });
    }
    Region::new(locale, zone).unwrap_or_default()
}

/// The template's parameters and then the report's own.
fn declared_parameters(
    spec: &ReportSpec,
    package: Option<&Package>,
    sink: &mut Sink,
) -> Vec<(Spanned<String>, crate::spec::ParamSpec)> {
    let mut all: Vec<(Spanned<String>, crate::spec::ParamSpec)> =
        package.map(|package| package.spec.params.0.clone()).unwrap_or_default();
    for (name, param) in &spec.params.0 {
        match all.iter().find(|(known, _)| known.value == name.value) {
            Some((known, _)) => {
                let message = format!("the template has a parameter `{}` already", name.value);
                let help = format!("set it with `with: {{ {}: … }}`", name.value);
                let diagnostic = Diagnostic::error(Code::DuplicateKey, name.span, message);
                sink.push(diagnostic.also(known.span, "declared here").help(help));
            }
            None => all.push((name.clone(), param.clone())),
        }
    }
    all
}

/// Kinds of all declared parameters, with a value or without, so that their uses are not called unknown.
fn parameter_kinds(
    declared: &[(Spanned<String>, crate::spec::ParamSpec)],
    bound: &[Parameter],
    names: &DeclaredNames,
) -> BTreeMap<String, ParamKind> {
    let broken = names.params.iter().map(|name| (name.clone(), ParamKind::One(lost::unknown())));
    let unbound =
        declared.iter().map(|(name, spec)| (name.value.clone(), params::kind_without_value(spec.kind.value)));
    let bound = bound.iter().map(|parameter| (parameter.name.clone(), parameter.kind.clone()));
    broken.chain(unbound).chain(bound).collect()
}

/// The words that stand before the sections and on each page.
struct FrontWords {
    title: Template,
    subtitle: Option<Template>,
    author: Option<Template>,
    classification: Option<Template>,
    footer: Option<Template>,
}

fn front_words(spec: &ReportSpec, scope: &Scope, sink: &mut Sink) -> Option<FrontWords> {
    let names: Names = scope.names();
    let optional = |text: &Option<Text>, sink: &mut Sink| match text {
        Some(text) => Template::parse(text, &names, sink).map(Some),
        None => Some(None),
    };
    let title = spec.title.as_ref().and_then(|title| Template::parse(title, &names, sink));
    let subtitle = optional(&spec.subtitle, sink);
    let author = optional(&spec.author, sink);
    let classification = optional(&spec.classification, sink);
    let footer = optional(&scope.theme.footer, sink);
    Some(FrontWords {
        title: title?,
        subtitle: subtitle?,
        author: author?,
        classification: classification?,
        footer: footer?,
    })
}

impl Report {
    /// The words that stand before the sections and on each page.
    pub fn front_words(&self) -> impl Iterator<Item = &Template> {
        let front = [Some(&self.title), self.subtitle.as_ref(), self.author.as_ref()];
        front.into_iter().flatten().chain(&self.classification).chain(&self.footer)
    }

    /// The datasets whose rows the front words and sections show.
    pub fn shown(&self) -> BTreeSet<String> {
        let mut names: BTreeSet<String> = self.front_words().flat_map(Template::datasets).collect();
        names.extend(self.sections.iter().flat_map(Section::datasets));
        names.extend(self.outputs.iter().flat_map(|output| output.file.datasets()));
        names
    }

    /// Each parameter as readers see it.
    pub fn parameter_cells(&self) -> Vec<(String, crate::document::Cell)> {
        let cell = |parameter: &Parameter| {
            let (value, format): (_, Format) = shown(&parameter.value, &self.region);
            (parameter.label.clone(), crate::document::Cell { value, format })
        };
        self.parameters.iter().map(cell).collect()
    }
}

/// The named formats of a theme; codes that cannot be read have been told of.
fn formats_of(theme: &Theme) -> Formats {
    let parsed =
        theme.formats.iter().filter_map(|(name, code)| Some((name.clone(), Format::parse(code).ok()?)));
    Formats(parsed.collect())
}
