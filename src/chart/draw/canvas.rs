//! The drawing surface under plotters: records SVG in hundredths of a point, with real text in fonts we
//! ship. Nothing of plotters' own text, dashes or clipping is used.

use crate::fonts;
use crate::theme::Color;
use plotters_backend::{BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};
use std::convert::Infallible;
use std::fmt::Write;

/// Device units in a point. Whole units of plotters become hairlines this way.
pub const UNITS: f64 = 100.0;

/// A length in points as device units; far values are cut so that they cannot overflow.
pub fn units(points: f64) -> i32 {
    const FAR: f64 = 1e7;
    (points * UNITS).round().clamp(-FAR, FAR) as i32
}

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    pub color: Color,
    pub width_pt: f64,
    pub dashed: bool,
}

/// How text looks and where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextStyle {
    pub color: Color,
    pub size_pt: f64,
    pub weight: u16,
    pub anchor: Anchor,
}

/// Which part of a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// Records SVG.
#[derive(Debug)]
pub struct Canvas {
    size: (i32, i32),
    out: String,
    clips: usize,
    /// Families for characters that the shipped faces do not have.
    fallback: String,
}

impl Canvas {
    pub fn new(width_pt: f64, height_pt: f64, families: &[String]) -> Canvas {
        let others = families.iter().filter(|family| *family != fonts::FAMILY);
        let fallback = others.map(|family| quote(family)).collect::<Vec<_>>().join(", ");
        Canvas { size: (units(width_pt), units(height_pt)), out: String::new(), clips: 0, fallback }
    }

    /// The finished picture.
    pub fn finish(&self) -> String {
        let (width, height) = (Number(self.size.0), Number(self.size.1));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}pt\" height=\"{height}pt\" \
             viewBox=\"0 0 {width} {height}\">\n{}</svg>\n",
            self.out
        )
    }

    /// Hides what is drawn outside a rectangle until [`Canvas::unclip`].
    pub fn clip(&mut self, from: BackendCoord, to: BackendCoord) {
        self.clips += 1;
        let (x, y) = (Number(from.0.min(to.0)), Number(from.1.min(to.1)));
        let (width, height) = (Number((to.0 - from.0).abs()), Number((to.1 - from.1).abs()));
        let id = self.clips;
        self.push(format_args!(
            "<clipPath id=\"clip{id}\"><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>\
             </clipPath><g clip-path=\"url(#clip{id})\">\n"
        ));
    }

    pub fn unclip(&mut self) {
        self.out.push_str("</g>\n");
    }

    /// Lines through runs of points; runs are not joined.
    pub fn lines(&mut self, runs: &[Vec<BackendCoord>], stroke: &Stroke) {
        if runs.iter().all(|run| run.is_empty()) {
            return;
        }
        self.out.push_str("<path d=\"");
        for run in runs {
            self.points(run);
        }
        let Stroke { color, width_pt, dashed } = stroke;
        let cap = if *dashed { "butt\" stroke-dasharray=\"2.5 2" } else { "round" };
        self.push(format_args!(
            "\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\" \
             stroke-linecap=\"{cap}\"/>\n",
            color.hex(),
            Number(units(*width_pt)),
        ));
    }

    /// A filled surface.
    pub fn surface(&mut self, outline: &[BackendCoord], color: Color) {
        if outline.len() < 3 {
            return;
        }
        self.out.push_str("<path d=\"");
        self.points(outline);
        self.push(format_args!("Z\" fill=\"{}\"/>\n", color.hex()));
    }

    pub fn rectangle(&mut self, from: BackendCoord, to: BackendCoord, color: Color) {
        let (x, y) = (Number(from.0.min(to.0)), Number(from.1.min(to.1)));
        let (width, height) = (Number((to.0 - from.0).abs()), Number((to.1 - from.1).abs()));
        self.push(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\n",
            color.hex()
        ));
    }

    /// Round dots of one look, named once for all of them.
    pub fn dots(&mut self, places: &[BackendCoord], radius_pt: f64, color: Color, ring: Option<Color>) {
        if places.is_empty() {
            return;
        }
        let ring =
            ring.map_or(String::new(), |ring| format!(" stroke=\"{}\" stroke-width=\"0.5\"", ring.hex()));
        self.push(format_args!("<g fill=\"{}\"{ring}>", color.hex()));
        let radius = Number(units(radius_pt));
        for (x, y) in places {
            self.push(format_args!("<circle cx=\"{}\" cy=\"{}\" r=\"{radius}\"/>", Number(*x), Number(*y)));
        }
        self.out.push_str("</g>\n");
    }

    /// A line of text on its baseline. Characters that our faces lack get their own run, so that they do
    /// not pull the whole label into another font.
    pub fn text(&mut self, at: BackendCoord, text: &str, style: &TextStyle) {
        if text.is_empty() {
            return;
        }
        let anchor = match style.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        self.push(format_args!(
            "<text x=\"{}\" y=\"{}\" font-family=\"{}\" font-size=\"{}\" font-weight=\"{}\" \
             fill=\"{}\"{anchor}>",
            Number(at.0),
            Number(at.1),
            fonts::FAMILY,
            Number(units(style.size_pt)),
            style.weight,
            style.color.hex(),
        ));
        for (covered, run) in runs(text) {
            match (covered, self.fallback.is_empty()) {
                (true, _) => self.out.push_str(&escape(run)),
                (false, true) => self.push(format_args!("<tspan>{}</tspan>", escape(run))),
                (false, false) => {
                    let families = self.fallback.clone();
                    self.push(format_args!("<tspan font-family=\"{families}\">{}</tspan>", escape(run)));
                }
            }
        }
        self.out.push_str("</text>\n");
    }

    fn points(&mut self, points: &[BackendCoord]) {
        let mut last = None;
        for (index, point) in points.iter().enumerate() {
            if last == Some(*point) && points.len() > 2 {
                continue;
            }
            last = Some(*point);
            let letter = match index {
                0 => "M",
                1 => "L",
                _ => " ",
            };
            self.push(format_args!("{letter}{} {}", Number(point.0), Number(point.1)));
        }
        // A dot of a line: a path of one point would show nothing.
        if let [point] = points {
            self.push(format_args!("L{} {}", Number(point.0), Number(point.1)));
        }
    }

    fn push(&mut self, arguments: std::fmt::Arguments) {
        self.out.write_fmt(arguments).expect("writing to a string cannot fail");
    }
}

