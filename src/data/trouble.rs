//! What goes wrong while rows are read. Query threads cannot reach the [`Sink`], so they put it here.

use super::place::{self, Place};
use crate::diag::{Code, Diagnostic, Label, Severity, Sink, Span};
use crate::world::SharedWorld;
use std::sync::{Arc, Mutex};

/// How many bad values are told of one source; the tenth teaches nothing that the first did not.
const BAD_VALUES_TOLD: usize = 5;
/// How many bad values are looked at to find so many that differ.
const BAD_VALUES_SEEN: usize = 1_000;
/// Characters of a value that a message quotes.
const VALUE_CHARS_MAX: usize = 80;

/// Something wrong in the rows of a source, before it becomes a [`Diagnostic`].
#[derive(Debug, Clone)]
pub struct Trouble {
    /// The kind of mistake.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong.
    pub message: Box<str>,
    /// Where it shows in the data, and what to say there; the main place first.
    pub places: Vec<(Place, String)>,
    /// What is written elsewhere that it is about.
    pub beside: Option<Box<Beside>>,
    /// Facts that explain.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Vec<String>,
    /// The column it is about, whose declaration is shown, too.
    pub column: Option<Box<str>>,
}

/// Something that is written beside the data.
#[derive(Debug, Clone)]
pub enum Beside {
    /// In the lock file, say, shown with the data.
    Label(Label),
    /// The part of the report that is wrong, instead of the source as a whole.
    Part(Span),
}

impl Trouble {
    /// An error without a place.
    pub fn new(code: Code, message: impl Into<String>) -> Trouble {
        Trouble {
            code,
            severity: Severity::Error,
            message: message.into().into(),
            places: Vec::new(),
            beside: None,
            notes: Vec::new(),
            help: Vec::new(),
            column: None,
        }
    }

    /// Something that does not stop the reading.
    pub fn warning(code: Code, message: impl Into<String>) -> Trouble {
        Trouble { severity: Severity::Warning, ..Trouble::new(code, message) }
    }

    /// Points into the data; the first place is the main one.
    pub fn at(self, place: Place) -> Trouble {
        self.saying(place, "")
    }

    /// Points into the data, and says something there.
    pub fn saying(mut self, place: Place, words: impl Into<String>) -> Trouble {
        self.places.push((place, words.into()));
        self
    }

    /// Points to a place beside the data, in the lock file say.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Trouble {
        self.beside = Some(Box::new(Beside::Label(Label { span, text: text.into() })));
        self
    }

    /// Points to what the report says of the data.
    pub fn written(self, span: Span) -> Trouble {
        Trouble { beside: Some(Box::new(Beside::Part(span))), ..self }
    }

    /// Names the column it is about.
    pub fn column(mut self, name: &str) -> Trouble {
        self.column = Some(name.into());
        self
    }

    /// Adds a fact.
    pub fn note(mut self, text: impl Into<String>) -> Trouble {
        self.notes.push(text.into());
        self
    }

    /// Says what to do.
    pub fn help(mut self, text: impl Into<String>) -> Trouble {
        self.help.push(text.into());
        self
    }

    /// Turns it into a diagnostic that points into the data where it can, and into the report: to the
    /// source, and to where the type of the column is declared.
    pub fn report(&self, world: &SharedWorld, source: Span, declared: Option<Span>, sink: &mut Sink) {
        let (source, also) = match self.beside.as_deref() {
            Some(Beside::Part(span)) => (*span, None),
            Some(Beside::Label(label)) => (source, Some(label)),
            None => (source, None),
        };
        let places: Vec<&Place> = self.places.iter().map(|(place, _)| place).collect();
        let spans = place::show(world, &places, &mut sink.sources);
        let words = self.places.iter().map(|(_, words)| words);
        let mut labels = spans.into_iter().zip(words).filter_map(|(span, text)| Some((span?, text)));
        let mut told = match labels.next() {
            Some((span, text)) => {
                let told = Diagnostic::error(self.code, span, &*self.message).label(text);
                let told = labels.fold(told, |told, (span, text)| told.also(span, text));
                match declared {
                    Some(declared) => told.also(declared, "its type is declared here"),
                    None => told.also(source, "read by this source"),
                }
            }
            None => Diagnostic::error(self.code, source, &*self.message),
        };
        told.secondary.extend(also.cloned());
        told.severity = self.severity;
        told.notes.extend(self.notes.iter().cloned());
        told.help.extend(self.help.iter().cloned());
        sink.push(told);
    }
}

/// A value as a message quotes it: on one line, and one of a megabyte without its middle.
pub fn quoted(value: &str) -> String {
    let short = shortened(value);
    if short.contains(['\n', '\r']) {
        short.replace("\r\n", "⏎").replace(['\n', '\r'], "⏎")
    } else {
        short
    }
}

fn shortened(value: &str) -> String {
    if value.len() <= VALUE_CHARS_MAX || value.chars().count() <= VALUE_CHARS_MAX {
        return value.to_owned();
    }
    let head: String = value.chars().take(VALUE_CHARS_MAX / 2).collect();
    let tail = value.char_indices().rev().nth(VALUE_CHARS_MAX / 4).map_or(0, |(at, _)| at);
    format!("{head}…{}", &value[tail..])
}

/// Troubles of one source, shared with the threads that read it; cheap to clone.
#[derive(Debug, Clone)]
pub struct Troubles {
    world: SharedWorld,
    source: Span,
    declared: Arc<Vec<(String, Span)>>,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Debug, Default)]
struct Kept {
    list: Vec<Trouble>,
    /// Errors that were handed in.
    errors: usize,
}

impl Troubles {
    /// An empty list for the source written at `source`, which declares the types of these columns.
    pub fn new(world: SharedWorld, source: Span, declared: Vec<(String, Span)>) -> Troubles {
        Troubles { world, source, declared: Arc::new(declared), kept: Arc::default() }
    }

    /// Takes one, of those that say the same the first; false when there are enough and reading should stop.
    pub fn push(&self, trouble: Trouble) -> bool {
        let Kept { list, errors } = &mut *self.kept.lock().expect("no holder of the lock panics");
        let severity = trouble.severity;
        *errors += usize::from(severity == Severity::Error);
        let of = |severity| move |other: &&Trouble| other.severity == severity;
        let known = list.iter().any(|other| other.message == trouble.message);
        if !known && list.iter().filter(of(severity)).count() < BAD_VALUES_TOLD {
            list.push(trouble);
        }
        list.iter().filter(of(Severity::Error)).count() < BAD_VALUES_TOLD && *errors < BAD_VALUES_SEEN
    }

    /// Hands all of them to the sink; true when one was an error.
    pub fn report(&self, sink: &mut Sink) -> bool {
        let Kept { list, .. } = std::mem::take(&mut *self.kept.lock().expect("no holder of the lock panics"));
        for trouble in &list {
            let of_column = |(name, _): &&(String, Span)| trouble.column.as_deref() == Some(name);
            let declared = self.declared.iter().find(of_column).map(|(_, span)| *span);
            trouble.report(&self.world, self.source, declared, sink);
        }
        list.iter().any(|trouble| trouble.severity == Severity::Error)
    }
}
