//! Names of columns as data files give them: each made a name of its own, and found again quickly.

use super::place::Place;
use super::sniff::Sniffer;
use crate::diag::list_names;
use std::collections::BTreeMap;

/// Names shown of columns that are all called the same.
const NAMES_SHOWN: usize = 4;

/// The names of columns, no two the same.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// In the order of the file.
    pub names: Vec<String>,
    /// Columns that are called the same.
    pub doubled: Vec<Doubled>,
}

/// A name that several columns have.
#[derive(Debug, Clone)]
pub struct Doubled {
    /// The place of the second of them.
    pub second: usize,
    /// What they are called, and what here.
    pub words: String,
}

/// Gives each column a name: `column_3` where it has none, `a_2` where another one is called `a`.
pub fn distinct(written: impl IntoIterator<Item = String>) -> Names {
    let mut names: Vec<String> = Vec::new();
    // By name, the place of its column; by name as written, the places of all that are called so.
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut same: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, written) in written.into_iter().enumerate() {
        let wanted = if written.is_empty() { format!("column_{}", index + 1) } else { written };
        let places = same.entry(wanted.clone()).or_default();
        let mut copy = places.len() + 1;
        let mut name = if copy == 1 { wanted.clone() } else { format!("{wanted}_{copy}") };
        while taken.contains_key(&name) {
            copy += 1;
            name = format!("{wanted}_{copy}");
        }
        places.push(index);
        taken.insert(name.clone(), index);
        names.push(name);
    }
    let doubled = same.into_iter().filter(|(wanted, places)| places.iter().any(|p| names[*p] != *wanted));
    let mut doubled: Vec<Doubled> = doubled.map(|(wanted, places)| tell(&wanted, &places, &names)).collect();
    doubled.sort_by_key(|doubled| doubled.second);
    Names { names, doubled }
}

fn tell(wanted: &str, places: &[usize], names: &[String]) -> Doubled {
    let called = list_names(places.iter().map(|place| names[*place].as_str()), NAMES_SHOWN);
    match places {
        // Another column has the name that a column like this one got.
        [place] => Doubled {
            second: *place,
            words: format!("two columns are called `{wanted}`; one is {called} here"),
        },
        _ => {
            let count = if places.len() == 2 { "two".to_owned() } else { places.len().to_string() };
            let words = format!("{count} columns are called `{wanted}`; they are {called} here");
            Doubled { second: places[1], words }
        }
    }
}

/// The columns of a source while its files are looked at.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    list: Vec<Column>,
    places: BTreeMap<String, usize>,
}

/// A column and what is known of it.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What its values could be.
    pub sniffer: Sniffer,
    /// Where its name stands in the data, when it does.
    pub place: Option<Place>,
}

impl Column {
    /// A column without values so far.
    pub fn new(name: &str, place: Option<Place>) -> Column {
        Column { name: name.to_owned(), sniffer: Sniffer::new(), place }
    }
}

impl Columns {
    /// The place of a column in the list; a new one, whose name stands at `place`, comes last.
    pub fn place(&mut self, name: &str, place: impl FnOnce() -> Option<Place>) -> usize {
        if let Some(known) = self.places.get(name) {
            return *known;
        }
        self.places.insert(name.to_owned(), self.list.len());
        self.list.push(Column::new(name, place()));
        self.list.len() - 1
    }

    /// The place of a column that is there.
    pub fn known(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// What the values of a column could be.
    pub fn sniffer(&mut self, place: usize) -> &mut Sniffer {
        &mut self.list[place].sniffer
    }

    /// Their names, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|column| column.name.as_str())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none yet.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them, in their order.
    pub fn into_list(self) -> Vec<Column> {
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_column_gets_a_name_of_its_own() {
        for (written, names, words) in [
            ("a,b", "a,b", ""),
            ("a,a,a", "a,a_2,a_3", "3 columns are called `a`; they are `a`, `a_2` and `a_3` here"),
            (",a,", "column_1,a,column_3", ""),
            ("a,a_2,a", "a,a_2,a_3", "two columns are called `a`; they are `a` and `a_3` here"),
            ("a,a,a_2", "a,a_2,a_2_2", "two columns are called `a`; they are `a` and `a_2` here"),
        ] {
            let found = distinct(written.split(',').map(str::to_owned));
            assert_eq!(found.names.join(","), names);
            assert_eq!(found.doubled.first().map_or("", |doubled| &doubled.words), words);
        }
    }
}
