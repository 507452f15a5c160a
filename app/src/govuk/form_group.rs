//! What every form field shares: the group around it, its hint, its error
//! message, and the description that ties the two to the field.

use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::{class_list, id_list};
use super::error_message::{ErrorMessage, ErrorMessageOptions};
use super::fieldset::{FieldsetOptions, fieldset};
use super::hint::{Hint, HintOptions};
use super::label::{Label, LabelOptions};
use super::{Attributes, Content};

/// The element around a form field and everything that belongs to it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct FormGroupOptions {
    pub classes: String,
    pub attributes: Attributes,
    /// Stands directly before the field (or the list of choices).
    #[serde(alias = "beforeInputs")]
    pub before_input: Content,
    /// Stands directly after the field (or the list of choices).
    #[serde(alias = "afterInputs")]
    pub after_input: Content,
}

/// The parts around a field with a label of its own.
pub(crate) struct Field {
    pub id: String,
    pub described_by: Option<String>,
    pub label: LabelOptions,
    pub hint: Option<HintOptions>,
    pub error_message: Option<ErrorMessageOptions>,
    pub group: FormGroupOptions,
}

impl Field {
    /// Draws the group; `control` gets the ids that describe the field.
    pub(crate) fn draw(self, control: impl FnOnce(Option<String>) -> AnyView) -> AnyView {
        let label = LabelOptions {
            for_id: Some(self.id.clone()),
            ..self.label
        };
        let help = Help::new(&self.id, self.hint, self.error_message);
        let is_wrong = help.is_wrong();
        let control = control(help.described_by(self.described_by.as_deref()));
        let (before, after) = (self.group.before_input, self.group.after_input);
        let inner = view! {
            <Label options=label />
            {help.draw()}
            {before.draw()}
            {control}
            {after.draw()}
        };
        form_group(
            is_wrong,
            &self.group.classes,
            self.group.attributes,
            inner.into_any(),
        )
    }
}

/// The parts around several fields that answer one question.
pub(crate) struct FieldGroup {
    pub id_prefix: String,
    pub described_by: Option<String>,
    pub fieldset: Option<FieldsetOptions>,
    pub hint: Option<HintOptions>,
    pub error_message: Option<ErrorMessageOptions>,
    pub group_classes: String,
    pub group_attributes: Attributes,
}

impl FieldGroup {
    /// Draws the group. `fields` gets the ids that describe the question, but
    /// only where no fieldset carries them already.
    pub(crate) fn draw(self, fields: impl FnOnce(Option<String>) -> AnyView) -> AnyView {
        let help = Help::new(&self.id_prefix, self.hint, self.error_message);
        let is_wrong = help.is_wrong();
        let of_fieldset = self
            .fieldset
            .as_ref()
            .and_then(|fieldset| fieldset.described_by.clone());
        let described_by = help.described_by(of_fieldset.or(self.described_by).as_deref());
        let inner = match self.fieldset {
            Some(options) => {
                let options = FieldsetOptions {
                    described_by,
                    ..options
                };
                let inner = view! { {help.draw()} {fields(None)} };
                fieldset(options, inner.into_any())
            }
            None => {
                let fields = fields(described_by);
                view! { {help.draw()} {fields} }.into_any()
            }
        };
        form_group(is_wrong, &self.group_classes, self.group_attributes, inner)
    }
}

/// A field's hint and error message, each with an id made from the field's.
struct Help {
    hint: Option<HintOptions>,
    error_message: Option<ErrorMessageOptions>,
}

impl Help {
    fn new(
        id: &str,
        hint: Option<HintOptions>,
        error_message: Option<ErrorMessageOptions>,
    ) -> Self {
        Self {
            hint: hint.map(|hint| HintOptions {
                id: Some(format!("{id}-hint")),
                ..hint
            }),
            error_message: error_message.map(|error| ErrorMessageOptions {
                id: Some(format!("{id}-error")),
                ..error
            }),
        }
    }

    fn is_wrong(&self) -> bool {
        self.error_message.is_some()
    }

    /// The hint comes before the error message, as on the page.
    fn described_by(&self, other: Option<&str>) -> Option<String> {
        id_list([
            other,
            self.hint.as_ref().and_then(|hint| hint.id.as_deref()),
            self.error_message
                .as_ref()
                .and_then(|error| error.id.as_deref()),
        ])
    }

    fn draw(self) -> AnyView {
        view! {
            {self.hint.map(|options| view! { <Hint options=options /> })}
            {self.error_message.map(|options| view! { <ErrorMessage options=options /> })}
        }
        .into_any()
    }
}

fn form_group(is_wrong: bool, classes: &str, attributes: Attributes, inner: AnyView) -> AnyView {
    let error = if is_wrong {
        "govuk-form-group--error"
    } else {
        ""
    };
    view! {
        <div class=class_list("govuk-form-group", &[error, classes]) {..attributes.spread()}>
            {inner}
        </div>
    }
    .into_any()
}
