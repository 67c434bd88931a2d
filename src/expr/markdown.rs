//! Markdown with `{{ }}` expressions: CommonMark to nodes of the document. Expressions are put in as
//! values after parsing, so that data can never become markup.

use super::ir::Code;
use super::marks::{Piece, Source};
use super::scan;
use super::syntax::Mistake;
use super::{Names, Values, check, eval};
use crate::diag::{Code as DiagCode, Diagnostic, Sink};
use crate::document::{Inline, Node, Rich};
use crate::limits::MARKDOWN_DEPTH_MAX;
use crate::yaml::Text;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use serde::{Serialize, Serializer};
use std::ops::Range;

/// What links may lead to.
const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];

/// Markdown with expressions.
#[derive(Debug, Clone)]
pub struct Markdown {
    text: Text,
    blocks: Vec<BlockPart>,
    codes: Vec<Option<Code>>,
}

#[derive(Debug, Clone)]
enum BlockPart {
    Heading(u8, Vec<InlinePart>),
    Paragraph(Vec<InlinePart>),
    List { start: Option<u64>, items: Vec<Vec<BlockPart>> },
    Quote(Vec<BlockPart>),
    Code(String),
    Rule,
}

#[derive(Debug, Clone)]
enum InlinePart {
    Words(String),
    /// The expression of that number.
    Value(usize),
    Strong(Vec<InlinePart>),
    Emphasis(Vec<InlinePart>),
    Strike(Vec<InlinePart>),
    Code(String),
    Link {
        url: Vec<InlinePart>,
        body: Vec<InlinePart>,
        at: Range<usize>,
    },
    Break,
}

impl Markdown {
    /// Reads Markdown and checks every name in it; all mistakes go to the sink.
    pub fn parse(text: &Text, names: &Names, sink: &mut Sink) -> Option<Markdown> {
        names.used.note(text);
        let segments = match scan::scan(text.as_str()) {
            Ok(segments) => segments,
            Err(mistake) => {
                check::report(text, 0, mistake, sink);
                return None;
            }
        };
        let source = Source::new(text, &segments);
        let codes = vec![None; source.inner.len()];
        let mut builder = Builder {
            source: &source,
            names,
            sink,
            codes,
            stack: vec![Open::default()],
            failed: false,
            bracket: None,
        };
        let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
        let events = Parser::new_ext(&source.prepared, options).into_offset_iter();
        for (_, note) in events.reference_definitions().iter().filter(|(label, _)| label.starts_with('^')) {
            builder.footnote(note.span.clone());
        }
        for (event, at) in events {
            if builder.stack.len() > MARKDOWN_DEPTH_MAX {
                builder.too_deep(at.start);
                break;
            }
            builder.event(event, at);
        }
        let Builder { mut stack, codes, failed, .. } = builder;
        let blocks = stack.pop().map(Open::into_blocks).unwrap_or_default();
        (!failed).then(|| Markdown { text: text.clone(), blocks, codes })
    }

    /// The nodes, with values in them.
    pub fn nodes(&self, values: &dyn Values, sink: &mut Sink) -> Vec<Node> {
        let cells = self.codes.iter().map(|code| {
            let cells = code.as_ref().and_then(|code| eval::cells(code, values, sink));
            cells.unwrap_or_default().into_iter().map(Inline::Value).collect()
        });
        let cells: Vec<Rich> = cells.collect();
        let mut fill = Fill { markdown: self, cells: &cells, sink };
        fill.blocks(&self.blocks)
    }

    /// The text as it was written.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The datasets it looks at, each once.
    pub fn datasets(&self) -> Vec<String> {
        let mut names: Vec<String> = self.checked().flat_map(|code| code.datasets.iter().cloned()).collect();
        names.sort();
        names.dedup();
        names
    }

    /// The parameters it looks at, each once.
    pub fn parameters(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.checked().flat_map(|code| code.parameters.iter().cloned()).collect();
        names.sort();
        names.dedup();
        names
    }

    fn checked(&self) -> impl Iterator<Item = &Code> {
        self.codes.iter().flatten()
    }
}

