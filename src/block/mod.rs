//! Blocks: what a section shows. One file a kind and one line in [`BLOCKS`]; a kind reads what was
//! written, checks what it names, and lowers itself to the primitives of the document. No output
//! knows a block.

mod callout;
mod chart;
mod columns;
mod heading;
mod image;
mod metrics;
mod page_break;
mod scope;
mod table;
mod text;
mod typst;

pub use scope::{Scope, View};

use crate::diag::{Code, Diagnostic, Sink, Span, did_you_mean, list_names};
use crate::document;
use crate::expr::Expression;
use crate::yaml::{self, Node, NodeKind, Spanned, Text, keyed};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::Arc;

/// A kind of block; one per name that can stand as the key of a block.
pub trait BlockKind: Debug + Sync {
    /// The key in the report.
    fn name(&self) -> &'static str;
    /// One line for the manual.
    fn summary(&self) -> &'static str;
    /// A smallest use, as YAML under the kind's key.
    fn example(&self) -> &'static str;
    /// The shape of what stands under the key.
    fn schema(&self, generator: &mut SchemaGenerator) -> Schema;
    /// Reads what stands under the key; all mistakes of shape are told here.
    fn parse(&self, node: &Node, sink: &mut Sink) -> Option<Arc<dyn BlockSpec>>;
}

/// A block as written.
pub trait BlockSpec: Debug + Send + Sync {
    /// Checks every name and fills in the defaults.
    fn resolve(&self, scope: &mut Scope, sink: &mut Sink) -> Option<Arc<dyn Block>>;
    /// For `inspect`.
    fn to_json(&self) -> serde_json::Value;
}

/// A block as meant.
pub trait Block: Debug + Send + Sync {
    /// The datasets whose rows it shows.
    fn datasets(&self) -> BTreeSet<String>;
    /// Turns rows into nodes.
    fn compose(&self, view: &View, sink: &mut Sink) -> Vec<document::Node>;
    /// For `inspect`.
    fn to_json(&self) -> serde_json::Value;
}

/// All kinds of blocks, in the order the manual lists them.
pub static BLOCKS: &[&dyn BlockKind] = &[
    &text::TextKind,
    &heading::HeadingKind,
    &metrics::MetricsKind,
    &table::TableKind,
    &chart::ChartKind,
    &image::ImageKind,
    &columns::ColumnsKind,
    &callout::CalloutKind,
    &page_break::PageBreakKind,
    &self::typst::TypstKind,
];

/// A block in its place: one key for the kind, and what goes for every kind.
#[derive(Debug, Clone)]
pub struct BlockEntry {
    /// Where it was written.
    pub span: Span,
    node: Node,
}

/// Keys that may stand beside the kind of a block.
const COMMON_KEYS: [&str; 2] = ["id", "when"];

impl BlockEntry {
    /// Checks every name and fills in the defaults.
    pub fn resolve(&self, scope: &mut Scope, sink: &mut Sink) -> Option<ResolvedBlock> {
        let (kind, body) = self.kind(sink)?;
        let spec = kind.parse(&body, sink);
        let when = match self.node.get("when") {
            Some(node) => Some(scope.condition(&yaml::decode::<Text>(&node, sink)?, sink)?),
            None => None,
        };
        let id = self.id(scope, sink);
        let block = spec?.resolve(scope, sink)?;
        Some(ResolvedBlock { kind: kind.name(), id, when, span: self.span, block })
    }

    /// The author's own name for the block, which no other block of the section has.
    fn id(&self, scope: &mut Scope, sink: &mut Sink) -> Option<String> {
        let node = self.node.get("id")?;
        let id: Spanned<String> = crate::yaml::decode(&node, sink)?;
        if id.trim().is_empty() {
            sink.push(Diagnostic::error(Code::WrongValue, id.span, "the `id` of a block is a word"));
            return None;
        }
        if let Some(first) = scope.ids.get(&id.value) {
            let message = format!("two blocks of this section have the id `{id}`");
            let diagnostic = Diagnostic::error(Code::DuplicateKey, id.span, message);
            sink.push(diagnostic.also(*first, "the first").help("give one of them another name"));
        }
        scope.ids.insert(id.value.clone(), id.span);
        Some(id.value)
    }

