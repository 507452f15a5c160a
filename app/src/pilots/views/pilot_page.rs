//! The page of a pilot.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use leptos::prelude::*;
use uuid::Uuid;

use super::{
    doors, fictional, head, register_crumbs, row, shown, stage_tag,
    status::{self, StatusView},
    typed, typed_row,
};
use crate::{
    charts::sparkline,
    layout::{Page, Section},
    paths,
    pilots::{
        evidence::{self, Entered, alone},
        rough::month_in_words,
        rules::{self, Missing, MonthRow, Rights},
        status::Status,
        types::{
            Adopted, Check, Correction, Definition, Entry, EntryKind, EvaluationKind, Frequency,
            Measure, Pilot, PilotDecision, Site, SiteLead, Stage, Strength, Unit,
        },
    },
    query, wording,
};

/// A measure with what was last approved of it.
pub struct Figure {
    pub measure: Measure,
    /// The latest month of which something was approved.
    pub latest: Option<MonthRow>,
    /// What is published of the last two years, the earliest month first.
    pub line: Vec<Option<f64>>,
    /// What the rules say; none for a measure that sites do not report.
    pub says: Option<String>,
    /// How it stands, where somebody said so.
    pub status: Option<Status>,
    /// What people entered about its evidence.
    pub entered: Entered,
}

/// What the page of a pilot shows.
pub struct PilotView {
    pub pilot: Pilot,
    /// Names and posts of those who lead it, and of their deputies.
    pub leads: Vec<String>,
    pub deputies: Vec<String>,
    pub sites: Vec<Site>,
    /// Everybody who ever reported for one of them by name.
    pub site_leads: Vec<SiteLead>,
    pub rights: Rights,
    pub missing: Vec<Missing>,
    pub figures: Vec<Figure>,
    pub status: StatusView,
    pub entries: Vec<Entry>,
    /// Which boards take up which lessons.
    pub adopted: BTreeMap<Uuid, Vec<Adopted>>,
    pub decision: Option<PilotDecision>,
    /// Whether the board's decision named there can be read by whoever looks.
    pub decision_is_linked: bool,
    pub corrections: Vec<Correction>,
    pub checks: Vec<Check>,
    pub today: NaiveDate,
    /// Whether returns of this pilot were made up for the demonstration.
    pub fictional: bool,
}

/// Draws the page.
pub fn pilot_page(view: &PilotView) -> Page {
    let pilot = &view.pilot;
    let record = &pilot.record;
    let former = (!record.former_names.is_empty()).then(|| {
        let words = format!("Formerly {}", record.former_names);
        view! { <p class="govuk-body-l">{words}</p> }
    });
    let main = view! {
        <span class="govuk-caption-l">"Reform pilot"</span>
        <h1 class="govuk-heading-l">{record.title.clone()}</h1>
        {former}
        <p class="govuk-body">{stage_tag(pilot.stage)}</p>
        {missing(view)}
        {keep(view)}
        {status::section(&view.status)}
        {the_record(view)}
        {decision(view)}
        {sites(view)}
        {figures(view)}
        {ENTRIES.map(|kind| section(view, kind)).collect_view()}
        {nothing_of(view)}
    }
    .into_any();
    Page {
        section: Section::Pilots,
        crumbs: register_crumbs(),
        wide: true,
        ..Page::new(record.title.clone(), main)
    }
}

/// What is kept beside the figures, in the order of the page.
const ENTRIES: [EntryKind; 6] = [
    EntryKind::Claim,
    EntryKind::Evaluation,
    EntryKind::Milestone,
    EntryKind::Risk,
    EntryKind::Issue,
    EntryKind::Lesson,
];

/// Whether the reader sees entries of a kind, and whether they may add one.
fn reads_and_adds(view: &PilotView, kind: EntryKind) -> (bool, bool) {
    (
        !kind.is_internal() || view.rights.is_inside(),
        view.rights.keeps && rules::may_add(&view.pilot, kind),
    )
}

