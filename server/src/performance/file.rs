//! Reads an official file: what its rows say, added up to figures.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use app::{
    case_data,
    measures::{amount::Parts, period::Period},
    performance::{
        catalogue::{SERIES, Series},
        reading::{self, AreaSaid, Cells, IN_ROWS, LayoutColumn, Observed, RowSaid},
        types::{Amount, Label, Layout},
        wide,
    },
};

use super::limits;
use crate::sheets::{self, Column, Refusal};

/// Reasons that are kept of rejected rows.
const REASONS: usize = 1_000;

/// Kinds of rows that are told apart among those not held.
const KINDS: usize = 100;

/// Longest label that is kept, in letters.
const LABEL_LETTERS: usize = 200;

/// Most different labels: there are 153 councils.
const LABELS: usize = 2_000;

/// Which area, as far as the file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Place {
    Country(&'static str),
    /// A place among the labels of the file.
    Label(u32),
}

/// What tells a figure of a file from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key {
    /// A place in the catalogue.
    pub series: usize,
    pub place: Place,
    pub period: Period,
}

/// The parts of a figure so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sum {
    first: Amount,
    upper: f64,
    lower: Option<f64>,
    parts: u32,
    is_incomplete: bool,
}

impl Sum {
    fn of(amount: Amount) -> Self {
        Self {
            first: amount,
            upper: amount.upper.unwrap_or(0.0),
            lower: amount.lower,
            parts: 1,
            is_incomplete: amount.value.is_none(),
        }
    }

    /// Adds another part, where a sum of parts is a figure.
    ///
    /// # Errors
    /// There are no parts: two values are no figure.
    pub fn add(&mut self, other: &Self) -> Result<(), ()> {
        let has_parts = |sum: &Self| sum.is_incomplete || sum.first.upper.is_some();
        if !has_parts(self) || !has_parts(other) {
            return Err(());
        }
        self.upper += other.upper;
        self.lower = match (self.lower, other.lower) {
            (Some(one), Some(other)) => Some(one + other),
            (one, other) => one.or(other),
        };
        self.parts += other.parts;
        self.is_incomplete |= other.is_incomplete;
        Ok(())
    }

    /// The figure. Where a part is missing there is none: the rest is not the whole.
    pub fn amount(&self, series: &Series) -> Amount {
        if self.is_incomplete {
            return Amount::NONE;
        }
        if self.parts == 1 {
            return self.first;
        }
        let parts = Parts {
            upper: self.upper,
            lower: self.lower,
        };
        Amount::of_parts(parts, parts.value(series.unit))
    }
}

/// What a file says.
#[derive(Debug)]
pub(super) struct FileRead {
    pub layout: Layout,
    pub rows: u64,
    pub taken: u64,
    pub rejected: u64,
    pub reasons: Vec<(u64, String)>,
    pub not_held: BTreeMap<String, u64>,
    /// Each with how many rows have it.
    pub labels: Vec<(Label, u64)>,
    pub figures: HashMap<Key, Sum>,
    places: HashMap<Label, u32>,
    seen: HashSet<u64>,
    /// Why the file must not be kept at all.
    forbidden: Option<String>,
}

/// A row that is read in place.
struct Row<'a> {
    columns: &'a [LayoutColumn],
    cells: &'a [&'a str],
}

impl Cells for Row<'_> {
    fn cell(&self, key: &str) -> &str {
        self.columns
            .iter()
            .position(|(known, _, _)| *known == key)
            .and_then(|position| self.cells.get(position))
            .copied()
            .unwrap_or("")
    }
}

