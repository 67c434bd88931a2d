//! Characters that no font has. Typst draws an empty box for them without a word, so we look
//! before it does.

use super::world::{Files, Origin, fonts as shipped};
use crate::diag::{Code, Diagnostic, Severity, Sink};
use crate::fonts;
use std::collections::BTreeSet;

/// Missing characters named in one warning.
const NAMED_MAX: usize = 12;

/// Warns of every block that has characters no font has.
pub fn check(files: &Files, sink: &mut Sink) {
    let code = files.code.iter().map(|(path, text)| (path, text.as_str()));
    let data = files.data.iter().filter(|(path, _)| path.ends_with(".json") || path.ends_with(".svg"));
    let data = data.filter_map(|(path, bytes)| Some((path, bytes.as_str().ok()?)));
    for (path, text) in code.chain(data) {
        let missing = missing(text);
        if !missing.is_empty() {
            sink.push(warning(&missing, files.origins.get(path)));
        }
    }
}

fn missing(text: &str) -> BTreeSet<char> {
    if text.is_ascii() {
        return BTreeSet::new();
    }
    let odd: BTreeSet<char> = text.chars().filter(|c| !c.is_ascii() && !is_invisible(*c)).collect();
    odd.into_iter().filter(|c| !fonts::covers(*c) && !has_fallback(*c)).collect()
}

/// Characters that leave no ink, such as a zero-width space.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || c.is_whitespace()
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}')
        || matches!(c, '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

fn has_fallback(c: char) -> bool {
    let book = shipped().book();
    (0..).map_while(|index| book.info(index)).any(|info| info.coverage.contains(u32::from(c)))
}

fn warning(missing: &BTreeSet<char>, origin: Option<&Origin>) -> Diagnostic {
    let named: Vec<String> =
        missing.iter().take(NAMED_MAX).map(|c| format!("`{c}` (U+{:04X})", u32::from(*c))).collect();
    let more = missing.len().saturating_sub(NAMED_MAX);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = format!("no font has {}{more}; the page shows an empty box there", named.join(", "));
    let diagnostic = match origin {
        Some(origin) => Diagnostic::warning(Code::MissingGlyph, origin.span(), message),
        None => Diagnostic { severity: Severity::Warning, ..Diagnostic::global(Code::MissingGlyph, message) },
    };
    diagnostic.help("use characters of the Latin, Greek or Cyrillic script")
}
