//! The one place that calls minijinja's parser: text to its tree, and its complaints to words that say
//! what to type instead.

use minijinja::machinery::{parse_expr, tokenize};
use minijinja::syntax::SyntaxConfig;
use std::ops::Range;

pub(super) use minijinja::machinery::ast;

/// Longer expressions belong into SQL. The parser calls itself for each sign, `not` and `else` without
/// a limit of its own, so this one also keeps the stack from running out.
const TOKENS_MAX: usize = 400;

/// What is wrong with the text of an expression.
#[derive(Debug)]
pub(super) struct Mistake {
    /// What is wrong.
    pub message: String,
    /// The bytes it is about.
    pub at: Range<usize>,
    /// What to do.
    pub help: Option<String>,
    /// What to write in its place.
    pub instead: Option<&'static str>,
}

impl Mistake {
    pub fn new(at: Range<usize>, message: impl Into<String>) -> Mistake {
        Mistake { message: message.into(), at, help: None, instead: None }
    }

    pub fn help(mut self, help: impl Into<String>) -> Mistake {
        self.help = Some(help.into());
        self
    }

    fn instead(mut self, text: &'static str) -> Mistake {
        self.help = Some(format!("write `{}`", text.trim()));
        self.instead = Some(text);
        self
    }
}

/// Reads an expression.
pub(super) fn parse(source: &str) -> Result<ast::Expr<'_>, Mistake> {
    if source.trim().is_empty() {
        return Err(Mistake::new(0..source.len(), "the expression is empty"));
    }
    // The first token that cannot be read ends the count; the parser tells of it.
    if tokenize(source, true, SyntaxConfig::default()).take_while(Result::is_ok).count() > TOKENS_MAX {
        let message = format!("the expression has more than {TOKENS_MAX} words and signs");
        return Err(Mistake::new(0..source.len(), message).help("compute it in the SQL of a dataset"));
    }
    parse_expr(source).map_err(|error| {
        let at = clamp(source, error.range().unwrap_or(0..source.len()));
        explain(source, at, error.detail().unwrap_or("the expression cannot be read"))
    })
}

/// Ranges of the parser may end one byte past the end or inside a character.
fn clamp(source: &str, at: Range<usize>) -> Range<usize> {
    let start = source.floor_char_boundary(at.start.min(source.len()));
    let end = source.ceil_char_boundary(at.end.clamp(start, source.len()));
    start..end
}

/// The usual slips, by what stands at the place of the complaint.
fn explain(source: &str, at: Range<usize>, detail: &str) -> Mistake {
    let here = &source[at.start..];
    let found = &source[at.clone()];
    let before = source[..at.start].trim_end();
    let slip = |len: usize, wrong: &str, right| {
        Mistake::new(at.start..at.start + len, format!("`{wrong}` is not an operator here")).instead(right)
    };
    if here.starts_with("=") && !here.starts_with("==") {
        return Mistake::new(at.start..at.start + 1, "`=` does not compare").instead("==");
    }
    if here.starts_with("&&") {
        return slip(2, "&&", "and");
    }
    if here.starts_with('|') && before.ends_with('|') {
        let at = before.len() - 1..at.start + 1;
        return Mistake::new(at, "`||` is not an operator here").instead("or");
    }
    if here.starts_with('!') {
        return slip(1, "!", "not ");
    }
    if here.starts_with('>') && before.ends_with('<') {
        let at = before.len() - 1..at.start + 1;
        return Mistake::new(at, "`<>` is not an operator here").instead("!=");
    }
    match found {
        "AND" => return slip(3, "AND", "and"),
        "OR" => return slip(2, "OR", "or"),
        "NOT" => return slip(3, "NOT", "not"),
        _ => {}
    }
    if let Some(mistake) = parentheses(source).or_else(|| habit(source, at.clone())) {
        return mistake;
    }
    match here.chars().next() {
        Some('?') => Mistake::new(at, "`?` cannot stand here").help("write `a if condition else b`"),
        Some('$') => Mistake::new(at, "`$` cannot stand here")
            .help("parameters are named without `$` outside of SQL; a range has `.start` and `.end`"),
        Some(quote @ ('“' | '”' | '‘' | '’')) => {
            Mistake::new(at, format!("`{quote}` does not quote")).help("write straight quotes: `'text'`")
        }
        _ => generic(source, at, detail),
    }
}