/// Reads a file, whichever of the layouts it has. This takes a processor for as
/// long as the file is.
///
/// # Errors
/// Why it cannot be taken, in words for whoever sent it.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<FileRead, String> {
    for layout in IN_ROWS {
        let mut file = FileRead::new(layout);
        let layout_columns = reading::columns(layout);
        let columns: Vec<Column> = layout_columns
            .iter()
            .map(|(key, names, required)| Column {
                key,
                names,
                required: *required,
            })
            .collect();
        let outcome = sheets::each_row(bytes, &columns, |number, cells| {
            file.rows += 1;
            let row = Row {
                columns: layout_columns,
                cells,
            };
            file.take(number, reading::read_row(layout, &row));
            Ok(())
        });
        match outcome {
            Ok(true) => return file.finished(),
            // Another layout may have these columns.
            Ok(false) | Err(Refusal::Missing(_)) => {}
            Err(refusal) => return Err(refusal.to_string()),
        }
    }
    let sheets =
        sheets::read_sheets(name, bytes, &limits()).map_err(|refusal| refusal.to_string())?;
    for sheet in &sheets {
        let Some(found) = wide::read(&sheet.lines)? else {
            continue;
        };
        let Some(layout) = found.layout else {
            continue;
        };
        let mut file = FileRead::new(layout);
        file.rows = found.rows;
        for (number, reason) in found.rejected {
            file.reject(number, reason);
        }
        let mut last = 0;
        for (number, observed) in found.observed {
            let key = format!("{:?}|{}", observed.area, observed.period.first());
            if number != last {
                file.taken += 1;
            }
            file.figure(number, observed, &key, number != last);
            last = number;
        }
        return file.finished();
    }
    Err(
        "The selected file has none of the layouts that are read. Check that it is a file of the \
         list, as it was published"
            .to_owned(),
    )
}

impl FileRead {
    fn new(layout: Layout) -> Self {
        Self {
            layout,
            rows: 0,
            taken: 0,
            rejected: 0,
            reasons: Vec::new(),
            not_held: BTreeMap::new(),
            labels: Vec::new(),
            figures: HashMap::new(),
            places: HashMap::new(),
            seen: HashSet::new(),
            forbidden: None,
        }
    }

    fn finished(self) -> Result<Self, String> {
        match self.forbidden {
            Some(why) => Err(why),
            None if self.rows == 0 => Err(Refusal::NoRows.to_string()),
            None => Ok(self),
        }
    }

    fn take(&mut self, number: u64, said: RowSaid) {
        match said {
            RowSaid::Rejected(reason) => self.reject(number, reason),
            RowSaid::NotHeld(what) => {
                let what: String = what.chars().take(LABEL_LETTERS).collect();
                if self.not_held.len() < KINDS || self.not_held.contains_key(&what) {
                    *self.not_held.entry(what).or_default() += 1;
                } else {
                    *self.not_held.entry("other kinds".to_owned()).or_default() += 1;
                }
            }
            RowSaid::Figures(observed, key) => {
                if !self.seen.insert(hash_of(&key)) {
                    self.reject(number, "the same row is there twice".to_owned());
                    return;
                }
                self.taken += 1;
                for one in observed {
                    self.add(number, one, true);
                }
            }
        }
    }

    /// A figure that stands alone, and must be there once.
    fn figure(&mut self, number: u64, observed: Observed, key: &str, counts: bool) {
        if self.seen.insert(hash_of(key)) {
            self.add(number, observed, counts);
        } else {
            let period = observed.period.name();
            self.reject(number, format!("the area is there twice for {period}"));
        }
    }

