//! Mappings: strangers among the keys, keys that are missing, and what stands where a mapping or a list should.

use super::De;
use crate::diag::did_you_mean;
use crate::limits::MISTAKES_MAX;
use crate::yaml::arena::{Form, NodeId};
use crate::yaml::error::{Error, What};
use crate::yaml::state::{State, Stranger};
use crate::yaml::synonyms::synonym;
use crate::yaml::told;
use crate::yaml::wild::Wild;
use serde::de::{DeserializeSeed, IntoDeserializer, MapAccess, Visitor};

impl De<'_> {
    /// A mapping whose keys may be anything.
    pub(super) fn open_mapping<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let is_new =
            |(key, value): &&(NodeId, NodeId)| !self.state.is_done(*key) && !self.state.is_done(*value);
        let entry = |(key, value): &(NodeId, NodeId)| Entry { key: *key, meant: None, value: *value };
        let entries: Vec<Entry> = self.pairs()?.iter().filter(is_new).map(entry).collect();
        let reader = Entries { state: self.state, rest: entries.into_iter(), value: None };
        visitor.visit_map(reader).map_err(|error| error.or_at(self.id))
    }

    /// A mapping whose keys are known: strangers are noted and passed over.
    pub(super) fn known_mapping<'de, V: Visitor<'de>>(
        self,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let Form::Mapping(pairs) = self.form() else { return Err(self.no_mapping(known, visitor)) };
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

    /// A mapping is expected, and something else stands here. Whether an empty one would do is tried out, so that
    /// the fix that is offered works.
    fn no_mapping<'de, V: Visitor<'de>>(self, known: &'static [&'static str], visitor: V) -> Error {
        if self.arena().scalar(self.id).is_some_and(|scalar| scalar.is_null()) {
            return Error::at(self.id, What::Mismatch("a mapping".into()));
        }
        let empty = Entries { state: self.state, rest: Vec::new().into_iter(), value: None };
        let may_be_empty = visitor.visit_map(empty).is_ok();
        let told = told::not_a_mapping(self.arena(), self.id, known, may_be_empty);
        Error::at(self.id, What::Diagnostic(Box::new(told)))
    }

    /// A list is expected, and something else stands here. Whether it could be the list's only item is
    /// tried out, so that the fix that is offered works.
    pub(super) fn no_list<'de, V: Visitor<'de>>(self, visitor: V) -> Error {
        let alone = [self.id];
        let outer = (self.state.tried.replace(Some(self.id)), self.state.took_tried.replace(false));
        let strangers = self.state.strangers.borrow().len();
        let is_ok = self.list(&alone, visitor).is_ok();
        let met = self.state.strangers.borrow_mut().split_off(strangers);
        let first_key =
            met.iter().find(|stranger| stranger.mapping == self.id).and_then(|met| met.known.first());
        let is_whole = met.iter().all(|stranger| stranger.meant.is_some());
        let fits = (!self.state.took_tried.get()).then_some(is_ok && is_whole);
        self.state.tried.set(outer.0);
        self.state.took_tried.set(outer.1);
        let told = told::not_a_list(self.arena(), self.id, fits, first_key.copied());
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
        let written = name.unwrap_or(written);
        let near = did_you_mean(written, unused.iter().copied());
        let meant = near.or_else(|| synonym(written, unused));
        let (holds_value, is_near) = (name.is_some(), near.is_some());
        strangers.push(Stranger { key, mapping: self.id, known, meant, is_near, holds_value });
        meant.map(|meant| Meant { name: meant, reads_on: name.is_none() })
    }

    /// A key is not called missing when its value was already complained about.
    fn excuse(self, error: Error, excused: &[&str]) -> Error {
        let told = match &error.what {
            What::Missing(key) => error.at.is_none() && (excused.contains(key) || self.is_partial()),
            _ => false,
        };
        // Two names of one key: the second one is at hand.
        if let (What::Twice(name), None, Some(key)) = (&error.what, error.at, self.state.last_key.get()) {
            let told = told::twice(self.arena(), self.id, key, name);
            return Error::at(key, What::Diagnostic(Box::new(told)));
        }
        let what = if told { What::Told } else { error.what };
        Error { at: error.at.or(Some(self.id)), what }
    }

    fn is_partial(self) -> bool {
        self.arena().get(self.id).partial
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
        self.state.last_key.set(Some(entry.key));
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
