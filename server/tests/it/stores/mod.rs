//! What the stores promise: the schema, the order and the cost of lists,
//! search, and the trail.

mod batches;
mod clock;
mod keyset;
mod plans;
mod schema;
mod search;
mod tampering;
mod texts;
