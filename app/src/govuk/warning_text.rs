use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::content::from_words;
use super::{Attributes, Content};

/// Options of [`WarningText`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct WarningTextOptions {
    #[serde(flatten)]
    pub content: Content,
    /// What the sign says to the ear: "Warning" unless given.
    pub icon_fallback_text: Option<String>,
    pub classes: String,
    pub attributes: Attributes,
}

from_words!(WarningTextOptions);

/// What may go wrong, such as consequences in law.
///
/// <https://design-system.service.gov.uk/components/warning-text/>
///
/// The exclamation mark is hidden from speech software, which hears the word
/// "Warning" instead (WCAG 1.1.1, 1.3.1).
#[component]
pub fn WarningText(options: WarningTextOptions) -> impl IntoView {
    let fallback = options.icon_fallback_text.filter(|words| !words.is_empty());
    view! {
        <div
            class=class_list("govuk-warning-text", &[&options.classes])
            {..options.attributes.spread()}
        >
            <span class="govuk-warning-text__icon" aria-hidden="true">"!"</span>
            " "
            <strong class="govuk-warning-text__text">
                <span class="govuk-visually-hidden">
                    {fallback.unwrap_or_else(|| "Warning".to_owned())}
                </span>
                " "
                {options.content.draw()}
            </strong>
        </div>
    }
}
