//! How far a run is: a line on the terminal, and nothing where there is none.

use crate::diag::visible_line;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::Path;
use std::time::Duration;

/// Time between two pictures of the spinner.
const TICK: Duration = Duration::from_millis(100);

/// The line.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A line over so many reports. The bar itself stays silent when stderr is no terminal.
    pub fn new(reports: usize, is_shown: bool) -> Progress {
        let bar = if is_shown { ProgressBar::new(reports as u64) } else { ProgressBar::hidden() };
        let template = if reports == 1 { "{spinner} {msg}" } else { "{spinner} {pos} of {len} · {msg}" };
        bar.set_style(
            ProgressStyle::with_template(template).expect("the template is a constant that parses"),
        );
        bar.enable_steady_tick(TICK);
        Progress { bar }
    }

    /// Says what is being worked on.
    pub fn start(&self, report: &Path) {
        let report = report.display().to_string();
        self.bar.set_message(format!("Building {}", visible_line(&report)));
    }

    /// Prints with the line out of the way, after which one more report is done.
    pub fn step<R>(&self, print: impl FnOnce() -> R) -> R {
        let result = self.bar.suspend(print);
        self.bar.inc(1);
        result
    }

    /// Takes the line away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
