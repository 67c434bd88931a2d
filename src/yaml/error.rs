//! What a decode can complain about.

use super::arena::NodeId;
use super::told::one_of;
use crate::diag::{Diagnostic, list_names};
use serde::de::{Expected, Unexpected};
use std::fmt;

/// A complaint and the node it is about.
#[derive(Debug)]
pub(super) struct Error {
    /// The node; the innermost one that is known.
    pub at: Option<NodeId>,
    /// The complaint.
    pub what: What,
}

/// The complaint.
#[derive(Debug)]
pub(super) enum What {
    /// A ready diagnostic.
    Diagnostic(Box<Diagnostic>),
    /// Something else was expected.
    Mismatch(String),
    /// A key is missing.
    Missing(&'static str),
    /// A key is given under two of its names.
    Twice(&'static str),
    /// All keys that are missing.
    AllMissing(Vec<&'static str>),
    /// A name that is none of these.
    UnknownName(String, &'static [&'static str]),
    /// A form that names none of these, or more than one.
    NoVariant(&'static [&'static str]),
    /// The words of a type that decodes itself.
    Message(String),
    /// Nothing to say: it was said elsewhere.
    Told,
}

impl Error {
    /// A complaint about a node.
    pub fn at(id: NodeId, what: What) -> Error {
        Error { at: Some(id), what }
    }

    /// Names the node, unless an inner one is named already.
    pub fn or_at(self, id: NodeId) -> Error {
        Error { at: self.at.or(Some(id)), ..self }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::Diagnostic(diagnostic) => f.write_str(&diagnostic.message),
            What::Mismatch(expected) => write!(f, "expected {expected}"),
            What::Missing(key) => write!(f, "the key `{key}` is missing"),
            What::Twice(key) => write!(f, "the key `{key}` is given twice"),
            What::AllMissing(keys) => write!(f, "keys are missing: {}", list_names(keys.iter().copied(), 8)),
            What::UnknownName(name, _) => write!(f, "unknown value `{name}`"),
            What::NoVariant(known) => write!(f, "expected {}", one_of(known)),
            What::Message(message) => f.write_str(message),
            What::Told => f.write_str("told elsewhere"),
        }
    }
}

impl std::error::Error for Error {}

impl serde::de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Error {
        Error { at: None, what: What::Message(message.to_string()) }
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Error {
        Error { at: None, what: What::Mismatch(expected.to_string()) }
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Error {
        Error { at: None, what: What::Mismatch(expected.to_string()) }
    }

    fn invalid_length(len: usize, expected: &dyn Expected) -> Error {
        Error::custom(format_args!("expected {expected}, found {len}"))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Error {
        Error { at: None, what: What::UnknownName(variant.to_owned(), expected) }
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Error {
        Error { at: None, what: What::UnknownName(field.to_owned(), expected) }
    }

    fn missing_field(field: &'static str) -> Error {
        Error { at: None, what: What::Missing(field) }
    }

    fn duplicate_field(field: &'static str) -> Error {
        Error { at: None, what: What::Twice(field) }
    }
}
