//! The pages of meetings and agendas.

mod items;
mod meetings;
mod planning;
mod series;
mod template;

pub use items::{
    get_change as get_change_item, get_decide, get_new, get_propose, get_remove,
    post_change as post_change_item, post_decide, post_move, post_new, post_propose, post_remove,
};
pub(crate) use meetings::agenda_view;
pub use meetings::{get_agenda, get_list, get_meeting, get_publish, post_publish};
pub use planning::{
    get_cancel, get_change, get_plan, get_series, post_cancel, post_change, post_plan, post_series,
};
pub use series::{get_one_series, post_one_series};
pub use template::{get_core, get_of_board, post_core, post_of_board};
