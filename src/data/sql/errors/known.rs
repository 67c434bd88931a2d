//! Mistakes that the engine tells without a place, or in words that nobody who writes reports knows.

use super::{Teller, usage, words};
use crate::diag::{Code, Diagnostic, Span};

impl Teller<'_> {
    /// Words that have better ones.
    pub(super) fn tell_known(&self, words: &str) -> Option<Diagnostic> {
        self.tell_value(words)
            .or_else(|| self.tell_arguments(words))
            .or_else(|| self.tell_names(words))
            .or_else(|| self.tell_types(words))
            .or_else(|| self.tell_foreign(words))
    }

    fn error(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(Code::Sql, span, message)
    }

    /// A function that is given too much, too little, or the wrong things.
    fn tell_arguments(&self, words: &str) -> Option<Diagnostic> {
        if let Some((before, rest)) = words.split_once(" expects ") {
            let (wanted, given) = rest.split_once(" arguments but received ")?;
            let name = before.trim_end_matches('\'').rsplit('\'').next()?;
            let span = self.mentioned(&self.mentions.functions, name).unwrap_or(self.whole());
            let noun = if wanted == "1" { "value" } else { "values" };
            let given = given.split(|c: char| !c.is_ascii_digit()).next()?;
            let told = self.error(span, format!("`{name}` takes {wanted} {noun}, not {given}"));
            return Some(usage::of(name).map_or(told.clone(), |usage| told.help(format!("write `{usage}`"))));
        }
        let name = if let Some((before, _)) = words.split_once("failed to match any signature") {
            before.trim_end_matches(['\'', ' ']).rsplit('\'').next()?
        } else if let Some((_, rest)) = words.split_once("to satisfy a call to '") {
            rest.split('\'').next()?
        } else if words.contains("user-defined coercion failed") {
            words.split("unction '").nth(1)?.split('\'').next()?
        } else if let Some((before, _)) = words.split_once(" without for/from is not valid") {
            before.rsplit(' ').next()?
        } else {
            return None;
        };
        let span = self.mentioned(&self.mentions.functions, name).or_else(|| self.word(name));
        let span = span.or_else(|| self.word(name.strip_suffix("ing")?));
        let told = |message: String| self.error(span.unwrap_or(self.whole()), message);
        let given = given(words);
        let name = name.to_ascii_lowercase();
        let told = match given.as_deref() {
            None | Some([]) => told(format!("`{name}` is not given what it needs")),
            Some(kinds) => told(format!("`{name}` cannot work with {}", words::list(kinds.iter().copied()))),
        };
        let told = match usage::of(&name) {
            Some(usage) => told.help(format!("write `{usage}`")),
            None => told,
        };
        let adds = matches!(name.as_str(), "sum" | "avg");
        Some(if adds { told.help("turn text into numbers first: `cast(x AS decimal(18,2))`") } else { told })
    }

    fn tell_names(&self, words: &str) -> Option<Diagnostic> {
        if words.contains("require unique expression names") {
            let expression = words.split('"').nth(1)?;
            let name = expression.rsplit_once(" AS ").map_or(expression, |(_, name)| name);
            return Some(self.twice(name.rsplit('.').next().unwrap_or(name)));
        }
        if words.starts_with("HAVING clause references") || words.contains(": HAVING clause references") {
            let span = self.word("HAVING").unwrap_or(self.whole());
            let told = self.error(span, "`HAVING` looks at groups, and this query makes none");
            return Some(told.help("write `WHERE` for single rows, or add `GROUP BY`"));
        }
        if words.contains("Too many columns!") {
            let message = "a query in the place of a value selects one column";
            return Some(self.error(self.whole(), message));
        }
        None
    }

    fn tell_types(&self, words: &str) -> Option<Diagnostic> {
        if let Some((_, rest)) = words.split_once("common type to coerce ") {
            let (kinds, place) = rest.split_once(" in ")?;
            let (left, right) = kinds.split_once(" and ")?;
            let operator = place.split(' ').next()?;
            let span = self.word(operator).unwrap_or(self.whole());
            let message =
                format!("`{operator}` cannot put {} and {} together", words::kind(left), words::kind(right));
            return Some(self.error(span, message));
        }
        if let Some((_, kind)) =
            words.split_once("non-boolean predicate").and_then(|(_, r)| r.rsplit_once(" returning "))
        {
            let span = self.word("where").unwrap_or(self.whole());
            let message = format!("a condition is true or false, but this is {}", words::kind(kind));
            return Some(self.error(span, message).help("compare it, as in `… > 0`"));
        }
        if let Some((_, span)) = words.split_once("Invalid input syntax for type interval: ") {
            let written = span.split('"').nth(1)?;
            let place = self.mentioned(&self.mentions.literals, written).unwrap_or(self.whole());
            let message = format!("`{written}` is no span of time");
            return Some(
                self.error(place, message).help("write `interval '1 month'`, `'7 days'` or `'2 hours'`"),
            );
        }
        None
    }

    /// What other databases have.
    fn tell_foreign(&self, words: &str) -> Option<Diagnostic> {
        let (_, node) = words.split_once("Unsupported ast node ")?;
        let node = node.split([' ', '(', '{']).next().unwrap_or_default().to_uppercase();
        let span = self.word(&node).unwrap_or(self.whole());
        let told = self.error(span, format!("`{node}` is SQL that Folio does not know"));
        Some(match node.as_str() {
            "PIVOT" => {
                told.help("write a sum for each column: `sum(x) FILTER (WHERE region = 'North') AS north`")
            }
            "UNPIVOT" => told.help("write a `SELECT` for each column, joined by `UNION ALL`"),
            _ => told,
        })
    }

    /// Two columns of one name.
    pub(super) fn twice(&self, name: &str) -> Diagnostic {
        let message = format!("two columns of `{}` are called `{name}`", self.dataset);
        self.error(self.whole(), message).help("give one of them another name with `AS`")
    }
}

/// What a function was given, in words; `None` when the engine does not say.
fn given(words: &str) -> Option<Vec<&'static str>> {
    if let Some((_, rest)) = words.split_once("coercion from ") {
        let (types, _) = rest.split_once(" to the signature")?;
        return Some(split_types(types).into_iter().map(words::kind).collect());
    }
    let mut kinds: Vec<&str> = Vec::new();
    for kind in words.split("(DataType: ").skip(1).map(words::kind) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    (!kinds.is_empty()).then_some(kinds)
}

/// Types between commas that stand in no parentheses.
fn split_types(types: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_i32, 0);
    for (at, c) in types.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&types[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&types[start..]);
    parts
}
