//! What holds of pilots: who may do what, when one may go live, which returns are
//! owed, and what is published. Pure.

mod nudges;
mod revisions;
mod targets;

pub use nudges::{Owed, Owing, nudge};
pub use revisions::{Approval, Standing, approval_before, corrected, standing, waiting};
pub use targets::{aim_in, target_at};

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};
use uuid::Uuid;

use super::{
    forms::NewSite,
    rough::Rough,
    types::{
        Definition, EntryKind, Measure, Parts, Pilot, PilotQuery, PilotRow, Record, ReturnState,
        Said, Site, Sort, Stage, Unit, Verdict,
    },
};
use crate::{
    access::{Access, Permission, Role},
    actions::list::search_words,
    wording,
};

/// What somebody may do about one pilot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// Reads the record and what was approved.
    pub reads: bool,
    /// Changes everything: the national secretariat, and whoever leads the pilot.
    pub keeps: bool,
    /// The sites for which they report.
    pub sites: Vec<Uuid>,
}

impl Rights {
    /// Whether they run the pilot or one of its sites, and so read its risks.
    pub fn is_inside(&self) -> bool {
        self.keeps || !self.sites.is_empty()
    }

    /// Whether they report for a site.
    pub fn reports(&self, site: Uuid) -> bool {
        self.keeps || self.sites.contains(&site)
    }
}

/// What somebody may do about a pilot with these sites; `leads` where they are named
/// as its policy lead or deputy, `named` the sites for which they report by name.
/// Whoever sits nowhere reads only what they report for, and whoever only observes
/// changes nothing.
pub fn rights(access: &Access, leads: bool, sites: &[Site], named: &[Uuid]) -> Rights {
    let acting = || {
        access
            .standings
            .iter()
            .filter(|standing| standing.role != Role::Observer)
    };
    let keeps = access.may_everywhere(Permission::KeepRegister) || (leads && acting().count() > 0);
    let acts = !only_observes(access);
    let reported: Vec<Uuid> = sites
        .iter()
        .filter(|site| {
            let by_seat = site
                .lead_seat
                .is_some_and(|seat| acting().any(|standing| standing.seat == seat));
            by_seat || (acts && named.contains(&site.id))
        })
        .map(|site| site.id)
        .collect();
    Rights {
        reads: !access.standings.is_empty() || !reported.is_empty(),
        keeps,
        sites: reported,
    }
}

/// Whether somebody sits on boards, and on each as an observer.
pub fn only_observes(access: &Access) -> bool {
    let mut roles = access.standings.iter().map(|standing| standing.role);
    !access.standings.is_empty() && roles.all(|role| role == Role::Observer)
}

/// Something without which a pilot does not go live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    Sro,
    Site,
    Baseline,
    Comparator,
    DecisionDue,
}

impl Missing {
    /// "A senior responsible owner".
    pub fn words(self) -> &'static str {
        match self {
            Self::Sro => "a senior responsible owner",
            Self::Site => "a site",
            Self::Baseline => "a measure with a baseline, or the reason why there is none",
            Self::Comparator => "a measure with a comparator, or the reason why there is none",
            Self::DecisionDue => "a date by which the decision is due",
        }
    }
}

/// What a pilot still needs before it may go live. `is_compared` says of a measure whether
/// official figures were chosen to compare it with.
pub fn missing(
    record: &Record,
    sites: usize,
    measures: &[Measure],
    is_compared: impl Fn(Uuid) -> bool,
) -> Vec<Missing> {
    let in_use = || measures.iter().filter(|measure| !measure.withdrawn);
    let has_baseline = in_use().any(|measure| measure.definition.baseline.is_some());
    let has_comparator = in_use()
        .any(|measure| !measure.definition.comparator.is_empty() || is_compared(measure.id));
    [
        (Missing::Sro, !record.sro.is_empty()),
        (Missing::Site, sites > 0),
        (
            Missing::Baseline,
            has_baseline || !record.no_baseline_reason.is_empty(),
        ),
        (
            Missing::Comparator,
            has_comparator || !record.no_comparator_reason.is_empty(),
        ),
        (Missing::DecisionDue, record.decision_due.is_some()),
    ]
    .into_iter()
    .filter(|(_, is_there)| !is_there)
    .map(|(what, _)| what)
    .collect()
}

