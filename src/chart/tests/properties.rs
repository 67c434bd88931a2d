//! Laws of scales, ticks and labels, tried over many made-up numbers.

use super::*;
use crate::chart::calendar;
use crate::chart::draw::push_apart;
use crate::chart::ladder::{self, TimeRoom};
use crate::chart::scale::linear_to;
use crate::chart::ticks::{Reach, nice, nice_log, nice_symlog};
use crate::chart::{Calendar, Grain, decimate, model::Point};
use jiff::civil::datetime;

/// A small, fixed source of numbers: tests must not differ from run to run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn wide(&mut self) -> f64 {
        let size = 10f64.powf(self.next() * 24.0 - 9.0);
        if self.next() < 0.4 { -size } else { size }
    }
}

fn reach(low: f64, high: f64, aim: usize) -> Reach {
    Reach { low, high, aim, fixed: [None, None], whole: false }
}

#[test]
fn nice_domains_cover_the_data_and_hold_their_ticks() {
    let mut dice = Dice(7);
    for _ in 0..4000 {
        let (a, b) = (dice.wide(), dice.wide());
        let (low, high) = (a.min(b), a.max(b));
        let aim = 2 + (dice.next() * 8.0) as usize;
        let nice = nice(reach(low, high, aim));
        assert!(nice.min <= low && nice.max >= high, "{low} {high} {nice:?}");
        assert!(nice.ticks.windows(2).all(|pair| pair[0] < pair[1]), "{nice:?}");
        assert!(nice.ticks.iter().all(|tick| (nice.min..=nice.max).contains(tick)), "{nice:?}");
        assert!((2..=20).contains(&nice.ticks.len()), "{low} {high} {nice:?}");
        // With few ticks a little over a tick may cost a whole step.
        assert!(aim < 4 || high - low > (nice.max - nice.min) * 0.3, "{low} {high} {nice:?}");
    }
}

#[test]
fn equal_values_stand_in_the_middle() {
    for value in [0.0, 1.0, -3.5, 1e15, 1e-9, 56_264.0] {
        let nice = nice(reach(value, value, 5));
        let share = (value - nice.min) / (nice.max - nice.min);
        assert!((0.25..=0.75).contains(&share), "{value} {nice:?}");
    }
}

#[test]
fn fixed_ends_stay() {
    let nice = nice(Reach { fixed: [Some(3.0), Some(97.0)], ..reach(3.0, 97.0, 5) });
    assert_eq!((nice.min, nice.max), (3.0, 97.0));
    assert!(nice.ticks.iter().all(|tick| (3.0..=97.0).contains(tick)));
}

