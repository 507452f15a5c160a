//! The pages for everything that goes wrong outside a form.
//!
//! Set texts of the GOV.UK Design System for "page not found" and "problem with
//! the service"; no codes, no technical words.

use leptos::prelude::*;

use super::Page;
use crate::paths;

/// What went wrong, as a person needs to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Problem {
    /// 400: the request makes no sense.
    NotUnderstood,
    /// 403: known, but not for this person.
    NotAllowed,
    /// 404: not there, or not to be known of.
    NotFound,
    /// 405: the address exists, but takes no such request.
    WrongMethod,
    /// 408: the request did not arrive in time.
    TimedOut,
    /// 409: changed by somebody else in the meantime.
    OutOfDate,
    /// 410: was there once.
    Gone,
    /// 413: more than the portal takes at once.
    TooLarge,
    /// 413: a file that is larger than the portal takes.
    FileTooLarge,
    /// As that, where official files are sent.
    OfficialFileTooLarge,
    /// As that, where papers are sent.
    PaperTooLarge,
    /// 415: not something a form sends.
    WrongType,
    /// 422: a form that cannot be read.
    Unprocessable,
    /// 429: too often in too short a time.
    TooManyRequests,
    /// 500: our fault.
    Internal,
    /// 503: for the moment.
    Unavailable,
}

impl Problem {
    /// Every problem that has a page.
    pub const ALL: &[Self] = &[
        Self::NotUnderstood,
        Self::NotAllowed,
        Self::NotFound,
        Self::WrongMethod,
        Self::TimedOut,
        Self::OutOfDate,
        Self::Gone,
        Self::TooLarge,
        Self::FileTooLarge,
        Self::OfficialFileTooLarge,
        Self::PaperTooLarge,
        Self::WrongType,
        Self::Unprocessable,
        Self::TooManyRequests,
        Self::Internal,
        Self::Unavailable,
    ];

    fn heading(self) -> &'static str {
        match self {
            Self::NotUnderstood | Self::WrongType | Self::Unprocessable => {
                "The portal could not read what was sent"
            }
            Self::NotAllowed => "You cannot use this page",
            Self::NotFound | Self::WrongMethod => "Page not found",
            Self::TimedOut => "What was sent did not arrive in time",
            Self::OutOfDate => "This has changed since you opened it",
            Self::Gone => "This page has been removed",
            Self::TooLarge => "What was sent is too large",
            Self::FileTooLarge => "The selected file must be smaller than 10MB",
            Self::OfficialFileTooLarge => "The selected file must be smaller than 64MB",
            Self::PaperTooLarge => "The selected file must be smaller than 50MB",
            Self::TooManyRequests => "There have been too many attempts",
            Self::Internal => "Sorry, there is a problem with the service",
            Self::Unavailable => "Sorry, the service is unavailable",
        }
    }

    fn advice(self) -> &'static [&'static str] {
        match self {
            Self::NotUnderstood | Self::WrongType | Self::Unprocessable => {
                &["Nothing was saved. Go back, check what you entered and send it again."]
            }
            Self::NotAllowed => &[
                "Your role on this board does not include it. Nothing was changed.",
                "If you think it should, ask the chair or the secretariat of the board.",
            ],
            Self::NotFound | Self::WrongMethod => &[
                "If you typed the web address, check it is correct.",
                "If you pasted the web address, check you copied the entire address.",
                "If you followed a link, what it led to may have moved, or it may belong to a board you have no seat on.",
            ],
            Self::TimedOut => &["Nothing was saved. Go back and send it again."],
            Self::OutOfDate => {
                &["Nothing of yours was saved. Go back, look at the change and send yours again."]
            }
            Self::Gone => &["What it led to was there once and is no longer kept here."],
            Self::TooLarge => {
                &["Nothing was saved. Go back, shorten what you entered and send it again."]
            }
            Self::FileTooLarge | Self::OfficialFileTooLarge | Self::PaperTooLarge => {
                &["Nothing was saved. Go back and select a smaller file."]
            }
            Self::TooManyRequests => &["Wait for a minute, then try again."],
            Self::Internal => &[
                "Try again later.",
                "What you were saving was not saved. If you go back, your browser may still show what you entered.",
            ],
            Self::Unavailable => {
                &["You will be able to use the service later. What you saved before is kept."]
            }
        }
    }
}

/// The page of a problem. The reference is also in the log.
pub fn problem_page(problem: Problem, reference: Option<&str>) -> Page {
    let main = view! {
        <h1 class="govuk-heading-l">{problem.heading()}</h1>
        {problem
            .advice()
            .iter()
            .map(|sentence| view! { <p class="govuk-body">{*sentence}</p> })
            .collect_view()}
        {reference
            .map(|reference| view! {
                <p class="govuk-body">
                    "Tell us this code if you ask for help: " <strong>{reference.to_owned()}</strong>
                </p>
            })}
        <p class="govuk-body">
            <a class="govuk-link" href=paths::HELP>
                "Get help"
            </a>
        </p>
        {matches!(problem, Problem::NotAllowed | Problem::NotFound)
            .then(|| view! {
                <p class="govuk-body">
                    <a class="govuk-link" href=paths::MY_WORK>
                        "Go to My work"
                    </a>
                </p>
            })}
    }
    .into_any();
    Page::new(problem.heading(), main)
}
