//! Syntax errors in the author's words, each with a fix and a mask for the next try.

mod brackets;
mod flow;
mod layout;
mod quotes;
mod texts;
mod values;

pub(super) use layout::{lone_returns, odd_blanks};

use super::build::SyntaxError;
use super::lines::{BLANKS, block_at, line_at, line_end, on_characters, quoted, straightened, value_start};
use super::scan::{Scan, flow_value_end, scan};
use super::syntax::Mask;
use crate::diag::{Code, Diagnostic, FileId, Span};
use crate::limits::YAML_DEPTH_MAX;
use granit_parser::ErrorKind;
use std::ops::Range;

/// What there is to know about a syntax error.
pub(super) struct Problem<'a> {
    file: FileId,
    /// What the author wrote.
    text: &'a str,
    /// The same, earlier errors masked.
    buffer: &'a str,
    kind: &'a ErrorKind,
    /// Where the parser noticed.
    at: usize,
    /// The line it noticed on.
    line: Range<usize>,
    /// Where the value of that line starts.
    value: Option<usize>,
    /// Quotes and brackets before it.
    before: Scan,
}

/// A diagnostic, and what to cover before the next try.
type Finding = (Diagnostic, Mask);

/// The explanations, the more special ones first; each says nothing when it does not apply.
static RULES: &[fn(&Problem<'_>) -> Option<Finding>] = &[
    values::control_character,
    values::byte_order_mark,
    layout::tab,
    layout::outside_of_root,
    flow::comment_of_json,
    quotes::escape,
    quotes::quote_not_closed,
    quotes::text_after_quote,
    flow::template_in_flow,
    flow::comment_in_flow,
    brackets::brace_in_flow,
    flow::text_after_bracket,
    flow::double_comma,
    brackets::colon_in_flow_value,
    flow::missing_comma,
    brackets::bracket,
    values::reserved_start,
    values::text_after_template,
    values::block_header,
    values::item_on_key_line,
    values::colon_in_value,
    layout::missing_space,
    layout::no_colon,
    texts::too_little,
    texts::without_pipe,
    layout::stray_item,
    layout::indentation,
    values::text_after_value,
    layout::no_key,
];

/// Explains a syntax error.
pub(super) fn explain(problem: &Problem<'_>) -> Finding {
    RULES.iter().find_map(|rule| rule(problem)).unwrap_or_else(|| fallback(problem))
}

/// Says that brackets or indentation go too deep.
pub(super) fn too_deep(file: FileId, text: &str, at: usize) -> Diagnostic {
    let end = text.ceil_char_boundary((at + 1).min(text.len()));
    let message = format!("lists and mappings are nested more than {YAML_DEPTH_MAX} deep");
    Diagnostic::error(Code::YamlLimit, Span::new(file, at, end), message).label("one level too many")
}

impl<'a> Problem<'a> {
    /// Gathers what the rules look at.
    pub fn new(file: FileId, text: &'a str, buffer: &'a str, error: &'a SyntaxError) -> Problem<'a> {
        let at = buffer.floor_char_boundary(error.at);
        let line = line_at(buffer, at);
        let value = value_start(&buffer[line.clone()]).map(|start| line.start + start);
        Problem { file, text, buffer, kind: &error.kind, at, line, value, before: scan(buffer, at) }
    }

    fn span(&self, range: Range<usize>) -> Span {
        let range = on_characters(self.text, range);
        Span::new(self.file, range.start, range.end)
    }

    fn error(&self, range: Range<usize>, message: impl Into<String>, label: impl Into<String>) -> Diagnostic {
        Diagnostic::error(Code::YamlSyntax, self.span(range), message).label(label)
    }

    fn line_text(&self) -> &'a str {
        &self.buffer[self.line.clone()]
    }

    fn rest(&self, at: usize) -> &'a str {
        &self.buffer[at..]
    }

    /// The character at a byte.
    fn char_at(&self, at: usize) -> Range<usize> {
        at..at + self.rest(at).chars().next().map_or(0, char::len_utf8)
    }

    /// The range from a byte to the end of its line, without blanks.
    fn to_line_end(&self, at: usize) -> Range<usize> {
        let end = line_end(self.buffer, at);
        at..at + self.buffer[at..end].trim_end_matches(BLANKS).len()
    }

    /// The range from a byte to the end of its line or to a comment, without blanks.
    fn to_value_end(&self, at: usize) -> Range<usize> {
        let line = self.to_line_end(at);
        let comment = self.buffer[line.clone()].find(" #");
        let end = comment.map_or(line.end, |comment| at + comment);
        at..at + self.buffer[at..end].trim_end_matches(BLANKS).len()
    }

    fn in_flow(&self) -> bool {
        !self.before.brackets.is_empty()
    }

    /// The value around the place: to its comma inside brackets, else to the end of the line.
    fn value_at(&self, at: usize) -> Range<usize> {
        if self.in_flow() { at..flow_value_end(self.buffer, at) } else { self.to_value_end(at) }
    }

    /// Quotes a value, and masks it.
    fn quote(&self, told: Diagnostic, range: Range<usize>) -> Option<Finding> {
        let written = self.text.get(range.clone())?;
        let title = match straightened(written) {
            Some(_) => "use straight quotes",
            None => "quote the value",
        };
        Some((told.fix(title, self.span(range.clone()), quoted(written)), Mask::value(range)))
    }

    /// Masks a value that may go on over several lines.
    fn over_lines(&self, range: Range<usize>) -> Mask {
        let text = &self.buffer[range.clone()];
        match text.find('\n') {
            Some(first) => {
                let below = Mask::lines(self.buffer, range.start + first + 1..range.end);
                let blanks = text[..first].len() - text[..first].trim_end_matches(BLANKS).len();
                let filled = "x".repeat(first - blanks) + &text[first - blanks..=first];
                Mask::with(range, filled + &below.text)
            }
            None => Mask::value(range),
        }
    }

    /// Masks the line and what belongs to it.
    fn without_block(&self, told: Diagnostic) -> Option<Finding> {
        Some((told, Mask::lines(self.buffer, block_at(self.buffer, self.line.start))))
    }
}

fn fallback(problem: &Problem<'_>) -> Finding {
    let told = problem.error(problem.char_at(problem.at), "this is not valid YAML", "cannot go on here");
    let told = told.note(format!("the parser says: {}", problem.kind));
    let mask = match problem.value.filter(|start| *start <= problem.at) {
        Some(start) => Mask::value(problem.to_line_end(start)),
        None => Mask::lines(problem.buffer, block_at(problem.buffer, problem.line.start)),
    };
    (told, mask)
}
