//! One file per table, no logic. Entities never leave `db` and the stores.

pub mod action;
pub mod action_number;
pub mod action_update;
pub mod appointment;
pub mod audit_event;
pub mod audit_head;
pub mod board;
pub mod board_alias;
pub mod board_area;
pub mod daily_run;
pub mod identity;
pub mod import_row;
pub mod interest;
pub mod invitation;
pub mod mail;
pub mod member_import;
pub mod notice;
pub mod organisation;
pub mod outbox;
pub mod person;
pub mod persona;
pub mod seat;
pub mod seat_template;
pub mod session;
pub mod sign_in_attempt;
