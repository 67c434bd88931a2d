//! Charts alone: each with its words becomes a picture in a file of its own, which has to be understood
//! where the rest of the report is not at hand.

use super::world::{Exhibit, Pages};
use super::{emit, glyphs, lay_out};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::document::{Block, ChartNode, ColumnNode, Document, Node, Section};
use crate::limits::PICTURE_PIXELS_MAX;
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use typst_layout::Page;
use typst_library::layout::{Frame, FrameItem};
use typst_library::visualize::{ImageKind, SvgImage};

/// Longest name made from a title.
const NAME_CHARS_MAX: usize = 60;
/// Pixels an inch of pictures in a workbook: two for each pixel of a usual screen.
const SHEET_DPI: u16 = 192;
const POINTS_AN_INCH: f64 = 72.0;
const SVG_UNITS_AN_INCH: f32 = 96.0;
const INCHES_A_METRE: f64 = 39.370_078_740_157_48;

/// A chart as a file.
#[derive(Debug)]
pub struct Picture {
    /// Name without ending; no two of a report are the same.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Makes every chart an SVG whose letters are outlines, so that it looks the same without our fonts.
pub fn svgs(document: &Document, sink: &mut Sink) -> Result<Vec<Picture>> {
    pictures(&only_charts(document, &all), sink, |exhibit, page, _| Ok(svg(exhibit, page).into_bytes()))
}

/// Makes the wanted charts PNGs without the words around them, by a key of theirs.
pub fn plots(
    document: &Document,
    wanted: &dyn Fn(&ChartNode) -> bool,
    key: fn(&ChartNode) -> usize,
    sink: &mut Sink,
) -> Result<BTreeMap<usize, Vec<u8>>> {
    let keys = RefCell::new(Vec::new());
    let bare = |node: &ChartNode| {
        let node = wanted(node).then(|| ChartNode {
            title: None,
            subtitle: None,
            notes: Vec::new(),
            source: None,
            ..node.clone()
        });
        keys.borrow_mut().extend(node.as_ref().map(key));
        node
    };
    let mut document = only_charts(document, &bare);
    document.meta.draft.clear();
    document.meta.classification = None;
    let made = pictures(&document, sink, |exhibit, page, sink| png(exhibit, page, SHEET_DPI, sink))?;
    Ok(keys.into_inner().into_iter().zip(made).map(|(key, picture)| (key, picture.bytes)).collect())
}

/// Makes every chart a PNG.
pub fn pngs(document: &Document, dpi: u16, sink: &mut Sink) -> Result<Vec<Picture>> {
    pictures(&only_charts(document, &all), sink, |exhibit, page, sink| png(exhibit, page, dpi, sink))
}

fn all(node: &ChartNode) -> Option<ChartNode> {
    Some(node.clone())
}

fn pictures(
    document: &Document,
    sink: &mut Sink,
    make: impl Fn(&Exhibit, &Page, &mut Sink) -> Result<Vec<u8>>,
) -> Result<Vec<Picture>> {
    let mut files = emit::alone(document);
    glyphs::check(document, &files, sink);
    let exhibits = std::mem::take(&mut files.exhibits);
    if exhibits.is_empty() {
        return Ok(Vec::new());
    }
    let laid_out = lay_out(&Pages::new(files), sink)?;
    let mut names = Names::default();
    let made: Vec<Result<Picture>> = exhibits
        .iter()
        .zip(laid_out.pages())
        .map(|(exhibit, page)| Ok(Picture { name: names.claim(exhibit), bytes: make(exhibit, page, sink)? }))
        .collect();
    made.into_iter().collect()
}

/// The document without what is no chart; columns stay, since they say how wide charts are.
fn only_charts(document: &Document, keep: &Keep) -> Document {
    let block = |block: &Block| Block { nodes: charts(&block.nodes, keep), ..bare(block) };
    let section = |section: &Section| Section {
        id: section.id.clone(),
        title: Vec::new(),
        written: section.written,
        new_page: false,
        blocks: section.blocks.iter().map(block).collect(),
    };
    Document {
        meta: document.meta.clone(),
        region: document.region.clone(),
        theme: document.theme.clone(),
        sections: document.sections.iter().map(section).collect(),
    }
}

/// A block without what it shows.
fn bare(block: &Block) -> Block {
    Block { key: block.key.clone(), span: block.span, data: block.data.clone(), nodes: Vec::new() }
}

/// Which charts are kept, and what of them.
type Keep<'a> = dyn Fn(&ChartNode) -> Option<ChartNode> + 'a;

fn charts(nodes: &[Node], keep: &Keep) -> Vec<Node> {
    let only = |node: &Node| match node {
        Node::Chart(chart) => keep(chart).map(Node::Chart),
        Node::Columns(columns) => Some(Node::Columns(
            columns
                .iter()
                .map(|each| ColumnNode { share: each.share, nodes: charts(&each.nodes, keep) })
                .collect(),
        )),
        Node::Callout { tone, body, .. } => {
            Some(Node::Callout { tone: *tone, title: None, body: charts(body, keep) })
        }
        Node::List { start, items } => {
            Some(Node::List { start: *start, items: items.iter().map(|item| charts(item, keep)).collect() })
        }
        Node::Quote(body) => Some(Node::Quote(charts(body, keep))),
        Node::Heading { .. }
        | Node::Paragraph(_)
        | Node::Code(_)
        | Node::Rule
        | Node::Metrics(_)
        | Node::Table(_)
        | Node::Image(_)
        | Node::PageBreak
        | Node::Typst { .. } => None,
    };
    nodes.iter().filter_map(only).collect()
}

/// Names of files: the block's own, the title's words, or the place; none twice on any file system.
#[derive(Default)]
struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    fn claim(&mut self, exhibit: &Exhibit) -> String {
        let words = exhibit.name.iter().chain([&exhibit.title, &exhibit.key]);
        let name = words.map(|words| slug(words)).find(|name| !name.is_empty()).unwrap_or("chart".into());
        let mut free = name.clone();
        let mut copy = 1;
        while !self.taken.insert(free.clone()) {
            copy += 1;
            free = format!("{name}-{copy}");
        }
        free
    }
}

