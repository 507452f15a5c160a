//! What people, browsers and attackers send that no form of ours would: a clear
//! page, the right status, and nothing written.

use app::{actions::forms::field, paths};
use axum::{
    body::Body,
    http::{Method, header},
};
use futures::stream;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::db::entities::{action, action_update};

use crate::support::{Answer, Browser, TestPortal, requests};

const LATE: &str = "ayton late";

/// The member, and where they update the late action of their organisation.
async fn member(portal: &TestPortal) -> (Browser, String) {
    let reference = &portal.world.actions[LATE];
    (
        portal.signed_in("member").await,
        paths::update_action(reference),
    )
}

/// A good form with one field otherwise.
async fn form_with(portal: &TestPortal, name: &str, value: &str) -> Vec<(&'static str, String)> {
    let mut form = requests::update_form(portal, &portal.world.actions[LATE], "Done").await;
    for field in &mut form {
        if field.0 == name {
            field.1 = value.to_owned();
        }
    }
    form
}

async fn post(browser: &mut Browser, address: &str, form: &[(&str, String)]) -> Answer {
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, &**value)).collect();
    browser.post(address, &form).await
}

#[tokio::test]
async fn update_form_says_what_is_wrong_with_each_answer_and_saves_nothing() {
    let portal = TestPortal::new().await;
    let (mut member, address) = member(&portal).await;
    let position = "Select what the position is now";
    let note = "Enter what was done";
    let stale = "Check your update and save it again. The page it came from was out of date";
    let too_long = "What was done must be 20,000 characters or less";
    for (name, value, message) in [
        (field::STATUS, "", position),
        (field::STATUS, "finished", position),
        (field::STATUS, "closed", position),
        (field::STATUS, "open", position),
        (field::STATUS, "IN_PROGRESS", position),
        (field::STATUS, "in_progress ", position),
        (field::STATUS, "in_progress\u{0}", position),
        (field::NOTE, "", note),
        (field::NOTE, " \r\n\t ", note),
        (field::NOTE, "\u{0}\u{0}", note),
        (field::NOTE, "\u{200b}\u{feff}\u{202e}", note),
        (field::NOTE, &"x".repeat(20_001), too_long),
        (
            field::NOTE,
            "Agreed for BS23C50123.",
            "Take out “BS23C50123”, which looks like a case number. The portal holds no case data",
        ),
        (field::VERSION, "", stale),
        (field::VERSION, "one", stale),
        (field::VERSION, "1e0", stale),
        (field::VERSION, "4294967297", stale),
        (field::VERSION, "2147483647", stale),
        (field::SUBMISSION, "", stale),
        (field::SUBMISSION, "not-an-id", stale),
        (field::SUBMISSION, "'; DROP TABLE action; --", stale),
    ] {
        let form = form_with(&portal, name, value).await;
        let before = portal.contents().await;
        let page = post(&mut member, &address, &form).await;
        let shown = &value[..value.len().min(30)];
        assert_eq!(page.status, 422, "{name} {shown:?}");
        assert!(page.title().starts_with("Error: "), "{}", page.title());
        let summary = page.texts(".govuk-error-summary__list a");
        assert_eq!(summary, [message], "{name} {shown:?}");
        assert_eq!(portal.contents().await, before, "{name} {shown:?}");
    }
    let page = post(&mut member, &address, &[]).await;
    assert_eq!(page.status, 422);
    assert_eq!(
        page.texts(".govuk-error-summary__list a"),
        [position, note, stale]
    );
}

#[tokio::test]
async fn update_form_keeps_what_was_typed_when_it_is_refused() {
    let portal = TestPortal::new().await;
    let (mut member, address) = member(&portal).await;
    let typed = "First line\n\n  second, \"quoted\" & <b>bold</b> 'single' \u{1f600} تم";
    let mut form = form_with(&portal, field::NOTE, typed).await;
    form.retain(|(name, _)| *name != field::STATUS);
    let page = post(&mut member, &address, &form).await;
    assert_eq!(page.status, 422);
    assert_eq!(textarea(&page), typed);

    // And it is sent from there as it is.
    let answer = member
        .submit(&page, "Save update", &[(field::STATUS, "blocked")])
        .await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(stored_note(&portal).await, typed);
}

