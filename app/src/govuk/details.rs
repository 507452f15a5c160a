use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::{Attributes, Content, content};

/// Options of [`Details`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct DetailsOptions {
    /// The words that are always shown.
    #[serde(flatten, deserialize_with = "content::summary")]
    pub summary: Content,
    #[serde(flatten)]
    pub content: Content,
    pub id: Option<String>,
    /// Whether it is open at first.
    pub open: bool,
    pub classes: String,
    pub attributes: Attributes,
}

/// Help that some people need, opened on demand.
///
/// <https://design-system.service.gov.uk/components/details/>
///
/// The browser's own element: it works without scripts and by keyboard, and says
/// whether it is open (WCAG 2.1.1, 4.1.2). Nothing most people need hides here.
#[component]
pub fn Details(
    options: DetailsOptions,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let inner = match children {
        Some(children) => children().into_any(),
        None => options.content.draw(),
    };
    view! {
        <details
            id=options.id
            class=class_list("govuk-details", &[&options.classes])
            open=options.open
            {..options.attributes.spread()}
        >
            <summary class="govuk-details__summary">
                <span class="govuk-details__summary-text">{options.summary.draw()}</span>
            </summary>
            <div class="govuk-details__text">{inner}</div>
        </details>
    }
}
