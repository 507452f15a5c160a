//! Who sits where, and who may do what.

use leptos::prelude::*;

use super::super::{bullets, numbered, paragraph, table};
use crate::{
    access::{Permission, Relation, Role, allows},
    membership::types::SeatState,
    paths,
};

pub(super) fn roles() -> AnyView {
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

pub(super) fn members() -> AnyView {
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

pub(super) fn seats() -> AnyView {
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

pub(super) fn import() -> AnyView {
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

pub(super) fn invite() -> AnyView {
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

pub(super) fn moved_on() -> AnyView {
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

pub(super) fn details() -> AnyView {
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

pub(super) fn interests() -> AnyView {
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
