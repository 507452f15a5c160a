//! Files as they are sent: kept as they came, or refused and not kept.

use std::io::Write;

use app::{
    imports::{forms::field, types::ImportState},
    paths,
};
use axum::http::StatusCode;
use sea_orm::{EntityTrait, PaginatorTrait, sea_query::Expr};
use server::{
    db::entities::{import_row, member_import},
    imports::{members::check, store},
    secrets,
};
use sha2::{Digest, Sha256};

use super::{HEAD, checked, file, found, import, row, send};
use crate::support::{TestPortal, eventually};

#[tokio::test]
async fn the_file_is_kept_as_it_came_with_its_hash() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let content = file(&[row(1)]);
    let sent = send(
        &portal,
        &mut browser,
        "C:\\files\\mem\u{202e}bers.csv",
        content.as_bytes(),
    )
    .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let kept = member_import::Entity::find()
        .one(portal.state.db.reader())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept.file, content.as_bytes());
    assert_eq!(
        kept.file_hash,
        secrets::hex(&Sha256::digest(content.as_bytes()))
    );
    assert_eq!(kept.file_name, "members.csv");
}

#[tokio::test]
async fn what_a_file_lacks_and_what_of_it_is_not_read_is_said() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let content = "Seat,Category,Full name,Email,Appointed on,Left\n\
                   Guest,Mediation,Ada Test,ada@test.example,2024-01-01,2025-01-01\n";
    let page = checked(&portal, &mut browser, content).await;
    for words in [
        "No column says from when. Everybody in the file would begin today",
        "Columns that are not read: Appointed on, Left",
        "Mediation, with the role Member",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(page.body.contains(&store::hash_of(content.as_bytes())));
}

#[tokio::test]
async fn another_file_under_the_same_key_is_asked_for_again() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let id = portal.state.random.id(portal.state.clock.now()).to_string();
    let address = paths::import_members("alpha");
    let fields = [(field::IMPORT, id.as_str())];
    let one = file(&[row(1)]);
    let sent = browser
        .upload(&address, &fields, "one.csv", one.as_bytes())
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let again = browser
        .upload(&address, &fields, "one.csv", one.as_bytes())
        .await;
    assert_eq!(again.location(), sent.location());
    let two = file(&[row(2)]);
    let refused = browser
        .upload(&address, &fields, "two.csv", two.as_bytes())
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    // The page has a new key, so that sending it again works.
    assert!(!refused.body.contains(&format!("value=\"{id}\"")));
}

#[tokio::test]
async fn a_second_click_on_upload_keeps_one_file() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let address = paths::import_members("alpha");
    let id = portal.state.random.id(portal.state.clock.now()).to_string();
    let content = file(&[row(1)]);
    let mut led_to = Vec::new();
    for _ in 0..2 {
        let fields = [(field::IMPORT, id.as_str())];
        let sent = browser
            .upload(&address, &fields, "m.csv", content.as_bytes())
            .await;
        led_to.push(sent.location());
    }
    assert_eq!(led_to[0], led_to[1]);
    let kept = member_import::Entity::find()
        .count(portal.state.db.reader())
        .await;
    assert_eq!(kept.unwrap(), 1);
    let page = browser.get(&address).await;
    assert_eq!(page.texts("tbody th a"), ["m.csv"]);
    // The key of one board's file opens nothing on another board.
    let mut other = portal.signed_in("beta chair").await;
    let sent = other
        .upload(
            &paths::import_members("beta"),
            &[(field::IMPORT, &id)],
            "m.csv",
            content.as_bytes(),
        )
        .await;
    assert_eq!(sent.status, StatusCode::NOT_FOUND);
}

/// A zip archive with one part that is packed.
fn archive(part: &str, content: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    writer.start_file(part, options).unwrap();
    writer.write_all(content).unwrap();
    writer.finish().unwrap().into_inner()
}

