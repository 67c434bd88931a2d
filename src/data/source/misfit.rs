//! Values that are not of the type their column has: what they are not, and what can be done about it.

use crate::data::column::{self, Unfit, point_for_comma};
use crate::data::trouble::{Trouble, quoted};
use crate::diag::Code;
use crate::table::Field;
use crate::value::Type;

/// Characters of a value that may be proposed as a word for a missing one.
const NULL_CHARS_MAX: usize = 30;
/// Digits of a decimal in all.
const DECIMAL_DIGITS_MAX: usize = 38;
/// Signs beside the digits of a number that only people read; without one of them it is a number.
const SIGNS: [char; 8] = ['%', '$', '€', '£', '¥', '\'', ' ', ','];
/// Other words for `true` and `false`.
const TRUTHS: [&str; 8] = ["yes", "no", "y", "n", "on", "off", "t", "f"];

/// Words that stand for a missing value.
#[derive(Debug, Clone)]
pub struct Nulls {
    /// The words.
    pub words: Vec<String>,
}

impl Nulls {
    /// Those that the report says, or the usual ones.
    pub fn new(written: Option<Vec<String>>, usual: &[&str]) -> Nulls {
        Nulls { words: written.unwrap_or_else(|| usual.iter().map(|word| (*word).to_owned()).collect()) }
    }

    /// Whether a value is one of them.
    pub fn contains(&self, value: &str) -> bool {
        self.words.iter().any(|word| word == value)
    }

    /// How a report says that one more word is missing, with those that it would lose by saying only that.
    fn with(&self, value: &str) -> String {
        let words = self.words.iter().map(String::as_str).chain([value]);
        let word = |word: &str| match word.contains('"') && !word.contains(char::is_control) {
            true => format!("'{}'", word.replace('\'', "''")),
            false => serde_json::Value::from(word).to_string(),
        };
        format!("nulls: [{}]", words.map(word).collect::<Vec<_>>().join(", "))
    }
}

/// What to say of a value that does not fit; `nulls` are the words it could be one of, if it is one.
pub fn misfit(field: &Field, value: &str, unfit: &Unfit, nulls: Option<&Nulls>) -> Trouble {
    unfit_for(field, value, unfit).help(help(field, value.trim_ascii(), nulls))
}

/// The same, without what can be done about it.
pub fn unfit_for(field: &Field, value: &str, Unfit(what): &Unfit) -> Trouble {
    let (shown, name) = (quoted(value), &field.name);
    let message = format!("`{shown}` is not {what}, in the column `{}`", quoted(name));
    Trouble::new(Code::DataType, message).column(name)
}

/// Whether a value is a number with a comma before its decimals.
pub fn has_decimal_comma(value: &str) -> bool {
    value.contains(',') && column::number(&point_for_comma(value)).is_some()
}

/// What can be done about a value that does not fit.
pub fn help(field: &Field, value: &str, nulls: Option<&Nulls>) -> String {
    let key = key_of(&field.name);
    let declare = |kind: &str| format!("declare the column as `columns: {{ {key}: {kind} }}`");
    if let Some(kind) = temporal(&field.kind, value) {
        return declare(kind);
    }
    if field.kind.is_temporal() {
        let name = sql_name(&field.name);
        return format!(
            "days are written like `2024-01-31`; otherwise declare `columns: {{ {key}: text }}` and read them in SQL, \
             such as `to_date({name}, '%d.%m.%Y')`"
        );
    }
    let wider = wider(&field.kind, value);
    let declare = declare(&wider);
    if let Some(read) = in_sql(field, value).filter(|_| wider == "text") {
        return format!("{declare}, and read it in SQL, such as `{read}`");
    }
    // What has digits is a value, however it is written.
    let is_word = !value.is_empty() && value.chars().count() <= NULL_CHARS_MAX;
    let is_word = is_word && !value.contains(|c: char| c.is_control() || c.is_ascii_digit());
    match nulls.filter(|_| is_word) {
        Some(nulls) => format!("{declare}, or the value as missing with `{}`", nulls.with(value)),
        None => declare,
    }
}

