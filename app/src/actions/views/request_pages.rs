//! Comments, offers to another organisation, wishes for another date, and answers.

use chrono::NaiveDate;
use leptos::prelude::*;

use crate::{
    actions::{
        forms::{field, requests::Say},
        types::{Action, ListedRequest, Request, RequestKind, RequestState},
    },
    form::FormState,
    govuk::{RadiosItem, SelectItem, SummaryList, SummaryListOptions, SummaryListRow},
    ids::SeatId,
    layout::{self, Fields, Page, Section},
    paths, wording,
};

/// A list of what waits for an answer; nothing where nothing does.
pub fn request_list(
    heading: &'static str,
    requests: &[ListedRequest],
    today: NaiveDate,
) -> Option<AnyView> {
    if requests.is_empty() {
        return None;
    }
    let items = requests
        .iter()
        .map(|one| {
            let request = &one.request;
            let what = match request.kind {
                RequestKind::Handover => format!("offered to {}", request.to_words),
                RequestKind::DueDate => format!(
                    "another date asked for: {}",
                    request
                        .wanted_on
                        .map(wording::short_date)
                        .unwrap_or_default()
                ),
            };
            let until = if request.stands(today) == RequestState::Lapsed {
                format!(
                    "nobody answered by {}",
                    wording::short_date(request.answer_by)
                )
            } else {
                format!("answer by {}", wording::short_date(request.answer_by))
            };
            view! {
                <li>
                    <a class="govuk-link" href=paths::action_request(request.id)>
                        {format!("{} {}", one.reference, one.title)}
                    </a>
                    ": " {what} ", " {until}
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <h2 class="govuk-heading-m" id="requests">{heading}</h2>
            <ul class="govuk-list govuk-list--spaced">{items}</ul>
        }
        .into_any(),
    )
}

/// Something to be said or asked about an action.
pub struct AskView {
    pub action: Action,
    /// Seats that it may be offered to.
    pub seats: Vec<(SeatId, String)>,
    /// The last day for an answer.
    pub answer_by: NaiveDate,
    pub form: FormState,
    /// What stands in the way, if another request waits already.
    pub trouble: Option<String>,
}

fn asking(
    view: &AskView,
    heading: &'static str,
    about: String,
    questions: AnyView,
    address: &str,
    button: &str,
) -> Page {
    let action = &view.action;
    let back = paths::action(&action.reference);
    let trouble = view
        .trouble
        .clone()
        .map(|words| view! { <p class="govuk-inset-text">{words}</p> });
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{action.reference.clone()}</span>
        <h1 class="govuk-heading-l">{heading}</h1>
        <p class="govuk-body-l">{action.title.clone()}</p>
        {trouble}
        {(!about.is_empty()).then(|| view! { <p class="govuk-body">{about}</p> })}
        {layout::form(address, questions, button, &back)}
    }
    .into_any();
    Page {
        section: Section::MyWork,
        back: Some(back),
        refused: view.form.is_refused(),
        ..Page::new(
            format!("{heading} - {} - {}", action.reference, action.board_name),
            main,
        )
    }
}

/// Draws the form of a comment.
pub fn comment_page(view: &AskView) -> Page {
    let fields = Fields(&view.form);
    let questions = view! {
        {fields.hidden(field::KEY)}
        {fields.lines(field::NOTE, "Your comment", "It stays in the history for everybody who may read the action. Do not name a child or a family, or give a case number.", 5)}
    }
    .into_any();
    let address = paths::comment_on_action(&view.action.reference);
    asking(
        view,
        "Comment on this action",
        String::new(),
        questions,
        &address,
        "Save comment",
    )
}

/// Draws the form that offers an action to another organisation.
pub fn offer_page(view: &AskView) -> Page {
    let fields = Fields(&view.form);
    let seats = std::iter::once(SelectItem::new("", "Select a seat"))
        .chain(
            view.seats
                .iter()
                .map(|(id, words)| SelectItem::new(id.to_string(), words.clone())),
        )
        .collect();
    let questions = view! {
        {fields.hidden(field::KEY)}
        {fields.select(field::SEAT, "Who should lead it?", "Whoever represents the organisation of this seat answers.", seats)}
        {fields.lines(field::REASON, "Why should they lead it?", "", 3)}
    }
    .into_any();
    let about = format!(
        "{} leads it until they accept. If nobody has answered by {}, it is for the chair to settle.",
        view.action.organisation_name,
        wording::date(view.answer_by)
    );
    let address = paths::offer_action(&view.action.reference);
    asking(
        view,
        "Offer this action to another organisation",
        about,
        questions,
        &address,
        "Offer it",
    )
}

