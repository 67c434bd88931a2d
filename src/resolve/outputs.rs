//! The files to make.

use super::sections::Section;
use crate::block::Scope;
use crate::compile::Job;
use crate::diag::{Code, Diagnostic, Sink, list_names};
use crate::expr::Template;
use crate::limits::{PICTURE_DPI_MAX, PICTURE_DPI_MIN};
use crate::output::csv::Dialect;
use crate::output::pdf::{PdfOptions, check_together};
use crate::package::Package;
use crate::spec::{CsvSpec, OutputsSpec, PdfSpec, PngSpec, ReportSpec, XlsxSpec};
use crate::yaml::{OneOrMany, Text};
use serde::Serialize;
use std::collections::BTreeSet;

/// A file to make.
#[derive(Debug, Serialize)]
pub struct Output {
    /// Its name; for CSV the folder is the output's and each file is named after its dataset. For pictures
    /// the folder, empty where they stand beside the other files.
    pub file: Template,
    /// Its kind with its options.
    pub options: OutputOptions,
}

/// Kinds of outputs, with their options.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OutputOptions {
    /// Pages.
    Pdf(PdfOptions),
    /// A workbook.
    Xlsx,
    /// One file a dataset.
    Csv(CsvOptions),
    /// One SVG file a chart.
    Svg,
    /// One PNG file a chart.
    Png(PngOptions),
}

/// Options of charts as PNG files.
#[derive(Debug, Serialize)]
pub struct PngOptions {
    /// Pixels an inch.
    pub dpi: u16,
}

/// Options of the CSV files.
#[derive(Debug, Serialize)]
pub struct CsvOptions {
    /// The datasets written.
    pub data: BTreeSet<String>,
    /// Separators and line ends.
    pub dialect: Dialect,
}

/// Names of all outputs, as `--format` takes them.
const FORMATS: [&str; 5] = ["pdf", "xlsx", "csv", "svg", "png"];
/// What print shops ask for.
const DPI: u16 = 300;

/// Checks the outputs and fills in their defaults.
pub fn resolve(
    spec: &ReportSpec,
    package: Option<&Package>,
    job: &Job,
    scope: &Scope,
    sections: &[Section],
    sink: &mut Sink,
) -> Vec<Output> {
    let theirs = package.and_then(|package| package.spec.outputs.clone()).unwrap_or_default();
    let own = spec.outputs.clone();
    let all = OutputsSpec {
        pdf: Some(theirs.pdf.clone().unwrap_or_default()),
        xlsx: Some(theirs.xlsx.clone().unwrap_or_default()),
        csv: Some(theirs.csv.clone().unwrap_or_default()),
        svg: Some(theirs.svg.clone().unwrap_or_default()),
        png: Some(theirs.png.clone().unwrap_or_default()),
    };
    // Pictures of charts are made for those who ask for them.
    let usual = OutputsSpec { svg: theirs.svg.clone(), png: theirs.png.clone(), ..all.clone() };
    let mut wanted = own.clone().unwrap_or(usual);
    if let Some(pdf) = &mut wanted.pdf {
        fill_pdf(pdf, theirs.pdf.unwrap_or_default());
    }
    only_asked_for(&mut wanted, &all, job, sink);
    let stem = job.main.file_stem().map_or("report".into(), |stem| stem.to_string_lossy());
    let mut outputs = Vec::new();
    if let Some(pdf) = wanted.pdf {
        outputs.extend(pdf_output(pdf, &stem, scope, sink));
    }
    if let Some(xlsx) = wanted.xlsx {
        outputs.extend(xlsx_output(xlsx, &stem, scope, sink));
    }
    if let Some(csv) = wanted.csv {
        outputs.extend(csv_output(csv, &stem, scope, sections, sink));
    }
    if let Some(svg) = wanted.svg {
        outputs
            .extend(folder(svg.folder, scope, sink).map(|file| Output { file, options: OutputOptions::Svg }));
    }
    if let Some(png) = wanted.png {
        outputs.extend(png_output(png, job, scope, sink));
    }
    outputs
}

/// What the report leaves open, the template says.
fn fill_pdf(pdf: &mut PdfSpec, theirs: PdfSpec) {
    pdf.file = pdf.file.take().or(theirs.file);
    pdf.toc = pdf.toc.or(theirs.toc);
    pdf.cover = pdf.cover.or(theirs.cover);
    pdf.standard = pdf.standard.take().or(theirs.standard);
}

