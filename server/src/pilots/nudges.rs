//! What people who report for sites still owe, as their page and their mail of the day
//! say it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use app::{
    access::{Access, Role},
    ids::{BoardId, PersonId, SeatId},
    pilots::rules::{self, Owed, Owing},
};
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::store;
use crate::{
    membership::seats::{self, Which},
    replies,
};

/// What people owe of the sites for which they report, today, with who reports each. Two queries where nobody
/// reports for a site, and eight otherwise, however many people and sites.
///
/// # Errors
/// The database does not answer.
pub async fn of_people(
    db: &impl ConnectionTrait,
    people: &HashMap<PersonId, Access>,
    today: NaiveDate,
) -> Result<Vec<(Owing, BTreeSet<PersonId>)>, DbErr> {
    let named = named(db, people, today).await?;
    let seats: BTreeSet<SeatId> = people
        .values()
        .flat_map(|access| &access.standings)
        .filter(|standing| standing.role != Role::Observer)
        .map(|standing| standing.seat)
        .collect();
    let by_name = named.keys().copied();
    let sites = store::sites::reported(db, seats.iter().map(|seat| seat.0), by_name).await?;
    if sites.is_empty() {
        return Ok(Vec::new());
    }
    let pilots = store::open(db, sites.iter().map(|site| site.pilot)).await?;
    let asked = store::measures::asked_monthly(db, pilots.keys().copied()).await?;
    let from = rules::months_before(rules::month_of(today), rules::WINDOW);
    let ids = || sites.iter().map(|site| site.id);
    let returns = store::returns::between(db, ids(), (from, today)).await?;
    let chased = store::returns::last_chased(db, ids()).await?;
    let boards: BTreeSet<BoardId> = sites.iter().filter_map(|site| site.board).collect();
    let which = Which::OfBoards(boards.into_iter().collect());
    let holders: BTreeMap<SeatId, PersonId> = seats::rows(db, &which, today)
        .await?
        .iter()
        .filter_map(|row| Some((row.seat, replies::occupant(row)?.0)))
        .collect();
    Ok(sites
        .iter()
        .filter(|site| asked.contains(&site.pilot))
        .filter_map(|site| {
            let of_site = returns.iter().filter(|one| one.site == site.id);
            let sent: Vec<NaiveDate> = of_site
                .filter(|one| one.state.is_in())
                .map(|one| one.month)
                .collect();
            let mut who: BTreeSet<PersonId> = named.get(&site.id).cloned().unwrap_or_default();
            let by_seat = site.lead_seat.and_then(|seat| holders.get(&seat));
            who.extend(by_seat.filter(|person| acts(people, **person)));
            let last = chased.get(&site.id);
            let owed = Owed {
                months: rules::owed(site, &sent, today),
                chased_at: last.and_then(|last| last.at),
            };
            (!owed.months.is_empty()).then(|| {
                let owing = Owing {
                    site: site.id,
                    site_name: site.name.clone(),
                    pilot_title: pilots.get(&site.pilot).cloned().unwrap_or_default(),
                    chased_on: last.map(|last| last.on),
                    owed,
                };
                (owing, who)
            })
        })
        .collect())
}

/// Whether somebody among these people may report at all.
fn acts(people: &HashMap<PersonId, Access>, person: PersonId) -> bool {
    people
        .get(&person)
        .is_some_and(|access| !rules::only_observes(access))
}

/// The sites for which some people report by name.
async fn named(
    db: &impl ConnectionTrait,
    people: &HashMap<PersonId, Access>,
    today: NaiveDate,
) -> Result<BTreeMap<Uuid, BTreeSet<PersonId>>, DbErr> {
    let all = store::site_leads::of_people(db, people.keys().copied(), today).await?;
    let mut named: BTreeMap<Uuid, BTreeSet<PersonId>> = BTreeMap::new();
    for (person, site) in all {
        if acts(people, person) {
            named.entry(site).or_default().insert(person);
        }
    }
    Ok(named)
}

/// What one person owes. As [`of_people`].
///
/// # Errors
/// The database does not answer.
pub async fn of_person(
    db: &impl ConnectionTrait,
    access: &Access,
    today: NaiveDate,
) -> Result<Vec<Owing>, DbErr> {
    let people = HashMap::from([(access.person, access.clone())]);
    let all = of_people(db, &people, today).await?;
    Ok(all
        .into_iter()
        .filter(|(_, who)| who.contains(&access.person))
        .map(|(owing, _)| owing)
        .collect())
}
