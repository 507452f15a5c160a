//! Pilots with everything that belongs to one, and good forms about them.

use std::{cell::RefCell, collections::BTreeMap};

use app::{
    actions::types::Way,
    form::THEN,
    pilots::{
        forms::{Judgement, NewDecision, NewReturn, NewSite, NewSiteLead, SEND_IN, field},
        rough::Rough,
        rules::Act,
        status,
        types::{
            Better, Capacity, Content, Definition, EntryKind, Frequency, Parts, Pilot, Record,
            Said, Site, Stage, Unit, Verdict,
        },
    },
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    audit::Actor,
    db::entities::audit_event,
    people::store as people,
    pilots::store::{self, Desk},
};
use uuid::Uuid;

use super::{Fields, key};
use crate::support::TestPortal;

/// A pilot, and what belongs to it.
#[derive(Clone)]
pub struct Made {
    pub slug: String,
    pub site: Uuid,
    pub measure: Uuid,
    /// The return for September 2026, which is sent in.
    pub sent: Uuid,
    /// The return for October 2026, which is a draft.
    pub draft: Uuid,
    pub risk: Uuid,
    pub lesson: Uuid,
}

/// What the trail says of who made a pilot.
pub fn actor() -> Actor {
    Actor {
        person: None,
        name: "test".to_owned(),
        way: Way::Command,
    }
}

/// A month by its first day.
pub fn month(code: &str) -> NaiveDate {
    format!("{code}-01").parse().unwrap()
}

/// How the share of a test is defined.
pub fn share(name: &str) -> Definition {
    Definition {
        name: name.to_owned(),
        definition: "Reports filed within 8 weeks".to_owned(),
        unit: Unit::Ratio,
        numerator_name: "Reports within 8 weeks".to_owned(),
        denominator_name: "Reports".to_owned(),
        better: Better::Up,
        source: "Cafcass".to_owned(),
        frequency: Frequency::Monthly,
        baseline: None,
        comparator: String::new(),
        target: None,
        disclosure_limit: 5,
    }
}

/// A site that has run since January 2026; on the board Alpha, where its member's seat
/// reports, or nowhere.
pub fn new_site(portal: &TestPortal, name: &str, on_alpha: bool) -> NewSite {
    let world = &portal.world;
    NewSite {
        board: on_alpha.then(|| world.boards["alpha"]),
        name: name.to_owned(),
        courts: String::new(),
        wave: String::new(),
        planned_start: None,
        actual_start: Rough::from_code("2026-01-06"),
        planned_end: None,
        actual_end: None,
        lead_seat: on_alpha.then(|| world.seats["member"]),
        source: String::new(),
    }
}

/// One who writes about pilots in a transaction of a test.
pub struct Keeper<'a> {
    portal: &'a TestPortal,
    tx: DatabaseTransaction,
    actor: Actor,
}

impl<'a> Keeper<'a> {
    pub async fn begin(portal: &'a TestPortal) -> Self {
        Self {
            portal,
            tx: portal.state.db.begin().await.unwrap(),
            actor: actor(),
        }
    }

    pub fn desk(&self) -> Desk<'_, DatabaseTransaction> {
        Desk {
            tx: &self.tx,
            random: &self.portal.state.random,
            actor: &self.actor,
            at: self.portal.state.clock.now(),
        }
    }

    pub fn id(&self) -> Uuid {
        let state = &self.portal.state;
        state.random.id(state.clock.now())
    }

    pub async fn commit(self) {
        self.tx.commit().await.unwrap();
    }

    pub async fn pilot(&self, title: &str, stage: Stage) -> Pilot {
        let record = Record {
            title: title.to_owned(),
            former_names: "Forerunner".to_owned(),
            purpose: "canary-pilot-purpose".to_owned(),
            department: "Ministry of Justice".to_owned(),
            ..Record::default()
        };
        let id = self.id();
        store::add(&self.desk(), id, &record, stage).await.unwrap();
        store::with_key(&self.tx, id).await.unwrap().unwrap()
    }

    pub async fn site(&self, pilot: &Pilot, site: &NewSite) -> Site {
        let id = self.id();
        let added = store::sites::add(&self.desk(), pilot, (id, site)).await;
        added.unwrap();
        store::sites::find(&self.tx, id).await.unwrap().unwrap()
    }

    pub async fn measure(&self, pilot: &Pilot, it: &Definition) -> Uuid {
        let id = self.id();
        let added = store::measures::add(&self.desk(), pilot, (id, it)).await;
        added.unwrap();
        id
    }

    pub async fn entry(&self, pilot: &Pilot, kind: EntryKind, title: &str) -> Uuid {
        let id = self.id();
        let content = Content {
            title: title.to_owned(),
            ..Content::default()
        };
        let added = store::entries::add(&self.desk(), pilot, (id, kind, &content)).await;
        added.unwrap();
        id
    }

    /// Reports values of one site for a month, and approves them where that is said.
    pub async fn report(
        &self,
        site: &Site,
        month: NaiveDate,
        values: &[(Uuid, Said)],
        (act, approve): (Act, bool),
    ) -> Uuid {
        let new = NewReturn {
            month,
            version: 0,
            story: "canary-return-story".to_owned(),
            values: values.iter().cloned().collect(),
            act,
        };
        let saved = store::returns::save(&self.desk(), site, &new).await;
        saved.unwrap();
        let found = store::returns::of_month(&self.tx, site.id, month).await;
        let known = found.unwrap().unwrap();
        if approve {
            let judged = (&Judgement::Approve, known.version);
            let judged = store::returns::judge(&self.desk(), &known, judged).await;
            judged.unwrap();
        }
        known.id
    }
}

