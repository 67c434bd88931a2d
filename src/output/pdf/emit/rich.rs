//! Runs of text as JSON: a string, or an object that says what is done to the text inside.

use crate::document::{Inline, Rich};
use crate::format::Region;
use serde_json::{Value as Json, json};

/// A run of text as `style.typ` reads it.
pub fn json(rich: &Rich, region: &Region) -> Json {
    Json::Array(rich.iter().map(|part| inline(part, region)).collect())
}

/// The same for text that may be absent.
pub fn optional(rich: Option<&Rich>, region: &Region) -> Json {
    rich.map_or(Json::Null, |rich| json(rich, region))
}

/// A run of text without its marks.
pub fn plain(rich: &Rich, region: &Region) -> String {
    let words = |part: &Inline| match part {
        Inline::Text(text) | Inline::Code(text) => text.clone(),
        Inline::Value(cell) => cell.text(region),
        Inline::Strong(body) | Inline::Emphasis(body) | Inline::Strike(body) | Inline::Link { body, .. } => {
            plain(body, region)
        }
        Inline::Break => " ".to_string(),
    };
    rich.iter().map(words).collect()
}

fn inline(part: &Inline, region: &Region) -> Json {
    let wrap = |kind: &str, body: &Rich| json!({ "is": kind, "body": json(body, region) });
    match part {
        Inline::Text(text) => json!(text),
        Inline::Value(cell) => {
            let shown = cell.format.display(&cell.value, region);
            match shown.color {
                Some(color) => json!({ "is": "tinted", "colour": color.hex(), "text": shown.text }),
                None => json!(shown.text),
            }
        }
        Inline::Strong(body) => wrap("strong", body),
        Inline::Emphasis(body) => wrap("emphasis", body),
        Inline::Strike(body) => wrap("strike", body),
        Inline::Code(text) => json!({ "is": "code", "text": text }),
        Inline::Link { url, body } => {
            json!({ "is": "link", "url": url, "body": json(body, region) })
        }
        Inline::Break => json!({ "is": "break" }),
    }
}

/// A sentence with names in backticks, as our diagnostics have them.
pub fn from_backticks(sentence: &str) -> Rich {
    let part = |(at, words): (usize, &str)| match at % 2 {
        0 => Inline::Text(words.to_string()),
        _ => Inline::Code(words.to_string()),
    };
    sentence.split('`').enumerate().map(part).collect()
}
