//! The national template: the seats that every local board is expected to have.

use uuid::Uuid;

use super::{
    rules,
    types::{Category, SeatRow},
};
use crate::{
    access::Role,
    form::{Answers, FormState, YES},
    ids::OrganisationId,
    organisations::types::OrganisationKind,
};

/// One seat of the template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateSeat {
    pub id: Uuid,
    pub position: i32,
    pub role: Role,
    pub category: Category,
    pub title: String,
    /// The kind of organisation that fills it, where one kind does.
    pub organisation_kind: Option<OrganisationKind>,
    /// Whether a board has one for each council of its area.
    pub each_council: bool,
    pub required: bool,
    pub voting: bool,
    pub term_months: Option<u32>,
    pub version: i32,
}

/// The categories that every board is expected to have a seat for.
pub fn required_categories(template: &[TemplateSeat]) -> Vec<Category> {
    let mut categories: Vec<Category> = template
        .iter()
        .filter(|seat| seat.required)
        .map(|seat| seat.category)
        .collect();
    categories.sort();
    categories.dedup();
    categories
}

/// Those of them that a board has no seat for at all.
pub fn missing_categories(template: &[TemplateSeat], seats: &[SeatRow]) -> Vec<Category> {
    required_categories(template)
        .into_iter()
        .filter(|category| !seats.iter().any(|seat| seat.category == *category))
        .collect()
}

/// A council of a board's area, as far as seats are set up for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CouncilOfArea {
    pub id: OrganisationId,
    pub name: String,
}

/// The seats of the template that a board lacks: of each category and role, and
/// of each council where there is one for each.
pub fn missing_seats<'a>(
    template: &'a [TemplateSeat],
    seats: &[SeatRow],
    councils: &'a [CouncilOfArea],
) -> Vec<(&'a TemplateSeat, Option<&'a CouncilOfArea>)> {
    let has = |wanted: &TemplateSeat, council: Option<&CouncilOfArea>| {
        seats.iter().any(|seat| {
            seat.category == wanted.category
                && seat.role == wanted.role
                && council.is_none_or(|council| seat.organisation == Some(council.id))
        })
    };
    let mut missing = Vec::new();
    for wanted in template {
        if wanted.each_council {
            missing.extend(
                councils
                    .iter()
                    .filter(|council| !has(wanted, Some(council)))
                    .map(|council| (wanted, Some(council))),
            );
        } else if !has(wanted, None) {
            missing.push((wanted, None));
        }
    }
    missing
}

/// Names of the form's fields, beside those of [`super::forms::field`].
pub mod field {
    /// The seat of the template that is changed; drawn fresh for a new one.
    pub const ROW: &str = "row";
    pub const KIND: &str = "kind";
    pub const EACH_COUNCIL: &str = "each-council";
    /// Pressed instead of saving.
    pub const REMOVE: &str = "remove";
}

/// The form for a seat of the template, filled with what it is like.
pub fn filled(seat: &TemplateSeat) -> FormState {
    use super::forms::field as seats;
    let tick = |on: bool| if on { YES } else { "" };
    FormState::new(
        Answers::default()
            .with(field::ROW, seat.id.to_string())
            .with(seats::VERSION, seat.version.to_string())
            .with(seats::CATEGORY, seat.category.code())
            .with(seats::ROLE, seat.role.code())
            .with(seats::TITLE, seat.title.as_str())
            .with(
                field::KIND,
                seat.organisation_kind.map_or("", OrganisationKind::code),
            )
            .with(field::EACH_COUNCIL, tick(seat.each_council))
            .with(seats::REQUIRED, tick(seat.required))
            .with(seats::VOTING, tick(seat.voting))
            .with(
                seats::TERM,
                seat.term_months
                    .map_or_else(String::new, |term| term.to_string()),
            ),
    )
}

/// The form for a new seat of the template.
pub fn blank(id: Uuid) -> FormState {
    use super::forms::field as seats;
    FormState::new(
        Answers::default()
            .with(field::ROW, id.to_string())
            .with(seats::VERSION, "0")
            .with(seats::REQUIRED, YES)
            .with(seats::VOTING, YES),
    )
}