/// A share as a site reports it.
pub fn of(numerator: i64, denominator: i64) -> Said {
    Said::Value(Parts {
        numerator,
        denominator: Some(denominator),
    })
}

/// A pilot at a stage, with a site on Alpha, a measure, a return that is sent in, one
/// that is a draft, a risk and a lesson. The policy lead of the world leads it.
pub async fn made(portal: &TestPortal, stage: Stage) -> Made {
    let keeper = Keeper::begin(portal).await;
    let begun = match stage {
        Stage::Decided => Stage::Evaluation,
        stage => stage,
    };
    let pilot = keeper.pilot("A pilot of a test", begun).await;
    let site = keeper
        .site(&pilot, &new_site(portal, "Alpha town", true))
        .await;
    let measure = keeper.measure(&pilot, &share("Reports in time")).await;
    let values = [(measure, of(30, 60))];
    let sent = keeper
        .report(&site, month("2026-09"), &values, (Act::SendIn, false))
        .await;
    let draft = keeper
        .report(&site, month("2026-10"), &values, (Act::Keep, false))
        .await;
    let risk = keeper
        .entry(&pilot, EntryKind::Risk, "canary-pilot-risk")
        .await;
    let lesson = keeper
        .entry(&pilot, EntryKind::Lesson, "canary-lesson")
        .await;
    let lead = portal.world.people["policy lead"];
    let named = (lead, Some(Capacity::Lead));
    store::set_lead(&keeper.desk(), pilot.id, named)
        .await
        .unwrap();
    if stage == Stage::Decided {
        let new = NewDecision {
            verdict: Verdict::Scale,
            decider: "The Family Justice Board".to_owned(),
            decided_on: portal.state.clock.today(),
            reason: "It works".to_owned(),
            evidence: "The evaluation".to_owned(),
            reference: String::new(),
            owner: portal.world.organisations["ministry"],
            version: pilot.version,
        };
        let decided = store::outcome::decide(&keeper.desk(), &pilot, &new).await;
        decided.unwrap();
    }
    keeper.commit().await;
    Made {
        slug: pilot.slug,
        site: site.id,
        measure,
        sent,
        draft,
        risk,
        lesson,
    }
}

/// A pilot with so many sites, measures and approved months.
pub async fn large(portal: &TestPortal, sites: usize, measures: usize, months: u32) -> String {
    let keeper = Keeper::begin(portal).await;
    let pilot = keeper.pilot("A large pilot", Stage::Live).await;
    let mut known = Vec::new();
    for number in 0..measures {
        known.push(
            keeper
                .measure(&pilot, &share(&format!("Measure {number}")))
                .await,
        );
    }
    let last = month("2026-10");
    for number in 0..sites {
        let mut new = new_site(portal, &format!("Site {number}"), true);
        new.actual_start = Rough::from_code("2023");
        let site = keeper.site(&pilot, &new).await;
        let values: Vec<(Uuid, Said)> = known.iter().map(|one| (*one, of(30, 60))).collect();
        for back in 0..months {
            let month = app::pilots::rules::months_before(last, back);
            keeper
                .report(&site, month, &values, (Act::SendIn, true))
                .await;
        }
        keeper
            .entry(&pilot, EntryKind::Lesson, &format!("Lesson {number}"))
            .await;
    }
    keeper.commit().await;
    pilot.slug
}

