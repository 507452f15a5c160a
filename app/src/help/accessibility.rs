//! The accessibility statement.
//!
//! Its contents and headings are those that the Public Sector Bodies (Websites
//! and Mobile Applications) (No. 2) Accessibility Regulations 2018 (SI 2018/952),
//! regulation 8, ask for. It claims what has been tested and nothing else: change
//! it, and its dates, in the same commit as what is tested.

use leptos::prelude::*;

use super::{Contact, bullets, paragraph};
use crate::layout::Page;

/// When the statement was written. It has not been reviewed since.
const PREPARED: &str = "23 November 2026";

/// Draws the page.
pub fn accessibility_page(contact: &Contact) -> Page {
    let main = view! {
        <h1 class="govuk-heading-l">"Accessibility statement"</h1>
        {scope(contact)}
        <h2 class="govuk-heading-m">"How accessible this website is"</h2>
        {how_accessible()}
        <h2 class="govuk-heading-m">"Feedback and contact information"</h2>
        {feedback(contact)}
        <h2 class="govuk-heading-m">"Reporting accessibility problems with this website"</h2>
        <p class="govuk-body">
            "We want to know of problems that this page does not name, and of anything you think falls short of the law. Tell "
            {contact.whom()}
            ". Say which page it was, what you wanted to do, and which browser and assistive technology you use."
        </p>
        <h2 class="govuk-heading-m">"Enforcement procedure"</h2>
        {enforcement()}
        <h2 class="govuk-heading-m">"Technical information about this website’s accessibility"</h2>
        {technical(contact)}
        <h2 class="govuk-heading-m">"What we’re doing to improve accessibility"</h2>
        {improving()}
        <h2 class="govuk-heading-m">"Preparation of this accessibility statement"</h2>
        {preparation()}
    }
    .into_any();
    Page::new("Accessibility statement", main)
}

fn scope(contact: &Contact) -> AnyView {
    let run_by = match &contact.operator {
        Some(operator) => format!("It is run by {operator}."),
        None => "The organisation that runs it answers for this statement.".to_owned(),
    };
    view! {
        {paragraph(format!("This statement applies to the “Family justice boards” portal. {run_by}"))}
        {paragraph(
            "It does not cover the website of a sign-in provider, which you pass through when you sign in. Ask that provider how accessible it is.",
        )}
        {paragraph("As many people as possible should be able to use the portal. You should be able to:")}
        {bullets(
            &[
                "enlarge a page to 400% without having to scroll sideways",
                "reach and use everything with a keyboard alone",
                "do everything with scripts turned off",
                "tell statuses and late actions apart without seeing colours",
                "understand each page in plain English",
            ],
        )}
        <p class="govuk-body">
            "If you have a disability, "
            <a class="govuk-link" href="https://mcmw.abilitynet.org.uk/">
                "AbilityNet explains how to set up your device"
            </a> " so that it is easier to use."
        </p>
    }
    .into_any()
}

fn how_accessible() -> AnyView {
    view! {
        {paragraph(
            "We know of no part of this website that you cannot use. But we do not know enough yet, because:",
        )}
        {bullets(
            &[
                "nobody has tested it with a screen reader",
                "nobody has tested it with voice control or a screen magnifier",
                "disabled people have not taken part in testing it",
                "no independent auditor has looked at it",
            ],
        )}
    }
    .into_any()
}

fn feedback(contact: &Contact) -> AnyView {
    view! {
        <p class="govuk-body">
            "If you need something from this website in another form, such as large print, easy read, an audio recording or braille, ask "
            {contact.whom()} ". Say:"
        </p>
        {bullets(
            &[
                "the address of the page",
                "your name and how to reach you",
                "the form you need, and by when",
            ],
        )}
        {paragraph("Do not include anything about a child, a family or a case.")}
    }
    .into_any()
}

fn enforcement() -> AnyView {
    view! {
        {paragraph(
            "The Equality and Human Rights Commission (EHRC) enforces the Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018, called the accessibility regulations.",
        )}
        <p class="govuk-body">
            "If you have complained to us and the answer does not satisfy you, turn to the "
            <a class="govuk-link" href="https://www.equalityadvisoryservice.com/">
                "Equality Advisory and Support Service (EASS)"
            </a> "."
        </p>
    }
    .into_any()
}

fn technical(contact: &Contact) -> AnyView {
    view! {
        {paragraph(
            format!(
                "{} is committed to making this website accessible, in accordance with the accessibility regulations.",
                contact.operator(),
            ),
        )}
        <h3 class="govuk-heading-s">"Compliance status"</h3>
        <p class="govuk-body">
            "This website is partially compliant with the "
            <a class="govuk-link" href="https://www.w3.org/TR/WCAG22/">
                "Web Content Accessibility Guidelines version 2.2"
            </a>
            " AA standard, because the points below have not yet been assessed. Automated tests have found no failure of the standard, but they can find only some kinds of failure."
        </p>
        <h3 class="govuk-heading-s">"Non-accessible content"</h3>
        {paragraph("We know of no content that fails the standard. These points are not yet assessed:")}
        {bullets(
            &[
                "whether screen readers announce headings, tables, errors and status messages well (success criteria 1.3.1, 3.3.1 and 4.1.3)",
                "whether link texts and labels make sense to people who do not see what is around them (2.4.4 and 2.4.6)",
                "whether the order of focus makes sense on every page (2.4.3)",
                "whether pages stay usable with wider spacing of text (1.4.12)",
            ],
        )}
        {paragraph(
            "We claim no disproportionate burden, and leave nothing out because it is outside the scope of the regulations.",
        )}
    }
    .into_any()
}

fn improving() -> AnyView {
    view! {
        {paragraph(
            "The automated tests are repeated when the portal is changed. A change that makes a page fail them is not let in.",
        )}
        {paragraph("Still to be done, before this statement can claim more:")}
        {bullets(
            &[
                "test every page with screen readers on computers and phones",
                "test with voice control and screen magnifiers",
                "test with disabled people who sit on boards",
                "have an independent audit against the whole of the standard",
            ],
        )}
        {paragraph("No dates have been set for these. They will be named here when they are.")}
    }
    .into_any()
}

fn preparation() -> AnyView {
    view! {
        {paragraph(
            format!(
                "This statement was prepared on {PREPARED}. It has not been reviewed since. It has to be reviewed at least once a year, and whenever the way the portal is tested changes.",
            ),
        )}
        {paragraph(
            format!(
                "The website was last tested on {PREPARED}. We, who make the portal, tested it ourselves with the program axe-core against WCAG 2.2 level AA. Every page was tested:",
            ),
        )}
        {bullets(&["with scripts and without", "at 320 pixels wide, as on a small phone"])}
    }
    .into_any()
}
