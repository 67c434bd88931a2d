//! The serde deserializer over the arena: it keeps places, and speaks before serde's own texts do.

use super::arena::{Arena, Form, NodeId};
use super::error::{Error, What};
use super::scalars::{self, Bounds};
use super::state::{State, Stranger, reserved};
use super::wild::Wild;
use crate::limits::MISTAKES_MAX;
use serde::de::value::U32Deserializer;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess};
use serde::de::{VariantAccess, Visitor};

/// One node, to be decoded.
#[derive(Clone, Copy)]
pub(super) struct De<'a> {
    pub state: &'a State<'a>,
    pub id: NodeId,
}

impl<'a> De<'a> {
    fn arena(self) -> &'a Arena {
        self.state.arena
    }

    fn form(self) -> &'a Form {
        &self.arena().get(self.id).form
    }

    fn child(self, id: NodeId) -> De<'a> {
        De { state: self.state, id }
    }

    fn is_null(self) -> bool {
        self.arena().scalar(self.id).is_some_and(|scalar| scalar.is_null())
    }

    fn mismatch(self, expected: &str) -> Error {
        Error::at(self.id, What::Mismatch(expected.to_owned()))
    }

    /// The text of a scalar that is not empty.
    fn text(self, expected: &str) -> Result<&'a str, Error> {
        match self.arena().scalar(self.id) {
            Some(scalar) if !scalar.is_null() => Ok(&scalar.value),
            Some(_) | None => Err(self.mismatch(expected)),
        }
    }

    fn items(self) -> Result<&'a [NodeId], Error> {
        match self.form() {
            Form::Sequence(items) => Ok(items),
            Form::Scalar(_) | Form::Mapping(_) | Form::Alias(_) | Form::Broken => {
                Err(self.mismatch("a list"))
            }
        }
    }

    fn pairs(self) -> Result<&'a [(NodeId, NodeId)], Error> {
        match self.form() {
            Form::Mapping(pairs) => Ok(pairs),
            Form::Scalar(_) | Form::Sequence(_) | Form::Alias(_) | Form::Broken => {
                Err(self.mismatch("a mapping"))
            }
        }
    }

    /// A mapping whose keys may be anything.
    fn open_mapping<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let is_new =
            |(key, value): &&(NodeId, NodeId)| !self.state.is_done(*key) && !self.state.is_done(*value);
        let entry = |(key, value): &(NodeId, NodeId)| Entry { key: *key, meant: None, value: *value };
        let entries: Vec<Entry> = self.pairs()?.iter().filter(is_new).map(entry).collect();
        let reader = Entries { state: self.state, rest: entries.into_iter(), value: None };
        visitor.visit_map(reader).map_err(|error| error.or_at(self.id))
    }

    /// A mapping whose keys are known: strangers are noted and passed over.
    fn known_mapping<'de, V: Visitor<'de>>(
        self,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let pairs = self.pairs().map_err(|error| self.one_of_the_keys(error, known))?;
        let mut excused: Vec<&str> = Vec::new();
        let mut entries = Vec::with_capacity(pairs.len());
        for (key, value) in pairs.iter().copied() {
            let Some(name) = self.arena().value(key) else { continue };
            let meant = match known.contains(&name) {
                true => None,
                false => match self.note_stranger(key, known, pairs) {
                    Some(Meant { name, reads_on: true }) => Some(name),
                    Some(Meant { name, reads_on: false }) => {
                        excused.push(name);
                        continue;
                    }
                    None => continue,
                },
            };
            if self.state.is_done(key) || self.state.is_done(value) {
                excused.push(meant.unwrap_or(name));
            } else {
                entries.push(Entry { key, meant, value });
            }
        }
        let Some(missing) = self.state.missing.get(&self.id) else {
            let reader = Entries { state: self.state, rest: entries.into_iter(), value: None };
            return visitor.visit_map(reader).map_err(|error| self.excuse(error, &excused));
        };
        self.count_missing(entries, missing, &excused, visitor)
    }

    /// Decodes with made-up values for the keys that are known to be missing; finds one more, or tells all.
    fn count_missing<'de, V: Visitor<'de>>(
        self,
        entries: Vec<Entry>,
        missing: &[&'static str],
        excused: &[&str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let key_of_entry = entries.first().map(|entry| entry.key);
        let Some(scalar) = key_of_entry.or_else(|| self.arena().key(self.id)) else {
            return Err(Error::at(self.id, What::AllMissing(missing.to_vec())));
        };
        let entries = Entries { state: self.state, rest: entries.into_iter(), value: None };
        let reader = WithMissing { entries, missing: missing.iter(), wild: Some(Wild { scalar }) };
        match visitor.visit_map(reader).map_err(|error| self.excuse(error, excused)) {
            Err(Error { at, what: What::Missing(key) }) if at == Some(self.id) => {
                Err(Error::at(self.id, What::Missing(key)))
            }
            // A mistake inside comes first: what is missing is told when nothing else is wrong.
            Err(error) if error.at != Some(self.id) => Err(error),
            Ok(_) | Err(_) => Err(Error::at(self.id, What::AllMissing(missing.to_vec()))),
        }
    }

    /// Says which keys there are, where a word stands instead of a mapping.
    fn one_of_the_keys(self, error: Error, known: &'static [&'static str]) -> Error {
        let Some(word) = self.arena().scalar(self.id).filter(|scalar| known.contains(&&*scalar.value)) else {
            return error;
        };
        let mut told = super::error::mismatch(self.arena(), self.id, "a mapping");
        told.help.clear();
        let told = told.help(format!("`{0}` is one of its keys: write `{0}: …` below", word.value));
        Error::at(self.id, What::Diagnostic(Box::new(told)))
    }

    /// A list is expected, and something else stands here. Whether it could be the list's only item is
    /// tried out, so that the fix that is offered works.
    fn no_list<'de, V: Visitor<'de>>(self, visitor: V) -> Error {
        let alone = [self.id];
        let outer = (self.state.tried.replace(Some(self.id)), self.state.took_tried.replace(false));
        let strangers = self.state.strangers.borrow().len();
        let tried = self.list(&alone, visitor);
        self.state.strangers.borrow_mut().truncate(strangers);
        let fits = (!self.state.took_tried.get()).then_some(tried.is_ok());
        self.state.tried.set(outer.0);
        self.state.took_tried.set(outer.1);
        let told = super::error::not_a_list(self.arena(), self.id, fits);
        Error::at(self.id, What::Diagnostic(Box::new(told)))
    }

    /// Notes an unknown key; returns the key that was probably meant.
    fn note_stranger(
        self,
        key: NodeId,
        known: &'static [&'static str],
        pairs: &[(NodeId, NodeId)],
    ) -> Option<Meant> {
        let written = self.arena().value(key)?;
        // An alias leads here again.
        let known_already = |other: &Stranger| (other.key == key).then_some((other.meant, other.holds_value));
        if let Some((meant, holds_value)) = self.state.strangers.borrow().iter().find_map(known_already) {
            return meant.map(|name| Meant { name, reads_on: !holds_value });
        }
        // More are not told, and a file may have many thousands.
        if self.state.strangers.borrow().len() > MISTAKES_MAX {
            return None;
        }
        let used: Vec<&str> = pairs.iter().filter_map(|(key, _)| self.arena().value(*key)).collect();
        let mut strangers = self.state.strangers.borrow_mut();
        let taken = |name: &&str| {
            strangers.iter().any(|other| other.mapping == self.id && other.meant == Some(*name))
        };
        let unused: Vec<_> =
            known.iter().copied().filter(|name| !used.contains(name) && !taken(name)).collect();
        let name = key_before_value(written).filter(|name| unused.contains(name));
        let meant = crate::diag::did_you_mean(name.unwrap_or(written), unused);
        strangers.push(Stranger { key, mapping: self.id, known, meant, holds_value: name.is_some() });
        meant.map(|meant| Meant { name: meant, reads_on: name.is_none() })
    }

    /// A key is not called missing when its value was already complained about.
    fn excuse(self, error: Error, excused: &[&str]) -> Error {
        let told = match &error.what {
            What::Missing(key) => error.at.is_none() && (excused.contains(key) || self.is_partial()),
            _ => false,
        };
        let what = if told { What::Told } else { error.what };
        Error { at: error.at.or(Some(self.id)), what }
    }

    fn is_partial(self) -> bool {
        self.arena().get(self.id).partial
    }

    fn list<'de, V: Visitor<'de>>(self, items: &'a [NodeId], visitor: V) -> Result<V::Value, Error> {
        let reader = Items { state: self.state, rest: items.iter() };
        visitor.visit_seq(reader).map_err(|error| error.or_at(self.id))
    }

    fn integer(self, bounds: Bounds) -> Result<i128, Error> {
        scalars::integer(self.arena(), self.id, bounds)
    }

    /// A value of a type the author did not have to declare: the YAML 1.2 core schema, except
    /// that what a number would lose (leading zeros, digits beyond 64 bits) stays text.
    fn untyped<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.form() {
            Form::Mapping(_) => self.open_mapping(visitor),
            Form::Sequence(items) => self.list(items, visitor),
            Form::Scalar(scalar) if scalar.is_null() => visitor.visit_unit(),
            Form::Scalar(scalar) if scalar.plain => match scalars::untyped(&scalar.value) {
                scalars::Untyped::Bool(value) => visitor.visit_bool(value),
                scalars::Untyped::Integer(value) => visitor.visit_i64(value),
                scalars::Untyped::Float(value) => visitor.visit_f64(value),
                scalars::Untyped::Text => visitor.visit_str(&scalar.value),
            },
            Form::Scalar(scalar) => visitor.visit_str(&scalar.value),
            Form::Alias(_) | Form::Broken => Err(Error::at(self.id, What::Told)),
        }
    }
}

