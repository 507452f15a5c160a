use leptos::prelude::*;
use serde::Deserialize;

use crate::govuk::attributes::class_list;
use crate::govuk::{Attributes, Content};

/// Options of [`OrganisationSwitcher`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct OrganisationSwitcherOptions {
    /// The name of the organisation or board that is open.
    #[serde(flatten)]
    pub content: Content,
    pub link: Option<OrganisationSwitcherLink>,
    /// "Organisation switcher" unless given.
    pub label: Option<String>,
    pub id: Option<String>,
    pub classes: String,
    pub attributes: Attributes,
}

/// The link to where another can be chosen.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct OrganisationSwitcherLink {
    /// "Change organisation" unless given.
    pub text: Option<String>,
    pub href: String,
    pub id: Option<String>,
    pub classes: String,
    pub attributes: Attributes,
}

/// The organisation or board that is open, and the way to another.
///
/// <https://design-patterns.service.justice.gov.uk/components/organisation-switcher/>
///
/// Not drawn for people who have only one. The link says what it changes (WCAG
/// 2.4.4), and the bar is the same on every page (WCAG 3.2.3). Give it the
/// attribute `role="region"` where its label is to be heard: speech software
/// leaves out the label of an element without a role (WCAG 4.1.2).
#[component]
pub fn OrganisationSwitcher(options: OrganisationSwitcherOptions) -> impl IntoView {
    let link = options.link.map(|link| {
        view! {
            <a
                id=link.id
                href=link.href
                class=class_list("moj-organisation-nav__link", &[&link.classes])
                {..link.attributes.spread()}
            >
                {link.text.unwrap_or_else(|| "Change organisation".to_owned())}
            </a>
        }
    });
    view! {
        <div
            id=options.id
            class=class_list("moj-organisation-nav", &[&options.classes])
            aria-label=options.label.unwrap_or_else(|| "Organisation switcher".to_owned())
            {..options.attributes.spread()}
        >
            <div class="moj-organisation-nav__title">{options.content.draw()}</div>
            {link}
        </div>
    }
}
