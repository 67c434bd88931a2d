//! A snapshot as browsers get it: small, with the keys of the pages and not the pages.

use super::{Problem, Snapshot, State};
use crate::compile::PreviewPage;
use crate::diag::Severity;
use serde_json::{Value, json};

/// The snapshot as JSON.
pub fn to_json(snapshot: &Snapshot) -> Value {
    // The browser has a clock of its own, so it is told an age and no time.
    let age = snapshot.built.map(|(_, at)| at.elapsed().as_millis() as u64);
    json!({
        "revision": snapshot.revision,
        "report": snapshot.report,
        "state": match snapshot.state {
            State::Building => "building",
            State::Good => "good",
            State::Failed => "failed",
        },
        "took_ms": snapshot.built.map(|(took, _)| took.as_millis() as u64),
        "age_ms": age,
        "pages": snapshot.pages.iter().map(page).collect::<Vec<_>>(),
        "diagnostics": snapshot.problems.iter().map(problem).collect::<Vec<_>>(),
    })
}

fn page(page: &PreviewPage) -> Value {
    json!({ "key": page.key, "width": page.width_pt, "height": page.height_pt })
}

fn problem(problem: &Problem) -> Value {
    json!({
        "severity": match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "code": problem.code,
        "message": problem.message,
        "place": problem.place,
        "text": problem.text,
    })
}
