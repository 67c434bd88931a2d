//! Makes of the schema that serde's types have one that editors complete from and that says what is meant.

use super::forms::{Forms, Kind, Object};
use serde_json::{Value, json};

/// Keywords beside the shape of a value: what it is, and what an editor proposes.
const NOTES: [&str; 9] = [
    "title",
    "description",
    "markdownDescription",
    "default",
    "examples",
    "defaultSnippets",
    "doNotSuggest",
    "errorMessage",
    "$schema",
];
/// Examples that are shown with a description.
const EXAMPLES_MAX: usize = 6;
/// Where the types with names stand.
const DEFINITIONS: &str = "definitions";
/// What the names of types as written end with.
const SUFFIX: &str = "Spec";

/// The schema as editors read it best.
pub fn schema(schema: Value) -> Value {
    let Value::Object(root) = schema else { return schema };
    let tidier = Tidier { definitions: root.get(DEFINITIONS).cloned().unwrap_or_else(|| json!({})) };
    Value::Object(tidier.tidy(root))
}

struct Tidier {
    definitions: Value,
}

impl Tidier {
    fn tidy_value(&self, schema: Value) -> Value {
        match schema {
            Value::Object(object) => Value::Object(self.tidy(object)),
            other => other,
        }
    }

    fn tidy(&self, mut schema: Object) -> Object {
        let mut tidied = notes(&mut schema);
        let shape = match Forms::read(&schema, &|reference| self.kind_of(reference)) {
            Some(forms) => forms.write(&|part| self.tidy_children(part)),
            None => self.tidy_children(schema),
        };
        for (key, value) in shape {
            tidied.entry(key).or_insert(value);
        }
        tidied
    }

    fn tidy_children(&self, schema: Object) -> Object {
        let each = |value: Value| match value {
            Value::Object(members) => {
                members.into_iter().map(|(key, value)| (key, self.tidy_value(value))).collect()
            }
            other => other,
        };
        let child = |(key, value): (String, Value)| {
            let value = match key.as_str() {
                "properties" => each(value),
                DEFINITIONS => self.tidy_definitions(value),
                "items" | "additionalProperties" | "then" | "else" => self.tidy_value(value),
                "allOf" => match value {
                    Value::Array(parts) => parts.into_iter().map(|part| self.tidy_value(part)).collect(),
                    other => other,
                },
                "$ref" => plain_name(value.as_str().unwrap_or_default()).into(),
                _ => value,
            };
            (key, value)
        };
        // The widths of Rust's numbers say nothing to an author.
        schema.into_iter().filter(|(key, _)| key != "format").map(child).collect()
    }

    /// Named types, called as an author would call them.
    fn tidy_definitions(&self, definitions: Value) -> Value {
        let Value::Object(definitions) = definitions else { return definitions };
        let named = definitions.into_iter().map(|(name, schema)| {
            let mut schema = self.tidy_value(schema);
            let name = plain_name(&name);
            if let Some(schema) = schema.as_object_mut() {
                schema.entry("title").or_insert(words_of(&name).into());
            }
            (name, schema)
        });
        named.collect()
    }

    fn kind_of(&self, reference: &str) -> Option<Kind> {
        let target = self.definitions.get(reference.rsplit('/').next()?)?.as_object()?;
        let mut target = target.clone();
        notes(&mut target);
        Forms::read(&target, &|inner| self.kind_of(inner))?.only()
    }
}

/// Takes the notes out of a schema. Doc comments are Markdown, broken into lines for the reader of the code.
fn notes(schema: &mut Object) -> Object {
    let mut notes = Object::new();
    for key in NOTES {
        let Some(note) = schema.remove(key) else { continue };
        match (key, note) {
            // The default of most keys is to be absent, which is nothing to type.
            ("default", Value::Null) => {}
            ("default", Value::Object(empty)) if empty.is_empty() => {}
            ("default", Value::Array(empty)) if empty.is_empty() => {}
            ("description", Value::String(text)) => {
                let text = text.replace('\n', " ");
                notes.insert("markdownDescription".into(), text.clone().into());
                notes.insert(key.into(), text.into());
            }
            (_, note) => {
                notes.insert(key.into(), note);
            }
        }
    }
    shorten_examples(&mut notes);
    notes
}

/// Proposes a long list of examples as snippets, for all of them would fill the screen when the mouse points at
/// the key.
fn shorten_examples(notes: &mut Object) {
    let Some(examples) = notes.get_mut("examples").and_then(Value::as_array_mut) else { return };
    if examples.len() <= EXAMPLES_MAX {
        return;
    }
    let snippet = |example: &Value| {
        let text = example.as_str()?;
        let is_plain = text.starts_with(|letter: char| letter.is_alphanumeric());
        let body = if is_plain { text.to_owned() } else { format!("'{text}'") };
        Some(json!({ "label": text, "body": body }))
    };
    let snippets: Vec<Value> = examples.iter().filter_map(snippet).collect();
    notes.remove("examples");
    notes.insert("defaultSnippets".into(), snippets.into());
}

/// `SectionSpec` is `Section` to those who write one.
fn plain_name(name: &str) -> String {
    name.strip_suffix(SUFFIX).unwrap_or(name).to_owned()
}

/// `TableColumn` in words: `table column`.
fn words_of(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words.replace('_', " ")
}
