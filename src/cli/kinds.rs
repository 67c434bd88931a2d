//! What a YAML file is, told by the keys at its top: a report, or something that stands beside reports. A report
//! with a mistake in it is still a report.

use super::project;
use crate::diag::{Sink, did_you_mean};
use crate::world::{Disk, World};
use crate::yaml;
use std::collections::BTreeSet;
use std::path::Path;

/// Keys that only reports have.
const REPORT_KEYS: [&str; 6] = ["title", "template", "sources", "datasets", "sections", "outputs"];
/// Keys that only themes have.
const THEME_KEYS: [&str; 10] =
    ["look", "fonts", "sheet_font", "text_size", "paper", "colors", "palette", "formats", "footer", "logo"];

/// Bytes of a file that are looked at.
const LOOKED_AT_BYTES: usize = 32 * 1024;

/// Whether a name is that of a YAML file which may be a report.
pub fn is_yaml(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    (name.ends_with(".yaml") || name.ends_with(".yml")) && !name.ends_with(".lock.yaml")
}

/// Whether a file is a report.
pub fn is_report(path: &Path) -> bool {
    let keys = keys(path);
    let has = |key: &str| keys.contains(key);
    let report_keys = REPORT_KEYS.iter().filter(|key| has(key)).count();
    // One that lacks only the version of the language is one, too.
    let is_versioned = has("folio") || (has("sections") && has("title") && report_keys > 2);
    is_versioned && report_keys > 0 && !is_template(&keys) && !project::is_project(path)
}

/// What stands beside reports and is none: a project, a lock file, a theme, a template.
pub fn beside_reports(path: &Path) -> Option<&'static str> {
    if project::is_project(path) {
        return Some("a project");
    }
    if path.to_string_lossy().ends_with(".lock.yaml") {
        return Some("a lock file");
    }
    let keys = keys(path);
    let has_any = |wanted: &[&str]| wanted.iter().any(|key| keys.contains(*key));
    match keys.contains("folio") || is_template(&keys) {
        true if is_template(&keys) => Some("a template"),
        true if has_any(&THEME_KEYS) && !has_any(&REPORT_KEYS) => Some("a theme"),
        _ => None,
    }
}

fn is_template(keys: &BTreeSet<String>) -> bool {
    keys.contains("name") && keys.contains("version") && !keys.contains("title")
}

/// The keys at the top of a file; of a slip that of the version is one, too.
fn keys(path: &Path) -> BTreeSet<String> {
    let Ok(bytes) = Disk.read(path) else { return BTreeSet::new() };
    // Whatever the encoding and the line ends, the keys are ASCII, and the reader says what is wrong with those.
    let text = yaml::text_of(&bytes)
        .unwrap_or_else(|_| String::from_utf8_lossy(&bytes).replace(['\0', char::REPLACEMENT_CHARACTER], ""));
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let head = &text[..text.floor_char_boundary(LOOKED_AT_BYTES)];
    let text =
        if head.len() < text.len() { head.rsplit_once('\n').map_or(head, |(lines, _)| lines) } else { head };
    let mut sink = Sink::default();
    let file = sink.sources.add(path.display().to_string(), text);
    let root = yaml::parse(file, &mut sink);
    let entries = root.map(|root| root.entries()).unwrap_or_default();
    let mut keys: BTreeSet<String> =
        entries.iter().filter_map(|(key, _)| key.text().map(str::to_owned)).collect();
    let has_slip = keys.iter().any(|key| did_you_mean(key, ["folio"]).is_some());
    keys.extend(has_slip.then(|| "folio".to_owned()));
    keys
}
