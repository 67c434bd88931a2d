//! Time on an axis: seconds since 1970 in the time zone of the report, the span of the calendar that a
//! value speaks for, and ticks from a ladder of calendar steps.

use super::model::{Axis, Calendar, Grain};
use crate::format::{Format, Region};
use crate::value::Value;
use jiff::civil::{self, Date, DateTime};
use jiff::{SignedDuration, ToSpan};

const DAY: f64 = 86_400.0;
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
    fn start(self, at: DateTime, calendar: Calendar) -> DateTime {
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
    fn floor(self, date: Date, months: i8) -> Date {
        let since = (date.month() - self.year_start).rem_euclid(12);
        let back = i32::from(since % months);
        date.first_of_month().checked_sub(back.months()).unwrap_or(date.first_of_month())
    }

    /// The calendar year in which the year begins that holds a day.
    fn year_of(self, date: Date) -> i16 {
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

/// A step of the ladder.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    Seconds(i64),
    Days(i64),
    Months(i64),
    Years(i64),
}

/// From fine to coarse; the first whose labels fit is taken.
const LADDER: [Step; 29] = [
    Step::Seconds(1),
    Step::Seconds(5),
    Step::Seconds(15),
    Step::Seconds(30),
    Step::Seconds(60),
    Step::Seconds(300),
    Step::Seconds(900),
    Step::Seconds(1800),
    Step::Seconds(3600),
    Step::Seconds(3 * 3600),
    Step::Seconds(6 * 3600),
    Step::Seconds(12 * 3600),
    Step::Days(1),
    Step::Days(2),
    Step::Days(7),
    Step::Days(14),
    Step::Months(1),
    Step::Months(3),
    Step::Years(1),
    Step::Years(2),
    Step::Years(5),
    Step::Years(10),
    Step::Years(20),
    Step::Years(50),
    Step::Years(100),
    Step::Years(200),
    Step::Years(500),
    Step::Years(1000),
    Step::Years(5000),
];

/// A label under the axis.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TimeLabel {
    pub text: String,
    /// The middle of the label on the axis.
    pub at: f64,
}

/// What stands under a time axis.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct TimeTicks {
    /// Short lines at the axis.
    pub marks: Vec<f64>,
    /// The row below it.
    pub labels: Vec<TimeLabel>,
    /// Longer lines, where the spans of the second row begin.
    pub outer_marks: Vec<f64>,
    /// The second row: years under months, days under hours.
    pub outer: Vec<TimeLabel>,
}

/// What the ticks depend on.
pub(super) struct TimeRoom<'a> {
    pub min: f64,
    pub max: f64,
    pub grain: Grain,
    pub calendar: Calendar,
    pub width_pt: f64,
    /// How far labels may reach beyond both ends.
    pub margins_pt: (f64, f64),
    /// Width of a label.
    pub measure: &'a dyn Fn(&str) -> f64,
    pub region: &'a Region,
}

/// Free room between two labels.
const LABEL_GAP_PT: f64 = 5.0;
/// More steps than this are never looked at: they cannot fit.
const STEPS_MAX: f64 = 400.0;

/// More days by number than this are read worse than their months.
const DAYS_NAMED_MAX: f64 = 14.0;

/// The finest ticks whose labels fit.
pub(super) fn ticks(room: &TimeRoom) -> TimeTicks {
    for step in LADDER {
        let count = (room.max - room.min) / step.seconds();
        let crowd = matches!(step, Step::Days(2..)) && count > DAYS_NAMED_MAX;
        if count > STEPS_MAX || crowd || !step.suits(room.grain) {
            continue;
        }
        if let Some(ticks) = room.try_step(step) {
            return ticks;
        }
    }
    TimeTicks::default()
}

impl Step {
    fn seconds(self) -> f64 {
        match self {
            Step::Seconds(count) => count as f64,
            Step::Days(count) => count as f64 * DAY,
            Step::Months(count) => count as f64 * 30.4 * DAY,
            Step::Years(count) => count as f64 * 365.2 * DAY,
        }
    }

