//! Syntax errors in the author's words, each with the changes after which the text can be read on.
//!
//! A rule guesses what was meant. Where it offers a fix, the fix is tried: the parser has to get further
//! with it, or another rule is asked. So no fix is offered that leaves the mistake or makes another.

mod brackets;
mod colons;
mod flow;
mod foreign;
mod items;
mod layout;
mod odd;
mod quotes;
mod texts;
mod trial;
mod values;

pub(super) use colons::{sign_for_colon, wrong_colon};
pub(super) use foreign::{Foreign, foreign};
pub(super) use odd::{lone_returns, odd_blanks};
pub(super) use trial::Reach;

use super::build::{Pass, SyntaxError};
use super::finding::Finding;
use super::known_keys::KnownKeys;
use super::lines::{BLANKS, block_at, indent_of, line_at, line_end, value_start};
use super::mended::{Change, Mended};
use super::scan::{Scan, flow_value_end, scan};
use crate::diag::{Diagnostic, Span};
use crate::limits::YAML_DEPTH_MAX;
use granit_parser::ErrorKind;
use std::ops::Range;
use std::sync::Arc;

/// What there is to know about a syntax error.
pub(super) struct Problem<'a> {
    /// The text, earlier errors mended.
    mended: &'a Arc<Mended>,
    text: &'a str,
    /// What was read before it.
    pass: &'a Pass,
    kind: &'a ErrorKind,
    /// Where the parser noticed.
    at: usize,
    /// The line it noticed on.
    line: Range<usize>,
    /// Where the value of that line starts.
    value: Option<usize>,
    /// Quotes and brackets before it.
    before: Scan,
    /// Keys of such files.
    known_keys: KnownKeys,
}

