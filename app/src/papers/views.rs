//! The pages of papers, and what stands of them under an item.

use leptos::prelude::*;

use super::{
    forms::field,
    types::{Marking, Paper, Papers, Scan},
};
use crate::{
    form::FormState,
    govuk::{
        Button, ButtonOptions, FileUpload, FileUploadOptions, HintOptions, LabelOptions, RadiosItem,
    },
    ids::AgendaItemId,
    layout::{self, Fields, Page, Width},
    meetings::{types::Meeting, views::page_below},
    paths, wording,
};

/// What the page of the papers of an item shows.
pub struct PapersView {
    pub meeting: Meeting,
    pub item: AgendaItemId,
    pub item_title: String,
    pub part_b: bool,
    /// Withdrawn ones included.
    pub papers: Papers,
    /// Whether papers can still be added and withdrawn.
    pub may_change: bool,
    pub form: FormState,
}

/// Draws the page.
pub fn papers_page(view: &PapersView) -> Page {
    let part_b = view.part_b.then(|| {
        view! {
            <p class="govuk-body">
                "This item is in Part B: observers, sponsors and substitutes see neither it nor its papers."
            </p>
        }
    });
    let list = if view.papers.papers.is_empty() {
        view! { <p class="govuk-body">"This item has no papers yet."</p> }.into_any()
    } else {
        let rows = view
            .papers
            .papers
            .iter()
            .map(|paper| row(view, paper))
            .collect_view();
        let count = wording::count(view.papers.papers.len() as u64, "paper", "papers");
        view! {
            <table class="govuk-table app-responsive-table">
                <caption class="govuk-table__caption govuk-table__caption--s">{count}</caption>
                <thead class="govuk-table__head">
                    <tr class="govuk-table__row">
                        <th scope="col" class="govuk-table__header">"Paper"</th>
                        <th scope="col" class="govuk-table__header">"Added"</th>
                        <th scope="col" class="govuk-table__header">"State"</th>
                        <th scope="col" class="govuk-table__header">"Change"</th>
                    </tr>
                </thead>
                <tbody class="govuk-table__body">{rows}</tbody>
            </table>
        }
        .into_any()
    };
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{view.item_title.clone()}</span>
        <h1 class="govuk-heading-l">"Papers of an item"</h1>
        {part_b}
        {list}
        {view.may_change.then(|| form(view))}
        <p class="govuk-body">
            <a class="govuk-link" href=paths::agenda(view.meeting.id)>"Back to the agenda"</a>
        </p>
    }
    .into_any();
    page_below(
        &view.meeting,
        &format!("Papers: {}", view.item_title),
        view.form.is_refused(),
        main,
    )
}

fn row(view: &PapersView, paper: &Paper) -> AnyView {
    let note = |words: String| view! { <span class="app-due__note">{words}</span> };
    let state = match &paper.withdrawn {
        Some(withdrawal) => format!(
            "Withdrawn on {}: {}",
            wording::date_and_time(withdrawal.at),
            withdrawal.reason
        ),
        None => paper.scan.label().to_owned(),
    };
    let hidden =
        || view! { <span class="govuk-visually-hidden">{format!(": {}", paper.title)}</span> };
    let may_change = view.may_change && paper.withdrawn.is_none();
    let again = (may_change && view.papers.scans && waits(paper)).then(|| {
        view! {
            <form method="post" action=paths::item_papers(view.item) novalidate>
                <input type="hidden" name=field::SCAN value=paper.id.to_string() />
                <button type="submit" class="app-link-button">"Scan again" {hidden()}</button>
            </form>
        }
    });
    let withdraw = may_change.then(|| {
        view! {
            <a class="govuk-link" href=paths::withdraw_paper(paper.id)>"Withdraw" {hidden()}</a>
        }
    });
    // Nobody added what the demonstration brings.
    let by = (!paper.added_by.is_empty()).then(|| format!(" by {}", paper.added_by));
    let added = wording::date_and_time(paper.added_at);
    view! {
        <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header">
                {name(paper, view.papers.scans)}
                " "
                {note(paper.about())}
                {note(format!("File: {}", paper.file_name))}
            </th>
            <td class="govuk-table__cell" data-label="Added">
                {added} {by} {view.papers.late(paper).map(note)}
            </td>
            <td class="govuk-table__cell" data-label="State">{state}</td>
            <td class="govuk-table__cell" data-label="Change">{withdraw} {again}</td>
        </tr>
    }
    .into_any()
}

