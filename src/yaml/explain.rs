//! Syntax errors in the author's words, each with a fix and a mask for the next try.

use super::build::SyntaxError;
use super::lines::{block_at, indent_of, line_above, line_at, line_end, line_start, next_line, quoted, value_start};
use super::scan::{Scan, flow_value_end, flow_value_start, quote_end, scan};
use super::syntax::Mask;
use crate::diag::{Code, Diagnostic, Edit, FileId, Fix, Span};
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
    control_character,
    tab,
    escape,
    quote_not_closed,
    text_after_quote,
    brace_in_flow,
    bracket,
    reserved_start,
    text_after_template,
    block_header,
    item_on_key_line,
    colon_in_value,
    missing_space,
    stray_item,
    indentation,
    text_after_value,
    no_key,
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

/// Finds indentation made of no-break and other odd spaces, which the parser takes for letters.
pub(super) fn odd_blanks(file: FileId, text: &str) -> Option<(Diagnostic, Vec<Mask>)> {
    const ODD: [char; 5] = ['\u{a0}', '\u{2003}', '\u{2007}', '\u{202f}', '\u{3000}'];
    let mut edits = Vec::new();
    let mut masks = Vec::new();
    let mut next = text.contains(ODD).then_some(0);
    while let Some(start) = next {
        let line = &text[start..line_end(text, start)];
        let width = line.len() - line.trim_start_matches(|c| c == ' ' || ODD.contains(&c)).len();
        if line[..width].contains(ODD) && width < line.len() {
            let spaces = " ".repeat(line[..width].chars().count());
            edits.push(Edit { span: Span::new(file, start, start + width), text: spaces });
            masks.push(Mask::lines(text, line_at(text, start)));
        }
        next = next_line(text, start);
    }
    let first = edits.first()?.span;
    let told = Diagnostic::error(Code::YamlSyntax, first, "no-break space in the indentation")
        .label("looks like a space and is none");
    let fix = Fix { title: "indent with plain spaces".into(), edits, safe: true };
    Some((Diagnostic { fix: Some(fix), ..told }, masks))
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
        at..at + self.buffer[at..end].trim_end().len()
    }

    fn in_flow(&self) -> bool {
        !self.before.brackets.is_empty()
    }

    /// The value around the place: to its comma inside brackets, else to the end of the line.
    fn value_at(&self, at: usize) -> Range<usize> {
        if self.in_flow() { at..flow_value_end(self.buffer, at) } else { self.to_line_end(at) }
    }

    /// Quotes a value, and masks it.
    fn quote(&self, told: Diagnostic, range: Range<usize>) -> Option<Finding> {
        let text = quoted(&self.text[range.clone()]);
        Some((told.fix("quote the value", self.span(range.clone()), text), Mask::value(range)))
    }

    /// Masks the line and what belongs to it.
    fn without_block(&self, told: Diagnostic) -> Option<Finding> {
        Some((told, Mask::lines(self.buffer, block_at(self.buffer, self.line.start))))
    }
}

fn control_character(problem: &Problem<'_>) -> Option<Finding> {
    let ErrorKind::UnexpectedCharacter { character } = problem.kind else { return None };
    if !character.is_control() {
        return None;
    }
    let range = problem.char_at(problem.at);
    let message = format!("control character U+{:04X} is not allowed", u32::from(*character));
    let told = problem.error(range.clone(), message, "invisible, and not text");
    Some((told.fix("remove it", problem.span(range.clone()), ""), Mask::value(range)))
}

