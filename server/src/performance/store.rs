//! What is kept of figures, of official files, of labels and of settings.

use std::collections::HashMap;

use app::{
    ids::{PersonId, PublicationId},
    measures::{bands::Bands, period::Period},
    performance::{
        catalogue::{Publisher, SERIES, Series},
        types::{
            Amount, AreaKind, Figure, Layout, Mapped, Publication, PublicationState, Report,
            Revision, Settings, Source,
        },
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{
        area_label, board, figure, figure_revision, person, publication, series_setting,
    },
    membership::scope::stored,
};

/// Files on the page.
const LATEST: u64 = 50;

/// A file that somebody has sent.
pub struct NewPublication<'a> {
    pub id: PublicationId,
    pub title: &'a str,
    pub address: &'a str,
    pub published_on: NaiveDate,
    pub file_name: &'a str,
    pub file_hash: &'a str,
    pub bytes: u64,
    /// Whether its figures are made up.
    pub fictional: bool,
}

/// Notes that a file has come, to be checked.
///
/// # Errors
/// The identifier is taken, or the database refuses.
pub async fn add(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: &NewPublication<'_>,
) -> Result<(), DbErr> {
    publication::Entity::insert(publication::ActiveModel::from(publication::Model {
        id: new.id.0,
        layout: None,
        title: new.title.to_owned(),
        address: new.address.to_owned(),
        published_on: new.published_on,
        file_name: new.file_name.to_owned(),
        file_hash: new.file_hash.to_owned(),
        bytes: i64::try_from(new.bytes).unwrap_or(i64::MAX),
        state: PublicationState::Checking.code().to_owned(),
        refusal: String::new(),
        report: to_json(&Report::default())?,
        fictional: new.fictional,
        person_id: actor.person.map(|person| person.0),
        at,
        approved_by_id: None,
        approved_at: None,
        undone_by_id: None,
        undone_at: None,
        version: 1,
    }))
    .exec_without_returning(tx)
    .await?;
    let after = json!({
        "title": new.title, "address": new.address, "published_on": new.published_on,
        "file_name": new.file_name, "sha256": new.file_hash, "bytes": new.bytes,
    });
    let verb = ("uploaded", "publication");
    let event = audit::Event::new(Chain::Portal, at, verb, new.id.0, after);
    audit::record(tx, random, actor, event).await
}

/// Notes in the trail what was done with a file.
///
/// # Errors
/// The database refuses.
pub(super) async fn record(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    seen: &Publication,
    (verb, after): (&'static str, serde_json::Value),
) -> Result<(), DbErr> {
    let event = audit::Event::new(Chain::Portal, at, (verb, "publication"), seen.id.0, after);
    audit::record(tx, random, actor, event).await
}

/// Moves a file on, if it is still as it was seen.
///
/// # Errors
/// The database refuses.
pub(super) async fn advance(
    tx: &impl ConnectionTrait,
    seen: &Publication,
    state: PublicationState,
) -> Result<bool, DbErr> {
    use publication::Column;
    let moved = publication::Entity::update_many()
        .col_expr(Column::State, Expr::value(state.code()))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(seen.id.0))
        .filter(Column::Version.eq(seen.version))
        .filter(Column::State.eq(seen.state.code()))
        .exec(tx)
        .await?;
    Ok(moved.rows_affected == 1)
}

