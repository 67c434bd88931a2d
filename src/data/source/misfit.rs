//! Values that are not of the type their column has: what they are not, and what can be done about it.

use crate::data::column::{self, Unfit};
use crate::data::trouble::{Trouble, quoted};
use crate::diag::Code;
use crate::table::Field;
use crate::value::Type;

/// Characters of a value that may be proposed as a word for a missing one.
const NULL_CHARS_MAX: usize = 30;
/// Digits of a decimal in all.
const DECIMAL_DIGITS_MAX: usize = 38;

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
pub fn misfit(field: &Field, value: &str, Unfit(what): &Unfit, nulls: Option<&Nulls>) -> Trouble {
    let (shown, name) = (quoted(value), &field.name);
    let message = format!("`{shown}` is not {what}, in the column `{}`", quoted(name));
    Trouble::new(Code::DataType, message).column(name).help(help(field, value.trim_ascii(), nulls))
}

fn help(field: &Field, value: &str, nulls: Option<&Nulls>) -> String {
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
    let declare = declare(&wider(&field.kind, value));
    let is_word = !value.is_empty() && value.chars().count() <= NULL_CHARS_MAX;
    let is_word = is_word && column::number(value).is_none() && !value.contains(char::is_control);
    match nulls.filter(|_| is_word) {
        Some(nulls) => format!("{declare}, or the value as missing with `{}`", nulls.with(value)),
        None => declare,
    }
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
        assert!(!proposed("integer", &"x".repeat(50)).contains("nulls"));
        assert_eq!(sql_name("a \"b\""), "\"a \"\"b\"\"\"");
    }
}