/// The key of `key:value` or `key = value`.
fn key_before_value(written: &str) -> Option<&str> {
    let (name, _) = written.split_once([':', '='])?;
    Some(name.trim_end())
}

/// The entries of a mapping, and made-up ones for keys that are missing.
struct WithMissing<'a> {
    entries: Entries<'a>,
    missing: std::slice::Iter<'a, &'static str>,
    wild: Option<Wild>,
}

impl<'de> MapAccess<'de> for WithMissing<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        if !self.entries.rest.as_slice().is_empty() {
            return self.entries.next_key_seed(seed);
        }
        let Some(name) = self.missing.next() else { return Ok(None) };
        seed.deserialize((*name).into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        match self.wild.filter(|_| self.entries.value.is_none()) {
            Some(wild) => seed.deserialize(wild),
            None => self.entries.next_value_seed(seed),
        }
    }
}

/// The key that a misspelt one probably was.
struct Meant {
    name: &'static str,
    /// Whether its value stands after it, and can be read as if it was spelt right.
    reads_on: bool,
}

/// A key and its value.
#[derive(Clone, Copy)]
struct Entry {
    key: NodeId,
    /// What the key was probably meant to be, when that is not what was written.
    meant: Option<&'static str>,
    value: NodeId,
}

/// The entries of a mapping.
struct Entries<'a> {
    state: &'a State<'a>,
    rest: std::vec::IntoIter<Entry>,
    value: Option<NodeId>,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some(entry) = self.rest.next() else { return Ok(None) };
        self.value = Some(entry.value);
        if let Some(meant) = entry.meant {
            return seed.deserialize(meant.into_deserializer()).map(Some);
        }
        let key = De { state: self.state, id: entry.key };
        seed.deserialize(key).map(Some).map_err(|error| error.or_at(key.id))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let id = self.value.take().expect("serde asks for a value after its key");
        seed.deserialize(De { state: self.state, id }).map_err(|error| error.or_at(id))
    }
}

