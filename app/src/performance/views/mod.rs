//! The pages of performance: a board, one series of it, all boards; and official
//! files, labels, targets and bands.

mod board_page;
mod boards_page;
mod chart_page;
mod files_page;
mod labels_page;
mod publication_page;
mod settings_page;

use leptos::prelude::*;

pub use board_page::{BoardPerformanceView, CouncilFigure, Line, SeriesView, board_page};
pub use boards_page::{BoardsView, Cell, Row, boards_page};
pub use chart_page::{ChartView, chart_page};
pub use files_page::{FilesView, files_page};
pub use labels_page::{LabelsView, labels_page};
pub use publication_page::{PublicationView, publication_page};
pub use settings_page::{SettingsView, settings_page};

use super::types::{Area, PublicationState, Source};
use crate::{
    govuk::{
        InsetText, InsetTextOptions, SelectItem, Tag, TagOptions, WarningText, WarningTextOptions,
    },
    layout::Crumb,
    measures::bands::Band,
    paths, wording,
};

fn tag(words: &str, colour: &'static str) -> AnyView {
    view! { <Tag options=TagOptions {
        content: words.to_owned().into(),
        classes: colour.into(),
        ..Default::default()
    } /> }
    .into_any()
}

fn band_tag(band: Band) -> AnyView {
    let colour = match band {
        Band::Green => "govuk-tag--green",
        Band::Amber => "govuk-tag--orange",
        Band::Red => "govuk-tag--red",
    };
    tag(band.label(), colour)
}

fn state_tag(state: PublicationState) -> AnyView {
    let colour = match state {
        PublicationState::Checking => "govuk-tag--blue",
        PublicationState::Checked => "govuk-tag--yellow",
        PublicationState::Applied => "govuk-tag--green",
        PublicationState::Refused => "govuk-tag--red",
        PublicationState::Undone => "govuk-tag--grey",
    };
    tag(state.label(), colour)
}

/// Said where figures are made up.
fn fictional(is_fictional: bool) -> Option<AnyView> {
    is_fictional.then(|| {
        inset("These figures are fictional. They are made in the layout of official files, and say nothing about any area.".to_owned())
    })
}

/// "Source: Ministry of Justice, Family Court Statistics, published 25 June 2026."
pub(crate) fn source(source: &Source) -> AnyView {
    let title = if source.address.is_empty() {
        source.title.clone().into_any()
    } else {
        view! { <a class="govuk-link" href=source.address.clone() rel="noreferrer">{source.title.clone()}</a> }
            .into_any()
    };
    let made_up = source.is_fictional.then_some("Fictional figures. ");
    view! {
        {made_up}
        "Source: "
        {title}
        {format!(", published {}.", wording::date(source.published_on))}
    }
    .into_any()
}

fn inset(words: String) -> AnyView {
    view! { <InsetText options=InsetTextOptions { content: words.into(), ..Default::default() } /> }
        .into_any()
}

fn warning(words: String) -> AnyView {
    view! { <WarningText options=WarningTextOptions {
        content: words.into(),
        icon_fallback_text: Some("Warning".into()),
        ..Default::default()
    } /> }
    .into_any()
}

fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new("Performance", paths::PERFORMANCE)]
}

/// The places a label can mean, with `first` before them.
fn places(first: &str, areas: &[Area]) -> Vec<SelectItem> {
    std::iter::once(SelectItem::new("", first.to_owned()))
        .chain(
            areas
                .iter()
                .map(|area| SelectItem::new(area.key.clone(), area.name.clone())),
        )
        .collect()
}

/// A header of a column.
fn head(words: &'static str) -> AnyView {
    view! { <th scope="col" class="govuk-table__header">{words}</th> }.into_any()
}

/// A cell that names its column.
fn cell(label: &'static str, content: impl IntoView + 'static) -> AnyView {
    view! { <td class="govuk-table__cell" data-label=label>{content.into_any()}</td> }.into_any()
}