fn tab(problem: &Problem<'_>) -> Option<Finding> {
    let has_tab = |line: &Range<usize>| {
        let text = &problem.buffer[line.clone()];
        text[..indent_of(text)].contains('\t') && !text.trim().is_empty()
    };
    let below = next_line(problem.buffer, problem.at).map(|start| line_at(problem.buffer, start));
    let may_be_below = matches!(
        problem.kind,
        ErrorKind::TabInPlainScalar | ErrorKind::TabNotAllowed | ErrorKind::TabInIndentation
    );
    let first = match below.filter(|line| may_be_below && has_tab(line)) {
        _ if has_tab(&problem.line) => problem.line.clone(),
        below => below?,
    };
    let mut edits = Vec::new();
    let (mut end, mut next) = (first.end, Some(first.start));
    while let Some(line) = next.map(|start| line_at(problem.buffer, start)).filter(has_tab) {
        let text = &problem.buffer[line.clone()];
        let indent = &text[..indent_of(text)];
        let span = problem.span(line.start..line.start + indent.len());
        edits.push(Edit { span, text: indent.replace('\t', "  ") });
        end = line.end;
        next = next_line(problem.buffer, line.start);
    }
    let at = first.start + problem.buffer[first.clone()].find('\t')?;
    let told = problem.error(at..at + 1, "tab character in the indentation", "YAML allows only spaces here");
    let fix = Fix { title: "indent with spaces".into(), edits, safe: true };
    Some((Diagnostic { fix: Some(fix), ..told }, Mask::lines(problem.buffer, first.start..end)))
}

fn escape(problem: &Problem<'_>) -> Option<Finding> {
    let is_escape = matches!(
        problem.kind,
        ErrorKind::UnknownQuotedScalarEscape
            | ErrorKind::InvalidQuotedScalarHexEscape
            | ErrorKind::InvalidUnicodeEscape
            | ErrorKind::InvalidLowSurrogateHexEscape
            | ErrorKind::InvalidLowSurrogate
            | ErrorKind::MissingLowSurrogate
            | ErrorKind::UnpairedLowSurrogate
    );
    if !is_escape || !problem.rest(problem.at).starts_with('"') {
        return None;
    }
    let end = quote_end(problem.buffer, problem.at, b'"');
    let body = problem.at + 1..end.saturating_sub(1).max(problem.at + 1);
    let bad = first_bad_escape(&problem.buffer[body.clone()]).map(|found| body.start + found)?;
    let range = bad..problem.char_at((bad + 1).min(body.end)).end;
    let message = format!("`{}` is not an escape of a double-quoted text", &problem.buffer[range.clone()]);
    let told = problem.error(range, message, "`\\` starts an escape here");
    let content = problem.text[body].replace('\'', "''");
    let told = told.fix("use single quotes", problem.span(problem.at..end), format!("'{content}'"));
    Some((told, Mask::value(problem.at..line_end(problem.buffer, problem.at).min(end))))
}

/// The first backslash that starts no escape of YAML.
fn first_bad_escape(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'\\' {
            let digits = match bytes.get(at + 1)? {
                b'x' => 2,
                b'u' => 4,
                b'U' => 8,
                b'0' | b'a' | b'b' | b't' | b'n' | b'v' | b'f' | b'r' | b'e' | b' ' | b'"' | b'/' | b'\\' | b'N'
                | b'_' | b'L' | b'P' | b'\t' | b'\n' | b'\r' => 0,
                _ => return Some(at),
            };
            let hex = text.get(at + 2..at + 2 + digits);
            let code = hex.map(|hex| u32::from_str_radix(hex, 16).ok().and_then(char::from_u32));
            if digits > 0 && !matches!(code, Some(Some(_))) {
                return Some(at);
            }
            at += 1;
        }
        at += 1;
    }
    None
}

fn quote_not_closed(problem: &Problem<'_>) -> Option<Finding> {
    let start = match problem.kind {
        ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => problem.at,
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar
        | ErrorKind::DocumentIndicatorInQuotedScalar
        | ErrorKind::CommentNotSeparated => {
            let quote = problem.before.quotes.last()?;
            let over_lines = problem.buffer[quote.clone()].contains('\n');
            over_lines.then_some(quote.start)?
        }
        _ => return None,
    };
    let line = problem.to_line_end(start);
    let quote = &problem.buffer[start..start + 1];
    let told = problem.error(start..start + 1, "quote is never closed", "opened here");
    let end = if problem.in_flow() { flow_value_end(problem.buffer, start) } else { line.end };
    let told = told.fix("close the quote", problem.span(end..end), quote);
    Some((told, Mask::value(start..end)))
}

