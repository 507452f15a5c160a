use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::content::from_words;
use super::{Attributes, Content};

/// Options of [`Label`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct LabelOptions {
    #[serde(flatten)]
    pub content: Content,
    /// The id of the field; components that hold a label set it themselves.
    #[serde(rename = "for")]
    pub for_id: Option<String>,
    /// Whether the label is also the page's `<h1>`, on a page of one question.
    pub is_page_heading: bool,
    pub classes: String,
    pub attributes: Attributes,
}

from_words!(LabelOptions);

/// The name of one form field.
///
/// <https://design-system.service.gov.uk/components/text-input/>
///
/// The label is tied to its field by id, so that pressing the words reaches the
/// field and speech software reads them (WCAG 1.3.1, 2.5.3, 3.3.2, 4.1.2). It is
/// drawn always and never replaced by a placeholder. Without words nothing is drawn.
#[component]
pub fn Label(options: LabelOptions) -> impl IntoView {
    if options.content.is_empty() {
        return ().into_any();
    }
    let label = view! {
        <label
            class=class_list("govuk-label", &[&options.classes])
            for=options.for_id
            {..options.attributes.spread()}
        >
            {options.content.draw()}
        </label>
    };
    if options.is_page_heading {
        view! { <h1 class="govuk-label-wrapper">{label}</h1> }.into_any()
    } else {
        label.into_any()
    }
}
