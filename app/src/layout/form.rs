//! What every form shows when it was refused.

use leptos::prelude::*;

use crate::{
    form::FormState,
    govuk::{
        ErrorSummary, ErrorSummaryItem, ErrorSummaryOptions, SummaryList, SummaryListOptions,
        SummaryListRow,
    },
};

/// The summary of everything wrong with a form, each line a link to its field;
/// nothing for a form that was not refused. It comes first in `<main>`.
pub fn error_summary(form: &FormState) -> Option<AnyView> {
    form.is_refused().then(|| {
        let error_list = form
            .errors
            .iter()
            .map(|error| ErrorSummaryItem {
                content: error.message.clone().into(),
                href: Some(format!("#{}", error.field)),
                ..Default::default()
            })
            .collect();
        view! { <ErrorSummary options=ErrorSummaryOptions {
            title: "There is a problem".into(),
            error_list,
            ..Default::default()
        } /> }
        .into_any()
    })
}

/// What a form shows first when somebody else was faster: that nothing was
/// saved, and what is there now. The form below holds what the person typed.
pub fn changed_meanwhile(what: &str, now: Vec<(&'static str, String)>) -> AnyView {
    let rows = now
        .into_iter()
        .map(|(key, value)| SummaryListRow {
            key: key.into(),
            value: value.into(),
            ..Default::default()
        })
        .collect();
    view! {
        <p class="govuk-body">
            {format!("{what} changed after you opened the form. Your answers have not been saved yet.")}
        </p>
        <h2 class="govuk-heading-m">"What is there now"</h2>
        <SummaryList options=SummaryListOptions { rows, ..Default::default() } />
        <h2 class="govuk-heading-m">"Save yours instead, or change it first"</h2>
    }
    .into_any()
}