impl Serialize for Markdown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text.as_str())
    }
}

/// An element that has begun and not yet ended.
#[derive(Default)]
struct Open {
    blocks: Vec<BlockPart>,
    inlines: Vec<InlinePart>,
    /// The items of a list, and the number of the first.
    items: Vec<Vec<BlockPart>>,
    first: Option<u64>,
    /// The words of a block of code; absent elsewhere.
    code: Option<String>,
    /// The address of a link.
    url: Vec<InlinePart>,
    /// Where it was written.
    at: Range<usize>,
}

impl Open {
    /// Text right inside of a list item or a quotation is a paragraph.
    fn into_blocks(mut self) -> Vec<BlockPart> {
        self.close_paragraph();
        self.blocks
    }

    fn close_paragraph(&mut self) {
        if !self.inlines.is_empty() {
            self.blocks.push(BlockPart::Paragraph(std::mem::take(&mut self.inlines)));
        }
    }
}

struct Builder<'a> {
    source: &'a Source<'a>,
    names: &'a Names<'a>,
    sink: &'a mut Sink,
    codes: Vec<Option<Code>>,
    stack: Vec<Open>,
    failed: bool,
    /// Where words ended with `]`, after which an address may stand.
    bracket: Option<usize>,
}

impl Builder<'_> {
    fn event(&mut self, event: Event, at: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, at),
            Event::End(tag) => self.end(tag),
            Event::Text(words) => self.words(&words, at),
            Event::Code(words) => {
                let words = self.source.restore(&words);
                self.inline(InlinePart::Code(words));
            }
            Event::SoftBreak => self.inline(InlinePart::Words(" ".into())),
            Event::HardBreak => self.inline(InlinePart::Break),
            Event::Rule => self.block(BlockPart::Rule),
            // A block of HTML was seen as a whole when it began.
            Event::Html(_) => {}
            Event::InlineHtml(html) => self.html(&html, at),
            // Not among the options, so the parser never makes these.
            Event::InlineMath(_) | Event::DisplayMath(_) => {}
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag, at: Range<usize>) {
        let mut open = Open { at: self.source.written_range(at.clone()), ..Open::default() };
        match tag {
            Tag::Image { .. } => self.refuse(at, "Markdown holds no pictures here", "write an `image` block"),
            Tag::Table(_) => {
                self.refuse(at, "Markdown holds no tables here", "write a `table` block on a dataset");
            }
            Tag::HtmlBlock => self.html(&self.source.prepared[at.clone()], at),
            Tag::BlockQuote(_) => self.top().close_paragraph(),
            Tag::List(first) => {
                self.top().close_paragraph();
                open.first = *first;
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.top().close_paragraph();
                open.code = Some(String::new());
            }
            Tag::Link { dest_url, link_type, .. } => open.url = self.link(*link_type, dest_url, at),
            _ => {}
        }
        self.stack.push(open);
    }

    /// Lists and quotations that nobody could read, at the line that passes the limit.
    fn too_deep(&mut self, start: usize) {
        let line = self.source.prepared[start..].lines().next().map_or(0, str::len);
        let message = format!("the text has more than {MARKDOWN_DEPTH_MAX} elements inside each other");
        self.refuse(start..start + line, &message, "make lists and quotations of fewer levels");
    }

    fn end(&mut self, tag: TagEnd) {
        let Some(open) = self.stack.pop() else { return };
        match tag {
            TagEnd::Paragraph => self.block(BlockPart::Paragraph(open.inlines)),
            TagEnd::Heading(level) => self.block(BlockPart::Heading(level_of(level), open.inlines)),
            TagEnd::BlockQuote(_) => self.block(BlockPart::Quote(open.into_blocks())),
            TagEnd::CodeBlock => {
                let code = self.source.restore(&open.code.unwrap_or_default());
                self.block(BlockPart::Code(code.trim_end_matches('\n').to_string()));
            }
            TagEnd::List(_) => self.block(BlockPart::List { start: open.first, items: open.items }),
            TagEnd::Item => {
                let blocks = open.into_blocks();
                self.top().items.push(blocks);
            }
            TagEnd::Emphasis => self.inline(InlinePart::Emphasis(open.inlines)),
            TagEnd::Strong => self.inline(InlinePart::Strong(open.inlines)),
            TagEnd::Strikethrough => self.inline(InlinePart::Strike(open.inlines)),
            TagEnd::Link => {
                self.inline(InlinePart::Link { url: open.url, body: open.inlines, at: open.at });
            }
            // Refused when they began, or not among the options.
            _ => {}
        }
    }

    fn words(&mut self, words: &str, at: Range<usize>) {
        if let Some(code) = &mut self.top().code {
            code.push_str(words);
            return;
        }
        if let Some(mistake) = scan::stray(words, 0) {
            let start = at.start + mistake.at.start;
            let written = self.source.written_range(start..start + mistake.at.len());
            check::report(self.source.text, 0, Mistake { at: written, ..mistake }, self.sink);
            self.failed = true;
        }
        self.open_link(words, &at);
        if words == "[" && !self.source.prepared[..at.start].ends_with('\\') {
            let rest = &self.source.prepared[at.end..];
            let mark = rest.strip_prefix('^').and_then(|rest| rest.split_once(']'));
            if let Some((mark, _)) = mark.filter(|(mark, _)| mark.chars().all(char::is_alphanumeric)) {
                self.footnote(at.start..at.end + mark.len() + 2);
            }
        }
        for part in self.split(words) {
            if let InlinePart::Value(number) = part {
                self.compile(number);
            }
            self.inline(part);
        }
    }

    /// CommonMark shows a link whose address has no end as plain words.
    fn open_link(&mut self, words: &str, at: &Range<usize>) {
        let address =
            SCHEMES.iter().any(|scheme| words.strip_prefix('(').is_some_and(|w| w.starts_with(scheme)));
        if address && self.bracket == Some(at.start) {
            self.refuse(at.clone(), "the address of this link has no end", "write `[words](address)`");
        }
        self.bracket = words.ends_with(']').then_some(at.end);
    }

    fn footnote(&mut self, at: Range<usize>) {
        let help = "write the note into the text, or `\\[` for a plain `[`";
        self.refuse(at, "Markdown has no footnotes here", help);
    }

    fn split(&self, words: &str) -> Vec<InlinePart> {
        let mut parts = Vec::new();
        self.source.split(words, |piece| {
            parts.push(match piece {
                Piece::Words(words) => InlinePart::Words(words.to_string()),
                Piece::Value(number) => InlinePart::Value(number),
            });
        });
        parts
    }

    /// An expression is checked where it is shown, and not in code, where it stands for itself.
    fn compile(&mut self, number: usize) {
        let inner = self.source.inner[number].clone();
        let code = check::compile(self.source.text, inner, self.names, self.sink);
        self.failed |= code.is_none();
        self.codes[number] = code;
    }

    /// The address of a link, checked as far as it is known without data.
    fn link(&mut self, link_type: LinkType, url: &str, at: Range<usize>) -> Vec<InlinePart> {
        let mut parts = Vec::new();
        // Of a footnote it was told where its text stands.
        if self.source.prepared[at.clone()].starts_with("[^") {
            return parts;
        }
        if link_type == LinkType::Email {
            parts.push(InlinePart::Words("mailto:".into()));
        }
        parts.extend(self.split(url));
        for part in &parts {
            if let InlinePart::Value(number) = part {
                self.compile(*number);
            }
        }
        if parts.is_empty() {
            self.refuse(at.clone(), "this link leads nowhere", "write its address between `(` and `)`");
        }
        if let Some(InlinePart::Words(start)) = parts.first()
            && !is_allowed(start)
        {
            self.refuse(at, "a link leads to `https://`, `http://` or `mailto:`", "write the whole address");
        }
        parts
    }

    fn html(&mut self, html: &str, at: Range<usize>) {
        // A comment shows nothing, and of a pair of tags the first is enough to tell of.
        if html.trim_start().starts_with("<!--") || html.starts_with("</") {
            return;
        }
        let at = at.start..at.start + html.trim_end().len();
        self.refuse(at, "Markdown holds no HTML here", "write Markdown, or `&lt;` for a plain `<`");
    }

    fn refuse(&mut self, at: Range<usize>, message: &str, help: &str) {
        let at = self.source.written_range(at);
        let mistake = Mistake::new(at, message).help(help);
        check::report_as(DiagCode::Markdown, self.source.text, 0, mistake, self.sink);
        self.failed = true;
    }

    fn top(&mut self) -> &mut Open {
        self.stack.last_mut().expect("the root is never taken before the end of the text")
    }

    fn inline(&mut self, part: InlinePart) {
        let inlines = &mut self.top().inlines;
        match (inlines.last_mut(), part) {
            (Some(InlinePart::Words(words)), InlinePart::Words(more)) => words.push_str(&more),
            (_, part) => inlines.push(part),
        }
    }

    fn block(&mut self, part: BlockPart) {
        let top = self.top();
        top.close_paragraph();
        top.blocks.push(part);
    }
}

