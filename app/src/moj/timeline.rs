use leptos::prelude::*;
use serde::Deserialize;

use crate::govuk::attributes::class_list;
use crate::govuk::heading::heading;
use crate::govuk::{Attributes, Content};

/// Options of [`Timeline`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct TimelineOptions {
    /// The newest first.
    pub items: Vec<TimelineItem>,
    /// 2 unless given.
    pub heading_level: Option<u8>,
    pub classes: String,
    pub attributes: Attributes,
}

/// One thing that happened.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct TimelineItem {
    /// What happened, as a short heading.
    pub label: Content,
    /// Who did it.
    pub byline: Content,
    pub datetime: TimelineTime,
    /// More about it.
    #[serde(flatten)]
    pub content: Content,
    pub classes: String,
    pub attributes: Attributes,
}

/// When it happened, once for machines and once in words.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct TimelineTime {
    /// RFC 3339, such as "2026-03-27T14:01:00Z".
    pub timestamp: String,
    /// Such as "27 March 2026 at 2:01pm", in the time of the reader.
    pub text: String,
}

/// What happened to one object.
///
/// <https://design-patterns.service.justice.gov.uk/components/timeline/>
///
/// Each event is a heading, so the ear can step from one to the next (WCAG 1.3.1,
/// 2.4.6, 2.4.10), and its order is the order on the page (WCAG 1.3.2).
#[component]
pub fn Timeline(options: TimelineOptions) -> impl IntoView {
    let level = options.heading_level.unwrap_or(2);
    let items: Vec<_> = options
        .items
        .into_iter()
        .map(|item| draw_item(item, level))
        .collect();
    view! {
        <div
            class=class_list("moj-timeline", &[&options.classes])
            {..options.attributes.spread()}
        >
            {items}
        </div>
    }
}

fn draw_item(item: TimelineItem, level: u8) -> AnyView {
    let byline = (!item.byline.is_empty())
        .then(|| view! { <p class="moj-timeline__byline">"by " {item.byline.draw()}</p> });
    view! {
        <div
            class=class_list("moj-timeline__item", &[&item.classes])
            {..item.attributes.spread()}
        >
            <div class="moj-timeline__header">
                {heading(level, "moj-timeline__title".to_owned(), None, item.label.draw())}
                " "
                {byline}
            </div>
            <p class="moj-timeline__date">
                <time datetime=item.datetime.timestamp>{item.datetime.text}</time>
            </p>
            <div class="moj-timeline__description">{item.content.draw()}</div>
        </div>
    }
    .into_any()
}
