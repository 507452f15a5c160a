use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::content::{self, from_words};
use super::{Attributes, Content};

/// Options of [`Fieldset`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct FieldsetOptions {
    /// The ids of the elements that describe the whole group.
    pub described_by: Option<String>,
    pub legend: Option<LegendOptions>,
    pub classes: String,
    pub role: Option<String>,
    pub attributes: Attributes,
    /// The fields, where they are not given as children.
    #[serde(rename = "html", deserialize_with = "content::markup")]
    pub content: Content,
}

/// The name of a group of fields.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct LegendOptions {
    #[serde(flatten)]
    pub content: Content,
    pub classes: String,
    /// Whether the legend is also the page's `<h1>`, on a page of one question.
    pub is_page_heading: bool,
}

from_words!(LegendOptions);

impl From<&str> for FieldsetOptions {
    /// A group with this legend.
    fn from(legend: &str) -> Self {
        Self {
            legend: Some(legend.into()),
            ..Self::default()
        }
    }
}

/// Fields that answer one question together.
///
/// <https://design-system.service.gov.uk/components/fieldset/>
///
/// The legend is read out when a person enters the group, so that "Yes" is heard
/// with its question (WCAG 1.3.1, 3.3.2). A legend that is the page's heading is
/// both at once, and not said twice (WCAG 2.4.6).
#[component]
pub fn Fieldset(
    options: FieldsetOptions,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let mut options = options;
    let inner = match children {
        Some(children) => children().into_any(),
        None => std::mem::take(&mut options.content).draw(),
    };
    fieldset(options, inner)
}

/// A fieldset around a view, for the components that are groups themselves.
pub(crate) fn fieldset(options: FieldsetOptions, inner: AnyView) -> AnyView {
    view! {
        <fieldset
            class=class_list("govuk-fieldset", &[&options.classes])
            role=options.role
            aria-describedby=options.described_by
            {..options.attributes.spread()}
        >
            {options.legend.map(legend)}
            {inner}
        </fieldset>
    }
    .into_any()
}

fn legend(options: LegendOptions) -> AnyView {
    if options.content.is_empty() {
        return ().into_any();
    }
    let words = options.content.draw();
    let inner = if options.is_page_heading {
        view! { <h1 class="govuk-fieldset__heading">{words}</h1> }.into_any()
    } else {
        words
    };
    view! { <legend class=class_list("govuk-fieldset__legend", &[&options.classes])>{inner}</legend> }
        .into_any()
}