/// What a browser shows in the only text area of a page. Its first line break
/// is not part of the text (HTML, 13.2.6.4.7).
fn textarea(page: &Answer) -> String {
    let html = page.html();
    let areas = scraper::Selector::parse("textarea").unwrap();
    let mut areas = html.select(&areas);
    let text = areas.next().unwrap().text().collect();
    assert!(areas.next().is_none());
    text
}

async fn stored_note(portal: &TestPortal) -> String {
    let found = action::Entity::find()
        .filter(action::Column::Reference.eq(&portal.world.actions[LATE]))
        .one(portal.state.db.reader())
        .await
        .unwrap();
    found.unwrap().last_note
}

#[tokio::test]
async fn notes_of_every_script_and_length_come_back_as_they_were_sent() {
    let portal = TestPortal::new().await;
    let (mut member, address) = member(&portal).await;
    let reference = &portal.world.actions[LATE];
    let words = "wörd ".repeat(2_600);
    for note in [
        "x".repeat(5_000),
        "\u{1f469}\u{200d}\u{2696}\u{fe0f}".repeat(1_250),
        "\u{1f600}".repeat(20_000),
        words.trim().to_owned(),
        "تم الاتفاق على الجدول مع المحكمة".to_owned(),
        "הוסכם עם בית המשפט, 50% מהמקרים".to_owned(),
        "家庭司法委員會已同意".to_owned(),
        "Siân O'Brien-Ní Dhomhnaill (née Ó’Dálaigh)".to_owned(),
        "e\u{301} and \u{e9}, \u{1d518}\u{1d52b}".to_owned(),
        "% _ \\ ' \" ; -- /* */ {{7*7}} ${x} =1+1".to_owned(),
        "first\n\nsecond\n  indented".to_owned(),
    ] {
        let form = form_with(&portal, field::NOTE, &note).await;
        let answer = post(&mut member, &address, &form).await;
        let start: String = note.chars().take(20).collect();
        assert_eq!(answer.status, 303, "{start}: {}", answer.body);
        assert_eq!(stored_note(&portal).await, note, "{start}");
        let page = member.get(&paths::action(reference)).await;
        let html = page.html();
        let typed = scraper::Selector::parse(".app-typed").unwrap();
        let newest: String = html.select(&typed).next().unwrap().text().collect();
        assert_eq!(newest, note, "{start}");
    }
}

#[tokio::test]
async fn signs_that_turn_text_around_do_not_reach_what_is_stored() {
    let portal = TestPortal::new().await;
    let (mut member, address) = member(&portal).await;
    let form = form_with(
        &portal,
        field::NOTE,
        "Agreed\u{202e}desufer\u{202c} \u{0}by\u{7} all",
    )
    .await;
    let answer = post(&mut member, &address, &form).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(stored_note(&portal).await, "Agreeddesufer by all");
}

