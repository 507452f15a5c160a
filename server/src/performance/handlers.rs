//! The pages of figures: all boards, one board, one series of it.

use std::collections::{BTreeSet, HashMap};

use app::{
    access::Permission,
    actions::{forms::field::MEASURE, measured::Target},
    boards::{
        types::{BoardEntry, BoardKind},
        views::{BoardTab, tabs},
    },
    ids::PublicationId,
    measures::period::Period,
    paths,
    performance::{
        catalogue::{SERIES, Series},
        query::{PerformanceQuery, Sort},
        rules::{self, History},
        types::{COUNTRIES, Figure, Settings, Source, council_area, dfj_area, region_area},
        views::{
            BoardPerformanceView, BoardsView, Cell, ChartView, CouncilFigure, Line, Row,
            SeriesView, board_page, boards_page, chart_page,
        },
    },
    query, wording,
};
use axum::{extract::State, response::Response};
use chrono::{Days, NaiveDate};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{export, store};
use crate::{
    actions::measured,
    boards::store as boards,
    db::entities::{board_area, organisation},
    downloads::{self, TableFormat},
    error::PageError,
    extract::{QueryPairs, Segment, SignedIn},
    render::Renderer,
    state::AppState,
};

/// How far back the page of all boards looks for the latest figures and those of a
/// year before, in days.
const LOOK_BACK: u64 = 800;

