//! From a page to an answer: the only place that knows how Leptos draws.

use std::sync::Arc;

use app::{
    access::{Access, Permission},
    layout::{self, Frame, Page, Reader},
};
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use leptos::prelude::Owner;

use crate::{extract::SignedIn, layers, sessions::Cookies, state::AppState};

/// Draws pages for one request.
pub struct Renderer<'a> {
    state: &'a AppState,
    frame: Frame,
}

impl<'a> Renderer<'a> {
    /// For somebody who is not signed in, or may not be.
    pub fn new(state: &'a AppState) -> Self {
        Self {
            state,
            frame: Frame {
                nonce: state.random.secret(),
                brand: state.brand,
                fictional: state.fictional,
                person: None,
                assets: state.assets.clone(),
                done: None,
            },
        }
    }

    /// For the person who is signed in.
    pub fn for_person(state: &'a AppState, person: &SignedIn) -> Self {
        let mut renderer = Self::new(state);
        renderer.frame.person = Some(reader(&person.access));
        renderer
    }

    /// Says once what the person has just done.
    #[must_use]
    pub fn saying(mut self, done: Option<&str>) -> Self {
        self.frame.done = done.map(str::to_owned);
        self
    }

    /// Draws a page and answers with it. Views are drawn inside an owner of
    /// their own, which is gone with the answer.
    pub fn answer(self, status: StatusCode, page: impl FnOnce() -> Page) -> Response {
        let owner = Owner::new();
        let html = owner.with(|| layout::document(&self.frame, page()));
        owner.cleanup();
        let mut response = (status, Html(html)).into_response();
        if let Ok(policy) = HeaderValue::from_str(&self.content_security_policy()) {
            response
                .headers_mut()
                .insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }

    /// An ordinary page: 200.
    pub fn page(self, page: impl FnOnce() -> Page) -> Response {
        self.answer(StatusCode::OK, page)
    }

    /// Scripts and styles of our own only; inline scripts only with this
    /// answer's nonce. No `strict-dynamic`: it would switch `'self'` off, and
    /// some browsers then refuse wasm. Providers are named because a browser
    /// applies `form-action` to the redirect after signing out, too.
    fn content_security_policy(&self) -> String {
        let mut providers = String::new();
        for provider in &self.state.providers {
            if let Ok(issuer) = url::Url::parse(provider.issuer())
                && issuer.origin() != self.state.base_url.origin()
            {
                providers.push(' ');
                providers.push_str(&issuer.origin().ascii_serialization());
            }
        }
        format!(
            "default-src 'none'; script-src 'self' 'nonce-{}' 'wasm-unsafe-eval'; \
             style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; \
             frame-ancestors 'none'; form-action 'self'{providers}",
            self.frame.nonce
        )
    }
}

/// Draws a document that is no page of the portal, inside an owner of its own.
pub fn alone(document: impl FnOnce() -> String) -> String {
    let owner = Owner::new();
    let html = owner.with(document);
    owner.cleanup();
    html
}

/// Somebody as the reader of a page.
pub fn reader(access: &Access) -> Reader {
    let boards = access.boards_where(Permission::ManageMembers);
    Reader {
        full_name: access.full_name.clone(),
        keeps_members: boards.is_none_or(|boards| !boards.is_empty()),
        reads_pilots: !access.standings.is_empty(),
    }
}

/// The page for a problem, for the layers that answer with one.
pub fn problem_page(state: AppState) -> layers::ProblemPage {
    Arc::new(move |problem, reference, reader| {
        let mut renderer = Renderer::new(&state);
        renderer.frame.person = reader.cloned();
        renderer.answer(layers::status(problem), || {
            layout::problem_page(problem, reference)
        })
    })
}

app::words! {
    /// A message to be said once, on the page a person is sent to.
    Message {
        UpdateSaved = "update-saved", "Update saved";
        SessionsEnded = "sessions-ended", "The other sessions have ended";
        SeatAdded = "seat-added", "Seat added";
        SeatChanged = "seat-changed", "Seat changed";
        SeatEnded = "seat-ended", "Seat ended";
        TemplateApplied = "template-applied", "The seats of the template have been added";
        TemplateChanged = "template-changed", "Template changed";
        Appointed = "appointed", "Appointment saved";
        AppointmentChanged = "appointment-changed", "Appointment changed";
        AppointmentEnded = "appointment-ended", "Appointment ended";
        InvitationWithdrawn = "invitation-withdrawn", "Invitation withdrawn";
        InvitationAccepted = "invitation-accepted", "Your account is set up";
        PersonChanged = "person-changed", "Details saved";
        PersonMovedOn = "person-moved-on", "Their appointments have been ended";
        PeopleMerged = "people-merged", "The two profiles are one now";
        DetailsConfirmed = "details-confirmed", "Your details are confirmed";
        InterestDeclared = "interest-declared", "Interest declared";
        InterestEnded = "interest-ended", "Interest ended";
        NothingDeclared = "nothing-declared", "It is noted that you have nothing to declare";
        HandoverRead = "handover-read", "It is noted that you have read the handover";
        OrganisationAdded = "organisation-added", "Organisation added";
        OrganisationChanged = "organisation-changed", "Organisation changed";
        OrganisationEnded = "organisation-ended", "Organisation ended";
        BoardStarted = "board-started", "Board started";
        BoardChanged = "board-changed", "Board changed";
        BoardMerged = "board-merged", "The boards have been merged";
        BoardEnded = "board-ended", "Board ended";
        FeedEnded = "feed-ended", "The address no longer works";
        MailChosen = "mail-chosen", "Your choice is saved";
        ImportChosen = "import-chosen", "Choices saved";
        FigureFileLoaded = "figure-file-loaded", "The figures are loaded";
        FigureFileUndone = "figure-file-undone", "What the file had loaded is taken away";
        LabelsSaved = "labels-saved", "Labels saved";
        TargetSaved = "target-saved", "Target and bands saved";
        ImportApplied = "import-applied", "The members have been imported";
        ImportUndone = "import-undone", "The import has been undone";
        LogImported = "log-imported", "The actions have been imported";
        LogUndone = "log-undone", "The import has been undone";
        LogAnswered = "log-answered", "Answers saved";
        ImportDiscarded = "import-discarded", "The file has been discarded";
        MeetingPlanned = "meeting-planned", "Meeting planned";
        SeriesPlanned = "series-planned", "The meetings of the series are planned";
        MeetingChanged = "meeting-changed", "Meeting changed";
        MeetingCancelled = "meeting-cancelled", "Meeting cancelled";
        AgendaPublished = "agenda-published", "Agenda published";
        ItemSaved = "item-saved", "Item saved";
        ItemRemoved = "item-removed", "The item is off the agenda";
        ItemProposed = "item-proposed", "Your proposal is with the chair";
        AgendaTemplateChanged = "agenda-template-changed", "The items of every agenda are changed";
        ReplySaved = "reply-saved", "Your reply is saved";
        SubstituteNamed = "substitute-named", "It is noted who comes to the meeting";
        SeriesChanged = "series-changed", "Series changed";
        SeriesEnded = "series-ended", "Series ended";
        SuggestionsTaken = "suggestions-taken", "The suggestions are on the agenda";
        SuggestionsDropped = "suggestions-dropped", "The suggestions are dropped";
        ItemDecided = "item-decided", "Your decision is saved";
        AttendanceSaved = "attendance-saved", "Saved who is here";
        ActionRaised = "action-raised", "The action is in the log";
        ActionChanged = "action-changed", "The action is changed";
        ActionsChanged = "actions-changed", "The actions are changed";
        CommentSaved = "comment-saved", "Comment saved";
        RequestSent = "request-sent", "Your request is sent";
        AnswerSaved = "answer-saved", "Your answer is saved";
        DecisionRecorded = "decision-recorded", "The decision is in the register";
        DecisionRatified = "decision-ratified", "The decision is ratified";
        DecisionChanged = "decision-changed", "The decision is changed";
        RulesSaved = "rules-saved", "The rules of the board are saved";
        MinutesCirculated = "minutes-circulated", "The minutes are out, and everybody is told";
        MinutesAgreed = "minutes-agreed", "The minutes are agreed and stay as they are";
        MinutesPublished = "minutes-published", "Everybody can read these minutes now";
        MinutesUnpublished = "minutes-unpublished", "The public cannot read these minutes any more";
        MinutesCorrected = "minutes-corrected", "Your note stands below the minutes";
        PilotAdded = "pilot-added", "Pilot added";
        PilotSaved = "pilot-saved", "Saved";
        PilotMoved = "pilot-moved", "The pilot is at its new stage";
        PilotDecided = "pilot-decided", "The decision is recorded";
        EntryWithdrawn = "entry-withdrawn", "It is withdrawn";
        ReturnKept = "return-kept", "Your draft is kept";
        ReturnSent = "return-sent", "The return is sent in";
        ReturnApproved = "return-approved", "The return is approved";
        ReturnSentBack = "return-sent-back", "The return goes back to its site";
        CorrectionAsked = "correction-asked", "The correction waits for approval by somebody else";
        ReturnCorrected = "return-corrected", "The figures are corrected";
        CorrectionRefused = "correction-refused", "The figures stay as they are";
        SiteLeadNamed = "site-lead-named", "They can report for the site from their first day";
        SiteLeadEnded = "site-lead-ended", "Their last day is saved";
        PeriodTargetSet = "period-target-set", "Target saved";
        SitesReminded = "sites-reminded", "The sites are reminded";
        LessonTakenUp = "lesson-taken-up", "Every board can see what yours does with it";
        PaperAdded = "paper-added", "The paper is added";
        PaperQuarantined = "paper-quarantined", "The scanner for viruses did not answer. The paper is kept, and nobody can download it before it is scanned";
        PaperScanned = "paper-scanned", "No virus was found in the paper";
        PaperInfected = "paper-infected", "A virus was found in the paper. Nobody can download it. Withdraw it";
        PaperWithdrawn = "paper-withdrawn", "The paper is withdrawn";
    }
}

impl Message {
    /// The words on the page.
    pub fn words(self) -> &'static str {
        self.label()
    }

    /// Sets the message.
    pub fn set(self, cookies: &Cookies) -> [(HeaderName, HeaderValue); 1] {
        [(header::SET_COOKIE, cookies.set_message(self.code()))]
    }

    /// Takes the message away, once it is said.
    pub fn clear(cookies: &Cookies) -> [(HeaderName, HeaderValue); 1] {
        [(header::SET_COOKIE, cookies.clear_message())]
    }
}
