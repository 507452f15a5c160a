//! The pages of actions: my work, the log of a board, one action, its update.

mod action_page;
mod bulk_page;
mod details_pages;
mod log_filter;
mod log_page;
mod measure;
mod my_work_page;
mod over_time_page;
mod request_pages;
mod rows;
mod update_page;

pub use action_page::{ActionView, May, RaisedAt, action_page};
pub use bulk_page::{BulkView, Stage, bulk_page};
pub use details_pages::{ChangeView, RaiseView, change_page, details_questions, raise_page};
pub use log_page::{LogOf, LogView, log_page};
pub use measure::{SHOWN, meant_to_move};
pub use my_work_page::{MyWorkView, my_work_page};
pub use over_time_page::{OverTimeView, over_time_page};
pub use request_pages::{
    AnswerView, AskView, another_date_page, answer_page, comment_page, offer_page, request_list,
};
pub use rows::{due_date, last_word, priority_note, status_tag};
pub use update_page::{
    Conflict, UpdateView, conflict_page, signed_out_update_page, update_page, update_questions,
};
