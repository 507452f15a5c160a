use leptos::prelude::*;
use serde::Deserialize;

use crate::govuk::attributes::class_list;
use crate::govuk::content::from_words;
use crate::govuk::{Attributes, Content};

/// Options of [`Badge`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct BadgeOptions {
    #[serde(flatten)]
    pub content: Content,
    /// Such as `moj-badge--red`.
    pub classes: String,
    pub attributes: Attributes,
}

from_words!(BadgeOptions);

/// A mark on something that stands out, such as "Overdue".
///
/// <https://design-patterns.service.justice.gov.uk/components/badge/>
///
/// The word tells the meaning; the colour only helps to find it (WCAG 1.4.1).
#[component]
pub fn Badge(options: BadgeOptions) -> impl IntoView {
    view! {
        <span class=class_list("moj-badge", &[&options.classes]) {..options.attributes.spread()}>
            {options.content.draw()}
        </span>
    }
}
