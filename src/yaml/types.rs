//! The building blocks of spec types: values that know where they were written, and shorthands.
//!
//! Each asks the decoder for itself by a reserved name; any other deserializer sees plain values.

use super::node::Node;
use super::scalar_map::ScalarMap;
use super::state::{current_node, reserved};
use crate::diag::{FileId, Span};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, Range};
use std::sync::OnceLock;

/// A value and the place where it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

impl<T> Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Display> fmt::Display for Spanned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: Serialize> Serialize for Spanned<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// Where a value is that came from no file.
fn nowhere() -> Span {
    Span::new(FileId::NONE, 0, 0)
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SpannedVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for SpannedVisitor<T> {
            type Value = Spanned<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut pair: A) -> Result<Spanned<T>, A::Error> {
                let id = pair.next_element()?.ok_or_else(|| A::Error::custom("no node"))?;
                let value = pair.next_element()?.ok_or_else(|| A::Error::custom("no value"))?;
                let span = current_node(id).map_or_else(nowhere, |node| node.span());
                Ok(Spanned { value, span })
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Spanned<T>, D::Error> {
                Ok(Spanned { value: T::deserialize(inner)?, span: nowhere() })
            }
        }

        deserializer.deserialize_newtype_struct(reserved::SPANNED, SpannedVisitor(PhantomData))
    }
}

/// A scalar text that knows the place of each of its bytes: for SQL, expressions, Markdown, Typst.
#[derive(Clone)]
pub struct Text {
    text: String,
    span: Span,
    node: Option<Node>,
    map: OnceLock<ScalarMap>,
}

impl Text {
    /// The decoded text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where the whole text is written, quotes included.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Where a range of bytes of [`Text::as_str`] is written.
    pub fn span_of(&self, range: Range<usize>) -> Span {
        let map = || self.node.as_ref().map_or_else(|| ScalarMap::whole(self.span), Node::scalar_map);
        self.map.get_or_init(map).span_of(range)
    }

    /// A text nobody wrote, or whose inner places do not matter.
    pub fn synthetic(text: impl Into<String>, span: Span) -> Text {
        Text { text: text.into(), span, node: None, map: OnceLock::new() }
    }

    /// The text of a scalar node; of anything else, nothing.
    pub fn of(node: &Node) -> Option<Text> {
        let text = node.text()?.to_owned();
        Some(Text { text, span: node.span(), node: Some(node.clone()), map: OnceLock::new() })
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.text == other.text && self.span == other.span
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }

            fn visit_u32<E: Error>(self, id: u32) -> Result<Text, E> {
                current_node(id).as_ref().and_then(Text::of).ok_or_else(|| E::custom("no text"))
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Text, D::Error> {
                Ok(Text::synthetic(String::deserialize(inner)?, nowhere()))
            }
        }

        deserializer.deserialize_newtype_struct(reserved::TEXT, TextVisitor)
    }
}

/// A type that has a one-word form beside its mapping.
pub trait FromShort: Sized {
    /// What the short form stands for.
    fn from_short(text: Text) -> Self;

    /// What the short form may be, for the schema; any text where a type does not say more.
    fn short_schema(generator: &mut SchemaGenerator) -> Schema {
        Text::json_schema(generator)
    }
}

/// A text that goes to [`FromShort::from_short`], or a mapping that is decoded as `T`.
#[derive(Debug, Clone, PartialEq)]
pub struct Short<T>(pub T)
where
    T: FromShort;

impl<T: FromShort> Deref for Short<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: FromShort + Serialize> Serialize for Short<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: FromShort + Deserialize<'de>> Deserialize<'de> for Short<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ShortVisitor<T>(PhantomData<T>);

        impl<'de, T: FromShort + Deserialize<'de>> Visitor<'de> for ShortVisitor<T> {
            type Value = Short<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text or a mapping")
            }

            fn visit_u32<E: Error>(self, id: u32) -> Result<Short<T>, E> {
                let text = current_node(id).as_ref().and_then(Text::of);
                text.map(|text| Short(T::from_short(text))).ok_or_else(|| E::custom("no text"))
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Short<T>, D::Error> {
                T::deserialize(inner).map(Short)
            }
        }

        deserializer.deserialize_newtype_struct(reserved::SHORT, ShortVisitor(PhantomData))
    }
}

/// One value, or a list of them.
#[derive(Debug, Clone, PartialEq)]
pub struct OneOrMany<T>(pub Vec<T>);

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        OneOrMany(Vec::new())
    }
}

impl<T> Deref for OneOrMany<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Serialize> Serialize for OneOrMany<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ManyVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for ManyVisitor<T> {
            type Value = OneOrMany<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value or a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<OneOrMany<T>, A::Error> {
                let mut all = Vec::new();
                while let Some(item) = items.next_element()? {
                    all.push(item);
                }
                Ok(OneOrMany(all))
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<OneOrMany<T>, D::Error> {
                Ok(OneOrMany(vec![T::deserialize(inner)?]))
            }
        }

        deserializer.deserialize_newtype_struct(reserved::ONE_OR_MANY, ManyVisitor(PhantomData))
    }
}

/// A mapping in the author's order, its keys with their places.
#[derive(Debug, Clone, PartialEq)]
pub struct Ordered<T>(pub Vec<(Spanned<String>, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Ordered(Vec::new())
    }
}

impl<T> Deref for Ordered<T> {
    type Target = [(Spanned<String>, T)];

    fn deref(&self) -> &[(Spanned<String>, T)] {
        &self.0
    }
}

impl<T: Serialize> Serialize for Ordered<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OrderedVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for OrderedVisitor<T> {
            type Value = Ordered<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ordered<T>, A::Error> {
                let mut all = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    all.push(entry);
                }
                Ok(Ordered(all))
            }
        }

        deserializer.deserialize_map(OrderedVisitor(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NodeVisitor;

        impl Visitor<'_> for NodeVisitor {
            type Value = Node;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a node of a YAML file")
            }

            fn visit_u32<E: Error>(self, id: u32) -> Result<Node, E> {
                current_node(id).ok_or_else(|| E::custom("nodes come from YAML files only"))
            }
        }

        deserializer.deserialize_newtype_struct(reserved::NODE, NodeVisitor)
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use super::node::NodeKind;
        match self.kind() {
            NodeKind::Scalar if self.is_null() => serializer.serialize_unit(),
            NodeKind::Scalar => serializer.serialize_str(self.text().unwrap_or("")),
            NodeKind::Sequence => serializer.collect_seq(self.items()),
            NodeKind::Mapping => serializer.collect_map(self.entries()),
            NodeKind::Broken => serializer.serialize_unit(),
        }
    }
}
