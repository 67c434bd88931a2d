//! The few words that tables write themselves.

use super::Said;

/// The label of the total row.
pub const TOTAL: Said =
    Said { en: "Total", de: "Summe", fr: "Total", es: "Total", it: "Totale", nl: "Totaal", pt: "Total" };
/// The label of the total row where not all rows are shown.
pub const TOTAL_OF_SHOWN: Said = Said {
    en: "Total of rows shown",
    de: "Summe der gezeigten Zeilen",
    fr: "Total des lignes affichées",
    es: "Total de las filas mostradas",
    it: "Totale delle righe mostrate",
    nl: "Totaal van de getoonde rijen",
    pt: "Total das linhas mostradas",
};
/// How many rows are shown: their number, and that of all.
pub const ROWS_SHOWN: Said = Said {
    en: "{0} of {1} rows shown",
    de: "{0} von {1} Zeilen gezeigt",
    fr: "{0} lignes affichées sur {1}",
    es: "{0} de {1} filas mostradas",
    it: "{0} righe mostrate su {1}",
    nl: "{0} van {1} rijen getoond",
    pt: "{0} de {1} linhas mostradas",
};
/// Stands in place of rows where there are none.
pub const NO_ROWS: Said = Said {
    en: "No rows",
    de: "Keine Zeilen",
    fr: "Aucune ligne",
    es: "Ninguna fila",
    it: "Nessuna riga",
    nl: "Geen rijen",
    pt: "Nenhuma linha",
};

/// Every phrase here, for tests.
#[cfg(test)]
pub const ALL: [Said; 4] = [TOTAL, TOTAL_OF_SHOWN, ROWS_SHOWN, NO_ROWS];
