//! The form that starts a board or a sub-group.

use leptos::prelude::*;

use super::{board_crumbs, crumbs_below};
use crate::{
    boards::{
        forms::{STARTED_KINDS, STARTS_ON, StartBoard, StartSubGroup, field},
        types::{BoardEntry, BoardKind},
    },
    form::{Answers, FormState},
    govuk::{
        Checkboxes, CheckboxesItem, CheckboxesOptions, Details, DetailsOptions, FieldsetOptions,
        LegendOptions, RadiosItem, SelectItem,
    },
    ids::OrganisationId,
    layout::{self, Checked, Crumb, Fields, Page, Section, Width},
    paths, wording,
};

/// What the form shows.
pub struct StartView {
    /// The board that a sub-group is of; none for a board by itself.
    pub parent: Option<BoardEntry>,
    pub regions: Vec<String>,
    /// The councils of the register, by name.
    pub councils: Vec<(OrganisationId, String)>,
    pub form: FormState,
}

impl StartView {
    fn heading(&self) -> &'static str {
        match self.parent {
            Some(_) => "Start a sub-group",
            None => "Start a board",
        }
    }

    fn action(&self) -> String {
        match &self.parent {
            Some(parent) => paths::new_sub_group(&parent.slug),
            None => paths::NEW_BOARD.to_owned(),
        }
    }

    fn way_out(&self) -> String {
        match &self.parent {
            Some(parent) => paths::board(&parent.slug),
            None => paths::BOARDS.to_owned(),
        }
    }

    fn crumbs(&self) -> Vec<Crumb> {
        match &self.parent {
            Some(parent) => crumbs_below(parent),
            None => board_crumbs(),
        }
    }

    fn page(&self, title: &str, main: AnyView) -> Page {
        let title = match &self.parent {
            Some(parent) => format!("{title} - {}", parent.name),
            None => title.to_owned(),
        };
        Page {
            section: Section::Boards,
            crumbs: self.crumbs(),
            refused: self.form.is_refused(),
            ..Page::new(title, main)
        }
    }
}

/// Draws the form, new or refused.
pub fn start_page(view: &StartView) -> Page {
    let fields = Fields(&view.form);
    let of_boards = view.parent.is_none();
    let questions = view! {
        {fields.hidden(field::KEY)}
        {of_boards.then(|| fields.radios(field::KIND, "What kind of body is it?", "", kinds()))}
        {fields.text(field::NAME, "Name", "", Width::TwoThirds)}
        {fields.text(
            field::CODE,
            "Code",
            "3 or 4 letters that no other board has. It begins the reference of each action, and stays.",
            Width::Three,
        )}
        {of_boards.then(|| fields.select(
            field::REGION,
            "Region",
            "Of a local board",
            regions(&view.regions),
        ))}
        {fields.date(STARTS_ON, "First day", "For example, 1 4 2027")}
        {of_boards.then(|| councils(view))}
    }
    .into_any();
    let main = view! {
        {layout::error_summary(&view.form)}
        {view.parent.as_ref().map(|parent| view! {
            <span class="govuk-caption-l">{parent.name.clone()}</span>
        })}
        <h1 class="govuk-heading-l">{view.heading()}</h1>
        {layout::form(&view.action(), questions, "Continue", &view.way_out())}
    }
    .into_any();
    view.page(view.heading(), main)
}

fn kinds() -> Vec<RadiosItem> {
    STARTED_KINDS
        .iter()
        .map(|kind| RadiosItem {
            content: kind.label().into(),
            value: Some(kind.code().to_owned()),
            hint: (*kind == BoardKind::Linked).then(|| {
                "A body of the system beside the boards, such as a council of experts".into()
            }),
            ..Default::default()
        })
        .collect()
}

/// The regions to choose from, none chosen.
pub(super) fn regions(regions: &[String]) -> Vec<SelectItem> {
    let none = SelectItem {
        text: "Choose a region".into(),
        value: Some(String::new()),
        ..Default::default()
    };
    let known = regions.iter().map(|region| SelectItem {
        text: region.clone(),
        value: Some(region.clone()),
        ..Default::default()
    });
    std::iter::once(none).chain(known).collect()
}

fn councils(view: &StartView) -> AnyView {
    let options = CheckboxesOptions {
        name: field::COUNCIL.into(),
        id_prefix: Some(field::COUNCIL.into()),
        classes: "govuk-checkboxes--small".into(),
        fieldset: Some(FieldsetOptions {
            legend: Some(LegendOptions {
                content: "Councils that a local board serves".into(),
                classes: "govuk-fieldset__legend--s".into(),
                ..Default::default()
            }),
            ..Default::default()
        }),
        error_message: view.form.error(field::COUNCIL).map(Into::into),
        values: view.form.answers.all(field::COUNCIL).to_vec(),
        items: view
            .councils
            .iter()
            .map(|(id, name)| CheckboxesItem::new(id.to_string(), name.clone()))
            .collect(),
        ..Default::default()
    };
    let open = view.form.error(field::COUNCIL).is_some();
    let list = if view.councils.is_empty() {
        view! { <p class="govuk-body">"The register holds no councils."</p> }.into_any()
    } else {
        view! { <Checkboxes options=options /> }.into_any()
    };
    view! {
        <Details options=DetailsOptions {
            summary: "Choose the councils it serves".into(),
            open: open || !view.form.answers.all(field::COUNCIL).is_empty(),
            ..Default::default()
        }>
            {list}
        </Details>
    }
    .into_any()
}

/// What is to be started, once more before it is.
pub enum ToStart {
    Board(StartBoard),
    SubGroup(StartSubGroup),
}

/// Draws every answer once more.
pub fn check_start_page(view: &StartView, new: &ToStart, answers: &Answers) -> Page {
    let (name, code, starts_on) = match new {
        ToStart::Board(new) => (&new.name, &new.code, new.starts_on),
        ToStart::SubGroup(new) => (&new.name, &new.code, new.starts_on),
    };
    let mut checked = vec![
        Checked::new("Name", name.clone(), field::NAME),
        Checked::new("Code", code.clone(), field::CODE),
    ];
    if let ToStart::Board(new) = new {
        let kind = Checked::new("Kind of body", new.kind.label(), field::KIND);
        checked.insert(0, kind);
        if let Some(region) = &new.region {
            checked.push(Checked::new("Region", region.clone(), field::REGION));
        }
    }
    checked.push(Checked::new(
        "First day",
        wording::date(starts_on),
        STARTS_ON.day,
    ));
    if let ToStart::Board(new) = new
        && new.kind == BoardKind::Local
    {
        let names: Vec<&str> = view
            .councils
            .iter()
            .filter(|(id, _)| new.councils.contains(id))
            .map(|(_, name)| name.as_str())
            .collect();
        checked.push(Checked::new("Councils", names.join(", "), field::COUNCIL));
    }
    let (action, way_out) = (view.action(), view.way_out());
    let main = view! {
        <h1 class="govuk-heading-l">"Check your answers"</h1>
        {layout::check_answers(&action, answers, checked, view.heading(), &way_out)}
    }
    .into_any();
    view.page(&format!("Check your answers - {}", view.heading()), main)
}