/// Reads the form; the version is 0 for a new seat.
///
/// # Errors
/// The form as typed with every mistake, in the order of the page.
pub fn parse(answers: Answers) -> Result<TemplateSeat, FormState> {
    use super::forms::field as seats;
    let mut form = FormState::new(answers);
    let category = form.need_choice(seats::CATEGORY, "Select a category", |code| {
        Category::from_code(code).filter(|category| *category != Category::National)
    });
    let role = form.need_choice(seats::ROLE, "Select a role", Role::from_code);
    if let (Some(category), Some(role)) = (category, role)
        && !rules::roles_of(category).contains(&role)
    {
        form.refuse(
            seats::ROLE,
            "Select a role that a seat of this category may have",
        );
    }
    let title = form.need_text(seats::TITLE, "Enter a title", "Title", 120);
    let each_council = form.answers.is_ticked(field::EACH_COUNCIL);
    let kind = OrganisationKind::from_code(form.answers.text(field::KIND));
    let typed = form.answers.text(seats::TERM).trim().to_owned();
    let term_months = typed
        .parse::<u32>()
        .ok()
        .filter(|months| (1..=120).contains(months));
    if !typed.is_empty() && term_months.is_none() {
        form.refuse(
            seats::TERM,
            "Term must be a number of months between 1 and 120",
        );
    }
    let id = form.key(field::ROW);
    // The next version has to be a number, too.
    let version = form.answers.text(seats::VERSION).parse::<i32>().ok();
    let version = version.filter(|version| (0..i32::MAX).contains(version));
    if id.is_none() || version.is_none() {
        form.refuse(
            seats::TITLE,
            "Check the seat and save it again. The page it came from was out of date",
        );
    }
    match (category, role, id, version) {
        (Some(category), Some(role), Some(id), Some(version)) if !form.is_refused() => {
            Ok(TemplateSeat {
                id,
                position: 0,
                role,
                category,
                title,
                organisation_kind: if each_council {
                    Some(OrganisationKind::Council)
                } else {
                    kind
                },
                each_council,
                required: form.answers.is_ticked(seats::REQUIRED),
                voting: form.answers.is_ticked(seats::VOTING) && rules::may_vote(role),
                term_months,
                version,
            })
        }
        _ => Err(form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(category: Category, each_council: bool) -> TemplateSeat {
        TemplateSeat {
            id: Uuid::nil(),
            position: 1,
            role: Role::Member,
            category,
            title: "Director".to_owned(),
            organisation_kind: None,
            each_council,
            required: true,
            voting: true,
            term_months: None,
            version: 1,
        }
    }

    fn council(number: u128) -> CouncilOfArea {
        CouncilOfArea {
            id: OrganisationId(Uuid::from_u128(number)),
            name: format!("Council {number}"),
        }
    }

    fn seat(category: Category, organisation: Option<OrganisationId>) -> SeatRow {
        SeatRow {
            board: crate::ids::BoardId(Uuid::nil()),
            board_slug: String::new(),
            board_name: String::new(),
            board_region: None,
            seat: crate::ids::SeatId(Uuid::nil()),
            title: String::new(),
            category,
            role: Role::Member,
            voting: true,
            required: true,
            organisation,
            organisation_name: None,
            state: super::super::types::SeatState::Vacant,
            vacant_since: None,
            holder: None,
            stand_ins: Vec::new(),
        }
    }

    #[test]
    fn a_board_lacks_a_seat_for_each_council_that_has_none() {
        let template = [
            wanted(Category::ChildrensServices, true),
            wanted(Category::Police, false),
            wanted(Category::Cafcass, false),
        ];
        let councils = [council(1), council(2)];
        let seats = [
            seat(Category::ChildrensServices, Some(councils[0].id)),
            seat(Category::Cafcass, None),
        ];
        let missing = missing_seats(&template, &seats, &councils);
        let missing: Vec<_> = missing
            .iter()
            .map(|(seat, council)| (seat.category, council.map(|council| council.id)))
            .collect();
        assert_eq!(
            missing,
            [
                (Category::ChildrensServices, Some(councils[1].id)),
                (Category::Police, None)
            ]
        );
        assert_eq!(missing_categories(&template, &seats), [Category::Police]);
    }

    #[test]
    fn a_seat_of_the_template_reads_back_as_it_was_filled_in() {
        let seat = wanted(Category::Police, false);
        let read = parse(filled(&seat).answers).unwrap();
        assert_eq!(
            TemplateSeat {
                position: 1,
                ..read
            },
            seat
        );
        assert!(parse(blank(Uuid::nil()).answers).is_err());
    }
}
