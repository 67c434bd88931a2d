//! The words of the query engine as those of a report: types, quotes, and no names of its own parts.

/// The words of the engine without what only its authors understand.
pub fn readable(words: &str) -> String {
    let mut text = words.lines().next().unwrap_or_default().trim();
    const PREFIXES: [&str; 11] = [
        "Error during planning: ",
        "Execution error: ",
        "Internal error: ",
        "Arrow error: ",
        "Schema error: ",
        "Parser error: ",
        "This feature is not implemented: ",
        "Optimizer rule 'simplify_expressions' failed",
        "External error: ",
        "Invalid argument error: ",
        "Compute error: ",
    ];
    while let Some(rest) = PREFIXES.iter().find_map(|prefix| text.strip_prefix(prefix)) {
        text = rest.trim();
    }
    let text = text.split("This issue was likely caused by a bug").next().unwrap_or(text);
    let text = text.split(" No function matches the given name").next().unwrap_or(text);
    // What follows is the engine's own tree.
    let text = text.split(" { ").next().unwrap_or(text);
    let text = text.split(", got Literal(").next().unwrap_or(text);
    let text = text.trim().trim_end_matches('.');
    with_backticks(&lower_first(&type_names(text)))
}

/// Quotes around names as backticks; the apostrophe of a word stays.
fn with_backticks(text: &str) -> String {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let inside = letter(out.chars().next_back()) && letter(chars.peek().copied());
        out.push(if matches!(c, '\'' | '"') && !inside { '`' } else { c });
    }
    out
}

/// Arrow's names of types as ours.
fn type_names(text: &str) -> String {
    const NAMES: [(&str, &str); 10] = [
        ("Utf8View", "text"),
        ("LargeUtf8", "text"),
        ("Utf8", "text"),
        ("Int64", "integer"),
        ("Int32", "integer"),
        ("Float64", "number"),
        ("Date32", "date"),
        ("Decimal128(", "decimal("),
        ("Boolean", "boolean"),
        ("Timestamp(µs)", "datetime"),
    ];
    NAMES.iter().fold(text.to_owned(), |text, (theirs, ours)| text.replace(theirs, ours))
}

/// One of Arrow's types, as people speak of its values.
pub fn kind(theirs: &str) -> &'static str {
    const KINDS: [(&str, &str); 16] = [
        ("Utf8", "text"),
        ("LargeUtf8", "text"),
        ("String", "text"),
        ("Int", "a number"),
        ("UInt", "a number"),
        ("Float", "a number"),
        ("Decimal", "a number"),
        ("Date", "a date"),
        ("Timestamp", "a date and time"),
        ("Time", "a time"),
        ("Interval", "a span of time"),
        ("Duration", "a span of time"),
        ("Boolean", "true or false"),
        ("List", "a list"),
        ("LargeList", "a list"),
        ("Null", "nothing"),
    ];
    let theirs = theirs.trim_start_matches(['(', ' ', '"', '\'']);
    KINDS
        .iter()
        .find(|(start, _)| theirs.starts_with(start))
        .map_or("a value of another type", |(_, ours)| ours)
}

/// "text", "text and a number", "text, a date and a number".
pub fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => "nothing".to_owned(),
    }
}

/// A sentence that begins with a capital letter begins with a small one; words in capitals are SQL.
pub fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && !second.is_uppercase() => {
            first.to_lowercase().collect::<String>() + chars.as_str()
        }
        _ => text.to_owned(),
    }
}
