//! What the compiled chart decides: domains, ticks, units, order, gaps, words.

use super::*;
use crate::chart::{AxisKind, Grain, Height, LabelRule};
use jiff::civil::date;

fn region() -> Region {
    Region::default()
}

fn ticks(chart: &Chart) -> Vec<String> {
    let axis = &chart.panels[0].y;
    axis.ticks.iter().map(|tick| axis.format.display(&Value::Number(*tick), &region()).text).collect()
}

#[test]
fn thousands_move_from_the_ticks_to_the_unit_line() {
    let rows = table(&[
        ("day", Type::Date, days(date(2024, 1, 1), 3)),
        ("value", Type::Number, numbers(&[100_000.0, 180_000.0, 229_000.0])),
    ]);
    let chart = good("{ data: sales, x: day, y: { field: value, unit: $ } }", &rows);
    assert_eq!(ticks(&chart), ["100", "150", "200"]);
    assert_eq!(chart.panels[0].y.unit.as_deref(), Some("$ thousand"));
    assert_eq!(chart.panels[0].y.format.code(), "#,##0,");
    let chart = good("{ data: sales, x: day, y: { field: value, format: usd0 } }", &rows);
    assert_eq!(chart.panels[0].y.unit.as_deref(), Some("$ thousand"));
}

#[test]
fn small_numbers_keep_their_symbol_and_share_decimals() {
    let rows = table(&[
        ("day", Type::Date, days(date(2024, 1, 1), 2)),
        ("value", Type::Number, numbers(&[0.02, 0.11])),
    ]);
    let chart = good("{ data: sales, x: day, y: { field: value, format: \"0%\" } }", &rows);
    assert_eq!(ticks(&chart), ["0%", "2%", "4%", "6%", "8%", "10%"]);
    let rows = table(&[
        ("day", Type::Date, days(date(2024, 1, 1), 2)),
        ("value", Type::Number, numbers(&[-0.5, 1.0])),
    ]);
    let chart = good("{ data: sales, x: day, y: value }", &rows);
    assert_eq!(ticks(&chart), ["\u{2212}0.5", "0.0", "0.5", "1.0"]);
}

#[test]
fn months_speak_for_their_span_whether_dated_at_its_beginning_or_end() {
    for dates in [
        vec![date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)],
        vec![date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)],
    ] {
        let rows = table(&[
            ("month", Type::Date, dates.into_iter().map(Value::Date).collect()),
            ("value", Type::Number, numbers(&[1.0, 2.0, 3.0])),
        ]);
        let chart = good("{ data: sales, mark: bar, x: month, y: value }", &rows);
        assert_eq!(chart.x.kind, AxisKind::Time(Grain::Month));
        let at = |seconds: f64| crate::chart::calendar::datetime(seconds).date();
        assert_eq!((at(chart.x.min), at(chart.x.max)), (date(2024, 1, 1), date(2024, 4, 1)));
    }
}

#[test]
fn names_are_ordered_by_size_and_months_by_the_calendar() {
    let names = |names: &[&str], values: &[f64]| {
        let rows = table(&[("name", Type::Text, texts(names)), ("value", Type::Number, numbers(values))]);
        good("{ data: sales, mark: bar, x: name, y: value }", &rows).x.categories
    };
    assert_eq!(names(&["b", "a", "c"], &[1.0, 3.0, 2.0]), ["a", "c", "b"]);
    assert_eq!(names(&["Mar", "Jan", "Feb"], &[1.0, 3.0, 2.0]), ["Jan", "Feb", "Mar"]);
    assert_eq!(names(&["Q2", "Q1"], &[1.0, 3.0]), ["Q2", "Q1"]);
}

#[test]
fn long_names_lay_bars_down_and_their_number_makes_the_height() {
    let long = ["A name that is much too long to stand under an upright bar", "Another", "x", "y", "z"];
    let rows = table(&[
        ("name", Type::Text, texts(&long)),
        ("value", Type::Number, numbers(&[1.0, 2.0, 3.0, 4.0, 5.0])),
    ]);
    let chart = good("{ data: sales, mark: bar, x: name, y: value }", &rows);
    assert!(chart.horizontal && chart.panels[0].y.hidden);
    assert_eq!(chart.panels[0].layers[0].labels, LabelRule::All);
    assert!(matches!(chart.height, Height::Points(points) if points > 80.0));
}

