use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::content::from_words;
use super::{Attributes, Content};

/// Options of [`InsetText`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct InsetTextOptions {
    #[serde(flatten)]
    pub content: Content,
    pub id: Option<String>,
    pub classes: String,
    pub attributes: Attributes,
}

from_words!(InsetTextOptions);

/// Words set apart from those around them: a quotation, an example, a note.
///
/// <https://design-system.service.gov.uk/components/inset-text/>
///
/// The border is for the eye only, so the words must say by themselves why they
/// stand apart (WCAG 1.3.1, 1.3.3).
#[component]
pub fn InsetText(
    options: InsetTextOptions,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let inner = match children {
        Some(children) => children().into_any(),
        None => options.content.draw(),
    };
    view! {
        <div
            id=options.id
            class=class_list("govuk-inset-text", &[&options.classes])
            {..options.attributes.spread()}
        >
            {inner}
        </div>
    }
}
