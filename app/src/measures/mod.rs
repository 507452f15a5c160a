//! What can be said of figures: the periods they are of, totals over several
//! sites, what has changed beyond noise, and how a figure stands beside its target. Pure rules; the pages of
//! performance and of pilots stand on them.

pub mod amount;
pub mod bands;
pub mod control;
pub mod period;
