use std::collections::BTreeMap;

use leptos::prelude::*;
use serde::Deserialize;

use super::Attributes;
use super::attributes::class_list;
use super::error_message::ErrorMessageOptions;
use super::form_group::{Field, FormGroupOptions};
use super::hint::HintOptions;
use super::label::LabelOptions;

/// Options of [`FileUpload`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct FileUploadOptions {
    /// The name is used where there is no id.
    pub id: Option<String>,
    pub name: String,
    pub disabled: bool,
    pub multiple: bool,
    pub described_by: Option<String>,
    pub label: LabelOptions,
    pub hint: Option<HintOptions>,
    pub error_message: Option<ErrorMessageOptions>,
    pub form_group: FormGroupOptions,
    /// Whether the script makes the field a place to drop files on.
    pub javascript: bool,
    /// The script's words.
    pub choose_files_button_text: Option<String>,
    pub drop_instruction_text: Option<String>,
    pub multiple_files_chosen_text: BTreeMap<String, String>,
    pub no_file_chosen_text: Option<String>,
    pub entered_drop_zone_text: Option<String>,
    pub left_drop_zone_text: Option<String>,
    pub classes: String,
    pub attributes: Attributes,
    pub wrapper_classes: String,
    pub wrapper_attributes: Attributes,
}

/// A field for a file.
///
/// <https://design-system.service.gov.uk/components/file-upload/>
///
/// Label, hint and error message are tied to the field (WCAG 1.3.1, 3.3.1, 3.3.2).
/// Dropping a file is one way of two: the button stays (WCAG 2.1.1, 2.5.7). No
/// browser fills in a file again, so after a mistake it must be chosen anew.
#[component]
pub fn FileUpload(options: FileUploadOptions) -> impl IntoView {
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
        "govuk-file-upload--error"
    } else {
        ""
    };
    field.draw(|described_by| {
        let input = view! {
            <input
                class=class_list("govuk-file-upload", &[&options.classes, error])
                id=id
                name=options.name
                type="file"
                disabled=options.disabled
                multiple=options.multiple
                aria-describedby={described_by}
                {..options.attributes.spread()}
            />
        };
        if !options.javascript {
            return input.into_any();
        }
        let attributes = Attributes::from([("data-module", "govuk-file-upload")])
            .with_some(
                "data-i18n.choose-files-button",
                options.choose_files_button_text,
            )
            .with_some("data-i18n.no-file-chosen", options.no_file_chosen_text)
            .with_plurals("multiple-files-chosen", options.multiple_files_chosen_text)
            .with_some("data-i18n.drop-instruction", options.drop_instruction_text)
            .with_some(
                "data-i18n.entered-drop-zone",
                options.entered_drop_zone_text,
            )
            .with_some("data-i18n.left-drop-zone", options.left_drop_zone_text)
            .and(options.wrapper_attributes);
        view! {
            <div
                class=class_list("govuk-file-upload-wrapper", &[&options.wrapper_classes])
                {..attributes.spread()}
            >
                {input}
            </div>
        }
        .into_any()
    })
}
