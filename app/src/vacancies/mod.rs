//! Vacancies: which seats are held on which board, and who owes a name.
//!
//! For those who keep members: the national secretariat over every board of the
//! country, chairs and secretariats over theirs.

pub mod query;
pub mod rules;

#[cfg(feature = "ssr")]
pub mod views;
