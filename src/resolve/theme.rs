//! The theme: the house look, then the template's, then the report's own.

use super::formats_of;
use crate::diag::{Code, Diagnostic, Sink, Span, did_you_mean, list_names};
use crate::format::{Format, Formats};
use crate::output::pdf::families;
use crate::package::Package;
use crate::spec::{ReportSpec, known_keys};
use crate::theme::{COLOR_ROLES, Color, PAPERS, Page, Theme, ThemeSpec};
use crate::world::SharedWorld;
use crate::yaml::{self, Node, Spanned};
use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::path::Path;

/// Lays the themes over each other. Mistakes are told; what can be used is used.
pub fn resolve(
    world: &SharedWorld,
    spec: &ReportSpec,
    package: Option<&Package>,
    folder: &Path,
    sink: &mut Sink,
) -> (Theme, Formats) {
    let mut theme = Theme::default();
    if let Some(package) = package
        && let Some(file) = &package.spec.theme
    {
        let shown = package.display_name(file);
        let bytes = package.read(file).map_err(|error| unreadable(&shown, file.span, &error));
        lay_over(&mut theme, bytes, &shown, file.span, sink);
    }
    if let Some(file) = &spec.theme {
        let path = spec.theme_folder.as_deref().unwrap_or(folder).join(file.as_str());
        let shown = path.display().to_string();
        let bytes = world.read(&path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => no_file(world, file, &path),
            _ => unreadable(&shown, file.span, &error),
        });
        lay_over(&mut theme, bytes, &shown, file.span, sink);
    }
    let formats = formats_of(&theme);
    (theme, formats)
}

fn lay_over(
    theme: &mut Theme,
    bytes: Result<std::sync::Arc<[u8]>, Box<Diagnostic>>,
    shown: &str,
    named_at: Span,
    sink: &mut Sink,
) {
    let not_text = |reason: String| {
        let message = format!("cannot read the theme `{shown}`");
        Box::new(Diagnostic::error(Code::FileUnreadable, named_at, message).label(reason))
    };
    let text = match bytes.and_then(|bytes| yaml::text_of(&bytes).map_err(|wrong| not_text(wrong.reason))) {
        Ok(text) => text,
        Err(told) => return sink.push(*told),
    };
    let file = sink.sources.add(shown, text);
    let Some(root) = yaml::parse_with(known_keys(), file, sink) else { return };
    let Some(spec) = yaml::decode::<ThemeSpec>(&root, sink) else { return };
    apply(theme, spec, &root, sink);
}

/// Says that there is no such file, and which one may have been meant.
fn no_file(world: &SharedWorld, file: &Spanned<String>, path: &Path) -> Box<Diagnostic> {
    let message = format!("cannot read the theme `{}`", path.display());
    let told = Diagnostic::error(Code::FileMissing, file.span, message).label("there is no such file");
    let looks = ["light", "dark", "grey"];
    if looks.contains(&file.as_str()) {
        return Box::new(
            told.help(format!("`{file}` is a look: write `look: {file}` into a file, and name that")),
        );
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let wanted = path.file_name().map_or_else(Default::default, |name| name.to_string_lossy());
    let names = world.list(folder).unwrap_or_default();
    let files =
        || names.iter().map(String::as_str).filter(|name| name.ends_with(".yaml") || name.ends_with(".yml"));
    let near = did_you_mean(&wanted, files()).or_else(|| files().find(|name| name.starts_with("theme")));
    Box::new(match near {
        Some(near) => {
            let whole =
                file.strip_suffix(&*wanted).map_or(near.to_owned(), |folder| format!("{folder}{near}"));
            told.help(format!("did you mean `{whole}`?"))
        }
        None => told.help("a theme is a YAML file beside the report"),
    })
}

fn unreadable(shown: &str, span: Span, error: &io::Error) -> Box<Diagnostic> {
    let code = match error.kind() {
        ErrorKind::NotFound => Code::FileMissing,
        _ => Code::FileUnreadable,
    };
    let reason = match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::IsADirectory => "this is a folder".to_owned(),
        ErrorKind::PermissionDenied if error.get_ref().is_none() => "it may not be read".to_owned(),
        _ => error.to_string(),
    };
    Box::new(Diagnostic::error(code, span, format!("cannot read the theme `{shown}`")).label(reason))
}

