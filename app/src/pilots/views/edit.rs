//! The forms of pilots.

use leptos::prelude::*;

use super::pilot_crumbs;
use crate::{
    form::FormState,
    govuk::{RadiosItem, SelectItem},
    ids::{BoardId, OrganisationId, PersonId, SeatId},
    layout::{self, Crumb, Fields, Page, Section, Width},
    paths,
    pilots::{
        forms::{NO_BOARD, field},
        rules::Missing,
        types::{
            Better, Capacity, Check, Entry, EntryKind, EvaluationKind, Frequency, Lead, Measure,
            Pilot, Site, Stage, Strength, Unit, Verdict,
        },
    },
    wording,
};

/// A form about a pilot.
pub struct EditView<'a> {
    /// None for a new one.
    pub pilot: Option<&'a Pilot>,
    pub form: FormState,
    /// What is there now, where somebody else changed it after the form was drawn.
    pub now: Option<Vec<(&'static str, String)>>,
}

impl EditView<'_> {
    /// What is there now, where somebody else changed `what` after the form was drawn.
    pub(super) fn conflict(&self, what: &str) -> Option<AnyView> {
        let now = self.now.clone()?;
        Some(layout::changed_meanwhile(what, now))
    }

    pub(super) fn page(
        &self,
        heading: &str,
        intro: AnyView,
        questions: AnyView,
        send: (&str, &str),
    ) -> Page {
        let back = self.pilot.map_or_else(
            || paths::PILOTS.to_owned(),
            |pilot| paths::pilot(&pilot.slug),
        );
        self.page_from(&back, heading, intro, questions, send)
    }

    /// A form that somebody reached from another page than that of the pilot.
    pub(super) fn page_from(
        &self,
        back: &str,
        heading: &str,
        intro: AnyView,
        questions: AnyView,
        (action, button): (&str, &str),
    ) -> Page {
        let content = view! {
            {intro}
            {self.conflict("It")}
            {layout::form(action, questions, button, back)}
        };
        self.around(heading, content.into_any())
    }

    /// As [`EditView::page`], for whoever only reads.
    pub(super) fn reading(&self, heading: &str, intro: AnyView) -> Page {
        self.around(heading, intro)
    }

    fn around(&self, heading: &str, content: AnyView) -> Page {
        let (caption, crumbs) = match self.pilot {
            Some(pilot) => (pilot.record.title.clone(), pilot_crumbs(pilot)),
            None => (
                "Reform pilots".to_owned(),
                vec![Crumb::new("Pilots", paths::PILOTS)],
            ),
        };
        let title = format!("{heading} - {caption}");
        let main = view! {
            {layout::error_summary(&self.form)}
            <span class="govuk-caption-l">{caption}</span>
            <h1 class="govuk-heading-l">{heading.to_owned()}</h1>
            {content}
        }
        .into_any();
        Page {
            section: Section::Pilots,
            crumbs,
            refused: self.form.is_refused(),
            ..Page::new(title, main)
        }
    }
}

const ROUGH: &str =
    "As exactly as it is known: 3 March 2026, March 2026, January to March 2026, or 2026.";

fn nothing() -> AnyView {
    ().into_any()
}

