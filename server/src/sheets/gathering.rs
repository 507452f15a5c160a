//! Gathering the cells of a sheet, as they come, into a table.

use std::{collections::BTreeMap, ops::ControlFlow};

use super::{
    Cell, Limits, Refusal, Row, Sheet, Table,
    header::{self, HEAD_ROWS, Header, Line, Names, WIDTH},
};

/// Says why a text must not be in a file, if it must not.
pub type Look<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What a reader is asked for.
pub(super) struct Asked<'a> {
    pub names: Names<'a>,
    pub limits: &'a Limits,
    look: Option<Look<'a>>,
    /// Whether all of every sheet is wanted, as it stands.
    as_it_stands: bool,
    /// Whether what is merged downwards counts for each of its rows then, too.
    fills: bool,
    /// How much text was looked at, in bytes: cells may share one.
    looked: std::cell::Cell<usize>,
}

impl<'a> Asked<'a> {
    pub fn of(names: Names<'a>, limits: &'a Limits, look: Option<Look<'a>>) -> Self {
        Self {
            names,
            limits,
            look,
            as_it_stands: false,
            fills: false,
            looked: std::cell::Cell::new(0),
        }
    }

    /// All of every sheet, as it stands.
    pub fn as_it_stands(limits: &'a Limits) -> Self {
        Self {
            as_it_stands: true,
            ..Self::of(Names::of(&[]), limits, None)
        }
    }

    /// All of every sheet, with what is merged downwards in each of its rows.
    pub fn filled(limits: &'a Limits, look: Look<'a>) -> Self {
        Self {
            as_it_stands: true,
            fills: true,
            ..Self::of(Names::of(&[]), limits, Some(look))
        }
    }

    /// Whether every cell has to be looked at, in every sheet.
    pub fn looks(&self) -> bool {
        self.look.is_some()
    }
}

/// What a file or a sheet was found to hold.
pub(super) enum Found {
    Table(Table),
    /// Sheets as they stand, where that was asked for.
    Sheets(Vec<Sheet>),
    /// A header that was asked for, but no table below it that can be taken.
    Refused(Refusal),
    /// Something, but no header that was asked for.
    OtherThings,
    Nothing,
}

impl Found {
    /// What two sheets hold together.
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Table(table), _) | (_, Self::Table(table)) => Self::Table(table),
            (Self::Sheets(mut sheets), Self::Sheets(more)) => {
                sheets.extend(more);
                Self::Sheets(sheets)
            }
            (Self::Sheets(sheets), _) | (_, Self::Sheets(sheets)) => Self::Sheets(sheets),
            // This sheet has all the columns.
            (Self::Refused(Refusal::NoRows), _) | (_, Self::Refused(Refusal::NoRows)) => {
                Self::Refused(Refusal::NoRows)
            }
            (Self::Refused(refusal), _) | (_, Self::Refused(refusal)) => Self::Refused(refusal),
            (Self::Nothing, Self::Nothing) => Self::Nothing,
            _ => Self::OtherThings,
        }
    }
}

/// The cells of one sheet so far.
pub(super) struct Gathering<'a> {
    sheet: String,
    asked: &'a Asked<'a>,
    /// The first rows, until they are known to hold a header.
    head: Vec<Line>,
    /// The header, with the position of each place in a row of the table.
    header: Option<(Header, BTreeMap<usize, usize>)>,
    /// What the sheet holds, once it is known to hold no table.
    over: Option<Found>,
    rows: Vec<Row>,
    /// How much text is kept, in bytes.
    kept: usize,
}

impl<'a> Gathering<'a> {
    pub fn of(sheet: impl Into<String>, asked: &'a Asked<'a>) -> Self {
        Self {
            sheet: sheet.into(),
            asked,
            head: Vec::new(),
            header: None,
            over: None,
            rows: Vec::new(),
            kept: 0,
        }
    }

    /// Of a sheet that is only looked at.
    pub fn of_unread(sheet: impl Into<String>, asked: &'a Asked<'a>) -> Self {
        Self {
            over: Some(Found::Nothing),
            ..Self::of(sheet, asked)
        }
    }

    /// Whether anything at this place is kept. Until there is a header, most is.
    pub fn wants(&self, place: usize) -> bool {
        match &self.header {
            _ if self.over.is_some() => false,
            Some((_, positions)) => positions.contains_key(&place),
            None => place < WIDTH,
        }
    }