/// Histories by series and area.
type Histories = HashMap<(&'static str, String), History>;

fn histories(figures: &[Figure]) -> Histories {
    let mut histories: Histories = HashMap::new();
    for figure in figures {
        let key = (figure.series.code, figure.area.clone());
        let history = histories.entry(key).or_default();
        history.push((figure.period, figure.amount));
    }
    histories
}

/// `GET /performance`
pub async fn get_all(
    State(state): State<AppState>,
    me: SignedIn,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let view = all(&state, &me, &pairs).await?;
    Ok(Renderer::for_person(&state, &me).page(|| boards_page(&view)))
}

/// `GET /performance/export`: the same as a CSV file or, with `format=xlsx`, as an
/// Excel file.
pub async fn get_all_export(
    State(state): State<AppState>,
    me: SignedIn,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let format = pairs.last("format").unwrap_or("csv");
    let format = TableFormat::from_code(format).ok_or(PageError::NotFound)?;
    let view = all(&state, &me, &pairs).await?;
    let export = export::boards(&view, state.clock.today());
    downloads::table("performance", format, export, state.clock.now()).await
}

/// Boards with their latest figures: a fixed number of queries, however many
/// boards.
async fn all(state: &AppState, me: &SignedIn, pairs: &QueryPairs) -> Result<BoardsView, PageError> {
    let db = state.db.reader();
    let query = PerformanceQuery::from_pairs(pairs.iter());
    let today = state.clock.today();
    let local: Vec<BoardEntry> = boards::directory(db, &me.access, today)
        .await?
        .into_iter()
        .filter(|board| board.kind == BoardKind::Local && board.exists_on(today))
        .collect();
    let codes = store::area_codes(db).await?;
    let settings = store::settings(db).await?;
    let since = store::latest_day(db)
        .await?
        .map_or(today, |latest| latest.min(today) - Days::new(LOOK_BACK));
    let figures = store::figures_of_boards(db, since).await?;
    let publications: BTreeSet<PublicationId> =
        figures.iter().map(|figure| figure.publication).collect();
    let sources = store::sources(db, publications).await?;
    let histories = histories(&figures);
    let columns: Vec<(&'static Series, Option<Period>)> = Series::of_all_boards()
        .map(|series| {
            let of_series = histories
                .iter()
                .filter(|((code, _), _)| *code == series.code);
            (series, rules::latest(of_series.map(|(_, history)| history)))
        })
        .collect();
    let regions: BTreeSet<String> = local
        .iter()
        .filter_map(|board| board.region.clone())
        .collect();
    let mut rows: Vec<Row> = local
        .into_iter()
        .filter(|board| query.region.is_none() || board.region == query.region)
        .map(|board| {
            let area = codes.get(&board.id.0).map(|code| dfj_area(code));
            let cells = columns
                .iter()
                .map(|(series, period)| {
                    cell(series, *period, area.as_deref(), &histories, &settings)
                })
                .collect();
            Row { board, cells }
        })
        .collect();
    sort(&mut rows, &query, &columns);
    Ok(BoardsView {
        query,
        columns,
        rows,
        regions: regions.into_iter().collect(),
        is_fictional: sources.values().any(|source| source.is_fictional),
        may_keep: me.access.may_everywhere(Permission::KeepRegister),
    })
}

fn cell(
    series: &'static Series,
    period: Option<Period>,
    area: Option<&str>,
    histories: &Histories,
    settings: &HashMap<&'static str, Settings>,
) -> Cell {
    let history = area
        .and_then(|area| histories.get(&(series.code, area.to_owned())))
        .cloned()
        .unwrap_or_default();
    let usual = Settings::usual(series);
    let settings = settings.get(series.code).unwrap_or(&usual);
    let standing = rules::standing(series, settings, &history, period);
    Cell {
        value: standing.value,
        words: standing.words,
        change: standing.change,
        band: standing.band,
    }
}

/// Boards without a figure come last, whichever way round.
fn sort(rows: &mut [Row], query: &PerformanceQuery, columns: &[(&'static Series, Option<Period>)]) {
    rows.sort_by_cached_key(|row| wording::folded(&row.board.name));
    match query.sort {
        Sort::Board if query.upwards => {}
        Sort::Board => rows.reverse(),
        Sort::Series(series) => {
            let Some(at) = columns.iter().position(|(other, _)| *other == series) else {
                return;
            };
            let value = |row: &Row| row.cells.get(at).and_then(|cell| cell.value);
            rows.sort_by(|one, other| match (value(one), value(other)) {
                (Some(one), Some(other)) if query.upwards => one.total_cmp(&other),
                (Some(one), Some(other)) => other.total_cmp(&one),
                (one, other) => other.is_some().cmp(&one.is_some()),
            });
        }
    }
}

/// A board that is open, for anybody who is signed in: its official figures are
/// published.
async fn board_of(state: &AppState, slug: &str) -> Result<BoardEntry, PageError> {
    boards::find_open(state.db.reader(), slug, state.clock.today())
        .await?
        .ok_or(PageError::NotFound)
}

/// The areas that a board's page shows, by key, with their names: its own first.
async fn areas_of(
    state: &AppState,
    board: &BoardEntry,
) -> Result<(Option<String>, Vec<(String, String)>), PageError> {
    let own = store::area_code(state.db.reader(), board.id.0)
        .await?
        .map(|code| dfj_area(&code));
    let mut areas = Vec::new();
    if let Some(own) = &own {
        areas.push((own.clone(), board.name.clone()));
    }
    if let Some(region) = &board.region {
        areas.push((region_area(region), format!("{region} region")));
    }
    for (key, name) in COUNTRIES {
        areas.push((key.to_owned(), name.to_owned()));
    }
    Ok((own, areas))
}

/// `GET /boards/{slug}/performance`
pub async fn get_board(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let db = state.db.reader();
    let board = board_of(&state, &slug).await?;
    let (own, areas) = areas_of(&state, &board).await?;
    let councils: Vec<(uuid::Uuid, String)> = board_area::Entity::find()
        .find_also_related(organisation::Entity)
        .filter(board_area::Column::BoardId.eq(board.id.0))
        .all(db)
        .await?
        .into_iter()
        .filter_map(|(_, council)| council.map(|council| (council.id, council.name)))
        .collect();
    let council_keys = councils.iter().map(|(id, _)| council_area(id));
    let keys = areas.iter().map(|(key, _)| key.clone()).chain(council_keys);
    let figures = store::figures(db, keys.collect::<Vec<_>>(), None).await?;
    let publications: BTreeSet<PublicationId> =
        figures.iter().map(|figure| figure.publication).collect();
    let sources = store::sources(db, publications).await?;
    let settings = store::settings(db).await?;
    let shared_with = match &own {
        Some(own) => sharing(&state, &me, &board, own).await?,
        None => Vec::new(),
    };
    let histories = histories(&figures);
    let series = SERIES
        .iter()
        .filter_map(|series| {
            let lines: Vec<Line> = areas
                .iter()
                .filter_map(|(key, name)| {
                    let is_own = own.as_ref() == Some(key);
                    let history = histories.get(&(series.code, key.clone()));
                    // A board that a file leaves out is said to have nothing.
                    let is_asked = is_own && series.of_boards;
                    (history.is_some() || is_asked).then(|| Line {
                        area: name.clone(),
                        is_own,
                        history: history.cloned().unwrap_or_default(),
                    })
                })
                .collect();
            (!lines.is_empty()).then(|| SeriesView {
                series,
                settings: settings
                    .get(series.code)
                    .cloned()
                    .unwrap_or_else(|| Settings::usual(series)),
                source: latest_source(series, &areas, &figures, &sources),
                lines,
            })
        })
        .collect();
    let is_inside = me.access.may(Permission::SeeSeats, board.id, None);
    let is_fictional = sources.values().any(|source| source.is_fictional);
    let council_figures = of_councils(&councils, &histories);
    Ok(Renderer::for_person(&state, &me).page(|| {
        board_page(BoardPerformanceView {
            tabs: is_inside.then(|| tabs(&board.slug, BoardTab::Performance)),
            shared_with,
            has_area: own.is_some(),
            series,
            councils: council_figures,
            is_fictional,
            board,
        })
    }))
}

/// The other boards of an area, by name.
async fn sharing(
    state: &AppState,
    me: &SignedIn,
    board: &BoardEntry,
    own: &str,
) -> Result<Vec<String>, PageError> {
    let codes = store::area_codes(state.db.reader()).await?;
    let today = state.clock.today();
    let all = boards::all(state.db.reader(), &me.access).await?;
    let mut names: Vec<String> = all
        .into_iter()
        .filter(|other| other.id != board.id && other.exists_on(today))
        .filter(|other| {
            codes
                .get(&other.id.0)
                .is_some_and(|code| dfj_area(code) == own)
        })
        .map(|other| other.name)
        .collect();
    names.sort();
    Ok(names)
}

/// Where the latest figure of a series comes from.
fn latest_source(
    series: &Series,
    areas: &[(String, String)],
    figures: &[Figure],
    sources: &HashMap<PublicationId, Source>,
) -> Option<Source> {
    figures
        .iter()
        .filter(|figure| figure.series == series && figure.amount.value.is_some())
        .filter(|figure| areas.iter().any(|(key, _)| *key == figure.area))
        .max_by_key(|figure| figure.period)
        .and_then(|figure| sources.get(&figure.publication).cloned())
}

fn of_councils(councils: &[(uuid::Uuid, String)], histories: &Histories) -> Vec<CouncilFigure> {
    let mut found = Vec::new();
    for (id, name) in councils {
        for series in &SERIES {
            let Some(history) = histories.get(&(series.code, council_area(id))) else {
                continue;
            };
            let latest = rules::latest([history]);
            if let Some((period, value)) =
                latest.and_then(|period| Some((period, rules::value_of(history, period)?)))
            {
                found.push(CouncilFigure {
                    council: name.clone(),
                    series,
                    period,
                    words: series.unit.in_words(value),
                });
            }
        }
    }
    found.sort_by_cached_key(|one| (wording::folded(&one.council), one.series.code));
    found
}

/// The series that an address names, of those with figures of boards.
fn series_of(pairs: &QueryPairs) -> Result<&'static Series, PageError> {
    pairs
        .last("series")
        .map_or_else(|| Series::of_all_boards().next(), Series::find)
        .filter(|series| series.of_boards)
        .ok_or(PageError::NotFound)
}

/// `GET /boards/{slug}/performance/chart`
pub async fn get_chart(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let series = series_of(&pairs)?;
    let db = state.db.reader();
    let board = board_of(&state, &slug).await?;
    let (own, areas) = areas_of(&state, &board).await?;
    let keys: Vec<String> = areas.iter().map(|(key, _)| key.clone()).collect();
    let figures = store::figures(db, keys, Some(series)).await?;
    let publications: BTreeSet<PublicationId> =
        figures.iter().map(|figure| figure.publication).collect();
    let sources = store::sources(db, publications).await?;
    let settings = store::settings(db).await?.remove(series.code);
    let mut histories = histories(&figures);
    let own_history = own
        .as_ref()
        .and_then(|own| histories.remove(&(series.code, own.clone())))
        .unwrap_or_default();
    let until = pairs
        .last("until")
        .and_then(|day| day.parse::<NaiveDate>().ok())
        .and_then(|last| {
            let periods = own_history.iter().map(|(period, _)| *period);
            periods.into_iter().find(|period| period.last() == last)
        });
    let revisions = match &own {
        Some(own) => store::revisions(db, own, series).await?,
        None => Vec::new(),
    };
    // A line of a count beside that of the whole country shows nothing.
    let comparable = series.unit.is_ratio();
    let others = areas
        .iter()
        .filter(|_| comparable)
        .filter_map(|(key, name)| {
            let history = histories.remove(&(series.code, key.clone()))?;
            Some((name.clone(), history))
        })
        .collect();
    let actions = if me.access.may(Permission::SeeActions, board.id, None) {
        measured::meant_to_move(db, Target::Official(series), Some(&[board.id])).await?
    } else {
        Vec::new()
    };
    let raises = me.access.may(Permission::CloseAction, board.id, None);
    let raise = raises.then(|| {
        let measure = Target::Official(series).code();
        query::address(&paths::raise_action(&board.slug), &[(MEASURE, measure)])
    });
    let view = ChartView {
        actions,
        raise,
        source: latest_source(series, &areas, &figures, &sources),
        is_fictional: sources.values().any(|source| source.is_fictional),
        settings: settings.unwrap_or_else(|| Settings::usual(series)),
        own: own_history,
        others,
        until,
        revisions,
        series,
        board,
    };
    Ok(Renderer::for_person(&state, &me).page(|| chart_page(&view)))
}

/// `GET /boards/{slug}/performance/export`: every figure of a series for the board
/// and what stands beside it.
pub async fn get_chart_export(
    State(state): State<AppState>,
    _me: SignedIn,
    Segment(slug): Segment,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let series = series_of(&pairs)?;
    let format = pairs.last("format").unwrap_or("csv");
    let format = TableFormat::from_code(format).ok_or(PageError::NotFound)?;
    let db = state.db.reader();
    let board = board_of(&state, &slug).await?;
    let (_, areas) = areas_of(&state, &board).await?;
    let keys: Vec<String> = areas.iter().map(|(key, _)| key.clone()).collect();
    let figures = store::figures(db, keys, Some(series)).await?;
    let publications: BTreeSet<PublicationId> =
        figures.iter().map(|figure| figure.publication).collect();
    let sources = store::sources(db, publications).await?;
    let names: HashMap<String, String> = areas.into_iter().collect();
    let export = export::series(series, &figures, &names, &sources, state.clock.today());
    let name = format!("{}-{}", board.slug, series.code.replace('_', "-"));
    downloads::table(&name, format, export, state.clock.now()).await
}
