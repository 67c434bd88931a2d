//! Locale and time zone: separators, names of days and months; all data come from glibc through a crate.

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use pure_rust_locales::{Locale, locale_match};
use serde::{Serialize, Serializer, ser::SerializeStruct};
use std::fmt;

/// Where a report is read: how numbers and dates look and which time zone points in time are shown in.
#[derive(Clone)]
pub struct Region {
    tag: String,
    time_zone_name: String,
    time_zone: TimeZone,
    data: LocaleData,
}

/// What one locale knows.
#[derive(Clone, Copy)]
struct LocaleData {
    decimal: &'static str,
    group: &'static str,
    /// Bit `p` is set when a separator follows the digit worth 10^p.
    boundaries: u64,
    months: &'static [&'static str],
    /// The names without a day beside them, where the language makes a difference ("январь").
    months_alone: &'static [&'static str],
    months_short: &'static [&'static str],
    days: &'static [&'static str],
    days_short: &'static [&'static str],
    /// First day of the week, 0 for Monday.
    week_start: i8,
    halves: &'static [&'static str],
}

/// Locales that editors propose; a report may name many more.
pub const LOCALE_EXAMPLES: [&str; 28] = [
    "en-GB", "en-US", "en-AU", "en-CA", "en-IE", "en-IN", "de-DE", "de-AT", "de-CH", "fr-FR", "fr-BE",
    "fr-CA", "fr-CH", "es-ES", "es-MX", "it-IT", "nl-NL", "nl-BE", "pt-PT", "pt-BR", "pl-PL", "cs-CZ",
    "sv-SE", "da-DK", "nb-NO", "fi-FI", "ja-JP", "zh-CN",
];

/// Time zones that editors propose; a report may name any of the IANA's.
pub const ZONE_EXAMPLES: [&str; 24] = [
    "UTC",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Europe/Madrid",
    "Europe/Paris",
    "Europe/Berlin",
    "Europe/Zurich",
    "Europe/Rome",
    "Europe/Amsterdam",
    "Europe/Stockholm",
    "Europe/Warsaw",
    "Europe/Athens",
    "Europe/Helsinki",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
];

impl Region {
    /// Finds the locale (`en-GB`) and the time zone (`Europe/Madrid`).
    pub fn new(locale: &str, time_zone: &str) -> Result<Region, String> {
        let data = LocaleData::of(find_locale(locale)?);
        // The bundled table and never the machine's own: the same bytes everywhere.
        let zone = TimeZoneDatabase::bundled()
            .get(time_zone)
            .map_err(|_| format!("there is no time zone `{time_zone}`"))?;
        let name = zone.iana_name().unwrap_or(time_zone).to_string();
        Ok(Region { tag: locale.replace('_', "-"), time_zone_name: name, time_zone: zone, data })
    }

    /// The tag of the locale, such as `en-GB`.
    pub fn locale(&self) -> &str {
        &self.tag
    }

    /// The language, such as `en`.
    pub fn language(&self) -> &str {
        self.tag.split('-').next().unwrap_or(&self.tag)
    }

    /// First day of the week, 0 for Monday to 6 for Sunday.
    pub fn week_start(&self) -> i8 {
        self.data.week_start
    }

    /// The country, such as `GB`; empty when the locale has none.
    pub fn territory(&self) -> &str {
        self.tag
            .rsplit('-')
            .find(|part| part.len() == 2 && part.starts_with(char::is_uppercase))
            .unwrap_or("")
    }

    /// The time zone of everything shown.
    pub fn time_zone(&self) -> &TimeZone {
        &self.time_zone
    }

    /// The name of the time zone, such as `Europe/Madrid`.
    pub fn time_zone_name(&self) -> &str {
        &self.time_zone_name
    }

    /// The decimal point and the separator between groups of digits; the latter may be empty.
    pub fn separators(&self) -> (&'static str, &'static str) {
        (self.data.decimal, self.data.group)
    }

    /// Whether a separator follows the digit worth 10^`place`.
    pub(super) fn ends_group(&self, place: usize) -> bool {
        match place {
            0..64 => self.data.boundaries >> place & 1 == 1,
            // Only floating point numbers get here, and no locale has a rule for them.
            _ => place.is_multiple_of(3) && self.data.boundaries != 0,
        }
    }