/// What is not there, together, with where it is added for whoever may.
fn nothing_of(view: &PilotView) -> Option<AnyView> {
    let none: Vec<EntryKind> = ENTRIES
        .into_iter()
        .filter(|kind| reads_and_adds(view, *kind).0)
        .filter(|kind| view.entries.iter().all(|entry| entry.kind != *kind))
        .collect();
    if none.is_empty() {
        return None;
    }
    let names: Vec<String> = none
        .iter()
        .map(|kind| kind.plural().to_lowercase())
        .collect();
    let words = format!("Nothing is recorded of: {}.", names.join(", "));
    let add = none.iter().filter_map(|kind| add(view, *kind)).collect();
    Some(
        view! {
            <h2 class="govuk-heading-m">"Not recorded yet"</h2>
            <p class="govuk-body">{words}</p>
            {doors(add)}
        }
        .into_any(),
    )
}

/// Where an entry of a kind is added, for whoever may.
fn add(view: &PilotView, kind: EntryKind) -> Option<(String, String)> {
    let (_, adds) = reads_and_adds(view, kind);
    adds.then(|| {
        let pairs = [("kind", kind.code().to_owned())];
        let href = query::address(&paths::new_pilot_entry(&view.pilot.slug), &pairs);
        let article = if matches!(kind, EntryKind::Issue | EntryKind::Evaluation) {
            "an"
        } else {
            "a"
        };
        let words = format!("Add {article} {}", kind.label().to_lowercase());
        (words, href)
    })
}

fn missing(view: &PilotView) -> Option<AnyView> {
    let stage = view.pilot.stage;
    let intro = match stage {
        _ if view.missing.is_empty() => return None,
        Stage::Idea | Stage::SetUp => "Before it can go live, this pilot needs:",
        Stage::Live | Stage::Extended | Stage::Evaluation => {
            "This pilot runs, and the portal does not hold:"
        }
        Stage::Decided => return None,
    };
    let items = view
        .missing
        .iter()
        .map(|what| view! { <li>{what.words()}</li> })
        .collect_view();
    Some(
        view! {
            <div class="govuk-inset-text">
                <p class="govuk-body">{intro}</p>
                <ul class="govuk-list govuk-list--bullet">{items}</ul>
            </div>
        }
        .into_any(),
    )
}

fn keep(view: &PilotView) -> Option<AnyView> {
    let slug = &view.pilot.slug;
    let mut links = Vec::new();
    let mut door = |words: &str, href: String| links.push((words.to_owned(), href));
    if view.rights.keeps {
        if rules::is_open(&view.pilot) {
            door("Change the record", paths::change_pilot(slug));
            door("Move to another stage", paths::pilot_stage(slug));
            door("Record the decision", paths::pilot_decision(slug));
        } else {
            door(
                "Add a correction to the decision",
                paths::correct_pilot(slug),
            );
            door("Say what a check found", paths::pilot_check(slug));
        }
        door("Change who leads it", paths::pilot_leads(slug));
    }
    if view.rights.is_inside() {
        door("Returns of the sites", paths::pilot_returns(slug));
    }
    doors(links)
}

