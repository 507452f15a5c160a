//! What a register of members looks like after some years: bodies beside the
//! boards, a sub-group, a seat that was given up, and seats in every state.
//!
//! Made with dice of its own, so that the boards and their actions are the same
//! without it. Nothing here leads an action.

use app::{
    access::Role,
    boards::types::{BoardKind, NameConfidence},
    membership::types::{Capacity, Category, Designation, EndReason},
    organisations::types::OrganisationKind,
};
use chrono::{Days, Months, NaiveDate};

use super::{
    cast::{Bodies, Cast},
    dice::Dice,
    names::Names,
    pen::{Body, Pen, nobody},
    posts::Job,
    register::Board,
    seats::hire,
};
use crate::{
    boards::store::{self as boards, NewBoard},
    membership::{
        appointments::NewAppointment,
        seats::{self, NewSeat},
    },
    register::slug,
};

/// How long a term lasts where one is set, in months.
const TERM: u32 = 24;

/// How a seat stands when the demonstration is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Filled,
    EndsSoon,
    CarriedOver,
    Covered,
    Vacant,
}

/// The states in turn, so that each is on some boards.
const STANDINGS: [Standing; 5] = [
    Standing::Filled,
    Standing::EndsSoon,
    Standing::CarriedOver,
    Standing::Covered,
    Standing::Vacant,
];

/// A seat to be set up, and what becomes of it.
struct Place {
    role: Role,
    category: Category,
    title: &'static str,
    organisation: Option<Body>,
    required: bool,
    posts: &'static [&'static str],
    standing: Standing,
    /// Whom the holder represents, where it is not whom the seat is kept for.
    represents: Option<Body>,
}

impl Place {
    fn new(
        category: Category,
        title: &'static str,
        organisation: Option<&Body>,
        posts: &'static [&'static str],
    ) -> Self {
        Self {
            role: Role::Member,
            category,
            title,
            organisation: organisation.cloned(),
            required: false,
            posts,
            standing: Standing::Filled,
            represents: None,
        }
    }

    fn officer(role: Role, title: &'static str, organisation: Option<&Body>) -> Self {
        Self {
            role,
            required: true,
            ..Self::new(
                Category::Officers,
                title,
                organisation,
                &["Head of Partnerships", "Programme Manager"],
            )
        }
    }

    fn standing(self, standing: Standing) -> Self {
        Self { standing, ..self }
    }
}

/// Everything beside the boards and their usual seats.
pub(super) struct Extras<'e, 'db> {
    pub pen: &'e mut Pen<'db>,
    pub dice: &'e mut Dice,
    pub names: &'e mut Names,
    pub cast: &'e Cast,
    pub bodies: &'e Bodies,
    /// The day the portal opens.
    pub opened: NaiveDate,
    pub today: NaiveDate,
}

impl Extras<'_, '_> {
    /// Sets up what is to be there beside the usual seats of these boards.
    pub async fn set_up(&mut self, boards: &[Board]) -> anyhow::Result<()> {
        let local = |board: &&Board| board.kind == BoardKind::Local;
        let providers = self
            .pen
            .organisation(
                OrganisationKind::Mediation,
                "Family mediation providers of several areas",
                "Mediation providers",
            )
            .await?;
        for (number, board) in boards.iter().filter(local).enumerate() {
            self.mediation(board, number, &providers).await?;
            if board.id == self.cast.home {
                self.every_state(board).await?;
                self.given_up(board).await?;
                self.sub_group(board).await?;
            }
        }
        for board in boards {
            if board.kind == BoardKind::Linked {
                self.linked(board).await?;
            }
        }
        Ok(())
    }

