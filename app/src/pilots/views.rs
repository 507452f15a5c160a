//! The pages of pilots.

mod chase;
mod edit;
mod evidence;
mod evidence_forms;
mod lessons;
mod measure_page;
mod owed;
mod pilot_page;
mod register;
mod returns;
mod revise;
mod site_leads;
mod status;
mod targets;
mod timeline;

use leptos::prelude::*;

pub use chase::{Reminded, chase_page};
pub use edit::{
    EditView, check_form, correct_form, decision_form, entry_form, lead_form, measure_form,
    record_form, site_form, stage_form, withdraw_form,
};
pub use evidence_forms::{entered_in_words, figures_form, range_form};
pub use lessons::{LessonView, LibraryView, lesson_page, library_page};
pub use measure_page::{MeasureView, measure_page};
pub use owed::owed_returns;
pub use pilot_page::{Figure, PilotView, pilot_page};
pub use register::{RegisterView, register_page};
pub use returns::{
    GridCell, GridRow, GridView, ReturnFormView, ReturnView, grid_page, return_form, return_page,
};
pub use revise::revise_form;
pub use site_leads::{site_lead_end_form, site_leads_form};
pub use status::{StatusView, status_form};
pub use targets::targets_form;
pub use timeline::{Bar, Lane, timeline_page};

use super::{
    rules::{self, Shown},
    types::{Pilot, Stage, Unit},
};
use crate::{
    govuk::{Tag, TagOptions},
    layout::Crumb,
    paths,
};

/// How much of a return or a total is known, in a cell.
fn shown(unit: Unit, shown: &Shown) -> AnyView {
    match shown {
        Shown::Value(parts) => rules::value_in_words(unit, *parts).into_any(),
        Shown::Hidden => view! {
            <abbr title="Hidden, because it is small or would give away one that is">{rules::HIDDEN}</abbr>
        }
        .into_any(),
        Shown::NotReported(reason) => view! {
            "Not reported"<span class="app-due__note">{reason.clone()}</span>
        }
        .into_any(),
        Shown::Missing => "Not in yet".into_any(),
    }
}

fn stage_tag(stage: Stage) -> AnyView {
    let colour = match stage {
        Stage::Idea | Stage::SetUp => "govuk-tag--grey",
        Stage::Live => "govuk-tag--green",
        Stage::Extended | Stage::Evaluation => "govuk-tag--yellow",
        Stage::Decided => "govuk-tag--blue",
    };
    view! { <Tag options=TagOptions {
        content: stage.label().into(),
        classes: colour.into(),
        ..Default::default()
    } /> }
    .into_any()
}

/// The way to the register.
fn register_crumbs() -> Vec<Crumb> {
    vec![Crumb::new("Pilots", paths::PILOTS)]
}

/// The way to a pilot.
fn pilot_crumbs(pilot: &Pilot) -> Vec<Crumb> {
    let mut crumbs = register_crumbs();
    crumbs.push(Crumb::new(
        pilot.record.title.clone(),
        paths::pilot(&pilot.slug),
    ));
    crumbs
}

/// A row of a summary list.
fn row(key: &'static str, value: AnyView) -> AnyView {
    view! {
        <div class="govuk-summary-list__row">
            <dt class="govuk-summary-list__key">{key}</dt>
            <dd class="govuk-summary-list__value">{value}</dd>
        </div>
    }
    .into_any()
}

/// A row with what somebody typed, where they typed something.
fn typed_row(key: &'static str, text: &str) -> Option<AnyView> {
    (!text.is_empty()).then(|| row(key, typed(text)))
}

fn typed(text: &str) -> AnyView {
    let text = text.to_owned();
    view! { <span class="app-typed">{text}</span> }.into_any()
}

/// A list of links that only those see who may follow them.
fn doors(links: Vec<(String, String)>) -> Option<AnyView> {
    (!links.is_empty()).then(|| {
        let items = links
            .into_iter()
            .map(|(words, href)| view! { <li><a class="govuk-link" href=href>{words}</a></li> })
            .collect_view();
        view! { <ul class="govuk-list app-no-print">{items}</ul> }.into_any()
    })
}

/// What every page says where figures are made up.
fn fictional(is: bool) -> Option<AnyView> {
    is.then(|| {
        view! {
            <p class="govuk-inset-text">
                "The returns and figures below are fictional. They were made up to show how this page works, and say nothing about the pilot."
            </p>
        }
        .into_any()
    })
}

/// The header of a table.
fn head(columns: &[&'static str]) -> AnyView {
    let cells = columns
        .iter()
        .map(|name| view! { <th scope="col" class="govuk-table__header">{*name}</th> })
        .collect_view();
    view! {
        <thead class="govuk-table__head"><tr class="govuk-table__row">{cells}</tr></thead>
    }
    .into_any()
}
