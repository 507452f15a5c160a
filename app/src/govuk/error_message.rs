use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::content::from_words;
use super::{Attributes, Content};

/// Options of [`ErrorMessage`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ErrorMessageOptions {
    #[serde(flatten)]
    pub content: Content,
    /// The id that the field's description names; components that hold an error
    /// message set it themselves.
    pub id: Option<String>,
    pub classes: String,
    pub attributes: Attributes,
    /// The word in front for speech software: "Error" unless given, none if empty.
    pub visually_hidden_text: Option<String>,
}

from_words!(ErrorMessageOptions);

/// What is wrong with one answer and how to put it right.
///
/// <https://design-system.service.gov.uk/components/error-message/>
///
/// The mistake is told in words beside its field, not by colour alone, and the
/// hidden word "Error" tells it from a hint (WCAG 1.4.1, 3.3.1, 3.3.3). The words
/// are the same as in the error summary.
#[component]
pub fn ErrorMessage(options: ErrorMessageOptions) -> impl IntoView {
    let prefix = match options.visually_hidden_text {
        None => Some("Error:".to_owned()),
        Some(word) if word.is_empty() => None,
        Some(word) => Some(word + ":"),
    };
    let prefix =
        prefix.map(|prefix| view! { <span class="govuk-visually-hidden">{prefix}</span> " " });
    view! {
        <p
            id=options.id
            class=class_list("govuk-error-message", &[&options.classes])
            {..options.attributes.spread()}
        >
            {prefix}
            {options.content.draw()}
        </p>
    }
}
