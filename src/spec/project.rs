//! What goes for all reports of a folder and the folders below it, as written in its `folio.yaml`.

use super::ReportSpec;
use crate::format::{LOCALE_EXAMPLES, ZONE_EXAMPLES};
use crate::yaml::{OneOrMany, Spanned};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// A project: `folio.yaml` in a folder, for the reports there and below.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Folio project")]
pub struct ProjectSpec {
    /// Version of the language; 1.
    #[schemars(extend("enum" = [1]))]
    pub folio: Spanned<u32>,
    /// The reports that are meant when none is named: files, folders, and patterns such as `reports/*.yaml`. Those of
    /// this folder when absent.
    #[schemars(extend("examples" = ["reports/*.yaml"]))]
    #[serde(default)]
    pub reports: Option<OneOrMany<Spanned<String>>>,
    /// A theme file for reports that name none, relative to this file.
    #[schemars(extend("examples" = ["theme.yaml"]))]
    #[serde(default)]
    pub theme: Option<Spanned<String>>,
    /// Language and region for reports that name none, such as `en-GB`.
    #[schemars(extend("examples" = LOCALE_EXAMPLES))]
    #[serde(default)]
    pub locale: Option<Spanned<String>>,
    /// IANA time zone for reports that name none, such as `Europe/Madrid`.
    #[schemars(extend("examples" = ZONE_EXAMPLES))]
    #[serde(default)]
    pub time_zone: Option<Spanned<String>>,
    /// Folder for the files of all reports, relative to this file; `out` beside each report when absent.
    #[schemars(extend("examples" = ["out"]))]
    #[serde(default)]
    pub output: Option<Spanned<String>>,
    /// `warnings` makes exit code 4 of warnings, like `--deny warnings`.
    #[serde(default)]
    pub deny: Option<DenySpec>,
}

/// What is more than a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DenySpec {
    /// Warnings make exit code 4.
    Warnings,
}

impl ProjectSpec {
    /// Fills in what a report leaves open; the places stay those in the project's file, which lies in `folder`.
    pub fn lay_under(self, report: &mut ReportSpec, folder: &Path) {
        if report.theme.is_none() && self.theme.is_some() {
            report.theme = self.theme;
            report.theme_folder = Some(folder.to_path_buf());
        }
        report.locale = report.locale.take().or(self.locale);
        report.time_zone = report.time_zone.take().or(self.time_zone);
    }
}
