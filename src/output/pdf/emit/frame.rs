//! What stands around the blocks: the look of every page, and what the report says of itself.

use super::super::PdfOptions;
use super::rich;
use crate::document::{Document, Meta};
use crate::fonts;
use crate::format::{Format, Region};
use crate::theme::{Color, Theme};
use crate::value::Value;
use crate::words;
use serde_json::{Value as Json, json};

/// Space between facts under the title.
const FACT_GAP_PT: f64 = 26.0;
/// Size of their labels as a share of the body's; `tiny` in `style.typ`.
const FACT_LABEL_SIZE: f64 = 0.77;

/// Colours and sizes, for `style.typ`.
pub fn look(document: &Document) -> Json {
    let (theme, region) = (&document.theme, &document.region);
    let colors = &theme.colors;
    json!({
        "words": words::of(region.language()),
        "lang": region.language(),
        "region": country(region),
        "fonts": theme.fonts,
        "size": theme.text_size_pt,
        "width": theme.page.width_pt,
        "height": theme.page.height_pt,
        "margins": theme.page.margins_pt,
        "footer": document.meta.footer,
        "paper": colors.paper.hex(),
        "ink": colors.ink.hex(),
        "muted": colors.muted.hex(),
        "line": colors.line.hex(),
        "wash": colors.wash.hex(),
        "accent": colors.accent.hex(),
        "on-accent": readable_on(colors.accent, theme).hex(),
        "warn": colors.warn.hex(),
        "warn-fill": tint(colors.warn, theme).hex(),
    })
}

/// What the report says of itself.
pub fn report(document: &Document, options: &PdfOptions) -> Json {
    let (meta, region) = (&document.meta, &document.region);
    let facts = facts(meta, region);
    json!({
        "title": meta.title,
        "subtitle": meta.subtitle,
        "author": meta.author.iter().collect::<Vec<_>>(),
        "description": meta.subtitle,
        "fact-columns": fact_columns(&facts, &document.theme),
        "fact-gap": FACT_GAP_PT,
        "facts": facts,
        "draft": meta.draft.iter().map(|reason| rich::json(&rich::from_backticks(reason), region)).collect::<Vec<_>>(),
        "classification": meta.classification,
        "colophon": meta.generator,
        "cover": options.cover,
        "toc": options.toc,
    })
}

/// The parameters, the author and the day, as pairs of label and text.
fn facts(meta: &Meta, region: &Region) -> Vec<(String, String)> {
    let words = words::of(region.language());
    let mut facts: Vec<(String, String)> =
        meta.parameters.iter().map(|(label, cell)| (label.clone(), cell.text(region))).collect();
    facts.extend(meta.author.iter().map(|author| (words.author.to_string(), author.clone())));
    let day = Format::parse(words.day).expect("our own codes are date codes");
    facts.push((words.made.to_string(), day.display(&Value::Instant(meta.run_time), region).text));
    facts
}

/// As many facts beside each other as fit; the rest stands below in the same columns.
fn fact_columns(facts: &[(String, String)], theme: &Theme) -> usize {
    let width = |(label, value): &(String, String)| {
        let label = fonts::text_width_pt(label, theme.text_size_pt * FACT_LABEL_SIZE, 400);
        label.max(fonts::text_width_pt(value, theme.text_size_pt, 500))
    };
    let widths: Vec<f64> = facts.iter().map(width).collect();
    let fits = |columns: &usize| {
        let widest = (0..*columns)
            .map(|column| widths.iter().skip(column).step_by(*columns).copied().fold(0.0, f64::max));
        let total = widest.sum::<f64>() + FACT_GAP_PT * (*columns as f64 - 1.0);
        total <= theme.page.text_width_pt()
    };
    (1..=facts.len()).rev().find(fits).unwrap_or(1)
}

/// The country of the locale, as Typst wants it.
fn country(region: &Region) -> Option<String> {
    let territory = region.territory();
    (territory.len() == 2).then(|| territory.to_ascii_lowercase())
}

/// A faint wash of a colour on the paper.
pub fn tint(color: Color, theme: &Theme) -> Color {
    const TINT: f64 = 0.07;
    color.over(theme.colors.paper, TINT)
}

/// Paper or ink, whichever can be read better on a colour.
pub fn readable_on(color: Color, theme: &Theme) -> Color {
    let (paper, ink) = (theme.colors.paper, theme.colors.ink);
    if contrast(color, paper) >= contrast(color, ink) { paper } else { ink }
}

/// Contrast of two colours as WCAG counts it, 1 to 21.
fn contrast(a: Color, b: Color) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(color: Color) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)
}
