//! Anchors and aliases that are none: `&` and `*` at the start of a text, and names that nothing has.

use super::arena::{Arena, Form, NodeId};
use super::finding::{Finding, Found};
use super::mended::Mended;
use crate::diag::{Code, Diagnostic, did_you_mean};
use std::ops::Range;

/// An alias that contains itself.
pub(super) fn circle(mended: &Mended, name: &str, anchor: &Range<usize>, alias: Range<usize>) -> Diagnostic {
    let message = format!("the alias `*{name}` stands for something that contains it");
    let told = mended.error(alias, message, "the circle closes here");
    told.also(mended.span(anchor.clone()), "the anchor is here")
}

/// An alias whose anchor is not there, or a text that starts with a star.
pub(super) fn unknown<'a>(
    mended: &Mended,
    name: &str,
    range: Range<usize>,
    anchors: impl Iterator<Item = &'a str>,
) -> Found {
    if name.ends_with('*') || name.starts_with('*') {
        let label = "YAML reads `*` as a reference to an anchor";
        return Found::Mend(
            mended.quote(mended.error(range.clone(), "a value cannot start with `*`", label), range),
        );
    }
    let told =
        Diagnostic::error(Code::YamlSyntax, mended.span(range.clone()), format!("unknown anchor `*{name}`"));
    let Some(near) = did_you_mean(name, anchors) else {
        return Found::Told(without_anchor(mended, told, name, range.end));
    };
    let near = format!("*{near}");
    let told = told.label(format!("did you mean `{near}`?"));
    Found::Told(told.fix(format!("use `{near}`"), mended.span(range), near))
}

/// An alias whose anchor is not there, or stands below.
fn without_anchor(mended: &Mended, told: Diagnostic, name: &str, after: usize) -> Diagnostic {
    let (text, anchor) = (&*mended.text, format!("&{name}"));
    let below = text[after..].match_indices(&anchor).map(|(at, _)| after + at);
    let mut below =
        below.filter(|at| text[at + anchor.len()..].chars().next().is_none_or(char::is_whitespace));
    match below.next() {
        Some(at) => told
            .label("an anchor has to stand above its uses")
            .also(mended.span(at..at + anchor.len()), "it is given only here")
            .help(format!("move what `{anchor}` names above this line")),
        None => told
            .label(format!("no `{anchor}` above"))
            .help(format!("quote the text if a `*` is meant: \"*{name}\"")),
    }
}

/// The anchor of a text that no alias uses: most likely the first word of the text.
pub(super) fn unused(arena: &Arena, node: NodeId, anchor: &Range<usize>) -> Option<Finding> {
    let Form::Scalar(scalar) = &arena.raw(node).form else { return None };
    let value = &arena.raw(node).range;
    if !scalar.plain || !value.is_empty() && value.start < anchor.end {
        return None;
    }
    let name = &arena.text[anchor.clone()];
    let message = format!("`{name}` is not part of the text");
    let told = arena.mended.error(anchor.clone(), message, "YAML reads this as the name of an anchor");
    let told = told.help(format!("no `*{}` uses it; remove it if an anchor is meant", &name[1..]));
    Some(arena.mended.quote(told, anchor.start..value.end.max(anchor.end)))
}
