//! Characters that steer a terminal, made visible: words from data and names of files must not move the
//! cursor, change colours or turn the direction of what follows.

use crate::diag::{Diagnostic, Edit, Label};
use std::borrow::Cow;

/// A text of several lines.
pub fn text(text: &str) -> Cow<'_, str> {
    replaced(text, |c| !matches!(c, '\n' | '\t') && steers(c))
}

/// A text of one line, such as the name of a file.
pub fn line(text: &str) -> Cow<'_, str> {
    replaced(text, steers)
}

/// A diagnostic without such characters, but for the words of its edits.
pub fn diagnostic(told: &Diagnostic) -> Diagnostic {
    let label = |label: &Label| Label { text: line(&label.text).into_owned(), ..label.clone() };
    let texts = |texts: &[String]| texts.iter().map(|told| text(told).into_owned()).collect();
    let mut fix = told.fix.clone();
    if let Some(fix) = &mut fix {
        fix.title = line(&fix.title).into_owned();
    }
    Diagnostic {
        message: text(&told.message).into_owned(),
        primary: told.primary.as_ref().map(label),
        secondary: told.secondary.iter().map(label).collect(),
        notes: texts(&told.notes),
        help: texts(&told.help),
        fix,
        ..told.clone()
    }
}

/// The words of an edit.
pub fn edit(edit: &Edit) -> Cow<'_, str> {
    text(&edit.text)
}

fn replaced(text: &str, is_odd: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&is_odd) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_odd(c) { picture(c) } else { c }).collect())
}

/// Controls, marks that turn the direction of writing, and the mark that stands for a place while a message is
/// drawn.
fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | super::human::MARK)
}

/// What is shown in the place of a character.
pub fn picture(c: char) -> char {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        _ => '\u{fffd}',
    }
}
