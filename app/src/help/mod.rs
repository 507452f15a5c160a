//! Help, and the pages that the law asks for.
//!
//! They are open to everybody, signed in or not, and promise nothing that the
//! portal does not do: what a role may do is read from the policy, not retold.

mod accessibility;
mod cookies;
mod help_page;
mod privacy;
mod security_txt;
mod terms;

use leptos::prelude::*;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

pub use accessibility::accessibility_page;
pub use cookies::{CookieNames, cookies_page};
pub use help_page::help_page;
pub use privacy::privacy_page;
pub use security_txt::security_txt;
pub use terms::terms_page;

/// Who runs the portal and answers for it, as its operator set it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// Where people may write to. Without it they are sent to the secretariat
    /// of their board.
    pub email: Option<String>,
    /// The name of the organisation that runs the portal.
    pub operator: Option<String>,
}

/// What may stand in a `mailto:` address as it is (RFC 6068, section 2).
const MAIL_ADDRESS: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'@')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'+')
    .remove(b'~');

impl Contact {
    /// The `mailto:` address, if there is somewhere to write to.
    fn mailto(&self) -> Option<String> {
        self.email
            .as_ref()
            .map(|email| format!("mailto:{}", utf8_percent_encode(email, MAIL_ADDRESS)))
    }

    /// Whom to ask, to stand after "ask" inside a sentence.
    fn whom(&self) -> AnyView {
        let write = self.mailto().map(|mailto| {
            view! {
                ", or write to "
                <a class="govuk-link" href=mailto>
                    {self.email.clone()}
                </a>
            }
        });
        view! {
            "the secretariat of your board"
            {write}
        }
        .into_any()
    }

    /// The name of the organisation that runs the portal, or those words.
    fn operator(&self) -> String {
        self.operator
            .clone()
            .unwrap_or_else(|| "The organisation that runs this portal".to_owned())
    }
}

fn paragraph(sentences: impl Into<String>) -> AnyView {
    view! { <p class="govuk-body">{sentences.into()}</p> }.into_any()
}

fn bullets(items: &[&'static str]) -> AnyView {
    let items = items
        .iter()
        .map(|item| view! { <li>{*item}</li> })
        .collect_view();
    view! { <ul class="govuk-list govuk-list--bullet">{items}</ul> }.into_any()
}

fn numbered(items: &[&'static str]) -> AnyView {
    let items = items
        .iter()
        .map(|item| view! { <li>{*item}</li> })
        .collect_view();
    view! { <ol class="govuk-list govuk-list--number">{items}</ol> }.into_any()
}

/// A table whose first column names its rows. Cells carry the name of their
/// column, which stands beside them where the table is too wide for the screen.
fn table<const COLUMNS: usize>(
    caption: &'static str,
    columns: [&'static str; COLUMNS],
    rows: Vec<[AnyView; COLUMNS]>,
) -> AnyView {
    let head = columns
        .iter()
        .map(|column| {
            view! {
                <th scope="col" class="govuk-table__header">
                    {*column}
                </th>
            }
        })
        .collect_view();
    let rows = rows
        .into_iter()
        .map(|row| {
            let cells = columns
                .iter()
                .zip(row)
                .enumerate()
                .map(|(position, (column, cell))| {
                    if position == 0 {
                        view! {
                            <th scope="row" class="govuk-table__header">
                                {cell}
                            </th>
                        }
                        .into_any()
                    } else {
                        view! {
                            <td class="govuk-table__cell" data-label=*column>
                                {cell}
                            </td>
                        }
                        .into_any()
                    }
                })
                .collect_view();
            view! { <tr class="govuk-table__row">{cells}</tr> }
        })
        .collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--m">{caption}</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">{head}</tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
