//! A first report about a data file: figures, a line over time where there is time, bars and a table by
//! category where there is one. All of it is meant to be edited.

use super::columns::{Column, Profile, identifier, quoted};
use crate::value::Type;
use std::fmt::Write;
use std::path::Path;

/// Figures on cards.
const FIGURES_MAX: usize = 3;
/// Bars that are still told apart, and values of a category beyond which it is a name rather.
const CATEGORY_VALUES_MAX: u64 = 24;
/// Lines that are still told apart.
const LINES_MAX: u64 = 6;
/// Points of a line that still show something; beyond, months do.
const DAYS_MAX: u64 = 120;
/// Rows shown of data without a category.
const ROWS_SHOWN: u64 = 20;

/// Words in names of columns that people look at, most wanted first.
const FAVOURITES: &[&str] = &[
    "revenue", "sales", "turnover", "amount", "total", "pnl", "profit", "equity", "close", "value", "price",
    "cost",
];
/// Words in names of columns that make no sense as a sum.
const AVERAGED: &[&str] = &[
    "price",
    "rate",
    "ratio",
    "percent",
    "pct",
    "avg",
    "average",
    "mean",
    "score",
    "temp",
    "temperature",
    "open",
    "high",
    "low",
    "close",
    "equity",
    "lat",
    "lon",
    "latitude",
    "longitude",
    "alt",
    "age",
    "duration",
    "delay",
    "speed",
    "time",
];
/// Words at the end of names of whole numbers that number or date the rows and measure nothing.
const NUMBERING: &[&str] =
    &["id", "no", "nr", "number", "index", "year", "month", "day", "hour", "minute", "code", "zip", "tz"];
/// What the number of rows is called.
const ROWS: &str = "row_count";

/// What the columns are good for.
struct Roles<'a> {
    time: Option<&'a Column>,
    category: Option<&'a Column>,
    figures: Vec<&'a Column>,
}

/// The text of the report.
pub fn report(profile: &Profile) -> String {
    let roles = Roles::of(profile);
    let mut datasets = summary_sql(profile, &roles);
    let mut sections = overview(profile, &roles);
    if let (Some(time), Some(figure)) = (roles.time, roles.figures.first()) {
        datasets += &over_time_sql(profile, &roles, time, figure);
        sections += &line_chart(profile, &roles, time, figure);
    }
    match (roles.category, roles.figures.is_empty()) {
        (Some(category), false) => {
            datasets += &by_category_sql(profile, &roles, category);
            sections += &category_section(&roles, category);
        }
        _ => {
            datasets += &first_rows_sql(profile);
            sections += &rows_section(profile);
        }
    }
    format!(
        "folio: 1\ntitle: {}\n\nsources:\n  {}: {}\n\ndatasets:\n{datasets}\nsections:\n{sections}",
        word(&humanize(&profile.name)),
        profile.name,
        source_of(profile),
    )
}

impl Roles<'_> {
    fn of(profile: &Profile) -> Roles<'_> {
        let columns = &profile.columns;
        let is_category = |column: &&Column| {
            let kind = matches!(column.field.kind, Type::Text | Type::Boolean);
            kind && (2..=CATEGORY_VALUES_MAX).contains(&column.distinct) && column.distinct < profile.rows
        };
        let mut figures: Vec<&Column> = columns.iter().filter(|column| is_figure(column)).collect();
        figures.sort_by_key(|column| rank(column));
        figures.truncate(FIGURES_MAX);
        Roles {
            time: columns.iter().find(|column| column.field.kind.is_temporal() && column.distinct > 1),
            category: columns.iter().find(is_category),
            figures,
        }
    }
}

/// Whether a column measures something, and does not number or date the rows.
fn is_figure(column: &Column) -> bool {
    let last = words(&column.field.name).pop().unwrap_or_default();
    let numbers_rows = matches!(column.field.kind, Type::Integer) && NUMBERING.contains(&last.as_str());
    column.field.kind.is_numeric() && column.distinct > 1 && !numbers_rows
}