/// Words in lower case with dashes between.
fn slug(words: &str) -> String {
    let mut slug = String::new();
    for c in words.chars() {
        match c.is_alphanumeric() {
            true => slug.extend(c.to_lowercase()),
            false if !slug.ends_with('-') && !slug.is_empty() => slug.push('-'),
            false => {}
        }
    }
    let whole = slug.trim_end_matches('-');
    match whole.char_indices().nth(NAME_CHARS_MAX) {
        // No half words at the end.
        Some((end, _)) => {
            whole[..=end].rsplit_once('-').map_or(&whole[..end], |(words, _)| words).to_string()
        }
        None => whole.to_string(),
    }
}

fn svg(exhibit: &Exhibit, page: &Page) -> String {
    let drawn = typst_svg::svg(page, &typst_svg::SvgOptions::default());
    let drawn = match chart_of(&page.frame) {
        Some(chart) => with_outlines(&drawn, &chart),
        None => drawn,
    };
    // Readers for the blind say the title and the description of a picture.
    let Some((root, rest)) = drawn.split_once('>') else { return drawn };
    let title = if exhibit.title.is_empty() { String::new() } else { element("title", &exhibit.title) };
    format!("{root} role=\"img\">{title}{}{rest}", element("desc", &exhibit.alt))
}

fn element(name: &str, text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<{name}>{text}</{name}>")
}

/// The chart on a page, with its letters already set.
fn chart_of(frame: &Frame) -> Option<SvgImage> {
    frame.items().find_map(|(_, item)| match item {
        FrameItem::Group(group) => chart_of(&group.frame),
        FrameItem::Image(image, ..) => match image.kind() {
            ImageKind::Svg(svg) => Some(svg.clone()),
            ImageKind::Raster(_) | ImageKind::Pdf(_) => None,
        },
        FrameItem::Text(_) | FrameItem::Shape(..) | FrameItem::Link(..) | FrameItem::Tag(_) => None,
    })
}

