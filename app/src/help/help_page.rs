//! How to use the portal.

use leptos::prelude::*;

use super::{Contact, bullets, numbered, paragraph, table};
use crate::{
    access::{Permission, Relation, Role, allows},
    actions::{forms::NOTE_LIMIT, types::Status},
    layout::Page,
    membership::types::SeatState,
    paths, wording,
};

/// The parts of the page: the name within the address, and the heading.
const PARTS: &[(&str, &str)] = &[
    ("sign-in", "Sign in"),
    ("my-work", "What My work shows"),
    ("update", "Update an action"),
    ("statuses", "What each status means"),
    ("earlier-log", "Bring the action log of your board"),
    ("roles", "Who can do what"),
    ("meetings", "Meetings and agendas"),
    ("run", "Run a meeting"),
    ("minutes", "Minutes"),
    ("decisions", "Decisions"),
    ("performance", "Official figures"),
    ("pilots", "Reform pilots"),
    ("members", "See who sits on a board"),
    ("seats", "Fill a seat, or end an appointment"),
    ("import", "Take members from a file"),
    ("invite", "Invite somebody"),
    ("moved-on", "When somebody moves on"),
    ("details", "Confirm your details"),
    ("interests", "Declare an interest"),
    ("conflict", "When two people save at once"),
    ("sessions", "Your sessions"),
    ("never", "What you must not enter"),
    ("print", "Print a page"),
    ("without-script", "Without scripts, and with a keyboard"),
    ("contact", "If you still need help"),
];

/// Draws the page.
pub fn help_page(contact: &Contact) -> Page {
    let parts = PARTS
        .iter()
        .map(|(id, heading)| {
            view! {
                <h2 class="govuk-heading-m" id=*id>
                    {*heading}
                </h2>
                {part(id, contact)}
            }
        })
        .collect_view();
    let contents = PARTS
        .iter()
        .map(|(id, heading)| {
            view! {
                <li>
                    <a class="govuk-link" href=format!("#{id}")>
                        {*heading}
                    </a>
                </li>
            }
        })
        .collect_view();
    let main = view! {
        <h1 class="govuk-heading-l">"Help"</h1>
        <nav aria-label="On this page" class="app-no-print">
            <ul class="govuk-list">{contents}</ul>
        </nav>
        {parts}
    }
    .into_any();
    Page::new("Help", main)
}

fn part(id: &str, contact: &Contact) -> AnyView {
    match id {
        "sign-in" => sign_in(contact),
        "my-work" => my_work(),
        "update" => update(),
        "statuses" => statuses(),
        "roles" => roles(),
        "meetings" => meetings(),
        "run" => run_a_meeting(),
        "minutes" => minutes(),
        "decisions" => decisions(),
        "performance" => performance(),
        "pilots" => pilots(),
        "members" => members(),
        "seats" => seats(),
        "earlier-log" => earlier_log(),
        "import" => import(),
        "invite" => invite(),
        "moved-on" => moved_on(),
        "details" => details(),
        "interests" => interests(),
        "conflict" => conflict(),
        "sessions" => sessions(),
        "never" => never(),
        "print" => print(),
        "without-script" => without_script(),
        _ => still_need_help(contact),
    }
}

fn performance() -> AnyView {
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

fn sign_in(contact: &Contact) -> AnyView {
    view! {
        {paragraph(
            "You sign in with an account you already have, for example the one of your organisation. The portal keeps no password of yours.",
        )}
        {numbered(
            &[
                "Open the sign-in page and choose a way to sign in.",
                "Sign in there with the e-mail address your invitation was sent to.",
                "You come back to the portal, to the page you wanted to see.",
            ],
        )}
        {paragraph("Finish within 5 minutes and in the same browser. If it took longer, start again.")}
        {paragraph(
            "An invitation works once. From then on the portal knows your account, even if your e-mail address changes.",
        )}
        <p class="govuk-body">
            "If the portal says that you do not have access yet, ask " {contact.whom()} "."
        </p>
        {paragraph(
            "In the demonstration you choose who to be instead. Nobody in it exists, and there are no passwords.",
        )}
    }
    .into_any()
}

fn my_work() -> AnyView {
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

fn update() -> AnyView {
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
            "“Opened and closed, month by month”, under every action log, shows whether a board or an organisation closes more than it opens, and how old what is open has become.",
        )}
    }
    .into_any()
}

