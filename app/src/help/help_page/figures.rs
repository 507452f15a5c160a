//! What is done with official figures and with pilots.

use leptos::prelude::*;

use super::super::paragraph;
use crate::paths;

pub(super) fn performance() -> AnyView {
    view! {
        <p class="govuk-body">
            "The "
            <a class="govuk-link" href=paths::PERFORMANCE>"performance of all boards"</a>
            " is there for everybody who is signed in. Each figure has its period in both calendars, its source, the date of publication and a definition. What is missing reads “Not available”. It is not zero."
        </p>
        {paragraph(
            "Follow a board to its measures, and a measure to its chart. The sentence above a chart says what the rules say and no more: that something changed beyond chance, not why. You choose which figures the expected range comes from.",
        )}
        {paragraph(
            "The national secretariat loads the official files. A file is checked first. A label of an area that is not known stops it until somebody has said what it means, and a second person approves it. A figure that a later file revises keeps what it was, with the date.",
        )}
    }
    .into_any()
}

pub(super) fn pilots() -> AnyView {
    view! {
        <p class="govuk-body">
            <a class="govuk-link" href=paths::PILOTS>"The register of pilots"</a>
            " says of each what it is for, where it runs, what was measured and claimed, and how it was decided. Everybody who sits on a board reads it. Figures are shown once they are approved; small counts are shown as [c], and so is another where it would give one away."
        </p>
        {paragraph(
            "The holder of the seat that reports for a site, or somebody who is named for it until a day, sends one return a month: a value, 0 included, or why there is none. Whoever leads the pilot approves it or sends it back with a note. What is approved is locked.",
        )}
        {paragraph(
            "A return is due on the 15th of the month after its own. It stands on “My work”, and is in the mail of the day a week before it is due, on the day and every week after it, until it is sent in. Whoever leads the pilot can remind several late sites in one step.",
        )}
        {paragraph(
            "A figure that was approved is corrected on the page of its return: say what it has to be and why. It counts once somebody else approves the correction. What it was, who approved it and when stay on that page.",
        )}
        {paragraph(
            "Targets of a measure can change over time: each holds from its date on until another does, and none is taken away.",
        )}
        {paragraph(
            "The page of a measure shows the figures of all sites over time and says what the rules say: whether something changed by more than chance, not why. Figures from before the pilot and of others can stand beside them, and whoever leads the pilot can choose from which months the expected range comes. What a measure is compared with is drawn in grey: figures that were typed, or an official series of England, of England and Wales, or of other areas, with its source, its date and the calendar it counts by. Of several areas the range from the lowest to the highest is drawn. Small pictures show the sites under each other, by calendar month or by month since go-live.",
        )}
        {paragraph(
            "Whoever leads a pilot also says how it stands: green, amber or red, with a reason. What the figures suggest stands beside it, and decides nothing. After one period without a new one, a status reads “Out of date”.",
        )}
        {paragraph(
            "Whoever leads a pilot keeps its record, sites, measures, risks and lessons, reminds sites that are late, and records the decision. They have no such right on other pilots. The national secretariat adds pilots and says who leads them.",
        )}
        <p class="govuk-body">
            "The chair, a deputy chair and the secretariat say on the page of "
            <a class="govuk-link" href=paths::LESSONS>"a lesson"</a>
            " that their board considers or uses it. It is then suggested for the board's next agenda."
        </p>
    }
    .into_any()
}
