//! Which addresses cost much to answer, and how many of them are answered at a time.

use crate::queue::{Costly, Queue};

/// Costly pages that are made at a time: each keeps a processor busy, and pages that
/// cost little go on beside them.
const AT_ONCE: usize = 2;

/// Requests for costly pages that are answered or wait. Further ones come again.
const QUEUE: usize = 20;

/// What costs much to answer: files of whole lists, the grid of all boards, and search.
pub(super) const COSTLY: &[(&str, Costly)] = &[
    ("/boards/{slug}/members/export", Costly::Always),
    ("/boards/{slug}/actions/export", Costly::Always),
    ("/boards/{slug}/decisions/export", Costly::Always),
    ("/boards/{slug}/performance/export", Costly::Always),
    ("/meetings/{meeting}/minutes/export", Costly::Always),
    ("/meetings/{meeting}/pack", Costly::Always),
    ("/actions/export", Costly::Always),
    ("/actions/over-time/export", Costly::Always),
    ("/pilot-measures/{measure}/export", Costly::Always),
    ("/actions/over-time", Costly::Always),
    ("/vacancies/export", Costly::Always),
    ("/performance", Costly::Always),
    ("/performance/export", Costly::Always),
    ("/pilots/export", Costly::Always),
    ("/boards/{slug}/members", Costly::Search),
    ("/boards/{slug}/actions", Costly::Search),
    ("/boards/{slug}/decisions", Costly::Search),
    ("/actions", Costly::Search),
    ("/decisions", Costly::Search),
    ("/pilots", Costly::Search),
    ("/lessons", Costly::Search),
];

/// Where requests for costly pages wait.
pub fn waiting_room() -> Queue {
    Queue::new(AT_ONCE, QUEUE)
}
