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
use std::io::ErrorKind;
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
        let bytes = package.read(file).map_err(|error| error.to_string());
        lay_over(&mut theme, bytes, &shown, file.span, sink);
    }
    if let Some(file) = &spec.theme {
        let path = spec.theme_folder.as_deref().unwrap_or(folder).join(file.as_str());
        match world.read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => sink.push(no_file(file)),
            bytes => {
                let bytes = bytes.map_err(|error| error.to_string());
                lay_over(&mut theme, bytes, &path.display().to_string(), file.span, sink);
            }
        }
    }
    let formats = formats_of(&theme);
    (theme, formats)
}

fn no_file(file: &Spanned<String>) -> Diagnostic {
    let message = format!("there is no file `{}`", file.as_str());
    let told = Diagnostic::error(Code::FileMissing, file.span, message).label("no such theme");
    told.help("a theme is a file beside the report; remove the key for the usual look")
}

fn lay_over(
    theme: &mut Theme,
    bytes: Result<std::sync::Arc<[u8]>, String>,
    shown: &str,
    named_at: Span,
    sink: &mut Sink,
) {
    let text = match bytes.and_then(|bytes| yaml::text_of(&bytes).map_err(|wrong| wrong.reason)) {
        Ok(text) => text,
        Err(reason) => {
            let message = format!("cannot read the theme `{shown}`");
            sink.push(Diagnostic::error(Code::FileMissing, named_at, message).label(reason));
            return;
        }
    };
    let file = sink.sources.add(shown, text);
    let Some(root) = yaml::parse_with(known_keys(), file, sink) else { return };
    let Some(spec) = yaml::decode::<ThemeSpec>(&root, sink) else { return };
    apply(theme, spec, &root, sink);
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
    for (name, text) in spec.colors.unwrap_or_default() {
        apply_color(theme, &name, &text, root, sink);
    }
    if let Some(palette) = spec.palette {
        let help = "write each colour as `\"#0E4A72\"`, in quotes";
        let odd = palette.iter().position(|text| Color::parse(text).is_none());
        let items = root.get("palette").map(|node| node.items()).unwrap_or_default();
        match odd.and_then(|index| Some((&palette[index], items.get(index)?))) {
            Some((text, node)) => {
                let message = format!("`{text}` is not a colour");
                sink.push(Diagnostic::error(Code::WrongValue, node.span(), message).help(help));
            }
            None if palette.is_empty() => {
                sink.push(at(root, &["palette"], "a palette has at least one colour").help(help));
            }
            None => theme.palette = palette.iter().filter_map(|text| Color::parse(text)).collect(),
        }
    }
    for (name, code) in spec.formats.unwrap_or_default() {
        match Format::parse(&code) {
            Ok(_) => {
                theme.formats.insert(name, code);
            }
            Err(error) => {
                let message = format!("the format `{name}` cannot be read: {}", error.message);
                sink.push(at(root, &["formats", &name], message).recode(Code::UnknownFormat));
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

fn apply_color(theme: &mut Theme, name: &str, text: &str, root: &Node, sink: &mut Sink) {
    let Some(color) = Color::parse(text) else {
        let message = format!("`{text}` is not a colour");
        sink.push(at(root, &["colors", name], message).help("write it as `\"#0E4A72\"`, in quotes"));
        return;
    };
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
    *role = color;
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
