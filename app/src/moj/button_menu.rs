use leptos::prelude::*;
use serde::Deserialize;

use crate::govuk::attributes::class_list;
use crate::govuk::{Attributes, Button, ButtonOptions};

/// Options of [`ButtonMenu`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ButtonMenuOptions {
    pub items: Vec<ButtonOptions>,
    /// The button that the script draws to open the menu.
    pub button: ButtonMenuToggle,
    /// "right" sets the menu against the right edge of its button.
    pub align_menu: Option<String>,
    pub classes: String,
    pub attributes: Attributes,
}

/// The button that opens a menu.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ButtonMenuToggle {
    pub text: Option<String>,
    pub classes: Option<String>,
}

/// A few things that can be done with one object.
///
/// <https://design-patterns.service.justice.gov.uk/components/button-menu/>
///
/// Without the script the buttons stand in a row. With it they are a menu that
/// opens, closes and is walked by keyboard (WCAG 2.1.1, 4.1.2).
#[component]
pub fn ButtonMenu(options: ButtonMenuOptions) -> impl IntoView {
    let attributes = options
        .attributes
        .with_some("data-button-text", options.button.text)
        .with_some("data-button-classes", options.button.classes)
        .with_some("data-align-menu", options.align_menu);
    let items: Vec<_> = options
        .items
        .into_iter()
        .map(|item| {
            let classes = class_list(
                "moj-button-menu__item govuk-button--secondary",
                &[&item.classes],
            );
            view! { <Button options=ButtonOptions { classes, ..item } /> " " }
        })
        .collect();
    view! {
        <div
            class=class_list("moj-button-menu", &[&options.classes])
            data-module="moj-button-menu"
            {..attributes.spread()}
        >
            {items}
        </div>
    }
}