/// The form of the record of a pilot.
pub fn record_form(view: &EditView<'_>) -> Page {
    let fields = Fields(&view.form);
    let own = match view.pilot {
        Some(_) => fields.hidden(field::VERSION),
        None => fields.hidden(field::KEY),
    };
    let questions = view! {
        {own}
        {fields.text(field::TITLE, "Name", "", Width::Full)}
        {fields.text(field::FORMER_NAMES, "Former names (optional)", "With commas between them. A search finds the pilot by them, too.", Width::Full)}
        {fields.lines(field::PURPOSE, "What is it for?", "", 4)}
        {fields.text(field::DEPARTMENT, "Department or body that runs it", "", Width::TwoThirds)}
        {fields.text(field::SRO, "Senior responsible owner (optional)", "The post, or the post and the name.", Width::TwoThirds)}
        {fields.text(field::EVALUATOR, "Evaluator (optional)", "", Width::TwoThirds)}
        {fields.text(field::LEGAL_BASIS, "Legal basis (optional)", "Such as the practice direction.", Width::TwoThirds)}
        {fields.text(field::FUNDING, "Funding (optional)", "", Width::TwoThirds)}
        {fields.text(field::FUNDING_ENDS, "When does the funding end? (optional)", ROUGH, Width::OneHalf)}
        {fields.text(field::DECISION_DUE, "When is a decision due? (optional)", ROUGH, Width::OneHalf)}
        {fields.lines(field::LOGIC, "How is it meant to work? (optional)", "One step a line: inputs, activities, outputs, outcomes, impact, and what they rest on.", 6)}
        {fields.lines(field::NO_BASELINE, "Why is there no baseline? (optional)", "Only where no measure has one.", 2)}
        {fields.lines(field::NO_COMPARATOR, "Why is there no comparator? (optional)", "Only where no measure has one.", 2)}
        {fields.lines(field::SOURCE, "Source (optional)", "", 2)}
    }
    .into_any();
    match view.pilot {
        Some(pilot) => view.page(
            "Change the record",
            nothing(),
            questions,
            (&paths::change_pilot(&pilot.slug), "Save"),
        ),
        None => view.page(
            "Add a pilot",
            nothing(),
            questions,
            (paths::NEW_PILOT, "Add pilot"),
        ),
    }
}

/// The form that moves a pilot to another stage.
pub fn stage_form(view: &EditView<'_>, pilot: &Pilot, to: &[Stage], missing: &[Missing]) -> Page {
    let fields = Fields(&view.form);
    let needs = (!missing.is_empty() && to.contains(&Stage::Live)).then(|| {
        let items = missing
            .iter()
            .map(|what| view! { <li>{what.words()}</li> })
            .collect_view();
        view! {
            <p class="govuk-body">"Before it can go live, this pilot needs:"</p>
            <ul class="govuk-list govuk-list--bullet">{items}</ul>
        }
    });
    let now = format!("Its stage is “{}”.", pilot.stage.label());
    let intro = view! { <p class="govuk-body">{now}</p>{needs} }.into_any();
    let stages = to
        .iter()
        .map(|stage| RadiosItem::new(stage.code(), stage.label()))
        .collect();
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {fields.radios(field::STAGE, "Where does it move?", "It is decided once its decision is recorded.", stages)}
    }
    .into_any();
    view.page(
        "Move to another stage",
        intro,
        questions,
        (&paths::pilot_stage(&pilot.slug), "Move"),
    )
}

/// The form that names who leads a pilot.
pub fn lead_form(
    view: &EditView<'_>,
    pilot: &Pilot,
    leads: &[Lead],
    candidates: &[(PersonId, String)],
) -> Page {
    let fields = Fields(&view.form);
    let now = leads
        .iter()
        .map(|lead| {
            let words = format!(
                "{}: {}, {}",
                lead.capacity.label(),
                lead.full_name,
                lead.post
            );
            view! { <li>{words}</li> }
        })
        .collect_view();
    let now = if leads.is_empty() {
        view! { <p class="govuk-body">"Nobody is named yet."</p> }.into_any()
    } else {
        view! { <ul class="govuk-list govuk-list--bullet">{now}</ul> }.into_any()
    };
    let people = std::iter::once(SelectItem::new("", "Select a person"))
        .chain(
            candidates
                .iter()
                .map(|(id, words)| SelectItem::new(id.to_string(), words.clone())),
        )
        .collect();
    let capacities = Capacity::ALL
        .iter()
        .map(|capacity| RadiosItem::new(capacity.code(), capacity.label()))
        .chain([RadiosItem::new("none", "Neither, from now on")])
        .collect();
    let questions = view! {
        {fields.select(field::PERSON, "Person", "Whoever sits for a department on the national board, or keeps it.", people)}
        {fields.radios(field::CAPACITY, "What are they?", "Leads and deputies change the record of this pilot and approve its returns. They have no such right on another.", capacities)}
    }
    .into_any();
    view.page(
        "Change who leads it",
        now,
        questions,
        (&paths::pilot_leads(&pilot.slug), "Save"),
    )
}