/// The stages to which a pilot may be moved by hand. Only a recorded decision makes
/// it decided.
pub fn moves(from: Stage) -> &'static [Stage] {
    match from {
        Stage::Idea => &[Stage::SetUp],
        Stage::SetUp => &[Stage::Idea, Stage::Live],
        Stage::Live => &[Stage::SetUp, Stage::Extended, Stage::Evaluation],
        Stage::Extended => &[Stage::Evaluation],
        Stage::Evaluation => &[Stage::Extended],
        Stage::Decided => &[],
    }
}

/// Why a pilot is not moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StageRefusal {
    /// There is no such move.
    NoWay,
    Missing(Vec<Missing>),
}

/// Whether a pilot may be moved to a stage, with what it lacks.
///
/// # Errors
/// It may not.
pub fn may_move(from: Stage, to: Stage, missing: &[Missing]) -> Result<(), StageRefusal> {
    if !moves(from).contains(&to) {
        return Err(StageRefusal::NoWay);
    }
    // What runs already was let through, or was in the register before.
    if to == Stage::Live && !missing.is_empty() {
        return Err(StageRefusal::Missing(missing.to_vec()));
    }
    Ok(())
}

/// What may be decided about a pilot: one that never ran can only be stopped.
pub fn verdicts(stage: Stage) -> &'static [Verdict] {
    match stage {
        Stage::Idea | Stage::SetUp => &[Verdict::Stop],
        Stage::Live | Stage::Extended | Stage::Evaluation => Verdict::ALL,
        Stage::Decided => &[],
    }
}

/// Whether the record, the sites and the measures of a pilot may be changed: a decided
/// one is only read.
pub fn is_open(pilot: &Pilot) -> bool {
    pilot.stage != Stage::Decided
}

/// Whether something of this kind may be added to a pilot.
pub fn may_add(pilot: &Pilot, kind: EntryKind) -> bool {
    is_open(pilot) || kind.outlives_the_pilot()
}

/// Months after a decision at which its effect is looked at.
pub const CHECKS: [u32; 3] = [6, 12, 24];

/// The day of a check.
pub fn check_on(decided_on: NaiveDate, months: u32) -> NaiveDate {
    decided_on
        .checked_add_months(Months::new(months))
        .unwrap_or(decided_on)
}

/// What is done to a return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Kept to be gone on with.
    Keep,
    SendIn,
    SendBack,
    Approve,
}

/// What becomes of a return, none where nothing may be done to it. What was approved
/// is locked.
pub fn next(state: ReturnState, act: Act) -> Option<ReturnState> {
    match (state, act) {
        (ReturnState::Draft, Act::Keep) => Some(ReturnState::Draft),
        (ReturnState::SentBack, Act::Keep) => Some(ReturnState::SentBack),
        (ReturnState::Draft | ReturnState::SentBack, Act::SendIn) => Some(ReturnState::Submitted),
        (ReturnState::Submitted, Act::SendBack) => Some(ReturnState::SentBack),
        (ReturnState::Submitted, Act::Approve) => Some(ReturnState::Approved),
        (ReturnState::Submitted | ReturnState::Approved, Act::Keep | Act::SendIn)
        | (
            ReturnState::Draft | ReturnState::SentBack | ReturnState::Approved,
            Act::SendBack | Act::Approve,
        ) => None,
    }
}

/// The day of the following month by which a return is to be sent in.
pub const DUE_DAY: u32 = 15;

/// The first day of the month of a day.
pub fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The month that many months before another.
pub fn months_before(month: NaiveDate, number: u32) -> NaiveDate {
    month
        .checked_sub_months(Months::new(number))
        .unwrap_or(month)
}

