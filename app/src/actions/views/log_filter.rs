//! The filters of a log of actions.

use leptos::prelude::*;

use super::log_page::{LogOf, LogView};
use crate::{
    actions::{
        list::{Age, DueBy, ListQuery},
        types::{Origin, Priority, Status},
    },
    govuk::{
        Button, ButtonOptions, Checkboxes, CheckboxesItem, CheckboxesOptions, FieldsetOptions,
        Input, InputOptions, LabelOptions, LegendOptions,
    },
    layout::{ListFilter, codes, list_filter, narrow_by},
    membership::types::Category,
    moj::{ClearLink, FilterCategory, FilterTag, SelectedFilters},
};

/// Draws the filters, and which of them are chosen.
pub(super) fn filter(view: &LogView, path: &str) -> AnyView {
    let query = &view.query;
    let statuses = CheckboxesOptions {
        name: "status".into(),
        id_prefix: Some("status".into()),
        classes: "govuk-checkboxes--small".into(),
        fieldset: Some(FieldsetOptions {
            legend: Some(LegendOptions {
                content: "Status".into(),
                classes: "govuk-fieldset__legend--s".into(),
                ..Default::default()
            }),
            ..Default::default()
        }),
        hint: Some("With none ticked, all that are not closed".into()),
        items: Status::ALL
            .iter()
            .map(|status| CheckboxesItem {
                content: status.label().into(),
                value: Some(status.code().to_owned()),
                checked: Some(query.statuses.contains(status)),
                ..Default::default()
            })
            .collect(),
        ..Default::default()
    };
    let due = narrow_by(
        ("due", "Due date", Some("Any date")),
        codes(DueBy::ALL, DueBy::code, DueBy::label),
        query.due.map(|due| due.code().to_owned()),
    );
    let age = narrow_by(
        ("age", "Age", Some("Any age")),
        codes(Age::ALL, Age::code, Age::label),
        query.age.map(|age| age.code().to_owned()),
    );
    let priority = narrow_by(
        ("priority", "Priority", Some("Any priority")),
        codes(Priority::ALL, Priority::code, Priority::label),
        query.priority.map(|one| one.code().to_owned()),
    );
    let origin = narrow_by(
        ("origin", "Came from", Some("Anywhere")),
        codes(Origin::ALL, Origin::code, Origin::label),
        query.origin.map(|one| one.code().to_owned()),
    );
    let category = narrow_by(
        ("category", "Category of the lead", Some("Every category")),
        Category::of_boards().map(|one| (one.code().to_owned(), one.label().to_owned())),
        query.category.map(|one| one.code().to_owned()),
    );
    let organisations = narrow_by(
        ("organisation", "Lead", Some("Every organisation")),
        view.organisations
            .iter()
            .map(|(id, name)| (id.to_string(), name.clone())),
        query.organisation.map(|id| id.to_string()),
    );
    let boards = match &view.of {
        LogOf::Boards(boards) => Some(narrow_by(
            ("board", "Board", Some("Every board")),
            boards
                .iter()
                .map(|(id, name)| (id.to_string(), name.clone())),
            query.board.map(|id| id.to_string()),
        )),
        LogOf::Board { .. } => None,
    };
    let kept = query
        .from_start()
        .to_pairs()
        .into_iter()
        .find(|(key, _)| *key == "sort")
        .map(|(key, value)| view! { <input type="hidden" name=key value=value /> })
        .into_any();
    let search = InputOptions {
        name: "q".into(),
        id: Some("q".into()),
        input_type: Some("search".into()),
        label: LabelOptions {
            content: "Search these actions".into(),
            classes: "govuk-label--s".into(),
            ..Default::default()
        },
        value: Some(query.search.clone()),
        ..Default::default()
    };
    let button = ButtonOptions {
        content: "Search".into(),
        classes: "govuk-button--secondary".into(),
        ..Default::default()
    };
    let search = view! {
        <div class="app-in-line">
            <Input options=search />
            <Button options=button />
        </div>
    };
    let fields = view! {
        <Checkboxes options=statuses />
        {due}
        {boards}
        {organisations}
        {category}
        {priority}
        {age}
        {origin}
    };
    list_filter(ListFilter {
        path: path.to_owned(),
        kept,
        search: Some(search.into_any()),
        fields: fields.into_any(),
        selected: query.is_filtered().then(|| selected(view, path)),
    })
}

fn selected(view: &LogView, path: &str) -> SelectedFilters {
    let query = view.query.from_start();
    let without = |change: &dyn Fn(&mut ListQuery)| {
        let mut query = query.clone();
        change(&mut query);
        query.address(path)
    };
    let category = |heading: &'static str, items: Vec<FilterTag>| {
        (!items.is_empty()).then(|| FilterCategory {
            heading: heading.into(),
            items,
        })
    };
    let search = FilterTag {
        text: query.search.clone(),
        href: without(&|query| query.search.clear()),
    };
    let statuses = query.statuses.iter().map(|status| FilterTag {
        text: status.label().to_owned(),
        href: without(&|query| {
            query.statuses.remove(status);
        }),
    });
    let tag = |text: String, href: String| vec![FilterTag { text, href }];
    let due = query
        .due
        .map(|one| tag(one.label().to_owned(), without(&|query| query.due = None)));
    let age = query
        .age
        .map(|one| tag(one.label().to_owned(), without(&|query| query.age = None)));
    let priority = query.priority.map(|one| {
        tag(
            one.label().to_owned(),
            without(&|query| query.priority = None),
        )
    });
    let origin = query.origin.map(|one| {
        tag(
            one.label().to_owned(),
            without(&|query| query.origin = None),
        )
    });
    let of_category = query.category.map(|one| {
        tag(
            one.label().to_owned(),
            without(&|query| query.category = None),
        )
    });
    let lead = query.organisation.map(|id| {
        let found = view.organisations.iter().find(|(known, _)| known.0 == id);
        tag(
            found.map_or_else(
                || "Another organisation".to_owned(),
                |(_, name)| name.clone(),
            ),
            without(&|query| query.organisation = None),
        )
    });
    let board = match (&view.of, query.board) {
        (LogOf::Boards(boards), Some(id)) => {
            let name = boards
                .iter()
                .find(|(known, _)| known.0 == id)
                .map_or_else(|| "Another board".to_owned(), |(_, name)| name.clone());
            Some(tag(name, without(&|query| query.board = None)))
        }
        _ => None,
    };
    let only = |present: bool, tag: FilterTag| if present { vec![tag] } else { Vec::new() };
    SelectedFilters {
        heading: "Selected filters".into(),
        clear_link: ClearLink {
            text: "Clear filters".into(),
            href: path.to_owned(),
        },
        categories: [
            category("Search", only(!query.search.is_empty(), search)),
            category("Status", statuses.collect()),
            category("Due date", due.unwrap_or_default()),
            category("Board", board.unwrap_or_default()),
            category("Lead", lead.unwrap_or_default()),
            category("Category of the lead", of_category.unwrap_or_default()),
            category("Priority", priority.unwrap_or_default()),
            category("Age", age.unwrap_or_default()),
            category("Came from", origin.unwrap_or_default()),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}
