//! What the mails say that call people to a meeting. Pure.

use crate::{access::words, mail::letters::Letter, meetings::types::Meeting};

words! {
    /// Why people are written to about a meeting.
    Call {
        Planned = "planned", "Invitation";
        Changed = "changed", "Changed";
        Cancelled = "cancelled", "Cancelled";
        /// Somebody comes for another.
        Named = "named", "Invitation";
        /// They need not come after all.
        Withdrawn = "withdrawn", "No longer needed";
    }
}

/// Writes to somebody about a meeting. `page` is its address; `seat` the seat
/// that they come for, where they come for another; `needs_account` whether they
/// have never signed in.
pub fn call(
    call: Call,
    full_name: &str,
    meeting: &Meeting,
    page: &str,
    seat: Option<&str>,
    needs_account: bool,
) -> Letter {
    let boards: Vec<&str> = meeting.boards().map(|board| board.name.as_str()).collect();
    let boards = boards.join(", ");
    let first = match call {
        Call::Planned => format!("{boards} meets:"),
        Call::Changed => format!("This meeting of {boards} has changed:"),
        Call::Cancelled => format!(
            "This meeting of {boards} is cancelled. {}",
            meeting.cancel_reason
        ),
        Call::Named => format!(
            "You are asked to come to a meeting of {boards} for the seat “{}”:",
            seat.unwrap_or_default()
        ),
        Call::Withdrawn => {
            format!("You need no longer come to this meeting of {boards} for somebody else.")
        }
    };
    let mut body = format!(
        "Dear {full_name},\n\n{}\n\n{}\n{}\n",
        first.trim_end(),
        meeting.title,
        meeting.when()
    );
    if matches!(call, Call::Planned | Call::Changed | Call::Named) {
        for (what, value) in [("Place", &meeting.place), ("Join online", &meeting.link)] {
            if !value.is_empty() {
                body.push_str(&format!("{what}: {value}\n"));
            }
        }
    }
    match call {
        Call::Planned | Call::Changed => body.push_str(&format!(
            "\nSay whether you come, and see the agenda once it is published:\n\n{page}\n\n\
             Answers by mail reach nobody.\n"
        )),
        Call::Named => {
            body.push_str(&format!(
                "\nSee the agenda once it is published:\n\n{page}\n\n"
            ));
            if needs_account {
                body.push_str("Sign in with an account of the address this mail came to. ");
            }
            body.push_str(
                "You see this meeting until the end of its day, and nothing else of the board.\n",
            );
        }
        Call::Cancelled | Call::Withdrawn => {}
    }
    Letter {
        subject: format!("{}: {}, {}", call.label(), meeting.title, meeting.when()),
        body,
    }
}