/// The form of a site. `seats` are those of its board.
pub fn site_form(
    view: &EditView<'_>,
    pilot: &Pilot,
    site: Option<&Site>,
    boards: &[(BoardId, String)],
    seats: &[(SeatId, String)],
) -> Page {
    let fields = Fields(&view.form);
    let own = match site {
        Some(_) => fields.hidden(field::VERSION),
        None => fields.hidden(field::KEY),
    };
    let boards = std::iter::once(SelectItem::new("", "Select a board"))
        .chain([SelectItem::new(NO_BOARD, "An area without a board here")])
        .chain(
            boards
                .iter()
                .map(|(id, name)| SelectItem::new(id.to_string(), name.clone())),
        )
        .collect();
    let lead = if seats.is_empty() {
        let words = "Who reports can be chosen here once the site is on a board with seats.";
        view! { <p class="govuk-body">{words}</p> }.into_any()
    } else {
        let seats = std::iter::once(SelectItem::new("", "Nobody yet"))
            .chain(
                seats
                    .iter()
                    .map(|(id, words)| SelectItem::new(id.to_string(), words.clone())),
            )
            .collect();
        fields.select(
            field::LEAD_SEAT,
            "Which seat reports for the site? (optional)",
            "Its holder sends the monthly return. Whoever follows in the seat takes over.",
            seats,
        )
    };
    let by_name = site.map(|site| {
        view! {
            <p class="govuk-body">
                "People who sit nowhere report by name: "
                <a class="govuk-link" href=paths::site_leads(site.id)>"who reports for the site"</a>
            </p>
        }
    });
    let questions = view! {
        {own}
        {fields.select(field::BOARD, "Board", "", boards)}
        {fields.text(field::NAME, "Name of the site", "As the pilot calls it.", Width::TwoThirds)}
        {fields.text(field::COURTS, "Courts (optional)", "", Width::Full)}
        {fields.text(field::WAVE, "Wave (optional)", "Such as “Wave 2”.", Width::OneHalf)}
        {fields.text(field::PLANNED_START, "Planned start (optional)", ROUGH, Width::OneHalf)}
        {fields.text(field::ACTUAL_START, "Start (optional)", ROUGH, Width::OneHalf)}
        {fields.text(field::PLANNED_END, "Planned end (optional)", ROUGH, Width::OneHalf)}
        {fields.text(field::ACTUAL_END, "End (optional)", ROUGH, Width::OneHalf)}
        {lead}
        {by_name}
        {fields.text(field::SOURCE, "Source (optional)", "", Width::Full)}
    }
    .into_any();
    let (heading, action, button) = match site {
        Some(site) => (
            format!("Change the site {}", site.name),
            paths::change_pilot_site(site.id),
            "Save",
        ),
        None => (
            "Add a site".to_owned(),
            paths::new_pilot_site(&pilot.slug),
            "Add site",
        ),
    };
    view.page(&heading, nothing(), questions, (&action, button))
}

