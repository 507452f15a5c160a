//! Fictional returns of two pilots of the register, and two pilots that are made up
//! altogether, one of them decided. Every text says that it is fictional.

use std::collections::BTreeMap;

use app::{
    access::Role,
    ids::BoardId,
    membership::types::Category,
    performance::catalogue::Series,
    pilots::{
        evidence::Beside,
        forms::{Judgement, NewDecision, NewFigures, NewRange, NewReturn, NewSite, NewStatus},
        official::{self, Choice},
        rough::Rough,
        rules::{self, Act},
        status::{self, Rag},
        types::{
            Adoption, Baseline, Better, Capacity, Content, Definition, EntryKind, Frequency, Parts,
            Pilot, Record, Said, Site, Stage, Target, Unit, Verdict,
        },
    },
};
use chrono::{Days, NaiveDate};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{
    cast::{Bodies, Cast},
    pen::{Pen, nobody},
    pilot_returns,
};
use crate::{
    membership::seats::{self, Which},
    performance::beside,
    pilots::store::{self, Desk},
};

/// How many areas a measure is compared with.
const AREAS: usize = 6;

/// Months for which sites have reported.
const MONTHS: u32 = 12;

/// Plays the pilots, where the register has them.
pub(super) async fn play(
    pen: &mut Pen<'_>,
    cast: &Cast,
    bodies: &Bodies,
    today: NaiveDate,
) -> anyhow::Result<()> {
    let lesson = courts(pen, cast, today).await?;
    reporting(pen, cast, today).await?;
    evidence(pen, cast, today).await?;
    decided(pen, cast, bodies, today).await?;
    if let Some(lesson) = lesson {
        let (tx, random, at) = pen.write();
        let actor = cast.chair.actor();
        let desk = Desk {
            tx,
            random,
            actor: &actor,
            at,
        };
        let note = "Fictional: to be discussed with the court.";
        let new = (cast.home, Adoption::Considering, note);
        store::lessons::adopt(&desk, lesson, None, new).await?;
    }
    Ok(())
}

/// One write with the clock a second further.
macro_rules! desk {
    ($pen:ident, $actor:ident) => {{
        let (tx, random, at) = $pen.write();
        Desk {
            tx,
            random,
            actor: &$actor,
            at,
        }
    }};
}

fn id(pen: &mut Pen<'_>) -> Uuid {
    let (_, random, at) = pen.write();
    random.id(at)
}

/// A measure of the demonstration, with a share or mean weeks as its value.
fn measure(
    (name, definition): (&str, &str),
    unit: Unit,
    (numerator, denominator): (&str, &str),
    better: Better,
    (baseline, target): (Option<Parts>, Option<Target>),
) -> Definition {
    let period = |year: i32| {
        Some((
            NaiveDate::from_ymd_opt(year, 1, 1)?,
            NaiveDate::from_ymd_opt(year, 12, 31)?,
        ))
    };
    Definition {
        name: name.to_owned(),
        definition: definition.to_owned(),
        unit,
        numerator_name: numerator.to_owned(),
        denominator_name: denominator.to_owned(),
        better,
        source: "Fictional figures of the demonstration".to_owned(),
        frequency: Frequency::Monthly,
        baseline: baseline
            .zip(period(2021))
            .map(|(value, (from, to))| Baseline { value, from, to }),
        comparator: "Areas without the pilot in the same months".to_owned(),
        target,
        disclosure_limit: 5,
    }
}