/// Words that other languages have in conditions, and numbers as people write them.
fn habit(source: &str, at: Range<usize>) -> Option<Mistake> {
    let found = &source[at.clone()];
    let before = source[..at.start].trim_end();
    let digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let wrong = |message: String| Mistake::new(at.clone(), message);
    let unknown = || wrong(format!("there is no `{found}` here"));
    match found.to_ascii_lowercase().as_str() {
        "like" | "contains" => Some(unknown().help("write `'part' in text`")),
        "between" => Some(unknown().help("write `1 <= x and x <= 2`; for days, `day in period`")),
        "," if before.ends_with(|c: char| c.is_ascii_digit()) && digit(&source[at.end..]) => {
            Some(wrong("a number has no `,` in it".into()).help("write `1000`, and `0.5` for a half"))
        }
        "." if digit(&source[at.end..]) => {
            Some(wrong("a number begins with a digit".into()).help("write `0.5`"))
        }
        _ if before == "if" => {
            let at = source.len() - source.trim_start().len();
            Some(Mistake::new(at..at + 2, "no `if` is needed here").help("write the condition alone"))
        }
        _ => None,
    }
}

/// A parenthesis without its other half; those in quotes do not count.
fn parentheses(source: &str) -> Option<Mistake> {
    let mut open = Vec::new();
    let (mut quote, mut escaped) = (None, false);
    for (at, c) in source.char_indices() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(close) if c == close => quote = None,
            Some(_) => {}
            None if c == '\'' || c == '"' => quote = Some(c),
            None if c == '(' => open.push(at),
            None if c == ')' && open.pop().is_none() => {
                return Some(Mistake::new(at..at + 1, "this `)` closes nothing"));
            }
            None => {}
        }
    }
    // An open quote hides what follows; it is told first.
    let at = open.pop().filter(|_| quote.is_none())?;
    Some(Mistake::new(at..at + 1, "this `(` is never closed").help("add `)`"))
}

/// The last word or sign.
fn last_word(source: &str) -> Range<usize> {
    let end = source.trim_end().len();
    let word = source[..end].rfind(|c: char| c.is_whitespace()).map_or(0, |at| at + 1);
    word..end
}

fn generic(source: &str, at: Range<usize>, detail: &str) -> Mistake {
    let found = &source[at.clone()];
    if let Some(expected) = detail.strip_prefix("unexpected end of input, expected ") {
        let expected = match expected {
            "expression" => "a value",
            "identifier" => "a name",
            other => other,
        };
        let message = format!("the expression ends too early: after this, {expected} is expected");
        return Mistake::new(last_word(source), message);
    }
    match detail {
        "unexpected end of string" => {
            let start = open_quote(source).unwrap_or(at.start);
            let at = start..source.trim_end().len().max(start);
            Mistake::new(at, "the text is never closed").help("add the closing quote")
        }
        "unexpected input after expression" | "unexpected input after end of variable block" => {
            Mistake::new(at, format!("`{found}` cannot stand here")).help("is an operator missing before it?")
        }
        "unexpected character" => Mistake::new(at, format!("`{found}` cannot stand here")),
        "template exceeds maximum recursion limits" => {
            Mistake::new(at, "the expression is nested too deeply")
        }
        other => Mistake::new(at, other.to_string()),
    }
}

/// The place of the quote that is open at the end.
fn open_quote(source: &str) -> Option<usize> {
    let mut open: Option<(usize, char)> = None;
    let mut escaped = false;
    for (at, c) in source.char_indices() {
        match open {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some((_, quote)) if c == quote => open = None,
            Some(_) => {}
            None if c == '\'' || c == '"' => open = Some((at, c)),
            None => {}
        }
    }
    open.map(|(at, _)| at)
}