/// The month after another.
pub fn month_after(month: NaiveDate) -> NaiveDate {
    month.checked_add_months(Months::new(1)).unwrap_or(month)
}

/// When the return for a month is due.
pub fn due_on(month: NaiveDate) -> NaiveDate {
    month_after(month).with_day(DUE_DAY).unwrap_or(month)
}

/// Whether a site ran in a month that is over, and so reports it.
pub fn owes(site: &Site, month: NaiveDate, today: NaiveDate) -> bool {
    let Some(start) = site.actual_start else {
        return false;
    };
    let started = month_of(start.first()) <= month;
    let goes_on = site
        .actual_end
        .is_none_or(|end| month <= month_of(end.last()));
    started && goes_on && month_after(month) <= today
}

/// What is wrong with a site that another of the pilot overlaps: the same name at the
/// same time, so that its returns would be counted twice. None where nothing is.
pub fn overlapping(new: &NewSite, others: &[Site]) -> Option<String> {
    let name = wording::folded(&new.name);
    let span = |start: Option<Rough>, end: Option<Rough>| {
        let first = start.map_or(NaiveDate::MIN, Rough::first);
        (first, end.map_or(NaiveDate::MAX, Rough::last))
    };
    let (first, last) = span(
        new.actual_start.or(new.planned_start),
        new.actual_end.or(new.planned_end),
    );
    others
        .iter()
        .filter(|other| wording::folded(&other.name) == name)
        .find(|other| {
            let (from, to) = span(other.start(), other.end());
            from <= last && first <= to
        })
        .map(|other| {
            let from = other
                .start()
                .map_or_else(|| "an unknown date".to_owned(), Rough::in_words);
            let to = other
                .end()
                .map_or_else(|| "today and later".to_owned(), Rough::in_words);
            format!(
                "“{}” is a site of this pilot already, from {from} to {to}. Two sites of one name must not run at the same time",
                other.name
            )
        })
}

/// The months of which a site has not sent in the return, due or not, the latest first,
/// among the last twelve. `sent` are those that it sent in.
pub fn owed(site: &Site, sent: &[NaiveDate], today: NaiveDate) -> Vec<NaiveDate> {
    window(month_of(today))
        .into_iter()
        .filter(|month| owes(site, *month, today) && !sent.contains(month))
        .collect()
}

/// Those of them that are late.
pub fn overdue(site: &Site, sent: &[NaiveDate], today: NaiveDate) -> Vec<NaiveDate> {
    let mut months = owed(site, sent, today);
    months.retain(|month| due_on(*month) < today);
    months
}

/// How many months a table shows.
pub const WINDOW: u32 = 12;

/// The twelve months before another, the latest first.
pub fn window(before: NaiveDate) -> Vec<NaiveDate> {
    (1..=WINDOW)
        .map(|number| months_before(before, number))
        .collect()
}

/// Whole weeks since a site went live, and whether the day of that is known.
pub fn weeks_since(site: &Site, today: NaiveDate) -> Option<(i64, bool)> {
    let start = site.actual_start?;
    let until = site.actual_end.map_or(today, |end| end.first().min(today));
    let days = (until - start.first()).num_days();
    (days >= 0).then_some((days / 7, start.is_exact()))
}

/// "12 weeks", "about 12 weeks"; nothing for a site that has not started.
pub fn weeks_in_words(site: &Site, today: NaiveDate) -> Option<String> {
    let (weeks, exact) = weeks_since(site, today)?;
    let about = if exact { "" } else { "about " };
    let weeks = wording::count(weeks.unsigned_abs(), "week", "weeks");
    Some(format!("{about}{weeks}"))
}

/// Largest part of a value.
pub const LARGEST: i64 = 1_000_000_000;

