//! All boards by measures.

use leptos::prelude::*;

use super::{band_tag, fictional};
use crate::{
    boards::types::BoardEntry,
    charts::{Tile, tile_grid},
    layout::{Page, Section, narrow_by, narrowing},
    measures::{bands::Band, period::Period},
    moj::{
        ScrollablePane, ScrollablePaneOptions, SubNavigation, SubNavigationItem,
        SubNavigationOptions,
    },
    paths,
    performance::{
        catalogue::Series,
        query::{PerformanceQuery, Shape, Sort},
        rules::NOT_AVAILABLE,
    },
    wording,
};

/// The figure of a board in a series.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub value: Option<f64>,
    pub words: String,
    pub change: String,
    pub band: Option<Band>,
}

/// A board with its figures, one for each series of the columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub board: BoardEntry,
    pub cells: Vec<Cell>,
}

/// What the page shows.
pub struct BoardsView {
    pub query: PerformanceQuery,
    /// The series of the columns, each with the period of its figures.
    pub columns: Vec<(&'static Series, Option<Period>)>,
    pub rows: Vec<Row>,
    pub regions: Vec<String>,
    pub is_fictional: bool,
    /// Whether the reader loads files, maps labels and sets targets.
    pub may_keep: bool,
}

/// Draws the page.
pub fn boards_page(view: &BoardsView) -> Page {
    let shown = match view.query.shape {
        Shape::Table => grid(view),
        Shape::Tiles => tiles(view),
    };
    let keep = view.may_keep.then(|| {
        view! {
            <ul class="govuk-list app-no-print">
                <li><a class="govuk-link" href=paths::IMPORT_FIGURES>"Load an official file"</a></li>
                <li><a class="govuk-link" href=paths::AREA_LABELS>"Labels of areas"</a></li>
                <li><a class="govuk-link" href=paths::PERFORMANCE_SETTINGS>"Targets and bands"</a></li>
            </ul>
        }
    });
    let main = view! {
        <h1 class="govuk-heading-l">"Performance of all boards"</h1>
        {fictional(view.is_fictional)}
        <p class="govuk-body">
            "The latest official figure of the area of each board. Boards are not ranked: areas differ in what comes to court."
        </p>
        {keep}
        {shapes(&view.query)}
        {filter(view)}
        {shown}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: Vec::new(),
        wide: true,
        ..Page::new("Performance of all boards", main)
    }
}

fn shapes(query: &PerformanceQuery) -> AnyView {
    let items = Shape::ALL
        .iter()
        .map(|shape| SubNavigationItem {
            content: shape.label().into(),
            href: query.shaped(*shape).address(paths::PERFORMANCE),
            active: *shape == query.shape,
            ..Default::default()
        })
        .collect();
    view! { <SubNavigation options=SubNavigationOptions {
        label: Some("How the boards are shown".into()),
        items,
        ..Default::default()
    } /> }
    .into_any()
}

fn filter(view: &BoardsView) -> AnyView {
    let query = &view.query;
    let kept = PerformanceQuery {
        region: None,
        series: None,
        ..query.clone()
    };
    let kept = kept
        .to_pairs()
        .into_iter()
        .map(|(key, value)| view! { <input type="hidden" name=key value=value /> })
        .collect_view();
    let region = narrow_by(
        ("region", "Region", Some("Every region")),
        view.regions
            .iter()
            .map(|region| (region.clone(), region.clone())),
        query.region.clone(),
    );
    let series = (query.shape == Shape::Tiles).then(|| {
        narrow_by(
            ("series", "Measure", None),
            view.columns
                .iter()
                .map(|(series, _)| (series.code.to_owned(), series.name.to_owned())),
            query.series.map(|series| series.code.to_owned()),
        )
    });
    let fields = view! { {kept}{region}{series} }.into_any();
    narrowing(paths::PERFORMANCE.to_owned(), fields, "Show")
}

fn sorting(query: &PerformanceQuery, text: &'static str, sort: Sort) -> AnyView {
    let direction = match (query.sort == sort, query.upwards) {
        (false, _) => "none",
        (true, true) => "ascending",
        (true, false) => "descending",
    };
    let class = if sort == Sort::Board {
        "govuk-table__header app-grid__board"
    } else {
        "govuk-table__header"
    };
    view! {
        <th scope="col" class=class aria-sort=direction>
            <a class="app-sort-link" href=query.sorted_by(sort).address(paths::PERFORMANCE)>{text}</a>
        </th>
    }
    .into_any()
}

fn grid(view: &BoardsView) -> AnyView {
    let query = &view.query;
    let caption = wording::count(view.rows.len() as u64, "board", "boards");
    let names = view
        .columns
        .iter()
        .map(|(series, _)| sorting(query, series.name, Sort::Series(series)))
        .collect_view();
    let periods = view
        .columns
        .iter()
        .map(|(series, period)| {
            let words = period.map_or_else(
                || NOT_AVAILABLE.to_owned(),
                |period| format!("{} ({})", period.name(), period.names_in_both()),
            );
            view! { <li>{format!("{}: {words}", series.name)}</li> }
        })
        .collect_view();
    let rows = view.rows.iter().map(|row| line(row, view)).collect_view();
    let by_board = sorting(query, "Board", Sort::Board);
    view! {
        {downloads(query)}
        <ScrollablePane options=ScrollablePaneOptions { label: caption.clone(), ..Default::default() }>
            <table class="govuk-table app-responsive-table app-grid">
                <caption class="govuk-table__caption govuk-table__caption--m">{caption}</caption>
                <thead class="govuk-table__head">
                    <tr class="govuk-table__row">
                        {by_board}
                        {names}
                    </tr>
                </thead>
                <tbody class="govuk-table__body">{rows}</tbody>
            </table>
        </ScrollablePane>
        <h2 class="govuk-heading-s">"Periods of the figures"</h2>
        <ul class="govuk-list govuk-list--bullet">{periods}</ul>
    }
    .into_any()
}

fn downloads(query: &PerformanceQuery) -> AnyView {
    let link = |format: &'static str, name: &'static str| {
        let mut pairs = query.to_pairs();
        pairs.push(("format", format.to_owned()));
        let href = crate::query::address(paths::PERFORMANCE_EXPORT, &pairs);
        view! { <a class="govuk-link" href=href download>{name}</a> }
    };
    view! {
        <p class="govuk-body app-no-print">
            "Download these figures as "
            {link("xlsx", "an Excel file")}
            " or "
            {link("csv", "a CSV file")}
        </p>
    }
    .into_any()
}

fn line(row: &Row, view: &BoardsView) -> AnyView {
    let cells = row
        .cells
        .iter()
        .zip(&view.columns)
        .map(|(cell, (series, _))| {
            let change = (cell.value.is_some() && cell.change != NOT_AVAILABLE)
                .then(|| view! { <span class="app-due__note">{cell.change.clone()}</span> });
            view! {
                <td class="govuk-table__cell" data-label=series.name>
                    {cell.words.clone()} " " {cell.band.map(band_tag)} " " {change}
                </td>
            }
        })
        .collect_view();
    view! {
        <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header app-grid__board">
                <a class="govuk-link" href=paths::performance(&row.board.slug)>{row.board.name.clone()}</a>
            </th>
            {cells}
        </tr>
    }
    .into_any()
}

fn tiles(view: &BoardsView) -> AnyView {
    let at = view
        .query
        .series
        .and_then(|series| view.columns.iter().position(|(other, _)| *other == series))
        .unwrap_or(0);
    let Some((series, period)) = view.columns.get(at) else {
        return ().into_any();
    };
    let mut groups: Vec<(String, Vec<Tile>)> = Vec::new();
    let mut rows: Vec<&Row> = view.rows.iter().collect();
    rows.sort_by_key(|row| row.board.region.clone());
    for row in rows {
        let region = row
            .board
            .region
            .clone()
            .unwrap_or_else(|| "No region".to_owned());
        let Some(cell) = row.cells.get(at) else {
            continue;
        };
        let tile = Tile {
            name: row.board.name.clone(),
            href: paths::performance(&row.board.slug),
            value: cell.words.clone(),
            band: cell.band,
        };
        match groups.last_mut() {
            Some((name, tiles)) if *name == region => tiles.push(tile),
            _ => groups.push((region, vec![tile])),
        }
    }
    let period = period.map_or_else(|| NOT_AVAILABLE.to_owned(), |period| period.name());
    view! {
        <h2 class="govuk-heading-m">{format!("{}, {period}", series.name)}</h2>
        {tile_grid(&groups)}
    }
    .into_any()
}
