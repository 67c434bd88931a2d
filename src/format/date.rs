//! Dates and times: `d mmm yyyy`, `hh:mm:ss.000`, `h AM/PM`, `[h]:mm`.

use super::FormatError;
use super::code::{DateCode, DatePart, Place, error};
use super::digits::Digits;
use super::region::Region;
use super::scan::Token;
use crate::value::Value;
use jiff::civil;
use std::fmt::Write;
use std::ops::Range;

const DAY_SECONDS: i64 = 86_400;
/// Excel counts days from here.
const EPOCH: civil::Date = civil::date(1899, 12, 30);
/// Excel shows no finer fractions of a second.
const SUBSECOND_DIGITS_MAX: usize = 3;

/// Reads a section of dates.
pub(super) fn parse(tokens: Vec<(Token, Range<usize>)>) -> Result<DateCode, FormatError> {
    let mut parts: Vec<DatePart> = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some((token, at)) = tokens.next() {
        let after_second = matches!(parts.last(), Some(DatePart::Second(_) | DatePart::AllSeconds(_)));
        match token {
            Token::Date(letter, count) => parts.push(match letter {
                // Two digits for `y` and `yy`, four for more.
                'y' => DatePart::Year(if count > 2 { 4 } else { 2 }),
                'd' => DatePart::Day(count),
                'h' => DatePart::Hour(count),
                's' => DatePart::Second(count),
                _ => DatePart::Month(count),
            }),
            Token::All('h', count) => parts.push(DatePart::AllHours(count)),
            Token::All('m', count) => parts.push(DatePart::AllMinutes(count)),
            Token::All(_, count) => parts.push(DatePart::AllSeconds(count)),
            Token::Half { small, short } => parts.push(DatePart::Half { small, short }),
            Token::Point if after_second => {
                let mut digits = 0;
                while tokens.next_if(|(token, _)| *token == Token::Place(Place::Zero)).is_some() {
                    digits += 1;
                }
                match digits {
                    0 => push_literal(&mut parts, Token::Point),
                    1..=SUBSECOND_DIGITS_MAX => parts.push(DatePart::Subsecond(digits)),
                    _ => return Err(error("seconds have at most three digits after the point", at)),
                }
            }
            Token::Place(_) | Token::Exponent { .. } => {
                return Err(error("one section shows a number or a date, not both", at));
            }
            other => push_literal(&mut parts, other),
        }
    }
    minutes(&mut parts);
    Ok(DateCode {
        twelve_hours: parts.iter().any(|part| matches!(part, DatePart::Half { .. })),
        elapsed: parts.iter().any(|part| {
            matches!(part, DatePart::AllHours(_) | DatePart::AllMinutes(_) | DatePart::AllSeconds(_))
        }),
        calendar: parts
            .iter()
            .any(|part| matches!(part, DatePart::Year(_) | DatePart::Month(_) | DatePart::Day(_))),
        day: parts.iter().any(|part| matches!(part, DatePart::Day(1 | 2))),
        parts,
    })
}

fn push_literal(parts: &mut Vec<DatePart>, token: Token) {
    match parts.last_mut() {
        Some(DatePart::Literal(text)) => token.write_literal(text),
        _ => {
            let mut text = String::new();
            token.write_literal(&mut text);
            parts.push(DatePart::Literal(text));
        }
    }
}

/// `m` means minutes right after hours or right before seconds.
fn minutes(parts: &mut [DatePart]) {
    let is_word = |part: &DatePart| matches!(part, DatePart::Literal(_) | DatePart::Half { .. });
    for index in 0..parts.len() {
        let DatePart::Month(count @ (1 | 2)) = parts[index] else { continue };
        let before = parts[..index].iter().rev().find(|part| !is_word(part));
        let after = parts[index + 1..].iter().find(|part| !is_word(part));
        let follows_hours = matches!(before, Some(DatePart::Hour(_) | DatePart::AllHours(_)));
        if follows_hours || matches!(after, Some(DatePart::Second(_) | DatePart::AllSeconds(_))) {
            parts[index] = DatePart::Minute(count);
        }
    }
}

/// A value laid out for a date code.
struct Moment {
    date: Option<civil::Date>,
    time: civil::Time,
    /// Seconds since midnight of Excel's day zero, or since midnight for a time of day.
    seconds: i64,
    negative: bool,
}

impl Moment {
    fn of(value: &Value, region: &Region) -> Option<Moment> {
        let midnight = civil::Time::midnight();
        match value {
            Value::Date(date) => Some(Moment::at(Some(*date), midnight)),
            Value::Time(time) => Some(Moment::at(None, *time)),
            Value::DateTime(datetime) => Some(Moment::at(Some(datetime.date()), datetime.time())),
            Value::Instant(instant) => {
                let local = region.local(*instant);
                Some(Moment::at(Some(local.date()), local.time()))
            }
            Value::Integer(_) | Value::Number(_) | Value::Decimal(_) => Moment::of_days(value),
            Value::Null | Value::Text(_) | Value::Boolean(_) | Value::List(_) => None,
        }
    }

