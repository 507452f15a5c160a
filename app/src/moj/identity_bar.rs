use leptos::prelude::*;
use serde::Deserialize;

use super::button_menu::{ButtonMenu, ButtonMenuOptions};
use crate::govuk::attributes::class_list;
use crate::govuk::{Attributes, Content};

/// Options of [`IdentityBar`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct IdentityBarOptions {
    pub title: Content,
    pub menus: Vec<ButtonMenuOptions>,
    pub classes: String,
    pub attributes: Attributes,
}

/// Which board, meeting or case the pages below belong to.
///
/// <https://design-patterns.service.justice.gov.uk/components/identity-bar/>
///
/// The same on every page of that object (WCAG 3.2.3), so nobody acts on the
/// wrong one. Each page has its own heading all the same (WCAG 2.4.6).
#[component]
pub fn IdentityBar(options: IdentityBarOptions) -> impl IntoView {
    let title = (!options.title.is_empty()).then(|| {
        view! { <span class="moj-identity-bar__title">{options.title.draw()}</span> }
    });
    let menus = (!options.menus.is_empty()).then(|| {
        let menus: Vec<_> = options
            .menus
            .into_iter()
            .map(|menu| {
                view! { <div class="moj-identity-bar__menu"><ButtonMenu options=menu /></div> }
            })
            .collect();
        view! { <div class="moj-identity-bar__actions">{menus}</div> }
    });
    view! {
        <div
            class=class_list("moj-identity-bar", &[&options.classes])
            {..options.attributes.spread()}
        >
            <div class="moj-identity-bar__container">
                <div class="moj-identity-bar__details">{title}</div>
                {menus}
            </div>
        </div>
    }
}
