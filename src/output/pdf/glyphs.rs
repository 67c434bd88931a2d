//! Characters that no font has. Typst draws an empty box for them without a word, so we look
//! before it does: where they were written, or from which data they came.

use super::world::{Files, Origin, fonts as shipped};
use crate::diag::{Code, Diagnostic, Severity, Sink, Sources, Span};
use crate::document::{Block, Document, Node, TableNode};
use crate::fonts;
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

/// Missing characters named in one warning.
const NAMED_MAX: usize = 6;
/// Places told of one script: enough to see a pattern, and no flood.
const PLACES_TOLD_MAX: usize = 5;
/// Characters of a value shown as an example.
const SAMPLE_CHARS_MAX: usize = 30;

/// Scripts that Folio ships no font for, by their blocks in Unicode: one warning each.
const SCRIPTS: &[(&str, &[RangeInclusive<u32>])] = &[
    ("Hebrew", &[0x590..=0x5FF]),
    ("Arabic", &[0x600..=0x77F, 0x8A0..=0x8FF, 0xFB50..=0xFDFF, 0xFE70..=0xFEFE]),
    ("the scripts of India", &[0x900..=0xDFF]),
    ("Thai", &[0xE00..=0xE7F]),
    ("Georgian", &[0x10A0..=0x10FF]),
    ("Armenian", &[0x530..=0x58F]),
    (
        "Chinese, Japanese and Korean",
        &[
            0x1100..=0x11FF,
            0x2E80..=0x9FFF,
            0xAC00..=0xD7FF,
            0xF900..=0xFAFF,
            0xFF00..=0xFFEF,
            0x20000..=0x3FFFF,
        ],
    ),
    ("emoji", &[0x2600..=0x27BF, 0x1F000..=0x1FAFF]),
];

/// Warns of characters no font has, script by script.
pub fn check(document: &Document, files: &Files, sink: &mut Sink) {
    let code = files.code.iter().map(|(path, text)| (path, text.as_str()));
    let data = files.data.iter().filter(|(path, _)| path.ends_with(".json") || path.ends_with(".svg"));
    let data = data.filter_map(|(path, bytes)| Some((path, bytes.as_str().ok()?)));
    let mut scripts: BTreeMap<Option<&str>, Group> = BTreeMap::new();
    for (path, text) in code.chain(data) {
        for (script, chars) in missing(text) {
            let origin = files.origins.get(path);
            let place = Place::find(&chars, text, origin, document, &sink.sources);
            let group = scripts.entry(script).or_default();
            group.add(place, chars);
        }
    }
    for (script, group) in scripts {
        group.tell(script, &document.theme.fonts, sink);
    }
}

/// The missing characters of a text by script.
fn missing(text: &str) -> BTreeMap<Option<&'static str>, BTreeSet<char>> {
    let mut scripts: BTreeMap<_, BTreeSet<char>> = BTreeMap::new();
    if text.is_ascii() {
        return scripts;
    }
    let odd: BTreeSet<char> = text.chars().filter(|c| !c.is_ascii() && !is_invisible(*c)).collect();
    for c in odd.into_iter().filter(|c| !fonts::covers(*c) && !has_fallback(*c)) {
        scripts.entry(script_of(c)).or_default().insert(c);
    }
    scripts
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

fn script_of(c: char) -> Option<&'static str> {
    let has = |blocks: &[RangeInclusive<u32>]| blocks.iter().any(|block| block.contains(&u32::from(c)));
    SCRIPTS.iter().find(|(_, blocks)| has(blocks)).map(|(name, _)| *name)
}

/// Where missing characters come from; places in the author's words stand before those in data.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// Words of the report, the template or the theme.
    Written(Span),
    /// A value in the data of a block.
    Data {
        /// The first line of the block.
        block: Span,
        /// Dataset and column, as far as they are known.
        from: String,
        /// The value.
        sample: String,
    },
    /// Neither: a parameter from the command line.
    Unknown(String),
}

impl Place {
    fn span(&self) -> Option<Span> {
        match self {
            Place::Written(span) | Place::Data { block: span, .. } => Some(*span),
            Place::Unknown(_) => None,
        }
    }

    fn find(
        chars: &BTreeSet<char>,
        text: &str,
        origin: Option<&Origin>,
        document: &Document,
        sources: &Sources,
    ) -> Place {
        let written = match origin {
            Some(Origin::Words(spans)) => spans.as_slice(),
            Some(origin) => &[origin.span()],
            None => &[],
        };
        if let Some(span) = written.iter().find_map(|span| in_source(chars, *span, sources)) {
            return Place::Written(span);
        }
        let sample = || sample(chars, text);
        let Some(Origin::Block(span) | Origin::Picture(span)) = origin else {
            return Place::Unknown(sample());
        };
        let block = first_line(*span, sources);
        let blocks = document.sections.iter().flat_map(|section| &section.blocks);
        match blocks.into_iter().find(|block| block.span == *span).and_then(|block| in_data(chars, block)) {
            Some((from, Some(sample))) => Place::Data { block, from, sample },
            Some((from, None)) => Place::Data { block, from, sample: sample() },
            None => Place::Data { block, from: "the data of this block".into(), sample: sample() },
        }
    }
}

