//! Words that other tools use for the same thing.

/// A word as people know it from elsewhere, and what it may be called here. Of several the first that is known
/// where it stands is meant.
const SYNONYMS: &[(&str, &[&str])] = &[
    ("aggregate", &["total"]),
    ("alignment", &["align"]),
    ("bool", &["boolean"]),
    ("caption", &["title", "note"]),
    ("columns", &["items"]),
    ("condition", &["when"]),
    ("content", &["blocks", "text"]),
    ("dataset", &["data"]),
    ("date_format", &["format"]),
    ("divider", &["page_break"]),
    ("enum", &["choice"]),
    ("excel", &["xlsx"]),
    ("fields", &["columns"]),
    ("figure", &["image"]),
    ("file", &["csv", "data"]),
    ("filename", &["file"]),
    ("float", &["number"]),
    ("from", &["data"]),
    ("graph", &["chart"]),
    ("header", &["heading", "title"]),
    ("if", &["when"]),
    ("img", &["image"]),
    ("int", &["integer"]),
    ("kind", &["mark", "type"]),
    ("kpi", &["metrics"]),
    ("kpis", &["metrics"]),
    ("label", &["title"]),
    ("limit", &["top"]),
    ("markdown", &["text"]),
    ("name", &["title", "field", "label"]),
    ("note", &["callout"]),
    ("number_format", &["format"]),
    ("order", &["sort"]),
    ("order_by", &["sort"]),
    ("orderby", &["sort"]),
    ("pages", &["sections"]),
    ("paragraph", &["text"]),
    ("parameters", &["params"]),
    ("path", &["file", "csv"]),
    ("pdf_file", &["pdf"]),
    ("picture", &["image"]),
    ("queries", &["datasets"]),
    ("query", &["sql"]),
    ("series", &["color"]),
    ("show_if", &["when"]),
    ("str", &["string"]),
    ("timezone", &["time_zone"]),
    ("type", &["mark"]),
    ("variables", &["params"]),
    ("warning", &["warn"]),
    ("x_axis", &["x"]),
    ("xaxis", &["x"]),
    ("y_axis", &["y"]),
    ("yaxis", &["y"]),
];

/// What a word from elsewhere is called among the names that are known here.
pub fn synonym<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase().replace('-', "_");
    let place = SYNONYMS.binary_search_by(|(word, _)| (*word).cmp(written.as_str())).ok()?;
    let known: Vec<&str> = known.into_iter().collect();
    SYNONYMS[place].1.iter().find_map(|meant| known.iter().copied().find(|name| name == meant))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_other_tools_are_found() {
        assert!(SYNONYMS.is_sorted_by_key(|(word, _)| *word));
        assert_eq!(synonym("limit", ["data", "top"]), Some("top"));
        assert_eq!(synonym("Order-By", ["sort"]), Some("sort"));
        assert_eq!(synonym("type", ["type", "data"]), None);
    }
}
