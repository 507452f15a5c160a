//! An official file: checked, its labels mapped, approved, undone.

use leptos::prelude::*;

use super::{cell, crumbs, head, inset, places, state_tag, warning};
use crate::{
    form::{FormState, YES},
    govuk::{
        Button, ButtonOptions, Checkboxes, CheckboxesItem, CheckboxesOptions, SummaryList,
        SummaryListOptions, SummaryListRow,
    },
    layout::{self, Crumb, Fields, Page, Section},
    paths,
    performance::{
        forms::field,
        types::{Area, AreaKind, Publication, PublicationState},
    },
    wording,
};

/// What the page shows.
pub struct PublicationView {
    pub file: Publication,
    pub form: FormState,
    /// Whether it is being checked, loaded or undone at this moment.
    pub at_work: bool,
    /// Why the last attempt came to nothing.
    pub failure: Option<&'static str>,
    /// Whether the reader uploaded it, and so cannot approve it.
    pub is_own: bool,
    /// Whether nothing of it has been revised since.
    pub may_undo: bool,
    /// The places that each kind of label can mean.
    pub offers: Vec<(AreaKind, Vec<Area>)>,
    pub changed_meanwhile: bool,
}

impl PublicationView {
    /// Whether the page is worth another look by itself.
    pub fn is_moving(&self) -> bool {
        self.at_work || self.file.state == PublicationState::Checking
    }
}

/// Draws the page.
pub fn publication_page(view: &PublicationView) -> Page {
    let file = &view.file;
    let state = if view.is_moving() {
        view! {
            <p class="govuk-body">
                "The portal is working on this file. All of its figures are written, or none. You can leave this page and come back to it. "
                <a class="govuk-link" href=paths::publication(file.id)>"Look again now"</a>
            </p>
        }
        .into_any()
    } else {
        match file.state {
            PublicationState::Checking => ().into_any(),
            PublicationState::Refused => warning(format!("{}. Nothing was loaded.", file.refusal)),
            PublicationState::Checked => checked(view),
            PublicationState::Applied => applied(view),
            PublicationState::Undone => {
                inset("What it had loaded has been taken away. Figures that it had revised are as they were.".to_owned())
            }
        }
    };
    let found = (!view.is_moving() && file.state != PublicationState::Refused).then(|| found(view));
    let main = view! {
        {layout::error_summary(&view.form)}
        <h1 class="govuk-heading-l app-typed">{file.title.clone()}</h1>
        {view.changed_meanwhile.then(|| warning(
            "This file changed after you opened the page. Nothing of yours has been saved. Look at what is there now, and send it again.".to_owned()
        ))}
        {(!view.form.is_refused()).then_some(view.failure).flatten().map(|why| warning(why.to_owned()))}
        {summary(file)}
        {state}
        {found}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: crumbs()
            .into_iter()
            .chain([Crumb::new("Official files", paths::IMPORT_FIGURES)])
            .collect(),
        refused: view.form.is_refused(),
        wide: true,
        ..Page::new(file.title.clone(), main)
    }
}

fn summary(file: &Publication) -> AnyView {
    let row = |key: &'static str, value: String| SummaryListRow {
        key: key.into(),
        value: value.into(),
        ..Default::default()
    };
    let report = &file.report;
    let mut list = vec![
        row(
            "File",
            format!(
                "{} ({} bytes)",
                file.file_name,
                wording::grouped(file.bytes)
            ),
        ),
        row(
            "Layout",
            file.layout.map_or_else(
                || "Not known".to_owned(),
                |layout| layout.label().to_owned(),
            ),
        ),
        row("Published", wording::date(file.published_on)),
        row(
            "Uploaded",
            format!("{} by {}", wording::date_and_time(file.at), file.by_name),
        ),
        row("SHA-256 of the file", file.file_hash.clone()),
    ];
    if file.state != PublicationState::Refused && file.state != PublicationState::Checking {
        list.push(row("Rows read", wording::grouped(report.rows)));
        list.push(row("Rows rejected", wording::grouped(report.rejected)));
        list.push(row("New figures", wording::grouped(report.new)));
        list.push(row("Revised figures", wording::grouped(report.changed)));
        list.push(row(
            "Figures that stay as they are",
            wording::grouped(report.unchanged),
        ));
    }
    if let (Some(name), Some(at)) = (&file.approved_by_name, file.approved_at) {
        list.push(row(
            "Approved",
            format!("{} by {name}", wording::date_and_time(at)),
        ));
    }
    view! {
        <p class="govuk-body">{state_tag(file.state)}</p>
        <SummaryList options=SummaryListOptions { rows: list, ..Default::default() } />
    }
    .into_any()
}

fn version(file: &Publication) -> AnyView {
    view! { <input type="hidden" name=field::VERSION value=file.version.to_string() /> }.into_any()
}

fn checked(view: &PublicationView) -> AnyView {
    let report = &view.file.report;
    if !report.unknown.is_empty() {
        return unknown(view);
    }
    if report.new + report.changed == 0 {
        return inset(
            "There is nothing to load: every figure of this file is there already.".to_owned(),
        );
    }
    if view.is_own {
        return inset(
            "It waits for approval by another person of the national secretariat. Whoever uploads a file cannot approve it.".to_owned(),
        );
    }
    view! {
        <p class="govuk-body">"All of its figures are loaded, or none. It can be undone as long as no later file has revised one of them."</p>
        <form method="post" action=paths::approve_publication(view.file.id) novalidate>
            {version(&view.file)}
            <Button options=ButtonOptions {
                content: format!(
                    "Approve and load {}",
                    wording::count(report.new + report.changed, "figure", "figures")
                ).into(),
                prevent_double_click: Some(true),
                ..Default::default()
            } />
        </form>
    }
    .into_any()
}

