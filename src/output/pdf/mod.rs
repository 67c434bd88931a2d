//! Pages: a document becomes small Typst files with their data beside them, and Typst makes them a
//! PDF or pictures of pages. The only module that knows Typst.

mod alone;
mod compact;
mod emit;
mod errors;
mod glyphs;
mod listing;
mod standard;
#[cfg(test)]
mod tests;
mod world;

use crate::compile::{Preview, PreviewPage};
use crate::diag::{Result, Sink};
use crate::document::{Document, Meta};
use crate::format::Region;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typst::foundations::{Datetime, Smart};
use typst::utils::hash128;
use typst_layout::PagedDocument;
use typst_pdf::Timestamp;
use world::Pages;

pub use alone::{Picture, plots, pngs, svgs};
pub use errors::check as check_code;
pub use standard::{Standard, check_together};
pub use world::families;

/// How the pages are made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PdfOptions {
    /// Whether there is a list of contents with page numbers.
    #[serde(default)]
    pub toc: bool,
    /// Whether the first page is a cover.
    #[serde(default)]
    pub cover: bool,
    /// Standards the file must conform to.
    #[serde(default)]
    pub standards: Vec<Standard>,
}

/// Compilations that cached work outlives unused: one, so that a preview reuses what did not change
/// and memory holds one report and not the history of a session.
const CACHE_AGE_MAX: usize = 1;

/// Makes the PDF. The same document and options give the same bytes.
pub fn render(document: &Document, options: &PdfOptions, sink: &mut Sink) -> Result<Vec<u8>> {
    let standards = standard::combine(&options.standards, sink)?;
    let pages = pages(document, options, sink);
    let laid_out = lay_out(&pages, sink)?;
    let pdf_options = typst_pdf::PdfOptions {
        ident: Smart::Auto,
        creator: Smart::Custom(Some(document.meta.generator.clone())),
        timestamp: timestamp(&document.meta, &document.region),
        standards,
        ..typst_pdf::PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&laid_out, &pdf_options);
    pdf.map(compact::compact).map_err(|mistakes| errors::report(&pages, &mistakes, sink))
}

/// Makes pictures of the pages, for a screen.
pub fn preview(document: &Document, options: &PdfOptions, sink: &mut Sink) -> Result<Preview> {
    let pages = pages(document, options, sink);
    let laid_out = lay_out(&pages, sink)?;
    let picture = |page: &typst_layout::Page| {
        let svg = typst_svg::svg(page, &typst_svg::SvgOptions::default());
        let size = page.frame.size();
        PreviewPage {
            key: format!("{:032x}", hash128(&svg)),
            width_pt: size.x.to_pt(),
            height_pt: size.y.to_pt(),
            svg: svg.into(),
        }
    };
    Ok(Preview { pages: laid_out.pages().iter().map(picture).collect() })
}

fn pages(document: &Document, options: &PdfOptions, sink: &mut Sink) -> Pages {
    let files = emit::files(document, options);
    glyphs::check(document, &files, sink);
    Pages::new(files)
}

fn lay_out(pages: &Pages, sink: &mut Sink) -> Result<PagedDocument> {
    let warned = typst::compile::<PagedDocument>(pages);
    // Also after a failure: a watch of a broken report would grow without end.
    typst::comemo::evict(CACHE_AGE_MAX);
    errors::warn(pages, &warned.warnings, sink);
    warned.output.map_err(|mistakes| errors::report(pages, &mistakes, sink))
}

/// The report's run time as the date of the file, in the report's own time zone.
fn timestamp(meta: &Meta, region: &Region) -> Option<Timestamp> {
    let local = meta.run_time.to_zoned(region.time_zone().clone());
    let part = |number: i8| u8::try_from(number).ok();
    let datetime = Datetime::from_ymd_hms(
        i32::from(local.year()),
        part(local.month())?,
        part(local.day())?,
        part(local.hour())?,
        part(local.minute())?,
        part(local.second())?,
    )?;
    Timestamp::new_local(datetime, local.offset().seconds() / 60)
}