#[test]
fn a_hidden_axis_ends_where_the_data_end() {
    let rows = table(&[
        ("name", Type::Text, texts(&["a", "b", "c"])),
        ("value", Type::Number, numbers(&[56_264.0, 3.0, -25_412.0])),
    ]);
    let chart = good("{ data: sales, mark: bar, x: value, y: name }", &rows);
    let axis = &chart.panels[0].y;
    assert!(chart.horizontal && axis.hidden);
    assert_eq!((axis.min, axis.max), (-25_412.0, 56_264.0));
    let chart = good("{ data: sales, mark: bar, x: value, y: name, labels: none }", &rows);
    let axis = &chart.panels[0].y;
    assert!(!axis.hidden && axis.min < -25_412.0 && axis.max > 56_264.0);
}

#[test]
fn a_heat_map_without_a_measure_keeps_no_room_for_it() {
    let cell = |text: &str| {
        let rows = table(&[
            ("hour", Type::Text, texts(&["06", "07", "06", "07"])),
            ("day", Type::Text, texts(&["Mon", "Mon", "Tue", "Tue"])),
            ("delay", Type::Number, numbers(&[1.0, 2.0, 3.0, 4.0])),
        ]);
        let chart = good(text, &rows);
        let Height::Points(height) = chart.height else { panic!("{:?}", chart.height) };
        (height, draw(&chart, 483.0).matches("<text").count())
    };
    let (bare, bare_words) = cell(
        "{ data: sales, mark: rect, x: { field: hour, title: \"\" }, y: { field: day, title: \"\" }, \
         color: { field: delay, title: \"\" } }",
    );
    let (headed, headed_words) = cell("{ data: sales, mark: rect, x: hour, y: day, color: delay }");
    assert_eq!((headed - bare, headed_words - bare_words), (17.0, 1));
}

#[test]
fn stacks_add_up_and_shares_reach_one() {
    let rows = table(&[
        ("name", Type::Text, texts(&["a", "a", "b", "b"])),
        ("kind", Type::Text, texts(&["p", "q", "p", "q"])),
        ("value", Type::Number, numbers(&[1.0, 3.0, 2.0, -1.0])),
    ]);
    let stacked = "{ data: sales, mark: bar, x: name, y: { field: value, stack: zero }, color: kind }";
    let chart = good(stacked, &rows);
    let ends: Vec<f64> = chart.panels[0].layers[0].series[1].points.iter().map(|point| point.high).collect();
    assert_eq!(ends, [4.0, -1.0]);
    let shares = "{ data: sales, mark: bar, x: name, y: { field: value, stack: normalize }, color: kind }";
    let chart = good(shares, &rows);
    assert_eq!(chart.panels[0].layers[0].series[1].points[0].high, 1.0);
}

#[test]
fn missing_values_are_gaps_never_zero() {
    let values = vec![Value::Number(1.0), Value::Null, Value::Number(f64::NAN), Value::Number(3.0)];
    let rows = table(&[("day", Type::Date, days(date(2024, 1, 1), 4)), ("value", Type::Number, values)]);
    let chart = good("{ data: sales, x: day, y: value }", &rows);
    let values: Vec<Option<f64>> =
        chart.panels[0].layers[0].series[0].points.iter().map(|point| point.value).collect();
    assert_eq!(values, [Some(1.0), None, None, Some(3.0)]);
    assert_eq!(chart.missing, 2);
    assert!(chart.panels[0].y.min > 0.0);
    // Two islands of one day each are two dots, and no line joins them.
    let svg = draw(&chart, 400.0);
    assert_eq!(svg.matches("<circle").count(), 3);
}