/// A guess at what was meant.
type Rule = fn(&Problem<'_>) -> Option<Finding>;

/// The guesses, the more special ones first; each says nothing when it does not apply.
static RULES: &[Rule] = &[
    odd::control_character,
    odd::byte_order_mark,
    odd::tab,
    foreign::directive,
    layout::outside_of_root,
    flow::comment_of_json,
    items::bullet,
    quotes::escape,
    quotes::three_quotes,
    quotes::escaped_quote,
    quotes::closed_with_other_quote,
    quotes::quote_not_closed,
    values::separator,
    quotes::text_after_quote,
    values::comment_without_space,
    flow::template,
    flow::comment,
    flow::missing_space,
    brackets::brace,
    flow::text_after_bracket,
    flow::double_comma,
    flow::colon_in_value,
    flow::missing_comma,
    brackets::bracket,
    values::reserved_start,
    values::text_after_template,
    texts::header,
    items::on_key_line,
    values::lost_brace,
    values::colon_in_value,
    colons::missing_space,
    colons::other_sign,
    items::first_without_dash,
    items::without_dash,
    items::dash_without_space,
    colons::missing_after_parent,
    colons::missing,
    texts::too_little,
    texts::without_pipe,
    values::text_after_value,
    layout::below_item,
    items::stray,
    texts::key_below_text,
    layout::indentation,
    layout::long_key,
    layout::no_key,
];

/// Explains a syntax error: by the first guess whose fix works, else by the first that applies.
pub(super) fn explain(problem: &Problem<'_>) -> Finding {
    let mut first: Option<Finding> = None;
    for rule in RULES {
        let Some(finding) = rule(problem) else { continue };
        match finding.is_fix {
            true if problem.works(&finding.changes) => {
                return match finding.instead {
                    Some(changes) => Finding { changes, instead: None, ..finding },
                    None => finding,
                };
            }
            true => first = first.or(Some(finding)),
            // Nothing can be tried, so an earlier guess is as good.
            false => return first.map_or(finding, |first| problem.without_fix(first)),
        }
    }
    first.map_or_else(|| fallback(problem), |first| problem.without_fix(first))
}

/// Says that brackets or indentation go too deep.
pub(super) fn too_deep(mended: &Mended, at: usize) -> Diagnostic {
    let end = mended.text.ceil_char_boundary((at + 1).min(mended.text.len()));
    let message = format!("lists and mappings are nested more than {YAML_DEPTH_MAX} deep");
    mended.error(at..end, message, "one level too many").recode(crate::diag::Code::YamlLimit)
}

impl<'a> Problem<'a> {
    /// Gathers what the rules look at.
    pub fn new(
        mended: &'a Arc<Mended>,
        pass: &'a Pass,
        error: &'a SyntaxError,
        known_keys: KnownKeys,
    ) -> Problem<'a> {
        let text = &*mended.text;
        let at = text.floor_char_boundary(error.at);
        let line = line_at(text, at);
        let value = value_start(&text[line.clone()]).map(|start| line.start + start);
        Problem { mended, text, pass, kind: &error.kind, at, line, value, before: scan(text, at), known_keys }
    }

    fn span(&self, range: Range<usize>) -> Span {
        self.mended.span(range)
    }

    fn error(&self, range: Range<usize>, message: impl Into<String>, label: impl Into<String>) -> Diagnostic {
        self.mended.error(range, message, label)
    }

    fn line_text(&self) -> &'a str {
        &self.text[self.line.clone()]
    }

    fn rest(&self, at: usize) -> &'a str {
        &self.text[at..]
    }

    /// The character at a byte.
    fn char_at(&self, at: usize) -> Range<usize> {
        at..at + self.rest(at).chars().next().map_or(0, char::len_utf8)
    }

    /// The range from a byte to the end of its line, without blanks.
    fn to_line_end(&self, at: usize) -> Range<usize> {
        let end = line_end(self.text, at);
        at..at + self.text[at..end].trim_end_matches(BLANKS).len()
    }

    /// The range from a byte to the end of its line or to a comment, without blanks.
    fn to_value_end(&self, at: usize) -> Range<usize> {
        let line = self.to_line_end(at);
        let comment = self.text[line.clone()].find(" #");
        let end = comment.map_or(line.end, |comment| at + comment);
        at..at + self.text[at..end].trim_end_matches(BLANKS).len()
    }

    fn in_flow(&self) -> bool {
        !self.before.brackets.is_empty()
    }

    /// The value around the place: to its comma inside brackets, else to the end of the line.
    fn value_at(&self, at: usize) -> Range<usize> {
        if self.in_flow() { at..flow_value_end(self.text, at) } else { self.to_value_end(at) }
    }

    /// What a line break of this file is.
    fn line_break(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// A mistake whose fix makes these changes.
    fn fix(&self, told: Diagnostic, title: impl Into<String>, changes: Vec<Change>) -> Finding {
        self.mended.fix(told, title, changes)
    }

    /// A mistake that quotes around a value remove.
    fn quote(&self, told: Diagnostic, range: Range<usize>) -> Option<Finding> {
        Some(self.mended.quote(told, range))
    }

    /// A mistake for which a value has to stand that could not be read.
    fn unread(&self, told: Diagnostic, range: Range<usize>) -> Finding {
        Finding::hidden(told, vec![Change::unread(range)])
    }

    /// A mistake that hides a line and what belongs to it.
    fn without_block(&self, told: Diagnostic) -> Finding {
        Finding::hidden(told, vec![lost_lines(block_at(self.text, self.line.start))])
    }

    /// A guess whose fix does not work. What is wrong may be right all the same.
    fn without_fix(&self, finding: Finding) -> Finding {
        let told = Diagnostic { fix: None, ..finding.told };
        match self.value.filter(|start| *start <= self.at && !self.in_flow()) {
            Some(start) => self.unread(told, self.to_line_end(start)),
            None => self.without_block(told),
        }
    }
}

/// Hides lines: what they declare is not known.
pub(super) fn lost_lines(lines: Range<usize>) -> Change {
    Change::lost(lines, "#")
}

/// Hides the line at a byte and what belongs to it; nothing where that was done before.
pub(super) fn hide_block(text: &str, at: usize) -> Option<Change> {
    let block = block_at(text, at.min(text.len()));
    let is_hidden = text[block.clone()].trim_matches(BLANKS) == "#";
    (!block.is_empty() && !is_hidden).then(|| lost_lines(block))
}

fn fallback(problem: &Problem<'_>) -> Finding {
    let told = problem.error(problem.char_at(problem.at), "this is not valid YAML", "cannot go on here");
    let above = super::lines::line_above(problem.text, problem.line.start);
    let told = match above
        .filter(|above| indent_of(&problem.text[above.clone()]) != indent_of(problem.line_text()))
    {
        Some(above) => told.also(problem.span(problem.to_line_end(above.start)), "comes after this"),
        None => told,
    };
    let told = told.help("write `key: value` on each line, and `- ` before each item of a list");
    problem.without_fix(Finding::hidden(told, Vec::new()))
}