/// A whole number as people type it, with or without commas between thousands.
pub fn whole(text: &str) -> Option<i64> {
    let text = text.trim();
    let groups: Vec<&str> = text.split(',').collect();
    let is_grouped = match groups.as_slice() {
        [_] => true,
        [first, rest @ ..] => {
            (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3)
        }
        [] => false,
    };
    let digits = groups.concat();
    let is_number = !digits.is_empty() && digits.bytes().all(|sign| sign.is_ascii_digit());
    (is_grouped && is_number)
        .then(|| digits.parse().ok())
        .flatten()
        .filter(|number| *number <= LARGEST)
}

/// What is wrong with a text that is no whole number from 0 on, so that whoever typed it
/// sees which part to change. `what` begins the sentence.
pub fn why_not_whole(text: &str, what: &str) -> String {
    let text = text.trim();
    let digits = |text: &str| text.bytes().any(|sign| sign.is_ascii_digit());
    let is_number = |sign: char| sign.is_ascii_digit() || matches!(sign, '.' | ',' | ' ');
    let negative = text.strip_prefix(['-', '\u{2212}', '\u{2013}']);
    if text.is_empty() {
        format!("{what} must be a whole number, like 0 or 1,234")
    } else if negative.is_some_and(|rest| digits(rest) && rest.chars().all(is_number)) {
        format!("{what} must be 0 or more, not “{text}”")
    } else if digits(text) && !text.chars().all(is_number) {
        format!("{what} must be a whole number without letters or signs, not “{text}”")
    } else if tenths_like(text) {
        format!("{what} must be a whole number without decimals, not “{text}”")
    } else if digits(text) && text.contains(['.', ',', ' ']) {
        format!(
            "{what} must be a whole number with commas between thousands only, like 1,234, not “{text}”"
        )
    } else if digits(text) {
        let most = wording::grouped(LARGEST.unsigned_abs());
        format!("{what} must be {most} or less, not “{text}”")
    } else {
        format!("{what} must be a whole number, like 0 or 1,234")
    }
}

/// Whether a text is a whole number and a decimal part after a point.
fn tenths_like(text: &str) -> bool {
    text.split_once('.').is_some_and(|(before, after)| {
        whole(before).is_some()
            && !after.is_empty()
            && after.bytes().all(|sign| sign.is_ascii_digit())
    })
}

/// A number with at most one decimal, in tenths.
pub fn tenths(text: &str) -> Option<i64> {
    let text = text.trim();
    let (whole_part, tenth) = match text.split_once('.') {
        Some((whole_part, tenth)) => (whole_part, tenth),
        None => (text, "0"),
    };
    let tenth: i64 = (tenth.len() == 1).then(|| tenth.parse().ok()).flatten()?;
    (0..=9)
        .contains(&tenth)
        .then(|| whole(whole_part))
        .flatten()
        .map(|number| number * 10 + tenth)
}

/// "26.5", "26", of tenths.
pub fn tenths_in_words(tenths: i64) -> String {
    let whole = wording::grouped((tenths / 10).unsigned_abs());
    match tenths % 10 {
        0 => whole,
        tenth => format!("{whole}.{}", tenth.abs()),
    }
}

/// The value of parts in tenths of their unit, rounded half up; none where there were
/// no cases.
pub fn value_tenths(unit: Unit, parts: Parts) -> Option<i64> {
    let scale = match unit {
        Unit::Count => return Some(parts.numerator.saturating_mul(10)),
        Unit::Ratio => 1_000,
        Unit::Weeks => 10,
    };
    let denominator = i128::from(parts.denominator.filter(|number| *number > 0)?);
    let scaled = i128::from(parts.numerator) * scale;
    i64::try_from((scaled * 2 + denominator) / (denominator * 2)).ok()
}

/// A value as people read it, with its parts: "10.8% (11 of 102)".
pub fn value_in_words(unit: Unit, parts: Parts) -> String {
    let grouped = |number: i64| wording::grouped(number.unsigned_abs());
    let Some(tenths) = value_tenths(unit, parts) else {
        return "No cases".to_owned();
    };
    let over = parts.denominator.unwrap_or_default();
    match unit {
        Unit::Count => grouped(parts.numerator),
        Unit::Ratio => format!(
            "{}.{}% ({} of {})",
            tenths / 10,
            tenths % 10,
            grouped(parts.numerator),
            grouped(over)
        ),
        Unit::Weeks => format!(
            "{}.{} weeks ({} over {})",
            tenths / 10,
            tenths % 10,
            wording::count(parts.numerator.unsigned_abs(), "week", "weeks"),
            wording::count(over.unsigned_abs(), "case", "cases"),
        ),
    }
}

