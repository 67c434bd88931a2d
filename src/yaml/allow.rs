//! Comments that speak to Folio: `# folio: allow CODE reason`.

use crate::diag::{Allowance, CODES, Code, Diagnostic, FileId, Sink, Span, did_you_mean};
use granit_parser::{Event, Parser, Placement, ScalarStyle};
use std::ops::Range;

/// What such a comment begins with.
const OPENING: &str = "folio:";

/// A comment that speaks to Folio.
struct Comment {
    range: Range<usize>,
    /// The lines it speaks of, once they are known.
    lines: Option<(usize, usize)>,
    /// Whether it stands behind something on its own line.
    is_trailing: bool,
}

/// Hands the allowances of a file to the sink. The file is read once more for them, up to its first
/// syntax error, when it has any.
pub(super) fn collect(file: FileId, text: &str, sink: &mut Sink) {
    let mut found = text.match_indices(OPENING).map(|(at, _)| text[..at].trim_end_matches([' ', '\t']));
    if !found.any(|before| before.ends_with('#')) {
        return;
    }
    for comment in comments(text) {
        let span = Span::new(file, comment.range.start, comment.range.end);
        let lines = comment.lines.unwrap_or((0, 0));
        match understand(&text[comment.range], span) {
            Ok((code, reason)) => sink.allow(Allowance { code, reason, span, lines: lines.0..=lines.1 }),
            Err(told) => sink.push(*told),
        }
    }
}

/// The comments that speak to Folio, each with the lines it speaks of: the next one with content, and
/// all of a block of text that begins on it.
fn comments(text: &str) -> Vec<Comment> {
    let mut comments: Vec<Comment> = Vec::new();
    let mut last_line = 0;
    for (event, span) in Parser::new_from_str(text).map_while(Result::ok) {
        let Some(range) = span.byte_range().filter(|range| range.end <= text.len()) else { continue };
        let (first, end) = (span.start.line(), span.end.line());
        match event {
            Event::Comment(words, placement) if words.trim_start().starts_with(OPENING) => {
                let is_trailing = placement == Placement::Right;
                comments.push(Comment { range, lines: is_trailing.then_some((first, first)), is_trailing });
            }
            Event::Scalar(_, style, ..) => {
                let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                // The text of a block begins below the line that announces it.
                let start = if is_block { last_line } else { first };
                settle(&mut comments, start, end);
                last_line = end;
            }
            Event::SequenceStart(..) | Event::MappingStart(..) if !range.is_empty() => {
                settle(&mut comments, first, first);
                last_line = first;
            }
            _ => {}
        }
    }
    comments
}

/// Tells comments above a line what they speak of.
fn settle(comments: &mut [Comment], first: usize, last: usize) {
    for comment in comments.iter_mut().rev() {
        match &mut comment.lines {
            None => comment.lines = Some((first, last)),
            Some(lines) if !comment.is_trailing && lines.0 == first => lines.1 = lines.1.max(last),
            Some(_) => return,
        }
    }
}

/// The code and the reason in a comment.
fn understand(comment: &str, span: Span) -> Result<(Code, String), Box<Diagnostic>> {
    let warning = |message: String| Diagnostic::warning(Code::UnusedAllow, span, message);
    const FORM: &str = "write `# folio: allow CODE reason`";
    let words = comment.trim_start_matches('#').trim_start().strip_prefix(OPENING).unwrap_or_default();
    let mut words = words.split_whitespace();
    if words.next() != Some("allow") {
        return Err(Box::new(warning("a comment for Folio that says nothing it knows".into()).help(FORM)));
    }
    let Some(name) = words.next() else {
        return Err(Box::new(warning("`allow` needs the code of a warning".into()).help(FORM)));
    };
    let Some(code) = Code::named(name) else {
        let told = warning(format!("there is no code `{name}`"));
        return Err(Box::new(match did_you_mean(name, CODES.iter().map(|info| info.name)) {
            Some(near) => {
                let start = span.start as usize + comment.find(name).unwrap_or_default();
                let place = Span::new(span.file, start, start + name.len());
                told.at(place, format!("did you mean `{near}`?")).fix(format!("use `{near}`"), place, near)
            }
            None => told.help("`folio explain` lists all codes"),
        }));
    };
    let reason = words.collect::<Vec<_>>().join(" ");
    if reason.is_empty() {
        let told = warning(format!("`allow {name}` gives no reason"));
        return Err(Box::new(
            told.help("say after the code why it is right here; whoever reads it next will ask"),
        ));
    }
    Ok((code, reason))
}
