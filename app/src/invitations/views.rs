//! The pages of invitations: for those who invite, and for those who come.

mod arrival_page;
mod invite_page;
mod list_page;

pub use arrival_page::{Visitor, closed_page, offer_page, wrong_account_page};
pub use invite_page::{
    InviteView, IssuedView, invite_page, issued_page, not_open_page, refused_page,
};
pub use list_page::{LATEST, ListView, list_page};
