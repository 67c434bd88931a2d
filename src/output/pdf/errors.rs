//! From Typst's mistakes to ours: each is told at the place in the author's own file.

use super::world::{Files, Origin, Pages, global_names};
use crate::diag::{Code, Diagnostic, Failed, Sink, Span, did_you_mean};
use crate::yaml::Text;
use typst::WorldExt;
use typst::diag::SourceDiagnostic;
use typst::syntax::DiagSpan;

/// Reads Typst code of the author's own without setting it. The first mistake is told; those after it
/// mostly follow from it: one open bracket gives seven.
pub fn check(code: &Text, sink: &mut Sink) -> Option<()> {
    let pages = Pages::new(Files::of_code(code));
    let (mistakes, _) = pages.snippet()?.root().errors_and_warnings();
    let Some(first) = mistakes.into_iter().next() else { return Some(()) };
    report(&pages, &[SourceDiagnostic::from(first)], sink);
    None
}

/// Tells what stopped Typst.
pub fn report(pages: &Pages, mistakes: &[SourceDiagnostic], sink: &mut Sink) -> Failed {
    for mistake in mistakes {
        sink.push(diagnostic(pages, mistake));
    }
    Failed
}

/// Tells what Typst found odd in the author's own code. Oddities of our glue are for our tests.
pub fn warn(pages: &Pages, oddities: &[SourceDiagnostic], sink: &mut Sink) {
    for oddity in oddities {
        if let Some((Origin::Code(code), place)) = place(pages, oddity) {
            let span = in_code(pages, code, place);
            let told = Diagnostic::warning(Code::Typst, span, with_backticks(&oddity.message));
            sink.push(with_hints(told, oddity));
        }
    }
}

fn diagnostic(pages: &Pages, mistake: &SourceDiagnostic) -> Diagnostic {
    let told = match place(pages, mistake) {
        Some((Origin::Code(code), place)) => of_code(&mistake.message, in_code(pages, code, place)),
        Some((Origin::Picture(span), _)) => {
            let message = format!("the picture cannot be read: {}", mistake.message);
            Diagnostic::error(Code::Render, *span, message)
                .help("use a PNG, JPEG, GIF, WebP, SVG or PDF file")
        }
        Some((origin, _)) => Diagnostic::error(
            Code::Render,
            origin.span(),
            format!("this block cannot be set: {}", mistake.message),
        ),
        None => Diagnostic::global(Code::Render, format!("the pages cannot be set: {}", mistake.message)),
    };
    with_hints(told, mistake)
}

/// A mistake in code of the author's own. Typst speaks of packages and folders that a report does not
/// have; say what there is.
fn of_code(message: &str, span: Span) -> Diagnostic {
    let told = |message: &str| Diagnostic::error(Code::Typst, span, message);
    if let Some(name) = message.strip_prefix("unknown variable: ") {
        let unknown = told(&format!("unknown variable `{name}`"));
        return match did_you_mean(name, global_names()) {
            Some(near) => unknown.label(format!("did you mean `{near}`?")),
            None => unknown,
        };
    }
    if message.starts_with("package not found") {
        return told("Typst packages cannot be used: a report is made offline");
    }
    if message.starts_with("file not found") {
        return told("Typst code in a report cannot read files")
            .help("show a picture with an `image` block, and data with a `table` or `chart`");
    }
    told(&with_backticks(message))
}

/// `what is wrong: name` as our other messages write it.
fn with_backticks(message: &str) -> String {
    match message.split_once(": ") {
        Some((what, name)) if !name.contains([' ', '`']) => format!("{what} `{name}`"),
        _ => message.to_string(),
    }
}

fn with_hints(diagnostic: Diagnostic, mistake: &SourceDiagnostic) -> Diagnostic {
    mistake.hints.iter().fold(diagnostic, |told, hint| told.help(hint.v.as_str()))
}

/// What a mistake comes from, and where it is in that. The innermost place in code of the author's own
/// wins over places in our glue, which the author cannot change.
fn place<'p>(pages: &'p Pages, mistake: &SourceDiagnostic) -> Option<(&'p Origin, DiagSpan)> {
    let calls = mistake.trace.iter().map(|call| DiagSpan::from(call.span));
    let spans = std::iter::once(mistake.span).chain(calls);
    let origins: Vec<(&Origin, DiagSpan)> =
        spans.filter_map(|span| Some((pages.origin(span.id()?)?, span))).collect();
    let authors = origins.iter().find(|(origin, _)| matches!(origin, Origin::Code(_)));
    authors.or(origins.first()).copied()
}

/// The place in the author's own file.
fn in_code(pages: &Pages, code: &Text, place: DiagSpan) -> Span {
    pages.range(place).map_or(code.span(), |range| code.span_of(range))
}
