//! What a data file holds, as far as a first report needs to know: columns, types, and how many
//! different values each has.

use crate::compile::{self, Job, Stage};
use crate::data::source::{self, SourcePlace};
use crate::diag::{Failed, Result, Sink};
use crate::limits::SAMPLE_BYTES;
use crate::table::{Field, Schema};
use crate::value::Type;
use crate::world::{Purpose, ReadSeek, SharedWorld, Stat, World};
use crate::yaml;
use jiff::Timestamp;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A report that is never written to disk: it counts what is in the data.
const PROBE: &str = ".folio-probe.yaml";

/// A data file.
#[derive(Debug)]
pub struct Profile {
    /// Its path.
    pub path: String,
    /// The source as it will stand in the report: the path, or a mapping where options are needed.
    pub source: String,
    /// A name for it in SQL.
    pub name: String,
    /// How many rows there are.
    pub rows: u64,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// A column of the file.
#[derive(Debug, Clone)]
pub struct Column {
    /// Name and type.
    pub field: Field,
    /// How many different values it holds.
    pub distinct: u64,
    /// How many different months; 0 where there are none.
    pub months: u64,
}

impl Profile {
    /// Reads the columns of a file and counts its values.
    pub fn of(world: &SharedWorld, path: &Path, sink: &mut Sink) -> Result<Profile> {
        let path = path.display().to_string();
        let name = name_of(&path);
        let source = best_reading(world, &path);
        let schema = schema(world, &path, &source, sink)?;
        let counts = count(world, &source, &schema, sink)?;
        let rows = counts.first().copied().unwrap_or_default();
        let pairs = counts.get(1..).unwrap_or_default().chunks(2);
        let columns = schema.fields.into_iter().zip(pairs).map(|(field, pair)| Column {
            field,
            distinct: pair.first().copied().unwrap_or_default(),
            months: pair.get(1).copied().unwrap_or_default(),
        });
        Ok(Profile { path, source, name, rows, columns: columns.collect() })
    }
}

/// A word that SQL takes without quotes, from the name of a file.
fn name_of(path: &str) -> String {
    let stem = Path::new(path).file_name().map(|name| name.to_string_lossy().to_lowercase());
    let stem =
        stem.as_deref().and_then(|name| name.split('.').find(|part| !part.is_empty())).unwrap_or("data");
    let word: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let word = word.trim_matches('_');
    if word.starts_with(|c: char| c.is_ascii_alphabetic()) { word.into() } else { format!("data_{word}") }
}

/// The way to write the source that reads most columns as numbers: files of old programs and of places
/// with decimal commas need options.
fn best_reading(world: &SharedWorld, path: &str) -> String {
    let plain = quoted(path);
    let lower = path.to_lowercase();
    let name = lower.strip_suffix(".gz").unwrap_or(&lower);
    if ![".csv", ".tsv", ".txt"].iter().any(|ending| name.ends_with(ending)) {
        return plain;
    }
    let encoding = if is_utf8(world, path) { "" } else { ", encoding: windows-1252" };
    let mut best: Option<(usize, String)> = None;
    for decimal in ["", ", decimal: \",\""] {
        let options = format!("{encoding}{decimal}");
        let source = match options.as_str() {
            "" => plain.clone(),
            options => format!("{{ csv: {plain}{options} }}"),
        };
        let mut sink = Sink::default();
        let Ok(schema) = schema(world, path, &source, &mut sink) else { continue };
        let numbers = schema.fields.iter().filter(|field| field.kind.is_numeric()).count();
        if !sink.has_errors() && best.as_ref().is_none_or(|(most, _)| numbers > *most) {
            best = Some((numbers, source));
        }
    }
    best.map_or(plain, |(_, source)| source)
}

/// Whether the beginning of a file is UTF-8; a character cut in two at its end does not count.
fn is_utf8(world: &SharedWorld, path: &str) -> bool {
    let mut head = Vec::new();
    let read = world
        .open(Path::new(path), Purpose::Schema)
        .and_then(|file| file.take(SAMPLE_BYTES as u64).read_to_end(&mut head));
    let is_packed = head.starts_with(&[0x1F, 0x8B]);
    read.is_err()
        || is_packed
        || std::str::from_utf8(&head).map_or_else(|e| e.error_len().is_none(), |_| true)
}

fn schema(world: &SharedWorld, path: &str, source: &str, sink: &mut Sink) -> Result<Schema> {
    // It is read as if it stood in a report, so that all endings mean what they mean there.
    let file = sink.sources.add("--from", source);
    let node = yaml::parse(file, sink).ok_or(Failed)?;
    let place = SourcePlace { folder: PathBuf::new(), name: name_of(path) };
    let source = source::parse(&node, &place, sink).ok_or(Failed)?;
    source.describe(world, None, sink).ok_or(Failed)
}

/// The number of rows, and for each column how many different values and months it has.
fn count(world: &SharedWorld, source: &str, schema: &Schema, sink: &mut Sink) -> Result<Vec<u64>> {
    let mut counts = vec!["count(*) AS c".to_string()];
    for (index, field) in schema.fields.iter().enumerate() {
        let column = identifier(&field.name);
        let months = match field.kind.is_temporal() {
            true => format!("count(DISTINCT date_trunc('month', {column}))"),
            false => "0".into(),
        };
        counts.push(match countable(&field.kind) {
            true => format!("count(DISTINCT {column}) AS d{index}, {months} AS m{index}"),
            false => format!("0 AS d{index}, 0 AS m{index}"),
        });
    }
    let sql = quoted(&format!("SELECT {} FROM probed", counts.join(", ")));
    let report = format!(
        "folio: 1\ntitle: Probe\nsources: {{ probed: {} }}\ndatasets: {{ counts: {sql} }}\n\
         sections: [ {{ title: Counts, blocks: [ table: counts ] }} ]\noutputs: {{ pdf: {{}} }}\n",
        source
    );
    let world: SharedWorld = Arc::new(WithProbe { world: world.clone(), report: report.into_bytes().into() });
    let job = Job::new(PROBE, Timestamp::UNIX_EPOCH);
    let mut probed = Sink::default();
    let tables = compile::inspect(&world, &job, Stage::Tables, &mut probed).inspect_err(|_| {
        *sink = std::mem::take(&mut probed);
    })?;
    let row = tables.pointer("/counts/0").and_then(|row| row.as_array()).ok_or(Failed)?;
    Ok(row.iter().map(|count| count.as_u64().unwrap_or_default()).collect())
}

fn countable(kind: &Type) -> bool {
    !matches!(kind, Type::List(_) | Type::Other(_))
}

/// A name as SQL takes it, whatever is in it.
pub fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text as YAML takes it, whatever is in it.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A world with one more file in it.
#[derive(Debug)]
struct WithProbe {
    world: SharedWorld,
    report: Arc<[u8]>,
}

impl World for WithProbe {
    fn read(&self, path: &Path) -> io::Result<Arc<[u8]>> {
        if path == Path::new(PROBE) { Ok(self.report.clone()) } else { self.world.read(path) }
    }

    fn open(&self, path: &Path, purpose: Purpose) -> io::Result<Box<dyn ReadSeek>> {
        self.world.open(path, purpose)
    }

    fn stat(&self, path: &Path) -> io::Result<Stat> {
        self.world.stat(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        self.world.list(folder)
    }

    fn env(&self, name: &str) -> Option<String> {
        self.world.env(name)
    }
}