/// Device units written in points with at most two decimals.
struct Number(i32);

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let (sign, units) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        match (units / 100, units % 100) {
            (whole, 0) => write!(f, "{}{whole}", if whole == 0 { "" } else { sign }),
            (whole, part) if part % 10 == 0 => write!(f, "{sign}{whole}.{}", part / 10),
            (whole, part) => write!(f, "{sign}{whole}.{part:02}"),
        }
    }
}

/// Splits text where the shipped faces begin or cease to have its characters.
pub fn runs(text: &str) -> Vec<(bool, &str)> {
    let mut runs = Vec::new();
    let (mut start, mut covered) = (0, None);
    for (at, c) in text.char_indices() {
        // Marks and joiners belong to the character before them.
        if covered.is_some() && is_joined(c) {
            continue;
        }
        // Spaces stand outside of foreign runs: at the ends of a run some readers drop them.
        let now = fonts::covers(c) || c.is_whitespace();
        match covered {
            Some(before) if before != now => {
                runs.push((before, &text[start..at]));
                (start, covered) = (at, Some(now));
            }
            Some(_) => {}
            None => covered = Some(now),
        }
    }
    if start < text.len() {
        runs.push((covered.unwrap_or(true), &text[start..]));
    }
    runs
}

fn is_joined(c: char) -> bool {
    matches!(c, '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{0300}'..='\u{036F}')
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn quote(family: &str) -> String {
    format!("&apos;{}&apos;", escape(&family.replace('\'', "")))
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// The part of plotters' protocol that its own elements use, so that they draw exactly too.
impl DrawingBackend for Canvas {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (self.size.0.unsigned_abs(), self.size.1.unsigned_abs())
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, color: plotters_backend::BackendColor) -> Drawn {
        self.rectangle(at, (at.0 + 1, at.1 + 1), opaque(&color));
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.lines(&[vec![from, to]], &stroke(style));
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.lines(&[path.into_iter().collect()], &stroke(style));
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        match fill {
            true => self.rectangle(from, to, stroke(style).color),
            false => self.lines(&[vec![from, (to.0, from.1), to, (from.0, to.1), from]], &stroke(style)),
        }
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, at: BackendCoord, radius: u32, style: &S, _: bool) -> Drawn {
        self.dots(&[at], f64::from(radius) / UNITS, stroke(style).color, None);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        outline: I,
        style: &S,
    ) -> Drawn {
        self.surface(&outline.into_iter().collect::<Vec<_>>(), stroke(style).color);
        Ok(())
    }
}

fn opaque(color: &plotters_backend::BackendColor) -> Color {
    let (r, g, b) = color.rgb;
    Color { r, g, b }
}

fn stroke<S: BackendStyle>(style: &S) -> Stroke {
    Stroke { color: opaque(&style.color()), width_pt: f64::from(style.stroke_width()) / UNITS, dashed: false }
}
