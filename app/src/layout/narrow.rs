//! The short form that narrows a list or a picture: its fields have small labels, keep
//! what is chosen, and are sent with one button. Works without scripts.

use leptos::prelude::*;

use crate::govuk::{
    Button, ButtonOptions, Input, InputOptions, LabelOptions, Select, SelectItem, SelectOptions,
};

fn small(label: &'static str) -> LabelOptions {
    LabelOptions {
        content: label.into(),
        classes: "govuk-label--s".into(),
        ..Default::default()
    }
}

/// The codes and labels of an enumeration, to choose from.
pub fn codes<T: Copy>(
    all: &[T],
    code: fn(T) -> &'static str,
    label: fn(T) -> &'static str,
) -> impl Iterator<Item = (String, String)> {
    all.iter()
        .map(move |one| (code(*one).to_owned(), label(*one).to_owned()))
}

/// One of a few, by code and label; `value` is the code of the one that is chosen, and
/// `every` what stands for none of them.
pub fn narrow_by(
    (name, label, every): (&'static str, &'static str, Option<&'static str>),
    items: impl IntoIterator<Item = (String, String)>,
    value: Option<String>,
) -> AnyView {
    let every = every.map(|every| SelectItem::new("", every));
    let items = items
        .into_iter()
        .map(|(code, label)| SelectItem::new(code, label));
    let options = SelectOptions {
        name: name.into(),
        id: Some(name.into()),
        label: small(label),
        items: every.into_iter().chain(items).collect(),
        value,
        ..Default::default()
    };
    view! { <Select options=options /> }.into_any()
}

/// Words to look for.
pub fn narrow_by_words(name: &'static str, label: &'static str, value: &str) -> AnyView {
    let options = InputOptions {
        name: name.into(),
        id: Some(name.into()),
        label: small(label),
        value: Some(value.to_owned()),
        classes: "govuk-!-width-two-thirds".into(),
        ..Default::default()
    };
    view! { <Input options=options /> }.into_any()
}

/// The form around the fields. `path` is the address of what they narrow.
pub fn narrowing(path: String, fields: AnyView, button: &'static str) -> AnyView {
    view! {
        <form method="get" action=path novalidate class="app-no-print">
            {fields}
            <Button options=ButtonOptions {
                content: button.into(),
                classes: "govuk-button--secondary".into(),
                ..Default::default()
            } />
        </form>
    }
    .into_any()
}
