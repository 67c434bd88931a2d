//! Changes of layout: dashes for a mapping that stands where a list belongs, and keys indented more.

use super::arena::{Arena, NodeId};
use super::lines::{indent_of, is_blank, line_at, line_start, next_line};
use super::node::Node;
use crate::diag::Edit;
use std::ops::Range;

/// The changes that make a list of a mapping: one item of all its keys, or an item of each key.
pub(super) fn dashes(arena: &Arena, id: NodeId, pairs: &[(NodeId, NodeId)], each_key: bool) -> Vec<Edit> {
    let range = arena.raw(id).range.clone();
    if arena.source(id).starts_with('{') {
        let edit = |at: usize, text: &str| Edit { span: arena.place(at..at), text: text.into() };
        return if each_key { Vec::new() } else { vec![edit(range.start, "["), edit(range.end, "]")] };
    }
    let starts: Vec<usize> = pairs.iter().map(|(key, _)| arena.raw(*key).range.start).collect();
    let column = range.start - line_start(&arena.text, range.start);
    let is_alone = |at: &usize| indent_of(&arena.text[line_start(&arena.text, *at)..]) == column;
    let is_deep = |line: usize| indent_of(&arena.text[line..]) >= column;
    if !starts.iter().all(is_alone) || !lines_of(&arena.text, &range).all(is_deep) {
        return Vec::new();
    }
    let is_dashed = |start: usize| each_key && starts.contains(&start) || start == range.start;
    lines_of(&arena.text, &range)
        .map(|line| line + column)
        .map(|at| Edit {
            span: arena.place(at..at),
            text: if is_dashed(at) { "- ".into() } else { "  ".into() },
        })
        .collect()
}

/// The changes that indent a key and its value by one more step; none where the key shares its line.
pub fn indented(key: &Node, value: &Node) -> Vec<Edit> {
    let arena = &key.arena;
    let range = arena.raw(key.id).range.start..arena.raw(value.id).range.end;
    let start = line_start(&arena.text, range.start);
    if start + indent_of(&arena.text[start..]) != range.start {
        return Vec::new();
    }
    let edit = |at| Edit { span: arena.place(at..at), text: "  ".into() };
    lines_of(&arena.text, &(range.start..range.end.max(range.start))).map(edit).collect()
}

/// Starts of the lines of a range that hold something.
fn lines_of<'a>(text: &'a str, range: &Range<usize>) -> impl Iterator<Item = usize> + 'a {
    let (first, end) = (line_start(text, range.start), range.end);
    let next = move |start: &usize| next_line(text, *start).filter(|next| *next < end);
    std::iter::successors(Some(first), next).filter(move |start| !is_blank(&text[line_at(text, *start)]))
}
