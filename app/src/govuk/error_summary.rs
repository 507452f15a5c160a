use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::{class_list, in_words};
use super::content::{self, from_words};
use super::{Attributes, Content};

/// Options of [`ErrorSummary`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ErrorSummaryOptions {
    #[serde(flatten, deserialize_with = "content::title")]
    pub title: Content,
    #[serde(flatten, deserialize_with = "content::description")]
    pub description: Content,
    pub error_list: Vec<ErrorSummaryItem>,
    /// Whether the script leaves the focus where it is.
    pub disable_auto_focus: Option<bool>,
    pub classes: String,
    pub attributes: Attributes,
}

/// One mistake, in the same words as beside its field.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ErrorSummaryItem {
    #[serde(flatten)]
    pub content: Content,
    /// `#` and the id of the field; of a date its first wrong part, of choices the first.
    pub href: Option<String>,
    pub attributes: Attributes,
}

from_words!(ErrorSummaryItem);

impl ErrorSummaryItem {
    /// A mistake with a link to its field.
    pub fn link(words: impl Into<Content>, href: impl Into<String>) -> Self {
        Self {
            content: words.into(),
            href: Some(href.into()),
            ..Self::default()
        }
    }
}

/// All mistakes of a page, first thing in `<main>`.
///
/// <https://design-system.service.gov.uk/components/error-summary/>
///
/// The script moves the focus here, and speech software reads it at once (WCAG
/// 3.3.1, 4.1.3). Each mistake links to its field, so keyboard users reach it in
/// one step (WCAG 2.4.4). The title of the page begins with "Error:" besides.
#[component]
pub fn ErrorSummary(options: ErrorSummaryOptions) -> impl IntoView {
    let description =
        (!options.description.is_empty()).then(|| view! { <p>{options.description.draw()}</p> });
    let list = (!options.error_list.is_empty()).then(|| {
        view! {
            <ul class="govuk-list govuk-error-summary__list">
                {options.error_list.into_iter().map(item).collect::<Vec<_>>()}
            </ul>
        }
    });
    // The alert is a child of the element that gets the focus: on one element
    // the two announcements would cut each other short.
    view! {
        <div
            class=class_list("govuk-error-summary", &[&options.classes])
            data-disable-auto-focus=in_words(options.disable_auto_focus)
            data-module="govuk-error-summary"
            {..options.attributes.spread()}
        >
            <div role="alert">
                <h2 class="govuk-error-summary__title">{options.title.draw()}</h2>
                <div class="govuk-error-summary__body">
                    {description}
                    {list}
                </div>
            </div>
        </div>
    }
}

fn item(item: ErrorSummaryItem) -> AnyView {
    let words = item.content.draw();
    match item.href.filter(|href| !href.is_empty()) {
        Some(href) => {
            view! { <li><a href={href} {..item.attributes.spread()}>{words}</a></li> }.into_any()
        }
        None => view! { <li>{words}</li> }.into_any(),
    }
}