/// The items of a list.
struct Items<'a> {
    state: &'a State<'a>,
    rest: std::slice::Iter<'a, NodeId>,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let Some(id) = self.rest.by_ref().copied().find(|id| !self.state.is_done(*id)) else {
            return Ok(None);
        };
        seed.deserialize(De { state: self.state, id }).map(Some).map_err(|error| error.or_at(id))
    }
}

/// The number of a node and its value, for [`reserved::SPANNED`].
struct Pair<'a> {
    de: De<'a>,
    step: u8,
}

impl<'de> SeqAccess<'de> for Pair<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        self.step += 1;
        match self.step {
            1 => seed.deserialize(number(self.de.id)).map(Some),
            2 => seed.deserialize(self.de).map(Some),
            _ => Ok(None),
        }
    }
}

fn number(id: NodeId) -> U32Deserializer<Error> {
    id.into_deserializer()
}

/// A variant: a scalar with its name, or a mapping of its name to its content.
struct Variant<'a> {
    name: De<'a>,
    content: Option<De<'a>>,
}

impl<'de, 'a> EnumAccess<'de> for Variant<'a> {
    type Error = Error;
    type Variant = Content<'a>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Content<'a>), Error> {
        let variant = seed.deserialize(self.name).map_err(|error| error.or_at(self.name.id))?;
        Ok((variant, Content { name: self.name, content: self.content }))
    }
}

/// The content of a variant.
struct Content<'a> {
    name: De<'a>,
    content: Option<De<'a>>,
}

impl<'a> Content<'a> {
    fn needed(self) -> Result<De<'a>, Error> {
        self.content.ok_or_else(|| {
            let name = self.name.arena().value(self.name.id).unwrap_or("");
            Error::at(self.name.id, What::Message(format!("`{name}` needs a value: write `{name}: …`")))
        })
    }
}

