//! What is said of CSV files that do not have the form they should have, wherever it shows.

use super::place::{ValueAt, ValuesFrom};
use super::quotes::{Broken, Quotes};
use super::{Options, dialect};
use crate::data::column::{Unfit, point_for_comma};
use crate::data::encoding::{Encoding, UTF8_MARK};
use crate::data::inputs::InputFile;
use crate::data::place::Place;
use crate::data::source::{has_decimal_comma, help, unfit_for};
use crate::data::trouble::{Trouble, quoted};
use crate::diag::Code;
use crate::table::Field;
use crate::value::Type;
use csv::ByteRecord;
use std::sync::Arc;

/// What to do about bytes that are no characters.
const ENCODING_HELP: &str = "if the file comes from an old program, say so with `encoding: windows-1252`";

/// A file without a line.
pub fn empty(file: &InputFile) -> Trouble {
    let empty = Trouble::new(Code::DataFormat, format!("`{}` is empty", file.shown));
    empty.help("a CSV file needs at least a line with the names of its columns")
}

/// A first line that is longer than a sample, so that the columns are not known.
pub fn long_first_line(file: &Arc<InputFile>, looked_at: usize, quote: Option<u64>) -> Trouble {
    let kilobytes = looked_at.div_ceil(1024);
    let message = format!("the first line of `{}` is longer than {kilobytes} kilobytes", file.shown);
    let long = Trouble::new(Code::DataLimit, message);
    let long = match quote {
        Some(opened) => long.saying(Place::bytes(file, opened, 1), "this quote is not closed before"),
        None => long.at(Place::bytes(file, 0, 1)),
    };
    long.help("the first line of a CSV file holds the names of its columns, and each row is a line")
}

/// A file that begins with the mark of UTF-8 is in UTF-8, whatever the report says.
pub fn check_mark(file: &Arc<InputFile>, options: &Options, head: &[u8]) -> Result<(), Trouble> {
    if options.encoding == Encoding::Utf8 || !head.starts_with(UTF8_MARK) {
        return Ok(());
    }
    let name = options.encoding.name();
    let message = format!("`{}` is in UTF-8, and the report says `{name}`", file.shown);
    Err(Trouble::new(Code::DataFormat, message)
        .note("the file begins with the three bytes that mark UTF-8")
        .help("leave out `encoding:`"))
}

/// Letters that are UTF-8 are hardly ever anything else.
pub fn looks_like_utf8(file: &Arc<InputFile>, options: &Options, head: &[u8]) -> Option<Trouble> {
    let letter = head.iter().position(|byte| !byte.is_ascii())?;
    let is_utf8 = std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true);
    if options.encoding == Encoding::Utf8 || !is_utf8 {
        return None;
    }
    let name = options.encoding.name();
    let message = format!("`{}` looks like UTF-8, and the report says `{name}`", file.shown);
    let warning = Trouble::warning(Code::DataFormat, message).help("leave out `encoding:`");
    Some(warning.at(Place::bytes(file, letter as u64, 2)))
}

/// Quotes that swallow what was meant to be other values and rows. At the end of a file all have to be closed.
pub fn check_quotes(file: &Arc<InputFile>, quotes: &Quotes, at_end: bool) -> Result<(), Trouble> {
    match (quotes.broken(), quotes.open()) {
        (Some(broken), _) => Err(after_quote(file, broken)),
        (None, Some(opened)) if at_end => Err(never_closed(file, opened)),
        _ => Ok(()),
    }
}

fn never_closed(file: &Arc<InputFile>, opened: u64) -> Trouble {
    let trouble = Trouble::new(Code::DataFormat, format!("a quote in `{}` is never closed", file.shown));
    trouble
        .saying(Place::bytes(file, opened, 1), "all that follows it belongs to one value")
        .help("close it where the value ends; a quote that belongs to a value is doubled: `\"5\"\" pipe\"`")
}

/// A value that goes on after its closing quote, which most often is the opening quote of another one.
fn after_quote(file: &Arc<InputFile>, Broken { opened, closed, is_blank }: Broken) -> Trouble {
    let message = format!("a value in `{}` goes on after its closing quote", file.shown);
    let help = match is_blank {
        true => "take away the blank after the quote, or close the first quote where its value ends",
        false => {
            "close the first quote where its value ends; a quote that belongs to a value is doubled: `\"5\"\" pipe\"`"
        }
    };
    Trouble::new(Code::DataFormat, message)
        .saying(Place::bytes(file, closed, 1), "this quote closes it")
        .saying(Place::bytes(file, opened, 1), "the value begins here")
        .help(help)
}

