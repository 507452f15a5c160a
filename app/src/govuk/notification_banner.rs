use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::{class_list, in_words};
use super::content::{self, from_words};
use super::heading::heading;
use super::{Attributes, Content};

/// Options of [`NotificationBanner`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct NotificationBannerOptions {
    /// Words are set as the banner's one line; markup stands as it is.
    #[serde(flatten)]
    pub content: Content,
    /// "Success" or "Important" unless given.
    #[serde(flatten, deserialize_with = "content::title")]
    pub title: Content,
    /// 2 unless given.
    pub title_heading_level: Option<u8>,
    /// "success" tells that something was done; anything else is plain.
    #[serde(rename = "type")]
    pub banner_type: Option<String>,
    /// "alert" for success, else "region", unless given.
    pub role: Option<String>,
    /// "govuk-notification-banner-title" unless given.
    pub title_id: Option<String>,
    /// Whether the script leaves the focus where it is.
    pub disable_auto_focus: Option<bool>,
    pub classes: String,
    pub attributes: Attributes,
}

from_words!(NotificationBannerOptions);

impl NotificationBannerOptions {
    /// What the person has just done.
    pub fn success(content: impl Into<Content>) -> Self {
        Self {
            content: content.into(),
            banner_type: Some("success".into()),
            ..Self::default()
        }
    }
}

/// News about the service, or what the person has just done.
///
/// <https://design-system.service.gov.uk/components/notification-banner/>
///
/// A success takes the focus and is read at once (WCAG 4.1.3); other news is a
/// landmark named by its title (WCAG 1.3.1). The title tells the kind in words
/// (WCAG 1.4.1). Never together with an error summary, and one at most.
#[component]
pub fn NotificationBanner(
    options: NotificationBannerOptions,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let is_success = options.banner_type.as_deref() == Some("success");
    let (class, role, title) = if is_success {
        ("govuk-notification-banner--success", "alert", "Success")
    } else {
        ("", "region", "Important")
    };
    let title_id = options
        .title_id
        .filter(|id| !id.is_empty())
        .unwrap_or_else(|| "govuk-notification-banner-title".to_owned());
    let inner = match (children, options.content) {
        (Some(children), _) => children().into_any(),
        (None, content @ Content::Text(_)) => {
            view! { <p class="govuk-notification-banner__heading">{content.draw()}</p> }.into_any()
        }
        (None, content) => content.draw(),
    };
    let title = heading(
        options.title_heading_level.unwrap_or(2),
        "govuk-notification-banner__title".to_owned(),
        Some(title_id.clone()),
        options.title.or_text(title).draw(),
    );
    view! {
        <div
            class=class_list("govuk-notification-banner", &[class, &options.classes])
            role=options.role.unwrap_or_else(|| role.to_owned())
            aria-labelledby=title_id
            data-module="govuk-notification-banner"
            data-disable-auto-focus=in_words(options.disable_auto_focus)
            {..options.attributes.spread()}
        >
            <div class="govuk-notification-banner__header">{title}</div>
            <div class="govuk-notification-banner__content">{inner}</div>
        </div>
    }
}
