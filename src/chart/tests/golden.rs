//! A few small pictures as text: what changes in a drawing is seen in the diff. `ACCEPT=1` writes them anew.

use super::*;
use jiff::civil::date;
use std::path::Path;

#[expect(clippy::disallowed_methods, reason = "goldens are files beside the tests")]
fn golden(name: &str, made: &Chart, width_pt: f64) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/chart/tests/golden");
    let (path, svg) = (folder.join(format!("{name}.svg")), draw(made, width_pt));
    if std::env::var("ACCEPT").is_ok() {
        std::fs::write(&path, &svg).expect("a writable folder");
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        known == svg,
        "`{name}` is drawn otherwise; run `ACCEPT=1 cargo test` and look at the picture\n{svg}"
    );
}

fn daily() -> Table {
    table(&[
        ("day", Type::Date, days(date(2024, 1, 29), 8)),
        ("value", Type::Number, numbers(&[3.0, 4.0, f64::NAN, 9.0, 12.0, 11.0, 6.0, 2.5])),
        ("share", Type::Number, numbers(&[0.1, 0.2, 0.3, 0.25, 0.2, 0.5, 0.4, 0.6])),
        ("name", Type::Text, texts(&["a", "a", "a", "a", "b", "b", "b", "b"])),
    ])
}

#[test]
fn a_line_with_a_gap_references_and_a_note() {
    let text = "{ data: sales, x: day, y: { field: value, title: Height, unit: m }, labels: extremes, \
                refs: [ { y: mean, label: \"Mean {value}\" }, { x: [2024-02-01, 2024-02-03], label: Storm } ], \
                notes: [ { x: 2024-02-04, text: Calm again } ] }";
    golden("line", &good(text, &daily()), 234.0);
}

#[test]
fn bars_and_a_line_on_two_axes() {
    let text = "{ data: sales, x: day, layers: [ { mark: bar, y: value }, \
                { mark: line, y: { field: share, axis: right, format: pct0 } } ] }";
    let (made, _) = chart(text, &daily());
    golden("two-axes", &made.expect("a second axis is only a warning"), 234.0);
}

#[test]
fn facets_beside_each_other() {
    let text = "{ data: sales, mark: area, x: day, y: share, facet: name, size: half }";
    golden("facets", &good(text, &daily()), 234.0);
}

#[test]
fn a_heat_map_with_classes() {
    let text = "{ data: sales, mark: rect, x: { field: day, format: d }, y: name, labels: none, \
                color: { field: value, scale: threshold, thresholds: [4, 10] } }";
    golden("classes", &good(text, &daily()), 150.0);
}

#[test]
fn nothing_and_one_row() {
    let rows = |values: &[f64]| {
        let days = days(date(2024, 2, 29), values.len());
        table(&[("day", Type::Date, days), ("value", Type::Number, numbers(values))])
    };
    golden("nothing", &good("{ data: sales, x: day, y: value }", &rows(&[])), 150.0);
    golden("one-row", &good("{ data: sales, x: day, y: value }", &rows(&[42.0])), 150.0);
}
