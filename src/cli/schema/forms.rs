//! The forms a value may be written in, and a schema for them that editors read without guessing.
//!
//! For "text or a mapping" a schema usually says `anyOf`. On a mistake inside the mapping an editor then has
//! to guess which branch was meant, and often says "expected string". Here the form that was written decides
//! (`if` it is a mapping, `then` these are its keys), so a mark is always about what stands there.

use serde_json::{Map, Value, json};

/// A schema, or a part of one.
pub type Object = Map<String, Value>;

/// All types of JSON; whole numbers are numbers.
const TYPES: [&str; 6] = ["string", "number", "boolean", "array", "object", "null"];
/// A text may also look like one of these: `2024` and `true` are texts where a text is wanted.
const TEXT_TYPES: [&str; 3] = ["string", "number", "boolean"];

/// How a type in the definitions is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One value.
    Scalar,
    /// A list.
    List,
    /// A mapping.
    Mapping,
}

/// What a value may be.
#[derive(Debug, Default)]
pub struct Forms {
    /// Nothing.
    null: bool,
    /// Any text.
    text: bool,
    /// Numbers, booleans, and words of a closed list.
    scalars: Vec<Object>,
    /// A list.
    list: Option<Object>,
    /// A mapping.
    mapping: Option<Object>,
}

impl Forms {
    /// Reads the forms out of a schema as serde's types make it; `None` for any other schema.
    pub fn read(schema: &Object, kind_of: &dyn Fn(&str) -> Option<Kind>) -> Option<Forms> {
        let mut forms = Forms::default();
        if let Some(alternatives) = schema.get("anyOf").and_then(Value::as_array) {
            for alternative in alternatives {
                forms.join(Forms::read(alternative.as_object()?, kind_of)?)?;
            }
        } else if let Some([Value::Object(only)]) =
            schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice)
        {
            return Forms::read(only, kind_of);
        } else if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            forms.add(kind_of(name)?, schema.clone());
        } else if let Some(variants) = schema.get("oneOf").and_then(Value::as_array) {
            forms.scalars.push(words(variants)?);
        } else if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            forms.add_words(values, schema);
        } else {
            forms.add_types(schema)?;
        }
        Some(forms)
    }

    fn add(&mut self, kind: Kind, schema: Object) {
        match kind {
            Kind::Scalar => self.scalars.push(schema),
            Kind::List => self.list = Some(schema),
            Kind::Mapping => self.mapping = Some(schema),
        }
    }

    fn add_words(&mut self, values: &[Value], schema: &Object) {
        self.null |= values.contains(&Value::Null);
        let mut scalar = Object::new();
        if values.iter().filter_map(Value::as_str).any(needs_quotes) {
            scalar.insert("type".into(), "string".into());
        }
        scalar.insert("enum".into(), values.iter().filter(|value| !value.is_null()).cloned().collect());
        if let Some(descriptions) = schema.get("markdownEnumDescriptions") {
            scalar.insert("markdownEnumDescriptions".into(), descriptions.clone());
        }
        self.scalars.push(scalar);
    }

    fn add_types(&mut self, schema: &Object) -> Option<()> {
        let types: Vec<&str> = match schema.get("type")? {
            Value::String(only) => vec![only],
            Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
            _ => return None,
        };
        self.text = types.contains(&"string") && !schema.contains_key("pattern");
        for written in types.iter().copied() {
            let mut of_type = schema.clone();
            of_type.insert("type".into(), written.into());
            match written {
                "null" => self.null = true,
                "array" => self.list = Some(of_type),
                "object" => self.mapping = Some(of_type),
                _ if self.text && TEXT_TYPES.contains(&written) => {}
                _ => self.scalars.push(of_type),
            }
        }
        Some(())
    }

    /// Takes the forms of an alternative; two kinds of lists or of mappings are nothing to tell by form.
    fn join(&mut self, other: Forms) -> Option<()> {
        if (self.list.is_some() && other.list.is_some())
            || (self.mapping.is_some() && other.mapping.is_some())
        {
            return None;
        }
        self.null |= other.null;
        self.text |= other.text;
        self.scalars.extend(other.scalars);
        self.list = self.list.take().or(other.list);
        self.mapping = self.mapping.take().or(other.mapping);
        Some(())
    }

    /// Which kind it is, when it can be one only.
    pub fn only(&self) -> Option<Kind> {
        let has_scalar = self.text || !self.scalars.is_empty();
        match (has_scalar, &self.list, &self.mapping) {
            (true, None, None) => Some(Kind::Scalar),
            (false, Some(_), None) => Some(Kind::List),
            (false, None, Some(_)) => Some(Kind::Mapping),
            _ => None,
        }
    }

    /// The schema; `inner` writes what stands in a list or a mapping.
    pub fn write(mut self, inner: &dyn Fn(Object) -> Object) -> Object {
        self.list = self.list.map(inner);
        self.mapping = self.mapping.map(inner);
        self.scalars = self.scalars.into_iter().map(inner).collect();
        let numbers = numbers_among(&self.scalars);
        if !self.null && !self.text && numbers.is_none() {
            match (self.only(), self.scalars.as_slice()) {
                (Some(Kind::Scalar), [scalar]) => return named(scalar.clone()),
                (Some(Kind::List), _) => return named(self.list.unwrap_or_default()),
                (Some(Kind::Mapping), _) => return self.mapping.unwrap_or_default(),
                _ => {}
            }
        }
        let mut schema = Object::new();
        schema.insert("anyOf".into(), self.gate(numbers));
        self.add_parts(&mut schema);
        schema
    }

    /// What goes for the list and for the mapping, each under the condition that it is one.
    fn add_parts(self, schema: &mut Object) {
        let is_scalar_too = self.text || !self.scalars.is_empty();
        let mut conditions = Vec::new();
        for (form, part) in [("array", self.list), ("object", self.mapping)] {
            let Some(part) = part else { continue };
            // Keys such as `items` say nothing about other forms, so they need no condition.
            match is_scalar_too || part.contains_key("$ref") {
                true => conditions.push(json!({ "if": { "type": form }, "then": part })),
                false => schema.extend(part.into_iter().filter(|(key, _)| key != "type")),
            }
        }
        match conditions.as_mut_slice() {
            [] => {}
            [Value::Object(only)] => schema.append(only),
            _ => {
                schema.insert("allOf".into(), conditions.into());
            }
        }
    }

    /// Which forms pass at all. The first branch is what an editor proposes and whose words it shows; the last
    /// one lets the other forms through without proposing anything.
    fn gate(&self, numbers: Option<Value>) -> Value {
        let mut branches: Vec<Value> = Vec::new();
        if self.text {
            branches.push(json!({ "type": "string" }));
        }
        branches.extend(self.scalars.iter().cloned().map(Value::Object));
        if branches.is_empty() {
            let form = match (&self.list, &self.mapping) {
                (Some(_), _) => "array",
                (None, Some(_)) => "object",
                (None, None) => "null",
            };
            branches.push(json!({ "type": form }));
        }
        if let Some(first) = branches[0].as_object_mut() {
            let expected = self.expected();
            if !first.contains_key("enum") {
                first.entry("errorMessage").or_insert(format!("expected {expected}").into());
            }
            // What stands above the description of a key that the mouse points at.
            first.insert("title".into(), expected.replace('`', "").into());
        }
        branches.extend(numbers);
        let passes = |written: &&str| match *written {
            "array" => self.list.is_some(),
            "object" => self.mapping.is_some(),
            "null" => self.null,
            _ => self.text,
        };
        let refused: Vec<&str> = TYPES.into_iter().filter(|written| !passes(written)).collect();
        if refused.is_empty() {
            branches.push(json!({}));
        } else if refused.len() < TYPES.len() {
            branches.push(json!({ "not": { "type": refused } }));
        }
        branches.into()
    }

    /// What is expected, in the words of the diagnostics.
    fn expected(&self) -> String {
        let mut names: Vec<String> = Vec::new();
        names.extend(self.text.then(|| "text".into()));
        names.extend(self.scalars.iter().filter_map(name_of).map(Into::into));
        names.extend(self.list.is_some().then(|| "a list".into()));
        names.extend(self.mapping.is_some().then(|| "a mapping".into()));
        if names.is_empty() { "nothing".into() } else { names.join(" or ") }
    }
}

