use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::content::from_words;
use super::{Attributes, Content};

/// Options of [`Hint`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct HintOptions {
    #[serde(flatten)]
    pub content: Content,
    /// The id that the field's description names; components that hold a hint
    /// set it themselves.
    pub id: Option<String>,
    pub classes: String,
    pub attributes: Attributes,
}

from_words!(HintOptions);

/// Help for one question, useful to most people who answer it.
///
/// <https://design-system.service.gov.uk/components/text-input/>
///
/// The field names the hint as its description, so it is read out with the field
/// (WCAG 1.3.1, 3.3.2). Links do not belong here: they are read as plain words.
#[component]
pub fn Hint(options: HintOptions) -> impl IntoView {
    view! {
        <div
            id=options.id
            class=class_list("govuk-hint", &[&options.classes])
            {..options.attributes.spread()}
        >
            {options.content.draw()}
        </div>
    }
}
