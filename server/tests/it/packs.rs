//! Files that are made of a meeting: what is in them for whom, how they come, and
//! when they may no longer be had. Poppler and Python's own library read them.

use std::{io::Write, process::Command};

use app::{
    ids::{MeetingId, PackId},
    meetings::types::Part,
    packs::{
        forms::field,
        types::{PackEntry, PackKind, PackState},
    },
    papers::forms::field as paper_field,
    paths,
};
use axum::http::{Method, StatusCode, header};
use chrono::TimeDelta;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use server::{
    db::entities::audit_event,
    meetings::{agenda, store as meetings},
    packs::{
        store::{self, Asked, NewPack},
        work,
    },
};

use crate::support::{
    Answer, Browser, TestPortal, python,
    requests::{
        meetings::{Desk, item, meeting_of},
        papers::paper_of,
    },
};

/// Asks for a file as a person does, and follows the link to it.
async fn made(browser: &mut Browser, meeting: MeetingId, kind: PackKind) -> (Answer, Vec<u8>) {
    let address = paths::meeting_files(meeting);
    let page = browser.get(&address).await;
    let button = match kind {
        PackKind::Pdf => "Make the PDF",
        PackKind::Zip => "Make the ZIP file",
    };
    let answer = browser.submit(&page, button, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = browser.follow(&answer).await;
    browser.download(&link(&page)).await
}

/// The address of the file that a page offers.
fn link(page: &Answer) -> String {
    let links = page.links();
    let found = links.into_iter().find(|link| link.starts_with("/packs/"));
    found.unwrap_or_else(|| panic!("no file at {}: {}", page.path, page.body))
}

/// Names and texts of a ZIP, as Python reads it.
const UNPACK: &str = "
import sys, io, json, zipfile
archive = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
assert archive.testzip() is None
print(json.dumps([[name, archive.read(name).decode()] for name in archive.namelist()]))
";

fn unpacked(zip: &[u8]) -> Vec<(String, String)> {
    serde_json::from_slice(&python(UNPACK, zip)).unwrap()
}

/// What one of Poppler's programs says of a PDF.
fn poppler(program: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    let mut command = Command::new(program);
    command.args(arguments).arg(file.path());
    if program == "pdftotext" {
        command.arg("-");
    }
    let output = command
        .output()
        .expect("Poppler must be installed; on Debian run: apt-get install poppler-utils");
    String::from_utf8(output.stdout).unwrap()
}

fn text_of(pdf: &[u8]) -> String {
    poppler("pdftotext", &["-layout", "-enc", "UTF-8"], pdf)
}

async fn events(portal: &TestPortal, verb: &str) -> Vec<audit_event::Model> {
    audit_event::Entity::find()
        .filter(audit_event::Column::Verb.eq(verb))
        .order_by_asc(audit_event::Column::Sequence)
        .all(portal.state.db.reader())
        .await
        .unwrap()
}

#[tokio::test]
async fn all_papers_come_in_one_zip_in_the_order_of_the_agenda() {
    let portal = TestPortal::new().await;
    let desk = Desk::open(&portal, "chair").await;
    let meeting = desk.plan(portal.world.boards["alpha"], "Many", &[]).await;
    for title in ["Performance", "Pilot"] {
        desk.add(&meeting, &item(&portal, title, Part::A)).await;
    }
    desk.publish(meeting.id).await;
    let items = agenda::of_meeting(&desk.tx, meeting.id).await.unwrap();
    let of = |title: &str| items.iter().find(|item| item.title == title).unwrap();
    let large = "Words that come again and again. ".repeat(200_000);
    for (on, title) in [
        ("Pilot", "../../Figures: \"Q3\""),
        ("Performance", "Siân’s “note”"),
        ("Performance", "figures"),
        ("Performance", "Figures"),
        ("Performance", large.as_str()),
    ] {
        portal.pass(TimeDelta::seconds(1));
        desk.paper(&meeting, of(on).id, title).await;
    }
    let (first, second) = (of("Performance").number.clone(), of("Pilot").number.clone());
    desk.close().await;

    let mut member = portal.signed_in("member").await;
    let (answer, zip) = made(&mut member, meeting.id, PackKind::Zip).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/zip");
    assert_eq!(
        answer.headers[header::CONTENT_DISPOSITION],
        "attachment; filename=\"alpha-papers-2026-12-07.zip\""
    );
    assert_eq!(
        answer.headers[header::CONTENT_LENGTH],
        zip.len().to_string()
    );
    let found = unpacked(&zip);
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    let words = large.split_whitespace().collect::<Vec<_>>().join(" ");
    let long: String = words.replace('.', " ").chars().take(80).collect();
    let long = long.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(
        names,
        [
            format!("{first} Siân s note.txt"),
            format!("{first} figures.txt"),
            format!("{first} Figures (2).txt"),
            format!("{first} {long}.txt"),
            format!("{second} Figures Q3.txt"),
        ]
    );
    assert_eq!(found[1].1, "What figures says");
    assert_eq!(found[3].1, format!("What {large} says"));
    assert!(zip.len() < 200_000, "{}", zip.len());
}

#[tokio::test]
async fn a_file_holds_no_byte_of_part_b_for_whoever_may_not_see_it() {
    let portal = TestPortal::new().await;
    let meeting = meeting_of(&portal, "alpha").await;
    for (person, sees) in [
        ("chair", true),
        ("member", true),
        ("observer", false),
        ("sponsor", false),
        ("substitute", false),
    ] {
        let mut browser = portal.signed_in(person).await;
        let (_, zip) = made(&mut browser, meeting, PackKind::Zip).await;
        let found = unpacked(&zip);
        let all: Vec<String> = found
            .iter()
            .flat_map(|(name, text)| [name.clone(), text.clone()])
            .collect();
        let zip_text = all.join("\n");
        let (_, pdf) = made(&mut browser, meeting, PackKind::Pdf).await;
        let outline = poppler("pdftohtml", &["-xml", "-i", "-stdout"], &pdf);
        let tree = poppler("pdfinfo", &["-struct-text"], &pdf);
        for (text, of) in [
            (&zip_text, "paper-"),
            (&text_of(&pdf), ""),
            (&outline, ""),
            (&tree, ""),
        ] {
            assert!(text.contains(&format!("canary-{of}part-a-alpha")), "{text}");
            assert_eq!(text.contains("part-b"), sees, "{person}: {text}");
            // What is added since, members do not know of yet.
            assert!(!text.contains("canary-draft"), "{person}");
        }
    }
}

#[tokio::test]
async fn the_pdf_is_tagged_and_says_what_the_screen_says() {
    let portal = TestPortal::new().await;
    let desk = Desk::open(&portal, "chair").await;
    let meeting = desk
        .plan(portal.world.boards["alpha"], "Read me", &[])
        .await;
    let typed = "#read(\"/etc/passwd\") $x^2$ @label *bold* _it_ <tag> [c] // no \\ `raw` = h";
    let mut odd = item(&portal, typed, Part::A);
    odd.detail = "= Not a heading\n- not a list\n#panic(\"no\") O'Brien-Ní Dhomhnaill \
                  שלום مرحبا Ελένη"
        .to_owned();
    odd.conflict_note = "#import \"@preview/x:1.0.0\": *".to_owned();
    desk.add(&meeting, &odd).await;
    for number in 0..40 {
        desk.add(&meeting, &item(&portal, &format!("Item {number}"), Part::A))
            .await;
    }
    desk.publish(meeting.id).await;
    let items = agenda::of_meeting(&desk.tx, meeting.id).await.unwrap();
    let first = items.iter().find(|item| item.title == typed).unwrap();
    desk.paper(&meeting, first.id, "Figures").await;
    desk.close().await;

    let mut member = portal.signed_in("member").await;
    let (answer, pdf) = made(&mut member, meeting.id, PackKind::Pdf).await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/pdf");
    let about = poppler("pdfinfo", &[], &pdf);
    for line in [
        "Title:           Read me",
        "Tagged:          yes",
        "JavaScript:      no",
    ] {
        assert!(about.contains(line), "{about}");
    }
    let raw = String::from_utf8_lossy(&pdf);
    for key in [
        "/MarkInfo",
        "/StructTreeRoot",
        "/Lang(en-GB)",
        "/DisplayDocTitle true",
    ] {
        assert!(raw.contains(key), "{key}");
    }
    assert!(raw.contains("pdfuaid:part"), "it says that it is PDF/UA");

    let number = &first.number;
    let text = text_of(&pdf);
    for words in [
        format!("{number} {typed}"),
        "= Not a heading".to_owned(),
        "- not a list".to_owned(),
        "#panic(\"no\") O'Brien-Ní Dhomhnaill".to_owned(),
        "Ελένη".to_owned(),
        "Conflict of interest: #import \"@preview/x:1.0.0\": *".to_owned(),
        "Figures (Text, 1KB, OFFICIAL)".to_owned(),
    ] {
        // Lines break where they are full.
        let folded = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(folded(&text).contains(&folded(&words)), "{words}: {text}");
    }
    assert!(!text.contains("root:"), "{text}");
    // The contents say the page, and the page says its number.
    let pages: Vec<&str> = text
        .split('\u{c}')
        .filter(|page| !page.is_empty())
        .collect();
    assert!(pages.len() > 2);
    for (place, page) in pages.iter().enumerate() {
        let foot = format!("Page {} of {}", place + 1, pages.len());
        assert!(page.contains(&foot), "{page}");
    }
    let last = items.iter().find(|item| item.title == "Item 39").unwrap();
    let heading = format!("{} Item 39", last.number);
    let entry = text
        .lines()
        .find(|line| line.starts_with(&heading))
        .unwrap();
    let on = entry.rsplit(|sign: char| !sign.is_ascii_digit()).next();
    let on: usize = on.unwrap().parse().unwrap();
    assert!(
        pages[on - 1].lines().any(|line| line.trim() == heading),
        "{entry}: {}",
        pages[on - 1]
    );

    let tree = poppler("pdfinfo", &["-struct-text"], &pdf);
    assert!(tree.contains("H1"), "{tree}");
    assert!(tree.contains("TOCI"), "{tree}");
    let outline = poppler("pdftohtml", &["-xml", "-i", "-stdout"], &pdf);
    let (_, outline) = outline.split_once("<outline>").unwrap();
    assert!(outline.contains(&heading), "{outline}");

    // The page shows the same numbers.
    let page = member.get(&paths::meeting(meeting.id)).await;
    assert!(page.texts("tbody th").contains(&heading));
}

/// A name may hold signs that the fonts lack. The document is made all the same.
#[tokio::test]
async fn a_sign_without_a_letter_does_not_stop_the_pdf() {
    let portal = TestPortal::new().await;
    let desk = Desk::open(&portal, "chair").await;
    let meeting = desk.plan(portal.world.boards["alpha"], "Guests", &[]).await;
    desk.add(&meeting, &item(&portal, "Welcome 名前 🎉", Part::A))
        .await;
    desk.publish(meeting.id).await;
    desk.close().await;
    let mut member = portal.signed_in("member").await;
    let (answer, pdf) = made(&mut member, meeting.id, PackKind::Pdf).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(poppler("pdfinfo", &[], &pdf).contains("Tagged:          yes"));
    assert!(text_of(&pdf).contains("Welcome"));
}

/// A file of the member that is being made, and nobody makes.
async fn begun(portal: &TestPortal, meeting: MeetingId, kind: PackKind) -> PackId {
    let (state, now) = (&portal.state, portal.state.clock.now());
    let desk = Desk::open(portal, "member").await;
    let meeting = meetings::find(&desk.tx, meeting).await.unwrap().unwrap();
    let new = NewPack {
        id: PackId(state.random.id(now)),
        meeting: &meeting,
        person: portal.world.people["member"],
        kind,
        made_of: "what it is made of",
        total: 12,
    };
    let asked = store::ask(&desk.tx, &state.random, &desk.actor, now, &new).await;
    assert_eq!(asked.unwrap(), Asked::New { instead_of: None });
    store::progress(&desk.tx, new.id, 3).await.unwrap();
    desk.close().await;
    new.id
}

async fn packs_of(portal: &TestPortal, meeting: MeetingId, person: &str) -> Vec<PackEntry> {
    let (db, now) = (portal.state.db.reader(), portal.state.clock.now());
    let person = portal.world.people[person];
    store::of_reader(db, meeting, person, now).await.unwrap()
}

#[tokio::test]
async fn a_page_shows_how_far_a_file_is_and_one_cut_off_is_said_to_be_so() {
    let portal = TestPortal::new().await;
    let meeting = meeting_of(&portal, "alpha").await;
    let address = paths::meeting_files(meeting);
    let mut member = portal.signed_in("member").await;
    let id = begun(&portal, meeting, PackKind::Zip).await;
    let page = member.get(&address).await;
    assert_eq!(page.headers[header::REFRESH], "3");
    assert!(page.body.contains("3 of 12 papers"), "{}", page.body);
    let file = member.fetch(&paths::made_file(id)).await;
    assert_eq!(file.location().as_deref(), Some(&*address));

    // The server stops, and another one starts.
    work::give_up_all(&portal.state).await.unwrap();
    let page = member.get(&address).await;
    assert!(!page.headers.contains_key(header::REFRESH));
    assert!(page.body.contains("could not be made"), "{}", page.body);
    let answer = member.submit(&page, "Make the ZIP file again", &[]).await;
    let page = member.follow(&answer).await;
    let (answer, zip) = member.download(&link(&page)).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(unpacked(&zip).len(), 2);
    assert_eq!(packs_of(&portal, meeting, "member").await.len(), 1);
}

#[tokio::test]
async fn a_file_is_had_by_whoever_asked_for_it_while_it_is_what_they_may_see() {
    let portal = TestPortal::new().await;
    let meeting = meeting_of(&portal, "alpha").await;
    let address = paths::meeting_files(meeting);
    let mut member = portal.signed_in("member").await;
    let page = member.get(&address).await;
    let answer = member.submit(&page, "Make the ZIP file", &[]).await;
    let page = member.follow(&answer).await;
    let file = link(&page);

    let mut chair = portal.signed_in("chair").await;
    for (browser, status) in [
        (&mut chair, StatusCode::NOT_FOUND),
        (
            &mut portal.signed_in("beta chair").await,
            StatusCode::NOT_FOUND,
        ),
        (&mut member, StatusCode::OK),
    ] {
        assert_eq!(browser.fetch(&file).await.status, status);
    }
    // The same is not made twice.
    let asked = [(field::KIND, PackKind::Zip.code())];
    let before = portal.contents().await;
    let answer = member.post(&address, &asked).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(portal.contents().await, before);

    // A paper is withdrawn: who had the file before does not get it any more.
    let paper = paper_of(&portal, "alpha").await;
    let page = chair.get(&paths::withdraw_paper(paper)).await;
    let reason = [(paper_field::REASON, "Wrong figures")];
    chair.submit(&page, "Withdraw the paper", &reason).await;
    let gone = member.fetch(&file).await;
    assert_eq!(gone.location().as_deref(), Some(&*address));
    let page = member.get(&address).await;
    assert!(page.body.contains("is out of date"), "{}", page.body);
    let answer = member.submit(&page, "Make the ZIP file again", &[]).await;
    let page = member.follow(&answer).await;
    assert_eq!(member.fetch(&file).await.status, StatusCode::NOT_FOUND);
    let (_, zip) = member.download(&link(&page)).await;
    assert_eq!(unpacked(&zip).len(), 1);

    // A day later it is gone, and so are its bytes.
    let id = packs_of(&portal, meeting, "member").await[0].id;
    assert!(portal.state.papers.pack(id).await.is_ok());
    portal.pass(TimeDelta::hours(24));
    let mut member = portal.signed_in("member").await;
    assert_eq!(
        member.fetch(&paths::made_file(id)).await.status,
        StatusCode::NOT_FOUND
    );
    work::prune(&portal.state).await.unwrap();
    assert!(portal.state.papers.pack(id).await.is_err());
}

#[tokio::test]
async fn each_download_is_noted_once_in_the_trail() {
    let portal = TestPortal::new().await;
    let meeting = meeting_of(&portal, "alpha").await;
    let mut member = portal.signed_in("member").await;
    let (_, zip) = made(&mut member, meeting, PackKind::Zip).await;
    assert!(!zip.is_empty());
    let paper = paths::paper(paper_of(&portal, "alpha").await);
    assert_eq!(member.fetch(&paper).await.status, StatusCode::OK);
    let noted = events(&portal, "downloaded").await;
    let kinds: Vec<&str> = noted.iter().map(|event| &*event.subject_kind).collect();
    assert_eq!(kinds, ["pack", "paper"]);
    for event in &noted {
        assert_eq!(event.actor_id, Some(portal.world.people["member"].0));
        assert!(!event.after.contains("canary"), "{}", event.after);
    }
    // Whether it is there is no download, and neither is what nobody may have.
    let head = member.request(Method::HEAD, &paper);
    member
        .send(head.body(axum::body::Body::empty()).unwrap())
        .await;
    portal.signed_in("beta chair").await.fetch(&paper).await;
    assert_eq!(events(&portal, "downloaded").await.len(), 2);
}

#[tokio::test]
async fn with_too_many_files_in_the_queue_further_ones_are_asked_for_later() {
    let portal = TestPortal::new().await;
    let address = paths::meeting_files(meeting_of(&portal, "alpha").await);
    let mut member = portal.signed_in("member").await;
    let places: Vec<_> = std::iter::from_fn(|| portal.state.packs.place()).collect();
    assert!(places.len() < 100);
    let before = portal.contents().await;
    let asked = [(field::KIND, PackKind::Pdf.code())];
    let answer = member.post(&address, &asked).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers[header::RETRY_AFTER], "30");
    assert_eq!(portal.contents().await, before);
    drop(places);
    let answer = member.post(&address, &asked).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_file_whose_bytes_are_not_what_they_were_is_in_no_pack() {
    let portal = TestPortal::new().await;
    let meeting = meeting_of(&portal, "alpha").await;
    let paper = paper_of(&portal, "alpha").await;
    let known = crate::support::requests::papers::papers_of(&portal, meeting).await;
    let hash = &known.iter().find(|known| known.id == paper).unwrap().hash;
    let state = &portal.state;
    state
        .papers
        .put(hash, b"Something else".to_vec())
        .await
        .unwrap();
    let mut member = portal.signed_in("member").await;
    let asked = [(field::KIND, PackKind::Zip.code())];
    member.post(&paths::meeting_files(meeting), &asked).await;
    let packs = packs_of(&portal, meeting, "member").await;
    assert_eq!(packs[0].state, PackState::Failed);
    assert!(state.papers.pack(packs[0].id).await.is_err());
}
