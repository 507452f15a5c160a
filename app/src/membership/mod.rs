//! Seats and who sits in them, true on any date.
//!
//! A seat exists without a holder. A person takes it by an appointment with
//! dates; what state a seat is in follows from those dates and is never typed.
//! Ending an appointment ends access the next day and changes no history
//! (US-4). An appointment found to be wrong is voided, not deleted.

pub mod forms;
pub mod list;
pub mod rules;
pub mod template;
pub mod types;

#[cfg(feature = "ssr")]
pub mod views;
