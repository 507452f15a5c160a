//! Every seat that needs somebody to act, one to a line.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::{VacanciesView, nothing_found, sorting};
use crate::{
    govuk::{Tag, TagOptions},
    membership::types::{SeatRow, SeatState},
    paths,
    vacancies::{
        query::{Shape, Sort},
        rules::{Moment, days_in_words, moment},
    },
    wording,
};

/// Draws the list, or what is said where it is empty.
pub fn list(view: &VacanciesView<'_>, rows: &[&SeatRow], missing: u64) -> AnyView {
    let missing = (missing > 0).then(|| {
        let seats = wording::count(missing, "required seat is", "required seats are");
        let grid = view.query.shaped(Shape::Grid).address(paths::VACANCIES);
        view! {
            <p class="govuk-body">
                {format!("{seats} not even set up on their boards. ")}
                <a class="govuk-link" href=grid>"See them among the boards"</a>
            </p>
        }
    });
    let table = if !rows.is_empty() {
        table(view, rows)
    } else if view.query.is_filtered() {
        nothing_found(&view.query, "No seats match these filters.")
    } else {
        view! {
            <p class="govuk-body">
                "No seat is vacant, ends soon or is carried over. To see seats that are filled, tick Filled and apply the filters."
            </p>
        }
        .into_any()
    };
    view! {
        {missing}
        {table}
    }
    .into_any()
}

fn table(view: &VacanciesView<'_>, rows: &[&SeatRow]) -> AnyView {
    let caption = format!(
        "{} on {}",
        wording::count(rows.len() as u64, "seat", "seats"),
        wording::date(view.today)
    );
    let header = "govuk-table__header";
    let lines = rows.iter().map(|row| line(row, view.today)).collect_view();
    view! {
        {downloads(view)}
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--m">{caption}</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class=header>"Seat"</th>
                    {sorting(&view.query, "Board", Sort::Board, header)}
                    {sorting(&view.query, "Category", Sort::Category, header)}
                    {sorting(&view.query, "State and age", Sort::Age, header)}
                    {sorting(&view.query, "Organisation that owes a name", Sort::Organisation, header)}
                    <th scope="col" class=header>"Required"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{lines}</tbody>
        </table>
    }
    .into_any()
}

fn downloads(view: &VacanciesView<'_>) -> AnyView {
    let link = |format: &'static str, name: &'static str| {
        let mut href = view
            .query
            .shaped(Shape::Grid)
            .address(paths::VACANCIES_EXPORT);
        href.push(if href.contains('?') { '&' } else { '?' });
        href.push_str("format=");
        href.push_str(format);
        view! { <a class="govuk-link" href=href>{name}</a> }
    };
    view! {
        <p class="govuk-body app-no-print">
            "Download these seats as "
            {link("xlsx", "an Excel file")}
            " or "
            {link("csv", "a CSV file")}
        </p>
    }
    .into_any()
}

fn line(row: &SeatRow, today: NaiveDate) -> AnyView {
    let organisation = match (row.organisation, &row.organisation_name) {
        (Some(id), Some(name)) => {
            view! { <a class="govuk-link" href=paths::organisation(id)>{name.clone()}</a> }
                .into_any()
        }
        _ => "None named".into_any(),
    };
    let since = moment(row).map(|moment| {
        view! { <span class="app-due__note">{in_words(moment, today)}</span> }
    });
    view! {
        <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header">
                <a class="govuk-link" href=paths::seat(row.seat)>{row.title.clone()}</a>
            </th>
            <td class="govuk-table__cell" data-label="Board">
                <a class="govuk-link" href=paths::members(&row.board_slug)>
                    {row.board_name.clone()}
                </a>
            </td>
            <td class="govuk-table__cell" data-label="Category">{row.category.label()}</td>
            <td class="govuk-table__cell" data-label="State and age">
                {state(row)}
                " "
                {since}
            </td>
            <td class="govuk-table__cell" data-label="Organisation that owes a name">
                {organisation}
            </td>
            <td class="govuk-table__cell" data-label="Required">
                {if row.required { "Required" } else { "Not required" }}
            </td>
        </tr>
    }
    .into_any()
}

fn state(row: &SeatRow) -> AnyView {
    let colour = match row.state {
        SeatState::Filled => "govuk-tag--green",
        SeatState::EndsSoon => "govuk-tag--yellow",
        SeatState::CarriedOver => "govuk-tag--orange",
        SeatState::Covered => "govuk-tag--purple",
        SeatState::Vacant if row.required => "govuk-tag--red",
        SeatState::Vacant => "govuk-tag--grey",
    };
    view! { <Tag options=TagOptions {
        content: row.state.label().into(),
        classes: colour.into(),
        ..Default::default()
    } /> }
    .into_any()
}

/// "since 9 Oct 2026 (45 days)".
fn in_words(moment: Moment, today: NaiveDate) -> String {
    let days = moment.age(today);
    match moment {
        Moment::VacantSince(day) if days <= 0 => {
            format!("from today, {}", wording::short_date(day))
        }
        Moment::VacantSince(day) => {
            format!(
                "since {} ({})",
                wording::short_date(day),
                days_in_words(days)
            )
        }
        Moment::TermEnded(day) => format!(
            "term ended {} ({} ago)",
            wording::short_date(day),
            days_in_words(days)
        ),
        Moment::Ends(day) if days == 0 => {
            format!("ends today, {}", wording::short_date(day))
        }
        Moment::Ends(day) => format!(
            "ends {} (in {})",
            wording::short_date(day),
            days_in_words(-days)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_said_in_days() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let today = day(23);
        for (moment, expected) in [
            (Moment::VacantSince(day(1)), "since 1 Nov 2026 (22 days)"),
            (Moment::VacantSince(today), "from today, 23 Nov 2026"),
            (
                Moment::TermEnded(day(22)),
                "term ended 22 Nov 2026 (1 day ago)",
            ),
            (Moment::Ends(today), "ends today, 23 Nov 2026"),
            (Moment::Ends(day(25)), "ends 25 Nov 2026 (in 2 days)"),
        ] {
            assert_eq!(in_words(moment, today), expected);
        }
    }
}
