//! Who sits on a board, on any day.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::{category_items, state_note, state_tag};
use crate::{
    access::Role,
    boards::{
        types::BoardEntry,
        views::{BoardTab, board_crumbs, here_as, tabs},
    },
    form::FormState,
    govuk::{
        Button, ButtonOptions, Checkboxes, CheckboxesItem, CheckboxesOptions, FieldsetOptions,
        LegendOptions, Tag, TagOptions, WarningText, WarningTextOptions,
    },
    layout::{self, Crumb, Fields, Page, Section, Width},
    membership::{
        list::{MembersQuery, ON},
        types::{Category, Holder, SeatRow, SeatState, StandIn},
    },
    paths, query, wording,
};

/// What the page shows.
pub struct MembersView {
    pub board: BoardEntry,
    pub my_roles: Vec<Role>,
    pub query: MembersQuery,
    /// The day as typed, with what was wrong with it.
    pub form: FormState,
    /// The day the list is as at.
    pub on: NaiveDate,
    pub today: NaiveDate,
    /// The seats found.
    pub seats: Vec<SeatRow>,
    /// How many the board has on that day.
    pub all: usize,
    /// Whether a chair's seat is there and nobody holds it.
    pub without_chair: bool,
    pub required_gaps: u64,
    /// Categories that every board is expected to have, and this one has not.
    pub missing: Vec<Category>,
    pub may_manage: bool,
}

/// Draws the page.
pub fn members_page(view: &MembersView) -> Page {
    let board = &view.board;
    let is_past = view.on != view.today;
    let heading = if is_past {
        format!("Members on {}", wording::date(view.on))
    } else {
        "Members".to_owned()
    };
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{board.name.clone()}</span>
        <h1 class="govuk-heading-l">{heading.clone()}</h1>
        {here_as(&view.my_roles)}
        {tabs(&board.slug, BoardTab::Members)}
        {(!is_past).then(|| warnings(view))}
        {view.may_manage.then(|| to_do(board))}
        {filter(view)}
        {list(view)}
        {exports(view)}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: board_crumbs()
            .into_iter()
            .chain([Crumb::new(board.name.clone(), paths::board(&board.slug))])
            .collect(),
        refused: view.form.is_refused(),
        wide: true,
        ..Page::new(format!("{heading} - {}", board.name), main)
    }
}

fn warnings(view: &MembersView) -> AnyView {
    let warning = |words: String| {
        view! { <WarningText options=WarningTextOptions {
            content: words.into(),
            icon_fallback_text: Some("Warning".into()),
            ..Default::default()
        } /> }
        .into_any()
    };
    let gaps = (view.required_gaps > 0).then(|| {
        let seats = wording::count(
            view.required_gaps,
            "required seat has",
            "required seats have",
        );
        warning(format!("{seats} no holder."))
    });
    let missing = (!view.missing.is_empty()).then(|| {
        let names: Vec<&str> = view
            .missing
            .iter()
            .map(|category| category.label())
            .collect();
        warning(format!(
            "This board has no seat for: {}. Every board is expected to have one.",
            names.join(", ")
        ))
    });
    view! {
        {view.without_chair.then(|| warning("This board has no chair.".to_owned()))}
        {gaps}
        {missing}
    }
    .into_any()
}

fn to_do(board: &BoardEntry) -> AnyView {
    let slug = &board.slug;
    view! {
        <div class="govuk-button-group">
            <Button options=ButtonOptions {
                content: "Add a seat".into(),
                href: Some(paths::new_seat(slug)),
                classes: "govuk-button--secondary".into(),
                ..Default::default()
            } />
            <a class="govuk-link" href=paths::import_members(slug)>"Import members from a file"</a>
            <a class="govuk-link" href=paths::invitations(slug)>"Invitations"</a>
            <a class="govuk-link" href=paths::template_seats(slug)>"Add the seats of the national template"</a>
        </div>
    }
    .into_any()
}

fn filter(view: &MembersView) -> AnyView {
    let fields = Fields(&view.form);
    let states = SeatState::ALL
        .iter()
        .map(|state| CheckboxesItem::new(state.code(), state.label()))
        .collect();
    let is_filtered = view.query != MembersQuery::default() || view.on != view.today;
    let path = paths::members(&view.board.slug);
    view! {
        <details class="govuk-details" open=is_filtered || view.form.is_refused()>
            <summary class="govuk-details__summary">
                <span class="govuk-details__summary-text">"Another day, or only some seats"</span>
            </summary>
            <div class="govuk-details__text">
                <form method="get" action=path.clone() role="search" novalidate>
                    {fields.date(ON, "As at", "Who sat on the board on this day. Leave it empty for today.")}
                    {fields.text("q", "Search", "By name, post, organisation or seat", Width::OneHalf)}
                    {fields.select("category", "Category", "", category_items("Every category"))}
                    <Checkboxes options=CheckboxesOptions {
                        name: "state".into(),
                        fieldset: Some(FieldsetOptions {
                            legend: Some(LegendOptions {
                                content: "State".into(),
                                classes: "govuk-fieldset__legend--s".into(),
                                ..Default::default()
                            }),
                            ..Default::default()
                        }),
                        values: view.query.states.iter().map(|state| state.code().to_owned()).collect(),
                        items: states,
                        classes: "govuk-checkboxes--small".into(),
                        ..Default::default()
                    } />
                    <div class="govuk-button-group">
                        <Button options=ButtonOptions { content: "Show".into(), ..Default::default() } />
                        <a class="govuk-link" href=path.clone()>"Today, every seat"</a>
                    </div>
                </form>
            </div>
        </details>
    }
    .into_any()
}

