//! What is said of charts, for readers who cannot see them, and the few words charts write themselves. Where
//! a language would bend the words around a date or a name, the value stands in brackets instead.

use super::Said;

/// A chart without data.
pub const EMPTY: Said = Said {
    en: "Empty chart: {0}.",
    de: "Leeres Diagramm: {0}.",
    fr: "Graphique vide : {0}.",
    es: "Gráfico vacío: {0}.",
    it: "Grafico vuoto: {0}.",
    nl: "Leeg diagram: {0}.",
    pt: "Gráfico vazio: {0}.",
};
/// Names that are not shown: their number.
pub const LEFT_OUT: Said = Said {
    en: "{0} smaller names are left out.",
    de: "{0} kleinere Namen fehlen.",
    fr: "{0} noms plus petits sont omis.",
    es: "Se omiten {0} nombres menores.",
    it: "Sono omessi {0} nomi minori.",
    nl: "{0} kleinere namen zijn weggelaten.",
    pt: "{0} nomes menores foram omitidos.",
};
/// Values that are not there: their number.
pub const MISSING: Said = Said {
    en: "Missing values: {0}.",
    de: "Fehlende Werte: {0}.",
    fr: "Valeurs manquantes : {0}.",
    es: "Valores ausentes: {0}.",
    it: "Valori mancanti: {0}.",
    nl: "Ontbrekende waarden: {0}.",
    pt: "Valores em falta: {0}.",
};
/// A reference line: its label.
pub const MARKED: Said = Said {
    en: "Marked: {0}.",
    de: "Markiert: {0}.",
    fr: "Repère : {0}.",
    es: "Marcado: {0}.",
    it: "Evidenziato: {0}.",
    nl: "Gemarkeerd: {0}.",
    pt: "Assinalado: {0}.",
};
/// Kind of chart and what it measures.
pub const OF: Said = Said {
    en: "{0} of {1}",
    de: "{0}: {1}",
    fr: "{0} : {1}",
    es: "{0}: {1}",
    it: "{0}: {1}",
    nl: "{0}: {1}",
    pt: "{0}: {1}",
};
/// What stands along the shared axis.
pub const BY: Said = Said {
    en: " by {0}",
    de: " nach {0}",
    fr: " par {0}",
    es: " por {0}",
    it: " per {0}",
    nl: " per {0}",
    pt: " por {0}",
};
/// One name on the shared axis.
pub const ONE_NAME: Said = Said {
    en: "1 name",
    de: "1 Name",
    fr: "1 nom",
    es: "1 nombre",
    it: "1 nome",
    nl: "1 naam",
    pt: "1 nome",
};
/// Names on the shared axis: their number.
pub const NAMES: Said = Said {
    en: "{0} names",
    de: "{0} Namen",
    fr: "{0} noms",
    es: "{0} nombres",
    it: "{0} nomi",
    nl: "{0} namen",
    pt: "{0} nomes",
};
/// The ends of the shared axis.
pub const FROM_TO: Said = Said {
    en: "{0} to {1}",
    de: "{0} bis {1}",
    fr: "de {0} à {1}",
    es: "de {0} a {1}",
    it: "da {0} a {1}",
    nl: "{0} tot {1}",
    pt: "de {0} a {1}",
};
/// A kind of chart whose series lie on each other: with a capital, and without.
pub const STACKED: Said = Said {
    en: "Stacked {1}",
    de: "{0}, gestapelt",
    fr: "{0}, empilé",
    es: "{0}, apilado",
    it: "{0}, in pila",
    nl: "{0}, gestapeld",
    pt: "{0}, empilhado",
};
/// The same as shares of a whole.
pub const SHARES: Said = Said {
    en: "{0} of shares",
    de: "{0} mit Anteilen",
    fr: "{0} en parts",
    es: "{0} de proporciones",
    it: "{0} di quote",
    nl: "{0} met aandelen",
    pt: "{0} de proporções",
};
/// A value in a month or year.
pub const IN: Said = Said {
    en: "{0} in {1}",
    de: "{0} ({1})",
    fr: "{0} ({1})",
    es: "{0} ({1})",
    it: "{0} ({1})",
    nl: "{0} ({1})",
    pt: "{0} ({1})",
};
/// A value on a day.
pub const ON: Said = Said {
    en: "{0} on {1}",
    de: "{0} ({1})",
    fr: "{0} ({1})",
    es: "{0} ({1})",
    it: "{0} ({1})",
    nl: "{0} ({1})",
    pt: "{0} ({1})",
};
/// A value at a name or number.
pub const AT: Said = Said {
    en: "{0} at {1}",
    de: "{0} ({1})",
    fr: "{0} ({1})",
    es: "{0} ({1})",
    it: "{0} ({1})",
    nl: "{0} ({1})",
    pt: "{0} ({1})",
};
/// A name and its value.
pub const NAME_AT: Said = Said {
    en: "{0} at {1}",
    de: "{0} mit {1}",
    fr: "{0} ({1})",
    es: "{0} ({1})",
    it: "{0} ({1})",
    nl: "{0} met {1}",
    pt: "{0} ({1})",
};
/// Number of series, when not all are told.
pub const SERIES: Said = Said {
    en: "{0} series in all.",
    de: "Insgesamt {0} Reihen.",
    fr: "{0} séries en tout.",
    es: "{0} series en total.",
    it: "{0} serie in tutto.",
    nl: "{0} reeksen in totaal.",
    pt: "{0} séries no total.",
};
/// A series that ends higher: name, first, last, highest, lowest.
pub const RISES: Said = Said {
    en: "{0} rises from {1} to {2}, high {3}, low {4}.",
    de: "{0} steigt von {1} auf {2}, Hoch {3}, Tief {4}.",
    fr: "{0} passe de {1} à {2} (hausse), maximum {3}, minimum {4}.",
    es: "{0} sube de {1} a {2}, máximo {3}, mínimo {4}.",
    it: "{0} sale da {1} a {2}, massimo {3}, minimo {4}.",
    nl: "{0} stijgt van {1} naar {2}, hoogste {3}, laagste {4}.",
    pt: "{0} sobe de {1} para {2}, máximo {3}, mínimo {4}.",
};
/// A series that ends lower.
pub const FALLS: Said = Said {
    en: "{0} falls from {1} to {2}, high {3}, low {4}.",
    de: "{0} fällt von {1} auf {2}, Hoch {3}, Tief {4}.",
    fr: "{0} passe de {1} à {2} (baisse), maximum {3}, minimum {4}.",
    es: "{0} baja de {1} a {2}, máximo {3}, mínimo {4}.",
    it: "{0} scende da {1} a {2}, massimo {3}, minimo {4}.",
    nl: "{0} daalt van {1} naar {2}, hoogste {3}, laagste {4}.",
    pt: "{0} desce de {1} para {2}, máximo {3}, mínimo {4}.",
};
/// A series that ends where it began.
pub const RETURNS: Said = Said {
    en: "{0} goes from {1} to {2}, high {3}, low {4}.",
    de: "{0} geht von {1} auf {2}, Hoch {3}, Tief {4}.",
    fr: "{0} passe de {1} à {2}, maximum {3}, minimum {4}.",
    es: "{0} va de {1} a {2}, máximo {3}, mínimo {4}.",
    it: "{0} va da {1} a {2}, massimo {3}, minimo {4}.",
    nl: "{0} gaat van {1} naar {2}, hoogste {3}, laagste {4}.",
    pt: "{0} vai de {1} para {2}, máximo {3}, mínimo {4}.",
};
/// A series of equal values.
pub const STAYS: Said = Said {
    en: "{0} stays at {1}.",
    de: "{0} bleibt bei {1}.",
    fr: "{0} reste à {1}.",
    es: "{0} se mantiene en {1}.",
    it: "{0} resta a {1}.",
    nl: "{0} blijft op {1}.",
    pt: "{0} mantém-se em {1}.",
};
/// A series of one value.
pub const ONLY: Said = Said {
    en: "{0}: {1}.",
    de: "{0}: {1}.",
    fr: "{0} : {1}.",
    es: "{0}: {1}.",
    it: "{0}: {1}.",
    nl: "{0}: {1}.",
    pt: "{0}: {1}.",
};
/// The ends of a series: name, highest, lowest.
pub const EXTREMES: Said = Said {
    en: "{0}: highest {1}, lowest {2}.",
    de: "{0}: höchster Wert {1}, niedrigster {2}.",
    fr: "{0} : maximum {1}, minimum {2}.",
    es: "{0}: máximo {1}, mínimo {2}.",
    it: "{0}: massimo {1}, minimo {2}.",
    nl: "{0}: hoogste {1}, laagste {2}.",
    pt: "{0}: máximo {1}, mínimo {2}.",
};
/// Before the largest names.
pub const HIGHEST: Said = Said {
    en: "Highest",
    de: "Am höchsten",
    fr: "Maximum",
    es: "Máximo",
    it: "Massimo",
    nl: "Hoogste",
    pt: "Máximo",
};
/// The largest names: series, names.
pub const RANKED: Said = Said {
    en: "{0}: {1}.",
    de: "{0}: {1}.",
    fr: "{0} : {1}.",
    es: "{0}: {1}.",
    it: "{0}: {1}.",
    nl: "{0}: {1}.",
    pt: "{0}: {1}.",
};
/// The largest names and the smallest: series, names, smallest.
pub const RANKED_LOWEST: Said = Said {
    en: "{0}: {1}; lowest {2}.",
    de: "{0}: {1}; am niedrigsten {2}.",
    fr: "{0} : {1} ; minimum {2}.",
    es: "{0}: {1}; mínimo {2}.",
    it: "{0}: {1}; minimo {2}.",
    nl: "{0}: {1}; laagste {2}.",
    pt: "{0}: {1}; mínimo {2}.",
};
/// A cell of a heat map: value, column, row.
pub const CELL: Said = Said {
    en: "{0} in {1}, {2}",
    de: "{0} ({1}, {2})",
    fr: "{0} ({1}, {2})",
    es: "{0} ({1}, {2})",
    it: "{0} ({1}, {2})",
    nl: "{0} ({1}, {2})",
    pt: "{0} ({1}, {2})",
};
/// A heat map: number of rows, highest and lowest cell.
pub const CELLS: Said = Said {
    en: "{0} rows. Highest {1}, lowest {2}.",
    de: "{0} Zeilen. Höchster Wert {1}, niedrigster {2}.",
    fr: "{0} lignes. Maximum {1}, minimum {2}.",
    es: "{0} filas. Máximo {1}, mínimo {2}.",
    it: "{0} righe. Massimo {1}, minimo {2}.",
    nl: "{0} rijen. Hoogste {1}, laagste {2}.",
    pt: "{0} linhas. Máximo {1}, mínimo {2}.",
};
/// The widest and the narrowest extent, each with name and ends.
pub const GAPS: Said = Said {
    en: "Widest: {0}; narrowest: {1}.",
    de: "Größter Abstand: {0}; kleinster: {1}.",
    fr: "Écart le plus grand : {0} ; le plus petit : {1}.",
    es: "Mayor diferencia: {0}; menor: {1}.",
    it: "Divario maggiore: {0}; minore: {1}.",
    nl: "Grootste verschil: {0}; kleinste: {1}.",
    pt: "Maior diferença: {0}; menor: {1}.",
};
/// A ribbon: series, first extent, where, last extent, where.
pub const REACHES: Said = Said {
    en: "{0}: {1} at {2}, {3} at {4}.",
    de: "{0}: {1} ({2}), {3} ({4}).",
    fr: "{0} : {1} ({2}), {3} ({4}).",
    es: "{0}: {1} ({2}), {3} ({4}).",
    it: "{0}: {1} ({2}), {3} ({4}).",
    nl: "{0}: {1} ({2}), {3} ({4}).",
    pt: "{0}: {1} ({2}), {3} ({4}).",
};
/// What candles show.
pub const PRICE: Said = Said {
    en: "The price",
    de: "Der Kurs",
    fr: "Le cours",
    es: "El precio",
    it: "Il prezzo",
    nl: "De koers",
    pt: "O preço",
};
/// A box: name, median, ends of the middle half.
pub const MEDIAN: Said = Said {
    en: "{0}: median {1}, middle half {2}.",
    de: "{0}: Median {1}, mittlere Hälfte {2}.",
    fr: "{0} : médiane {1}, moitié centrale {2}.",
    es: "{0}: mediana {1}, mitad central {2}.",
    it: "{0}: mediana {1}, metà centrale {2}.",
    nl: "{0}: mediaan {1}, middelste helft {2}.",
    pt: "{0}: mediana {1}, metade central {2}.",
};
/// A waterfall: first and last level.
pub const ENDS: Said = Said {
    en: "From {0} to {1}.",
    de: "Von {0} auf {1}.",
    fr: "De {0} à {1}.",
    es: "De {0} a {1}.",
    it: "Da {0} a {1}.",
    nl: "Van {0} naar {1}.",
    pt: "De {0} para {1}.",
};
/// The largest step up with its name.
pub const LARGEST_RISE: Said = Said {
    en: "Largest rise {0}.",
    de: "Größter Anstieg {0}.",
    fr: "Plus forte hausse : {0}.",
    es: "Mayor subida: {0}.",
    it: "Aumento maggiore: {0}.",
    nl: "Grootste stijging: {0}.",
    pt: "Maior subida: {0}.",
};
/// The largest step down with its name.
pub const LARGEST_FALL: Said = Said {
    en: "Largest fall {0}.",
    de: "Größter Rückgang {0}.",
    fr: "Plus forte baisse : {0}.",
    es: "Mayor bajada: {0}.",
    it: "Calo maggiore: {0}.",
    nl: "Grootste daling: {0}.",
    pt: "Maior descida: {0}.",
};
/// A bullet: name, reached, target.
pub const OF_TARGET: Said = Said {
    en: "{0}: {1}, target {2}.",
    de: "{0}: {1}, Ziel {2}.",
    fr: "{0} : {1}, objectif {2}.",
    es: "{0}: {1}, objetivo {2}.",
    it: "{0}: {1}, obiettivo {2}.",
    nl: "{0}: {1}, doel {2}.",
    pt: "{0}: {1}, meta {2}.",
};
/// A gauge: name, value, ends of the scale.
pub const ON_SCALE: Said = Said {
    en: "{0}: {1} on a scale of {2}.",
    de: "{0}: {1} auf einer Skala {2}.",
    fr: "{0} : {1} sur une échelle {2}.",
    es: "{0}: {1} en una escala {2}.",
    it: "{0}: {1} su una scala {2}.",
    nl: "{0}: {1} op een schaal {2}.",
    pt: "{0}: {1} numa escala {2}.",
};
/// A whole: number of parts, total, largest parts.
pub const PARTS: Said = Said {
    en: "{0} parts of {1} in all. Largest: {2}.",
    de: "{0} Teile von insgesamt {1}. Am größten: {2}.",
    fr: "{0} parts d’un total de {1}. Les plus grandes : {2}.",
    es: "{0} partes de un total de {1}. Las mayores: {2}.",
    it: "{0} parti di un totale di {1}. Le maggiori: {2}.",
    nl: "{0} delen van in totaal {1}. Grootste: {2}.",
    pt: "{0} partes de um total de {1}. As maiores: {2}.",
};
/// Spans of time: their number, first, last, longest.
pub const SPANS: Said = Said {
    en: "{0} bars. First begins {1}; last ends {2}; longest {3}.",
    de: "{0} Balken. Zuerst beginnt {1}; zuletzt endet {2}; am längsten {3}.",
    fr: "{0} barres. Premier début : {1} ; dernière fin : {2} ; la plus longue : {3}.",
    es: "{0} barras. Primer inicio: {1}; último fin: {2}; la más larga: {3}.",
    it: "{0} barre. Primo inizio: {1}; ultima fine: {2}; la più lunga: {3}.",
    nl: "{0} balken. Eerste begin: {1}; laatste einde: {2}; langste: {3}.",
    pt: "{0} barras. Primeiro início: {1}; último fim: {2}; a mais longa: {3}.",
};
/// A small chart: first, last, lowest, highest.
pub const WAY: Said = Said {
    en: "{0} to {1}, lowest {2}, highest {3}",
    de: "{0} bis {1}, Tief {2}, Hoch {3}",
    fr: "de {0} à {1}, minimum {2}, maximum {3}",
    es: "de {0} a {1}, mínimo {2}, máximo {3}",
    it: "da {0} a {1}, minimo {2}, massimo {3}",
    nl: "{0} tot {1}, laagste {2}, hoogste {3}",
    pt: "de {0} a {1}, mínimo {2}, máximo {3}",
};
/// A small chart of wins and losses: how many of each.
pub const WINS: Said = Said {
    en: "{0} above zero, {1} below",
    de: "{0} über null, {1} darunter",
    fr: "{0} au-dessus de zéro, {1} en dessous",
    es: "{0} sobre cero, {1} bajo cero",
    it: "{0} sopra zero, {1} sotto",
    nl: "{0} boven nul, {1} eronder",
    pt: "{0} acima de zero, {1} abaixo",
};

