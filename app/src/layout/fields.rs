//! The parts that forms are made of: each draws one question with what was
//! typed and what was wrong with it.

use leptos::prelude::*;

use crate::{
    form::{Answers, FormState, THEN, Then, YES, date::DateField},
    govuk::{
        Button, ButtonOptions, Checkboxes, CheckboxesItem, CheckboxesOptions, Content, DateInput,
        DateInputItem, DateInputOptions, ErrorMessageOptions, FieldsetOptions, HintOptions, Input,
        InputOptions, LabelOptions, LegendOptions, Panel, PanelAction, PanelActions, PanelOptions,
        Radios, RadiosItem, RadiosOptions, Select, SelectItem, SelectOptions, Textarea,
        TextareaOptions,
    },
};

/// The questions of one form.
#[derive(Clone, Copy)]
pub struct Fields<'a>(pub &'a FormState);

/// How wide a text field is: it hints at how much is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    Full,
    TwoThirds,
    OneHalf,
    /// A number of a few digits.
    Three,
}

impl Width {
    fn class(self) -> &'static str {
        match self {
            Self::Full => "",
            Self::TwoThirds => "govuk-!-width-two-thirds",
            Self::OneHalf => "govuk-!-width-one-half",
            Self::Three => "govuk-input--width-3",
        }
    }
}

impl Fields<'_> {
    fn error(self, name: &str) -> Option<ErrorMessageOptions> {
        self.0.error(name).map(Into::into)
    }

    fn value(self, name: &str) -> Option<String> {
        Some(self.0.answers.text(name).to_owned())
    }

    /// One line of text.
    pub fn text(self, name: &str, label: &str, hint: &str, width: Width) -> AnyView {
        view! { <Input options=self.input(name, label, hint, width) /> }.into_any()
    }

    fn input(self, name: &str, label: &str, hint: &str, width: Width) -> InputOptions {
        InputOptions {
            name: name.into(),
            id: Some(name.into()),
            label: bold(label),
            hint: some_hint(hint),
            error_message: self.error(name),
            value: self.value(name),
            classes: width.class().into(),
            ..Default::default()
        }
    }

    /// A whole number.
    pub fn number(self, name: &str, label: &str, hint: &str, suffix: &str) -> AnyView {
        let options = InputOptions {
            inputmode: Some("numeric".into()),
            spellcheck: Some(false),
            suffix: (!suffix.is_empty()).then(|| crate::govuk::AffixOptions {
                content: suffix.to_owned().into(),
                ..Default::default()
            }),
            ..self.input(name, label, hint, Width::Three)
        };
        view! { <Input options=options /> }.into_any()
    }

    /// An e-mail address, of whomever it may be.
    pub fn email(self, name: &str, label: &str, hint: &str) -> AnyView {
        let options = InputOptions {
            input_type: Some("email".into()),
            spellcheck: Some(false),
            autocapitalize: Some("none".into()),
            ..self.input(name, label, hint, Width::TwoThirds)
        };
        view! { <Input options=options /> }.into_any()
    }

    /// Some lines of text.
    pub fn lines(self, name: &str, label: &str, hint: &str, rows: u32) -> AnyView {
        let options = TextareaOptions {
            name: name.into(),
            id: Some(name.into()),
            label: bold(label),
            hint: some_hint(hint),
            error_message: self.error(name),
            value: self.value(name),
            rows: Some(rows),
            ..Default::default()
        };
        view! { <Textarea options=options /> }.into_any()
    }

    /// One of a long list.
    pub fn select(self, name: &str, label: &str, hint: &str, items: Vec<SelectItem>) -> AnyView {
        let options = SelectOptions {
            name: name.into(),
            id: Some(name.into()),
            label: bold(label),
            hint: some_hint(hint),
            error_message: self.error(name),
            value: self.value(name),
            items,
            ..Default::default()
        };
        view! { <Select options=options /> }.into_any()
    }

    /// One of a few.
    pub fn radios(self, name: &str, legend: &str, hint: &str, items: Vec<RadiosItem>) -> AnyView {
        let options = RadiosOptions {
            name: name.into(),
            fieldset: Some(fieldset(legend)),
            hint: some_hint(hint),
            error_message: self.error(name),
            value: self.value(name),
            items,
            ..Default::default()
        };
        view! { <Radios options=options /> }.into_any()
    }

    /// Yes, or nothing.
    pub fn tick(self, name: &str, words: &str, hint: &str) -> AnyView {
        let options = CheckboxesOptions {
            name: name.into(),
            error_message: self.error(name),
            values: self.0.answers.all(name).to_vec(),
            items: vec![CheckboxesItem {
                hint: some_hint(hint),
                ..CheckboxesItem::new(YES, words.to_owned())
            }],
            ..Default::default()
        };
        view! { <Checkboxes options=options /> }.into_any()
    }

    /// A date in three fields.
    pub fn date(self, field: DateField, legend: &str, hint: &str) -> AnyView {
        let parts = [field.day, field.month, field.year];
        let wrong = parts.iter().find_map(|part| self.0.error(part));
        let part = |name: &'static str, label: &str, width: &str| DateInputItem {
            id: Some(name.to_owned()),
            name: name.to_owned(),
            label: Some(label.to_owned()),
            value: self.value(name),
            error: wrong.map(|_| self.0.error(name).is_some()),
            inputmode: Some("numeric".to_owned()),
            classes: width.to_owned(),
            ..Default::default()
        };
        let options = DateInputOptions {
            id: field.name.into(),
            items: vec![
                part(field.day, "Day", "govuk-input--width-2"),
                DateInputItem {
                    // Names of months are read, too.
                    inputmode: None,
                    ..part(field.month, "Month", "govuk-input--width-3")
                },
                part(field.year, "Year", "govuk-input--width-4"),
            ],
            fieldset: Some(fieldset(legend)),
            hint: some_hint(hint),
            error_message: wrong.map(Into::into),
            ..Default::default()
        };
        view! { <DateInput options=options /> }.into_any()
    }

    /// Something the form carries without asking.
    pub fn hidden(self, name: &str) -> AnyView {
        view! { <input type="hidden" name=name.to_owned() value=self.0.answers.text(name).to_owned() /> }
            .into_any()
    }
}