fn unknown(view: &PublicationView) -> AnyView {
    let fields = Fields(&view.form);
    let report = &view.file.report;
    let questions = report
        .unknown
        .iter()
        .enumerate()
        .map(|(place, (label, rows))| {
            let kind = AreaKind::from_code(&label.kind);
            let areas = view
                .offers
                .iter()
                .find(|(offered, _)| Some(*offered) == kind)
                .map_or(&[][..], |(_, areas)| areas);
            let words = kind.map_or("Label", |kind| kind.label());
            fields.select(
                &field::label(place),
                &format!("{words} “{}”", label.label),
                &wording::count(*rows, "row", "rows"),
                places("Not decided", areas),
            )
        })
        .collect_view();
    let count = wording::count(report.unknown.len() as u64, "label is", "labels are");
    view! {
        <h2 class="govuk-heading-m" id=field::LABELS tabindex="-1">"Labels that are not known"</h2>
        {inset(format!("{count} not known. The file cannot be approved until all are mapped. What you select is kept for later files of the same publisher."))}
        <form method="post" action=paths::map_labels(view.file.id) novalidate>
            {version(&view.file)}
            {questions}
            <Button options=ButtonOptions {
                content: "Save and check the file again".into(),
                prevent_double_click: Some(true),
                ..Default::default()
            } />
        </form>
    }
    .into_any()
}

fn applied(view: &PublicationView) -> AnyView {
    if !view.may_undo {
        return view! {
            <p class="govuk-body">
                "It can no longer be undone, because a later file has revised one of its figures."
            </p>
        }
        .into_any();
    }
    let confirm = CheckboxesOptions {
        id_prefix: Some(field::CONFIRMED.into()),
        name: field::CONFIRMED.into(),
        items: vec![CheckboxesItem::new(
            YES,
            "Yes, take away what this file loaded",
        )],
        error_message: view.form.error(field::CONFIRMED).map(Into::into),
        classes: "govuk-checkboxes--small".into(),
        ..Default::default()
    };
    view! {
        <h2 class="govuk-heading-m">"Undo this file"</h2>
        <p class="govuk-body">"New figures are taken away, and revised ones are as they were before."</p>
        <form method="post" action=paths::undo_publication(view.file.id) novalidate>
            {version(&view.file)}
            <Checkboxes options=confirm />
            <Button options=ButtonOptions {
                content: "Undo this file".into(),
                classes: "govuk-button--warning".into(),
                prevent_double_click: Some(true),
                ..Default::default()
            } />
        </form>
    }
    .into_any()
}

/// What the check found row by row.
fn found(view: &PublicationView) -> AnyView {
    let report = &view.file.report;
    let rejected = (report.rejected > 0).then(|| {
        let rows = report
            .reasons
            .iter()
            .take(50)
            .map(|(row, why)| {
                view! {
                    <tr class="govuk-table__row">
                        <th scope="row" class="govuk-table__header">{format!("Row {}", wording::grouped(*row))}</th>
                        {cell("Why", why.clone())}
                    </tr>
                }
            })
            .collect_view();
        let caption = wording::count(report.rejected, "row was rejected", "rows were rejected");
        view! {
            <table class="govuk-table app-responsive-table">
                <caption class="govuk-table__caption govuk-table__caption--m">{caption}</caption>
                <thead class="govuk-table__head">
                    <tr class="govuk-table__row">{head("Row")} {head("Why")}</tr>
                </thead>
                <tbody class="govuk-table__body">{rows}</tbody>
            </table>
            <p class="govuk-body app-no-print">
                <a class="govuk-link" href=paths::publication_errors(view.file.id) download>
                    "Download the rejected rows with the reasons (CSV)"
                </a>
            </p>
        }
    });
    let changes = (!report.changes.is_empty()).then(|| {
        let rows = report
            .changes
            .iter()
            .map(|change| {
                view! {
                    <tr class="govuk-table__row">
                        <th scope="row" class="govuk-table__header">{change.series.clone()}</th>
                        {cell("Area", change.area.clone())}
                        {cell("Period", change.period.clone())}
                        {cell("Before", change.before.clone())}
                        {cell("After", change.after.clone())}
                    </tr>
                }
            })
            .collect_view();
        view! {
            <table class="govuk-table app-responsive-table">
                <caption class="govuk-table__caption govuk-table__caption--m">
                    {format!("Revised figures, the first {}", report.changes.len())}
                </caption>
                <thead class="govuk-table__head">
                    <tr class="govuk-table__row">
                        {head("Series")} {head("Area")} {head("Period")} {head("Before")} {head("After")}
                    </tr>
                </thead>
                <tbody class="govuk-table__body">{rows}</tbody>
            </table>
        }
    });
    let not_held = (!report.not_held.is_empty()).then(|| {
        let items = report
            .not_held
            .iter()
            .map(|(what, rows)| {
                view! { <li>{format!("{what}: {}", wording::count(*rows, "row", "rows"))}</li> }
            })
            .collect_view();
        view! {
            <h2 class="govuk-heading-m">"Rows that the portal holds no series of"</h2>
            <ul class="govuk-list govuk-list--bullet">{items}</ul>
        }
    });
    let left_out = (report.left_out > 0).then(|| {
        let rows = wording::count(report.left_out, "row is", "rows are");
        view! { <p class="govuk-body">{format!("{rows} left out because of what their label means.")}</p> }
    });
    view! { {rejected} {changes} {not_held} {left_out} }.into_any()
}
