//! The one formatting language: Excel number-format codes, exact to the last digit; the only code
//! that turns a value into text for a reader.

mod code;
mod date;
mod digits;
mod fraction;
mod habits;
mod named;
mod number;
mod palette;
mod region;
mod scan;
mod show;
#[cfg(test)]
mod tests;

pub use named::Formats;
pub use region::{LOCALE_EXAMPLES, Region, ZONE_EXAMPLES};

use crate::theme::Color;
use crate::value::{Type, Value};
use code::{Body, Section};
use serde::{Serialize, Serializer};
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// What stands for a missing value.
pub const MISSING: &str = "\u{2013}";
/// The default format of a decimal shows no more digits than this after the point; averages computed
/// by a database carry many more than anyone reads.
const DEFAULT_DECIMALS_MAX: u8 = 6;

/// An Excel number-format code, parsed; cheap to clone.
#[derive(Clone)]
pub struct Format {
    inner: Arc<Inner>,
}

struct Inner {
    code: String,
    sections: Vec<Section>,
    /// The section for text: the fourth, or the last one that has an `@`.
    text: Option<usize>,
    /// How many sections are for numbers.
    numbers: usize,
    /// Whether any section says itself when it applies.
    conditional: bool,
}

/// Why a code cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormatError {
    /// What is wrong.
    pub message: String,
    /// The bytes of the code it is about.
    pub at: Range<usize>,
    /// What was probably meant: instead of the whole code, or of the part it is about.
    pub instead: Option<String>,
    /// Whether it stands for the whole code.
    pub whole: bool,
}

impl FormatError {
    /// The code with something in the place that is wrong.
    pub fn put(&self, code: &str, ours: &str) -> String {
        format!("{}{ours}{}", &code[..self.at.start], &code[self.at.end..])
    }
}

/// A value as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Display {
    /// The text.
    pub text: String,
    /// The colour that the code asks for.
    pub color: Option<Color>,
}

impl Format {
    /// Reads a code.
    pub fn parse(code: &str) -> Result<Format, FormatError> {
        let sections = code::parse(code)?;
        habits::check(code)?;
        let last = sections.len() - 1;
        let text = (last == 3 || matches!(sections[last].body, Body::Text(_))).then_some(last);
        let numbers = text.map_or(sections.len(), |text| text);
        let conditional = sections.iter().any(|section| section.condition.is_some());
        Ok(Format { inner: Arc::new(Inner { code: code.into(), sections, text, numbers, conditional }) })
    }

    /// The code.
    pub fn code(&self) -> &str {
        &self.inner.code
    }

    /// The format that shows a value as it is.
    pub fn general() -> Format {
        GENERAL.clone()
    }

    /// The format of values for which none was chosen.
    pub fn default_for(kind: &Type) -> Format {
        match kind {
            Type::Integer => DEFAULTS.integer.clone(),
            Type::Number => DEFAULTS.number.clone(),
            Type::Decimal { scale, .. } => {
                DEFAULTS.decimals[usize::from(*scale.min(&DEFAULT_DECIMALS_MAX))].clone()
            }
            Type::Date => DEFAULTS.date.clone(),
            Type::Time => DEFAULTS.time.clone(),
            Type::DateTime | Type::Instant => DEFAULTS.datetime.clone(),
            Type::Text => DEFAULTS.text.clone(),
            Type::Boolean | Type::Other(_) => GENERAL.clone(),
            Type::List(item) => Format::default_for(item),
        }
    }

    /// The text of a value for readers in a region.
    pub fn display(&self, value: &Value, region: &Region) -> Display {
        let mut text = String::with_capacity(16);
        let color = self.write(value, region, &mut text);
        Display { text, color }
    }

    /// Whether it shows dates or times.
    pub fn is_date(&self) -> bool {
        matches!(self.inner.sections[0].body, Body::Date(_))
    }

    /// Whether it shows percentages.
    pub fn is_percent(&self) -> bool {
        matches!(&self.inner.sections[0].body, Body::Number(code) if code.percent)
    }

    /// Whether it shows only text.
    pub fn is_text(&self) -> bool {
        self.inner.numbers == 0
    }

    /// Digits after the point of a number; `None` for `General`, dates, fractions and text.
    pub fn decimals(&self) -> Option<usize> {
        match &self.inner.sections[0].body {
            Body::Number(code) => Some(code.decimals),
            Body::General(_) | Body::Fraction(_) | Body::Date(_) | Body::Text(_) => None,
        }
    }

    /// What one shown unit is worth: 1000 for `0,`, 0.01 for `0%`, otherwise 1.
    pub fn scaled_by(&self) -> f64 {
        match &self.inner.sections[0].body {
            Body::Number(code) => 10f64.powi(-code.shift),
            Body::General(_) | Body::Fraction(_) | Body::Date(_) | Body::Text(_) => 1.0,
        }
    }

    /// Whether values of a type can be shown in it without falling back to their plain text.
    pub fn suits(&self, kind: &Type) -> bool {
        match (&self.inner.sections[0].body, kind) {
            (Body::General(_) | Body::Text(_), _) => true,
            (_, Type::List(item)) => self.suits(item),
            (Body::Number(_) | Body::Fraction(_), kind) => kind.is_numeric(),
            (Body::Date(date), Type::Time) => !date.calendar,
            (Body::Date(date), kind) => kind.is_temporal() || (date.elapsed && kind.is_numeric()),
        }
    }
}

static GENERAL: LazyLock<Format> = LazyLock::new(|| known("General"));
static DEFAULTS: LazyLock<Defaults> = LazyLock::new(|| Defaults {
    integer: known("#,##0"),
    number: known("#,##0.00"),
    decimals: (0..=DEFAULT_DECIMALS_MAX)
        .map(|scale| match scale {
            0 => known("#,##0"),
            scale => known(&format!("#,##0.{}", "0".repeat(usize::from(scale)))),
        })
        .collect(),
    date: known("d mmm yyyy"),
    time: known("hh:mm"),
    datetime: known("d mmm yyyy hh:mm"),
    text: known("@"),
});

struct Defaults {
    integer: Format,
    number: Format,
    decimals: Vec<Format>,
    date: Format,
    time: Format,
    datetime: Format,
    text: Format,
}

fn known(code: &str) -> Format {
    Format::parse(code).expect("the codes written here are covered by a test")
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Format({:?})", self.inner.code)
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Format) -> bool {
        self.inner.code == other.inner.code
    }
}

impl Serialize for Format {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.inner.code)
    }
}