fn apply(theme: &mut Theme, spec: ThemeSpec, root: &Node, sink: &mut Sink) {
    if let Some(look) = spec.look {
        (theme.colors, theme.palette) = (look.colors(), look.palette());
    }
    if let Some(fonts) = spec.fonts {
        let known = fonts.iter().filter_map(|name| font(name, sink));
        // The shipped face stays as the last resort.
        theme.fonts = known.chain(std::mem::take(&mut theme.fonts)).collect();
    }
    theme.sheet_font = spec.sheet_font.unwrap_or_else(|| theme.sheet_font.clone());
    theme.footer = spec.footer.or(theme.footer.take());
    if let Some(size) = spec.text_size {
        match (6.0..=14.0).contains(&size) {
            true => theme.text_size_pt = size,
            false => sink.push(at(root, &["text_size"], "body text has a size from 6 to 14 points")),
        }
    }
    if let Some(paper) = spec.paper {
        apply_paper(theme, &paper, root, sink);
    }
    let colors = spec.colors.unwrap_or_default();
    for (name, text) in &colors {
        apply_color(theme, (name, text), &colors, root, sink);
    }
    if let Some(palette) = spec.palette {
        let help = "write each colour as `\"#0E4A72\"`, in quotes";
        let items = root.get("palette").map(|node| node.items()).unwrap_or_default();
        let odd = palette.iter().zip(&items).filter(|(text, _)| Color::parse(text).is_none());
        for (text, node) in odd {
            let message = format!("`{text}` is not a colour");
            sink.push(Diagnostic::error(Code::WrongValue, node.span(), message).help(help));
        }
        // Items that are no texts were told of.
        if items.is_empty() {
            sink.push(at(root, &["palette"], "a palette has at least one colour").help(help));
        }
        let colors: Vec<Color> = palette.iter().filter_map(|text| Color::parse(text)).collect();
        if !colors.is_empty() {
            theme.palette = colors;
        }
    }
    for (name, code) in spec.formats.unwrap_or_default() {
        match Format::parse(&code) {
            Ok(_) => {
                theme.formats.insert(name, code);
            }
            Err(error) => {
                let message = format!("the format `{name}` cannot be read: {}", error.message);
                let told = at(root, &["formats", &name], message).recode(Code::UnknownFormat);
                sink.push(match &error.instead {
                    Some(ours) if error.whole => told.help(format!("write `{ours}`")),
                    Some(ours) => told.help(format!("write `{}`", error.put(&code, ours))),
                    None => told,
                });
            }
        }
    }
}

/// A family that is in the binary; another is left out, since a face that only some machines have would
/// make the same report differ.
fn font(name: &Spanned<String>, sink: &mut Sink) -> Option<String> {
    let known = families();
    if known.iter().any(|family| family.eq_ignore_ascii_case(name)) {
        return Some(name.value.clone());
    }
    let message = format!("the font `{}` is not among those that come with Folio", name.value);
    let told = Diagnostic::warning(Code::UnknownName, name.span, message);
    sink.push(match did_you_mean(name, known.iter().copied()) {
        Some(near) => told.label(format!("did you mean `{near}`?")),
        None => told.label("left out").help(format!("use one of {}", list_names(known, 12))),
    });
    None
}

fn apply_paper(theme: &mut Theme, paper: &str, root: &Node, sink: &mut Sink) {
    match PAPERS.iter().find(|(name, ..)| *name == paper) {
        Some((_, width_pt, height_pt)) => {
            let margins_pt = theme.page.margins_pt;
            theme.page = Page { width_pt: *width_pt, height_pt: *height_pt, margins_pt };
        }
        None => {
            let names = || PAPERS.iter().map(|(name, ..)| *name);
            let unknown = at(root, &["paper"], format!("unknown paper `{paper}`"));
            let help = format!("one of {}", list_names(names(), 4));
            sink.push(match did_you_mean(paper, names()) {
                Some(near) => unknown.label(format!("did you mean `{near}`?")).help(help),
                None => unknown.help(help),
            });
        }
    }
}

fn apply_color(
    theme: &mut Theme,
    (name, text): (&str, &str),
    given: &BTreeMap<String, String>,
    root: &Node,
    sink: &mut Sink,
) {
    let color = Color::parse(text);
    if color.is_none() {
        let message = format!("`{text}` is not a colour");
        sink.push(at(root, &["colors", name], message).help("write it as `\"#0E4A72\"`, in quotes"));
    }
    let colors = &mut theme.colors;
    let role = match name {
        "paper" => &mut colors.paper,
        "ink" => &mut colors.ink,
        "muted" => &mut colors.muted,
        "line" => &mut colors.line,
        "wash" => &mut colors.wash,
        "accent" => &mut colors.accent,
        "good" => &mut colors.good,
        "bad" => &mut colors.bad,
        "warn" => &mut colors.warn,
        _ => {
            let roles = COLOR_ROLES.map(|(role, _)| role);
            let span = key_span(root, "colors", name);
            let message = format!("no colour has the role `{name}`");
            let unknown = Diagnostic::error(Code::UnknownName, span, message);
            sink.push(match did_you_mean(name, roles) {
                // A rename would give it twice.
                Some(near) if given.contains_key(near) => {
                    unknown.label(format!("`{near}` is given already")).help("remove one of them")
                }
                Some(near) => unknown.label(format!("did you mean `{near}`?")).fix(
                    format!("rename to `{near}`"),
                    span,
                    near,
                ),
                None => unknown.help(format!("roles are {}", list_names(roles, 9))),
            });
            return;
        }
    };
    *role = color.unwrap_or(*role);
}

/// Where a key of a mapping of the theme is written.
fn key_span(root: &Node, mapping: &str, key: &str) -> Span {
    let node = root.get(mapping).unwrap_or(root.clone());
    let entries = node.entries();
    let found = entries.iter().find(|(name, _)| name.text() == Some(key));
    found.map_or(node.span(), |(name, _)| name.span())
}

/// A diagnostic at the value under a path of keys.
fn at(root: &Node, path: &[&str], message: impl Into<String>) -> Diagnostic {
    let mut node = root.clone();
    for key in path {
        node = node.get(key).unwrap_or(node);
    }
    Diagnostic::error(Code::WrongValue, node.span(), message)
}