fn the_record(view: &PilotView) -> AnyView {
    let record = &view.pilot.record;
    // What a source was searched for and does not say is another thing than what
    // nobody has entered.
    let unknown = if record.source.is_empty() {
        "Not recorded"
    } else {
        "Not found"
    };
    let or_unknown = |key: &'static str, text: &str| {
        if text.is_empty() {
            row(key, unknown.into_any())
        } else {
            row(key, typed(text))
        }
    };
    let people = |key: &'static str, names: &[String], none: &'static str| {
        let value = if names.is_empty() {
            none.into_any()
        } else {
            names.join("; ").into_any()
        };
        row(key, value)
    };
    let day = |rough: Option<crate::pilots::rough::Rough>| {
        rough.map(|rough| rough.in_words()).unwrap_or_default()
    };
    let logic = (!record.logic.is_empty()).then(|| {
        let steps = record
            .logic
            .lines()
            .filter(|step| !step.trim().is_empty())
            .map(|step| view! { <li>{step.trim().to_owned()}</li> })
            .collect_view();
        row(
            "How it is meant to work",
            view! { <ol class="govuk-list govuk-list--number">{steps}</ol> }.into_any(),
        )
    });
    view! {
        <h2 class="govuk-heading-m">"Record"</h2>
        <dl class="govuk-summary-list">
            {row("Purpose", typed(&record.purpose))}
            {or_unknown("Run by", &record.department)}
            {or_unknown("Senior responsible owner", &record.sro)}
            {people("Policy lead", &view.leads, "Nobody is named in the portal")}
            {people("Deputies", &view.deputies, "None")}
            {or_unknown("Evaluator", &record.evaluator)}
            {or_unknown("Legal basis", &record.legal_basis)}
            {or_unknown("Funding", &record.funding)}
            {or_unknown("Funding ends", &day(record.funding_ends))}
            {or_unknown("Decision due", &day(record.decision_due))}
            {logic}
            {typed_row("Why there is no baseline", &record.no_baseline_reason)}
            {typed_row("Why there is no comparator", &record.no_comparator_reason)}
            {typed_row("Source", &record.source)}
        </dl>
    }
    .into_any()
}

