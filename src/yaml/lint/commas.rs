//! Texts between brackets that a comma cuts, entries without a colon, templates without quotes.

use super::items;
use crate::yaml::arena::{Arena, Form, NodeId, shorten};
use crate::yaml::explain::{sign_for_colon, wrong_colon};
use crate::yaml::finding::Finding;
use crate::yaml::known_keys::KnownKeys;
use crate::yaml::lines::BLANKS;
use crate::yaml::mended::{Change, Mended};
use std::ops::Range;

/// Looks at all that a list or a mapping holds: items, or keys and values by turns.
pub(in crate::yaml) fn collection(
    arena: &Arena,
    children: &[NodeId],
    id: NodeId,
    is_mapping: bool,
    known_keys: KnownKeys,
) -> Option<Finding> {
    if is_mapping {
        unquoted_template(arena, children, id)
            .or_else(|| items::as_keys(arena, children))
            .or_else(|| cut_parentheses(arena, children))
            .or_else(|| without_colon(arena, children, id, known_keys))
    } else {
        cut_parentheses(arena, children).or_else(|| items_without_colon(arena, children, known_keys))
    }
}

/// A template that lacks its quotes, and so is a mapping inside a mapping.
fn unquoted_template(arena: &Arena, children: &[NodeId], id: NodeId) -> Option<Finding> {
    let range = arena.raw(id).range.clone();
    if children.len() > 2 || !arena.text[range.start..].starts_with("{{") {
        return None;
    }
    let head = range.start..range.end.min(crate::yaml::lines::line_end(&arena.text, range.start));
    let label = "YAML reads this as a mapping inside a mapping";
    let told = arena.mended.error(head, "`{{ … }}` must be quoted", label);
    let mut finding = arena.mended.quote(told, range);
    if let Some(fix) = &mut finding.told.fix {
        fix.title = "quote the template".into();
    }
    Some(finding)
}

/// Finds values like `decimal(18,2)` that a comma of the surrounding `[ ]` or `{ }` has cut.
fn cut_parentheses(arena: &Arena, children: &[NodeId]) -> Option<Finding> {
    let mut open: Option<NodeId> = None;
    for child in children {
        let Some(scalar) = arena.scalar(*child).filter(|scalar| scalar.plain) else { continue };
        let (opening, closing) = (scalar.value.matches('(').count(), scalar.value.matches(')').count());
        match open {
            None if opening > closing => open = Some(*child),
            Some(first) if closing > opening => return cut_by_comma(arena, first, *child),
            None | Some(_) => {}
        }
    }
    None
}

/// `decimal(18,2)` is a text, `(a, b)` a list in the brackets of another language.
fn cut_by_comma(arena: &Arena, first: NodeId, last: NodeId) -> Option<Finding> {
    let range = arena.raw(first).range.start..arena.raw(last).range.end;
    let source = arena.text.get(range.clone())?;
    let Some(inner) = source.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else {
        return Some(split(
            arena,
            range.clone(),
            Some(arena.mended.quote(told_of(arena, range.clone()), range)),
        ));
    };
    if inner.contains(['(', ')']) {
        return None;
    }
    let label = "`( )` is part of a text, and the comma starts the next value";
    let told = arena.mended.error(range.clone(), "a list stands in `[ ]`", label);
    Some(arena.mended.fix(told, "write a list", vec![Change::meant(range, format!("[{inner}]"))]))
}

fn told_of(arena: &Arena, range: Range<usize>) -> crate::diag::Diagnostic {
    let message = format!("a comma splits `{}`", shorten(&arena.text[range.clone()]));
    arena.mended.error(range, message, "inside `{ }` and `[ ]` a comma starts the next value")
}

/// What to do about a text that commas cut: as given, or only hidden.
fn split(arena: &Arena, range: Range<usize>, fix: Option<Finding>) -> Finding {
    fix.unwrap_or_else(|| {
        let told = told_of(arena, range.clone())
            .help("quote the value if it is one text, or write `[a, b]` for a list");
        Finding::hidden(told, vec![Change::unread(range)])
    })
}

