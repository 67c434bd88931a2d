//! The torture set: whatever the data, a chart is drawn, says nothing false, and its labels do not touch.

use super::*;
use crate::fonts;
use jiff::civil::{date, datetime};

/// Widths a chart is drawn at: a third, half, the whole of a page, and landscape.
pub(super) const WIDTHS_PT: [f64; 4] = [150.0, 234.0, 483.0, 720.0];

/// Compiles with every mark that takes the columns, draws at all widths, and checks the picture.
fn survive(name: &str, rows: &Table, channels: &str) {
    for mark in ["line", "step", "area", "bar", "point"] {
        let text = format!("{{ data: sales, mark: {mark}, {channels} }}");
        let (Some(chart), _) = chart(&text, rows) else { panic!("{name}: {text}") };
        for width in WIDTHS_PT {
            let svg = draw(&chart, width);
            check(&format!("{name}, {mark}, {width}"), &svg, width);
            assert_eq!(svg, draw(&chart, width), "{name}: same chart, same bytes");
        }
        let alt = chart.alt(&Region::default());
        assert!(!alt.is_empty() && alt.chars().count() <= 400, "{name}: {alt}");
        serde_json::to_string(&chart).expect("a chart can be printed");
    }
}

/// A text of the picture with its box.
struct Word {
    text: String,
    left: f64,
    right: f64,
    middle: f64,
}

/// The same for a chart written in full, which may not be wrong.
fn survive_as(name: &str, rows: &Table, text: &str) -> Chart {
    let (made, sink) = chart(text, rows);
    let Some(made) = made.filter(|_| !sink.has_errors()) else {
        panic!("{name}: {text}: {:?}", sink.diagnostics())
    };
    for width in WIDTHS_PT {
        check(&format!("{name}, {width}"), &draw(&made, width), width);
    }
    assert!(made.alt(&Region::default()).chars().count() <= 400, "{name}");
    made
}

pub(super) fn check(name: &str, svg: &str, width: f64) {
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{name}");
    let words = words(svg);
    for word in &words {
        assert!(word.left > -3.0 && word.right < width + 3.0, "{name}: `{}` leaves the picture", word.text);
    }
    for (index, a) in words.iter().enumerate() {
        for b in &words[index + 1..] {
            let apart =
                a.right <= b.left + 0.6 || b.right <= a.left + 0.6 || (a.middle - b.middle).abs() > 5.0;
            assert!(apart, "{name}: `{}` touches `{}`", a.text, b.text);
        }
    }
}

fn words(svg: &str) -> Vec<Word> {
    let attribute = |element: &str, key: &str| {
        let start = element.find(&format!(" {key}=\"")).map(|at| at + key.len() + 3)?;
        element[start..].split('"').next().map(str::to_string)
    };
    let number = |element: &str, key: &str| {
        attribute(element, key).and_then(|text| text.parse::<f64>().ok()).expect("a number")
    };
    let word = |element: &str| {
        let (head, body) = element.split_once('>').expect("an element has a head");
        let mut text = String::new();
        let mut inside = false;
        for c in body.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => text.push(c),
                _ => {}
            }
        }
        let text =
            text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
        let (x, y, size) = (number(head, "x"), number(head, "y"), number(head, "font-size"));
        let wide = fonts::text_width_pt(&text, size, number(head, "font-weight") as u16);
        let left = match attribute(head, "text-anchor").as_deref() {
            Some("middle") => x - wide / 2.0,
            Some("end") => x - wide,
            _ => x,
        };
        Word { text, left, right: left + wide, middle: y - size * 0.35 }
    };
    svg.split("<text").skip(1).map(|rest| word(rest.split("</text>").next().expect("text ends"))).collect()
}

fn daily(values: Vec<Value>) -> Table {
    let count = values.len();
    table(&[("day", Type::Date, days(date(2023, 12, 20), count)), ("value", Type::Number, values)])
}

#[test]
fn empty_one_equal_and_missing() {
    survive("empty", &daily(vec![]), "x: day, y: value");
    survive("one row", &daily(numbers(&[42.0])), "x: day, y: value");
    survive("all equal", &daily(numbers(&[7.0; 12])), "x: day, y: value");
    survive("all zero", &daily(numbers(&[0.0; 12])), "x: day, y: value");
    survive("all null", &daily(vec![Value::Null; 9]), "x: day, y: value");
    let islands = [1.0, f64::NAN, 2.0, f64::INFINITY, 3.0, f64::NEG_INFINITY, f64::NAN, 5.0, 6.0];
    survive("islands", &daily(numbers(&islands)), "x: day, y: value");
}

