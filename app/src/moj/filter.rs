use leptos::prelude::*;
use serde::Deserialize;

use crate::govuk::{Attributes, Button, ButtonOptions, Content, content};

/// Options of [`Filter`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct FilterOptions {
    pub heading: Content,
    /// What is chosen now, if anything.
    pub selected_filters: Option<SelectedFilters>,
    pub submit: FilterSubmit,
    /// The fields, where they are not given as children.
    #[serde(rename = "optionsHtml", deserialize_with = "content::markup")]
    pub content: Content,
    pub attributes: Attributes,
}

/// The filters chosen now, each with a link that takes it away.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SelectedFilters {
    pub heading: Content,
    pub clear_link: ClearLink,
    pub categories: Vec<FilterCategory>,
}

/// The link that takes all filters away.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ClearLink {
    pub text: String,
    pub href: String,
}

/// The chosen filters of one kind.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct FilterCategory {
    pub heading: Content,
    pub items: Vec<FilterTag>,
}

/// One chosen filter; its address is the list without it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct FilterTag {
    pub text: String,
    pub href: String,
}

/// The button that applies what is chosen.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct FilterSubmit {
    /// "Apply filters" unless given.
    pub text: String,
    pub attributes: Attributes,
}

/// Fields that narrow a list, and what they are set to.
///
/// <https://design-patterns.service.justice.gov.uk/components/filter/>
///
/// Stands in a form that is sent by its button, so nothing changes while choosing
/// (WCAG 3.2.2). Each chosen filter is a link whose hidden words say that it
/// removes the filter (WCAG 2.4.4), under headings that can be jumped to (WCAG
/// 1.3.1, 2.4.6).
#[component]
pub fn Filter(
    options: FilterOptions,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let fields = match children {
        Some(children) => children().into_any(),
        None => options.content.draw(),
    };
    let text = match options.submit.text {
        text if text.is_empty() => "Apply filters".to_owned(),
        text => text,
    };
    let submit = ButtonOptions {
        content: text.into(),
        attributes: options.submit.attributes,
        ..ButtonOptions::default()
    };
    view! {
        <div class="moj-filter" data-module="moj-filter" {..options.attributes.spread()}>
            <div class="moj-filter__header">
                <div class="moj-filter__header-title">
                    <h2 class="govuk-heading-m">{options.heading.draw()}</h2>
                </div>
                <div class="moj-filter__header-action"></div>
            </div>
            <div class="moj-filter__content">
                {options.selected_filters.map(|selected| view! { <FilterTags selected /> })}
                <div class="moj-filter__options">
                    <Button options=submit />
                    {fields}
                </div>
            </div>
        </div>
    }
}

/// The filters chosen now, each with a link that takes it away.
#[component]
pub fn FilterTags(selected: SelectedFilters) -> impl IntoView {
    view! {
        <div class="moj-filter__selected">
            <div class="moj-filter__selected-heading">
                <div class="moj-filter__heading-title">
                    <h2 class="govuk-heading-m">{selected.heading.draw()}</h2>
                </div>
                <div class="moj-filter__heading-action">
                    <p>
                        <a
                            class="govuk-link govuk-link--no-visited-state"
                            href=selected.clear_link.href
                        >
                            {selected.clear_link.text}
                        </a>
                    </p>
                </div>
            </div>
            {selected.categories.into_iter().map(category).collect::<Vec<_>>()}
        </div>
    }
}

fn category(category: FilterCategory) -> AnyView {
    let tags: Vec<_> = category
        .items
        .into_iter()
        .map(|tag| {
            view! {
                <li>
                    <a class="moj-filter__tag" href=tag.href>
                        <span class="govuk-visually-hidden">"Remove this filter"</span>
                        " "
                        {tag.text}
                    </a>
                </li>
            }
        })
        .collect();
    view! {
        <h3 class="govuk-heading-s govuk-!-margin-bottom-0">{category.heading.draw()}</h3>
        <ul class="moj-filter-tags">{tags}</ul>
    }
    .into_any()
}
