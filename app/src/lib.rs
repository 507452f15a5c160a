//! What a member of a board would recognise: the words, rules, forms and pages
//! of the portal. Compiles for the browser; knows no database and no clock.
//!
//! Reading order: addresses, then what may be done, then the slices.

pub mod access;
pub mod feeds;
pub mod form;
pub mod ids;
pub mod paths;
pub mod query;
pub mod wording;

pub mod actions;
pub mod boards;
pub mod calendar;
pub mod case_data;
pub mod decisions;
pub mod imports;
pub mod interests;
pub mod invitations;
pub mod mail;
pub mod mail_links;
pub mod measures;
pub mod meetings;
pub mod membership;
pub mod minutes;
pub mod notices;
pub mod organisations;
pub mod packs;
pub mod papers;
pub mod people;
pub mod performance;
pub mod pilots;
pub mod proceedings;
pub mod public_minutes;
pub mod replies;
pub mod sign_in;
pub mod suggestions;
pub mod vacancies;

pub mod drag;
pub mod live;
pub mod readout;

#[cfg(feature = "ssr")]
pub mod account;
#[cfg(feature = "ssr")]
pub mod help;

#[cfg(feature = "ssr")]
pub mod charts;
#[cfg(feature = "ssr")]
pub mod govuk;
#[cfg(feature = "ssr")]
pub mod layout;
#[cfg(feature = "ssr")]
pub mod moj;

/// Starts the islands of a page in the browser.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