    /// The one key that names the kind, and what stands under it.
    fn kind(&self, sink: &mut Sink) -> Option<(&'static dyn BlockKind, Node)> {
        let kinds = || BLOCKS.iter().map(|kind| kind.name());
        if self.node.kind() != NodeKind::Mapping {
            if self.node.kind() != NodeKind::Broken {
                let message = format!("expected a block, found {}", self.node.describe());
                let told = Diagnostic::error(Code::WrongType, self.span, message);
                let kind = self.node.text().filter(|text| kinds().any(|kind| kind == *text));
                sink.push(match kind {
                    Some(kind) => told
                        .help(format!("the kind of a block is a key: `- {kind}:`"))
                        .fix("insert a `:`", self.span, format!("{kind}:"))
                        .unsure(),
                    None => {
                        let kinds = list_names(kinds(), 12);
                        told.help(format!("a block is a mapping with its kind as key: {kinds}"))
                    }
                });
            }
            return None;
        }
        let mut found: Option<(&'static dyn BlockKind, Node, Span)> = None;
        for (key, value) in self.node.entries() {
            let Some(name) = key.text() else { continue };
            if COMMON_KEYS.contains(&name) {
                continue;
            }
            let Some(kind) = BLOCKS.iter().find(|kind| kind.name() == name) else {
                sink.push(match &found {
                    Some((kind, body, _)) if body.is_null() => beside_kind(kind.name(), &self.node),
                    _ if found.is_none() && is_kind(&value) => kind_as_value(&key, &value),
                    _ => unknown_kind(name, key.span(), found.is_some()),
                });
                return None;
            };
            if let Some((first, _, span)) = &found {
                let message = format!("a block has one kind, here are `{}` and `{name}`", first.name());
                let help = "begin each block with its own `- `";
                let diagnostic = Diagnostic::error(Code::UnknownBlock, key.span(), message);
                sink.push(diagnostic.also(*span, "the first kind").help(help));
                return None;
            }
            found = Some((*kind, value, key.span()));
        }
        if found.is_none() {
            let message = "a block needs a kind";
            let help = format!("one of {}", list_names(kinds(), 12));
            sink.push(Diagnostic::error(Code::UnknownBlock, self.span, message).help(help));
        }
        found.map(|(kind, node, _)| (kind, node))
    }
}

fn is_kind(value: &Node) -> bool {
    value.text().is_some_and(|text| BLOCKS.iter().any(|kind| kind.name() == text))
}

/// `type: table`, as other tools name the kind.
fn kind_as_value(key: &Node, value: &Node) -> Diagnostic {
    let (name, kind) = (key.text().unwrap_or("type"), value.text().unwrap_or("table"));
    let message = format!("unknown kind of block `{name}`");
    Diagnostic::error(Code::UnknownBlock, key.span(), message)
        .label("the kind of a block is itself a key")
        .help(format!("write `- {kind}:`, and its options below it, indented"))
}

/// Options that are not indented more than the kind they belong to.
fn beside_kind(kind: &str, block: &Node) -> Diagnostic {
    let entries = block.entries();
    let is_option = |name: &str| name != kind && !COMMON_KEYS.contains(&name);
    let options: Vec<&(Node, Node)> =
        entries.iter().filter(|(key, _)| key.text().is_some_and(is_option)).collect();
    let names = list_names(options.iter().filter_map(|(key, _)| key.text()), 4);
    let stand = if options.len() == 1 { "stands" } else { "stand" };
    let message = format!("{names} {stand} beside `{kind}`, not in it");
    let place = options.first().map_or(block.span(), |(key, _)| key.span());
    let edits = options.iter().flat_map(|(key, value)| yaml::indented(key, value)).collect();
    Diagnostic::error(Code::UnknownBlock, place, message)
        .label(format!("indent this more than `{kind}`"))
        .help(format!("beside the kind of a block stand only {}", list_names(COMMON_KEYS, 4)))
        .edits("indent it", edits)
}

fn unknown_kind(name: &str, span: Span, beside_kind: bool) -> Diagnostic {
    let kinds = BLOCKS.iter().map(|kind| kind.name());
    let message = format!("unknown kind of block `{name}`");
    let diagnostic = Diagnostic::error(Code::UnknownBlock, span, message);
    let near = did_you_mean(name, kinds.clone().chain(COMMON_KEYS));
    match near.or_else(|| yaml::synonym(name, kinds.clone())) {
        Some(near) => {
            diagnostic.label(format!("did you mean `{near}`?")).fix(format!("rename to `{near}`"), span, near)
        }
        None if beside_kind => diagnostic.help(format!(
            "options of the block stand under its kind, indented; beside it only {}",
            list_names(COMMON_KEYS, 4)
        )),
        None => diagnostic.help(format!("kinds of blocks are {}", list_names(kinds, 12))),
    }
}

/// A block as meant, in its place.
#[derive(Debug, Clone)]
pub struct ResolvedBlock {
    /// Name of the kind.
    pub kind: &'static str,
    /// The author's own name for it.
    pub id: Option<String>,
    /// Shown only when this is true.
    pub when: Option<Expression>,
    /// Where it was written.
    pub span: Span,
    /// The block itself.
    pub block: Arc<dyn Block>,
}

impl ResolvedBlock {
    /// The datasets whose rows it needs.
    pub fn datasets(&self) -> BTreeSet<String> {
        let mut names = self.block.datasets();
        names.extend(self.when.iter().flat_map(Expression::datasets));
        names
    }

