//! The forms behind the pictures of a measure: from which months the expected range comes,
//! and the figures that no site reports.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::EditView;
use crate::{
    govuk::{
        Checkboxes, CheckboxesItem, CheckboxesOptions, FieldsetOptions, HintOptions, LegendOptions,
        RadiosItem, SelectItem,
    },
    layout::{Fields, Page, Width},
    paths,
    pilots::{
        evidence::{Beside, Entered},
        forms::{With, field, fields_of},
        official::{self, Offered},
        rough::month_in_words,
        types::Measure,
    },
    wording,
};

/// The form that chooses from which months the expected range comes.
pub fn range_form(view: &EditView<'_>, measure: &Measure, months: &[NaiveDate]) -> Page {
    let fields = Fields(&view.form);
    let items = || -> Vec<SelectItem> {
        std::iter::once(SelectItem::new("", "The usual months"))
            .chain(
                months
                    .iter()
                    .map(|month| SelectItem::new(month.to_string(), month_in_words(*month))),
            )
            .collect()
    };
    let intro = view! {
        <p class="govuk-body">
            "Later months are held against the range of these. Usually they are those before the first site went live or, where there are too few figures, the first twelve. Choose others where you know that something else happened in these."
        </p>
        <p class="govuk-body">"Every board sees who chose which months, and why."</p>
    };
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {fields.select(field::RANGE_FROM, "First month", "", items())}
        {fields.select(field::RANGE_TO, "Last month", "", items())}
        {fields.lines(field::REASON, "Why these months?", "", 3)}
    }
    .into_any();
    view.page_from(
        &paths::pilot_measure(measure.id),
        "Choose the months of the expected range",
        intro.into_any(),
        questions,
        (&paths::pilot_measure_range(measure.id), "Save"),
    )
}

/// The form of figures that no site reports, with the areas that have official ones.
pub fn figures_form(view: &EditView<'_>, measure: &Measure, offered: &[Offered]) -> Page {
    let fields = Fields(&view.form);
    let it = &measure.definition;
    let parts = if it.unit.has_parts() {
        format!(
            "“{}”, then “{}”. For example: March 2025 41 100",
            it.numerator_name, it.denominator_name
        )
    } else {
        format!("“{}”. For example: March 2025 41", it.numerator_name)
    };
    let hint = format!(
        "One month a line: the month, then {parts}. Lines copied from a spreadsheet are fine."
    );
    let typed = |kind: Beside, label: &str, from: &str| {
        let (figures, source) = fields_of(kind);
        view! {
            {fields.lines(figures, label, &hint, 8)}
            {fields.text(source, from, "Needed where there are figures.", Width::TwoThirds)}
        }
        .into_any()
    };
    // What follows is not opened by the choice: the attribute that would say so is not
    // allowed on a radio button.
    let with = vec![
        RadiosItem::new(With::Typed.code(), With::Typed.label()),
        RadiosItem {
            hint: Some(HintOptions::from(
                "As the performance pages hold them, with their source and date.".to_owned(),
            )),
            ..RadiosItem::new(With::Official.code(), With::Official.label())
        },
    ];
    let questions = view! {
        {fields.hidden(field::VERSION)}
        {typed(
            Beside::Before,
            "All sites together, before the first went live (optional)",
            "Where are these figures from? (optional)",
        )}
        {fields.radios(field::WITH, "What is the measure compared with?", "It is drawn in grey.", with)}
        <h2 class="govuk-heading-m">"If you enter the figures"</h2>
        {typed(
            Beside::Comparator,
            "Those it is compared with (optional)",
            "Where are the figures of the comparator from? (optional)",
        )}
        <h2 class="govuk-heading-m">"If you choose official figures"</h2>
        {official_questions(fields, offered)}
    }
    .into_any();
    let intro = view! {
        <p class="govuk-body">
            "The pictures show these figures beside those of the sites. Aggregate figures only, and none of a single site."
        </p>
    };
    view.page_from(
        &paths::pilot_measure(measure.id),
        "Figures from before the pilot, and of the comparator",
        intro.into_any(),
        questions,
        (&paths::pilot_measure_figures(measure.id), "Save"),
    )
}

/// Which official series, and of which areas.
fn official_questions(fields: Fields<'_>, offered: &[Offered]) -> AnyView {
    let series = std::iter::once(SelectItem::new("", "Select a series"))
        .chain(official::comparable().map(|series| {
            let of = series.measure.label();
            let words = format!(
                "{}: {}, by {} year",
                of.split_once(':').map_or(of, |(short, _)| short),
                series.name,
                series.publisher.calendar().code(),
            );
            SelectItem::new(series.code, words)
        }))
        .collect();
    let items = offered
        .iter()
        .map(|one| {
            let names: Vec<&str> = one.series.iter().map(|series| series.name).collect();
            let is_country = !one.area.key.contains(':');
            CheckboxesItem {
                // Areas of boards have the same series, which the hint above names.
                hint: is_country.then(|| names.join("; ").into()),
                ..CheckboxesItem::new(one.area.key.clone(), one.area.name.clone())
            }
        })
        .collect();
    let areas = CheckboxesOptions {
        name: field::AREAS.into(),
        id_prefix: Some(field::AREAS.into()),
        classes: "govuk-checkboxes--small app-columns".into(),
        fieldset: Some(FieldsetOptions {
            legend: Some(LegendOptions {
                content: "Of which areas?".into(),
                classes: "govuk-fieldset__legend--s".into(),
                ..Default::default()
            }),
            ..Default::default()
        }),
        hint: Some("One, or several: then the range from the lowest to the highest is drawn. Areas of boards have figures from Cafcass only, and those where the pilot runs are not offered.".into()),
        error_message: fields.0.error(field::AREAS).map(Into::into),
        values: fields.0.answers.all(field::AREAS).to_vec(),
        items,
        ..Default::default()
    };
    view! {
        {fields.select(
            field::SERIES,
            "Which series?",
            "One that counts in the unit of the measure. No official file gives KPM3 or KPM4a.",
            series,
        )}
        <Checkboxes options=areas />
    }
    .into_any()
}

/// What a form is shown beside where somebody else was faster.
pub fn entered_in_words(entered: &Entered) -> Vec<(&'static str, String)> {
    let range = match &entered.chosen {
        Some(chosen) => format!(
            "{} to {}",
            month_in_words(chosen.from),
            month_in_words(chosen.to)
        ),
        None => "The usual months".to_owned(),
    };
    let comparator = match &entered.official {
        Some(choice) => choice.in_words(),
        None => {
            let months = entered.of(Beside::Comparator).count();
            wording::count(months as u64, "month", "months")
        }
    };
    let months = |kind: Beside| wording::count(entered.of(kind).count() as u64, "month", "months");
    vec![
        ("Expected range", range),
        ("Before the pilot", months(Beside::Before)),
        ("Comparator", comparator),
    ]
}
