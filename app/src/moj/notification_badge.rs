use leptos::prelude::*;
use serde::{Deserialize, Deserializer};

use crate::govuk::attributes::class_list;
use crate::govuk::{Attributes, scalar};

/// Options of [`NotificationBadge`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct NotificationBadgeOptions {
    /// Nothing is drawn for 0.
    #[serde(rename = "text", deserialize_with = "count")]
    pub count: u32,
    /// What is counted, such as "new actions".
    pub visually_hidden_text: Option<String>,
    pub classes: String,
    pub attributes: Attributes,
}

/// Reads a number given as a number or as words; other words count nothing.
fn count<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    Ok(scalar::value(from)?
        .and_then(|value| value.parse().ok())
        .unwrap_or_default())
}

/// The count of what is new behind a link.
///
/// <https://design-patterns.service.justice.gov.uk/components/notification-badge/>
///
/// The bare number is for the eye; the ear gets the number with what it counts
/// (WCAG 1.1.1, 1.3.1, 2.4.4).
#[component]
pub fn NotificationBadge(options: NotificationBadgeOptions) -> impl IntoView {
    let (shown, read) = match options.count {
        0 => return ().into_any(),
        count @ 1..99 => (count.to_string(), count.to_string()),
        99.. => ("99+".to_owned(), "99 or more".to_owned()),
    };
    let read = match options
        .visually_hidden_text
        .filter(|words| !words.is_empty())
    {
        Some(words) => format!("({read} {words})"),
        None => format!("({read})"),
    };
    view! {
        <span
            class=class_list("moj-notification-badge", &[&options.classes])
            {..options.attributes.spread()}
        >
            <span aria-hidden="true">{shown}</span>
            " "
            <span class="govuk-visually-hidden">{read}</span>
        </span>
    }
    .into_any()
}
