use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::{class_list, in_words};
use super::error_message::ErrorMessageOptions;
use super::form_group::{Field, FormGroupOptions};
use super::hint::HintOptions;
use super::label::LabelOptions;
use super::{Attributes, scalar};

/// Options of [`Textarea`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct TextareaOptions {
    /// The name is used where there is no id.
    pub id: Option<String>,
    pub name: String,
    pub spellcheck: Option<bool>,
    /// Lines shown at first: 5 unless given.
    pub rows: Option<u32>,
    #[serde(deserialize_with = "scalar::value")]
    pub value: Option<String>,
    pub disabled: bool,
    pub described_by: Option<String>,
    pub label: LabelOptions,
    pub hint: Option<HintOptions>,
    pub error_message: Option<ErrorMessageOptions>,
    pub form_group: FormGroupOptions,
    pub classes: String,
    pub autocomplete: Option<String>,
    pub attributes: Attributes,
}

/// A field for more than one line of words.
///
/// <https://design-system.service.gov.uk/components/textarea/>
///
/// Label, hint and error message are tied to the field (WCAG 1.3.1, 3.3.1, 3.3.2),
/// and what was typed stays when the page comes back with a mistake to put right
/// (WCAG 3.3.4, 3.3.7).
#[component]
pub fn Textarea(options: TextareaOptions) -> impl IntoView {
    let mut options = options;
    let id = options.id.take().unwrap_or_else(|| options.name.clone());
    let field = Field {
        id: id.clone(),
        described_by: options.described_by.take(),
        label: std::mem::take(&mut options.label),
        hint: options.hint.take(),
        error_message: options.error_message.take(),
        group: std::mem::take(&mut options.form_group),
    };
    let error = if field.error_message.is_some() {
        "govuk-textarea--error"
    } else {
        ""
    };
    field.draw(|described_by| {
        view! {
            <textarea
                class=class_list("govuk-textarea", &[error, &options.classes])
                id=id
                name=options.name
                rows=options.rows.unwrap_or(5)
                spellcheck=in_words(options.spellcheck)
                disabled=options.disabled
                aria-describedby=described_by
                autocomplete=options.autocomplete
                inner_html=inner_text(options.value.as_deref().unwrap_or_default())
                {..options.attributes.spread()}
            ></textarea>
        }
        .into_any()
    })
}

/// The markup that a browser reads back as exactly `value`.
///
/// Leptos writes what stands in a `<textarea>` without escaping, so it is escaped
/// here. A browser drops a line break that comes first, so that one is doubled.
fn inner_text(value: &str) -> String {
    let escaped = html_escape::encode_text(value);
    if value.starts_with(['\n', '\r']) {
        format!("\n{escaped}")
    } else {
        escaped.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use scraper::{Html, Selector};

    use super::*;

    fn read_back(value: &str) -> (String, usize) {
        let options = TextareaOptions {
            name: "note".into(),
            value: Some(value.into()),
            ..TextareaOptions::default()
        };
        let html = view! { <Textarea options=options /> }.to_html();
        let page = Html::parse_fragment(&html);
        let textarea = Selector::parse("textarea").expect("selector");
        let script = Selector::parse("script").expect("selector");
        let words = page
            .select(&textarea)
            .next()
            .expect("textarea")
            .text()
            .collect();
        (words, page.select(&script).count())
    }

    #[test]
    fn what_was_typed_cannot_leave_the_field() {
        for typed in [
            "</textarea><script>alert(1)</script>",
            "a & b &amp; c",
            "<b>",
            "\"'",
        ] {
            assert_eq!(read_back(typed), (typed.to_owned(), 0));
        }
    }

    #[test]
    fn a_line_break_at_the_start_stays() {
        for typed in ["\nsecond line", "\n\n", "one\ntwo\n", ""] {
            assert_eq!(read_back(typed).0, typed);
        }
    }

    #[test]
    fn without_a_value_the_field_is_empty() {
        let options = TextareaOptions {
            name: "note".into(),
            ..TextareaOptions::default()
        };
        let html = view! { <Textarea options=options /> }.to_html();
        assert!(html.contains("></textarea>"), "{html}");
    }
}
