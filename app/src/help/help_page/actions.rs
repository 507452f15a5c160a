//! What is done with actions.

use leptos::prelude::*;

use super::super::{bullets, numbered, paragraph, table};
use crate::{
    actions::{forms::NOTE_LIMIT, types::Status},
    paths, wording,
};

pub(super) fn my_work() -> AnyView {
    view! {
        <p class="govuk-body">
            <a class="govuk-link" href=paths::MY_WORK>
                "My work"
            </a>
            " is the first page after you sign in. It shows the actions that your organisation leads and that are not closed, over all the boards where you represent it."
        </p>
        {bullets(
            &[
                "Late actions come first, then the others in the order they are due.",
                "An action is late from the day after its due date, in UK time.",
                "An action you reported as complete stays on the page until the board closes it.",
                "Below the actions are the boards you sit on, and as what.",
            ],
        )}
        {paragraph(
            "If you only observe, or serve a board as its secretariat, no actions are waiting for you there. Open a board to read its action log.",
        )}
    }
    .into_any()
}

pub(super) fn update() -> AnyView {
    view! {
        {numbered(
            &[
                "Open the action, from My work or from the action log of its board.",
                "Select “Update this action”. It is there only if you may update the action.",
                "Select what the position is now, and say what was done. One sentence is enough.",
                "Select “Save update”.",
            ],
        )}
        {paragraph(
            format!(
                "What was done can be up to {} characters long. If something is missing, the form says what, and keeps everything you typed.",
                wording::grouped(NOTE_LIMIT as u64),
            ),
        )}
        {paragraph(
            "Every update stays in the history of the action with your name, your post and the time. It cannot be changed or removed. If you made a mistake, save another update that puts it right.",
        )}
        {paragraph("Selecting the button twice saves one update.")}
        {paragraph(
            "You can also update an action from a mail, without signing in. The mail about your actions has three links for each of them: done, on track, and need help. A link opens a page with that one action, where you write a sentence and select “Save update”. Nothing is saved before. A link works once, for 14 days, and only while you answer for the action. The history says that the update came by mail link.",
        )}
        {paragraph(
            "If your organisation is not the right one, offer the action to another seat of the board and say why. You lead it until they accept. If they decline, they say why; if nobody answers in time, it goes back to the chair. To ask for a later date works the same way: the chair, a deputy chair or the secretariat says yes or no, and the first date is kept.",
        )}
        {paragraph(
            "Whoever the board has named as contributing may comment on an action. Some boards want somebody else than its lead to look at the evidence before an action of high priority is closed; the page then says what is missing.",
        )}
        {paragraph(
            "The chair, a deputy chair and the secretariat can change several actions at once: tick them in the action log, select “Change the selected actions”, say what should happen and why, and check the list. All of them are changed, or none.",
        )}
        {paragraph(
            "An action can be meant to move a measure: an official figure, or a measure of a pilot that runs on the board. Its page then shows the latest figure from before it was raised and the first one from after it was closed, whole periods only. That shows what changed, not why.",
        )}
        {paragraph(
            "“Opened and closed, month by month”, under every action log, shows whether a board or an organisation closes more than it opens, and how old what is open has become.",
        )}
    }
    .into_any()
}

pub(super) fn statuses() -> AnyView {
    let rows = Status::ALL
        .iter()
        .map(|status| {
            [
                status.label().into_any(),
                status_meaning(*status).into_any(),
            ]
        })
        .collect();
    view! {
        {paragraph(
            "Complete and Closed are not the same. Complete is what the lead says. Closed is what the board accepts.",
        )}
        {table("Statuses of an action", ["Status", "What it means"], rows)}
    }
    .into_any()
}

fn status_meaning(status: Status) -> &'static str {
    match status {
        Status::Open => {
            "The board has agreed the action and nobody has reported on it yet. The first update moves it on; you cannot go back to Open."
        }
        Status::InProgress => "Work has begun.",
        Status::Blocked => {
            "Work cannot go on without help. The update says what is in the way, so that the board can act."
        }
        Status::Complete => {
            "The lead says that it is done. The board has not accepted it yet, so the action still counts as one that is waiting."
        }
        Status::Closed => {
            "The chair, a deputy chair or the secretariat has accepted it as done. Only they can take it up again, and it is then In progress."
        }
        Status::Dropped => {
            "The chair, a deputy chair or the secretariat has given it up, and the update says why. It stays on record and can be taken up again."
        }
    }
}

pub(super) fn earlier_log() -> AnyView {
    view! {
        {paragraph(
            "The chair, a deputy chair and the secretariat can bring the actions that the board keeps in a spreadsheet. Select “Import an action log that the board keeps elsewhere” on the action log. The file may be CSV, XLSX or ODS, and its columns may have any names and any order, below as many titles as you like.",
        )}
        {bullets(
            &[
                "Match the columns. The action and its lead are needed. Most are matched for you, and your board is not asked again for columns of the same names.",
                "Answer what is not certain: what a status such as “Complete” means on your board, who leads where a name is not clear, and whether the day or the month comes first in dates such as 3/4/26. Judges and other observers lead no action.",
                "Rows that cannot be taken say why. Correct the file and upload all of it again.",
                "Import the actions. All of them are imported, or none. Each gets a reference of the portal; what your board called it stays on its page and is found by the search.",
                "The last import of a board can be undone, as long as nobody has touched one of its actions since.",
            ],
        )}
    }
    .into_any()
}
