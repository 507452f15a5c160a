//! What is done with meetings, their minutes and decisions.

use leptos::prelude::*;

use super::super::{bullets, paragraph};
use crate::paths;

pub(super) fn meetings() -> AnyView {
    view! {
        {paragraph(
            "The page Meetings of a board shows when it meets and where. The agenda of a meeting is seen once the chair or the secretariat has published it. If it changes after that, a new version says what changed, and the numbers of items stay as they are.",
        )}
        {paragraph(
            "Members can propose an item. The chair, a deputy chair or the secretariat puts it on an agenda, keeps it for later or returns it with a reason, and you are told. Items in Part B are for the chair, deputy chair, secretariat and members only.",
        )}
        {paragraph(
            "Whoever keeps an agenda finds suggested items on its page, each with the reason why it is there: minutes to agree, actions that need a decision, vacant seats, terms that end, decisions to look at again, and what was parked or proposed. Tick what you want and put it on the agenda, or drop it with a reason. What you drop comes back only when its cause changes.",
        )}
        {paragraph(
            "Every agenda shows all the actions of the board that are not closed, at the item for the action log where there is one, and how often each was carried over. Once the meeting is over, it shows them as they stood when the agenda was published last. An action that was carried over three times, or has been open for more than 180 days, should be done, dropped or deferred: put it on the agenda, drop the suggestion, or say why it goes on when you publish.",
        )}
        {paragraph(
            "Papers stand under their items. Whoever keeps the agenda adds them under “Papers”, with a title and a marking, and confirms that they hold no case details. A paper that comes late is taken and says how many working days before the meeting it came. Each download is noted. An item can say that papers are expected: whoever presents it is reminded two working days before the board wants papers, if none is in.",
        )}
        {paragraph(
            "“Download the agenda and papers” on the page of a meeting offers the agenda as a web page that is readable without a connection, or as a PDF with contents, bookmarks and page numbers that screen readers can read, and all papers in one ZIP file. Each file holds what you may see and nothing else, and is for you. The portal makes it while you do something else, and keeps it for 24 hours. If the agenda or its papers change, make it again.",
        )}
        {paragraph(
            "Whoever plans a meeting is warned of bank holidays, and of other boards of the same people that meet at the same time.",
        )}
        {paragraph(
            "Say on the page of a meeting whether you come. If you do not, you are asked who comes for you: a deputy of your seat, somebody else of your organisation, or anybody you name with an email address. They see that meeting until the end of its day, and nothing else of the board. If you change your reply, they are told that they need not come. The chair, a deputy chair and the secretariat see all replies and whether the meeting will be quorate by them, and can write down what they hear.",
        )}
        {paragraph(
            "A meeting comes by mail when it is planned, moved or cancelled, so that you can put it in your calendar. Of a series only the next meeting is mailed. You are reminded once if your reply is missing five working days before, and those who prepare the meeting if its agenda is not out ten and six working days before, or its minutes are late.",
        )}
        <p class="govuk-body">
            "Your calendar program can fetch your meetings, and the days by which your actions are due, from a private address, which you make under "
            <a class="govuk-link" href=paths::CALENDAR>"Your meetings in your calendar"</a>
            ". Whoever has the address sees when and where you meet and what you are asked to do. If somebody got it who should not have it, make a new one: the old one then stops working."
        </p>
    }
    .into_any()
}

pub(super) fn run_a_meeting() -> AnyView {
    view! {
        {paragraph(
            "The chair, a deputy chair and the secretariat of the board that leads a meeting find Run the meeting on its page. Everything is on one page: who is here, the notes of each item, and what is decided and asked for.",
        )}
        {bullets(
            &[
                "Say seat by seat who is here, or save that everybody else is here. The page counts whether the meeting is quorate by the rules of the board. Observers never count.",
                "A meeting that is not quorate can go on. Its decisions then wait until a later meeting ratifies them.",
                "Each item has its own button. Two people can write at once; if they write at the same item, the second sees both texts.",
                "Where a judge says what they will do, write a judicial note. It has no owner and no date.",
                "An item that is deferred waits for the next agenda and keeps its history.",
            ],
        )}
        {paragraph(
            "All outcomes on this item shows what every meeting of the board came to on the same subject.",
        )}
    }
    .into_any()
}

pub(super) fn minutes() -> AnyView {
    view! {
        {paragraph(
            "Minutes follow from what is written at the items: nobody types them again. Until they are sent out, only the chair, deputy chair and secretariat see the draft. The chair or a deputy chair sends them out, and everybody on the board is told.",
        )}
        {paragraph(
            "A later meeting agrees them. From then on their text, the list of who came and their hash never change, and nothing more can be recorded at that meeting. What was wrong is noted below, with a date and a name.",
        )}
        <p class="govuk-body">
            "A board can let its officers publish agreed minutes for everybody: tick it in the rules of the board. They begin with Part A without names, take out what the public is not to read, and check it once more. "
            <a class="govuk-link" href=paths::PUBLIC_MINUTES>"Published minutes"</a>
            " can be read without signing in."
        </p>
    }
    .into_any()
}

pub(super) fn decisions() -> AnyView {
    view! {
        <p class="govuk-body">
            "Every decision has a number and stands in the register of its board. You can search it, and keep what you see as a file. "
            <a class="govuk-link" href=paths::DECISIONS>"The register over all your boards"</a>
            " shows them together."
        </p>
        {paragraph(
            "The chair, a deputy chair and the secretariat record decisions: at an item of a meeting, or between two meetings with how they were taken. They can change the day on which the board looks at a decision again, and say which meeting ratified one that was waiting.",
        )}
    }
    .into_any()
}
