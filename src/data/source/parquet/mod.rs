//! The `parquet` source: columnar files that carry their own types.

mod exact;

use super::{BATCH_ROWS, Rows, Scan, Source, SourceKind, SourcePlace, Stopped, sql_name};
use crate::data::inputs::{InputFile, Inputs};
use crate::data::lock::LockedColumns;
use crate::data::names::{Doubled, Names, distinct};
use crate::data::trouble::{Trouble, quoted};
use crate::diag::{Code, Sink, Span};
use crate::table::{Field, Schema};
use crate::value::Type;
use crate::world::{Purpose, ReadSeek, SharedWorld};
use crate::yaml::{self, Node, NodeKind, Text};
use datafusion::arrow::array::{RecordBatch, RecordBatchOptions};
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use datafusion::parquet::errors::{ParquetError, Result as ParquetResult};
use datafusion::parquet::file::reader::{ChunkReader, Length};
use exact::{Misfit, exactly};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::vec::IntoIter;

/// The buffer of the Parquet reader. Its crate is not ours to name, but this type of a crate that is
/// handed on to us gives it away.
type Bytes = <datafusion::object_store::PutPayload as IntoIterator>::Item;

/// Files of a folder or pattern that are looked at before rows are read.
const FILES_LOOKED_AT: usize = 8;

/// The kind.
pub struct Parquet;

/// The options as written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Parquet source")]
struct ParquetSpec {
    /// The file, a folder of files, or a pattern such as `data/quotes/*.parquet`.
    parquet: Text,
}

/// One configured source.
#[derive(Debug)]
struct ParquetSource {
    inputs: Inputs,
}

impl SourceKind for Parquet {
    fn name(&self) -> &'static str {
        "parquet"
    }

    fn summary(&self) -> &'static str {
        "Columnar files that carry their own types; the quickest to read."
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["parquet"]
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> schemars::Schema {
        generator.subschema_for::<ParquetSpec>()
    }

    fn parse(&self, node: &Node, place: &SourcePlace, sink: &mut Sink) -> Option<Arc<dyn Source>> {
        let spec: ParquetSpec = match (node.kind(), Text::of(node)) {
            (NodeKind::Scalar, Some(parquet)) => ParquetSpec { parquet },
            _ => yaml::decode(node, sink)?,
        };
        let inputs = Inputs {
            folder: place.folder.clone(),
            path: spec.parquet.as_str().to_owned(),
            span: spec.parquet.span(),
        };
        Some(Arc::new(ParquetSource { inputs }))
    }
}

impl Source for ParquetSource {
    fn kind(&self) -> &'static str {
        Parquet.name()
    }

    fn span(&self) -> Span {
        self.inputs.span
    }

    fn inputs(&self) -> Vec<PathBuf> {
        vec![self.inputs.watched()]
    }

    fn bytes(&self, world: &SharedWorld) -> u64 {
        self.inputs.bytes(world, Parquet.extensions())
    }

    fn is_inferred(&self) -> bool {
        false
    }

    fn describe(&self, world: &SharedWorld, _: Option<&LockedColumns>, sink: &mut Sink) -> Option<Schema> {
        let files = match self.inputs.find(world, Parquet.extensions()) {
            Ok(files) => files,
            Err(missing) => {
                sink.push(*missing);
                return None;
            }
        };
        let mut warnings = Vec::new();
        let described = describe(world, &files, &mut warnings);
        let described = described.map_err(|trouble| trouble.report(world, self.span(), None, sink));
        warnings.iter().for_each(|warning| warning.report(world, self.span(), None, sink));
        described.ok()
    }

    fn rows(&self, scan: Scan) -> Box<dyn Rows> {
        Box::new(ParquetRows {
            scan,
            inputs: self.inputs.clone(),
            files: None,
            first: String::new(),
            open: None,
            ended: false,
        })
    }

    fn to_json(&self) -> serde_json::Value {
        serde_json::json!({ "parquet": self.inputs.path })
    }
}

/// The columns of the first file, and what others have beside them.
fn describe(
    world: &SharedWorld,
    files: &[Arc<InputFile>],
    warnings: &mut Vec<Trouble>,
) -> Result<Schema, Trouble> {
    let mut schema: Option<Schema> = None;
    for file in files.iter().take(FILES_LOOKED_AT) {
        let builder = open(world, file, Purpose::Schema)?;
        let Names { names, doubled } = names_of(&builder);
        match &schema {
            Some(first) => warnings.extend(unread(file, &names, first)),
            None => {
                let twice = |doubled: Doubled| format!("in `{}` {}", file.shown, doubled.words);
                warnings.extend(doubled.into_iter().map(|d| Trouble::warning(Code::DataFormat, twice(d))));
                let mut own = Schema::from_arrow(builder.schema());
                own.fields.iter_mut().zip(names).for_each(|(field, name)| field.name = name);
                schema = Some(plain(own));
            }
        }
    }
    Ok(schema.expect("a list of files that was found is not empty"))
}

