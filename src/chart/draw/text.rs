//! Words that fit: measuring, shortening in the middle, breaking into lines.

use crate::fonts;

/// Size of labels on axes and at marks.
pub const SIZE_PT: f64 = 7.5;
/// Weight of plain labels and of the names of series.
pub const PLAIN: u16 = 400;
pub const STRONG: u16 = 600;

/// Width of a plain label.
pub fn width_pt(text: &str) -> f64 {
    fonts::text_width_pt(text, SIZE_PT, PLAIN)
}

/// Width of a strong label.
pub fn strong_width_pt(text: &str) -> f64 {
    fonts::text_width_pt(text, SIZE_PT, STRONG)
}

/// The text, with its middle left out when it is too wide: both ends tell names apart.
pub fn fit(text: &str, room_pt: f64, weight: u16) -> String {
    let width = |text: &str| fonts::text_width_pt(text, SIZE_PT, weight);
    if width(text) <= room_pt {
        return text.to_string();
    }
    let chars: Vec<char> = text.chars().collect();
    for kept in (1..chars.len()).rev() {
        let (head, tail) = (kept - kept / 3, kept / 3);
        let start: String = chars[..head].iter().collect();
        let end: String = chars[chars.len() - tail..].iter().collect();
        let short = format!("{}…{}", start.trim_end(), end.trim_start());
        if width(&short) <= room_pt {
            return short;
        }
    }
    "…".into()
}

/// The text in lines as wide as the room, broken at spaces; the last line is shortened when there are too many.
pub fn wrap_lines(text: &str, room_pt: f64, lines_max: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is a line from the start");
        let longer = if line.is_empty() { word.to_string() } else { format!("{line} {word}") };
        if line.is_empty() || width_pt(&longer) <= room_pt || lines.len() == lines_max {
            *lines.last_mut().expect("there is a line from the start") = longer;
        } else {
            lines.push(word.to_string());
        }
    }
    lines.iter().map(|line| fit(line, room_pt, PLAIN)).collect()
}

/// The text in at most two lines, broken at a space; the second is shortened when it has to be.
pub fn wrap(text: &str, room_pt: f64) -> Vec<String> {
    if width_pt(text) <= room_pt {
        return vec![text.to_string()];
    }
    let mut breaks = text.match_indices(' ').map(|(at, _)| at).filter(|at| width_pt(&text[..*at]) <= room_pt);
    match breaks.next_back() {
        Some(at) => vec![text[..at].to_string(), fit(text[at + 1..].trim(), room_pt, PLAIN)],
        None => vec![fit(text, room_pt, PLAIN)],
    }
}
