//! Breaks a text into lines that fit a width.

use crate::fonts;

/// Lines no wider than `width_em`, broken at spaces; a word that is wider alone is broken inside.
pub fn broken(text: &str, width_em: f64, weight: u16) -> Vec<String> {
    // Almost every cell of a listing is one short line.
    if !text.contains('\n') && em_width(text, weight) <= width_em {
        return vec![text.to_string()];
    }
    text.split('\n').flat_map(|line| wrapped(line, width_em, weight)).collect()
}

fn wrapped(text: &str, width_em: f64, weight: u16) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').flat_map(|word| pieces(word, width_em, weight)) {
        let longer = if line.is_empty() { word.clone() } else { format!("{line} {word}") };
        if line.is_empty() || em_width(&longer, weight) <= width_em {
            line = longer;
        } else {
            lines.push(std::mem::replace(&mut line, word));
        }
    }
    lines.push(line);
    lines
}

/// A word in pieces that each fit.
fn pieces(word: &str, width_em: f64, weight: u16) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for c in word.chars() {
        let piece = pieces.last_mut().expect("never empty");
        piece.push(c);
        if piece.chars().count() > 1 && em_width(piece, weight) > width_em {
            piece.pop();
            pieces.push(c.to_string());
        }
    }
    pieces
}

fn em_width(text: &str, weight: u16) -> f64 {
    fonts::text_width_pt(text, 1.0, weight)
}

#[cfg(test)]
mod tests {
    use super::broken;

    #[test]
    fn breaks_at_spaces_and_inside_words_that_are_too_long() {
        assert_eq!(broken("Net profit", 20.0, 400), ["Net profit"]);
        assert_eq!(broken("Net profit", 3.0, 400), ["Net", "profit"]);
        assert_eq!(broken("a\nb", 20.0, 400), ["a", "b"]);
        let long = broken("Donaudampfschiff", 3.0, 400);
        assert!(long.len() > 1 && long.concat() == "Donaudampfschiff");
    }
}
