//! Checks an official file: what would become of its figures.

use std::collections::{BTreeMap, HashMap};

use app::{
    ids::{ImportId, PublicationId},
    measures::period::Period,
    performance::{
        catalogue::{SERIES, Series},
        rules::NOT_AVAILABLE,
        types::{Amount, Change, LEFT_OUT, Label, PublicationState, Report},
    },
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::{
    areas::Ground,
    file::{self, FileRead, Place, Sum},
    store,
};
use crate::{db::entities::figure, state::AppState};

/// Reasons, and revised figures, that are kept of a file.
const KEPT: usize = 200;

/// A figure of a file with the area that it is of.
pub(super) struct Resolved {
    pub series: &'static Series,
    pub area: String,
    pub period: Period,
    pub amount: Amount,
}

/// What would become of a file.
pub(super) struct Outcome {
    pub report: Report,
    pub new: Vec<Resolved>,
    /// Each with the figure that it revises.
    pub changed: Vec<(figure::Model, Resolved)>,
}

/// Reads a file that was kept. The inner error says why it cannot be taken.
///
/// # Errors
/// The file is not there.
pub(super) async fn read(
    state: &AppState,
    name: &str,
    hash: &str,
) -> anyhow::Result<Result<FileRead, String>> {
    let bytes = state.papers.get(hash).await?;
    read_now(state, name, bytes).await
}

/// As [`read`], of a file that has just come.
///
/// # Errors
/// The server stops.
pub(super) async fn read_now(
    state: &AppState,
    name: &str,
    bytes: Vec<u8>,
) -> anyhow::Result<Result<FileRead, String>> {
    let _permit = state.imports.permit().await?;
    let name = name.to_owned();
    Ok(tokio::task::spawn_blocking(move || file::read(&name, &bytes)).await?)
}

/// Checks a file without anybody waiting for it.
pub(super) fn begin(state: &AppState, id: PublicationId) {
    let working = state.clone();
    state.imports.work(ImportId(id.0), async move {
        run(&working, id).await?;
        Ok(None)
    });
}

/// Checks a file that waits for it.
///
/// # Errors
/// The file is not there, or the database refuses; it still waits.
pub async fn run(state: &AppState, id: PublicationId) -> anyhow::Result<()> {
    let Some(seen) = store::find(state.db.reader(), id).await? else {
        return Ok(());
    };
    if seen.state != PublicationState::Checking {
        return Ok(());
    }
    let (layout, report, refusal) = match read(state, &seen.file_name, &seen.file_hash).await? {
        Err(refusal) => (None, Report::default(), refusal),
        Ok(file) => {
            let layout = file.layout;
            let today = state.clock.today();
            let outcome = compare(state.db.reader(), today, file).await?;
            (Some(layout), outcome.report, String::new())
        }
    };
    let next = if refusal.is_empty() {
        PublicationState::Checked
    } else {
        PublicationState::Refused
    };
    let tx = state.db.begin().await?;
    if !store::advance(&tx, &seen, next).await? {
        return Ok(tx.rollback().await?);
    }
    store::keep_report(&tx, id, layout, &report, &refusal).await?;
    Ok(tx.commit().await?)
}

/// Compares a file with the figures there are: which are new, and which it revises.
///
/// # Errors
/// The database does not answer.
pub(super) async fn compare(
    db: &impl ConnectionTrait,
    today: NaiveDate,
    file: FileRead,
) -> Result<Outcome, DbErr> {
    let ground = Ground::read(db, today).await?;
    let publisher = file.layout.publisher();
    let areas: Vec<Option<String>> = file
        .labels
        .iter()
        .map(|(label, _)| ground.find(publisher, label))
        .collect();
    let rows_where = |wanted: &dyn Fn(&Option<String>) -> bool| -> Vec<(Label, u64)> {
        let labels = file.labels.iter().zip(&areas);
        labels
            .filter(|(_, area)| wanted(area))
            .map(|(label, _)| label.clone())
            .collect()
    };
    let mut report = Report {
        rows: file.rows,
        taken: file.taken,
        rejected: file.rejected,
        reasons: file.reasons.iter().take(KEPT).cloned().collect(),
        not_held: file
            .not_held
            .iter()
            .map(|(what, rows)| (what.clone(), *rows))
            .collect(),
        unknown: rows_where(&Option::is_none),
        left_out: rows_where(&|area| area.as_deref() == Some(LEFT_OUT))
            .iter()
            .map(|(_, rows)| rows)
            .sum(),
        ..Report::default()
    };
    report.unknown.sort();
    let resolved = resolved(&file, &areas, &mut report);
    let mut known = existing(db, resolved.keys().map(|(series, _, _)| *series)).await?;
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    for ((series, area, period), sum) in resolved {
        let Some(series) = SERIES.get(series) else {
            continue;
        };
        let now = Resolved {
            series,
            amount: sum.amount(series),
            area,
            period,
        };
        match known.remove(&(series.code, now.area.clone(), now.period)) {
            // What was never published and still is not, is no news.
            None if now.amount == Amount::NONE => report.unchanged += 1,
            None => new.push(now),
            Some(before) if amount_of(&before).is_like(&now.amount) => report.unchanged += 1,
            Some(before) => {
                if report.changes.len() < KEPT {
                    report.changes.push(in_words(&ground, &before, &now));
                }
                changed.push((before, now));
            }
        }
    }
    report.new = new.len() as u64;
    report.changed = changed.len() as u64;
    Ok(Outcome {
        report,
        new,
        changed,
    })
}

type AreaKey = (usize, String, Period);

/// The figures of a file by their areas. Labels that mean one area add up where
/// their figures do.
fn resolved(
    file: &FileRead,
    areas: &[Option<String>],
    report: &mut Report,
) -> BTreeMap<AreaKey, Sum> {
    let mut figures: Vec<_> = file.figures.iter().collect();
    figures.sort_by_key(|(key, _)| **key);
    let mut resolved: BTreeMap<AreaKey, Sum> = BTreeMap::new();
    for (key, sum) in figures {
        let area = match key.place {
            Place::Country(country) => country.to_owned(),
            Place::Label(place) => match areas.get(place as usize) {
                Some(Some(area)) if area != LEFT_OUT => area.clone(),
                _ => continue,
            },
        };
        match resolved.entry((key.series, area, key.period)) {
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(*sum);
            }
            std::collections::btree_map::Entry::Occupied(mut so_far) => {
                if so_far.get_mut().add(sum).is_err() {
                    report.rejected += 1;
                    if report.reasons.len() < KEPT {
                        let period = key.period.name();
                        let why = format!(
                            "two labels mean one area, and both have a figure for {period}"
                        );
                        report.reasons.push((0, why));
                    }
                }
            }
        }
    }
    resolved
}

