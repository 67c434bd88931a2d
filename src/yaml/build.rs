//! One pass of the parser: events become an arena, up to the first syntax error.

use super::arena::{Arena, Form, NodeId, Owner, Raw, Scalar};
use super::lines::{is_blank, line_end, on_characters, quoted};
use super::{error, explain, lint, scalars};
use crate::diag::{Code, Diagnostic, FileId, Severity, Span, did_you_mean};
use crate::limits::{MISTAKES_MAX, YAML_DEPTH_MAX, YAML_NODES_MAX};
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, Tag};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// A syntax error as the parser sees it.
pub(super) struct SyntaxError {
    /// What the parser complains about.
    pub kind: ErrorKind,
    /// The byte where it noticed.
    pub at: usize,
}

/// The outcome of one pass.
pub(super) struct Pass {
    /// What was read, partial after an error.
    pub arena: Arena,
    /// What is wrong in what was read.
    pub found: Vec<Diagnostic>,
    /// What stopped the pass.
    pub error: Option<SyntaxError>,
    /// Whether the file is too large or too deep to go on.
    pub over_limit: bool,
}

/// A source text, and the copy of it in which earlier syntax errors are masked.
pub(super) struct Input<'a> {
    /// The file.
    pub file: FileId,
    /// What the author wrote.
    pub text: &'a Arc<str>,
    /// The same length, with masked stretches.
    pub buffer: &'a str,
    /// The masked stretches.
    pub masked: &'a [Range<usize>],
}

/// Reads a document up to its first syntax error.
pub(super) fn read(input: &Input<'_>) -> Pass {
    let options = granit_parser::options! {
        emit_comments: false,
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        flow_nesting_limit: YAML_DEPTH_MAX,
        block_nesting_limit: YAML_DEPTH_MAX,
    };
    let mut builder = Builder::new(input);
    let mut error = None;
    for event in Parser::new_from_str_with_options(input.buffer, options) {
        match event {
            Ok((event, span)) => builder.take(event, &span),
            Err(found) => {
                let at = found.marker().byte_offset().unwrap_or(0).min(input.buffer.len());
                error = Some(SyntaxError { kind: found.kind().clone(), at });
                break;
            }
        }
        if builder.stopped || builder.over_limit {
            break;
        }
    }
    builder.finish(error)
}

/// A list or mapping that is still open.
struct Frame {
    id: NodeId,
    is_mapping: bool,
    /// Whether it is written with brackets.
    is_flow: bool,
    /// Items of a list; keys and values by turns of a mapping.
    children: Vec<NodeId>,
}

/// A named node.
struct Anchor {
    node: NodeId,
    span: Span,
    name: String,
}

struct Builder<'a> {
    input: &'a Input<'a>,
    arena: Arena,
    stack: Vec<Frame>,
    anchors: BTreeMap<usize, Anchor>,
    /// Nodes below each node with aliases counted in full, and the depth of the tree there.
    weights: Vec<(usize, usize)>,
    last: Option<NodeId>,
    documents: usize,
    found: Vec<Diagnostic>,
    stopped: bool,
    over_limit: bool,
    has_error: bool,
}

