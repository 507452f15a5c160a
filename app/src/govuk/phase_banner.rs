use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::tag::{Tag, TagOptions};
use super::{Attributes, Content};

/// Options of [`PhaseBanner`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct PhaseBannerOptions {
    #[serde(flatten)]
    pub content: Content,
    /// "Alpha" or "Beta".
    pub tag: TagOptions,
    pub classes: String,
    pub attributes: Attributes,
}

/// That the service is still being worked on, and where to say what is wrong with it.
///
/// <https://design-system.service.gov.uk/components/phase-banner/>
///
/// The phase is a word, not only a colour (WCAG 1.4.1), and the link to give
/// feedback says so in its own words (WCAG 2.4.4). In the same place on every
/// page (WCAG 3.2.3, 3.2.6).
#[component]
pub fn PhaseBanner(options: PhaseBannerOptions) -> impl IntoView {
    let tag = TagOptions {
        classes: class_list("govuk-phase-banner__content__tag", &[&options.tag.classes]),
        ..options.tag
    };
    view! {
        <div
            class=class_list("govuk-phase-banner govuk-width-container", &[&options.classes])
            {..options.attributes.spread()}
        >
            <p class="govuk-phase-banner__content">
                <Tag options=tag />
                " "
                <span class="govuk-phase-banner__text">{options.content.draw()}</span>
            </p>
        </div>
    }
}
