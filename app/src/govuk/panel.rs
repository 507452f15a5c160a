use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::button::{Button, ButtonOptions};
use super::heading::heading;
use super::{Attributes, Content, content};

/// Options of [`Panel`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct PanelOptions {
    #[serde(flatten, deserialize_with = "content::title")]
    pub title: Content,
    /// 1 unless given.
    pub heading_level: Option<u8>,
    #[serde(flatten)]
    pub content: Content,
    /// With `govuk-panel--interruption` among them, the panel asks before going on.
    pub classes: String,
    pub attributes: Attributes,
    /// What can be done about an interruption; other panels have none.
    pub actions: Option<PanelActions>,
}

/// The buttons and links of an interruption.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct PanelActions {
    pub items: Vec<PanelAction>,
    pub classes: String,
    pub attributes: Attributes,
}

/// One button, or one link where there is an address and no type "button".
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct PanelAction {
    pub text: String,
    #[serde(rename = "type")]
    pub action_type: Option<String>,
    pub href: Option<String>,
    pub classes: String,
    pub attributes: Attributes,
}

/// That something is done, or a question before it is done.
///
/// <https://design-system.service.gov.uk/components/panel/>
///
/// The heading says what happened and is the page's first (WCAG 2.4.2, 2.4.6).
/// An interruption says what will follow before anything is final (WCAG 3.3.4).
#[component]
pub fn Panel(options: PanelOptions, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let is_interruption = options.classes.contains("govuk-panel--interruption");
    let variant = if is_interruption {
        ""
    } else {
        "govuk-panel--confirmation"
    };
    let inner = match children {
        Some(children) => Some(children().into_any()),
        None if options.content.is_empty() => None,
        None => Some(options.content.draw()),
    };
    let body = inner.map(|inner| view! { <div class="govuk-panel__body">{inner}</div> });
    view! {
        <div
            class=class_list("govuk-panel", &[variant, &options.classes])
            {..options.attributes.spread()}
        >
            {heading(
                options.heading_level.unwrap_or(1),
                "govuk-panel__title".to_owned(),
                None,
                options.title.draw(),
            )}
            {body}
            {options.actions.filter(|_| is_interruption).map(draw_actions)}
        </div>
    }
}

fn draw_actions(actions: PanelActions) -> AnyView {
    let group = (!actions.items.is_empty()).then(|| {
        view! {
            <div class="govuk-button-group">
                {actions.items.into_iter().map(|item| view! { {draw_action(item)} " " }).collect::<Vec<_>>()}
            </div>
        }
    });
    view! {
        <div
            class=class_list("govuk-panel__actions", &[&actions.classes])
            {..actions.attributes.spread()}
        >
            {group}
        </div>
    }
    .into_any()
}

fn draw_action(action: PanelAction) -> AnyView {
    let action_type = action.action_type.filter(|kind| !kind.is_empty());
    match action.href.filter(|href| !href.is_empty()) {
        Some(href) if action_type.as_deref() != Some("button") => view! {
            <a
                class=class_list("govuk-link govuk-link--inverse", &[&action.classes])
                href={href}
                {..action.attributes.spread()}
            >
                {action.text}
            </a>
        }
        .into_any(),
        href => {
            let button = ButtonOptions {
                content: action.text.into(),
                button_type: Some(action_type.unwrap_or_else(|| "button".to_owned())),
                classes: class_list("govuk-button--inverse", &[&action.classes]),
                href,
                attributes: action.attributes,
                ..ButtonOptions::default()
            };
            view! { <Button options=button /> }.into_any()
        }
    }
}
