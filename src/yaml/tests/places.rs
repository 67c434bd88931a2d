//! Random scalars of all styles: their maps must lead back to equal bytes.

use crate::diag::Sink;
use crate::yaml::parse;

/// A small random source: a linear congruential generator.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }

    fn times(&mut self, most: usize, mut make: impl FnMut(&mut Random, usize) -> String) -> String {
        (0..=self.below(most)).map(|index| make(self, index)).collect()
    }
}

const WORDS: &[&str] =
    &["foo", "bär", "{{ x }}", "日本", "a b", "it's", "q\"q", "-", "🚀", "#set text(1pt)", "1"];

/// What the scalars of a document share.
struct Layout {
    breaks: &'static str,
    indent: String,
}

impl Layout {
    /// Blanks or line breaks within a flow scalar, from a sketch in which `<` is a break.
    fn fold(&self, sketch: &str) -> String {
        sketch.replace('<', &format!("{}{}", self.breaks, self.indent))
    }

    /// A block scalar, with blank lines before its text at times, and an indentation indicator, which
    /// lets the text itself start with blanks.
    fn block(&self, random: &mut Random, kind: &str) -> String {
        let indicator = random.pick(&["", "", "2"]);
        let header =
            format!("{kind}{indicator}{}{}", random.pick(&["", "-", "+"]), random.pick(&["", " # why"]));
        // The key stands at column 2, so an indicator of 2 means a text that is indented by 4.
        let indent = if indicator.is_empty() { self.indent.clone() } else { "    ".into() };
        let blank = self.breaks.repeat(random.below(2));
        let lines = random.times(5, |random, index| {
            let may_be_deeper = index > 0 || !indicator.is_empty();
            let deeper = if may_be_deeper { " ".repeat(random.below(3)) } else { String::new() };
            let text = format!("{} {}", random.pick(WORDS), random.pick(WORDS));
            format!("{indent}{deeper}{text}{}", self.breaks.repeat(1 + random.below(3)))
        });
        format!("{header}{}{blank}{lines}", self.breaks)
    }

    fn double_quoted(&self, random: &mut Random) -> String {
        let text = random.times(4, |random, _| {
            let escape = random.pick(&["", "\\n", "\\u00e9", "\\x41", "\\t", "\\\\", "\\uD83D\\uDE80"]);
            let fold = self.fold(random.pick(&["", " ", "\\<", "<", "<<"]));
            random.pick(WORDS).replace('"', "\\\"") + escape + &fold
        });
        format!("\"{text}\"{}", self.breaks)
    }

    fn single_quoted(&self, random: &mut Random) -> String {
        let text = random.times(4, |random, _| {
            random.pick(WORDS).replace('\'', "''") + &self.fold(random.pick(&["", " ", "<", "<<"]))
        });
        format!("'{text}'{}", self.breaks)
    }

    fn plain(&self, random: &mut Random) -> String {
        let text = random.times(3, |random, index| {
            let lead = if index > 0 { self.fold(random.pick(&["<", "<<", " <"])) } else { String::new() };
            lead + random.pick(&["foo", "bar baz", "日本 x", "it's", "p.q"])
        });
        format!("{text}{}", self.breaks)
    }
}

/// The five styles, each with what writes one.
type Write = fn(&Layout, &mut Random) -> String;
const STYLES: &[(&str, Write)] = &[
    ("literal", |layout, random| layout.block(random, "|")),
    ("folded", |layout, random| layout.block(random, ">")),
    ("double-quoted", Layout::double_quoted),
    ("single-quoted", Layout::single_quoted),
    ("plain", Layout::plain),
];

/// A document that holds one random scalar among others.
fn random_document(random: &mut Random, write: Write) -> String {
    let breaks = random.pick(&["\n", "\r\n"]);
    let layout = Layout { breaks, indent: " ".repeat(4 + random.below(3)) };
    let scalar = write(&layout, random);
    format!("a:{breaks}- k: {scalar}- z{breaks}")
}

/// Holds the map of the scalar of a document against both sides; false for an empty one.
fn hold_map(text: &str) -> bool {
    let mut sink = Sink::default();
    let file = sink.sources.add("r", text);
    let scalar = parse(file, &mut sink)
        .and_then(|node| node.get("a")?.items().first()?.get("k"))
        .unwrap_or_else(|| panic!("{text:?} {:?}", sink.diagnostics()));
    let value = scalar.text().unwrap_or_else(|| panic!("{text:?} {:?}", sink.diagnostics())).to_owned();
    let map = scalar.scalar_map();
    if value.is_empty() {
        return false;
    }
    assert!(map.is_exact(), "{text:?} has no map to {value:?}");
    let mut copied = 0;
    for (decoded, source) in map.copied() {
        assert_eq!(value[decoded.clone()], text[source], "{text:?}");
        copied += decoded.len();
    }
    // All but breaks, blanks and escapes is there as it was written.
    let letters = value.matches(['o', '日', 'ä']).map(str::len).sum::<usize>();
    assert!(copied >= letters, "{text:?} copies {copied} bytes of {value:?}");
    for word in ["日本", "foo", "{{ x }}"] {
        for (at, _) in value.match_indices(word) {
            assert_eq!(&text[map.span_of(at..at + word.len()).range()], word, "{text:?}");
        }
    }
    let places = (0..=value.len()).map(|at| map.span_of(at..at).start);
    assert!(places.is_sorted(), "{text:?}: places go back");
    true
}

#[test]
fn scalar_maps_lead_back_to_equal_bytes() {
    let mut random = Random(1);
    for (style, write) in STYLES {
        let held = (0..2000).filter(|_| hold_map(&random_document(&mut random, *write))).count();
        assert!(held > 1500, "only {held} {style} scalars were looked at");
    }
}
