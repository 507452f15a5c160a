use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::{class_list, in_words};
use super::content::from_words;
use super::{Attributes, Content};

/// Options of [`Button`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ButtonOptions {
    #[serde(flatten)]
    pub content: Content,
    /// "submit" unless given.
    #[serde(rename = "type")]
    pub button_type: Option<String>,
    pub name: Option<String>,
    pub value: Option<String>,
    pub disabled: bool,
    /// With an address the button is a link that looks like one.
    pub href: Option<String>,
    pub classes: String,
    pub attributes: Attributes,
    /// Whether the script ignores a second press within a second.
    pub prevent_double_click: Option<bool>,
    /// The arrow of the page that starts a service.
    pub is_start_button: bool,
    pub id: Option<String>,
}

from_words!(ButtonOptions);

/// Sends a form, or starts something.
///
/// <https://design-system.service.gov.uk/components/button/>
///
/// A real button, pressed by keyboard, mouse or voice under the name it shows
/// (WCAG 2.1.1, 2.5.3, 4.1.2). Where it leads to another page it is a link with
/// the role of a button, and the script lets the space bar press it. Avoid
/// `disabled`: such a button cannot be reached nor explained (WCAG 1.4.3, 3.3.1).
#[component]
pub fn Button(options: ButtonOptions) -> impl IntoView {
    let start = if options.is_start_button {
        "govuk-button--start"
    } else {
        ""
    };
    let class = class_list("govuk-button", &[&options.classes, start]);
    let inner = match options.content {
        Content::Html(markup) if options.is_start_button => {
            view! { <span>{Content::Html(markup).draw()}</span> }.into_any()
        }
        content => content.draw(),
    };
    let icon = options.is_start_button.then(start_icon);
    match options.href.filter(|href| !href.is_empty()) {
        Some(href) => view! {
            <a
                href=href
                role="button"
                draggable="false"
                class=class
                data-module="govuk-button"
                id=options.id
                {..options.attributes.spread()}
            >
                {inner}
                {icon}
            </a>
        }
        .into_any(),
        None => view! {
            <button
                type=options.button_type.unwrap_or_else(|| "submit".to_owned())
                value=options.value
                name=options.name
                disabled=options.disabled
                aria-disabled=options.disabled.then_some("true")
                data-prevent-double-click=in_words(options.prevent_double_click)
                class=class
                data-module="govuk-button"
                id=options.id
                {..options.attributes.spread()}
            >
                {inner}
                {icon}
            </button>
        }
        .into_any(),
    }
}

fn start_icon() -> AnyView {
    view! {
        <svg
            class="govuk-button__start-icon"
            xmlns="http://www.w3.org/2000/svg"
            width="17.5"
            height="19"
            viewBox="0 0 33 40"
            aria-hidden="true"
            focusable="false"
        >
            <path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z"></path>
        </svg>
    }
    .into_any()
}
