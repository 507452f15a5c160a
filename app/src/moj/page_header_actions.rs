use leptos::prelude::*;
use serde::Deserialize;

use crate::govuk::attributes::class_list;
use crate::govuk::content::from_words;
use crate::govuk::heading::heading;
use crate::govuk::{Attributes, Button, ButtonOptions, Content};

/// Options of [`PageHeaderActions`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct PageHeaderActionsOptions {
    pub heading: PageHeading,
    /// The first is the main one; give the others `govuk-button--secondary`.
    pub items: Vec<ButtonOptions>,
    pub classes: String,
    pub attributes: Attributes,
}

/// The heading of a page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct PageHeading {
    #[serde(flatten)]
    pub content: Content,
    /// 1 unless given.
    pub level: Option<u8>,
    /// "govuk-heading-xl" unless given.
    pub classes: Option<String>,
}

from_words!(PageHeading);

/// The page's heading with the buttons that act on the whole page.
///
/// <https://design-patterns.service.justice.gov.uk/components/page-header-actions/>
///
/// The heading comes first in the order of reading and of the keyboard (WCAG
/// 1.3.2, 2.4.3), so the buttons are met by those who know what they act on.
#[component]
pub fn PageHeaderActions(options: PageHeaderActionsOptions) -> impl IntoView {
    let title = heading(
        options.heading.level.unwrap_or(1),
        options
            .heading
            .classes
            .unwrap_or_else(|| "govuk-heading-xl".to_owned()),
        None,
        options.heading.content.draw(),
    );
    let buttons = (!options.items.is_empty()).then(|| {
        let items: Vec<_> = options
            .items
            .into_iter()
            .map(|button| view! { <Button options=button /> " " })
            .collect();
        view! {
            <div class="moj-page-header-actions__actions">
                <div class="moj-button-group moj-button-group--inline">{items}</div>
            </div>
        }
    });
    view! {
        <div
            class=class_list("moj-page-header-actions", &[&options.classes])
            {..options.attributes.spread()}
        >
            <div class="moj-page-header-actions__title">{title}</div>
            {buttons}
        </div>
    }
}
