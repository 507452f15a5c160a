//! Every address of the portal. Views, handlers and tests use these, no literals.

pub const MY_WORK: &str = "/";
pub const MY_BOARDS: &str = "/my-boards";
pub const BOARDS: &str = "/boards";
pub const NEW_BOARD: &str = "/boards/new";
pub const ORGANISATIONS: &str = "/organisations";
pub const NEW_ORGANISATION: &str = "/organisations/new";
/// Which seats are held, board by category, and who owes a name.
pub const VACANCIES: &str = "/vacancies";
pub const VACANCIES_EXPORT: &str = "/vacancies/export";
pub const SEAT_TEMPLATE: &str = "/seat-template";
/// The items that every agenda starts from.
pub const AGENDA_TEMPLATE: &str = "/agenda-template";
/// What all boards of the reader decided.
pub const DECISIONS: &str = "/decisions";
/// Minutes that everybody may read.
pub const PUBLIC_MINUTES: &str = "/public/minutes";
/// Official figures of all boards.
pub const PERFORMANCE: &str = "/performance";
pub const PERFORMANCE_EXPORT: &str = "/performance/export";
/// Where official files are sent.
pub const IMPORT_FIGURES: &str = "/performance/import";
/// What the labels of official files mean.
pub const AREA_LABELS: &str = "/performance/labels";
/// Targets and bands.
pub const PERFORMANCE_SETTINGS: &str = "/performance/settings";
/// The register of reform pilots.
pub const PILOTS: &str = "/pilots";
/// The same as a file.
pub const PILOTS_EXPORT: &str = "/pilots/export";
/// When pilots and their sites run.
pub const PILOTS_TIMELINE: &str = "/pilots/timeline";
pub const NEW_PILOT: &str = "/pilots/new";
/// What pilots have learned.
pub const LESSONS: &str = "/lessons";
/// Below it, where an invitation leads whoever has its secret.
pub const INVITATION: &str = "/invitation";
/// Below it, where a link in a mail leads that updates one action.
pub const MAIL_LINKS: &str = "/mail-links";
pub const SIGN_IN: &str = "/sign-in";
pub const SIGN_OUT: &str = "/sign-out";
pub const SIGNED_OUT: &str = "/signed-out";
pub const CHOOSE_PERSON: &str = "/demo";
pub const ACCOUNT: &str = "/account";
/// Corrects one's own name, post and e-mail address.
pub const OWN_DETAILS: &str = "/account/details";
/// Says that they are right.
pub const CONFIRM_DETAILS: &str = "/account/confirm";
/// Addresses for one's own calendar.
pub const CALENDAR: &str = "/account/calendar";
/// What the portal sends to oneself by mail.
pub const MAIL: &str = "/account/mail";
pub const OWN_INTERESTS: &str = "/account/interests";
pub const NOTHING_TO_DECLARE: &str = "/account/interests/none";
pub const END_OTHER_SESSIONS: &str = "/account/sessions/end-others";
pub const ACCESSIBILITY: &str = "/accessibility";
pub const COOKIES: &str = "/cookies";
pub const PRIVACY: &str = "/privacy";
pub const TERMS: &str = "/terms";
pub const HELP: &str = "/help";
pub const SECURITY_TXT: &str = "/.well-known/security.txt";

/// The overview of a board.
pub fn board(slug: &str) -> String {
    format!("/boards/{slug}")
}

/// The actions of every board that somebody may read.
pub const ACTIONS: &str = "/actions";
/// The same as a file.
pub const ACTIONS_EXPORT: &str = "/actions/export";
/// How many actions were opened, closed and left open, month by month.
pub const ACTIONS_OVER_TIME: &str = "/actions/over-time";
/// The same as a file.
pub const ACTIONS_OVER_TIME_EXPORT: &str = "/actions/over-time/export";
/// Changes several actions at once.
pub const CHANGE_SEVERAL: &str = "/actions/change";

/// The action log of a board.
pub fn action_log(slug: &str) -> String {
    format!("/boards/{slug}/actions")
}

/// Server-sent events: something on this board changed after the change of
/// this number.
pub fn board_changes(slug: &str, since: i64) -> String {
    format!("/boards/{slug}/changes?since={since}")
}

/// The record and history of an action.
pub fn action(reference: &str) -> String {
    format!("/actions/{reference}")
}

/// The form that updates an action.
pub fn update_action(reference: &str) -> String {
    format!("/actions/{reference}/update")
}

