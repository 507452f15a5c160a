//! What people agree to who use the portal.

use leptos::prelude::*;

use super::{bullets, paragraph};
use crate::{layout::Page, paths};

/// Draws the page.
pub fn terms_page() -> Page {
    let main = view! {
        <h1 class="govuk-heading-l">"Terms and conditions"</h1>
        {paragraph(
            "By using this portal you agree to these terms. They hold beside the rules of your own organisation about information and computers. If you cannot agree to them, do not use the portal.",
        )}
        <h2 class="govuk-heading-m">"What the portal is for"</h2>
        {paragraph(
            "It is for the work of the national and local family justice boards: who sits on them, what they agreed to do, and how far that has got. Use it for that work only.",
        )}
        {paragraph(
            "This is an early service. It can change or be unavailable. It is not a court record, and nothing in it is a decision of a court or legal advice.",
        )}
        <h2 class="govuk-heading-m">"No details of a child, a family or a case"</h2>
        {no_cases()}
        <h2 class="govuk-heading-m">"Marking and sharing"</h2>
        {marking()}
        <h2 class="govuk-heading-m">"Your account"</h2>
        {account()}
        <h2 class="govuk-heading-m">"How to behave"</h2>
        {paragraph("You must not:")}
        {bullets(
            &[
                "write anything insulting, discriminating or knowingly untrue",
                "try to see or change what your seat does not allow",
                "search for weaknesses or load the portal on purpose, unless those who run it have agreed in writing",
                "copy data out of it by program",
            ],
        )}
        <h2 class="govuk-heading-m">"What is recorded"</h2>
        <p class="govuk-body">
            "Every change is recorded with who made it, what it was, and when. The record cannot be changed from within the portal, and later tampering can be found. The people who run the portal may look into it when something has gone wrong or these terms may have been broken. The "
            <a class="govuk-link" href=paths::PRIVACY>
                "privacy notice"
            </a> " says more."
        </p>
        {paragraph(
            "If you break these terms you may lose your access, and your organisation may be told. Some of what they rule out is also an offence.",
        )}
    }
    .into_any();
    Page::new("Terms and conditions", main)
}

fn no_cases() -> AnyView {
    view! {
        {paragraph(
            "Never enter anything that names a child, a parent or a family, or describes a case, even without names. Case numbers count as well. The portal stops what looks like a case number, an NHS number, a date of birth or the name of a child, and keeps nothing of it; it cannot recognise everything. Figures must be about whole areas, and so large that nobody can be recognised in them.",
        )}
        {paragraph("Two laws in particular stand behind this:")}
        {bullets(
            &[
                "Children Act 1989, section 97: it is an offence to publish what is meant or likely to identify a child as being involved in court proceedings under that Act or about adoption, or to give that child’s address or school.",
                "Administration of Justice Act 1960, section 12: it can be contempt of court to publish information about proceedings about a child that a court hears in private.",
            ],
        )}
        {paragraph(
            "Many organisations read what is written here, so we do not rely on it being only for boards. If you find such details, do not copy or forward them. Tell the secretariat of your board at once.",
        )}
    }
    .into_any()
}

fn marking() -> AnyView {
    view! {
        {paragraph(
            "Everything in the portal is OFFICIAL under the Government Security Classifications. Do not enter anything that needs a marking of OFFICIAL-SENSITIVE or above, and no figures before they are published.",
        )}
        {paragraph(
            "Share what you read only with people who need it for their work with the board. Keep the marking on what you print, and dispose of it as your organisation requires.",
        )}
    }
    .into_any()
}

fn account() -> AnyView {
    view! {
        {bullets(
            &[
                "Use your own account only, and let nobody else use it.",
                "Sign out on a computer that others use.",
                "Write for yourself and for the organisation you represent. Your name stands on what you save.",
                "Tell the secretariat of your board when you change post or leave, so that your seat can pass on.",
                "Tell it at once if you think somebody else has used your account, and sign out everywhere else.",
            ],
        )}
        <p class="govuk-body">
            <a class="govuk-link" href=paths::ACCOUNT>
                "Your account"
            </a> " shows where you are signed in."
        </p>
    }
    .into_any()
}
