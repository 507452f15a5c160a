use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::content::from_words;
use super::heading::heading;
use super::{Attributes, Content, scalar};

/// Options of [`SummaryList`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SummaryListOptions {
    #[serde(deserialize_with = "scalar::list")]
    pub rows: Vec<SummaryListRow>,
    /// The frame around a list that is one of several.
    pub card: Option<SummaryCardOptions>,
    pub classes: String,
    pub attributes: Attributes,
}

/// One fact: its name, its value and what can be done with it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SummaryListRow {
    pub classes: String,
    pub key: SummaryListCell,
    pub value: SummaryListCell,
    pub actions: SummaryListActions,
}

impl SummaryListRow {
    /// A fact without actions.
    pub fn new(key: impl Into<SummaryListCell>, value: impl Into<SummaryListCell>) -> Self {
        Self {
            key: key.into(),
            value: value.into(),
            ..Self::default()
        }
    }
}

/// The name or the value of a fact.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SummaryListCell {
    #[serde(flatten)]
    pub content: Content,
    pub classes: String,
}

from_words!(SummaryListCell);

/// The links of one row or of a card.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SummaryListActions {
    pub items: Vec<SummaryListAction>,
    pub classes: String,
}

/// One link, such as "Change".
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SummaryListAction {
    #[serde(flatten)]
    pub content: Content,
    pub href: String,
    /// What the link is about, for those who hear it out of its row.
    pub visually_hidden_text: Option<String>,
    pub classes: String,
    pub attributes: Attributes,
}

/// Options of the frame around a list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SummaryCardOptions {
    pub title: Option<SummaryCardTitle>,
    pub actions: SummaryListActions,
    pub classes: String,
    pub attributes: Attributes,
}

/// The title of a card, also added to its links for those who only hear them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SummaryCardTitle {
    #[serde(flatten)]
    pub content: Content,
    /// 2 unless given.
    pub heading_level: Option<u8>,
    pub classes: String,
}

from_words!(SummaryCardTitle);

/// Facts by name, such as the answers to check before sending.
///
/// <https://design-system.service.gov.uk/components/summary-list/>
///
/// A description list keeps each value with its name (WCAG 1.3.1). The links
/// carry hidden words, because ten links that all say "Change" cannot be told
/// apart by ear (WCAG 2.4.4, 2.4.9).
#[component]
pub fn SummaryList(options: SummaryListOptions) -> impl IntoView {
    let has_actions = options.rows.iter().any(|row| !row.actions.items.is_empty());
    let title = options.card.as_ref().and_then(|card| card.title.as_ref());
    let title = title.map(|title| title.content.clone());
    let rows: Vec<_> = options
        .rows
        .into_iter()
        .map(|row| draw_row(row, has_actions, title.as_ref()))
        .collect();
    let list = view! {
        <dl
            class=class_list("govuk-summary-list", &[&options.classes])
            {..options.attributes.spread()}
        >
            {rows}
        </dl>
    };
    match options.card {
        Some(card) => draw_card(card, list.into_any()),
        None => list.into_any(),
    }
}

fn draw_row(row: SummaryListRow, has_actions: bool, card_title: Option<&Content>) -> AnyView {
    let none = if has_actions && row.actions.items.is_empty() {
        "govuk-summary-list__row--no-actions"
    } else {
        ""
    };
    view! {
        <div class=class_list("govuk-summary-list__row", &[none, &row.classes])>
            <dt class=class_list("govuk-summary-list__key", &[&row.key.classes])>
                {row.key.content.draw()}
            </dt>
            <dd class=class_list("govuk-summary-list__value", &[&row.value.classes])>
                {row.value.content.draw()}
            </dd>
            {row_actions(row.actions, card_title)}
        </div>
    }
    .into_any()
}

fn row_actions(actions: SummaryListActions, card_title: Option<&Content>) -> Option<AnyView> {
    let class = class_list("govuk-summary-list__actions", &[&actions.classes]);
    let links = one_or_list(
        actions.items,
        card_title,
        "govuk-summary-list__actions-list-item",
    );
    match links {
        Links::None => None,
        Links::One(link) => Some(view! { <dd class=class>{link}</dd> }.into_any()),
        Links::List(items) => Some(
            view! {
                <dd class=class>
                    <ul class="govuk-summary-list__actions-list">{items}</ul>
                </dd>
            }
            .into_any(),
        ),
    }
}

fn draw_card(card: SummaryCardOptions, list: AnyView) -> AnyView {
    let class = class_list("govuk-summary-card__actions", &[&card.actions.classes]);
    let title = card.title.as_ref().map(|title| title.content.clone());
    let links = one_or_list(
        card.actions.items,
        title.as_ref(),
        "govuk-summary-card__action",
    );
    let actions = match links {
        Links::None => ().into_any(),
        Links::One(link) => view! { <div class=class>{link}</div> }.into_any(),
        Links::List(items) => view! { <ul class=class>{items}</ul> }.into_any(),
    };
    let title = card.title.map(|title| {
        let class = class_list("govuk-summary-card__title", &[&title.classes]);
        heading(
            title.heading_level.unwrap_or(2),
            class,
            None,
            title.content.draw(),
        )
    });
    view! {
        <div
            class=class_list("govuk-summary-card", &[&card.classes])
            {..card.attributes.spread()}
        >
            <div class="govuk-summary-card__title-wrapper">
                {title}
                {actions}
            </div>
            <div class="govuk-summary-card__content">{list}</div>
        </div>
    }
    .into_any()
}

/// A single link stands alone: a list of one would only be noise to the ear.
enum Links {
    None,
    One(AnyView),
    List(Vec<AnyView>),
}

fn one_or_list(
    actions: Vec<SummaryListAction>,
    card_title: Option<&Content>,
    item_class: &'static str,
) -> Links {
    let mut links: Vec<_> = actions
        .into_iter()
        .map(|action| link(action, card_title.cloned()))
        .collect();
    match links.len() {
        0 => Links::None,
        1 => links.pop().map_or(Links::None, Links::One),
        _ => Links::List(
            links
                .into_iter()
                .map(|link| view! { <li class=item_class>{link}</li> }.into_any())
                .collect(),
        ),
    }
}

fn link(action: SummaryListAction, card_title: Option<Content>) -> AnyView {
    let words = action
        .visually_hidden_text
        .filter(|words| !words.is_empty());
    let hidden = (words.is_some() || card_title.is_some()).then(|| {
        view! {
            <span class="govuk-visually-hidden">
                {words.map(|words| format!(" {words}"))}
                {card_title.map(|title| view! { " (" {title.draw()} ")" })}
            </span>
        }
    });
    view! {
        <a
            class=class_list("govuk-link", &[&action.classes])
            href=action.href
            {..action.attributes.spread()}
        >
            {action.content.draw()}
            {hidden}
        </a>
    }
    .into_any()
}