/// An entry between braces that has no colon: the rest of a text that a comma has cut, or a key whose
/// colon is missing or is another sign.
fn without_colon(arena: &Arena, children: &[NodeId], id: NodeId, known_keys: KnownKeys) -> Option<Finding> {
    if !arena.text[arena.raw(id).range.start..].starts_with('{') {
        return None;
    }
    let pairs: Vec<(NodeId, NodeId)> = children.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
    let is_loose = |(key, value): &(NodeId, NodeId)| {
        let end = arena.raw(*key).range.end;
        let rest = arena.text[end..].trim_start_matches([' ', '\t', '\r', '\n']);
        let is_plain = arena.scalar(*key).is_some_and(|key| key.plain && !key.is_null());
        is_plain && arena.raw(*value).range.is_empty() && rest.starts_with([',', '}'])
    };
    let at = pairs.iter().position(is_loose)?;
    let loose_keys =
        || pairs.iter().filter(|pair| is_loose(pair)).map(|(key, _)| arena.raw(*key).range.clone());
    let signs = loose_keys().filter_map(|key| {
        let (gap, message) = sign_for_colon(&arena.text[key.clone()])?;
        Some(wrong_colon(&arena.mended, key.start + gap.start..key.start + gap.end, message, false))
    });
    let is_lonely = pairs.len() == 1;
    let words = loose_keys().filter_map(|key| {
        let text = &arena.text[key.clone()];
        let (word, rest) = text.split_once(' ').filter(|(_, rest)| is_one_value(rest))?;
        let is_name = is_lonely && word.chars().all(|c| c.is_alphanumeric() || c == '_');
        let blank = key.start + word.len()..key.end - rest.trim_start().len();
        let is_key = known_keys.has(word) || is_name;
        is_key.then(|| missing_colon(&arena.mended, key.start..key.start + word.len(), blank))
    });
    let signs = arena.mended.together(signs);
    if let Some(finding) = signs.or_else(|| arena.mended.together(words)) {
        return Some(finding);
    }
    let before = at.checked_sub(1).map(|before| pairs[before].1)?;
    let is_text = arena.scalar(before).is_some_and(|value| value.plain && !value.is_null());
    let loose = pairs[at..].iter().take_while(|pair| is_loose(pair)).count();
    let end = arena.raw(pairs[at + loose - 1].0).range.end;
    is_text.then(|| cut_text(arena, arena.raw(before).range.start..end))
}

fn is_one_value(text: &str) -> bool {
    !text.trim_matches(BLANKS).contains(' ')
}

/// `top 10` where `top: 10` is meant.
pub(in crate::yaml) fn missing_colon(mended: &Mended, word: Range<usize>, blank: Range<usize>) -> Finding {
    let message = format!("`:` is missing after `{}`", &mended.text[word.clone()]);
    let told = mended.error(word, message, "a key and its value are separated by `: `");
    mended.fix(told, "insert it", vec![Change::meant(blank, ": ")])
}

/// `text hello` among items that are mappings.
fn items_without_colon(arena: &Arena, children: &[NodeId], known_keys: KnownKeys) -> Option<Finding> {
    if !children.iter().any(|item| matches!(arena.get(*item).form, Form::Mapping(_))) {
        return None;
    }
    let findings = children.iter().filter_map(|item| {
        let range = arena.raw(*item).range.clone();
        let text = &arena.text[range.clone()];
        arena.scalar(*item).filter(|item| item.plain)?;
        let (word, rest) = text.split_once(' ').filter(|(word, _)| known_keys.has(word))?;
        let blank = range.start + word.len()..range.end - rest.trim_start().len();
        (!text.contains('\n'))
            .then(|| missing_colon(&arena.mended, range.start..range.start + word.len(), blank))
    });
    arena.mended.together(findings)
}

/// A text that goes on behind a comma. What it was meant to be decides how it is written.
fn cut_text(arena: &Arena, range: Range<usize>) -> Finding {
    let text = &arena.text[range.clone()];
    if let Some(number) = plain_number(text) {
        let told = told_of(arena, range.clone());
        return arena.mended.fix(told, format!("write `{number}`"), vec![Change::meant(range, number)]);
    }
    if let Some(number) = decimal(text) {
        let told = told_of(arena, range.clone());
        let finding = arena.mended.fix(told, "write a decimal point", vec![Change::meant(range, number)]);
        return finding.unsure();
    }
    let is_code = text.chars().all(|c| matches!(c, '0' | '#' | ',' | '.' | '%' | ';'));
    let is_sentence = text.split(',').any(|part| part.trim().contains(' '));
    let quote =
        (is_code || is_sentence).then(|| arena.mended.quote(told_of(arena, range.clone()), range.clone()));
    split(arena, range, quote)
}

/// `1,000` as digits.
fn plain_number(text: &str) -> Option<String> {
    let mut groups = text.trim_start_matches('-').split(',');
    let is_digits = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let first =
        groups.next().filter(|first| is_digits(first) && first.len() <= 3 && !first.starts_with('0'))?;
    let is_grouped = groups.all(|group| is_digits(group) && group.len() == 3);
    (is_grouped && !first.is_empty()).then(|| text.replace(',', ""))
}

/// `0,05` with a point. `0,00` is a format.
fn decimal(text: &str) -> Option<String> {
    let (whole, part) = text.split_once(',')?;
    let is_digits = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = is_digits(whole.trim_start_matches('-')) && is_digits(part);
    (is_number && text.contains(|c| ('1'..='9').contains(&c))).then(|| text.replace(',', "."))
}
