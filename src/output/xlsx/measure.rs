//! How wide text is in a sheet, in widths of a digit. The reader's machine may not have the face, so
//! this is an estimate for common sans faces, on the safe side.

/// Widest column made to fit its values; beyond, text wraps.
pub const COLUMN_CHARS_MAX: f64 = 60.0;
/// Narrowest column.
pub const COLUMN_CHARS_MIN: f64 = 7.0;
/// Width of text blocks that reads well.
pub const TEXT_CHARS: f64 = 92.0;
/// Width of a column that nothing was said about.
pub const COLUMN_CHARS_DEFAULT: f64 = 8.43;

/// Width of one line of text.
pub fn width(text: &str) -> f64 {
    text.chars().map(char_width).sum()
}

/// Width of the longest line, or of the longest word.
pub fn longest_word(text: &str) -> f64 {
    text.split_whitespace().map(width).fold(0.0, f64::max)
}

/// How many lines a text takes when it is wrapped at a width.
pub fn lines(text: &str, width_chars: f64) -> usize {
    text.split('\n').map(|line| wrapped(line, width_chars)).sum()
}

/// A column's width in pixels of a screen with 96 dots to the inch, for a face with digits of seven pixels.
pub fn pixels(chars: f64) -> u32 {
    (chars * 7.0 + 5.0).floor() as u32
}

fn wrapped(line: &str, width_chars: f64) -> usize {
    let (mut count, mut used) = (1, 0.0);
    for word in line.split_inclusive(' ') {
        let wide = width(word);
        if used > 0.0 && used + width(word.trim_end()) > width_chars {
            count += 1;
            used = 0.0;
        }
        // A word longer than the line is broken inside.
        let broken = ((used + wide) / width_chars).floor().max(0.0);
        let extra = if wide > width_chars { broken as usize } else { 0 };
        count += extra;
        used += wide - extra as f64 * width_chars;
    }
    count
}

fn char_width(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' | '!' | '.' | ',' | ':' | ';' => 0.5,
        'f' | 't' | 'r' | 'I' | '(' | ')' | '[' | ']' | '/' | '-' | ' ' => 0.62,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' => 1.6,
        'a'..='z' => 0.97,
        'A'..='Z' | '&' | '+' | '−' | '=' | '<' | '>' | '~' => 1.22,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' => 0.0,
        // Scripts whose characters fill a square.
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' => 2.0,
        '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' => 2.0,
        '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}' => 2.2,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_wraps_between_words_and_inside_long_ones() {
        assert_eq!(lines("", 10.0), 1);
        assert_eq!(lines("12345 7890", 10.0), 1);
        assert_eq!(lines("12345 78901", 10.0), 2);
        assert_eq!(lines("a\nb\n\nc", 10.0), 4);
        assert_eq!(lines(&"1".repeat(25), 10.0), 3);
    }

    #[test]
    fn wide_scripts_are_wide() {
        assert_eq!(width("12345"), 5.0);
        assert_eq!(width("漢字"), 4.0);
    }
}
