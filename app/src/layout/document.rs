//! The document around a page: head, banners, navigation, main and footer.

use leptos::prelude::*;

use super::placeholders::without_placeholders;
use crate::{
    govuk::{
        BackLink, BackLinkOptions, Breadcrumbs, BreadcrumbsItem, BreadcrumbsOptions, Content,
        EndSlot, GenericHeader, GenericHeaderOptions, NotificationBanner,
        NotificationBannerOptions, ServiceNavigation, ServiceNavigationItem,
        ServiceNavigationOptions, ServiceNavigationSlots, SkipLink, SkipLinkOptions,
    },
    paths,
};

/// The name of the service, as in the header and at the end of each title.
pub const SERVICE: &str = "Family justice boards";

/// Whose colours the pages wear. The portal is outside GOV.UK either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Brand {
    #[default]
    Generic,
    /// Ministry of Justice.
    Moj,
}

/// What the server knows about a request that every page shows.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Allows our own scripts in this one answer.
    pub nonce: String,
    pub brand: Brand,
    /// Whether the data is made up, which every page then says.
    pub fictional: bool,
    /// The person who is signed in.
    pub person: Option<Reader>,
    /// Changes with the styles and scripts, so that they can be kept for good.
    pub assets: String,
    /// What the person has just done, said once.
    pub done: Option<String>,
}

/// Who reads the page, as far as its navigation needs to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reader {
    pub full_name: String,
    /// Whether there is a board whose seats they keep.
    pub keeps_members: bool,
    /// Whether they sit somewhere, and so read of pilots.
    pub reads_pilots: bool,
}

/// Which entry of the navigation a page belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Section {
    MyWork,
    MyBoards,
    Boards,
    Pilots,
    Vacancies,
    #[default]
    None,
}

/// A step on the way from the top to a page.
#[derive(Clone, Debug)]
pub struct Crumb {
    pub text: String,
    pub href: String,
}

impl Crumb {
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            href: href.into(),
        }
    }
}

/// A page as a slice draws it.
pub struct Page {
    /// From the particular to the general, without the service's name.
    pub title: String,
    pub section: Section,
    /// Where the page stands; the page itself is not repeated.
    pub crumbs: Vec<Crumb>,
    /// The one page a person came from, instead of crumbs.
    pub back: Option<String>,
    /// Whether the page shows a form that was refused.
    pub refused: bool,
    /// Whether the page holds an island, and so needs the browser part.
    pub island: bool,
    /// Whether the page holds a table that needs all the width there is.
    pub wide: bool,
    pub main: AnyView,
}

impl Page {
    /// A page with nothing around it but the usual.
    pub fn new(title: impl Into<String>, main: AnyView) -> Self {
        Self {
            title: title.into(),
            section: Section::None,
            crumbs: Vec::new(),
            back: None,
            refused: false,
            island: false,
            wide: false,
            main,
        }
    }
}

/// Draws a whole document. Must be called inside a reactive owner.
pub fn document(frame: &Frame, page: Page) -> String {
    let error = if page.refused { "Error: " } else { "" };
    let title = format!("{error}{} - {SERVICE}", page.title);
    let island = if page.island {
        island_script(frame)
    } else {
        String::new()
    };
    let (class, theme) = match frame.brand {
        Brand::Generic => ("govuk-template", "#17494d"),
        Brand::Moj => ("govuk-template app-brand-moj", "#000000"),
    };
    let wide = if page.wide { " app-wide-page" } else { "" };
    let assets = &frame.assets;
    let nonce = &frame.nonce;
    let title = html_escape::encode_text(&title);
    let body = without_placeholders(&body(frame, page).to_html());
    format!(
        r##"<!DOCTYPE html>
<html lang="en" class="{class}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="theme-color" content="{theme}">
<link rel="icon" href="/assets/favicon.svg?v={assets}" type="image/svg+xml">
<link rel="stylesheet" href="/pkg/portal.css?v={assets}">
</head>
<body class="govuk-template__body{wide}">
{body}
<script type="module" nonce="{nonce}" src="/assets/init.js?v={assets}"></script>{island}
</body>
</html>
"##
    )
}

/// Loads the browser part and starts the islands it finds. The names of the
/// functions it exports are the names the islands carry.
fn island_script(frame: &Frame) -> String {
    let Frame { nonce, assets, .. } = frame;
    format!(
        r#"
<script type="module" nonce="{nonce}">
const portal = await import("/pkg/portal.js?v={assets}");
await portal.default({{ module_or_path: "/pkg/portal_bg.wasm?v={assets}" }});
portal.hydrate();
for (const island of document.querySelectorAll("leptos-island")) portal[island.dataset.component]?.(island);
</script>"#
    )
}

