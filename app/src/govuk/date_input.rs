use std::collections::BTreeMap;

use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::error_message::ErrorMessageOptions;
use super::fieldset::FieldsetOptions;
use super::form_group::{FieldGroup, FormGroupOptions};
use super::hint::HintOptions;
use super::input::{Input, InputOptions};
use super::label::LabelOptions;
use super::{Attributes, scalar};

/// Options of [`DateInput`].
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct DateInputOptions {
    pub id: String,
    /// Put before the name of each part, with a hyphen.
    pub name_prefix: String,
    /// The parts, where they are not the usual three.
    pub items: Vec<DateInputItem>,
    pub hint: Option<HintOptions>,
    pub error_message: Option<ErrorMessageOptions>,
    pub form_group: FormGroupOptions,
    pub fieldset: Option<FieldsetOptions>,
    /// `None` leaves a part out.
    #[serde(deserialize_with = "scalar::unless_false")]
    pub day: Option<DateInputItem>,
    #[serde(deserialize_with = "scalar::unless_false")]
    pub month: Option<DateInputItem>,
    #[serde(deserialize_with = "scalar::unless_false")]
    pub year: Option<DateInputItem>,
    /// What was typed, by name of the part, with or without the prefix.
    #[serde(deserialize_with = "scalar::values")]
    pub values: BTreeMap<String, String>,
    pub classes: String,
    pub attributes: Attributes,
}

impl Default for DateInputOptions {
    fn default() -> Self {
        Self {
            id: String::new(),
            name_prefix: String::new(),
            items: Vec::new(),
            hint: None,
            error_message: None,
            form_group: FormGroupOptions::default(),
            fieldset: None,
            day: Some(DateInputItem::default()),
            month: Some(DateInputItem::default()),
            year: Some(DateInputItem::default()),
            values: BTreeMap::new(),
            classes: String::new(),
            attributes: Attributes::default(),
        }
    }
}

/// One part of a date.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct DateInputItem {
    pub id: Option<String>,
    /// "day", "month" or "year" unless given.
    pub name: String,
    /// The name with a capital letter unless given.
    pub label: Option<String>,
    #[serde(deserialize_with = "scalar::value")]
    pub value: Option<String>,
    /// Whether this part is wrong. Where no part says so, an error message marks
    /// every part that does not say the contrary.
    pub error: Option<bool>,
    pub inputmode: Option<String>,
    pub autocomplete: Option<String>,
    pub pattern: Option<String>,
    pub classes: String,
    pub attributes: Attributes,
}

impl DateInputItem {
    fn is_wrong(&self) -> bool {
        self.error == Some(true) || self.classes.contains("govuk-input--error")
    }
}

/// A date that people know by heart or can look up.
///
/// <https://design-system.service.gov.uk/components/date-input/>
///
/// The legend asks for the date and each part has a label of its own (WCAG 1.3.1,
/// 3.3.2). The focus never jumps by itself (WCAG 3.2.2), and only the wrong parts
/// are marked (WCAG 3.3.1). Birthdays name their purpose with `autocomplete`
/// (WCAG 1.3.5).
#[component]
pub fn DateInput(options: DateInputOptions) -> impl IntoView {
    let mut options = options;
    let parts = parts(&mut options);
    let group = FieldGroup {
        id_prefix: options.id.clone(),
        described_by: None,
        // Without this role JAWS does not read the description of a fieldset
        // that holds text fields.
        fieldset: options.fieldset.take().map(|fieldset| FieldsetOptions {
            role: Some("group".into()),
            ..fieldset
        }),
        hint: options.hint.take(),
        error_message: options.error_message.take(),
        group_classes: std::mem::take(&mut options.form_group.classes),
        group_attributes: std::mem::take(&mut options.form_group.attributes),
    };
    let marks_all = group.error_message.is_some() && !parts.iter().any(|part| part.item.is_wrong());
    let parts: Vec<_> = parts
        .into_iter()
        .map(|part| draw_part(part, &options, marks_all))
        .collect();
    group.draw(|_| {
        view! {
            <div
                class=class_list("govuk-date-input", &[&options.classes])
                id=(!options.id.is_empty()).then_some(options.id)
                {..options.attributes.spread()}
            >
                {options.form_group.before_input.draw()}
                {parts}
                {options.form_group.after_input.draw()}
            </div>
        }
        .into_any()
    })
}

