//! What a board holds itself to.

use leptos::prelude::*;

use crate::{
    actions::types::Verification,
    boards::views::board_crumbs,
    form::FormState,
    govuk::{
        Checkboxes, CheckboxesItem, CheckboxesOptions, FieldsetOptions, HintOptions, LegendOptions,
        RadiosItem,
    },
    layout::{self, Crumb, Fields, Page, Section},
    membership::types::Category,
    paths,
    proceedings::{forms::field, types::BoardRules},
    wording,
};

/// What the page shows.
pub struct RulesView {
    pub board_name: String,
    pub board_slug: String,
    pub rules: BoardRules,
    /// The form, for whoever may change the rules.
    pub form: Option<FormState>,
    /// Whether somebody changed them after the form was opened.
    pub conflict: bool,
}

/// Draws the page.
pub fn rules_page(view: &RulesView) -> Page {
    let heading = "Rules of the board";
    let summary = view.form.as_ref().and_then(layout::error_summary);
    let refused = view.form.as_ref().is_some_and(FormState::is_refused);
    let body = match &view.form {
        Some(form) => change(view, form),
        None => summary_list(&view.rules),
    };
    let main = view! {
        {summary}
        <span class="govuk-caption-l">{view.board_name.clone()}</span>
        <h1 class="govuk-heading-l">{heading}</h1>
        <p class="govuk-body">
            "No law and no published guidance sets a quorum or deadlines for family justice boards. \
             What is set here is what this board agreed; until it does, the portal starts from what is usual. \
             A meeting that is not quorate is never stopped: its minutes say so, and its decisions wait to be ratified."
        </p>
        {body}
    }
    .into_any();
    let mut crumbs = board_crumbs();
    crumbs.push(Crumb::new(
        view.board_name.clone(),
        paths::board(&view.board_slug),
    ));
    crumbs.push(Crumb::new("Meetings", paths::meetings(&view.board_slug)));
    Page {
        section: Section::Boards,
        crumbs,
        refused,
        ..Page::new(format!("{heading} - {}", view.board_name), main)
    }
}

fn words(rules: &BoardRules) -> Vec<(&'static str, String)> {
    let categories: Vec<&str> = rules
        .categories
        .iter()
        .map(|category| category.label())
        .collect();
    let days = |days: u32| wording::count(days.into(), "working day", "working days");
    vec![
        ("People who must be there", rules.least.to_string()),
        (
            "Somebody must be there from",
            if categories.is_empty() {
                "No category".to_owned()
            } else {
                categories.join("; ")
            },
        ),
        (
            "Substitutes",
            if rules.substitutes_count {
                "Count"
            } else {
                "Do not count"
            }
            .to_owned(),
        ),
        (
            "Papers go out",
            format!("{} before the meeting", days(rules.papers_days)),
        ),
        (
            "Minutes go out",
            format!("Within {} after it", days(rules.minutes_days)),
        ),
        (
            "Actions go out",
            format!("Within {} after it", days(rules.actions_days)),
        ),
        (
            "An offered action is answered",
            format!(
                "Within {}, or it is for the chair again",
                days(rules.offer_days)
            ),
        ),
        (
            "Somebody else checks that it is done",
            rules.verification.label().to_owned(),
        ),
        (
            "Open actions at most",
            match rules.actions_most {
                0 => "No number set".to_owned(),
                most => most.to_string(),
            },
        ),
        (
            "Minutes for everybody",
            if rules.publishes_minutes {
                "Officers may publish agreed minutes"
            } else {
                "Minutes are not published"
            }
            .to_owned(),
        ),
    ]
}

fn summary_list(rules: &BoardRules) -> AnyView {
    let rows = words(rules)
        .into_iter()
        .map(|(key, value)| {
            view! {
                <div class="govuk-summary-list__row">
                    <dt class="govuk-summary-list__key">{key}</dt>
                    <dd class="govuk-summary-list__value">{value}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="govuk-summary-list">{rows}</dl> }.into_any()
}

fn change(view: &RulesView, form: &FormState) -> AnyView {
    let fields = Fields(form);
    let now = view
        .conflict
        .then(|| layout::changed_meanwhile("The rules", words(&view.rules)));
    let categories = CheckboxesOptions {
        name: field::CATEGORIES.into(),
        id_prefix: Some(field::CATEGORIES.into()),
        fieldset: Some(FieldsetOptions {
            legend: Some(LegendOptions {
                content: "From which categories must somebody be there?".into(),
                classes: "govuk-fieldset__legend--s".into(),
                ..Default::default()
            }),
            ..Default::default()
        }),
        hint: Some(HintOptions::from(
            "The chair or the deputy chair stands for “Chair and officers”. Observers never count."
                .to_owned(),
        )),
        error_message: form.error(field::CATEGORIES).map(Into::into),
        values: form.answers.all(field::CATEGORIES).to_vec(),
        items: Category::of_boards()
            .map(|category| CheckboxesItem::new(category.code(), category.label()))
            .collect(),
        classes: "govuk-checkboxes--small".into(),
        ..Default::default()
    };
    let verifications = Verification::ALL
        .iter()
        .map(|one| RadiosItem::new(one.code(), one.label()))
        .collect();
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {fields.number(field::LEAST, "How many people must be there?", "Each person counts once, also with two seats.", "people")}
        <Checkboxes options=categories />
        {fields.tick(field::SUBSTITUTES, "Substitutes count", "")}
        {fields.number(field::PAPERS, "How long before a meeting do papers go out?", "", "working days")}
        {fields.number(field::MINUTES, "How long after a meeting do its minutes go out?", "", "working days")}
        {fields.number(field::ACTIONS, "How long after a meeting do its actions go out?", "", "working days")}
        {fields.number(field::OFFERS, "How long may an offered action wait for an answer?", "An action that is offered to another organisation stays with the one that leads it until they accept. Without an answer it is for the chair again.", "working days")}
        {fields.radios(field::VERIFICATION, "Of which actions does somebody else check that they are done?", "They need evidence, and whoever reported them as complete does not close them.", verifications)}
        {fields.number(field::MOST_ACTIONS, "How many open actions does the board want at most?", "The action log says when there are more. Nothing is refused. Enter 0 to set no number.", "actions")}
        {fields.tick(
            field::PUBLISHES,
            "Officers may publish agreed minutes for everybody",
            "They take out first what is not for the public. If this is not ticked, nobody outside the board reads any minutes, also those published before.",
        )}
    }
    .into_any();
    view! {
        {now}
        {layout::form(&paths::board_rules(&view.board_slug), questions, "Save", &paths::meetings(&view.board_slug))}
    }
    .into_any()
}
