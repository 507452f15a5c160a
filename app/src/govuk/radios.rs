use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::choice::{ItemIds, ItemLabelOptions, Kind, conditional, label_and_hint};
use super::error_message::ErrorMessageOptions;
use super::fieldset::FieldsetOptions;
use super::form_group::{FieldGroup, FormGroupOptions};
use super::hint::HintOptions;
use super::{Attributes, Content, scalar};

/// Options of [`Radios`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct RadiosOptions {
    pub fieldset: Option<FieldsetOptions>,
    pub hint: Option<HintOptions>,
    pub error_message: Option<ErrorMessageOptions>,
    pub form_group: FormGroupOptions,
    /// The name is used where there is no prefix.
    pub id_prefix: Option<String>,
    pub name: String,
    /// An item with nothing in it is not drawn, but counted in the ids.
    #[serde(deserialize_with = "scalar::numbered_list")]
    pub items: Vec<RadiosItem>,
    /// The value of the choice that is made.
    pub value: Option<String>,
    pub classes: String,
    pub attributes: Attributes,
}

/// One choice, or the word between two of them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct RadiosItem {
    #[serde(flatten)]
    pub content: Content,
    pub id: Option<String>,
    #[serde(deserialize_with = "scalar::value")]
    pub value: Option<String>,
    pub label: ItemLabelOptions,
    pub hint: Option<HintOptions>,
    /// A word such as "or" instead of a choice.
    pub divider: Option<String>,
    /// `Some(false)` stands against the `value` of the whole list.
    pub checked: Option<bool>,
    /// What this choice opens.
    pub conditional: Content,
    pub disabled: bool,
    pub attributes: Attributes,
}

impl RadiosItem {
    /// A choice with its value and words.
    pub fn new(value: impl Into<String>, words: impl Into<Content>) -> Self {
        Self {
            content: words.into(),
            value: Some(value.into()),
            ..Self::default()
        }
    }
}

const KIND: Kind = Kind {
    label: "govuk-radios__label",
    hint: "govuk-radios__hint",
    conditional: "govuk-radios__conditional",
    conditional_hidden: "govuk-radios__conditional--hidden",
};

/// A question with one answer out of a few.
///
/// <https://design-system.service.gov.uk/components/radios/>
///
/// The legend is heard with each choice (WCAG 1.3.1, 3.3.2), and each is large
/// enough to hit (WCAG 2.5.8). Nothing is chosen beforehand, and a choice that
/// opens further questions neither moves the focus nor sends the form (WCAG 3.2.2).
#[component]
pub fn Radios(options: RadiosOptions) -> impl IntoView {
    let id_prefix = options
        .id_prefix
        .filter(|id| !id.is_empty())
        .unwrap_or_else(|| options.name.clone());
    let group = FieldGroup {
        id_prefix: id_prefix.clone(),
        described_by: None,
        fieldset: options.fieldset,
        hint: options.hint,
        error_message: options.error_message,
        group_classes: options.form_group.classes,
        group_attributes: options.form_group.attributes,
    };
    let chosen = options.value.filter(|value| !value.is_empty());
    let name = options.name;
    let items: Vec<_> = options
        .items
        .into_iter()
        .enumerate()
        .map(|(index, item)| {
            let ids = ItemIds::new(item.id.clone(), &id_prefix, index + 1);
            draw_item(item, ids, &name, chosen.as_deref())
        })
        .collect();
    group.draw(|_| {
        view! {
            <div
                class=class_list("govuk-radios", &[&options.classes])
                data-module="govuk-radios"
                {..options.attributes.spread()}
            >
                {options.form_group.before_input.draw()}
                {items}
                {options.form_group.after_input.draw()}
            </div>
        }
        .into_any()
    })
}

fn draw_item(item: RadiosItem, ids: ItemIds, name: &str, chosen: Option<&str>) -> AnyView {
    if let Some(word) = item.divider {
        return view! { <div class="govuk-radios__divider">{word}</div> }.into_any();
    }
    if item.content.is_empty() {
        return ().into_any();
    }
    let is_checked = item
        .checked
        .unwrap_or_else(|| chosen.is_some() && chosen == item.value.as_deref());
    let hint = item.hint.filter(|hint| !hint.content.is_empty());
    let described_by = hint.as_ref().map(|_| ids.hint.clone());
    let controls = (!item.conditional.is_empty()).then(|| ids.conditional.clone());
    let words = label_and_hint(&KIND, &ids, item.content, item.label, hint);
    view! {
        <div class="govuk-radios__item">
            <input
                class="govuk-radios__input"
                id=ids.item.clone()
                name=name.to_owned()
                type="radio"
                value=item.value.unwrap_or_default()
                checked=is_checked
                disabled=item.disabled
                data-aria-controls=controls
                aria-describedby={described_by}
                {..item.attributes.spread()}
            />
            {words}
        </div>
        {conditional(&KIND, ids, item.conditional, is_checked)}
    }
    .into_any()
}
