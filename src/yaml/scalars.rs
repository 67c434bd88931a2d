//! Reading numbers and booleans: the type of the field decides, never the look of the text.

use super::arena::{Arena, NodeId, Scalar, looks_numeric};
use super::error::{Error, What};
use super::told::mismatch;
use crate::diag::{Code, Diagnostic, Span};
use granit_parser::ScalarStyle;

/// What the text `true` or `false` is called.
const BOOLEAN: &str = "`true` or `false`";
/// From here on a bound is the machine's and not worth telling.
const BOUND_TOLD_MAX: i128 = u16::MAX as i128;

/// Above this, not every whole number can be told from its neighbours in 64 bits.
const WHOLE_IN_64_BITS: f64 = 9_007_199_254_740_992.0;

/// The smallest and largest whole number a field holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Smallest.
    pub min: i128,
    /// Largest.
    pub max: i128,
}

impl Bounds {
    /// What a fitting value is called.
    fn describe(self) -> String {
        match (self.min, self.max) {
            (min, max) if max <= BOUND_TOLD_MAX => format!("a whole number from {min} to {max}"),
            (0, _) => "a whole number of 0 or more".into(),
            _ => "a whole number".into(),
        }
    }
}

/// What a plain text is where no type is declared.
pub(super) enum Untyped {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number that reads back the same.
    Integer(i64),
    /// Another number.
    Float(f64),
    /// Anything else.
    Text,
}

/// Reads a plain text by the core schema; what a number would lose stays text.
pub(super) fn untyped(text: &str) -> Untyped {
    match text {
        "true" | "True" | "TRUE" => return Untyped::Bool(true),
        "false" | "False" | "FALSE" => return Untyped::Bool(false),
        _ => {}
    }
    if has_leading_zero(text) {
        return Untyped::Text;
    }
    let is_whole = text.trim_start_matches(['+', '-']).bytes().all(|byte| byte.is_ascii_digit());
    match whole(text).and_then(|value| i64::try_from(value).ok()) {
        Some(value) => Untyped::Integer(value),
        None if is_whole || !looks_numeric(text) => Untyped::Text,
        None => text.parse().map_or(Untyped::Text, Untyped::Float),
    }
}

/// A whole number: decimal, `0x…` or `0o…`.
fn whole(text: &str) -> Option<i128> {
    match text.get(..2) {
        Some("0x") => i128::from_str_radix(&text[2..], 16).ok(),
        Some("0o") => i128::from_str_radix(&text[2..], 8).ok(),
        _ => text.parse().ok(),
    }
}

/// Whether a number starts with a zero that its value does not need, as in `0123`.
fn has_leading_zero(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_number && digits.starts_with('0') && digits.as_bytes().get(1).is_some_and(u8::is_ascii_digit)
}

/// Whether a scalar is what a core tag says it is.
pub(super) fn suits_tag(scalar: &Scalar, suffix: Option<&str>) -> bool {
    let value = &*scalar.value;
    match suffix {
        Some("int") => whole(value).is_some(),
        Some("float") => looks_numeric(value) || matches!(value, ".inf" | "-.inf" | ".nan"),
        Some("bool") => matches!(untyped(value), Untyped::Bool(_)),
        Some("null") => scalar.is_null(),
        _ => true,
    }
}

/// Reads a boolean.
pub(super) fn boolean(arena: &Arena, id: NodeId) -> Result<bool, Error> {
    let Some(scalar) = arena.scalar(id) else { return Err(wrong(arena, id, BOOLEAN)) };
    let word = match scalar.value.to_lowercase().as_str() {
        "true" | "yes" | "on" | "y" | "1" => true,
        "false" | "no" | "off" | "n" | "0" => false,
        _ => return Err(wrong(arena, id, BOOLEAN)),
    };
    if scalar.plain && matches!(&*scalar.value, "true" | "True" | "TRUE" | "false" | "False" | "FALSE") {
        return Ok(word);
    }
    let told = mismatch(arena, id, BOOLEAN).fix(format!("write `{word}`"), arena.span(id), word.to_string());
    Err(ready(id, told))
}

