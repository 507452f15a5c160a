//! Papers: what is taken, who may have it, and what is never given away; and the pack.

use std::{
    io::{Cursor, Write},
    sync::{Arc, Mutex},
};

use app::{
    ids::{AgendaItemId, MeetingId},
    meetings::types::Part,
    papers::{
        forms::field,
        types::{FileKind, Scan},
    },
    paths,
};
use axum::http::StatusCode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::{
    db::entities::notice,
    mail::news,
    meetings::{agenda, store as meetings},
    papers::keep,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::support::{
    Answer, Browser, TestPortal,
    requests::{
        meetings::{Desk, item, meeting_of, meeting_of_its_own},
        papers::{paper_of, papers_of},
    },
};

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const TYPES: (&str, &str) = ("[Content_Types].xml", "<Types/>");
const DOCUMENT: (&str, &str) = ("word/document.xml", "<w:document/>");
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\nimage\0\0\0\0IEND\xaeB`\x82";
const EICAR: &[u8] = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

/// The first item of a new meeting of Alpha, which no member knows of yet.
async fn desk_item(portal: &TestPortal) -> (MeetingId, AgendaItemId) {
    let meeting = meeting_of_its_own(portal).await;
    let db = portal.state.db.reader();
    let items = agenda::of_meeting(db, meeting).await.unwrap();
    let second = items.iter().find(|item| item.title == "Second").unwrap();
    (meeting, second.id)
}

async fn upload(
    portal: &TestPortal,
    browser: &mut Browser,
    item: AgendaItemId,
    name: &str,
    file: &[u8],
) -> Answer {
    let key = portal.state.random.id(portal.state.clock.now()).to_string();
    let fields = [
        (field::KEY, &*key),
        (field::TITLE, "Figures: \"Q3\" ../etc"),
        (field::MARKING, "official_sensitive"),
        (field::CONFIRMED, "yes"),
    ];
    let address = paths::item_papers(item);
    browser.upload(&address, &fields, name, file).await
}

#[tokio::test]
async fn good_files_of_every_type_are_taken_and_come_back_as_they_were() {
    let portal = TestPortal::new().await;
    let (meeting, item) = desk_item(&portal).await;
    let mut chair = portal.signed_in("chair").await;
    let odt = archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", "<office/>"),
    ]);
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("a.pdf", PDF.to_vec()),
        ("A.PNG", PNG.to_vec()),
        ("a.jpeg", b"\xff\xd8\xff\xe0 image \xff\xd9".to_vec()),
        ("a.txt", "Caf\u{e9}\r\n".into()),
        ("C:\\folder\\a.csv", b"quarter,weeks\n1,40\n".to_vec()),
        ("../../a.docx", archive(&[TYPES, DOCUMENT])),
        ("a.xlsx", archive(&[TYPES, ("xl/workbook.xml", "<x/>")])),
        (
            "a.pptx",
            archive(&[TYPES, ("ppt/presentation.xml", "<x/>")]),
        ),
        ("a.odt", odt),
    ];
    for (name, file) in &files {
        let answer = upload(&portal, &mut chair, item, name, file).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{name} {}",
            answer.body
        );
    }
    let papers = papers_of(&portal, meeting).await;
    assert_eq!(papers.len(), files.len());
    for (name, file) in &files {
        let paper = papers
            .iter()
            .find(|paper| paper.hash == keep::hash_of(file))
            .unwrap();
        assert!(!paper.file_name.contains(['/', '\\']), "{name}");
        assert_eq!(paper.bytes, file.len() as u64);
        assert_eq!(&portal.state.papers.get(&paper.hash).await.unwrap(), file);
    }
    let pdf = papers.iter().find(|paper| paper.kind == FileKind::Pdf);
    let answer = chair.fetch(&paths::paper(pdf.unwrap().id)).await;
    assert_eq!(answer.status, StatusCode::OK);
    for (name, value) in [
        ("content-type", "application/octet-stream"),
        (
            "content-disposition",
            "attachment; filename=\"alpha-2026-12-07-figures-q3-etc.pdf\"",
        ),
        ("x-content-type-options", "nosniff"),
        (
            "content-security-policy",
            "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        ),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "no-store, private"),
    ] {
        assert_eq!(answer.headers[name], value);
    }
}

/// A file, and how the message begins that refuses it.
fn bad_files() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let other = "The name of the selected file";
    let type_ = "The selected file must be a PDF";
    let program = "The selected file holds macros";
    let mixed = "The selected file holds a script";
    let polyglot = [PDF, &archive(&[TYPES, DOCUMENT])].concat();
    let trailing = [b"PK\x03\x04<script>", &*archive(&[TYPES, DOCUMENT])].concat();
    let compound = |words: &str| {
        let words = words.encode_utf16().flat_map(u16::to_le_bytes);
        b"\xd0\xcf\x11\xe0"
            .iter()
            .copied()
            .chain(words)
            .collect::<Vec<u8>>()
    };
    let many: Vec<String> = (0..2_001).map(|number| number.to_string()).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|name| (&**name, "")).collect();
    let zeros = "0".repeat(40 * 1024 * 1024);
    vec![
        ("a.pdf", Vec::new(), "The selected file is empty"),
        ("a.html", b"<p>Hello".to_vec(), type_),
        ("a.svg", b"<svg xmlns='x'/>".to_vec(), type_),
        ("a.js", b"alert(1)".to_vec(), type_),
        ("a.exe", b"MZ\x90\0".to_vec(), type_),
        ("pdf", PDF.to_vec(), type_),
        ("a.pdf.exe", PDF.to_vec(), type_),
        ("a.pdf", b"<html>".to_vec(), other),
        ("a.pdf", b" %PDF-1.4 %%EOF".to_vec(), other),
        ("a.pdf", b"%PDF-1.4 cut off".to_vec(), other),
        ("a.png", PDF.to_vec(), other),
        ("a.txt", PDF.to_vec(), other),
        ("a.jpg", PNG.to_vec(), other),
        ("a.txt", b"one\0two".to_vec(), other),
        ("a.csv", b"caf\xe9".to_vec(), other),
        ("a.txt", b" \n<b>Hello".to_vec(), mixed),
        ("a.txt", b"words <script>alert(1)</script>".to_vec(), mixed),
        ("a.txt", b"#!/bin/sh\n".to_vec(), program),
        (
            "a.pdf",
            b"%PDF-1.4\n<script>alert(1)</script>\n%%EOF".to_vec(),
            mixed,
        ),
        (
            "a.pdf",
            b"%PDF-1.4 /OpenAction /JavaScript (x) %%EOF".to_vec(),
            program,
        ),
        (
            "a.pdf",
            b"%PDF-1.4 /Encrypt 1 0 R %%EOF".to_vec(),
            "The selected file is password",
        ),
        ("a.pdf", polyglot, mixed),
        ("a.xlsx", archive(&[TYPES, DOCUMENT]), other),
        ("a.docx", archive(&[DOCUMENT]), type_),
        ("a.docx", archive(&[("a.txt", "x")]), type_),
        (
            "a.docx",
            archive(&[TYPES, DOCUMENT, ("xl/workbook.xml", "")]),
            mixed,
        ),
        (
            "a.docx",
            archive(&[TYPES, DOCUMENT, ("word/vbaProject.bin", "")]),
            program,
        ),
        (
            "a.docx",
            archive(&[TYPES, ("word/document.xml", "<!DOCTYPE x>")]),
            "The selected file could not be read",
        ),
        (
            "a.docx",
            b"PK\x03\x04 not an archive".to_vec(),
            "The selected file could not be read",
        ),
        (
            "a.docx",
            archive(&many),
            "The selected file could not be read because too much",
        ),
        (
            "a.docx",
            archive(&[TYPES, ("word/document.xml", &zeros)]),
            "The selected file could not be read because too much",
        ),
        ("a.docx", trailing, "The selected file"),
        (
            "a.docx",
            compound("EncryptedPackage"),
            "The selected file is password",
        ),
        ("a.doc", compound("WordDocument"), type_),
        ("BS23C50123.txt", b"Text".to_vec(), "Take out"),
    ]
}

#[tokio::test]
async fn bad_files_are_refused_in_plain_words_and_change_nothing() {
    let portal = TestPortal::new().await;
    let (_, item) = desk_item(&portal).await;
    let mut chair = portal.signed_in("chair").await;
    let before = portal.contents().await;
    for (name, file, begins) in bad_files() {
        let answer = upload(&portal, &mut chair, item, name, &file).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{name} {begins}"
        );
        let said = answer.texts(".govuk-error-summary li");
        assert!(said[0].starts_with(begins), "{name}: {said:?}");
    }
    assert_eq!(portal.contents().await, before);
}

#[tokio::test]
async fn a_paper_without_the_tick_is_refused_and_one_form_adds_one_paper() {
    let portal = TestPortal::new().await;
    let (meeting, item) = desk_item(&portal).await;
    let mut chair = portal.signed_in("chair").await;
    let address = paths::item_papers(item);
    let page = chair.get(&address).await;
    assert!(page.body.contains("Files are not scanned for viruses here"));
    let id = portal.state.random.id(portal.state.clock.now()).to_string();
    let fields = [
        (field::KEY, &*id),
        (field::TITLE, "Figures"),
        (field::MARKING, "official"),
    ];
    let before = portal.contents().await;
    let answer = chair.upload(&address, &fields, "a.pdf", PDF).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = answer.texts(".govuk-error-summary li");
    assert_eq!(said, ["Confirm that the paper holds no case details"]);
    assert_eq!(portal.contents().await, before);
    let ticked = [fields.as_slice(), &[(field::CONFIRMED, "yes")]].concat();
    for _ in 0..2 {
        let answer = chair.upload(&address, &ticked, "a.pdf", PDF).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(papers_of(&portal, meeting).await.len(), 1);
}

#[tokio::test]
async fn a_withdrawn_paper_is_had_by_nobody_and_its_reason_stays_with_officers() {
    let portal = TestPortal::new().await;
    let meeting = meeting_of(&portal, "alpha").await;
    let paper = paper_of(&portal, "alpha").await;
    let mut member = portal.signed_in("member").await;
    let address = paths::paper(paper);
    assert_eq!(member.fetch(&address).await.status, StatusCode::OK);
    let mut chair = portal.signed_in("chair").await;
    let page = chair.get(&paths::withdraw_paper(paper)).await;
    let nothing = chair.submit(&page, "Withdraw the paper", &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    for _ in 0..2 {
        let done = chair
            .submit(
                &page,
                "Withdraw the paper",
                &[(field::REASON, "Wrong figures")],
            )
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
    }
    for browser in [&mut member, &mut chair] {
        assert_eq!(browser.fetch(&address).await.status, StatusCode::NOT_FOUND);
        let page = browser.get(&paths::meeting(meeting)).await;
        assert!(!page.body.contains("canary-paper-part-a-alpha"));
    }
    let item = papers_of(&portal, meeting)
        .await
        .iter()
        .find(|known| known.id == paper)
        .unwrap()
        .item;
    let page = chair.get(&paths::item_papers(item)).await;
    assert!(page.body.contains("Wrong figures"));
}

#[tokio::test]
async fn a_pack_holds_no_byte_of_part_b_for_whoever_may_not_see_it() {
    let portal = TestPortal::new().await;
    let meeting = meeting_of(&portal, "alpha").await;
    let address = paths::pack(meeting);
    let part_b = paths::paper(paper_of(&portal, "alpha part b").await);
    for (person, sees) in [
        ("chair", true),
        ("member", true),
        ("observer", false),
        ("sponsor", false),
        ("substitute", false),
    ] {
        let mut browser = portal.signed_in(person).await;
        let pack = browser.fetch(&address).await;
        assert_eq!(pack.status, StatusCode::OK, "{person}");
        let page = browser.fetch(&paths::meeting(meeting)).await;
        for body in [&pack.body, &page.body] {
            assert!(body.contains("canary-part-a-alpha"));
            assert!(body.contains("canary-paper-part-a-alpha"));
            assert_eq!(body.contains("canary-part-b-alpha"), sees, "{person}");
            assert_eq!(body.contains("canary-paper-part-b-alpha"), sees, "{person}");
        }
        // What is added since, members do not know of yet.
        assert!(!pack.body.contains("canary-draft"), "{person}");
        let file = browser.fetch(&part_b).await;
        assert_eq!(file.status == StatusCode::OK, sees, "{person}");
        assert_eq!(file.body.contains("canary-paper-part-b"), sees, "{person}");
        assert!(!pack.body.contains("<script"));
    }
}

#[tokio::test]
async fn papers_of_a_draft_and_late_ones_are_told_apart() {
    let portal = TestPortal::new().await;
    let desk = Desk::open(&portal, "chair").await;
    let board = portal.world.boards["alpha"];
    let meeting = desk.plan(board, "Soon", &[]).await;
    desk.add(&meeting, &item(&portal, "On it", Part::A)).await;
    let items = agenda::of_meeting(&desk.tx, meeting.id).await.unwrap();
    let on_it = items.iter().find(|item| item.title == "On it").unwrap().id;
    let paper = desk.paper(&meeting, on_it, "In time").await;
    desk.close().await;
    let mut member = portal.signed_in("member").await;
    let address = paths::paper(paper);
    assert_eq!(member.fetch(&address).await.status, StatusCode::NOT_FOUND);
    // Monday 7 December: a paper of Thursday comes two working days before.
    portal.pass(chrono::TimeDelta::days(10));
    let mut member = portal.signed_in("member").await;
    let desk = Desk::open(&portal, "chair").await;
    let meeting = meetings::find(&desk.tx, meeting.id).await.unwrap().unwrap();
    desk.publish(meeting.id).await;
    desk.paper(&meeting, on_it, "Late one").await;
    desk.close().await;
    assert_eq!(member.fetch(&address).await.status, StatusCode::OK);
    let page = member.get(&paths::meeting(meeting.id)).await;
    assert_eq!(page.body.matches("Late: ").count(), 1);
    assert!(
        page.body
            .contains("Late: 2 working days before the meeting")
    );
}

/// A scanner that says what it is told to; and what it was sent.
async fn scanner(says: &'static str) -> (String, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    (address, serve(listener, says))
}

fn serve(listener: TcpListener, says: &'static str) -> Arc<Mutex<Vec<u8>>> {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&sent);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut command = [0; 10];
            stream.read_exact(&mut command).await.unwrap();
            assert_eq!(&command, b"zINSTREAM\0");
            loop {
                let length = stream.read_u32().await.unwrap() as usize;
                if length == 0 {
                    break;
                }
                let mut chunk = vec![0; length];
                stream.read_exact(&mut chunk).await.unwrap();
                heard.lock().unwrap().extend(chunk);
            }
            stream.write_all(says.as_bytes()).await.unwrap();
        }
    });
    sent
}

#[tokio::test]
async fn a_scanned_paper_is_given_out_and_one_with_a_virus_is_refused() {
    let (clean, sent) = scanner("stream: OK\0").await;
    let portal = TestPortal::with(&[("PORTAL_CLAMD", clean.as_str())]).await;
    let (meeting, item) = desk_item(&portal).await;
    let mut chair = portal.signed_in("chair").await;
    let answer = upload(&portal, &mut chair, item, "a.txt", EICAR).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(*sent.lock().unwrap(), EICAR);
    let paper = papers_of(&portal, meeting).await.remove(0);
    assert_eq!(paper.scan, Scan::Clean);
    assert_eq!(
        chair.fetch(&paths::paper(paper.id)).await.status,
        StatusCode::OK
    );

    let (virus, _) = scanner("stream: Eicar-Signature FOUND\0").await;
    let portal = TestPortal::with(&[("PORTAL_CLAMD", virus.as_str())]).await;
    let (meeting, item) = desk_item(&portal).await;
    let mut chair = portal.signed_in("chair").await;
    let before = portal.contents().await;
    let answer = upload(&portal, &mut chair, item, "a.txt", EICAR).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("The selected file contains a virus"));
    assert_eq!(portal.contents().await, before);
    assert!(papers_of(&portal, meeting).await.is_empty());
}

#[tokio::test]
async fn while_the_scanner_is_silent_nobody_has_the_paper() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let portal = TestPortal::with(&[("PORTAL_CLAMD", address.as_str())]).await;
    let (meeting, item) = desk_item(&portal).await;
    let mut chair = portal.signed_in("chair").await;
    let answer = upload(&portal, &mut chair, item, "a.txt", b"Hello").await;
    let page = chair.follow(&answer).await;
    assert!(
        page.body
            .contains("nobody can download it before it is scanned")
    );
    assert!(page.body.contains(Scan::Quarantined.label()));
    let paper = papers_of(&portal, meeting).await.remove(0);
    let file = paths::paper(paper.id);
    assert_eq!(chair.fetch(&file).await.status, StatusCode::NOT_FOUND);
    let id = paper.id.to_string();
    let again = [(field::SCAN, &*id)];
    let address_of_item = paths::item_papers(item);
    let answer = chair.post(&address_of_item, &again).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(chair.fetch(&file).await.status, StatusCode::NOT_FOUND);

    // The scanner is back at its address.
    serve(TcpListener::bind(&address).await.unwrap(), "stream: OK\0");
    let answer = chair.post(&address_of_item, &again).await;
    let page = chair.follow(&answer).await;
    assert!(page.body.contains("No virus was found in the paper"));
    assert_eq!(chair.fetch(&file).await.status, StatusCode::OK);
}

/// Who was reminded of papers, and in which words.
async fn reminded(portal: &TestPortal) -> Vec<(uuid::Uuid, String)> {
    let all = notice::Entity::find()
        .filter(notice::Column::Kind.eq("reminder"))
        .all(portal.state.db.reader())
        .await
        .unwrap();
    all.into_iter()
        .filter(|one| one.words.starts_with("Papers are expected"))
        .map(|one| (one.to_person_id.unwrap(), one.words))
        .collect()
}

#[tokio::test]
async fn who_presents_an_item_is_reminded_once_of_papers_that_are_not_in() {
    let portal = TestPortal::new().await;
    let desk = Desk::open(&portal, "chair").await;
    let meeting = desk.plan(portal.world.boards["alpha"], "Soon", &[]).await;
    let seat = portal.world.seats["member"];
    for (title, presenter, wants, part) in [
        ("Wanted", Some(seat), true, Part::A),
        ("Secret", Some(seat), true, Part::B),
        ("Unwanted", Some(seat), false, Part::A),
        ("Served", Some(seat), true, Part::A),
        ("Of nobody", None, true, Part::A),
    ] {
        let mut new = item(&portal, title, part);
        new.presenter = presenter;
        new.wants_papers = wants;
        desk.add(&meeting, &new).await;
    }
    desk.publish(meeting.id).await;
    // What is not published yet is known to nobody.
    let mut draft = item(&portal, "Draft", Part::A);
    draft.presenter = Some(seat);
    draft.wants_papers = true;
    desk.add(&meeting, &draft).await;
    let items = agenda::of_meeting(&desk.tx, meeting.id).await.unwrap();
    let served = items.iter().find(|item| item.title == "Served").unwrap();
    desk.paper(&meeting, served.id, "Figures").await;
    desk.close().await;

    let mut first = None;
    for _ in 0..14 {
        news::write_if_due(&portal.state).await.unwrap();
        if first.is_none() && !reminded(&portal).await.is_empty() {
            first = Some(portal.state.clock.today());
        }
        portal.pass(chrono::TimeDelta::days(1));
    }
    // Five working days before Monday 7 December papers are wanted; two earlier is
    // Thursday 26 November.
    assert_eq!(first.unwrap().to_string(), "2026-11-26");
    let told = reminded(&portal).await;
    let of = |person: &str| -> Vec<&str> {
        let id = portal.world.people[person].0;
        let words = told.iter().filter(|(to, _)| *to == id);
        words.map(|(_, words)| words.as_str()).collect()
    };
    let [member] = of("member")[..] else {
        panic!("{told:?}")
    };
    assert!(member.contains("Wanted"), "{member}");
    assert!(member.contains(", item "), "{member}");
    for other in ["Secret", "Unwanted", "Served", "Of nobody", "Draft"] {
        assert!(!member.contains(other), "{member}");
    }
    let [chair] = of("chair")[..] else {
        panic!("{told:?}")
    };
    assert!(
        chair.contains("Of nobody") && !chair.contains("Wanted"),
        "{chair}"
    );
    assert!(of("observer").is_empty());
}

#[tokio::test]
async fn an_item_says_whether_papers_are_expected_for_it() {
    let portal = TestPortal::new().await;
    let (_, id) = desk_item(&portal).await;
    let mut chair = portal.signed_in("chair").await;
    for (ticked, wants) in [("yes", true), ("", false)] {
        let page = chair.get(&paths::change_item(id)).await;
        let said = [("papers-expected", ticked)];
        let answer = chair.submit(&page, "Save", &said).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let found = agenda::find(portal.state.db.reader(), id).await.unwrap();
        assert_eq!(found.unwrap().wants_papers, wants);
        let page = chair.follow(&answer).await;
        assert_eq!(page.body.contains("(expected)"), wants);
    }
}
