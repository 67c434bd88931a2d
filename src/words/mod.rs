//! The words that Folio itself says in a report, in the seven languages it speaks. Everything else on a page
//! is the author's.

pub mod chart;
mod page;
pub mod table;

pub use page::{Words, of};

/// A phrase in every language; `{0}`, `{1}` … stand for what is put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// English, also for languages that we do not speak.
    pub en: &'static str,
    /// German.
    pub de: &'static str,
    /// French.
    pub fr: &'static str,
    /// Spanish.
    pub es: &'static str,
    /// Italian.
    pub it: &'static str,
    /// Dutch.
    pub nl: &'static str,
    /// Portuguese.
    pub pt: &'static str,
}

/// The languages of [`Said`], by their codes.
pub const LANGUAGES: [&str; 7] = ["en", "de", "fr", "es", "it", "nl", "pt"];

impl Said {
    /// The phrase in a language.
    pub fn of(&self, language: &str) -> &'static str {
        match language {
            "de" => self.de,
            "fr" => self.fr,
            "es" => self.es,
            "it" => self.it,
            "nl" => self.nl,
            "pt" => self.pt,
            _ => self.en,
        }
    }

    /// The phrase with parts put in.
    pub fn with(&self, language: &str, parts: &[&str]) -> String {
        let mut out = String::new();
        let mut rest = self.of(language);
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let (number, after) = after.split_once('}').unwrap_or((after, ""));
            out.push_str(
                number.parse().ok().and_then(|index: usize| parts.get(index)).copied().unwrap_or(""),
            );
            rest = after;
        }
        out + rest
    }

    /// The number of parts that it takes, in each language.
    #[cfg(test)]
    pub fn parts(&self) -> Vec<usize> {
        let highest = |text: &str| (0..9).rev().find(|part| text.contains(&format!("{{{part}}}")));
        LANGUAGES.iter().map(|language| highest(self.of(language)).map_or(0, |part| part + 1)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_put_in_once() {
        let said = Said { en: "{1} of {0}", de: "{0}: {1}", fr: "", es: "", it: "", nl: "", pt: "" };
        assert_eq!(said.with("en", &["{1}", "b"]), "b of {1}");
        assert_eq!(said.with("de", &["a", "b"]), "a: b");
        assert_eq!(said.with("cy", &["a", "b"]), "b of a", "unknown languages get English");
        assert_eq!(said.parts(), [2, 2, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn every_phrase_takes_the_same_parts_in_every_language() {
        for (at, said) in chart::ALL.iter().chain(&table::ALL).enumerate() {
            let parts = said.parts();
            assert!(parts.iter().all(|count| *count == parts[0]), "phrase {at}: {}", said.en);
        }
    }
}
