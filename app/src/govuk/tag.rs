use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::content::from_words;
use super::{Attributes, Content};

/// Options of [`Tag`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct TagOptions {
    #[serde(flatten)]
    pub content: Content,
    /// Such as `govuk-tag--green`.
    pub classes: String,
    pub attributes: Attributes,
}

from_words!(TagOptions);

/// The state of one thing, in a word or two.
///
/// <https://design-system.service.gov.uk/components/tag/>
///
/// The word alone tells the state; the colour only helps to find it (WCAG 1.4.1),
/// and each colour stands out from its words (WCAG 1.4.3). A tag is no link.
#[component]
pub fn Tag(options: TagOptions) -> impl IntoView {
    view! {
        <strong
            class=class_list("govuk-tag", &[&options.classes])
            {..options.attributes.spread()}
        >
            {options.content.draw()}
        </strong>
    }
}