fn decision(view: &PilotView) -> Option<AnyView> {
    let decision = view.decision.as_ref()?;
    let reference = (!decision.reference.is_empty()).then(|| {
        let words = decision.reference.clone();
        let value = if view.decision_is_linked {
            view! { <a class="govuk-link" href=paths::decision(&decision.reference)>{words}</a> }
                .into_any()
        } else {
            words.into_any()
        };
        row("Decision of a board", value)
    });
    let notes = view
        .corrections
        .iter()
        .map(|note| {
            let by = format!("{}, {}", note.by_name, wording::date_and_time(note.at));
            view! {
                <li><span class="app-typed">{note.text.clone()}</span><span class="app-due__note">{by}</span></li>
            }
        })
        .collect_view();
    let notes = (!view.corrections.is_empty()).then(|| {
        view! { <h3 class="govuk-heading-s">"Corrections"</h3><ul class="govuk-list govuk-list--bullet">{notes}</ul> }
    });
    let checks = view
        .checks
        .iter()
        .map(|check| {
            let state = match check.done_on {
                Some(day) => format!("Done on {}", wording::date(day)),
                None => {
                    let day = wording::due(check.due_on, view.today);
                    format!("{}, {day}", wording::date(check.due_on))
                }
            };
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">{format!("{} months", check.months)}</th>
                    <td class="govuk-table__cell" data-label="By">{check.organisation_name.clone()}</td>
                    <td class="govuk-table__cell" data-label="When">{state}</td>
                    <td class="govuk-table__cell app-typed" data-label="Found">{check.finding.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    let recorded = format!(
        "{}, {}",
        decision.recorded_by,
        wording::date_and_time(decision.recorded_at)
    );
    Some(
        view! {
            <h2 class="govuk-heading-m">{format!("Decision: {}", decision.verdict.label().to_lowercase())}</h2>
            <dl class="govuk-summary-list">
                {row("Decided by", typed(&decision.decider))}
                {row("Decided on", wording::date(decision.decided_on).into_any())}
                {row("Reason", typed(&decision.reason))}
                {row("Evidence", typed(&decision.evidence))}
                {reference}
                {row("Recorded by", recorded.into_any())}
            </dl>
            {notes}
            <table class="govuk-table app-responsive-table">
                <caption class="govuk-table__caption govuk-table__caption--s">"What is looked at afterwards"</caption>
                {head(&["After", "By", "When", "Found"])}
                <tbody class="govuk-table__body">{checks}</tbody>
            </table>
        }
        .into_any(),
    )
}

fn sites(view: &PilotView) -> AnyView {
    let add = (view.rights.keeps && rules::is_open(&view.pilot)).then(|| {
        vec![(
            "Add a site".to_owned(),
            paths::new_pilot_site(&view.pilot.slug),
        )]
    });
    let add = add.and_then(doors);
    if view.sites.is_empty() {
        return view! {
            <h2 class="govuk-heading-m">"Sites"</h2>
            <p class="govuk-body">"No site is known."</p>
            {add}
        }
        .into_any();
    }
    let asks = view.figures.iter().any(|figure| {
        !figure.measure.withdrawn && figure.measure.definition.frequency == Frequency::Monthly
    });
    let rows = view
        .sites
        .iter()
        .map(|site| {
            let name = site.name.clone();
            let name = match &site.board_slug {
                Some(slug) => {
                    view! { <a class="govuk-link" href=paths::board(slug)>{name}</a> }.into_any()
                }
                None => name.into_any(),
            };
            let note = [site.courts.as_str(), site.wave.as_str()]
                .into_iter()
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join(". ");
            let note =
                (!note.is_empty()).then(|| view! { <span class="app-due__note">{note}</span> });
            let start = match (site.actual_start, site.planned_start) {
                (Some(start), _) => start.in_words(),
                (None, Some(start)) => format!("Planned for {}", start.in_words()),
                (None, None) => "Not known".to_owned(),
            };
            let weeks =
                rules::weeks_in_words(site, view.today).unwrap_or_else(|| "Not live".to_owned());
            let end = match (site.actual_end, site.planned_end) {
                (Some(end), _) => end.in_words(),
                (None, Some(end)) => format!("Planned for {}", end.in_words()),
                (None, None) => "Open".to_owned(),
            };
            // The seats of a board are known to it and to whoever runs the pilot.
            let named = view.site_leads.iter().filter(|lead| {
                lead.site == site.id && lead.is_current(view.today) && view.rights.is_inside()
            });
            let lead: Vec<String> = match &site.lead_title {
                Some(title) if view.rights.is_inside() => Some(title.clone()),
                Some(_) => Some("A seat of its board".to_owned()),
                None => None,
            }
            .into_iter()
            .chain(named.map(|lead| lead.full_name.clone()))
            .collect();
            let lead = if lead.is_empty() {
                "Nobody named".to_owned()
            } else {
                lead.join(", ")
            };
            let mut links = Vec::new();
            let mut door = |words: &'static str, href: String| {
                let hidden = format!(" for {}", site.name);
                links.push(view! {
                    <li>
                        <a class="govuk-link" href=href>
                            {words}<span class="govuk-visually-hidden">{hidden}</span>
                        </a>
                    </li>
                });
            };
            if view.rights.keeps && rules::is_open(&view.pilot) {
                door("Change", paths::change_pilot_site(site.id));
            }
            if view.rights.keeps {
                door("Who reports", paths::site_leads(site.id));
            }
            if asks && site.actual_start.is_some() && view.rights.reports(site.id) {
                door("Report", paths::site_return(site.id));
            }
            let links = (!links.is_empty())
                .then(|| view! { <ul class="govuk-list app-no-print">{links}</ul> });
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">{name}{note}</th>
                    <td class="govuk-table__cell" data-label="Start">{start}</td>
                    <td class="govuk-table__cell" data-label="Since go-live">{weeks}</td>
                    <td class="govuk-table__cell" data-label="End">{end}</td>
                    <td class="govuk-table__cell" data-label="Reports">{lead}{links}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <h2 class="govuk-heading-m">"Sites"</h2>
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-visually-hidden">"Sites of the pilot"</caption>
            {head(&["Site", "Start", "Since go-live", "End", "Reports"])}
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
        {add}
    }
    .into_any()
}

fn figures(view: &PilotView) -> AnyView {
    let add = (view.rights.keeps && rules::is_open(&view.pilot)).then(|| {
        vec![(
            "Add a measure".to_owned(),
            paths::new_pilot_measure(&view.pilot.slug),
        )]
    });
    let add = add.and_then(doors);
    let in_use: Vec<&Figure> = view
        .figures
        .iter()
        .filter(|figure| !figure.measure.withdrawn)
        .collect();
    if in_use.is_empty() {
        return view! {
            <h2 class="govuk-heading-m">"Measures"</h2>
            <p class="govuk-body">"No measure is defined."</p>
            {add}
        }
        .into_any();
    }
    let rows = in_use
        .into_iter()
        .map(|figure| {
            let it = &figure.measure.definition;
            let baseline = match it.baseline {
                Some(baseline) => view! {
                    {shown(it.unit, &alone(it, baseline.value))}
                    <span class="app-due__note">
                        {format!("{} to {}", wording::date(baseline.from), wording::date(baseline.to))}
                    </span>
                }
                .into_any(),
                None => "None".into_any(),
            };
            let latest = match &figure.latest {
                Some(row) => view! {
                    {shown(it.unit, &row.total)}
                    <span class="app-due__note">
                        {format!("{}. {}", month_in_words(row.month), row.coverage())}
                    </span>
                }
                .into_any(),
                None => "Nothing approved yet".into_any(),
            };
            let spark = sparkline(&figure.line, &line_in_words(it.unit, &figure.line));
            let says = figure
                .says
                .clone()
                .unwrap_or_else(|| "Not reported by month".to_owned());
            let standing = figure
                .status
                .as_ref()
                .map(|latest| status::status_tag(Some(latest), it.frequency, view.today));
            let target = target_in_words(it, &figure.entered, view.today);
            let comparator = match &figure.entered.official {
                Some(choice) => choice.in_words(),
                None if it.comparator.is_empty() => "None".to_owned(),
                None => it.comparator.clone(),
            };
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">
                        <a class="govuk-link" href=paths::pilot_measure(figure.measure.id)>{it.name.clone()}</a>
                        <span class="app-due__note">{it.better.label()}</span>
                        {standing}
                    </th>
                    <td class="govuk-table__cell" data-label="Before">{baseline}</td>
                    <td class="govuk-table__cell" data-label="Latest, all sites">{latest}</td>
                    <td class="govuk-table__cell" data-label="Change or noise">{spark}<span class="app-due__note">{says}</span></td>
                    <td class="govuk-table__cell" data-label="Compared with">{comparator}</td>
                    <td class="govuk-table__cell" data-label="Target">
                        {target.unwrap_or_else(|| "None".to_owned())}
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <h2 class="govuk-heading-m">"Measures"</h2>
        {fictional(view.fictional)}
        <p class="govuk-body">"Approved returns only. A share of all sites comes from their summed parts."</p>
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-visually-hidden">"Measures and their latest figures"</caption>
            {head(&["Measure", "Before", "Latest, all sites", "Change or noise", "Compared with", "Target"])}
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
        {add}
    }
    .into_any()
}

/// What a measure is to reach: this month, where that changes over time, or else by the
/// date of its one target.
pub(super) fn target_in_words(
    definition: &Definition,
    entered: &Entered,
    today: NaiveDate,
) -> Option<String> {
    let in_words = |tenths| rules::target_in_words(definition.unit, tenths);
    if entered.targets.is_empty() {
        let target = definition.target?;
        let on = wording::date(target.on);
        return Some(format!("{} by {on}", in_words(target.tenths)));
    }
    let month = rules::month_of(today);
    let tenths = rules::aim_in(definition, &entered.targets, month)?;
    Some(format!(
        "{} for {}",
        in_words(tenths),
        month_in_words(month)
    ))
}

/// "From 41% to 62% over 12 months", of the figures that are shown.
fn line_in_words(unit: Unit, line: &[Option<f64>]) -> String {
    let mut known = line.iter().copied().flatten();
    let (first, last) = (known.next(), known.next_back());
    let in_words = |value: f64| evidence::measured(unit).in_words(value);
    match (first, last) {
        (Some(first), Some(last)) => format!(
            "From {} to {} over {}",
            in_words(first),
            in_words(last),
            wording::count(line.len() as u64, "month", "months")
        ),
        _ => "Too few figures for a line".to_owned(),
    }
}

fn section(view: &PilotView, kind: EntryKind) -> Option<AnyView> {
    let entries: Vec<&Entry> = view
        .entries
        .iter()
        .filter(|entry| entry.kind == kind)
        .collect();
    if entries.is_empty() || !reads_and_adds(view, kind).0 {
        return None;
    }
    let add = doors(add(view, kind).into_iter().collect());
    let cards = entries
        .into_iter()
        .map(|entry| card(view, entry))
        .collect_view();
    let internal = kind.is_internal().then(|| {
        view! { <p class="govuk-body">"Only those read this who run the pilot and its sites."</p> }
    });
    Some(
        view! {
            <h2 class="govuk-heading-m">{kind.plural()}</h2>
            {internal}
            {cards}
            {add}
        }
        .into_any(),
    )
}

fn card(view: &PilotView, entry: &Entry) -> AnyView {
    let it = &entry.content;
    let day = |day: Option<NaiveDate>| day.map(wording::date).unwrap_or_default();
    let rating = |rating: i32| {
        if rating > 0 {
            format!("{rating} of 5")
        } else {
            String::new()
        }
    };
    let risk = if it.likelihood > 0 {
        format!("{} of 25", it.likelihood * it.impact)
    } else {
        String::new()
    };
    let late = it.actual_on.is_none() && it.due_on.is_some_and(|due| due < view.today);
    let due = match it.due_on {
        Some(due) if late => format!("{}, {}", wording::date(due), wording::due(due, view.today)),
        due => day(due),
    };
    let link = (!it.link.is_empty()).then(|| {
        let (href, words) = (it.link.clone(), it.link.clone());
        row(
            "Link",
            view! { <a class="govuk-link" href=href rel="noopener noreferrer">{words}</a> }
                .into_any(),
        )
    });
    let withdrawn = entry.withdrawn.as_ref().map(|(day, reason)| {
        let words = format!("Withdrawn on {}: {reason}", wording::date(*day));
        view! { <p class="govuk-inset-text">{words}</p> }
    });
    let adopted = view.adopted.get(&entry.id).map(|boards| {
        let items = boards
            .iter()
            .map(|one| {
                let words = format!("{}: {}", one.board_name, one.state.label().to_lowercase());
                view! { <span class="app-due__note">{words}</span> }
            })
            .collect_view();
        row("Taken up by", items.into_any())
    });
    let dated = it.dated.map(|dated| dated.in_words()).unwrap_or_default();
    let mut links = Vec::new();
    if entry.kind == EntryKind::Lesson {
        links.push((
            "See the lesson and take it up".to_owned(),
            paths::lesson(entry.id),
        ));
    }
    if view.rights.keeps && entry.withdrawn.is_none() && rules::may_add(&view.pilot, entry.kind) {
        let of = format!("this {}", entry.kind.label().to_lowercase());
        links.push((format!("Change {of}"), paths::change_pilot_entry(entry.id)));
        links.push((
            format!("Withdraw {of}"),
            paths::withdraw_pilot_entry(entry.id),
        ));
    }
    view! {
        <h3 class="govuk-heading-s app-typed">{it.title.clone()}</h3>
        {withdrawn}
        <dl class="govuk-summary-list">
            {typed_row("Details", &it.detail)}
            {typed_row("Owner", &it.owner)}
            {typed_row("Due", &due)}
            {typed_row("Forecast", &day(it.forecast_on))}
            {typed_row("Reached", &day(it.actual_on))}
            {typed_row("Likelihood", &rating(it.likelihood))}
            {typed_row("Impact", &rating(it.impact))}
            {typed_row("Likelihood times impact", &risk)}
            {typed_row("Kind", it.evaluation.map_or("", EvaluationKind::label))}
            {typed_row("Method", &it.method)}
            {typed_row("Strength of evidence", it.strength.map_or("", Strength::label))}
            {typed_row("Sites", &it.sites)}
            {typed_row("Compared with", &it.comparator)}
            {typed_row("Caveat", &it.caveat)}
            {typed_row("Source", &it.source)}
            {typed_row("Date", &dated)}
            {link}
            {adopted}
        </dl>
        {doors(links)}
    }
    .into_any()
}