fn list(view: &MembersView) -> AnyView {
    if view.all == 0 {
        let words = if view.on == view.today {
            "No seats yet."
        } else {
            "The board had no seats on this day."
        };
        return view! { <p class="govuk-body">{words}</p> }.into_any();
    }
    if view.seats.is_empty() {
        return view! { <p class="govuk-body">"No seats match what you look for."</p> }.into_any();
    }
    let count = if view.seats.len() == view.all {
        wording::count(view.all as u64, "seat", "seats")
    } else {
        let all = wording::count(view.all as u64, "seat", "seats");
        format!("{} of {all}", view.seats.len())
    };
    let rows = view
        .seats
        .iter()
        .map(|seat| row(seat, view.on))
        .collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--s">{count}</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Seat"</th>
                    <th scope="col" class="govuk-table__header">"Held by"</th>
                    <th scope="col" class="govuk-table__header">"For"</th>
                    <th scope="col" class="govuk-table__header govuk-!-width-one-quarter">"Term"</th>
                    <th scope="col" class="govuk-table__header">"State"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(seat: &SeatRow, on: NaiveDate) -> AnyView {
    let mut notes = vec![seat.category.label(), seat.role.label()];
    if seat.voting {
        notes.push("votes");
    }
    if !seat.required {
        notes.push("not required");
    }
    let organisation = seat
        .holder
        .as_ref()
        .and_then(|holder| holder.represents.clone())
        .or_else(|| seat.organisation_name.clone())
        .unwrap_or_else(|| "Not set".to_owned());
    view! {
        <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header">
                <a class="govuk-link" href=paths::seat(seat.seat)>{seat.title.clone()}</a>
                " "
                <span class="app-due__note">{notes.join(", ")}</span>
            </th>
            <td class="govuk-table__cell" data-label="Held by">{people(seat)}</td>
            <td class="govuk-table__cell" data-label="For">{organisation}</td>
            <td class="govuk-table__cell" data-label="Term">
                {seat.holder.as_ref().map_or_else(|| "None".to_owned(), term)}
            </td>
            <td class="govuk-table__cell" data-label="State">
                {state_tag(seat.state, seat.required)}
                " "
                {state_note(seat, on).map(|note| view! { <span class="app-due__note">{note}</span> })}
            </td>
        </tr>
    }
    .into_any()
}

fn people(seat: &SeatRow) -> AnyView {
    let holder = match &seat.holder {
        Some(holder) => view! {
            <a class="govuk-link" href=paths::person(holder.person)>{holder.full_name.clone()}</a>
            " "
            <span class="app-due__note">{holder.post.clone()}</span>
            {holder
                .unconfirmed
                .then(|| view! {
                    " "
                    <Tag options=TagOptions {
                        content: "Details unconfirmed".into(),
                        classes: "govuk-tag--yellow".into(),
                        ..Default::default()
                    } />
                })}
        }
        .into_any(),
        None => "Nobody".into_any(),
    };
    let stand_ins = seat.stand_ins.iter().map(stand_in).collect_view();
    view! { {holder} {stand_ins} }.into_any()
}

fn stand_in(one: &StandIn) -> AnyView {
    let until = one.span.last.map_or_else(String::new, |last| {
        format!(" until {}", wording::short_date(last))
    });
    view! {
        <span class="app-due__note">
            {format!("{}{until}: ", one.capacity.label())}
            <a class="govuk-link" href=paths::person(one.person)>{one.full_name.clone()}</a>
        </span>
    }
    .into_any()
}

/// "since 4 June 2025, until 3 June 2028".
pub fn term(holder: &Holder) -> String {
    let since = format!("since {}", wording::short_date(holder.since));
    match (holder.ends_on, holder.expected_end_on) {
        (Some(end), _) | (None, Some(end)) => {
            format!("{since}, until {}", wording::short_date(end))
        }
        (None, None) => since,
    }
}

fn exports(view: &MembersView) -> AnyView {
    let on = (view.on != view.today).then_some(view.on);
    let path = paths::members_export(&view.board.slug);
    let link = |format: &'static str, words: &'static str| {
        let mut pairs = vec![("format", format.to_owned())];
        pairs.extend(view.query.to_pairs(on));
        view! {
            <li>
                <a class="govuk-link" href=query::address(&path, &pairs) download>
                    {words}
                </a>
            </li>
        }
    };
    view! {
        <h2 class="govuk-heading-s">"Take this list with you"</h2>
        <ul class="govuk-list">
            {link("xlsx", "Spreadsheet (XLSX)")}
            {link("csv", "Comma-separated (CSV)")}
            {link("vcf", "Address book (vCard)")}
        </ul>
        <p class="govuk-body">
            <a class="govuk-link" href=paths::board_interests(&view.board.slug)>
                "Register of interests of this board"
            </a>
        </p>
    }
    .into_any()
}