/// Names that are shown of all there are.
pub const NAMES_SHOWN: Said = Said {
    en: "{0} of {1} names shown",
    de: "{0} von {1} Namen gezeigt",
    fr: "{0} noms sur {1} affichés",
    es: "{0} de {1} nombres mostrados",
    it: "{0} nomi su {1} mostrati",
    nl: "{0} van {1} namen getoond",
    pt: "{0} de {1} nomes mostrados",
};
/// How many rows there are, as a title of an axis.
pub const COUNT: Said =
    Said {
        en: "Count", de: "Anzahl", fr: "Nombre", es: "Número", it: "Numero", nl: "Aantal", pt: "Número"
    };
/// Thousands, millions and so on, as part of a unit.
pub const THOUSANDS: [Said; 4] = [
    Said {
        en: "thousand",
        de: "Tausend",
        fr: "milliers",
        es: "miles",
        it: "migliaia",
        nl: "duizend",
        pt: "milhares",
    },
    Said {
        en: "million",
        de: "Millionen",
        fr: "millions",
        es: "millones",
        it: "milioni",
        nl: "miljoen",
        pt: "milhões",
    },
    Said {
        en: "billion",
        de: "Milliarden",
        fr: "milliards",
        es: "miles de millones",
        it: "miliardi",
        nl: "miljard",
        pt: "mil milhões",
    },
    Said {
        en: "trillion",
        de: "Billionen",
        fr: "billions",
        es: "billones",
        it: "bilioni",
        nl: "biljoen",
        pt: "biliões",
    },
];

/// All of them, for the test that compares their parts.
#[cfg(test)]
pub const ALL: &[Said] = &[
    EMPTY,
    LEFT_OUT,
    MISSING,
    MARKED,
    OF,
    BY,
    ONE_NAME,
    NAMES,
    FROM_TO,
    SHARES,
    IN,
    ON,
    AT,
    NAME_AT,
    SERIES,
    RISES,
    FALLS,
    RETURNS,
    STAYS,
    ONLY,
    EXTREMES,
    HIGHEST,
    RANKED,
    RANKED_LOWEST,
    CELL,
    CELLS,
    GAPS,
    REACHES,
    PRICE,
    MEDIAN,
    ENDS,
    LARGEST_RISE,
    LARGEST_FALL,
    OF_TARGET,
    ON_SCALE,
    PARTS,
    SPANS,
    WAY,
    WINS,
];