#[tokio::test]
async fn markup_in_a_note_is_text_on_every_page_that_shows_it() {
    let portal = TestPortal::new().await;
    let (mut member, address) = member(&portal).await;
    let reference = portal.world.actions[LATE].clone();
    let evil = "</textarea></p><script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg/onload=alert(1)> &lt;b&gt; <!-- ";
    let alone = "evil\"><script>alert(2)</script>";

    let refused = {
        let mut form = form_with(&portal, field::NOTE, evil).await;
        for (name, value) in &mut form {
            if *name != field::NOTE {
                *value = alone.to_owned();
            }
        }
        post(&mut member, &address, &form).await
    };
    assert_eq!(refused.status, 422);
    assert_eq!(textarea(&refused), evil);

    let form = form_with(&portal, field::NOTE, evil).await;
    let saved = post(&mut member, &address, &form).await;
    assert_eq!(saved.status, 303);

    let mut outdated = form.clone();
    outdated[3].1 = "019ab000-0000-7000-8000-000000000001".to_owned();
    let conflict = post(&mut member, &address, &outdated).await;
    assert_eq!(conflict.status, 409);
    assert_eq!(textarea(&conflict), evil);
    assert_eq!(conflict.texts(".app-compare__text").len(), 2);

    let mut nobody = portal.browser();
    let signed_out = post(&mut nobody, &address, &form).await;
    assert_eq!(signed_out.status, 401);
    assert_eq!(textarea(&signed_out), evil);

    let mut pages = vec![refused, conflict, signed_out];
    for address in [
        paths::action(&reference),
        paths::action_log("alpha"),
        paths::MY_WORK.to_owned(),
        paths::board("alpha"),
        format!(
            "{}?q={}",
            paths::action_log("alpha"),
            "%22%3E%3Cscript%3Ealert(3)%3C/script%3E"
        ),
        format!(
            "{}?q={}&region=%22%3E%3Cscript%3E",
            paths::BOARDS,
            "%22%3E%3Cscript%3Ealert(3)%3C/script%3E"
        ),
        format!("{}?return_to=%22%3E%3Cscript%3E", paths::SIGN_IN),
    ] {
        pages.push(member.fetch(&address).await);
    }
    for page in pages {
        let html = page.html();
        for script in html.select(&scraper::Selector::parse("script").unwrap()) {
            assert!(
                script.value().attr("nonce").is_some(),
                "{}: {}",
                page.path,
                script.html()
            );
        }
        let made =
            scraper::Selector::parse("[onerror], [onload], img[src=x], .app-typed *").unwrap();
        assert!(
            html.select(&made).next().is_none(),
            "{}: {}",
            page.path,
            page.body
        );
    }
}

