//! What every list of actions shares: the words of a status and of a due date.

use chrono::NaiveDate;
use leptos::prelude::*;

use crate::{
    actions::{
        list::{ListQuery, Page},
        types::{ActionRow, Priority, Status},
    },
    govuk::{Pagination, PaginationLink, PaginationOptions, Tag, TagOptions},
    wording,
};

/// The status as a tag: one colour for each meaning, the word says it.
pub fn status_tag(status: Status) -> AnyView {
    let colour = match status {
        Status::Open => "govuk-tag--grey",
        Status::InProgress => "govuk-tag--blue",
        Status::Blocked => "govuk-tag--red",
        Status::Complete => "govuk-tag--yellow",
        Status::Closed => "govuk-tag--green",
        Status::Dropped => "govuk-tag--grey app-tag--struck",
    };
    view! { <Tag options=TagOptions {
        content: status.label().into(),
        classes: colour.into(),
        ..Default::default()
    } /> }
    .into_any()
}

/// "High priority", where it is.
pub fn priority_note(priority: Priority) -> Option<AnyView> {
    (priority == Priority::High)
        .then(|| view! { <span class="app-due__note">"High priority"</span> }.into_any())
}

/// How close a due date must be to stand out, in days.
const SOON: i64 = 7;

/// A due date, with what it means today in words while the action is open.
pub fn due_date(row: &ActionRow, today: NaiveDate) -> AnyView {
    let days_left = (row.due_on - today).num_days();
    let class = if row.is_late(today) {
        "app-due app-due--late"
    } else if row.status.is_open() && days_left <= SOON {
        "app-due app-due--soon"
    } else {
        "app-due"
    };
    let note = row
        .status
        .is_open()
        .then(|| view! { <span class="app-due__note">{wording::due(row.due_on, today)}</span> });
    view! {
        <span class=class>
            <span class="app-due__day">{wording::short_date(row.due_on)}</span>
            " "
            {note}
        </span>
    }
    .into_any()
}

/// What was last said about an action, shortened to a line or two.
pub fn last_word(row: &ActionRow) -> AnyView {
    if row.last_note.is_empty() {
        return view! { <span class="app-due__note">"No update yet"</span> }.into_any();
    }
    let note = shortened(&row.last_note);
    view! {
        {note}
        " "
        <span class="app-due__note">{wording::date_and_time(row.updated_at)}</span>
    }
    .into_any()
}

/// Most characters of an update that a list shows.
const GLIMPSE: usize = 120;

fn shortened(text: &str) -> String {
    let mut words = String::new();
    for word in text.split_whitespace() {
        if words.chars().count() + word.chars().count() > GLIMPSE {
            if words.is_empty() {
                words.extend(word.chars().take(GLIMPSE));
            }
            words.push('…');
            break;
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

/// Links to the pages before and after this one.
pub fn pages(query: &ListQuery, page: &Page, path: &str) -> Option<AnyView> {
    let link = |cursor, number, label: &str| PaginationLink {
        content: label.into(),
        href: ListQuery {
            cursor: Some(cursor),
            page: number,
            ..query.clone()
        }
        .address(path),
        ..Default::default()
    };
    let previous = page
        .previous
        .map(|cursor| link(cursor, query.page.saturating_sub(1).max(1), "Previous page"));
    let next = page
        .next
        .map(|cursor| link(cursor, query.page + 1, "Next page"));
    (previous.is_some() || next.is_some()).then(|| {
        view! { <Pagination options=PaginationOptions { previous, next, ..Default::default() } /> }
            .into_any()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glimpse_ends_at_a_word_and_bears_one_long_word() {
        assert_eq!(shortened("Agreed.\n  Sent."), "Agreed. Sent.");
        let long = shortened(&"word ".repeat(200));
        assert!(long.ends_with("word…") && long.chars().count() <= GLIMPSE + 1);
        assert_eq!(shortened(&"x".repeat(500)).chars().count(), GLIMPSE + 1);
    }
}