fn waits(paper: &Paper) -> bool {
    matches!(paper.scan, Scan::Unscanned | Scan::Quarantined)
}

/// The title, which leads to the file where that may be had.
fn name(paper: &Paper, scans: bool) -> AnyView {
    let title = paper.title.clone();
    if paper.is_open(scans) {
        view! { <a class="govuk-link" href=paths::paper(paper.id) download>{title}</a> }.into_any()
    } else {
        title.into_any()
    }
}

fn form(view: &PapersView) -> AnyView {
    let fields = Fields(&view.form);
    let upload = FileUploadOptions {
        id: Some(field::FILE.into()),
        name: field::FILE.into(),
        label: LabelOptions {
            content: "Upload a file".into(),
            classes: "govuk-label--s".into(),
            ..Default::default()
        },
        hint: Some(HintOptions::from(
            "PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG, text or CSV, smaller than 50MB"
                .to_owned(),
        )),
        error_message: view.form.error(field::FILE).map(Into::into),
        attributes: [(
            "accept",
            ".pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp,.png,.jpg,.jpeg,.txt,.csv",
        )]
        .into(),
        ..Default::default()
    };
    let markings = Marking::ALL
        .iter()
        .map(|marking| RadiosItem::new(marking.code(), marking.label()))
        .collect();
    let scanning = if view.papers.scans {
        "Each file is scanned for viruses before anybody can download it."
    } else {
        "Files are not scanned for viruses here. Add only files that you trust."
    };
    view! {
        <h2 class="govuk-heading-m">"Add a paper"</h2>
        <p class="govuk-body">{scanning}</p>
        <form
            method="post"
            action=paths::item_papers(view.item)
            enctype="multipart/form-data"
            novalidate
        >
            {fields.hidden(field::KEY)}
            {fields.text(
                field::TITLE,
                "Title",
                "Members see this, and not the name of the file.",
                Width::Full,
            )}
            {fields.radios(field::MARKING, "Marking", "", markings)}
            {fields.tick(
                field::CONFIRMED,
                "This paper holds no case details",
                "No names of children or families, no case numbers, nothing that leads to a child.",
            )}
            // Last, so that what was typed has come when a file turns out to be too large.
            <FileUpload options=upload />
            <Button options=ButtonOptions {
                content: "Add the paper".into(),
                prevent_double_click: Some(true),
                ..Default::default()
            } />
        </form>
    }
    .into_any()
}

/// The papers of an item as its readers see them below it.
pub fn under(papers: &Papers, item: AgendaItemId) -> AnyView {
    papers
        .under(item)
        .map(|paper| {
            let waits = (!paper.is_open(papers.scans)).then(|| format!(" {}.", paper.scan.label()));
            let late = papers.late(paper).map(|words| format!(" {words}."));
            view! {
                <span class="app-due__note">
                    "Paper: " {name(paper, papers.scans)}
                    {format!(" ({}).", paper.about())} {waits} {late}
                </span>
            }
        })
        .collect_view()
        .into_any()
}

/// What the page shows that withdraws a paper.
pub struct WithdrawView {
    pub meeting: Meeting,
    pub paper: Paper,
    pub form: FormState,
}

/// Draws the page.
pub fn withdraw_page(view: &WithdrawView) -> Page {
    let paper = &view.paper;
    let questions = Fields(&view.form).lines(
        field::REASON,
        "Why is it withdrawn?",
        "Officers of the board see the reason. Nobody can download the paper any more.",
        3,
    );
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{paper.title.clone()}</span>
        <h1 class="govuk-heading-l">"Withdraw a paper"</h1>
        {layout::form(
            &paths::withdraw_paper(paper.id),
            questions,
            "Withdraw the paper",
            &paths::item_papers(paper.item),
        )}
    }
    .into_any();
    page_below(
        &view.meeting,
        "Withdraw a paper",
        view.form.is_refused(),
        main,
    )
}
