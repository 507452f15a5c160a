//! Who sits on a board: seats, the posts of those who hold them, employers.

use app::{access::Role, membership::types::Category, organisations::types::OrganisationKind};

use super::{
    cast::Bodies,
    dice::Dice,
    pen::{Body, Pen},
    register::Board,
};
use crate::register::slug;

/// A seat to set up.
pub(super) struct Place {
    pub role: Role,
    pub category: Category,
    pub title: String,
    pub organisation: Option<Body>,
    pub required: bool,
    pub job: Job,
}

/// The kind of post that fills a seat, and for whom its holder works.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub posts: &'static [&'static str],
    /// What stands after the post: "Head of Legal, Bradford".
    pub of: String,
    /// Of the e-mail address, without `.example`.
    pub domain: String,
}

impl Job {
    pub fn new(posts: &'static [&'static str], of: &str, employer: &str) -> Self {
        Self {
            posts,
            of: of.to_owned(),
            domain: slug(employer),
        }
    }

    pub fn post(&self, dice: &mut Dice) -> String {
        format!("{}, {}", dice.word(self.posts), self.of)
    }
}

const CHILDRENS_SERVICES: &[&str] = &[
    "Assistant Director for Children's Social Care",
    "Assistant Director for Safeguarding",
    "Head of Children's Social Care",
    "Head of Court and Permanence",
    "Head of Safeguarding",
];
const COUNCIL_LEGAL: &[&str] = &[
    "Head of Legal",
    "Legal Team Manager for Children",
    "Principal Solicitor for Children",
];
const CAFCASS: &[&str] = &["Head of Practice", "Service Manager"];
const CAFCASS_CHAIRS: &[&str] = &["Assistant Director", "Head of Practice"];
const HMCTS_DELIVERY: &[&str] = &["Cluster Manager", "Delivery Manager", "Operations Manager"];
const HMCTS_LEGAL: &[&str] = &["Head of Legal Operations", "Legal Team Manager"];
const SOLICITORS: &[&str] = &["Children Panel Solicitor", "Solicitor and Partner"];
const BARRISTERS: &[&str] = &["Barrister", "Family Barrister"];
const POLICE: &[&str] = &[
    "Detective Chief Inspector, Public Protection",
    "Detective Superintendent, Public Protection",
    "Disclosure Unit Manager",
];
const HEALTH: &[&str] = &[
    "Designated Doctor for Safeguarding",
    "Designated Nurse for Safeguarding",
];
const VOLUNTARY: &[&str] = &["Chief Executive", "Service Manager"];
const DIRECTOR: &[&str] = &["Director of Children's Services"];
const SECRETARY: &[&str] = &["Board Secretary"];

/// The organisations that one board has to itself.
pub(super) struct LocalBodies {
    pub solicitors: Body,
    pub barristers: Body,
    pub police: Body,
    pub health: Body,
    pub voluntary: Body,
}

impl LocalBodies {
    /// Names that say what kind of body it is, and mean no real one: police
    /// forces and health bodies do not follow the areas of boards.
    pub async fn enter(pen: &mut Pen<'_>, board: &Board) -> anyhow::Result<Self> {
        use OrganisationKind::{Health, Legal, Police, Voluntary};
        let name = &board.name;
        Ok(Self {
            solicitors: pen
                .organisation(
                    Legal,
                    &format!("Local solicitors, {name}"),
                    &format!("Solicitors, {name}"),
                )
                .await?,
            barristers: pen
                .organisation(
                    Legal,
                    &format!("Local barristers, {name}"),
                    &format!("Barristers, {name}"),
                )
                .await?,
            police: pen
                .organisation(
                    Police,
                    &format!("Police force for {name}"),
                    &format!("Police, {name}"),
                )
                .await?,
            health: pen
                .organisation(
                    Health,
                    &format!("Integrated care board for {name}"),
                    &format!("Health, {name}"),
                )
                .await?,
            voluntary: pen
                .organisation(
                    Voluntary,
                    &format!("Domestic abuse services for {name}"),
                    &format!("Domestic abuse services, {name}"),
                )
                .await?,
        })
    }
}

/// The employer of a chair or deputy chair.
pub(super) struct Employer {
    pub body: Body,
    pub job: Job,
}

impl Employer {
    pub fn cafcass(bodies: &Bodies) -> Self {
        Self {
            body: bodies.cafcass.clone(),
            job: Job::new(CAFCASS_CHAIRS, "Cafcass", "Cafcass"),
        }
    }

    fn hmcts(bodies: &Bodies) -> Self {
        Self {
            body: bodies.hmcts.clone(),
            job: Job::new(HMCTS_DELIVERY, "HMCTS", "HMCTS"),
        }
    }

    pub fn council(council: &Body) -> Self {
        Self {
            body: council.clone(),
            job: Job::new(DIRECTOR, &council.name, &council.name),
        }
    }

    /// A council, the court service or the legal profession, not `other`.
    pub fn one_of(
        dice: &mut Dice,
        bodies: &Bodies,
        local: &LocalBodies,
        councils: &[Body],
        other: Option<&Body>,
    ) -> Self {
        let mut employers = vec![Self::hmcts(bodies)];
        employers.extend(councils.iter().map(Self::council).take(2));
        for (body, posts) in [
            (&local.solicitors, SOLICITORS),
            (&local.barristers, BARRISTERS),
        ] {
            employers.push(Self {
                body: body.clone(),
                job: Job::new(posts, "in private practice", &body.name),
            });
        }
        employers.retain(|employer| other.is_none_or(|other| employer.body.id != other.id));
        dice.shuffle(&mut employers);
        employers.pop().unwrap_or_else(|| Self::hmcts(bodies))
    }
}

