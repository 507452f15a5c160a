use leptos::prelude::*;

use crate::govuk::Attributes;
use crate::govuk::attributes::class_list;

/// Options of [`ScrollablePane`].
#[derive(Clone, Debug, Default)]
pub struct ScrollablePaneOptions {
    /// What the pane holds, such as the table's caption.
    pub label: String,
    pub classes: String,
    pub attributes: Attributes,
}

/// Room for a table that is wider than the screen.
///
/// <https://design-patterns.service.justice.gov.uk/components/scrollable-pane/>
///
/// The pane scrolls instead of the page (WCAG 1.4.10). It takes the focus, so it
/// scrolls by keyboard, and is a landmark with a name, so that the focus makes
/// sense when heard (WCAG 2.1.1, 4.1.2). The package has the style alone, no template.
#[component]
pub fn ScrollablePane(options: ScrollablePaneOptions, children: Children) -> impl IntoView {
    view! {
        <div
            class=class_list("moj-scrollable-pane", &[&options.classes])
            role="region"
            aria-label=options.label
            tabindex="0"
            {..options.attributes.spread()}
        >
            {children()}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use scraper::{Html, Selector};

    use super::*;

    #[test]
    fn the_pane_can_be_reached_by_keyboard_and_has_a_name() {
        let options = ScrollablePaneOptions {
            label: "Actions & dates".into(),
            classes: "app-wide".into(),
            ..ScrollablePaneOptions::default()
        };
        let html = Owner::new().with(|| {
            view! { <ScrollablePane options=options><p>"One"</p></ScrollablePane> }.to_html()
        });
        let page = Html::parse_fragment(&html);
        let pane = Selector::parse(
            "div.moj-scrollable-pane.app-wide[role=region][tabindex='0'][aria-label='Actions & dates'] > p",
        )
        .expect("selector");
        assert_eq!(page.select(&pane).count(), 1, "{html}");
    }
}
