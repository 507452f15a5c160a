use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::{Attributes, Content};

/// Options of [`BackLink`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct BackLinkOptions {
    /// "Back" unless given.
    #[serde(flatten)]
    pub content: Content,
    pub href: Option<String>,
    pub classes: String,
    pub attributes: Attributes,
}

/// The way back to the page before, on pages of one question.
///
/// <https://design-system.service.gov.uk/components/back-link/>
///
/// An ordinary link to a known address, so it works without scripts and from a
/// page opened by itself (WCAG 2.4.4, 3.2.3). It stands before `<main>` and never
/// together with breadcrumbs.
#[component]
pub fn BackLink(options: BackLinkOptions) -> impl IntoView {
    let href = options
        .href
        .filter(|href| !href.is_empty())
        .unwrap_or_else(|| "#".to_owned());
    view! {
        <a
            href=href
            class=class_list("govuk-back-link", &[&options.classes])
            {..options.attributes.spread()}
        >
            {options.content.or_text("Back").draw()}
        </a>
    }
}