/// Draws the form that asks for another due date.
pub fn another_date_page(view: &AskView) -> Page {
    let fields = Fields(&view.form);
    let questions = view! {
        {fields.hidden(field::KEY)}
        {fields.date(field::DUE, "What date do you ask for?", "")}
        {fields.lines(field::REASON, "Why should the date move?", "", 3)}
    }
    .into_any();
    let about = format!(
        "It is due on {}. The date moves when the chair or the secretariat agrees; until then it stays.",
        wording::date(view.action.due_on)
    );
    let address = paths::ask_another_date(&view.action.reference);
    asking(
        view,
        "Ask for another due date",
        about,
        questions,
        &address,
        "Ask for this date",
    )
}

/// A request and the form of its answer.
pub struct AnswerView {
    pub action: Action,
    pub request: Request,
    pub today: NaiveDate,
    /// What this reader may say; nothing once it is answered.
    pub on_offer: Vec<Say>,
    pub form: FormState,
}

fn label(say: Say, kind: RequestKind) -> &'static str {
    match (say, kind) {
        (Say::Yes, RequestKind::Handover) => "Yes, we lead it from now on",
        (Say::Yes, RequestKind::DueDate) => "Yes, move the date",
        (Say::No, RequestKind::Handover) => "No, we do not take it",
        (Say::No, RequestKind::DueDate) => "No, the date stays",
        (Say::Withdraw, _) => "Take the request back",
    }
}

/// Draws a request, with its answer for whoever may give one.
pub fn answer_page(view: &AnswerView) -> Page {
    let (action, request) = (&view.action, &view.request);
    let row = |key: &'static str, value: String| SummaryListRow {
        key: key.into(),
        value: value.into(),
        ..Default::default()
    };
    let (heading, what) = match request.kind {
        RequestKind::Handover => (
            "An offered action",
            row("Offered to", request.to_words.clone()),
        ),
        RequestKind::DueDate => (
            "Another due date",
            row(
                "Date asked for",
                request.wanted_on.map(wording::date).unwrap_or_default(),
            ),
        ),
    };
    let stands = request.stands(view.today);
    let rows = vec![
        row("Action", action.title.clone()),
        row("What done looks like", action.outcome.clone()),
        row("Lead now", action.organisation_name.clone()),
        row("Due", wording::date(action.due_on)),
        what,
        row("Reason", request.reason.clone()),
        row(
            "Asked by",
            format!(
                "{}, {}, on {}",
                request.asked_by_name,
                request.asked_by_post,
                wording::date(wording::uk_day(request.asked_at))
            ),
        ),
        row(
            "Answer",
            match stands {
                RequestState::Waiting => format!("Needed by {}", wording::date(request.answer_by)),
                settled => settled.label().to_owned(),
            },
        ),
    ];
    let back = paths::action(&action.reference);
    let answer = if view.on_offer.is_empty() {
        let words = if stands == RequestState::Waiting {
            "It waits for somebody else’s answer."
        } else {
            "It needs no answer any more."
        };
        view! { <p class="govuk-body">{words}</p> }.into_any()
    } else {
        let fields = Fields(&view.form);
        let items = view
            .on_offer
            .iter()
            .map(|say| RadiosItem::new(say.code(), label(*say, request.kind)))
            .collect();
        let questions = view! {
            {fields.radios(field::ANSWER, "What is your answer?", "", items)}
            {fields.lines(field::REASON, "Why?", "Needed where the answer is no. It stays in the history.", 3)}
        }
        .into_any();
        layout::form(
            &paths::action_request(request.id),
            questions,
            "Send answer",
            &back,
        )
    };
    let main = view! {
        {layout::error_summary(&view.form)}
        <span class="govuk-caption-l">{action.reference.clone()}</span>
        <h1 class="govuk-heading-l">{heading}</h1>
        <SummaryList options=SummaryListOptions { rows, ..Default::default() } />
        {answer}
    }
    .into_any();
    Page {
        section: Section::MyWork,
        back: Some(back),
        refused: view.form.is_refused(),
        ..Page::new(
            format!("{heading} - {} - {}", action.reference, action.board_name),
            main,
        )
    }
}