/// The stage of the pilot that an address is asked about.
fn stage_of(path: &str) -> Stage {
    match path {
        "/pilots/{pilot}/stage" => Stage::SetUp,
        "/pilots/{pilot}/correct" | "/pilots/{pilot}/check" => Stage::Decided,
        _ => Stage::Live,
    }
}

thread_local! {
    /// The last pilot made for a request, by database and stage, with how much the trail
    /// said of pilots then.
    static LAST: RefCell<BTreeMap<(String, Stage), (Made, u64)>> = const { RefCell::new(BTreeMap::new()) };
}

/// How often anything about a pilot was written.
async fn written(portal: &TestPortal) -> u64 {
    let kinds = [
        "pilot",
        "pilot_site",
        "pilot_measure",
        "pilot_entry",
        "pilot_check",
        "site_return",
        "lesson",
    ];
    audit_event::Entity::find()
        .filter(audit_event::Column::SubjectKind.is_in(kinds))
        .count(portal.state.db.reader())
        .await
        .unwrap()
}

/// A pilot that nothing was done to: the last one, where every request since was refused.
async fn untouched(portal: &TestPortal, stage: Stage) -> Made {
    let place = (portal.database_url().to_owned(), stage);
    let before = written(portal).await;
    let last = LAST.with_borrow(|last| last.get(&place).cloned());
    if let Some((made, _)) = last.filter(|(_, then)| *then == before) {
        return made;
    }
    let made = made(portal, stage).await;
    let now = written(portal).await;
    LAST.with_borrow_mut(|last| last.insert(place, (made.clone(), now)));
    made
}

/// Approves the return for October 2026, which is at its third version then.
pub async fn approve(portal: &TestPortal, made: &Made) {
    let keeper = Keeper::begin(portal).await;
    let known = store::returns::find(&keeper.tx, made.draft).await;
    let known = known.unwrap().unwrap();
    let site = store::sites::find(&keeper.tx, made.site).await;
    let new = NewReturn {
        month: known.month,
        version: known.version,
        story: known.story.clone(),
        values: known.values.clone(),
        act: Act::SendIn,
    };
    let saved = store::returns::save(&keeper.desk(), &site.unwrap().unwrap(), &new).await;
    saved.unwrap();
    let known = store::returns::find(&keeper.tx, made.draft).await;
    let known = known.unwrap().unwrap();
    let judged = (&Judgement::Approve, known.version);
    let judged = store::returns::judge(&keeper.desk(), &known, judged).await;
    judged.unwrap();
    keeper.commit().await;
}

/// Names a person of the world who reports for the site from a day on.
pub async fn named(portal: &TestPortal, made: &Made, person: &str, from: &str) -> Uuid {
    let keeper = Keeper::begin(portal).await;
    let site = store::sites::find(&keeper.tx, made.site).await;
    let site = site.unwrap().unwrap();
    let who = portal.world.people[person];
    let new = NewSiteLead {
        email: String::new(),
        starts_on: from.parse().unwrap(),
        ends_on: None,
    };
    let named = store::site_leads::name(&keeper.desk(), &site, (who, &new)).await;
    named.unwrap();
    let all = store::site_leads::of_pilot(&keeper.tx, site.pilot).await;
    let lead = all.unwrap().into_iter().find(|lead| lead.person == who);
    keeper.commit().await;
    lead.unwrap().id
}

/// What a parameter stands for, in a pilot that nothing was done to.
pub async fn value_of(portal: &TestPortal, path: &str, name: &str) -> String {
    let made = untouched(portal, stage_of(path)).await;
    match name {
        "return" if path.ends_with("/revise") => {
            approve(portal, &made).await;
            made.draft.to_string()
        }
        "site_lead" => named(portal, &made, "no seat", "2026-11-01")
            .await
            .to_string(),
        "pilot" => made.slug,
        "site" => made.site.to_string(),
        "measure" => made.measure.to_string(),
        "return" => made.sent.to_string(),
        "entry" if path.ends_with("/withdraw") => made.lesson.to_string(),
        "entry" => made.risk.to_string(),
        _ => made.lesson.to_string(),
    }
}

