//! How to use the portal. Each part of the page stands in the file of what it is about.

mod actions;
mod figures;
mod meetings;
mod people;
mod portal;

use leptos::prelude::*;

use super::Contact;
use crate::layout::Page;

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
        "sign-in" => portal::sign_in(contact),
        "my-work" => actions::my_work(),
        "update" => actions::update(),
        "statuses" => actions::statuses(),
        "roles" => people::roles(),
        "meetings" => meetings::meetings(),
        "run" => meetings::run_a_meeting(),
        "minutes" => meetings::minutes(),
        "decisions" => meetings::decisions(),
        "performance" => figures::performance(),
        "pilots" => figures::pilots(),
        "members" => people::members(),
        "seats" => people::seats(),
        "earlier-log" => actions::earlier_log(),
        "import" => people::import(),
        "invite" => people::invite(),
        "moved-on" => people::moved_on(),
        "details" => people::details(),
        "interests" => people::interests(),
        "conflict" => portal::conflict(),
        "sessions" => portal::sessions(),
        "never" => portal::never(),
        "print" => portal::print(),
        "without-script" => portal::without_script(),
        _ => portal::still_need_help(contact),
    }
}
