//! The closed list of diagnostic codes; a code is never reused.

use serde::{Serialize, Serializer};

/// What is known about a code.
#[derive(Debug, Clone, Copy)]
pub struct CodeInfo {
    /// The code.
    pub code: Code,
    /// Its stable name, as printed.
    pub name: &'static str,
    /// One sentence for `folio explain`.
    pub title: &'static str,
}

macro_rules! codes {
    ($($variant:ident $name:literal $title:literal;)*) => {
        /// A kind of mistake.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $title] $variant,)* }

        /// All codes, in the order of the stages.
        pub static CODES: &[CodeInfo] = &[$(CodeInfo { code: Code::$variant, name: $name, title: $title },)*];
    };
}

codes! {
    YamlSyntax "yaml-syntax" "The file is not valid YAML.";
    YamlLimit "yaml-limit" "The file is larger or deeper than Folio reads.";
    UnknownKey "unknown-key" "A key that does not exist here.";
    DuplicateKey "duplicate-key" "A key is given twice.";
    MissingKey "missing-key" "A key that is needed is missing.";
    WrongType "wrong-type" "A value of another type is needed here.";
    WrongValue "wrong-value" "A value that is not allowed here.";
    MissingValue "missing-value" "A key has no value.";
    UnknownName "unknown-name" "A name that nothing in the report has.";
    UnknownColumn "unknown-column" "A column that the dataset does not have.";
    UnknownParameter "unknown-parameter" "A parameter that the report does not declare.";
    UnknownFormat "unknown-format" "A format name that the theme does not have, or a code that cannot be read.";
    UnknownBlock "unknown-block" "A kind of block that does not exist.";
    UnknownTemplate "unknown-template" "A template that cannot be found.";
    UnusedName "unused-name" "Something is declared and never used.";
    DatasetCycle "dataset-cycle" "Datasets that need each other.";
    Parameter "parameter" "A parameter value that does not fit its declaration.";
    Environment "environment" "An environment variable that is not set.";
    Expression "expression" "An expression that cannot be read or computed.";
    Sql "sql" "SQL that cannot be read or planned.";
    Typst "typst" "Typst code that cannot be read or set.";
    FileMissing "file-missing" "A file that is not there.";
    FileUnreadable "file-unreadable" "A file that cannot be read.";
    DataFormat "data-format" "A data file that does not have the form it should have.";
    DataType "data-type" "A value in the data that does not fit the type of its column.";
    DataDrift "data-drift" "Data whose columns are no longer those of the lock file.";
    DataTest "data-test" "A test on the data that fails.";
    DataLimit "data-limit" "More data than a limit allows.";
    Compute "compute" "A query that fails while it runs.";
    Chart "chart" "Data that the chart cannot show truthfully.";
    MissingGlyph "missing-glyph" "A character that no font of the report has.";
    Render "render" "An output that cannot be made from this document.";
    WriteFailed "write-failed" "A file that cannot be written.";
    CommandLine "command-line" "A command line that does not fit the report.";
}

impl Code {
    /// What is known about this code.
    pub fn info(self) -> &'static CodeInfo {
        CODES.iter().find(|info| info.code == self).expect("every variant has its row in the same macro")
    }

    /// The stable name, as printed.
    pub fn name(self) -> &'static str {
        self.info().name
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