/// The form of a measure.
pub fn measure_form(view: &EditView<'_>, pilot: &Pilot, measure: Option<&Measure>) -> Page {
    let fields = Fields(&view.form);
    let own = match measure {
        Some(_) => fields.hidden(field::VERSION),
        None => fields.hidden(field::KEY),
    };
    let units = Unit::ALL
        .iter()
        .map(|unit| RadiosItem::new(unit.code(), unit.label()))
        .collect();
    let better = Better::ALL
        .iter()
        .map(|better| RadiosItem::new(better.code(), better.label()))
        .collect();
    let frequencies = Frequency::ALL
        .iter()
        .map(|frequency| RadiosItem::new(frequency.code(), frequency.label()))
        .collect();
    let withdraw = measure.map(|_| {
        fields.tick(
            field::WITHDRAW,
            "Withdraw this measure",
            "Sites no longer report it. What they reported stays.",
        )
    });
    let by_period = measure.map(|measure| {
        view! {
            <p class="govuk-body">
                "What it is to reach on the way there: "
                <a class="govuk-link" href=paths::measure_targets(measure.id)>"targets by period"</a>
            </p>
        }
    });
    let questions = view! {
        {own}
        {fields.text(field::NAME, "Name", "", Width::TwoThirds)}
        {fields.lines(field::DEFINITION, "What exactly is counted?", "So that two people who count get the same.", 3)}
        {fields.radios(field::UNIT, "What are its values?", "", units)}
        {fields.text(field::NUMERATOR_NAME, "What is counted", "Such as “Reports within 8 weeks”. For mean weeks, the weeks of all cases together.", Width::TwoThirds)}
        {fields.text(field::DENOMINATOR_NAME, "What it is divided by", "Such as “All reports”. Not for a count.", Width::TwoThirds)}
        {fields.radios(field::BETTER, "Which way is better?", "", better)}
        {fields.text(field::SOURCE, "Source", "The system or body that the numbers come from.", Width::TwoThirds)}
        {fields.radios(field::FREQUENCY, "How often is it taken?", "", frequencies)}
        {fields.number(field::BASELINE, "Baseline: what is counted (optional)", "Before the first site went live.", "")}
        {fields.number(field::BASELINE_OVER, "Baseline: what it is divided by", "Not for a count.", "")}
        {fields.date(field::BASELINE_FROM, "First day of the baseline", "")}
        {fields.date(field::BASELINE_TO, "Last day of the baseline", "")}
        {fields.lines(field::COMPARATOR, "What is it compared with? (optional)", "Such as areas without the pilot, or England in the same months.", 2)}
        {fields.number(field::TARGET, "Target (optional)", "In the unit above: a count, per cent, or weeks.", "")}
        {fields.date(field::TARGET_ON, "Date of the target", "")}
        {by_period}
        {fields.number(field::LIMIT, "Smallest count that is shown", "Smaller ones are shown as [c]. Enter 0 to show all.", "")}
        {withdraw}
    }
    .into_any();
    let (heading, action, button) = match measure {
        Some(measure) => (
            "Change the measure",
            paths::change_pilot_measure(measure.id),
            "Save",
        ),
        None => (
            "Add a measure",
            paths::new_pilot_measure(&pilot.slug),
            "Add measure",
        ),
    };
    view.page(heading, nothing(), questions, (&action, button))
}

fn ratings(fields: Fields<'_>, name: &str, legend: &str) -> AnyView {
    let items = [
        ("1", "1, very low"),
        ("2", "2, low"),
        ("3", "3, medium"),
        ("4", "4, high"),
        ("5", "5, very high"),
    ]
    .into_iter()
    .map(|(code, label)| RadiosItem::new(code, label))
    .collect();
    fields.radios(name, legend, "", items)
}

