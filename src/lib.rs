//! Folio, a report compiler: YAML and data in; a PDF, a workbook and CSV files that agree out.
//!
//! ```text
//! text ─ spec::parse ─▶ ReportSpec ─ resolve ─▶ Report ─ plan ─▶ Plan ─ data::execute ─▶ Tables
//!                          ▲            ▲                                                 │
//!                        yaml      package, block, expr, chart, data::describe         compose
//!                                                                                         ▼
//!                      shells: cli, watch, preview  ◀─ Artifact ◀─ output::render ─ Document
//! ```
//!
//! [`compile`] is the recipe, one call per stage. The library never prints, exits, or reads the
//! clock, the home folder or the environment: a [`world::World`] is its only door.

pub mod diag;
pub mod limits;
pub mod value;
pub mod words;
pub mod world;

pub mod format;
pub mod theme;
pub mod yaml;

pub mod document;
pub mod table;

pub mod block;
pub mod chart;
pub mod expr;
pub mod fonts;
pub mod package;

pub mod compose;
pub mod data;
pub mod output;
pub mod plan;
pub mod resolve;
pub mod spec;

pub mod compile;

pub mod cli;
pub mod preview;
pub mod watch;
