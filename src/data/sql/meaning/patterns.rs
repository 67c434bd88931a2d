//! Patterns of dates: the engine has those of C, `%Y-%m`, and shows any other as plain words.

use super::Walk;
use super::operands::text_of;
use datafusion::sql::sqlparser::ast::Expr;

/// Functions that show a date by a pattern, and those that read one.
const SHOW: [&str; 2] = ["to_char", "date_format"];
const READ: [&str; 7] = [
    "to_date",
    "to_time",
    "to_timestamp",
    "to_timestamp_seconds",
    "to_timestamp_millis",
    "to_timestamp_micros",
    "to_timestamp_nanos",
];

/// What other databases write, the longer ones first.
const FOREIGN: [(&str, &str); 20] = [
    ("month", "%B"),
    ("yyyy", "%Y"),
    ("mmmm", "%B"),
    ("hh24", "%H"),
    ("hh12", "%I"),
    ("iyyy", "%G"),
    ("mon", "%b"),
    ("mmm", "%b"),
    ("day", "%A"),
    ("am", "%p"),
    ("pm", "%p"),
    ("yy", "%y"),
    ("mm", "%m"),
    ("dd", "%d"),
    ("dy", "%a"),
    ("hh", "%H"),
    ("mi", "%M"),
    ("ss", "%S"),
    ("iw", "%V"),
    ("q", "%q"),
];

impl Walk<'_> {
    /// Tells of a pattern that would be shown as it stands.
    pub(super) fn check_pattern(&mut self, function: &str, args: &[&Expr]) {
        if !SHOW.contains(&function) && !READ.contains(&function) {
            return;
        }
        for arg in args.iter().skip(1) {
            let Some(pattern) = text_of(arg) else { continue };
            if pattern.contains('%') || !pattern.contains(|c: char| c.is_alphabetic()) {
                continue;
            }
            let at = self.sql.extent(arg);
            let told = self.error(&at, format!("`{pattern}` is no pattern of a date"));
            let Some(ours) = translated(pattern) else {
                self.silent(told.help("patterns are written with `%`, such as `'%d.%m.%Y'`"));
                continue;
            };
            let quoted = self.sql.slice(&at) == format!("'{pattern}'");
            let inside = at.start + 1..at.end.saturating_sub(1);
            let told = match quoted {
                true => self.instead(told.label("patterns are written with `%`"), &inside, &ours),
                false => told.help(format!("patterns are written with `%`: `'{ours}'`")),
            };
            self.silent(told);
        }
    }
}

/// A pattern of another database as ours; `None` when it has letters of other meanings.
fn translated(pattern: &str) -> Option<String> {
    let lower = pattern.to_lowercase();
    if lower.len() != pattern.len() {
        return None;
    }
    let (mut ours, mut at) = (String::new(), 0);
    while let Some(c) = lower[at..].chars().next() {
        if !c.is_alphanumeric() {
            ours.push(c);
            at += c.len_utf8();
            continue;
        }
        let (theirs, sign) = FOREIGN.iter().find(|(theirs, _)| lower[at..].starts_with(theirs))?;
        // `hh:mm` has minutes.
        let minutes = *sign == "%m" && ours.trim_end_matches([':', '.']).ends_with(['H', 'I']);
        ours.push_str(if minutes { "%M" } else { sign });
        at += theirs.len();
    }
    Some(ours)
}

#[cfg(test)]
mod tests {
    use super::translated;

    #[test]
    fn patterns_of_other_databases_are_translated() {
        for (theirs, ours) in [
            ("YYYY-MM", Some("%Y-%m")),
            ("DD.MM.YYYY HH24:MI:SS", Some("%d.%m.%Y %H:%M:%S")),
            ("yyyy-MM-dd hh:mm", Some("%Y-%m-%d %H:%M")),
            ("Mon YYYY", Some("%b %Y")),
            ("Month", Some("%B")),
            ("FMMonth", None),
            ("the YYYY", None),
        ] {
            assert_eq!(translated(theirs).as_deref(), ours, "{theirs}");
        }
    }
}