/// How SQL gets the value that is meant out of a text like this one.
fn in_sql(field: &Field, value: &str) -> Option<String> {
    let name = sql_name(&field.name);
    let kind = match &field.kind {
        Type::Boolean if TRUTHS.contains(&value.to_lowercase().as_str()) => {
            return Some(format!("{name} = '{value}'"));
        }
        Type::Decimal { .. } => field.kind.to_string(),
        Type::Integer | Type::Number => "double".to_owned(),
        _ => return None,
    };
    if has_decimal_comma(value) {
        return (!value.contains('.')).then(|| format!("CAST(replace({name}, ',', '.') AS {kind})"));
    }
    let sign = value.chars().find(|c| SIGNS.contains(c))?;
    column::number(&value.replace(sign, ""))?;
    let part = if sign == '%' { " / 100" } else { "" };
    let sign = if sign == '\'' { "''".to_owned() } else { sign.to_string() };
    Some(format!("CAST(replace({name}, '{sign}', '') AS {kind}){part}"))
}

/// Another type of days and times that a value is of.
fn temporal(kind: &Type, value: &str) -> Option<&'static str> {
    let has_zone = column::instant(value).is_some();
    let is_local = column::datetime(value).is_some();
    match kind {
        Type::Date | Type::DateTime if has_zone => Some("instant"),
        Type::Date | Type::Instant if is_local => Some("datetime"),
        Type::Time if is_local => Some("datetime"),
        _ => None,
    }
}

/// A type that a value fits into and that most of the others fit into, too.
fn wider(kind: &Type, value: &str) -> String {
    let digits = value.trim_start_matches(['-', '+']);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_plain = !digits.is_empty() && (whole.to_owned() + fraction).bytes().all(|b| b.is_ascii_digit());
    match kind {
        Type::Decimal { precision, scale } if is_plain => {
            let scale = fraction.len().max(usize::from(*scale));
            let needed = whole.trim_start_matches('0').len() + scale;
            // Eighteen digits before the point are usual, and others may be longer than this one.
            let precision = needed.max(usize::from(*precision)).max(18 + scale).min(DECIMAL_DIGITS_MAX);
            match needed <= DECIMAL_DIGITS_MAX {
                true => format!("\"decimal({precision},{scale})\""),
                false => "text".to_owned(),
            }
        }
        Type::Integer if is_plain && fraction.is_empty() && whole.len() <= DECIMAL_DIGITS_MAX => {
            format!("\"decimal({},0)\"", whole.len())
        }
        Type::Decimal { .. } | Type::Integer if column::number(value).is_some() => "number".to_owned(),
        _ => "text".to_owned(),
    }
}

/// A name of a column as a key in a report.
fn key_of(name: &str) -> String {
    let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    match plain && !["true", "false", "null"].contains(&name) {
        true => name.to_owned(),
        false => serde_json::Value::from(name).to_string(),
    }
}

/// A name of a column as SQL takes it.
pub fn sql_name(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if plain && begins { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is proposed for a value in a column called `a b`.
    fn proposed(kind: &str, value: &str) -> String {
        let kind = Type::parse(kind).expect("it is a type");
        help(&Field { name: "n".into(), kind }, value, Some(&Nulls::new(None, &["NA"])))
    }

    #[test]
    fn what_is_proposed_can_read_the_value() {
        for (kind, value, wanted) in [
            ("money", "12345678901234567890", "decimal(22,2)"),
            ("money", "1e5", "n: number"),
            ("money", "3.005", "decimal(21,3)"),
            ("money", "n/a", "n: text"),
            ("integer", "9223372036854775808", "decimal(19,0)"),
            ("integer", "2.5", "n: number"),
            (
                "number",
                "12%",
                "n: text }`, and read it in SQL, such as `CAST(replace(n, '%', '') AS double) / 100`",
            ),
            ("money", "1,234.50", "`CAST(replace(n, ',', '') AS decimal(18,2))`"),
            ("number", "1'000", "`CAST(replace(n, '''', '') AS double)`"),
            ("number", "1,5", "`CAST(replace(n, ',', '.') AS double)`"),
            ("boolean", "yes", "`n = 'yes'`"),
            ("datetime", "2024-01-31T10:00Z", "n: instant"),
            ("date", "2024-01-31 10:00", "n: datetime"),
            ("date", "31.01.2024", "to_date(n, '%d.%m.%Y')"),
        ] {
            let told = proposed(kind, value);
            assert!(told.contains(wanted), "{kind} {value}: {told}");
        }
    }

    #[test]
    fn words_for_missing_values_are_kept() {
        assert!(proposed("integer", "-").ends_with("`nulls: [\"NA\", \"-\"]`"));
        for value in ["x".repeat(50), "(5)".into(), "25:00".into(), "12 %".into()] {
            assert!(!proposed("integer", &value).contains("nulls"), "{value}");
        }
        assert_eq!(sql_name("a \"b\""), "\"a \"\"b\"\"\"");
    }
}