/// A part to draw, with its name and value, and the width of what it holds.
struct Part {
    item: DateInputItem,
    is_year: bool,
}

fn parts(options: &mut DateInputOptions) -> Vec<Part> {
    let usual = [
        ("day", options.day.take()),
        ("month", options.month.take()),
        ("year", options.year.take()),
    ];
    let parts: Vec<Part> = if options.items.is_empty() {
        usual
            .into_iter()
            .filter_map(|(name, part)| {
                let part = part?;
                let is_year = name == "year";
                let value = part.value.or_else(|| options.values.get(name).cloned());
                let name = if part.name.is_empty() {
                    name.to_owned()
                } else {
                    part.name
                };
                Some(Part {
                    item: DateInputItem {
                        name,
                        value,
                        ..part
                    },
                    is_year,
                })
            })
            .collect()
    } else {
        // Where parts are listed, the usual three lend their values and widths.
        std::mem::take(&mut options.items)
            .into_iter()
            .map(|item| {
                let lender = usual.iter().find(|(name, part)| {
                    *name == item.name || part.as_ref().is_some_and(|part| part.name == item.name)
                });
                let is_year = lender.is_some_and(|(name, _)| *name == "year");
                let lent = lender.and_then(|(_, part)| part.as_ref()?.value.clone());
                Part {
                    item: DateInputItem {
                        value: item.value.or(lent),
                        ..item
                    },
                    is_year,
                }
            })
            .collect()
    };
    let prefix = &options.name_prefix;
    parts
        .into_iter()
        .map(|Part { item, is_year }| {
            let typed = || options.values.get(&full_name(prefix, &item.name)).cloned();
            Part {
                item: DateInputItem {
                    value: item.value.or_else(typed),
                    ..item
                },
                is_year,
            }
        })
        .collect()
}

fn full_name(prefix: &str, name: &str) -> String {
    if prefix.is_empty() {
        name.to_owned()
    } else {
        format!("{prefix}-{name}")
    }
}

fn draw_part(part: Part, options: &DateInputOptions, marks_all: bool) -> AnyView {
    let Part { item, is_year } = part;
    let error = if item.is_wrong() || (marks_all && item.error != Some(false)) {
        "govuk-input--error"
    } else {
        ""
    };
    let width = if item.classes.contains("govuk-input--width-") {
        ""
    } else if is_year {
        "govuk-input--width-4"
    } else {
        "govuk-input--width-2"
    };
    let input = InputOptions {
        label: LabelOptions {
            content: item.label.unwrap_or_else(|| capitalised(&item.name)).into(),
            classes: "govuk-date-input__label".into(),
            ..LabelOptions::default()
        },
        id: Some(
            item.id
                .unwrap_or_else(|| format!("{}-{}", options.id, item.name)),
        ),
        classes: class_list("govuk-date-input__input", &[error, width, &item.classes]),
        name: full_name(&options.name_prefix, &item.name),
        value: item.value,
        inputmode: Some(item.inputmode.unwrap_or_else(|| "numeric".to_owned())),
        autocomplete: item.autocomplete,
        pattern: item.pattern,
        attributes: item.attributes,
        ..InputOptions::default()
    };
    view! { <div class="govuk-date-input__item"><Input options=input /></div> }.into_any()
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => first
            .to_uppercase()
            .chain(letters.flat_map(char::to_lowercase))
            .collect(),
        None => String::new(),
    }
}
