//! The privacy notice: UK GDPR, Articles 13 and 14.

use leptos::prelude::*;

use super::{Contact, bullets, paragraph, table};
use crate::{layout::Page, paths};

/// Draws the page.
pub fn privacy_page(contact: &Contact) -> Page {
    let main = view! {
        <h1 class="govuk-heading-l">"Privacy notice"</h1>
        {paragraph(
            "This notice says what the portal knows about the people who use it, why, and what you can do about it. No personal data about a child, a family or a case may be entered.",
        )}
        <h2 class="govuk-heading-m">"Who is responsible"</h2>
        {controller(contact)}
        <h2 class="govuk-heading-m">"What personal data we keep, and for how long"</h2>
        {kept()}
        <h2 class="govuk-heading-m">"Where the data comes from"</h2>
        {paragraph(
            "Your name, post, organisation and e-mail address come from the secretariat of your board. Your sign-in provider tells the portal which account is yours and, if it has checked it, your e-mail address. Everything else comes from what you do here.",
        )}
        <h2 class="govuk-heading-m">"Why we may use it"</h2>
        {purposes()}
        <h2 class="govuk-heading-m">"Who sees it"</h2>
        {readers()}
        <h2 class="govuk-heading-m">"Your rights"</h2>
        {rights(contact)}
        <h2 class="govuk-heading-m">"If you want to complain"</h2>
        <p class="govuk-body">
            "Tell us first, so that we can put it right. You can also complain to the Information Commissioner’s Office (ICO), which looks after data protection in the United Kingdom: "
            <a class="govuk-link" href="https://ico.org.uk/make-a-complaint/">
                "make a complaint to the ICO"
            </a> "."
        </p>
    }
    .into_any();
    Page::new("Privacy notice", main)
}

fn controller(contact: &Contact) -> AnyView {
    let controller = match &contact.operator {
        Some(operator) => {
            format!("{operator} runs this portal and is the controller of the personal data in it.")
        }
        None => "The organisation that runs this portal is the controller of the personal data in it. Its name has not been set here yet.".to_owned(),
    };
    view! {
        {paragraph(controller)}
        <p class="govuk-body">
            "With questions about your data, or to reach the controller or its data protection officer, ask "
            {contact.whom()} "."
        </p>
    }
    .into_any()
}

fn kept() -> AnyView {
    let row = |what: &'static str, why: &'static str, until: &'static str| {
        [what.into_any(), why.into_any(), until.into_any()]
    };
    let rows = vec![
        row(
            "Your name, post and organisation, the seats you hold and held, and from when to when",
            "To show who sits on a board and who answers for an action",
            "Kept as part of the record of the board, also after you leave it",
        ),
        row(
            "Your work e-mail address",
            "To invite you, to recognise you the first time you sign in, and to mail you what is new for you, unless you turn that off",
            "As long as you are known to the portal. There is no set date on which it is deleted",
        ),
        row(
            "A code in the private address for your calendar, stored so that nobody can read it back",
            "To give your calendar program your meetings, and the days by which your actions are due, without signing in",
            "Until you turn it off or make a new one",
        ),
        row(
            "Whether you come to a meeting, and whom you name to come for you: their name, post and e-mail address",
            "To let those who prepare the meeting know who comes, and to let whoever comes see the meeting",
            "Kept as part of the record of the board",
        ),
        row(
            "The mail the portal sends you: its text, the address it went to, and whether the mail server took it",
            "To show you, and whoever invites you, what was sent and whether it went",
            "Deleted a year after it was sent",
        ),
        row(
            "The interests you declare, and that you had none to declare",
            "To let your boards see what could be seen to influence you",
            "Kept as part of the record of the boards you sit on. An interest that is over keeps its dates",
        ),
        row(
            "The number by which your sign-in provider knows your account. Never your password",
            "To recognise you each time you sign in",
            "As long as you are known to the portal. There is no set date on which it is deleted",
        ),
        row(
            "Your sessions: the name of your browser, when you signed in and last used it, and what your provider confirmed at sign-in",
            "To keep you signed in, and to let you see and end your sessions",
            "Deleted after the session ends",
        ),
        row(
            "What you write in updates, with your name, post and the time",
            "To show the board what was done",
            "Kept as part of the record of the board. It is not changed afterwards",
        ),
        row(
            "The audit trail: who changed what, when and by which way, and when sessions began and ended",
            "To find out what happened, and to show that the record was not tampered with",
            "Kept as long as the record of the board. It is not changed afterwards",
        ),
        row(
            "The network address (IP address) of whoever opens a sign-in page",
            "To slow down anybody who tries to sign in too often",
            "A few minutes, in memory only",
        ),
    ];
    view! {
        {table("Personal data in the portal", ["What", "What for", "How long"], rows)}
        {paragraph(
            "Backups hold the same data for as long as the organisation that runs the portal keeps them. Technical logs name you by a number, not by your name.",
        )}
        <p class="govuk-body">
            "What is kept in your browser is on the " <a class="govuk-link" href=paths::COOKIES>
                "cookies page"
            </a> "."
        </p>
    }
    .into_any()
}

fn purposes() -> AnyView {
    view! {
        {paragraph(
            "We use the data because it is necessary for a task in the public interest: helping the organisations of the family justice system to work together and to account for what they agreed. This is called public task (UK GDPR, Article 6(1)(e)).",
        )}
        {paragraph(
            "We do not use it for advertising, do not sell it, and let no program decide anything about you.",
        )}
    }
    .into_any()
}

fn readers() -> AnyView {
    view! {
        {bullets(
            &[
                "People who sit on a board with you, or on one you used to sit on, see your name, post, e-mail address, organisation and seat, your interests, and what you wrote about its actions.",
                "The chair, deputy chair and secretary of a board see the same of its sub-groups, and the national secretariat of every board.",
                "Only you see your sessions on the pages of the portal.",
                "The people who operate the portal can see all of it where their work requires it.",
                "Your sign-in provider learns that you sign in to the portal, and when.",
            ],
        )}
        {paragraph(
            "People who are signed in but do not sit on your board do not see who sits on it. The organisation that runs the portal decides where it is hosted, and can tell you where that is.",
        )}
    }
    .into_any()
}

fn rights(contact: &Contact) -> AnyView {
    view! {
        {paragraph("Under the UK GDPR you have the right to:")}
        {bullets(
            &[
                "be told how your data is used, which this page is for",
                "have a copy of your data",
                "have it corrected if it is wrong or incomplete",
                "object to its use, because it rests on public task",
                "have its use restricted while a question about it is open",
                "have it deleted in some cases",
            ],
        )}
        {paragraph(
            "The history of a board has to stay complete, so an update is usually corrected by adding to it and not by deleting it. If a request is refused, you must be told why.",
        )}
        <p class="govuk-body">
            "To use a right, ask " {contact.whom()}
            ". It is free, and you must usually be answered within a month. You can see your name, post, e-mail address and sessions under "
            <a class="govuk-link" href=paths::ACCOUNT>
                "your account"
            </a> "."
        </p>
    }
    .into_any()
}
