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

    fn block(&self, random: &mut Random) -> String {
        let header = format!("{}{}", random.pick(&["|", ">"]), random.pick(&["", "-", "+"]));
        let lines = random.times(5, |random, index| {
            let deeper = if index > 0 { " ".repeat(random.below(3)) } else { String::new() };
            let text = format!("{} {}", random.pick(WORDS), random.pick(WORDS));
            format!("{}{deeper}{text}{}", self.indent, self.breaks.repeat(1 + random.below(3)))
        });
        format!("{header}{}{lines}", self.breaks)
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

/// A document that holds one random scalar among others.
fn random_document(random: &mut Random) -> String {
    let breaks = random.pick(&["\n", "\n", "\r\n"]);
    let layout = Layout { breaks, indent: " ".repeat(4 + random.below(3)) };
    let scalar = match random.below(4) {
        0 => layout.block(random),
        1 => layout.double_quoted(random),
        2 => layout.single_quoted(random),
        _ => layout.plain(random),
    };
    format!("a:{breaks}- k: {scalar}- z{breaks}")
}

#[test]
fn scalar_maps_lead_back_to_equal_bytes() {
    let mut random = Random(1);
    let mut exact = 0;
    for _ in 0..4000 {
        let text = random_document(&mut random);
        let mut sink = Sink::default();
        let file = sink.sources.add("r", text.as_str());
        let scalar = parse(file, &mut sink)
            .and_then(|node| node.get("a")?.items().first()?.get("k"))
            .unwrap_or_else(|| panic!("{text:?} {:?}", sink.diagnostics()));
        let value = scalar.text().unwrap_or_else(|| panic!("{text:?} {:?}", sink.diagnostics())).to_owned();
        let map = scalar.scalar_map();
        if value.is_empty() {
            continue;
        }
        assert!(map.is_exact(), "{text:?} has no map to {value:?}");
        for (decoded, source) in map.copied() {
            assert_eq!(value[decoded], text[source], "{text:?}");
        }
        for (at, word) in value.match_indices("日本") {
            assert_eq!(&text[map.span_of(at..at + word.len()).range()], word, "{text:?}");
        }
        exact += 1;
    }
    assert!(exact > 3500, "only {exact} scalars were looked at");
}
