//! Drafts for the usual shapes of data.

use super::{humanize, report, word, words};
use crate::cli::init::columns::{Column, Profile};
use crate::table::Field;
use crate::value::Type;

fn column(name: &str, kind: Type, distinct: u64, months: u64) -> Column {
    Column { field: Field { name: name.into(), kind }, distinct, months }
}

fn draft(rows: u64, columns: Vec<Column>) -> String {
    let text = report(&Profile {
        path: "data/it's.csv".into(),
        source: "\"data/it's.csv\"".into(),
        name: "sales".into(),
        rows,
        columns,
    });
    let parsed: Result<serde_json::Value, _> = serde_yaml::from_str(&text);
    assert!(parsed.is_ok(), "{parsed:?}\n{text}");
    text
}

#[test]
fn time_category_and_figures_make_a_full_report() {
    let text = draft(
        60,
        vec![
            column("month", Type::Date, 12, 12),
            column("region", Type::Text, 5, 0),
            column("order_id", Type::Integer, 60, 0),
            column("units", Type::Integer, 40, 0),
            column("revenue", Type::MONEY, 60, 0),
        ],
    );
    assert!(text.contains("mark: line") && text.contains("color: region"), "{text}");
    assert!(text.contains("mark: bar") && text.contains("sum(\"revenue\")"), "{text}");
    assert!(!text.contains("order_id"), "{text}");
    assert!(text.find("label: Revenue") < text.find("label: Units"), "{text}");
}

#[test]
fn one_row_a_day_is_drawn_as_it_is() {
    let text =
        draft(2000, vec![column("Date", Type::Date, 2000, 96), column("Close", Type::Number, 1900, 0)]);
    assert!(text.contains("SELECT \"Date\", \"Close\" FROM \"sales\" ORDER BY \"Date\""), "{text}");
    assert!(text.contains("avg(\"Close\")") && text.contains("label: Average close"), "{text}");
    assert!(text.contains("LIMIT 20"), "{text}");
}

#[test]
fn nothing_but_text_is_still_a_report() {
    let text = draft(3, vec![column("No: \"x\" {{", Type::Text, 3, 0)]);
    assert!(text.contains("title: Rows") && !text.contains("metrics"), "{text}");
}

#[test]
fn scalars_that_mean_something_else_are_quoted() {
    for text in ["no", "1st", "a: b", "it's", "", "{x}", " x"] {
        assert!(word(text).starts_with('"'), "{text}");
    }
    assert_eq!(word("data/sales.csv"), "data/sales.csv");
}

#[test]
fn names_fall_into_words() {
    assert_eq!(words("ExitTime"), ["exit", "time"]);
    assert_eq!(words("net_PnL (USD)"), ["net", "pnl", "usd"]);
    assert_eq!((humanize("PnL"), humanize("dep_delay")), ("PnL".into(), "Dep delay".into()));
}
