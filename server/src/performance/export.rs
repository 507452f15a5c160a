//! Figures as files, with where they come from.

use std::collections::HashMap;

use app::{
    ids::PublicationId,
    measures::period::Calendar,
    performance::{
        catalogue::Series,
        types::{Figure, Source},
        views::BoardsView,
    },
    wording,
};
use chrono::NaiveDate;

use crate::sheets::{Export, ExportColumn, Value};

fn columns<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<ExportColumn> {
    names
        .into_iter()
        .map(|name| ExportColumn {
            name: name.to_owned(),
        })
        .collect()
}

fn number(number: Option<f64>) -> Value {
    number.map_or(Value::Empty, Value::Number)
}

/// Every figure of a series for some areas, each named.
pub(super) fn series(
    series: &Series,
    figures: &[Figure],
    names: &HashMap<String, String>,
    sources: &HashMap<PublicationId, Source>,
    today: NaiveDate,
) -> Export {
    let rows = figures
        .iter()
        .map(|figure| {
            let text = |text: Option<String>| text.map_or(Value::Empty, Value::Text);
            let source = sources.get(&figure.publication);
            vec![
                text(names.get(&figure.area).cloned()),
                Value::Date(figure.period.first()),
                Value::Date(figure.period.last()),
                text(figure.period.name_in(Calendar::Calendar)),
                text(figure.period.name_in(Calendar::Financial)),
                number(figure.amount.value),
                number(figure.amount.upper),
                number(figure.amount.lower),
                text(source.map(|source| source.title.clone())),
                source.map_or(Value::Empty, |source| Value::Date(source.published_on)),
                text(
                    source.map(|source| if source.is_fictional { "Yes" } else { "No" }.to_owned()),
                ),
            ]
        })
        .collect();
    Export {
        title: "Figures".to_owned(),
        columns: columns([
            "Area",
            "First day",
            "Last day",
            "Calendar name",
            "Financial name",
            "Figure",
            "Upper part",
            "Lower part",
            "Source",
            "Published",
            "Fictional",
        ]),
        rows,
        about: vec![
            format!("{}, as it stands on {}.", series.name, wording::date(today)),
            series.definition.to_owned(),
        ],
    }
}

/// Boards by measures, as the page shows them.
pub(super) fn boards(view: &BoardsView, today: NaiveDate) -> Export {
    let mut names = vec!["Board".to_owned(), "Region".to_owned()];
    for (series, period) in &view.columns {
        let period = period.map_or_else(|| "no figures".to_owned(), |period| period.name());
        names.push(format!("{}, {period}", series.name));
        if series.bands.is_some() {
            names.push(format!("Band of {}", series.name));
        }
    }
    let rows = view
        .rows
        .iter()
        .map(|row| {
            let mut values = vec![
                Value::Text(row.board.name.clone()),
                row.board.region.clone().map_or(Value::Empty, Value::Text),
            ];
            for (cell, (series, _)) in row.cells.iter().zip(&view.columns) {
                values.push(number(cell.value));
                if series.bands.is_some() {
                    let band = cell.band.map(|band| band.label().to_owned());
                    values.push(band.map_or(Value::Empty, Value::Text));
                }
            }
            values
        })
        .collect();
    let mut about = vec![
        format!(
            "Latest official figures of boards on {}.",
            wording::date(today)
        ),
        "What is empty is not available. It is not zero.".to_owned(),
    ];
    if view.is_fictional {
        about.push("These figures are fictional.".to_owned());
    }
    Export {
        title: "Performance".to_owned(),
        columns: columns(names.iter().map(String::as_str)),
        rows,
        about,
    }
}