/// The words of an enum whose variants have descriptions of their own.
fn words(variants: &[Value]) -> Option<Object> {
    let (mut values, mut descriptions) = (Vec::new(), Vec::new());
    for variant in variants {
        let description = variant.get("description").cloned().unwrap_or_else(|| "".into());
        let one = variant.get("const").map(std::slice::from_ref);
        for value in one.or_else(|| variant.get("enum")?.as_array().map(Vec::as_slice))? {
            values.push(value.clone());
            descriptions.push(description.clone());
        }
    }
    let mut schema = Object::new();
    schema.insert("enum".into(), values.into());
    schema.insert("markdownEnumDescriptions".into(), descriptions.into());
    Some(schema)
}

/// Words that look like numbers may be written without quotes, `1.7`; nobody needs to see them proposed twice.
fn numbers_among(scalars: &[Object]) -> Option<Value> {
    let words = scalars.iter().filter_map(|scalar| scalar.get("enum")?.as_array()).flatten();
    let numbers: Vec<f64> = words.filter_map(|word| word.as_str()?.parse().ok()).collect();
    (!numbers.is_empty()).then(|| json!({ "not": { "not": { "enum": numbers } } }))
}

/// Whether a word would be read as something else; an editor quotes it where the type is known to be text.
fn needs_quotes(word: &str) -> bool {
    word.parse::<f64>().is_ok() || !word.starts_with(|letter: char| letter.is_alphanumeric())
}

/// A scalar with the words for what is expected.
fn named(mut scalar: Object) -> Object {
    if let Some(name) = name_of(&scalar).filter(|_| !scalar.contains_key("enum")) {
        scalar.entry("errorMessage").or_insert(format!("expected {name}").into());
    }
    scalar
}

fn name_of(scalar: &Object) -> Option<&'static str> {
    if scalar.contains_key("enum") {
        return Some("a choice");
    }
    match scalar.get("type")?.as_str()? {
        "integer" => Some("a whole number"),
        "number" => Some("a number"),
        "boolean" => Some("`true` or `false`"),
        "array" => Some("a list"),
        _ => None,
    }
}