fn text_after_quote(problem: &Problem<'_>) -> Option<Finding> {
    let is_trailing = matches!(
        problem.kind,
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar
    );
    let quote = problem.before.quotes.last().filter(|_| is_trailing)?;
    let end = problem.value_at(problem.at).end;
    let told = problem
        .error(problem.at..end.max(problem.at + 1), "text after the closing quote", "not part of the quoted text")
        .also(problem.span(quote.end - 1..quote.end), "the text ends here");
    problem.quote(told, quote.start..end)
}

/// `${X}` and `{{ x }}` inside `{ }` and `[ ]`.
fn brace_in_flow(problem: &Problem<'_>) -> Option<Finding> {
    let is_flow = matches!(
        problem.kind,
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator
    );
    if !is_flow || !problem.rest(problem.at).starts_with('{') {
        return None;
    }
    let start = flow_value_start(problem.buffer, problem.at);
    if start >= problem.at {
        return None;
    }
    let range = start..flow_value_end(problem.buffer, start);
    let message = format!("`{}` must be quoted here", &problem.text[range.clone()]);
    let told = problem.error(range.clone(), message, "inside `{ }` and `[ ]` a brace starts a mapping");
    problem.quote(told, range)
}

fn bracket(problem: &Problem<'_>) -> Option<Finding> {
    match problem.kind {
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => mismatched_bracket(problem, *open, *close),
        ErrorKind::MisplacedFlowCollectionEnd => {
            let range = problem.char_at(problem.at);
            let message = format!("`{}` closes nothing", &problem.buffer[range.clone()]);
            let told = problem.error(range.clone(), message, "nothing is open here");
            Some((told.fix("remove it", problem.span(range.clone()), ""), Mask::value(range)))
        }
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::InvalidColonPlacement
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::BlockEntryInFlowCollection
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::FlowMappingValueAdjacentCollection
        | ErrorKind::InvalidFlowScalarIndent => open_bracket(problem),
        _ => None,
    }
}

fn mismatched_bracket(problem: &Problem<'_>, open: char, close: char) -> Option<Finding> {
    let start = problem.at;
    let end = start + problem.rest(start).find(close)?;
    let right = if open == '[' { ']' } else { '}' };
    let told = problem
        .error(end..end + 1, format!("`{open}` is closed with `{close}`"), format!("expected `{right}`"))
        .also(problem.span(start..start + 1), "opened here");
    let told = told.fix(format!("close it with `{right}`"), problem.span(end..end + 1), right.to_string());
    let masked = start..end.min(line_end(problem.buffer, start)) + 1;
    Some((told, Mask::value(masked.start..masked.end.min(line_end(problem.buffer, start)))))
}

/// A bracket that is never closed, or a comma that is missing before it is.
fn open_bracket(problem: &Problem<'_>) -> Option<Finding> {
    let scanned;
    let open = match problem.kind {
        ErrorKind::UnclosedFlowCollection { .. } => problem.at,
        _ => {
            scanned = scan(problem.buffer, problem.at);
            *scanned.brackets.last()?
        }
    };
    let c = &problem.buffer[open..open + 1];
    let close = if c == "[" { "]" } else { "}" };
    let line = problem.to_line_end(open);
    let closes_here = open_end(problem.buffer, open).filter(|end| *end <= line.end && *end > problem.at);
    if let Some(end) = closes_here {
        let told = problem
            .error(problem.char_at(problem.at), format!("expected `,` or `{close}`"), "not expected here")
            .help("separate the values by commas, and quote a value that contains `: `");
        return Some((told, Mask::value(open..end)));
    }
    let told = problem.error(open..open + 1, format!("`{c}` is never closed"), "opened here");
    let told = if line_start(problem.buffer, problem.at) > open && problem.at < problem.buffer.len() {
        told.also(problem.span(problem.char_at(problem.at)), "cannot go on here")
    } else {
        told
    };
    let told = told.fix(format!("close it with `{close}`"), problem.span(line.end..line.end), close);
    Some((told, Mask::value(line)))
}