async fn courts(pen: &mut Pen<'_>, cast: &Cast, today: NaiveDate) -> anyhow::Result<Option<Uuid>> {
    let Some(pilot) = store::find(pen.write().0, "child-focused-courts").await? else {
        return Ok(None);
    };
    let lead = cast.policy_lead.actor();
    let named = (cast.policy_lead.id, Some(Capacity::Lead));
    store::set_lead(&desk!(pen, lead), pilot.id, named).await?;
    let share = |numerator, denominator| Parts {
        numerator,
        denominator: Some(denominator),
    };
    let by = today + Days::new(365);
    let in_time = measure(
        (
            "Child Impact Report within 8 weeks",
            "Reports that Cafcass files within 8 weeks of issue, of all reports filed in the month.",
        ),
        Unit::Ratio,
        ("Reports within 8 weeks", "Reports filed"),
        Better::Up,
        (
            Some(share(410, 1_000)),
            Some(Target {
                tenths: 800,
                on: by,
            }),
        ),
    );
    let weeks = measure(
        (
            "Weeks from application to final order",
            "Whole weeks from issue to the final order, of cases that ended in the month.",
        ),
        Unit::Weeks,
        ("Weeks of all cases together", "Cases that ended"),
        Better::Down,
        (
            Some(share(4_200, 100)),
            Some(Target {
                tenths: 300,
                on: by,
            }),
        ),
    );
    let again = measure(
        (
            "Families that come back within a year",
            "New applications about the same children within 12 months of a final order.",
        ),
        Unit::Count,
        ("Applications", ""),
        Better::Down,
        (None, None),
    );
    let mut measures = Vec::new();
    for it in [in_time, weeks, again] {
        let key = id(pen);
        store::measures::add(&desk!(pen, lead), &pilot, (key, &it)).await?;
        measures.push(key);
    }
    let sites = with_reporters(pen, &pilot, today).await?;
    for (number, site) in sites.iter().enumerate() {
        let size = 20 + 7 * i64::try_from(number % 5)?;
        let values = |back: i64| {
            let improved = (12 - back).max(0);
            let filed = size + (back * 5) % 7;
            let ended = size - 4 + (back * 3) % 6;
            let in_time = filed * (50 + 2 * improved) / 100;
            vec![
                Said::Value(share(in_time, filed)),
                Said::Value(share(ended * (40 - improved / 2), ended)),
                Said::Value(Parts {
                    numerator: (back + i64::try_from(number).unwrap_or(0)) % 9,
                    denominator: None,
                }),
            ]
        };
        report(pen, (site, number), &measures, values, today).await?;
    }
    if let Some(share) = measures.first() {
        pilot_returns::play(pen, cast, (&pilot, &sites, *share), today).await?;
    }
    say(
        pen,
        cast,
        (&pilot, None),
        (Rag::Amber, "Fictional: two areas share a team.", 100),
    )
    .await?;
    let mut lesson = None;
    for (kind, content) in entries(today) {
        let key = id(pen);
        store::entries::add(&desk!(pen, lead), &pilot, (key, kind, &content)).await?;
        if kind == EntryKind::Lesson {
            lesson = Some(key);
        }
    }
    Ok(lesson)
}

/// What stands beside the figures of a pilot.
fn entries(today: NaiveDate) -> Vec<(EntryKind, Content)> {
    let content = |title: &str, detail: &str| Content {
        title: format!("Fictional example: {title}"),
        detail: detail.to_owned(),
        owner: "Policy team, Ministry of Justice".to_owned(),
        ..Content::default()
    };
    let of_lesson = |title: &str, detail: &str, caveat: &str| Content {
        owner: String::new(),
        caveat: caveat.to_owned(),
        ..content(title, detail)
    };
    vec![
        (
            EntryKind::Milestone,
            Content {
                due_on: Some(today - Days::new(20)),
                forecast_on: Some(today + Days::new(25)),
                ..content("interim findings are with the board", "")
            },
        ),
        (
            EntryKind::Risk,
            Content {
                likelihood: 4,
                impact: 4,
                ..content(
                    "because posts are vacant, reports may come late, so that hearings are moved",
                    "Two areas share a team until the spring.",
                )
            },
        ),
        (
            EntryKind::Issue,
            Content {
                impact: 3,
                ..content(
                    "one area counts reports by another date",
                    "To be put right for all months.",
                )
            },
        ),
        (
            EntryKind::Lesson,
            of_lesson(
                "a weekly call between the court and Cafcass keeps the list true",
                "Both look at the same list for half an hour. Moved hearings fell.",
                "Seen in two areas only, without a comparison.",
            ),
        ),
    ]
}

