//! One pass of the parser: events become an arena, up to the first syntax error.

use super::aliases;
use super::arena::{Arena, Form, NodeId, Owner, Raw, Scalar};
use super::finding::{Finding, Found};
use super::known_keys::KnownKeys;
use super::lines::{is_blank, line_end};
use super::mended::{Change, Mended, Trust};
use super::{explain, lint, scalars, told};
use crate::diag::{Code, Diagnostic, Span};
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
    /// What is valid YAML and cannot be meant; mended, the text is to be read again.
    pub mends: Vec<Finding>,
    /// What stopped the pass.
    pub error: Option<SyntaxError>,
    /// Whether the file is too large or too deep to go on.
    pub over_limit: bool,
}

/// Reads a document up to its first syntax error.
pub(super) fn read(mended: &Arc<Mended>, known_keys: KnownKeys) -> Pass {
    let options = granit_parser::options! {
        emit_comments: false,
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        flow_nesting_limit: YAML_DEPTH_MAX,
        block_nesting_limit: YAML_DEPTH_MAX,
    };
    let mut builder = Builder::new(mended, known_keys);
    let mut error = None;
    for event in Parser::new_from_str_with_options(&mended.text, options) {
        match event {
            Ok((event, span)) => builder.take(event, &span),
            Err(found) => {
                let at = found.marker().byte_offset().unwrap_or(0).min(mended.text.len());
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

/// Tags of programs that put other files or values into a text.
const FOREIGN_TAGS: [&str; 8] =
    ["include", "include_dir", "import", "ref", "env", "env_var", "secret", "sub"];

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
    range: Range<usize>,
    name: String,
    /// Whether an alias uses it.
    used: bool,
}

struct Builder<'a> {
    mended: &'a Mended,
    known_keys: KnownKeys,
    arena: Arena,
    stack: Vec<Frame>,
    anchors: BTreeMap<usize, Anchor>,
    /// Nodes below each node with aliases counted in full, and the depth of the tree there.
    weights: Vec<(usize, usize)>,
    last: Option<NodeId>,
    documents: usize,
    found: Vec<Diagnostic>,
    mends: Vec<Finding>,
    stopped: bool,
    over_limit: bool,
    has_error: bool,
}

impl<'a> Builder<'a> {
    fn new(mended: &'a Arc<Mended>, known_keys: KnownKeys) -> Builder<'a> {
        let text = mended.text.clone();
        let arena = Arena { mended: mended.clone(), text, nodes: Vec::new(), root: None };
        Builder {
            mended,
            known_keys,
            arena,
            stack: Vec::new(),
            anchors: BTreeMap::new(),
            weights: Vec::new(),
            last: None,
            documents: 0,
            found: Vec::new(),
            mends: Vec::new(),
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
                    let name = name.into_owned();
                    self.anchors.insert(anchor, Anchor { node, range, name, used: false });
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
        let len = self.mended.text.len();
        span.byte_range().map_or(0..0, |range| range.start.min(len)..range.end.min(len))
    }

    fn span(&self, range: Range<usize>) -> Span {
        self.mended.span(range)
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
        match lint::value(&self.arena, id, self.known_keys) {
            Some(Found::Mend(finding)) => self.mends.push(finding),
            Some(Found::Told(told)) => self.found.push(told),
            None => self.found.extend(lint::quoted_lines(&self.arena, id).filter(|_| in_block)),
        }
    }

    fn start_document(&mut self, range: Range<usize>) {
        self.documents += 1;
        if self.documents == 2 {
            self.found.push(self.second_document(range.start));
            self.stopped = true;
        }
    }

    fn second_document(&self, start: usize) -> Diagnostic {
        let buffer = &*self.mended.text;
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

    fn scalar(
        &mut self,
        value: Cow<'_, str>,
        style: ScalarStyle,
        range: Range<usize>,
        span: &granit_parser::Span,
        tag: Option<&Tag>,
    ) -> NodeId {
        let trust = self.mended.trust(&range);
        if trust >= Trust::Unread {
            let told = Scalar::told(self.mended.source_of(range.clone()), trust);
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
                return self.add(range, Form::Scalar(Scalar::told(&value, Trust::Unread)));
            }
        };
        let indent = span.indent.unwrap_or_else(|| span.start.col());
        let scalar = Scalar { value, style, plain, trust, indent };
        if let Some(tag) = tag.filter(|tag| !scalars::suits_tag(&scalar, tag.core_suffix())) {
            let place = self.tag_place(span, &range);
            self.found.push(told::contradicting_tag(self.mended, place, &range, &scalar, &tag.original()));
            return self.add(range, Form::Scalar(Scalar { trust: Trust::Unread, ..scalar }));
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
        let text = &self.mended.text[whole.clone()];
        let is_text = written.starts_with('!') && !written.starts_with("!!") && !text.contains('\n');
        let name = written.trim_start_matches('!').to_lowercase();
        if FOREIGN_TAGS.contains(&name.as_str()) {
            let told = told.label("not a tag that Folio knows");
            let told = told
                .help("a report is one file: values stand in it, or come from the environment as `${NAME}`");
            self.mends.push(Finding::hidden(told, vec![Change::unread(whole)]));
        } else if is_text {
            let told = told.label("YAML reads a word that starts with `!` as a tag");
            self.mends.push(self.mended.quote(told, whole));
        } else {
            let told =
                told.label("tags other than `!!str`, `!!int`, `!!float`, `!!bool` and `!!null` are not read");
            let tag = place.start..range.start.max(place.end);
            self.mends.push(self.mended.fix(told, "remove the tag", vec![Change::meant(tag, "")]));
        }
    }

    fn open(&mut self, range: Range<usize>, is_mapping: bool, span: &granit_parser::Span, tag: Option<&Tag>) {
        let own = if is_mapping { "map" } else { "seq" };
        if tag.is_some_and(|tag| tag.core_suffix() != Some(own)) {
            self.refuse_tag(tag, span, range.clone());
        }
        let id = self.add(range, Form::Broken);
        self.place(id);
        let is_flow = self.mended.text[self.arena.raw(id).range.start..].starts_with(['[', '{']);
        self.stack.push(Frame { id, is_mapping, is_flow, children: Vec::new() });
    }

    fn close(&mut self, end: Range<usize>) {
        let Some(frame) = self.stack.pop() else { return };
        let start = self.arena.raw(frame.id).range.start;
        let children_end = frame.children.last().map_or(start, |id| self.arena.raw(*id).range.end);
        // A flow collection ends with its bracket, a block collection with its last child.
        let node_end = if end.end > end.start { end.end } else { children_end };
        self.arena.nodes[frame.id as usize].range = start..node_end.max(start);
        let lost = self.mended.has_lost(&(start..end.end));
        self.complete(frame, lost);
    }

    /// Gives a list or mapping its children.
    fn complete(&mut self, frame: Frame, lost: bool) {
        self.weigh(&frame);
        let id = frame.id as usize;
        self.arena.nodes[id].partial = lost;
        if let Some(finding) =
            lint::collection(&self.arena, &frame.children, frame.id, frame.is_mapping, self.known_keys)
        {
            self.arena.nodes[id].form = Form::Broken;
            self.mends.push(finding);
            return;
        }
        if frame.is_mapping {
            let mut children = frame.children;
            if children.len() % 2 == 1 {
                let end = self.mended.text.len();
                children.push(self.add(end..end, Form::Broken));
            }
            let pairs = children.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
            let mut told = super::keys::Found { found: &mut self.found, mends: &mut self.mends };
            let entries = super::keys::entries(&mut self.arena, frame.id, pairs, &mut told);
            self.arena.nodes[id].form = Form::Mapping(entries);
        } else {
            self.arena.nodes[id].form = Form::Sequence(frame.children);
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
            self.found.push(explain::too_deep(self.mended, start));
        }
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) -> NodeId {
        let Some(anchor) = self.anchors.get_mut(&anchor) else { return self.add(range, Form::Broken) };
        anchor.used = true;
        let target = anchor.node;
        if self.stack.iter().any(|frame| frame.id == target) {
            self.found.push(aliases::circle(self.mended, &anchor.name, &anchor.range, range.clone()));
            return self.add(range, Form::Broken);
        }
        // An alias to an alias would make every look-up a loop.
        let target = self.arena.target(target);
        if self.arena.is_told(target) {
            return self.add(range, Form::Scalar(Scalar::told("", Trust::Unread)));
        }
        self.add(range, Form::Alias(target))
    }

    fn unknown_alias(&mut self, name: &str, range: Range<usize>) -> NodeId {
        // Beyond these none is shown, and looking for what was meant takes a look at the whole file.
        if self.found.len() < MISTAKES_MAX {
            let anchors = self.anchors.values().map(|anchor| anchor.name.as_str());
            match aliases::unknown(self.mended, name, range.clone(), anchors) {
                Found::Mend(finding) => self.mends.push(finding),
                Found::Told(told) => self.found.push(told),
            }
        }
        let source = &self.mended.text[range.clone()];
        self.add(range.clone(), Form::Scalar(Scalar::told(source, Trust::Unread)))
    }

    /// Looks for values whose beginning became the name of an anchor.
    fn check_anchors(&mut self) {
        let unused = self.anchors.values().filter(|anchor| !anchor.used);
        let found = unused.filter_map(|anchor| aliases::unused(&self.arena, anchor.node, &anchor.range));
        self.mends.extend(found.collect::<Vec<_>>());
    }

    /// Closes what an error left open, keeping what was read.
    fn finish(mut self, error: Option<SyntaxError>) -> Pass {
        self.has_error = error.is_some();
        if !self.has_error {
            self.check_anchors();
        }
        let stopped = self.has_error || self.over_limit;
        while let Some(frame) = self.stack.pop() {
            let start = self.arena.raw(frame.id).range.start;
            let end = frame.children.last().map_or(start, |id| self.arena.raw(*id).range.end);
            self.arena.nodes[frame.id as usize].range = start..end.max(start);
            self.complete(frame, stopped);
        }
        let Builder { arena, found, mends, over_limit, .. } = self;
        Pass { arena, found, mends, error, over_limit }
    }
}
