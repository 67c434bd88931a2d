//! The parser of Excel number-format codes: text to sections of parts; knows nothing of values.

use super::FormatError;
use super::scan::{Token, scan};
use crate::theme::Color;
use std::ops::Range;

/// Excel refuses longer codes.
const CODE_LEN_MAX: usize = 255;
/// Numbers above, below and at zero, and text.
const SECTIONS_MAX: usize = 4;

/// One of up to four sections of a code.
#[derive(Debug)]
pub(super) struct Section {
    /// When it applies, where the code says so itself.
    pub condition: Option<Condition>,
    /// The colour it asks for.
    pub color: Option<Color>,
    /// What it shows.
    pub body: Body,
}

/// A condition such as `[<100]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Condition {
    /// How the number is compared.
    pub test: Test,
    /// What it is compared with.
    pub limit: f64,
}

/// A comparison in a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Test {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
}

/// What a section shows.
#[derive(Debug)]
pub(super) enum Body {
    /// A number, as it is.
    General(Vec<Piece>),
    /// A number by its places.
    Number(NumberCode),
    /// A number with a vulgar fraction.
    Fraction(FractionCode),
    /// A date, a time, or both.
    Date(DateCode),
    /// A text.
    Text(Vec<Piece>),
}

/// A part that does not depend on the kind of value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    /// Words, shown as they are.
    Literal(String),
    /// The value itself.
    Value,
}

/// How a place without a digit is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `0`: a zero.
    Zero,
    /// `#`: nothing.
    Hash,
    /// `?`: a space as wide as a digit.
    Question,
}

/// A number by its places.
#[derive(Debug, Default)]
pub(super) struct NumberCode {
    /// What is shown, in order.
    pub parts: Vec<NumberPart>,
    /// Places before the point.
    pub whole: usize,
    /// Places after the point.
    pub decimals: usize,
    /// Whether digits are grouped.
    pub grouped: bool,
    /// The power of ten the number is multiplied by: 2 for `%`, -3 for each trailing comma.
    pub shift: i32,
    /// Whether there is a percent sign.
    pub percent: bool,
    /// Places of the exponent.
    pub exponent: usize,
}

/// A part of [`NumberCode`].
#[derive(Debug, Clone, PartialEq)]
pub(super) enum NumberPart {
    /// Words, shown as they are.
    Literal(String),
    /// A place before the point.
    Whole(Place),
    /// The decimal point.
    Point,
    /// A place after the point.
    Decimal(Place),
    /// `E+` or `E-`.
    Exponent {
        /// Whether a plus is shown.
        plus: bool,
    },
    /// A place of the exponent.
    ExponentDigit(Place),
}

/// A number with a vulgar fraction.
#[derive(Debug)]
pub(super) struct FractionCode {
    /// Shown before the number.
    pub before: String,
    /// How the whole part is shown; absent where the fraction carries everything: `?/?`.
    pub whole: Option<Place>,
    /// The denominator, or the largest one allowed.
    pub denominator: Denominator,
    /// Shown after the number.
    pub after: String,
}

/// What may stand below the bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Denominator {
    /// Always this.
    Fixed(u32),
    /// The best one up to this.
    UpTo(u32),
}

/// A date, a time, or both.
#[derive(Debug)]
pub(super) struct DateCode {
    /// What is shown, in order.
    pub parts: Vec<DatePart>,
    /// Whether the clock has twelve hours.
    pub twelve_hours: bool,
    /// Whether any part counts hours, minutes or seconds across days.
    pub elapsed: bool,
    /// Whether any part needs a day of the calendar.
    pub calendar: bool,
    /// Whether a day of the month is shown, which changes the name of the month in some languages.
    pub day: bool,
}

