//! From seats to the grid and the list. Pure: no clock, no database.

use std::{
    cmp::{Ordering, Reverse},
    collections::{BTreeSet, HashMap},
};

use chrono::NaiveDate;

use super::query::{Sort, VacancyQuery};
use crate::{
    boards::types::{BoardEntry, BoardKind},
    ids::BoardId,
    membership::types::{Category, SeatRow, SeatState},
    wording,
};

/// Where a seat stands in time: since when it has waited, or when it will.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Nobody has held it since this day.
    VacantSince(NaiveDate),
    /// The term was over on this day.
    TermEnded(NaiveDate),
    /// Its holder leaves after this day.
    Ends(NaiveDate),
}

/// Where a seat stands in time; nothing for one that is filled for long.
pub fn moment(row: &SeatRow) -> Option<Moment> {
    let holder = row.holder.as_ref();
    match row.state {
        SeatState::Filled => None,
        SeatState::Vacant | SeatState::Covered => row.vacant_since.map(Moment::VacantSince),
        SeatState::CarriedOver => holder
            .and_then(|holder| holder.expected_end_on)
            .map(Moment::TermEnded),
        SeatState::EndsSoon => holder
            .and_then(|holder| holder.ends_on.or(holder.expected_end_on))
            .map(Moment::Ends),
    }
}

impl Moment {
    /// How many days ago; negative for what is to come.
    pub fn age(self, today: NaiveDate) -> i64 {
        let (Self::VacantSince(day) | Self::TermEnded(day) | Self::Ends(day)) = self;
        (today - day).num_days()
    }
}

/// "45 days", "1 day", "since today".
pub fn days_in_words(days: i64) -> String {
    match u64::try_from(days) {
        Ok(0) | Err(_) => "since today".to_owned(),
        Ok(days) => wording::count(days, "day", "days"),
    }
}

/// Whether a seat is among those asked for, whatever the shape.
fn is_asked_for(query: &VacancyQuery, row: &SeatRow) -> bool {
    query
        .category
        .is_none_or(|category| category == row.category)
        && (query.states.is_empty() || query.states.contains(&row.state))
        && (!query.required || row.required)
        && query
            .organisation
            .is_none_or(|wanted| row.organisation.is_some_and(|kept| kept.0 == wanted))
        && is_in_region(query, row.board_region.as_deref())
}

fn is_in_region(query: &VacancyQuery, region: Option<&str>) -> bool {
    query
        .region
        .as_deref()
        .is_none_or(|wanted| region == Some(wanted))
}

/// The seats of the list: those that need somebody to act, unless the address
/// asks for others, in its order.
pub fn list<'a>(rows: &'a [SeatRow], query: &VacancyQuery, today: NaiveDate) -> Vec<&'a SeatRow> {
    let mut found: Vec<(ListKey, &SeatRow)> = rows
        .iter()
        .filter(|row| is_asked_for(query, row))
        .filter(|row| !query.states.is_empty() || row.state != SeatState::Filled)
        .map(|row| (ListKey::of(row, today), row))
        .collect();
    found.sort_by(|(one, _), (other, _)| {
        let order = one.compare(other, query.sort);
        let order = if query.upwards {
            order
        } else {
            order.reverse()
        };
        order.then_with(|| one.usual.cmp(&other.usual))
    });
    found.into_iter().map(|(_, row)| row).collect()
}

/// What a seat is sorted by, worked out once.
struct ListKey {
    /// Board, category, seat: the order within what is equal.
    usual: (String, Category, String),
    age: Option<i64>,
    organisation: Option<String>,
}

impl ListKey {
    fn of(row: &SeatRow, today: NaiveDate) -> Self {
        Self {
            usual: (
                wording::folded(&row.board_name),
                row.category,
                wording::folded(&row.title),
            ),
            age: moment(row).map(|moment| moment.age(today)),
            organisation: row.organisation_name.as_deref().map(wording::folded),
        }
    }

    fn compare(&self, other: &Self, sort: Sort) -> Ordering {
        match sort {
            Sort::Board => self.usual.0.cmp(&other.usual.0),
            Sort::Age => self.age.cmp(&other.age),
            Sort::Organisation => self.organisation.cmp(&other.organisation),
            Sort::Category => self.usual.1.cmp(&other.usual.1),
        }
    }
}

/// Boards by categories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid<'a> {
    pub columns: Vec<Category>,
    pub lines: Vec<Line<'a>>,
}

