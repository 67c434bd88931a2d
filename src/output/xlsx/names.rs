//! Names that spreadsheets accept: of sheets, of ranges, and in references.

use crate::limits::SHEET_NAME_CHARS_MAX;
use std::collections::BTreeSet;

/// Sheet names handed out so far; no two differ by case only.
#[derive(Debug)]
pub struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// No names yet, but for the one that Excel keeps for itself.
    pub fn new() -> Names {
        Names { taken: BTreeSet::from(["history".to_string()]) }
    }

    /// A legal name that nothing else has, as near to `wanted` as can be.
    pub fn sheet(&mut self, wanted: &str) -> String {
        let base = legal_sheet(wanted);
        let numbered = |number: u32| match number {
            1 => base.clone(),
            _ => {
                let suffix = format!(" ({number})");
                format!("{}{suffix}", cut(&base, SHEET_NAME_CHARS_MAX - suffix.len()))
            }
        };
        let name = (1u32..)
            .map(numbered)
            .find(|name| !self.taken.contains(&name.to_lowercase()))
            .expect("numbers do not run out before names do");
        self.taken.insert(name.to_lowercase());
        name
    }

    /// A name for a range of cells that no other range has.
    pub fn range(&mut self, data: &str) -> String {
        let word = |c: char| if c.is_alphanumeric() { c } else { '_' };
        // The prefix lists all of them together, and keeps `q1` from being read as a cell.
        let base: String = format!("data_{data}").chars().map(word).take(200).collect();
        let name = (1u32..)
            .map(|number| if number == 1 { base.clone() } else { format!("{base}_{number}") })
            .find(|name| !self.taken.contains(&format!("={}", name.to_lowercase())))
            .expect("numbers do not run out before names do");
        self.taken.insert(format!("={}", name.to_lowercase()));
        name
    }
}

/// A sheet name as it stands in a reference.
pub fn quoted(sheet: &str) -> String {
    format!("'{}'", sheet.replace('\'', "''"))
}

/// `$A$1`, counted from zero.
pub fn absolute(row: u32, column: u16) -> String {
    format!("${}${}", letters(column), row + 1)
}

/// `A`, `B` … `AA`, counted from zero.
pub fn letters(column: u16) -> String {
    let mut out = Vec::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        out.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    out.iter().rev().collect()
}

fn legal_sheet(wanted: &str) -> String {
    let allowed = |c: char| match c {
        '[' => '(',
        ']' => ')',
        '/' | '\\' | ':' => '-',
        '*' | '?' => ' ',
        c if c.is_control() => ' ',
        c => c,
    };
    // "Costs: detail" reads well with a dash, "12:30" with a hyphen.
    let replaced: String = wanted.replace(": ", " – ").chars().map(allowed).collect();
    let joined = replaced.split_whitespace().collect::<Vec<_>>().join(" ");
    let edges = |c: char| c == '\'' || c.is_whitespace();
    let name = cut(joined.trim_matches(edges), SHEET_NAME_CHARS_MAX).trim_matches(edges);
    if name.is_empty() { "Sheet".into() } else { name.into() }
}

/// The beginning of a text in at most so many UTF-16 units, ended at a word where one ends late enough.
fn cut(text: &str, units_max: usize) -> &str {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > units_max {
            let head = &text[..at];
            return match head.rfind(' ') {
                Some(space) if space * 2 > at => head[..space].trim_end_matches(['-', ',', ' ', '(']),
                Some(_) | None => head,
            };
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheet_names_are_legal_and_unique() {
        let mut names = Names::new();
        assert_eq!(names.sheet("P&L: by month?"), "P&L – by month");
        assert_eq!(names.sheet("In/out [net] 12:30"), "In-out (net) 12-30");
        assert_eq!(names.sheet("History"), "History (2)");
        assert_eq!(names.sheet("history"), "history (3)");
        assert_eq!(names.sheet("'quoted'"), "quoted");
        assert_eq!(names.sheet(""), "Sheet");
        assert_eq!(names.sheet(" \t"), "Sheet (2)");
        assert_eq!(names.sheet("Returns by month, year and strategy"), "Returns by month, year and");
        assert_eq!(names.sheet("Returns by month, year and accounts"), "Returns by month, year and (2)");
        let astral = names.sheet(&"𝄞".repeat(20));
        assert_eq!(astral.encode_utf16().count(), 30);
    }

    #[test]
    fn range_names_are_words() {
        let mut names = Names::new();
        assert_eq!(names.range("q1"), "data_q1");
        assert_eq!(names.range("Q1"), "data_Q1_2");
        assert_eq!(names.range("my table-x"), "data_my_table_x");
    }

    #[test]
    fn references_are_quoted_and_lettered() {
        assert_eq!(quoted("It's"), "'It''s'");
        assert_eq!(absolute(0, 0), "$A$1");
        assert_eq!(letters(25), "Z");
        assert_eq!(letters(26), "AA");
        assert_eq!(letters(16_383), "XFD");
    }
}