/// A record longer than a limit, which an open quote makes of what was meant to be many.
pub fn too_long(file: &Arc<InputFile>, quotes: &Quotes, limit: u64) -> Trouble {
    let megabytes = limit / (1024 * 1024);
    let message = format!("a row of `{}` is longer than {megabytes} megabytes", file.shown);
    let trouble = Trouble::new(Code::DataLimit, message);
    match quotes.open() {
        Some(opened) => {
            trouble.saying(Place::bytes(file, opened, 1), "this quote is not closed before").help(
                "close it where the value ends; a quote that belongs to a value is doubled: `\"5\"\" pipe\"`",
            )
        }
        None => trouble.at(Place::bytes(file, quotes.record_start(), 1)),
    }
}

/// The names in the first line; warns of those that several columns have.
pub fn names(
    file: &Arc<InputFile>,
    first: &ByteRecord,
    (encoding, delimiter): (Encoding, u8),
    warnings: &mut Vec<Trouble>,
) -> Result<Vec<String>, Trouble> {
    let place = |index| Place::new(file, encoding, 0, ValueAt { index, delimiter });
    let found = dialect::names(first, encoding).map_err(|index| {
        let name = quoted(&String::from_utf8_lossy(&first[index]));
        let message = format!("the name `{name}` of a column of `{}` is not valid UTF-8", file.shown);
        Trouble::new(Code::DataFormat, message).at(place(index)).help(ENCODING_HELP)
    })?;
    for doubled in found.doubled {
        let warning = Trouble::warning(Code::DataFormat, format!("in `{}` {}", file.shown, doubled.words));
        warnings.push(warning.at(place(doubled.second)));
    }
    Ok(found.names)
}

/// A delimiter that the report names and the file does not have.
pub fn better_delimiter(
    file: &Arc<InputFile>,
    options: &Options,
    head: &[u8],
    names: &[String],
) -> Option<Trouble> {
    let delimiter = options.delimiter.filter(|_| names.len() == 1)?;
    let (better, columns) = dialect::better_delimiter(head, delimiter)?;
    let (written, better) = (dialect::delimiter_written(delimiter), dialect::delimiter_written(better));
    let message = format!(
        "`{}` has one column by `delimiter: {written}`, and {columns} by `delimiter: {better}`",
        file.shown
    );
    let place = Place::new(file, options.encoding, 0, ValuesFrom { index: 0, delimiter });
    Some(Trouble::warning(Code::DataFormat, message).at(place).help(format!("write `delimiter: {better}`")))
}

/// A column that the first file of a source does not have.
pub fn unread(file: &InputFile, name: &str) -> Trouble {
    let message = format!("`{}` has a column `{}` that is not read", file.shown, quoted(name));
    Trouble::warning(Code::DataDrift, message).note("the first file of the source does not have it")
}

/// A column that a file does not have.
pub fn missing(file: &InputFile, name: &str) -> Trouble {
    let message = format!("`{}` has no column `{}`", file.shown, quoted(name));
    Trouble::new(Code::DataDrift, message).help("all files of a source need the same columns")
}

/// A record with too many or too few values.
pub fn ragged(
    file: &Arc<InputFile>,
    record: &ByteRecord,
    width: usize,
    (encoding, delimiter): (Encoding, u8),
) -> Trouble {
    let count = record.len();
    let values = if count == 1 { "value" } else { "values" };
    let message = format!("a row of `{}` has {count} {values} where the first line has {width}", file.shown);
    let start = record.position().map_or(0, csv::Position::byte);
    let index = if count > width { width } else { 0 };
    let place = Place::new(file, encoding, start, ValuesFrom { index, delimiter });
    let trouble = Trouble::new(Code::DataFormat, message).at(place);
    let sign = char::from(delimiter);
    let has_late_quote =
        |value: &[u8]| value.starts_with(b" ") && value.trim_ascii_start().starts_with(b"\"");
    match count > width {
        true if width == 1 => {
            trouble.help("the first line holds the names of the columns: take away the lines before it")
        }
        true if record.iter().any(has_late_quote) => trouble
            .help(format!("quotes count only right after the `{sign}`: take away the blank between them")),
        true => trouble.help(format!("put quotes around values that contain `{sign}`")),
        false => trouble.help("a value is missing in this line, or the file ends in the middle of it"),
    }
}

/// A number with a comma before its decimals that is not of the type of its column.
pub fn decimal_comma(field: &Field, value: &str, unfit: &Unfit, options: &Options) -> Option<Trouble> {
    let is_number = matches!(field.kind, Type::Integer | Type::Number | Type::Decimal { .. });
    let is_meant = is_number && has_decimal_comma(value.trim_ascii());
    let help = || match options.decimal_comma {
        true => help(field, &point_for_comma(value.trim_ascii()), None),
        false => "if the comma is the decimal sign of this file, say so with `decimal: \",\"`".to_owned(),
    };
    is_meant.then(|| unfit_for(field, value, unfit).help(help()))
}

/// A value that is no text.
pub fn not_text(column: &str, value: &[u8]) -> Trouble {
    let value = quoted(&String::from_utf8_lossy(value));
    Trouble::new(Code::DataFormat, format!("`{value}` is not valid UTF-8, in the column `{column}`"))
        .help(ENCODING_HELP)
}