fn bold(label: &str) -> LabelOptions {
    LabelOptions {
        content: label.to_owned().into(),
        classes: "govuk-label--s".into(),
        ..Default::default()
    }
}

fn some_hint(hint: &str) -> Option<HintOptions> {
    (!hint.is_empty()).then(|| hint.to_owned().into())
}

fn fieldset(legend: &str) -> FieldsetOptions {
    FieldsetOptions {
        legend: Some(LegendOptions {
            content: legend.to_owned().into(),
            classes: "govuk-fieldset__legend--s".into(),
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// A form around its questions, with the button that sends it and the way out.
pub fn form(action: &str, questions: AnyView, button: &str, cancel: &str) -> AnyView {
    view! {
        <form method="post" action=action.to_owned() novalidate>
            {questions}
            <div class="govuk-button-group">
                <Button options=ButtonOptions {
                    content: button.to_owned().into(),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
                <a class="govuk-link" href=cancel.to_owned()>"Cancel"</a>
            </div>
        </form>
    }
    .into_any()
}

/// One answer to be checked: the question in short, the answer, and the field
/// that changes it.
pub struct Checked {
    pub question: String,
    pub answer: String,
    pub field: &'static str,
}

impl Checked {
    pub fn new(question: &str, answer: impl Into<String>, field: &'static str) -> Self {
        let answer = answer.into();
        Self {
            question: question.to_owned(),
            answer: if answer.is_empty() {
                "Not provided".to_owned()
            } else {
                answer
            },
            field,
        }
    }
}

/// Every answer once more before anything is saved. The answers travel with the
/// form, so that it needs no script and nothing is kept in between.
pub fn check_answers(
    action: &str,
    answers: &Answers,
    checked: Vec<Checked>,
    button: &str,
    cancel: &str,
) -> AnyView {
    let rows = checked
        .into_iter()
        .map(|row| {
            let question = row.question.to_lowercase();
            view! {
                <div class="govuk-summary-list__row">
                    <dt class="govuk-summary-list__key">{row.question}</dt>
                    <dd class="govuk-summary-list__value">{row.answer}</dd>
                    <dd class="govuk-summary-list__actions">
                        <button
                            type="submit"
                            class="app-link-button"
                            name=THEN
                            value=Then::Change.code()
                            formaction=format!("{action}#{}", row.field)
                        >
                            "Change"
                            <span class="govuk-visually-hidden">{format!(" {question}")}</span>
                        </button>
                    </dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <form method="post" action=action.to_owned() novalidate>
            {carried(answers)}
            // The first button is the one that the enter key presses.
            <input type="submit" class="govuk-visually-hidden" tabindex="-1" aria-hidden="true"
                name=THEN value=Then::Save.code() />
            <dl class="govuk-summary-list">{rows}</dl>
            <div class="govuk-button-group">
                <Button options=ButtonOptions {
                    content: button.to_owned().into(),
                    name: Some(THEN.to_owned()),
                    value: Some(Then::Save.code().to_owned()),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
                <a class="govuk-link" href=cancel.to_owned()>"Cancel"</a>
            </div>
        </form>
    }
    .into_any()
}

/// Stops before something is final: says what will follow and asks once more.
pub fn interruption(
    title: &str,
    consequences: AnyView,
    action: &str,
    answers: &Answers,
    button: &str,
    cancel: &str,
) -> AnyView {
    let panel = PanelOptions {
        title: title.to_owned().into(),
        content: Content::view(consequences),
        classes: "govuk-panel--interruption".into(),
        actions: Some(PanelActions {
            items: vec![
                PanelAction {
                    text: button.to_owned(),
                    action_type: Some("submit".into()),
                    attributes: [("name", THEN), ("value", Then::Save.code())].into(),
                    ..Default::default()
                },
                PanelAction {
                    text: "Cancel".into(),
                    href: Some(cancel.to_owned()),
                    ..Default::default()
                },
            ],
            ..Default::default()
        }),
        ..Default::default()
    };
    view! {
        <form method="post" action=action.to_owned() novalidate>
            {carried(answers)}
            <Panel options=panel />
        </form>
    }
    .into_any()
}

/// The answers of a form that travel with another.
pub fn carried(answers: &Answers) -> AnyView {
    answers
        .pairs()
        .filter(|(name, _)| *name != THEN)
        .map(|(name, value)| {
            view! { <input type="hidden" name=name.to_owned() value=value.to_owned() /> }
        })
        .collect_view()
        .into_any()
}
