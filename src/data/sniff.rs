//! Finds the type of a column from samples of its values. A column is a number, a date or a truth value
//! only if every value seen reads back the same; when in doubt it is text.

use super::column;
use super::place::Place;
use super::trouble::quoted;
use crate::value::Type;
use std::sync::Arc;

/// Significant digits that people and programs write on purpose; more are an identifier, or a binary
/// fraction that was printed in full.
const DIGITS_MAX: u32 = 15;
/// Digits that a decimal may have in all, so that sums over it cannot overflow 38.
const PRECISION_MAX: u32 = 28;
/// The precision of a decimal that needs no more.
const PRECISION_USUAL: u32 = 18;

/// Digits before the point beyond the widest value seen; the rest of the file may hold larger ones.
const HEADROOM: u32 = 4;

/// What the values seen so far could be.
#[derive(Debug, Clone)]
pub struct Sniffer {
    /// How many values were seen, empty ones not counted.
    seen: u64,
    boolean: bool,
    integer: bool,
    decimal: bool,
    number: bool,
    date: bool,
    datetime: bool,
    instant: bool,
    whole_digits: u32,
    scale: u32,
    /// The first value that is none of each kind, in the order of [`Sniffer::kinds`].
    broke: [Option<Arc<Example>>; 7],
    /// The value with the most digits before the point.
    widest: Option<Arc<Example>>,
    /// The value with the most digits after the point.
    finest: Option<Arc<Example>>,
}

/// A value and the line of the file that shows it, where it is known.
#[derive(Debug, Clone)]
pub struct Example {
    /// The value.
    pub value: String,
    /// Where it stands.
    pub place: Option<Place>,
}

/// Where the value that is looked at stands; asked for only when it matters.
pub type Where<'a> = &'a dyn Fn() -> Option<Place>;

impl Sniffer {
    /// Nothing seen yet.
    pub fn new() -> Sniffer {
        Sniffer {
            seen: 0,
            boolean: true,
            integer: true,
            decimal: true,
            number: true,
            date: true,
            datetime: true,
            instant: true,
            whole_digits: 0,
            scale: 0,
            broke: [const { None }; 7],
            widest: None,
            finest: None,
        }
    }

    /// Takes a value that may be anything.
    pub fn see(&mut self, text: &str, place: Where) {
        let text = text.trim_ascii();
        let before = self.kinds();
        self.seen += 1;
        self.boolean &= column::boolean(text).is_some();
        match Shape::of(text) {
            Some(shape) => self.see_number(&shape, text, place),
            None => (self.integer, self.decimal, self.number) = (false, false, false),
        }
        self.see_date(text);
        self.note(before, text, place);
    }

    /// Takes a value that was marked as text, with quotes say: it may be a date, but not a number.
    pub fn see_text(&mut self, text: &str, place: Where) {
        let before = self.kinds();
        self.seen += 1;
        self.boolean = false;
        (self.integer, self.decimal, self.number) = (false, false, false);
        self.see_date(text);
        self.note(before, text, place);
    }

    /// Takes a value that cannot be anything but text.
    pub fn see_other(&mut self, place: Where) {
        self.see_text("", place);
    }

    /// Keeps the value as the example for each kind that it ended.
    fn note(&mut self, before: [bool; 7], text: &str, place: Where) {
        let after = self.kinds();
        if before == after {
            return;
        }
        let example = example(text, place);
        for kind in (0..before.len()).filter(|kind| before[*kind] && !after[*kind]) {
            self.broke[kind] = Some(example.clone());
        }
    }

    /// The type that fits all values.
    pub fn kind(&self) -> Type {
        match self {
            Sniffer { seen: 0, .. } => Type::Text,
            Sniffer { boolean: true, .. } => Type::Boolean,
            Sniffer { integer: true, .. } => Type::Integer,
            Sniffer { decimal: true, .. } if self.whole_digits + self.scale <= PRECISION_MAX => {
                let roomy = self.whole_digits + self.scale + HEADROOM;
                let precision = roomy.clamp(PRECISION_USUAL, PRECISION_MAX);
                Type::Decimal { precision: precision as u8, scale: self.scale as u8 }
            }
            Sniffer { number: true, .. } => Type::Number,
            Sniffer { date: true, .. } => Type::Date,
            Sniffer { datetime: true, .. } => Type::DateTime,
            Sniffer { instant: true, .. } => Type::Instant,
            Sniffer { .. } => Type::Text,
        }
    }

