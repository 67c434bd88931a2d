//! The keys that any kind of file has, for guesses where the text of one is broken.

use crate::yaml::KnownKeys;
use std::sync::LazyLock;

static KEYS: LazyLock<Vec<&str>> = LazyLock::new(|| include_str!("keys.txt").lines().collect());

/// All keys of reports, templates, themes and projects; a test reads them off the schemas.
pub fn known_keys() -> KnownKeys {
    KnownKeys(&KEYS)
}
