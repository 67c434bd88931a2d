//! Texts with `{{ }}`, read off the file: where a field is no text for readers, they would be printed as they
//! stand.

use crate::diag::Span;
use crate::yaml::{Node, NodeKind, Text};

/// A text with `{{ }}`.
#[derive(Debug, Clone)]
pub struct Braces {
    /// The text.
    pub text: Text,
    /// The key it stands under.
    pub key: String,
    /// The item of a list that it is a part of, or its value at the top of the report.
    pub item: Span,
}

/// Parts of a report that hold words of its own, and no data or code. Names of files take expressions, and are read
/// only for the outputs that are asked for.
const PARTS: [&str; 9] =
    ["title", "subtitle", "author", "classification", "locale", "time_zone", "params", "sections", "theme"];
/// Keys whose values are code, which have words of their own about braces, or notes for other authors.
const CODE: [&str; 3] = ["typst", "description", "help"];

/// Finds them.
pub fn find(root: &Node) -> Vec<Braces> {
    let mut found = Vec::new();
    for (key, value) in root.entries() {
        let key = key.text().unwrap_or_default();
        if PARTS.contains(&key) {
            walk(&value, key, value.span(), &mut found);
        }
    }
    found
}

fn walk(node: &Node, key: &str, item: Span, found: &mut Vec<Braces>) {
    match node.kind() {
        NodeKind::Scalar => {
            let text =
                Text::of(node).filter(|text| text.as_str().contains("{{") && text.as_str().contains("}}"));
            found.extend(text.map(|text| Braces { text, key: key.to_owned(), item }));
        }
        NodeKind::Sequence => node.items().iter().for_each(|each| walk(each, key, each.span(), found)),
        NodeKind::Mapping => {
            for (inner, value) in node.entries() {
                let name = inner.text().unwrap_or_default();
                // What stands right in the item is read by itself; what is deeper, with the rest of its block.
                let own = node.span() == item && value.kind() == NodeKind::Scalar;
                if !CODE.contains(&name) {
                    walk(&value, name, if own { value.span() } else { item }, found);
                }
            }
        }
        NodeKind::Broken => {}
    }
}
