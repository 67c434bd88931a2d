//! Templates as packages: finds one by its name, and reads only what lies inside its own folder.

use crate::diag::{Code, Diagnostic, Result, Sink, Span, did_you_mean, list_names};
use crate::spec::{TemplateSpec, known_keys};
use crate::world::SharedWorld;
use crate::yaml::{self, Spanned};
use include_dir::{Dir, include_dir};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The templates that come with Folio, each a folder under `templates/`.
static BUILT_IN: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The file that makes a folder a template.
const MANIFEST: &str = "template.yaml";

/// A template and the folder it may read.
#[derive(Debug, Clone)]
pub struct Package {
    /// What it offers.
    pub spec: TemplateSpec,
    folder: Folder,
}

#[derive(Debug, Clone)]
enum Folder {
    BuiltIn(&'static str),
    Disk { world: SharedWorld, root: PathBuf },
}

impl Package {
    /// `executive 1.0.0`.
    pub fn label(&self) -> String {
        format!("{} {}", self.spec.name.value, self.spec.version.value)
    }

    /// Reads a file of the package; nothing outside its folder.
    pub fn read(&self, path: &str) -> io::Result<Arc<[u8]>> {
        self.folder.read(path)
    }

    /// The name a file of the package has in diagnostics.
    pub fn display_name(&self, path: &str) -> String {
        self.folder.display_name(path)
    }
}

impl Folder {
    fn read(&self, path: &str) -> io::Result<Arc<[u8]>> {
        if !stays_inside(Path::new(path)) {
            let message = "a template reads only files in its own folder";
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
        }
        match self {
            Folder::BuiltIn(name) => BUILT_IN
                .get_file(format!("{name}/{path}"))
                .map(|file| file.contents().into())
                .ok_or_else(|| io::ErrorKind::NotFound.into()),
            Folder::Disk { world, root } => world.read(&root.join(path)),
        }
    }

    fn display_name(&self, path: &str) -> String {
        match self {
            Folder::BuiltIn(name) => format!("template {name}/{path}"),
            Folder::Disk { root, .. } => root.join(path).display().to_string(),
        }
    }
}

fn stays_inside(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

/// The names of the templates that come with Folio.
pub fn built_in_names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.dirs().filter_map(|folder| folder.path().to_str())
}

/// The files of a built-in template below `path`, for `folio new`: relative name and content.
pub fn built_in_files(name: &str) -> Vec<(String, &'static [u8])> {
    let mut files = Vec::new();
    if let Some(folder) = BUILT_IN.get_dir(name) {
        collect(folder, name, &mut files);
    }
    files
}

fn collect(folder: &'static Dir, root: &str, files: &mut Vec<(String, &'static [u8])>) {
    for file in folder.files() {
        let relative = file.path().strip_prefix(root).unwrap_or(file.path());
        files.push((relative.display().to_string(), file.contents()));
    }
    for inner in folder.dirs() {
        collect(inner, root, files);
    }
}

/// Finds the template a report names: `./folder` beside the report, or one that comes with Folio.
pub fn load(
    world: &SharedWorld,
    name: &Spanned<String>,
    report_folder: &Path,
    sink: &mut Sink,
) -> Result<Package> {
    let is_path = name.starts_with('.') || name.contains('/');
    let folder = match is_path {
        true => Folder::Disk { world: world.clone(), root: report_folder.join(name.as_str()) },
        false => match built_in_names().find(|known| *known == name.as_str()) {
            Some(known) => Folder::BuiltIn(known),
            None => return Err(sink.fail(unknown(name))),
        },
    };
    let bytes = match folder.read(MANIFEST) {
        Ok(bytes) => bytes,
        Err(error) => {
            let message = format!("`{}` is not a template", name.value);
            let label = format!("no {MANIFEST} there: {error}");
            return Err(sink.fail(Diagnostic::error(Code::UnknownTemplate, name.span, message).label(label)));
        }
    };
    let spec = parse(&bytes, &folder.display_name(MANIFEST), name.span, sink)?;
    Ok(Package { spec, folder })
}

fn unknown(name: &Spanned<String>) -> Diagnostic {
    let message = format!("unknown template `{}`", name.value);
    let diagnostic = Diagnostic::error(Code::UnknownTemplate, name.span, message);
    match did_you_mean(name, built_in_names()) {
        Some(near) => diagnostic.label(format!("did you mean `{near}`?")).fix(
            format!("rename to `{near}`"),
            name.span,
            near,
        ),
        None => diagnostic.help(format!(
            "templates that come with Folio are {}; one of your own is a path such as `./house`",
            list_names(built_in_names(), 8)
        )),
    }
}

fn parse(bytes: &[u8], display_name: &str, from: Span, sink: &mut Sink) -> Result<TemplateSpec> {
    let text = match yaml::text_of(bytes) {
        Ok(text) => text,
        Err(wrong) => {
            return Err(sink.fail(Diagnostic::error(Code::UnknownTemplate, from, wrong.reason)));
        }
    };
    let file = sink.sources.add(display_name, text);
    let errors_before = sink.errors();
    let spec = yaml::parse_with(known_keys(), file, sink).and_then(|root| yaml::decode(&root, sink));
    // A template with mistakes is not gone on with: its parts would only echo them.
    spec.filter(|_| sink.errors() == errors_before).ok_or(crate::diag::Failed)
}
