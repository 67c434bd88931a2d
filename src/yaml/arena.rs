//! The arena a YAML file is read into: every node with its place, in the author's order.

use super::mended::{Mended, Trust};
use crate::diag::Span;
use granit_parser::ScalarStyle;
use std::ops::Range;
use std::sync::Arc;

/// The number of a node in its arena.
pub(super) type NodeId = u32;

/// All nodes of one file.
#[derive(Debug)]
pub(super) struct Arena {
    /// The text it was read from, with mistakes mended.
    pub mended: Arc<Mended>,
    /// The mended text itself, which all ranges are in.
    pub text: Arc<str>,
    /// The nodes, children after their parents.
    pub nodes: Vec<Raw>,
    /// The first node of the document.
    pub root: Option<NodeId>,
}

/// One node.
#[derive(Debug)]
pub(super) struct Raw {
    /// Where it stands in the mended text; without tag and anchor.
    pub range: Range<usize>,
    /// What it is.
    pub form: Form,
    /// What it belongs to.
    pub owner: Owner,
    /// Whether a syntax error took some of its children, so that nothing may be called missing.
    pub partial: bool,
}

/// What a node belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// Nothing: the document itself, or a key.
    None,
    /// The key it is the value of.
    Key(NodeId),
    /// The list it is an item of.
    List(NodeId),
}

/// The form of a node.
#[derive(Debug)]
pub(super) enum Form {
    /// A single value.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<NodeId>),
    /// Keys and values; duplicates dropped, merge keys expanded.
    Mapping(Vec<(NodeId, NodeId)>),
    /// Another node, used again.
    Alias(NodeId),
    /// Something a diagnostic was already made for.
    Broken,
}

/// A single value.
#[derive(Debug)]
pub(super) struct Scalar {
    /// The decoded text.
    pub value: Box<str>,
    /// How it is written.
    pub style: ScalarStyle,
    /// Whether it may be a number, a boolean or nothing; false for quoted text and `!!str`.
    pub plain: bool,
    /// How far it is what the author meant, or stands for something that was told before.
    pub trust: Trust,
    /// Spaces before each line of a block scalar.
    pub indent: usize,
}

impl Scalar {
    /// Whether the author wrote nothing.
    pub fn is_null(&self) -> bool {
        self.plain && matches!(&*self.value, "" | "~" | "null" | "Null" | "NULL")
    }

    /// A text that a diagnostic was made for. It stands there so that it does not count as missing.
    pub fn told(source: &str, trust: Trust) -> Scalar {
        Scalar { value: source.into(), style: ScalarStyle::Plain, plain: false, trust, indent: 0 }
    }
}

impl Arena {
    /// The node as written, which may be an alias.
    pub fn raw(&self, id: NodeId) -> &Raw {
        &self.nodes[id as usize]
    }

    /// The number of the node itself, behind an alias.
    pub fn target(&self, id: NodeId) -> NodeId {
        match self.raw(id).form {
            Form::Alias(target) => target,
            Form::Scalar(_) | Form::Sequence(_) | Form::Mapping(_) | Form::Broken => id,
        }
    }

    /// The node itself, behind an alias.
    pub fn get(&self, id: NodeId) -> &Raw {
        self.raw(self.target(id))
    }

    /// The value, of a scalar.
    pub fn scalar(&self, id: NodeId) -> Option<&Scalar> {
        match &self.get(id).form {
            Form::Scalar(scalar) => Some(scalar),
            Form::Sequence(_) | Form::Mapping(_) | Form::Alias(_) | Form::Broken => None,
        }
    }

    /// The decoded text, of a scalar.
    pub fn value(&self, id: NodeId) -> Option<&str> {
        self.scalar(id).map(|scalar| &*scalar.value)
    }

    /// Whether a diagnostic was already made for this node.
    pub fn is_broken(&self, id: NodeId) -> bool {
        matches!(self.get(id).form, Form::Broken)
    }

    /// Whether it stands for something of which everything was said.
    pub fn is_told(&self, id: NodeId) -> bool {
        self.scalar(id).is_some_and(|scalar| scalar.trust >= Trust::Unread)
    }

    /// The places of all values of which everything was said, and of those as they were probably meant.
    pub fn untrusted(&self) -> impl Iterator<Item = (Trust, Span)> + '_ {
        let trust = |id: NodeId| Some((self.scalar(id)?.trust, self.span(id)));
        (0..self.nodes.len() as NodeId).filter_map(trust).filter(|(trust, _)| *trust != Trust::Meant)
    }

    /// Where the node is written.
    pub fn span(&self, id: NodeId) -> Span {
        self.place(self.raw(id).range.clone())
    }

    /// Where a range of the text is written.
    pub fn place(&self, range: Range<usize>) -> Span {
        self.mended.span(range)
    }

    /// Where to point for the node: its first line only, when it is a list or a mapping.
    pub fn head(&self, id: NodeId) -> Span {
        let range = self.raw(id).range.clone();
        if matches!(self.raw(id).form, Form::Scalar(_) | Form::Alias(_)) {
            return self.span(id);
        }
        let line_end = super::lines::line_end(&self.text, range.start);
        self.place(range.start..range.end.min(line_end))
    }

    /// The text of a node as it is written there.
    pub fn source(&self, id: NodeId) -> &str {
        self.text.get(self.raw(id).range.clone()).unwrap_or("")
    }

    /// The key that a node is the value of.
    pub fn key(&self, id: NodeId) -> Option<NodeId> {
        match self.raw(id).owner {
            Owner::Key(key) => Some(key),
            Owner::None | Owner::List(_) => None,
        }
    }

    /// What a node is, in the author's words.
    pub fn describe(&self, id: NodeId) -> String {
        match &self.get(id).form {
            Form::Scalar(scalar) if scalar.is_null() => "nothing".into(),
            Form::Scalar(scalar) if !scalar.plain && scalar.style == ScalarStyle::Plain => {
                format!("the text `{}`", shorten(&scalar.value))
            }
            Form::Scalar(scalar) if !scalar.plain => {
                format!("the quoted text \"{}\"", shorten(&scalar.value))
            }
            Form::Scalar(scalar) => match &*scalar.value {
                word @ ("true" | "false" | "True" | "False" | "TRUE" | "FALSE") => {
                    format!("the boolean `{word}`")
                }
                number if looks_numeric(number) => format!("the number {number}"),
                text => format!("the text `{}`", shorten(text)),
            },
            Form::Sequence(_) => "a list".into(),
            Form::Mapping(_) => "a mapping".into(),
            Form::Alias(_) | Form::Broken => "something unreadable".into(),
        }
    }
}

/// Whether a plain text is a number of the YAML 1.2 core schema.
pub(super) fn looks_numeric(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.contains(|c: char| c.is_ascii_digit())
        && text.parse::<f64>().is_ok()
}

/// The beginning of a text, on one line, for use in a message.
pub(super) fn shorten(text: &str) -> String {
    const CHARS_SHOWN: usize = 40;
    let line = text.lines().next().unwrap_or("");
    let start: String = line.chars().take(CHARS_SHOWN).collect();
    if start.len() < text.trim_end().len() { start + "…" } else { start }
}
