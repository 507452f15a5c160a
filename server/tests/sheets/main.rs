//! Files as people send them and as programs read them that are not ours.

mod any_bytes;
mod bad_files;
mod reading;
mod support;
mod writing;
