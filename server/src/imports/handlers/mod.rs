//! What is answered alike for every import: where a file is [sent](upload), its
//! [page], [taking it over and undoing it](steps), and what is [taken away of
//! it](files).

mod files;
mod page;
mod steps;
mod upload;

pub use self::{
    files::{get_discard, get_file, get_rows, post_discard},
    page::get_import,
    steps::{post_apply, post_undo},
    upload::{get_upload, post_upload},
};
pub(super) use self::{
    page::{Shown, of_address, out_of_date, refuse, shown, stale, unprocessable},
    steps::done,
};
