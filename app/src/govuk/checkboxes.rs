use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::{class_list, id_list};
use super::choice::{ItemIds, ItemLabelOptions, Kind, conditional, label_and_hint};
use super::error_message::ErrorMessageOptions;
use super::fieldset::FieldsetOptions;
use super::form_group::{FieldGroup, FormGroupOptions};
use super::hint::HintOptions;
use super::{Attributes, Content, scalar};

/// Options of [`Checkboxes`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct CheckboxesOptions {
    pub described_by: Option<String>,
    pub fieldset: Option<FieldsetOptions>,
    pub hint: Option<HintOptions>,
    pub error_message: Option<ErrorMessageOptions>,
    pub form_group: FormGroupOptions,
    /// The name is used where there is no prefix.
    pub id_prefix: Option<String>,
    pub name: String,
    /// An item with nothing in it is not drawn, but counted in the ids.
    #[serde(deserialize_with = "scalar::numbered_list")]
    pub items: Vec<CheckboxesItem>,
    /// The values of the choices that are made.
    pub values: Vec<String>,
    pub classes: String,
    pub attributes: Attributes,
}

/// One choice, or the word between two of them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct CheckboxesItem {
    #[serde(flatten)]
    pub content: Content,
    pub id: Option<String>,
    /// The name of the whole list is used where there is none.
    pub name: Option<String>,
    #[serde(deserialize_with = "scalar::value")]
    pub value: Option<String>,
    pub label: ItemLabelOptions,
    pub hint: Option<HintOptions>,
    /// A word such as "or" instead of a choice.
    pub divider: Option<String>,
    /// `Some(false)` stands against the `values` of the whole list.
    pub checked: Option<bool>,
    /// What this choice opens.
    pub conditional: Content,
    /// "exclusive" makes the script clear all other choices.
    pub behaviour: Option<String>,
    pub disabled: bool,
    pub attributes: Attributes,
}

impl CheckboxesItem {
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
    label: "govuk-checkboxes__label",
    hint: "govuk-checkboxes__hint",
    conditional: "govuk-checkboxes__conditional",
    conditional_hidden: "govuk-checkboxes__conditional--hidden",
};

/// A question with any number of answers, or one thing to agree to.
///
/// <https://design-system.service.gov.uk/components/checkboxes/>
///
/// The legend is heard with each choice (WCAG 1.3.1, 3.3.2), and each is large
/// enough to hit (WCAG 2.5.8). A choice that opens further questions neither
/// moves the focus nor sends the form (WCAG 3.2.2).
#[component]
pub fn Checkboxes(options: CheckboxesOptions) -> impl IntoView {
    let id_prefix = options
        .id_prefix
        .filter(|id| !id.is_empty())
        .unwrap_or_else(|| options.name.clone());
    let group = FieldGroup {
        id_prefix: id_prefix.clone(),
        described_by: options.described_by,
        fieldset: options.fieldset,
        hint: options.hint,
        error_message: options.error_message,
        group_classes: options.form_group.classes,
        group_attributes: options.form_group.attributes,
    };
    group.draw(|described_by| {
        let list = List {
            name: options.name,
            values: options.values,
            described_by,
        };
        let items: Vec<_> = options
            .items
            .into_iter()
            .enumerate()
            .map(|(index, item)| {
                let ids = ItemIds::new(item.id.clone(), &id_prefix, index + 1);
                list.draw_item(item, ids)
            })
            .collect();
        view! {
            <div
                class=class_list("govuk-checkboxes", &[&options.classes])
                data-module="govuk-checkboxes"
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

struct List {
    name: String,
    values: Vec<String>,
    /// Where no fieldset carries the description, each choice does.
    described_by: Option<String>,
}

impl List {
    fn draw_item(&self, item: CheckboxesItem, ids: ItemIds) -> AnyView {
        if let Some(word) = item.divider {
            return view! { <div class="govuk-checkboxes__divider">{word}</div> }.into_any();
        }
        if item.content.is_empty() {
            return ().into_any();
        }
        let is_checked = item.checked.unwrap_or_else(|| {
            item.value
                .as_ref()
                .is_some_and(|own| self.values.contains(own))
        });
        let hint = item.hint.filter(|hint| !hint.content.is_empty());
        let of_hint = hint.as_ref().map(|_| ids.hint.as_str());
        let described_by = id_list([self.described_by.as_deref(), of_hint]);
        let controls = (!item.conditional.is_empty()).then(|| ids.conditional.clone());
        let words = label_and_hint(&KIND, &ids, item.content, item.label, hint);
        view! {
            <div class="govuk-checkboxes__item">
                <input
                    class="govuk-checkboxes__input"
                    id=ids.item.clone()
                    name=item.name.unwrap_or_else(|| self.name.clone())
                    type="checkbox"
                    value=item.value.unwrap_or_default()
                    checked=is_checked
                    disabled=item.disabled
                    data-aria-controls=controls
                    data-behaviour=item.behaviour
                    aria-describedby={described_by}
                    {..item.attributes.spread()}
                />
                {words}
            </div>
            {conditional(&KIND, ids, item.conditional, is_checked)}
        }
        .into_any()
    }
}