    /// The name of a month, 1 to 12; `alone` when no day stands beside it.
    pub fn month(&self, month: i8, alone: bool) -> &'static str {
        let names = if alone { self.data.months_alone } else { self.data.months };
        name_at(names, i64::from(month) - 1)
    }

    /// The short name of a month, 1 to 12.
    pub fn month_short(&self, month: i8) -> &'static str {
        name_at(self.data.months_short, i64::from(month) - 1)
    }

    /// The name of a weekday.
    pub fn day(&self, day: civil::Weekday) -> &'static str {
        name_at(self.data.days, i64::from(day.to_sunday_zero_offset()))
    }

    /// The short name of a weekday.
    pub fn day_short(&self, day: civil::Weekday) -> &'static str {
        name_at(self.data.days_short, i64::from(day.to_sunday_zero_offset()))
    }

    /// The word for before or after noon; `AM` and `PM` where the language has none.
    pub fn half_day(&self, after_noon: bool) -> &'static str {
        match name_at(self.data.halves, i64::from(after_noon)).trim() {
            "" if after_noon => "PM",
            "" => "AM",
            name => name,
        }
    }

    /// A point in time as the clocks here show it.
    pub fn local(&self, instant: Timestamp) -> civil::DateTime {
        self.time_zone.to_datetime(instant)
    }
}

impl Default for Region {
    fn default() -> Region {
        Region {
            tag: "en-GB".into(),
            time_zone_name: "UTC".into(),
            time_zone: TimeZone::UTC,
            data: LocaleData::of(Locale::en_GB),
        }
    }
}

impl PartialEq for Region {
    fn eq(&self, other: &Region) -> bool {
        self.tag == other.tag && self.time_zone_name == other.time_zone_name
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Region({}, {})", self.tag, self.time_zone_name)
    }
}

impl Serialize for Region {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut region = serializer.serialize_struct("Region", 2)?;
        region.serialize_field("locale", &self.tag)?;
        region.serialize_field("time_zone", &self.time_zone_name)?;
        region.end()
    }
}

impl LocaleData {
    fn of(locale: Locale) -> LocaleData {
        let months = locale_match!(locale => LC_TIME::MON);
        LocaleData {
            decimal: locale_match!(locale => LC_NUMERIC::DECIMAL_POINT),
            group: locale_match!(locale => LC_NUMERIC::THOUSANDS_SEP),
            boundaries: boundaries(locale_match!(locale => LC_NUMERIC::GROUPING)),
            months,
            months_alone: locale_match!(locale => LC_TIME::ALT_MON).unwrap_or(months),
            months_short: locale_match!(locale => LC_TIME::ABMON),
            days: locale_match!(locale => LC_TIME::DAY),
            days_short: locale_match!(locale => LC_TIME::ABDAY),
            week_start: week_start(
                locale_match!(locale => LC_TIME::WEEK),
                locale_match!(locale => LC_TIME::FIRST_WEEKDAY),
            ),
            halves: locale_match!(locale => LC_TIME::AM_PM),
        }
    }
}

/// Sizes of groups from the right; the last one repeats, and a size below one ends grouping.
fn boundaries(sizes: &[i64]) -> u64 {
    let mut bits = 0;
    let mut place = 0;
    for index in 0.. {
        let size = sizes.get(index).or(sizes.last()).copied().unwrap_or(0);
        place += size;
        if size < 1 || place > 63 {
            break;
        }
        bits |= 1 << place;
    }
    bits
}

fn name_at(names: &'static [&'static str], index: i64) -> &'static str {
    usize::try_from(index).ok().and_then(|index| names.get(index)).copied().unwrap_or("")
}

/// Days are counted from a day that the locale names: a Sunday unless it says the first of December 1997, a Monday.
fn week_start(week: Option<&[i64]>, first: Option<i64>) -> i8 {
    const A_MONDAY: i64 = 19_971_201;
    let counted_from = if week.and_then(|week| week.get(1)) == Some(&A_MONDAY) { 0 } else { 6 };
    ((counted_from + first.unwrap_or(1) - 1).rem_euclid(7)) as i8
}

/// Reads `en-GB`, `en_GB`, `zh-Hant-TW` (the script is left out where glibc has no variant of that
/// name) and, where language and country have the same letters, `de`.
fn find_locale(tag: &str) -> Result<Locale, String> {
    let mut parts = tag.split(['-', '_']);
    let language = parts.next().unwrap_or("").to_ascii_lowercase();
    let mut script = "";
    let mut territory = String::new();
    for part in parts {
        match part.len() {
            4 => script = part,
            _ => territory = part.to_ascii_uppercase(),
        }
    }
    let known = |name: String| Locale::try_from(name.as_str()).ok();
    let with_script = match script {
        "Latn" => known(format!("{language}_{territory}@latin")),
        "Cyrl" => known(format!("{language}_{territory}@cyrillic")),
        _ => None,
    };
    let plain = || match territory.as_str() {
        "" => known(format!("{language}_{}", language.to_ascii_uppercase())),
        country => known(format!("{language}_{country}")),
    };
    with_script.or_else(plain).ok_or_else(|| match territory.as_str() {
        "" => format!("the locale `{tag}` needs a country"),
        _ => format!("there is no locale `{tag}`"),
    })
}
