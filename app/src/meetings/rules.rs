//! What follows from dates, minutes and order. Pure.

mod changes;
mod clock;
mod numbering;
mod series;

pub use changes::{Change, changes, summary};
pub use clock::{NoSuchTime, Timing, read_time, timetable, timing, uk_moment};
pub use numbering::{Numbered, number};
pub use series::{Nth, SeriesRule};
