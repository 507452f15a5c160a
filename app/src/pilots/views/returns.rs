//! The monthly returns of sites: which are in, one to fill in, one to judge.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use leptos::prelude::*;
use uuid::Uuid;

use super::{EditView, doors, fictional, head, pilot_crumbs, revise, row, typed_row};
use crate::{
    form::{FormState, THEN},
    govuk::{
        Button, ButtonOptions, Checkboxes, CheckboxesItem, CheckboxesOptions, FieldsetOptions,
        LegendOptions, SelectItem,
    },
    layout::{self, Fields, Page, Section, Width},
    moj::{ScrollablePane, ScrollablePaneOptions},
    paths,
    pilots::{
        forms::{APPROVE, KEEP, SEND_BACK, SEND_IN, field},
        rough::month_in_words,
        rules::{self, DUE_DAY, Standing},
        types::{Measure, Pilot, Return, ReturnState, Revision, RevisionState, Said, Site, Unit},
    },
    query, wording,
};

/// A return in the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridCell {
    pub id: Uuid,
    pub state: ReturnState,
    /// Whether figures of it were corrected, or wait to be.
    pub revised: Option<RevisionState>,
}

/// A site in the grid of returns.
pub struct GridRow {
    pub site: Site,
    /// What there is of the months of the grid, by month.
    pub returns: BTreeMap<NaiveDate, GridCell>,
    /// The months that are late, the latest first.
    pub overdue: Vec<NaiveDate>,
    pub last_chased: Option<NaiveDate>,
    /// Who reports for it by name today.
    pub named: Vec<String>,
    /// Whether the reader reports for it.
    pub reports: bool,
}

/// What the grid shows.
pub struct GridView {
    pub pilot: Pilot,
    pub rows: Vec<GridRow>,
    /// The latest first.
    pub months: Vec<NaiveDate>,
    /// Whether the reader reminds sites and judges returns.
    pub keeps: bool,
    pub today: NaiveDate,
    pub fictional: bool,
}

