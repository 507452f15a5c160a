//! What radios and checkboxes share: one choice of a list.

use leptos::prelude::*;
use serde::Deserialize;

use super::Attributes;
use super::attributes::class_list;
use super::content::Content;
use super::hint::{Hint, HintOptions};
use super::label::{Label, LabelOptions};

/// Classes and attributes for the label of one choice, whose words are the item's.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ItemLabelOptions {
    pub classes: String,
    pub attributes: Attributes,
}

/// The ids made for one choice.
pub(crate) struct ItemIds {
    pub item: String,
    pub hint: String,
    pub conditional: String,
}

impl ItemIds {
    /// The first choice has the group's own id, so that the error summary can
    /// link to it; later ones have their number behind it.
    pub(crate) fn new(own: Option<String>, prefix: &str, number: usize) -> Self {
        let item = match own.filter(|id| !id.is_empty()) {
            Some(id) => id,
            None if number > 1 => format!("{prefix}-{number}"),
            None => prefix.to_owned(),
        };
        Self {
            hint: format!("{item}-item-hint"),
            conditional: format!("conditional-{item}"),
            item,
        }
    }
}

/// The label and the hint behind one choice.
pub(crate) fn label_and_hint(
    kind: &Kind,
    ids: &ItemIds,
    content: Content,
    label: ItemLabelOptions,
    hint: Option<HintOptions>,
) -> AnyView {
    let label = LabelOptions {
        content,
        for_id: Some(ids.item.clone()),
        classes: class_list(kind.label, &[&label.classes]),
        attributes: label.attributes,
        ..LabelOptions::default()
    };
    let hint = hint.map(|hint| HintOptions {
        id: Some(ids.hint.clone()),
        classes: class_list(kind.hint, &[&hint.classes]),
        ..hint
    });
    view! {
        <Label options=label />
        {hint.map(|options| view! { <Hint options=options /> })}
    }
    .into_any()
}

/// The questions that one choice opens; the script hides them until it is made.
pub(crate) fn conditional(
    kind: &Kind,
    ids: ItemIds,
    content: Content,
    is_checked: bool,
) -> Option<AnyView> {
    if content.is_empty() {
        return None;
    }
    let hidden = if is_checked {
        ""
    } else {
        kind.conditional_hidden
    };
    let view = view! {
        <div class=class_list(kind.conditional, &[hidden]) id=ids.conditional>
            {content.draw()}
        </div>
    };
    Some(view.into_any())
}

/// The class names that differ between radios and checkboxes.
pub(crate) struct Kind {
    pub label: &'static str,
    pub hint: &'static str,
    pub conditional: &'static str,
    pub conditional_hidden: &'static str,
}
