//! The table of contents: every address and what answers it.

mod costly;

pub use costly::waiting_room;

use app::{
    imports::{actions::types::LogImport, members::types::MemberImport},
    layout::Problem,
};
use axum::{Router, middleware::from_fn_with_state, routing::MethodRouter};

use crate::{
    actions::handlers as actions,
    boards::{administration, closing, handlers as boards, my_boards},
    decisions::handlers as decisions,
    feeds::handlers as feeds,
    files, help,
    imports::{
        actions::handlers as earlier_logs, handlers as imports, members::handlers as member_files,
    },
    interests::handlers as interests,
    invitations::handlers as invitations,
    layers,
    live::handlers as live,
    mail::handlers as mail,
    mail_links::handlers as mail_links,
    meetings::handlers as meetings,
    membership::handlers as membership,
    minutes::handlers as minutes,
    organisations::{handlers as organisations, keeping as organisations_keeping},
    packs::handlers as packs,
    papers::handlers as papers,
    people::{handlers as people, own},
    performance::{files as official_files, handlers as performance},
    pilots::handlers as pilots,
    proceedings::{handlers as proceedings, lineage},
    public_minutes::handlers as public_minutes,
    queue,
    replies::handlers as replies,
    sessions::handlers as account,
    sign_in::handlers as sign_in,
    state::AppState,
    suggestions::handlers as suggestions,
    vacancies::handlers as vacancies,
};

/// One address with its methods. Kept as a list so that tests can walk it.
pub struct Route {
    pub path: &'static str,
    pub methods: &'static [&'static str],
    handler: fn() -> MethodRouter<AppState>,
}

macro_rules! routes {
    ($($path:literal: $($method:ident $handler:path),+;)+) => {
        /// Every address of the portal but its files and the demonstration's
        /// provider, in reading order.
        pub const ROUTES: &[Route] = &[$(
            Route {
                path: $path,
                methods: &[$(stringify!($method)),+],
                handler: || MethodRouter::new()$(.$method($handler))+,
            },
        )+];
    };
}

