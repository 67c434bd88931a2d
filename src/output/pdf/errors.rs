//! From Typst's mistakes to ours: each is told at the place in the author's own file.

use super::world::{Origin, Pages};
use crate::diag::{Code, Diagnostic, Failed, Sink};
use typst::diag::SourceDiagnostic;
use typst::syntax::{DiagSpan, FileId};
use typst::{World, WorldExt};

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
        if let Some((Origin::Code(span), line)) = place(pages, oddity) {
            let message = in_line(line, &oddity.message);
            sink.push(with_hints(Diagnostic::warning(Code::Typst, span, message), oddity));
        }
    }
}

fn diagnostic(pages: &Pages, mistake: &SourceDiagnostic) -> Diagnostic {
    let told = match place(pages, mistake) {
        Some((Origin::Code(span), line)) => {
            Diagnostic::error(Code::Typst, span, in_line(line, &mistake.message))
        }
        Some((Origin::Picture(span), _)) => {
            let message = format!("the picture cannot be read: {}", mistake.message);
            Diagnostic::error(Code::Render, span, message).help("use a PNG, JPEG, GIF, WebP, SVG or PDF file")
        }
        Some((Origin::Block(span), _)) => {
            Diagnostic::error(Code::Render, span, format!("this block cannot be set: {}", mistake.message))
        }
        None => Diagnostic::global(Code::Render, format!("the pages cannot be set: {}", mistake.message)),
    };
    with_hints(told, mistake)
}

fn with_hints(diagnostic: Diagnostic, mistake: &SourceDiagnostic) -> Diagnostic {
    mistake.hints.iter().fold(diagnostic, |told, hint| told.help(hint.v.as_str()))
}

fn in_line(line: Option<usize>, message: &str) -> String {
    match line {
        Some(line) => format!("line {line} of this Typst code: {message}"),
        None => message.to_string(),
    }
}

/// What a mistake comes from, and the line of the author's code. The innermost place in code of the
/// author's own wins over places in our glue, which the author cannot change.
fn place(pages: &Pages, mistake: &SourceDiagnostic) -> Option<(Origin, Option<usize>)> {
    let calls = mistake.trace.iter().map(|call| DiagSpan::from(call.span));
    let spans: Vec<DiagSpan> = std::iter::once(mistake.span).chain(calls).collect();
    let origins: Vec<(Origin, DiagSpan, FileId)> = spans
        .into_iter()
        .filter_map(|span| span.id().map(|file| (span, file)))
        .filter_map(|(span, file)| pages.origin(file).map(|origin| (origin, span, file)))
        .collect();
    let authors = origins.iter().find(|(origin, ..)| matches!(origin, Origin::Code(_)));
    let (origin, span, file) = authors.or(origins.first())?;
    Some((*origin, line_of(pages, *span, *file)))
}

fn line_of(pages: &Pages, span: DiagSpan, file: FileId) -> Option<usize> {
    let start = pages.range(span)?.start;
    let source = pages.source(file).ok()?;
    Some(source.text().get(..start)?.matches('\n').count() + 1)
}
