//! What the grammar accepts, infers and refuses.

use super::*;
use crate::chart::{MARKS, Stack};
use jiff::civil::date;

fn sales() -> Table {
    table(&[
        ("month", Type::Date, days(date(2024, 1, 1), 3)),
        ("region", Type::Text, texts(&["North", "South", "East"])),
        ("revenue", Type::Number, numbers(&[10.0, 30.0, 20.0])),
        ("cost", Type::Number, numbers(&[5.0, 6.0, 7.0])),
    ])
}

#[test]
fn infers_the_mark_from_the_columns() {
    let mark = |text: &str| good(text, &sales()).panels[0].layers[0].mark.0.name();
    assert_eq!(mark("{ data: sales, x: month, y: revenue }"), "line");
    assert_eq!(mark("{ data: sales, x: region, y: revenue }"), "bar");
    assert_eq!(mark("{ data: sales, x: cost, y: revenue }"), "point");
    assert_eq!(mark("{ data: sales, x: revenue }"), "histogram");
}

#[test]
fn an_unknown_column_is_told_with_the_nearest_name() {
    let (_, sink) = chart("{ data: sales, x: region, y: revenu }", &sales());
    let [diagnostic] = sink.diagnostics()[..] else { panic!("one mistake") };
    assert_eq!(diagnostic.message, "dataset `sales` has no column `revenu`");
    assert_eq!(diagnostic.primary.as_ref().map(|label| label.text.as_str()), Some("did you mean `revenue`?"));
    assert!(diagnostic.fix.is_some());
}

#[test]
fn several_mistakes_are_told_at_once() {
    let text = "{ data: sales, mark: lines, x: mont, y: revenu, labels: ends }";
    let said = mistakes(text, &sales());
    assert_eq!(said.len(), 4, "{said:?}");
}

#[test]
fn text_has_no_height_and_bars_begin_at_zero() {
    let said = mistakes("{ data: sales, mark: line, x: month, y: region }", &sales());
    assert_eq!(said, ["a `line` chart needs numbers, and column `region` is text"]);
    let said =
        mistakes("{ data: sales, mark: bar, x: region, y: { field: revenue, zero: false } }", &sales());
    assert_eq!(said, ["a `bar` chart that does not begin at zero misleads"]);
}

#[test]
fn a_bar_never_hides_another_row() {
    let rows = table(&[
        ("region", Type::Text, texts(&["North", "North"])),
        ("revenue", Type::Number, numbers(&[1.0, 2.0])),
    ]);
    let said = mistakes("{ data: sales, mark: bar, x: region, y: revenue }", &rows);
    assert_eq!(said, ["`Revenue` has more than one row for `North`, and a bar can show only one"]);
}

#[test]
fn a_log_scale_refuses_zero() {
    let rows = table(&[
        ("month", Type::Date, days(date(2024, 1, 1), 2)),
        ("revenue", Type::Number, numbers(&[0.0, 100.0])),
    ]);
    let said = mistakes("{ data: sales, mark: line, x: month, y: { field: revenue, scale: log } }", &rows);
    assert_eq!(said, ["a log scale has no place for zero and below, and 1 value is"]);
    let symlog = "{ data: sales, mark: line, x: month, y: { field: revenue, scale: symlog } }";
    assert!(mistakes(symlog, &rows).is_empty());
}

#[test]
fn lists_maps_and_names_all_make_series() {
    let chart = good("{ data: sales, x: month, y: [revenue, cost] }", &sales());
    let names: Vec<&str> =
        chart.panels[0].layers[0].series.iter().map(|series| series.name.as_str()).collect();
    assert_eq!(names, ["Revenue", "Cost"]);
    let chart = good(
        "{ data: sales, mark: bar, x: month, y: { field: revenue, stack: zero }, series: region }",
        &sales(),
    );
    assert_eq!(chart.panels[0].layers[0].stack, Stack::Zero);
    assert_eq!(chart.panels[0].layers[0].series.len(), 3);
}

#[test]
fn bars_have_colours_of_their_own_where_their_names_are_asked_for() {
    let rows = table(&[
        ("region", Type::Text, ["North", "South", "West"].map(|name| Value::Text(name.into())).to_vec()),
        ("revenue", Type::Number, numbers(&[3.0, -2.0, 1.0])),
    ]);
    let series = |written: &str| {
        let chart = good(&format!("{{ data: sales, mark: bar, x: region, y: revenue, {written} }}"), &rows);
        assert_eq!(chart.panels[0].layers[0].series.len(), 1, "one bar a name");
        chart.panels[0].layers[0].series[0].clone()
    };
    let all = series("color: region");
    assert_eq!(all.places.len(), 3);
    assert!(all.places[0] != all.places[1] && all.places[1] != all.places[2]);
    // Largest first: North, West, South.
    let one = series("emphasis: West");
    assert_eq!((one.places[1], one.places[0]), (one.color, one.places[2]));
    assert_ne!(one.places[0], one.color);
    assert!(series("alt: Sales").places.is_empty());
    let said = "{ data: sales, mark: bar, x: region, y: revenue, emphasis: Wst }";
    assert_eq!(mistakes(said, &rows), ["the chart has no name `Wst`"]);
}

#[test]
fn a_plan_names_each_column_once() {
    let mut sink = Sink::default();
    let text = "{ data: sales, x: month, panels: [ { y: revenue }, { y: [revenue, cost], color: region } ] }";
    let file = sink.sources.add("chart.yaml", text);
    let node = yaml::parse(file, &mut sink).expect("valid YAML");
    let spec: ChartSpec = yaml::decode(&node, &mut sink).expect("a chart");
    let theme = Theme::default();
    let span = Span::new(file, 0, 1);
    let plan = resolve(&spec, span, sales().schema(), "sales", &formats(&theme), &theme, &mut sink);
    assert_eq!(plan.expect("no mistakes").fields(), ["month", "revenue", "cost", "region"]);
}

#[test]
fn every_mark_has_a_name_a_summary_and_a_valid_example() {
    let mut names: Vec<&str> = MARKS.iter().map(|mark| mark.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), MARKS.len());
    for mark in MARKS {
        assert!(
            mark.summary().ends_with('.')
                && crate::words::LANGUAGES.iter().all(|language| !mark.noun().of(language).is_empty())
        );
        let mut sink = Sink::default();
        let file = sink.sources.add("chart.yaml", mark.example());
        let node = yaml::parse(file, &mut sink).expect("valid YAML");
        let spec: Option<ChartSpec> = yaml::decode(&node, &mut sink);
        assert!(spec.is_some() && !sink.has_errors(), "{}", mark.name());
    }
}

#[test]
fn the_schema_lists_the_marks() {
    let schema = schemars::schema_for!(ChartSpec).to_value().to_string();
    assert!(MARKS.iter().all(|mark| schema.contains(&format!("\"{}\"", mark.name()))));
    assert!(schema.contains("did") || schema.contains("The dataset whose rows are shown."));
}