    fn at(date: Option<civil::Date>, time: civil::Time) -> Moment {
        let clock = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
        let days = date.map_or(0, |date| i64::from(days_between(EPOCH, date)));
        Moment { date, time, seconds: days * DAY_SECONDS + clock, negative: false }
    }

    /// A number is a length of time in days, as it is in a workbook.
    fn of_days(value: &Value) -> Option<Moment> {
        let digits = Digits::of(value)?;
        let millis = digits.to_f64().abs() * DAY_SECONDS as f64 * 1000.0;
        if millis >= i64::MAX as f64 {
            return None;
        }
        let millis = millis.round() as i64;
        let clock = millis % (DAY_SECONDS * 1000);
        let time =
            civil::Time::midnight().checked_add(jiff::Span::new().try_milliseconds(clock).ok()?).ok()?;
        Some(Moment { date: None, time, seconds: millis / 1000, negative: digits.negative && millis > 0 })
    }
}

fn days_between(from: civil::Date, to: civil::Date) -> i32 {
    // Days are the largest unit of this difference by default, and both ends lie within 20,000 years.
    from.until(to).map_or(0, |span| span.get_days())
}

impl DateCode {
    /// Writes a value; `false`, with nothing written, when it has no such parts.
    pub fn write(&self, value: &Value, region: &Region, out: &mut String) -> bool {
        let Some(moment) = Moment::of(value, region) else { return false };
        let is_number = matches!(value, Value::Integer(_) | Value::Number(_) | Value::Decimal(_));
        if (self.calendar && moment.date.is_none()) || (is_number && !self.elapsed) {
            return false;
        }
        if moment.negative {
            out.push(super::scan::MINUS);
        }
        for part in &self.parts {
            self.write_part(part, &moment, region, out);
        }
        true
    }

    fn write_part(&self, part: &DatePart, moment: &Moment, region: &Region, out: &mut String) {
        // A time of day got here only where no part needs a date.
        let date = moment.date.unwrap_or(EPOCH);
        let time = moment.time;
        match part {
            DatePart::Literal(text) => out.push_str(text),
            DatePart::Year(2) => padded(i64::from(date.year().rem_euclid(100)), 2, out),
            DatePart::Year(_) => padded(i64::from(date.year()), 4, out),
            DatePart::Month(count @ (1 | 2)) => padded(i64::from(date.month()), *count, out),
            DatePart::Month(3) => out.push_str(region.month_short(date.month())),
            DatePart::Month(4) => out.push_str(region.month(date.month(), !self.day)),
            DatePart::Month(_) => out.extend(region.month(date.month(), true).chars().next()),
            DatePart::Day(count @ (1 | 2)) => padded(i64::from(date.day()), *count, out),
            DatePart::Day(3) => out.push_str(region.day_short(date.weekday())),
            DatePart::Day(_) => out.push_str(region.day(date.weekday())),
            DatePart::Hour(count) => {
                let hour = i64::from(time.hour());
                let hour = if self.twelve_hours { (hour + 11) % 12 + 1 } else { hour };
                padded(hour, *count, out);
            }
            DatePart::Minute(count) => padded(i64::from(time.minute()), *count, out),
            DatePart::Second(count) => padded(i64::from(time.second()), *count, out),
            DatePart::Subsecond(digits) => {
                let fraction = i64::from(time.subsec_nanosecond()) / 10i64.pow(9 - *digits as u32);
                out.push_str(region.separators().0);
                padded(fraction, *digits, out);
            }
            DatePart::Half { small, short } => write_half(time.hour() >= 12, *small, *short, region, out),
            DatePart::AllHours(count) => padded(moment.seconds / 3600, *count, out),
            DatePart::AllMinutes(count) => padded(moment.seconds / 60, *count, out),
            DatePart::AllSeconds(count) => padded(moment.seconds, *count, out),
        }
    }
}

fn padded(number: i64, digits: usize, out: &mut String) {
    // Two digits are nearly all that is ever asked for.
    match (digits, u8::try_from(number)) {
        (2, Ok(small)) if small < 100 => out.extend([small / 10, small % 10].map(|d| char::from(b'0' + d))),
        _ => write!(out, "{number:0digits$}").expect("a string takes everything"),
    }
}

/// The code decides between capital and small letters, the locale on the words.
fn write_half(after_noon: bool, small: bool, short: bool, region: &Region, out: &mut String) {
    let word = match (short, after_noon) {
        (true, true) => "P",
        (true, false) => "A",
        (false, _) => region.half_day(after_noon),
    };
    match small {
        true => out.push_str(&word.to_lowercase()),
        false => out.push_str(&word.to_uppercase()),
    }
}