/// The pilot of reporters in court: small counts, some of them hidden.
async fn reporting(pen: &mut Pen<'_>, cast: &Cast, today: NaiveDate) -> anyhow::Result<()> {
    let Some(pilot) = store::find(pen.write().0, "transparency-reporting-pilot").await? else {
        return Ok(());
    };
    let lead = cast.policy_lead.actor();
    let named = (cast.policy_lead.id, Some(Capacity::Deputy));
    store::set_lead(&desk!(pen, lead), pilot.id, named).await?;
    let orders = Definition {
        source: "Fictional figures of the demonstration".to_owned(),
        ..measure(
            (
                "Transparency orders made",
                "Orders that let a reporter report, in the month.",
            ),
            Unit::Count,
            ("Orders", ""),
            Better::Up,
            (None, None),
        )
    };
    let key = id(pen);
    store::measures::add(&desk!(pen, lead), &pilot, (key, &orders)).await?;
    let sites = with_reporters(pen, &pilot, today).await?;
    for (number, site) in sites.iter().enumerate() {
        let values = |back: i64| {
            let orders = (back * 3 + 2 * i64::try_from(number).unwrap_or(0)) % 11;
            vec![Said::Value(Parts {
                numerator: orders,
                denominator: None,
            })]
        };
        report(pen, (site, number), &[key], values, today).await?;
    }
    Ok(())
}

/// Names the seat that reports for each site that has a board: that of Cafcass or, where
/// it is vacant, of another member.
async fn with_reporters(
    pen: &mut Pen<'_>,
    pilot: &Pilot,
    today: NaiveDate,
) -> anyhow::Result<Vec<Site>> {
    let nobody = nobody();
    for site in store::sites::of_pilot(pen.write().0, pilot.id).await? {
        let Some(board) = site.board else { continue };
        let seat = reporter(pen.write().0, board, today).await?;
        let new = NewSite {
            board: site.board,
            name: site.name.clone(),
            courts: site.courts.clone(),
            wave: site.wave.clone(),
            planned_start: site.planned_start,
            actual_start: site.actual_start,
            planned_end: site.planned_end,
            actual_end: site.actual_end,
            lead_seat: seat,
            source: site.source.clone(),
        };
        store::sites::change(&desk!(pen, nobody), &site, (&new, site.version)).await?;
    }
    Ok(store::sites::of_pilot(pen.write().0, pilot.id).await?)
}

async fn reporter(
    tx: &impl ConnectionTrait,
    board: BoardId,
    today: NaiveDate,
) -> Result<Option<app::ids::SeatId>, DbErr> {
    let rows = seats::rows(tx, &Which::Of(board), today).await?;
    let held = || {
        rows.iter()
            .filter(|row| row.role == Role::Member && row.holder.is_some())
    };
    let cafcass = held().find(|row| row.category == Category::Cafcass);
    Ok(cafcass.or_else(|| held().next()).map(|row| row.seat))
}