fn statuses() -> AnyView {
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

fn roles() -> AnyView {
    let descriptions = Role::ALL
        .iter()
        .map(|role| {
            view! {
                <li>
                    <strong>{role.label()}</strong>
                    ": "
                    {role_description(*role)}
                </li>
            }
        })
        .collect_view();
    let rows = Role::ALL
        .iter()
        .map(|role| {
            [
                role.label().into_any(),
                reach(*role, Permission::SeeActions).into_any(),
                reach(*role, Permission::LeadAction).into_any(),
                reach(*role, Permission::UpdateAction).into_any(),
                reach(*role, Permission::CloseAction).into_any(),
            ]
        })
        .collect();
    view! {
        {paragraph(
            "What you can do on a board follows from the seat you hold there. The page of each board says what you are on it. If you hold more than one seat on a board, you can do what any of them allows.",
        )}
        <ul class="govuk-list govuk-list--bullet">{descriptions}</ul>
        {table(
            "What each role can do with the actions of a board",
            ["Role", "Read", "Lead", "Update", "Close and take up again"],
            rows,
        )}
        {paragraph(
            "Judges take part as observers. They are independent of the board: no action can be given to them, and nobody can ask them for an update.",
        )}
        {paragraph(
            "Everybody who is signed in can see which boards there are and which councils they cover. Who sits on a board and what it has agreed is only for its own people and the national secretariat.",
        )}
        {paragraph(
            "When a seat changes hands, what you can see and do changes with your next page.",
        )}
    }
    .into_any()
}

fn meetings() -> AnyView {
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

fn run_a_meeting() -> AnyView {
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

fn minutes() -> AnyView {
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

fn decisions() -> AnyView {
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

fn pilots() -> AnyView {
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

fn members() -> AnyView {
    view! {
        {paragraph(
            "The page Members of a board shows every seat, who holds it and who stands in. Choose another day to see how it was, or how it will be. You can filter it, and keep what you see as a file for a spreadsheet or an address book.",
        )}
        {table(
            "How a seat can stand",
            ["State", "What it means"],
            SeatState::ALL
                .iter()
                .map(|state| [state.label().into_any(), state_meaning(*state).into_any()])
                .collect(),
        )}
        <p class="govuk-body">
            "The portal works this out from dates. Nobody types it. The "
            <a class="govuk-link" href=paths::VACANCIES>"vacancies page"</a>
            " shows the gaps of every board whose members you keep."
        </p>
    }
    .into_any()
}

fn state_meaning(state: SeatState) -> &'static str {
    match state {
        SeatState::Filled => "Somebody holds it.",
        SeatState::EndsSoon => {
            "Somebody holds it, and their term or appointment ends within the time of warning that the board has set."
        }
        SeatState::CarriedOver => "The term is over and the holder stays until somebody follows.",
        SeatState::Covered => "Nobody holds it and a deputy stands in.",
        SeatState::Vacant => "Nobody holds it and nobody stands in.",
    }
}

fn seats() -> AnyView {
    view! {
        {paragraph(
            "The chair, a deputy chair, the secretariat of a board and the national secretariat keep its members.",
        )}
        {numbered(
            &[
                "Open Members of the board, then the seat.",
                "Select “Appoint somebody”, and say who it is and from which day.",
                "Check what you entered, then save it.",
            ],
        )}
        {bullets(
            &[
                "A seat has one holder on any day. Deputies and substitutes stand in.",
                "An appointment may begin in the future. Access begins on its first day and ends the day after its last.",
                "What was entered by mistake is struck out. It stays in the history of the seat, and counts on no day.",
                "You cannot appoint yourself. Ask somebody else who keeps the members of the board.",
            ],
        )}
    }
    .into_any()
}

fn earlier_log() -> AnyView {
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

fn import() -> AnyView {
    view! {
        {paragraph(
            "If the members of your board are in a spreadsheet, you do not have to type them. The file may be CSV, XLSX or ODS, with one member in each row. The page Import members from a file lists the columns that are read.",
        )}
        {numbered(
            &[
                "Open Members of the board, select “Import members from a file” and upload it. Nothing changes yet.",
                "Look at what would happen to each row. Correct the rows that need it in your file, and upload all of it again.",
                "Where the name of an organisation or a seat is not certain, select what it means. It holds for every row with that name, and for your next file.",
                "Where a seat is taken, or it is not certain who is meant, select what to do.",
                "Import the members. All rows are imported, or none.",
            ],
        )}
        {bullets(
            &[
                "A row for a seat that the board has fills that seat. Any other row adds a seat.",
                "Members who are not in the file stay as they are.",
                "The last import of a board can be undone, as long as nobody has changed its seats since.",
                "All rows with what becomes of each, and the file as it came, can be downloaded from its page. A file that was never imported can be discarded there.",
                "The file is kept as it came, so that others can see later where a member came from.",
            ],
        )}
    }
    .into_any()
}

fn invite() -> AnyView {
    view! {
        {paragraph(
            "Somebody who was appointed needs an invitation to sign in. Open their seat and select “Invite to sign in”. The portal mails them a link, where whoever runs it has set up mail. You see the link once, too, and can send it yourself. Invitations of the board says what became of the mail.",
        )}
        {paragraph(
            "The link works only for the invited e-mail address. If it was lost, open Invitations of the board and send it again: the earlier link then stops working. An invitation that was not used can be withdrawn.",
        )}
    }
    .into_any()
}

fn moved_on() -> AnyView {
    view! {
        {paragraph(
            "If somebody leaves their post, open their page and select “Has moved on”. In one step you give the last day of all the seats you may change. Their organisation is told that it owes a name.",
        )}
        {paragraph(
            "The actions stay with the seat. Whoever follows finds them on the page Handover of the seat, with what was done last.",
        )}
    }
    .into_any()
}

fn details() -> AnyView {
    view! {
        <p class="govuk-body">
            "Every six months My work asks whether your name, post and e-mail address are still right. If they are, one button is enough. You can also change them under "
            <a class="govuk-link" href=paths::OWN_DETAILS>"your details"</a> " at any time."
        </p>
        {paragraph(
            "What is new for you comes by mail as well, once a working day at most. Under “Your mail” in your account you can say that you do not want that, choose the hour and days without it, and see what the portal has sent you.",
        )}
        {paragraph(
            "That mail also reminds you of your actions: a week before one is due, on the day, and once a week from then on; once a week while it is blocked; and as many working days before a meeting of its board as the board wants papers, if you have not updated it in the week before. It never names the same action every day, and says nothing of what you reported as complete. A chair, a deputy chair and the secretariat read in it what was reported as complete, offers that nobody answered, and dates that were asked for. Whoever is offered an action is reminded on the last day for an answer.",
        )}
        {paragraph(
            "A new e-mail address changes where you are reached. It does not change the account you sign in with.",
        )}
    }
    .into_any()
}

fn interests() -> AnyView {
    view! {
        <p class="govuk-body">
            "Declare what could be seen to influence you under "
            <a class="govuk-link" href=paths::OWN_INTERESTS>"your interests"</a>
            ", or say that you have nothing to declare. The people of the boards you sit on can read what you declared."
        </p>
        {paragraph(
            "An interest that is over gets a last day. It stays in the register, so that the register of any earlier day is right.",
        )}
    }
    .into_any()
}

/// How far a permission of a role reaches, as the policy has it.
fn reach(role: Role, permission: Permission) -> &'static str {
    let own = allows(role, permission, Relation::Own);
    let other = allows(role, permission, Relation::Other);
    match (own, other) {
        (true, true) => "All",
        (true, false) => "Those of the organisation they represent",
        (false, true) => "Those of other organisations",
        (false, false) => "None",
    }
}

fn role_description(role: Role) -> &'static str {
    match role {
        Role::Chair => "leads the board and accepts what has been done.",
        Role::DeputyChair => "stands in for the chair, with the same rights.",
        Role::Secretariat => {
            "supports the board and keeps its members and its log for all organisations, but leads no action."
        }
        Role::Member => "represents an organisation and answers for its actions.",
        Role::Substitute => "stands in for a member, with the same rights.",
        Role::Observer => "attends and reads. Owns nothing and decides nothing.",
        Role::Sponsor => "supports the board from outside and reads.",
        Role::NationalSecretariat => {
            "keeps the register of all boards, their seats and members. Reads every action and changes none."
        }
        Role::PolicyLead => {
            "leads on a theme or a pilot nationally. Sees no seats or actions of a board yet."
        }
    }
}

fn conflict() -> AnyView {
    view! {
        {paragraph(
            "If somebody else saves an update while you are writing yours, yours is not saved over it. You see a page with both texts next to each other. You can then:",
        )}
        {bullets(
            &[
                "save yours as well, so that both stay in the history",
                "change yours first, then save it",
                "leave the action as it is now",
            ],
        )}
        {paragraph(
            "What you typed stays in the form. If the action was closed in the meantime and you may not take it up again, you can copy what you wrote.",
        )}
        {paragraph(
            "An open page of an action or a log may also tell you “This has changed”. It never changes under your hands: you decide when to look.",
        )}
    }
    .into_any()
}

fn sessions() -> AnyView {
    view! {
        {paragraph(
            "You stay signed in until you sign out, close the browser, do nothing for a while, or reach the longest time a session can last.",
        )}
        <p class="govuk-body">
            "The times are on the " <a class="govuk-link" href=paths::COOKIES>
                "cookies page"
            </a> "."
        </p>
        {paragraph(
            "If your session ends while you are writing, you see what you wrote when you try to save it. Copy it, sign in and paste it.",
        )}
        <p class="govuk-body">
            <a class="govuk-link" href=paths::ACCOUNT>
                "Your account"
            </a>
            " lists every browser you are signed in with. There you can:"
        </p>
        {bullets(
            &[
                "end one of them",
                "select “Sign out everywhere else”, which ends all but the one you are using",
            ],
        )}
        {paragraph(
            "Do this if you left a shared computer without signing out, or see a browser you do not know. It works at once.",
        )}
    }
    .into_any()
}

fn never() -> AnyView {
    view! {
        {paragraph(
            "The portal is for the business of boards and for figures about whole areas. Never enter anything about a child, a family or a case:",
        )}
        {bullets(
            &[
                "no names, initials, dates of birth or addresses",
                "no case numbers",
                "nothing by which somebody who knows the family could tell who is meant",
            ],
        )}
        <p class="govuk-body">
            "You cannot remove an update afterwards. If something of this kind was entered, tell the secretariat of your board at once, by telephone if you can, and do not repeat the details. The "
            <a class="govuk-link" href=paths::TERMS>
                "terms and conditions"
            </a> " say which laws stand behind this."
        </p>
    }
    .into_any()
}

fn print() -> AnyView {
    paragraph(
        "Use the print command of your browser. Menus, filters and buttons are left out, and whole tables are printed. A printed action log carries the marking OFFICIAL. To print a part of a log, filter it first: the address of the page keeps the filters, so you can also save it or send it to somebody on the board.",
    )
}

fn without_script() -> AnyView {
    view! {
        {paragraph(
            "Everything works with scripts turned off. With them you also get a running count of characters and a notice when the page you are reading has changed.",
        )}
        {paragraph("You can do everything with a keyboard:")}
        {bullets(
            &[
                "Tab and Shift with Tab go to the next and the previous link, field or button",
                "the first stop on each page is “Skip to main content”",
                "Enter follows a link or presses a button",
                "the arrow keys choose between statuses, and Space ticks a box",
            ],
        )}
        <p class="govuk-body">
            "The "
            <a class="govuk-link" href=paths::ACCESSIBILITY>
                "accessibility statement"
            </a> " says what has been tested and what has not."
        </p>
    }
    .into_any()
}

fn still_need_help(contact: &Contact) -> AnyView {
    view! {
        <p class="govuk-body">"Ask " {contact.whom()} "."</p>
        {paragraph(
            "If a page gave you a code, include it. It leads to what went wrong. Do not send details of a child, a family or a case.",
        )}
    }
    .into_any()
}