/// How much people want to see a column; small is much. What can be added up comes before what cannot.
fn rank(column: &Column) -> (usize, bool) {
    let words = words(&column.field.name);
    let place = FAVOURITES.iter().position(|favourite| words.iter().any(|word| word == favourite));
    (place.unwrap_or(FAVOURITES.len()), is_averaged(column))
}

fn is_averaged(column: &Column) -> bool {
    words(&column.field.name).iter().any(|word| AVERAGED.contains(&word.as_str()))
}

/// The source without needless quotes.
fn source_of(profile: &Profile) -> String {
    if profile.source.starts_with('{') { profile.source.clone() } else { word(&profile.path) }
}

/// `exit_time` and `ExitTime` are two words each, `PnL` is one.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (at, letter) in letters.iter().enumerate() {
        let lower = |at: usize| letters.get(at).is_some_and(|c| c.is_lowercase());
        let begins = letter.is_uppercase() && at > 0 && lower(at - 1) && lower(at + 1);
        if begins || !letter.is_alphanumeric() {
            words.push(String::new());
        }
        if letter.is_alphanumeric() {
            words.last_mut().expect("there is one from the start").extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// `sum("revenue")`, or the mean of what cannot be added up.
fn aggregate(column: &Column) -> String {
    let function = if is_averaged(column) { "avg" } else { "sum" };
    format!("{function}({})", identifier(&column.field.name))
}

/// The number of rows and the figures.
fn aggregates(roles: &Roles) -> String {
    let one = |column: &&Column| format!("{} AS {}", aggregate(column), identifier(&column.field.name));
    let rows = format!("count(*) AS {ROWS}");
    let all: Vec<String> = std::iter::once(rows).chain(roles.figures.iter().map(one)).collect();
    all.join(",\n           ")
}

fn summary_sql(profile: &Profile, roles: &Roles) -> String {
    format!("  summary: |\n    SELECT {}\n    FROM {}\n", aggregates(roles), identifier(&profile.name))
}

fn first_rows_sql(profile: &Profile) -> String {
    format!("  first_rows: SELECT * FROM {} LIMIT {ROWS_SHOWN}\n", profile.name)
}

/// How finely time is shown: as it is, or by month.
fn is_by_month(profile: &Profile, time: &Column) -> bool {
    time.distinct > DAYS_MAX && time.months > 2 && time.distinct < profile.rows
}

/// The category that becomes the colour of the lines, when there are few enough.
fn lines<'a>(roles: &Roles<'a>) -> Option<&'a Column> {
    roles.category.filter(|category| category.distinct <= LINES_MAX)
}

fn over_time_sql(profile: &Profile, roles: &Roles, time: &Column, figure: &Column) -> String {
    let (column, value) = (identifier(&time.field.name), identifier(&figure.field.name));
    let table = identifier(&profile.name);
    if time.distinct == profile.rows {
        return format!("  over_time: |\n    SELECT {column}, {value} FROM {table} ORDER BY {column}\n");
    }
    let bucket = match is_by_month(profile, time) {
        true => format!("CAST(date_trunc('month', {column}) AS DATE) AS {column}"),
        false => column.clone(),
    };
    let (series, group) = match lines(roles) {
        Some(category) => (format!(", {}", identifier(&category.field.name)), "1, 2"),
        None => (String::new(), "1"),
    };
    let aggregate = aggregate(figure);
    format!(
        "  over_time: |\n    SELECT {bucket}{series}, {aggregate} AS {value}\n    \
         FROM {table} GROUP BY {group} ORDER BY {group}\n"
    )
}

fn by_category_sql(profile: &Profile, roles: &Roles, category: &Column) -> String {
    let category = identifier(&category.field.name);
    format!(
        "  by_category: |\n    SELECT {category}, {}\n    \
         FROM {} GROUP BY {category} ORDER BY 3 DESC\n",
        aggregates(roles),
        identifier(&profile.name)
    )
}