impl<'de> VariantAccess<'de> for Content<'_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.content {
            Some(content) if !content.is_null() => Err(content.mismatch("nothing")),
            Some(_) | None => Ok(()),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        let content = self.needed()?;
        seed.deserialize(content).map_err(|error| error.or_at(content.id))
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Error> {
        self.needed()?.deserialize_tuple(len, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.needed()?.known_mapping(fields, visitor)
    }
}

/// The methods for whole numbers differ in their bounds only.
macro_rules! integers {
    ($($method:ident $visit:ident $type:ty)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            let value = self.integer(Bounds { min: <$type>::MIN as i128, max: <$type>::MAX as i128 })?;
            visitor.$visit(value as $type)
        }
    )*};
}

impl<'de> Deserializer<'de> for De<'_> {
    type Error = Error;

    integers! {
        deserialize_i8 visit_i8 i8
        deserialize_i16 visit_i16 i16
        deserialize_i32 visit_i32 i32
        deserialize_i64 visit_i64 i64
        deserialize_i128 visit_i128 i128
        deserialize_u8 visit_u8 u8
        deserialize_u16 visit_u16 u16
        deserialize_u32 visit_u32 u32
        deserialize_u64 visit_u64 u64
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.untyped(visitor).map_err(|error| error.or_at(self.id))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_bool(scalars::boolean(self.arena(), self.id)?)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_f32(scalars::float(self.arena(), self.id)? as f32)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_f64(scalars::float(self.arena(), self.id)?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let text = self.text("text")?;
        visitor.visit_str(text).map_err(|error: Error| error.or_at(self.id))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let text = self.text("a single character")?;
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => visitor.visit_char(c),
            _ => Err(self.mismatch("a single character")),
        }
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        // A key may be spelled `null` or be empty: it is a name all the same.
        visitor.visit_str(self.arena().value(self.id).unwrap_or(""))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        // `null` says that there is no value; nothing at all says that one was forgotten.
        let is_written = !self.arena().source(self.id).is_empty();
        if self.is_null() && is_written { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.is_null() { visitor.visit_unit() } else { Err(self.mismatch("nothing")) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.items() {
            Ok(items) => self.list(items, visitor),
            Err(_) => Err(self.no_list(visitor)),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Error> {
        let items = self.items()?;
        if items.iter().any(|item| self.state.is_done(*item)) {
            return Err(Error::at(self.id, What::Told));
        }
        if items.len() != len {
            return Err(self.mismatch(&format!("a list of {len}")));
        }
        self.list(items, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.open_mapping(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.known_mapping(fields, visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match name {
            reserved::SPANNED => visitor.visit_seq(Pair { de: self, step: 0 }),
            reserved::NODE => {
                if self.state.tried.get() == Some(self.id) {
                    self.state.took_tried.set(true);
                }
                visitor.visit_u32(self.id)
            }
            reserved::TEXT => {
                self.text("text")?;
                visitor.visit_u32(self.id)
            }
            reserved::SHORT => match self.form() {
                Form::Mapping(_) => visitor.visit_newtype_struct(self),
                Form::Scalar(_) | Form::Sequence(_) | Form::Alias(_) | Form::Broken => {
                    self.text("text or a mapping")?;
                    visitor.visit_u32(self.id)
                }
            },
            reserved::ONE_OR_MANY => match self.form() {
                Form::Sequence(items) => self.list(items, visitor),
                Form::Scalar(_) | Form::Mapping(_) | Form::Alias(_) | Form::Broken => {
                    visitor.visit_newtype_struct(self)
                }
            },
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let (name, content) = match self.form() {
            Form::Mapping(pairs) if pairs.len() == 1 => {
                (self.child(pairs[0].0), Some(self.child(pairs[0].1)))
            }
            Form::Scalar(scalar) if !scalar.is_null() || variants.contains(&&*scalar.value) => (self, None),
            Form::Scalar(_) | Form::Sequence(_) | Form::Mapping(_) | Form::Alias(_) | Form::Broken => {
                return Err(Error::at(self.id, What::NoVariant(variants)));
            }
        };
        if content.is_some_and(|content| self.state.is_done(content.id)) || self.state.is_done(name.id) {
            return Err(Error::at(self.id, What::Told));
        }
        visitor.visit_enum(Variant { name, content })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { u128 bytes byte_buf unit_struct tuple_struct }
}