/// Draws the grid of sites and months, with the form that reminds sites.
pub fn grid_page(edit: &EditView<'_>, view: &GridView) -> Page {
    let heads = view
        .months
        .iter()
        .map(|month| view! { <th scope="col" class="govuk-table__header">{month_in_words(*month)}</th> })
        .collect_view();
    let rows = view
        .rows
        .iter()
        .map(|row| {
            let cells = view
                .months
                .iter()
                .map(|month| view! { <td class="govuk-table__cell">{cell(view, row, *month)}</td> })
                .collect_view();
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">
                        {row.site.name.clone()}
                        {name_them(view, row)}
                        {row.last_chased.map(|day| {
                            let words = format!("Reminded on {}", wording::date(day));
                            view! { <span class="app-due__note">{words}</span> }
                        })}
                    </th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    let earlier = view.months.last().map(|first| {
        let pairs = [("before", first.to_string())];
        let href = query::address(&paths::pilot_returns(&view.pilot.slug), &pairs);
        view! {
            <p class="govuk-body app-no-print"><a class="govuk-link" href=href>"Earlier months"</a></p>
        }
    });
    let late: usize = view.rows.iter().map(|row| row.overdue.len()).sum();
    let message = if late == 0 {
        "No return is late.".to_owned()
    } else {
        let sites = view
            .rows
            .iter()
            .filter(|row| !row.overdue.is_empty())
            .count();
        format!(
            "{} late, from {}.",
            wording::count(late as u64, "return is", "returns are"),
            wording::count(sites as u64, "site", "sites")
        )
    };
    let due = format!("A return is due on the {DUE_DAY}th of the month after its own.");
    let main = view! {
        {layout::error_summary(&edit.form)}
        <span class="govuk-caption-l">{view.pilot.record.title.clone()}</span>
        <h1 class="govuk-heading-l">"Returns of the sites"</h1>
        {fictional(view.fictional)}
        <p class="govuk-body">{message}" "{due}</p>
        <ScrollablePane options=ScrollablePaneOptions { label: "Returns of each site by month".into(), classes: "app-grid app-grid--months".into(), ..Default::default() }>
            <table class="govuk-table">
                <caption class="govuk-table__caption govuk-visually-hidden">"Returns of each site by month"</caption>
                <thead class="govuk-table__head">
                    <tr class="govuk-table__row">
                        <th scope="col" class="govuk-table__header">"Site"</th>
                        {heads}
                    </tr>
                </thead>
                <tbody class="govuk-table__body">{rows}</tbody>
            </table>
        </ScrollablePane>
        {earlier}
        {chase(&edit.form, view)}
    }
    .into_any();
    Page {
        section: Section::Pilots,
        crumbs: pilot_crumbs(&view.pilot),
        refused: edit.form.is_refused(),
        wide: true,
        ..Page::new(format!("Returns - {}", view.pilot.record.title), main)
    }
}

impl GridRow {
    /// Whether a seat or somebody by name reports for it.
    fn is_reported(&self) -> bool {
        self.site.lead_title.is_some() || !self.named.is_empty()
    }
}

/// Where somebody is named for a site that is late and for which nobody reports.
fn name_them(view: &GridView, row: &GridRow) -> Option<AnyView> {
    (view.keeps && !row.overdue.is_empty() && !row.is_reported()).then(|| {
        let href = paths::site_leads(row.site.id);
        let hidden = format!(" for {}", row.site.name);
        view! {
            <a class="govuk-link app-due__note app-no-print" href=href>
                "Name who reports"<span class="govuk-visually-hidden">{hidden}</span>
            </a>
        }
        .into_any()
    })
}

fn cell(view: &GridView, row: &GridRow, month: NaiveDate) -> AnyView {
    let link = |words: &'static str, href: String| {
        let hidden = format!(", {}, {}", row.site.name, month_in_words(month));
        view! {
            <a class="govuk-link" href=href>
                {words}<span class="govuk-visually-hidden">{hidden}</span>
            </a>
        }
        .into_any()
    };
    let fill = || {
        let pairs = [("month", month.to_string())];
        query::address(&paths::site_return(row.site.id), &pairs)
    };
    match row.returns.get(&month).copied() {
        Some(cell) if cell.state.is_in() => {
            let words = if view.keeps || row.reports {
                link(cell.state.label(), paths::pilot_return(cell.id))
            } else {
                cell.state.label().into_any()
            };
            let revised = cell.revised.map(|state| match state {
                RevisionState::Asked => "Correction waits",
                RevisionState::Approved | RevisionState::Refused => "Revised",
            });
            view! {
                {words}
                {revised.map(|words| view! { <span class="app-due__note">{words}</span> })}
            }
            .into_any()
        }
        Some(cell) => {
            let words = cell.state.label();
            let filled = if row.reports {
                link(words, fill())
            } else {
                words.into_any()
            };
            let late = (rules::due_on(month) < view.today)
                .then(|| view! { <span class="app-due__note">"Late"</span> });
            view! { {filled}{late} }.into_any()
        }
        None if !rules::owes(&row.site, month, view.today) => "Not asked".into_any(),
        None => {
            let words = if rules::due_on(month) < view.today {
                "Late"
            } else {
                "Due"
            };
            if row.reports {
                link(words, fill())
            } else {
                words.into_any()
            }
        }
    }
}

fn chase(form: &FormState, view: &GridView) -> Option<AnyView> {
    let late: Vec<&GridRow> = view
        .rows
        .iter()
        .filter(|row| !row.overdue.is_empty())
        .collect();
    if !view.keeps || late.is_empty() {
        return None;
    }
    let items = late
        .into_iter()
        .map(|row| {
            let months: Vec<String> = row
                .overdue
                .iter()
                .map(|month| month_in_words(*month))
                .collect();
            let mut words = format!("Late: {}.", months.join(", "));
            match row.last_chased {
                _ if !row.is_reported() => words.push_str(" Nobody is named who reports for it."),
                Some(day) => {
                    words.push_str(&format!(" Last reminded on {}.", wording::date(day)));
                }
                None => {}
            }
            CheckboxesItem {
                hint: Some(words.into()),
                ..CheckboxesItem::new(row.site.id.to_string(), row.site.name.clone())
            }
        })
        .collect();
    let options = CheckboxesOptions {
        name: field::SITE.into(),
        id_prefix: Some(field::SITE.into()),
        fieldset: Some(FieldsetOptions {
            legend: Some(LegendOptions {
                content: "Which sites are reminded?".into(),
                classes: "govuk-fieldset__legend--m".into(),
                ..Default::default()
            }),
            ..Default::default()
        }),
        hint: Some("Whoever reports for it is told, in the portal and with their mail of the day. A site is reminded once a day. You check first who is told what.".into()),
        error_message: form.error(field::SITE).map(Into::into),
        values: form.answers.all(field::SITE).to_vec(),
        items,
        ..Default::default()
    };
    Some(
        view! {
            <form method="post" action=paths::chase_returns(&view.pilot.slug) novalidate class="app-no-print">
                <Checkboxes options=options />
                <Button options=ButtonOptions {
                    content: "Continue".into(),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
            </form>
        }
        .into_any(),
    )
}

/// What the form of a return shows.
pub struct ReturnFormView {
    pub pilot: Pilot,
    pub site: Site,
    pub month: NaiveDate,
    /// The months that the site may report, the latest first.
    pub months: Vec<NaiveDate>,
    pub measures: Vec<Measure>,
    /// What the site reported for the month before.
    pub before: BTreeMap<Uuid, Said>,
    /// Why it was sent back.
    pub note: String,
    pub today: NaiveDate,
}

/// Draws the form of a return.
pub fn return_form(edit: &EditView<'_>, view: &ReturnFormView) -> Page {
    let fields = Fields(&edit.form);
    let month = month_in_words(view.month);
    let heading = format!("Return for {month}");
    let others = view
        .months
        .iter()
        .map(|month| SelectItem::new(month.to_string(), month_in_words(*month)))
        .collect::<Vec<_>>();
    let choose = (others.len() > 1).then(|| {
        let chosen = FormState::new(
            crate::form::Answers::default().with("month-shown", view.month.to_string()),
        );
        let select = Fields(&chosen).select("month-shown", "Another month", "", others);
        view! {
            <form method="get" action=paths::site_return(view.site.id) class="app-no-print">
                {select}
                <Button options=ButtonOptions {
                    content: "Show".into(),
                    classes: "govuk-button--secondary".into(),
                    ..Default::default()
                } />
            </form>
        }
    });
    let note = (!view.note.is_empty()).then(|| {
        let note = view.note.clone();
        view! {
            <div class="govuk-inset-text">
                <p class="govuk-body">"It was sent back with this note:"</p>
                <p class="govuk-body app-typed">{note}</p>
            </div>
        }
    });
    let measures = view
        .measures
        .iter()
        .map(|measure| {
            let last = match view.before.get(&measure.id) {
                Some(said) => {
                    let unit = measure.definition.unit;
                    format!("The month before: {}.", said_in_words(unit, said))
                }
                None => String::new(),
            };
            questions(fields, measure, last)
        })
        .collect_view();
    let none = view.measures.is_empty().then(|| {
        view! { <p class="govuk-body">"The pilot has no measure that sites report."</p> }
    });
    let due = format!("It is due on {}.", wording::date(rules::due_on(view.month)));
    let back = paths::pilot_returns(&view.pilot.slug);
    let weeks = rules::weeks_in_words(&view.site, view.today)
        .map(|weeks| format!(" The site has been live for {weeks}."))
        .unwrap_or_default();
    let main = view! {
        {layout::error_summary(&edit.form)}
        <span class="govuk-caption-l">{format!("{}, {}", view.pilot.record.title, view.site.name)}</span>
        <h1 class="govuk-heading-l">{heading.clone()}</h1>
        <p class="govuk-body">{due}{weeks}" Counts only, never anything about a child or a case."</p>
        {choose}
        {note}
        {edit.conflict("The return")}
        {none}
        <form method="post" action=paths::site_return(view.site.id) novalidate>
            // The first button is the one that the enter key presses.
            <input type="submit" class="govuk-visually-hidden" tabindex="-1" aria-hidden="true" name=THEN value=KEEP />
            {fields.hidden(field::MONTH)}
            {fields.hidden(field::VERSION)}
            {measures}
            {fields.lines(field::STORY, "What lies behind the figures? (optional)", "A few sentences.", 4)}
            <div class="govuk-button-group">
                <Button options=ButtonOptions {
                    content: "Send in".into(),
                    name: Some(THEN.into()),
                    value: Some(SEND_IN.into()),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
                <Button options=ButtonOptions {
                    content: "Keep as a draft".into(),
                    classes: "govuk-button--secondary".into(),
                    name: Some(THEN.into()),
                    value: Some(KEEP.into()),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
                <a class="govuk-link" href=back>"Cancel"</a>
            </div>
        </form>
    }
    .into_any();
    Page {
        section: Section::Pilots,
        crumbs: pilot_crumbs(&view.pilot),
        refused: edit.form.is_refused(),
        ..Page::new(format!("{heading} - {}", view.site.name), main)
    }
}

/// A figure in words: "50.0% (30 of 60)", "not reported: the system was down".
pub(super) fn said_in_words(unit: Unit, said: &Said) -> String {
    match said {
        Said::Value(parts) => rules::value_in_words(unit, *parts),
        Said::NotReported { reason } => format!("not reported: {reason}"),
    }
}

/// The questions about one measure. `last` says what is known of it.
pub(super) fn questions(fields: Fields<'_>, measure: &Measure, last: String) -> AnyView {
    let it = &measure.definition;
    let over = it.unit.has_parts().then(|| {
        fields.number(
            &field::of(field::OVER, measure.id),
            &it.denominator_name,
            "",
            "",
        )
    });
    let hint = if it.unit == Unit::Weeks {
        "A whole number of weeks, of all cases together."
    } else {
        "A whole number. 0 is a value."
    };
    view! {
        <fieldset class="govuk-fieldset govuk-!-margin-bottom-6">
            <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">{it.name.clone()}</legend>
            <p class="govuk-hint app-typed">{it.definition.clone()}</p>
            <p class="govuk-hint">{last}</p>
            {fields.number(&field::of(field::VALUE, measure.id), &it.numerator_name, hint, "")}
            {over}
            {fields.text(&field::of(field::NONE, measure.id), "Or why there is no value", "Leave empty if there is one.", Width::TwoThirds)}
        </fieldset>
    }
    .into_any()
}

/// What the page of a return shows.
pub struct ReturnView {
    pub pilot: Pilot,
    pub site: Site,
    pub it: Return,
    pub measures: Vec<Measure>,
    /// Whether the reader approves it or sends it back.
    pub judges: bool,
    /// What the reader may do about its figures once they are approved.
    pub standing: Standing,
    /// Its corrections, the first one first.
    pub revisions: Vec<Revision>,
    pub fictional: bool,
}

/// Draws the page of a return that was sent in, with the form that judges it.
pub fn return_page(edit: &EditView<'_>, view: &ReturnView) -> Page {
    let it = &view.it;
    let month = month_in_words(it.month);
    let rows = view
        .measures
        .iter()
        .filter(|measure| it.values.contains_key(&measure.id) || !measure.withdrawn)
        .map(|measure| {
            let unit = measure.definition.unit;
            let value = match it.values.get(&measure.id) {
                Some(Said::Value(parts)) => rules::value_in_words(unit, *parts).into_any(),
                Some(Said::NotReported { reason }) => view! {
                    "Not reported"<span class="app-due__note">{reason.clone()}</span>
                }
                .into_any(),
                None => "Not asked".into_any(),
            };
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">{measure.definition.name.clone()}</th>
                    <td class="govuk-table__cell" data-label="Value">{value}</td>
                </tr>
            }
        })
        .collect_view();
    let when = |at: Option<chrono::DateTime<chrono::Utc>>, by: &str| {
        at.map(|at| format!("{by}, {}", wording::date_and_time(at)))
            .unwrap_or_default()
    };
    let changed = edit.now.is_some().then(|| {
        view! {
            <p class="govuk-inset-text">
                "The return changed after you opened the page, so nothing was saved. This is what it is like now."
            </p>
        }
    });
    let judge = (view.judges && it.state == ReturnState::Submitted).then(|| {
        judge(
            (&edit.form, view),
            "Approve it or send it back",
            "What is approved is locked, and every board can read it.",
            ("What has to be changed?", "Only if you send it back."),
        )
    });
    let correct = match view.standing {
        Standing::Nothing => None,
        Standing::Ask => doors(vec![(
            "Ask to correct figures".to_owned(),
            paths::revise_return(it.id),
        )]),
        Standing::Wait => Some(
            view! {
                <p class="govuk-inset-text">"A correction waits for approval by somebody else who leads this pilot. Until then the figures above stay."</p>
            }
            .into_any(),
        ),
        Standing::Judge => Some(judge_correction(&edit.form, view)),
    };
    let revised = view
        .revisions
        .iter()
        .rev()
        .find(|revision| revision.state == RevisionState::Approved)
        .and_then(|revision| Some(wording::date(wording::uk_day(revision.judged_at?))))
        .map(|day| {
            row(
                "Revised",
                format!("Figures were last corrected on {day}. What they were is below").into_any(),
            )
        });
    let main = view! {
        {layout::error_summary(&edit.form)}
        <span class="govuk-caption-l">{format!("{}, {}", view.pilot.record.title, view.site.name)}</span>
        <h1 class="govuk-heading-l">{format!("Return for {month}")}</h1>
        {fictional(view.fictional)}
        {changed}
        <dl class="govuk-summary-list">
            {row("State", it.state.label().into_any())}
            {typed_row("Sent in by", &when(it.submitted_at, &it.submitted_by))}
            {typed_row("Approved by", &when(it.approved_at, &it.approved_by))}
            {typed_row("Sent back with", &it.sent_back_note)}
            {typed_row("What lies behind the figures", &it.story)}
            {revised}
        </dl>
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--m">"Values"</caption>
            {head(&["Measure", "Value"])}
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
        {revise::revisions(it, &view.revisions, &view.measures)}
        {judge}
        {correct}
    }
    .into_any();
    let mut crumbs = pilot_crumbs(&view.pilot);
    crumbs.push(layout::Crumb::new(
        "Returns of the sites",
        paths::pilot_returns(&view.pilot.slug),
    ));
    Page {
        section: Section::Pilots,
        crumbs,
        refused: edit.form.is_refused(),
        ..Page::new(format!("Return for {month} - {}", view.site.name), main)
    }
}

fn judge_correction(form: &FormState, view: &ReturnView) -> AnyView {
    judge(
        (form, view),
        "Approve the correction or refuse it",
        "Approved, its figures take the place of those above in every total. What they were stays on record.",
        ("Why is it refused?", "Only if you send it back."),
    )
}

fn judge(
    (form, view): (&FormState, &ReturnView),
    heading: &'static str,
    follows: &'static str,
    (label, hint): (&str, &str),
) -> AnyView {
    let fields = Fields(form);
    view! {
        <form method="post" action=paths::pilot_return(view.it.id) novalidate class="app-no-print">
            <h2 class="govuk-heading-m">{heading}</h2>
            <p class="govuk-body">{follows}</p>
            <input type="hidden" name=field::VERSION value=view.it.version.to_string() />
            {fields.lines(field::NOTE, label, hint, 3)}
            <div class="govuk-button-group">
                <Button options=ButtonOptions {
                    content: "Approve".into(),
                    name: Some(THEN.into()),
                    value: Some(APPROVE.into()),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
                <Button options=ButtonOptions {
                    content: "Send back".into(),
                    classes: "govuk-button--secondary".into(),
                    name: Some(THEN.into()),
                    value: Some(SEND_BACK.into()),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
            </div>
        </form>
    }
    .into_any()
}
