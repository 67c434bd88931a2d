//! Parameters in SQL: `$name`, and the forms that other databases have.

use super::mentions::Mention;
use crate::diag::{Code, Diagnostic, did_you_mean, list_names};
use crate::yaml::Text;

/// Says that nothing declares a parameter, and what was probably meant.
pub fn unknown_parameter(mention: &Mention, declared: &[&str], text: &Text) -> Diagnostic {
    let span = text.span_of(mention.at.clone());
    let name = mention.name.as_str();
    let written = text.as_str().get(mention.at.clone()).unwrap_or(name);
    let error = |message: String| Diagnostic::error(Code::UnknownParameter, span, message);
    let bare = name.trim_start_matches([':', '?', '@', '$']);
    let is_place = bare.is_empty() || bare.bytes().all(|byte| byte.is_ascii_digit());
    if is_place {
        let told = error(format!("`{written}` names no parameter"));
        let own: Vec<&str> = declared.iter().copied().filter(|name| *name != "run_time").collect();
        return match own.is_empty() {
            true => told.help("declare one under `params:`, and write `$name`"),
            false => told.help(format!("parameters are written by name: {}", dollars(&own))),
        };
    }
    if bare != name {
        let told = error(format!("`{written}` is no name of a parameter"));
        return match declared.contains(&bare) {
            true => told.fix(format!("write `${bare}`"), span, format!("${bare}")),
            false => told.help(format!("parameters are written with `$`: `${bare}`")),
        };
    }
    let unknown = error(format!("there is no parameter `{name}`"));
    let (start, end) = (format!("{name}_start"), format!("{name}_end"));
    if declared.contains(&start.as_str()) {
        return unknown.help(format!("a range has two ends: write `${start}` and `${end}`"));
    }
    match did_you_mean(name, declared.iter().copied()) {
        Some(near) => unknown.label(format!("did you mean `${near}`?")).fix(
            format!("rename to `${near}`"),
            span,
            format!("${near}"),
        ),
        None => unknown.help(format!("declare it under `params:` as `{name}: {{ … }}`")),
    }
}

fn dollars(declared: &[&str]) -> String {
    let names: Vec<String> = declared.iter().map(|name| format!("${name}")).collect();
    list_names(names.iter().map(String::as_str), 6)
}
