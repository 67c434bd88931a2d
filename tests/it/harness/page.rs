//! A page of cases: Markdown whose sections are cases and whose code blocks are files and goldens.

use std::path::PathBuf;

/// A page.
pub struct Page {
    pub path: PathBuf,
    pub lines: Vec<String>,
    pub cases: Vec<Case>,
}

/// A section of a page.
pub struct Case {
    pub title: String,
    pub blocks: Vec<Block>,
}

/// A code block: a file when its name has a dot, a golden when it has none.
pub struct Block {
    pub name: String,
    /// First and one past the last line of the content.
    pub lines: std::ops::Range<usize>,
    pub text: String,
}

impl Block {
    pub fn is_file(&self) -> bool {
        self.name.contains('.')
    }
}

impl Page {
    /// Reads a page.
    pub fn read(path: PathBuf) -> Page {
        let text = std::fs::read_to_string(&path).expect("a readable page");
        let lines: Vec<String> = text.lines().map(str::to_string).collect();
        let mut cases: Vec<Case> = Vec::new();
        let mut at = 0;
        while at < lines.len() {
            let line = &lines[at];
            if let Some(title) = line.strip_prefix("## ") {
                cases.push(Case { title: title.to_string(), blocks: Vec::new() });
            } else if let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) {
                let end = (at + 1..lines.len()).find(|&l| lines[l] == "```").expect("a code block is closed");
                let name = info.split_once(' ').map(|(_, name)| name.trim().to_string());
                if let (Some(name), Some(case)) = (name, cases.last_mut()) {
                    let text = lines[at + 1..end].iter().map(|l| format!("{l}\n")).collect();
                    case.blocks.push(Block { name, lines: at + 1..end, text });
                }
                at = end;
            }
            at += 1;
        }
        Page { path, lines, cases }
    }

    /// Writes new contents of blocks back, last first so that places stay right.
    pub fn rewrite(&mut self, mut changes: Vec<(std::ops::Range<usize>, String)>) {
        changes.sort_by_key(|(lines, _)| std::cmp::Reverse(lines.start));
        for (lines, text) in changes {
            self.lines.splice(lines, text.lines().map(str::to_string));
        }
        std::fs::write(&self.path, self.lines.join("\n") + "\n").expect("a writable page");
    }
}
