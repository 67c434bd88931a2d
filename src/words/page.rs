//! The few words that pages add of their own.

use serde::Serialize;

/// Words of one language.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Words {
    /// Before the number of the page.
    pub page: &'static str,
    /// Between the number of the page and the number of pages.
    pub of: &'static str,
    /// Title of the list of contents.
    pub contents: &'static str,
    /// The stamp of a draft.
    pub draft: &'static str,
    /// Title of the box that says why it is a draft.
    pub draft_title: &'static str,
    /// Label of the run time.
    pub made: &'static str,
    /// Format of a day in running words.
    #[serde(skip)]
    pub day: &'static str,
    /// Label of the author.
    pub author: &'static str,
    /// Before where the data are from.
    pub source: &'static str,
    /// Stands where a chart has nothing to draw.
    pub no_data: &'static str,
}

const ENGLISH: Words = Words {
    page: "Page",
    of: "of",
    contents: "Contents",
    draft: "Draft",
    draft_title: "This is a draft: some checks on the data failed",
    made: "Date",
    day: "d mmmm yyyy",
    author: "Author",
    source: "Source:",
    no_data: "There are no data to show.",
};

const GERMAN: Words = Words {
    page: "Seite",
    of: "von",
    contents: "Inhalt",
    draft: "Entwurf",
    draft_title: "Dies ist ein Entwurf: Prüfungen der Daten sind fehlgeschlagen",
    made: "Datum",
    day: "d\". \"mmmm yyyy",
    author: "Verfasser",
    source: "Quelle:",
    no_data: "Es gibt keine Daten.",
};

const FRENCH: Words = Words {
    page: "Page",
    of: "sur",
    contents: "Sommaire",
    draft: "Brouillon",
    draft_title: "Ceci est un brouillon : des contrôles des données ont échoué",
    made: "Date",
    day: "d mmmm yyyy",
    author: "Auteur",
    source: "Source :",
    no_data: "Aucune donnée à afficher.",
};

const SPANISH: Words = Words {
    page: "Página",
    of: "de",
    contents: "Índice",
    draft: "Borrador",
    draft_title: "Esto es un borrador: fallaron comprobaciones de los datos",
    made: "Fecha",
    day: "d \"de\" mmmm \"de\" yyyy",
    author: "Autor",
    source: "Fuente:",
    no_data: "No hay datos que mostrar.",
};

const ITALIAN: Words = Words {
    page: "Pagina",
    of: "di",
    contents: "Indice",
    draft: "Bozza",
    draft_title: "Questa è una bozza: alcuni controlli sui dati non sono riusciti",
    made: "Data",
    day: "d mmmm yyyy",
    author: "Autore",
    source: "Fonte:",
    no_data: "Nessun dato da mostrare.",
};

const DUTCH: Words = Words {
    page: "Pagina",
    of: "van",
    contents: "Inhoud",
    draft: "Concept",
    draft_title: "Dit is een concept: controles van de gegevens zijn mislukt",
    made: "Datum",
    day: "d mmmm yyyy",
    author: "Auteur",
    source: "Bron:",
    no_data: "Er zijn geen gegevens.",
};

const PORTUGUESE: Words = Words {
    page: "Página",
    of: "de",
    contents: "Índice",
    draft: "Rascunho",
    draft_title: "Este é um rascunho: falharam verificações dos dados",
    made: "Data",
    day: "d \"de\" mmmm \"de\" yyyy",
    author: "Autor",
    source: "Fonte:",
    no_data: "Não há dados para mostrar.",
};

/// The words of a language; English where we do not speak it.
pub fn of(language: &str) -> Words {
    match language {
        "de" => GERMAN,
        "fr" => FRENCH,
        "es" => SPANISH,
        "it" => ITALIAN,
        "nl" => DUTCH,
        "pt" => PORTUGUESE,
        _ => ENGLISH,
    }
}
