//! The forms about meetings and agendas.

mod items;
mod planning;
mod template;

use uuid::Uuid;

use crate::{
    date_field,
    form::{Answers, FormState, date::DateField},
};

pub use items::{
    Decision, Direction, ITEMS_LIMIT, ItemForm, Leaving, Proposal, blank_item, decision,
    decision_on, direction, filled_item, item, leaving, proposal, steps,
};
pub use planning::{
    MeetingForm, QUARTER_MONTHS, SeriesDay, SeriesForm, SeriesTimes, blank_meeting, blank_series,
    cancelling, filled_meeting, filled_series, meeting, series, series_times, weekday,
};
pub use template::{blank_template, filled_template, template_item};

/// Names of the fields of these forms.
pub mod field {
    use super::{DateField, date_field};

    /// Drawn fresh with each form, so that a second click makes one thing.
    pub const KEY: &str = "key";
    pub const VERSION: &str = "version";
    pub const TITLE: &str = "title";
    pub const DAY: DateField = date_field!("on");
    pub const STARTS: &str = "starts";
    pub const ENDS: &str = "ends";
    pub const PLACE: &str = "place";
    pub const LINK: &str = "link";
    pub const WITH: &str = "with";
    pub const NTH: &str = "nth";
    pub const WEEKDAY: &str = "weekday";
    pub const MONTHS: &str = "months";
    pub const HOW_MANY: &str = "how-many";
    pub const REASON: &str = "reason";
    pub const DETAIL: &str = "detail";
    pub const PURPOSE: &str = "purpose";
    pub const MINUTES: &str = "minutes";
    pub const PRESENTER: &str = "presenter";
    pub const PART: &str = "part";
    pub const ACTION: &str = "action";
    pub const CONFLICT: &str = "conflict";
    /// Whether papers are expected for the item.
    pub const PAPERS: &str = "papers-expected";
    pub const UNDER: &str = "under";
    pub const MEETING: &str = "meeting";
    pub const DECISION: &str = "decision";
    pub const DIRECTION: &str = "direction";
    /// How many places an item moves; one where nothing is said.
    pub const STEPS: &str = "steps";
    /// What the agenda was like when the page was drawn.
    pub const SEEN: &str = "seen";
    /// The item of a template that is changed; drawn fresh for a new one.
    pub const ROW: &str = "row";
    /// Pressed to plan another year of a series.
    pub const EXTEND: &str = "extend";
    /// Pressed to end a series.
    pub const END: &str = "end";
    /// Pressed instead of saving.
    pub const REMOVE: &str = "remove";
}

/// Longest title, in characters.
const TITLE_LIMIT: usize = 150;
/// Longest reason, in characters.
const REASON_LIMIT: usize = 500;
/// Most minutes of one item.
const MINUTES: std::ops::RangeInclusive<u32> = 1..=480;

/// The version a form was written against; 0, which nothing has, where it names
/// none.
pub fn version(answers: &Answers) -> i32 {
    answers.text(field::VERSION).parse().unwrap_or(0)
}

fn key(form: &mut FormState, name: &'static str) -> Uuid {
    form.key(name).unwrap_or_else(|| {
        form.refuse(name, "Open the form again: it did not arrive whole");
        Uuid::nil()
    })
}

/// A form that makes something new.
pub fn blank(key: Uuid) -> FormState {
    FormState::new(Answers::default().with(field::KEY, key.to_string()))
}

fn whole_number(
    form: &mut FormState,
    name: &'static str,
    what: &str,
    bounds: std::ops::RangeInclusive<u32>,
) -> u32 {
    let typed = form.answers.text(name).trim().to_owned();
    if typed.is_empty() {
        form.refuse(name, format!("Enter the {}", what.to_lowercase()));
        return 0;
    }
    match typed
        .parse::<u32>()
        .ok()
        .filter(|number| bounds.contains(number))
    {
        Some(number) => number,
        None => {
            form.refuse(
                name,
                format!(
                    "{what} must be a whole number between {} and {}",
                    bounds.start(),
                    bounds.end()
                ),
            );
            0
        }
    }
}