/// The returns of a site for the last months: most are approved, the latest are not all
/// in. `values` are those of the month so many months ago.
async fn report(
    pen: &mut Pen<'_>,
    (site, number): (&Site, usize),
    measures: &[Uuid],
    values: impl Fn(i64) -> Vec<Said>,
    today: NaiveDate,
) -> anyhow::Result<()> {
    let nobody = nobody();
    for back in (1..=MONTHS).rev() {
        let month = rules::months_before(rules::month_of(today), back);
        if !rules::owes(site, month, today) {
            continue;
        }
        // Every fifth site is two months behind.
        if back <= 2 && number % 5 == 3 {
            continue;
        }
        let mut said = values(i64::from(back));
        if back == 4
            && number % 4 == 1
            && let Some(first) = said.first_mut()
        {
            *first = Said::NotReported {
                reason: "The local system was being replaced (fictional)".to_owned(),
            };
        }
        let new = NewReturn {
            month,
            version: 0,
            story: String::new(),
            values: measures.iter().copied().zip(said).collect(),
            act: Act::SendIn,
        };
        store::returns::save(&desk!(pen, nobody), site, &new).await?;
        let Some(sent) = store::returns::of_month(pen.write().0, site.id, month).await? else {
            continue;
        };
        let judgement = match (back, number % 3) {
            (1, 0) => continue,
            (1, 1) => Judgement::SendBack {
                note: "Fictional: please look at the number of reports again.".to_owned(),
            },
            _ => Judgement::Approve,
        };
        let judged = (&judgement, sent.version);
        store::returns::judge(&desk!(pen, nobody), &sent, judged).await?;
    }
    Ok(())
}

/// Says how a pilot or a measure stood so many days ago.
async fn say(
    pen: &mut Pen<'_>,
    cast: &Cast,
    (pilot, measure): (&Pilot, Option<Uuid>),
    (standing, reason, days_ago): (Rag, &str, u64),
) -> anyhow::Result<()> {
    let lead = cast.policy_lead.actor();
    let key = id(pen);
    let (tx, random, at) = pen.write();
    let desk = Desk {
        tx,
        random,
        actor: &lead,
        at: at - Days::new(days_ago),
    };
    let all = store::evidence::statuses(tx, pilot.id).await?;
    let version = i32::try_from(status::of(&all, measure).len())? + 1;
    let new = NewStatus {
        key,
        standing,
        reason: reason.to_owned(),
        version,
    };
    let said = (&new, None);
    store::evidence::set_status(&desk, pilot, measure, said).await?;
    Ok(())
}

