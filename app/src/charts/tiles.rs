use leptos::prelude::*;

use crate::measures::bands::Band;

/// A board in the grid of tiles.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile {
    pub name: String,
    pub href: String,
    /// The figure as people read it, or that there is none.
    pub value: String,
    /// None where there is no figure, or no bands.
    pub band: Option<Band>,
}

/// Draws tiles in groups. The band stands on each tile in words, too.
pub fn tile_grid(groups: &[(String, Vec<Tile>)]) -> AnyView {
    groups
        .iter()
        .map(|(group, tiles)| {
            let tiles = tiles.iter().map(tile).collect_view();
            view! {
                <h3 class="govuk-heading-s">{group.clone()}</h3>
                <ul class="app-tiles">{tiles}</ul>
            }
        })
        .collect_view()
        .into_any()
}

fn tile(tile: &Tile) -> AnyView {
    let class = tile.band.map_or("app-tile--none", |band| match band {
        Band::Green => "app-tile--green",
        Band::Amber => "app-tile--amber",
        Band::Red => "app-tile--red",
    });
    let band = tile.band.map(|band| {
        view! { <span class="app-tile__band">{band.label()}</span> }
    });
    view! {
        <li class=format!("app-tile {class}")>
            <a class="govuk-link govuk-link--no-visited-state app-tile__name" href=tile.href.clone()>
                {tile.name.clone()}
            </a>
            <span class="app-tile__value">{tile.value.clone()}</span>
            {band}
        </li>
    }
    .into_any()
}
