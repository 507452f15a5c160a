use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::{class_list, id_list};
use super::content::from_words;
use super::tag::{Tag, TagOptions};
use super::{Attributes, Content, scalar};

/// Options of [`TaskList`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct TaskListOptions {
    /// A task without a title is not drawn, but counted in the ids.
    #[serde(deserialize_with = "scalar::numbered_list")]
    pub items: Vec<TaskListItem>,
    /// "task-list" unless given.
    pub id_prefix: Option<String>,
    pub classes: String,
    pub attributes: Attributes,
}

/// One task.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct TaskListItem {
    pub title: TaskListTitle,
    pub hint: Option<TaskListHint>,
    pub status: TaskListStatus,
    /// Without an address the task cannot start yet.
    pub href: Option<String>,
    pub classes: String,
}

/// The name of a task.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct TaskListTitle {
    #[serde(flatten)]
    pub content: Content,
    pub classes: String,
}

/// Help below the name of a task.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct TaskListHint {
    #[serde(flatten)]
    pub content: Content,
}

/// How far a task is: words, or a tag for what is still to do.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct TaskListStatus {
    pub tag: Option<TagOptions>,
    #[serde(flatten)]
    pub content: Content,
    pub classes: String,
}

from_words!(TaskListTitle, TaskListStatus);

impl From<&str> for TaskListHint {
    fn from(words: &str) -> Self {
        Self {
            content: words.into(),
        }
    }
}

/// The tasks that make up something larger, to be done over time.
///
/// <https://design-system.service.gov.uk/components/task-list/>
///
/// Each link is described by its hint and its status, so both are heard with it
/// (WCAG 1.3.1, 2.4.4). The status is a word; colour only helps (WCAG 1.4.1).
#[component]
pub fn TaskList(options: TaskListOptions) -> impl IntoView {
    let id_prefix = options.id_prefix.filter(|id| !id.is_empty());
    let id_prefix = id_prefix.as_deref().unwrap_or("task-list");
    let items: Vec<_> = options
        .items
        .into_iter()
        .enumerate()
        .filter(|(_, item)| !item.title.content.is_empty())
        .map(|(index, item)| draw_item(item, &format!("{id_prefix}-{}", index + 1)))
        .collect();
    view! {
        <ul
            class=class_list("govuk-task-list", &[&options.classes])
            {..options.attributes.spread()}
        >
            {items}
        </ul>
    }
}

fn draw_item(item: TaskListItem, id: &str) -> AnyView {
    let hint_id = format!("{id}-hint");
    let status_id = format!("{id}-status");
    let href = item.href.filter(|href| !href.is_empty());
    let with_link = if href.is_some() {
        "govuk-task-list__item--with-link"
    } else {
        ""
    };
    let title = match href {
        Some(href) => {
            let of_hint = item.hint.as_ref().map(|_| hint_id.as_str());
            view! {
                <a
                    class=class_list("govuk-link govuk-task-list__link", &[&item.title.classes])
                    href=href
                    aria-describedby=id_list([of_hint, Some(&status_id)])
                >
                    {item.title.content.draw()}
                </a>
            }
            .into_any()
        }
        None => {
            view! { <div class=item.title.classes>{item.title.content.draw()}</div> }.into_any()
        }
    };
    let hint = item.hint.map(|hint| {
        view! { <div id=hint_id class="govuk-task-list__hint">{hint.content.draw()}</div> }
    });
    let status = match item.status.tag {
        Some(options) => view! { <Tag options=options /> }.into_any(),
        None => item.status.content.draw(),
    };
    view! {
        <li class=class_list("govuk-task-list__item", &[with_link, &item.classes])>
            <div class="govuk-task-list__name-and-hint">
                {title}
                {hint}
            </div>
            <div
                class=class_list("govuk-task-list__status", &[&item.status.classes])
                id=status_id
            >
                {status}
            </div>
        </li>
    }
    .into_any()
}
