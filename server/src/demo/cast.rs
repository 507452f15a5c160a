//! Who one can choose to be, and which boards they need.

use std::collections::BTreeMap;

use anyhow::Context;
use app::{
    boards::types::BoardKind,
    ids::{BoardId, OrganisationId},
    organisations::types::OrganisationKind,
};
use chrono::{DateTime, Utc};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::{
    dice::Dice,
    names::Names,
    pen::{Body, Member, Pen, nobody},
    register::Board,
};
use crate::{
    audit::{self, Chain},
    db::entities::persona,
    invitations::store as invitations,
    register::slug,
};

/// One local board in three had a chair from Cafcass when they were last
/// counted, 14 of 42. Which ones is not known: chance decides here.
const CAFCASS_CHAIRS_ONE_IN: usize = 3;

/// Boards that the Cafcass officer one can choose to be chairs.
const CHAIRED_BY_ONE_OFFICER: usize = 3;

/// Boards that have lost their chair.
const WITHOUT_CHAIR: usize = 2;

/// Organisations that sit on many boards.
pub(super) struct Bodies {
    pub cafcass: Body,
    pub hmcts: Body,
    pub judiciary: Body,
    pub justice: Body,
    pub education: Body,
}

impl Bodies {
    pub async fn enter(pen: &mut Pen<'_>) -> anyhow::Result<Self> {
        use OrganisationKind::{Cafcass, Department, Hmcts, Judiciary};
        Ok(Self {
            cafcass: pen
                .organisation(
                    Cafcass,
                    "Children and Family Court Advisory and Support Service (Cafcass)",
                    "Cafcass",
                )
                .await?,
            hmcts: pen
                .organisation(Hmcts, "HM Courts & Tribunals Service (HMCTS)", "HMCTS")
                .await?,
            judiciary: pen
                .organisation(Judiciary, "Judiciary (England and Wales)", "Judiciary")
                .await?,
            justice: pen
                .organisation(Department, "Ministry of Justice", "Ministry of Justice")
                .await?,
            education: pen
                .organisation(
                    Department,
                    "Department for Education",
                    "Department for Education",
                )
                .await?,
        })
    }
}

/// Where the chair of a board comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chair {
    /// The chair one can choose to be.
    Persona,
    /// The Cafcass officer one can choose to be.
    CafcassPersona,
    Cafcass,
    Elsewhere,
    /// Left, and nobody has followed.
    Lost,
}

/// The people one can choose to be, with what they need around them.
pub(super) struct Cast {
    /// The board of the chair, the judge and the secretary.
    pub home: BoardId,
    pub chair: Member,
    pub chair_body: Body,
    pub officer: Member,
    /// The council that sits on most boards, so that its officer sees several.
    pub council: Body,
    pub cafcass_chair: Member,
    pub judge: Member,
    pub policy_lead: Member,
    pub secretary: Member,
    pub national: Member,
    chairs: BTreeMap<BoardId, Chair>,
}

impl Cast {
    /// Chooses the boards and enters the people, each with an invitation.
    pub async fn enter(
        pen: &mut Pen<'_>,
        dice: &mut Dice,
        names: &mut Names,
        boards: &[Board],
        bodies: &Bodies,
        invited_until: DateTime<Utc>,
    ) -> anyhow::Result<Self> {
        let (council, his_boards) = busiest_council(boards)?;
        let home = *his_boards.first().context("the council sits on no board")?;
        let chair_body = home
            .councils
            .iter()
            .find(|other| other.id != council.id)
            .unwrap_or(&bodies.hmcts)
            .clone();
        let chairs = chairs(dice, boards, home.id);
        let chaired = |wanted: Chair| {
            boards
                .iter()
                .filter(|board| chairs.get(&board.id) == Some(&wanted))
                .map(|board| board.name.as_str())
                .collect::<Vec<_>>()
        };

        let mut people = People {
            pen,
            dice,
            names,
            invited_until,
            position: 0,
        };
        let place = &home.name;
        Ok(Self {
            chair: people
                .add(
                    "Chair",
                    &format!("Director of Children's Services, {}", chair_body.name),
                    &chair_body.name,
                    &format!("Chairs {place}."),
                )
                .await?,
            officer: people
                .add(
                    "Council officer",
                    &format!("Head of Children's Social Care, {}", council.name),
                    &council.name,
                    &format!(
                        "Represents {} on {}.",
                        council.name,
                        listed(&names_of(&his_boards))
                    ),
                )
                .await?,
            cafcass_chair: people
                .add(
                    "Cafcass officer who chairs",
                    "Assistant Director, Cafcass",
                    "Cafcass",
                    &format!("Chairs {}.", listed(&chaired(Chair::CafcassPersona))),
                )
                .await?,
            judge: people
                .add(
                    "Judge",
                    &format!("Designated Family Judge, {place}"),
                    "Judiciary",
                    &format!("Observer on {place}: reads everything and owns no action."),
                )
                .await?,
            policy_lead: people
                .add(
                    "Policy lead",
                    "Policy Lead for Private Law, Ministry of Justice",
                    "Ministry of Justice",
                    "Leads a national theme and sees no board's actions.",
                )
                .await?,
            secretary: people
                .add(
                    "Board secretary",
                    &format!("Board Secretary, {place}"),
                    &chair_body.name,
                    &format!("Keeps the log of {place}."),
                )
                .await?,
            national: people
                .add(
                    "National secretariat",
                    "Family Justice Team, Ministry of Justice",
                    "Ministry of Justice",
                    "Sees every board and acts on none.",
                )
                .await?,
            home: home.id,
            chair_body,
            council: {
                people
                    .add(
                        "Someone with no seat",
                        &format!("Service Manager, {}", council.name),
                        &council.name,
                        "Is known to the portal and holds no seat.",
                    )
                    .await?;
                council
            },
            chairs,
        })
    }

