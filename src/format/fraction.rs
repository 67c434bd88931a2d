//! Numbers with a vulgar fraction: `# ?/?`, `# ??/16`, `?/?`.

use super::FormatError;
use super::code::{Denominator, FractionCode, Place, error};
use super::digits::Digits;
use super::scan::{MINUS, Token};
use std::ops::Range;

/// Finer fractions than 1/999 say nothing to a reader.
const DENOMINATOR_DIGITS_MAX: u32 = 3;
/// What is left below this is noise of binary fractions.
const CLOSE: f64 = 5e-8;

/// Reads a section with a fraction bar at token `slash`.
pub(super) fn parse(
    tokens: Vec<(Token, Range<usize>)>,
    slash: usize,
    at: &Range<usize>,
) -> Result<FractionCode, FormatError> {
    let is_place = |token: &Token| matches!(token, Token::Place(_) | Token::Figure(_));
    let numerator = tokens[..slash].iter().rposition(|(token, _)| !is_place(token)).map_or(0, |i| i + 1);
    let below = tokens[slash + 1..].iter().take_while(|(token, _)| is_place(token)).count();
    let end = slash + 1 + below;
    let denominator = denominator(&tokens[slash + 1..end], at)?;

    let first = tokens[..numerator].iter().position(|(token, _)| matches!(token, Token::Place(_)));
    let whole = first.map(|first| match &tokens[first].0 {
        Token::Place(place) if tokens[..numerator].iter().all(|(t, _)| *t != Token::Place(Place::Zero)) => {
            *place
        }
        _ => Place::Zero,
    });
    let mut code = FractionCode { before: String::new(), whole, denominator, after: String::new() };
    for (index, (token, _)) in tokens.into_iter().enumerate() {
        match index {
            _ if index < first.unwrap_or(numerator) => token.write_literal(&mut code.before),
            _ if index < end => {}
            _ => token.write_literal(&mut code.after),
        }
    }
    code.before = code.before.replace('-', &MINUS.to_string());
    Ok(code)
}

fn denominator(tokens: &[(Token, Range<usize>)], at: &Range<usize>) -> Result<Denominator, FormatError> {
    let fixed = tokens.iter().any(|(token, _)| matches!(token, Token::Figure(_)));
    if fixed {
        let mut text = String::new();
        tokens.iter().for_each(|(token, _)| token.clone().write_literal(&mut text));
        let number = text.parse().ok().filter(|number| *number > 0);
        return number
            .map(Denominator::Fixed)
            .ok_or_else(|| error("a denominator is a whole number or places: `# ?/8`, `# ?/?`", at.clone()));
    }
    let digits = (tokens.len() as u32).min(DENOMINATOR_DIGITS_MAX);
    Ok(Denominator::UpTo(10u32.pow(digits) - 1))
}

impl FractionCode {
    /// Whether the number is shown as zero.
    pub fn shows_zero(&self, digits: &Digits) -> bool {
        let (whole, numerator, _) = self.split(digits);
        whole == 0.0 && numerator == 0
    }

    /// Writes the number without its sign.
    pub fn write(&self, digits: &Digits, out: &mut String) {
        let (whole, numerator, denominator) = self.split(digits);
        out.push_str(&self.before);
        let show_whole = match self.whole {
            None => false,
            Some(Place::Zero) => true,
            Some(Place::Hash | Place::Question) => whole != 0.0 || numerator == 0,
        };
        if show_whole {
            out.push_str(&format!("{whole:.0}"));
        }
        if numerator != 0 || self.whole.is_none() {
            if show_whole {
                out.push(' ');
            }
            out.push_str(&format!("{numerator}/{denominator}"));
        }
        out.push_str(&self.after);
    }

    /// The whole part, numerator and denominator. Fractions are approximate by nature, so this is the
    /// one place where a number passes through `f64`.
    fn split(&self, digits: &Digits) -> (f64, u64, u64) {
        let number = digits.clone().unsigned().to_f64();
        let whole = if self.whole.is_some() { number.trunc() } else { 0.0 };
        let rest = number - whole;
        let (numerator, denominator) = match self.denominator {
            Denominator::Fixed(denominator) => {
                ((rest * f64::from(denominator)).round() as u64, u64::from(denominator))
            }
            Denominator::UpTo(most) => convergent(rest, u64::from(most)),
        };
        if self.whole.is_some() && numerator == denominator {
            return (whole + 1.0, 0, denominator);
        }
        (whole, numerator, denominator)
    }
}

/// The last convergent of the continued fraction with a denominator up to `most`, as spreadsheets
/// choose it; a better fraction may exist, but the workbook would disagree.
fn convergent(number: f64, most: u64) -> (u64, u64) {
    let (mut before, mut last) = ((0, 1), (1, 0));
    let mut rest = number;
    loop {
        let floor = rest.floor();
        let next = (floor as u64 * last.0 + before.0, floor as u64 * last.1 + before.1);
        if next.1 > most {
            return last;
        }
        if rest - floor < CLOSE {
            return next;
        }
        (before, last) = (last, next);
        rest = 1.0 / (rest - floor);
    }
}