impl<'a> Builder<'a> {
    fn new(input: &'a Input<'a>) -> Builder<'a> {
        let arena = Arena { file: input.file, text: input.text.clone(), nodes: Vec::new(), root: None };
        Builder {
            input,
            arena,
            stack: Vec::new(),
            anchors: BTreeMap::new(),
            weights: Vec::new(),
            last: None,
            documents: 0,
            found: Vec::new(),
            stopped: false,
            over_limit: false,
            has_error: false,
        }
    }

    fn take(&mut self, event: Event<'_>, span: &granit_parser::Span) {
        let range = self.range(span);
        match event {
            Event::DocumentStart(..) => self.start_document(range),
            Event::Scalar(value, style, _, tag) => {
                let id = self.scalar(value, style, range, span, tag.as_deref());
                self.place(id);
            }
            Event::SequenceStart(_, _, tag) => self.open(range, false, span, tag.as_deref()),
            Event::MappingStart(_, _, tag) => self.open(range, true, span, tag.as_deref()),
            Event::SequenceEnd | Event::MappingEnd => self.close(range),
            Event::Anchor(anchor, name) => {
                if let Some(node) = self.last {
                    let span = self.span(range);
                    self.anchors.insert(anchor, Anchor { node, span, name: name.into_owned() });
                }
            }
            Event::Alias(anchor) => {
                let id = self.alias(anchor, range);
                self.place(id);
            }
            Event::UnresolvedAlias(name) => {
                let id = self.unknown_alias(&name, range);
                self.place(id);
            }
            // Stream and document ends, comments, and what later parsers may add carry no nodes.
            _ => {}
        }
    }

    fn range(&self, span: &granit_parser::Span) -> Range<usize> {
        let len = self.input.buffer.len();
        let range = span.byte_range().map_or(0..0, |range| range.start.min(len)..range.end.min(len));
        on_characters(self.input.text, range)
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.input.file, range.start, range.end)
    }

    fn add(&mut self, range: Range<usize>, form: Form) -> NodeId {
        let id = self.arena.nodes.len() as NodeId;
        self.arena.nodes.push(Raw { range, form, owner: Owner::None, partial: false });
        self.weights.push((1, 1));
        if self.arena.nodes.len() > YAML_NODES_MAX {
            self.too_large(id);
        }
        id
    }

    fn too_large(&mut self, id: NodeId) {
        if std::mem::replace(&mut self.over_limit, true) {
            return;
        }
        let message = format!("the file holds more than {YAML_NODES_MAX} values");
        let told = Diagnostic::error(Code::YamlLimit, self.arena.head(id), message)
            .label("this is where it becomes too many")
            .note("an alias counts as often as it is used")
            .help("keep large data in a data file, and name it under `sources`");
        self.found.push(told);
    }

    /// Puts a node where the document is at.
    fn place(&mut self, id: NodeId) {
        self.last = Some(id);
        let Some(frame) = self.stack.last_mut() else {
            self.arena.root.get_or_insert(id);
            return;
        };
        let is_value = frame.is_mapping && frame.children.len() % 2 == 1;
        let owner = match frame.children.last() {
            Some(key) if is_value => Owner::Key(*key),
            _ if frame.is_mapping => Owner::None,
            _ => Owner::List(frame.id),
        };
        frame.children.push(id);
        self.arena.nodes[id as usize].owner = owner;
        if is_value || !frame.is_mapping {
            self.check_value(id);
        }
    }

    /// Looks for what is valid and not meant.
    fn check_value(&mut self, id: NodeId) {
        let in_block = self.stack.iter().all(|frame| !frame.is_flow);
        let told = lint::eaten_by_comment(&self.arena, self.input.buffer, id)
            .or_else(|| lint::item_in_text(&self.arena, self.input.buffer, id))
            .or_else(|| lint::quoted_lines(&self.arena, self.input.buffer, id).filter(|_| in_block))
            .or_else(|| lint::curly_quotes(&self.arena, id));
        let Some(told) = told else { return };
        if let (Severity::Error, Some(place)) = (told.severity, &told.primary) {
            let range = self.arena.raw(id).range.clone();
            let range = if range.is_empty() { place.span.range() } else { range };
            self.arena.tell(id, range);
        }
        self.found.push(told);
    }

    fn start_document(&mut self, range: Range<usize>) {
        self.documents += 1;
        if self.documents == 2 {
            self.found.push(self.second_document(range.start));
            self.stopped = true;
        }
    }

    fn second_document(&self, start: usize) -> Diagnostic {
        let buffer = self.input.buffer;
        let line = start..line_end(buffer, start);
        let message = "a file holds exactly one YAML document";
        let told = Diagnostic::error(Code::YamlSyntax, self.span(line.clone()), message);
        if !buffer[line.clone()].starts_with("---") {
            let told = told.label("a second document starts here, after `...`");
            return told.help("remove the line `...` above, or split the documents into separate files");
        }
        let rest = &buffer[line.start + 3..];
        if rest.lines().all(is_blank) {
            let told = told.label("an empty second document starts here");
            return told.fix("remove it", self.span(line.start..line.start + 3), "");
        }
        told.label("a second document starts here").help("split the documents into separate files")
    }

    fn is_masked(&self, range: &Range<usize>) -> bool {
        // Empty values sit right before what was masked, on the same line or on the next.
        let blank = |text: &str| text.bytes().all(|byte| matches!(byte, b' ' | b':' | b'\r' | b'\n'));
        self.input.masked.iter().any(|mask| {
            let inside = mask.start <= range.start && range.start < mask.end.max(mask.start + 1);
            let touches = range.is_empty() && range.end <= mask.start;
            inside || touches && blank(&self.input.buffer[range.end..mask.start])
        })
    }

    fn scalar(
        &mut self,
        value: Cow<'_, str>,
        style: ScalarStyle,
        range: Range<usize>,
        span: &granit_parser::Span,
        tag: Option<&Tag>,
    ) -> NodeId {
        if self.is_masked(&range) {
            let told = Scalar::told(self.input.text.get(range.clone()).unwrap_or(""));
            let is_text = !told.value.is_empty();
            return self.add(range, if is_text { Form::Scalar(told) } else { Form::Broken });
        }
        let is_empty = range.is_empty() && style == ScalarStyle::Plain;
        let value: Box<str> = if is_empty { "".into() } else { value.into() };
        let plain = match tag.map(|tag| tag.core_suffix()) {
            None => style == ScalarStyle::Plain,
            Some(Some("str")) => false,
            Some(Some("int" | "float" | "bool" | "null")) => true,
            Some(_) => {
                self.refuse_tag(tag, span, range.clone());
                return self.add(range, Form::Scalar(Scalar::told(&value)));
            }
        };
        let indent = span.indent.unwrap_or_else(|| span.start.col());
        let scalar = Scalar { value, style, plain, told: false, indent };
        if let Some(tag) = tag.filter(|tag| !scalars::suits_tag(&scalar, tag.core_suffix())) {
            let place = self.tag_place(span, &range);
            self.found.push(error::contradicting_tag(
                self.input.file,
                place,
                &range,
                &scalar,
                &tag.original(),
            ));
            return self.add(range, Form::Scalar(Scalar { told: true, ..scalar }));
        }
        self.add(range, Form::Scalar(scalar))
    }

    /// Where the tag of a node is written.
    fn tag_place(&self, span: &granit_parser::Span, range: &Range<usize>) -> Range<usize> {
        span.tag_span().map_or(range.clone(), |span| self.range(&span))
    }

    fn refuse_tag(&mut self, tag: Option<&Tag>, span: &granit_parser::Span, range: Range<usize>) {
        let written = tag.map_or_else(String::new, Tag::original);
        let place = self.tag_place(span, &range);
        let message = format!("the tag `{written}` is not known");
        let told = Diagnostic::error(Code::YamlSyntax, self.span(place.clone()), message);
        let whole = place.start..range.end.max(place.end);
        let is_text = written.starts_with('!') && !written.starts_with("!!");
        let told = match self.input.text.get(whole.clone()).filter(|text| is_text && !text.contains('\n')) {
            Some(text) => told.label("YAML reads a word that starts with `!` as a tag").fix(
                "quote the value",
                self.span(whole),
                quoted(text),
            ),
            None => told
                .label("tags other than `!!str`, `!!int`, `!!float`, `!!bool` and `!!null` are not read")
                .fix("remove the tag", self.span(place.start..range.start.max(place.end)), ""),
        };
        self.found.push(told);
    }

    fn open(&mut self, range: Range<usize>, is_mapping: bool, span: &granit_parser::Span, tag: Option<&Tag>) {
        let own = if is_mapping { "map" } else { "seq" };
        if tag.is_some_and(|tag| tag.core_suffix() != Some(own)) {
            self.refuse_tag(tag, span, range.clone());
        }
        let id = self.add(range, Form::Broken);
        self.place(id);
        let is_flow = self.input.buffer[self.arena.raw(id).range.start..].starts_with(['[', '{']);
        self.stack.push(Frame { id, is_mapping, is_flow, children: Vec::new() });
    }

    fn close(&mut self, end: Range<usize>) {
        let Some(frame) = self.stack.pop() else { return };
        let start = self.arena.raw(frame.id).range.start;
        let children_end = frame.children.last().map_or(start, |id| self.arena.raw(*id).range.end);
        // A flow collection ends with its bracket, a block collection with its last child.
        let node_end = if end.end > end.start { end.end } else { children_end };
        self.arena.nodes[frame.id as usize].range = start..node_end.max(start);
        let lost = self.input.masked.iter().any(|mask| start <= mask.start && mask.start <= end.end);
        self.complete(frame, lost);
    }

    /// Gives a list or mapping its children.
    fn complete(&mut self, frame: Frame, lost: bool) {
        self.weigh(&frame);
        let id = frame.id as usize;
        if lint::unquoted_template(&self.arena, &frame.children, frame.id) {
            self.found.push(lint::template_diagnostic(&self.arena, frame.id));
            self.arena.tell(frame.id, self.arena.raw(frame.id).range.clone());
            return;
        }
        if let Some(told) = lint::keys_with_dash(&self.arena, &frame.children).filter(|_| frame.is_mapping) {
            self.found.push(told);
            return;
        }
        let split = lint::split_values(&mut self.arena, &frame.children, &mut self.found);
        self.arena.nodes[id].partial = lost || !split.is_empty();
        if frame.is_mapping {
            let mut children = frame.children;
            if children.len() % 2 == 1 {
                let end = self.input.buffer.len();
                children.push(self.add(end..end, Form::Broken));
            }
            let pairs = children.chunks_exact(2).map(|pair| (pair[0], pair[1]));
            let pairs = pairs.filter(|(key, _)| !split.contains(key)).collect();
            let entries = super::keys::entries(&mut self.arena, frame.id, pairs, &mut self.found);
            self.arena.nodes[id].form = Form::Mapping(entries);
        } else {
            let items = frame.children.into_iter().filter(|item| !split.contains(item)).collect();
            self.arena.nodes[id].form = Form::Sequence(items);
        }
    }

    /// Adds up how much a node stands for when its aliases are followed.
    fn weigh(&mut self, frame: &Frame) {
        let (mut nodes, mut depth) = (1_usize, 0);
        for child in &frame.children {
            let (below, deep) = self.weights[self.arena.target(*child) as usize];
            nodes = nodes.saturating_add(below);
            depth = depth.max(deep);
        }
        self.weights[frame.id as usize] = (nodes, depth + 1);
        if nodes > YAML_NODES_MAX {
            self.too_large(frame.id);
        }
        // Brackets that go too deep stop the parser by themselves; this is about aliases.
        if depth + 1 > YAML_DEPTH_MAX && !self.has_error && !std::mem::replace(&mut self.over_limit, true) {
            let start = self.arena.raw(frame.id).range.start;
            self.found.push(explain::too_deep(self.input.file, self.input.buffer, start));
        }
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) -> NodeId {
        let Some(anchor) = self.anchors.get(&anchor) else { return self.add(range, Form::Broken) };
        let target = anchor.node;
        if self.stack.iter().any(|frame| frame.id == target) {
            let message = format!("the alias `*{}` stands for something that contains it", anchor.name);
            let told = Diagnostic::error(Code::YamlSyntax, self.span(range.clone()), message)
                .label("the circle closes here")
                .also(anchor.span, "the anchor is here");
            self.found.push(told);
            return self.add(range, Form::Broken);
        }
        // An alias to an alias would make every look-up a loop.
        let target = self.arena.target(target);
        if self.arena.is_told(target) {
            return self.add(range, Form::Scalar(Scalar::told("")));
        }
        self.add(range, Form::Alias(target))
    }

    fn unknown_alias(&mut self, name: &str, range: Range<usize>) -> NodeId {
        // Beyond these none is shown, and looking for what was meant takes a look at the whole file.
        if self.found.len() < MISTAKES_MAX {
            let told = self.tell_alias(name, range.clone());
            self.found.push(told);
        }
        let source = self.input.text.get(range.clone()).unwrap_or("");
        self.add(range, Form::Scalar(Scalar::told(source)))
    }

    fn tell_alias(&self, name: &str, range: Range<usize>) -> Diagnostic {
        let span = self.span(range.clone());
        let near = did_you_mean(name, self.anchors.values().map(|anchor| anchor.name.as_str()));
        if name.ends_with('*') || name.starts_with('*') {
            Diagnostic::error(Code::YamlSyntax, span, "a value cannot start with `*`")
                .label("YAML reads `*` as a reference to an anchor")
                .fix("quote the value", span, quoted(&self.input.text[range.clone()]))
        } else {
            let told = Diagnostic::error(Code::YamlSyntax, span, format!("unknown anchor `*{name}`"));
            match near {
                Some(near) => {
                    let near = format!("*{near}");
                    told.label(format!("did you mean `{near}`?")).fix(format!("use `{near}`"), span, near)
                }
                None => self.without_anchor(told, name, range.end),
            }
        }
    }

    /// An alias whose anchor is not there, or stands below.
    fn without_anchor(&self, told: Diagnostic, name: &str, after: usize) -> Diagnostic {
        let anchor = format!("&{name}");
        let below = self.input.buffer[after..].match_indices(&anchor).map(|(at, _)| after + at);
        let mut below = below.filter(|at| {
            let next = self.input.buffer[at + anchor.len()..].chars().next();
            next.is_none_or(char::is_whitespace)
        });
        match below.next() {
            Some(at) => told
                .label("an anchor has to stand above its uses")
                .also(self.span(at..at + anchor.len()), "it is given only here")
                .help(format!("move what `{anchor}` names above this line")),
            None => told
                .label(format!("no `{anchor}` above"))
                .help(format!("quote the text if a `*` is meant: \"*{name}\"")),
        }
    }

    /// Closes what an error left open, keeping what was read.
    fn finish(mut self, error: Option<SyntaxError>) -> Pass {
        self.has_error = error.is_some();
        let stopped = self.has_error || self.over_limit;
        while let Some(frame) = self.stack.pop() {
            let start = self.arena.raw(frame.id).range.start;
            let end = frame.children.last().map_or(start, |id| self.arena.raw(*id).range.end);
            self.arena.nodes[frame.id as usize].range = start..end.max(start);
            self.complete(frame, stopped);
        }
        Pass { arena: self.arena, found: self.found, error, over_limit: self.over_limit }
    }
}