/// Reads a whole number.
pub(super) fn integer(arena: &Arena, id: NodeId, bounds: Bounds) -> Result<i128, Error> {
    let expected = bounds.describe();
    let Some(scalar) = arena.scalar(id) else { return Err(wrong(arena, id, &expected)) };
    let value = &*scalar.value;
    if scalar.plain && !has_leading_zero(value) {
        match whole(value) {
            Some(number) if (bounds.min..=bounds.max).contains(&number) => return Ok(number),
            Some(_) => return Err(out_of_range(arena, id, &expected)),
            None if is_digits(value) => return Err(out_of_range(arena, id, &expected)),
            None => {}
        }
    }
    let fits = |text: &str| whole(text).is_some_and(|number| (bounds.min..=bounds.max).contains(&number));
    Err(not_a_number(arena, id, scalar, &expected, fits))
}

/// Reads a number.
pub(super) fn float(arena: &Arena, id: NodeId) -> Result<f64, Error> {
    let Some(scalar) = arena.scalar(id) else { return Err(wrong(arena, id, "a number")) };
    let value = &*scalar.value;
    if scalar.plain && looks_numeric(value) && !has_leading_zero(value) {
        match value.parse::<f64>() {
            Ok(number) if number.is_finite() => return Ok(number),
            Ok(_) | Err(_) => return Err(out_of_range(arena, id, "a number that 64 bits can hold")),
        }
    }
    Err(not_a_number(arena, id, scalar, "a number", looks_numeric))
}

fn is_digits(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn ready(id: NodeId, diagnostic: Diagnostic) -> Error {
    Error::at(id, What::Diagnostic(Box::new(diagnostic)))
}

fn wrong(arena: &Arena, id: NodeId, expected: &str) -> Error {
    ready(id, mismatch(arena, id, expected))
}

fn out_of_range(arena: &Arena, id: NodeId, expected: &str) -> Error {
    let value = arena.value(id).unwrap_or("");
    let told = Diagnostic::error(Code::WrongValue, arena.span(id), format!("`{value}` is out of range"));
    ready(id, told.label(format!("expected {expected}")))
}

/// Says why a text is no number, and offers the number it was meant to be.
fn not_a_number(
    arena: &Arena,
    id: NodeId,
    scalar: &Scalar,
    expected: &str,
    fits: impl Fn(&str) -> bool,
) -> Error {
    let (span, value) = (arena.span(id), &*scalar.value);
    if scalar.plain && has_leading_zero(value) {
        let told = Diagnostic::error(Code::WrongValue, span, format!("`{value}` has a leading zero"))
            .label("decimal or octal?")
            .help(format!("write `{}`, or `0o…` for octal", value.trim_start_matches('0')));
        return ready(id, told);
    }
    let told = mismatch(arena, id, expected);
    if scalar.is_null() {
        return ready(id, told);
    }
    let plain = without_separators(value).filter(|digits| fits(digits));
    let told = if scalar.style == ScalarStyle::Plain && !scalar.plain && fits(value) {
        let tag = tag_before(arena, id);
        told.label("its tag says that it is a text").fix("remove the tag", tag, "")
    } else if !scalar.plain && fits(value) {
        told.fix("remove the quotes", span, value)
    } else if let Some(digits) = plain {
        told.fix("write the digits without separators", span, digits)
    } else if let Some(whole) = written_out(value).filter(|whole| fits(whole)) {
        told.fix("write it as a whole number", span, whole)
    } else if let Some((number, unit)) = with_unit(value).filter(|(number, _)| fits(number)) {
        told.help(format!("write `{number}`, without `{unit}`"))
    } else {
        told
    };
    ready(id, told)
}

/// The tag and the blanks before a value.
fn tag_before(arena: &Arena, id: NodeId) -> Span {
    let start = arena.raw(id).range.start;
    let before = arena.text[..start].trim_end();
    let tag = before.rfind('!').map_or(start, |at| before[..at].trim_end_matches('!').len());
    arena.place(tag..start)
}

/// The digits of `1e3` or `1.0`, if it is a whole number.
fn written_out(text: &str) -> Option<String> {
    let number = text.parse::<f64>().ok().filter(|number| looks_numeric(text) && number.fract() == 0.0)?;
    (number.abs() < WHOLE_IN_64_BITS).then(|| format!("{number:.0}"))
}

/// The digits of `1_000` or `1,000`.
fn without_separators(text: &str) -> Option<String> {
    let is_grouped = text.contains(['_', ',']) && text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    is_grouped.then(|| text.replace(['_', ','], ""))
}

/// The number and the unit of `12pt` or `50 %`.
fn with_unit(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| c.is_alphabetic() || c == '%')?;
    // `0x1G` and `1e0.5` are no number with a unit.
    let is_unit = text[end..].bytes().all(|byte| !byte.is_ascii_digit());
    is_unit.then(|| (text[..end].trim_end(), &text[end..]))
}
