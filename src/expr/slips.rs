//! The complaints of the parser in words that say what to type instead: signs and words of other languages,
//! what is not closed, what is missing.

use super::syntax::Mistake;
use std::ops::Range;

/// Signs that other languages and keyboards have, and those that are written here.
const SIGNS: &[(&str, &str)] = &[
    ("===", "=="),
    ("!==", "!="),
    ("=>", ">="),
    ("=<", "<="),
    ("=!", "!="),
    ("<>", "!="),
    ("&&", "and"),
    ("||", "or"),
    ("≥", ">="),
    ("≤", "<="),
    ("≠", "!="),
    ("×", "*"),
    ("÷", "/"),
    ("−", "-"),
    ("–", "-"),
];

/// Words of SQL in capitals that are the same here in small letters.
const SMALL: &[&str] = &["and", "or", "not", "in", "is", "if", "else"];

/// The usual slips, by what stands at the place of the complaint.
pub(super) fn explain(source: &str, at: Range<usize>, detail: &str) -> Mistake {
    let found = &source[at.clone()];
    if let Some(mistake) = sign(source, at.start).or_else(|| changing(source, at.start)) {
        return mistake;
    }
    let here = &source[at.start..];
    if here.starts_with('=') && !here.starts_with("==") {
        return Mistake::new(at.start..at.start + 1, "`=` does not compare").instead("==");
    }
    if here.starts_with('!') {
        return Mistake::new(at.start..at.start + 1, "`!` is not an operator here").instead("not ");
    }
    if let Some(mistake) = is_null(source, at.start) {
        return mistake;
    }
    if let Some(small) = SMALL.iter().find(|small| small.eq_ignore_ascii_case(found) && **small != found) {
        return Mistake::new(at, format!("`{found}` is not an operator here")).instead(*small);
    }
    if let Some(mistake) = parentheses(source).or_else(|| habit(source, at.clone())) {
        return mistake;
    }
    match here.chars().next() {
        Some('?') => Mistake::new(at, "`?` cannot stand here").help("write `a if condition else b`"),
        Some('$') => Mistake::new(at, "`$` cannot stand here")
            .help("parameters are named without `$` outside of SQL; a range has `.start` and `.end`"),
        Some(quote @ ('“' | '”' | '„' | '‘' | '’' | '«' | '»' | '`')) => {
            Mistake::new(at, format!("`{quote}` does not quote")).help("write straight quotes: `'text'`")
        }
        Some('^') => Mistake::new(at, "there is no `^` here").help("compute it in the SQL of a dataset"),
        Some('€' | '£' | '¥') => Mistake::new(at, format!("`{found}` cannot stand here"))
            .help("numbers are written alone: `1000`; a format adds the sign"),
        Some(';') if source[at.end..].trim().is_empty() => {
            Mistake::new(at, "an expression has no `;` at its end").instead("")
        }
        _ => generic(source, at, detail),
    }
}

/// A sign of another language that lies over the place.
fn sign(source: &str, place: usize) -> Option<Mistake> {
    SIGNS.iter().find_map(|(wrong, right)| {
        let first = place.saturating_sub(wrong.len() - 1);
        let begins = |from: &usize| source.get(*from..).is_some_and(|rest| rest.starts_with(wrong));
        let start = (first..=place).find(begins)?;
        let end = start + wrong.len();
        let mistake = Mistake::new(start..end, format!("`{wrong}` is not an operator here"));
        // A word needs room on both sides.
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let room =
            |beside: Option<char>| if is_word(right.chars().next()) && is_word(beside) { " " } else { "" };
        let (before, after) = (source[..start].chars().next_back(), source[end..].chars().next());
        Some(mistake.instead(format!("{}{right}{}", room(before), room(after))))
    })
}

/// `x IS NOT NULL`, which begins with a word that is not written in capitals here.
fn is_null(source: &str, start: usize) -> Option<Mistake> {
    let mut words = source[start..].split_whitespace();
    let is = |word: &str, wanted: &str| word.eq_ignore_ascii_case(wanted);
    words.next().filter(|word| is(word, "is"))?;
    let second = words.next()?;
    let (last, right) = match is(second, "not") {
        true => (words.next()?, "is not none"),
        false => (second, "is none"),
    };
    // The words are parts of the source.
    let end = (last.as_ptr() as usize).checked_sub(source.as_ptr() as usize)? + last.len();
    is(last, "null").then(|| Mistake::new(start..end, "a missing value is `none` here").instead(right))
}

