use std::collections::BTreeMap;

use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::error_message::ErrorMessageOptions;
use super::form_group::FormGroupOptions;
use super::hint::{Hint, HintOptions};
use super::label::LabelOptions;
use super::textarea::{Textarea, TextareaOptions};
use super::{Attributes, Content, scalar};

/// Options of [`CharacterCount`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct CharacterCountOptions {
    /// The name is used where there is no id.
    pub id: Option<String>,
    pub name: String,
    pub rows: Option<u32>,
    #[serde(deserialize_with = "scalar::value")]
    pub value: Option<String>,
    /// The most of what is counted.
    pub maxlength: Option<u32>,
    /// The older way of counting words; `maxlength` with [`CountType::Words`] is the newer.
    pub maxwords: Option<u32>,
    /// The share of the limit, in percent, from which the count is shown.
    pub threshold: Option<u32>,
    pub count_type: Option<CountType>,
    pub label: LabelOptions,
    pub hint: Option<HintOptions>,
    pub error_message: Option<ErrorMessageOptions>,
    pub form_group: FormGroupOptions,
    pub classes: String,
    pub attributes: Attributes,
    pub spellcheck: Option<bool>,
    pub count_message: CountMessageOptions,
    /// The words shown without a script; `%{count}` stands for the limit.
    pub textarea_description_text: Option<String>,
    /// The script's words, by plural form.
    pub characters_under_limit_text: BTreeMap<String, String>,
    pub characters_at_limit_text: Option<String>,
    pub characters_over_limit_text: BTreeMap<String, String>,
    pub words_under_limit_text: BTreeMap<String, String>,
    pub words_at_limit_text: Option<String>,
    pub words_over_limit_text: BTreeMap<String, String>,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CountType {
    /// UTF-16 code units, as the script's `length` gives them; the usual way.
    Length,
    /// What a reader sees as one character, emoji and accents included.
    Characters,
    Words,
}

impl CountType {
    fn name(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Characters => "characters",
            Self::Words => "words",
        }
    }
}

/// The element that tells how much is left.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct CountMessageOptions {
    pub classes: String,
}

/// A field for several lines of words that says how much more fits.
///
/// <https://design-system.service.gov.uk/components/character-count/>
///
/// The limit is part of the field's description, so it is heard before typing,
/// and the script says the rest only in a pause (WCAG 1.3.1, 3.3.2, 4.1.3).
/// Nothing is cut off: too long an answer is told as an error (WCAG 3.3.1).
#[component]
pub fn CharacterCount(options: CharacterCountOptions) -> impl IntoView {
    let count_type = options
        .count_type
        .or(options.maxwords.map(|_| CountType::Words));
    let id = options.id.unwrap_or_else(|| options.name.clone());
    let described_by = format!("{id}-info");
    let unit = if count_type == Some(CountType::Words) {
        "words"
    } else {
        "characters"
    };
    let limit = options.maxwords.or(options.maxlength);

    // Where only the script knows the limit, it fills in the words itself.
    let (message, message_for_script) = match (limit, options.textarea_description_text) {
        (None, words) => (String::new(), words),
        (Some(limit), None) => (format!("You can enter up to {limit} {unit}"), None),
        (Some(limit), Some(words)) => (words.replace("%{count}", &limit.to_string()), None),
    };
    let message = HintOptions {
        content: message.into(),
        id: Some(described_by.clone()),
        classes: class_list(
            "govuk-character-count__message",
            &[&options.count_message.classes],
        ),
        attributes: Attributes::default(),
    };
    let after = options.form_group.after_input;
    let after = Content::view(view! { <Hint options=message /> {after.draw()} });

    let attributes = Attributes::from([("data-module", "govuk-character-count")])
        .with_some("data-maxlength", options.maxlength)
        .with_some("data-maxwords", options.maxwords)
        .with_some("data-threshold", options.threshold)
        .with_some("data-count-type", count_type.map(CountType::name))
        .with_some("data-i18n.textarea-description.other", message_for_script)
        .with_plurals(
            "characters-under-limit",
            options.characters_under_limit_text,
        )
        .with_some(
            "data-i18n.characters-at-limit",
            options.characters_at_limit_text,
        )
        .with_plurals("characters-over-limit", options.characters_over_limit_text)
        .with_plurals("words-under-limit", options.words_under_limit_text)
        .with_some("data-i18n.words-at-limit", options.words_at_limit_text)
        .with_plurals("words-over-limit", options.words_over_limit_text)
        .and(options.form_group.attributes);
    let textarea = TextareaOptions {
        id: Some(id),
        name: options.name,
        described_by: Some(described_by),
        rows: options.rows,
        spellcheck: options.spellcheck,
        value: options.value,
        form_group: FormGroupOptions {
            classes: class_list("govuk-character-count", &[&options.form_group.classes]),
            attributes,
            before_input: options.form_group.before_input,
            after_input: after,
        },
        classes: class_list("govuk-js-character-count", &[&options.classes]),
        label: options.label,
        hint: options.hint,
        error_message: options.error_message,
        attributes: options.attributes,
        ..TextareaOptions::default()
    };
    view! { <Textarea options=textarea /> }
}
