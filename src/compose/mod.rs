//! Stage 5: what is to be shown. Resolved blocks and their rows become a document of values and
//! formats; nothing is read and nothing is formatted.

use crate::block::View;
use crate::data::Tables;
use crate::diag::{Result, Sink};
use crate::document::{Block, Document, Meta};
use crate::resolve::{Report, Section};
use crate::value::ParamValue;
use std::collections::BTreeMap;

/// Puts rows into the report's blocks.
pub fn compose(report: &Report, tables: &Tables, sink: &mut Sink) -> Result<Document> {
    let parameters = parameter_values(report);
    let view = view(report, tables, &parameters);
    let plain =
        |template: &crate::expr::Template, sink: &mut Sink| template.plain(&view, &report.region, sink);
    let document = Document {
        meta: Meta {
            title: plain(&report.title, sink),
            subtitle: report.subtitle.as_ref().map(|words| plain(words, sink)),
            author: report.author.as_ref().map(|words| plain(words, sink)),
            run_time: report.run_time,
            parameters: report.parameter_cells(),
            draft: tables.draft_reasons(),
            classification: report.classification.as_ref().map(|words| plain(words, sink)),
            footer: report.footer.as_ref().map(|words| plain(words, sink)),
            generator: generator(report),
            written: report.front_words().map(|words| words.text().span()).collect(),
        },
        region: report.region.clone(),
        theme: report.theme.clone(),
        sections: report
            .sections
            .iter()
            .filter(|section| section.wanted)
            .filter_map(|section| compose_section(section, &view, sink))
            .collect(),
    };
    sink.checkpoint()?;
    Ok(document)
}

/// Values of the parameters by name.
pub fn parameter_values(report: &Report) -> BTreeMap<String, ParamValue> {
    let pair = |parameter: &crate::resolve::Parameter| (parameter.name.clone(), parameter.value.clone());
    report.parameters.iter().map(pair).collect()
}

/// What blocks and file names may look at.
pub fn view<'a>(
    report: &'a Report,
    tables: &'a Tables,
    parameters: &'a BTreeMap<String, ParamValue>,
) -> View<'a> {
    View { tables, parameters, run_time: report.run_time, region: &report.region, theme: &report.theme }
}

fn generator(report: &Report) -> String {
    let folio = concat!("Folio ", env!("CARGO_PKG_VERSION"));
    match &report.template {
        Some(template) => format!("{folio}, template {template}"),
        None => folio.to_string(),
    }
}

fn compose_section(section: &Section, view: &View, sink: &mut Sink) -> Option<crate::document::Section> {
    if let Some(when) = &section.when
        && when.truth(view, sink) != Some(true)
    {
        return None;
    }
    let mut blocks = Vec::new();
    let mut of_kind: BTreeMap<&str, usize> = BTreeMap::new();
    for block in &section.blocks {
        // A key by kind and count within its section stays the same when blocks of other kinds come
        // and go, which keeps caches warm while a report is edited.
        let count = of_kind.entry(block.kind).or_default();
        *count += 1;
        let key = match &block.id {
            Some(id) => format!("{}/{id}", section.id),
            None => format!("{}/{}-{count}", section.id, block.kind),
        };
        let nodes = block.compose(view, sink);
        if !nodes.is_empty() {
            let data = block.datasets().into_iter().collect();
            blocks.push(Block { key, span: block.span, data, nodes });
        }
    }
    Some(crate::document::Section {
        id: section.id.clone(),
        title: section.title.rich(view, sink),
        written: section.title.text().span(),
        new_page: section.new_page,
        blocks,
    })
}
