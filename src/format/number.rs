//! Numbers by their places: `#,##0.00`, `0.0%`, `0.00E+00`, and `General`.

use super::FormatError;
use super::code::{NumberCode, NumberPart, Place, error};
use super::digits::Digits;
use super::region::Region;
use super::scan::{MINUS, Token};
use std::ops::Range;

/// A space as wide as a figure.
const FIGURE_SPACE: char = '\u{2007}';
/// A dash that stands alone, as accountants write zero.
const EN_DASH: char = '\u{2013}';
/// `General` shows no more digits: a floating point number has no more to be trusted.
const GENERAL_DIGITS: usize = 15;
/// `General` writes smaller floating point numbers with an exponent: 0.00001 is the last without.
const GENERAL_POINT_MIN: i32 = -4;

/// Reads a section of places.
pub(super) fn parse(tokens: Vec<(Token, Range<usize>)>) -> Result<NumberCode, FormatError> {
    let is_place = |token: &Token| matches!(token, Token::Place(_));
    let first = tokens.iter().position(|(token, _)| is_place(token));
    let last = tokens.iter().rposition(|(token, _)| is_place(token));
    let point = tokens.iter().position(|(token, _)| *token == Token::Point).filter(|_| first.is_some());
    let exponent = tokens.iter().position(|(token, _)| matches!(token, Token::Exponent { .. }));
    let whole_end = point.or(exponent).unwrap_or(tokens.len());
    let last_whole = tokens[..whole_end].iter().rposition(|(token, _)| is_place(token));

    let mut code = NumberCode::default();
    let mut scaling = false;
    for (index, (token, at)) in tokens.into_iter().enumerate() {
        let after_exponent = exponent.is_some_and(|exponent| index > exponent);
        let after_place = scaling;
        scaling = false;
        match token {
            Token::Place(place) if after_exponent => {
                code.exponent += 1;
                code.parts.push(NumberPart::ExponentDigit(place));
            }
            Token::Place(place) if index > whole_end => {
                code.decimals += 1;
                code.parts.push(NumberPart::Decimal(place));
                scaling = true;
            }
            Token::Place(place) => {
                code.whole += 1;
                code.parts.push(NumberPart::Whole(place));
                scaling = true;
            }
            Token::Comma if code.whole > 0 && last_whole.is_some_and(|last| index < last) => {
                code.grouped = true;
            }
            Token::Comma if after_place => {
                code.shift -= 3;
                scaling = true;
            }
            Token::Point if Some(index) == point => code.parts.push(NumberPart::Point),
            Token::Exponent { plus } if Some(index) == exponent => {
                if first.is_none_or(|first| first > index) || last.is_none_or(|last| last < index) {
                    let message = "an exponent needs places before and after it, as in `0.00E+00`";
                    return Err(error(message, at));
                }
                code.parts.push(NumberPart::Exponent { plus });
            }
            Token::Exponent { .. } => return Err(error("there is an exponent already", at)),
            Token::Dash => {
                let sign = first.is_none_or(|first| index < first) || last.is_none_or(|last| index > last);
                let dash = if first.is_none() {
                    EN_DASH
                } else if sign {
                    MINUS
                } else {
                    '-'
                };
                code.push_literal(|text| text.push(dash));
            }
            Token::Percent => {
                code.shift += 2;
                code.percent = true;
                code.push_literal(|text| text.push('%'));
            }
            other => code.push_literal(|text| other.write_literal(text)),
        }
    }
    Ok(code)
}

impl NumberCode {
    fn push_literal(&mut self, write: impl FnOnce(&mut String)) {
        if let Some(NumberPart::Literal(text)) = self.parts.last_mut() {
            write(text);
            return;
        }
        let mut text = String::new();
        write(&mut text);
        self.parts.push(NumberPart::Literal(text));
    }

    /// Whether there is any place for a digit.
    pub fn has_places(&self) -> bool {
        self.whole + self.decimals > 0
    }

    /// The digits as this code shows them: scaled and rounded.
    pub fn prepare(&self, digits: Digits) -> Digits {
        let digits = digits.shifted(self.shift);
        match self.exponent {
            0 => digits.rounded(self.decimals as i32),
            _ => digits,
        }
    }

    /// Writes prepared digits.
    pub fn write(&self, digits: &Digits, region: &Region, out: &mut String) {
        if self.exponent > 0 {
            let (mantissa, exponent) = self.split(digits);
            return self.write_parts(&mantissa, exponent, region, out);
        }
        self.write_parts(digits, 0, region, out);
    }

