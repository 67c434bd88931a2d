//! The scanner of number-format codes: text to tokens per section, with what stands in brackets.

use super::FormatError;
use super::code::{Condition, Place, Test, error};
use super::palette;
use crate::theme::Color;
use std::ops::Range;

/// A no-break space: `_)` leaves room, and the room must not be trimmed off.
const ROOM: char = '\u{a0}';
/// The true minus.
pub(super) const MINUS: char = '\u{2212}';

/// The smallest pieces of a code.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// Words, shown as they are.
    Literal(String),
    /// An unquoted `-`; a sign or a hyphen.
    Dash,
    /// A place for a digit.
    Place(Place),
    /// A figure from 1 to 9, shown as it is except below a fraction bar.
    Figure(char),
    /// `.`
    Point,
    /// `,`
    Comma,
    /// `%`
    Percent,
    /// `/`
    Slash,
    /// `E+` or `E-`
    Exponent {
        /// Whether a plus is shown.
        plus: bool,
    },
    /// `@`
    At,
    /// `General`
    General,
    /// A run of one date letter: `y m d h s`, and how often it stands there.
    Date(char, usize),
    /// A run of one date letter in brackets: `[h]`.
    All(char, usize),
    /// `AM/PM` or `A/P`.
    Half {
        /// Whether the letters are small.
        small: bool,
        /// Whether only the first letter is shown.
        short: bool,
    },
}

impl Token {
    /// Adds what is shown where the token has no meaning of its own.
    pub fn write_literal(self, text: &mut String) {
        match self {
            Token::Literal(words) => text.push_str(&words),
            Token::Figure(figure) => text.push(figure),
            Token::Dash => text.push('-'),
            Token::Point => text.push('.'),
            Token::Comma => text.push(','),
            Token::Percent => text.push('%'),
            Token::Slash => text.push('/'),
            Token::Place(Place::Zero) => text.push('0'),
            Token::Place(Place::Hash) => text.push('#'),
            Token::Place(Place::Question) => text.push('?'),
            // The classification of sections leaves none of these over.
            Token::Exponent { .. } | Token::At | Token::General => {}
            Token::Date(..) | Token::All(..) | Token::Half { .. } => {}
        }
    }
}

/// One section as scanned.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    /// Its tokens, each with its bytes in the code.
    pub tokens: Vec<(Token, Range<usize>)>,
    /// When it applies.
    pub condition: Option<Condition>,
    /// The colour it asks for.
    pub color: Option<Color>,
    /// Its bytes in the code.
    pub at: Range<usize>,
}

/// Splits a code into sections and tokens.
pub(super) fn scan(code: &str) -> Result<Vec<Scanned>, FormatError> {
    let mut sections = vec![Scanned::default()];
    let mut at = 0;
    while let Some(c) = code[at..].chars().next() {
        let last = sections.len() - 1;
        if c == ';' {
            sections[last].at.end = at;
            sections.push(Scanned { at: at + 1..at + 1, ..Scanned::default() });
            at += 1;
            continue;
        }
        let (token, len) = match c {
            '[' => bracket(code, at, &mut sections[last])?,
            _ => {
                let (token, len) = token(code, at, c)?;
                (Some(token), len)
            }
        };
        sections[last].tokens.extend(token.map(|token| (token, at..at + len)));
        at += len;
    }
    let last = sections.len() - 1;
    sections[last].at.end = at;
    Ok(sections)
}

/// The token at a place, and its length.
fn token(code: &str, at: usize, c: char) -> Result<(Token, usize), FormatError> {
    let rest = &code[at..];
    let one = |token| Ok((token, c.len_utf8()));
    match c {
        '0' => one(Token::Place(Place::Zero)),
        '#' => one(Token::Place(Place::Hash)),
        '?' => one(Token::Place(Place::Question)),
        '1'..='9' => one(Token::Figure(c)),
        '.' => one(Token::Point),
        ',' => one(Token::Comma),
        '%' => one(Token::Percent),
        '/' => one(Token::Slash),
        '-' => one(Token::Dash),
        '@' => one(Token::At),
        '"' => match rest[1..].find('"') {
            Some(end) => Ok((Token::Literal(rest[1..=end].into()), end + 2)),
            None => Err(error("the quote is never closed", at..code.len())),
        },
        '\\' | '_' | '*' => {
            let Some(next) = rest[1..].chars().next() else {
                return Err(error(format!("a character is missing after `{c}`"), at..at + 1));
            };
            let text = match c {
                '\\' => next.to_string(),
                '_' => ROOM.to_string(),
                // A fill has no width in running text.
                _ => String::new(),
            };
            Ok((Token::Literal(text), 1 + next.len_utf8()))
        }
        'a'..='z' | 'A'..='Z' => letters(code, at, c),
        ']' => Err(error("`]` without `[` before it", at..at + 1)),
        _ => one(Token::Literal(c.into())),
    }
}