/// Keeps what the check of a file found.
///
/// # Errors
/// The database refuses.
pub(super) async fn keep_report(
    tx: &impl ConnectionTrait,
    id: PublicationId,
    layout: Option<Layout>,
    report: &Report,
    refusal: &str,
) -> Result<(), DbErr> {
    use publication::Column;
    let layout = layout.map(|layout| layout.code().to_owned());
    publication::Entity::update_many()
        .col_expr(Column::Layout, Expr::value(layout))
        .col_expr(Column::Report, Expr::value(to_json(report)?))
        .col_expr(Column::Refusal, Expr::value(refusal))
        .filter(Column::Id.eq(id.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// Keeps who approved or undid a file.
///
/// # Errors
/// The database refuses.
pub(super) async fn sign(
    tx: &impl ConnectionTrait,
    id: PublicationId,
    person: Option<PersonId>,
    at: DateTime<Utc>,
    state: PublicationState,
) -> Result<(), DbErr> {
    use publication::Column;
    let (who, when) = if state == PublicationState::Undone {
        (Column::UndoneById, Column::UndoneAt)
    } else {
        (Column::ApprovedById, Column::ApprovedAt)
    };
    publication::Entity::update_many()
        .col_expr(who, Expr::value(person.map(|person| person.0)))
        .col_expr(when, Expr::value(at))
        .filter(Column::Id.eq(id.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// A file by its identifier. Two queries.
///
/// # Errors
/// The database does not answer.
pub async fn find(
    db: &impl ConnectionTrait,
    id: PublicationId,
) -> Result<Option<Publication>, DbErr> {
    let found = publication::Entity::find_by_id(id.0).one(db).await?;
    let found: Vec<_> = found.into_iter().collect();
    Ok(in_full(db, found).await?.pop())
}

/// The latest files, the newest first. Two queries.
///
/// # Errors
/// The database does not answer.
pub async fn latest(db: &impl ConnectionTrait) -> Result<Vec<Publication>, DbErr> {
    let found = publication::Entity::find()
        .order_by_desc(publication::Column::At)
        .order_by_desc(publication::Column::Id)
        .limit(LATEST)
        .all(db)
        .await?;
    in_full(db, found).await
}

async fn in_full(
    db: &impl ConnectionTrait,
    found: Vec<publication::Model>,
) -> Result<Vec<Publication>, DbErr> {
    let people = found
        .iter()
        .flat_map(|one| [one.person_id, one.approved_by_id])
        .flatten();
    let names: Vec<(Uuid, String)> = person::Entity::find()
        .filter(person::Column::Id.is_in(people))
        .select_only()
        .column(person::Column::Id)
        .column(person::Column::FullName)
        .into_tuple()
        .all(db)
        .await?;
    let names: HashMap<Uuid, String> = names.into_iter().collect();
    let name = |id: Option<Uuid>| id.and_then(|id| names.get(&id).cloned());
    found
        .into_iter()
        .map(|one| {
            Ok(Publication {
                id: PublicationId(one.id),
                layout: one
                    .layout
                    .as_deref()
                    .map(|layout| stored(layout, Layout::from_code))
                    .transpose()?,
                by: PersonId(one.person_id.unwrap_or_default()),
                by_name: name(one.person_id).unwrap_or_else(|| "The portal".to_owned()),
                approved_by_name: name(one.approved_by_id),
                approved_at: one.approved_at,
                state: stored(&one.state, PublicationState::from_code)?,
                report: serde_json::from_str(&one.report)
                    .map_err(|error| DbErr::Json(error.to_string()))?,
                bytes: u64::try_from(one.bytes).unwrap_or(0),
                title: one.title,
                address: one.address,
                published_on: one.published_on,
                file_name: one.file_name,
                file_hash: one.file_hash,
                refusal: one.refusal,
                at: one.at,
                version: one.version,
            })
        })
        .collect()
}

/// Where figures come from, by publication.
///
/// # Errors
/// The database does not answer.
pub async fn sources(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = PublicationId>,
) -> Result<HashMap<PublicationId, Source>, DbErr> {
    let ids = ids.into_iter().map(|id| id.0);
    let found = publication::Entity::find()
        .filter(publication::Column::Id.is_in(ids))
        .all(db)
        .await?;
    Ok(found
        .into_iter()
        .map(|one| {
            let id = PublicationId(one.id);
            let source = Source {
                id,
                title: one.title,
                address: one.address,
                published_on: one.published_on,
                is_fictional: one.fictional,
            };
            (id, source)
        })
        .collect())
}

/// The figures of some areas, in the order of their periods.
///
/// # Errors
/// The database does not answer.
pub async fn figures(
    db: &impl ConnectionTrait,
    areas: impl IntoIterator<Item = String>,
    series: Option<&'static Series>,
) -> Result<Vec<Figure>, DbErr> {
    let mut asked = figure::Entity::find().filter(figure::Column::Area.is_in(areas));
    if let Some(series) = series {
        asked = asked.filter(figure::Column::Series.eq(series.code));
    }
    let found = asked.order_by_asc(figure::Column::FirstOn).all(db).await?;
    Ok(found.iter().filter_map(in_words).collect())
}

/// The figures of some series since a day, over all areas of boards.
///
/// # Errors
/// The database does not answer.
pub async fn figures_of_boards(
    db: &impl ConnectionTrait,
    since: NaiveDate,
) -> Result<Vec<Figure>, DbErr> {
    let codes = Series::of_all_boards().map(|series| series.code);
    let found = figure::Entity::find()
        .filter(figure::Column::Series.is_in(codes))
        .filter(figure::Column::Area.starts_with("dfj:"))
        .filter(figure::Column::FirstOn.gte(since))
        .all(db)
        .await?;
    Ok(found.iter().filter_map(in_words).collect())
}

/// The first day of the latest figure of any area of a board.
///
/// # Errors
/// The database does not answer.
pub async fn latest_day(db: &impl ConnectionTrait) -> Result<Option<NaiveDate>, DbErr> {
    let codes = Series::of_all_boards().map(|series| series.code);
    let latest: Option<Option<NaiveDate>> = figure::Entity::find()
        .filter(figure::Column::Series.is_in(codes))
        .select_only()
        .column_as(figure::Column::FirstOn.max(), "latest")
        .into_tuple()
        .one(db)
        .await?;
    Ok(latest.flatten())
}

/// A figure as the pages know it; none where its series is gone from the catalogue.
fn in_words(row: &figure::Model) -> Option<Figure> {
    Some(Figure {
        series: Series::find(&row.series)?,
        area: row.area.clone(),
        period: Period::from_days(row.first_on, row.last_on)?,
        amount: amount(row),
        publication: PublicationId(row.publication_id),
    })
}

fn amount(row: &figure::Model) -> Amount {
    Amount {
        value: row.value,
        upper: row.upper_part,
        lower: row.lower_part,
    }
}

/// What figures of an area were before they were revised, the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn revisions(
    db: &impl ConnectionTrait,
    area: &str,
    series: &Series,
) -> Result<Vec<Revision>, DbErr> {
    let found = figure_revision::Entity::find()
        .find_also_related(figure::Entity)
        .filter(figure::Column::Area.eq(area))
        .filter(figure::Column::Series.eq(series.code))
        .order_by_desc(figure_revision::Column::ReplacedAt)
        .order_by_desc(figure::Column::FirstOn)
        .limit(200)
        .all(db)
        .await?;
    Ok(found
        .into_iter()
        .filter_map(|(revision, figure)| {
            let figure = figure?;
            Some(Revision {
                period: Period::from_days(figure.first_on, figure.last_on)?,
                before: Amount {
                    value: revision.value,
                    upper: revision.upper_part,
                    lower: revision.lower_part,
                },
                at: revision.replaced_at,
            })
        })
        .collect())
}

/// The DFJ area of a board.
///
/// # Errors
/// The database does not answer.
pub async fn area_code(db: &impl ConnectionTrait, board: Uuid) -> Result<Option<String>, DbErr> {
    let code: Option<Option<String>> = board::Entity::find_by_id(board)
        .select_only()
        .column(board::Column::AreaCode)
        .into_tuple()
        .one(db)
        .await?;
    Ok(code.flatten())
}

/// The DFJ areas of boards.
///
/// # Errors
/// The database does not answer.
pub async fn area_codes(db: &impl ConnectionTrait) -> Result<HashMap<Uuid, String>, DbErr> {
    let codes: Vec<(Uuid, String)> = board::Entity::find()
        .filter(board::Column::AreaCode.is_not_null())
        .select_only()
        .column(board::Column::Id)
        .column(board::Column::AreaCode)
        .into_tuple()
        .all(db)
        .await?;
    Ok(codes.into_iter().collect())
}

/// What labels mean, by publisher and name.
///
/// # Errors
/// The database does not answer, or holds a word that is not known.
pub async fn labels(db: &impl ConnectionTrait) -> Result<Vec<Mapped>, DbErr> {
    let found = area_label::Entity::find()
        .order_by_asc(area_label::Column::Kind)
        .order_by_asc(area_label::Column::Folded)
        .order_by_asc(area_label::Column::Publisher)
        .all(db)
        .await?;
    found
        .into_iter()
        .map(|one| {
            Ok(Mapped {
                id: one.id,
                publisher: stored(&one.publisher, Publisher::from_code)?,
                kind: stored(&one.kind, AreaKind::from_code)?,
                label: one.label,
                area: one.area,
                version: one.version,
            })
        })
        .collect()
}

/// Keeps what a label means. A label means one area: what it meant before goes.
///
/// # Errors
/// The database refuses.
pub async fn map(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    (publisher, kind, label): (Publisher, AreaKind, &str),
    area: &str,
) -> Result<(), DbErr> {
    use area_label::Column;
    let folded = super::areas::folded(label);
    let known = area_label::Entity::find()
        .filter(Column::Publisher.eq(publisher.code()))
        .filter(Column::Kind.eq(kind.code()))
        .filter(Column::Folded.eq(&folded))
        .one(tx)
        .await?;
    let (id, before) = match known {
        Some(known) => {
            area_label::Entity::update_many()
                .col_expr(Column::Area, Expr::value(area))
                .col_expr(Column::Version, Expr::col(Column::Version).add(1))
                .filter(Column::Id.eq(known.id))
                .exec(tx)
                .await?;
            (known.id, Some(known.area))
        }
        None => {
            let id = random.id(at);
            area_label::Entity::insert(area_label::ActiveModel::from(area_label::Model {
                id,
                publisher: publisher.code().to_owned(),
                kind: kind.code().to_owned(),
                label: label.to_owned(),
                folded,
                area: area.to_owned(),
                version: 1,
            }))
            .exec_without_returning(tx)
            .await?;
            (id, None)
        }
    };
    let after = json!({
        "publisher": publisher.code(), "kind": kind.code(), "label": label, "area": area,
        "before": before,
    });
    let event = audit::Event::new(Chain::Portal, at, ("mapped", "area_label"), id, after);
    audit::record(tx, random, actor, event).await
}

/// The settings of every series that has any.
///
/// # Errors
/// The database does not answer.
pub async fn settings(db: &impl ConnectionTrait) -> Result<HashMap<&'static str, Settings>, DbErr> {
    let stored: HashMap<String, series_setting::Model> = series_setting::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|one| (one.series.clone(), one))
        .collect();
    Ok(SERIES
        .iter()
        .map(|series| {
            let settings = stored.get(series.code).map_or_else(
                || Settings::usual(series),
                |one| Settings {
                    target: one.target,
                    bands: one
                        .amber
                        .zip(one.red)
                        .map(|(amber, red)| Bands { amber, red }),
                    version: one.version,
                },
            );
            (series.code, settings)
        })
        .collect())
}

/// Keeps the settings of a series, if they are still as they were seen.
///
/// # Errors
/// The database refuses.
pub(super) async fn set(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    series: &Series,
    settings: &Settings,
) -> Result<bool, DbErr> {
    use series_setting::Column;
    let (amber, red) = settings
        .bands
        .map_or((None, None), |bands| (Some(bands.amber), Some(bands.red)));
    let known = series_setting::Entity::find()
        .filter(Column::Series.eq(series.code))
        .one(tx)
        .await?;
    let id = match known {
        Some(known) if known.version == settings.version => {
            series_setting::Entity::update_many()
                .col_expr(Column::Target, Expr::value(settings.target))
                .col_expr(Column::Amber, Expr::value(amber))
                .col_expr(Column::Red, Expr::value(red))
                .col_expr(Column::Version, Expr::col(Column::Version).add(1))
                .filter(Column::Id.eq(known.id))
                .exec(tx)
                .await?;
            known.id
        }
        None if settings.version == 0 => {
            let id = random.id(at);
            series_setting::Entity::insert(series_setting::ActiveModel::from(
                series_setting::Model {
                    id,
                    series: series.code.to_owned(),
                    target: settings.target,
                    amber,
                    red,
                    version: 1,
                },
            ))
            .exec_without_returning(tx)
            .await?;
            id
        }
        _ => return Ok(false),
    };
    let after = json!({
        "series": series.code, "target": settings.target, "amber": amber, "red": red,
    });
    let event = audit::Event::new(Chain::Portal, at, ("set", "series_setting"), id, after);
    audit::record(tx, random, actor, event).await?;
    Ok(true)
}

fn to_json(value: &impl serde::Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Json(error.to_string()))
}