/// One board of the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    pub board: &'a BoardEntry,
    /// One for each column.
    pub cells: Vec<Cell>,
    /// For how many days its oldest gap has been one.
    pub longest: Option<i64>,
}

/// The seats of one board in one category.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// How many seats are in which state, in the order of the states.
    pub counts: Vec<(SeatState, u64)>,
    /// For how many days the oldest gap has been one.
    pub longest: Option<i64>,
    /// Whether a seat that the board cannot do without is among the gaps.
    pub required_gap: bool,
    /// Whether every board must have such a seat and this one has none.
    pub is_missing: bool,
}

impl Cell {
    fn add(&mut self, row: &SeatRow, today: NaiveDate) {
        match self
            .counts
            .iter_mut()
            .find(|(state, _)| *state == row.state)
        {
            Some((_, count)) => *count += 1,
            None => {
                self.counts.push((row.state, 1));
                self.counts.sort();
            }
        }
        if let Some(Moment::VacantSince(_)) = moment(row) {
            let age = moment(row).map(|moment| moment.age(today));
            self.longest = self.longest.max(age);
        }
        self.required_gap |= row.is_required_gap();
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty() && !self.is_missing
    }
}

/// The grid of what is asked for. `demanded` are the categories of which every
/// local board must have a seat. A filter of seats leaves out the boards that
/// have none of those.
pub fn grid<'a>(
    boards: &'a [BoardEntry],
    rows: &[SeatRow],
    demanded: &BTreeSet<Category>,
    query: &VacancyQuery,
    today: NaiveDate,
) -> Grid<'a> {
    let columns: Vec<Category> = match query.category {
        Some(category) => vec![category],
        None => Category::of_boards().collect(),
    };
    let mut cells: HashMap<(BoardId, Category), Cell> = HashMap::new();
    for row in rows.iter().filter(|row| is_asked_for(query, row)) {
        let cell = cells.entry((row.board, row.category)).or_default();
        cell.add(row, today);
    }
    for (board, category) in missing(boards, rows, demanded, query) {
        cells.entry((board, category)).or_default().is_missing = true;
    }
    let by_seats = !query.states.is_empty() || query.required || query.organisation.is_some();
    let mut lines: Vec<Line<'a>> = boards
        .iter()
        .filter(|board| is_in_region(query, board.region.as_deref()))
        .map(|board| line(board, &columns, &mut cells))
        .filter(|line| !by_seats || line.cells.iter().any(|cell| !cell.is_empty()))
        .collect();
    lines.sort_by_cached_key(|line| wording::folded(&line.board.name));
    match (query.sort, query.upwards) {
        (Sort::Age, true) => lines.sort_by_key(|line| line.longest),
        (Sort::Age, false) => lines.sort_by_key(|line| Reverse(line.longest)),
        (Sort::Board, false) => lines.reverse(),
        _ => {}
    }
    Grid { columns, lines }
}

fn line<'a>(
    board: &'a BoardEntry,
    columns: &[Category],
    cells: &mut HashMap<(BoardId, Category), Cell>,
) -> Line<'a> {
    let cells: Vec<Cell> = columns
        .iter()
        .map(|column| cells.remove(&(board.id, *column)).unwrap_or_default())
        .collect();
    Line {
        board,
        longest: cells.iter().filter_map(|cell| cell.longest).max(),
        cells,
    }
}

/// The categories of which a local board must have a seat and has none, as far
/// as they are asked for. No organisation owes a name for a seat that is not
/// there, and it is in no state but that nobody holds it.
pub fn missing(
    boards: &[BoardEntry],
    rows: &[SeatRow],
    demanded: &BTreeSet<Category>,
    query: &VacancyQuery,
) -> Vec<(BoardId, Category)> {
    let asked_for = query.organisation.is_none()
        && (query.states.is_empty() || query.states.contains(&SeatState::Vacant));
    if !asked_for || demanded.is_empty() {
        return Vec::new();
    }
    let there: BTreeSet<(BoardId, Category)> =
        rows.iter().map(|row| (row.board, row.category)).collect();
    boards
        .iter()
        .filter(|board| board.kind == BoardKind::Local)
        .filter(|board| is_in_region(query, board.region.as_deref()))
        .flat_map(|board| demanded.iter().map(move |category| (board.id, *category)))
        .filter(|(_, category)| query.category.is_none_or(|wanted| wanted == *category))
        .filter(|place| !there.contains(place))
        .collect()
}

#[cfg(test)]
mod tests;
