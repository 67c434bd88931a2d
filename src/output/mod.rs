//! Stage 6: what was made. Each output turns the one document into its own bytes and takes no
//! decision that another output could take differently.

pub mod csv;
pub mod pdf;
pub mod xlsx;

use self::csv::{CsvOptions, CsvWriter};
use crate::block::View;
use crate::compile::{Artifact, Content};
use crate::compose;
use crate::data::Tables;
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::document::{ChartNode, Document};
use crate::resolve::{Output, OutputOptions, Report};
use crate::table::Schema;
use std::sync::Arc;

/// Makes every file the report asks for.
pub fn render(report: &Report, document: Document, tables: Tables, sink: &mut Sink) -> Result<Vec<Artifact>> {
    let parameters = compose::parameter_values(report);
    let view = compose::view(report, &tables, &parameters);
    let names: Vec<String> = report.outputs.iter().map(|output| file_name(output, &view, sink)).collect();
    let tables = Arc::new(tables);
    let mut artifacts = Vec::new();
    for (output, name) in report.outputs.iter().zip(names) {
        match &output.options {
            OutputOptions::Pdf(options) => {
                let content = Content::Bytes(pdf::render(&document, options, sink)?);
                artifacts.push(Artifact { name, media_type: "application/pdf", content });
            }
            OutputOptions::Xlsx => {
                let content = Content::Bytes(workbook(&document, sink)?);
                let media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
                artifacts.push(Artifact { name, media_type, content });
            }
            OutputOptions::Csv(options) => {
                for data in &options.data {
                    let options = CsvOptions { dialect: options.dialect, region: report.region.clone() };
                    let schema = report.described.schemas[data].clone();
                    artifacts.push(csv_artifact(&tables, data, schema, options));
                }
            }
            OutputOptions::Svg => {
                let made = pdf::svgs(&document, sink)?;
                artifacts.extend(pictures(&name, made, "svg", "image/svg+xml"));
            }
            OutputOptions::Png(options) => {
                let made = pdf::pngs(&document, options.dpi, sink)?;
                artifacts.extend(pictures(&name, made, "png", "image/png"));
            }
        }
    }
    Ok(artifacts)
}

/// The workbook; charts that spreadsheets cannot draw stand in it as pictures.
fn workbook(document: &Document, sink: &mut Sink) -> Result<Vec<u8>> {
    let wanted = |node: &ChartNode| xlsx::wants_picture(node, document);
    let pictures = pdf::plots(document, &wanted, xlsx::chart_key, sink)?;
    xlsx::render(document, &xlsx::XlsxOptions::default(), &pictures, sink)
}

/// The options of the PDF; those of a plain one when the report makes none.
pub fn pdf_options(report: &Report) -> &pdf::PdfOptions {
    static PLAIN: pdf::PdfOptions = pdf::PdfOptions { toc: false, cover: false, standards: Vec::new() };
    let of_output = |output: &'_ Output| match &output.options {
        OutputOptions::Pdf(_) => true,
        OutputOptions::Xlsx | OutputOptions::Csv(_) | OutputOptions::Svg | OutputOptions::Png(_) => false,
    };
    match report.outputs.iter().find(|output| of_output(output)).map(|output| &output.options) {
        Some(OutputOptions::Pdf(options)) => options,
        _ => &PLAIN,
    }
}

/// The datasets that are written to CSV files.
pub fn csv_datasets(report: &Report) -> impl Iterator<Item = &String> {
    report.outputs.iter().flat_map(|output| match &output.options {
        OutputOptions::Csv(csv) => csv.data.iter().collect::<Vec<_>>(),
        OutputOptions::Pdf(_) | OutputOptions::Xlsx | OutputOptions::Svg | OutputOptions::Png(_) => {
            Vec::new()
        }
    })
}

/// The name of a file as text; what no file system takes is replaced by `-`.
fn file_name(output: &Output, view: &View, sink: &mut Sink) -> String {
    let text = output.file.plain(view, view.region, sink);
    let legal = |c: char| match c {
        '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\' | '/' => '-',
        c if c.is_control() => '-',
        c => c,
    };
    let name: String = text.trim().chars().map(legal).collect();
    let ending = match &output.options {
        OutputOptions::Pdf(_) => ".pdf",
        OutputOptions::Xlsx => ".xlsx",
        OutputOptions::Csv(_) => "",
        // The name of a folder, which may be absent.
        OutputOptions::Svg | OutputOptions::Png(_) => return name,
    };
    match name.is_empty() {
        true => format!("report{ending}"),
        false if name.to_lowercase().ends_with(ending) => name,
        false => name + ending,
    }
}

/// Charts as files, in their folder if they have one.
fn pictures(
    folder: &str,
    made: Vec<pdf::Picture>,
    ending: &str,
    media_type: &'static str,
) -> impl Iterator<Item = Artifact> {
    made.into_iter().map(move |picture| {
        let file = format!("{}.{ending}", picture.name);
        let name = if folder.is_empty() { file } else { format!("{folder}/{file}") };
        Artifact { name, media_type, content: Content::Bytes(picture.bytes) }
    })
}

/// A CSV file, written batch by batch when the shell asks for it.
fn csv_artifact(tables: &Arc<Tables>, data: &str, schema: Schema, options: CsvOptions) -> Artifact {
    let (tables, data) = (tables.clone(), data.to_string());
    let name = format!("{data}.csv");
    let write = move |out: &mut dyn std::io::Write, sink: &mut Sink| {
        let failed = |error: std::io::Error, sink: &mut Sink| {
            let message = format!("cannot write the rows of `{data}`: {error}");
            sink.fail(Diagnostic::global(Code::WriteFailed, message))
        };
        let start = CsvWriter::start(out, &schema, options);
        let mut writer = start.map_err(|error| failed(error, sink))?;
        let mut rows = tables.stream(&data).expect("the plan knows every dataset that an output writes");
        while let Some(batch) = rows.next(sink) {
            writer.rows(&batch?).map_err(|error| failed(error, sink))?;
        }
        writer.finish().map_err(|error| failed(error, sink))?;
        Ok(())
    };
    Artifact { name, media_type: "text/csv", content: Content::Stream(Box::new(write)) }
}
