//! A first report about a data file: figures, a line over time where there is time, bars and a table by
//! category where there is one. All of it is meant to be edited.

use super::columns::{Column, Profile, identifier, quoted};
use crate::value::Type;
use std::fmt::Write;

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

/// Words in names of columns that people look at first.
const FAVOURITES: [&str; 11] = [
    "revenue", "sales", "amount", "turnover", "total", "pnl", "profit", "equity", "close", "value", "price",
];
/// Words in names of columns that make no sense as a sum.
const AVERAGED: [&str; 12] = [
    "price", "rate", "ratio", "percent", "pct", "avg", "average", "mean", "score", "temp", "close", "equity",
];

/// What the columns are good for.
struct Roles<'a> {
    time: Option<&'a Column>,
    category: Option<&'a Column>,
    figures: Vec<&'a Column>,
}

/// The text of the report.
pub fn report(profile: &Profile) -> String {
    let roles = Roles::of(profile);
    let mut datasets = String::new();
    let mut sections = String::new();
    if !roles.figures.is_empty() {
        datasets += &summary_sql(profile, &roles);
    }
    sections += &overview(profile, &roles);
    if let (Some(time), Some(figure)) = (roles.time, roles.figures.first()) {
        datasets += &over_time_sql(profile, &roles, time, figure);
        sections += &line_chart(profile, &roles, time, figure);
    }
    match (roles.category, roles.figures.is_empty()) {
        (Some(category), false) => {
            datasets += &by_category_sql(profile, &roles, category);
            sections += &category_section(&roles, category);
        }
        _ => sections += &rows_section(profile),
    }
    let datasets = if datasets.is_empty() { datasets } else { format!("\ndatasets:\n{datasets}") };
    format!(
        "folio: 1\ntitle: {}\n\nsources:\n  {}: {}\n{datasets}\nsections:\n{sections}",
        word(&humanize(&profile.name)),
        profile.name,
        word(&profile.path),
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
        figures.sort_by_key(|column| !has_word(column, &FAVOURITES));
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
    let name = column.field.name.to_lowercase();
    let numbers_rows = matches!(column.field.kind, Type::Integer)
        && ["id", "no", "nr", "number", "index", "year", "month", "day", "hour", "code", "zip"]
            .iter()
            .any(|word| name == *word || name.ends_with(&format!("_{word}")) || name.ends_with(&format!(" {word}")));
    column.field.kind.is_numeric() && column.distinct > 1 && !numbers_rows
}

fn has_word(column: &Column, words: &[&str]) -> bool {
    let name = column.field.name.to_lowercase();
    words.iter().any(|word| name.contains(word))
}

/// `sum("revenue")`, or the mean of what cannot be added up.
fn aggregate(column: &Column) -> String {
    let function = if has_word(column, &AVERAGED) { "avg" } else { "sum" };
    format!("{function}({})", identifier(&column.field.name))
}

fn aggregates(roles: &Roles) -> String {
    let one = |column: &&Column| format!("{} AS {}", aggregate(column), identifier(&column.field.name));
    roles.figures.iter().map(one).collect::<Vec<_>>().join(",\n           ")
}

fn summary_sql(profile: &Profile, roles: &Roles) -> String {
    format!("  summary: |\n    SELECT {}\n    FROM {}\n", aggregates(roles), identifier(&profile.name))
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
        true => format!("CAST(date_trunc('month', {column}) AS DATE)"),
        false => column.clone(),
    };
    let (series, group) = match lines(roles) {
        Some(category) => (format!(", {}", identifier(&category.field.name)), "1, 2"),
        None => (String::new(), "1"),
    };
    let aggregate = aggregate(figure);
    format!(
        "  over_time: |\n    SELECT {bucket} AS {column}{series}, {aggregate} AS {value}\n    \
         FROM {table} GROUP BY {group} ORDER BY {group}\n"
    )
}

fn by_category_sql(profile: &Profile, roles: &Roles, category: &Column) -> String {
    let category = identifier(&category.field.name);
    format!(
        "  by_category: |\n    SELECT {category}, count(*) AS \"rows\",\n           {}\n    \
         FROM {} GROUP BY {category} ORDER BY 3 DESC\n",
        aggregates(roles),
        identifier(&profile.name)
    )
}

fn overview(profile: &Profile, roles: &Roles) -> String {
    let mut text = String::from("  - title: Overview\n    blocks:\n");
    let name = &profile.name;
    let line = format!("**{{{{ {name}.count | format('integer') }}}}** rows of `{}`.", profile.path);
    writeln!(text, "      - text: {}", quoted(&line)).expect("writing to a string cannot fail");
    if roles.figures.is_empty() {
        return text;
    }
    text += "      - metrics:\n          data: summary\n          items:\n";
    for figure in &roles.figures {
        let average = if has_word(figure, &AVERAGED) { "Average " } else { "" };
        let name = humanize(&figure.field.name);
        let label = if average.is_empty() { name } else { format!("{average}{}", lowered(&name)) };
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
    let mut text = format!(
        "\n  - title: {}\n    blocks:\n      - chart:\n          data: by_category\n          title: {}\n          \
         mark: bar\n          x: {{ field: {}, title: \"\" }}\n          y: {{ field: {}, title: \"\" }}\n      \
         - table:\n          data: by_category\n          columns:\n            - {}\n            \
         - {{ field: rows, format: integer, total: sum }}\n",
        word(&format!("By {}", lowered(&name))),
        word(&by),
        word(&figure.field.name),
        word(&category.field.name),
        word(&category.field.name),
    );
    for figure in &roles.figures {
        let total = if has_word(figure, &AVERAGED) { "" } else { ", total: sum" };
        let field = word(&figure.field.name);
        writeln!(text, "            - {{ field: {field}{}{total} }}", format_of(figure))
            .expect("writing to a string cannot fail");
    }
    text
}

fn rows_section(profile: &Profile) -> String {
    let (title, note) = match profile.rows > ROWS_SHOWN {
        true => ("First rows", format!("          top: {ROWS_SHOWN}\n")),
        false => ("Rows", String::new()),
    };
    format!("\n  - title: {title}\n    blocks:\n      - table:\n          data: {}\n{note}", profile.name)
}

fn format_of(column: &Column) -> &'static str {
    match (&column.field.kind, has_word(column, &AVERAGED)) {
        (Type::Integer, false) => ", format: integer",
        (Type::Integer, true) => ", format: number1",
        (Type::Number, _) | (Type::Decimal { .. }, _) => ", format: number",
        _ => "",
    }
}

/// `exit_time` becomes `Exit time`.
fn humanize(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut letters = words.trim().chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn lowered(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
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
