//! `folio schema`: the JSON Schema of what people write, for editors.

mod editor;
mod forms;

use super::exit::Exit;
use super::files;
use super::talk::Talk;
use crate::diag::{Result, Sink};
use crate::spec::{ProjectSpec, ReportSpec, TemplateSpec};
use crate::theme::ThemeSpec;
use clap::{Args, ValueEnum};
use schemars::generate::SchemaSettings;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Of which kind of file
    #[arg(default_value = "report")]
    kind: Kind,
    /// Write the schemas of all kinds into this folder instead, such as `.folio`
    #[arg(long, value_name = "DIR", conflicts_with = "kind")]
    to: Option<PathBuf>,
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
    /// The `folio.yaml` of a folder of reports
    Project,
}

/// Runs the command.
pub fn run(args: &SchemaArgs) -> Exit {
    let talk = Talk::default();
    let Some(folder) = &args.to else {
        talk.result(text(args.kind).trim_end());
        return talk.close(Exit::Done);
    };
    let mut sink = Sink::default();
    if let Ok(written) = write(folder, &mut sink) {
        written.iter().for_each(|path| talk.result(path.display()));
    }
    talk.end(&sink)
}

/// Writes the schemas of all kinds over those of an earlier version.
fn write(folder: &Path, sink: &mut Sink) -> Result<Vec<PathBuf>> {
    let mut written = Vec::new();
    for kind in Kind::value_variants() {
        let path = folder.join(kind.file());
        files::replace(&path, text(*kind).as_bytes(), sink)?;
        written.push(path);
    }
    Ok(written)
}

impl Kind {
    /// The name of the file that holds its schema.
    fn file(self) -> String {
        let name = self.to_possible_value().expect("no kind is hidden");
        format!("{}.schema.json", name.get_name())
    }
}

/// The schema of a kind of file, as a file.
pub fn text(kind: Kind) -> String {
    // The newest draft that the YAML extensions of the common editors understand in full.
    let generator = SchemaSettings::draft07().into_generator();
    let schema = match kind {
        Kind::Report => generator.into_root_schema_for::<ReportSpec>(),
        Kind::Template => generator.into_root_schema_for::<TemplateSpec>(),
        Kind::Theme => generator.into_root_schema_for::<ThemeSpec>(),
        Kind::Project => generator.into_root_schema_for::<ProjectSpec>(),
    };
    format!("{:#}\n", editor::schema(schema.to_value()))
}