    /// Whether all values can be read as this type, which may be wider than [`Sniffer::kind`].
    pub fn accepts(&self, kind: &Type) -> bool {
        if self.seen == 0 {
            return true;
        }
        match kind {
            Type::Text | Type::List(_) | Type::Other(_) => true,
            Type::Boolean => self.boolean,
            Type::Integer => self.integer,
            Type::Number => self.number,
            Type::Decimal { precision, scale } => {
                let (precision, scale) = (u32::from(*precision), u32::from(*scale));
                self.decimal && self.scale <= scale && self.whole_digits + scale <= precision
            }
            Type::Date => self.date,
            // Only a whole column of dates without times is ever taken for dates.
            Type::DateTime => self.datetime || self.date,
            Type::Instant => self.instant,
            // Times are never inferred; a lock file that says so was written by hand.
            Type::Time => true,
        }
    }

    /// A value that cannot be read as a type.
    pub fn against(&self, kind: &Type) -> Option<&Example> {
        let place = match kind {
            Type::Boolean => 0,
            Type::Integer => 1,
            Type::Decimal { scale, .. } if self.decimal && self.scale > u32::from(*scale) => {
                return self.finest.as_deref();
            }
            Type::Decimal { .. } if self.decimal => return self.widest.as_deref(),
            Type::Decimal { .. } => 2,
            Type::Number => 3,
            Type::Date => 4,
            Type::DateTime => 5,
            Type::Instant => 6,
            Type::Text | Type::Time | Type::List(_) | Type::Other(_) => return None,
        };
        self.broke[place].as_deref()
    }

    fn see_number(&mut self, shape: &Shape, text: &str, place: Where) {
        let long = shape.whole + shape.fraction > DIGITS_MAX;
        let plain = shape.fraction == 0 && !shape.exponent;
        self.integer &= plain && !long;
        self.decimal &= !shape.exponent && !long;
        // A long run of digits without a point is an identifier; with one, it is a printed float.
        self.number &= !(plain && long);
        if shape.whole > self.whole_digits {
            (self.whole_digits, self.widest) = (shape.whole, Some(example(text, place)));
        }
        if shape.fraction > self.scale {
            (self.scale, self.finest) = (shape.fraction, Some(example(text, place)));
        }
    }

    fn see_date(&mut self, text: &str) {
        self.date = self.date && column::date(text).is_some();
        self.datetime = self.datetime && text.len() > 10 && column::datetime(text).is_some();
        self.instant = self.instant && text.len() > 10 && column::instant(text).is_some();
    }

    /// The kinds that all values seen so far could be.
    fn kinds(&self) -> [bool; 7] {
        let Sniffer { boolean, integer, decimal, number, date, datetime, instant, .. } = *self;
        [boolean, integer, decimal, number, date, datetime, instant]
    }
}

fn example(text: &str, place: Where) -> Arc<Example> {
    Arc::new(Example { value: quoted(text), place: place() })
}

/// How a number is written.
struct Shape {
    whole: u32,
    fraction: u32,
    exponent: bool,
}

impl Shape {
    /// `None` for anything that would not be written back as it is: `007`, `+1`, `.5`, `1,000`.
    fn of(text: &str) -> Option<Shape> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (digits, None),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (mantissa, None),
        };
        let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        let exponent_ok = exponent.is_none_or(|e| all_digits(e.trim_start_matches(['+', '-'])));
        let leading_zero = whole.len() > 1 && whole.starts_with('0');
        if !all_digits(whole) || leading_zero || !fraction.is_none_or(all_digits) || !exponent_ok {
            return None;
        }
        Some(Shape {
            whole: if whole == "0" { 0 } else { whole.len() as u32 },
            fraction: fraction.map_or(0, |f| f.len() as u32),
            exponent: exponent.is_some(),
        })
    }
}
