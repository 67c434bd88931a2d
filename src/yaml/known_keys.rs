//! [`KnownKeys`]: the keys that are known anywhere in a kind of file, for guesses where the text is broken.

/// Keys, sorted.
#[derive(Debug, Clone, Copy, Default)]
pub struct KnownKeys(pub &'static [&'static str]);

impl KnownKeys {
    /// Whether none are known.
    pub(super) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// Whether a word is one of them.
    pub(super) fn has(self, word: &str) -> bool {
        self.0.binary_search(&word).is_ok()
    }
}