/// A part of [`DateCode`]; numbers are the least count of digits.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum DatePart {
    /// Words, shown as they are.
    Literal(String),
    /// `yy` (2) or `yyyy` (4).
    Year(usize),
    /// `m` to `mmmmm`.
    Month(usize),
    /// `d` to `dddd`.
    Day(usize),
    /// `h` or `hh`.
    Hour(usize),
    /// `m` or `mm` beside hours or seconds.
    Minute(usize),
    /// `s` or `ss`.
    Second(usize),
    /// `.0`, `.00` or `.000` after seconds.
    Subsecond(usize),
    /// `AM/PM`, `am/pm`, `A/P` or `a/p`.
    Half {
        /// Whether the letters are small.
        small: bool,
        /// Whether only the first letter is shown.
        short: bool,
    },
    /// `[h]`: all hours.
    AllHours(usize),
    /// `[m]`: all minutes.
    AllMinutes(usize),
    /// `[s]`: all seconds.
    AllSeconds(usize),
}

/// Reads a whole code.
pub(super) fn parse(code: &str) -> Result<Vec<Section>, FormatError> {
    if code.len() > CODE_LEN_MAX {
        return Err(error(
            format!("a format has at most {CODE_LEN_MAX} characters"),
            CODE_LEN_MAX..code.len(),
        ));
    }
    if code.is_empty() {
        return Err(error("the format is empty", 0..0));
    }
    let mut sections = Vec::new();
    for scanned in scan(code)? {
        if sections.len() == SECTIONS_MAX {
            let at = scanned.at.start.saturating_sub(1)..code.len();
            return Err(error("a format has at most four sections: positive;negative;zero;text", at));
        }
        let body = body(scanned.tokens, &scanned.at)?;
        sections.push(Section { condition: scanned.condition, color: scanned.color, body });
    }
    Ok(sections)
}

pub(super) fn error(message: impl Into<String>, at: Range<usize>) -> FormatError {
    FormatError { message: message.into(), at, instead: None, whole: true }
}

/// Decides what kind of value a section shows, by the letters it holds.
fn body(tokens: Vec<(Token, Range<usize>)>, at: &Range<usize>) -> Result<Body, FormatError> {
    let has = |wanted: fn(&Token) -> bool| tokens.iter().position(|(token, _)| wanted(token));
    let date = has(|token| matches!(token, Token::Date(..) | Token::Half { .. } | Token::All(..)));
    let text = has(|token| *token == Token::At);
    let general = has(|token| *token == Token::General);
    let number = has(|token| matches!(token, Token::Place(_) | Token::Exponent { .. }));
    match (date, text, general, number) {
        (Some(_), None, None, _) => super::date::parse(tokens).map(Body::Date),
        (None, Some(_), None, None) => Ok(Body::Text(pieces(tokens))),
        (None, None, Some(_), None) => Ok(Body::General(pieces(tokens))),
        (None, None, None, _) => number_body(tokens, at),
        _ => {
            let second = [date, text, general, number].into_iter().flatten().max().unwrap_or(0);
            let message = "one section shows a number, a date or a text, not two of them";
            Err(error(message, tokens[second].1.clone()))
        }
    }
}

/// The parts of a section that shows the value as a whole.
fn pieces(tokens: Vec<(Token, Range<usize>)>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (token, _) in tokens {
        match (token, pieces.last_mut()) {
            (Token::At | Token::General, _) => pieces.push(Piece::Value),
            (token, Some(Piece::Literal(text))) => token.write_literal(text),
            (token, _) => {
                let mut text = String::new();
                token.write_literal(&mut text);
                pieces.push(Piece::Literal(text));
            }
        }
    }
    pieces
}

fn number_body(tokens: Vec<(Token, Range<usize>)>, at: &Range<usize>) -> Result<Body, FormatError> {
    let is_place = |token: &Token| matches!(token, Token::Place(_) | Token::Figure(_));
    let slash = tokens.iter().position(|(token, _)| *token == Token::Slash).filter(|slash| {
        let before = tokens[..*slash].last().is_some_and(|(token, _)| is_place(token));
        before && tokens.get(slash + 1).is_some_and(|(token, _)| is_place(token))
    });
    match slash {
        Some(slash) => super::fraction::parse(tokens, slash, at).map(Body::Fraction),
        None => super::number::parse(tokens).map(Body::Number),
    }
}
