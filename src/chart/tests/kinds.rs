//! The torture set for kinds whose marks are more than a value at a place: drawn at all widths, no label
//! touches another, and the words for readers who cannot see it say something in every language.

use super::torture::{WIDTHS_PT, check};
use super::*;
use crate::words::LANGUAGES;
use jiff::civil::date;

/// Each kind with the channels it takes from [`rows`].
const KINDS: [(&str, &str); 20] = [
    ("lollipop", "x: name, y: value"),
    ("lollipop", "x: day, y: value"),
    ("dumbbell", "x: [value, low], y: name"),
    ("dumbbell", "x: name, y: [value, low, high], labels: all"),
    ("range", "x: name, y: [low, high], labels: all"),
    ("range", "x: [low, high], y: name, labels: all"),
    ("ribbon", "x: day, y: [low, high]"),
    ("slope", "x: half, y: value, color: name"),
    ("slope", "x: day, y: value, color: name"),
    ("waterfall", "x: name, y: value, color: kind"),
    ("bullet", "x: [value, high], y: name"),
    ("gauge", "x: name, y: { field: value, domain: [0, 100] }, y2: high"),
    ("pie", "x: name, y: value, labels: all"),
    ("donut", "x: { field: name, top: 5, other: Others }, y: value"),
    ("treemap", "x: name, y: value, color: kind"),
    ("box", "x: half, y: value"),
    ("box", "x: name, y: value, color: half"),
    ("candlestick", "x: day, y: [value, high, low, value]"),
    ("ohlc", "x: day, y: [value, high, low, value]"),
    ("gantt", "x: day, x2: until, y: name, color: kind, text: value"),
];

/// A table with a column for every channel.
fn rows(names: &[&str], values: &[Value]) -> Table {
    let count = values.len();
    let shifted = |by: f64| {
        let shift =
            |value: &Value| value.as_f64().map_or(Value::Null, |v| Value::Number(v + by * v.abs().max(1.0)));
        values.iter().map(shift).collect::<Vec<Value>>()
    };
    let cycled = |words: &[&str]| texts(&words.iter().copied().cycle().take(count).collect::<Vec<_>>());
    table(&[
        ("name", Type::Text, texts(&names[..count])),
        ("half", Type::Text, cycled(&["First half", "Second half"])),
        ("kind", Type::Text, cycled(&["one", "two", "three"])),
        ("day", Type::Date, days(date(2024, 1, 1), count)),
        ("until", Type::Date, days(date(2024, 1, 4), count)),
        ("value", Type::Number, values.to_vec()),
        ("low", Type::Number, shifted(-0.5)),
        ("high", Type::Number, shifted(0.75)),
    ])
}

fn survive(name: &str, rows: &Table) {
    for (mark, channels) in KINDS {
        let text = format!("{{ data: sales, mark: {mark}, {channels} }}");
        let (Some(chart), _) = chart(&text, rows) else { panic!("{name}: {text}") };
        for width in WIDTHS_PT {
            let svg = draw(&chart, width);
            check(&format!("{name}, {text}, {width}"), &svg, width);
            assert_eq!(svg, draw(&chart, width), "{name}: same chart, same bytes");
        }
        for language in LANGUAGES {
            let country = if language == "en" { "GB".to_string() } else { language.to_uppercase() };
            let region = Region::new(&format!("{language}-{country}"), "UTC").expect("a known locale");
            let alt = chart.alt(&region);
            assert!(!alt.is_empty() && alt.chars().count() <= 400, "{name}, {language}: {alt}");
            assert!(!alt.contains('{') && !alt.contains("NaN") && !alt.contains("inf"), "{name}: {alt}");
        }
    }
}

fn plain(count: usize) -> Vec<String> {
    (0..count).map(|name| format!("Name {name}")).collect()
}

fn with_plain_names(name: &str, values: &[Value]) {
    let names = plain(values.len());
    survive(name, &rows(&names.iter().map(String::as_str).collect::<Vec<_>>(), values));
}

#[test]
fn empty_one_equal_and_missing() {
    with_plain_names("empty", &[]);
    with_plain_names("one row", &numbers(&[42.0]));
    with_plain_names("all equal", &numbers(&[7.0; 9]));
    with_plain_names("all zero", &numbers(&[0.0; 9]));
    with_plain_names("all null", &vec![Value::Null; 9]);
    with_plain_names("islands", &numbers(&[1.0, f64::NAN, 2.0, f64::INFINITY, 3.0, f64::NEG_INFINITY]));
}