    /// Turns rows into nodes; none when its condition is false.
    pub fn compose(&self, view: &View, sink: &mut Sink) -> Vec<document::Node> {
        match &self.when {
            Some(when) if when.truth(view, sink) != Some(true) => Vec::new(),
            _ => self.named(self.block.compose(view, sink)),
        }
    }

    /// Charts of a block with a name bear it, so that their files do.
    fn named(&self, mut nodes: Vec<document::Node>) -> Vec<document::Node> {
        for node in &mut nodes {
            if let document::Node::Chart(chart) = node {
                chart.name = chart.name.take().or(self.id.clone());
            }
        }
        nodes
    }
}

impl Serialize for ResolvedBlock {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serde_json::Map::new();
        map.insert(self.kind.into(), self.block.to_json());
        if let Some(when) = &self.when {
            map.insert("when".into(), serde_json::to_value(when).unwrap_or_default());
        }
        map.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for BlockEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<BlockEntry, D::Error> {
        let node = Node::deserialize(deserializer)?;
        Ok(BlockEntry { span: node.span(), node })
    }
}

impl Serialize for BlockEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.node.serialize(serializer)
    }
}

impl JsonSchema for BlockEntry {
    fn schema_name() -> Cow<'static, str> {
        "Block".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let kinds: Vec<keyed::Kind> = BLOCKS.iter().map(|kind| of_kind(*kind, generator)).collect();
        let text = generator.subschema_for::<Text>();
        let beside = [
            ("when", described(text.clone(), "Shown only when this expression is true.")),
            ("id", described(text, "A stable name of the block.")),
        ];
        keyed::one_kind("block", &kinds, &beside)
    }
}

fn of_kind(kind: &dyn BlockKind, generator: &mut SchemaGenerator) -> keyed::Kind {
    let mut schema = kind.schema(generator);
    schema.insert("title".into(), kind.name().into());
    let schema = keyed::define(&format!("{}_block", kind.name()), schema, generator);
    keyed::Kind { name: kind.name(), summary: kind.summary(), example: kind.example(), schema }
}

fn described(mut schema: Schema, description: &str) -> Schema {
    schema.insert("description".into(), description.into());
    schema
}

/// Reads what stands under a kind's key with serde and wraps it, the way all simple kinds do.
fn decode<T>(node: &Node, sink: &mut Sink) -> Option<Arc<dyn BlockSpec>>
where
    T: serde::de::DeserializeOwned + BlockSpec + 'static,
{
    yaml::decode::<T>(node, sink).map(|spec| Arc::new(spec) as Arc<dyn BlockSpec>)
}

/// Any serializable thing as plain data, for `inspect`.
fn json(value: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or_default()
}