/// A pilot that never was, whose figures show what pictures of figures show: a measure
/// that changed by more than chance, one that did not, and small counts.
async fn evidence(pen: &mut Pen<'_>, cast: &Cast, today: NaiveDate) -> anyhow::Result<()> {
    let lead = cast.policy_lead.actor();
    let record = Record {
        title: "Fictional example: one form for reports".to_owned(),
        purpose: "Cafcass and the courts of four areas use one form for reports, so that fewer come late. This pilot is made up for the demonstration.".to_owned(),
        department: "Ministry of Justice".to_owned(),
        sro: "Director of Family Justice (a post, made up)".to_owned(),
        evaluator: "None (fictional)".to_owned(),
        decision_due: Some(Rough::day(today + Days::new(200))),
        logic: "One form is agreed\nReports need fewer questions\nReports come in time\nCases end sooner".to_owned(),
        source: "Made up for the demonstration".to_owned(),
        ..Record::default()
    };
    let key = id(pen);
    store::add(&desk!(pen, lead), key, &record, Stage::Live).await?;
    let Some(pilot) = store::with_key(pen.write().0, key).await? else {
        return Ok(());
    };
    let named = (cast.policy_lead.id, Some(Capacity::Lead));
    store::set_lead(&desk!(pen, lead), pilot.id, named).await?;
    let present = rules::month_of(today);
    let share = |numerator, denominator| Parts {
        numerator,
        denominator: Some(denominator),
    };
    let target = |tenths| {
        Some(Target {
            tenths,
            on: today + Days::new(365),
        })
    };
    let in_time = measure(
        (
            "Reports within 8 weeks",
            "Reports that are filed within 8 weeks of issue, of all reports filed in the month.",
        ),
        Unit::Ratio,
        ("Reports within 8 weeks", "Reports filed"),
        Better::Up,
        (Some(share(492, 1_200)), target(800)),
    );
    let weeks = measure(
        (
            "Weeks to the final order",
            "Whole weeks from issue to the final order, of cases that ended in the month.",
        ),
        Unit::Weeks,
        ("Weeks of all cases together", "Cases that ended"),
        Better::Down,
        (Some(share(3_850, 100)), target(300)),
    );
    let moved = measure(
        (
            "Hearings moved for want of a report",
            "Hearings of the month that were moved because a report was not there.",
        ),
        Unit::Count,
        ("Hearings", ""),
        Better::Down,
        (None, None),
    );
    let mut measures = Vec::new();
    for it in [in_time, weeks, moved] {
        let key = id(pen);
        store::measures::add(&desk!(pen, lead), &pilot, (key, &it)).await?;
        measures.push(key);
    }
    // The numbers say which site is late, and which was asked to look again.
    for (name, number, months) in [
        ("Northvale", 2_usize, MONTHS),
        ("Southmoor", 5, MONTHS),
        ("Eastholme", 8, 10),
        ("Westbrook", 4, 8),
    ] {
        let start = rules::months_before(present, months);
        let new = NewSite {
            board: None,
            name: format!("{name} (fictional)"),
            courts: String::new(),
            wave: if months == MONTHS { "Wave 1" } else { "Wave 2" }.to_owned(),
            planned_start: None,
            actual_start: Some(Rough::day(start + Days::new(6))),
            planned_end: None,
            actual_end: None,
            lead_seat: None,
            source: "Made up for the demonstration".to_owned(),
        };
        let key = id(pen);
        store::sites::add(&desk!(pen, lead), &pilot, (key, &new)).await?;
        let Some(site) = store::sites::find(pen.write().0, key).await? else {
            continue;
        };
        let seed = i64::try_from(number)?;
        let values = |back: i64| {
            let filed = 34 + 6 * (seed % 4) + (back * 5) % 7;
            let improved = (i64::from(MONTHS) - back) * 2 + (back * 7 + seed) % 4;
            let ended = 18 + 3 * (seed % 3) + (back * 3) % 5;
            let mean = 36 + (back * 7 + seed * 3) % 6;
            vec![
                Said::Value(share(filed * (46 + improved) / 100, filed)),
                Said::Value(share(ended * mean, ended)),
                Said::Value(Parts {
                    numerator: (back * 3 + seed * 2) % 11,
                    denominator: None,
                }),
            ]
        };
        report(pen, (&site, number), &measures, values, today).await?;
    }
    let (Some(first), Some(second)) = (measures.first().copied(), measures.get(1).copied()) else {
        return Ok(());
    };
    let mut figures = BTreeMap::new();
    for back in 1..=2 * MONTHS {
        let month = rules::months_before(present, back);
        let turn = i64::from(back);
        if back > MONTHS {
            let value = share(39 + (turn * 5) % 6, 100);
            figures.insert((Beside::Before, month), value);
        }
        let value = share(410 + (turn * 37) % 60, 1_000);
        figures.insert((Beside::Comparator, month), value);
    }
    if let Some(known) = store::measures::find(pen.write().0, first).await? {
        let new = NewFigures {
            figures,
            before_source: "Made up for the demonstration".to_owned(),
            comparator_source: "Made up for the demonstration".to_owned(),
            official: None,
            version: 1,
        };
        store::evidence::enter_figures(&desk!(pen, lead), &known, &new).await?;
    }
    if let Some(known) = store::measures::find(pen.write().0, second).await? {
        let new = NewFigures {
            figures: BTreeMap::new(),
            before_source: String::new(),
            comparator_source: String::new(),
            official: official(pen, today).await?,
            version: 1,
        };
        store::evidence::enter_figures(&desk!(pen, lead), &known, &new).await?;
        let new = NewRange {
            months: Some((
                rules::months_before(present, MONTHS),
                rules::months_before(present, 6),
            )),
            reason: "Fictional: the first wave worked as usual in these months.".to_owned(),
            version: 2,
        };
        store::evidence::choose_range(&desk!(pen, lead), &known, &new).await?;
    }
    for (measure, standing, reason, days_ago) in [
        (
            Some(second),
            Rag::Amber,
            "Fictional: too early to see an effect on weeks.",
            75,
        ),
        (
            None,
            Rag::Amber,
            "Fictional: two areas have not started yet.",
            72,
        ),
        (
            Some(first),
            Rag::Green,
            "Fictional: all four areas use the form.",
            9,
        ),
        (
            None,
            Rag::Green,
            "Fictional: reports come sooner. Whether cases end sooner is still to be seen.",
            8,
        ),
    ] {
        let about = (standing, reason, days_ago);
        say(pen, cast, (&pilot, measure), about).await?;
    }
    Ok(())
}