/// Server-sent events: this action changed after the change of this number.
pub fn action_changes(reference: &str, since: i64) -> String {
    format!("/actions/{reference}/changes?since={since}")
}

/// Server-sent events: something was recorded at this meeting after the change of
/// this number.
pub fn meeting_changes(meeting: impl std::fmt::Display, since: i64) -> String {
    format!("/meetings/{meeting}/changes?since={since}")
}

/// Sets out for a provider's own sign-in page.
pub fn sign_in_with(provider: &str) -> String {
    format!("/sign-in/{provider}")
}

/// Where a provider sends people back to.
pub fn sign_in_callback(provider: &str) -> String {
    format!("/sign-in/{provider}/callback")
}

/// Ends one of one's own sessions.
pub fn end_session(session: impl std::fmt::Display) -> String {
    format!("/account/sessions/{session}/end")
}

/// Defines addresses below those of one thing.
macro_rules! addresses {
    ($($(#[$doc:meta])* $name:ident($of:ident): $pattern:literal;)+) => {$(
        $(#[$doc])*
        pub fn $name($of: impl std::fmt::Display) -> String {
            format!($pattern)
        }
    )+};
}

addresses! {
    /// Renames a board or changes what the register says of it.
    change_board(slug): "/boards/{slug}/change";
    /// Makes a board part of another.
    merge_board(slug): "/boards/{slug}/merge";
    end_board(slug): "/boards/{slug}/end";
    /// Starts a sub-group of a board.
    new_sub_group(slug): "/boards/{slug}/sub-groups/new";
    /// Who sits on a board, on any day.
    members(slug): "/boards/{slug}/members";
    /// The same as a file.
    members_export(slug): "/boards/{slug}/members/export";
    new_seat(slug): "/boards/{slug}/members/new-seat";
    /// Sets up the seats of the national template that a board lacks.
    template_seats(slug): "/boards/{slug}/members/template";
    /// Takes actions from the log that a board kept before.
    import_actions(slug): "/boards/{slug}/actions/import";
    /// An empty log with the columns that are known, as a file.
    import_actions_template(slug): "/boards/{slug}/actions/import/template";
    /// Takes members from a file.
    import_members(slug): "/boards/{slug}/members/import";
    /// Who was invited and has not come yet.
    invitations(slug): "/boards/{slug}/invitations";
    /// The meetings of a board, to come and past.
    meetings(slug): "/boards/{slug}/meetings";
    /// What a board adds to every agenda.
    board_agenda_template(slug): "/boards/{slug}/agenda-template";
    plan_meeting(slug): "/boards/{slug}/meetings/new";
    plan_series(slug): "/boards/{slug}/meetings/new-series";
    /// Proposes an item for an agenda.
    propose_item(slug): "/boards/{slug}/meetings/propose";
    /// What a board holds itself to: quorum, and days for papers and minutes.
    board_rules(slug): "/boards/{slug}/rules";
    /// What a board decided.
    board_decisions(slug): "/boards/{slug}/decisions";
    /// The same as a file.
    decisions_export(slug): "/boards/{slug}/decisions/export";
    /// Records a decision taken between meetings.
    new_decision(slug): "/boards/{slug}/decisions/new";
    /// Official figures of the area of a board.
    performance(slug): "/boards/{slug}/performance";
    /// One series of a board over time, named in the query.
    performance_chart(slug): "/boards/{slug}/performance/chart";
    /// The same as a file.
    performance_chart_export(slug): "/boards/{slug}/performance/export";
    /// What the people of a board have declared.
    board_interests(slug): "/boards/{slug}/interests";

    seat(seat): "/seats/{seat}";
    change_seat(seat): "/seats/{seat}/change";
    end_seat(seat): "/seats/{seat}/end";
    appoint(seat): "/seats/{seat}/appoint";
    /// What whoever follows in a seat needs to know.
    handover(seat): "/seats/{seat}/handover";

    /// Changes, extends or ends a series.
    series(series): "/meeting-series/{series}";
    /// A meeting and what was published of its agenda.
    meeting(meeting): "/meetings/{meeting}";
    change_meeting(meeting): "/meetings/{meeting}/change";
    cancel_meeting(meeting): "/meetings/{meeting}/cancel";
    /// One meeting as a file for a calendar.
    meeting_event(meeting): "/meetings/{meeting}/event";
    /// What a calendar program fetches.
    calendar_feed(feed): "/calendar/{feed}";
    /// The agenda as whoever keeps it works on it.
    agenda(meeting): "/meetings/{meeting}/agenda";
    /// Takes suggested items, or drops them.
    suggestions(meeting): "/meetings/{meeting}/suggestions";
    new_item(meeting): "/meetings/{meeting}/new-item";
    publish_agenda(meeting): "/meetings/{meeting}/publish";
    /// The meeting as whoever takes the minutes works on it.
    run_meeting(meeting): "/meetings/{meeting}/run";
    attendance(meeting): "/meetings/{meeting}/attendance";
    guests(meeting): "/meetings/{meeting}/guests";
    minutes(meeting): "/meetings/{meeting}/minutes";
    /// The same as a file that stays readable by itself.
    minutes_export(meeting): "/meetings/{meeting}/minutes/export";
    /// The agenda with its papers as one document.
    pack(meeting): "/meetings/{meeting}/pack";
    /// What can be made of a meeting as a file, and what was made.
    meeting_files(meeting): "/meetings/{meeting}/files";
    /// A file that was made for the reader.
    made_file(pack): "/packs/{pack}";
    /// Sends minutes out to the members.
    circulate_minutes(meeting): "/meetings/{meeting}/minutes/circulate";
    /// Says that a later meeting agreed them.
    agree_minutes(meeting): "/meetings/{meeting}/minutes/agree";
    /// Takes out of agreed minutes what is not for everybody, and publishes the rest.
    redact_minutes(meeting): "/meetings/{meeting}/minutes/public";
    /// Minutes that everybody may read.
    public_minutes(meeting): "/public/minutes/{meeting}";
    /// Notes something about minutes that were agreed.
    correct_minutes(meeting): "/meetings/{meeting}/minutes/correct";
    /// Says whether somebody comes to a meeting.
    reply(meeting): "/meetings/{meeting}/reply";
    /// Names who comes instead.
    name_substitute(meeting): "/meetings/{meeting}/substitute";
    change_item(item): "/agenda-items/{item}/change";
    /// Saves what is written at an item during the meeting.
    record_item(item): "/agenda-items/{item}/record";
    action_at_item(item): "/agenda-items/{item}/new-action";
    /// The same as a file.
    action_log_export(slug): "/boards/{slug}/actions/export";
    /// Raises an action outside a meeting.
    raise_action(slug): "/boards/{slug}/actions/new";
    change_action(reference): "/actions/{reference}/change";
    comment_on_action(reference): "/actions/{reference}/comment";
    /// Offers an action to another organisation.
    offer_action(reference): "/actions/{reference}/offer";
    /// Asks for another due date.
    ask_another_date(reference): "/actions/{reference}/date";
    /// An offer or a wish for another date, and its answer.
    action_request(request): "/action-requests/{request}";
    decision_at_item(item): "/agenda-items/{item}/new-decision";
    item_papers(item): "/agenda-items/{item}/papers";
    /// The file of a paper.
    paper(paper): "/papers/{paper}";
    withdraw_paper(paper): "/papers/{paper}/withdraw";
    decision(decision): "/decisions/{decision}";
    ratify_decision(decision): "/decisions/{decision}/ratify";
    /// When a decision is looked at again.
    review_decision(decision): "/decisions/{decision}/review";
    /// What came of an item over all its meetings.
    item_outcomes(item): "/agenda-items/{item}/outcomes";
    move_item(item): "/agenda-items/{item}/move";
    /// Parks an item, or does not take it.
    remove_item(item): "/agenda-items/{item}/remove";
    /// Accepts, parks or returns what was proposed.
    decide_item(item): "/agenda-items/{item}/decide";

    change_appointment(appointment): "/appointments/{appointment}/change";
    end_appointment(appointment): "/appointments/{appointment}/end";
    invite(appointment): "/appointments/{appointment}/invite";

    resend_invitation(invitation): "/invitations/{invitation}/resend";
    withdraw_invitation(invitation): "/invitations/{invitation}/withdraw";
    /// Where an invitation leads whoever has it.
    accept_invitation(token): "/invitation/{token}";

    /// Updates one action from a mail, once.
    mail_link(link): "/mail-links/{link}";

    person(person): "/people/{person}";
    change_person(person): "/people/{person}/change";
    /// Ends every seat of a person in one step.
    moved_on(person): "/people/{person}/moved-on";
    /// Makes a second profile part of this one.
    merge_person(person): "/people/{person}/merge";
    end_interest(interest): "/account/interests/{interest}/end";

    pilot(pilot): "/pilots/{pilot}";
    change_pilot(pilot): "/pilots/{pilot}/change";
    pilot_stage(pilot): "/pilots/{pilot}/stage";
    /// How a pilot stands, as a person says.
    pilot_status(pilot): "/pilots/{pilot}/status";
    /// Who leads a pilot for its department.
    pilot_leads(pilot): "/pilots/{pilot}/leads";
    new_pilot_site(pilot): "/pilots/{pilot}/new-site";
    new_pilot_measure(pilot): "/pilots/{pilot}/new-measure";
    new_pilot_entry(pilot): "/pilots/{pilot}/new-entry";
    /// Which sites have sent in which months.
    pilot_returns(pilot): "/pilots/{pilot}/returns";
    /// Reminds sites of their returns.
    chase_returns(pilot): "/pilots/{pilot}/chase";
    pilot_decision(pilot): "/pilots/{pilot}/decision";
    /// Adds a note below the decision.
    correct_pilot(pilot): "/pilots/{pilot}/correct";
    /// Says what was found some months after it.
    pilot_check(pilot): "/pilots/{pilot}/check";
    change_pilot_site(site): "/pilot-sites/{site}/change";
    /// Who reports for a site by name.
    site_leads(site): "/pilot-sites/{site}/leads";
    /// Sets the last day of one of them.
    end_site_lead(site_lead): "/pilot-site-leads/{site_lead}/end";
    /// The return of a site for one month.
    site_return(site): "/pilot-sites/{site}/return";
    /// A measure with its figures.
    pilot_measure(measure): "/pilot-measures/{measure}";
    change_pilot_measure(measure): "/pilot-measures/{measure}/change";
    /// What a measure is to reach over time.
    measure_targets(measure): "/pilot-measures/{measure}/targets";
    pilot_measure_status(measure): "/pilot-measures/{measure}/status";
    /// From which months the expected range of a measure comes.
    pilot_measure_range(measure): "/pilot-measures/{measure}/range";
    /// Figures of a measure that no site reports.
    pilot_measure_figures(measure): "/pilot-measures/{measure}/figures";
    pilot_measure_export(measure): "/pilot-measures/{measure}/export";
    /// A return that was sent in.
    pilot_return(return_): "/pilot-returns/{return_}";
    /// Asks to correct figures that were approved.
    revise_return(return_): "/pilot-returns/{return_}/revise";
    change_pilot_entry(entry): "/pilot-entries/{entry}/change";
    withdraw_pilot_entry(entry): "/pilot-entries/{entry}/withdraw";
    /// A lesson, and which boards take it up.
    lesson(lesson): "/lessons/{lesson}";

    organisation(organisation): "/organisations/{organisation}";
    change_organisation(organisation): "/organisations/{organisation}/change";
    end_organisation(organisation): "/organisations/{organisation}/end";

    /// A file of members on its way in.
    import(import): "/imports/{import}";
    choose_in_import(import): "/imports/{import}/choose";
    apply_import(import): "/imports/{import}/apply";
    undo_import(import): "/imports/{import}/undo";
    /// The rows that were not taken, as a file to be mended.
    import_errors(import): "/imports/{import}/errors";
    /// Every row with what becomes of it, as a file.
    import_rows(import): "/imports/{import}/rows";
    /// The file itself, as it came.
    import_file(import): "/imports/{import}/file";
    discard_import(import): "/imports/{import}/discard";

    /// An earlier action log on its way in.
    action_import(log): "/action-imports/{log}";
    /// Says which of its columns is what.
    action_import_columns(log): "/action-imports/{log}/columns";
    /// Says what its words mean.
    answer_action_import(log): "/action-imports/{log}/answers";
    apply_action_import(log): "/action-imports/{log}/apply";
    undo_action_import(log): "/action-imports/{log}/undo";
    /// Every row with what becomes of it, as a file.
    action_import_rows(log): "/action-imports/{log}/rows";
    /// The file itself, as it came.
    action_import_file(log): "/action-imports/{log}/file";
    discard_action_import(log): "/action-imports/{log}/discard";

    /// An official file of figures on its way in.
    publication(publication): "/publications/{publication}";
    /// Says what labels of the file mean.
    map_labels(publication): "/publications/{publication}/labels";
    approve_publication(publication): "/publications/{publication}/approve";
    undo_publication(publication): "/publications/{publication}/undo";
    /// The first rows that were rejected, as a file.
    publication_errors(publication): "/publications/{publication}/errors";
}