#[test]
fn other_names_are_added_up_only_when_asked() {
    let rows = table(&[
        ("name", Type::Text, texts(&["a", "b", "c", "d"])),
        ("value", Type::Number, numbers(&[10.0, 5.0, 2.0, 1.0])),
    ]);
    let asked = "{ data: sales, mark: bar, x: { field: name, top: 2, other: Others }, y: value }";
    let chart = good(asked, &rows);
    assert_eq!(chart.x.categories, ["a", "b", "Others"]);
    assert_eq!(chart.panels[0].layers[0].series[0].points[2].value, Some(3.0));
    let chart = good("{ data: sales, mark: bar, x: { field: name, top: 2 }, y: value }", &rows);
    assert_eq!((chart.x.categories.len(), chart.categories_hidden), (2, 2));
}

#[test]
fn words_tell_what_the_picture_shows() {
    let rows = table(&[
        ("day", Type::Date, days(date(2024, 1, 1), 3)),
        ("value", Type::Number, numbers(&[100_000.0, 80_000.0, 229_000.0])),
    ]);
    let chart = good("{ data: sales, x: day, y: { field: value, title: Portfolio value, unit: $ } }", &rows);
    assert_eq!(
        chart.alt(&region()),
        "Line chart of Portfolio value ($), 1 Jan 2024 to 3 Jan 2024. Value rises from 100k to 229k, \
         high 229k on 3 Jan 2024, low 80k on 2 Jan 2024."
    );
}

#[test]
fn references_find_their_place_and_widen_the_axis() {
    let rows = table(&[
        ("day", Type::Date, days(date(2024, 1, 1), 5)),
        ("value", Type::Number, numbers(&[1.0, 2.0, 3.0, 4.0, 10.0])),
    ]);
    let text = "{ data: sales, x: day, y: value, refs: [ { y: median, label: \"Median {value}\" }, \
                { y: 20 }, { x: [2024-01-02, 2024-01-03] } ] }";
    let chart = good(text, &rows);
    let refs = &chart.panels[0].refs;
    assert_eq!((refs[0].from, refs[0].label.as_deref()), (3.0, Some("Median 3")));
    assert!(chart.panels[0].y.max >= 20.0);
    assert!(refs[2].to.is_some());
}

fn facet_rows() -> Table {
    table(&[
        ("at", Type::Integer, [1, 2, 1, 2].map(Value::Integer).to_vec()),
        ("name", Type::Text, texts(&["a", "a", "b", "b"])),
        ("kind", Type::Text, texts(&["p", "q", "q", "p"])),
        ("value", Type::Number, numbers(&[1.0, 2.0, 300.0, 400.0])),
    ])
}

#[test]
fn facets_share_an_axis_unless_they_are_free_and_a_name_keeps_its_colour() {
    let ends = |facet: &str| {
        let text = format!("{{ data: sales, mark: line, x: at, y: value, facet: {facet} }}");
        let chart = good(&text, &facet_rows());
        chart.panels.iter().map(|panel| panel.y.max).collect::<Vec<_>>()
    };
    assert_eq!(ends("name"), [400.0, 400.0]);
    assert_eq!(ends("{ field: name, scales: free }"), [2.0, 400.0]);
    let chart =
        good("{ data: sales, mark: point, x: at, y: value, color: kind, facet: name }", &facet_rows());
    let color = |panel: usize, name: &str| {
        let series = &chart.panels[panel].layers[0].series;
        series.iter().find(|series| series.name == name).map(|series| series.color)
    };
    assert_eq!(color(0, "p"), color(1, "p"));
    assert_ne!(color(0, "p"), color(0, "q"));
    assert_eq!(chart.grid.map(|grid| grid.columns), Some(2));
}

#[test]
fn layers_have_axes_of_their_own_side_and_colours_in_a_row() {
    let text = "{ data: sales, x: name, layers: [ { mark: bar, y: { field: value, stack: zero }, color: kind }, \
                { mark: point, y: { field: at, axis: right } } ] }";
    let (chart, sink) = chart(text, &facet_rows());
    let chart = chart.expect("a second axis is only a warning");
    assert_eq!(sink.errors(), 0);
    assert!(sink.diagnostics()[0].message.contains("two value axes"));
    let panel = &chart.panels[0];
    assert!(panel.y.max >= 700.0 && panel.right.as_ref().is_some_and(|axis| axis.max < 3.0));
    let colors: Vec<_> = panel.series().map(|(_, series)| series.color).collect();
    assert_eq!(colors, Theme::default().palette[..3]);
}

