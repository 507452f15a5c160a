//! The filter of the page, the same for both shapes.

use leptos::prelude::*;

use super::VacanciesView;
use crate::{
    govuk::{Checkboxes, CheckboxesItem, CheckboxesOptions, FieldsetOptions, LegendOptions},
    layout::{ListFilter, list_filter, narrow_by},
    membership::types::{Category, SeatState},
    moj::{ClearLink, FilterCategory, FilterTag, SelectedFilters},
    paths,
    vacancies::query::{Shape, VacancyQuery},
};

/// Draws the form. The shape and the order stay as they are.
pub fn filter(view: &VacanciesView<'_>) -> AnyView {
    let query = &view.query;
    let kept = query
        .unfiltered()
        .to_pairs()
        .into_iter()
        .map(|(key, value)| view! { <input type="hidden" name=key value=value /> })
        .collect_view();
    let regions = view
        .regions
        .iter()
        .map(|region| (region.clone(), region.clone()));
    let categories = Category::of_boards()
        .map(|category| (category.code().to_owned(), category.label().to_owned()));
    let organisations = view
        .organisations
        .iter()
        .map(|(id, name)| (id.to_string(), name.clone()));
    let states = SeatState::ALL
        .iter()
        .map(|state| tick(state.code(), state.label(), query.states.contains(state)))
        .collect();
    let hint = match query.shape {
        Shape::Grid => "With none ticked, all of them",
        Shape::List => "With none ticked, all that are not simply filled",
    };
    let required = vec![tick("yes", "Required seats only", query.required)];
    let category = query.category.map(|category| category.code().to_owned());
    let organisation = query.organisation.map(|id| id.to_string());
    let region = narrow_by(
        ("region", "Region", Some("Every region")),
        regions,
        query.region.clone(),
    );
    let category = narrow_by(
        ("category", "Category", Some("Every category")),
        categories,
        category,
    );
    let organisation = narrow_by(
        (
            "organisation",
            "Organisation that fills the seat",
            Some("Every organisation"),
        ),
        organisations,
        organisation,
    );
    let fields = view! {
        {region}
        {category}
        {organisation}
        <Checkboxes options=checkboxes("state", "State", hint, states) />
        <Checkboxes options=checkboxes("required", "Required", "", required) />
    };
    list_filter(ListFilter {
        path: paths::VACANCIES.to_owned(),
        kept: kept.into_any(),
        search: None,
        fields: fields.into_any(),
        selected: query.is_filtered().then(|| selected(view)),
    })
}

fn tick(value: &'static str, label: &'static str, ticked: bool) -> CheckboxesItem {
    CheckboxesItem {
        content: label.into(),
        value: Some(value.to_owned()),
        checked: Some(ticked),
        ..Default::default()
    }
}

fn checkboxes(
    name: &'static str,
    legend: &'static str,
    hint: &'static str,
    items: Vec<CheckboxesItem>,
) -> CheckboxesOptions {
    CheckboxesOptions {
        name: name.into(),
        id_prefix: Some(name.into()),
        classes: "govuk-checkboxes--small".into(),
        fieldset: Some(FieldsetOptions {
            legend: Some(LegendOptions {
                content: legend.into(),
                classes: "govuk-fieldset__legend--s".into(),
                ..Default::default()
            }),
            ..Default::default()
        }),
        hint: (!hint.is_empty()).then(|| hint.into()),
        items,
        ..Default::default()
    }
}

fn selected(view: &VacanciesView<'_>) -> SelectedFilters {
    let query = &view.query;
    let without = |change: &dyn Fn(&mut VacancyQuery)| {
        let mut query = query.clone();
        change(&mut query);
        query.address(paths::VACANCIES)
    };
    let category = |heading: &'static str, items: Vec<FilterTag>| {
        (!items.is_empty()).then(|| FilterCategory {
            heading: heading.into(),
            items,
        })
    };
    let region = query.region.iter().map(|region| FilterTag {
        text: region.clone(),
        href: without(&|query| query.region = None),
    });
    let categories = query.category.iter().map(|category| FilterTag {
        text: category.label().to_owned(),
        href: without(&|query| query.category = None),
    });
    let organisation = query.organisation.iter().map(|chosen| FilterTag {
        text: view
            .organisations
            .iter()
            .find(|(id, _)| id.0 == *chosen)
            .map_or_else(
                || "Another organisation".to_owned(),
                |(_, name)| name.clone(),
            ),
        href: without(&|query| query.organisation = None),
    });
    let states = query.states.iter().map(|state| FilterTag {
        text: state.label().to_owned(),
        href: without(&|query| {
            query.states.remove(state);
        }),
    });
    let required = query.required.then(|| FilterTag {
        text: "Required seats only".to_owned(),
        href: without(&|query| query.required = false),
    });
    SelectedFilters {
        heading: "Selected filters".into(),
        clear_link: ClearLink {
            text: "Clear filters".into(),
            href: query.unfiltered().address(paths::VACANCIES),
        },
        categories: [
            category("Region", region.collect()),
            category("Category", categories.collect()),
            category("Organisation", organisation.collect()),
            category("State", states.collect()),
            category("Required", required.into_iter().collect()),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}