/// "26 weeks", "26%", "26": a target or another value without parts.
pub fn target_in_words(unit: Unit, tenths: i64) -> String {
    let number = tenths_in_words(tenths);
    match unit {
        Unit::Count => number,
        Unit::Ratio => format!("{number}%"),
        Unit::Weeks => format!("{number} weeks"),
    }
}

/// The sum of values: each part is summed apart, so that a share of all is never the
/// mean of shares.
pub fn sum(values: impl IntoIterator<Item = Parts>) -> Option<Parts> {
    values.into_iter().reduce(|sum, one| Parts {
        numerator: sum.numerator.saturating_add(one.numerator),
        denominator: match (sum.denominator, one.denominator) {
            (Some(sum), Some(one)) => Some(sum.saturating_add(one)),
            (sum, one) => sum.or(one),
        },
    })
}

/// What is shown of one site, or of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    Value(Parts),
    /// So small that it could be about somebody, or it would give away one that is.
    Hidden,
    /// The site says why it has no value.
    NotReported(String),
    /// Nothing was approved.
    Missing,
}

/// The smallest limit that hides anything: with a smaller one it would be known what
/// is hidden.
pub const LEAST_LIMIT: i64 = 3;

/// What is published of the values of sites for one month, and of their total, such
/// that no hidden value can be computed from what is shown.
pub fn published(definition: &Definition, said: &[Option<Said>]) -> (Vec<Shown>, Shown) {
    let mut shown: Vec<Shown> = said
        .iter()
        .map(|one| match one {
            Some(Said::Value(parts)) => Shown::Value(*parts),
            Some(Said::NotReported { reason }) => Shown::NotReported(reason.clone()),
            None => Shown::Missing,
        })
        .collect();
    let values = || {
        said.iter().filter_map(|one| match one {
            Some(Said::Value(parts)) => Some(*parts),
            Some(Said::NotReported { .. }) | None => None,
        })
    };
    let Some(total) = sum(values()) else {
        return (shown, Shown::Missing);
    };
    let small = |parts: &Parts| is_small(definition, *parts);
    let hidden: Vec<Parts> = values().filter(small).collect();
    if hidden.is_empty() {
        return (shown, Shown::Value(total));
    }
    for one in &mut shown {
        if matches!(one, Shown::Value(parts) if small(parts)) {
            *one = Shown::Hidden;
        }
    }
    let has_parts = definition.unit.has_parts();
    let primary = hidden.len();
    if primary == 1 || has_parts {
        // The smallest others, too, so that the first is not the rest of the total:
        // any of them might be the small one.
        let least_size = if has_parts {
            definition.disclosure_limit
        } else {
            1
        };
        let others = shown.iter().filter_map(|one| match one {
            Shown::Value(parts) => Some(size(*parts)),
            _ => None,
        });
        let Some(second) = others.filter(|size| *size >= least_size).min() else {
            return (shown, Shown::Hidden);
        };
        for one in &mut shown {
            if matches!(one, Shown::Value(parts) if size(*parts) == second) {
                *one = Shown::Hidden;
            }
        }
    } else {
        // All of them the least or the most that they can be.
        let together: i64 = hidden.iter().map(|parts| parts.numerator).sum();
        let count = i64::try_from(primary).unwrap_or(i64::MAX);
        let most = count.saturating_mul(definition.disclosure_limit - 1);
        if together == count || together == most {
            return (shown, Shown::Hidden);
        }
    }
    (shown, Shown::Value(total))
}

/// How many cases a value is about.
fn size(parts: Parts) -> i64 {
    parts.denominator.unwrap_or(parts.numerator)
}