#[test]
fn thresholds_make_classes_around_the_middle() {
    let text = "{ data: sales, mark: rect, x: at, y: name, \
                color: { field: value, scale: threshold, thresholds: [2, 350] } }";
    let chart = good(text, &facet_rows());
    let colors = chart.panels[0].layers[0].colors.clone().expect("a heat map has colours");
    assert_eq!(colors.classes().len(), 3);
    assert_eq!(colors.color(1.0), colors.classes()[0]);
    assert_eq!(colors.color(2.0), colors.classes()[1]);
    assert_eq!(colors.color(400.0), colors.classes()[2]);
}

#[test]
fn a_fiscal_year_and_the_week_of_a_country() {
    let rows = table(&[
        ("day", Type::Date, [date(2023, 4, 1), date(2024, 4, 1)].map(Value::Date).to_vec()),
        ("value", Type::Number, numbers(&[1.0, 2.0])),
    ]);
    let chart = good("{ data: sales, mark: bar, x: { field: day, fiscal_year: april }, y: value }", &rows);
    let at = |seconds: f64| crate::chart::calendar::datetime(seconds).date();
    assert_eq!((at(chart.x.min), at(chart.x.max)), (date(2023, 4, 1), date(2025, 4, 1)));
    assert!(draw(&chart, 483.0).contains(">2023/24<"));
    let week = |locale: &str| Region::new(locale, "UTC").expect("a locale").week_start();
    assert_eq!([week("en-US"), week("en-GB"), week("de-DE"), week("ar-EG")], [6, 0, 0, 5]);
}

#[test]
fn dropped_rows_and_doubled_places_are_counted_and_told() {
    let mut dates = days(date(2024, 1, 1), 4);
    dates[1] = Value::Null;
    dates[3] = dates[2].clone();
    let rows = table(&[("day", Type::Date, dates), ("value", Type::Number, numbers(&[1.0, 2.0, 3.0, 4.0]))]);
    assert_eq!(
        mistakes("{ data: sales, x: day, y: value }", &rows),
        ["1 of 4 rows has no value in `day` and is not shown", "`Value` has a second value at `3 Jan 2024`"]
    );
}

#[test]
fn columns_read_at_once_are_read_as_value_by_value() {
    let moments: Vec<Value> = [-86_400.5, 0.0, 1.7e9 + 0.25]
        .map(|seconds| Value::DateTime(crate::chart::calendar::datetime(seconds)))
        .to_vec();
    let rows = table(&[
        (
            "day",
            Type::Date,
            vec![Value::Date(date(1960, 2, 29)), Value::Null, Value::Date(date(2024, 2, 29))],
        ),
        ("at", Type::DateTime, moments),
        ("value", Type::Number, numbers(&[1.5, f64::NAN, f64::INFINITY])),
    ]);
    for column in [0, 1] {
        let each: Vec<_> =
            rows.column(column).map(|value| crate::chart::calendar::place(&value, &region())).collect();
        assert_eq!(rows.local_seconds(column), Some(each));
    }
    assert_eq!(rows.local_seconds(2), None);
    assert_eq!(rows.numbers(2), [Some(1.5), None, None]);
}

#[test]
fn points_are_left_out_only_when_that_is_wanted() {
    let values: Vec<f64> = (0..20_000).map(|value| f64::from(value % 97)).collect();
    let at: Vec<Value> = (0..20_000).map(Value::Integer).collect();
    let rows = table(&[("at", Type::Integer, at), ("value", Type::Number, numbers(&values))]);
    let points = |decimate: &str| {
        let chart = good(&format!("{{ data: sales, mark: line, x: at, y: value{decimate} }}"), &rows);
        chart.panels[0].layers[0].series[0].points.len()
    };
    assert!(points("") < 7000);
    assert_eq!(points(", decimate: none"), 20_000);
}
