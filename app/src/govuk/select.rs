use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::error_message::ErrorMessageOptions;
use super::form_group::{Field, FormGroupOptions};
use super::hint::HintOptions;
use super::label::LabelOptions;
use super::{Attributes, scalar};

/// Options of [`Select`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SelectOptions {
    /// The name is used where there is no id.
    pub id: Option<String>,
    pub name: String,
    #[serde(deserialize_with = "scalar::list")]
    pub items: Vec<SelectItem>,
    /// The value of the choice that is made.
    #[serde(deserialize_with = "scalar::value")]
    pub value: Option<String>,
    pub disabled: bool,
    pub described_by: Option<String>,
    pub label: LabelOptions,
    pub hint: Option<HintOptions>,
    pub error_message: Option<ErrorMessageOptions>,
    pub form_group: FormGroupOptions,
    pub classes: String,
    pub attributes: Attributes,
}

/// One choice of the list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SelectItem {
    /// The words stand for the value where there is none.
    #[serde(deserialize_with = "scalar::value")]
    pub value: Option<String>,
    pub text: String,
    /// `Some(false)` stands against the `value` of the whole list.
    pub selected: Option<bool>,
    pub disabled: bool,
    pub attributes: Attributes,
}

impl SelectItem {
    /// A choice with its value and words.
    pub fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            value: Some(value.into()),
            text: text.into(),
            ..Self::default()
        }
    }
}

/// A question with one answer out of a long list. Prefer radios where they fit.
///
/// <https://design-system.service.gov.uk/components/select/>
///
/// Label, hint and error message are tied to the list (WCAG 1.3.1, 3.3.1, 3.3.2).
/// Choosing changes nothing until the form is sent (WCAG 3.2.2).
#[component]
pub fn Select(options: SelectOptions) -> impl IntoView {
    let mut options = options;
    let id = options.id.take().unwrap_or_else(|| options.name.clone());
    let field = Field {
        id: id.clone(),
        described_by: options.described_by.take(),
        label: std::mem::take(&mut options.label),
        hint: options.hint.take(),
        error_message: options.error_message.take(),
        group: std::mem::take(&mut options.form_group),
    };
    let error = if field.error_message.is_some() {
        "govuk-select--error"
    } else {
        ""
    };
    let chosen = options.value.take().filter(|value| !value.is_empty());
    let items: Vec<_> = options
        .items
        .into_iter()
        .map(|item| draw_item(item, chosen.as_deref()))
        .collect();
    field.draw(|described_by| {
        view! {
            <select
                class=class_list("govuk-select", &[&options.classes, error])
                id=id
                name=options.name
                disabled=options.disabled
                aria-describedby={described_by}
                {..options.attributes.spread()}
            >
                {items}
            </select>
        }
        .into_any()
    })
}

fn draw_item(item: SelectItem, chosen: Option<&str>) -> AnyView {
    let own = item.value.as_deref().unwrap_or(&item.text);
    let is_selected = item.selected.unwrap_or_else(|| chosen == Some(own));
    view! {
        <option
            value=item.value
            selected=is_selected
            disabled=item.disabled
            {..item.attributes.spread()}
        >
            {item.text}
        </option>
    }
    .into_any()
}
