//! Values to text: the choice of the section, the sign, and what happens when code and value differ.

use super::code::{Body, Condition, DateCode, NumberCode, NumberPart, Piece, Section, Test};
use super::digits::Digits;
use super::region::Region;
use super::scan::MINUS;
use super::{Format, MISSING, number};
use crate::theme::Color;
use crate::value::{Type, Value};

impl Format {
    /// Writes a value and says which colour the code asks for.
    pub(super) fn write(&self, value: &Value, region: &Region, out: &mut String) -> Option<Color> {
        if value.is_missing() {
            return self.write_missing(out);
        }
        match value {
            Value::Integer(_) | Value::Number(_) | Value::Decimal(_) => self.write_number(value, region, out),
            Value::Date(_) | Value::Time(_) | Value::DateTime(_) | Value::Instant(_) => {
                self.write_date(value, region, out)
            }
            Value::Text(text) => self.write_text(text, out),
            Value::Boolean(_) | Value::Null => self.write_text(&value.plain(), out),
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    self.write(item, region, out);
                }
                None
            }
        }
    }

    /// A text section of words alone speaks for missing values too: `0;-0;0;"n/a"`.
    fn write_missing(&self, out: &mut String) -> Option<Color> {
        let section = self.text_section();
        match section.map(|section| (&section.body, section.color)) {
            Some((Body::Number(code), color)) if !code.has_places() => {
                write_words(code, out);
                color
            }
            _ => {
                out.push_str(MISSING);
                None
            }
        }
    }

    fn write_text(&self, text: &str, out: &mut String) -> Option<Color> {
        let Some(section) = self.text_section() else {
            out.push_str(text);
            return None;
        };
        match &section.body {
            Body::Text(pieces) | Body::General(pieces) => write_pieces(pieces, out, |out| out.push_str(text)),
            Body::Number(code) if !code.has_places() => write_words(code, out),
            Body::Number(_) | Body::Fraction(_) | Body::Date(_) => out.push_str(text),
        }
        section.color
    }

    fn text_section(&self) -> Option<&Section> {
        self.inner.text.map(|index| &self.inner.sections[index])
    }

    fn write_date(&self, value: &Value, region: &Region, out: &mut String) -> Option<Color> {
        let section = &self.inner.sections[0];
        if let Body::Date(code) = &section.body
            && code.write(value, region, out)
        {
            return section.color;
        }
        // The code is for another kind of value; the value still wants to be read.
        let kind = match value {
            Value::Date(_) => Type::Date,
            Value::Time(_) => Type::Time,
            _ => Type::DateTime,
        };
        Format::default_for(&kind).write_date(value, region, out)
    }

    fn write_number(&self, value: &Value, region: &Region, out: &mut String) -> Option<Color> {
        let digits = Digits::of(value)?;
        let Some(first) = self.section_for(&digits) else {
            write_general(&digits, value, region, out);
            return None;
        };
        // A number too small for its places is shown as zero, by the section for zero: never as "-0".
        let zero = self.zero_section();
        let moves = first != zero && !self.inner.conditional && self.rounds_to_zero(first, &digits);
        let index = if moves { zero } else { first };
        let section = &self.inner.sections[index];
        let signed = digits.negative && !self.is_for_negatives(index);
        match &section.body {
            Body::Number(code) => {
                let digits = code.prepare(digits);
                if signed && (!digits.is_zero() || !code.has_places()) {
                    out.push(MINUS);
                }
                code.write(&digits, region, out);
            }
            Body::Fraction(code) => {
                if signed && !code.shows_zero(&digits) {
                    out.push(MINUS);
                }
                code.write(&digits, out);
            }
            Body::General(pieces) => {
                if signed {
                    out.push(MINUS);
                }
                write_pieces(pieces, out, |out| {
                    number::write_general(&digits, is_exact(value), region, out);
                });
            }
            Body::Date(code) => self.write_days(code, value, region, out),
            Body::Text(pieces) => write_pieces(pieces, out, |out| write_general(&digits, value, region, out)),
        }
        section.color
    }

    /// A number in a date code: a length of time where the code is made for that, else plain.
    fn write_days(&self, code: &DateCode, value: &Value, region: &Region, out: &mut String) {
        if !code.write(value, region, out)
            && let Some(digits) = Digits::of(value)
        {
            write_general(&digits, value, region, out);
        }
    }

    /// The section for a number, as Excel chooses it; `None` when there is none for numbers.
    fn section_for(&self, digits: &Digits) -> Option<usize> {
        let count = self.inner.numbers;
        if count == 0 {
            return self.inner.text.filter(|text| matches!(self.inner.sections[*text].body, Body::Text(_)));
        }
        if !self.inner.conditional {
            return Some(match (digits.negative, digits.is_zero()) {
                (true, _) if count > 1 => 1,
                (_, true) => self.zero_section(),
                _ => 0,
            });
        }
        let number = digits.to_f64();
        let applies = |index: usize| match self.inner.sections.get(index).and_then(|s| s.condition) {
            Some(condition) => condition.holds(number),
            // Where only one of the sections says when it applies, the other keeps its usual meaning.
            None => match index {
                0 => number > 0.0,
                _ => index + 1 == count || number < 0.0,
            },
        };
        Some((0..count).find(|index| applies(*index)).unwrap_or(count - 1))
    }

    fn zero_section(&self) -> usize {
        if self.inner.numbers > 2 { 2 } else { 0 }
    }

    fn rounds_to_zero(&self, index: usize, digits: &Digits) -> bool {
        match &self.inner.sections[index].body {
            Body::Number(code) => code.has_places() && code.prepare(digits.clone()).is_zero(),
            Body::Fraction(code) => code.shows_zero(digits),
            Body::General(_) | Body::Date(_) | Body::Text(_) => false,
        }
    }

    /// Whether a section applies to negative numbers only; such a section writes its own sign.
    fn is_for_negatives(&self, index: usize) -> bool {
        match (index, self.inner.sections[index].condition) {
            (_, Some(condition)) => condition.implies_negative(),
            (1, None) => match self.inner.sections[0].condition {
                None => true,
                Some(Condition { test: Test::GreaterOrEqual | Test::Greater, limit }) => limit <= 0.0,
                Some(_) => self.inner.numbers > 2,
            },
            _ => false,
        }
    }
}

