//! Organisations by the names people type.

use std::collections::HashSet;

use app::{ids::OrganisationId, membership::forms::Named, wording};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use crate::db::entities::organisation;

/// The organisations of a day, to be picked from and found by name. Read once
/// for a form: there are a few hundred.
pub struct Names {
    /// Each under the name it is offered by.
    offered: Vec<(String, OrganisationId, String)>,
}

impl Names {
    /// The organisations that exist on a day.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn on(db: &impl ConnectionTrait, day: NaiveDate) -> Result<Self, DbErr> {
        let exists = Condition::all()
            .add(
                Condition::any()
                    .add(organisation::Column::StartsOn.is_null())
                    .add(organisation::Column::StartsOn.lte(day)),
            )
            .add(
                Condition::any()
                    .add(organisation::Column::EndsOn.is_null())
                    .add(organisation::Column::EndsOn.gte(day)),
            );
        let rows = organisation::Entity::find().filter(exists).all(db).await?;
        let mut offered: Vec<_> = rows
            .into_iter()
            .map(|row| (row.short_name, OrganisationId(row.id), row.name))
            .collect();
        // Sorted here: the databases do not agree on the order of letters.
        offered.sort();
        // A short name that two kinds share is offered with the official name.
        let shared: Vec<String> = offered
            .windows(2)
            .filter_map(|pair| match pair {
                [one, other] if one.0 == other.0 => Some(one.0.clone()),
                _ => None,
            })
            .collect();
        for (short, _, name) in &mut offered {
            if shared.contains(short) {
                *short = format!("{short} ({name})");
            }
        }
        Ok(Self { offered })
    }

    /// The names to pick from, in order.
    pub fn offered(&self) -> Vec<String> {
        self.offered
            .iter()
            .map(|(name, _, _)| name.clone())
            .collect()
    }

    /// Every name that is found, as [`Names::find`] compares it: for those who
    /// look up thousands.
    pub fn all_plain(&self) -> HashSet<String> {
        self.offered
            .iter()
            .flat_map(|(offered, _, official)| {
                let short = offered.split(" (").next().unwrap_or(offered);
                [offered.as_str(), short, official.as_str()]
            })
            .map(plain)
            .collect()
    }

    /// The organisations that a typed name may mean, the likeliest first: those
    /// that share it, or else those whose names are hardly different from it.
    pub fn like(&self, typed: &str, most: usize) -> Vec<(&str, OrganisationId)> {
        let typed = plain(typed);
        let mut found: Vec<(f64, &str, OrganisationId)> = self
            .offered
            .iter()
            .filter_map(|(offered, id, official)| {
                let short = offered.split(" (").next().unwrap_or(offered);
                let alike = [offered.as_str(), short, official.as_str()]
                    .into_iter()
                    .map(|name| how_alike(&plain(name), &typed))
                    .fold(0.0, f64::max);
                (alike >= ALIKE).then_some((alike, offered.as_str(), *id))
            })
            .collect();
        found.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
        found.truncate(most);
        found.into_iter().map(|(_, name, id)| (name, id)).collect()
    }

    /// What a typed name means: the offered or the official name, accents, case
    /// and spaces aside.
    pub fn find(&self, typed: &str) -> Named {
        let typed = plain(typed);
        if typed.is_empty() {
            return Named::Nothing;
        }
        let found: Vec<_> = self
            .offered
            .iter()
            .filter(|(offered, _, official)| {
                let short = offered.split(" (").next().unwrap_or(offered);
                [offered.as_str(), short, official.as_str()]
                    .into_iter()
                    .any(|name| plain(name) == typed)
            })
            .collect();
        match found.as_slice() {
            [] => Named::Unknown,
            [(name, id, _)] => Named::One(*id, name.clone()),
            several => several
                .iter()
                .find(|(offered, _, _)| plain(offered) == typed)
                .map_or_else(
                    || Named::Several(several.iter().map(|(name, _, _)| name.clone()).collect()),
                    |(name, id, _)| Named::One(*id, name.clone()),
                ),
        }
    }
}

/// How alike two names are at least, from 0 to 1, for one to be offered for the
/// other: "Bradfrod" for Bradford, "Leeds Council" for Leeds City Council.
const ALIKE: f64 = 0.75;

/// How alike two plain names are, from 0 to 1. A name of which the other has every
/// word and more is as alike as the share of words they have in common, and half of
/// the rest.
fn how_alike(one: &str, other: &str) -> f64 {
    let words = |text: &str| -> HashSet<String> { text.split(' ').map(str::to_owned).collect() };
    let (first, second) = (words(one), words(other));
    let (shared, all) = (
        first.intersection(&second).count(),
        first.union(&second).count(),
    );
    let is_part = shared == first.len().min(second.len());
    let by_words = if is_part && all > 0 {
        f64::midpoint(1.0, shared as f64 / all as f64)
    } else {
        0.0
    };
    strsim::normalized_damerau_levenshtein(one, other).max(by_words)
}

fn plain(name: &str) -> String {
    wording::folded(&wording::tidied(name))
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn names() -> Names {
        let one = |number, short: &str, name: &str| {
            let id = OrganisationId(Uuid::from_u128(number));
            (short.to_owned(), id, name.to_owned())
        };
        Names {
            offered: vec![
                one(
                    1,
                    "Bradford",
                    "City of Bradford Metropolitan District Council",
                ),
                one(2, "Health, Kent", "Integrated care board for Kent"),
                one(3, "Kent (Kent County Council)", "Kent County Council"),
                one(4, "Kent (Kent Law Society)", "Kent Law Society"),
            ],
        }
    }

    #[test]
    fn a_name_is_found_as_people_type_it() {
        let names = names();
        let bradford = Named::One(OrganisationId(Uuid::from_u128(1)), "Bradford".to_owned());
        for typed in [
            "Bradford",
            " bradford ",
            "City of Bradford  Metropolitan District Council",
        ] {
            assert_eq!(names.find(typed), bradford, "{typed}");
        }
        assert_eq!(names.find("  "), Named::Nothing);
        assert_eq!(names.find("Bradfrod"), Named::Unknown);
    }

    #[test]
    fn names_that_are_hardly_different_are_offered() {
        let names = names();
        let like = |typed: &str| -> Vec<String> {
            let found = names.like(typed, 5).into_iter();
            found.map(|(name, _)| name.to_owned()).collect()
        };
        assert_eq!(like("Bradfrod"), ["Bradford"]);
        assert_eq!(like("kent council")[0], "Kent (Kent County Council)");
        assert_eq!(
            like("Kent"),
            [
                "Kent (Kent County Council)",
                "Kent (Kent Law Society)",
                "Health, Kent"
            ]
        );
        assert_eq!(names.like("Kent", 1).len(), 1);
        assert!(like("Nowhere").is_empty());
    }

    #[test]
    fn a_shared_name_has_to_be_told_apart() {
        let names = names();
        assert!(matches!(names.find("kent"), Named::Several(several) if several.len() == 2));
        assert!(matches!(
            names.find("Kent (Kent Law Society)"),
            Named::One(id, _) if id.0 == Uuid::from_u128(4)
        ));
    }
}
