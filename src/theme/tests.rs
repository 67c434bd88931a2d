//! The colours of the shipped looks and templates, measured: series can be told apart with every kind
//! of colour vision, and are seen on their paper.

use super::{Color, Look, ThemeSpec};

/// Least distance of two series: below about 5 people mix them up when they are not side by side.
const PAIR_DISTANCE_MIN: f64 = 8.0;
/// The same for the first five, which most charts stay within.
const FIRST_DISTANCE_MIN: f64 = 10.0;
/// Least contrast of lines and words of series, as WCAG 2 asks for graphics.
const GRAPHIC_CONTRAST_MIN: f64 = 3.0;
/// Least contrast of running words.
const WORDS_CONTRAST_MIN: f64 = 4.5;

/// Kinds of colour vision as matrices over linear light, severity 1 (Machado, Oliveira, Fernandes 2009).
const VISIONS: [(&str, [[f64; 3]; 3]); 4] = [
    ("normal", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protan",
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    ),
    (
        "deutan",
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    ),
    (
        "tritan",
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    ),
];

fn linear(color: Color) -> [f64; 3] {
    [color.r, color.g, color.b].map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    })
}

fn times(matrix: &[[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum())
}

/// CIE L*a*b* under D65.
fn lab(light: [f64; 3]) -> [f64; 3] {
    const XYZ: [[f64; 3]; 3] = [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ];
    const WHITE: [f64; 3] = [0.95047, 1.0, 1.08883];
    let xyz = times(&XYZ, light);
    let f = |t: f64| if t > 216.0 / 24389.0 { t.cbrt() } else { (24389.0 / 27.0 * t + 16.0) / 116.0 };
    let [x, y, z] = [0, 1, 2].map(|at| f(xyz[at] / WHITE[at]));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// The colour as someone with that vision sees it.
fn seen(color: Color, vision: &[[f64; 3]; 3]) -> [f64; 3] {
    lab(times(vision, linear(color)).map(|channel| channel.clamp(0.0, 1.0)))
}

/// CIEDE2000, after Sharma, Wu and Dalal (2005).
fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    let seventh = |c: f64| (c.powi(7) / (c.powi(7) + 25_f64.powi(7))).sqrt();
    let mean_chroma = (a[1].hypot(a[2]) + b[1].hypot(b[2])) / 2.0;
    let grey = 0.5 * (1.0 - seventh(mean_chroma));
    let polar = |color: [f64; 3]| {
        let green = color[1] * (1.0 + grey);
        (color[0], green.hypot(color[2]), color[2].atan2(green).to_degrees().rem_euclid(360.0))
    };
    let ((light_a, chroma_a, hue_a), (light_b, chroma_b, hue_b)) = (polar(a), polar(b));
    let (light, chroma) = ((light_a + light_b) / 2.0, (chroma_a + chroma_b) / 2.0);
    let colourless = chroma_a * chroma_b == 0.0;
    let turn = (hue_b - hue_a + 180.0).rem_euclid(360.0) - 180.0;
    let turn = if colourless { 0.0 } else { turn };
    let hue = if colourless { hue_a + hue_b } else { (hue_a + turn / 2.0).rem_euclid(360.0) };
    let wave = |share: f64, times: f64, shift: f64| share * (times * hue + shift).to_radians().cos();
    let t =
        1.0 - wave(0.17, 1.0, -30.0) + wave(0.24, 2.0, 0.0) + wave(0.32, 3.0, 6.0) - wave(0.2, 4.0, -63.0);
    let from_middle = (light - 50.0).powi(2);
    let by_light = (light_b - light_a) / (1.0 + 0.015 * from_middle / (20.0 + from_middle).sqrt());
    let by_chroma = (chroma_b - chroma_a) / (1.0 + 0.045 * chroma);
    let arc = 2.0 * (chroma_a * chroma_b).sqrt() * (turn.to_radians() / 2.0).sin();
    let by_hue = arc / (1.0 + 0.015 * chroma * t);
    let blue = 60.0 * (-((hue - 275.0) / 25.0).powi(2)).exp();
    let twist = -blue.to_radians().sin() * 2.0 * seventh(chroma);
    (by_light.powi(2) + by_chroma.powi(2) + by_hue.powi(2) + twist * by_chroma * by_hue).sqrt()
}

/// The closest two of some colours, over all kinds of vision.
fn closest(colors: &[Color]) -> (f64, String) {
    let mut worst = (f64::INFINITY, String::new());
    for (vision, matrix) in &VISIONS {
        for (at, a) in colors.iter().enumerate() {
            for b in &colors[at + 1..] {
                let apart = distance(seen(*a, matrix), seen(*b, matrix));
                if apart < worst.0 {
                    worst = (apart, format!("{} and {} are {apart:.1} apart for {vision}", a.hex(), b.hex()));
                }
            }
        }
    }
    worst
}

fn check_palette(name: &str, palette: &[Color], paper: Color) {
    let (apart, pair) = closest(palette);
    assert!(apart >= PAIR_DISTANCE_MIN, "{name}: {pair}");
    let (apart, pair) = closest(&palette[..palette.len().min(5)]);
    assert!(apart >= FIRST_DISTANCE_MIN, "{name}, the first five: {pair}");
    for color in palette {
        let contrast = color.contrast(paper);
        assert!(contrast >= GRAPHIC_CONTRAST_MIN, "{name}: {} has {contrast:.2} on paper", color.hex());
    }
}

fn check_signs(name: &str, good: Color, bad: Color, paper: Color) {
    let (apart, pair) = closest(&[good, bad]);
    assert!(apart >= 2.0 * FIRST_DISTANCE_MIN, "{name}, gains and losses: {pair}");
    for color in [good, bad] {
        let contrast = color.contrast(paper);
        assert!(contrast >= GRAPHIC_CONTRAST_MIN, "{name}: {} has {contrast:.2} on paper", color.hex());
    }
}

/// Pairs of the test data that comes with the paper on CIEDE2000, chosen where its formulas turn.
#[test]
fn distances_are_those_of_the_reference() {
    let pairs = [
        ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
        ([50.0, -1.0, 2.0], [50.0, 0.0, 0.0], 2.3669),
        ([50.0, 2.49, -0.001], [50.0, -2.49, 0.0009], 7.1792),
        ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
        ([22.7233, 20.0904, -46.6940], [23.0331, 14.9730, -42.5619], 2.0373),
        ([2.0776, 0.0795, -1.1350], [0.9033, -0.0636, -0.5514], 0.9082),
    ];
    for (a, b, expected) in pairs {
        assert!((distance(a, b) - expected).abs() < 1e-4, "{a:?} {b:?}: {}", distance(a, b));
    }
}

#[test]
fn series_of_every_look_can_be_told_apart_on_its_paper() {
    for look in Look::ALL {
        let colors = look.colors();
        check_palette(&format!("{look:?}"), &look.palette(), colors.paper);
        check_signs(&format!("{look:?}"), colors.good, colors.bad, colors.paper);
        for (role, color) in [("ink", colors.ink), ("muted", colors.muted), ("accent", colors.accent)] {
            let contrast = color.contrast(colors.paper);
            assert!(contrast >= WORDS_CONTRAST_MIN, "{look:?}: {role} has {contrast:.2} on paper");
        }
    }
}

/// What a printer without colour shows is only how light a colour is.
#[test]
fn greys_differ_in_lightness_alone() {
    for color in Look::Grey.palette() {
        assert!(color.r == color.g && color.g == color.b, "{}", color.hex());
    }
}

#[test]
fn series_of_every_template_can_be_told_apart() {
    let themes = [
        ("executive", include_str!("../../templates/executive/theme.yaml")),
        ("detailed", include_str!("../../templates/detailed/theme.yaml")),
        ("compliance", include_str!("../../templates/compliance/theme.yaml")),
    ];
    for (name, text) in themes {
        let theme: ThemeSpec = serde_yaml::from_str(text).expect("a readable theme");
        let palette = theme.palette.expect("a palette of its own");
        let palette: Vec<Color> = palette.iter().filter_map(|text| Color::parse(text)).collect();
        let paper = Look::Light.colors().paper;
        check_palette(name, &palette, paper);
        let colors = theme.colors.expect("colours of its own");
        let role = |role: &str| Color::parse(&colors[role]).expect("a colour");
        check_signs(name, role("good"), role("bad"), paper);
    }
}
