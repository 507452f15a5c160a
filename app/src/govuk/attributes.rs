use std::borrow::Cow;
use std::collections::BTreeMap;

use leptos::attr::any_attribute::{AnyAttribute, IntoAnyAttribute};
use leptos::attr::custom::custom_attribute;
use serde::{Deserialize, Deserializer};

use super::scalar;

/// Further attributes for the outermost element of a component, by name.
///
/// Values are escaped. A name that cannot be an attribute's name is left out,
/// so that no name can end the tag early. Classes have an option of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes(Vec<(Cow<'static, str>, String)>);

impl Attributes {
    /// One more attribute; an empty value stands for a bare name (`hidden`).
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl ToString) -> Self {
        let name = name.into();
        if is_attribute_name(&name) {
            self.0.push((name, value.to_string()));
        }
        self
    }

    /// One more attribute if there is a value.
    #[must_use]
    pub(crate) fn with_some(
        self,
        name: impl Into<Cow<'static, str>>,
        value: Option<impl ToString>,
    ) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The translated words that a component's script reads: `message` for one
    /// form, or one attribute per plural form.
    #[must_use]
    pub(crate) fn with_plurals(self, key: &str, messages: BTreeMap<String, String>) -> Self {
        messages.into_iter().fold(self, |all, (plural, message)| {
            all.with(format!("data-i18n.{key}.{plural}"), message)
        })
    }

    /// These attributes, then those.
    #[must_use]
    pub(crate) fn and(mut self, those: Self) -> Self {
        self.0.extend(those.0);
        self
    }

    /// For `{..attributes.spread()}` inside `view!`.
    pub(crate) fn spread(self) -> Vec<AnyAttribute> {
        self.0
            .into_iter()
            .map(|(name, value)| custom_attribute(name, value).into_any_attr())
            .collect()
    }
}

impl<N: Into<Cow<'static, str>>, V: ToString> FromIterator<(N, V)> for Attributes {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        pairs
            .into_iter()
            .fold(Self::default(), |all, (name, value)| all.with(name, value))
    }
}

impl<N: Into<Cow<'static, str>>, V: ToString, const COUNT: usize> From<[(N, V); COUNT]>
    for Attributes
{
    fn from(pairs: [(N, V); COUNT]) -> Self {
        pairs.into_iter().collect()
    }
}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        scalar::values(from)
    }
}

/// The HTML standard's rule: no white space, quotes, `>`, `/`, `=` or controls.
fn is_attribute_name(name: &str) -> bool {
    !name.is_empty()
        && !name.chars().any(|c| {
            c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | '<' | '>' | '/' | '=')
        })
}

/// A component's own class followed by those its user adds.
pub(crate) fn class_list(own: &'static str, more: &[&str]) -> String {
    let mut list = String::from(own);
    for class in more.iter().filter(|class| !class.is_empty()) {
        if !list.is_empty() {
            list.push(' ');
        }
        list.push_str(class);
    }
    list
}

/// The ids of the elements that describe a field, in reading order.
pub(crate) fn id_list<'a>(ids: impl IntoIterator<Item = Option<&'a str>>) -> Option<String> {
    let ids: Vec<_> = ids
        .into_iter()
        .flatten()
        .filter(|id| !id.is_empty())
        .collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// An attribute that says "true" or "false" in words, unlike a bare `hidden`.
pub(crate) fn in_words(flag: Option<bool>) -> Option<&'static str> {
    flag.map(|flag| if flag { "true" } else { "false" })
}

#[cfg(test)]
mod tests {
    use leptos::prelude::*;

    use super::*;

    #[test]
    fn values_are_escaped() {
        let attributes = Attributes::from([("data-x", r#""><script>&"#)]);
        let html = view! { <p {..attributes.spread()}></p> }.to_html();
        assert_eq!(html, r#"<p data-x="&quot;&gt;&lt;script&gt;&amp;"></p>"#);
    }

    #[test]
    fn a_name_cannot_end_the_tag() {
        for name in ["x onload", "x=1", "x>", "x/", "x\"", "", "a\tb"] {
            let attributes = Attributes::default().with(name.to_owned(), "1");
            assert_eq!(attributes, Attributes::default(), "{name:?}");
        }
    }

    #[test]
    fn numbers_and_flags_become_words() {
        let read: Attributes =
            serde_json::from_str(r#"{"data-n":1,"data-f":false}"#).expect("attributes");
        assert_eq!(
            read,
            Attributes::from([("data-f", "false"), ("data-n", "1")])
        );
    }
}
