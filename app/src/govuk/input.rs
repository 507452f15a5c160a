use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::{class_list, in_words};
use super::content::from_words;
use super::error_message::ErrorMessageOptions;
use super::form_group::{Field, FormGroupOptions};
use super::hint::HintOptions;
use super::label::LabelOptions;
use super::{Attributes, Content, scalar};

/// Options of [`Input`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct InputOptions {
    /// The name is used where there is no id.
    pub id: Option<String>,
    pub name: String,
    /// "text" unless given.
    #[serde(rename = "type")]
    pub input_type: Option<String>,
    pub inputmode: Option<String>,
    #[serde(deserialize_with = "scalar::value")]
    pub value: Option<String>,
    pub disabled: bool,
    pub described_by: Option<String>,
    pub label: LabelOptions,
    pub hint: Option<HintOptions>,
    pub error_message: Option<ErrorMessageOptions>,
    pub prefix: Option<AffixOptions>,
    pub suffix: Option<AffixOptions>,
    pub form_group: FormGroupOptions,
    pub classes: String,
    pub autocomplete: Option<String>,
    pub pattern: Option<String>,
    pub spellcheck: Option<bool>,
    pub autocapitalize: Option<String>,
    pub input_wrapper: InputWrapperOptions,
    pub attributes: Attributes,
}

/// A unit or sign before or after the field, such as "£" or "weeks".
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct AffixOptions {
    #[serde(flatten)]
    pub content: Content,
    pub classes: String,
    pub attributes: Attributes,
}

from_words!(AffixOptions);

/// The element around a field and its prefix or suffix.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct InputWrapperOptions {
    pub classes: String,
    pub attributes: Attributes,
}

/// A field for one line of words.
///
/// <https://design-system.service.gov.uk/components/text-input/>
///
/// Label, hint and error message are tied to the field (WCAG 1.3.1, 3.3.1, 3.3.2).
/// Questions about the person themselves name their purpose with `autocomplete`
/// (WCAG 1.3.5). A prefix or suffix is hidden from speech software, so the label
/// must say the unit too.
#[component]
pub fn Input(options: InputOptions) -> impl IntoView {
    let mut options = options;
    let id = options.id.take().unwrap_or_else(|| options.name.clone());
    let mut group = std::mem::take(&mut options.form_group);
    let before = std::mem::take(&mut group.before_input);
    let after = std::mem::take(&mut group.after_input);
    let prefix = options
        .prefix
        .take()
        .filter(|affix| !affix.content.is_empty());
    let suffix = options
        .suffix
        .take()
        .filter(|affix| !affix.content.is_empty());
    let wrapper = std::mem::take(&mut options.input_wrapper);
    let field = Field {
        id: id.clone(),
        described_by: options.described_by.take(),
        label: std::mem::take(&mut options.label),
        hint: options.hint.take(),
        error_message: options.error_message.take(),
        group,
    };
    let is_wrong = field.error_message.is_some();
    field.draw(|described_by| {
        let input = input_element(options, id, is_wrong, described_by);
        if prefix.is_none() && suffix.is_none() && before.is_empty() && after.is_empty() {
            return input;
        }
        view! {
            <div
                class=class_list("govuk-input__wrapper", &[&wrapper.classes])
                {..wrapper.attributes.spread()}
            >
                {before.draw()}
                {prefix.map(|options| affix("govuk-input__prefix", options))}
                {input}
                {suffix.map(|options| affix("govuk-input__suffix", options))}
                {after.draw()}
            </div>
        }
        .into_any()
    })
}

fn input_element(
    options: InputOptions,
    id: String,
    is_wrong: bool,
    described_by: Option<String>,
) -> AnyView {
    let error = if is_wrong { "govuk-input--error" } else { "" };
    let input_type = options.input_type.filter(|kind| !kind.is_empty());
    view! {
        <input
            class=class_list("govuk-input", &[&options.classes, error])
            id=id
            name=options.name
            type=input_type.unwrap_or_else(|| "text".to_owned())
            spellcheck=in_words(options.spellcheck)
            value=options.value
            disabled=options.disabled
            aria-describedby=described_by
            autocomplete=options.autocomplete
            autocapitalize=options.autocapitalize
            pattern=options.pattern
            inputmode=options.inputmode
            {..options.attributes.spread()}
        />
    }
    .into_any()
}

fn affix(own_class: &'static str, options: AffixOptions) -> AnyView {
    view! {
        <div
            class=class_list(own_class, &[&options.classes])
            aria-hidden="true"
            {..options.attributes.spread()}
        >
            {options.content.draw()}
        </div>
    }
    .into_any()
}
