//! A file of members: being checked, checked, taken over.

use leptos::prelude::*;

use super::rows;
use crate::{
    imports::{
        members::types::{ImportRow, MemberImport, Question, Totals, Verdict},
        types::ImportState,
        views::{self, Frame, Own, inset, row, take_over, warning},
    },
    layout::Page,
    paths, wording,
};

/// What the page shows.
pub struct ImportView {
    pub frame: Frame,
    pub import: MemberImport,
    pub totals: Totals,
    /// The rows with which verdict are shown; all where there is none.
    pub shown: Option<Verdict>,
    pub rows: Vec<ImportRow>,
    /// The first names that are not certain.
    pub questions: Vec<Question>,
    /// The last row shown, where there are more after it.
    pub more_after: Option<i32>,
}

/// Draws the page.
pub fn import_page(view: &ImportView) -> Page {
    let import = &view.import;
    let to_do = match import.file.state {
        _ if view.frame.is_moving() => progress(view),
        ImportState::Refused => refused(import),
        _ => checked(view),
    };
    let members = wording::count(view.totals.to_take_over(), "member was", "members were");
    // While it is checked they stand above, with what is to be done.
    let notes = match import.file.state {
        ImportState::Checked => Vec::new(),
        _ => import.notes.lines().collect(),
    };
    let own = Own {
        to_do,
        done: format!(
            "{members} imported. Nobody was invited by it: open the seat of whoever is to sign in."
        ),
        rows: rows::rows(view),
        about: notes
            .into_iter()
            .map(|note| row("To note", note.to_owned()))
            .collect(),
    };
    views::import_page(&view.frame, own)
}

fn progress(view: &ImportView) -> AnyView {
    let (file, done) = (&view.import.file, view.import.rows_done);
    let far = if view.frame.at_work {
        let words = "The portal is writing the rows. All of them are written, or none.";
        view! { <p class="govuk-body">{words}</p> }.into_any()
    } else {
        let words = format!(
            "Checked {} of {} rows",
            wording::grouped(done),
            wording::grouped(file.rows)
        );
        view! {
            <p class="govuk-body">
                <label for="progress">{words.clone()}</label>
            </p>
            <progress id="progress" max=file.rows.to_string() value=done.to_string()>
                {words}
            </progress>
        }
        .into_any()
    };
    view! {
        {far}
        <p class="govuk-body">
            "You can leave this page and come back to it. It shows by itself how far it is. "
            <a class="govuk-link" href=paths::import(file.id)>"Look again now"</a>
        </p>
    }
    .into_any()
}

fn refused(import: &MemberImport) -> AnyView {
    view! {
        {warning(import.refusal.clone())}
        <p class="govuk-body">"Nothing was imported."</p>
    }
    .into_any()
}

fn checked(view: &ImportView) -> AnyView {
    let totals = &view.totals;
    let notes = view
        .import
        .notes
        .lines()
        .map(|note| view! { <p class="govuk-body app-typed">{note.to_owned()}</p> })
        .collect_view();
    let bad = totals.of(Verdict::Bad);
    let mend = (bad > 0).then(|| {
        let words = wording::count(bad, "row needs correcting", "rows need correcting");
        view! {
            {warning(format!(
                "{words} before anything is imported. Correct the file and upload all of it again."
            ))}
            <p class="govuk-body">
                <a class="govuk-link" href=paths::import_errors(view.import.file.id) download>
                    "Download these rows with what is wrong with each (CSV)"
                </a>
            </p>
        }
    });
    let decide = (totals.undecided > 0).then(|| {
        let words = wording::count(
            totals.undecided,
            "row waits for a decision",
            "rows wait for a decision",
        );
        inset(format!(
            "{words}. Select below what to do, then save your choices."
        ))
    });
    let unclear = totals.of(Verdict::Unclear);
    let name = (unclear > 0).then(|| {
        let words = wording::count(unclear, "row has a name", "rows have names");
        inset(format!(
            "{words} of which it is not certain what is meant. Select below what it is."
        ))
    });
    let nothing = (bad == 0 && unclear == 0 && totals.undecided == 0 && totals.to_take_over() == 0)
        .then(|| inset("There is nothing to import: every row is left as it is.".to_owned()));
    let ready = totals.are_ready().then(|| {
        let members = wording::count(totals.to_take_over(), "member", "members");
        let words = "All of them are imported, or none. The last import of a board can be undone \
                     as long as nobody has changed its seats.";
        take_over(&view.frame, words.to_owned(), &members, ().into_any())
    });
    view! { {notes} {mend} {name} {decide} {nothing} {ready} }.into_any()
}
