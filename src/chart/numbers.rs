//! How numbers are written on an axis: shared decimals, thousands and millions moved from the ticks
//! into the unit line. Everything is said as a number-format code, so a workbook says the same.

use super::model::Axis;
use crate::format::{Format, Region};

/// The parts of a number-format code that an axis keeps.
#[derive(Debug, Clone, Default, PartialEq)]
struct Shape {
    prefix: String,
    suffix: String,
    percent: bool,
    /// Thousands that the code itself leaves out.
    commas: usize,
    grouped: bool,
    decimals: usize,
    exponent: bool,
}

/// How an axis and its values are written.
#[derive(Debug, Clone)]
pub(super) struct Written {
    /// Format of the ticks.
    pub ticks: Format,
    /// Format of a single value at a mark.
    pub values: Format,
    /// The unit line without the title.
    pub unit: Option<String>,
}

/// What the author said about the numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// The chosen format, or the one of the type.
    pub format: &'a Format,
    /// Whether the author chose it.
    pub chosen: bool,
    pub unit: Option<&'a str>,
    /// Whether the column holds whole numbers.
    pub whole: bool,
    /// Whether ticks are shown; without them values carry their unit themselves.
    pub ticks_shown: bool,
}

/// Numbers from here on are written in thousands, millions, …
const SCALE_FROM: f64 = 10_000.0;
/// More decimals than this are written with an exponent.
const DECIMALS_MAX: usize = 6;
/// Beyond this, even billions have too many digits.
const SCALED_MAX: f64 = 1e16;

/// Chooses formats and unit for ticks; `largest` is the largest absolute value shown.
pub(super) fn write(wanted: Wanted, axis: &Axis, largest: f64, region: &Region) -> Written {
    let shape = shape(wanted.format.code());
    let extreme = axis.min.abs().max(axis.max.abs()).max(largest);
    let power = if wanted.ticks_shown { power(&shape, axis, extreme) } else { 0 };
    let worth = if shape.percent { 0.01 } else { 1000f64.powi((power + shape.commas) as i32) };
    let ticks = ticks_format(&shape, wanted, axis, power, worth, extreme);
    let values = values_format(&shape, wanted, extreme, power);
    let symbol = wanted.unit.map(str::to_string).or_else(|| match power {
        0 => None,
        _ => Some(format!("{}{}", shape.prefix, shape.suffix).trim().to_string()),
    });
    let unit = match (symbol.filter(|symbol| !symbol.is_empty()), scale_word(power, region)) {
        (Some(symbol), Some(word)) => Some(format!("{symbol} {word}")),
        (Some(symbol), None) => Some(symbol),
        (None, word) => word.map(str::to_string),
    };
    Written { ticks, values, unit }
}

/// How many thousands the ticks leave out.
fn power(shape: &Shape, axis: &Axis, extreme: f64) -> usize {
    if shape.percent || shape.commas > 0 || !(SCALE_FROM..SCALED_MAX).contains(&extreme) {
        return 0;
    }
    let smallest = axis.ticks.windows(2).map(|pair| pair[1] - pair[0]).fold(axis.step, f64::min);
    // As far as the ticks need no more than one digit after the point.
    (1..=4)
        .rev()
        .find(|power| {
            let worth = 1000f64.powi(*power);
            extreme >= worth && decimals_of(smallest / worth) <= 1
        })
        .unwrap_or(0) as usize
}

fn ticks_format(
    shape: &Shape,
    wanted: Wanted,
    axis: &Axis,
    power: usize,
    worth: f64,
    extreme: f64,
) -> Format {
    let smallest =
        axis.ticks.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(axis.step.abs(), f64::min);
    let decimals = axis
        .ticks
        .iter()
        .map(|tick| decimals_of(tick / worth))
        .chain([decimals_of(smallest / worth)])
        .max()
        .unwrap_or(0);
    // Symbols that the unit line names are not repeated at each tick.
    let bare = power > 0 || wanted.unit.is_some();
    if decimals > DECIMALS_MAX || extreme >= SCALED_MAX {
        // As many digits as tell neighbours apart.
        let digits = (extreme / smallest).log10().ceil().clamp(1.0, 12.0) as usize;
        return parse(&format!("0.{}E+00", "0".repeat(digits)), wanted.format);
    }
    let code = Shape {
        prefix: if bare { String::new() } else { shape.prefix.clone() },
        suffix: if bare { String::new() } else { shape.suffix.clone() },
        commas: shape.commas + power,
        grouped: shape.grouped || extreme / worth >= SCALE_FROM,
        decimals,
        ..shape.clone()
    };
    parse(&code.code(), wanted.format)
}

