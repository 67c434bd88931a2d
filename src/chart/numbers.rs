//! How numbers are written on an axis: shared decimals, thousands and millions moved from the ticks
//! into the unit line. Everything is said as a number-format code, so a workbook says the same.

use super::model::{Axis, AxisKind};
use crate::format::{Format, Region};
use crate::words::chart as said;

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
    /// Whether decimals that are zero are left out.
    spare: bool,
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
    /// The largest size of a value, and the least that is written and not zero.
    pub largest: f64,
    pub least: Option<f64>,
}

/// Numbers from here on are written in thousands, millions, …
const SCALE_FROM: f64 = 10_000.0;
/// More decimals than this are written with an exponent.
const DECIMALS_MAX: usize = 6;
/// Beyond this, even billions have too many digits.
const SCALED_MAX: f64 = 1e16;

/// Chooses formats and unit for ticks.
pub(super) fn write(wanted: Wanted, axis: &Axis, region: &Region) -> Written {
    let shape = shape(wanted.format.code());
    let extreme = axis.min.abs().max(axis.max.abs()).max(wanted.largest);
    let power = if wanted.ticks_shown { power(&shape, axis, extreme) } else { 0 };
    let worth = if shape.percent { 0.01 } else { 1000f64.powi((power + shape.commas) as i32) };
    let ticks = ticks_format(&shape, wanted, axis, power, worth, extreme);
    let values = values_format(&shape, wanted, extreme, power);
    let symbol = wanted.unit.map(str::to_string).or_else(|| match power {
        0 => None,
        _ => Some(format!("{}{}", shape.prefix, shape.suffix).trim().to_string()),
    });
    let word = power.checked_sub(1).and_then(|power| said::THOUSANDS.get(power));
    let word = word.map(|word| word.of(region.language()));
    let unit = match (symbol.filter(|symbol| !symbol.is_empty()), word) {
        (Some(symbol), Some(word)) if leads(&symbol, region) => Some(format!("{symbol} {word}")),
        (Some(symbol), Some(word)) => Some(format!("{word} {symbol}")),
        (Some(symbol), None) => Some(symbol),
        (None, word) => word.map(str::to_string),
    };
    Written { ticks, values, unit }
}

/// Whether a unit stands before the thousands: signs and codes of currencies do in English.
fn leads(symbol: &str, region: &Region) -> bool {
    let is_code = symbol.len() == 3 && symbol.bytes().all(|byte| byte.is_ascii_uppercase());
    region.language() == "en" && (is_code || !symbol.chars().any(char::is_alphabetic))
}

/// How many thousands the ticks leave out.
fn power(shape: &Shape, axis: &Axis, extreme: f64) -> usize {
    if shape.percent || shape.commas > 0 || !(SCALE_FROM..SCALED_MAX).contains(&extreme) {
        return 0;
    }
    let smallest = smallest(axis);
    // As far as the ticks need no more than one digit after the point.
    (1..=4)
        .rev()
        .find(|power| {
            let worth = 1000f64.powi(*power);
            // The digits of a factor say how many there are, so that it stays whole.
            let decimals_max = usize::from(!factors(axis));
            extreme >= worth && decimals_of(smallest / worth) <= decimals_max
        })
        .unwrap_or(0) as usize
}

/// Whether equal lengths on the axis are equal factors.
fn factors(axis: &Axis) -> bool {
    matches!(axis.kind, AxisKind::Log | AxisKind::SymLog)
}

/// The size that ticks have to tell apart: their distance, on scales of factors the smallest of them.
fn smallest(axis: &Axis) -> f64 {
    let sizes = axis.ticks.iter().map(|tick| tick.abs()).filter(|size| *size > 0.0);
    match axis.kind {
        AxisKind::Log | AxisKind::SymLog => sizes.fold(f64::INFINITY, f64::min),
        AxisKind::Linear | AxisKind::Time(_) | AxisKind::Band => {
            axis.ticks.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(axis.step.abs(), f64::min)
        }
    }
}

