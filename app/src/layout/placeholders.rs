//! Takes Leptos' placeholders out of a drawn page.

/// How Leptos marks where something could be put in, or one text ends and the
/// next begins. A browser reads it as an empty comment, but it is not HTML.
const PLACEHOLDER: &str = "<!>";

/// The same as a comment that is HTML.
const COMMENT: &str = "<!---->";

const ISLAND_BEGINS: &str = "<leptos-island";
const ISLAND_ENDS: &str = "</leptos-island>";

/// Leaves the placeholders out, except in islands: there the browser part
/// counts them, so they become comments.
///
/// Nobody's text can hold one, because `<` is escaped in texts and attributes.
pub fn without_placeholders(html: &str) -> String {
    let mut sound = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((outside, from_island)) = split_before(rest, ISLAND_BEGINS) {
        sound.push_str(&outside.replace(PLACEHOLDER, ""));
        let (island, after) = split_before(from_island, ISLAND_ENDS).unwrap_or((from_island, ""));
        sound.push_str(&island.replace(PLACEHOLDER, COMMENT));
        rest = after;
    }
    sound.push_str(&rest.replace(PLACEHOLDER, ""));
    sound
}

fn split_before<'a>(html: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    html.find(mark).and_then(|at| html.split_at_checked(at))
}

#[cfg(test)]
mod tests {
    use leptos::prelude::*;

    use super::*;

    #[test]
    fn placeholders_go_and_those_of_islands_become_comments() {
        let html =
            "<p>a<!></p><leptos-island data-x=\"1\"><b>c<!></b><!></leptos-island><!><p>d<!>e</p>";
        assert_eq!(
            without_placeholders(html),
            "<p>a</p><leptos-island data-x=\"1\"><b>c<!----></b><!----></leptos-island><p>de</p>"
        );
    }

    #[test]
    fn what_somebody_typed_is_never_taken_for_a_placeholder() {
        let typed = "a <!> b".to_owned();
        let html = view! { <p title=typed.clone()>{typed.clone()}</p> }
            .into_any()
            .to_html();
        let sound = without_placeholders(&html);
        assert_eq!(sound.matches("a &lt;!&gt; b").count(), 2, "{sound}");
    }
}