/// `n += 1` and `n++`.
fn changing(source: &str, start: usize) -> Option<Mistake> {
    let sign = source[..start].chars().next_back()?;
    let next = source[start..].chars().next()?;
    let changes = match sign {
        '+' => next == '=' || next == '+',
        '-' | '*' | '/' | '%' | '~' | '|' | ':' => next == '=',
        _ => false,
    };
    let message = "an expression changes nothing, it only computes";
    changes.then(|| {
        Mistake::new(start - 1..start + 1, message)
            .help("write `n + 1`; values are changed in the SQL of a dataset")
    })
}

/// Words that other languages have in conditions, and numbers as people write them.
fn habit(source: &str, at: Range<usize>) -> Option<Mistake> {
    let found = &source[at.clone()];
    let before = source[..at.start].trim_end();
    let digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let wrong = |message: String| Mistake::new(at.clone(), message);
    let unknown = || wrong(format!("there is no `{found}` here"));
    match found.to_ascii_lowercase().as_str() {
        "like" | "contains" | "ilike" => Some(unknown().help("write `'part' in text`")),
        "between" => Some(unknown().help("write `1 <= x and x <= 2`; for days, `day in period`")),
        "equals" | "eq" => Some(unknown().help("write `==`")),
        "then" => Some(unknown().help("write `a if condition else b`")),
        "when" | "end" => Some(unknown().help("write `a if condition else b`, without `case`")),
        "," if before.ends_with(|c: char| c.is_ascii_digit()) && digit(&source[at.end..]) => {
            Some(wrong("a number has no `,` in it".into()).help("write `1000`, and `0.5` for a half"))
        }
        "." if digit(&source[at.end..]) && !before.ends_with(|c: char| c.is_alphanumeric() || c == '_') => {
            Some(wrong("a number begins with a digit".into()).help("write `0.5`"))
        }
        // An apostrophe that ends the text that it stands in.
        word if source[..at.start].ends_with(['\'', '"']) && word.starts_with(char::is_alphanumeric) => {
            let quote = &source[at.start - 1..at.start];
            let other = if quote == "'" { '"' } else { '\'' };
            let message = format!("the text ends at this `{quote}`");
            let mistake = Mistake::new(at.start - 1..at.start, message);
            Some(mistake.help(format!("write `\\{quote}` for the sign itself, or put the text in `{other}`")))
        }
        _ if before.ends_with("else if") => {
            let mistake = wrong("before `if` stands the value of its case".into());
            Some(mistake.help("write `a if x else b if y else c`"))
        }
        _ if before == "if" => {
            let at = source.len() - source.trim_start().len();
            Some(Mistake::new(at..at + 2, "no `if` is needed here").help("write the condition alone"))
        }
        _ => None,
    }
}

/// A parenthesis without its other half; those in quotes do not count.
fn parentheses(source: &str) -> Option<Mistake> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let (mut quote, mut escaped) = (None, false);
    for (at, c) in source.char_indices() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(close) if c == close => quote = None,
            Some(_) => {}
            None if c == '\'' || c == '"' => quote = Some(c),
            None if c == '(' || c == '[' => open.push((at, c)),
            None if c == ')' || c == ']' => {
                let opens = if c == ')' { '(' } else { '[' };
                match open.pop() {
                    Some((_, other)) if other == opens => {}
                    Some((_, other)) => {
                        let close = if other == '(' { ')' } else { ']' };
                        let message = format!("`{other}` is closed by `{close}`, not by `{c}`");
                        return Some(Mistake::new(at..at + 1, message).help(format!("write `{close}`")));
                    }
                    None => return Some(Mistake::new(at..at + 1, format!("this `{c}` closes nothing"))),
                }
            }
            None => {}
        }
    }
    // An open quote hides what follows; it is told first.
    let (at, c) = open.pop().filter(|_| quote.is_none())?;
    let close = if c == '(' { ')' } else { ']' };
    Some(Mistake::new(at..at + 1, format!("this `{c}` is never closed")).help(format!("add `{close}`")))
}

