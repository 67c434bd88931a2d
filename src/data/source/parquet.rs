//! The `parquet` source: columnar files that carry their own types.

use super::{BATCH_ROWS, Rows, Scan, Source, SourceKind, SourcePlace, Stopped};
use crate::data::inputs::{InputFile, Inputs};
use crate::data::trouble::Trouble;
use crate::diag::{Code, Sink, Span};
use crate::table::Schema;
use crate::value::Type;
use crate::world::{Purpose, ReadSeek, SharedWorld};
use crate::yaml::{self, Node, NodeKind, Text};
use datafusion::arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use datafusion::arrow::compute::cast;
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use datafusion::parquet::errors::{ParquetError, Result as ParquetResult};
use datafusion::parquet::file::reader::{ChunkReader, Length};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Deserialize;
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::vec::IntoIter;

/// The buffer of the Parquet reader. Its crate is not ours to name, but this type of a crate that is
/// handed on to us gives it away.
type Bytes = <datafusion::object_store::PutPayload as IntoIterator>::Item;

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

    fn describe(&self, world: &SharedWorld, _: Option<&Schema>, sink: &mut Sink) -> Option<Schema> {
        let files = match self.inputs.find(world, Parquet.extensions()) {
            Ok(files) => files,
            Err(missing) => {
                sink.push(*missing);
                return None;
            }
        };
        let first = files.first().expect("a list of files that was found is not empty");
        match open(world, first, Purpose::Schema) {
            Ok(builder) => Some(plain(Schema::from_arrow(builder.schema()))),
            Err(trouble) => {
                trouble.report(self.span(), None, sink);
                None
            }
        }
    }

    fn rows(&self, scan: Scan) -> Box<dyn Rows> {
        Box::new(ParquetRows { scan, inputs: self.inputs.clone(), files: None, open: None, ended: false })
    }

    fn to_json(&self) -> serde_json::Value {
        serde_json::json!({ "parquet": self.inputs.path })
    }
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
    files: Option<IntoIter<InputFile>>,
    open: Option<(InputFile, ParquetRecordBatchReader)>,
    ended: bool,
}

impl ParquetRows {
    fn next_batch(&mut self) -> Result<Option<RecordBatch>, Trouble> {
        loop {
            let Some((file, mut reader)) = self.next_file()? else {
                return Ok(None);
            };
            let Some(batch) = reader.next() else {
                continue;
            };
            let batch = batch.map_err(|error| broken(&file, &error.to_string()))?;
            let batch = self.arrange(&file, &batch)?;
            self.open = Some((file, reader));
            return Ok(Some(batch));
        }
    }

    fn next_file(&mut self) -> Result<Option<(InputFile, ParquetRecordBatchReader)>, Trouble> {
        if let Some(open) = self.open.take() {
            return Ok(Some(open));
        }
        if self.files.is_none() {
            let files = self.inputs.find(&self.scan.world, Parquet.extensions());
            let files = files.map_err(|missing| Trouble::new(missing.code, missing.message))?;
            self.files = Some(files.into_iter());
        }
        let Some(file) = self.files.as_mut().and_then(Iterator::next) else {
            return Ok(None);
        };
        let builder = open(&self.scan.world, &file, Purpose::Rows)?;
        let wanted: Vec<&str> = self.wanted().collect();
        let names = builder.schema().fields().iter().map(|field| field.name().as_str());
        let places: Vec<usize> =
            names.enumerate().filter(|(_, name)| wanted.contains(name)).map(|(at, _)| at).collect();
        let mask = ProjectionMask::roots(builder.parquet_schema(), places);
        let reader = builder.with_projection(mask).with_batch_size(BATCH_ROWS).build();
        let reader = reader.map_err(|error| broken(&file, &error.to_string()))?;
        Ok(Some((file, reader)))
    }

    fn wanted(&self) -> impl Iterator<Item = &str> {
        self.scan.columns.iter().map(|column| self.scan.schema.fields[*column].name.as_str())
    }

    /// Puts the columns of a file in the order that is wanted, as the types that are wanted.
    fn arrange(&self, file: &InputFile, batch: &RecordBatch) -> Result<RecordBatch, Trouble> {
        let fields = self.scan.columns.iter().map(|column| self.scan.schema.fields[*column].clone());
        let schema = crate::data::column::arrow_schema(&Schema { fields: fields.collect() });
        let column = |field: &Arc<datafusion::arrow::datatypes::Field>| -> Result<ArrayRef, Trouble> {
            let array = batch.column_by_name(field.name()).ok_or_else(|| {
                let message = format!("`{}` has no column `{}`", file.shown, field.name());
                Trouble::new(Code::DataDrift, message).help("all files of a source need the same columns")
            })?;
            cast(array, field.data_type()).map_err(|error| {
                let message = format!("the column `{}` of `{}` has another type", field.name(), file.shown);
                Trouble::new(Code::DataType, message).help(format!("the reader says: {error}"))
            })
        };
        let columns = schema.fields().iter().map(column).collect::<Result<Vec<_>, _>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(schema, columns, &options)
            .map_err(|error| broken(file, &error.to_string()))
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
