//! What pilots ask of a board: late returns of its sites, lessons that it takes up and,
//! of the national board, decisions and checks that are due.

use std::collections::BTreeMap;

use app::{
    pilots::{
        rules,
        suggested::{self, LateReturns},
        types::ReturnState,
    },
    suggestions::types::Suggestion,
};
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{Asked, Source};
use crate::{boards, pilots::store};

pub(super) struct Pilots;

impl Source for Pilots {
    async fn candidates(
        db: &impl ConnectionTrait,
        of: &Asked<'_>,
    ) -> Result<Vec<Suggestion>, DbErr> {
        let mut found = suggested::late_returns(&late(db, of).await?);
        let national = boards::store::national(db).await?;
        if national.is_some_and(|board| of.boards.contains(&board)) {
            found.extend(suggested::decisions_due(&store::all(db).await?, of.on));
            let checks = store::outcome::checks_due(db, of.on).await?;
            found.extend(suggested::checks_due(&checks));
        }
        let adopted = store::lessons::of_boards(db, of.ids()).await?;
        found.extend(suggested::lessons(&adopted, of.today));
        Ok(found)
    }
}

/// The returns that sites of the boards owe.
async fn late(db: &impl ConnectionTrait, of: &Asked<'_>) -> Result<Vec<LateReturns>, DbErr> {
    let sites = store::sites::on_boards(db, of.ids()).await?;
    if sites.is_empty() {
        return Ok(Vec::new());
    }
    let pilots = || sites.iter().map(|site| site.pilot);
    let asked = store::measures::asked_monthly(db, pilots()).await?;
    let titles: BTreeMap<Uuid, String> = store::titles(db, pilots()).await?;
    let from = rules::months_before(rules::month_of(of.today), rules::WINDOW);
    let ids = sites.iter().map(|site| site.id);
    let returns = store::returns::between(db, ids, (from, of.today)).await?;
    Ok(sites
        .iter()
        .filter(|site| asked.contains(&site.pilot))
        .map(|site| {
            let sent: Vec<NaiveDate> = returns
                .iter()
                .filter(|one| one.site == site.id)
                .filter(|one| matches!(one.state, ReturnState::Submitted | ReturnState::Approved))
                .map(|one| one.month)
                .collect();
            LateReturns {
                site: site.id,
                site_name: site.name.clone(),
                pilot_title: titles.get(&site.pilot).cloned().unwrap_or_default(),
                months: rules::overdue(site, &sent, of.today),
            }
        })
        .filter(|one| !one.months.is_empty())
        .collect())
}
