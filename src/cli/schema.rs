//! `folio schema`: the JSON Schema of what people write, for editors.

mod editor;
mod forms;

use super::exit::Exit;
use super::talk::Talk;
use crate::spec::{ReportSpec, TemplateSpec};
use crate::theme::ThemeSpec;
use clap::{Args, ValueEnum};
use schemars::generate::SchemaSettings;

#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Of which kind of file
    #[arg(default_value = "report")]
    kind: Kind,
}

/// Kinds of files that people write.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Kind {
    /// A report
    Report,
    /// The `template.yaml` of a template
    Template,
    /// A theme
    Theme,
}

/// Runs the command.
pub fn run(args: &SchemaArgs) -> Exit {
    Talk::default().result(text(args.kind).trim_end());
    Exit::Done
}

/// The schema of a kind of file, as a file.
pub fn text(kind: Kind) -> String {
    // The newest draft that the YAML extensions of the common editors understand in full.
    let generator = SchemaSettings::draft07().into_generator();
    let schema = match kind {
        Kind::Report => generator.into_root_schema_for::<ReportSpec>(),
        Kind::Template => generator.into_root_schema_for::<TemplateSpec>(),
        Kind::Theme => generator.into_root_schema_for::<ThemeSpec>(),
    };
    format!("{:#}\n", editor::schema(schema.to_value()))
}
