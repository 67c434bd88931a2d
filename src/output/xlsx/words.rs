//! Text as a cell holds it: runs of characters with emphasis, no markup.

use crate::document::{Inline, Rich};
use crate::format::Region;
use rust_xlsxwriter::Format;

/// Some characters and how they stand out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Run {
    /// The characters.
    pub text: String,
    bold: bool,
    italic: bool,
    strike: bool,
    code: bool,
}

/// Text for one cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Words {
    /// In reading order; none is empty.
    pub runs: Vec<Run>,
    /// Where the whole text leads to, when it is one link.
    pub link: Option<String>,
}

impl Words {
    /// The words of rich text.
    pub fn new(rich: &Rich, region: &Region) -> Words {
        let mut words = Words::default();
        if let [Inline::Link { url, body }] = rich.as_slice() {
            words.add_all(body, &Run::default(), region);
            words.link = Some(url.clone());
        } else {
            words.add_all(rich, &Run::default(), region);
        }
        words
    }

    /// Words without emphasis.
    pub fn plain(text: impl Into<String>) -> Words {
        let mut words = Words::default();
        words.add(Run { text: text.into(), ..Run::default() });
        words
    }

    /// Puts something before the text, such as the mark of a list item.
    pub fn after(mut self, mark: &str) -> Words {
        self.runs.insert(0, Run { text: mark.into(), ..Run::default() });
        self
    }

    /// The characters alone.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.runs.iter().all(|run| run.text.trim().is_empty())
    }

    fn add_all(&mut self, rich: &Rich, look: &Run, region: &Region) {
        for inline in rich {
            let run = |text: &str| Run { text: text.into(), ..look.clone() };
            match inline {
                Inline::Text(text) => self.add(run(text)),
                Inline::Value(cell) => self.add(run(&cell.text(region))),
                Inline::Strong(body) => self.add_all(body, &Run { bold: true, ..look.clone() }, region),
                Inline::Emphasis(body) => {
                    self.add_all(body, &Run { italic: true, ..look.clone() }, region);
                }
                Inline::Strike(body) => self.add_all(body, &Run { strike: true, ..look.clone() }, region),
                Inline::Code(text) => self.add(Run { code: true, ..run(text) }),
                Inline::Link { url, body } => {
                    self.add_all(body, look, region);
                    // A cell leads to one place at most, so the address of a link among words is written out.
                    if !self.text().ends_with(url.as_str()) {
                        self.add(run(&format!(" ({url})")));
                    }
                }
                Inline::Break => self.add(run("\n")),
            }
        }
    }

    fn add(&mut self, run: Run) {
        match self.runs.last_mut() {
            _ if run.text.is_empty() => {}
            Some(last) if last.same_look(&run) => last.text.push_str(&run.text),
            Some(_) | None => self.runs.push(run),
        }
    }
}

impl Run {
    /// The style of the run inside a cell of a given style.
    pub fn style(&self, base: &Format) -> Format {
        let mut style = base.clone();
        if self.bold {
            style = style.set_bold();
        }
        if self.italic {
            style = style.set_italic();
        }
        if self.strike {
            style = style.set_font_strikethrough();
        }
        if self.code { style.set_font_name("Consolas") } else { style }
    }

    fn same_look(&self, other: &Run) -> bool {
        (self.bold, self.italic, self.strike, self.code)
            == (other.bold, other.italic, other.strike, other.code)
    }
}

/// Rich text as one line without emphasis.
pub fn one_line(rich: &Rich, region: &Region) -> String {
    let text = Words::new(rich, region).text();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
