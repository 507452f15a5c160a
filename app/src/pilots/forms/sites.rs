//! A site of a pilot.

use uuid::Uuid;

use super::{super::types::Site, field, line, rough, said};
use crate::{
    form::{Answers, FormState},
    ids::{BoardId, SeatId},
    pilots::rough::Rough,
};

/// The choice of an area that has no board.
pub const NO_BOARD: &str = "none";

/// A site as somebody enters it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSite {
    pub board: Option<BoardId>,
    pub name: String,
    pub courts: String,
    pub wave: String,
    pub planned_start: Option<Rough>,
    pub actual_start: Option<Rough>,
    pub planned_end: Option<Rough>,
    pub actual_end: Option<Rough>,
    pub lead_seat: Option<SeatId>,
    pub source: String,
}

/// The form of a new site.
pub fn blank_site(key: Uuid) -> FormState {
    FormState::new(Answers::default().with(field::KEY, key.to_string()))
}

/// The form of a site as it is.
pub fn filled_site(site: &Site) -> FormState {
    let board = site
        .board
        .map_or(NO_BOARD.to_owned(), |board| board.to_string());
    let seat = site.lead_seat.map(|seat| seat.to_string());
    let answers = Answers::default()
        .with(field::VERSION, site.version.to_string())
        .with(field::BOARD, board)
        .with(field::NAME, &site.name)
        .with(field::COURTS, &site.courts)
        .with(field::WAVE, &site.wave)
        .with(field::PLANNED_START, said(site.planned_start))
        .with(field::ACTUAL_START, said(site.actual_start))
        .with(field::PLANNED_END, said(site.planned_end))
        .with(field::ACTUAL_END, said(site.actual_end))
        .with(field::LEAD_SEAT, seat.unwrap_or_default())
        .with(field::SOURCE, &site.source);
    FormState::new(answers)
}

/// Reads a site. `seats` are those of its board that may report for it.
///
/// # Errors
/// Something is missing or cannot be.
pub fn site(
    answers: Answers,
    boards: &[BoardId],
    seats: &[SeatId],
    today: chrono::NaiveDate,
) -> Result<(NewSite, FormState), FormState> {
    let mut form = FormState::new(answers);
    let board = form.need_choice(
        field::BOARD,
        "Select a board, or that there is none",
        |code| {
            if code == NO_BOARD {
                return Some(None);
            }
            let board = BoardId(Uuid::parse_str(code).ok()?);
            boards.contains(&board).then_some(Some(board))
        },
    );
    let name = form.need_line(
        field::NAME,
        "Enter the name of the site",
        "Name",
        super::LINE,
    );
    let courts = line(&mut form, field::COURTS, "Courts");
    let wave = line(&mut form, field::WAVE, "Wave");
    let planned_start = rough(&mut form, field::PLANNED_START, "Planned start");
    let actual_start = rough(&mut form, field::ACTUAL_START, "Start");
    let planned_end = rough(&mut form, field::PLANNED_END, "Planned end");
    let actual_end = rough(&mut form, field::ACTUAL_END, "End");
    for (name, what, date) in [
        (field::ACTUAL_START, "Start", actual_start),
        (field::ACTUAL_END, "End", actual_end),
    ] {
        if date.is_some_and(|date| date.first() > today) {
            form.refuse(name, format!("{what} must be today or in the past"));
        }
    }
    for (name, what, start, end) in [
        (
            field::PLANNED_END,
            "Planned end",
            planned_start,
            planned_end,
        ),
        (field::ACTUAL_END, "End", actual_start, actual_end),
    ] {
        if let (Some(start), Some(end)) = (start, end)
            && end.last() < start.first()
        {
            form.refuse(name, format!("{what} must be after the start"));
        }
    }
    if actual_end.is_some() && actual_start.is_none() {
        form.refuse(
            field::ACTUAL_START,
            "Enter when it started, because it has ended",
        );
    }
    let typed = form.answers.text(field::LEAD_SEAT).to_owned();
    let lead_seat = if typed.is_empty() {
        None
    } else {
        form.need_choice(
            field::LEAD_SEAT,
            "Select a seat of this board, or nobody",
            |code| {
                let seat = SeatId(Uuid::parse_str(code).ok()?);
                seats.contains(&seat).then_some(seat)
            },
        )
    };
    let source = line(&mut form, field::SOURCE, "Source");
    match board {
        Some(board) if !form.is_refused() => Ok((
            NewSite {
                board,
                name,
                courts,
                wave,
                planned_start,
                actual_start,
                planned_end,
                actual_end,
                lead_seat,
                source,
            },
            form,
        )),
        _ => Err(form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_starts_before_it_ends_and_neither_is_ahead() {
        let today = "2026-11-26".parse().unwrap();
        let read = |start: &str, end: &str| {
            let answers = Answers::default()
                .with(field::BOARD, NO_BOARD)
                .with(field::NAME, "North Wales")
                .with(field::ACTUAL_START, start)
                .with(field::ACTUAL_END, end);
            site(answers, &[], &[], today).map(|(site, _)| site)
        };
        let new = read("January to March 2022", "").unwrap();
        assert_eq!(new.actual_start, Rough::from_code("2022-Q1"));
        assert!(read("2022", "March 2022").is_ok());
        assert!(read("March 2022", "February 2022").is_err());
        assert!(read("", "February 2022").is_err());
        assert!(read("27 November 2026", "").is_err());
    }
}