/// The form of a milestone, risk, issue, lesson, claim or evaluation.
pub fn entry_form(
    view: &EditView<'_>,
    pilot: &Pilot,
    kind: EntryKind,
    entry: Option<&Entry>,
) -> Page {
    let fields = Fields(&view.form);
    let own = match entry {
        Some(_) => fields.hidden(field::VERSION),
        None => view! { {fields.hidden(field::KEY)}{fields.hidden(field::KIND)} }.into_any(),
    };
    let source = || {
        fields.text(
            field::SOURCE,
            "Source",
            "Who said it, and where.",
            Width::Full,
        )
    };
    let title = |label: &str, hint: &str| fields.lines(field::TITLE, label, hint, 2);
    let detail = |label: &str, hint: &str| fields.lines(field::DETAIL, label, hint, 4);
    let owner = || {
        fields.text(
            field::OWNER,
            "Owner (optional)",
            "A post or an organisation.",
            Width::TwoThirds,
        )
    };
    let questions = match kind {
        EntryKind::Milestone => view! {
            {title("Milestone", "")}
            {detail("Details (optional)", "")}
            {owner()}
            {fields.date(field::DUE, "Due date", "")}
            {fields.date(field::FORECAST, "Forecast date (optional)", "When it is expected now.")}
            {fields.date(field::ACTUAL, "Actual date (optional)", "When it was reached.")}
        }
        .into_any(),
        EntryKind::Risk => view! {
            {title("Risk", "Cause, event and effect: because of …, … may happen, so that ….")}
            {detail("What is done about it (optional)", "")}
            {owner()}
            {ratings(fields, field::LIKELIHOOD, "How likely is it?")}
            {ratings(fields, field::IMPACT, "How much would it matter?")}
        }
        .into_any(),
        EntryKind::Issue => view! {
            {title("Issue", "What has happened.")}
            {detail("What is done about it (optional)", "")}
            {owner()}
            {ratings(fields, field::IMPACT, "How much does it matter?")}
        }
        .into_any(),
        EntryKind::Lesson => view! {
            {title("Lesson", "What another area can learn, in one sentence. Every board reads it.")}
            {detail("What happened, and what you would do again (optional)", "")}
            {fields.text(field::SITES, "Sites where it was learned (optional)", "", Width::Full)}
            {fields.lines(field::CAVEAT, "Caveat (optional)", "What it does not show, and what it cost.", 2)}
        }
        .into_any(),
        EntryKind::Claim => view! {
            {title("Claim", "The headline number as it was published.")}
            {detail("Details (optional)", "")}
            {source()}
            {fields.text(field::DATED, "Date", ROUGH, Width::OneHalf)}
            {fields.text(field::SITES, "Sites that it is about", "", Width::Full)}
            {fields.lines(field::COMPARATOR, "What is it compared with?", "Or that the source does not say.", 2)}
        }
        .into_any(),
        EntryKind::Evaluation => {
            let kinds = EvaluationKind::ALL
                .iter()
                .map(|kind| RadiosItem::new(kind.code(), kind.label()))
                .collect();
            let strengths = Strength::ALL
                .iter()
                .map(|strength| RadiosItem::new(strength.code(), strength.label()))
                .collect();
            view! {
                {title("Title of the evaluation", "")}
                {detail("What it found (optional)", "")}
                {fields.radios(field::EVALUATION, "What does it look at?", "", kinds)}
                {fields.text(field::METHOD, "Method", "Or that it is not known.", Width::Full)}
                {fields.radios(field::STRENGTH, "How strong is the evidence?", "", strengths)}
                {fields.lines(field::CAVEAT, "Caveat (optional)", "", 2)}
                {source()}
                {fields.text(field::DATED, "Date (optional)", ROUGH, Width::OneHalf)}
                {fields.text(field::LINK, "Link (optional)", "Begins with https://", Width::Full)}
            }
            .into_any()
        }
    };
    let questions = view! { {own}{questions} }.into_any();
    let noun = kind.label().to_lowercase();
    let (heading, action, button) = match entry {
        Some(entry) => (
            format!("Change the {noun}"),
            paths::change_pilot_entry(entry.id),
            "Save".to_owned(),
        ),
        None => (
            format!("New {noun}"),
            paths::new_pilot_entry(&pilot.slug),
            format!("Add {noun}"),
        ),
    };
    view.page(&heading, nothing(), questions, (&action, &button))
}

/// The form that withdraws an entry.
pub fn withdraw_form(view: &EditView<'_>, entry: &Entry) -> Page {
    let fields = Fields(&view.form);
    let title = entry.content.title.clone();
    let after = if entry.kind == EntryKind::Lesson {
        "It stays on the page, marked as withdrawn, and boards that took it up see so."
    } else {
        "It stays on the page, marked as withdrawn."
    };
    let intro = view! {
        <p class="govuk-body app-typed">{title}</p>
        <p class="govuk-body">{after}</p>
    }
    .into_any();
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {fields.text(field::REASON, "Why is it withdrawn?", "", Width::Full)}
    }
    .into_any();
    let heading = format!("Withdraw the {}", entry.kind.label().to_lowercase());
    view.page(
        &heading,
        intro,
        questions,
        (&paths::withdraw_pilot_entry(entry.id), "Withdraw"),
    )
}