/// A chosen format stays; else three digits that count, with `k`, `m` or `bn` where ticks are scaled.
fn values_format(shape: &Shape, wanted: Wanted, extreme: f64, power: usize) -> Format {
    if wanted.chosen {
        return wanted.format.clone();
    }
    let power = if wanted.ticks_shown { power } else { compact_power(extreme) };
    let shown = extreme / 1000f64.powi(power as i32);
    let significant = match shown {
        shown if shown >= 100.0 => 0,
        shown if shown >= 10.0 => 1,
        shown if shown >= 1.0 => 2,
        shown if shown > 0.0 => (2 - shown.log10().floor() as i32) as usize,
        _ => 0,
    };
    if significant > DECIMALS_MAX || extreme >= SCALED_MAX {
        return parse("0.0E+00", wanted.format);
    }
    let decimals = if power == 0 && wanted.whole { 0 } else { significant };
    let letter = ["", "k", "m", "bn", "trn"][power.min(4)];
    let suffix = format!("{letter}{}", shape.suffix);
    parse(&Shape { commas: power, decimals, suffix, grouped: true, ..shape.clone() }.code(), wanted.format)
}

fn compact_power(extreme: f64) -> usize {
    match extreme {
        extreme if extreme >= SCALED_MAX => 0,
        extreme if extreme >= 1e12 => 4,
        extreme if extreme >= 1e9 => 3,
        extreme if extreme >= 1e6 => 2,
        extreme if extreme >= SCALE_FROM => 1,
        _ => 0,
    }
}

/// Digits after the point that a number needs, up to one more than are ever shown.
fn decimals_of(number: f64) -> usize {
    let number = number.abs();
    (0..=DECIMALS_MAX)
        .find(|decimals| {
            let scaled = number * 10f64.powi(*decimals as i32);
            (scaled - scaled.round()).abs() < 1e-6 && (number == 0.0 || scaled.round() > 0.0)
        })
        .unwrap_or(DECIMALS_MAX + 1)
}

fn parse(code: &str, otherwise: &Format) -> Format {
    Format::parse(code).unwrap_or_else(|_| otherwise.clone())
}

/// Reads the first section of a code; colours, conditions and padding are of no use on an axis.
fn shape(code: &str) -> Shape {
    let mut shape = Shape::default();
    let mut chars = code.chars().peekable();
    let (mut digits_seen, mut after_point) = (false, false);
    let literal = |text: &str, digits_seen: bool, shape: &mut Shape| {
        let side = if digits_seen { &mut shape.suffix } else { &mut shape.prefix };
        side.push_str(text);
    };
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => literal(
                &chars.by_ref().take_while(|c| *c != '"').collect::<String>(),
                digits_seen,
                &mut shape,
            ),
            '\\' => literal(&chars.next().into_iter().collect::<String>(), digits_seen, &mut shape),
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                if let Some(symbol) = inside.strip_prefix('$') {
                    literal(symbol.split('-').next().unwrap_or(""), digits_seen, &mut shape);
                }
            }
            '_' | '*' => {
                chars.next();
            }
            '0' | '#' | '?' => {
                digits_seen = true;
                shape.decimals += usize::from(after_point);
            }
            '.' => after_point = true,
            ',' if chars.peek().is_some_and(|next| matches!(next, '0' | '#' | '?')) => shape.grouped = true,
            ',' => shape.commas += 1,
            '%' => shape.percent = true,
            'E' | 'e' if digits_seen => {
                shape.exponent = true;
                chars.next();
            }
            // A sign for gains would stand before every tick.
            '+' => {}
            other => literal(&other.to_string(), digits_seen, &mut shape),
        }
    }
    if code == "General" || code == "@" {
        return Shape { grouped: true, ..Shape::default() };
    }
    shape
}

impl Shape {
    fn code(&self) -> String {
        let quote = |text: &str| match text.is_empty() {
            true => String::new(),
            false => format!("\"{}\"", text.replace('"', "")),
        };
        let digits = if self.grouped { "#,##0" } else { "0" };
        let point = if self.decimals > 0 { "." } else { "" };
        format!(
            "{}{digits}{point}{}{}{}{}",
            quote(&self.prefix),
            "0".repeat(self.decimals),
            ",".repeat(self.commas),
            if self.percent { "%" } else { "" },
            quote(&self.suffix),
        )
    }
}

/// The word for a power of a thousand.
fn scale_word(power: usize, region: &Region) -> Option<&'static str> {
    let words: [&str; 4] = match region.language() {
        "de" => ["Tausend", "Millionen", "Milliarden", "Billionen"],
        "fr" => ["milliers", "millions", "milliards", "billions"],
        "es" => ["miles", "millones", "miles de millones", "billones"],
        "it" => ["migliaia", "milioni", "miliardi", "bilioni"],
        "pt" => ["milhares", "milhões", "mil milhões", "biliões"],
        "nl" => ["duizend", "miljoen", "miljard", "biljoen"],
        _ => ["thousand", "million", "billion", "trillion"],
    };
    words.get(power.checked_sub(1)?).copied()
}
