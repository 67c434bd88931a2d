//! The live preview: a server for this machine alone that shows the pages of the last good build, and
//! beside them whatever is wrong now. It knows nothing of reports; `watch` tells it what to show.

mod event;
mod server;

use crate::compile::PreviewPage;
use crate::diag::{Diagnostic, FileId, Severity, Sink, Style, render_human};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

pub use server::serve;

/// Columns of the excerpts in the browser, where a narrow window has to scroll beyond.
const EXCERPT_WIDTH: usize = 96;

/// What browsers show at one moment.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Grows with every build.
    pub revision: u64,
    /// The report, as its author calls it.
    pub report: String,
    /// How the newest build went.
    pub state: State,
    /// The pages of the last build that succeeded.
    pub pages: Vec<PreviewPage>,
    /// The pages before those: a browser may still be about to ask for them.
    pub former_pages: Vec<PreviewPage>,
    /// What the newest build said.
    pub problems: Vec<Problem>,
    /// How long the newest build took, and when it ended.
    pub built: Option<(Duration, Instant)>,
}

/// How the newest build went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is going on.
    Building,
    /// The pages are those of the newest build.
    Good,
    /// The pages, if any, are older than the report.
    Failed,
}

/// A diagnostic, ready to be shown.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Error or warning.
    pub severity: Severity,
    /// The name of its code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// `file:line:column`; absent where there is no place.
    pub place: Option<String>,
    /// With the lines it is about, in terminal colours.
    pub text: String,
}

impl Problem {
    /// All diagnostics of a build.
    pub fn all(sink: &Sink) -> Vec<Problem> {
        sink.shown().into_iter().map(|diagnostic| Problem::new(diagnostic, sink)).collect()
    }

    fn new(diagnostic: &Diagnostic, sink: &Sink) -> Problem {
        let span =
            diagnostic.primary.as_ref().map(|label| label.span).filter(|span| span.file != FileId::NONE);
        let place = span.map(|span| {
            let at = sink.sources.location(span.file, span.range().start);
            format!("{}:{}:{}", sink.sources.name(span.file), at.line, at.column)
        });
        let style = Style { color: true, width: EXCERPT_WIDTH };
        Problem {
            severity: diagnostic.severity,
            code: diagnostic.code.name(),
            message: diagnostic.message.clone(),
            place,
            text: render_human(diagnostic, &sink.sources, style),
        }
    }
}

/// All browsers that are looking.
#[derive(Debug, Clone)]
pub struct Screen {
    current: watch::Sender<Arc<Snapshot>>,
}

impl Screen {
    /// A screen that shows that the first build of a report is going on.
    pub fn new(report: impl Into<String>) -> Screen {
        let first = Snapshot {
            revision: 0,
            report: report.into(),
            state: State::Building,
            pages: Vec::new(),
            former_pages: Vec::new(),
            problems: Vec::new(),
            built: None,
        };
        Screen { current: watch::Sender::new(Arc::new(first)) }
    }

    /// Says that a build has begun; all else stays.
    pub fn building(&self) {
        self.change(|now| Snapshot { state: State::Building, ..now });
    }

    /// Shows the pages of a build that succeeded, and its warnings.
    pub fn show(&self, pages: Vec<PreviewPage>, warnings: Vec<Problem>, took: Duration) {
        self.change(|now| Snapshot {
            revision: now.revision + 1,
            state: State::Good,
            former_pages: now.pages,
            pages,
            problems: warnings,
            built: Some((took, Instant::now())),
            ..now
        });
    }

    /// Shows what is wrong, over the pages that were there before.
    pub fn fail(&self, problems: Vec<Problem>, took: Duration) {
        self.change(|now| Snapshot {
            revision: now.revision + 1,
            state: State::Failed,
            problems,
            built: Some((took, Instant::now())),
            ..now
        });
    }

    fn change(&self, next: impl FnOnce(Snapshot) -> Snapshot) {
        self.current.send_modify(|current| *current = Arc::new(next(Snapshot::clone(current))));
    }
}
