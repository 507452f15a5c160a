use leptos::prelude::*;

use crate::{
    govuk::{Details, DetailsOptions},
    moj::{Filter, FilterOptions, FilterTags, SelectedFilters},
};

/// What narrows a list. The list comes first: the fields open on demand, and what is
/// chosen stays in sight.
pub struct ListFilter {
    /// The address of the list, which keeps what is chosen.
    pub path: String,
    /// What is sent along unseen, such as the order of the list.
    pub kept: AnyView,
    /// A field that is always there, with its own button.
    pub search: Option<AnyView>,
    pub fields: AnyView,
    pub selected: Option<SelectedFilters>,
}

/// Draws the form, and the chosen filters under it. Works without scripts.
pub fn list_filter(filter: ListFilter) -> AnyView {
    let chosen = filter.selected.as_ref().map_or(0, |selected| {
        selected.categories.iter().map(|one| one.items.len()).sum()
    });
    let summary = match chosen {
        0 => "Filters".to_owned(),
        number => format!("Filters ({number} chosen)"),
    };
    view! {
        <form method="get" action=filter.path novalidate class="app-list-filter app-no-print">
            {filter.kept}
            {filter.search}
            <Details options=DetailsOptions {
                summary: summary.into(),
                classes: "app-list-filter__details".into(),
                ..Default::default()
            }>
                <Filter options=FilterOptions {
                    heading: "Filter".into(),
                    ..Default::default()
                }>
                    {filter.fields}
                </Filter>
            </Details>
        </form>
        {filter.selected.map(|selected| view! { <FilterTags selected /> })}
    }
    .into_any()
}
