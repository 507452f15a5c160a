//! Returns of sites as a whole: corrections of what was approved, people who report by
//! name, reminders by hand and by themselves, targets over time, and what is refused.

use std::collections::BTreeSet;

use app::{
    calendar::is_working_day,
    form::{THEN, date::DateField},
    paths,
    pilots::{
        forms::{APPROVE, NewSite, SEND_BACK, SEND_IN, field},
        rough::Rough,
        rules::{self, Act},
        types::{Capacity, Stage},
    },
    wording,
};
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone, Utc};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use server::{
    db::entities::{audit_event, mail, return_chase, revised_value, site_lead},
    mail::news,
    pilots::store,
};

use crate::{
    access::ask,
    support::{
        Answer, Browser, TestPortal,
        requests::{
            every_request, parameter,
            pilots::{Keeper, Made, approve, made, month, named, new_site, of, share},
        },
    },
};

/// Three fields of a date.
fn date(field: DateField, day: &'static str) -> [(&'static str, &'static str); 3] {
    let mut parts = day.splitn(3, '-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    [
        (field.day, day.unwrap()),
        (field.month, month.unwrap()),
        (field.year, year.unwrap()),
    ]
}

async fn verbs(portal: &TestPortal, kind: &str) -> Vec<String> {
    let rows = audit_event::Entity::find()
        .filter(audit_event::Column::SubjectKind.eq(kind))
        .order_by_asc(audit_event::Column::Sequence)
        .all(portal.state.db.reader())
        .await
        .unwrap();
    rows.into_iter().map(|row| row.verb).collect()
}

/// Asks for the October figure of a pilot to be so many of sixty.
async fn correct(browser: &mut Browser, own: &Made, value: &str, why: &str) -> Answer {
    let form = browser.get(&paths::revise_return(own.draft)).await;
    assert_eq!(form.heading(), "Correct figures", "{}", form.body);
    let name = field::of(field::VALUE, own.measure);
    let fields = [(name.as_str(), value), (field::WHY, why)];
    browser
        .submit(&form, "Ask for the correction", &fields)
        .await
}

#[tokio::test]
async fn a_correction_is_approved_by_somebody_else_and_keeps_what_was_there() {
    let portal = TestPortal::new().await;
    let own = made(&portal, Stage::Live).await;
    approve(&portal, &own).await;
    let address = paths::pilot_return(own.draft);
    let mut member = portal.signed_in("member").await;
    let mut lead = portal.signed_in("policy lead").await;
    let mut reader = portal.signed_in("beta member").await;
    let measure = paths::pilot_measure(own.measure);

    // Nothing changed, and no reason.
    let same = correct(&mut member, &own, "30", "").await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(same.body.contains("Change at least one figure"));
    assert!(
        same.body
            .contains("Enter why the figures have to be corrected")
    );
    let asked = correct(&mut member, &own, "33", "Three were filed late at night").await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    let page = member.follow(&asked).await;
    assert!(page.body.contains("waits for approval by somebody else"));
    // Until then what was approved stands.
    assert!(reader.get(&measure).await.body.contains("50.0% (30 of 60)"));
    let grid = member.get(&paths::pilot_returns(&own.slug)).await;
    assert!(grid.body.contains("Correction waits"), "{}", grid.body);
    // Whoever asked does not approve, and does not keep the pilot either.
    let yes = [(field::VERSION, "4"), (THEN, APPROVE)];
    assert_eq!(member.post(&address, &yes).await.status, 403);
    // A second correction waits for the first one, and loses nothing that was typed.
    let late = [(field::VERSION, "3"), (field::WHY, "Also counted twice")];
    let late = lead.post(&paths::revise_return(own.draft), &late).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("Also counted twice"), "{}", late.body);

    let page = lead.get(&address).await;
    let approved = lead.post(&address, &yes).await;
    assert!(page.body.contains("Approve the correction or refuse it"));
    assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.body);
    assert!(reader.get(&measure).await.body.contains("55.0% (33 of 60)"));
    let page = member.get(&address).await;
    for words in [
        "55.0% (33 of 60)",
        "50.0% (30 of 60)",
        "Approved by test, 23 November 2026 at 9am",
        "Three were filed late at night",
        "Canary-person-member",
        "Canary-person-policy-lead",
        "Figures were last corrected on 23 November 2026",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let grid = member.get(&paths::pilot_returns(&own.slug)).await;
    assert!(grid.body.contains("Revised"), "{}", grid.body);

    // The policy lead asks for one, and cannot approve it; the secretariat refuses.
    portal.pass(TimeDelta::days(1));
    let mut lead = portal.signed_in("policy lead").await;
    let mut reader = portal.signed_in("beta member").await;
    let mut secretariat = portal.signed_in("national secretariat").await;
    let asked = correct(&mut lead, &own, "34", "One more").await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    let before = portal.contents().await;
    let yes = [(field::VERSION, "6"), (THEN, APPROVE)];
    assert_eq!(lead.post(&address, &yes).await.status, 403);
    let no = [(field::VERSION, "6"), (THEN, SEND_BACK)];
    assert_eq!(secretariat.post(&address, &no).await.status, 422);
    assert_eq!(portal.contents().await, before);
    let no = [
        (field::VERSION, "6"),
        (THEN, SEND_BACK),
        (field::NOTE, "It is in November"),
    ];
    assert_eq!(secretariat.post(&address, &no).await.status, 303);
    let page = lead.get(&address).await;
    assert!(page.body.contains("It is in November"), "{}", page.body);
    assert!(page.body.contains("55.0% (33 of 60)"));
    assert!(reader.get(&measure).await.body.contains("55.0% (33 of 60)"));

    // Nothing of this is ever taken away, and all of it is in the trail.
    let rows = revised_value::Entity::find().count(portal.state.db.reader());
    assert_eq!(rows.await.unwrap(), 2);
    let told = verbs(&portal, "site_return").await;
    let of_corrections: Vec<&str> = told
        .iter()
        .map(String::as_str)
        .filter(|verb| verb.contains("correct"))
        .collect();
    assert_eq!(
        of_corrections,
        [
            "asked_to_correct",
            "corrected",
            "asked_to_correct",
            "refused_to_correct"
        ]
    );
}