routes! {
    // What somebody does who is signed in.
    "/": get actions::get_my_work;
    "/my-boards": get my_boards::get_my_boards;
    "/boards": get boards::get_boards;
    "/boards/new": get administration::get_start, post administration::post_start;
    "/boards/{slug}": get boards::get_board;
    "/boards/{slug}/members": get membership::get_members;
    "/boards/{slug}/interests": get interests::get_register;
    "/boards/{slug}/members/export": get membership::get_export;
    "/boards/{slug}/members/import": get imports::get_upload::<MemberImport>, post imports::post_upload::<MemberImport>;
    "/boards/{slug}/members/new-seat": get membership::get_new_seat, post membership::post_new_seat;
    "/boards/{slug}/members/template": get membership::get_missing_seats, post membership::post_missing_seats;
    "/seats/{seat}": get membership::get_seat;
    "/seats/{seat}/handover": get membership::get_handover, post membership::post_handover;
    "/seats/{seat}/change": get membership::get_change_seat, post membership::post_change_seat;
    "/seats/{seat}/end": get membership::get_end_seat, post membership::post_end_seat;
    "/seats/{seat}/appoint": get membership::get_appoint, post membership::post_appoint;
    "/appointments/{appointment}/change": get membership::get_change_appointment, post membership::post_change_appointment;
    "/appointments/{appointment}/end": get membership::get_end_appointment, post membership::post_end_appointment;
    "/seat-template": get membership::get_template, post membership::post_template;
    "/boards/{slug}/change": get administration::get_change, post administration::post_change;
    "/boards/{slug}/merge": get closing::get_merge, post closing::post_merge;
    "/boards/{slug}/end": get closing::get_end, post closing::post_end;
    "/boards/{slug}/sub-groups/new": get administration::get_start_sub_group, post administration::post_start_sub_group;
    "/boards/{slug}/actions": get actions::logs::get_log;
    "/boards/{slug}/actions/export": get actions::logs::get_log_export;
    "/boards/{slug}/actions/new": get actions::details::get_raise, post actions::details::post_raise;
    "/boards/{slug}/changes": get live::board_changes;
    "/boards/{slug}/meetings": get meetings::get_list;
    "/boards/{slug}/meetings/new": get meetings::get_plan, post meetings::post_plan;
    "/boards/{slug}/meetings/new-series": get meetings::get_series, post meetings::post_series;
    "/boards/{slug}/meetings/propose": get meetings::get_propose, post meetings::post_propose;
    "/boards/{slug}/rules": get proceedings::get_rules, post proceedings::post_rules;
    "/boards/{slug}/decisions": get decisions::get_of_board;
    "/boards/{slug}/decisions/export": get decisions::get_export;
    "/boards/{slug}/decisions/new": get decisions::get_new, post decisions::post_new;
    "/decisions": get decisions::get_all;
    "/decisions/{decision}": get decisions::get_decision;
    "/decisions/{decision}/ratify": get decisions::get_ratify, post decisions::post_ratify;
    "/decisions/{decision}/review": get decisions::get_review, post decisions::post_review;
    "/boards/{slug}/agenda-template": get meetings::get_of_board, post meetings::post_of_board;
    "/agenda-template": get meetings::get_core, post meetings::post_core;
    "/meeting-series/{series}": get meetings::get_one_series, post meetings::post_one_series;
    "/meetings/{meeting}": get meetings::get_meeting;
    "/meetings/{meeting}/event": get feeds::get_event;
    "/meetings/{meeting}/change": get meetings::get_change, post meetings::post_change;
    "/meetings/{meeting}/cancel": get meetings::get_cancel, post meetings::post_cancel;
    "/meetings/{meeting}/agenda": get meetings::get_agenda;
    "/meetings/{meeting}/suggestions": post suggestions::post_suggestions;
    "/meetings/{meeting}/new-item": get meetings::get_new, post meetings::post_new;
    "/meetings/{meeting}/publish": get meetings::get_publish, post meetings::post_publish;
    "/meetings/{meeting}/run": get proceedings::get_run;
    "/meetings/{meeting}/changes": get live::meeting_changes;
    "/meetings/{meeting}/attendance": get proceedings::get_part, post proceedings::post_attendance;
    "/meetings/{meeting}/guests": get proceedings::get_part, post proceedings::post_guests;
    "/meetings/{meeting}/minutes": get minutes::get_minutes;
    "/meetings/{meeting}/minutes/export": get minutes::get_export;
    "/meetings/{meeting}/pack": get packs::get_pack;
    "/meetings/{meeting}/files": get packs::get_files, post packs::post_files;
    "/packs/{pack}": get packs::get_file;
    "/meetings/{meeting}/minutes/circulate": get minutes::get_part, post minutes::post_circulate;
    "/meetings/{meeting}/minutes/agree": get minutes::get_part, post minutes::post_agree;
    "/meetings/{meeting}/minutes/correct": get minutes::get_part, post minutes::post_correct;
    "/meetings/{meeting}/minutes/public": get public_minutes::get_redact, post public_minutes::post_redact;
    "/agenda-items/{item}/record": get proceedings::get_record, post proceedings::post_record;
    "/agenda-items/{item}/new-action": get proceedings::get_action, post proceedings::post_action;
    "/agenda-items/{item}/outcomes": get lineage::get_outcomes;
    "/agenda-items/{item}/new-decision": get proceedings::get_decision, post proceedings::post_decision;
    "/agenda-items/{item}/papers": get papers::get_papers, post papers::post_papers;
    "/papers/{paper}": get papers::get_paper;
    "/papers/{paper}/withdraw": get papers::get_withdraw, post papers::post_withdraw;
    "/meetings/{meeting}/reply": get replies::get_reply, post replies::post_reply;
    "/meetings/{meeting}/substitute": get replies::get_substitute, post replies::post_substitute;
    "/agenda-items/{item}/change": get meetings::get_change_item, post meetings::post_change_item;
    "/agenda-items/{item}/move": post meetings::post_move;
    "/agenda-items/{item}/remove": get meetings::get_remove, post meetings::post_remove;
    "/agenda-items/{item}/decide": get meetings::get_decide, post meetings::post_decide;
    "/actions": get actions::logs::get_actions;
    "/actions/export": get actions::logs::get_actions_export;
    "/actions/over-time": get actions::over_time::get_page;
    "/actions/over-time/export": get actions::over_time::get_export;
    "/actions/change": get actions::logs::get_change_several, post actions::logs::post_change_several;
    "/actions/{reference}": get actions::get_action;
    "/actions/{reference}/update": get actions::get_update, post actions::post_update;
    "/actions/{reference}/changes": get live::action_changes;
    "/actions/{reference}/change": get actions::details::get_change, post actions::details::post_change;
    "/actions/{reference}/comment": get actions::requests::get_comment, post actions::requests::post_comment;
    "/actions/{reference}/offer": get actions::requests::get_offer, post actions::requests::post_offer;
    "/actions/{reference}/date": get actions::requests::get_date, post actions::requests::post_date;
    "/action-requests/{request}": get actions::requests::get_answer, post actions::requests::post_answer;
    "/organisations": get organisations::get_list;
    "/organisations/new": get organisations_keeping::get_new, post organisations_keeping::post_new;
    "/organisations/{organisation}": get organisations::get_organisation;
    "/organisations/{organisation}/change": get organisations_keeping::get_change, post organisations_keeping::post_change;
    "/organisations/{organisation}/end": get organisations_keeping::get_end, post organisations_keeping::post_end;
    "/account": get account::get_account;
    "/account/interests/none": post interests::post_nothing;
    "/account/interests": get interests::get_own, post interests::post_own;
    "/account/interests/{interest}/end": post interests::post_end;
    "/account/confirm": post own::post_confirm;
    "/account/calendar": get feeds::get_feeds, post feeds::post_feeds;
    "/account/mail": get mail::get_mail, post mail::post_mail;
    "/account/details": get own::get_details, post own::post_details;
    "/account/sessions/end-others": post account::post_end_others;
    "/account/sessions/{id}/end": post account::post_end;
    "/people/{person}": get people::get_person;
    "/people/{person}/change": get people::get_change, post people::post_change;
    "/people/{person}/merge": get people::get_merge, post people::post_merge;
    "/people/{person}/moved-on": get people::get_moved_on, post people::post_moved_on;

    "/boards/{slug}/invitations": get invitations::get_list;
    "/appointments/{appointment}/invite": get invitations::get_invite, post invitations::post_invite;
    "/invitations/{invitation}/resend": post invitations::post_resend;
    "/invitations/{invitation}/withdraw": post invitations::post_withdraw;

    // Earlier action logs.
    "/boards/{slug}/actions/import": get imports::get_upload::<LogImport>, post imports::post_upload::<LogImport>;
    "/boards/{slug}/actions/import/template": get earlier_logs::get_template;
    "/action-imports/{log}": get imports::get_import::<LogImport>;
    "/action-imports/{log}/columns": get earlier_logs::get_columns, post earlier_logs::post_columns;
    "/action-imports/{log}/answers": post earlier_logs::post_answers;
    "/action-imports/{log}/apply": post imports::post_apply::<LogImport>;
    "/action-imports/{log}/undo": post imports::post_undo::<LogImport>;
    "/action-imports/{log}/rows": get imports::get_rows::<LogImport>;
    "/action-imports/{log}/file": get imports::get_file::<LogImport>;
    "/action-imports/{log}/discard": get imports::get_discard::<LogImport>, post imports::post_discard::<LogImport>;

    // Members from files.
    "/imports/{import}": get imports::get_import::<MemberImport>;
    "/imports/{import}/choose": post member_files::post_choose;
    "/imports/{import}/apply": post imports::post_apply::<MemberImport>;
    "/imports/{import}/undo": post imports::post_undo::<MemberImport>;
    "/imports/{import}/errors": get member_files::get_errors;
    "/imports/{import}/rows": get imports::get_rows::<MemberImport>;
    "/imports/{import}/file": get imports::get_file::<MemberImport>;
    "/imports/{import}/discard": get imports::get_discard::<MemberImport>, post imports::post_discard::<MemberImport>;

    // Who is missing.
    "/vacancies": get vacancies::get_vacancies;
    "/vacancies/export": get vacancies::get_export;

    // Official figures.
    "/performance": get performance::get_all;
    "/performance/export": get performance::get_all_export;
    "/performance/import": get official_files::get_files, post official_files::post_files;
    "/performance/labels": get official_files::get_labels, post official_files::post_all_labels;
    "/performance/settings": get official_files::get_settings, post official_files::post_settings;
    "/boards/{slug}/performance": get performance::get_board;
    "/boards/{slug}/performance/chart": get performance::get_chart;
    "/boards/{slug}/performance/export": get performance::get_chart_export;
    "/publications/{publication}": get official_files::get_publication;
    "/publications/{publication}/labels": post official_files::post_labels;
    "/publications/{publication}/approve": post official_files::post_approve;
    "/publications/{publication}/undo": post official_files::post_undo;
    "/publications/{publication}/errors": get official_files::get_errors;
    // Reform pilots.
    "/pilots": get pilots::get_register;
    "/pilots/new": get pilots::get_new_pilot, post pilots::post_new_pilot;
    "/pilots/export": get pilots::get_register_export;
    "/pilots/timeline": get pilots::get_timeline;
    "/pilots/{pilot}": get pilots::get_pilot;
    "/pilots/{pilot}/change": get pilots::get_change_pilot, post pilots::post_change_pilot;
    "/pilots/{pilot}/stage": get pilots::get_stage, post pilots::post_stage;
    "/pilots/{pilot}/status": get pilots::get_pilot_status, post pilots::post_pilot_status;
    "/pilots/{pilot}/leads": get pilots::get_leads, post pilots::post_leads;
    "/pilots/{pilot}/new-site": get pilots::get_new_site, post pilots::post_new_site;
    "/pilots/{pilot}/new-measure": get pilots::get_new_measure, post pilots::post_new_measure;
    "/pilots/{pilot}/new-entry": get pilots::get_new_entry, post pilots::post_new_entry;
    "/pilots/{pilot}/returns": get pilots::get_returns;
    "/pilots/{pilot}/chase": get pilots::get_chase, post pilots::post_chase;
    "/pilots/{pilot}/decision": get pilots::get_pilot_decision, post pilots::post_pilot_decision;
    "/pilots/{pilot}/correct": get pilots::get_correct, post pilots::post_correct;
    "/pilots/{pilot}/check": get pilots::get_check, post pilots::post_check;
    "/pilot-sites/{site}/change": get pilots::get_change_site, post pilots::post_change_site;
    "/pilot-sites/{site}/leads": get pilots::get_site_leads, post pilots::post_site_leads;
    "/pilot-site-leads/{site_lead}/end": get pilots::get_end_site_lead, post pilots::post_end_site_lead;
    "/pilot-sites/{site}/return": get pilots::get_site_return, post pilots::post_site_return;
    "/pilot-measures/{measure}": get pilots::get_measure;
    "/pilot-measures/{measure}/change": get pilots::get_change_measure, post pilots::post_change_measure;
    "/pilot-measures/{measure}/targets": get pilots::get_measure_targets, post pilots::post_measure_targets;
    "/pilot-measures/{measure}/status": get pilots::get_measure_status, post pilots::post_measure_status;
    "/pilot-measures/{measure}/range": get pilots::get_range, post pilots::post_range;
    "/pilot-measures/{measure}/figures": get pilots::get_figures, post pilots::post_figures;
    "/pilot-measures/{measure}/export": get pilots::get_measure_export;
    "/pilot-returns/{return}": get pilots::get_return, post pilots::post_return;
    "/pilot-returns/{return}/revise": get pilots::get_revise_return, post pilots::post_revise_return;
    "/pilot-entries/{entry}/change": get pilots::get_change_entry, post pilots::post_change_entry;
    "/pilot-entries/{entry}/withdraw": get pilots::get_withdraw_entry, post pilots::post_withdraw_entry;
    "/lessons": get pilots::get_lessons;
    "/lessons/{lesson}": get pilots::get_lesson, post pilots::post_lesson;

    // Coming and going.
    "/invitation/{token}": get invitations::get_arrival;
    "/mail-links/{link}": get mail_links::get_link, post mail_links::post_link;
    "/calendar/{feed}": get feeds::get_feed;
    "/sign-in": get sign_in::get_sign_in;
    "/sign-in/{provider}": get sign_in::get_set_out;
    "/sign-in/{provider}/callback": get sign_in::get_callback;
    "/sign-out": post sign_in::post_sign_out;
    "/signed-out": get sign_in::get_signed_out;
    "/demo": get sign_in::get_choose, post sign_in::post_choose;

    // What anybody may read.
    "/public/minutes": get public_minutes::get_list;
    "/public/minutes/{meeting}": get public_minutes::get_public;
    "/help": get help::get_help;
    "/accessibility": get help::get_accessibility;
    "/cookies": get help::get_cookies;
    "/privacy": get help::get_privacy;
    "/terms": get help::get_terms;
    "/.well-known/security.txt": get help::get_security_txt;

    // What operators ask.
    "/health/live": get help::get_live;
    "/health/ready": get help::get_ready;
}

/// Every address with its layers, ready to be served.
pub fn router(state: &AppState, settings: &layers::LayerSettings) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        let mut handler = (route.handler)();
        if let Some((_, costly)) = costly::COSTLY.iter().find(|(path, _)| *path == route.path) {
            let waits = from_fn_with_state((state.costly.clone(), *costly), queue::wait);
            handler = handler.layer(waits);
        }
        router = router.route(route.path, handler);
    }
    let mut router = router
        .merge(files::router(&state.site_root))
        // An address that takes no such request is not there.
        .method_not_allowed_fallback(async || layers::answer_with(Problem::NotFound))
        .fallback(async || layers::answer_with(Problem::NotFound))
        .with_state(state.clone());
    if let Some(stand_in) = &state.stand_in {
        router = router.merge(stand_in.router());
    }
    layers::apply(router, settings)
}

#[cfg(test)]
mod tests;
