//! The closed list of diagnostic codes; a code is never reused.

use serde::{Serialize, Serializer};

/// When a kind of mistake can be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Found {
    /// From the report and the schemas of its data.
    Check,
    /// Only while rows are read and outputs made.
    Build,
}

/// What is known about a code.
#[derive(Debug, Clone, Copy)]
pub struct CodeInfo {
    /// The code.
    pub code: Code,
    /// Its stable name, as printed.
    pub name: &'static str,
    /// One sentence.
    pub title: &'static str,
    /// When it can be known at the latest.
    pub found: Found,
    /// What it means, a report that has it and one that has not, as Markdown for `folio explain`.
    pub page: &'static str,
}

macro_rules! codes {
    ($($variant:ident $name:literal $found:ident $title:literal;)*) => {
        /// A kind of mistake.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $title] $variant,)* }

        /// All codes, in the order of the stages.
        pub static CODES: &[CodeInfo] = &[$(CodeInfo {
            code: Code::$variant,
            name: $name,
            title: $title,
            found: Found::$found,
            page: include_str!(concat!("../../docs/diagnostics/", $name, ".md")),
        },)*];
    };
}

codes! {
    YamlSyntax "yaml-syntax" Check "The file is not valid YAML.";
    YamlLimit "yaml-limit" Check "The file is larger or deeper than Folio reads.";
    UnknownKey "unknown-key" Check "A key that does not exist here.";
    DuplicateKey "duplicate-key" Check "A key is given twice.";
    MissingKey "missing-key" Check "A key that is needed is missing.";
    WrongType "wrong-type" Check "A value of another type is needed here.";
    WrongValue "wrong-value" Check "A value that is not allowed here.";
    MissingValue "missing-value" Check "A key has no value.";
    UnknownName "unknown-name" Check "A name that nothing in the report has.";
    UnknownColumn "unknown-column" Check "A column that the dataset does not have.";
    UnknownParameter "unknown-parameter" Check "A parameter that the report does not declare.";
    UnknownFormat "unknown-format" Check "A format name that the theme does not have, or a code that cannot be read.";
    UnknownBlock "unknown-block" Check "A kind of block that does not exist.";
    UnknownTemplate "unknown-template" Check "A template that cannot be found.";
    UnusedName "unused-name" Check "Something is declared and never used.";
    UnusedAllow "unused-allow" Check "A comment that allows a warning which is not there.";
    DatasetCycle "dataset-cycle" Check "Datasets that need each other.";
    Parameter "parameter" Check "A parameter value that does not fit its declaration.";
    Environment "environment" Check "An environment variable that is not set.";
    Expression "expression" Check "An expression that cannot be read or computed.";
    Markdown "markdown" Build "Markdown that cannot be shown.";
    Sql "sql" Check "SQL that cannot be read or planned.";
    Typst "typst" Build "Typst code that cannot be read or set.";
    FileMissing "file-missing" Check "A file that is not there.";
    FileUnreadable "file-unreadable" Check "A file that cannot be read.";
    DataFormat "data-format" Build "A data file that does not have the form it should have.";
    DataType "data-type" Build "A value in the data that does not fit the type of its column.";
    DataDrift "data-drift" Build "Data whose columns are no longer those of the lock file.";
    DataTest "data-test" Build "A test on the data that fails.";
    DataLimit "data-limit" Build "More data than a limit allows.";
    Compute "compute" Build "A query that fails while it runs.";
    Chart "chart" Build "Data that the chart cannot show truthfully.";
    MissingGlyph "missing-glyph" Build "A character that no font of the report has.";
    Render "render" Build "An output that cannot be made from this document.";
    WriteFailed "write-failed" Build "A file that cannot be written.";
    CommandLine "command-line" Check "A command line that does not fit the report.";
}

impl Code {
    /// The code with this name.
    pub fn named(name: &str) -> Option<Code> {
        CODES.iter().find(|info| info.name == name).map(|info| info.code)
    }

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