fn only_asked_for(wanted: &mut OutputsSpec, all: &OutputsSpec, job: &Job, sink: &mut Sink) {
    if job.formats.is_empty() {
        return;
    }
    for format in &job.formats {
        if !FORMATS.contains(&format.as_str()) {
            let message = format!("there is no output `{format}`");
            let help = format!("outputs are {}", list_names(FORMATS, FORMATS.len()));
            sink.push(Diagnostic::global(Code::CommandLine, message).help(help));
        }
    }
    let asked = |name: &str| job.formats.iter().any(|format| format == name);
    wanted.pdf = wanted.pdf.take().or(all.pdf.clone()).filter(|_| asked("pdf"));
    wanted.xlsx = wanted.xlsx.take().or(all.xlsx.clone()).filter(|_| asked("xlsx"));
    wanted.csv = wanted.csv.take().or(all.csv.clone()).filter(|_| asked("csv"));
    wanted.svg = wanted.svg.take().or(all.svg.clone()).filter(|_| asked("svg"));
    wanted.png = wanted.png.take().or(all.png.clone()).filter(|_| asked("png"));
}

/// The file name as written, or the report's own with another ending.
fn file_name(
    written: Option<&Text>,
    stem: &str,
    ending: &str,
    scope: &Scope,
    sink: &mut Sink,
) -> Option<Template> {
    let default;
    let text = match written {
        Some(text) => text,
        None => {
            let nowhere = crate::diag::Span::new(crate::diag::FileId::NONE, 0, 0);
            default = Text::synthetic(format!("{stem}{ending}"), nowhere);
            &default
        }
    };
    Template::parse(text, &scope.names(), sink)
}

fn pdf_output(spec: PdfSpec, stem: &str, scope: &Scope, sink: &mut Sink) -> Option<Output> {
    let file = file_name(spec.file.as_ref(), stem, ".pdf", scope, sink)?;
    let standards: Vec<_> = spec.standard.into_iter().flat_map(|OneOrMany(names)| names).collect();
    check_together(&standards, sink);
    let options = PdfOptions {
        toc: spec.toc.unwrap_or(false),
        cover: spec.cover.unwrap_or(false),
        standards: standards.iter().map(|standard| standard.value).collect(),
    };
    Some(Output { file, options: OutputOptions::Pdf(options) })
}

fn xlsx_output(spec: XlsxSpec, stem: &str, scope: &Scope, sink: &mut Sink) -> Option<Output> {
    let file = file_name(spec.file.as_ref(), stem, ".xlsx", scope, sink)?;
    Some(Output { file, options: OutputOptions::Xlsx })
}

fn csv_output(
    spec: CsvSpec,
    stem: &str,
    scope: &Scope,
    sections: &[Section],
    sink: &mut Sink,
) -> Option<Output> {
    let file = file_name(None, stem, "", scope, sink)?;
    let data: BTreeSet<String> = match spec.data {
        Some(OneOrMany(names)) => names
            .iter()
            .filter(|name| scope.dataset(name, sink).is_some())
            .map(|name| name.value.clone())
            .collect(),
        None => sections.iter().flat_map(Section::datasets).collect(),
    };
    let dialect = spec.dialect.unwrap_or_default();
    Some(Output { file, options: OutputOptions::Csv(CsvOptions { data, dialect }) })
}

/// The folder as written; empty when pictures stand beside the other files.
fn folder(written: Option<Text>, scope: &Scope, sink: &mut Sink) -> Option<Template> {
    let nowhere = crate::diag::Span::new(crate::diag::FileId::NONE, 0, 0);
    let text = written.unwrap_or_else(|| Text::synthetic(String::new(), nowhere));
    Template::parse(&text, &scope.names(), sink)
}

fn png_output(spec: PngSpec, job: &Job, scope: &Scope, sink: &mut Sink) -> Option<Output> {
    if let Some(dpi) =
        spec.dpi.as_ref().filter(|dpi| !(PICTURE_DPI_MIN..=PICTURE_DPI_MAX).contains(&dpi.value))
    {
        let message = format!("`dpi` is between {PICTURE_DPI_MIN} and {PICTURE_DPI_MAX}, not {}", dpi.value);
        let help = "300 is what print shops ask for, 144 suits screens";
        sink.push(Diagnostic::error(Code::WrongValue, dpi.span, message).help(help));
    }
    let file = folder(spec.folder, scope, sink)?;
    let dpi = job.dpi.or(spec.dpi.map(|dpi| dpi.value)).unwrap_or(DPI);
    Some(Output { file, options: OutputOptions::Png(PngOptions { dpi }) })
}
