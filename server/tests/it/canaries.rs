//! Each private object of the world holds a word that is found nowhere else.
//! Every page is fetched as every person, and `canaries.txt` says who met which
//! word, and where. Pages come from the router, so a new one is looked through
//! without anybody thinking of it.

use std::collections::{BTreeMap, BTreeSet};

use app::paths;
use axum::http::Method;

use crate::support::{
    Answer, TestPortal,
    requests::{self, every_request},
    table,
    world::PEOPLE,
};

/// Asked for beside the bare address: a list may show in its other shapes what
/// it hides at first.
const QUERIES: &[&str] = &[
    "",
    "?q=action&status=open&status=in_progress&status=blocked&status=complete&status=closed&sort=-updated&view=list&state=filled&state=ends_soon&state=carried_over&state=covered&state=vacant",
];

/// The canaries of an answer: words with "canary" in them, wherever they are.
fn canaries(answer: &Answer) -> BTreeSet<String> {
    let headers = answer
        .headers
        .values()
        .filter_map(|value| value.to_str().ok());
    headers
        .chain([answer.body.as_str()])
        .flat_map(|text| {
            text.split(|letter: char| !(letter.is_alphanumeric() || "-@._".contains(letter)))
        })
        .map(|word| word.trim_matches(['.', '-', '_']).to_lowercase())
        .filter(|word| word.contains("canary"))
        .collect()
}

/// A world in which every action has a history.
async fn world() -> TestPortal {
    let portal = TestPortal::new().await;
    for (action, person) in [
        ("ayton late", "member"),
        ("ayton due", "substitute"),
        ("cafcass", "chair"),
        ("beta", "beta member"),
    ] {
        let reference = &portal.world.actions[action];
        let note = format!("canary-note-{}", action.replace(' ', "-"));
        let form = requests::update_form(&portal, reference, &note).await;
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, &**value)).collect();
        let mut browser = portal.signed_in(person).await;
        let answer = browser.post(&paths::update_action(reference), &form).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
    }
    portal
}

#[tokio::test]
async fn every_page_shows_everybody_only_what_the_reviewed_table_says() {
    let portal = world().await;
    let people = [None].into_iter().chain(PEOPLE.iter().copied().map(Some));
    let mut seen: BTreeMap<String, (BTreeSet<usize>, BTreeSet<&str>)> = BTreeMap::new();
    for (number, person) in people.clone().enumerate() {
        let own_name = person.map(|person| format!("canary-person-{}", person.replace(' ', "-")));
        let mut browser = portal.browser();
        if let Some(person) = person {
            browser = portal.signed_in(person).await;
        }
        for (method, route) in every_request() {
            if method != Method::GET {
                continue;
            }
            for case in requests::everything(route.path) {
                let address = requests::address(&portal, route.path, case, person).await;
                for query in QUERIES {
                    let answer = browser.fetch(&format!("{address}{query}")).await;
                    for canary in canaries(&answer) {
                        // Every page names its reader.
                        if Some(&canary) == own_name.as_ref() {
                            continue;
                        }
                        let (people, places) = seen.entry(canary).or_default();
                        people.insert(number);
                        places.insert(route.path);
                    }
                }
            }
        }
    }

    let names: Vec<&str> = people.map(|person| person.unwrap_or("nobody")).collect();
    let list = |words: Vec<&str>| words.join(", ");
    let head = ["canary", "met by", "at"].map(str::to_owned).to_vec();
    let rows = seen.into_iter().map(|(canary, (people, places))| {
        vec![
            canary,
            list(people.into_iter().map(|number| names[number]).collect()),
            list(places.into_iter().collect()),
        ]
    });
    let found: Vec<Vec<String>> = [head].into_iter().chain(rows).collect();
    table::hold("canaries.txt", include_str!("canaries.txt"), 1, &found);
}

#[tokio::test]
async fn the_board_directory_counts_the_same_for_a_stranger_and_a_member() {
    let portal = TestPortal::new().await;
    let mut counts = BTreeSet::new();
    for person in ["no seat", "member", "national secretariat"] {
        let mut browser = portal.signed_in(person).await;
        let page = browser.get(paths::BOARDS).await;
        counts.insert(
            page.links()
                .iter()
                .filter(|href| href.starts_with("/boards/") && *href != paths::NEW_BOARD)
                .count(),
        );
    }
    assert_eq!(counts.len(), 1, "{counts:?}");
}

/// A log says "12 actions" of exactly the rows that its reader may read.
#[tokio::test]
async fn a_log_counts_no_more_than_it_shows() {
    let portal = world().await;
    for (board, person, rows) in [("alpha", "observer", 3), ("beta", "beta member", 1)] {
        let mut browser = portal.signed_in(person).await;
        for query in ["", "?q=canary"] {
            let page = browser
                .get(&format!("{}{query}", paths::action_log(board)))
                .await;
            assert_eq!(page.texts("tbody tr").len(), rows, "{board}{query}");
            let counted = if rows == 1 {
                "1 action".to_owned()
            } else {
                format!("{rows} actions")
            };
            assert!(
                page.body.contains(&counted),
                "{board}{query}: no {counted:?}"
            );
        }
    }
}
