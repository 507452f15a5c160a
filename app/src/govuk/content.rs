use std::borrow::Cow;

use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use serde::{Deserialize, Deserializer};

use super::scalar::Scalar;

/// What stands inside a component: words, or markup.
///
/// The design system gives almost every component a `text` and an `html`
/// option, of which `html` wins. Here that pair is one value. Words are escaped
/// when drawn; markup is not, so it comes from [`Content::view`] or from a
/// literal in the code, never from what a person typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Pair")]
pub enum Content {
    /// Nothing is drawn.
    #[default]
    Empty,
    /// Words, escaped when drawn.
    Text(Cow<'static, str>),
    /// Markup, drawn as it is.
    Html(Cow<'static, str>),
}

impl Content {
    /// Draws a Leptos view at once and keeps its markup.
    pub fn view(view: impl IntoView) -> Self {
        Self::from_html(view.into_view().to_html())
    }

    /// Markup written in the code.
    pub const fn html(markup: &'static str) -> Self {
        Self::Html(Cow::Borrowed(markup))
    }

    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(inner) | Self::Html(inner) => inner.is_empty(),
        }
    }

    /// The content as a child of an element, without an element of its own.
    pub(crate) fn draw(self) -> AnyView {
        match self {
            Self::Empty => ().into_any(),
            Self::Text(text) if text.is_empty() => ().into_any(),
            Self::Text(text) => text.into_any(),
            Self::Html(html) => InertElement::new(html).into_any(),
        }
    }

    /// This content, or the words if it is empty.
    pub(crate) fn or_text(self, words: &'static str) -> Self {
        if self.is_empty() { words.into() } else { self }
    }

    fn from_html(markup: String) -> Self {
        if markup.is_empty() {
            Self::Empty
        } else {
            Self::Html(Cow::Owned(markup))
        }
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(Cow::Owned(text))
        }
    }
}

impl From<Pair> for Content {
    fn from(pair: Pair) -> Self {
        Self::from_pair(pair.text, pair.html)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Pair {
    text: Option<Scalar>,
    html: Option<Scalar>,
}

impl Content {
    fn from_pair(text: Option<Scalar>, html: Option<Scalar>) -> Self {
        match html.and_then(Scalar::words) {
            Some(markup) if !markup.is_empty() => Self::from_html(markup),
            _ => text.and_then(Scalar::words).unwrap_or_default().into(),
        }
    }
}

/// Reads an option that is markup alone, such as `html` of a fieldset.
pub(crate) fn markup<'de, D: Deserializer<'de>>(from: D) -> Result<Content, D::Error> {
    Ok(Content::from_pair(None, Option::deserialize(from)?))
}

/// Defines a reader for a pair of options that carries a prefix, such as
/// `titleText` and `titleHtml`, for `#[serde(flatten, deserialize_with)]`.
macro_rules! prefixed_pair {
    ($reader:ident, $text:literal, $html:literal) => {
        #[doc = concat!("Reads `", $text, "` and `", $html, "`.")]
        pub(crate) fn $reader<'de, D: Deserializer<'de>>(from: D) -> Result<Content, D::Error> {
            #[derive(Default, Deserialize)]
            #[serde(default)]
            struct Prefixed {
                #[serde(rename = $text)]
                text: Option<Scalar>,
                #[serde(rename = $html)]
                html: Option<Scalar>,
            }
            let pair = Prefixed::deserialize(from)?;
            Ok(Content::from_pair(pair.text, pair.html))
        }
    };
}

prefixed_pair!(title, "titleText", "titleHtml");
prefixed_pair!(description, "descriptionText", "descriptionHtml");
prefixed_pair!(summary, "summaryText", "summaryHtml");
prefixed_pair!(logo, "logoText", "logoHtml");

/// Lets options that are mostly words be written as words:
/// `hint: Some("As on your letter".into())`.
macro_rules! from_words {
    ($($options:ty),+ $(,)?) => {$(
        impl From<$crate::govuk::Content> for $options {
            fn from(content: $crate::govuk::Content) -> Self {
                Self { content, ..Self::default() }
            }
        }
        impl From<&str> for $options {
            fn from(words: &str) -> Self {
                $crate::govuk::Content::from(words).into()
            }
        }
        impl From<String> for $options {
            fn from(words: String) -> Self {
                $crate::govuk::Content::from(words).into()
            }
        }
    )+};
}
pub(crate) use from_words;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_escaped_and_markup_is_not() {
        let words = Content::from("<b>&").draw().to_html();
        assert_eq!(words, "&lt;b&gt;&amp;");
        assert_eq!(Content::html("<b>x</b>").draw().to_html(), "<b>x</b>");
    }

    #[test]
    fn a_view_becomes_markup_with_its_words_escaped() {
        let content = Content::view(view! { <i>{"<b>"}</i> });
        assert!(content.draw().to_html().starts_with("<i>&lt;b&gt;"));
    }

    #[test]
    fn an_option_that_does_not_exist_is_refused() {
        use crate::govuk::TagOptions;
        let read = |json| serde_json::from_str::<TagOptions>(json).map(|options| options.content);
        assert_eq!(read(r#"{"text":"Open"}"#).expect("options"), "Open".into());
        assert!(read(r#"{"text":"Open","colour":"red"}"#).is_err());
    }

    #[test]
    fn markup_wins_over_words_and_false_counts_as_absent() {
        let read = |json| serde_json::from_str::<Content>(json).expect("content");
        assert_eq!(read(r#"{"text":"a","html":"<i>"}"#), Content::html("<i>"));
        assert_eq!(read(r#"{"text":"a","html":false}"#), "a".into());
        assert_eq!(read(r#"{"text":3}"#), "3".into());
        assert!(read("{}").is_empty());
    }
}
