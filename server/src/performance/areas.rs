//! Which areas there are, and which one a label of an official file means.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use app::{
    performance::{
        catalogue::Publisher,
        types::{
            Area, AreaKind, COUNTRIES, ENGLAND, ENGLAND_AND_WALES, LEFT_OUT, Label, council_area,
            dfj_area, region_area,
        },
    },
    wording,
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::store;
use crate::db::entities::{board, board_alias, organisation};

/// The areas of the portal, and the names that lead to them.
pub(super) struct Ground {
    areas: BTreeMap<AreaKind, Vec<Area>>,
    /// By kind and folded name. What two areas go by leads to none.
    named: HashMap<(AreaKind, String), BTreeSet<String>>,
    /// What somebody decided, by publisher, kind and folded label.
    mapped: HashMap<(Publisher, AreaKind, String), String>,
}

/// A label without what may differ.
pub(super) fn folded(label: &str) -> String {
    wording::folded(&wording::tidied(label))
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

impl Ground {
    /// The areas of the boards there are on a day: four queries.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn read(db: &impl ConnectionTrait, day: NaiveDate) -> Result<Self, DbErr> {
        let boards = board::Entity::find()
            .filter(
                Condition::any()
                    .add(board::Column::EndsOn.is_null())
                    .add(board::Column::EndsOn.gte(day)),
            )
            .all(db)
            .await?;
        let aliases = board_alias::Entity::find().all(db).await?;
        let councils = organisation::Entity::find()
            .filter(organisation::Column::Kind.eq("council"))
            .all(db)
            .await?;
        let mut ground = Self {
            areas: BTreeMap::new(),
            named: HashMap::new(),
            mapped: HashMap::new(),
        };
        let mut dfj: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut regions = BTreeSet::new();
        for board in &boards {
            if let Some(region) = &board.region {
                regions.insert(region.clone());
            }
            let Some(code) = &board.area_code else {
                continue;
            };
            dfj.entry(code.clone())
                .or_default()
                .push(board.name.clone());
            let key = dfj_area(code);
            ground.name(AreaKind::Dfj, &board.name, &key);
            ground.name(AreaKind::Dfj, &code.replace('_', " "), &key);
            for alias in aliases.iter().filter(|alias| alias.board_id == board.id) {
                ground.name(AreaKind::Dfj, &alias.label, &key);
            }
        }
        let of_dfj = dfj.into_iter().map(|(code, mut names)| {
            names.sort();
            Area {
                key: dfj_area(&code),
                name: names.join(" and "),
            }
        });
        ground.areas.insert(AreaKind::Dfj, sorted(of_dfj));
        let of_regions = regions.iter().map(|region| Area {
            key: region_area(region),
            name: region.clone(),
        });
        ground.areas.insert(AreaKind::Region, sorted(of_regions));
        for region in &regions {
            ground.name(AreaKind::Region, region, &region_area(region));
        }
        for council in &councils {
            let key = council_area(council.id);
            ground.name(AreaKind::Council, &council.name, &key);
            ground.name(AreaKind::Council, &council.short_name, &key);
        }
        let of_councils = councils.into_iter().map(|council| Area {
            key: council_area(council.id),
            name: council.name,
        });
        ground.areas.insert(AreaKind::Council, sorted(of_councils));
        for mapped in store::labels(db).await? {
            let key = (mapped.publisher, mapped.kind, folded(&mapped.label));
            ground.mapped.insert(key, mapped.area);
        }
        Ok(ground)
    }

    fn name(&mut self, kind: AreaKind, name: &str, key: &str) {
        let areas = self.named.entry((kind, folded(name))).or_default();
        areas.insert(key.to_owned());
    }

    /// The area that a label means, or that it is left out; none where nobody knows.
    pub fn find(&self, publisher: Publisher, label: &Label) -> Option<String> {
        let kind = AreaKind::from_code(&label.kind)?;
        let name = folded(&label.label);
        if let Some(area) = self.mapped.get(&(publisher, kind, name.clone())) {
            return Some(area.clone());
        }
        let country = COUNTRIES
            .iter()
            .find(|(key, known)| may_be(kind, key) && folded(known) == name);
        if let Some((key, _)) = country {
            return Some((*key).to_owned());
        }
        let areas = self.named.get(&(kind, name))?;
        match areas.first() {
            Some(area) if areas.len() == 1 => Some(area.clone()),
            _ => None,
        }
    }

    /// What a label of a kind can mean, leaving it out last.
    pub fn offered(&self, kind: AreaKind) -> Vec<Area> {
        let countries = COUNTRIES.iter().filter(|(key, _)| may_be(kind, key));
        let countries = countries.map(|(key, name)| Area {
            key: (*key).to_owned(),
            name: (*name).to_owned(),
        });
        let areas = self.areas.get(&kind).cloned().unwrap_or_default();
        areas
            .into_iter()
            .chain(countries)
            .chain([Area {
                key: LEFT_OUT.to_owned(),
                name: "Leave out: not an area of the portal".to_owned(),
            }])
            .collect()
    }

    /// What every kind of label can mean.
    pub fn all_offered(&self) -> Vec<(AreaKind, Vec<Area>)> {
        AreaKind::ALL
            .iter()
            .map(|kind| (*kind, self.offered(*kind)))
            .collect()
    }

    /// The name of an area, for people.
    pub fn name_of(&self, key: &str) -> String {
        let countries = COUNTRIES.iter().map(|(key, name)| (*key, *name));
        let areas = self.areas.values().flatten();
        areas
            .map(|area| (area.key.as_str(), area.name.as_str()))
            .chain(countries)
            .find(|(known, _)| *known == key)
            .map_or_else(
                || "An area that is no longer there".to_owned(),
                |(_, name)| name.to_owned(),
            )
    }
}

/// Whether a label of a kind can mean a country. DFJ areas add up to the country,
/// so that none of them is one.
fn may_be(kind: AreaKind, country: &str) -> bool {
    match kind {
        AreaKind::Dfj => country != ENGLAND && country != ENGLAND_AND_WALES,
        AreaKind::Region => true,
        AreaKind::Council => country != ENGLAND_AND_WALES,
    }
}

fn sorted(areas: impl Iterator<Item = Area>) -> Vec<Area> {
    let mut areas: Vec<Area> = areas.collect();
    areas.sort_by_cached_key(|area| wording::folded(&area.name));
    areas
}
