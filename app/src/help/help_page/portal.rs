//! Signing in, and how the portal works wherever one is.

use leptos::prelude::*;

use super::super::{Contact, bullets, numbered, paragraph};
use crate::paths;

pub(super) fn sign_in(contact: &Contact) -> AnyView {
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

pub(super) fn conflict() -> AnyView {
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

pub(super) fn sessions() -> AnyView {
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

pub(super) fn never() -> AnyView {
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

pub(super) fn print() -> AnyView {
    paragraph(
        "Use the print command of your browser. Menus, filters and buttons are left out, and whole tables are printed. A printed action log carries the marking OFFICIAL. To print a part of a log, filter it first: the address of the page keeps the filters, so you can also save it or send it to somebody on the board.",
    )
}

pub(super) fn without_script() -> AnyView {
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

pub(super) fn still_need_help(contact: &Contact) -> AnyView {
    view! {
        <p class="govuk-body">"Ask " {contact.whom()} "."</p>
        {paragraph(
            "If a page gave you a code, include it. It leads to what went wrong. Do not send details of a child, a family or a case.",
        )}
    }
    .into_any()
}
