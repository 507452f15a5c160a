//! Who is meant by a row.

use super::{
    super::types::{KnownSeat, Namesake, PersonPlan, SOMEBODY_NEW},
    Ground, Judge, Wanted,
    outcome::Who,
};
use crate::{ids::PersonId, imports::plain};

impl<'a> Judge<'a> {
    /// Holds that an address belongs to one person throughout the file.
    pub(super) fn one_name(&mut self, number: i32, wanted: &Wanted) -> Result<(), String> {
        let Some(email) = &wanted.email else {
            return Ok(());
        };
        let name = plain(&wanted.full_name);
        let (earlier, known) = self
            .names
            .entry(email.clone())
            .or_insert_with(|| (number, name.clone()));
        if *known == name {
            return Ok(());
        }
        Err(format!(
            "Row {earlier} gives somebody with another name the same email address"
        ))
    }

    /// Whoever has the address of a row.
    pub(super) fn by_email(&self, wanted: &Wanted) -> Option<&'a Namesake> {
        let ground: &'a Ground = self.ground;
        ground.by_email.get(wanted.email.as_ref()?)
    }

    pub(super) fn is_me(&self, who: &Who) -> bool {
        match who {
            Who::Known(person) => Some(*person) == self.ground.me,
            Who::New(_) => false,
            Who::Uncertain { people, .. } => people
                .iter()
                .any(|person| Some(person.person) == self.ground.me),
        }
    }

    /// Who is meant: whoever has the address, or else whoever of the board has
    /// the name and no other address. Where the two do not agree, it is asked.
    pub(super) fn who(
        &self,
        wanted: &Wanted,
        seat: Option<&KnownSeat>,
        choice: &str,
    ) -> Result<Who, String> {
        let has_it_already = |person: PersonId| {
            seat.is_some_and(|seat| {
                let mut held = self.in_place(seat, wanted);
                held.any(|held| held.person == person)
            })
        };
        if let Some(known) = self.by_email(wanted) {
            let chosen = uuid::Uuid::parse_str(choice).ok().map(PersonId);
            if chosen.is_some_and(|chosen| chosen != known.person) {
                return Err("The email address belongs to somebody else than was chosen".to_owned());
            }
            let is_named = plain(&known.full_name) == plain(&wanted.full_name);
            if is_named || chosen.is_some() || has_it_already(known.person) {
                return Ok(Who::Known(known.person));
            }
            return Ok(self.under_another_name(known));
        }
        let new = || match &wanted.email {
            Some(email) => Ok(Who::New(PersonPlan::New {
                full_name: wanted.full_name.clone(),
                email: email.clone(),
                post: wanted.post.clone(),
            })),
            None => Err("Enter an email address".to_owned()),
        };
        let same = self.ground.namesakes.get(&plain(&wanted.full_name));
        let Some(same) = same.filter(|same| !same.is_empty()) else {
            return new();
        };
        let chosen = same
            .iter()
            .find(|person| person.person.to_string() == choice);
        let is_the_one = |one: &&Namesake| has_it_already(one.person);
        if let Some(one) = chosen.or_else(|| same.iter().find(is_the_one)) {
            return Ok(Who::Known(one.person));
        }
        match same.as_slice() {
            _ if choice == SOMEBODY_NEW => new(),
            [one] if may_have(one, wanted) => Ok(Who::Known(one.person)),
            several => Ok(Who::Uncertain {
                people: several.to_vec(),
                or_new: wanted.email.is_some(),
                reason: match several {
                    [_] => "The board knows this name with another email address",
                    _ => "The board knows more than one person of this name",
                }
                .to_owned(),
            }),
        }
    }

    /// Somebody whose address a row has under another name. Whoever is not of this
    /// board is not named: a file of guesses would tell who has which address.
    pub(super) fn under_another_name(&self, known: &Namesake) -> Who {
        let of_board = self
            .ground
            .namesakes
            .get(&plain(&known.full_name))
            .is_some_and(|all| all.iter().any(|one| one.person == known.person));
        let (shown, reason) = if of_board {
            let name = &known.full_name;
            let reason = format!("The portal knows this email address as that of {name}");
            (known.clone(), reason)
        } else {
            let shown = Namesake {
                full_name: "Whoever the portal knows by this email address".to_owned(),
                post: String::new(),
                email: None,
                person: known.person,
            };
            let reason = "The portal knows this email address under another name".to_owned();
            (shown, reason)
        };
        Who::Uncertain {
            people: vec![shown],
            or_new: false,
            reason,
        }
    }
}

/// Whether the address of a row may be that of somebody: one of them is not
/// known. Those who have it are found by it.
fn may_have(one: &Namesake, wanted: &Wanted) -> bool {
    one.email.is_none() || wanted.email.is_none()
}