/// One past the bracket that closes the one at a byte.
fn open_end(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (offset, byte) in text.as_bytes()[open..].iter().enumerate() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' if depth == 1 => return Some(open + offset + 1),
            b']' | b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn reserved_start(problem: &Problem<'_>) -> Option<Finding> {
    let ErrorKind::UnexpectedCharacter { character } = problem.kind else { return None };
    let range = problem.value_at(problem.at);
    let message = format!("a value cannot start with `{character}` unless it is quoted");
    let told = problem.error(problem.char_at(problem.at), message, "has a meaning of its own in YAML");
    problem.quote(told, range)
}

fn text_after_template(problem: &Problem<'_>) -> Option<Finding> {
    let start = problem.value.filter(|start| *start < problem.at)?;
    let range = problem.to_line_end(start);
    let rest = problem.rest(start);
    if rest.starts_with("{{") {
        let told = problem.error(range.clone(), "`{{ … }}` must be quoted", "YAML reads this as a mapping");
        return problem.quote(told, range);
    }
    if rest.starts_with(['*', '&', '!']) {
        let c = &rest[..1];
        let told = problem.error(
            start..start + 1,
            format!("a value cannot start with `{c}` unless it is quoted"),
            "has a meaning of its own in YAML",
        );
        return problem.quote(told, range);
    }
    None
}

fn block_header(problem: &Problem<'_>) -> Option<Finding> {
    let is_header =
        matches!(problem.kind, ErrorKind::InvalidBlockScalarHeader | ErrorKind::ZeroBlockScalarIndent);
    let c = problem.rest(problem.at).chars().next().filter(|_| is_header)?;
    let range = problem.to_line_end(problem.at);
    let told = problem
        .error(range.start..range.start + 1, format!("text after `{c}`"), format!("`{c}` starts a text on the lines below"))
        .help(format!("write the text on the next lines, or quote the value if a `{c}` is meant"));
    problem.quote(told, range)
}

fn item_on_key_line(problem: &Problem<'_>) -> Option<Finding> {
    let start = problem.value.filter(|start| *start == problem.at)?;
    if *problem.kind != ErrorKind::BlockSequenceEntryNotAllowed {
        return None;
    }
    let told = problem
        .error(start..start + 1, "a list item cannot stand on the line of its key", "starts a list item")
        .help("put each `- ` item on its own line below the key, or write `[a, b]`");
    Some((told, Mask::value(problem.to_line_end(start))))
}

fn colon_in_value(problem: &Problem<'_>) -> Option<Finding> {
    let is_colon = *problem.kind == ErrorKind::MappingValueNotAllowed && problem.rest(problem.at).starts_with(':');
    let start = problem.value.filter(|start| is_colon && *start < problem.at)?;
    let range = problem.to_line_end(start);
    let told = problem
        .error(
            problem.at..problem.at + 1,
            "`: ` inside a value without quotes",
            "this colon starts a second `key: value` on the same line",
        )
        .also(problem.span(range.clone()), "this value is not quoted");
    problem.quote(told, range)
}

/// `key:value`, noticed on its own line or on the next.
fn missing_space(problem: &Problem<'_>) -> Option<Finding> {
    let line = match problem.kind {
        ErrorKind::SimpleKeyExpected => problem.line.clone(),
        ErrorKind::MappingValueNotAllowed => line_above(problem.buffer, problem.at)?,
        _ => return None,
    };
    let text = &problem.buffer[line.clone()];
    let start = line.start + indent_of(text);
    let content = text.trim();
    if let Some(item) = content.strip_prefix('-').filter(|item| !item.starts_with([' ', '-'])) {
        let told = problem
            .error(start..start + 1, "missing space after `-`", "a list item starts with `- `")
            .fix("insert a space", problem.span(start + 1..start + 1), " ");
        return (!item.is_empty()).then(|| (told, Mask::lines(problem.buffer, line.clone())));
    }
    let colon = content.find(':').filter(|at| *at > 0 && !content[..*at].contains(' '))?;
    let value = &content[colon + 1..];
    if value.is_empty() || value.starts_with(' ') {
        return None;
    }
    let at = start + colon;
    let told = problem
        .error(at..at + 1, "missing space after `:`", "a key and its value are separated by `: `")
        .fix("insert a space", problem.span(at + 1..at + 1), " ");
    Some((told, Mask::with(at + 1..start + content.len(), format!(" {}", "x".repeat(value.len() - 1)))))
}

/// `- item` where keys stand, or a key where items stand.
fn stray_item(problem: &Problem<'_>) -> Option<Finding> {
    let line = problem.line_text();
    let start = problem.line.start + indent_of(line);
    let is_item = line.trim_start().starts_with("- ");
    let told = match problem.kind {
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::BlockSequenceEntryNotAllowed if is_item => {
            problem.error(start..start + 1, "a list item where a key is expected", "starts a list item")
        }
        ErrorKind::ExpectedBlockSequenceEntry if !is_item => {
            let told = problem.error(problem.to_line_end(start), "a key where a list item is expected", "no `- ` here");
            told.help("start the item with `- `, or align the key with the keys above the list")
        }
        _ => return None,
    };
    let told = match line_above(problem.buffer, problem.line.start) {
        Some(above) => told.also(problem.span(problem.to_line_end(above.start + indent_of(&problem.buffer[above]))), "belongs to this"),
        None => told,
    };
    problem.without_block(told)
}

fn indentation(problem: &Problem<'_>) -> Option<Finding> {
    let is_indentation = matches!(
        problem.kind,
        ErrorKind::MappingValueNotAllowed
            | ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::InvalidIndentation
            | ErrorKind::ExpectedBlockSequenceEntry
    );
    let line = problem.line_text();
    let indent = indent_of(line);
    let above = line_above(problem.buffer, problem.line.start).filter(|_| is_indentation)?;
    let indent_above = indent_of(&problem.buffer[above.clone()]);
    if indent == indent_above || !line.contains(':') {
        return None;
    }
    let blanks = problem.line.start..problem.line.start + indent;
    let place = if indent == 0 { problem.to_line_end(problem.line.start) } else { blanks.clone() };
    let told = problem.error(place, "unexpected indentation", format!("indented by {indent}"));
    let near = aligned_with(problem.buffer, problem.line.start, indent);
    let told = match near {
        Some((line, width)) => told
            .also(problem.span(problem.to_line_end(line.start + width)), format!("this is indented by {width}"))
            .fix("align it with this line", problem.span(blanks), " ".repeat(width)),
        None => told,
    };
    problem.without_block(told)
}

/// The nearest line above with about the same indentation.
fn aligned_with(text: &str, at: usize, indent: usize) -> Option<(Range<usize>, usize)> {
    const LINES_LOOKED_AT: usize = 20;
    let mut best: Option<(Range<usize>, usize)> = None;
    let mut next = line_above(text, at);
    for _ in 0..LINES_LOOKED_AT {
        let Some(line) = next else { break };
        let width = indent_of(&text[line.clone()]);
        if best.as_ref().is_none_or(|(_, found)| width.abs_diff(indent) < found.abs_diff(indent)) {
            best = Some((line.clone(), width));
        }
        next = line_above(text, line.start);
    }
    best
}

/// `[a] b` and the like.
fn text_after_value(problem: &Problem<'_>) -> Option<Finding> {
    let start = problem.value.filter(|start| *start < problem.at)?;
    if *problem.kind != ErrorKind::ExpectedBlockMappingKey {
        return None;
    }
    let told = problem
        .error(problem.to_line_end(problem.at), "text after the end of the value", "not part of the value")
        .help("quote the value if it is one text");
    problem.quote(told, problem.to_line_end(start))
}

/// A line without a colon among keys.
fn no_key(problem: &Problem<'_>) -> Option<Finding> {
    if !matches!(problem.kind, ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey) {
        return None;
    }
    let start = problem.line.start + indent_of(problem.line_text());
    let told = problem
        .error(problem.to_line_end(start), "expected `key: value`", "this line has no `: `")
        .help("indent it more than the key above if it belongs to its text");
    problem.without_block(told)
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