fn ticks_format(
    shape: &Shape,
    wanted: Wanted,
    axis: &Axis,
    power: usize,
    worth: f64,
    extreme: f64,
) -> Format {
    let smallest = smallest(axis);
    let decimals = axis
        .ticks
        .iter()
        .map(|tick| decimals_of(tick / worth))
        .chain([decimals_of(smallest / worth)])
        .max()
        .unwrap_or(0);
    // Symbols that the unit line names are not repeated at each tick.
    let bare = power > 0 || wanted.unit.is_some();
    let factors = factors(axis);
    if decimals > DECIMALS_MAX || extreme >= SCALED_MAX {
        // As many digits as tell neighbours apart.
        let digits = (extreme / smallest).log10().ceil().clamp(1.0, 12.0) as usize;
        let digits = if factors { String::new() } else { format!(".{}", "0".repeat(digits)) };
        return parse(&format!("[=0]0;0{digits}E+00"), wanted.format);
    }
    let whole = Shape {
        prefix: if bare { String::new() } else { shape.prefix.clone() },
        suffix: if bare { String::new() } else { shape.suffix.clone() },
        commas: shape.commas + power,
        grouped: shape.grouped || extreme / worth >= SCALE_FROM,
        decimals: if factors { 0 } else { decimals },
        ..shape.clone()
    };
    let code = match factors && decimals > 0 {
        // Each tick has the digits it needs: 0.01, 0.1, 1, 10.
        true => {
            format!("[<{worth}]{};{}", Shape { decimals, spare: true, ..whole.clone() }.code(), whole.code())
        }
        false => whole.code(),
    };
    parse(&code, wanted.format)
}

/// A chosen format stays; else three digits that count, with `k`, `m` or `bn` where ticks are scaled, and so many
/// more that the least value is not written as nothing.
fn values_format(shape: &Shape, wanted: Wanted, extreme: f64, power: usize) -> Format {
    /// Digits of the largest value, with those after the point, where thousands are left out.
    const DIGITS_MAX: usize = 4;
    /// Digits that can be read without counting them.
    const PLAIN_DIGITS_MAX: usize = 13;
    if wanted.chosen {
        return wanted.format.clone();
    }
    let mut power = if wanted.ticks_shown { power } else { compact_power(extreme) };
    let decimals = loop {
        let worth = 1000f64.powi(power as i32);
        let decimals = significant(extreme / worth).max(wanted.least.map_or(0, |least| seen(least / worth)));
        let digits = (extreme / worth).max(1.0).log10().floor() as usize + 1;
        if power == 0 || digits + decimals <= DIGITS_MAX {
            break decimals;
        }
        power -= 1;
    };
    let digits = extreme.max(1.0).log10().floor() as usize + 1;
    let spread = power == 0 && digits + decimals > PLAIN_DIGITS_MAX;
    if extreme >= SCALED_MAX || significant(extreme) > DECIMALS_MAX || spread {
        return parse("[=0]0;0.0E+00", wanted.format);
    }
    let decimals = if power == 0 && wanted.whole { 0 } else { decimals.min(DECIMALS_MAX) };
    let letter = ["", "k", "m", "bn", "trn"][power.min(4)];
    let suffix = format!("{letter}{}", shape.suffix);
    parse(&Shape { commas: power, decimals, suffix, grouped: true, ..shape.clone() }.code(), wanted.format)
}

/// Digits after the point that make three digits that count.
fn significant(size: f64) -> usize {
    match size {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        size if size > 0.0 => (2 - size.log10().floor() as i32) as usize,
        _ => 0,
    }
}

/// Digits after the point with which a size is written to about a tenth of it.
fn seen(size: f64) -> usize {
    (0..=DECIMALS_MAX).find(|decimals| size * 10f64.powi(*decimals as i32) >= 5.0).unwrap_or(DECIMALS_MAX)
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
            if self.spare { "#" } else { "0" }.repeat(self.decimals),
            ",".repeat(self.commas),
            if self.percent { "%" } else { "" },
            quote(&self.suffix),
        )
    }
}