#[tokio::test]
async fn names_of_every_script_and_with_markup_are_shown_as_text() {
    use sea_orm::sea_query::Expr;
    use server::db::entities::person;
    for name in [
        "Siân O'Brien-Ní Dhomhnaill",
        "سارة الحسن",
        "שרה כהן",
        "李雪",
        "\u{1f469} <b>Bold</b> & Co",
    ] {
        let portal = TestPortal::new().await;
        let tx = portal.state.db.begin().await.unwrap();
        person::Entity::update_many()
            .col_expr(person::Column::FullName, Expr::value(name))
            .filter(person::Column::Id.eq(portal.world.people["member"].0))
            .exec(&tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let (mut member, address) = member(&portal).await;
        let form = form_with(&portal, field::NOTE, "Done").await;
        assert_eq!(post(&mut member, &address, &form).await.status, 303);

        let page = member.get(paths::ACCOUNT).await;
        assert_eq!(
            page.texts(".app-account__name"),
            [format!("Your account: {name}")]
        );
        let page = member.get(&paths::board("alpha")).await;
        assert!(page.texts("main").concat().contains(name), "{name}");
        let page = member
            .get(&paths::action(&portal.world.actions[LATE]))
            .await;
        assert!(page.texts("main").concat().contains(name), "{name}");
    }
}

#[tokio::test]
async fn bodies_too_large_are_refused_however_they_come() {
    let portal = TestPortal::new().await;
    let (mut member, address) = member(&portal).await;
    // Made now, because an address has to lead to something.
    requests::actions::date_asked(&portal, "ayton late").await;
    let before = portal.contents().await;
    for announced in [true, false] {
        for path in requests::writes() {
            let target = match path {
                "/actions/{reference}/update" => address.clone(),
                _ => requests::address(&portal, path, requests::cases(path)[0], None).await,
            };
            let is_official = server::performance::takes_a_file(&target);
            let takes_a_paper = server::papers::takes_a_file(&target);
            let megabytes = if is_official || takes_a_paper { 80 } else { 20 };
            let large = megabytes * 1024 * 1024;
            let body = if announced {
                Body::from(vec![b'x'; large])
            } else {
                let pieces = vec![vec![b'x'; 1024 * 1024]; megabytes];
                Body::from_stream(stream::iter(
                    pieces.into_iter().map(Ok::<_, std::io::Error>),
                ))
            };
            let mut request = member
                .request(Method::POST, &target)
                .header("sec-fetch-site", "same-origin")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            if announced {
                request = request.header(header::CONTENT_LENGTH, large);
            }
            let answer = member.send(request.body(body).unwrap()).await;
            let reads = !requests::good_form(&portal, path, &target).await.is_empty();
            if takes_a_paper {
                // Nobody is read here who may not add a paper.
                assert_eq!(answer.status, 403, "{path}, announced: {announced}");
            } else if announced || reads {
                assert_eq!(answer.status, 413, "{path}, announced: {announced}");
                let heading = if is_official {
                    "The selected file must be smaller than 64MB"
                } else if server::imports::takes_a_file(&target) {
                    "The selected file must be smaller than 10MB"
                } else {
                    "What was sent is too large"
                };
                assert_eq!(answer.heading(), heading);
            }
            if path == "/sign-out" {
                member = portal.signed_in("member").await;
            }
        }
    }
    let actions = |contents: &str| {
        // What was made to be asked about is not counted: links, and earlier logs.
        let made = ["action_link", "action_import", "action_number"];
        let tables: Vec<&str> = contents.split("\n# ").collect();
        tables
            .iter()
            .filter(|table| table.starts_with("action"))
            .filter(|table| !made.iter().any(|name| table.starts_with(name)))
            .flat_map(|table| table.lines().skip(1))
            .filter(|row| !row.contains("Canary-earlier-log"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(actions(&portal.contents().await), actions(&before));
}

#[tokio::test]
async fn bodies_of_another_kind_or_broken_are_refused() {
    let portal = TestPortal::new().await;
    let (mut member, address) = member(&portal).await;
    let form = form_with(&portal, field::NOTE, "Done").await;
    let encoded: String = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&form)
        .finish();
    let before = portal.contents().await;
    let form_type = "application/x-www-form-urlencoded";
    for (kind, body) in [
        ("text/plain", encoded.clone().into_bytes()),
        (
            "application/json",
            br#"{"status":"blocked","note":"Done","version":1}"#.to_vec(),
        ),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data; name=note\r\n\r\nDone\r\n--x--".to_vec(),
        ),
        ("", encoded.clone().into_bytes()),
        (form_type, b"note=%ff%fe&status=%c0%af".to_vec()),
        (form_type, vec![0xff, 0xfe, 0x00, b'=', 0x80]),
        (form_type, vec![0; 1000]),
        (form_type, b"&&&&====".to_vec()),
        (form_type, b"status[]=blocked&note[0]=x".to_vec()),
        (
            form_type,
            [
                b"a=1&".repeat(10_000),
                encoded.replace("status", "x").into_bytes(),
            ]
            .concat(),
        ),
    ] {
        let mut request = member
            .request(Method::POST, &address)
            .header("sec-fetch-site", "same-origin");
        if !kind.is_empty() {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let answer = member
            .send(request.body(Body::from(body.clone())).unwrap())
            .await;
        assert_eq!(answer.status, 422, "{kind}: {}", answer.body);
        assert_eq!(answer.texts("h1").len(), 1, "{kind}: {}", answer.body);
        assert_eq!(portal.contents().await, before, "{kind}");
    }
}

#[tokio::test]
async fn of_a_repeated_field_the_last_counts() {
    let portal = TestPortal::new().await;
    let (mut member, address) = member(&portal).await;
    let mut form = form_with(&portal, field::NOTE, "First").await;
    form.push((field::NOTE, "Second".to_owned()));
    form.push((field::STATUS, "blocked".to_owned()));
    let answer = post(&mut member, &address, &form).await;
    assert_eq!(answer.status, 303);
    assert_eq!(stored_note(&portal).await, "Second");
    let updates = action_update::Entity::find()
        .all(portal.state.db.reader())
        .await
        .unwrap();
    assert_eq!(updates.len(), 1);
    assert_eq!(updates[0].new_status, "blocked");
}
