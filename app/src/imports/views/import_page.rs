//! A file of members: being checked, checked, taken over, undone.

use leptos::prelude::*;

use super::{about, changed, crumbs, row, rows, state_tag, warning};
use crate::{
    boards::types::BoardEntry,
    form::FormState,
    govuk::{
        Button, ButtonOptions, Checkboxes, CheckboxesItem, CheckboxesOptions, InsetText,
        InsetTextOptions, SummaryList, SummaryListOptions,
    },
    imports::{
        forms::field,
        types::{ImportEntry, ImportRow, ImportState, Question, Totals, Verdict},
    },
    layout::{self, Page, Section},
    papers::rules::size,
    paths, wording,
};

/// What the page shows.
pub struct ImportView {
    pub board: BoardEntry,
    pub import: ImportEntry,
    /// Whether it is being taken over or undone at this moment.
    pub at_work: bool,
    /// Why the last attempt to take it over or undo it came to nothing.
    pub failure: Option<&'static str>,
    pub totals: Totals,
    /// The rows with which verdict are shown; all where there is none.
    pub shown: Option<Verdict>,
    pub rows: Vec<ImportRow>,
    /// The first names that are not certain.
    pub questions: Vec<Question>,
    /// The last row of the page before, or nothing.
    pub after: i32,
    /// The last row shown, where there are more after it.
    pub more_after: Option<i32>,
    /// Whether it is the last that was taken over on the board.
    pub may_undo: bool,
    /// What was chosen, and what was wrong with it.
    pub form: FormState,
    /// Seats that changed since, so that it cannot be undone.
    pub in_the_way: Vec<String>,
    /// Somebody else was faster.
    pub changed_meanwhile: bool,
}

impl ImportView {
    /// Whether the page is worth another look by itself.
    pub fn is_moving(&self) -> bool {
        self.at_work || self.import.state == ImportState::Checking
    }
}

/// Draws the page.
pub fn import_page(view: &ImportView) -> Page {
    let import = &view.import;
    let heading = format!("Import of {}", import.file_name);
    let state = if view.is_moving() {
        progress(view)
    } else {
        match import.state {
            ImportState::Checking => progress(view),
            ImportState::Refused => refused(view),
            ImportState::Checked => checked(view),
            ImportState::Applied => applied(view),
            ImportState::Undone => undone(view),
            ImportState::Discarded => discarded(),
        }
    };
    let gone = [ImportState::Refused, ImportState::Discarded];
    let has_rows = !view.is_moving() && !gone.contains(&import.state);
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{view.board.name.clone()}</span>
        <h1 class="govuk-heading-l app-typed">{heading.clone()}</h1>
        {view.changed_meanwhile.then(changed)}
        {(!view.form.is_refused()).then_some(view.failure).flatten().map(|why| warning(why.to_owned()))}
        {summary(import)}
        {state}
        {has_rows.then(|| rows::rows(view))}
        {(!view.is_moving()).then(|| files(import, has_rows))}
        <p class="govuk-body">
            <a class="govuk-link" href=paths::import_members(&view.board.slug)>"All files of this board"</a>
        </p>
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: crumbs(&view.board),
        refused: view.form.is_refused(),
        wide: true,
        ..Page::new(format!("{heading} - {}", view.board.name), main)
    }
}

fn inset(words: String) -> AnyView {
    view! { <InsetText options=InsetTextOptions { content: words.into(), ..Default::default() } /> }
        .into_any()
}

fn summary(import: &ImportEntry) -> AnyView {
    let mut list = about(import);
    for note in import.notes.lines() {
        list.push(row("To note", note.to_owned()));
    }
    if let Some(at) = import.applied_at {
        list.push(row("Imported", wording::date_and_time(at)));
    }
    if let Some(at) = import.undone_at {
        list.push(row("Undone", wording::date_and_time(at)));
    }
    view! {
        <p class="govuk-body">{state_tag(import.state)}</p>
        <SummaryList options=SummaryListOptions { rows: list, ..Default::default() } />
    }
    .into_any()
}

fn progress(view: &ImportView) -> AnyView {
    let import = &view.import;
    let words = if view.at_work {
        "The portal is writing the rows. All of them are written, or none.".to_owned()
    } else {
        format!(
            "Checked {} of {} rows",
            wording::grouped(import.rows_done),
            wording::grouped(import.rows_total)
        )
    };
    let far = if view.at_work {
        view! { <p class="govuk-body">{words}</p> }.into_any()
    } else {
        view! {
            <p class="govuk-body">
                <label for="progress">{words.clone()}</label>
            </p>
            <progress id="progress" max=import.rows_total.to_string() value=import.rows_done.to_string()>
                {words}
            </progress>
        }
        .into_any()
    };
    view! {
        {far}
        <p class="govuk-body">
            "You can leave this page and come back to it. It shows by itself how far it is. "
            <a class="govuk-link" href=paths::import(import.id)>"Look again now"</a>
        </p>
    }
    .into_any()
}

fn refused(view: &ImportView) -> AnyView {
    view! {
        {warning(view.import.refusal.clone())}
        <p class="govuk-body">"Nothing was imported."</p>
    }
    .into_any()
}