/// The section has the first heading; those in its text come below.
fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => 2,
        HeadingLevel::H3 | HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => 3,
    }
}

fn is_allowed(url: &str) -> bool {
    let url = url.to_ascii_lowercase();
    SCHEMES.iter().any(|scheme| url.starts_with(scheme))
}

/// Puts values in the places of their marks.
struct Fill<'a> {
    markdown: &'a Markdown,
    cells: &'a [Rich],
    sink: &'a mut Sink,
}

impl Fill<'_> {
    fn blocks(&mut self, parts: &[BlockPart]) -> Vec<Node> {
        parts.iter().map(|part| self.block(part)).collect()
    }

    fn block(&mut self, part: &BlockPart) -> Node {
        match part {
            BlockPart::Heading(level, words) => Node::Heading { level: *level, text: self.rich(words) },
            BlockPart::Paragraph(words) => Node::Paragraph(self.rich(words)),
            BlockPart::List { start, items } => {
                Node::List { start: *start, items: items.iter().map(|item| self.blocks(item)).collect() }
            }
            BlockPart::Quote(parts) => Node::Quote(self.blocks(parts)),
            BlockPart::Code(code) => Node::Code(code.clone()),
            BlockPart::Rule => Node::Rule,
        }
    }

    fn rich(&mut self, parts: &[InlinePart]) -> Rich {
        let mut rich = Rich::new();
        for part in parts {
            match part {
                InlinePart::Words(words) => rich.push(Inline::Text(words.clone())),
                InlinePart::Value(number) => rich.extend(self.cells[*number].iter().cloned()),
                InlinePart::Strong(body) => rich.push(Inline::Strong(self.rich(body))),
                InlinePart::Emphasis(body) => rich.push(Inline::Emphasis(self.rich(body))),
                InlinePart::Strike(body) => rich.push(Inline::Strike(self.rich(body))),
                InlinePart::Code(words) => rich.push(Inline::Code(words.clone())),
                InlinePart::Break => rich.push(Inline::Break),
                InlinePart::Link { url, body, at } => {
                    let body = self.rich(body);
                    match self.address(url, at) {
                        Some(url) => rich.push(Inline::Link { url, body }),
                        // The words stay readable where the data gave no address.
                        None => rich.extend(body),
                    }
                }
            }
        }
        rich
    }

    /// The address of a link; values in it are written plainly, since it is not for reading.
    fn address(&mut self, parts: &[InlinePart], at: &Range<usize>) -> Option<String> {
        let mut url = String::new();
        for inline in self.rich(parts) {
            match inline {
                Inline::Text(words) => url.push_str(&words),
                Inline::Value(cell) => url.push_str(&cell.value.plain()),
                _ => {}
            }
        }
        if is_allowed(&url) {
            return Some(url);
        }
        let message = format!("the address `{url}` does not begin with `https://`, `http://` or `mailto:`");
        let span = self.markdown.text.span_of(at.clone());
        let diagnostic = Diagnostic::warning(DiagCode::Markdown, span, message);
        self.sink.push(diagnostic.help("the words are shown without a link"));
        None
    }
}
