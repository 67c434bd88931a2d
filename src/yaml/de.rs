//! The serde deserializer over the arena: it keeps places, and speaks before serde's own texts do.

mod mapping;

use super::arena::{Arena, Form, NodeId};
use super::error::{Error, What};
use super::scalars::{self, Bounds};
use super::state::{State, reserved};
use serde::de::value::U32Deserializer;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, SeqAccess};
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