fn is_small(definition: &Definition, parts: Parts) -> bool {
    let limit = definition.disclosure_limit;
    let small = |number: i64| limit >= LEAST_LIMIT && (1..limit).contains(&number);
    match (definition.unit, parts.denominator) {
        (Unit::Ratio, Some(denominator)) => {
            small(parts.numerator) || small(denominator) || small(denominator - parts.numerator)
        }
        (Unit::Weeks, Some(denominator)) => small(denominator),
        _ => small(parts.numerator),
    }
}

/// What stands in the place of a number that is hidden.
pub const HIDDEN: &str = "[c]";

/// What is published of one measure for one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthRow {
    pub month: NaiveDate,
    /// Of each site that owes the month, by its name.
    pub cells: Vec<(String, Shown)>,
    pub total: Shown,
}

impl MonthRow {
    /// How many sites gave a value; zero is one.
    pub fn reported(&self) -> usize {
        let has_value = |shown: &Shown| matches!(shown, Shown::Value(_) | Shown::Hidden);
        self.cells
            .iter()
            .filter(|(_, shown)| has_value(shown))
            .count()
    }

    /// "9 of 12 sites reported", with the names of the others.
    pub fn coverage(&self) -> String {
        let of = wording::count(self.cells.len() as u64, "site", "sites");
        let missing: Vec<&str> = self
            .cells
            .iter()
            .filter(|(_, shown)| matches!(shown, Shown::Missing | Shown::NotReported(_)))
            .map(|(name, _)| name.as_str())
            .collect();
        let reported = format!("{} of {of} reported", self.reported());
        if missing.is_empty() {
            reported
        } else {
            format!("{reported}. Missing: {}", missing.join(", "))
        }
    }
}

/// What was approved: by site and month, then by measure.
pub type ApprovedValues = BTreeMap<(Uuid, NaiveDate), BTreeMap<Uuid, Said>>;

/// What is published of a measure for a month, of the sites that ran in it.
pub fn month_row(
    measure: &Measure,
    sites: &[Site],
    approved: &ApprovedValues,
    month: NaiveDate,
    today: NaiveDate,
) -> MonthRow {
    let owing: Vec<&Site> = sites
        .iter()
        .filter(|site| owes(site, month, today) || approved.contains_key(&(site.id, month)))
        .collect();
    let said: Vec<Option<Said>> = owing
        .iter()
        .map(|site| approved.get(&(site.id, month))?.get(&measure.id).cloned())
        .collect();
    let (shown, total) = published(&measure.definition, &said);
    let names = owing.iter().map(|site| site.name.clone());
    MonthRow {
        month,
        cells: names.zip(shown).collect(),
        total,
    }
}

/// The pilots that a query asks for, in its order.
pub fn listed(mut rows: Vec<PilotRow>, query: &PilotQuery) -> Vec<PilotRow> {
    let words = search_words(&query.search);
    rows.retain(|row| {
        let record = &row.pilot.record;
        let text = search_words(&format!(
            "{} {} {} {}",
            record.title, record.former_names, record.purpose, record.department
        ))
        .join(" ");
        query.stage.is_none_or(|stage| row.pilot.stage == stage)
            && words.iter().all(|word| text.contains(word.as_str()))
    });
    rows.sort_by_cached_key(|row| {
        let title = wording::folded(&row.pilot.record.title);
        // What has no date comes after what has one.
        let day = |rough: Option<Rough>| rough.map_or(NaiveDate::MAX, |rough| rough.first());
        let (stage, day) = match query.sort {
            Sort::Title => (Stage::Idea, NaiveDate::MIN),
            Sort::Stage => (row.pilot.stage, NaiveDate::MIN),
            Sort::Start => (Stage::Idea, day(row.first_start)),
            Sort::Decision => (Stage::Idea, day(row.pilot.record.decision_due)),
        };
        (stage, day, title)
    });
    if !query.upwards {
        rows.reverse();
    }
    rows
}

#[cfg(test)]
mod tests;
