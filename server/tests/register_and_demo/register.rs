//! Loading the register.

use std::collections::BTreeSet;

use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder};
use server::{
    audit::Actor,
    clock::Random,
    db::{
        Db,
        entities::{board, board_alias, board_area, organisation},
    },
    membership::template,
    register::{self, Ending, Outcome, Report, Source},
};

use crate::support::{Database, events, morning};

/// Boards and linked bodies in the file that comes with the portal.
fn boards_in_file() -> u64 {
    let lines = include_str!("../../register/boards.csv").lines().count();
    u64::try_from(lines).expect("a count") - 1
}

/// Seats in the template that comes with the portal.
const TEMPLATE: u64 = 10;

/// Items of every agenda that come with the portal.
const CORE: u64 = 12;

/// Pilots, their sites, and what was claimed and found of them.
const PILOTS: u64 = 16 + 29 + 20;

const BOARDS: &str = "code,name,hmcts_region,hmcts_area_code,confidence\n";

fn source(name: &str, content: impl Into<Vec<u8>>) -> Source {
    Source {
        name: name.to_owned(),
        content: content.into(),
    }
}

async fn load(db: &Db, sources: &[Source], apply: bool) -> Report {
    register::load(
        db,
        &Random::system(),
        &Actor::operator(),
        morning(),
        sources,
        apply,
    )
    .await
    .expect("a report")
}

async fn rows(db: &Db) -> [u64; 4] {
    let reader = db.reader();
    [
        board::Entity::find().count(reader).await.expect("a count"),
        organisation::Entity::find()
            .count(reader)
            .await
            .expect("a count"),
        board_area::Entity::find()
            .count(reader)
            .await
            .expect("a count"),
        board_alias::Entity::find()
            .count(reader)
            .await
            .expect("a count"),
    ]
}

