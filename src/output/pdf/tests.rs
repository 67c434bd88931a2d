//! What the pages promise: the same bytes, mistakes told in their place, words that are never code.

use super::{PdfOptions, Standard, preview, render};
use crate::chart::{Spark, SparkKind};
use crate::diag::{Code, Severity, Sink, Span};
use crate::document::{Block, Cell, Document, Image, Inline, Meta, Metric, Node, Section};
use crate::format::{Format, Region};
use crate::theme::Theme;
use crate::value::Value;
use crate::yaml::Text;

fn span(sink: &mut Sink) -> Span {
    let file = sink.sources.add("report.yaml", "sections: []\n");
    Span::new(file, 0, 8)
}

fn document(sink: &mut Sink, nodes: Vec<Node>) -> Document {
    let block = Block { key: "s.one".to_string(), span: span(sink), data: Vec::new(), nodes };
    let section = Section {
        id: "s".to_string(),
        title: vec![Inline::Text("Section".to_string())],
        written: Span::nowhere(),
        new_page: false,
        blocks: vec![block],
    };
    Document {
        meta: Meta {
            title: "Report".to_string(),
            subtitle: None,
            author: None,
            run_time: "2024-03-01T12:00:00Z".parse().expect("a valid time"),
            parameters: Vec::new(),
            draft: vec!["`closed`: 2 rows twice".to_string()],
            classification: Some("Internal".to_string()),
            footer: None,
            generator: "Folio".to_string(),
            written: Vec::new(),
        },
        region: Region::default(),
        theme: Theme::default(),
        sections: vec![section],
    }
}

fn words(text: &str) -> Node {
    Node::Paragraph(vec![Inline::Text(text.to_string())])
}

fn metric(label: &str, number: i64) -> Metric {
    let format = Format::parse("#,##0").expect("a valid code");
    Metric {
        label: vec![Inline::Text(label.to_string())],
        value: Cell { value: Value::Integer(number), format },
        delta: None,
        spark: Some(Spark { kind: SparkKind::Line, values: vec![Some(1.0), None, Some(3.0), Some(2.0)] }),
        note: None,
    }
}

#[test]
fn same_document_same_bytes() {
    let mut sink = Sink::default();
    let metrics = Node::Metrics((0..6).map(|number| metric("Trades", number * 1000)).collect());
    let document = document(&mut sink, vec![metrics, words("Text")]);
    let options = PdfOptions { toc: true, cover: true, standards: Vec::new() };
    let first = render(&document, &options, &mut sink).expect("a good document");
    let second = render(&document, &options, &mut sink).expect("a good document");
    assert!(first == second && first.starts_with(b"%PDF-1.7"));
    assert!(sink.diagnostics().is_empty());
}

#[test]
fn words_are_never_code() {
    let mut sink = Sink::default();
    let odd = "#panic() *a _b `c` $d$ <e> @f = g // h /* i \\ \" [";
    let document = document(&mut sink, vec![words(odd), Node::Code(odd.to_string())]);
    render(&document, &PdfOptions::default(), &mut sink).expect("odd words are only words");
    assert!(sink.diagnostics().is_empty());
}

#[test]
fn a_page_keeps_its_key_until_its_picture_changes() {
    let mut sink = Sink::default();
    let pages = |text: &str, sink: &mut Sink| {
        let document = document(sink, vec![words("Same"), Node::PageBreak, words(text)]);
        preview(&document, &PdfOptions::default(), sink).expect("a good document").pages
    };
    let (before, after) = (pages("One", &mut sink), pages("Two", &mut sink));
    assert_eq!((before.len(), after.len()), (2, 2));
    assert_eq!(before[0].key, after[0].key);
    assert_ne!(before[1].key, after[1].key);
    assert!((before[0].width_pt - 595.28).abs() < 0.01);
}

#[test]
fn mistakes_in_typst_code_are_told_at_their_block() {
    let mut sink = Sink::default();
    let span = span(&mut sink);
    let code = Node::Typst(Text::synthetic("Hello\n#unknown", span));
    let document = document(&mut sink, vec![code]);
    render(&document, &PdfOptions::default(), &mut sink).expect_err("the name is unknown");
    let told = sink.diagnostics();
    assert_eq!((told.len(), told[0].code), (1, Code::Typst));
    assert_eq!(told[0].message, "unknown variable `unknown`");
    assert_eq!(told[0].primary.as_ref().map(|label| label.span), Some(span));
}

#[test]
fn a_picture_that_cannot_be_read_is_told_at_its_block() {
    let mut sink = Sink::default();
    let picture = Image {
        name: "logo.png".to_string(),
        bytes: b"no picture".to_vec().into(),
        alt: "Logo".to_string(),
        width: 0.5,
        caption: None,
    };
    let document = document(&mut sink, vec![Node::Image(picture)]);
    render(&document, &PdfOptions::default(), &mut sink).expect_err("not a picture");
    let told = sink.diagnostics();
    assert!(told[0].message.starts_with("the picture cannot be read") && told[0].primary.is_some());
}

#[test]
fn a_character_that_no_font_has_is_told() {
    let mut sink = Sink::default();
    let document = document(&mut sink, vec![words("Umsatz 売上")]);
    render(&document, &PdfOptions::default(), &mut sink).expect("boxes stand there");
    let told = sink.diagnostics();
    assert_eq!((told.len(), told[0].code, told[0].severity), (1, Code::MissingGlyph, Severity::Warning));
}

#[test]
fn standards_are_kept_or_refused() {
    let mut sink = Sink::default();
    let document = document(&mut sink, vec![words("Text"), Node::Rule]);
    let options = |standards| PdfOptions { standards, ..PdfOptions::default() };
    let both = options(vec![Standard::Ua1, Standard::A3a]);
    render(&document, &both, &mut sink).expect("both at once");
    let clash = options(vec![Standard::Ua1, Standard::A4]);
    render(&document, &clash, &mut sink).expect_err("of different versions");
    assert!(sink.diagnostics()[0].message.contains("PDF/A-4 and PDF/UA-1"));
}
