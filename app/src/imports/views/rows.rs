//! The rows of a file.

use leptos::prelude::*;

use super::{Frame, tag};
use crate::{imports::forms::field, wording};

/// The value of the filter that shows every row.
pub const EVERY: &str = "every";

/// Rows with one verdict.
pub struct Filter {
    pub code: &'static str,
    pub words: &'static str,
    pub count: u64,
}

/// Which rows of a file are on its page.
pub struct Rows {
    /// Which there are to choose from; none where every row is shown.
    pub filters: Vec<Filter>,
    /// The code of those shown; every row where there is none.
    pub shown: Option<&'static str>,
    /// Every row of the file.
    pub all: u64,
    /// The last row shown, where there are more after it.
    pub more_after: Option<i32>,
}

impl Rows {
    /// What stands above a table that shows `here` rows.
    pub fn caption(&self, here: usize) -> String {
        let shown = self
            .filters
            .iter()
            .find(|filter| Some(filter.code) == self.shown);
        let all = match self.shown {
            Some(_) => shown.map_or(0, |filter| filter.count),
            None => self.all,
        };
        let count = wording::count(all, "row", "rows");
        if here as u64 == all {
            count
        } else {
            format!("{here} of {count}")
        }
    }
}

fn address(frame: &Frame, shown: Option<&str>, after: i32) -> String {
    let code = shown.unwrap_or(EVERY);
    let page = if after > 0 {
        format!("&after={after}")
    } else {
        String::new()
    };
    let path = (frame.kind.page)(frame.file.id);
    format!("{path}?verdict={code}{page}#{}", field::ROWS)
}

/// The rows of a file: how many have each verdict, and those that are shown in
/// `table`.
pub fn rows(frame: &Frame, rows: &Rows, table: AnyView) -> AnyView {
    let back = (frame.after > 0).then(|| {
        view! {
            <a class="govuk-link" href=address(frame, rows.shown, 0)>"First rows"</a>
            " "
        }
    });
    let on = rows.more_after.map(|last| {
        view! {
            <a class="govuk-link" href=address(frame, rows.shown, last)>"Next rows"</a>
        }
    });
    view! {
        <h2 class="govuk-heading-m" id=field::ROWS tabindex="-1">"Rows of the file"</h2>
        {(!rows.filters.is_empty()).then(|| filters(frame, rows))}
        {table}
        <p class="govuk-body">{back}{on}</p>
    }
    .into_any()
}

fn filters(frame: &Frame, rows: &Rows) -> AnyView {
    let link = |code: Option<&'static str>, words: &str, count: u64| {
        let current = rows.shown == code;
        let words = format!("{words} ({})", wording::grouped(count));
        view! {
            <li>
                <a
                    class="govuk-link"
                    href=address(frame, code, 0)
                    aria-current=current.then_some("true")
                >
                    {words}
                </a>
                {current.then_some(", shown below")}
            </li>
        }
    };
    let verdicts = rows
        .filters
        .iter()
        .map(|filter| link(Some(filter.code), filter.words, filter.count))
        .collect_view();
    view! {
        <ul class="govuk-list">
            {verdicts}
            {link(None, "Every row", rows.all)}
        </ul>
    }
    .into_any()
}

/// A table of rows, which are cards where the screen is narrow.
pub fn table(caption: String, columns: &'static [&'static str], body: AnyView) -> AnyView {
    let heads = columns
        .iter()
        .map(|column| view! { <th scope="col" class="govuk-table__header">{*column}</th> })
        .collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--s">{caption}</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">{heads}</tr>
            </thead>
            <tbody class="govuk-table__body">{body}</tbody>
        </table>
    }
    .into_any()
}

/// What is to become of a row, and why.
pub fn verdict(words: &'static str, colour: &'static str, reason: &str) -> AnyView {
    let reason = (!reason.is_empty()).then(|| {
        let reason = reason.to_owned();
        view! { <p class="govuk-body-s govuk-!-margin-top-1 app-typed">{reason}</p> }
    });
    view! { {tag(words, colour)} {reason} }.into_any()
}

/// What a cell says, cut where it is very long.
pub fn cut(text: &str) -> String {
    const MOST: usize = 120;
    if text.is_empty() {
        "Nothing".to_owned()
    } else if text.chars().count() > MOST {
        let start: String = text.chars().take(MOST).collect();
        format!("{start}…")
    } else {
        text.to_owned()
    }
}