#[test]
fn log_ticks_cover_and_rise() {
    let mut dice = Dice(11);
    for _ in 0..500 {
        let (a, b) = (dice.wide().abs(), dice.wide().abs());
        let nice = nice_log(reach(a.min(b), a.max(b), 5));
        assert!(nice.min <= a.min(b) * 1.000001 && nice.max >= a.max(b) * 0.999999, "{a} {b} {nice:?}");
        assert!(nice.ticks.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(!nice.ticks.is_empty());
    }
}

#[test]
fn symmetric_log_covers_rises_and_keeps_order() {
    let mut dice = Dice(13);
    for _ in 0..2000 {
        let (a, b) = (dice.wide(), dice.wide());
        let (low, high) = (a.min(b), a.max(b));
        let linear_to = linear_to([a, b].into_iter());
        let nice = nice_symlog(reach(low, high, 5), linear_to);
        assert!(nice.min <= low && nice.max >= high, "{low} {high} {nice:?}");
        assert!(nice.ticks.windows(2).all(|pair| pair[0] < pair[1]), "{nice:?}");
        assert!(nice.ticks.iter().all(|tick| (nice.min..=nice.max).contains(tick)), "{nice:?}");
        assert!((2..=14).contains(&nice.ticks.len()), "{low} {high} {nice:?}");
    }
}

#[test]
fn positions_rise_with_values_on_every_scale() {
    let mut dice = Dice(17);
    for scale in ["linear", "log", "symlog"] {
        for _ in 0..100 {
            let mut values: Vec<f64> = (0..12).map(|_| dice.wide()).collect();
            if scale == "log" {
                values.iter_mut().for_each(|value| *value = value.abs());
            }
            let rows = table(&[
                ("day", Type::Date, days(jiff::civil::date(2024, 1, 1), values.len())),
                ("value", Type::Number, numbers(&values)),
            ]);
            let chart =
                good(&format!("{{ data: sales, x: day, y: {{ field: value, scale: {scale} }} }}"), &rows);
            values.sort_by(f64::total_cmp);
            let axis = &chart.panels[0].y;
            let places: Vec<f64> = values.iter().map(|value| axis.position(*value)).collect();
            assert!(places.windows(2).all(|pair| pair[0] <= pair[1]), "{scale} {values:?} {places:?}");
            assert!(places.iter().all(|place| (-1e-9..=1.0 + 1e-9).contains(place)), "{scale} {values:?}");
        }
    }
}

#[test]
fn tick_labels_are_unique() {
    let mut dice = Dice(3);
    for _ in 0..300 {
        let (a, b) = (dice.wide(), dice.wide());
        for format in ["", ", format: usd0", ", format: \"0%\"", ", format: \"#,##0,\\\"k\\\"\""] {
            let rows = table(&[
                ("day", Type::Date, days(jiff::civil::date(2024, 1, 1), 2)),
                ("value", Type::Number, numbers(&[a, b])),
            ]);
            let chart = good(&format!("{{ data: sales, x: day, y: {{ field: value{format} }} }}"), &rows);
            let axis = &chart.panels[0].y;
            let show = |tick: &f64| axis.format.display(&Value::Number(*tick), &Region::default()).text;
            let mut labels: Vec<String> = axis.ticks.iter().map(show).collect();
            let count = labels.len();
            labels.sort();
            labels.dedup();
            assert_eq!(labels.len(), count, "{a} {b}{format}: {labels:?} {:?}", axis.ticks);
        }
    }
}

#[test]
fn labels_of_time_never_touch_at_any_length_and_width() {
    let measure = |text: &str| text.chars().count() as f64 * 4.4;
    let start = calendar::seconds(datetime(2016, 2, 27, 9, 30, 0, 0));
    for power in 0..40 {
        let length = 20.0 * 1.8f64.powi(power);
        if length > 5e9 {
            break;
        }
        for width_pt in [60.0, 110.0, 234.0, 483.0, 900.0] {
            for grain in [Grain::Moment, Grain::Day, Grain::Month] {
                let region = Region::default();
                let room = TimeRoom {
                    min: start,
                    max: start + length,
                    grain,
                    spans: grain >= Grain::Month,
                    format: None,
                    calendar: Calendar::default(),
                    width_pt,
                    margins_pt: (20.0, 3.0),
                    measure: &measure,
                    region: &region,
                };
                let ticks = ladder::ticks(&room);
                for row in [&ticks.labels, &ticks.outer] {
                    for pair in row.windows(2) {
                        let apart = (pair[1].at - pair[0].at) / length * width_pt;
                        let half = (measure(&pair[0].text) + measure(&pair[1].text)) / 2.0;
                        assert!(apart >= half, "{length} {width_pt} {grain:?}: {pair:?}");
                    }
                }
                assert!(ticks.marks.iter().all(|at| (room.min..=room.max).contains(at)));
            }
        }
    }
}

#[test]
fn a_lone_span_has_no_lines_at_its_ends() {
    let ticks = |months: i64| {
        let start = datetime(2023, 1, 1, 0, 0, 0, 0);
        let end = start.checked_add(jiff::Span::new().months(months)).expect("dates are near");
        ladder::ticks(&TimeRoom {
            min: calendar::seconds(start),
            max: calendar::seconds(end),
            grain: Grain::Month,
            spans: true,
            format: None,
            calendar: Calendar::default(),
            width_pt: 483.0,
            margins_pt: (20.0, 3.0),
            measure: &|text| text.chars().count() as f64 * 4.4,
            region: &Region::default(),
        })
    };
    let count = |ticks: ladder::TimeTicks| (ticks.outer.len(), ticks.outer_marks.len());
    assert_eq!(count(ticks(12)), (1, 0));
    assert_eq!(count(ticks(18)), (2, 2));
}

#[test]
fn end_labels_keep_their_distance_and_stay_inside() {
    let mut dice = Dice(5);
    for count in 1..14 {
        for _ in 0..50 {
            let wanted: Vec<f64> = (0..count).map(|_| dice.next() * 140.0).collect();
            let mut places = push_apart(&wanted, 9.5, (0.0, 140.0));
            assert!(places.iter().all(|place| (-0.001..=140.001).contains(place)), "{wanted:?} {places:?}");
            places.sort_by(f64::total_cmp);
            assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= 9.499), "{wanted:?} {places:?}");
        }
    }
    assert_eq!(push_apart(&[10.0, 100.0], 9.5, (0.0, 140.0)), [10.0, 100.0]);
}

#[test]
fn thinning_keeps_ends_lows_highs_and_gaps() {
    let mut dice = Dice(9);
    let value = |dice: &mut Dice| if dice.next() < 0.001 { None } else { Some(dice.next()) };
    let mut points: Vec<Point> = (0..100_000)
        .map(|x| {
            let value = value(&mut dice);
            Point { x: f64::from(x), value, low: 0.0, high: value.unwrap_or(0.0) }
        })
        .collect();
    points[77_777] = Point { x: 77_777.0, value: Some(9.0), low: 0.0, high: 9.0 };
    let thin = decimate::thin(points.clone(), 2000);
    assert!(thin.len() <= 2500);
    assert_eq!((thin.first(), thin.last()), (points.first(), points.last()));
    assert!(thin.iter().any(|point| point.value == Some(9.0)));
    assert!(thin.iter().any(|point| point.value.is_none()));
    assert!(thin.windows(2).all(|pair| pair[0].x < pair[1].x));
}