fn body(frame: &Frame, page: Page) -> AnyView {
    view! {
        <SkipLink options=SkipLinkOptions {
            content: "Skip to main content".into(),
            href: Some("#main-content".into()),
            ..Default::default()
        } />
        {frame.fictional.then(fictional_banner)}
        <GenericHeader options=header() />
        {frame.person.as_ref().map(|person| navigation(person, page.section))}
        <div class="govuk-width-container app-page">
            {way_here(frame, &page)}
            <main class="govuk-main-wrapper" id="main-content" tabindex="-1">
                {frame.done.as_ref().map(|done| view! {
                    <NotificationBanner options=NotificationBannerOptions {
                        content: Content::view(view! {
                            <p class="govuk-notification-banner__heading">{done.clone()}</p>
                        }),
                        banner_type: Some("success".into()),
                        ..Default::default()
                    } />
                })}
                {page.main}
            </main>
        </div>
        {footer()}
    }
    .into_any()
}

fn header() -> GenericHeaderOptions {
    GenericHeaderOptions {
        logo: SERVICE.into(),
        url: Some(paths::MY_WORK.into()),
        ..Default::default()
    }
}

fn fictional_banner() -> AnyView {
    view! {
        <aside class="app-fictional-banner" aria-label="Demonstration data">
            <div class="govuk-width-container">
                <p class="app-fictional-banner__text">
                    "Demonstration data: people, chairs and figures are fictional."
                </p>
            </div>
        </aside>
    }
    .into_any()
}

fn navigation(person: &Reader, section: Section) -> AnyView {
    let item = |text: &'static str, href: &str, is: Section| ServiceNavigationItem {
        content: text.into(),
        href: Some(href.to_owned()),
        active: section == is,
        ..Default::default()
    };
    let account = view! {
        <div class="app-account">
            <a class="govuk-link app-account__name" href=paths::ACCOUNT>
                <span class="govuk-visually-hidden">"Your account: "</span>
                {person.full_name.clone()}
            </a>
            <form class="app-account__form" method="post" action=paths::SIGN_OUT>
                <button type="submit" class="app-link-button">
                    "Sign out"
                </button>
            </form>
        </div>
    };
    let mut navigation = vec![
        item("My work", paths::MY_WORK, Section::MyWork),
        item("My boards", paths::MY_BOARDS, Section::MyBoards),
        item("Boards", paths::BOARDS, Section::Boards),
    ];
    if person.reads_pilots {
        navigation.push(item("Pilots", paths::PILOTS, Section::Pilots));
    }
    if person.keeps_members {
        navigation.push(item("Vacancies", paths::VACANCIES, Section::Vacancies));
    }
    view! {
        <ServiceNavigation options=ServiceNavigationOptions {
            navigation,
            slots: ServiceNavigationSlots {
                end: EndSlot { content: Content::view(account), is_inline: true },
                ..Default::default()
            },
            ..Default::default()
        } />
    }
    .into_any()
}

fn way_here(frame: &Frame, page: &Page) -> AnyView {
    if let Some(back) = &page.back {
        return view! {
            <BackLink options=BackLinkOptions {
                href: Some(back.clone()),
                ..Default::default()
            } />
        }
        .into_any();
    }
    if page.crumbs.is_empty() {
        return ().into_any();
    }
    // Whoever sits nowhere reads the pilots that they report for, and not the register.
    let reads_pilots = frame.person.as_ref().is_some_and(|one| one.reads_pilots);
    let may_follow = |crumb: &Crumb| reads_pilots || crumb.href != paths::PILOTS;
    let items = page
        .crumbs
        .iter()
        .map(|crumb| BreadcrumbsItem {
            content: crumb.text.clone().into(),
            href: may_follow(crumb).then(|| crumb.href.clone()),
            ..Default::default()
        })
        .collect();
    view! { <Breadcrumbs options=BreadcrumbsOptions { items, ..Default::default() } /> }.into_any()
}

fn footer() -> AnyView {
    let link = |text: &'static str, href: &'static str| {
        view! {
            <li>
                <a class="app-footer__link" href=href>
                    {text}
                </a>
            </li>
        }
    };
    view! {
        <footer class="app-footer">
            <div class="govuk-width-container">
                <h2 class="govuk-visually-hidden">"About this service"</h2>
                <ul class="app-footer__list">
                    {link("Help", paths::HELP)}
                    {link("Accessibility", paths::ACCESSIBILITY)}
                    {link("Cookies", paths::COOKIES)}
                    {link("Privacy", paths::PRIVACY)}
                    {link("Terms and conditions", paths::TERMS)}
                </ul>
                <p class="app-footer__text">
                    "Board business and aggregate figures only. Never the details of a child, a family or a case."
                </p>
            </div>
        </footer>
    }
    .into_any()
}