impl Condition {
    fn holds(self, number: f64) -> bool {
        match self.test {
            Test::Less => number < self.limit,
            Test::LessOrEqual => number <= self.limit,
            Test::Greater => number > self.limit,
            Test::GreaterOrEqual => number >= self.limit,
            Test::Equal => number == self.limit,
            Test::NotEqual => number != self.limit,
        }
    }

    fn implies_negative(self) -> bool {
        match self.test {
            Test::Less => self.limit <= 0.0,
            Test::LessOrEqual | Test::Equal => self.limit < 0.0,
            Test::Greater | Test::GreaterOrEqual | Test::NotEqual => false,
        }
    }
}

/// A number without a format of its own, with its sign.
fn write_general(digits: &Digits, value: &Value, region: &Region, out: &mut String) {
    if digits.negative {
        out.push(MINUS);
    }
    number::write_general(digits, is_exact(value), region, out);
}

/// Integers and decimals have no digits that come from a binary fraction.
fn is_exact(value: &Value) -> bool {
    !matches!(value, Value::Number(_))
}

fn write_words(code: &NumberCode, out: &mut String) {
    for part in &code.parts {
        if let NumberPart::Literal(words) = part {
            out.push_str(words);
        }
    }
}

fn write_pieces(pieces: &[Piece], out: &mut String, mut write_value: impl FnMut(&mut String)) {
    for piece in pieces {
        match piece {
            Piece::Literal(words) => out.push_str(words),
            Piece::Value => write_value(out),
        }
    }
}