/// The last word or sign.
fn last_word(source: &str) -> Range<usize> {
    let end = source.trim_end().len();
    let word = source[..end].rfind(|c: char| c.is_whitespace()).map_or(0, |at| at + 1);
    word..end
}

fn generic(source: &str, at: Range<usize>, detail: &str) -> Mistake {
    let found = &source[at.clone()];
    let before = source[..at.start].trim_end();
    if let Some(expected) = detail.strip_prefix("unexpected end of input, expected ") {
        let expected = match expected {
            "expression" => "a value",
            "identifier" | "identifier or integer" => "a name",
            "in" => "`in`",
            other => other,
        };
        let message = format!("the expression ends too early: after this, {expected} is expected");
        return Mistake::new(last_word(source), message);
    }
    if let Some((_, expected)) = detail.rsplit_once(", expected ") {
        return missing(source, at, expected);
    }
    let message = match detail {
        "unexpected end of string" => {
            let start = open_quote(source).unwrap_or(at.start);
            let at = start..source.trim_end().len().max(start);
            return Mistake::new(at, "the text is never closed").help("add the closing quote");
        }
        "unexpected input after expression" => {
            let mistake = Mistake::new(at, format!("`{found}` cannot stand here"));
            return mistake.help("is an operator missing before it?");
        }
        "unexpected end of variable block" | "unexpected input after end of variable block" => {
            return Mistake::new(at, "this `}}` closes nothing")
                .help("write braces as text in quotes: `'}}'`");
        }
        "template exceeds maximum recursion limits" => "the expression is nested too deeply".into(),
        "invalid float" | "invalid integer (too large)" => {
            let is_part = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '_';
            let start = before.len() - before.chars().rev().take_while(|c| is_part(*c)).count();
            let end = source.len() - source[start..].trim_start_matches(is_part).len();
            return Mistake::new(start..end, format!("`{}` is not a number", &source[start..end]));
        }
        "'_' may not occur at end of number" => "a number does not end in `_`".into(),
        "empty subscript" => "between `[` and `]` stands the name of a column in quotes".into(),
        "non-keyword arg after keyword arg" | "Too many arguments in function call" => {
            "arguments are given one by one, without names".into()
        }
        // The parser expects a value, or cannot read the sign at all.
        _ => format!("`{found}` cannot stand here"),
    };
    let expects_value = detail.starts_with("unexpected") && detail != "unexpected character";
    let mistake = Mistake::new(at, message);
    if expects_value { mistake.help("a value or a name is expected in its place") } else { mistake }
}

/// What the parser expects in the place of what it found.
fn missing(source: &str, at: Range<usize>, expected: &str) -> Mistake {
    let found = &source[at.clone()];
    let before = source[..at.start].trim_end();
    let here = || Mistake::new(at.clone(), format!("`{found}` cannot stand here"));
    match expected {
        "in" => {
            let start = before.rfind("not").unwrap_or(at.start);
            let mistake = Mistake::new(start..at.end, "between two values stands `not in`, not `not` alone");
            mistake.help(format!("write `!= {found}`, or `not in […]`"))
        }
        "identifier or integer" if found == "." => {
            let start = before.len().saturating_sub(1);
            Mistake::new(start..at.end, "one `.` stands between two names").instead(".")
        }
        "identifier or integer" => here().help("after `.` stands a name: `data.column`"),
        "identifier" if before.ends_with('|') => here().help("after `|` stands a filter: `value | round(1)`"),
        "identifier" => here().help("write `is none` or `is not none`, or compare with `==`"),
        "`,`" => here().help("is a `,` missing before it?"),
        _ => here().help(format!("{expected} is expected in its place")),
    }
}

/// The place of the quote that is open at the end.
fn open_quote(source: &str) -> Option<usize> {
    let mut open: Option<(usize, char)> = None;
    let mut escaped = false;
    for (at, c) in source.char_indices() {
        match open {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some((_, quote)) if c == quote => open = None,
            Some(_) => {}
            None if c == '\'' || c == '"' => open = Some((at, c)),
            None => {}
        }
    }
    open.map(|(at, _)| at)
}