#[test]
fn an_empty_chart_keeps_its_place() {
    let chart = good("{ data: sales, mark: line, x: day, y: value, empty: No trades yet }", &daily(vec![]));
    assert!(chart.is_empty() && chart.height_pt(483.0) > 190.0);
    assert!(draw(&chart, 483.0).contains("No trades yet"));
}

#[test]
fn extreme_numbers() {
    survive("tiny", &daily(numbers(&[1e-9, 3e-9, 2e-9])), "x: day, y: value");
    survive("huge", &daily(numbers(&[1e15, 3e15, -2e15])), "x: day, y: value");
    survive("absurd", &daily(numbers(&[1e300, -1e300, 1e-300])), "x: day, y: value");
    survive("tiny beside huge", &daily(numbers(&[1e-9, 1e15])), "x: day, y: value");
    survive("noise", &daily(numbers(&[1e15, 1e15 + 1.0])), "x: day, y: value");
    survive("negative", &daily(numbers(&[-3.0, -1000.0, -12.0])), "x: day, y: value");
    let mut outlier = vec![1.0; 200];
    outlier[100] = 1e6;
    survive("outlier", &daily(numbers(&outlier)), "x: day, y: value");
}

#[test]
fn many_series_and_names() {
    let names: Vec<String> = (0..40).map(|series| format!("Series number {series}")).collect();
    let mut columns: Vec<(&str, Type, Vec<Value>)> = vec![("day", Type::Date, days(date(2024, 1, 1), 20))];
    for (index, name) in names.iter().enumerate() {
        let values: Vec<f64> = (0..20).map(|day| f64::from(day) * (index as f64 - 9.0)).collect();
        columns.push((name, Type::Number, numbers(&values)));
    }
    let list = names.join(", ");
    survive("40 series", &table(&columns), &format!("x: day, y: [{list}]"));
    survive("40 series, ends", &table(&columns), &format!("x: day, labels: all, y: [{list}]"));
    let many: Vec<String> = (0..300).map(|name| format!("Category {name}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let values: Vec<f64> = (0..300).map(|value| f64::from(value % 37) - 5.0).collect();
    let rows = table(&[("name", Type::Text, texts(&many)), ("value", Type::Number, numbers(&values))]);
    survive("300 categories", &rows, "x: name, y: value");
    survive("300 categories, labels", &rows, "x: name, y: value, labels: all");
}

#[test]
fn long_and_foreign_names() {
    let long = "x".repeat(120);
    let spaced = "word ".repeat(24);
    let names = [
        long.as_str(),
        spaced.as_str(),
        "売上高の推移",
        "إيرادات المبيعات",
        "Émissions 🙂 évitées",
        "Ελληνικά 日本語 <&>\"",
        "👩‍👩‍👧‍👦",
    ];
    let rows = table(&[
        ("name", Type::Text, texts(&names)),
        ("value", Type::Number, numbers(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0])),
        ("day", Type::Date, days(date(2024, 1, 1), 7)),
    ]);
    survive("names", &rows, "x: name, y: value");
    survive("names of series", &rows, "x: day, y: value, color: name");
    let chart = good("{ data: sales, mark: bar, x: name, y: value }", &rows);
    let svg = draw(&chart, 483.0);
    assert!(svg.contains("<tspan>日本語 </tspan>") || svg.contains("<tspan>日本語</tspan>"), "{svg}");
}

#[test]
fn dates_of_all_kinds() {
    let at = |times: &[jiff::civil::DateTime]| {
        let values: Vec<f64> = (0..times.len()).map(|index| index as f64).collect();
        let times = times.iter().map(|time| Value::DateTime(*time)).collect();
        table(&[("at", Type::DateTime, times), ("value", Type::Number, numbers(&values))])
    };
    survive(
        "hours over a change of clocks",
        &at(&[
            datetime(2024, 3, 31, 0, 30, 0, 0),
            datetime(2024, 3, 31, 1, 59, 59, 0),
            datetime(2024, 3, 31, 3, 0, 0, 0),
            datetime(2024, 3, 31, 5, 0, 0, 0),
        ]),
        "x: at, y: value",
    );
    survive(
        "leap day",
        &at(&[
            datetime(2024, 2, 28, 0, 0, 0, 0),
            datetime(2024, 2, 29, 0, 0, 0, 0),
            datetime(2024, 3, 1, 0, 0, 0, 0),
        ]),
        "x: at, y: value",
    );
    survive(
        "150 years",
        &at(&[
            datetime(1874, 1, 1, 0, 0, 0, 0),
            datetime(1900, 6, 1, 0, 0, 0, 0),
            datetime(2024, 1, 1, 0, 0, 0, 0),
        ]),
        "x: at, y: value",
    );
    survive(
        "all of time",
        &at(&[datetime(1, 1, 1, 0, 0, 0, 0), datetime(9998, 1, 1, 0, 0, 0, 0)]),
        "x: at, y: value",
    );
    survive(
        "duplicates, not sorted",
        &at(&[
            datetime(2024, 1, 9, 0, 0, 0, 0),
            datetime(2024, 1, 2, 0, 0, 0, 0),
            datetime(2024, 1, 9, 0, 0, 0, 0),
        ]),
        "x: at, y: value",
    );
}

#[test]
fn every_length_of_time_has_labels_that_fit() {
    for count in [2usize, 3, 5, 8, 14, 31, 45, 62, 100, 200, 400, 900, 2500, 9000] {
        let values: Vec<f64> = (0..count).map(|day| (day as f64 / 7.0).sin()).collect();
        survive(&format!("{count} days"), &daily(numbers(&values)), "x: day, y: value");
    }
}

#[test]
fn panels_references_and_heat_maps() {
    let values: Vec<f64> = (0..90).map(|day| f64::from(day % 13) * 1e4).collect();
    let rows = daily(numbers(&values));
    let text = "{ data: sales, x: day, panels: [ \
                { mark: line, y: value, refs: [ { y: 30000, label: A long label of a line } ] }, \
                { mark: area, y: value, labels: extremes }, { mark: bar, y: value } ] }";
    let chart = good(text, &rows);
    for width in WIDTHS_PT {
        assert!(!draw(&chart, width).contains("NaN"));
    }
    let rows = table(&[
        ("hour", Type::Integer, (0..168).map(|cell| Value::Integer(cell % 24)).collect()),
        ("day", Type::Integer, (0..168).map(|cell| Value::Integer(cell / 24)).collect()),
        (
            "value",
            Type::Number,
            (0..168).map(|cell| if cell == 5 { Value::Null } else { Value::Number(cell as f64) }).collect(),
        ),
    ]);
    let chart = good("{ data: sales, mark: rect, x: hour, y: day, color: value }", &rows);
    for width in WIDTHS_PT {
        check(&format!("heat map, {width}"), &draw(&chart, width), width);
    }
}

#[test]
fn values_at_lying_bars_always_fit() {
    let names = ["A long name of a strategy that trades in all markets", "Carry", "Breakout", "Other"];
    for values in [[480_512.0, 410_000.0, 390_000.0, 1.0], [56_264.0, 30_100.0, -3_000.0, -25_412.0]] {
        let rows = table(&[("name", Type::Text, texts(&names)), ("value", Type::Number, numbers(&values))]);
        for rule in ["", ", labels: all"] {
            for domain in ["", ", domain: [-9000, 400000]"] {
                let y = format!("{{ field: value, format: usd0, title: \"\"{domain} }}");
                let text = format!("{{ data: sales, mark: bar, x: {y}, y: name{rule} }}");
                let (chart, sink) = chart(&text, &rows);
                let Some(chart) = chart.filter(|_| !sink.has_errors()) else { panic!("{text}") };
                for width in WIDTHS_PT {
                    let svg = draw(&chart, width);
                    check(&format!("{text}, {width}"), &svg, width);
                    let clipped = svg.split("<g clip-path").skip(1);
                    let clipped = clipped.filter_map(|group| group.split("</g>").next());
                    assert!(clipped.into_iter().all(|group| !group.contains("<text")), "{text}: {svg}");
                }
            }
        }
    }
}

#[test]
fn a_million_points_stay_small() {
    let count = 1_000_000;
    let times: Vec<Value> = (0..count)
        .map(|second| Value::DateTime(crate::chart::calendar::datetime(1.7e9 + f64::from(second))))
        .collect();
    let values: Vec<f64> = (0..count)
        .map(|second| (f64::from(second) / 50_000.0).sin() + f64::from(second % 101) / 300.0)
        .collect();
    let rows = table(&[("at", Type::DateTime, times), ("value", Type::Number, numbers(&values))]);
    for mark in ["line", "area", "point"] {
        let chart = good(&format!("{{ data: sales, mark: {mark}, x: at, y: value }}"), &rows);
        let svg = draw(&chart, 483.0);
        assert!(svg.len() <= 200_000, "{mark}: {} bytes", svg.len());
    }
}

#[test]
fn labels_of_all_kinds_together_do_not_touch() {
    let waves: Vec<f64> =
        (0..240).map(|day| f64::from(day) * 30.0 + f64::from(day * 37 % 101) * 55.0).collect();
    let others: Vec<f64> = waves.iter().map(|value| 9000.0 - value * 0.6).collect();
    let rows = table(&[
        ("day", Type::Date, days(date(2023, 11, 3), 240)),
        ("value", Type::Number, numbers(&waves)),
        ("other", Type::Number, numbers(&others)),
    ]);
    let refs = "refs: [ { y: mean, label: \"The mean of all days {value}\" }, { y: 4100, label: A line beside it }, \
                { x: 2024-02-29, label: Leap day }, { x: [2024-03-01, 2024-04-01], label: March }, \
                { y: [-inf, 1000], label: Below a thousand }, { x: 2024-03-02, label: The day after } ]";
    let notes = "notes: [ { x: 2024-01-15, text: First note }, { x: 2024-01-18, text: \"A second note near it {value}\" }, \
                 { x: 2024-06-29, text: At the very end }, { x: 2024-02-01, y: 8000, text: Somewhere } ]";
    for labels in ["end", "extremes", "all"] {
        for y in ["value", "[value, other]"] {
            let text = format!("{{ data: sales, x: day, y: {y}, labels: {labels}, {refs}, {notes} }}");
            survive_as(&format!("{labels}, {y}"), &rows, &text);
        }
    }
    let layers = format!(
        "{{ data: sales, x: day, labels: extremes, layers: [ {{ mark: area, y: value }}, \
         {{ mark: line, y: {{ field: other, rolling: 20 }} }}, {{ mark: point, y: other }} ], {refs}, {notes} }}"
    );
    survive_as("layers", &rows, &layers);
}

#[test]
fn two_axes_and_their_words() {
    let names = ["North", "A longer name of a region", "East", "West"];
    let rows = table(&[
        ("name", Type::Text, texts(&names)),
        ("value", Type::Number, numbers(&[480_512.0, 410_000.0, -390_000.0, 1.0])),
        ("share", Type::Number, numbers(&[0.1, 0.9, 0.5, 0.2])),
    ]);
    let text = "{ data: sales, x: name, refs: [ { x: East, label: The east }, { x: [North, East], label: Three } ], \
                notes: [ { x: East, text: Low } ], layers: [ { mark: bar, y: { field: value, format: usd0 } }, \
                { mark: line, y: { field: share, axis: right, format: pct1, title: A share with a long title } } ] }";
    let chart = survive_as("two axes", &rows, text);
    assert!(chart.panels[0].right.is_some() && !chart.horizontal);
    assert_eq!(chart.panels[0].refs[1].to, Some(3.5));
}

#[test]
fn facets_of_all_numbers() {
    for count in [1usize, 2, 3, 4, 5, 7, 12, 36] {
        let all = || (0..count * 30).map(|row| format!("A facet with a name {}", row / 30));
        let names: Vec<String> = all().collect();
        let values: Vec<f64> = (0..count * 30).map(|row| (row % 13) as f64 * 1e4 - 2e4).collect();
        let places: Vec<Value> = (0..count * 30).map(|row| Value::Integer((row % 30) as i64)).collect();
        let rows = table(&[
            ("name", Type::Text, texts(&names.iter().map(String::as_str).collect::<Vec<_>>())),
            ("at", Type::Integer, places),
            ("value", Type::Number, numbers(&values)),
        ]);
        for mark in ["line", "bar", "area", "point", "histogram"] {
            for facet in ["name", "{ field: name, scales: free }"] {
                let x = if mark == "histogram" { "x: value" } else { "x: at, y: value" };
                let text = format!("{{ data: sales, mark: {mark}, {x}, facet: {facet} }}");
                let chart = survive_as(&format!("{count} facets, {mark}"), &rows, &text);
                assert_eq!(chart.panels.len(), count);
            }
        }
    }
}
