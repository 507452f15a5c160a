//! The pages of organisations.

mod keeping;
mod list;
mod one;

pub use keeping::{
    ChangeView, EndView, NewView, change_page, check_change_page, check_new_page, confirm_end_page,
    end_page, new_page,
};
pub use list::{ListView, Listed, list_page};
pub use one::{OrganisationView, organisation_page};

use super::types::Organisation;
use crate::{layout::Crumb, paths};

/// The way to every page of an organisation.
fn crumbs() -> Vec<Crumb> {
    vec![
        Crumb::new("Boards", paths::BOARDS),
        Crumb::new("Organisations", paths::ORGANISATIONS),
    ]
}

/// The way to a form about an organisation.
fn crumbs_below(organisation: &Organisation) -> Vec<Crumb> {
    let mut crumbs = crumbs();
    crumbs.push(Crumb::new(
        organisation.short_name.clone(),
        paths::organisation(organisation.id),
    ));
    crumbs
}