fn names_of(builder: &ParquetRecordBatchReaderBuilder<Shared>) -> Names {
    distinct(builder.schema().fields().iter().map(|field| field.name().trim().to_owned()))
}

/// Columns that the first file does not have.
fn unread(file: &InputFile, names: &[String], first: &Schema) -> Vec<Trouble> {
    let known: BTreeSet<&str> = first.names().collect();
    let unknown = names.iter().filter(|name| !known.contains(name.as_str()));
    let tell = |name: &String| {
        let message = format!("`{}` has a column `{name}` that is not read", file.shown);
        Trouble::warning(Code::DataDrift, message).note("the first file of the source does not have it")
    };
    unknown.map(tell).collect()
}

/// Types that cannot be computed with are carried along as text.
fn plain(mut schema: Schema) -> Schema {
    for field in &mut schema.fields {
        if matches!(field.kind, Type::Other(_)) {
            field.kind = Type::Text;
        }
    }
    schema
}

/// A file of the world as the Parquet reader wants it: many readers over one file, each at its place.
#[derive(Clone)]
struct Shared {
    file: Arc<Mutex<Box<dyn ReadSeek>>>,
    bytes: u64,
}

impl Length for Shared {
    fn len(&self) -> u64 {
        self.bytes
    }
}

impl ChunkReader for Shared {
    type T = Part;

    fn get_read(&self, start: u64) -> ParquetResult<Part> {
        Ok(Part { shared: self.clone(), at: start })
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
        let mut bytes = vec![0; length];
        let mut file = self.file.lock().expect("no holder of the lock panics");
        file.seek(SeekFrom::Start(start)).map_err(ParquetError::from)?;
        file.read_exact(&mut bytes).map_err(ParquetError::from)?;
        Ok(bytes.into())
    }
}

/// A reader that begins somewhere in a shared file.
struct Part {
    shared: Shared,
    at: u64,
}

impl Read for Part {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let mut file = self.shared.file.lock().expect("no holder of the lock panics");
        file.seek(SeekFrom::Start(self.at))?;
        let count = file.read(buffer)?;
        self.at += count as u64;
        Ok(count)
    }
}

fn open(
    world: &SharedWorld,
    file: &InputFile,
    purpose: Purpose,
) -> Result<ParquetRecordBatchReaderBuilder<Shared>, Trouble> {
    let raw = file.open_raw(world, purpose);
    let raw = raw.map_err(|error| Trouble::new(Code::FileUnreadable, file.unreadable(&error)))?;
    let shared = Shared { file: Arc::new(Mutex::new(raw)), bytes: file.bytes };
    ParquetRecordBatchReaderBuilder::try_new(shared).map_err(|error| broken(file, &error.to_string()))
}

fn broken(file: &InputFile, error: &str) -> Trouble {
    let error = error.trim_start_matches("Parquet error: ");
    Trouble::new(Code::DataFormat, format!("`{}` is not a Parquet file that can be read", file.shown))
        .note(format!("the reader says: {error}"))
}

/// The rows of all files, one file after the other.
struct ParquetRows {
    scan: Scan,
    inputs: Inputs,
    files: Option<IntoIter<Arc<InputFile>>>,
    /// What the first file is called, which gave the columns their types.
    first: String,
    open: Option<OpenFile>,
    ended: bool,
}

/// A file being read.
struct OpenFile {
    file: Arc<InputFile>,
    reader: ParquetRecordBatchReader,
    /// For each wanted column its place in the batches.
    places: Vec<usize>,
    /// Rows before the batch that comes.
    rows: usize,
}

impl ParquetRows {
    fn next_batch(&mut self) -> Result<Option<RecordBatch>, Trouble> {
        loop {
            let Some(mut open) = self.next_file()? else {
                return Ok(None);
            };
            let Some(batch) = open.reader.next() else {
                continue;
            };
            let batch = batch.map_err(|error| broken(&open.file, &error.to_string()))?;
            let arranged = self.arrange(&open, &batch)?;
            open.rows += batch.num_rows();
            self.open = Some(open);
            return Ok(Some(arranged));
        }
    }

