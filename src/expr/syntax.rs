//! The one place that calls minijinja's parser: text to its tree, and its complaints to the words of
//! `slips`.

use super::slips;
use minijinja::machinery::{Token, parse_expr, tokenize};
use minijinja::syntax::SyntaxConfig;
use std::ops::Range;

pub(super) use minijinja::machinery::ast;

/// Longer expressions belong into SQL. The parser calls itself for each sign, `not` and `else` without
/// a limit of its own, so this one also keeps the stack from running out.
const TOKENS_MAX: usize = 400;
/// Mistakes of one expression that are told at once; each costs a further reading.
const MISTAKES_MAX: usize = 10;

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
    pub instead: Option<String>,
}

impl Mistake {
    pub fn new(at: Range<usize>, message: impl Into<String>) -> Mistake {
        Mistake { message: message.into(), at, help: None, instead: None }
    }

    pub fn help(mut self, help: impl Into<String>) -> Mistake {
        self.help = Some(help.into());
        self
    }

    /// What to write in its place; nothing else can have been meant.
    pub fn instead(mut self, text: impl Into<String>) -> Mistake {
        self.instead = Some(text.into());
        self
    }
}

/// Reads an expression.
pub(super) fn parse(source: &str) -> Result<ast::Expr<'_>, Mistake> {
    if source.trim().is_empty() {
        return Err(Mistake::new(0..source.len(), "the expression is empty"));
    }
    // The first token that cannot be read ends the list; the parser tells of it.
    let tokens: Vec<_> = tokenize(source, true, SyntaxConfig::default()).map_while(Result::ok).collect();
    let is_text = |token: &Token| matches!(token, Token::Str(_) | Token::String(_));
    // The parser would join them without a word.
    if let Some([_, (_, second)]) =
        tokens.windows(2).find(|pair| pair.iter().all(|(token, _)| is_text(token)))
    {
        let at = clamp(source, second.start_offset as usize..second.end_offset as usize);
        let message = "two texts stand beside each other";
        return Err(Mistake::new(at, message).help("is a `,` or a `~` missing between them?"));
    }
    if tokens.len() > TOKENS_MAX {
        let message = format!("the expression has more than {TOKENS_MAX} words and signs");
        return Err(Mistake::new(0..source.len(), message).help("compute it in the SQL of a dataset"));
    }
    parse_expr(source).map_err(|error| {
        let at = clamp(source, error.range().unwrap_or(0..source.len()));
        slips::explain(source, at, error.detail().unwrap_or("the expression cannot be read"))
    })
}

/// All mistakes of a text in turn, as far as each says what to write instead: the text is mended and read again.
pub(super) fn mistakes(source: &str, first: Mistake) -> Vec<Mistake> {
    let mut mended = source.to_owned();
    let mut found = vec![first];
    // How many bytes were put in and taken out so far.
    let (mut written, mut taken) = (0, 0);
    while let Some(Mistake { at, instead: Some(instead), .. }) = found.last() {
        if found.len() == MISTAKES_MAX {
            break;
        }
        let start = at.start + written - taken;
        mended.replace_range(start..start + at.len(), instead);
        (written, taken) = (written + instead.len(), taken + at.len());
        let Err(mut next) = parse(&mended) else { break };
        // What stands before the change is no mistake of its own.
        if next.at.start < start + instead.len() {
            break;
        }
        next.at = next.at.start + taken - written..next.at.end + taken - written;
        found.push(next);
    }
    found
}

/// Ranges of the parser may end one byte past the end or inside a character.
fn clamp(source: &str, at: Range<usize>) -> Range<usize> {
    let start = source.floor_char_boundary(at.start.min(source.len()));
    let end = source.ceil_char_boundary(at.end.clamp(start, source.len()));
    start..end
}