/// The reason of the one rejected row of a load on top of two boards.
async fn reason(sources: &[Source]) -> String {
    let database = Database::sqlite().await;
    let ground = source(
        "boards.csv",
        format!("{BOARDS}ESS,Essex,South East,,C\nKMD,Kent and Medway,South East,,B\n"),
    );
    load(&database.db, &[ground], true).await;
    let before = (rows(&database.db).await, events(&database.db).await);
    let report = load(&database.db, sources, true).await;
    assert_eq!(report.ending, Ending::Refused, "{report}");
    assert_eq!(
        (rows(&database.db).await, events(&database.db).await),
        before
    );
    database.close().await;
    let reasons: Vec<_> = report
        .files
        .iter()
        .flat_map(|file| &file.rows)
        .filter_map(|row| match &row.outcome {
            Outcome::Rejected(reason) => Some(reason.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(reasons.len(), 1, "{report}");
    reasons.concat()
}

async fn reason_of_board(row: &str) -> String {
    reason(&[source("boards.csv", format!("{BOARDS}{row}\n"))]).await
}

#[tokio::test]
async fn the_built_in_register_is_loaded_once() {
    for database in Database::all().await {
        let db = &database.db;
        let dry = load(db, &Source::built_in(), false).await;
        assert_eq!(dry.ending, Ending::DryRun);
        assert_eq!(rows(db).await, [0; 4]);
        assert_eq!(events(db).await, 0);

        let report = load(db, &Source::built_in(), true).await;
        assert_eq!(report.ending, Ending::Written, "{report}");
        assert_eq!(report.files, dry.files);
        assert_eq!(rows(db).await, [boards_in_file(), 153, 154, 23]);
        let written = events(db).await;
        assert_eq!(
            written,
            boards_in_file() + 153 + 154 + 23 + TEMPLATE + CORE + PILOTS
        );

        let again = load(db, &Source::built_in(), true).await;
        let unchanged =
            usize::try_from(boards_in_file()).expect("a count") + 154 + 23 + 10 + 12 + 65;
        assert_eq!(again.totals().unchanged, unchanged, "{again}");
        assert_eq!(again.totals().added, 0);
        assert_eq!(events(db).await, written);
        assert!(
            again
                .to_string()
                .ends_with("The register already says all of this")
        );
        database.close().await;
    }
}

#[tokio::test]
async fn a_template_that_people_have_changed_is_left_as_it_is() {
    for database in Database::all().await {
        let db = &database.db;
        load(db, &Source::built_in(), true).await;
        let (random, operator) = (Random::system(), Actor::operator());
        let seats = template::all(db.reader()).await.expect("a template");
        assert_eq!(seats.len() as u64, TEMPLATE);
        let each: Vec<_> = seats.iter().filter(|seat| seat.each_council).collect();
        assert_eq!(each.len(), 1);
        let tx = db.begin().await.expect("a transaction");
        for seat in &seats {
            template::remove(&tx, &random, &operator, morning(), seat)
                .await
                .expect("a removal");
        }
        tx.commit().await.expect("a commit");
        let report = load(db, &Source::built_in(), true).await;
        assert_eq!(report.totals().added, 0, "{report}");
        assert!(
            template::all(db.reader())
                .await
                .expect("a template")
                .is_empty()
        );
        database.close().await;
    }
}

#[tokio::test]
async fn each_mistake_in_a_row_of_the_template_is_named() {
    for (row, expected) in [
        (
            "nobody,member,Nobody,,no,yes,yes",
            "the category \"nobody\" is not known",
        ),
        (
            "judiciary,member,Judge,,no,yes,yes",
            "a seat of this category does not have the role \"member\"",
        ),
        ("cafcass,member,,,no,yes,yes", "no title"),
        (
            "cafcass,member,Cafcass,shop,no,yes,yes",
            "the organisation_kind \"shop\" is not known",
        ),
        (
            "cafcass,member,Cafcass,cafcass,yes,yes,yes",
            "a seat for each council is filled by a council",
        ),
        (
            "cafcass,member,Cafcass,cafcass,no,maybe,yes",
            "required is \"maybe\" and not yes or no",
        ),
    ] {
        let header = "category,role,title,organisation_kind,each_council,required,voting";
        let file = source("seat_template.csv", format!("{header}\n{row}\n"));
        assert_eq!(reason(&[file]).await, expected, "{row}");
    }
}

#[tokio::test]
async fn local_boards_stand_under_the_national_one_and_codes_are_unique() {
    let database = Database::sqlite().await;
    load(&database.db, &Source::built_in(), true).await;
    let boards = board::Entity::find()
        .all(database.db.reader())
        .await
        .expect("boards");
    let national: Vec<_> = boards
        .iter()
        .filter(|board| board.kind == "national")
        .collect();
    assert_eq!(national.len(), 1);
    assert_eq!(national[0].slug, "family-justice-board");
    assert_eq!(national[0].code, "FJB");
    for board in &boards {
        let parent = (board.kind != "national").then_some(national[0].id);
        assert_eq!(board.parent_id, parent, "{}", board.name);
        assert_eq!(board.region.is_some(), board.kind == "local");
    }
    let codes: BTreeSet<_> = boards.iter().map(|board| &board.code).collect();
    assert_eq!(codes.len() as u64, boards_in_file());
    let mut linked: Vec<_> = boards
        .iter()
        .filter(|board| board.kind == "linked")
        .map(|board| (&*board.code, &*board.slug))
        .collect();
    linked.sort_unstable();
    assert_eq!(
        linked,
        [
            ("ALB", "adoption-leadership-board"),
            ("FJC", "family-justice-council"),
            ("FJYP", "family-justice-young-people-s-board"),
        ]
    );
    assert_eq!(boards.len() - linked.len(), 43);
    let essex = boards.iter().find(|board| board.code == "ESS");
    assert_eq!(essex.expect("Essex").name_confidence, "provisional");
    database.close().await;
}

#[tokio::test]
async fn files_may_come_in_any_order_with_any_case_of_header_and_a_byte_order_mark() {
    let database = Database::sqlite().await;
    let sources = [
        source(
            "b.csv",
            "\u{feff}Board,COUNCIL\r\nESS,Thurrock\r\nEssex,\"Essex\"\r\n",
        ),
        source(
            "a.csv",
            "\u{feff}CODE, Name ,hmcts_Region,HMCTS_AREA_CODE,Confidence\r\nESS,Essex,South East,,A\r\n",
        ),
    ];
    let report = load(&database.db, &sources, true).await;
    assert_eq!(report.ending, Ending::Written, "{report}");
    assert_eq!(rows(&database.db).await, [1, 2, 2, 0]);
    assert_eq!(report.files[0].name, "b.csv");
    database.close().await;
}

#[tokio::test]
async fn a_changed_row_changes_its_board_and_absent_rows_are_left_alone() {
    for database in Database::all().await {
        let db = &database.db;
        load(db, &Source::built_in(), true).await;
        let before = events(db).await;
        let sources = [
            source(
                "boards.csv",
                format!("{BOARDS}ESS,Greater Essex,East,ESSEX,A\n"),
            ),
            source("notes.csv", "board,council,note\nWYK,Leeds,the city\n"),
        ];
        let report = load(db, &sources, true).await;
        let text = report.to_string();
        for part in [
            "line 2    changed    Greater Essex (ESS); name from \"Essex\" to \"Greater Essex\"; \
             hmcts_region from \"South East\" to \"East\"; \
             hmcts_area_code from \"ESSEX_AND_SUFFOLK\" to \"ESSEX\"; \
             confidence from \"C\" to \"A\"\n",
            "Leeds, on WYK; note from \"\" to \"the city\"\n",
            "Written: 0 added, 2 changed, 0 unchanged, 0 rejected",
        ] {
            assert!(text.contains(part), "{text}");
        }
        assert_eq!(events(db).await, before + 2);
        assert_eq!(rows(db).await, [boards_in_file(), 153, 154, 23]);
        let boards = board::Entity::find()
            .order_by_asc(board::Column::Code)
            .all(db.reader())
            .await
            .expect("boards");
        let essex = boards
            .iter()
            .find(|board| board.code == "ESS")
            .expect("Essex");
        assert_eq!(essex.name, "Greater Essex");
        assert_eq!(essex.slug, "essex");
        assert_eq!(load(db, &sources, true).await.totals().unchanged, 2);
        database.close().await;
    }
}

#[tokio::test]
async fn each_mistake_in_a_row_of_boards_is_named() {
    for (row, expected) in [
        (",Surrey,South East,,B", "no code"),
        ("SRY,,South East,,B", "no name"),
        (
            "SRY,!,South East,,B",
            "the name has no letters for an address",
        ),
        ("SRY,Surrey,,,B", "no hmcts_region"),
        ("SRY,Surrey,South East,,", "no confidence"),
        (
            "SRY,Surrey,South East,,D",
            "the confidence \"D\" is not A, B or C",
        ),
        (
            "Sry,Surrey,South East,,B",
            "the code \"Sry\" is not three or four capital letters",
        ),
        (
            "SURRE,Surrey,South East,,B",
            "the code \"SURRE\" is not three or four capital letters",
        ),
        (
            "SRY,Essex,South East,,B",
            "the name is that of the board with the code ESS",
        ),
        (
            "ESS,Kent and Medway,South East,,B",
            "the name is that of the board with the code KMD",
        ),
        (
            "SRY,Surrey,South East,B",
            "4 columns where the header has 5",
        ),
        (
            "SRY,\"Sur\nrey\",South East,,B",
            "name holds a line break or another sign that cannot be shown",
        ),
        (
            "SRY,Surrey,South East,,B\nSRY,Surrey,South East,,B",
            "the code SRY is in the files twice",
        ),
        (
            &format!("SRY,{},South East,,B", "x".repeat(201)),
            "name is longer than 200 characters",
        ),
    ] {
        assert_eq!(reason_of_board(row).await, expected, "{row}");
    }
}

#[tokio::test]
async fn each_mistake_in_other_files_is_named() {
    for (content, expected) in [
        (
            "board,council\nSurrey,Surrey\n",
            "no board has the name or code \"Surrey\"",
        ),
        ("board,council\nEssex,\n", "no council"),
        ("board,council\n,Essex\n", "no board"),
        (
            "board,council\nEssex,Thurrock\nESS,Thurrock\n",
            "the council is in the files twice for this board",
        ),
        ("board,source,label\nEssex,,Chelmsford\n", "no source"),
        (
            "title,purpose,minutes,part\nWelcome,tea,5,a\n",
            "the purpose \"tea\" is not known",
        ),
        (
            "title,purpose,minutes,part\nWelcome,information,0,a\n",
            "minutes is not a whole number from 1 to 480",
        ),
        ("board,source,label\nEssex,MoJ,\n", "no label"),
        (
            "board,source,label\nEssex,MoJ,Chelmsford\nESS,MoJ,Chelmsford\n",
            "the label is in the files twice for this board and source",
        ),
        (
            "code,kind,name,hmcts_region,hmcts_area_code,confidence\nESS,national,Essex,,,C\n",
            "a board of one kind cannot become one of another",
        ),
        (
            "code,kind,name,hmcts_region,hmcts_area_code,confidence\nSRY,shire,Surrey,South East,,C\n",
            "the kind \"shire\" is not national, local or linked",
        ),
        (
            "board,council,remark\nEssex,Thurrock,\n",
            "the column \"remark\" is not known",
        ),
        (
            "board,council,board\nEssex,Thurrock,\n",
            "the column \"board\" is there twice",
        ),
        (
            "name,place\nEssex,here\n",
            "the header is not one of a register file. It must have the columns \
             code,name,hmcts_region,hmcts_area_code,confidence or board,council or \
             board,source,label or category,role,title,organisation_kind,each_council,required,voting or title,purpose,minutes,part or \
             title,purpose,department,stage,source or pilot,site,start or pilot,kind,title,source,dated",
        ),
        (
            "",
            "the header is not one of a register file. It must have the columns \
             code,name,hmcts_region,hmcts_area_code,confidence or board,council or \
             board,source,label or category,role,title,organisation_kind,each_council,required,voting or title,purpose,minutes,part or \
             title,purpose,department,stage,source or pilot,site,start or pilot,kind,title,source,dated",
        ),
    ] {
        assert_eq!(
            reason(&[source("f.csv", content)]).await,
            expected,
            "{content}"
        );
    }
    assert_eq!(
        reason(&[source("f.csv", b"board,council\nEssex,Southend\x92on\n")]).await,
        "the file is not in UTF-8. Save it as \"CSV UTF-8\" and load it again"
    );
}

#[tokio::test]
async fn a_rejected_row_in_one_file_keeps_every_file_from_being_written() {
    let sources = [
        source("boards.csv", format!("{BOARDS}SRY,Surrey,South East,,B\n")),
        source(
            "councils.csv",
            "board,council\nSurrey,Surrey\nSussex,Hove\n",
        ),
    ];
    assert_eq!(
        reason(&sources).await,
        "no board has the name or code \"Sussex\""
    );
}
