use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::content::from_words;
use super::{Attributes, Content};

/// Options of [`SkipLink`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SkipLinkOptions {
    #[serde(flatten)]
    pub content: Content,
    /// "#content" unless given; `<main>` has that id.
    pub href: Option<String>,
    pub classes: String,
    pub attributes: Attributes,
}

from_words!(SkipLinkOptions);

/// The way past the header, first thing on the page.
///
/// <https://design-system.service.gov.uk/components/skip-link/>
///
/// Shown when it has the focus, so keyboard users need not step through every
/// link on every page (WCAG 2.4.1).
#[component]
pub fn SkipLink(options: SkipLinkOptions) -> impl IntoView {
    let href = options
        .href
        .filter(|href| !href.is_empty())
        .unwrap_or_else(|| "#content".to_owned());
    view! {
        <a
            href=href
            class=class_list("govuk-skip-link", &[&options.classes])
            data-module="govuk-skip-link"
            {..options.attributes.spread()}
        >
            {options.content.draw()}
        </a>
    }
}
