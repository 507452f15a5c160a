//! What the labels of official files mean.

use leptos::prelude::*;

use super::{crumbs, inset, places};
use crate::{
    form::FormState,
    govuk::{Button, ButtonOptions},
    layout::{self, Fields, Page, Section},
    paths,
    performance::types::{Area, AreaKind, Mapped},
    wording,
};

/// What the page shows.
pub struct LabelsView {
    pub labels: Vec<Mapped>,
    pub offers: Vec<(AreaKind, Vec<Area>)>,
    pub form: FormState,
}

/// Draws the page.
pub fn labels_page(view: &LabelsView) -> Page {
    let heading = "Labels of areas";
    let fields = Fields(&view.form);
    let questions = view
        .labels
        .iter()
        .map(|mapped| {
            let areas = view
                .offers
                .iter()
                .find(|(kind, _)| *kind == mapped.kind)
                .map_or(&[][..], |(_, areas)| areas);
            let mut items = places("", areas);
            items.remove(0);
            fields.select(
                &format!("label-{}", mapped.id),
                &format!("{} “{}”", mapped.kind.label(), mapped.label),
                mapped.publisher.label(),
                items,
            )
        })
        .collect_view();
    let form = if view.labels.is_empty() {
        inset(
            "No label has been mapped yet. Names of the register and its aliases need none."
                .to_owned(),
        )
    } else {
        view! {
            <form method="post" action=paths::AREA_LABELS novalidate>
                {questions}
                <Button options=ButtonOptions {
                    content: "Save".into(),
                    prevent_double_click: Some(true),
                    ..Default::default()
                } />
            </form>
        }
        .into_any()
    };
    let count = wording::count(view.labels.len() as u64, "label", "labels");
    let main = view! {
        {layout::error_summary(&view.form)}
        <h1 class="govuk-heading-l">{heading}</h1>
        <p class="govuk-body">
            {format!("{count} of official files, with the area that each means. A label means one area. A change counts for files that are checked from now on; load a file again to move its figures.")}
        </p>
        {form}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: crumbs(),
        refused: view.form.is_refused(),
        ..Page::new(heading, main)
    }
}