    /// Whether its labels would not claim more precision than the data have.
    fn suits(self, grain: Grain) -> bool {
        match grain {
            Grain::Moment => true,
            Grain::Day | Grain::Week => !matches!(self, Step::Seconds(_)),
            Grain::Month => matches!(self, Step::Months(_) | Step::Years(_)),
            Grain::Quarter => matches!(self, Step::Months(3) | Step::Years(_)),
            Grain::Year => matches!(self, Step::Years(_)),
        }
    }

    /// Whether its labels name the span after the tick, not the moment of the tick.
    fn names_spans(self, grain: Grain) -> bool {
        match self {
            Step::Seconds(_) => false,
            Step::Days(1) => grain != Grain::Moment,
            Step::Days(_) => false,
            Step::Months(_) | Step::Years(1) => true,
            Step::Years(_) => grain == Grain::Year,
        }
    }

    /// Ticks from the one at or before `min` to the one after `max`.
    fn places(self, min: f64, max: f64, calendar: Calendar) -> Vec<f64> {
        let first = self.floor(datetime(min), calendar);
        let mut places = Vec::new();
        let mut at = first;
        while places.len() < 2 * STEPS_MAX as usize {
            places.push(seconds(at));
            if seconds(at) > max {
                break;
            }
            let next = match self {
                Step::Seconds(count) => at.checked_add(count.seconds()),
                // Days count from the first of the month, so that labels stay put from month to month.
                Step::Days(count) => at.checked_add(count.days()).map(|next| restart(at, next, count)),
                Step::Months(count) => at.checked_add(count.months()),
                Step::Years(count) => at.checked_add(count.years()),
            };
            match next {
                Ok(next) => at = next,
                Err(_) => break,
            }
        }
        places
    }

    fn floor(self, at: DateTime, calendar: Calendar) -> DateTime {
        let date = at.date();
        let down = |number: i64, to: i64| number.div_euclid(to) * to;
        match self {
            Step::Seconds(count) => {
                let within = (seconds(at) - seconds(date.at(0, 0, 0, 0))) as i64;
                let midnight = date.at(0, 0, 0, 0);
                midnight.checked_add(down(within, count).seconds()).unwrap_or(midnight)
            }
            Step::Days(count) => {
                let day = down(i64::from(date.day()) - 1, count) as i8 + 1;
                civil::date(date.year(), date.month(), day).at(0, 0, 0, 0)
            }
            Step::Months(count) => calendar.floor(date, count as i8).at(0, 0, 0, 0),
            Step::Years(count) => {
                let year = i64::from(calendar.year_of(date));
                let year = down(year, count).max(i64::from(Date::MIN.year()));
                civil::date(year as i16, calendar.year_start, 1).at(0, 0, 0, 0)
            }
        }
    }
}

/// Every `count` days of a month; short ends of a month are skipped.
fn restart(at: DateTime, next: DateTime, count: i64) -> DateTime {
    let left = i64::from(next.date().days_in_month()) - i64::from(next.date().day());
    match next.date().month() != at.date().month() {
        true => next.date().first_of_month().at(0, 0, 0, 0),
        false if count > 1 && left < count / 2 => {
            let end = next.date().last_of_month();
            end.tomorrow().unwrap_or(end).at(0, 0, 0, 0)
        }
        false => next,
    }
}

