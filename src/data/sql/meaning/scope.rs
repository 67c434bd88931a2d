//! The names that can be seen at a place of a query: columns of tables, and names that `SELECT` gives.

use datafusion::arrow::datatypes::{DataType, Schema};
use std::ops::Range;

/// The type of a value, where it is known before any row is read.
pub type Kind = Option<DataType>;

/// The columns that a table or query has.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    /// Name and type, in order.
    pub columns: Vec<(String, Kind)>,
    /// Whether there may be others: something in it could not be understood.
    pub open: bool,
}

impl Shape {
    /// The columns of a table that is known.
    pub fn of(schema: &Schema) -> Shape {
        let columns = schema.fields().iter().map(|f| (f.name().clone(), Some(f.data_type().clone())));
        Shape { columns: columns.collect(), open: false }
    }

    /// A table of which nothing is known.
    pub fn unknown() -> Shape {
        Shape { columns: Vec::new(), open: true }
    }
}

/// What stands in `FROM`.
#[derive(Debug, Clone)]
pub struct Source {
    /// What columns can be called after; absent for a query without a name.
    pub name: Option<String>,
    /// The source or dataset of the report that it is.
    pub table: Option<String>,
    /// Its columns.
    pub shape: Shape,
}

/// A name that `SELECT` gives.
#[derive(Debug, Clone)]
pub struct Given {
    /// The name.
    pub name: String,
    /// The bytes of what it stands for.
    pub stands_for: Range<usize>,
    /// What that looks at.
    pub looks_at: Rows,
    /// Its type.
    pub kind: Kind,
}

/// How many rows a value is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// One.
    One,
    /// Those of a group.
    Group,
    /// Others around it.
    Window,
}

/// The names of one `SELECT`.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// What stands in `FROM`, so far.
    pub sources: Vec<Source>,
    /// Columns that two tables were joined by and that count once.
    pub merged: Vec<String>,
    /// Names that `SELECT` gives, which its other parts may not all use.
    pub given: Vec<Given>,
    /// Whether those names can be used here.
    pub sees_given: bool,
}

/// What a name is in a scope.
#[derive(Debug)]
pub enum Found {
    /// A column.
    One(Kind),
    /// Columns of these tables.
    Many(Vec<String>),
    /// Nothing.
    Nothing,
}

impl Scope {
    /// What a column without a table is.
    pub fn find(&self, name: &str) -> Found {
        if let (true, Some(given)) = (self.sees_given, self.given.iter().find(|given| given.name == name)) {
            return Found::One(given.kind.clone());
        }
        let mut kinds = Vec::new();
        let mut tables = Vec::new();
        for source in &self.sources {
            let columns = source.shape.columns.iter().filter(|(column, _)| column == name);
            let before = kinds.len();
            kinds.extend(columns.map(|(_, kind)| kind.clone()));
            tables.extend((kinds.len() > before).then(|| source.name.clone().unwrap_or_default()));
        }
        match kinds.len() {
            0 if self.is_open() => Found::One(None),
            0 => Found::Nothing,
            1 => Found::One(kinds.swap_remove(0)),
            _ if self.merged.iter().any(|merged| merged == name) || self.is_open() => {
                Found::One(kinds.swap_remove(0))
            }
            _ => Found::Many(tables),
        }
    }

    /// Whether some table is known to have a column of this name.
    pub fn has(&self, name: &str) -> bool {
        self.sources.iter().any(|source| source.shape.columns.iter().any(|(column, _)| column == name))
    }

    /// The table with this name.
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.name.as_deref() == Some(name))
    }

    /// Whether some table may have columns that are not known.
    pub fn is_open(&self) -> bool {
        self.sources.iter().any(|source| source.shape.open)
    }

    /// All columns, each name once.
    pub fn columns(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in self.sources.iter().flat_map(|source| &source.shape.columns) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names
    }
}