/// The figures of Cafcass of the first areas of boards, where there are some.
async fn official(pen: &mut Pen<'_>, today: NaiveDate) -> anyhow::Result<Option<Choice>> {
    let Some(series) = Series::find("cafcass_duration") else {
        return Ok(None);
    };
    let offered = beside::offered(pen.write().0, today).await?;
    let areas: Vec<String> = official::offered_beside(offered, &[])
        .into_iter()
        .filter(|one| one.series.contains(&series) && one.area.key.contains(':'))
        .map(|one| one.area.key)
        .take(AREAS)
        .collect();
    Ok((!areas.is_empty()).then_some(Choice { series, areas }))
}

/// A pilot that never was, with a decision and what follows from it.
async fn decided(
    pen: &mut Pen<'_>,
    cast: &Cast,
    bodies: &Bodies,
    today: NaiveDate,
) -> anyhow::Result<()> {
    let lead = cast.policy_lead.actor();
    let record = Record {
        title: "Fictional example: hearings listed together".to_owned(),
        purpose: "The court and the councils of an area plan hearings in one list, so that fewer are moved. This pilot is made up for the demonstration.".to_owned(),
        department: "Ministry of Justice".to_owned(),
        sro: "Director of Family Justice (a post, made up)".to_owned(),
        evaluator: "None (fictional)".to_owned(),
        logic: "Court and councils share one list\nClashes are seen a month ahead\nFewer hearings are moved\nCases end sooner".to_owned(),
        no_comparator_reason: "One area only".to_owned(),
        source: "Made up for the demonstration".to_owned(),
        ..Record::default()
    };
    let key = id(pen);
    store::add(&desk!(pen, lead), key, &record, Stage::Evaluation).await?;
    let Some(pilot) = store::with_key(pen.write().0, key).await? else {
        return Ok(());
    };
    let named = (cast.policy_lead.id, Some(Capacity::Lead));
    store::set_lead(&desk!(pen, lead), pilot.id, named).await?;
    let site = NewSite {
        board: Some(cast.home),
        name: "One area (fictional)".to_owned(),
        courts: String::new(),
        wave: String::new(),
        planned_start: None,
        actual_start: Some(Rough::day(today - Days::new(700))),
        planned_end: None,
        actual_end: Some(Rough::day(today - Days::new(220))),
        lead_seat: None,
        source: "Made up for the demonstration".to_owned(),
    };
    let key = id(pen);
    store::sites::add(&desk!(pen, lead), &pilot, (key, &site)).await?;
    let lesson = Content {
        title: "Fictional example: one person has to own the list".to_owned(),
        detail: "With two owners it was out of date within a month.".to_owned(),
        caveat: "One area, without a comparison.".to_owned(),
        ..Content::default()
    };
    let key = id(pen);
    let new = (key, EntryKind::Lesson, &lesson);
    store::entries::add(&desk!(pen, lead), &pilot, new).await?;
    let decision = NewDecision {
        verdict: Verdict::Adapt,
        decider: "Family Justice Board (fictional)".to_owned(),
        decided_on: today - Days::new(190),
        reason: "Fewer hearings were moved, and nobody can say whether for this reason.".to_owned(),
        evidence: "Counts of one area before and after (fictional).".to_owned(),
        reference: String::new(),
        owner: bodies.justice.id,
        version: pilot.version,
    };
    store::outcome::decide(&desk!(pen, lead), &pilot, &decision).await?;
    Ok(())
}