    /// Whether every cell has to be looked at.
    pub fn looks(&self) -> bool {
        self.asked.looks()
    }

    /// How many letters are kept of a cell.
    pub fn letters(&self) -> usize {
        self.asked.limits.cell_letters
    }

    /// Looks at a text of the sheet, whether or not it is kept.
    ///
    /// # Errors
    /// It must not be in the file, or there is too much.
    pub fn look(&self, row: u64, text: &str) -> Result<(), Refusal> {
        let Some(look) = self.asked.look else {
            return Ok(());
        };
        let looked = self.asked.looked.get().saturating_add(text.len());
        self.asked.looked.set(looked);
        if looked > self.asked.limits.unpacked_bytes {
            return Err(Refusal::TooMuchPacked);
        }
        match look(text) {
            None => Ok(()),
            Some(why) => Err(Refusal::Forbidden {
                sheet: self.sheet.clone(),
                row,
                why,
            }),
        }
    }

    /// Takes a cell. Rows are counted from 1 and come in their order; places are
    /// counted from 0. Breaks when nothing more is wanted of the sheet.
    ///
    /// # Errors
    /// There is too much, or rows are out of order.
    pub fn take(
        &mut self,
        row: u64,
        place: usize,
        cell: impl FnOnce() -> Cell,
    ) -> Result<ControlFlow<()>, Refusal> {
        if self.over.is_none()
            && self.header.is_none()
            && row > HEAD_ROWS
            && !self.asked.as_it_stands
        {
            self.settle()?;
        }
        if self.over.is_some() && !self.looks() {
            return Ok(ControlFlow::Break(()));
        }
        if !self.wants(place) {
            return Ok(ControlFlow::Continue(()));
        }
        let cell = cell().cut(self.asked.limits.cell_letters);
        if cell.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        self.count(cell.text.len())?;
        if self.header.is_some() {
            self.keep(row, place, cell)?;
        } else {
            self.keep_in_head(row, place, cell)?;
            if self.head.len() > self.asked.limits.rows {
                return Err(Refusal::TooManyRows(self.asked.limits.rows));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn count(&mut self, kept: usize) -> Result<(), Refusal> {
        self.kept += kept;
        let limit = self.asked.limits.kept_bytes;
        if self.kept > limit {
            return Err(Refusal::TooMuchText(limit));
        }
        Ok(())
    }

    /// What the sheet holds. In `merged` are cells that reach over several rows:
    /// their place, first row and last row. What stands in one below the header
    /// counts for each of its rows that holds anything.
    ///
    /// # Errors
    /// There is too much, or merged cells lie over each other.
    pub fn finish(
        mut self,
        merged: impl IntoIterator<Item = (usize, u64, u64)>,
    ) -> Result<Found, Refusal> {
        if self.asked.as_it_stands && self.over.is_none() {
            if self.asked.fills {
                self.fill_head(merged)?;
            }
            let lines = self.head.into_iter().map(|line| {
                let cells = line.cells.into_iter();
                (
                    line.number,
                    cells.map(|(place, cell)| (place, cell.text)).collect(),
                )
            });
            return Ok(Found::Sheets(vec![Sheet {
                name: self.sheet,
                lines: lines.collect(),
            }]));
        }
        if self.over.is_none() && self.header.is_none() {
            self.settle()?;
        }
        if let Some(over) = self.over.take() {
            return Ok(over);
        }
        self.fill(merged)?;
        let Some((header, _)) = self.header else {
            return Ok(Found::Nothing);
        };
        if self.rows.is_empty() {
            return Ok(Found::Refused(Refusal::NoRows));
        }
        Ok(Found::Table(Table {
            sheet: self.sheet,
            header_row: header.row,
            keys: header.places.into_values().collect(),
            unused: header.unused,
            unread_sheets: Vec::new(),
            rows: self.rows,
        }))
    }

    fn fill(&mut self, merged: impl IntoIterator<Item = (usize, u64, u64)>) -> Result<(), Refusal> {
        let Some((_, positions)) = &self.header else {
            return Ok(());
        };
        let positions = positions.clone();
        // Merged cells that do not lie over each other fill no more than these.
        let mut left = self.rows.len().saturating_mul(positions.len());
        for (place, first, last) in merged {
            let Some(position) = positions.get(&place) else {
                continue;
            };
            let Ok(top) = self.rows.binary_search_by_key(&first, |row| row.number) else {
                continue;
            };
            let cell = self.rows.get(top).and_then(|row| row.cells.get(*position));
            let cell = cell.cloned().unwrap_or_default();
            let mut filled = 0;
            let below = self.rows.iter_mut().skip(top + 1);
            for row in below.take_while(|row| row.number <= last) {
                left = left.checked_sub(1).ok_or(Refusal::Unreadable)?;
                if let Some(covered) = row.cells.get_mut(*position) {
                    filled += cell.text.len();
                    covered.clone_from(&cell);
                }
                if self.kept + filled > self.asked.limits.kept_bytes {
                    break;
                }
            }
            self.count(filled)?;
        }
        Ok(())
    }

    /// As [`Self::fill`], for a sheet that is taken as it stands.
    fn fill_head(
        &mut self,
        merged: impl IntoIterator<Item = (usize, u64, u64)>,
    ) -> Result<(), Refusal> {
        let mut left = self.head.len().saturating_mul(WIDTH);
        for (place, first, last) in merged {
            let Ok(top) = self.head.binary_search_by_key(&first, |line| line.number) else {
                continue;
            };
            let cell = self.head.get(top).and_then(|line| line.cells.get(&place));
            let Some(cell) = cell.cloned() else {
                continue;
            };
            let mut filled = 0;
            let below = self.head.iter_mut().skip(top + 1);
            for line in below.take_while(|line| line.number <= last) {
                left = left.checked_sub(1).ok_or(Refusal::Unreadable)?;
                filled += cell.text.len();
                line.cells.insert(place, cell.clone());
                if self.kept + filled > self.asked.limits.kept_bytes {
                    break;
                }
            }
            self.count(filled)?;
        }
        Ok(())
    }

    fn keep_in_head(&mut self, row: u64, place: usize, cell: Cell) -> Result<(), Refusal> {
        let last = self.head.last().map_or(0, |line| line.number);
        if row < last {
            return Err(Refusal::Unreadable);
        }
        if row > last {
            self.head.push(Line {
                number: row,
                cells: BTreeMap::new(),
            });
        }
        if let Some(line) = self.head.last_mut() {
            line.cells.insert(place, cell);
        }
        Ok(())
    }

    /// Looks for the header in the head, and takes what stands below it.
    fn settle(&mut self) -> Result<(), Refusal> {
        let header = match header::find(&self.head, &self.asked.names) {
            Ok(Some(header)) => header,
            Ok(None) if self.head.is_empty() => {
                self.over = Some(Found::Nothing);
                return Ok(());
            }
            Ok(None) => {
                self.over = Some(Found::OtherThings);
                return Ok(());
            }
            Err(refusal) => {
                self.over = Some(Found::Refused(refusal));
                return Ok(());
            }
        };
        let below = header.row;
        let places = header.places.keys().copied();
        let positions = places.zip(0..).collect();
        self.header = Some((header, positions));
        for line in std::mem::take(&mut self.head) {
            if line.number > below {
                for (place, cell) in line.cells {
                    self.keep(line.number, place, cell)?;
                }
            }
        }
        Ok(())
    }

    fn keep(&mut self, row: u64, place: usize, cell: Cell) -> Result<(), Refusal> {
        let Some((header, positions)) = &self.header else {
            return Ok(());
        };
        let Some(position) = positions.get(&place) else {
            return Ok(());
        };
        let last = self.rows.last().map_or(header.row, |row| row.number);
        if row < last || row == header.row {
            return Err(Refusal::Unreadable);
        }
        if row > last {
            if self.rows.len() == self.asked.limits.rows {
                return Err(Refusal::TooManyRows(self.asked.limits.rows));
            }
            self.rows.push(Row {
                number: row,
                cells: vec![Cell::default(); positions.len()],
            });
        }
        let cells = self.rows.last_mut().map(|row| &mut row.cells);
        if let Some(kept) = cells.and_then(|cells| cells.get_mut(*position)) {
            *kept = cell;
        }
        Ok(())
    }
}
