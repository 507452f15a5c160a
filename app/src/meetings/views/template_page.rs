//! What every agenda starts from: the national core, and what a board adds.

use leptos::prelude::*;

use super::crumbs;
use crate::{
    form::{FormState, THEN},
    govuk::{Button, ButtonOptions, RadiosItem},
    layout::{self, Fields, Page, Section, Width},
    meetings::{
        forms::field,
        types::{Part, Purpose, TemplateItem},
    },
    paths,
};

/// What the page shows.
pub struct TemplateView {
    /// Name and address of the board; none for the national core.
    pub board: Option<(String, String)>,
    pub items: Vec<TemplateItem>,
    /// The form, for who may change this template.
    pub form: Option<FormState>,
    /// Whether the form is about an item that is there already.
    pub is_change: bool,
    /// What somebody else did in the meantime.
    pub happened: Option<&'static str>,
}

impl TemplateView {
    fn path(&self) -> String {
        match &self.board {
            Some((_, slug)) => paths::board_agenda_template(slug),
            None => paths::AGENDA_TEMPLATE.to_owned(),
        }
    }
}

/// Draws the page.
pub fn template_page(view: &TemplateView) -> Page {
    let title = match &view.board {
        Some(_) => "Items on every agenda",
        None => "National core of every agenda",
    };
    let words = match &view.board {
        Some(_) => {
            "Every agenda of this board starts from the national core and from the items the board adds. A change here changes no agenda that is there already."
        }
        None => {
            "Every agenda of every board starts from these items. A board can leave one out of an agenda only with a reason, which the agenda shows. A change here changes no agenda that is there already."
        }
    };
    let caption = view
        .board
        .as_ref()
        .map(|(name, _)| view! { <span class="govuk-caption-l">{name.clone()}</span> });
    let main = view! {
        {view.form.as_ref().and_then(layout::error_summary)}
        {caption}
        <h1 class="govuk-heading-l">{title}</h1>
        <p class="govuk-body">{words}</p>
        {view.board.as_ref().map(|_| view! {
            <p class="govuk-body">
                <a class="govuk-link" href=paths::AGENDA_TEMPLATE>"See the national core"</a>
            </p>
        })}
        {view.happened.map(super::meanwhile)}
        {items(view)}
        {view.form.as_ref().map(|form| change(view, form))}
    }
    .into_any();
    let page = Page::new(title, main);
    Page {
        section: Section::Boards,
        crumbs: view
            .board
            .as_ref()
            .map_or_else(crate::boards::views::board_crumbs, |(name, slug)| {
                crumbs(name, slug)
            }),
        refused: view.form.as_ref().is_some_and(FormState::is_refused),
        ..page
    }
}

fn items(view: &TemplateView) -> AnyView {
    if view.items.is_empty() {
        return view! { <p class="govuk-body">"There are no items yet."</p> }.into_any();
    }
    let ours = |item: &TemplateItem| item.board.is_some() == view.board.is_some();
    let rows = view
        .items
        .iter()
        .map(|item| {
            let from = if item.board.is_some() {
                "This board"
            } else {
                "National core"
            };
            let change = (view.form.is_some() && ours(item)).then(|| {
                let href = format!("{}?row={}#{}", view.path(), item.id, field::TITLE);
                view! {
                    <a class="govuk-link" href=href>
                        "Change"
                        <span class="govuk-visually-hidden">{format!(" {}", item.title)}</span>
                    </a>
                }
            });
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">{item.title.clone()}</th>
                    <td class="govuk-table__cell" data-label="Purpose">{item.purpose.label()}</td>
                    <td class="govuk-table__cell" data-label="Length">{super::minutes(item.minutes)}</td>
                    <td class="govuk-table__cell" data-label="From">{from}</td>
                    <td class="govuk-table__cell" data-label="Change">{change}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-visually-hidden">"Items"</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Item"</th>
                    <th scope="col" class="govuk-table__header">"Purpose"</th>
                    <th scope="col" class="govuk-table__header">"Length"</th>
                    <th scope="col" class="govuk-table__header">"From"</th>
                    <th scope="col" class="govuk-table__header">"Change"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn change(view: &TemplateView, form: &FormState) -> AnyView {
    let fields = Fields(form);
    let purposes = Purpose::ALL
        .iter()
        .map(|purpose| RadiosItem::new(purpose.code(), purpose.label()))
        .collect();
    let parts = Part::ALL
        .iter()
        .map(|part| RadiosItem::new(part.code(), part.label()))
        .collect();
    let remove = view.is_change.then(|| {
        view! { <Button options=ButtonOptions {
            content: "Remove it".into(),
            name: Some(THEN.to_owned()),
            value: Some(field::REMOVE.to_owned()),
            classes: "govuk-button--warning".into(),
            prevent_double_click: Some(true),
            ..Default::default()
        } /> }
    });
    let heading = if view.is_change {
        "Change an item"
    } else {
        "Add an item"
    };
    view! {
        <h2 class="govuk-heading-m">{heading}</h2>
        <form method="post" action=view.path() novalidate>
            {fields.hidden(field::ROW)}
            {fields.hidden(field::VERSION)}
            {fields.text(field::TITLE, "Title", "", Width::TwoThirds)}
            {fields.radios(field::PURPOSE, "What is wanted of the meeting?", "", purposes)}
            {fields.number(field::MINUTES, "How long does it take?", "", "minutes")}
            {fields.radios(field::PART, "Who is it for?", "", parts)}
            <div class="govuk-button-group">
                <Button options=ButtonOptions {
                    content: "Save".into(),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
                {remove}
                <a class="govuk-link" href=view.path()>"Cancel"</a>
            </div>
        </form>
    }
    .into_any()
}