#[tokio::test]
async fn only_what_is_approved_is_corrected_and_only_by_its_site_and_its_lead() {
    let portal = TestPortal::new().await;
    let own = made(&portal, Stage::Live).await;
    let mut member = portal.signed_in("member").await;
    let early = member.fetch(&paths::revise_return(own.draft)).await;
    assert_eq!(early.status, StatusCode::FORBIDDEN);
    approve(&portal, &own).await;
    for person in ["chair", "beta member", "observer", "no seat"] {
        let mut browser = portal.signed_in(person).await;
        let answer = browser.fetch(&paths::revise_return(own.draft)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{person}");
    }
    // A figure that says why it is missing is corrected like another.
    let form = member.get(&paths::revise_return(own.draft)).await;
    let of = |start| field::of(start, own.measure);
    let (value, over, none) = (of(field::VALUE), of(field::OVER), of(field::NONE));
    let fields = [
        (value.as_str(), ""),
        (over.as_str(), ""),
        (none.as_str(), "The list was lost"),
        (field::WHY, "The list was lost"),
    ];
    let asked = member
        .submit(&form, "Ask for the correction", &fields)
        .await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    let page = member.follow(&asked).await;
    assert!(
        page.body.contains("not reported: The list was lost"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn somebody_without_a_seat_reports_for_the_site_they_are_named_for_and_no_other() {
    let portal = TestPortal::new().await;
    let own = made(&portal, Stage::Live).await;
    let other = made(&portal, Stage::Live).await;
    let second = {
        let keeper = Keeper::begin(&portal).await;
        let pilot = store::find(portal.state.db.reader(), &own.slug).await;
        let pilot = pilot.unwrap().unwrap();
        let site = new_site(&portal, "Elsewhere", false);
        let site = keeper.site(&pilot, &site).await.id;
        keeper.commit().await;
        site
    };
    let statuses = async |browser: &mut Browser| {
        let mut all = Vec::new();
        for address in [
            paths::pilot(&own.slug),
            paths::pilot_returns(&own.slug),
            paths::site_return(own.site),
            paths::pilot_return(own.sent),
            paths::site_return(second),
            paths::change_pilot(&own.slug),
            paths::site_leads(own.site),
            paths::pilot(&other.slug),
            paths::site_return(other.site),
            paths::PILOTS.to_owned(),
        ] {
            all.push(browser.fetch(&address).await.status.as_u16());
        }
        all
    };
    let nothing = [404, 404, 404, 404, 404, 404, 404, 404, 404, 403];
    let mut person = portal.signed_in("no seat").await;
    assert_eq!(statuses(&mut person).await, nothing);

    let mut lead = portal.signed_in("policy lead").await;
    let page = lead.get(&paths::site_leads(own.site)).await;
    let name = async |lead: &mut Browser, email: &str, from: &'static str, to: &'static str| {
        let mut fields = vec![(field::EMAIL, email)];
        fields.extend(date(field::STARTS, from));
        if !to.is_empty() {
            fields.extend(date(field::ENDS, to));
        }
        lead.submit(&page, "Name them", &fields).await
    };
    let email = "no-seat@canary-email.example";
    for (email, from, to, words) in [
        (
            "nobody@example.test",
            "2026-11-24",
            "",
            "Nobody in the portal has the address",
        ),
        (
            "observer@canary-email.example",
            "2026-11-24",
            "",
            "as an observer only",
        ),
        (
            email,
            "2026-11-24",
            "2026-11-23",
            "Last day must be on or after the first",
        ),
        (
            "no-seat",
            "2026-11-24",
            "",
            "email address in the correct format",
        ),
    ] {
        let refused = name(&mut lead, email, from, to).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(refused.body.contains(words), "{words}: {}", refused.body);
        assert!(refused.body.contains(email));
    }
    let named = name(&mut lead, "No-Seat@canary-email.example", "2026-11-24", "").await;
    assert_eq!(named.status, StatusCode::SEE_OTHER, "{}", named.body);
    let page = lead.follow(&named).await;
    assert!(page.body.contains("Canary-person-no-seat"), "{}", page.body);
    let twice = name(&mut lead, email, "2026-12-24", "").await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.body.contains("must not overlap"), "{}", twice.body);

    // From their first day on, and not before.
    assert_eq!(statuses(&mut person).await, nothing);
    portal.pass(TimeDelta::days(1));
    let mut person = portal.signed_in("no seat").await;
    let may = [200, 200, 200, 200, 403, 403, 403, 404, 404, 403];
    assert_eq!(statuses(&mut person).await, may);
    // The way to the register is named, and leads nowhere for whoever may not go there.
    let page = person.get(&paths::pilot(&own.slug)).await;
    let crumbs = page.texts(".govuk-breadcrumbs__list-item");
    assert_eq!(crumbs, ["Pilots"]);
    assert!(page.texts(".govuk-breadcrumbs__link").is_empty());
    let mut lead = portal.signed_in("policy lead").await;
    let page = lead.get(&paths::pilot(&own.slug)).await;
    assert_eq!(page.texts(".govuk-breadcrumbs__link"), ["Pilots"]);
    let work = person.get(paths::MY_WORK).await;
    assert!(
        work.body
            .contains("Return of Alpha town to A pilot of a test"),
        "{}",
        work.body
    );
    let form = person.get(&paths::site_return(own.site)).await;
    let value = field::of(field::VALUE, own.measure);
    let sent = person
        .submit(&form, "Send in", &[(value.as_str(), "12"), (THEN, SEND_IN)])
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let judge = [(field::VERSION, "2"), (THEN, APPROVE)];
    let judged = person.post(&paths::pilot_return(own.draft), &judge).await;
    assert_eq!(judged.status, StatusCode::FORBIDDEN);

    // Until their last day, and not after.
    let mut lead = portal.signed_in("policy lead").await;
    let known = site_lead::Entity::find()
        .one(portal.state.db.reader())
        .await
        .unwrap()
        .unwrap();
    let form = lead.get(&paths::end_site_lead(known.id)).await;
    let early = date(field::ENDS, "2026-11-20");
    let early = lead.submit(&form, "Save", &early).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    let ended = date(field::ENDS, "2026-11-24");
    let ended = lead.submit(&form, "Save", &ended).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.body);
    let again = date(field::ENDS, "2026-11-30");
    let again = lead.submit(&form, "Save", &again).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let grid = person.fetch(&paths::pilot_returns(&own.slug)).await;
    assert_eq!(grid.status, StatusCode::OK);
    portal.pass(TimeDelta::days(1));
    let mut person = portal.signed_in("no seat").await;
    assert_eq!(statuses(&mut person).await, nothing);
    let mut lead = portal.signed_in("policy lead").await;
    let page = lead.get(&paths::site_leads(own.site)).await;
    assert!(page.body.contains("24 November 2026"), "{}", page.body);
    let told = verbs(&portal, "pilot_site").await;
    let expected = ["named_lead", "ended_lead"].map(str::to_owned);
    assert!(expected.iter().all(|verb| told.contains(verb)), "{told:?}");
}

/// What a person who is named for one site of a pilot and sits nowhere is answered, for
/// every address about pilots.
#[tokio::test]
async fn every_address_about_a_pilot_answers_whoever_reports_by_name_as_this_table_says() {
    let portal = TestPortal::new().await;
    let own = made(&portal, Stage::Live).await;
    let lead = named(&portal, &own, "no seat", "2026-11-01").await;
    let mut found = Vec::new();
    for (method, route) in every_request() {
        let path = route.path;
        if !path.starts_with("/pilot") && !path.starts_with("/lessons") {
            continue;
        }
        let value = match parameter(path) {
            Some("pilot") => own.slug.clone(),
            Some("site") => own.site.to_string(),
            Some("measure") => own.measure.to_string(),
            Some("return") => own.sent.to_string(),
            Some("entry") => own.risk.to_string(),
            Some("lesson") => own.lesson.to_string(),
            Some("site_lead") => lead.to_string(),
            _ => String::new(),
        };
        let address = match parameter(path) {
            Some(name) => path.replace(&format!("{{{name}}}"), &value),
            None => path.to_owned(),
        };
        let mut browser = portal.signed_in("no seat").await;
        let answer = ask(&portal, &mut browser, &method, path, &address).await;
        let status = answer.status.as_u16();
        assert!(
            [200, 303, 403, 404].contains(&status),
            "{method} {path}: {status}"
        );
        if status < 400 {
            found.push(format!("{method} {path}"));
        }
    }
    let may = [
        "GET /pilots/{pilot}",
        "GET /pilots/{pilot}/returns",
        "GET /pilot-sites/{site}/return",
        "POST /pilot-sites/{site}/return",
        "GET /pilot-measures/{measure}",
        "GET /pilot-measures/{measure}/targets",
        "GET /pilot-measures/{measure}/export",
        "GET /pilot-returns/{return}",
    ];
    assert_eq!(found, may);
}

/// A pilot with a site of Alpha whose member reports, and one without a board whose
/// reporter sits nowhere. Both run since October 2026.
async fn two_sites(portal: &TestPortal) -> (Made, uuid::Uuid) {
    let keeper = Keeper::begin(portal).await;
    let pilot = keeper.pilot("A pilot of a test", Stage::Live).await;
    let since = |name: &str, on_alpha: bool| NewSite {
        actual_start: Rough::from_code("2026-10-05"),
        ..new_site(portal, name, on_alpha)
    };
    let site = keeper.site(&pilot, &since("Alpha town", true)).await;
    let second = keeper.site(&pilot, &since("Elsewhere", false)).await;
    let measure = keeper.measure(&pilot, &share("Reports in time")).await;
    let lead = (portal.world.people["policy lead"], Some(Capacity::Lead));
    let led = store::set_lead(&keeper.desk(), pilot.id, lead).await;
    led.unwrap();
    keeper.commit().await;
    let of = |site| Made {
        slug: pilot.slug.clone(),
        site,
        measure,
        sent: site,
        draft: site,
        risk: site,
        lesson: site,
    };
    named(portal, &of(second.id), "no seat", "2026-10-05").await;
    (of(site.id), second.id)
}

/// The mails to somebody that ask for returns.
async fn nudges(portal: &TestPortal, person: &str) -> Vec<mail::Model> {
    let mut mails = mail::Entity::find()
        .filter(mail::Column::PersonId.eq(portal.world.people[person].0))
        .filter(mail::Column::Kind.eq("news"))
        .order_by_asc(mail::Column::CreatedAt)
        .all(portal.state.db.reader())
        .await
        .unwrap();
    let days: Vec<NaiveDate> = mails
        .iter()
        .map(|mail| wording::uk_day(mail.created_at))
        .collect();
    let distinct: BTreeSet<&NaiveDate> = days.iter().collect();
    assert_eq!(distinct.len(), days.len(), "two mails on one day");
    assert!(days.iter().all(|day| is_working_day(*day)));
    mails.retain(|mail| mail.body.contains("Send in these returns"));
    mails
}

/// Lets hours pass, and what is due be written in each.
async fn wait(portal: &TestPortal, hours: u32) {
    for _ in 0..hours {
        portal.pass(TimeDelta::hours(1));
        news::write_if_due(&portal.state).await.unwrap();
    }
}

fn at(month: u32, day: u32, hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, month, day, hour, 30, 0).unwrap()
}

#[tokio::test]
async fn two_sites_are_reminded_in_one_step_after_a_check_and_told_in_one_mail() {
    // A Tuesday, after the mail of that day.
    let portal = TestPortal::starting(at(11, 24, 12), &[]).await;
    let (own, second) = two_sites(&portal).await;
    wait(&portal, 1).await;
    let mut lead = portal.signed_in("policy lead").await;
    let grid = lead.get(&paths::pilot_returns(&own.slug)).await;
    assert!(grid.body.contains("2 returns are late, from 2 sites."));
    let before = portal.contents().await;
    let none = lead.submit(&grid, "Continue", &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (one, two) = (own.site.to_string(), second.to_string());
    let ticked = [(field::SITE, one.as_str()), (field::SITE, two.as_str())];
    let check = lead.post(&paths::chase_returns(&own.slug), &ticked).await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.body);
    assert_eq!(check.heading(), "Remind 2 sites?");
    assert!(
        check.body.contains("Canary-person-no-seat"),
        "{}",
        check.body
    );
    assert!(check.body.contains("October 2026"));
    let change = lead.submit(&check, "Change", &[]).await;
    assert_eq!(change.texts("input[checked]").len(), 2, "{}", change.body);
    assert_eq!(portal.contents().await, before, "a check writes nothing");
    let ticked = [ticked[0], ticked[1], (THEN, "save")];
    for _ in 0..2 {
        let done = lead.post(&paths::chase_returns(&own.slug), &ticked).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    }
    let chased = return_chase::Entity::find()
        .all(portal.state.db.reader())
        .await;
    let chased = chased.unwrap();
    assert_eq!(chased.len(), 2);
    assert!(chased.iter().all(|row| row.chased_at.is_some()));
    let grid = lead.get(&paths::pilot_returns(&own.slug)).await;
    let said = grid.body.matches("Reminded on 24 November 2026").count();
    assert_eq!(said, 2, "{}", grid.body);
    // Whoever has no mail sees it, too.
    let mut member = portal.signed_in("member").await;
    let work = member.get(paths::MY_WORK).await;
    assert!(work.body.contains("You were reminded on 24 November 2026"));

    let earlier = nudges(&portal, "no seat").await.len();
    wait(&portal, 48).await;
    for person in ["member", "no seat"] {
        let all = nudges(&portal, person).await;
        let told: Vec<&str> = all
            .iter()
            .filter(|mail| mail.body.contains("You were reminded on 24 November 2026"))
            .map(|mail| mail.subject.as_str())
            .collect();
        assert_eq!(told.len(), 1, "{person}: {told:?}");
        assert!(told[0].contains("1 pilot site owes a return"), "{told:?}");
        assert_eq!(all.len(), earlier + 1);
    }
}

#[tokio::test]
async fn a_return_is_asked_for_by_itself_before_and_after_it_is_due_until_it_is_in() {
    // A Monday. October is due on the Sunday of 15 November.
    let portal = TestPortal::starting(at(11, 2, 5), &[]).await;
    let (own, _) = two_sites(&portal).await;
    wait(&portal, 24 * 18).await;
    let days = async |person| -> Vec<u32> {
        let mails = nudges(&portal, person).await;
        let day = |mail: &mail::Model| wording::uk_day(mail.created_at);
        mails
            .iter()
            .map(|mail| chrono::Datelike::day(&day(mail)))
            .collect()
    };
    // What falls on a Sunday comes on the Monday.
    assert_eq!(days("member").await, [9, 16]);
    assert_eq!(days("no seat").await, [9, 16]);
    let mails = nudges(&portal, "no seat").await;
    assert!(
        mails[0]
            .body
            .contains("Due on 15 November 2026: October 2026")
    );
    assert!(
        mails[1].body.contains("Late: October 2026"),
        "{}",
        mails[1].body
    );
    assert!(mails[1].body.contains("Elsewhere, A pilot of a test"));

    let mut member = portal.signed_in("member").await;
    let form = member.get(&paths::site_return(own.site)).await;
    let of = |start| field::of(start, own.measure);
    let (value, over) = (of(field::VALUE), of(field::OVER));
    let fields = [
        (value.as_str(), "3"),
        (over.as_str(), "60"),
        (THEN, SEND_IN),
    ];
    let sent = member.submit(&form, "Send in", &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    // What is owed next begins with December.
    wait(&portal, 24 * 10 + 6).await;
    assert_eq!(days("member").await, [9, 16]);
    assert_eq!(days("no seat").await, [9, 16, 23, 30]);
    let work = portal.signed_in("member").await.get(paths::MY_WORK).await;
    assert!(
        !work.body.contains("Returns of pilot sites"),
        "{}",
        work.body
    );
}

#[tokio::test]
async fn targets_hold_from_their_date_and_those_before_stay() {
    let portal = TestPortal::new().await;
    let own = made(&portal, Stage::Live).await;
    let address = paths::measure_targets(own.measure);
    let mut lead = portal.signed_in("policy lead").await;
    let form = lead.get(&address).await;
    let without = [(field::TARGET_VALUE, "62.5")];
    let before = portal.contents().await;
    let without = lead.submit(&form, "Set target", &without).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        without
            .body
            .contains("Enter the date from which the target holds")
    );
    assert!(without.body.contains("62.5"), "what was typed is kept");
    assert_eq!(portal.contents().await, before);
    let set = async |lead: &mut Browser, value: &str, from: &'static str| {
        let form = lead.get(&address).await;
        let mut fields = vec![(field::TARGET_VALUE, value)];
        fields.extend(date(field::TARGET_FROM, from));
        // A second click adds nothing.
        lead.submit(&form, "Set target", &fields).await;
        let answer = lead.submit(&form, "Set target", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        portal.pass(TimeDelta::minutes(1));
    };
    set(&mut lead, "60", "2026-04-01").await;
    set(&mut lead, "70", "2026-10-01").await;
    set(&mut lead, "65", "2026-04-01").await;
    let targets = store::targets::of_measure(portal.state.db.reader(), own.measure).await;
    let targets = targets.unwrap();
    assert_eq!(targets.len(), 3);
    let in_month = |code| rules::target_at(&targets, month(code));
    assert_eq!(in_month("2026-03"), None);
    assert_eq!(in_month("2026-04"), Some(650));
    assert_eq!(in_month("2026-11"), Some(700));
    let told = verbs(&portal, "pilot_measure").await;
    assert_eq!(told.iter().filter(|verb| *verb == "set_target").count(), 3);

    let mut reader = portal.signed_in("beta member").await;
    let page = reader.get(&address).await;
    assert_eq!(
        page.texts("tbody th"),
        ["1 October 2026", "1 April 2026", "1 April 2026"]
    );
    assert!(page.body.contains("Replaced since"));
    assert!(!page.body.contains("Set a target"));
    let mut fields = vec![(field::TARGET_VALUE, "1")];
    fields.extend(date(field::TARGET_FROM, "2026-04-01"));
    assert_eq!(reader.post(&address, &fields).await.status, 403);
}

#[tokio::test]
async fn what_is_wrong_with_a_figure_is_said_and_what_was_typed_is_kept() {
    let portal = TestPortal::new().await;
    let own = made(&portal, Stage::Live).await;
    let keeper = Keeper::begin(&portal).await;
    let pilot = store::find(portal.state.db.reader(), &own.slug).await;
    let mut it = share("Weeks to the order");
    it.unit = app::pilots::types::Unit::Weeks;
    let weeks = keeper.measure(&pilot.unwrap().unwrap(), &it).await;
    keeper.commit().await;
    let mut member = portal.signed_in("member").await;
    let form = member.get(&paths::site_return(own.site)).await;
    let before = portal.contents().await;
    for (upper, lower, words) in [
        (
            "61",
            "60",
            "must not be more than the number it is divided by: 61 is more than 60",
        ),
        (
            "26wks",
            "60",
            "must be a whole number without letters or signs, not “26wks”",
        ),
        (
            "1,234.5",
            "60",
            "must be a whole number without decimals, not “1,234.5”",
        ),
        (
            "1.234,5",
            "60",
            "with commas between thousands only, like 1,234, not “1.234,5”",
        ),
        (
            "12,34",
            "60",
            "with commas between thousands only, like 1,234, not “12,34”",
        ),
        ("-4", "60", "must be 0 or more, not “-4”"),
        ("4", "0", "cannot be divided by 0"),
        ("4", "", "must be a whole number, like 0 or 1,234"),
        (
            "9999999999",
            "60",
            "must be 1,000,000,000 or less, not “9999999999”",
        ),
    ] {
        for measure in [own.measure, weeks] {
            // Weeks may be more than cases, and any share of none is more than it.
            if (measure == weeks && upper == "61") || (measure == own.measure && lower == "0") {
                continue;
            }
            let of = |start| field::of(start, measure);
            let (value, over) = (of(field::VALUE), of(field::OVER));
            let fields = [
                (value.as_str(), upper),
                (over.as_str(), lower),
                (THEN, SEND_IN),
            ];
            let refused = member.submit(&form, "Send in", &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(
                refused.body.contains(words),
                "{upper} {lower} {words}: {}",
                refused.body
            );
            assert!(
                refused.body.contains(&format!("value=\"{upper}\"")),
                "{upper}"
            );
        }
    }
    assert_eq!(portal.contents().await, before);
}

#[tokio::test]
async fn a_site_is_not_there_twice_at_one_time() {
    let portal = TestPortal::new().await;
    let own = made(&portal, Stage::Live).await;
    let mut lead = portal.signed_in("policy lead").await;
    let form = lead.get(&paths::new_pilot_site(&own.slug)).await;
    let board = portal.world.boards["alpha"].to_string();
    let site = |start: &'static str, end: &'static str| {
        vec![
            (field::BOARD, board.as_str()),
            (field::NAME, "ALPHA town"),
            (field::ACTUAL_START, start),
            (field::ACTUAL_END, end),
        ]
    };
    let twice = lead
        .submit(&form, "Add site", &site("March 2026", ""))
        .await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        twice.body.contains("must not run at the same time"),
        "{}",
        twice.body
    );
    let earlier = site("March 2024", "March 2025");
    let earlier = lead.submit(&form, "Add site", &earlier).await;
    assert_eq!(earlier.status, StatusCode::SEE_OTHER, "{}", earlier.body);
    // The one that is there is changed as before.
    let form = lead.get(&paths::change_pilot_site(own.site)).await;
    let saved = lead.submit(&form, "Save", &[(field::WAVE, "Wave 2")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
}

/// Corrections count in the totals of every month, worked by hand: 33 and 30 of 60 each
/// are 63 of 120.
#[tokio::test]
async fn totals_use_the_newest_figure() {
    let portal = TestPortal::new().await;
    let own = made(&portal, Stage::Live).await;
    approve(&portal, &own).await;
    let keeper = Keeper::begin(&portal).await;
    let pilot = store::find(portal.state.db.reader(), &own.slug).await;
    let pilot = pilot.unwrap().unwrap();
    let site = keeper
        .site(&pilot, &new_site(&portal, "Second", false))
        .await;
    let values = [(own.measure, of(30, 60))];
    let months = month("2026-10");
    keeper
        .report(&site, months, &values, (Act::SendIn, true))
        .await;
    keeper.commit().await;
    let mut lead = portal.signed_in("policy lead").await;
    let asked = correct(&mut lead, &own, "33", "Three more").await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    let mut secretariat = portal.signed_in("national secretariat").await;
    let page = secretariat.get(&paths::pilot_return(own.draft)).await;
    let approved = secretariat.submit(&page, "Approve", &[]).await;
    assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.body);
    let page = secretariat.get(&paths::pilot(&own.slug)).await;
    assert!(page.body.contains("52.5% (63 of 120)"), "{}", page.body);
}
