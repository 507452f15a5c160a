use std::collections::BTreeSet;

use scraper::{ElementRef, Html, Selector};

use super::*;
use crate::{
    access::Role,
    actions::types::Status,
    layout::{Frame, Page, document},
    membership::types::SeatState,
};

fn contact() -> Contact {
    Contact {
        email: Some("portal@example.test".to_owned()),
        operator: Some("Example Department".to_owned()),
    }
}

fn names() -> CookieNames {
    CookieNames {
        session: "__Host-visit".to_owned(),
        sign_in: "__Host-arriving".to_owned(),
        message: "__Host-said".to_owned(),
        idle_minutes: 30,
        absolute_minutes: 720,
    }
}

/// The main part of a page, as a browser reads it.
fn read(page: Page) -> Html {
    let text = Owner::new().with(|| document(&Frame::default(), page));
    Html::parse_document(&text)
}

fn every_page() -> Vec<(&'static str, Html)> {
    let mut pages = Vec::new();
    for contact in [contact(), Contact::default()] {
        pages.extend([
            ("Help", read(help_page(&contact))),
            (
                "Accessibility statement",
                read(accessibility_page(&contact)),
            ),
            ("Privacy notice", read(privacy_page(&contact))),
        ]);
    }
    pages.push(("Cookies", read(cookies_page(&names()))));
    pages.push(("Terms and conditions", read(terms_page())));
    pages
}

fn all<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

fn within<'a>(element: ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    element
        .select(&Selector::parse(selector).unwrap())
        .collect()
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>()
}

fn main_words(html: &Html) -> String {
    all(html, "main").into_iter().map(words).collect()
}

#[test]
fn each_page_has_its_title_and_one_heading_of_the_first_level() {
    for (title, html) in every_page() {
        let headings = all(&html, "h1").into_iter().map(words).collect::<Vec<_>>();
        assert_eq!(headings, [title]);
        let head = all(&html, "title")
            .into_iter()
            .map(words)
            .collect::<String>();
        assert!(head.starts_with(&format!("{title} - ")), "{head}");
    }
}

#[test]
fn headings_leave_no_level_out() {
    for (title, html) in every_page() {
        let mut last = 1;
        for heading in all(&html, "main h1, main h2, main h3, main h4") {
            let level = heading.value().name()[1..].parse::<u8>().unwrap();
            assert!(level <= last + 1, "{title}: {}", words(heading));
            last = level;
        }
    }
}

#[test]
fn tables_have_captions_and_cells_name_their_columns() {
    let mut seen = 0;
    for (title, html) in every_page() {
        for table in all(&html, "main table") {
            seen += 1;
            let caption = within(table, "caption")
                .into_iter()
                .map(words)
                .collect::<String>();
            assert!(!caption.is_empty(), "{title}");
            let columns = within(table, "thead th[scope=col]").into_iter().map(words);
            let columns = columns.collect::<Vec<_>>();
            for row in within(table, "tbody tr") {
                let cells = within(row, "td").into_iter();
                let labels = cells.map(|cell| cell.attr("data-label").unwrap());
                assert_eq!(labels.collect::<Vec<_>>(), columns[1..], "{title}");
            }
        }
    }
    assert!(seen >= 4);
}

#[test]
fn words_that_the_service_does_not_use_are_absent() {
    for (title, html) in every_page() {
        let text = main_words(&html).to_lowercase();
        for word in [
            "please",
            "sorry",
            "invalid",
            "valid",
            "oops",
            "forbidden",
            "click here",
            "log in",
            "login",
        ] {
            assert!(!text.contains(word), "{title} says “{word}”");
        }
    }
}

#[test]
fn links_within_a_page_lead_somewhere() {
    for (title, html) in every_page() {
        let ids = all(&html, "[id]");
        let ids = ids.iter().filter_map(|element| element.attr("id"));
        let ids = ids.collect::<Vec<_>>();
        assert_eq!(
            ids.len(),
            ids.iter().collect::<BTreeSet<_>>().len(),
            "{title}"
        );
        for link in all(&html, "main a[href^='#']") {
            let target = &link.attr("href").unwrap()[1..];
            assert!(ids.contains(&target), "{title}: {target}");
        }
    }
}

#[test]
fn an_operator_who_set_an_address_and_a_name_is_found_on_the_pages() {
    for page in [help_page, accessibility_page, privacy_page] {
        let html = read(page(&contact()));
        assert!(!all(&html, "main a[href='mailto:portal@example.test']").is_empty());
        let html = read(page(&Contact::default()));
        assert!(all(&html, "main a[href^='mailto:']").is_empty());
        assert!(main_words(&html).contains("the secretariat of your board"));
    }
    for page in [accessibility_page, privacy_page] {
        assert!(main_words(&read(page(&contact()))).contains("Example Department"));
    }
}

#[test]
fn cookies_are_named_with_their_times() {
    let html = read(cookies_page(&names()));
    let listed = all(&html, "tbody th").into_iter().map(words);
    assert_eq!(
        listed.collect::<Vec<_>>(),
        ["__Host-visit", "__Host-arriving", "__Host-said"]
    );
    let text = main_words(&html);
    assert!(text.contains("after 30 minutes without use"));
    assert!(text.contains("at the latest 12 hours after"));
}

#[test]
fn help_explains_every_status_role_and_state_of_a_seat() {
    let html = read(help_page(&contact()));
    let rows = all(&html, "tbody th").into_iter().map(words);
    let expected = Status::ALL
        .iter()
        .map(|status| status.label())
        .chain(Role::ALL.iter().map(|role| role.label()))
        .chain(SeatState::ALL.iter().map(|state| state.label()));
    assert!(rows.eq(expected));
}

#[test]
fn help_says_what_the_policy_says() {
    let html = read(help_page(&contact()));
    let cells_of = |role: Role| {
        all(&html, "tbody tr")
            .into_iter()
            .find(|row| within(*row, "th").into_iter().map(words).eq([role.label()]))
            .map(|row| within(row, "td").into_iter().map(words).collect::<Vec<_>>())
            .unwrap()
    };
    let own = "Those of the organisation they represent";
    assert_eq!(cells_of(Role::Chair), ["All", own, "All", "All"]);
    assert_eq!(cells_of(Role::Secretariat), ["All", "None", "All", "All"]);
    assert_eq!(cells_of(Role::Member), ["All", own, own, "None"]);
    assert_eq!(cells_of(Role::Observer), ["All", "None", "None", "None"]);
}

#[test]
fn the_accessibility_statement_has_the_parts_that_the_law_asks_for() {
    let html = read(accessibility_page(&contact()));
    let headings = all(&html, "main h2, main h3").into_iter().map(words);
    assert_eq!(
        headings.collect::<Vec<_>>(),
        [
            "How accessible this website is",
            "Feedback and contact information",
            "Reporting accessibility problems with this website",
            "Enforcement procedure",
            "Technical information about this website’s accessibility",
            "Compliance status",
            "Non-accessible content",
            "What we’re doing to improve accessibility",
            "Preparation of this accessibility statement",
        ]
    );
}
