//! Time on an axis: seconds since 1970 in the time zone of the report, and the span of the calendar that a value
//! speaks for.

use super::model::{Axis, Calendar, Grain};
use crate::format::{Format, Region};
use crate::value::Value;
use jiff::civil::{self, Date, DateTime};
use jiff::{SignedDuration, ToSpan};

pub(super) const DAY: f64 = 86_400.0;
const EPOCH: DateTime = civil::datetime(1970, 1, 1, 0, 0, 0, 0);

/// Seconds since 1970-01-01 of a local time.
pub(super) fn seconds(at: DateTime) -> f64 {
    EPOCH.duration_until(at).as_secs_f64()
}

/// The local time of a place on the axis, to the microsecond.
pub(super) fn datetime(seconds: f64) -> DateTime {
    let micros = SignedDuration::from_micros((seconds * 1e6) as i64);
    EPOCH.checked_add(micros).unwrap_or(if seconds < 0.0 { DateTime::MIN } else { DateTime::MAX })
}

/// The place of a value on a time axis.
pub(super) fn place(value: &Value, region: &Region) -> Option<f64> {
    Some(match value {
        Value::Date(date) => seconds(date.at(0, 0, 0, 0)),
        Value::DateTime(datetime) => seconds(*datetime),
        Value::Instant(instant) => seconds(instant.to_zoned(region.time_zone().clone()).datetime()),
        Value::Null | Value::Text(_) | Value::Integer(_) | Value::Number(_) | Value::Decimal(_) => {
            return None;
        }
        Value::Boolean(_) | Value::Time(_) | Value::List(_) => return None,
    })
}

impl Grain {
    /// The grain of sorted, distinct places. Spans of the calendar that hold one value each are its
    /// grain; a few days of a month more or less do not matter, months differ too.
    pub(super) fn of(places: &[f64], calendar: Calendar) -> Grain {
        let gap = places.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
        let midnight = places.iter().all(|at| at.rem_euclid(DAY) == 0.0);
        let alone = |grain: Grain| {
            let start = |at: f64| grain.start(datetime(at), calendar);
            places.windows(2).all(|pair| start(pair[0]) != start(pair[1]))
        };
        match gap / DAY {
            _ if !midnight || places.is_empty() => Grain::Moment,
            _ if places.len() < 2 => Grain::Day,
            days if days >= 300.0 && alone(Grain::Year) => Grain::Year,
            days if days >= 80.0 && alone(Grain::Quarter) => Grain::Quarter,
            days if days >= 20.0 && alone(Grain::Month) => Grain::Month,
            days if days >= 6.0 && alone(Grain::Week) => Grain::Week,
            _ => Grain::Day,
        }
    }

    /// Where the span begins that holds a time.
    pub(super) fn start(self, at: DateTime, calendar: Calendar) -> DateTime {
        let date = at.date();
        let start = match self {
            Grain::Moment => return at,
            Grain::Day => date,
            Grain::Week => {
                let days = date.weekday().to_monday_zero_offset() - calendar.week_start;
                date.checked_sub(i32::from(days.rem_euclid(7)).days()).unwrap_or(date)
            }
            Grain::Month => date.first_of_month(),
            Grain::Quarter => calendar.floor(date, 3),
            Grain::Year => calendar.floor(date, 12),
        };
        start.at(0, 0, 0, 0)
    }

    /// First and last second of the span that holds a place.
    pub(super) fn span(self, at: f64, calendar: Calendar) -> (f64, f64) {
        let start = self.start(datetime(at), calendar);
        let end = match self {
            Grain::Moment => return (at, at),
            Grain::Day => start.checked_add(1.day()),
            Grain::Week => start.checked_add(1.week()),
            Grain::Month => start.checked_add(1.month()),
            Grain::Quarter => start.checked_add(3.months()),
            Grain::Year => start.checked_add(1.year()),
        };
        (seconds(start), seconds(end.unwrap_or(DateTime::MAX)))
    }

    /// Where a value stands: in the middle of its span.
    pub(super) fn middle(self, at: f64, calendar: Calendar) -> f64 {
        let (start, end) = self.span(at, calendar);
        (start + end) / 2.0
    }
}

impl Calendar {
    /// The first day of the span of some months that holds a day; years begin where the author says.
    pub(super) fn floor(self, date: Date, months: i8) -> Date {
        let since = (date.month() - self.year_start).rem_euclid(12);
        let back = i32::from(since % months);
        date.first_of_month().checked_sub(back.months()).unwrap_or(date.first_of_month())
    }

    /// The calendar year in which the year begins that holds a day.
    pub(super) fn year_of(self, date: Date) -> i16 {
        self.floor(date, 12).year()
    }
}

impl Axis {
    /// First second of the span that a value speaks for; the value itself when it speaks for none.
    pub fn span_start(&self, at: f64) -> f64 {
        match self.kind {
            super::model::AxisKind::Time(grain) if self.spans => grain.span(at, self.calendar).0,
            _ => at,
        }
    }
}

/// A year in full; one that begins within a calendar year has the names of both.
pub(super) fn whole_year(at: f64, calendar: Calendar) -> String {
    let year = calendar.year_of(datetime(at).date());
    match calendar.year_start {
        1 => year.to_string(),
        _ => format!("{year}/{:02}", (i32::from(year) + 1).rem_euclid(100)),
    }
}

/// A quarter of a year.
pub(super) fn quarter(at: f64, calendar: Calendar, region: &Region) -> String {
    let letter = match region.language() {
        "fr" | "es" | "it" | "pt" | "ca" => 'T',
        _ => 'Q',
    };
    format!("{letter}{}", (datetime(at).month() - calendar.year_start).rem_euclid(12) / 3 + 1)
}

/// A quarter with its year.
pub(super) fn quarter_of_year(at: f64, calendar: Calendar, region: &Region) -> String {
    format!("{} {}", quarter(at, calendar, region), whole_year(at, calendar))
}

/// A place on the axis in a date format.
pub(super) fn write(code: &str, at: f64, region: &Region) -> String {
    let format = Format::parse(code).expect("the codes written here are valid");
    format.display(&Value::DateTime(datetime(at)), region).text
}