#[tokio::test]
async fn files_that_cannot_be_taken_are_refused_on_the_page_and_not_kept() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let mut protected = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    protected.extend(vec![0; 4_096]);
    for word in ["EncryptedPackage", "EncryptionInfo"] {
        protected.extend(word.encode_utf16().flat_map(u16::to_le_bytes));
    }
    let bomb = archive("xl/workbook.xml", &vec![b' '; 80 * 1024 * 1024]);
    let before = portal.contents().await;
    for (name, content) in [
        ("nothing selected", Vec::new()),
        ("empty sheet", HEAD.as_bytes().to_vec()),
        ("only spaces", b" \n \n".to_vec()),
        (
            "columns of something else",
            b"Colour,Size\nred,2\n".to_vec(),
        ),
        ("header twice", HEAD.replace("Post", "Email").into_bytes()),
        (
            "merged header cells",
            b"Members,,,\nSeat,,Full name and email,\nHead,,Ada Test,\n".to_vec(),
        ),
        (
            "no column for email",
            b"Seat,Full name\nHead,Ada Test\n".to_vec(),
        ),
        ("password protected", protected),
        ("zip bomb", bomb),
        ("picture", vec![0x89, b'P', b'N', b'G', 0, 1, 2, 3]),
        ("BS23C50123.csv", file(&[row(1)]).into_bytes()),
        (
            "case number in a column that is not read",
            b"Seat,Full name,Email,Notes\nHead,Ada Test,ada@test.example,see BS23C50123\n".to_vec(),
        ),
        ("large", vec![b'x'; 10 * 1024 * 1024 + 1]),
        (
            "eleven thousand rows",
            file(&(0..11_000).map(row).collect::<Vec<_>>()).into_bytes(),
        ),
    ] {
        let answer = send(&portal, &mut browser, name, &content).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{name}: {}",
            answer.body
        );
        assert!(answer.title().starts_with("Error: "), "{name}");
        assert_eq!(answer.heading(), "Import members from a file", "{name}");
        let summary = answer.texts(".govuk-error-summary__list a");
        assert_eq!(summary.len(), 1, "{name}: {summary:?}");
        assert_eq!(portal.contents().await, before, "{name}");
    }
    let large = send(
        &portal,
        &mut browser,
        "large",
        &vec![b'x'; 10 * 1024 * 1024 + 1],
    )
    .await;
    assert!(
        large
            .body
            .contains("The selected file must be smaller than 10MB")
    );
    let huge = send(&portal, &mut browser, "huge", &vec![b'x'; 50 * 1024 * 1024]).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(
        huge.heading(),
        "The selected file must be smaller than 10MB"
    );
    assert_eq!(portal.contents().await, before);
}

#[tokio::test]
async fn forms_without_a_file_or_of_another_kind_are_refused() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let address = paths::import_members("alpha");
    let page = browser.get(&address).await;
    let before = portal.contents().await;
    let none = browser.submit(&page, "Check the file", &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        none.texts(".govuk-error-summary__list a"),
        ["Select a file"]
    );
    let body = file(&[row(1)]);
    for kind in [
        "text/csv",
        "application/json",
        "multipart/form-data",
        "multipart/form-data; boundary=none",
    ] {
        let request = browser
            .request(axum::http::Method::POST, &address)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", kind)
            .body(axum::body::Body::from(body.clone()))
            .unwrap();
        let answer = browser.send(request).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{kind}");
    }
    assert_eq!(portal.contents().await, before);
}

#[tokio::test]
async fn a_check_that_a_stopped_server_left_is_taken_up_again() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let page = checked(&portal, &mut browser, &file(&[row(1), row(2)])).await;
    let id = import(&page);
    let tx = portal.state.db.begin().await.unwrap();
    member_import::Entity::update_many()
        .col_expr(member_import::Column::State, Expr::value("checking"))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let page = browser.get(&paths::import(id)).await;
    assert_eq!(page.headers["refresh"], "3");
    check::take_up(&portal.state).await.unwrap();
    eventually(async || {
        (found(&portal, id).await.file.state == ImportState::Checked).then_some(())
    })
    .await;
    let rows = import_row::Entity::find()
        .count(portal.state.db.reader())
        .await;
    assert_eq!(rows.unwrap(), 2);
}
