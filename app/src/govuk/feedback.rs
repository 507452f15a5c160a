use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::heading::heading;
use super::{Attributes, Content, content};

/// Options of [`Feedback`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct FeedbackOptions {
    #[serde(flatten, deserialize_with = "content::title")]
    pub title: Content,
    /// 2 unless given.
    pub heading_level: Option<u8>,
    /// Words are set as a paragraph; markup stands as it is.
    #[serde(flatten)]
    pub content: Content,
    pub classes: String,
    pub attributes: Attributes,
}

/// Where to say what is good or wrong, at the foot of the page.
///
/// <https://design-system.service.gov.uk/components/feedback/>
///
/// Under a heading, so it can be found, and in the same place on every page
/// (WCAG 1.3.1, 2.4.6, 3.2.6).
#[component]
pub fn Feedback(
    options: FeedbackOptions,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let inner = match (children, options.content) {
        (Some(children), _) => Some(children().into_any()),
        (None, content) if content.is_empty() => None,
        (None, content @ Content::Text(_)) => {
            Some(view! { <p class="govuk-body">{content.draw()}</p> }.into_any())
        }
        (None, content) => Some(content.draw()),
    };
    let title = heading(
        options.heading_level.unwrap_or(2),
        "govuk-feedback__title".to_owned(),
        None,
        options.title.draw(),
    );
    view! {
        <div
            class=class_list("govuk-feedback govuk-width-container", &[&options.classes])
            {..options.attributes.spread()}
        >
            <div class="govuk-grid-row">
                <div class="govuk-grid-column-two-thirds">
                    {title}
                    {inner.map(|inner| view! { <div class="govuk-feedback__body">{inner}</div> })}
                </div>
            </div>
        </div>
    }
}
