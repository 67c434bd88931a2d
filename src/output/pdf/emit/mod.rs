//! From a document to virtual files: a main file, the look, one small file per section and block
//! with its data beside it. Words of the report go into JSON only, never into code.

mod exhibit;
mod frame;
mod lines;
mod metrics;
mod node;
mod rich;
mod rules;
mod table;
mod widths;

use super::PdfOptions;
use super::world::{Exhibit, Files, MAIN_PATH, Origin, STYLE_PATH};
use crate::diag::Span;
use crate::document::{Block, Document, Section};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use typst::foundations::Bytes;

/// Writes the virtual files of a document.
pub fn files(document: &Document, options: &PdfOptions) -> Files {
    let attaches = options.standards.iter().all(|standard| standard.takes_attachments());
    let mut files = Files { attaches, ..Files::default() };
    put_frame(&mut files, document, options);
    let mut main =
        format!("#import {STYLE_PATH:?}: *\n#show: body => report(json(\"/folio/report.json\"), body)\n");
    let mut folders = Folders::default();
    for section in &document.sections {
        let folder = folders.claim("sections", &section.id);
        write_section(&mut files, document, section, &folder);
        include(&mut main, &folder);
        let mut headings = node::Headings::default();
        for block in &section.blocks {
            let folder = folders.claim("blocks", &block.key);
            write_block(&mut files, document, block, &folder, &mut headings);
            include(&mut main, &folder);
        }
    }
    files.code.insert(MAIN_PATH.to_string(), main);
    files
}

/// Writes the virtual files of a document's charts alone: one page each, as large as the chart.
pub fn alone(document: &Document) -> Files {
    let mut files = Files::default();
    put_frame(&mut files, document, &PdfOptions::default());
    let mut folders = Folders::default();
    for block in document.sections.iter().flat_map(|section| &section.blocks) {
        let folder = folders.claim("blocks", &block.key);
        write_block(&mut files, document, block, &folder, &mut node::Headings::default());
    }
    let page =
        |exhibit: &Exhibit| json!({ "width": exhibit.width_pt, "node": marked(&exhibit.data, document) });
    let pages = Json::Array(files.exhibits.iter().map(page).collect());
    put_json(&mut files, "/folio/alone.json", &pages);
    let main = format!(
        "#import {STYLE_PATH:?}: alone\n#alone(json(\"/folio/report.json\"), json(\"/folio/alone.json\"))\n"
    );
    files.code.insert(MAIN_PATH.to_string(), main);
    files
}

/// A chart with the report's classification among its notes: it leaves the report.
fn marked(data: &Json, document: &Document) -> Json {
    let mut data = data.clone();
    if let (Some(word), Some(Json::Array(notes))) = (&document.meta.classification, data.get_mut("notes")) {
        notes.push(json!([{ "is": "strong", "body": [word] }]));
    }
    data
}

/// The look, and what the report says of itself.
fn put_frame(files: &mut Files, document: &Document, options: &PdfOptions) {
    put_json(files, "/folio/look.json", &frame::look(document));
    put_json(files, "/folio/report.json", &frame::report(document, options));
    let words = Origin::Words(document.meta.written.clone());
    files.origins.insert("/folio/look.json".to_string(), words.clone());
    files.origins.insert("/folio/report.json".to_string(), words);
}

fn include(main: &mut String, folder: &str) {
    main.push_str(&format!("#include \"{folder}/main.typ\"\n"));
}

fn write_section(files: &mut Files, document: &Document, section: &Section, folder: &str) {
    let data = json!({
        "title": rich::json(&section.title, &document.region),
        "new-page": section.new_page,
    });
    put_json(files, &format!("{folder}/data.json"), &data);
    let title = Origin::Words(vec![section.written]);
    files.origins.insert(format!("{folder}/data.json"), title);
    put_code(files, folder, "section");
}

fn write_block(
    files: &mut Files,
    document: &Document,
    block: &Block,
    folder: &str,
    headings: &mut node::Headings,
) {
    let mut writer =
        Writer { document, files, folder, key: &block.key, span: block.span, headings, count: 0 };
    let column = node::Column { width_pt: document.theme.page.text_width_pt(), top: true };
    let data = writer.nodes(&block.nodes, column);
    put_json(files, &format!("{folder}/data.json"), &Json::Array(data));
    put_code(files, folder, "nodes");
    files.origins.insert(format!("{folder}/main.typ"), Origin::Block(block.span));
    files.origins.insert(format!("{folder}/data.json"), Origin::Block(block.span));
}

fn put_code(files: &mut Files, folder: &str, function: &str) {
    let code = format!("#import {STYLE_PATH:?}: {function}\n#{function}(json(\"{folder}/data.json\"))\n");
    files.code.insert(format!("{folder}/main.typ"), code);
}

fn put_json(files: &mut Files, path: &str, data: &Json) {
    files.data.insert(path.to_string(), Bytes::from_string(data.to_string()));
}

/// Writes the nodes of one block, and the files they need beside them.
struct Writer<'a> {
    document: &'a Document,
    files: &'a mut Files,
    folder: &'a str,
    key: &'a str,
    span: Span,
    headings: &'a mut node::Headings,
    count: usize,
}

impl Writer<'_> {
    /// Puts a picture or code beside the block's data and returns its path.
    fn put(&mut self, ending: &str, bytes: Bytes, origin: Origin) -> String {
        self.count += 1;
        let path = format!("{}/{}.{ending}", self.folder, self.count);
        self.files.data.insert(path.clone(), bytes);
        self.files.origins.insert(path.clone(), origin);
        path
    }

    /// Puts Typst code beside the block's data and returns its path.
    fn put_code(&mut self, code: &str, origin: Origin) -> String {
        self.count += 1;
        let path = format!("{}/{}.typ", self.folder, self.count);
        self.files.code.insert(path.clone(), code.to_string());
        self.files.origins.insert(path.clone(), origin);
        path
    }
}

/// Names of folders made from keys: plain letters only, none twice.
#[derive(Default)]
struct Folders {
    taken: BTreeSet<String>,
}

impl Folders {
    fn claim(&mut self, kind: &str, key: &str) -> String {
        let plain: String = key
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
            .collect();
        let mut folder = format!("/{kind}/{plain}");
        let mut copy = 1;
        while !self.taken.insert(folder.clone()) {
            copy += 1;
            folder = format!("/{kind}/{plain}.{copy}");
        }
        folder
    }
}