    fn add(&mut self, number: u64, observed: Observed, counts: bool) {
        let series = SERIES.iter().position(|series| series == observed.series);
        let Some(series) = series else {
            return;
        };
        let place = match observed.area {
            AreaSaid::Country(country) => Place::Country(country),
            AreaSaid::Label(kind, label) => {
                let label = Label {
                    kind: kind.code().to_owned(),
                    label: label.chars().take(LABEL_LETTERS).collect(),
                };
                match self.label(number, label, counts) {
                    Some(place) => Place::Label(place),
                    None => return,
                }
            }
        };
        let key = Key {
            series,
            place,
            period: observed.period,
        };
        let sum = Sum::of(observed.amount);
        match self.figures.entry(key) {
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(sum);
            }
            std::collections::hash_map::Entry::Occupied(mut so_far) => {
                if so_far.get_mut().add(&sum).is_err() {
                    self.reject(number, "the figure is there twice".to_owned());
                }
            }
        }
    }

    /// The place of a label; none where the file must not be kept, or has far too
    /// many.
    fn label(&mut self, number: u64, label: Label, counts: bool) -> Option<u32> {
        if let Some(place) = self.places.get(&label) {
            if let Some((_, rows)) = self.labels.get_mut(*place as usize) {
                *rows += u64::from(counts);
            }
            return Some(*place);
        }
        if let Some((kind, words)) = case_data::found_in(&label.label) {
            let name = kind.name();
            self.forbidden.get_or_insert_with(|| {
                format!(
                    "In row {number} stands “{words}”, which looks like {name}. The portal holds \
                     no case data and has not kept the file"
                )
            });
            return None;
        }
        if self.labels.len() >= LABELS {
            self.forbidden
                .get_or_insert_with(|| "The file names far more areas than there are".to_owned());
            return None;
        }
        let place = u32::try_from(self.labels.len()).ok()?;
        self.places.insert(label.clone(), place);
        self.labels.push((label, 1));
        Some(place)
    }

    fn reject(&mut self, number: u64, reason: String) {
        self.rejected += 1;
        if self.reasons.len() < REASONS {
            self.reasons.push((number, reason));
        }
    }
}

fn hash_of(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "CATEGORY,Stage,year,Quarter,dfj_new,region,count,cases\r\n";

    #[test]
    fn parts_of_an_area_are_added_up() {
        let file = format!(
            "{HEAD}Public Law,Start,2024,1,Carlisle DFJ,North West,,\"1,000\"\r\n\
             Public Law,Start,2024,1,Carlisle DFJ,North East,,5\r\n\
             Public Law,Start,2024,1,Medway DFJ,South East,,7\r\n\
             Public Law,Start,2024,1,Medway DFJ,South East,,7\r\n\
             Public Law,Start,2024,2,Medway DFJ,South East,,*\r\n\
             Divorce,End,2024,1,Medway DFJ,South East,,7\r\n\
             Private Law,End,2024,9,Medway DFJ,South East,,7\r\n"
        );
        let read = read("dfj.csv", file.as_bytes()).unwrap();
        assert_eq!(read.layout, Layout::Dfj);
        assert_eq!((read.rows, read.taken, read.rejected), (7, 4, 2));
        assert_eq!(
            read.reasons[0],
            (5, "the same row is there twice".to_owned())
        );
        assert_eq!(read.reasons[1].0, 8);
        assert_eq!(read.not_held["Divorce"], 1);
        let mut values: Vec<Option<f64>> = read
            .figures
            .iter()
            .map(|(key, sum)| sum.amount(&SERIES[key.series]).value)
            .collect();
        values.sort_by(|one, other| one.partial_cmp(other).unwrap());
        assert_eq!(values, [None, Some(7.0), Some(1005.0)]);
    }

    #[test]
    fn files_of_others_say_what_is_wrong() {
        for (name, file, words) in [
            (
                "a.xls",
                "<html><table></table></html>",
                "must be a CSV, XLSX or ODS file",
            ),
            ("a.csv", "", "is empty"),
            ("a.csv", "name,email\r\na,b\r\n", "none of the layouts"),
            ("a.csv", HEAD, "no rows"),
        ] {
            let refusal = read(name, file.as_bytes()).unwrap_err();
            assert!(refusal.contains(words), "{refusal}");
        }
        let windows = [
            b"Category,stage,year,quarter,dfj_new,region,count,cases\n".as_slice(),
            b"Public Law,Start,2024,1,Ynys M\xf4n DFJ,Wales,,5\n",
        ]
        .concat();
        let read = read("dfj.csv", &windows).unwrap();
        assert_eq!(read.labels[0].0.label, "Ynys Môn DFJ");
    }
}