    /// One more seat on every board, in another state on each.
    async fn mediation(
        &mut self,
        board: &Board,
        number: usize,
        providers: &Body,
    ) -> anyhow::Result<()> {
        let name = &board.name;
        let mediators = self
            .pen
            .organisation(
                OrganisationKind::Mediation,
                &format!("Family mediators of {name}"),
                &format!("Mediators, {name}"),
            )
            .await?;
        let standing = STANDINGS
            .get(number % STANDINGS.len())
            .copied()
            .unwrap_or(Standing::Filled);
        let place = Place {
            // Where a local body has nobody, a larger one may speak.
            represents: number.is_multiple_of(4).then(|| providers.clone()),
            ..Place::new(
                Category::Mediation,
                "Family mediation",
                Some(&mediators),
                &["Family Mediator", "Mediation Manager"],
            )
        };
        self.place(board, place.standing(standing)).await
    }

    /// A seat in each state on the board of those whom one can choose to be.
    async fn every_state(&mut self, board: &Board) -> anyhow::Result<()> {
        use OrganisationKind::{Adoption, Education, Probation};
        for (kind, what, category, title, posts, standing) in [
            (
                Probation,
                "Probation",
                Category::Probation,
                "Probation",
                &["Head of Probation Delivery"][..],
                Standing::EndsSoon,
            ),
            (
                Education,
                "Schools",
                Category::Education,
                "Education",
                &["Virtual School Head"],
                Standing::CarriedOver,
            ),
            (
                Adoption,
                "Adoption agency",
                Category::Adoption,
                "Adoption",
                &["Head of Adoption"],
                Standing::Covered,
            ),
        ] {
            let short_name = format!("{what}, {}", board.name);
            let name = format!("{what} for {}", board.name);
            let body = self.pen.organisation(kind, &name, &short_name).await?;
            let place = Place::new(category, title, Some(&body), posts);
            self.place(board, place.standing(standing)).await?;
        }
        let place = Place::new(Category::YoungPeople, "Young people's voice", None, &[]);
        self.place(board, place.standing(Standing::Vacant)).await
    }

    /// A seat that the board had for some years and gave up.
    async fn given_up(&mut self, board: &Board) -> anyhow::Result<()> {
        let place = Place::new(Category::LegalAid, "Legal aid", None, &["Contract Manager"]);
        let starts_on = self.opened - Months::new(60);
        let id = self.seat(board, &place, starts_on).await?;
        let job = Job::new(place.posts, "legal aid", "legal-aid");
        let person = hire(self.pen, self.dice, self.names, &job).await?;
        let first = self.opened - Days::new(700);
        self.pen
            .appoint(&NewAppointment::holder(id, person.id, first))
            .await?;
        let (tx, random, at) = self.pen.write();
        let Some(seat) = seats::find(tx, id).await? else {
            anyhow::bail!("the seat that was set up is not there");
        };
        let last_day = self.today - Days::new(100);
        let reason = EndReason::SeatEnded;
        seats::end(tx, random, &nobody(), at, &seat, last_day, reason).await?;
        Ok(())
    }

    async fn sub_group(&mut self, board: &Board) -> anyhow::Result<()> {
        let name = "Private Law Working Group";
        let address = format!("{}-{}", board.slug, slug(name));
        let (tx, random, at) = self.pen.write();
        let new = NewBoard {
            kind: BoardKind::SubGroup,
            slug: &address,
            name,
            code: "PLWG",
            region: None,
            area_code: None,
            confidence: NameConfidence::Seen,
            parent: Some(board.id),
        };
        let id = boards::add_board(tx, random, &nobody(), at, &new).await?;
        self.pen.summary.boards += 1;
        let group = Board {
            id,
            slug: address,
            name: name.to_owned(),
            kind: BoardKind::SubGroup,
            councils: Vec::new(),
        };
        let (cafcass, hmcts) = (&self.bodies.cafcass, &self.bodies.hmcts);
        let council = &self.cast.council;
        let places = [
            Place::officer(Role::Chair, "Chair", Some(&self.cast.chair_body)),
            Place::officer(Role::Secretariat, "Secretary", None),
            Place::new(
                Category::Cafcass,
                "Cafcass",
                Some(cafcass),
                &["Service Manager"],
            ),
            Place::new(
                Category::ChildrensServices,
                "Children's services",
                Some(council),
                &["Head of Early Help"],
            )
            .standing(Standing::EndsSoon),
            Place::new(Category::Hmcts, "HMCTS", Some(hmcts), &["Delivery Manager"])
                .standing(Standing::Vacant),
        ];
        for place in places {
            self.place(&group, place).await?;
        }
        Ok(())
    }

