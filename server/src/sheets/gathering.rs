//! Gathering the cells of a sheet, as they come, into a table.

use std::{collections::BTreeMap, ops::ControlFlow};

use super::{
    Cell, Limits, Refusal, Row, Table,
    header::{self, HEAD_ROWS, Header, Line, Names, WIDTH},
};

/// What a file or a sheet was found to hold.
pub(super) enum Found {
    Table(Table),
    /// Something, but no header that was asked for.
    OtherThings,
    Nothing,
}

impl Found {
    /// What two sheets hold together.
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Table(table), _) | (_, Self::Table(table)) => Self::Table(table),
            (Self::Nothing, Self::Nothing) => Self::Nothing,
            _ => Self::OtherThings,
        }
    }
}

/// The cells of one sheet so far.
pub(super) struct Gathering<'a> {
    sheet: String,
    names: &'a Names<'a>,
    limits: &'a Limits,
    /// The first rows, until they are known to hold a header.
    head: Vec<Line>,
    /// The header, with the position of each place in a row of the table.
    header: Option<(Header, BTreeMap<usize, usize>)>,
    rows: Vec<Row>,
    /// How much text is kept, in bytes.
    kept: usize,
}

impl<'a> Gathering<'a> {
    pub fn of(sheet: impl Into<String>, names: &'a Names<'a>, limits: &'a Limits) -> Self {
        Self {
            sheet: sheet.into(),
            names,
            limits,
            head: Vec::new(),
            header: None,
            rows: Vec::new(),
            kept: 0,
        }
    }

    /// Whether anything at this place is kept. Until there is a header, most is.
    pub fn wants(&self, place: usize) -> bool {
        match &self.header {
            Some((_, positions)) => positions.contains_key(&place),
            None => place < WIDTH,
        }
    }

    /// Takes a cell. Rows are counted from 1 and come in their order; places are
    /// counted from 0. Breaks when the sheet turns out to have no header.
    ///
    /// # Errors
    /// The header is refused, there is too much, or rows are out of order.
    pub fn take(
        &mut self,
        row: u64,
        place: usize,
        cell: impl FnOnce() -> Cell,
    ) -> Result<ControlFlow<()>, Refusal> {
        if self.header.is_none() && row > HEAD_ROWS {
            self.settle()?;
            if self.header.is_none() {
                return Ok(ControlFlow::Break(()));
            }
        }
        if !self.wants(place) {
            return Ok(ControlFlow::Continue(()));
        }
        let cell = cell();
        if cell.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        self.kept += cell.text.len();
        if self.kept > self.limits.unpacked_bytes {
            return Err(Refusal::TooMuchPacked);
        }
        if self.header.is_some() {
            self.keep(row, place, cell)?;
        } else {
            self.keep_in_head(row, place, cell)?;
        }
        Ok(ControlFlow::Continue(()))
    }

    /// What the sheet holds.
    ///
    /// # Errors
    /// The header is refused, or there is nothing below it.
    pub fn finish(mut self) -> Result<Found, Refusal> {
        if self.header.is_none() {
            self.settle()?;
        }
        let Some((header, _)) = self.header else {
            return Ok(if self.head.is_empty() {
                Found::Nothing
            } else {
                Found::OtherThings
            });
        };
        if self.rows.is_empty() {
            return Err(Refusal::NoRows);
        }
        Ok(Found::Table(Table {
            sheet: self.sheet,
            header_row: header.row,
            keys: header.places.into_values().collect(),
            unused: header.unused,
            rows: self.rows,
        }))
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
        let Some(header) = header::find(&self.head, self.names)? else {
            return Ok(());
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
            if self.rows.len() == self.limits.rows {
                return Err(Refusal::TooManyRows(self.limits.rows));
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