    /// Where the chair of a board comes from.
    pub fn chair_of(&self, board: BoardId) -> Chair {
        self.chairs.get(&board).copied().unwrap_or(Chair::Elsewhere)
    }
}

/// The council on most boards, the first by name of several, with its boards.
fn busiest_council(boards: &[Board]) -> anyhow::Result<(Body, Vec<&Board>)> {
    let mut places: BTreeMap<OrganisationId, (&Body, Vec<&Board>)> = BTreeMap::new();
    for board in boards {
        for council in &board.councils {
            let place = places.entry(council.id);
            place.or_insert((council, Vec::new())).1.push(board);
        }
    }
    let (council, boards) = places
        .into_values()
        .min_by_key(|(council, boards)| (std::cmp::Reverse(boards.len()), &council.name))
        .context("The register holds no council. Load its councils first")?;
    Ok((council.clone(), boards))
}

fn chairs(dice: &mut Dice, boards: &[Board], home: BoardId) -> BTreeMap<BoardId, Chair> {
    let mut local: Vec<_> = boards
        .iter()
        .filter(|board| board.kind == BoardKind::Local)
        .map(|board| board.id)
        .collect();
    let cafcass = local.len() / CAFCASS_CHAIRS_ONE_IN;
    local.retain(|board| *board != home);
    dice.shuffle(&mut local);
    let kinds = (0..local.len()).map(|number| match number {
        number if number < CHAIRED_BY_ONE_OFFICER.min(cafcass) => Chair::CafcassPersona,
        number if number < cafcass => Chair::Cafcass,
        number if number < cafcass + WITHOUT_CHAIR => Chair::Lost,
        _ => Chair::Elsewhere,
    });
    let mut chairs: BTreeMap<_, _> = local.iter().copied().zip(kinds).collect();
    chairs.insert(home, Chair::Persona);
    chairs
}

fn names_of<'a>(boards: &[&'a Board]) -> Vec<&'a str> {
    boards.iter().map(|board| board.name.as_str()).collect()
}

/// "Devon, Essex and Kent". Names that hold an "and" are kept apart by more
/// than an "and".
fn listed(names: &[&str]) -> String {
    let (between, last_between) = match names {
        _ if !names.iter().any(|name| name.contains(" and ")) => (", ", " and "),
        [_, _] => ("", ", and "),
        _ => ("; ", "; and "),
    };
    match names {
        [] => "no board".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{}{last_between}{last}", first.join(between)),
    }
}

/// Enters people one can choose to be, in the order they are offered.
struct People<'p, 'db> {
    pen: &'p mut Pen<'db>,
    dice: &'p mut Dice,
    names: &'p mut Names,
    invited_until: DateTime<Utc>,
    position: i32,
}

impl People<'_, '_> {
    async fn add(
        &mut self,
        label: &str,
        post: &str,
        employer: &str,
        place: &str,
    ) -> anyhow::Result<Member> {
        let name = self.names.name(self.dice);
        let email = self.names.address(&name, &slug(employer));
        let person = self.pen.person(name, post.to_owned(), email).await?;
        let (tx, random, at) = self.pen.write();
        invitations::invite(
            tx,
            random,
            &nobody(),
            at,
            person.id,
            &person.email,
            self.invited_until,
        )
        .await?;
        self.position += 1;
        let description = format!("{post}. {place}");
        persona::Entity::insert(persona::ActiveModel::from(persona::Model {
            person_id: person.id.0,
            position: self.position,
            label: label.to_owned(),
            description: description.clone(),
        }))
        .exec_without_returning(tx)
        .await?;
        let event = audit::Event {
            chain: Chain::Portal,
            at,
            verb: "added",
            subject_kind: "persona",
            subject: Some(person.id.0),
            before: Value::Null,
            after: json!({"label": label, "description": description}),
        };
        audit::record(tx, random, &nobody(), event).await?;
        self.pen.summary.personas += 1;
        Ok(person)
    }
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn boards_are_listed_in_words() {
        assert_eq!(listed(&["Devon"]), "Devon");
        assert_eq!(listed(&["Devon", "Essex", "Kent"]), "Devon, Essex and Kent");
        assert_eq!(
            listed(&["Devon", "Kent and Medway"]),
            "Devon, and Kent and Medway"
        );
        assert_eq!(
            listed(&["Devon", "Kent and Medway", "Essex"]),
            "Devon; Kent and Medway; and Essex"
        );
    }
}
