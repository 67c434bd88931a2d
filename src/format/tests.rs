//! Formats by example: code, value, text.

use super::{Format, Formats, MISSING, Region};
use crate::diag::{FileId, Sink, Span};
use crate::theme::{Color, Theme};
use crate::value::{Decimal, Type, Value};
use crate::yaml::Spanned;
use jiff::civil::{date, time};

fn shown(code: &str, value: &Value, region: &Region) -> String {
    let format = Format::parse(code).unwrap_or_else(|error| panic!("{code}: {}", error.message));
    format.display(value, region).text
}

fn region(locale: &str) -> Region {
    Region::new(locale, "Europe/Madrid").unwrap_or_else(|message| panic!("{message}"))
}

/// Shows hard to see characters by name.
fn visible(text: &str) -> String {
    let names = [('\u{2212}', "−"), ('\u{2007}', "⍽"), ('\u{a0}', "˽"), ('\u{202f}', "ˬ")];
    names.iter().fold(text.to_string(), |text, (c, name)| text.replace(*c, name))
}

fn check(locale: &str, cases: &[(&str, Value, &str)]) {
    let region = region(locale);
    let wrong: Vec<String> = cases
        .iter()
        .map(|(code, value, expected)| (code, value, expected, visible(&shown(code, value, &region))))
        .filter(|(_, _, expected, got)| got != *expected)
        .map(|(code, value, expected, got)| format!("{code} of {value:?}: expected {expected}, got {got}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn n(number: f64) -> Value {
    Value::Number(number)
}

fn i(number: i64) -> Value {
    Value::Integer(number)
}

fn d(text: &str) -> Value {
    Value::Decimal(Decimal::parse(text).expect("a decimal"))
}

fn t(text: &str) -> Value {
    Value::Text(text.into())
}

#[test]
fn numbers_by_their_places() {
    check(
        "en-GB",
        &[
            ("0", i(0), "0"),
            ("0", i(-7), "−7"),
            ("#,##0", i(0), "0"),
            ("#,##0", i(999), "999"),
            ("#,##0", i(1000), "1,000"),
            ("#,##0", i(-1_234_567), "−1,234,567"),
            ("#,##0", i(i64::MIN), "−9,223,372,036,854,775,808"),
            ("0.00", n(0.005), "0.01"),
            ("0.00", n(-0.005), "−0.01"),
            ("0.00", n(1.005), "1.01"),
            ("0.00", n(0.0049999), "0.00"),
            ("0.00", n(-0.0049), "0.00"),
            ("0.00", n(-0.0), "0.00"),
            ("0", n(0.5), "1"),
            ("0", n(-0.5), "−1"),
            ("0", n(2.5), "3"),
            ("0.0", n(0.96), "1.0"),
            ("#,##0.00", n(999.995), "1,000.00"),
            ("#,##0.00", d("1234567890123456789012345678.995"), "1,234,567,890,123,456,789,012,345,679.00"),
            ("0.00", d("0.005"), "0.01"),
            ("0.00", d("0.00499999999999999999999999999"), "0.00"),
            ("0.0000000000", d("0.1"), "0.1000000000"),
            ("#,##0", n(1e15), "1,000,000,000,000,000"),
            ("#,##0", n(1.5e21), "1,500,000,000,000,000,000,000"),
            ("0.00", n(1e-300), "0.00"),
            ("#", i(0), ""),
            ("#.##", n(0.5), ".5"),
            ("0.##", n(1.5), "1.5"),
            ("0.##", n(1.0), "1."),
            ("0.0#", n(1.25), "1.25"),
            ("000", i(7), "007"),
            ("0,000", i(7), "0,007"),
            ("00000", i(1234567), "1234567"),
            ("???0", i(12), "⍽⍽12"),
            ("0.???", n(1.5), "1.5⍽⍽"),
            ("?,???", i(12), "⍽⍽⍽12"),
            ("000-0000", i(5551234), "555-1234"),
            ("(000) 000-0000", i(2125551234), "(212) 555-1234"),
            (".00", n(12.5), "12.50"),
            (".00", n(0.5), ".50"),
            ("\"only words\"", i(3), "only words"),
        ],
    );
}

#[test]
fn percent_thousands_and_exponents() {
    check(
        "en-GB",
        &[
            ("0%", n(0.125), "13%"),
            ("0.0%", n(0.125), "12.5%"),
            ("0.00%", n(-0.00001), "0.00%"),
            ("0.0%", d("0.0005"), "0.1%"),
            ("0%%", n(0.5), "5000%%"),
            ("#,##0,", i(1_234_567), "1,235"),
            ("#,##0.0,,\"m\"", i(1_234_567), "1.2m"),
            ("0.0,,", i(950_000), "1.0"),
            ("0,.0", i(1500), "1.5"),
            ("#,##0,\"k\"", i(499), "0k"),
            ("0.00E+00", n(12345.0), "1.23E+04"),
            ("0.00E+00", n(0.00012345), "1.23E−04"),
            ("0.00E-00", n(12345.0), "1.23E04"),
            ("0.00E+00", n(9.999), "1.00E+01"),
            ("0.00E+00", n(0.0), "0.00E+00"),
            ("##0.0E+0", n(12345.0), "12.3E+3"),
            ("##0.0E+0", n(999_999.0), "1.0E+6"),
            ("0E+0", n(1e120), "1E+120"),
            ("0.0E+00", n(-1234.0), "−1.2E+03"),
        ],
    );
}

#[test]
fn sections_conditions_and_signs() {
    check(
        "en-GB",
        &[
            ("0;(0)", i(-5), "(5)"),
            ("0;(0)", i(5), "5"),
            ("#,##0.00;(#,##0.00);\"nil\"", i(0), "nil"),
            ("+0.0%;-0.0%;0.0%", n(0.031), "+3.1%"),
            ("+0.0%;-0.0%;0.0%", n(-0.031), "−3.1%"),
            ("+0.0%;-0.0%;0.0%", n(-0.0001), "0.0%"),
            ("+0.0%;-0.0%;0.0%", n(0.0001), "0.0%"),
            ("0;-0;0;\"n/a\"", Value::Null, "n/a"),
            ("0;-0;0;\"n/a\"", n(f64::NAN), "n/a"),
            ("0;-0;0;\"see \"@", t("note"), "see note"),
            ("0;-0;-", i(0), "–"),
            ("0;;", i(-3), ""),
            ("0;;", i(0), ""),
            ("0_);(0)", i(5), "5˽"),
            ("* #,##0", i(5), "5"),
            ("$-0", i(5), "$−5"),
            ("\"$\"#,##0", i(-5), "−$5"),
            ("[<1]\"low\";[>=100]\"high\";0", n(0.5), "low"),
            ("[<1]\"low\";[>=100]\"high\";0", i(100), "high"),
            ("[<1]\"low\";[>=100]\"high\";0", i(50), "50"),
            ("[>999]#,##0,\"k\";0", i(1500), "2k"),
            ("[>999]#,##0,\"k\";0", i(-5), "−5"),
            ("[>=0]0;(0)", i(-5), "(5)"),
            ("[<0](0);0", i(-5), "(5)"),
            ("[=1]0 \"day\";0 \"days\"", i(1), "1 day"),
            ("[=1]0 \"day\";0 \"days\"", i(3), "3 days"),
            ("[<>1]0 \"days\";0 \"day\"", i(1), "1 day"),
        ],
    );
}

#[test]
fn general_text_and_literals() {
    check(
        "en-GB",
        &[
            ("General", i(1234), "1234"),
            ("General", n(0.1 + 0.2), "0.3"),
            ("General", n(-2.50), "−2.5"),
            ("General", n(1e15), "1E+15"),
            ("General", n(123_456_789_012_345.0), "123456789012345"),
            ("General", n(0.00001), "0.00001"),
            ("General", n(1.5e-7), "1.5E−07"),
            ("General", d("1234.50"), "1234.5"),
            ("General", d("12345678901234567890.123456789"), "12345678901234567890.123456789"),
            ("General\" kg\"", n(2.5), "2.5 kg"),
            ("@", t("as it is"), "as it is"),
            ("@", n(1.5), "1.5"),
            ("@", i(-1), "−1"),
            ("\"<\"@\">\"", t("x"), "<x>"),
            ("0.00", t("text"), "text"),
            ("0.00", Value::Boolean(true), "true"),
            ("0.00", Value::Null, MISSING),
            ("d mmm", Value::Null, MISSING),
            ("0.0", Value::List(vec![n(1.0), Value::Null, n(2.25)]), "1.0, –, 2.3"),
            ("0\\x", i(3), "3x"),
            ("[$€-407] 0.00", n(1.5), "€ 1.50"),
            ("#,##0.00 [$€]", n(1.5), "1.50 €"),
            ("€0", i(3), "€3"),
            ("[Red]0", i(3), "3"),
        ],
    );
}

#[test]
fn fractions() {
    check(
        "en-GB",
        &[
            ("# ?/?", n(1.5), "1 1/2"),
            ("# ?/?", n(0.5), "1/2"),
            ("# ?/?", n(2.0), "2"),
            ("# ?/?", i(0), "0"),
            ("0 ?/?", n(0.25), "0 1/4"),
            ("?/?", n(1.5), "3/2"),
            ("# ??/??", n(std::f64::consts::PI), "3 1/7"),
            ("# ???/???", n(std::f64::consts::PI), "3 16/113"),
            ("# ?/8", n(1.3), "1 2/8"),
            ("# ??/16", n(0.99), "1"),
            ("# ?/?", n(-1.5), "−1 1/2"),
            ("# ?/?\" in\"", n(1.75), "1 3/4 in"),
        ],
    );
}

#[test]
fn dates_and_times() {
    let day = Value::Date(date(2013, 3, 5));
    let moment = Value::DateTime(date(2013, 3, 5).at(15, 4, 9, 87_654_321));
    let morning = Value::Time(time(0, 7, 0, 0));
    // 23:30 UTC is half past midnight of the next day in Madrid.
    let instant = Value::Instant("2013-03-05T23:30:00Z".parse().expect("a timestamp"));
    check(
        "en-GB",
        &[
            ("d mmm yyyy", day.clone(), "5 Mar 2013"),
            ("dd/mm/yy", day.clone(), "05/03/13"),
            ("yyyy-mm-dd", day.clone(), "2013-03-05"),
            ("dddd d mmmm yyyy", day.clone(), "Tuesday 5 March 2013"),
            ("ddd", day.clone(), "Tue"),
            ("mmmmm", day.clone(), "M"),
            ("m", day.clone(), "3"),
            ("y", day.clone(), "13"),
            ("D MMM YYYY", day.clone(), "5 Mar 2013"),
            ("hh:mm", day.clone(), "00:00"),
            ("hh:mm:ss", moment.clone(), "15:04:09"),
            ("h:mm AM/PM", moment.clone(), "3:04 PM"),
            ("h:mm am/pm", moment.clone(), "3:04 pm"),
            ("h A/P", moment.clone(), "3 P"),
            ("h:mm AM/PM", morning.clone(), "12:07 AM"),
            ("mm:ss.000", moment.clone(), "04:09.087"),
            ("yyyy-mm-dd\"T\"hh:mm", moment.clone(), "2013-03-05T15:04"),
            ("d mmm yyyy hh:mm", instant.clone(), "6 Mar 2013 00:30"),
            ("[h]:mm", n(1.5), "36:00"),
            ("[h]:mm:ss", n(-0.25), "−6:00:00"),
            ("[mm]", n(0.5), "720"),
            ("[ss]", n(0.001), "86"),
            ("[h]:mm", morning.clone(), "0:07"),
            ("#,##0", day.clone(), "5 Mar 2013"),
            ("General", moment.clone(), "5 Mar 2013 15:04"),
            ("@", morning.clone(), "00:07"),
            ("d mmm yyyy", morning.clone(), "00:07"),
            ("yyyy", i(2012), "2012"),
            ("d mmm yyyy", t("soon"), "soon"),
        ],
    );
}

#[test]
fn locales() {
    let day = Value::Date(date(2013, 3, 5));
    check(
        "de-DE",
        &[
            ("#,##0.00", d("1234567.8"), "1.234.567,80"),
            ("0.0%", n(0.125), "12,5%"),
            ("General", n(1.5), "1,5"),
            ("d. mmmm yyyy", day.clone(), "5. März 2013"),
            ("dddd", day.clone(), "Dienstag"),
            ("ss.0", Value::Time(time(0, 0, 1, 500_000_000)), "01,5"),
            ("h AM/PM", Value::Time(time(13, 0, 0, 0)), "1 PM"),
        ],
    );
    check(
        "fr-FR",
        &[
            ("#,##0.00", d("1234567.8"), "1ˬ234ˬ567,80"),
            ("d mmmm yyyy", day.clone(), "5 mars 2013"),
            ("mmm", day.clone(), "mars"),
        ],
    );
    check("en-IN", &[("#,##0", i(123_456_789), "12,34,56,789"), ("#,##0.00", i(-100_000), "−1,00,000.00")]);
    check("en-US", &[("#,##0.00", d("1234567.8"), "1,234,567.80")]);
    check("ru-RU", &[("d mmmm", day.clone(), "5 марта"), ("mmmm yyyy", day.clone(), "Март 2013")]);
    check("de", &[("0.0", n(1.5), "1,5")]);
}

#[test]
fn defaults_look_good() {
    let region = Region::default();
    let money = Type::Decimal { precision: 18, scale: 2 };
    let wide = Type::Decimal { precision: 38, scale: 12 };
    let cases = [
        (Type::Integer, i(1234), "1,234"),
        (Type::Number, n(1234.5), "1,234.50"),
        (money, d("1234.50"), "1,234.50"),
        (wide, d("0.123456789012"), "0.123457"),
        (Type::Text, t("x"), "x"),
        (Type::Boolean, Value::Boolean(false), "false"),
        (Type::Date, Value::Date(date(2012, 1, 31)), "31 Jan 2012"),
        (Type::Time, Value::Time(time(9, 5, 0, 0)), "09:05"),
        (Type::DateTime, Value::DateTime(date(2012, 1, 31).at(9, 5, 0, 0)), "31 Jan 2012 09:05"),
    ];
    for (kind, value, expected) in cases {
        assert_eq!(Format::default_for(&kind).display(&value, &region).text, expected, "{kind}");
        assert!(Format::default_for(&kind).suits(&kind), "{kind}");
    }
}

#[test]
fn what_a_format_says_about_itself() {
    let format = |code: &str| Format::parse(code).expect("a code");
    assert!(format("mmm yyyy").is_date() && !format("0").is_date());
    assert!(format("0.0%").is_percent() && !format("0").is_percent());
    assert_eq!(format("0,").scaled_by(), 1000.0);
    assert_eq!(format("0.0,,\"m\"").scaled_by(), 1_000_000.0);
    assert_eq!(format("0%").scaled_by(), 0.01);
    assert_eq!(format("#,##0.00").decimals(), Some(2));
    assert!(!format("0.0").suits(&Type::Date) && !format("yyyy").suits(&Type::Integer));
    assert!(!format("yyyy").suits(&Type::Time) && format("[h]:mm").suits(&Type::Number));
    let red = format("0;[Red]-0").display(&i(-1), &Region::default());
    assert_eq!(red.color, Some(Color { r: 0xC0, g: 0x26, b: 0x1C }));
    let numbered = format("[Color10]0").display(&i(1), &Region::default());
    assert_eq!(numbered.color, Some(Color { r: 0, g: 0x80, b: 0 }));
}

#[test]
fn codes_that_cannot_be_read() {
    let cases = [
        ("", 0..0, "empty"),
        ("0 days", 2..6, "words in a format need quotes: `\"days\"`"),
        ("0 \"days", 2..7, "the quote is never closed"),
        ("[Rde]0", 0..5, "`[Rde]` is no colour"),
        ("[<x]0", 0..4, "is no condition"),
        ("[Red0", 0..5, "the bracket is never closed"),
        ("0;0;0;@;0", 7..9, "at most four sections"),
        ("yyyy 0.00", 5..6, "not both"),
        ("0 @", 2..3, "not two of them"),
        ("0\\", 1..2, "missing after `\\`"),
        ("E+00", 0..2, "an exponent needs places"),
        ("hhh", 0..3, "the most is 2"),
        ("# ?/0", 0..5, ""),
        ("ss.0000", 2..3, "at most three digits"),
    ];
    for (code, at, message) in cases {
        match Format::parse(code) {
            Err(error) => {
                assert!(error.message.contains(message), "{code}: {}", error.message);
                assert_eq!(error.at, at, "{code}");
            }
            // A zero below the bar is a place.
            Ok(_) => assert_eq!(code, "# ?/0"),
        }
    }
    assert!(Format::parse(&"0".repeat(256)).is_err());
}

#[test]
fn codes_of_other_languages_come_with_ours() {
    let cases = [
        ("%Y-%m-%d", Some("yyyy-mm-dd")),
        ("%d.%m.%Y %H:%M", Some("dd.mm.yyyy hh:mm")),
        ("%Y week %W", None),
        ("#.##0,00", Some("#,##0.00")),
        ("0,00 €", Some("0.00 €")),
        ("#.##0", Some("#,##0")),
        ("0,0.00", Some("#,##0.00")),
        ("0,0", None),
        ("0.00.0", Some("#,##0.0")),
        ("$", Some("$#,##0")),
    ];
    for (code, ours) in cases {
        match Format::parse(code) {
            Err(error) => {
                let instead = error.instead.as_deref();
                let whole =
                    instead.map(|ours| if error.whole { ours.to_owned() } else { error.put(code, ours) });
                assert_eq!(whole.as_deref(), ours, "{code}: {}", error.message);
            }
            Ok(_) => panic!("{code} is read as a code of Excel"),
        }
    }
    for code in [
        "0,000",
        "#,##0.00",
        "#,##0,",
        "0.0,,\"m\"",
        "\"up\";\"down\"",
        "0%",
        "hh:mm",
        "0.00E+00",
        "# ?/?",
        "\"1.2,3\"0",
    ] {
        assert!(Format::parse(code).is_ok(), "{code}");
    }
}

#[test]
fn any_text_is_read_or_refused() {
    let alphabet = [
        "0", "#", "?", ".", ",", "%", "/", "E+", "@", "General", "m", "h", "s", ";", "[h]", "[<5]", "-",
        "\"a\"",
    ];
    let values = [i(0), n(-1234.567), d("99.995"), t("x"), Value::Date(date(2024, 2, 29)), Value::Null];
    let region = Region::default();
    for a in alphabet {
        for b in alphabet {
            for c in alphabet {
                for code in [format!("{a}{b}{c}"), format!("{a}{b};{c}"), format!("{a}0{b}0{c}")] {
                    if let Ok(format) = Format::parse(&code) {
                        values.iter().for_each(|value| drop(format.display(value, &region)));
                    }
                }
            }
        }
    }
}

#[test]
fn every_format_of_the_house_theme_can_be_read() {
    for (name, code) in Theme::default().formats {
        assert!(Format::parse(&code).is_ok(), "{name}: {code}");
    }
}

#[test]
fn a_name_comes_before_a_code() {
    let theme = Theme::default().formats;
    let formats = Formats(
        theme.iter().map(|(name, code)| (name.clone(), Format::parse(code).expect("a code"))).collect(),
    );
    let found = |text: &str| formats.lookup(text).map(|format| format.code().to_string());
    assert_eq!(found("usd0"), Ok("\"$\"#,##0".into()));
    assert_eq!(found("0.0"), Ok("0.0".into()));
    assert_eq!(found("0"), Ok("0".into()));
    assert_eq!(found("yyyy"), Ok("yyyy".into()));
    assert_eq!(found("General"), Ok("General".into()));
    assert_eq!(found("usd3"), Err("the theme has no format `usd3`".into()));
    assert_eq!(
        found("0 h.ours"),
        Err("the format `0 h.ours` cannot be read: words in a format need quotes: `\"ours\"`".into())
    );

    let mut sink = Sink::default();
    let file = sink.sources.add("report.yaml", "format: \"0 days\"");
    let name = Spanned { value: "0 days".to_string(), span: Span::new(file, 8, 16) };
    assert!(formats.find(&name, &mut sink).is_none());
    let place = sink.diagnostics()[0].primary.as_ref().map(|label| label.span);
    assert_eq!(place, Some(Span::new(file, 11, 15)));
    assert_ne!(file, FileId::NONE);
}

#[test]
fn regions() {
    assert_eq!(region("en-GB").language(), "en");
    assert_eq!(region("en-GB").territory(), "GB");
    assert_eq!(region("en_GB"), region("en-GB"));
    assert_eq!(region("de-DE").separators(), (",", "."));
    assert!(Region::new("sr-Latn-RS", "UTC").is_ok());
    assert!(Region::new("en", "UTC").is_err_and(|message| message.contains("needs a country")));
    assert!(Region::new("xx-YY", "UTC").is_err());
    assert!(Region::new("en-GB", "Europe/Madird").is_err_and(|message| message.contains("Europe/Madird")));
}
