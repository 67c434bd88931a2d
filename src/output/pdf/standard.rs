//! The standards a PDF can be made to conform to, and which of them go together.

use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::yaml::Spanned;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use typst_pdf::{PdfStandard, PdfStandards};

/// A standard of PDF files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Standard {
    /// PDF 1.4.
    #[serde(rename = "1.4")]
    V14,
    /// PDF 1.5.
    #[serde(rename = "1.5")]
    V15,
    /// PDF 1.6.
    #[serde(rename = "1.6")]
    V16,
    /// PDF 1.7, what is made when nothing is asked.
    #[serde(rename = "1.7")]
    V17,
    /// PDF 2.0.
    #[serde(rename = "2.0")]
    V20,
    /// PDF/A-1b: for archives, looks the same for ever.
    #[serde(rename = "a-1b")]
    A1b,
    /// PDF/A-1a: the same and accessible.
    #[serde(rename = "a-1a")]
    A1a,
    /// PDF/A-2b: for archives, with transparency.
    #[serde(rename = "a-2b")]
    A2b,
    /// PDF/A-2u: the same with text that can be searched.
    #[serde(rename = "a-2u")]
    A2u,
    /// PDF/A-2a: the same and accessible.
    #[serde(rename = "a-2a")]
    A2a,
    /// PDF/A-3b: like A-2b, may carry files.
    #[serde(rename = "a-3b")]
    A3b,
    /// PDF/A-3u: like A-2u, may carry files.
    #[serde(rename = "a-3u")]
    A3u,
    /// PDF/A-3a: like A-2a, may carry files.
    #[serde(rename = "a-3a")]
    A3a,
    /// PDF/A-4: for archives, on PDF 2.0.
    #[serde(rename = "a-4")]
    A4,
    /// PDF/A-4f: the same, must carry files.
    #[serde(rename = "a-4f")]
    A4f,
    /// PDF/A-4e: the same, for engineering.
    #[serde(rename = "a-4e")]
    A4e,
    /// PDF/UA-1: accessible to everybody.
    #[serde(rename = "ua-1")]
    Ua1,
}

impl Standard {
    /// Whether files of any kind may be attached.
    pub fn takes_attachments(self) -> bool {
        match self {
            Standard::V14 | Standard::V15 | Standard::V16 | Standard::V17 | Standard::V20 => true,
            Standard::A3b | Standard::A3u | Standard::A3a | Standard::A4f | Standard::Ua1 => true,
            Standard::A1b | Standard::A1a | Standard::A2b | Standard::A2u | Standard::A2a => false,
            Standard::A4 | Standard::A4e => false,
        }
    }

    fn in_typst(self) -> PdfStandard {
        match self {
            Standard::V14 => PdfStandard::V_1_4,
            Standard::V15 => PdfStandard::V_1_5,
            Standard::V16 => PdfStandard::V_1_6,
            Standard::V17 => PdfStandard::V_1_7,
            Standard::V20 => PdfStandard::V_2_0,
            Standard::A1b => PdfStandard::A_1b,
            Standard::A1a => PdfStandard::A_1a,
            Standard::A2b => PdfStandard::A_2b,
            Standard::A2u => PdfStandard::A_2u,
            Standard::A2a => PdfStandard::A_2a,
            Standard::A3b => PdfStandard::A_3b,
            Standard::A3u => PdfStandard::A_3u,
            Standard::A3a => PdfStandard::A_3a,
            Standard::A4 => PdfStandard::A_4,
            Standard::A4f => PdfStandard::A_4f,
            Standard::A4e => PdfStandard::A_4e,
            Standard::Ua1 => PdfStandard::Ua_1,
        }
    }
}

/// All standards at once, where they go together.
pub fn combine(standards: &[Standard], sink: &mut Sink) -> Result<PdfStandards> {
    let list: Vec<PdfStandard> = standards.iter().map(|standard| standard.in_typst()).collect();
    PdfStandards::new(&list).map_err(|why| {
        let message = format!("these PDF standards do not go together: {}", why.message());
        sink.fail(Diagnostic::global(Code::Render, message))
    })
}

/// Says so at its place when standards do not go together.
pub fn check_together(standards: &[Spanned<Standard>], sink: &mut Sink) {
    let list: Vec<PdfStandard> = standards.iter().map(|standard| standard.in_typst()).collect();
    let (Err(why), Some(last)) = (PdfStandards::new(&list), standards.last()) else { return };
    let message = format!("these PDF standards do not go together: {}", why.message());
    let mut diagnostic = Diagnostic::error(Code::WrongValue, last.span, message);
    for hint in why.hints() {
        diagnostic = diagnostic.note(hint.as_str());
    }
    let help = "ask for at most one of `a-…` and one of `ua-1`, for example `[a-3a, ua-1]`";
    sink.push(diagnostic.help(help));
}