#[test]
fn extreme_numbers() {
    with_plain_names("tiny", &numbers(&[1e-9, 3e-9, 2e-9]));
    with_plain_names("huge", &numbers(&[1e15, 3e15, -2e15]));
    with_plain_names("absurd", &numbers(&[1e300, -1e300, 1e-300]));
    with_plain_names("tiny beside huge", &numbers(&[1e-9, 1e15]));
    with_plain_names("negative", &numbers(&[-3.0, -1000.0, -12.0]));
    let mut outlier = vec![1.0; 60];
    outlier[30] = 1e6;
    with_plain_names("outlier", &numbers(&outlier));
}

#[test]
fn many_and_long_names() {
    let values: Vec<f64> = (0..300).map(|value| f64::from(value % 37) - 5.0).collect();
    with_plain_names("300 names", &numbers(&values));
    let (long, spaced) = ("x".repeat(120), "word ".repeat(24));
    let names =
        [long.as_str(), spaced.as_str(), "売上高の推移", "إيرادات المبيعات", "Émissions 🙂 évitées", "👩‍👩‍👧‍👦"];
    survive("long names", &rows(&names, &numbers(&[1.0, 2.0, 30.0, 4.0, 5.0, 6.0])));
}

#[test]
fn candles_that_share_a_step_of_paper_keep_their_extremes() {
    let values: Vec<f64> = (0..6000).map(|day| 100.0 + (f64::from(day) / 40.0).sin() * 30.0).collect();
    let names = plain(values.len());
    let rows = rows(&names.iter().map(String::as_str).collect::<Vec<_>>(), &numbers(&values));
    for mark in ["candlestick", "ohlc"] {
        let text = format!("{{ data: sales, mark: {mark}, x: day, y: [value, high, low, value] }}");
        let svg = draw(&good(&text, &rows), 483.0);
        assert!(svg.len() < 200_000, "{mark}: {} bytes", svg.len());
    }
}

/// What the rows have that a kind cannot show is told, at the column.
#[test]
fn kinds_tell_what_they_cannot_show() {
    let names = ["a", "b", "c", "d", "e", "f", "g"];
    let small = rows(&names[..3], &numbers(&[3.0, -1.0, 2.0]));
    for mark in ["pie", "donut", "treemap"] {
        let said = mistakes(&format!("{{ data: sales, mark: {mark}, x: name, y: value }}"), &small);
        assert_eq!(said, ["`b` is negative, and parts of a whole cannot be"], "{mark}");
    }
    let many = rows(&names, &numbers(&[7.0; 7]));
    let said = mistakes("{ data: sales, mark: pie, x: name, y: value }", &many);
    assert_eq!(said, ["7 slices cannot be compared by eye"]);
    let said = mistakes("{ data: sales, mark: pie, x: { field: name, top: 3 }, y: value }", &many);
    assert_eq!(said, ["a whole without its small parts is not the whole"]);
    good("{ data: sales, mark: pie, x: { field: name, top: 3, other: Rest }, y: value }", &many);
    let said = mistakes("{ data: sales, mark: gauge, x: name, y: value }", &many);
    assert_eq!(said, ["a gauge needs the end of its scale: without it every value would fill the ring"]);
    let said = mistakes("{ data: sales, mark: waterfall, x: { field: name, sort: value }, y: value }", &many);
    assert_eq!(said, ["a waterfall follows the order of its rows, so its names cannot be sorted"]);
    let said = mistakes("{ data: sales, mark: range, x: name, y: value }", &many);
    assert_eq!(said, ["a `range` chart takes 2 columns as values: `low` and `high`"]);
    let said = mistakes("{ data: sales, mark: gantt, x: until, x2: day, y: name }", &small);
    assert_eq!(said[0], "`a` ends before it begins");
}

#[test]
fn a_total_that_is_not_the_sum_of_its_steps_is_told() {
    let table = table(&[
        ("step", Type::Text, texts(&["Begin", "Up", "End"])),
        ("amount", Type::Number, numbers(&[10.0, 5.0, 16.0])),
        ("kind", Type::Text, texts(&["total", "step", "total"])),
    ]);
    let said = mistakes("{ data: sales, mark: waterfall, x: step, y: amount, color: kind }", &table);
    assert_eq!(said, ["the total `End` says 16, and the steps before it add up to 15"]);
}

#[test]
fn small_parts_stay_parts_of_the_whole() {
    let names = plain(60);
    let rows = rows(&names.iter().map(String::as_str).collect::<Vec<_>>(), &numbers(&[1.0; 60]));
    let chart = good("{ data: sales, mark: treemap, x: name, y: value }", &rows);
    assert_eq!(chart.categories_hidden, 0);
    assert_eq!(draw(&chart, 483.0).matches("<rect").count(), 60);
}
