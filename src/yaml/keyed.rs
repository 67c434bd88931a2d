//! The JSON Schema of mappings whose key says their kind, such as `table: …`: editors propose the kinds where
//! none is given and nothing but them, and a mistake is marked against the kind that was written.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

/// A kind, for the schema.
#[derive(Debug)]
pub struct Kind {
    /// Its key.
    pub name: &'static str,
    /// One line about it.
    pub summary: &'static str,
    /// A smallest use, as YAML under the key; editors write it when the kind is chosen.
    pub example: &'static str,
    /// What may stand under the key.
    pub schema: Schema,
}

/// A mapping with the key of exactly one kind, and some keys that may stand beside it.
pub fn one_kind(noun: &str, kinds: &[Kind], beside: &[(&str, Schema)]) -> Schema {
    let list = names_of(kinds.iter().map(|kind| kind.name));
    let each: Vec<Value> = kinds.iter().map(|kind| json!({ "required": [kind.name] })).collect();
    // A key that cannot be there: what is wrong is marked at the first key, in these words.
    let wrong = |message: String| json!({ "required": [format!("one of {list}")], "errorMessage": message });
    let beside_names: Vec<&str> = beside.iter().map(|(name, _)| *name).collect();
    json_schema!({
        "type": "object",
        "description": format!("A {noun}: a mapping with its kind as key."),
        "errorMessage": format!("a {noun} is a mapping with its kind as key: {list}"),
        "if": { "type": "object", "anyOf": each },
        "then": {
            "properties": given(kinds, beside),
            "additionalProperties": false,
            "errorMessage": format!(
                "beside the kind of a {noun} only {} may stand; its options stand under the kind",
                names_of(beside_names.iter().copied()),
            ),
            "if": { "oneOf": each },
            "else": wrong(format!("a {noun} has one kind: begin each {noun} with its own `- `")),
        },
        "else": {
            "properties": proposed(kinds, &beside_names),
            "additionalProperties": false,
            "errorMessage": format!("no kind of {noun} is called so; the kinds are {list}"),
            // An unknown key is marked already.
            "if": { "type": "object", "propertyNames": { "enum": beside_names } },
            "then": wrong(format!("a {noun} needs a kind: {list}")),
        },
    })
}

fn names_of<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The keys where a kind is given: a second kind would be a mistake, so none is proposed.
fn given(kinds: &[Kind], beside: &[(&str, Schema)]) -> Map<String, Value> {
    let kinds = kinds.iter().map(|kind| {
        let mut property = kind.property();
        property["doNotSuggest"] = true.into();
        (kind.name.to_owned(), property)
    });
    let beside = beside.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone().to_value()));
    kinds.chain(beside).collect()
}

/// The keys where no kind is given yet; what stands beside one is allowed and not proposed.
fn proposed(kinds: &[Kind], beside: &[&str]) -> Map<String, Value> {
    let kinds = kinds.iter().map(|kind| (kind.name.to_owned(), kind.property()));
    kinds.chain(beside.iter().map(|name| ((*name).to_owned(), true.into()))).collect()
}

/// Makes a schema ask for exactly one of some keys that each say what kind of thing it is.
pub fn exactly_one(noun: &'static str, keys: &'static [&'static str]) -> impl Fn(&mut Schema) {
    move |schema| {
        // A key without a value counts as absent.
        let given =
            |key: &&str| json!({ "required": [key], "properties": { *key: { "not": { "type": "null" } } } });
        let each: Vec<Value> = keys.iter().map(given).collect();
        let known: Vec<String> = schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(key, _)| key.clone())
            .collect();
        let list = names_of(keys.iter().copied());
        // An unknown key is marked already.
        let strange = json!({ "not": { "propertyNames": { "enum": known } } });
        schema.insert("if".into(), json!({ "anyOf": [{ "oneOf": each }, strange] }));
        let message = format!("a {noun} has exactly one of the keys {list}");
        schema.insert(
            "else".into(),
            json!({ "required": [format!("one of {list}")], "errorMessage": message }),
        );
    }
}

/// Gives a schema a name of its own, so that it can be used more than once.
pub fn define(name: &str, schema: Schema, generator: &mut SchemaGenerator) -> Schema {
    generator.definitions_mut().insert(name.to_owned(), schema.to_value());
    json_schema!({ "$ref": format!("#/definitions/{name}") })
}

impl Kind {
    /// The schema of the value under the key, with what an editor writes when the kind is chosen.
    pub fn property(&self) -> Value {
        // Not the reference alone: beside a mapping an editor writes the keys that are needed instead of the example.
        let mut property = json_schema!({ "allOf": [self.schema, true], "description": self.summary });
        let body = snippet(self.example).unwrap_or_else(|| "".into());
        property.insert("defaultSnippets".into(), json!([{ "label": self.name, "body": body }]));
        property.to_value()
    }
}

/// An example as the body of a snippet, each of its values a place to type.
fn snippet(example: &str) -> Option<Value> {
    let mut places = 0;
    let mut body = match example {
        "" => return None,
        mapping if mapping.starts_with(['{', '[']) => {
            let mut sink = crate::diag::Sink::default();
            let file = sink.sources.add("example", mapping.to_owned());
            serde_json::to_value(super::parse(file, &mut sink)?).ok()?
        }
        text => text.into(),
    };
    mark(&mut body, &mut places);
    Some(body)
}

fn mark(value: &mut Value, places: &mut u32) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| mark(item, places)),
        Value::Object(entries) => entries.values_mut().for_each(|entry| mark(entry, places)),
        Value::String(text) => {
            *places += 1;
            *text = place(text, *places);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A value as a numbered place to type, in the quotes it needs.
fn place(text: &str, number: u32) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        if matches!(letter, '\\' | '$' | '}') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    let place = format!("${{{number}:{escaped}}}");
    let is_plain = text.starts_with(|c: char| c.is_alphanumeric())
        && ![": ", " #"].iter().any(|sign| text.contains(sign));
    if is_plain { place } else { super::lines::quoted(&place) }
}