/// The form that records the decision about a pilot.
pub fn decision_form(
    view: &EditView<'_>,
    pilot: &Pilot,
    verdicts: &[Verdict],
    organisations: &[(OrganisationId, String)],
) -> Page {
    let fields = Fields(&view.form);
    let verdicts = verdicts
        .iter()
        .map(|verdict| RadiosItem::new(verdict.code(), verdict.label()))
        .collect();
    let owners = std::iter::once(SelectItem::new("", "Select an organisation"))
        .chain(
            organisations
                .iter()
                .map(|(id, name)| SelectItem::new(id.to_string(), name.clone())),
        )
        .collect();
    let intro = view! {
        <p class="govuk-body">
            "Once it is recorded, the pilot is decided and its record is only read. Corrections can be added as dated notes."
        </p>
    }
    .into_any();
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {fields.radios(field::VERDICT, "What was decided?", "", verdicts)}
        {fields.text(field::DECIDER, "Who decided it?", "", Width::TwoThirds)}
        {fields.date(field::DECIDED_ON, "Date of the decision", "")}
        {fields.lines(field::REASON, "Reason", "", 4)}
        {fields.lines(field::EVIDENCE, "Evidence it rests on", "Measures, evaluations and what they do not show.", 4)}
        {fields.text(field::REFERENCE, "Reference of a board's decision (optional)", "Such as FJB-D-2026-003, where a board took it.", Width::OneHalf)}
        {fields.select(field::ORGANISATION, "Who looks at its effect after 6, 12 and 24 months?", "", owners)}
    }
    .into_any();
    view.page(
        "Record the decision",
        intro,
        questions,
        (&paths::pilot_decision(&pilot.slug), "Record decision"),
    )
}

/// The form of a note below the decision.
pub fn correct_form(view: &EditView<'_>, pilot: &Pilot) -> Page {
    let fields = Fields(&view.form);
    let questions = view! {
        {fields.hidden(field::KEY)}
        {fields.lines(field::TEXT, "Correction", "It stands below the decision with your name and the day. The decision itself stays as it is.", 4)}
    }
    .into_any();
    view.page(
        "Add a correction",
        nothing(),
        questions,
        (&paths::correct_pilot(&pilot.slug), "Add correction"),
    )
}

/// The form that says what a check found: the first that is not done.
pub fn check_form(view: &EditView<'_>, pilot: &Pilot, check: Option<&Check>) -> Page {
    let fields = Fields(&view.form);
    let Some(check) = check else {
        let main = view! {
            <span class="govuk-caption-l">{pilot.record.title.clone()}</span>
            <h1 class="govuk-heading-l">"Say what a check found"</h1>
            <p class="govuk-body">"No check is left to be done."</p>
        }
        .into_any();
        return Page {
            section: Section::Pilots,
            crumbs: pilot_crumbs(pilot),
            ..Page::new("Say what a check found", main)
        };
    };
    let words = format!(
        "The check after {} months is due on {} and belongs to {}.",
        check.months,
        wording::date(check.due_on),
        check.organisation_name
    );
    let intro = view! { <p class="govuk-body">{words}</p> }.into_any();
    let questions = view! {
        <input type="hidden" name=field::CHECK value=check.id.to_string() />
        <input type="hidden" name=field::VERSION value=check.version.to_string() />
        {fields.lines(field::FINDING, "What was found?", "Whether the effect lasted, and how that is known.", 4)}
    }
    .into_any();
    view.page(
        "Say what a check found",
        intro,
        questions,
        (&paths::pilot_check(&pilot.slug), "Save"),
    )
}
