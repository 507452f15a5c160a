use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::{Attributes, Content};

/// Options of [`LanguageNavigation`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct LanguageNavigationOptions {
    pub items: Vec<LanguageNavigationItem>,
    /// "Language" unless given.
    pub aria_label: Option<String>,
    pub classes: String,
    pub attributes: Attributes,
}

/// One language; without an address it is the language of this page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct LanguageNavigationItem {
    /// The language's name in that language.
    #[serde(flatten)]
    pub content: Content,
    /// The language as a BCP 47 tag, such as "cy".
    pub lang: Option<String>,
    /// The language of the page behind the link: `lang` unless given.
    pub href_lang: Option<String>,
    /// "ltr" or "rtl".
    pub dir: Option<String>,
    pub href: Option<String>,
    pub current: bool,
    /// Hidden words in that language, such as "change the language to Welsh".
    pub language_description_text: Option<String>,
    pub classes: String,
    pub attributes: Attributes,
}

/// The same page in other languages.
///
/// <https://design-system.service.gov.uk/components/language-navigation/>
///
/// Each name is marked with its language, so speech software says it in the right
/// voice (WCAG 3.1.2), and the open one is marked as current (WCAG 1.3.1).
#[component]
pub fn LanguageNavigation(options: LanguageNavigationOptions) -> impl IntoView {
    view! {
        <nav
            class=class_list("govuk-language-navigation", &[&options.classes])
            aria-label=options.aria_label.unwrap_or_else(|| "Language".to_owned())
            {..options.attributes.spread()}
        >
            <ul class="govuk-language-navigation__list">
                {options.items.into_iter().map(item).collect::<Vec<_>>()}
            </ul>
        </nav>
    }
}

fn item(item: LanguageNavigationItem) -> AnyView {
    let inner = match item.href.filter(|href| !href.is_empty() && !item.current) {
        None => view! {
            <span
                class=class_list("govuk-language-navigation__text", &[&item.classes])
                aria-current="true"
                lang=item.lang
                dir=item.dir
                {..item.attributes.spread()}
            >
                {item.content.draw()}
            </span>
        }
        .into_any(),
        Some(href) => {
            let description = item.language_description_text.map(
                |words| view! { <span class="govuk-visually-hidden">{format!(" {words}")}</span> },
            );
            view! {
                <a
                    class=class_list("govuk-language-navigation__link", &[&item.classes])
                    href=href
                    rel="alternate"
                    hreflang=item.href_lang.or_else(|| item.lang.clone())
                    lang=item.lang
                    dir=item.dir
                    {..item.attributes.spread()}
                >
                    {item.content.draw()}
                    {description}
                </a>
            }
            .into_any()
        }
    };
    view! { <li class="govuk-language-navigation__list-item">{inner}</li> }.into_any()
}