/// Letters mean dates, exponents or `General`; all others need quotes.
fn letters(code: &str, at: usize, c: char) -> Result<(Token, usize), FormatError> {
    let rest = &code[at..];
    let starts = |word: &str| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let small = c.is_ascii_lowercase();
    if starts("General") {
        return Ok((Token::General, 7));
    }
    if starts("AM/PM") {
        return Ok((Token::Half { small, short: false }, 5));
    }
    if starts("A/P") {
        return Ok((Token::Half { small, short: true }, 3));
    }
    if starts("E+") || starts("E-") {
        return Ok((Token::Exponent { plus: starts("E+") }, 2));
    }
    let letter = c.to_ascii_lowercase();
    let count = rest.chars().take_while(|next| next.to_ascii_lowercase() == letter).count();
    let longest = match letter {
        'y' | 'd' => 4,
        'm' => 5,
        'h' | 's' => 2,
        _ => {
            let start = code[..at].trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
            let word: String = code[start..].chars().take_while(char::is_ascii_alphabetic).collect();
            let message = format!("words in a format need quotes: `\"{word}\"`");
            return Err(error(message, start..start + word.len()));
        }
    };
    if count > longest {
        let message = format!("`{letter}` stands here {count} times, the most is {longest}");
        return Err(error(message, at..at + count));
    }
    Ok((Token::Date(letter, count), count))
}

/// Reads `[Red]`, `[<100]`, `[h]` or `[$€-407]`.
fn bracket(code: &str, at: usize, section: &mut Scanned) -> Result<(Option<Token>, usize), FormatError> {
    let Some(end) = code[at..].find(']') else {
        return Err(error("the bracket is never closed", at..code.len()));
    };
    let inner = &code[at + 1..at + end];
    let whole = at..at + end + 1;
    let len = end + 1;
    if let Some(currency) = inner.strip_prefix('$') {
        // What follows the dash names a locale; the report's own decides.
        let symbol = currency.split('-').next().unwrap_or("");
        return Ok((Some(Token::Literal(symbol.into())), len));
    }
    if inner.starts_with(['<', '>', '=']) {
        let condition = condition(inner).ok_or_else(|| {
            error(format!("`[{inner}]` is no condition; one looks like `[<100]`"), whole.clone())
        })?;
        section.condition = Some(condition);
        return Ok((None, len));
    }
    if let Some(color) = palette::find(inner) {
        section.color = Some(color);
        return Ok((None, len));
    }
    let letter = inner.chars().next().map(|c| c.to_ascii_lowercase());
    match letter {
        Some(letter @ ('h' | 'm' | 's')) if inner.chars().all(|c| c.to_ascii_lowercase() == letter) => {
            Ok((Some(Token::All(letter, inner.len())), len))
        }
        _ => {
            let message = format!(
                "`[{inner}]` is no colour, condition or elapsed time; \
                 such are `[Red]`, `[<100]`, `[h]`, `[$€]`"
            );
            Err(error(message, whole))
        }
    }
}

fn condition(text: &str) -> Option<Condition> {
    let tests = [
        ("<=", Test::LessOrEqual),
        ("<>", Test::NotEqual),
        (">=", Test::GreaterOrEqual),
        ("<", Test::Less),
        (">", Test::Greater),
        ("=", Test::Equal),
    ];
    let (sign, test) = tests.into_iter().find(|(sign, _)| text.starts_with(sign))?;
    let limit: f64 = text[sign.len()..].trim().parse().ok()?;
    limit.is_finite().then_some(Condition { test, limit })
}