    fn next_file(&mut self) -> Result<Option<OpenFile>, Trouble> {
        if let Some(open) = self.open.take() {
            return Ok(Some(open));
        }
        if self.files.is_none() {
            let files = self.inputs.find(&self.scan.world, Parquet.extensions());
            let files = files.map_err(|missing| Trouble::new(missing.code, missing.message))?;
            self.first = files.first().map_or_else(String::new, |file| file.shown.clone());
            self.files = Some(files.into_iter());
        }
        match self.files.as_mut().and_then(Iterator::next) {
            Some(file) => self.open_file(file).map(Some),
            None => Ok(None),
        }
    }

    fn open_file(&self, file: Arc<InputFile>) -> Result<OpenFile, Trouble> {
        let builder = open(&self.scan.world, &file, Purpose::Rows)?;
        let Names { names, .. } = names_of(&builder);
        for trouble in unread(&file, &names, &self.scan.schema) {
            self.scan.troubles.push(trouble);
        }
        let known: BTreeMap<&str, usize> = names.iter().map(String::as_str).zip(0..).collect();
        let in_file = |column: &usize| {
            let wanted = self.scan.schema.fields[*column].name.as_str();
            known.get(wanted).copied().ok_or_else(|| {
                let message = format!("`{}` has no column `{wanted}`", file.shown);
                Trouble::new(Code::DataDrift, message).help("all files of a source need the same columns")
            })
        };
        let wanted = self.scan.columns.iter().map(in_file).collect::<Result<Vec<usize>, Trouble>>()?;
        // Batches have the columns that are read in the order of the file.
        let read: BTreeSet<usize> = wanted.iter().copied().collect();
        let in_batch: BTreeMap<usize, usize> = read.iter().copied().zip(0..).collect();
        let mask = ProjectionMask::roots(builder.parquet_schema(), read);
        let reader = builder.with_projection(mask).with_batch_size(BATCH_ROWS).build();
        let reader = reader.map_err(|error| broken(&file, &error.to_string()))?;
        let places = wanted.iter().map(|place| in_batch[place]).collect();
        Ok(OpenFile { file, reader, places, rows: 0 })
    }

    /// Puts the columns of a file in the order that is wanted, as the types that are wanted.
    fn arrange(&self, open: &OpenFile, batch: &RecordBatch) -> Result<RecordBatch, Trouble> {
        let fields: Vec<Field> =
            self.scan.columns.iter().map(|column| self.scan.schema.fields[*column].clone()).collect();
        let column = |(field, place): (&Field, &usize)| {
            exactly(batch.column(*place), &field.kind).map_err(|misfit| self.tell(open, field, misfit))
        };
        let columns = fields.iter().zip(&open.places).map(column).collect::<Result<Vec<_>, _>>()?;
        let schema = crate::data::column::arrow_schema(&Schema { fields });
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(schema, columns, &options)
            .map_err(|error| broken(&open.file, &error.to_string()))
    }

    fn tell(&self, open: &OpenFile, field: &Field, misfit: Misfit) -> Trouble {
        let (name, file) = (&field.name, &open.file.shown);
        match misfit {
            Misfit::Kind(kind) => {
                let message = format!("the column `{name}` of `{file}` is {kind}, not {}", field.kind);
                Trouble::new(Code::DataDrift, message).help("all files of a source need the same columns")
            }
            Misfit::Unshown(kind) => {
                let message = format!("the column `{name}` of `{file}` is {kind}, which cannot be shown");
                Trouble::new(Code::DataType, message).help(self.without(name))
            }
            Misfit::Value { row, value, what } => {
                let row = open.rows + row + 1;
                let value = value.map_or_else(|| "a value".into(), |value| format!("`{}`", quoted(&value)));
                let message = format!("{value} is not {what}, in row {row} of `{file}`, column `{name}`");
                let told = Trouble::new(Code::DataType, message);
                match *file == self.first {
                    true => told.help(self.without(name)),
                    false => told
                        .note(format!("`{}` says that the column is {}", self.first, field.kind))
                        .help("write all files of a source with the same types"),
                }
            }
        }
    }

    /// How to do without a column.
    fn without(&self, name: &str) -> String {
        let others = self.scan.schema.names().filter(|other| *other != name);
        let mut others: Vec<String> = others.take(2).map(sql_name).collect();
        others.push("…".to_owned());
        format!("read the other columns with a dataset: `SELECT {} FROM …`", others.join(", "))
    }
}

impl Iterator for ParquetRows {
    type Item = Result<RecordBatch, Stopped>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let batch = self.next_batch().map_err(|trouble| self.scan.stop(trouble));
        self.ended = !matches!(batch, Ok(Some(_)));
        batch.transpose()
    }
}