/// The page with the chart drawn into it. Typst embeds a picture as a file within the file, whose words
/// would need our font on the reader's machine, and which few programs can edit.
fn with_outlines(page: &str, chart: &SvgImage) -> String {
    let Some((before, rest)) = page.split_once("<image ") else { return page.to_string() };
    let Some((attributes, after)) = rest.split_once("/>") else { return page.to_string() };
    let attribute = |name: &str| {
        let (_, value) = attributes.split_once(&format!("{name}=\""))?;
        value.split_once('"').map(|(value, _)| value)
    };
    let place = attribute("transform").map(|place| format!(" transform=\"{place}\"")).unwrap_or_default();
    let (width, height) = (attribute("width").unwrap_or("100%"), attribute("height").unwrap_or("100%"));
    let (own_width, own_height) = (chart.width(), chart.height());
    let inside = outlines(chart);
    format!(
        "{before}<g{place}><svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {own_width} {own_height}\" \
         preserveAspectRatio=\"none\">{inside}</svg></g>{after}"
    )
}

/// What the chart draws, without the element around it.
fn outlines(chart: &SvgImage) -> String {
    let options = usvg::WriteOptions {
        // Its names must not meet those of the page.
        id_prefix: Some("chart-".into()),
        coordinates_precision: 3,
        transforms_precision: 5,
        indent: usvg::Indent::None,
        ..usvg::WriteOptions::default()
    };
    let whole = chart.tree().to_string(&options);
    let inside = whole.split_once('>').map_or("", |(_, rest)| rest);
    inside.trim_end().strip_suffix("</svg>").unwrap_or(inside).to_string()
}

fn png(exhibit: &Exhibit, page: &Page, dpi: u16, sink: &mut Sink) -> Result<Vec<u8>> {
    check_size(exhibit, page, dpi, sink)?;
    let made = raster(&svg(exhibit, page), dpi).and_then(|pixels| {
        // The paper is opaque, so every pixel is.
        let colors: Vec<u8> =
            pixels.data().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        encode(exhibit, (pixels.width(), pixels.height()), dpi, &colors).map_err(|error| error.to_string())
    });
    made.map_err(|error| {
        let message = format!("the chart cannot be written as PNG: {error}");
        sink.fail(Diagnostic::error(Code::Render, exhibit.span, message))
    })
}

/// The pixels of the SVG, drawn at once in their size: a chart that is drawn first and laid on the page then
/// loses lines of pixels where its edges fall between two.
fn raster(drawn: &str, dpi: u16) -> std::result::Result<Pixmap, String> {
    let tree = usvg::Tree::from_str(drawn, &usvg::Options::default()).map_err(|error| error.to_string())?;
    let scale = f32::from(dpi) / SVG_UNITS_AN_INCH;
    let (width, height) = (tree.size().width() * scale, tree.size().height() * scale);
    let mut pixels = Pixmap::new(width.round() as u32, height.round() as u32).ok_or("it has no size")?;
    pixels.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    Ok(pixels)
}

fn check_size(exhibit: &Exhibit, page: &Page, dpi: u16, sink: &mut Sink) -> Result<()> {
    let size = page.frame.size();
    let square_inches = size.x.to_pt() * size.y.to_pt() / (POINTS_AN_INCH * POINTS_AN_INCH);
    let pixels = square_inches * f64::from(dpi).powi(2);
    if pixels <= PICTURE_PIXELS_MAX as f64 {
        return Ok(());
    }
    let fits = (PICTURE_PIXELS_MAX as f64 / square_inches).sqrt().floor();
    let millions = |pixels: f64| (pixels / 1e6).ceil();
    let message = format!(
        "at {dpi} dpi this chart would have {} million pixels, and {} million are the limit",
        millions(pixels),
        millions(PICTURE_PIXELS_MAX as f64)
    );
    let help = format!("ask for {fits} dpi or less, make the chart lower, or write it as `svg`");
    Err(sink.fail(Diagnostic::error(Code::Render, exhibit.span, message).help(help)))
}

fn encode(
    exhibit: &Exhibit,
    (width, height): (u32, u32),
    dpi: u16,
    colors: &[u8],
) -> std::result::Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let a_metre = (f64::from(dpi) * INCHES_A_METRE).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: a_metre,
        yppu: a_metre,
        unit: png::Unit::Meter,
    }));
    if !exhibit.title.is_empty() {
        encoder.add_itxt_chunk("Title".into(), exhibit.title.clone())?;
    }
    encoder.add_itxt_chunk("Description".into(), exhibit.alt.clone())?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(colors)?;
    writer.finish()?;
    Ok(bytes)
}