impl TimeRoom<'_> {
    fn points(&self, from: f64, to: f64) -> f64 {
        (to - from) / (self.max - self.min) * self.width_pt
    }

    fn inside(&self, at: f64) -> bool {
        (self.min..=self.max).contains(&at)
    }

    /// Ticks and labels of a step, or `None` when two labels would touch.
    fn try_step(&self, step: Step) -> Option<TimeTicks> {
        let places = step.places(self.min, self.max, self.calendar);
        let spans = step.names_spans(self.grain);
        let mut labels: Vec<TimeLabel> = Vec::new();
        let mut room_left = f64::NEG_INFINITY;
        let mut first = true;
        for pair in places.windows(2) {
            let (from, to) = (pair[0].max(self.min), pair[1].min(self.max));
            let text = self.label(step, pair[0], first);
            let width = (self.measure)(&text);
            let middle = if spans { (from + to) / 2.0 } else { pair[0] };
            if spans && self.points(from, to) < width + 1.0 {
                // A piece of a span at either end may stay without its name; a whole one may not.
                let whole = from == pair[0] && to == pair[1];
                match whole {
                    true => return None,
                    false => continue,
                }
            }
            if !spans && !self.inside(middle) {
                continue;
            }
            let start = self.points(self.min, middle) - width / 2.0;
            if start < -self.margins_pt.0 || start + width > self.width_pt + self.margins_pt.1 {
                continue;
            }
            if start < room_left {
                return None;
            }
            room_left = start + width + LABEL_GAP_PT;
            labels.push(TimeLabel { text, at: middle });
            first = false;
        }
        if labels.is_empty() {
            return None;
        }
        let marks = places.iter().copied().filter(|at| self.inside(*at)).collect();
        let (outer_marks, outer) = self.outer(step);
        Some(TimeTicks { marks, labels, outer_marks, outer })
    }

    /// The row below: years under months and quarters, months under days, days under hours.
    fn outer(&self, step: Step) -> (Vec<f64>, Vec<TimeLabel>) {
        let (outer, code) = match step {
            Step::Seconds(_) => (Step::Days(1), "d mmm yyyy"),
            Step::Days(_) => (Step::Months(1), "mmm yyyy"),
            Step::Months(_) => (Step::Years(1), "yyyy"),
            Step::Years(_) => return Default::default(),
        };
        let places = outer.places(self.min, self.max, self.calendar);
        let mut labels = self.outer_labels(&places, code);
        if labels.is_empty() {
            // Several short pieces: the name of where it begins is better than none.
            let text = self.outer_text(code, self.min);
            labels.push(TimeLabel { text, at: (self.min + self.max) / 2.0 });
        }
        // A longer line would run through the label of its own moment, and one span has nothing to part.
        let several = places.iter().any(|at| self.min < *at && *at < self.max);
        let marks = match several && step.names_spans(self.grain) {
            true => places.into_iter().filter(|at| self.inside(*at)).collect(),
            false => Vec::new(),
        };
        (marks, labels)
    }

    fn outer_labels(&self, places: &[f64], code: &str) -> Vec<TimeLabel> {
        let mut labels = Vec::new();
        for pair in places.windows(2) {
            let (from, to) = (pair[0].max(self.min), pair[1].min(self.max));
            let text = self.outer_text(code, pair[0]);
            if from < to && self.points(from, to) >= (self.measure)(&text) + 1.0 {
                labels.push(TimeLabel { text, at: (from + to) / 2.0 });
            }
        }
        labels
    }

    fn outer_text(&self, code: &str, at: f64) -> String {
        match code == "yyyy" {
            true => whole_year(at, self.calendar),
            false => write(code, at, self.region),
        }
    }

    fn label(&self, step: Step, at: f64, first: bool) -> String {
        match step {
            Step::Seconds(count) if count < 60 => write("hh:mm:ss", at, self.region),
            Step::Seconds(_) => write("hh:mm", at, self.region),
            Step::Days(_) => write("d", at, self.region),
            Step::Months(3) => quarter(at, self.calendar, self.region),
            Step::Months(_) => write("mmm", at, self.region),
            Step::Years(_) if self.calendar.year_start != 1 => whole_year(at, self.calendar),
            Step::Years(count) => year(at, count, first),
        }
    }
}

/// A year: in full once and at the turn of a century, then its last two digits.
fn year(at: f64, step: i64, first: bool) -> String {
    let year = datetime(at).year();
    match first || year.rem_euclid(100) == 0 || step >= 5 || year < 1000 {
        true => year.to_string(),
        false => format!("\u{2019}{:02}", year.rem_euclid(100)),
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

fn quarter(at: f64, calendar: Calendar, region: &Region) -> String {
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