fn checked(view: &ImportView) -> AnyView {
    let totals = &view.totals;
    let bad = totals.of(Verdict::Bad);
    let mend = (bad > 0).then(|| {
        let words = wording::count(bad, "row needs correcting", "rows need correcting");
        view! {
            {warning(format!(
                "{words} before anything is imported. Correct the file and upload all of it again."
            ))}
            <p class="govuk-body">
                <a class="govuk-link" href=paths::import_errors(view.import.id) download>
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
    view! {
        {mend}
        {name}
        {decide}
        {nothing}
        {totals.are_ready().then(|| take_over(view))}
    }
    .into_any()
}

fn take_over(view: &ImportView) -> AnyView {
    let members = wording::count(view.totals.to_take_over(), "member", "members");
    let words = "All of them are imported, or none. The last import of a board can be undone \
                 as long as nobody has changed its seats.";
    view! {
        <p class="govuk-body">{words}</p>
        <form method="post" action=paths::apply_import(view.import.id) novalidate>
            {rows::version(&view.import)}
            <Button options=ButtonOptions {
                content: format!("Import {members}").into(),
                prevent_double_click: Some(true),
                ..Default::default()
            } />
        </form>
    }
    .into_any()
}

fn applied(view: &ImportView) -> AnyView {
    let in_the_way = (!view.in_the_way.is_empty()).then(|| {
        let seats = view
            .in_the_way
            .iter()
            .map(|seat| view! { <li>{seat.clone()}</li> })
            .collect_view();
        view! {
            <p class="govuk-body">"It cannot be undone, because these seats have changed since:"</p>
            <ul class="govuk-list govuk-list--bullet">{seats}</ul>
        }
    });
    let undo = view.may_undo.then(|| {
        let words = "Undoing it takes away the appointments and seats that it made, and gives those \
                     who were replaced their seats back. The people stay known. It cannot be undone \
                     once one of its seats has changed.";
        let confirm = CheckboxesOptions {
            id_prefix: Some(field::CONFIRMED.into()),
            name: field::CONFIRMED.into(),
            items: vec![CheckboxesItem::new("yes", "Yes, take away what this import made")],
            error_message: view.form.error(field::CONFIRMED).map(Into::into),
            classes: "govuk-checkboxes--small".into(),
            ..Default::default()
        };
        view! {
            <h2 class="govuk-heading-m" id=field::UNDO tabindex="-1">"Undo this import"</h2>
            <p class="govuk-body">{words}</p>
            {in_the_way}
            <form method="post" action=paths::undo_import(view.import.id) novalidate>
                {rows::version(&view.import)}
                <Checkboxes options=confirm />
                <Button options=ButtonOptions {
                    content: "Undo this import".into(),
                    classes: "govuk-button--warning".into(),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
            </form>
        }
    });
    let later = (!view.may_undo).then(|| {
        view! {
            <p class="govuk-body">
                "It can no longer be undone, because another file was imported after it."
            </p>
        }
    });
    let members = wording::count(view.totals.to_take_over(), "member was", "members were");
    view! {
        <p class="govuk-body">
            {format!("{members} imported. Nobody was invited by it: open the seat of whoever is to sign in. ")}
            <a class="govuk-link" href=paths::members(&view.board.slug)>"See the members of the board"</a>
        </p>
        {undo}
        {later}
    }
    .into_any()
}

fn discarded() -> AnyView {
    view! {
        <p class="govuk-body">
            "Nothing was imported, and the file and what was read from it have been deleted."
        </p>
    }
    .into_any()
}

/// What can be taken away of an import, and that it can be discarded.
fn files(import: &ImportEntry, has_rows: bool) -> AnyView {
    if import.state == ImportState::Discarded {
        return ().into_any();
    }
    let rows = has_rows.then(|| {
        let formats = ["CSV", "XLSX"].into_iter().map(|format| {
            let code = format.to_lowercase();
            let address = format!("{}?format={code}", paths::import_rows(import.id));
            view! {
                <li>
                    <a class="govuk-link" href=address download>
                        {format!("Download all rows with what becomes of them ({format})")}
                    </a>
                </li>
            }
        });
        formats.collect_view()
    });
    let discard = matches!(import.state, ImportState::Checked | ImportState::Refused).then(|| {
        view! {
            <li>
                <a class="govuk-link" href=paths::discard_import(import.id)>"Discard this file"</a>
            </li>
        }
    });
    view! {
        <h2 class="govuk-heading-m">"Files"</h2>
        <ul class="govuk-list">
            {rows}
            <li>
                <a class="govuk-link" href=paths::import_file(import.id) download>
                    {format!("Download the file as it came ({})", size(import.file_bytes))}
                </a>
            </li>
            {discard}
        </ul>
    }
    .into_any()
}

fn undone(view: &ImportView) -> AnyView {
    view! {
        <p class="govuk-body">
            "What it had made has been taken away. "
            <a class="govuk-link" href=paths::members(&view.board.slug)>"See the members of the board"</a>
        </p>
    }
    .into_any()
}
