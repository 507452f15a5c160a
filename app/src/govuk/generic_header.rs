use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::{Attributes, Content, content};

/// Options of [`GenericHeader`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct GenericHeaderOptions {
    /// "/" unless given.
    pub url: Option<String>,
    #[serde(flatten, deserialize_with = "content::logo")]
    pub logo: Content,
    /// "govuk-width-container" unless given.
    pub container_classes: String,
    pub classes: String,
    pub attributes: Attributes,
}

/// The top of every page of a service that is not on GOV.UK.
///
/// <https://design-system.service.gov.uk/components/generic-header/>
///
/// The same on every page (WCAG 3.2.3), and the logo is a link whose name is its
/// words; a drawn logo needs an alternative in words (WCAG 1.1.1, 2.4.4).
#[component]
pub fn GenericHeader(options: GenericHeaderOptions) -> impl IntoView {
    let url = options
        .url
        .filter(|url| !url.is_empty())
        .unwrap_or_else(|| "/".to_owned());
    let container = if options.container_classes.is_empty() {
        "govuk-width-container"
    } else {
        &options.container_classes
    };
    view! {
        <div
            class=class_list("govuk-generic-header", &[&options.classes])
            {..options.attributes.spread()}
        >
            <div class=class_list("govuk-generic-header__container", &[container])>
                <div class="govuk-generic-header__logo">
                    <a href=url class="govuk-generic-header__homepage-link">
                        {options.logo.draw()}
                    </a>
                </div>
            </div>
        </div>
    }
}