type Known = HashMap<(&'static str, String, Period), figure::Model>;

/// The figures of some series that there are.
async fn existing(
    db: &impl ConnectionTrait,
    series: impl Iterator<Item = usize>,
) -> Result<Known, DbErr> {
    let mut codes: Vec<&'static str> = series
        .filter_map(|series| SERIES.get(series))
        .map(|series| series.code)
        .collect();
    codes.dedup();
    let rows = figure::Entity::find()
        .filter(figure::Column::Series.is_in(codes))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let series = Series::find(&row.series)?;
            let period = Period::from_days(row.first_on, row.last_on)?;
            Some(((series.code, row.area.clone(), period), row))
        })
        .collect())
}

fn amount_of(row: &figure::Model) -> Amount {
    Amount {
        value: row.value,
        upper: row.upper_part,
        lower: row.lower_part,
    }
}

fn in_words(ground: &Ground, before: &figure::Model, now: &Resolved) -> Change {
    let words = |value: Option<f64>| {
        value.map_or_else(
            || NOT_AVAILABLE.to_owned(),
            |value| now.series.unit.in_words(value),
        )
    };
    Change {
        series: now.series.name.to_owned(),
        area: ground.name_of(&now.area),
        period: now.period.name(),
        before: words(before.value),
        after: words(now.amount.value),
    }
}