/// The secretary of a board, who works for the chair's employer as a rule.
pub(super) fn secretary(board: &Board, employer: &str) -> Place {
    Place {
        role: Role::Secretariat,
        category: Category::Officers,
        title: "Board secretary".to_owned(),
        organisation: None,
        required: true,
        job: Job::new(SECRETARY, &board.name, employer),
    }
}

/// A chair or deputy chair; with no employer while nobody holds the seat.
pub(super) fn officer(role: Role, employer: Employer) -> Place {
    Place {
        role,
        category: Category::Officers,
        title: role.label().to_owned(),
        organisation: Some(employer.body),
        required: true,
        job: employer.job,
    }
}

/// The seats of the partners on a local board. Police, health and voluntary
/// services sit on some boards only (domain paper 2.3).
pub(super) fn partners(
    dice: &mut Dice,
    board: &Board,
    bodies: &Bodies,
    local: &LocalBodies,
) -> Vec<Place> {
    use Category::{
        Cafcass, ChildrensServices, CouncilLegal, Health, Hmcts, Judiciary, LegalProfession,
        Police, Voluntary,
    };
    let area = board.name.as_str();
    let mut places = Vec::new();
    let mut add = |category, title: &str, body: &Body, posts, of: &str, required| {
        places.push(Place {
            role: match category {
                Judiciary => Role::Observer,
                _ => Role::Member,
            },
            category,
            title: title.to_owned(),
            organisation: Some(body.clone()),
            required,
            job: Job::new(posts, of, &body.name),
        });
    };
    for council in &board.councils {
        let name = council.name.as_str();
        let title = format!("Children's services, {name}");
        add(
            ChildrensServices,
            &title,
            council,
            CHILDRENS_SERVICES,
            name,
            true,
        );
        let title = format!("Legal services, {name}");
        add(CouncilLegal, &title, council, COUNCIL_LEGAL, name, true);
    }
    let (cafcass, hmcts, judges) = (&bodies.cafcass, &bodies.hmcts, &bodies.judiciary);
    add(Cafcass, "Cafcass", cafcass, CAFCASS, "Cafcass", true);
    add(
        Hmcts,
        "HMCTS delivery",
        hmcts,
        HMCTS_DELIVERY,
        "HMCTS",
        true,
    );
    add(Hmcts, "HMCTS legal", hmcts, HMCTS_LEGAL, "HMCTS", true);
    for (title, post) in [
        ("Designated family judge", &["Designated Family Judge"]),
        ("District judge", &["District Judge"]),
        ("Magistrate", &["Magistrate and Family Panel Chair"]),
    ] {
        add(Judiciary, title, judges, post, area, false);
    }
    let practice = "in private practice";
    add(
        LegalProfession,
        "Solicitors",
        &local.solicitors,
        SOLICITORS,
        practice,
        true,
    );
    add(
        LegalProfession,
        "Barristers",
        &local.barristers,
        BARRISTERS,
        practice,
        true,
    );
    for (share, category, title, body, posts) in [
        (75, Police, "Police", &local.police, POLICE),
        (60, Health, "Health", &local.health, HEALTH),
        (
            45,
            Voluntary,
            "Domestic abuse services",
            &local.voluntary,
            VOLUNTARY,
        ),
    ] {
        if dice.chance(share) {
            add(category, title, body, posts, area, false);
        }
    }
    places
}

/// The seats of the national board (domain paper 1.2), with fictional holders.
pub(super) fn national(bodies: &Bodies) -> Vec<Place> {
    use Category::{Cafcass, Hmcts, Judiciary, National, Officers};
    let place = |role, category, title: &str, body: &Body, posts, required| Place {
        role,
        category,
        title: title.to_owned(),
        organisation: Some(body.clone()),
        required,
        job: Job::new(posts, &body.name, &body.name),
    };
    let (justice, education) = (&bodies.justice, &bodies.education);
    vec![
        place(
            Role::Chair,
            Officers,
            "Joint chair, justice",
            justice,
            &["Minister"],
            true,
        ),
        place(
            Role::Chair,
            Officers,
            "Joint chair, education",
            education,
            &["Minister"],
            true,
        ),
        place(
            Role::Secretariat,
            Officers,
            "Board secretary",
            justice,
            &["Head of Board Support"],
            true,
        ),
        place(
            Role::Member,
            National,
            "Family justice policy",
            justice,
            &["Director of Family Justice"],
            true,
        ),
        place(
            Role::Member,
            National,
            "Children's social care policy",
            education,
            &["Director of Children's Social Care"],
            true,
        ),
        place(
            Role::Member,
            Cafcass,
            "Cafcass",
            &bodies.cafcass,
            &["Chief Executive"],
            true,
        ),
        place(
            Role::Member,
            Hmcts,
            "HMCTS",
            &bodies.hmcts,
            &["Chief Executive"],
            true,
        ),
        place(
            Role::Observer,
            Judiciary,
            "Senior family judge",
            &bodies.judiciary,
            &["Senior Family Judge"],
            false,
        ),
        place(
            Role::NationalSecretariat,
            National,
            "National secretariat",
            justice,
            &["Family Justice Team"],
            true,
        ),
        place(
            Role::PolicyLead,
            National,
            "Policy lead, private law",
            justice,
            &["Policy Lead for Private Law"],
            true,
        ),
        place(
            Role::PolicyLead,
            National,
            "Policy lead, public law",
            education,
            &["Policy Lead for Public Law"],
            true,
        ),
    ]
}