fn overview(profile: &Profile, roles: &Roles) -> String {
    let mut text = String::from("  - title: Overview\n    blocks:\n");
    let file = Path::new(&profile.path).file_name().unwrap_or_default().to_string_lossy();
    let line = format!("**{{{{ summary.first('{ROWS}') | format('integer') }}}}** rows of `{file}`.");
    writeln!(text, "      - text: {}", quoted(&line)).expect("writing to a string cannot fail");
    if roles.figures.is_empty() {
        return text;
    }
    text += "      - metrics:\n          data: summary\n          items:\n";
    for figure in &roles.figures {
        let name = humanize(&figure.field.name);
        let label = if is_averaged(figure) { format!("Average {}", lowered(&name)) } else { name };
        let (label, value) = (word(&label), word(&figure.field.name));
        writeln!(text, "            - {{ label: {label}, value: {value}{} }}", format_of(figure))
            .expect("writing to a string cannot fail");
    }
    text
}

fn line_chart(profile: &Profile, roles: &Roles, time: &Column, figure: &Column) -> String {
    let title = format!("{} over time", humanize(&figure.field.name));
    let format = if is_by_month(profile, time) { ", format: month" } else { "" };
    let color = match lines(roles).filter(|_| time.distinct != profile.rows) {
        Some(category) => format!("          color: {}\n", word(&category.field.name)),
        None => String::new(),
    };
    format!(
        "      - chart:\n          data: over_time\n          title: {}\n          mark: line\n          \
         x: {{ field: {}{format}, title: \"\" }}\n          y: {{ field: {}, title: \"\" }}\n{color}",
        word(&title),
        word(&time.field.name),
        word(&figure.field.name),
    )
}

fn category_section(roles: &Roles, category: &Column) -> String {
    let figure = roles.figures[0];
    let name = humanize(&category.field.name);
    let by = format!("{} by {}", humanize(&figure.field.name), lowered(&name));
    let (field, by_field) = (word(&figure.field.name), word(&category.field.name));
    let mut text = format!(
        "\n  - title: {}\n    blocks:\n      - chart:\n          data: by_category\n          \
         title: {}\n          mark: bar\n          x: {{ field: {field}, title: \"\" }}\n          \
         y: {{ field: {by_field}, title: \"\" }}\n      \
         - table:\n          data: by_category\n          columns:\n            - {by_field}\n            \
         - {{ field: {ROWS}, title: Rows, format: integer, total: sum }}\n",
        word(&format!("By {}", lowered(&name))),
        word(&by),
    );
    for figure in &roles.figures {
        let total = if is_averaged(figure) { "" } else { ", total: sum" };
        let field = word(&figure.field.name);
        writeln!(text, "            - {{ field: {field}{}{total} }}", format_of(figure))
            .expect("writing to a string cannot fail");
    }
    text
}

fn rows_section(profile: &Profile) -> String {
    let title = if profile.rows > ROWS_SHOWN { "First rows" } else { "Rows" };
    format!("\n  - title: {title}\n    blocks:\n      - table: first_rows\n")
}

fn format_of(column: &Column) -> &'static str {
    match (&column.field.kind, is_averaged(column)) {
        (Type::Integer, false) => ", format: integer",
        (Type::Integer, true) => ", format: number1",
        (Type::Number, _) | (Type::Decimal { .. }, _) => ", format: number",
        _ => "",
    }
}

/// `exit_time` and `ExitTime` become `Exit time`; a name with capitals of its own keeps them.
fn humanize(name: &str) -> String {
    let words = words(name);
    let text = match words.len() {
        1 => name.trim_matches(|c: char| !c.is_alphanumeric()).to_string(),
        _ => words.join(" "),
    };
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or(name.into())
}

/// For the middle of a sentence; `PnL` stays as it is.
fn lowered(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next();
    if letters.clone().any(char::is_uppercase) {
        return name.into();
    }
    first.map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// A YAML scalar, in quotes unless it is plainly text.
fn word(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | ' ' | '/' | '.');
    let reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let is_plain = text.chars().all(plain)
        && text.starts_with(|c: char| c.is_alphabetic())
        && text.trim() == text
        && !reserved.contains(&text.to_lowercase().as_str());
    if is_plain { text.into() } else { quoted(text) }
}

#[cfg(test)]
mod tests;
