//! Characters that nobody sees: tabs, odd blanks, control characters, marks, line ends.

use super::Problem;
use super::colons::key_start;
use super::layout::{column_before, columns_of_neighbours};
use crate::diag::{Code, Diagnostic, Edit, FileId, Span};
use crate::yaml::finding::Finding;
use crate::yaml::lines::{BLANKS, indent_of, line_at, line_end, next_line};
use crate::yaml::mended::{Change, Mended};
use granit_parser::ErrorKind;
use std::ops::Range;

/// Spaces that YAML takes for letters.
pub(super) const ODD_BLANKS: [char; 5] = ['\u{a0}', '\u{2003}', '\u{2007}', '\u{202f}', '\u{3000}'];
/// How many spaces a tab may stand for, the likelier ones first.
const TAB_WIDTHS: [usize; 4] = [2, 4, 8, 1];

/// Finds indentation made of no-break and other odd spaces, which the parser takes for letters.
pub(in crate::yaml) fn odd_blanks(mended: &Mended) -> Option<Finding> {
    let text = &*mended.text;
    let mut changes = Vec::new();
    let mut next = text.contains(ODD_BLANKS).then_some(0);
    while let Some(start) = next {
        let line = &text[start..line_end(text, start)];
        let width = line.len() - line.trim_start_matches(|c| c == ' ' || ODD_BLANKS.contains(&c)).len();
        if line[..width].contains(ODD_BLANKS) && width < line.len() {
            let spaces = " ".repeat(line[..width].chars().count());
            changes.push(Change::meant(start..start + width, spaces));
        }
        next = next_line(text, start);
    }
    let first = changes.first()?.range.clone();
    let name = match text[first.clone()].trim_start_matches(' ').chars().next() {
        Some('\u{a0}' | '\u{202f}') => "no-break space",
        Some('\u{3000}') => "full-width space",
        _ => "odd space",
    };
    let message = format!("{name} in the indentation");
    let told = mended.error(first, message, "looks like a space and is none");
    Some(mended.fix(told, "indent with plain spaces", changes))
}

/// Finds line ends of a kind that no tool of today writes, and in which lines cannot be counted.
pub(in crate::yaml) fn lone_returns(file: FileId, text: &str) -> Option<Diagnostic> {
    let is_lone = |at: &usize| !text[at + 1..].starts_with('\n');
    let edit = |at: usize| Edit { span: Span::new(file, at, at + 1), text: "\n".into() };
    let lone = text.match_indices('\r').map(|(at, _)| at).filter(is_lone);
    let edits: Vec<Edit> = lone.map(edit).collect();
    let first = edits.first()?.span;
    let told = Diagnostic::error(Code::YamlSyntax, first, "a line ends with a carriage return alone")
        .label("no line feed here")
        .help("save the file with line feeds");
    Some(told.edits("end lines with line feeds", edits))
}

/// Characters that are no text, all of a line at once, with the colours of a terminal they begin.
pub(super) fn control_character(problem: &Problem<'_>) -> Option<Finding> {
    let ErrorKind::UnexpectedCharacter { character } = problem.kind else { return None };
    if !character.is_control() {
        return None;
    }
    // Inside a word the parser stops at the start of the word.
    let first = problem.at + problem.rest(problem.at).find(*character)?;
    let end = line_end(problem.text, first);
    let mut changes = Vec::new();
    let mut at = first;
    while let Some(found) = problem.text[at..end].find(|c: char| c.is_control() && !matches!(c, '\t' | '\r'))
    {
        let start = at + found;
        at = start + control_sequence(&problem.text[start..end]);
        changes.push(Change::meant(start..at, ""));
    }
    let message = format!("control character U+{:04X} is not allowed", u32::from(*character));
    let told = problem.error(problem.char_at(first), message, "invisible, and not text");
    let title = if changes.len() > 1 { "remove them" } else { "remove it" };
    Some(problem.fix(told, title, changes))
}