    /// A few seats of a body of the system. Who holds them is made up.
    async fn linked(&mut self, board: &Board) -> anyhow::Result<()> {
        let Bodies {
            cafcass,
            hmcts,
            judiciary,
            justice,
            education,
        } = self.bodies;
        let council = &self.cast.council;
        let mut places = vec![
            Place::officer(Role::Chair, "Chair", None),
            Place::officer(Role::Secretariat, "Secretary", Some(justice)),
            Place::new(
                Category::Cafcass,
                "Cafcass",
                Some(cafcass),
                &["Assistant Director"],
            ),
            Place::new(
                Category::ChildrensServices,
                "Children's services",
                Some(council),
                &["Director of Children's Services"],
            )
            .standing(Standing::EndsSoon),
            Place::new(
                Category::Hmcts,
                "HMCTS",
                Some(hmcts),
                &["Head of Family Operations"],
            )
            .standing(Standing::Vacant),
        ];
        if board.slug.contains("young") {
            places.push(Place::new(
                Category::YoungPeople,
                "Support of the members",
                Some(cafcass),
                &["Participation Officer"],
            ));
        } else if board.slug.contains("adoption") {
            places.push(Place::new(
                Category::Adoption,
                "Adoption policy",
                Some(education),
                &["Head of Adoption Policy"],
            ));
        } else {
            places.push(Place {
                role: Role::Observer,
                ..Place::new(
                    Category::Judiciary,
                    "Judiciary",
                    Some(judiciary),
                    &["Circuit Judge"],
                )
            });
        }
        for place in places {
            self.place(board, place).await?;
        }
        Ok(())
    }

    async fn seat(
        &mut self,
        board: &Board,
        place: &Place,
        starts_on: NaiveDate,
    ) -> anyhow::Result<app::ids::SeatId> {
        let new = NewSeat {
            board: board.id,
            role: place.role,
            category: place.category,
            title: place.title,
            organisation: place.organisation.as_ref().map(|body| body.id),
            required: place.required,
            voting: true,
            term_months: Some(TERM),
            starts_on,
        };
        Ok(self.pen.seat(&new).await?)
    }

    /// Sets up a seat and lets it come to stand as it is to stand.
    async fn place(&mut self, board: &Board, place: Place) -> anyhow::Result<()> {
        let starts_on = self.opened - Months::new(36);
        let id = self.seat(board, &place, starts_on).await?;
        let (capacity, ends_in) = match place.standing {
            Standing::Vacant => return Ok(()),
            Standing::Covered => (Capacity::Deputy, None),
            Standing::Filled => (
                Capacity::Holder,
                Some(i64::from(self.dice.between(200, 700))),
            ),
            Standing::EndsSoon => (Capacity::Holder, Some(i64::from(self.dice.between(10, 55)))),
            Standing::CarriedOver => (
                Capacity::Holder,
                Some(-i64::from(self.dice.between(10, 120))),
            ),
        };
        let employer = place
            .organisation
            .as_ref()
            .map_or(board.name.as_str(), |body| body.name.as_str());
        let job = Job::new(place.posts, employer, employer);
        let person = hire(self.pen, self.dice, self.names, &job).await?;
        let since = self.opened - Days::new(u64::from(self.dice.between(20, 300)));
        let expected = ends_in.map(|days| self.today + chrono::Duration::days(days));
        let new = NewAppointment {
            capacity,
            designation: Designation::Nominated,
            organisation: place.represents.map(|body| body.id),
            expected_end_on: expected,
            ..NewAppointment::holder(id, person.id, since)
        };
        self.pen.appoint(&new).await
    }
}
