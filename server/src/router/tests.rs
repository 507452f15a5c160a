//! Kept beside the routes, so that an address in a page is one that exists.

use app::paths;

use super::{ROUTES, Route, costly::COSTLY};

#[test]
fn what_is_costly_has_a_route() {
    for (path, _) in COSTLY {
        assert!(ROUTES.iter().any(|route| route.path == *path), "{path}");
    }
    let is_file = |route: &&Route| route.path.ends_with("/export");
    for route in ROUTES.iter().filter(is_file) {
        assert!(
            COSTLY.iter().any(|(path, _)| *path == route.path),
            "{}",
            route.path
        );
    }
}

#[test]
fn every_address_of_the_pages_has_a_route() {
    let known: Vec<&str> = ROUTES.iter().map(|route| route.path).collect();
    for path in [
        paths::MY_WORK,
        paths::BOARDS,
        paths::NEW_BOARD,
        paths::ORGANISATIONS,
        paths::NEW_ORGANISATION,
        paths::SIGN_IN,
        paths::SIGN_OUT,
        paths::SIGNED_OUT,
        paths::CHOOSE_PERSON,
        paths::ACCOUNT,
        paths::MAIL,
        paths::CALENDAR,
        paths::END_OTHER_SESSIONS,
        paths::ACCESSIBILITY,
        paths::COOKIES,
        paths::PRIVACY,
        paths::TERMS,
        paths::HELP,
        paths::SECURITY_TXT,
        paths::VACANCIES,
        paths::VACANCIES_EXPORT,
        paths::AGENDA_TEMPLATE,
        paths::DECISIONS,
        paths::PUBLIC_MINUTES,
        paths::PERFORMANCE,
        paths::PERFORMANCE_EXPORT,
        paths::IMPORT_FIGURES,
        paths::AREA_LABELS,
        paths::PERFORMANCE_SETTINGS,
        paths::PILOTS,
        paths::PILOTS_EXPORT,
        paths::PILOTS_TIMELINE,
        paths::NEW_PILOT,
        paths::LESSONS,
    ] {
        assert!(known.contains(&path), "{path}");
    }
    for (made, route) in [
        (paths::board("{slug}"), "/boards/{slug}"),
        (paths::change_board("{slug}"), "/boards/{slug}/change"),
        (paths::merge_board("{slug}"), "/boards/{slug}/merge"),
        (paths::end_board("{slug}"), "/boards/{slug}/end"),
        (
            paths::new_sub_group("{slug}"),
            "/boards/{slug}/sub-groups/new",
        ),
        (
            paths::organisation("{organisation}"),
            "/organisations/{organisation}",
        ),
        (
            paths::change_organisation("{organisation}"),
            "/organisations/{organisation}/change",
        ),
        (
            paths::end_organisation("{organisation}"),
            "/organisations/{organisation}/end",
        ),
        (paths::pilot("{pilot}"), "/pilots/{pilot}"),
        (paths::change_pilot("{pilot}"), "/pilots/{pilot}/change"),
        (paths::pilot_stage("{pilot}"), "/pilots/{pilot}/stage"),
        (paths::pilot_leads("{pilot}"), "/pilots/{pilot}/leads"),
        (paths::new_pilot_site("{pilot}"), "/pilots/{pilot}/new-site"),
        (
            paths::new_pilot_measure("{pilot}"),
            "/pilots/{pilot}/new-measure",
        ),
        (
            paths::new_pilot_entry("{pilot}"),
            "/pilots/{pilot}/new-entry",
        ),
        (paths::pilot_returns("{pilot}"), "/pilots/{pilot}/returns"),
        (paths::chase_returns("{pilot}"), "/pilots/{pilot}/chase"),
        (paths::pilot_decision("{pilot}"), "/pilots/{pilot}/decision"),
        (paths::correct_pilot("{pilot}"), "/pilots/{pilot}/correct"),
        (paths::pilot_check("{pilot}"), "/pilots/{pilot}/check"),
        (
            paths::change_pilot_site("{site}"),
            "/pilot-sites/{site}/change",
        ),
        (paths::site_leads("{site}"), "/pilot-sites/{site}/leads"),
        (
            paths::end_site_lead("{site_lead}"),
            "/pilot-site-leads/{site_lead}/end",
        ),
        (paths::site_return("{site}"), "/pilot-sites/{site}/return"),
        (
            paths::pilot_measure("{measure}"),
            "/pilot-measures/{measure}",
        ),
        (
            paths::change_pilot_measure("{measure}"),
            "/pilot-measures/{measure}/change",
        ),
        (
            paths::measure_targets("{measure}"),
            "/pilot-measures/{measure}/targets",
        ),
        (paths::pilot_status("{pilot}"), "/pilots/{pilot}/status"),
        (
            paths::pilot_measure_status("{measure}"),
            "/pilot-measures/{measure}/status",
        ),
        (
            paths::pilot_measure_range("{measure}"),
            "/pilot-measures/{measure}/range",
        ),
        (
            paths::pilot_measure_figures("{measure}"),
            "/pilot-measures/{measure}/figures",
        ),
        (
            paths::pilot_measure_export("{measure}"),
            "/pilot-measures/{measure}/export",
        ),
        (paths::pilot_return("{return}"), "/pilot-returns/{return}"),
        (
            paths::revise_return("{return}"),
            "/pilot-returns/{return}/revise",
        ),
        (
            paths::change_pilot_entry("{entry}"),
            "/pilot-entries/{entry}/change",
        ),
        (
            paths::withdraw_pilot_entry("{entry}"),
            "/pilot-entries/{entry}/withdraw",
        ),
        (paths::lesson("{lesson}"), "/lessons/{lesson}"),
        (paths::action_log("{slug}"), "/boards/{slug}/actions"),
        (paths::action("{reference}"), "/actions/{reference}"),
        (
            paths::update_action("{reference}"),
            "/actions/{reference}/update",
        ),
        (paths::sign_in_with("{provider}"), "/sign-in/{provider}"),
        (
            paths::sign_in_callback("{provider}"),
            "/sign-in/{provider}/callback",
        ),
        (paths::end_session("{id}"), "/account/sessions/{id}/end"),
        (paths::invitations("{slug}"), "/boards/{slug}/invitations"),
        (
            paths::invite("{appointment}"),
            "/appointments/{appointment}/invite",
        ),
        (
            paths::resend_invitation("{invitation}"),
            "/invitations/{invitation}/resend",
        ),
        (
            paths::withdraw_invitation("{invitation}"),
            "/invitations/{invitation}/withdraw",
        ),
        (paths::accept_invitation("{token}"), "/invitation/{token}"),
        (paths::mail_link("{link}"), "/mail-links/{link}"),
        (
            paths::import_actions("{slug}"),
            "/boards/{slug}/actions/import",
        ),
        (
            paths::import_actions_template("{slug}"),
            "/boards/{slug}/actions/import/template",
        ),
        (
            paths::import_members("{slug}"),
            "/boards/{slug}/members/import",
        ),
        (paths::performance("{slug}"), "/boards/{slug}/performance"),
        (
            paths::performance_chart("{slug}"),
            "/boards/{slug}/performance/chart",
        ),
        (
            paths::performance_chart_export("{slug}"),
            "/boards/{slug}/performance/export",
        ),
        (
            paths::publication("{publication}"),
            "/publications/{publication}",
        ),
        (
            paths::map_labels("{publication}"),
            "/publications/{publication}/labels",
        ),
        (
            paths::approve_publication("{publication}"),
            "/publications/{publication}/approve",
        ),
        (
            paths::undo_publication("{publication}"),
            "/publications/{publication}/undo",
        ),
        (
            paths::publication_errors("{publication}"),
            "/publications/{publication}/errors",
        ),
        (paths::meetings("{slug}"), "/boards/{slug}/meetings"),
        (paths::plan_meeting("{slug}"), "/boards/{slug}/meetings/new"),
        (
            paths::plan_series("{slug}"),
            "/boards/{slug}/meetings/new-series",
        ),
        (
            paths::propose_item("{slug}"),
            "/boards/{slug}/meetings/propose",
        ),
        (
            paths::board_agenda_template("{slug}"),
            "/boards/{slug}/agenda-template",
        ),
        (paths::series("{series}"), "/meeting-series/{series}"),
        (paths::meeting("{meeting}"), "/meetings/{meeting}"),
        (
            paths::change_meeting("{meeting}"),
            "/meetings/{meeting}/change",
        ),
        (
            paths::cancel_meeting("{meeting}"),
            "/meetings/{meeting}/cancel",
        ),
        (paths::agenda("{meeting}"), "/meetings/{meeting}/agenda"),
        (
            paths::suggestions("{meeting}"),
            "/meetings/{meeting}/suggestions",
        ),
        (paths::new_item("{meeting}"), "/meetings/{meeting}/new-item"),
        (
            paths::publish_agenda("{meeting}"),
            "/meetings/{meeting}/publish",
        ),
        (paths::board_rules("{slug}"), "/boards/{slug}/rules"),
        (paths::board_decisions("{slug}"), "/boards/{slug}/decisions"),
        (
            paths::new_decision("{slug}"),
            "/boards/{slug}/decisions/new",
        ),
        (
            paths::decisions_export("{slug}"),
            "/boards/{slug}/decisions/export",
        ),
        (paths::decision("{decision}"), "/decisions/{decision}"),
        (
            paths::review_decision("{decision}"),
            "/decisions/{decision}/review",
        ),
        (
            paths::item_outcomes("{item}"),
            "/agenda-items/{item}/outcomes",
        ),
        (
            paths::ratify_decision("{decision}"),
            "/decisions/{decision}/ratify",
        ),
        (paths::pack("{meeting}"), "/meetings/{meeting}/pack"),
        (
            paths::meeting_files("{meeting}"),
            "/meetings/{meeting}/files",
        ),
        (paths::made_file("{pack}"), "/packs/{pack}"),
        (paths::item_papers("{item}"), "/agenda-items/{item}/papers"),
        (paths::paper("{paper}"), "/papers/{paper}"),
        (paths::withdraw_paper("{paper}"), "/papers/{paper}/withdraw"),
        (paths::run_meeting("{meeting}"), "/meetings/{meeting}/run"),
        (
            paths::attendance("{meeting}"),
            "/meetings/{meeting}/attendance",
        ),
        (paths::guests("{meeting}"), "/meetings/{meeting}/guests"),
        (paths::minutes("{meeting}"), "/meetings/{meeting}/minutes"),
        (
            paths::minutes_export("{meeting}"),
            "/meetings/{meeting}/minutes/export",
        ),
        (
            paths::circulate_minutes("{meeting}"),
            "/meetings/{meeting}/minutes/circulate",
        ),
        (
            paths::agree_minutes("{meeting}"),
            "/meetings/{meeting}/minutes/agree",
        ),
        (
            paths::correct_minutes("{meeting}"),
            "/meetings/{meeting}/minutes/correct",
        ),
        (
            paths::redact_minutes("{meeting}"),
            "/meetings/{meeting}/minutes/public",
        ),
        (
            paths::public_minutes("{meeting}"),
            "/public/minutes/{meeting}",
        ),
        (paths::record_item("{item}"), "/agenda-items/{item}/record"),
        (paths::ACTIONS.to_owned(), "/actions"),
        (paths::ACTIONS_EXPORT.to_owned(), "/actions/export"),
        (paths::ACTIONS_OVER_TIME.to_owned(), "/actions/over-time"),
        (
            paths::ACTIONS_OVER_TIME_EXPORT.to_owned(),
            "/actions/over-time/export",
        ),
        (paths::CHANGE_SEVERAL.to_owned(), "/actions/change"),
        (
            paths::action_log_export("{slug}"),
            "/boards/{slug}/actions/export",
        ),
        (paths::raise_action("{slug}"), "/boards/{slug}/actions/new"),
        (
            paths::change_action("{reference}"),
            "/actions/{reference}/change",
        ),
        (
            paths::comment_on_action("{reference}"),
            "/actions/{reference}/comment",
        ),
        (
            paths::offer_action("{reference}"),
            "/actions/{reference}/offer",
        ),
        (
            paths::ask_another_date("{reference}"),
            "/actions/{reference}/date",
        ),
        (
            paths::action_request("{request}"),
            "/action-requests/{request}",
        ),
        (
            paths::action_at_item("{item}"),
            "/agenda-items/{item}/new-action",
        ),
        (
            paths::decision_at_item("{item}"),
            "/agenda-items/{item}/new-decision",
        ),
        (paths::reply("{meeting}"), "/meetings/{meeting}/reply"),
        (
            paths::name_substitute("{meeting}"),
            "/meetings/{meeting}/substitute",
        ),
        (paths::change_item("{item}"), "/agenda-items/{item}/change"),
        (paths::move_item("{item}"), "/agenda-items/{item}/move"),
        (paths::remove_item("{item}"), "/agenda-items/{item}/remove"),
        (paths::decide_item("{item}"), "/agenda-items/{item}/decide"),
        (paths::action_import("{log}"), "/action-imports/{log}"),
        (
            paths::action_import_columns("{log}"),
            "/action-imports/{log}/columns",
        ),
        (
            paths::answer_action_import("{log}"),
            "/action-imports/{log}/answers",
        ),
        (
            paths::apply_action_import("{log}"),
            "/action-imports/{log}/apply",
        ),
        (
            paths::undo_action_import("{log}"),
            "/action-imports/{log}/undo",
        ),
        (
            paths::action_import_rows("{log}"),
            "/action-imports/{log}/rows",
        ),
        (
            paths::action_import_file("{log}"),
            "/action-imports/{log}/file",
        ),
        (
            paths::discard_action_import("{log}"),
            "/action-imports/{log}/discard",
        ),
        (paths::import("{import}"), "/imports/{import}"),
        (
            paths::choose_in_import("{import}"),
            "/imports/{import}/choose",
        ),
        (paths::apply_import("{import}"), "/imports/{import}/apply"),
        (paths::undo_import("{import}"), "/imports/{import}/undo"),
        (paths::import_errors("{import}"), "/imports/{import}/errors"),
        (paths::import_rows("{import}"), "/imports/{import}/rows"),
        (paths::import_file("{import}"), "/imports/{import}/file"),
        (
            paths::discard_import("{import}"),
            "/imports/{import}/discard",
        ),
    ] {
        assert_eq!(made, route);
        assert!(known.contains(&route), "{route}");
    }
}
