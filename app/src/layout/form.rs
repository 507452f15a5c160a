//! What every form shows when it was refused.

use leptos::prelude::*;

use crate::{
    form::FormState,
    govuk::{ErrorSummary, ErrorSummaryItem, ErrorSummaryOptions},
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
