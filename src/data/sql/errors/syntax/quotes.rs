//! Quotes and comments that are never closed, and signs that look like quotes.

use super::Broken;
use crate::diag::Diagnostic;
use std::ops::Range;

/// Signs that word processors put in the place of quotes.
const CURLY: [char; 8] = ['“', '”', '„', '«', '»', '‘', '’', '‚'];

impl Broken<'_> {
    /// A text, name or comment that ends too late or too early.
    pub(super) fn quotes(&self) -> Option<Diagnostic> {
        let scan = Scan::of(self.sql.as_str());
        if let Some(told) = scan.broken_text.clone().map(|at| self.apostrophe(at)) {
            return Some(told);
        }
        if let Some(open) = scan.open {
            let at = open.start..open.start + open.sign.len();
            return Some(match open.sign {
                "/*" => self.error(at, "this comment is never closed").help("add `*/` at its end"),
                "\"" => self.error(at, "this name is never closed").help("add `\"` at its end"),
                "`" => self.error(at, "this name is never closed").help("add a backtick at its end"),
                _ => self.error(at, "this text is never closed").help("add `'` at its end"),
            });
        }
        if self.message.contains("dollar-quoted") {
            let start = self.sql.as_str().find("$$").unwrap_or(0);
            let told = self.error(start..start + 2, "`$$` begins a text that is never closed");
            return Some(told.help("texts stand in `'…'`, and a parameter has one `$`"));
        }
        let (start, sign) = scan.curly?;
        let end = self.sql.as_str()[start + sign.len_utf8()..].find(CURLY);
        let end = end.map_or(start, |length| start + sign.len_utf8() + length);
        let closing = self.sql.as_str()[end..].chars().next().map_or(0, char::len_utf8);
        let told = self.error(start..end + closing, format!("`{sign}` does not quote"));
        Some(told.help("texts stand in straight quotes, `'North'`, and names in none or in `\"…\"`"))
    }

    /// `'O'Neil'`: the text ends before its second half.
    fn apostrophe(&self, at: Range<usize>) -> Diagnostic {
        let sql = self.sql.as_str();
        let text = &sql[at.start..at.end];
        let rest =
            sql[at.end..].split(|c: char| !c.is_alphanumeric() && c != '\'').next().unwrap_or_default();
        let whole = at.start..at.end + rest.len();
        let told = self.error(
            whole.clone(),
            format!("the text ends at `{text}`, before `{}`", rest.trim_end_matches('\'')),
        );
        let inside = sql[whole.start + 1..whole.end].trim_end_matches('\'');
        let meant = format!("'{}'", inside.replace('\'', "''"));
        told.label("an apostrophe in a text is written twice").help(format!("write `{meant}`"))
    }
}

/// A quote or comment that is open at the end.
#[derive(Debug, Clone, Copy)]
struct Open {
    start: usize,
    sign: &'static str,
}

/// What is odd about the quotes of a piece of SQL.
struct Scan {
    open: Option<Open>,
    /// A text that is closed right before a letter, when the quotes do not add up.
    broken_text: Option<Range<usize>>,
    /// The first sign that looks like a quote.
    curly: Option<(usize, char)>,
}

impl Scan {
    fn of(sql: &str) -> Scan {
        let mut scan = Scan { open: None, broken_text: None, curly: None };
        let mut at = 0;
        let mut broken = None;
        while let Some(c) = sql[at..].chars().next() {
            let rest = &sql[at..];
            at = match c {
                '\'' | '"' | '`' => {
                    let sign = match c {
                        '\'' => "'",
                        '"' => "\"",
                        _ => "`",
                    };
                    match closing(rest, c) {
                        Some(length) => {
                            let letter = rest[length..].starts_with(char::is_alphabetic);
                            broken = broken.or((c == '\'' && letter).then_some(at..at + length));
                            at + length
                        }
                        None => {
                            scan.open = Some(Open { start: at, sign });
                            break;
                        }
                    }
                }
                '-' if rest.starts_with("--") => at + rest.find('\n').unwrap_or(rest.len()),
                '/' if rest.starts_with("/*") => match rest.find("*/") {
                    Some(length) => at + length + 2,
                    None => {
                        scan.open = Some(Open { start: at, sign: "/*" });
                        break;
                    }
                },
                _ => {
                    if CURLY.contains(&c) {
                        scan.curly = scan.curly.or(Some((at, c)));
                    }
                    at + c.len_utf8()
                }
            };
        }
        scan.broken_text = broken.filter(|_| scan.open.is_some_and(|open| open.sign == "'"));
        scan
    }
}

/// The length of a quoted text with both quotes; two of them inside are one.
fn closing(rest: &str, quote: char) -> Option<usize> {
    let mut at = 1;
    loop {
        let close = at + rest[at..].find(quote)?;
        if !rest[close + 1..].starts_with(quote) {
            return Some(close + 1);
        }
        at = close + 2;
    }
}