/// Fields that forms about pilots may leave out.
pub const MAY_BE_LEFT_OUT: &[&str] = &[
    "sro",
    "evaluator",
    "funding",
    "logic",
    "courts",
    "wave",
    "comparator",
    "before",
    "story",
    "note",
    "detail",
    "owner",
    "sites",
    "caveat",
    "link",
    "reference",
    "dated",
    "evaluation",
    "method",
    "strength",
];

/// Whether a form about pilots may leave a field out.
pub fn may_be_left_out(path: &str, name: &str) -> bool {
    let of_pilots = path.starts_with("/pilot") || path.starts_with("/lessons");
    let has_no_source = !path.contains("measure") && name == "source";
    let has_no_target = path.contains("measure") && name == "target";
    of_pilots && (has_no_source || has_no_target || MAY_BE_LEFT_OUT.contains(&name))
}

/// Good forms about pilots.
pub async fn form(portal: &TestPortal, path: &str, address: &str) -> Fields {
    let db = portal.state.db.reader();
    let segment = address.split('/').nth(2).unwrap_or_default();
    let id = || Uuid::parse_str(segment).unwrap_or_default();
    let found = store::find(db, segment).await.unwrap();
    let version = || found.as_ref().map_or(1, |pilot| pilot.version).to_string();
    let (world, key) = (&portal.world, key(portal));
    let day = |date: app::form::date::DateField| {
        [
            (date.day, "20".to_owned()),
            (date.month, "11".to_owned()),
            (date.year, "2026".to_owned()),
        ]
    };
    let text = |text: &str| text.to_owned();
    let record = || {
        vec![
            (field::TITLE, text("Listing together")),
            (field::PURPOSE, text("Hearings that are not adjourned")),
            (field::DEPARTMENT, text("Ministry of Justice")),
        ]
    };
    let measure = || {
        vec![
            (field::NAME, text("Hearings")),
            (field::DEFINITION, text("Hearings that were held")),
            (field::UNIT, text("ratio")),
            (field::NUMERATOR_NAME, text("Hearings held")),
            (field::DENOMINATOR_NAME, text("Hearings listed")),
            (field::BETTER, text("up")),
            (field::SOURCE, text("HMCTS")),
            (field::FREQUENCY, text("monthly")),
        ]
    };
    let board = world.boards["alpha"].to_string();
    let mut own = Vec::new();
    let fields = match path {
        "/pilots/new" => [vec![(field::KEY, key)], record()].concat(),
        "/pilots/{pilot}/change" => [vec![(field::VERSION, version())], record()].concat(),
        "/pilots/{pilot}/stage" => vec![(field::VERSION, version()), (field::STAGE, text("idea"))],
        "/pilots/{pilot}/leads" => vec![
            (field::PERSON, world.people["policy lead"].to_string()),
            (field::CAPACITY, text("deputy")),
        ],
        "/pilots/{pilot}/status" | "/pilot-measures/{measure}/status" => {
            let pilot = match store::measures::find(db, id()).await.unwrap() {
                Some(measure) => Some(measure.pilot),
                None => found.as_ref().map(|pilot| pilot.id),
            };
            let all = store::evidence::statuses(db, pilot.unwrap_or_default()).await;
            let of = path.contains("measure").then(id);
            let known = status::of(&all.unwrap(), of).len();
            vec![
                (field::KEY, key),
                (field::VERSION, (known + 1).to_string()),
                (field::STANDING, text("amber")),
                (field::REASON, text("Posts are vacant")),
            ]
        }
        "/pilot-measures/{measure}/range" | "/pilot-measures/{measure}/figures" => {
            let entered = store::evidence::entered_of(db, id()).await.unwrap();
            let version = (field::VERSION, entered.version.to_string());
            if path.ends_with("/range") {
                vec![
                    version,
                    (field::REASON, text("The first months were usual")),
                ]
            } else {
                vec![
                    version,
                    (field::BEFORE, text("March 2025 41 100")),
                    (field::BEFORE_SOURCE, text("Records of the courts")),
                    (field::WITH, text("typed")),
                ]
            }
        }
        "/pilots/{pilot}/new-site" => vec![
            (field::KEY, key),
            (field::BOARD, board),
            (field::NAME, text("Beta town")),
        ],
        "/pilot-sites/{site}/change" => vec![
            (field::VERSION, text("1")),
            (field::BOARD, board),
            (field::NAME, text("Alpha city")),
        ],
        "/pilots/{pilot}/new-measure" => [vec![(field::KEY, key)], measure()].concat(),
        "/pilot-measures/{measure}/change" => {
            [vec![(field::VERSION, text("1"))], measure()].concat()
        }
        "/pilots/{pilot}/new-entry" => vec![
            (field::KEY, key),
            (field::KIND, text("lesson")),
            (field::TITLE, text("Start with the list of cases")),
        ],
        "/pilot-entries/{entry}/change" => vec![
            (field::VERSION, text("1")),
            (field::TITLE, text("Too few guardians")),
            (field::LIKELIHOOD, text("3")),
            (field::IMPACT, text("4")),
        ],
        "/pilot-entries/{entry}/withdraw" => vec![
            (field::VERSION, text("1")),
            (field::REASON, text("It did not hold")),
        ],
        "/pilots/{pilot}/chase" => {
            let sites = match &found {
                Some(pilot) => store::sites::of_pilot(db, pilot.id).await.unwrap(),
                None => Vec::new(),
            };
            let site = sites.first().map_or(Uuid::nil(), |site| site.id);
            vec![(field::SITE, site.to_string()), (THEN, text("save"))]
        }
        "/pilot-sites/{site}/leads" => {
            let person = people::find(db, world.people["no seat"]).await.unwrap();
            let email = person.and_then(|person| person.email);
            let mut fields = vec![(field::EMAIL, email.unwrap_or_default())];
            fields.extend(day(field::STARTS));
            fields
        }
        "/pilot-site-leads/{site_lead}/end" => {
            let mut fields = vec![(field::VERSION, text("1"))];
            fields.extend(day(field::ENDS));
            fields
        }
        "/pilot-measures/{measure}/targets" => {
            let mut fields = vec![(field::KEY, key), (field::TARGET_VALUE, text("62.5"))];
            fields.extend(day(field::TARGET_FROM));
            fields
        }
        "/pilot-returns/{return}/revise" => {
            let known = store::returns::find(db, id()).await.unwrap();
            for measure in known.iter().flat_map(|known| known.values.keys()) {
                own.push((field::of(field::VALUE, measure), text("31")));
                own.push((field::of(field::OVER, measure), text("60")));
            }
            let version = known.as_ref().map_or(1, |known| known.version);
            vec![
                (field::VERSION, version.to_string()),
                (field::WHY, text("One report was counted twice")),
            ]
        }
        "/pilot-sites/{site}/return" => {
            let site = store::sites::find(db, id()).await.unwrap();
            let measures = match site {
                Some(site) => store::measures::of_pilot(db, site.pilot).await.unwrap(),
                None => Vec::new(),
            };
            for measure in measures {
                own.push((field::of(field::VALUE, measure.id), text("11")));
                own.push((field::of(field::OVER, measure.id), text("102")));
            }
            vec![
                (field::VERSION, text("1")),
                (field::MONTH, text("2026-10-01")),
                (THEN, text(SEND_IN)),
            ]
        }
        "/pilot-returns/{return}" => vec![(field::VERSION, text("1")), (THEN, text("approve"))],
        "/pilots/{pilot}/decision" => {
            let mut fields = vec![
                (field::VERSION, version()),
                (field::VERDICT, text("scale")),
                (field::DECIDER, text("The Family Justice Board")),
                (field::REASON, text("It works")),
                (field::EVIDENCE, text("The evaluation")),
                (
                    field::ORGANISATION,
                    world.organisations["ministry"].to_string(),
                ),
            ];
            fields.extend(day(field::DECIDED_ON));
            fields
        }
        "/pilots/{pilot}/correct" => {
            vec![(field::KEY, key), (field::TEXT, text("It was in November"))]
        }
        "/pilots/{pilot}/check" => {
            let checks = match &found {
                Some(pilot) => store::outcome::checks(db, pilot.id).await.unwrap(),
                None => Vec::new(),
            };
            let check = checks.first().map_or(Uuid::nil(), |check| check.id);
            vec![
                (field::VERSION, text("1")),
                (field::CHECK, check.to_string()),
                (field::FINDING, text("The effect lasted")),
            ]
        }
        "/lessons/{lesson}" => vec![(field::BOARD, board), (field::STATE, text("considering"))],
        other => panic!("say in support/requests/pilots.rs what a good form of {other} holds"),
    };
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .chain(own)
        .collect()
}
