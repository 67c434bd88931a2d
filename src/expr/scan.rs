//! Finds `{{ }}` in text; knows quotes inside the braces, and nothing else of expressions.

use super::syntax::Mistake;
use std::ops::Range;

/// A piece of a text with expressions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Segment {
    /// Words.
    Words(Range<usize>),
    /// An expression: with its braces, and without.
    Code {
        /// With its braces.
        outer: Range<usize>,
        /// Without.
        inner: Range<usize>,
    },
}

/// Splits a text into words and expressions.
pub(super) fn scan(text: &str) -> Result<Vec<Segment>, Mistake> {
    let mut segments = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find("{{").map(|offset| at + offset) {
        if open > at {
            segments.push(Segment::Words(at..open));
        }
        let inner = open + 2;
        if text[inner..].starts_with('{') {
            return Err(Mistake::new(open..inner + 1, "an expression has two braces, not three")
                .help("write `{{ … }}`"));
        }
        let Some(close) = closing(&text[inner..]).map(|offset| inner + offset) else {
            let mistake = Mistake::new(open..inner, "`{{` is never closed");
            return Err(mistake.help("add `}}`; for braces as text write `{{ '{{' }}`"));
        };
        if let Some(within) = text[inner..close].find("{{")
            && !is_quoted(&text[inner..close], within)
        {
            let mistake = Mistake::new(inner + within..inner + within + 2, "braces do not stand in braces");
            return Err(mistake.help("write the name alone"));
        }
        if text[inner..].starts_with("- ") || text[inner..close].ends_with('-') {
            let mistake = Mistake::new(open..close + 2, "`{{-` and `-}}` do not trim space here");
            return Err(mistake.help("write `{{ … }}`"));
        }
        segments.push(Segment::Code { outer: open..close + 2, inner: inner..close });
        at = close + 2;
    }
    if at < text.len() {
        segments.push(Segment::Words(at..text.len()));
    }
    Ok(segments)
}

/// The place of the braces that close an expression; braces in quotes do not.
fn closing(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '\'' || c == '"' => quote = Some(c),
            None if text[at..].starts_with("}}") => return Some(at),
            None => {}
        }
    }
    // An apostrophe that is never closed hides all that follows; the parser tells of it.
    text.find("}}")
}

/// Whether a place of an expression lies in quotes.
pub(super) fn is_quoted(text: &str, place: usize) -> bool {
    let (mut quote, mut escaped) = (None, false);
    for c in text[..place].chars() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            None if c == '\'' || c == '"' => quote = Some(c),
            _ => {}
        }
    }
    quote.is_some()
}

/// Signs of other template languages in words, and braces that close nothing.
pub(super) fn stray(words: &str, offset: usize) -> Option<Mistake> {
    statement(words, offset).or_else(|| comment(words, offset)).or_else(|| {
        let close = offset + words.find("}}")?;
        let mistake = Mistake::new(close..close + 2, "this `}}` closes nothing");
        Some(mistake.help("add `{{` before it; for braces as text write `{{ '}}' }}`"))
    })
}

fn comment(words: &str, offset: usize) -> Option<Mistake> {
    let open = words.find("{#")?;
    let end = open + words[open..].find("#}")? + 2;
    let mistake = Mistake::new(offset + open..offset + end, "there are no `{# #}` comments in reports");
    Some(mistake.help("put a comment of YAML, `# …`, outside of the text"))
}

/// The mistake of a `{%` in words, if there is one.
fn statement(words: &str, offset: usize) -> Option<Mistake> {
    let open = words.find("{%")?;
    let end = words[open..].find("%}").map_or(open + 2, |len| open + len + 2);
    let mistake = Mistake::new(offset + open..offset + end, "there are no `{% %}` statements in reports");
    let inside = words[open + 2..end].trim_start_matches(['-', ' ']);
    Some(mistake.help(match inside.split_whitespace().next() {
        Some("for") => "to repeat blocks for each row, write `repeat:` on a block or section",
        Some("set") => "compute values in the SQL of a dataset",
        _ => "write `{{ a if condition else b }}`, or `when:` on a block or section",
    }))
}
