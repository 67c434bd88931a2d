//! Values that are made up for missing keys, so that the decoder gets far enough to find the next one.
//!
//! Serde's derived code stops at the first key that is missing. What comes out of such a decode is never
//! used: the mapping is called wrong as soon as all its missing keys are known.

use super::arena::NodeId;
use super::error::{Error, What};
use super::state::reserved;
use serde::de::value::U32Deserializer;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess};
use serde::de::{VariantAccess, Visitor};

/// Stands for whatever is asked for.
#[derive(Clone, Copy)]
pub(super) struct Wild {
    /// A scalar, for types that keep the node they were read from.
    pub scalar: NodeId,
}

impl Wild {
    fn give_up<T>(self) -> Result<T, Error> {
        Err(Error { at: None, what: What::Told })
    }
}

/// The methods for simple values differ in the value only.
macro_rules! simple {
    ($($method:ident $visit:ident $value:expr;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.$visit($value)
        }
    )*};
}

impl<'de> Deserializer<'de> for Wild {
    type Error = Error;

    simple! {
        deserialize_bool visit_bool false;
        deserialize_i8 visit_i8 0;
        deserialize_i16 visit_i16 0;
        deserialize_i32 visit_i32 0;
        deserialize_i64 visit_i64 0;
        deserialize_u8 visit_u8 0;
        deserialize_u16 visit_u16 0;
        deserialize_u32 visit_u32 0;
        deserialize_u64 visit_u64 0;
        deserialize_f32 visit_f32 0.0;
        deserialize_f64 visit_f64 0.0;
        deserialize_char visit_char 'x';
        deserialize_str visit_str "";
        deserialize_string visit_str "";
        deserialize_seq visit_seq Nothing;
        deserialize_map visit_map Nothing;
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_none()
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match name {
            reserved::SPANNED => visitor.visit_seq(Pair { wild: self, step: 0 }),
            reserved::NODE | reserved::TEXT | reserved::SHORT => visitor.visit_u32(self.scalar),
            reserved::ONE_OR_MANY => visitor.visit_seq(Nothing),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_map(Fields { wild: self, rest: fields.iter() })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match variants.first() {
            Some(name) => visitor.visit_enum(Variant { wild: self, name }),
            None => self.give_up(),
        }
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        self.give_up()
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        self.give_up()
    }

    serde::forward_to_deserialize_any! { i128 u128 bytes byte_buf unit_struct tuple_struct }
}

/// An empty list or mapping.
struct Nothing;

impl<'de> SeqAccess<'de> for Nothing {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, _: T) -> Result<Option<T::Value>, Error> {
        Ok(None)
    }
}

impl<'de> MapAccess<'de> for Nothing {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, _: K) -> Result<Option<K::Value>, Error> {
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, _: V) -> Result<V::Value, Error> {
        Err(Error { at: None, what: What::Told })
    }
}

/// A node number and a value, for [`reserved::SPANNED`].
struct Pair {
    wild: Wild,
    step: u8,
}

impl<'de> SeqAccess<'de> for Pair {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        self.step += 1;
        let number: U32Deserializer<Error> = self.wild.scalar.into_deserializer();
        match self.step {
            1 => seed.deserialize(number).map(Some),
            2 => seed.deserialize(self.wild).map(Some),
            _ => Ok(None),
        }
    }
}

/// All fields of a struct.
struct Fields {
    wild: Wild,
    rest: std::slice::Iter<'static, &'static str>,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some(name) = self.rest.next() else { return Ok(None) };
        seed.deserialize((*name).into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(self.wild)
    }
}

/// The first variant of an enum.
struct Variant {
    wild: Wild,
    name: &'static str,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Error;
    type Variant = Wild;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Wild), Error> {
        seed.deserialize(self.name.into_deserializer()).map(|value| (value, self.wild))
    }
}

impl<'de> VariantAccess<'de> for Wild {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_tuple(len, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_map(Fields { wild: self, rest: fields.iter() })
    }
}