/// The first run of missing characters in a stretch of the author's own file.
fn in_source(chars: &BTreeSet<char>, span: Span, sources: &Sources) -> Option<Span> {
    let text = sources.text(span.file).get(span.range())?;
    let (start, _) = text.char_indices().find(|(_, c)| chars.contains(c))?;
    let length: usize = text[start..].chars().take_while(|c| chars.contains(c)).map(char::len_utf8).sum();
    let start = span.range().start + start;
    Some(Span::new(span.file, start, start + length))
}

fn first_line(span: Span, sources: &Sources) -> Span {
    let text = sources.text(span.file).get(span.range()).unwrap_or_default();
    let length = text.lines().next().map_or(0, str::len);
    Span::new(span.file, span.range().start, span.range().start + length)
}

/// The dataset of a block and, for a table, the column and the value.
fn in_data(chars: &BTreeSet<char>, block: &Block) -> Option<(String, Option<String>)> {
    let found = tables(&block.nodes).into_iter().find_map(|table| {
        table.columns.iter().find_map(|column| {
            let texts = table.rows.column(column.index).filter_map(|value| match value {
                Value::Text(text) => Some(text),
                _ => None,
            });
            let value = texts.into_iter().find(|text| text.chars().any(|c| chars.contains(&c)))?;
            Some((format!("the column `{}` of `{}`", column.field, table.data), Some(clip(&value))))
        })
    });
    let datasets = block.data.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
    found.or_else(|| (!datasets.is_empty()).then(|| (datasets.join(" or "), None)))
}

fn tables(nodes: &[Node]) -> Vec<&TableNode> {
    let mut found = Vec::new();
    for node in nodes {
        if let Node::Table(table) = node {
            found.push(table);
        } else if let Node::Columns(columns) = node {
            found.extend(columns.iter().flat_map(|column| tables(&column.nodes)));
        } else if let Node::Callout { body, .. } = node {
            found.extend(tables(body));
        }
    }
    found
}

/// The words around the first missing character, as far as they belong together in a virtual file.
fn sample(chars: &BTreeSet<char>, text: &str) -> String {
    let words = text.split(['"', '<', '>', '\n']).find(|words| words.chars().any(|c| chars.contains(&c)));
    let words = words.unwrap_or_default();
    let first = words.find(|c| chars.contains(&c)).unwrap_or(0);
    clip(&words[words[..first].rfind([' ', ',']).map_or(first, |at| at + 1)..])
}

/// The beginning of a text.
fn clip(text: &str) -> String {
    match text.char_indices().nth(SAMPLE_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}

/// The missing characters of one script, by the places they come from.
#[derive(Default)]
struct Group {
    places: BTreeMap<Place, BTreeSet<char>>,
}

impl Group {
    /// Takes a place; the picture of a chart and the words about it are one.
    fn add(&mut self, place: Place, chars: BTreeSet<char>) {
        match self.places.iter_mut().find(|(known, _)| known.span() == place.span()) {
            Some((_, known)) => known.extend(chars),
            None => {
                self.places.insert(place, chars);
            }
        }
    }

    fn tell(&self, script: Option<&str>, fonts: &[String], sink: &mut Sink) {
        let more = self.places.len().saturating_sub(PLACES_TOLD_MAX);
        for (index, (place, chars)) in self.places.iter().take(PLACES_TOLD_MAX).enumerate() {
            let told = warning(place, chars, fonts.first().map_or("", String::as_str));
            let told = match script {
                Some(script) => told.note(format!("Folio has no font for {script}")),
                None => told.help("use characters of the Latin, Greek or Cyrillic script"),
            };
            let last = index + 1 == PLACES_TOLD_MAX && more > 0;
            sink.push(if last {
                told.note(format!("{more} more places have such characters"))
            } else {
                told
            });
        }
    }
}

fn warning(place: &Place, chars: &BTreeSet<char>, font: &str) -> Diagnostic {
    let named: Vec<String> =
        chars.iter().take(NAMED_MAX).map(|c| format!("`{c}` (U+{:04X})", u32::from(*c))).collect();
    let more = chars.len().saturating_sub(NAMED_MAX);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = format!("`{font}` and the fonts behind it lack {}{more}", named.join(", "));
    match place {
        Place::Written(span) => {
            Diagnostic::warning(Code::MissingGlyph, *span, message).label("the page shows empty boxes here")
        }
        Place::Data { block, from, sample } => Diagnostic::warning(Code::MissingGlyph, *block, message)
            .label("the page shows empty boxes in this block")
            .note(format!("from {from}, as in `{sample}`")),
        Place::Unknown(sample) => {
            let told = Diagnostic::global(Code::MissingGlyph, message);
            Diagnostic { severity: Severity::Warning, ..told }.note(format!("as in `{sample}`"))
        }
    }
}