    fn write_parts(&self, digits: &Digits, exponent: i32, region: &Region, out: &mut String) {
        let (decimal, _) = region.separators();
        let mut whole_left = self.whole;
        let mut decimals_done = 0;
        let mut exponent_left = self.exponent;
        for part in &self.parts {
            match part {
                NumberPart::Literal(text) => out.push_str(text),
                NumberPart::Whole(place) => {
                    if whole_left == self.whole {
                        self.write_surplus(digits, region, out);
                    }
                    whole_left -= 1;
                    self.write_whole(digits, whole_left, *place, region, out);
                }
                NumberPart::Point => {
                    if self.whole == 0 {
                        self.write_surplus(digits, region, out);
                    }
                    out.push_str(decimal);
                }
                NumberPart::Decimal(place) => {
                    write_decimal(digits, decimals_done, *place, out);
                    decimals_done += 1;
                }
                NumberPart::Exponent { plus } => {
                    let sign = if exponent < 0 {
                        "\u{2212}"
                    } else if *plus {
                        "+"
                    } else {
                        ""
                    };
                    out.push('E');
                    out.push_str(sign);
                }
                NumberPart::ExponentDigit(place) => {
                    exponent_left -= 1;
                    let first = exponent_left + 1 == self.exponent;
                    write_exponent_digit(exponent.unsigned_abs(), exponent_left, first, *place, out);
                }
            }
        }
    }

    /// The digits that are more than there are places; the first place takes them along.
    fn write_surplus(&self, digits: &Digits, region: &Region, out: &mut String) {
        for place in (self.whole..digits.whole_len()).rev() {
            self.write_whole(digits, place, Place::Zero, region, out);
        }
    }

    fn write_whole(&self, digits: &Digits, place: usize, look: Place, region: &Region, out: &mut String) {
        let filled = place < digits.whole_len();
        match look {
            _ if filled => out.push(digits.whole(place)),
            Place::Zero => out.push('0'),
            Place::Question => out.push(FIGURE_SPACE),
            Place::Hash => return,
        }
        if self.grouped && place > 0 && region.ends_group(place) {
            let (_, group) = region.separators();
            match look {
                Place::Question if !filled => out.push(FIGURE_SPACE),
                _ => out.push_str(group),
            }
        }
    }

    /// Mantissa and exponent; with several places before the point the exponent is a multiple of
    /// their number, as engineers write it.
    fn split(&self, digits: &Digits) -> (Digits, i32) {
        if digits.is_zero() {
            return (digits.clone(), 0);
        }
        let exponent_of = |digits: &Digits| match self.whole as i32 {
            0 => digits.point,
            step => (digits.point - 1).div_euclid(step) * step,
        };
        let exponent = exponent_of(digits);
        let mantissa = digits.clone().shifted(-exponent).rounded(self.decimals as i32);
        // Rounding may have carried 9.99 to 10.0.
        let carried = exponent_of(&mantissa);
        (mantissa.shifted(-carried), exponent + carried)
    }
}

fn write_decimal(digits: &Digits, index: usize, look: Place, out: &mut String) {
    match look {
        _ if index < digits.fraction_len() => out.push(digits.fraction(index)),
        Place::Zero => out.push('0'),
        Place::Question => out.push(FIGURE_SPACE),
        Place::Hash => {}
    }
}

/// The digit of an exponent worth 10^`place`; the first place takes along those above it.
fn write_exponent_digit(exponent: u32, place: usize, first: bool, look: Place, out: &mut String) {
    let rest = exponent / 10u32.saturating_pow(place as u32);
    match look {
        _ if first && rest > 0 => out.push_str(&rest.to_string()),
        _ if rest > 0 => out.push(char::from(b'0' + (rest % 10) as u8)),
        Place::Zero => out.push('0'),
        Place::Question => out.push(FIGURE_SPACE),
        Place::Hash => {}
    }
}

/// Writes a number as `General` does: up to 15 digits, no groups, no zeros at the end.
pub(super) fn write_general(digits: &Digits, exact: bool, region: &Region, out: &mut String) {
    let digits = if exact { digits.clone() } else { digits.clone().significant(GENERAL_DIGITS) };
    let plain = exact || (GENERAL_POINT_MIN..=GENERAL_DIGITS as i32).contains(&digits.point);
    if digits.is_zero() || plain {
        return write_shortest(&digits, region, out);
    }
    let exponent = digits.point - 1;
    write_shortest(&digits.shifted(-exponent), region, out);
    out.push('E');
    out.push(if exponent < 0 { MINUS } else { '+' });
    out.push_str(&format!("{:02}", exponent.unsigned_abs()));
}

fn write_shortest(digits: &Digits, region: &Region, out: &mut String) {
    match digits.whole_len() {
        0 => out.push('0'),
        len => out.extend((0..len).rev().map(|place| digits.whole(place))),
    }
    if digits.fraction_len() > 0 {
        out.push_str(region.separators().0);
        out.extend((0..digits.fraction_len()).map(|index| digits.fraction(index)));
    }
}
