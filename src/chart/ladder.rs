//! Ticks of time: the finest step of a ladder of calendar steps whose labels fit, with a second row for what they
//! leave out.

use super::calendar::{DAY, datetime, quarter, seconds, whole_year, write};
use super::model::{Calendar, Grain};
use crate::format::{Format, Region};
use crate::value::Value;
use jiff::ToSpan;
use jiff::civil::{self, Date, DateTime};

/// A step of the ladder.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    Seconds(i64),
    Days(i64),
    Weeks(i64),
    Months(i64),
    Years(i64),
}

/// From fine to coarse; the first whose labels fit is taken.
const LADDER: [Step; 31] = [
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
    Step::Weeks(1),
    Step::Days(7),
    Step::Weeks(2),
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
    /// Whether values stand in the middle of the span they speak for.
    pub spans: bool,
    /// How the author wants labels to be written.
    pub format: Option<&'a Format>,
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
        let crowd = matches!(step, Step::Days(2..) | Step::Weeks(_)) && count > DAYS_NAMED_MAX;
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
            Step::Weeks(count) => count as f64 * 7.0 * DAY,
            Step::Months(count) => count as f64 * 30.4 * DAY,
            Step::Years(count) => count as f64 * 365.2 * DAY,
        }
    }

    /// Whether its labels would not claim more precision than the data have, and stand where values may stand.
    fn suits(self, grain: Grain) -> bool {
        match (grain, self) {
            (_, Step::Weeks(_)) => grain == Grain::Week,
            (Grain::Moment, _) => true,
            (Grain::Day, _) => !matches!(self, Step::Seconds(_)),
            (Grain::Week, _) => matches!(self, Step::Months(_) | Step::Years(_)),
            (Grain::Month, _) => matches!(self, Step::Months(_) | Step::Years(_)),
            (Grain::Quarter, _) => matches!(self, Step::Months(3) | Step::Years(_)),
            (Grain::Year, _) => matches!(self, Step::Years(_)),
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
                Step::Weeks(count) => at.checked_add(count.weeks()),
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
            Step::Weeks(_) => Grain::Week.start(at, calendar),
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

    /// Whether labels of a step name the span after the tick, not the moment of the tick.
    fn names_spans(&self, step: Step) -> bool {
        match step {
            Step::Seconds(_) => false,
            Step::Days(1) | Step::Weeks(1) => self.spans,
            Step::Days(_) | Step::Weeks(_) => false,
            Step::Months(1) | Step::Years(1) => true,
            Step::Months(_) => self.format.is_none(),
            Step::Years(_) => false,
        }
    }

    /// Where the label of a tick stands that names no span: where the value of its time stands.
    fn value_place(&self, at: f64) -> f64 {
        if self.spans { self.grain.middle(at, self.calendar) } else { at }
    }

    /// Ticks and labels of a step, or `None` when two labels would touch or say the same.
    fn try_step(&self, step: Step) -> Option<TimeTicks> {
        let places = step.places(self.min, self.max, self.calendar);
        let spans = self.names_spans(step);
        let mut labels: Vec<TimeLabel> = Vec::new();
        let mut room_left = f64::NEG_INFINITY;
        for pair in places.windows(2) {
            let (from, to) = (pair[0].max(self.min), pair[1].min(self.max));
            let text = self.label(step, pair[0], labels.is_empty());
            let width = (self.measure)(&text);
            let middle = if spans { (from + to) / 2.0 } else { self.value_place(pair[0]) };
            if spans && self.points(from, to) < width + 1.0 {
                // A piece of a span at either end may stay without its name; a whole one may not.
                let whole = from == pair[0] && to == pair[1];
                match whole {
                    true => return None,
                    false => continue,
                }
            }
            let here = self.inside(middle) && pair[0] >= self.min;
            if !spans && !here {
                continue;
            }
            let start = self.points(self.min, middle) - width / 2.0;
            if start < -self.margins_pt.0 || start + width > self.width_pt + self.margins_pt.1 {
                continue;
            }
            if start < room_left || labels.last().is_some_and(|last| last.text == text) {
                return None;
            }
            room_left = start + width + LABEL_GAP_PT;
            labels.push(TimeLabel { text, at: middle });
        }
        if labels.is_empty() {
            return None;
        }
        let at = |place: &f64| if spans { *place } else { self.value_place(*place) };
        let marks = places.iter().map(at).filter(|at| self.inside(*at)).collect();
        let (outer_marks, outer) = self.outer(step);
        Some(TimeTicks { marks, labels, outer_marks, outer })
    }

    /// The row below: years under months and quarters, months under days, days under hours.
    fn outer(&self, step: Step) -> (Vec<f64>, Vec<TimeLabel>) {
        let (outer, code) = match (step, self.format.map(Format::code)) {
            (_, Some(code)) if code.contains('y') => return Default::default(),
            (Step::Days(_) | Step::Weeks(_), Some(code)) if code.contains('m') => (Step::Years(1), "yyyy"),
            (Step::Seconds(_), _) => (Step::Days(1), "d mmm yyyy"),
            (Step::Days(_) | Step::Weeks(_), _) => (Step::Months(1), "mmm yyyy"),
            (Step::Months(_), _) => (Step::Years(1), "yyyy"),
            (Step::Years(_), _) => return Default::default(),
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
        // Weeks begin in one month and end in another.
        let nested = self.names_spans(step) && !matches!(step, Step::Weeks(_));
        let marks = match several && nested {
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
        if let Some(format) = self.format {
            return format.display(&Value::DateTime(datetime(at)), self.region).text;
        }
        match step {
            Step::Seconds(count) if count < 60 => write("hh:mm:ss", at, self.region),
            Step::Seconds(_) => write("hh:mm", at, self.region),
            Step::Days(_) | Step::Weeks(_) => write("d", at, self.region),
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