/// Length of a control character, and of the code for a colour that it begins.
fn control_sequence(text: &str) -> usize {
    let length = text.chars().next().map_or(1, char::len_utf8);
    let Some(code) = text.strip_prefix("\u{1b}[") else { return length };
    let numbers = code.len() - code.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').len();
    match code[numbers..].starts_with(|c: char| c.is_ascii_alphabetic()) {
        true => "\u{1b}[".len() + numbers + 1,
        false => length,
    }
}

/// Whether lines that are indented more than a key above them still are, when a tab is so many spaces.
fn keeps_depth(text: &str, indents: &[Range<usize>], width: usize) -> bool {
    let columns = |indent: &Range<usize>| text[indent.clone()].replace('\t', &" ".repeat(width)).len();
    indents.windows(2).all(|pair| {
        let line = text[pair[0].end..line_end(text, pair[0].end)].trim_end_matches(BLANKS);
        let key = columns(&pair[0]) + key_start(line);
        !line.ends_with(':') || pair[1].len() <= pair[0].len() || columns(&pair[1]) > key
    })
}

/// The mark that may stand at the start of a file, and was copied into it.
pub(super) fn byte_order_mark(problem: &Problem<'_>) -> Option<Finding> {
    let at = problem.at + problem.rest(problem.at).find('\u{feff}')?;
    if *problem.kind != ErrorKind::BomInsideDocument {
        return None;
    }
    let range = problem.char_at(at);
    let told = problem.error(range.clone(), "a byte-order mark inside the file", "invisible, and not text");
    Some(problem.fix(told, "remove it", vec![Change::meant(range, "")]))
}

/// Tabs in the indentation, all lines of a run at once.
pub(super) fn tab(problem: &Problem<'_>) -> Option<Finding> {
    let has_tab = |line: &Range<usize>| {
        let text = &problem.text[line.clone()];
        text[..indent_of(text)].contains('\t') && !text.trim_matches(BLANKS).is_empty()
    };
    let below = next_line(problem.text, problem.at).map(|start| line_at(problem.text, start));
    let may_be_below = matches!(
        problem.kind,
        ErrorKind::TabInPlainScalar
            | ErrorKind::TabNotAllowed
            | ErrorKind::TabInIndentation
            | ErrorKind::TabAtBlockScalarStart
    );
    let first = match below.filter(|line| may_be_below && has_tab(line)) {
        _ if has_tab(&problem.line) => problem.line.clone(),
        below => below?,
    };
    let mut indents = Vec::new();
    let mut next = Some(first.start);
    while let Some(line) = next.map(|start| line_at(problem.text, start)).filter(has_tab) {
        indents.push(line.start..line.start + indent_of(&problem.text[line.clone()]));
        next = next_line(problem.text, line.start);
    }
    let at = first.start + problem.text[first.clone()].find('\t')?;
    let told = problem.error(at..at + 1, "tab character in the indentation", "YAML allows only spaces here");
    // A lone line most likely stood where its neighbours stand.
    if let [indent] = indents.as_slice() {
        let beside = columns_of_neighbours(problem, &first);
        let columns = column_before(problem, &first).into_iter().chain(beside);
        let mut changes = columns.map(|column| vec![Change::meant(indent.clone(), " ".repeat(column))]);
        if let Some(changes) = changes.find(|changes| problem.works(changes)) {
            return Some(problem.fix(told, "indent with spaces", changes));
        }
    }
    let changes = |width: usize| -> Vec<Change> {
        let spaces = |indent: &Range<usize>| problem.text[indent.clone()].replace('\t', &" ".repeat(width));
        indents.iter().map(|indent| Change::meant(indent.clone(), spaces(indent))).collect()
    };
    let fits = |width: &usize| keeps_depth(problem.text, &indents, *width) && problem.works(&changes(*width));
    let width = TAB_WIDTHS.into_iter().find(fits);
    // Where something else is wrong in these lines, they are read on all the same.
    Some(match width {
        Some(width) => problem.fix(told, "indent with spaces", changes(width)),
        None => Finding::hidden(told.help("indent with spaces"), changes(TAB_WIDTHS[0])),
    })
}
