//! Sets up seats and appoints people, as they stand when the portal opens and
//! with the comings and goings that follow.

use std::collections::BTreeMap;

use app::{
    access::Role,
    boards::types::BoardKind,
    ids::{BoardId, OrganisationId, SeatId},
    membership::types::{Capacity, Category, Designation},
};
use chrono::{DateTime, Days, Months, NaiveDate, Utc};

use super::{
    cast::{Bodies, Cast, Chair},
    dice::Dice,
    names::Names,
    pen::{Body, Member, Pen},
    posts::{self, Employer, Job, LocalBodies, Place},
    register::Board,
};
use crate::membership::{appointments::NewAppointment, seats::NewSeat};

/// How long a chair serves at a time, in months.
const CHAIRS_TERM: u32 = 36;

/// A seat as the demonstration goes on.
pub(super) struct Seat {
    pub id: SeatId,
    pub board: BoardId,
    pub role: Role,
    pub category: Category,
    pub organisation: Option<Body>,
    pub job: Job,
    pub holder: Option<Member>,
    pub substitute: Option<Member>,
}

/// Somebody leaves a seat or takes it.
pub(super) struct Turn {
    pub at: DateTime<Utc>,
    pub seat: SeatId,
    pub kind: TurnKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TurnKind {
    Leaves,
    Joins,
}

/// What becomes of a seat.
enum Fate {
    /// Held all the time by this person.
    Of(Member),
    /// Held all the time.
    Held,
    /// Held until its holder leaves, with nobody to follow.
    Lost,
    /// As chance will have it.
    Open,
}

/// Everything about seats.
pub(super) struct Stage<'s, 'db> {
    pub pen: &'s mut Pen<'db>,
    pub dice: &'s mut Dice,
    pub names: &'s mut Names,
    pub cast: &'s Cast,
    pub bodies: &'s Bodies,
    /// The day the portal opens.
    pub opened: NaiveDate,
    pub today: NaiveDate,
    /// In the order they were set up.
    pub seats: Vec<Seat>,
    pub turns: Vec<Turn>,
    /// Who speaks for a council that sits on several boards.
    speakers: BTreeMap<(OrganisationId, Category), Member>,
}

impl<'s, 'db> Stage<'s, 'db> {
    pub fn new(
        pen: &'s mut Pen<'db>,
        (dice, names): (&'s mut Dice, &'s mut Names),
        (cast, bodies): (&'s Cast, &'s Bodies),
        (opened, today): (NaiveDate, NaiveDate),
    ) -> Self {
        let officer = (cast.council.id, Category::ChildrensServices);
        Self {
            pen,
            dice,
            names,
            cast,
            bodies,
            opened,
            today,
            seats: Vec::new(),
            turns: Vec::new(),
            speakers: BTreeMap::from([(officer, cast.officer.clone())]),
        }
    }

    /// Sets up every seat of a board.
    pub async fn set_up(&mut self, board: &Board) -> anyhow::Result<()> {
        self.pen.summary.boards += 1;
        match board.kind {
            BoardKind::National => self.national(board).await,
            BoardKind::Local => self.local(board).await,
            BoardKind::Linked | BoardKind::SubGroup => Ok(()),
        }
    }

    async fn national(&mut self, board: &Board) -> anyhow::Result<()> {
        let mut played = false;
        for place in posts::national(self.bodies) {
            let fate = match place.role {
                Role::NationalSecretariat => Fate::Of(self.cast.national.clone()),
                Role::PolicyLead if !played => {
                    played = true;
                    Fate::Of(self.cast.policy_lead.clone())
                }
                _ => Fate::Held,
            };
            self.place(board, place, fate).await?;
        }
        Ok(())
    }

    async fn local(&mut self, board: &Board) -> anyhow::Result<()> {
        let local = LocalBodies::enter(self.pen, board).await?;
        let kind = self.cast.chair_of(board.id);
        let employer = match kind {
            Chair::Persona => Employer::council(&self.cast.chair_body),
            Chair::CafcassPersona | Chair::Cafcass => Employer::cafcass(self.bodies),
            Chair::Elsewhere | Chair::Lost => {
                Employer::one_of(self.dice, self.bodies, &local, &board.councils, None)
            }
        };
        let deputy = Employer::one_of(
            self.dice,
            self.bodies,
            &local,
            &board.councils,
            Some(&employer.body),
        );
        let secretary = posts::secretary(board, &employer.body.name);
        let mut chair = posts::officer(Role::Chair, employer);
        let fate = match kind {
            Chair::Persona => Fate::Of(self.cast.chair.clone()),
            Chair::CafcassPersona => Fate::Of(self.cast.cafcass_chair.clone()),
            Chair::Cafcass | Chair::Elsewhere => Fate::Held,
            Chair::Lost => {
                chair.organisation = None;
                Fate::Lost
            }
        };
        self.place(board, chair, fate).await?;
        self.place(board, posts::officer(Role::DeputyChair, deputy), Fate::Held)
            .await?;
        let home = board.id == self.cast.home;
        let fate = if home {
            Fate::Of(self.cast.secretary.clone())
        } else {
            Fate::Held
        };
        self.place(board, secretary, fate).await?;
        for place in posts::partners(self.dice, board, self.bodies, &local) {
            let fate = if home && place.title == "Designated family judge" {
                Fate::Of(self.cast.judge.clone())
            } else {
                Fate::Open
            };
            self.place(board, place, fate).await?;
        }
        Ok(())
    }

    async fn place(&mut self, board: &Board, place: Place, fate: Fate) -> anyhow::Result<()> {
        let id = self
            .pen
            .seat(&NewSeat {
                board: board.id,
                role: place.role,
                category: place.category,
                title: &place.title,
                organisation: place.organisation.as_ref().map(|body| body.id),
                required: place.required,
                voting: true,
                term_months: (place.role == Role::Chair).then_some(CHAIRS_TERM),
                starts_on: self.opened - Months::new(60),
            })
            .await?;
        let shared = self.shared(board, &place);
        let mut seat = Seat {
            id,
            board: board.id,
            role: place.role,
            category: place.category,
            organisation: place.organisation,
            job: place.job,
            holder: None,
            substitute: None,
        };
        let vacancies = if place.required { 4 } else { 15 };
        match fate {
            Fate::Of(member) => self.hold(&mut seat, Some(member)).await?,
            Fate::Held => self.hold(&mut seat, None).await?,
            Fate::Lost => {
                self.hold(&mut seat, None).await?;
                self.leaves(id, 150, 30);
            }
            Fate::Open => match shared {
                Some(key) => {
                    let known = self.speakers.get(&key).cloned();
                    self.hold(&mut seat, known).await?;
                    if let Some(holder) = &seat.holder {
                        self.speakers.insert(key, holder.clone());
                    }
                }
                None if self.dice.chance(vacancies) => {
                    // Half of the vacant seats have been so from the beginning.
                    if self.dice.chance(50) {
                        self.hold(&mut seat, None).await?;
                        self.leaves(id, 240, 20);
                    }
                }
                None => {
                    self.hold(&mut seat, None).await?;
                    self.live(&mut seat).await?;
                }
            },
        }
        self.seats.push(seat);
        Ok(())
    }

    /// Whether the seat is of a council that sits on more than this board.
    fn shared(&self, board: &Board, place: &Place) -> Option<(OrganisationId, Category)> {
        let council = place.organisation.as_ref()?.id;
        let speaks = matches!(
            place.category,
            Category::ChildrensServices | Category::CouncilLegal
        );
        let sits = board.councils.iter().any(|other| other.id == council);
        (speaks && sits && council == self.cast.council.id).then_some((council, place.category))
    }

    /// Gives the seat its holder, and often one who held it before.
    async fn hold(&mut self, seat: &mut Seat, member: Option<Member>) -> anyhow::Result<()> {
        let since = self.opened - Days::new(u64::from(self.dice.between(40, 1_200)));
        if self.dice.chance(20) {
            let before = self.person(&seat.job).await?;
            let first = since - Days::new(u64::from(self.dice.between(200, 600)));
            self.appoint(seat, &before, first, Some(since - Days::new(1)))
                .await?;
        }
        let holder = match member {
            Some(member) => member,
            None => self.person(&seat.job).await?,
        };
        self.appoint(seat, &holder, since, None).await?;
        seat.holder = Some(holder);
        Ok(())
    }

    /// Some seats have a substitute, some change hands.
    async fn live(&mut self, seat: &mut Seat) -> anyhow::Result<()> {
        if seat.role == Role::Member && self.dice.chance(10) {
            let substitute = self.person(&seat.job).await?;
            let new = NewAppointment {
                capacity: Capacity::Deputy,
                ..NewAppointment::holder(seat.id, substitute.id, self.opened - Days::new(30))
            };
            self.pen.appoint(&new).await?;
            seat.substitute = Some(substitute);
        } else if self.dice.chance(10) {
            let left = self.leaves(seat.id, 380, 70);
            let first = left + Days::new(1);
            let day = self.dice.day(first, left + Days::new(50));
            let at = self.dice.moment(day);
            let kind = TurnKind::Joins;
            self.turns.push(Turn {
                at,
                seat: seat.id,
                kind,
            });
        }
        Ok(())
    }

    /// Lets the holder leave between so many days ago; says on which day.
    fn leaves(&mut self, seat: SeatId, earliest: u64, latest: u64) -> NaiveDate {
        let day = self.dice.day(
            self.today - Days::new(earliest),
            self.today - Days::new(latest),
        );
        let at = self.dice.moment(day);
        self.turns.push(Turn {
            at,
            seat,
            kind: TurnKind::Leaves,
        });
        day
    }

    async fn person(&mut self, job: &Job) -> anyhow::Result<Member> {
        hire(self.pen, self.dice, self.names, job).await
    }

    async fn appoint(
        &mut self,
        seat: &Seat,
        person: &Member,
        starts_on: NaiveDate,
        ends_on: Option<NaiveDate>,
    ) -> anyhow::Result<()> {
        // Chairs serve three years, and whoever stays serves three more.
        let term = (seat.role == Role::Chair).then(|| {
            let first = starts_on + Months::new(CHAIRS_TERM);
            if first < self.today {
                first + Months::new(CHAIRS_TERM)
            } else {
                first
            }
        });
        let new = NewAppointment {
            designation: designation_of(seat.role),
            expected_end_on: term,
            ends_on,
            ..NewAppointment::holder(seat.id, person.id, starts_on)
        };
        self.pen.appoint(&new).await
    }
}

fn designation_of(role: Role) -> Designation {
    match role {
        Role::Chair | Role::DeputyChair => Designation::Elected,
        Role::Observer => Designation::Judicial,
        Role::Member => Designation::Nominated,
        _ => Designation::ExOfficio,
    }
}

/// Enters somebody new for a job.
pub(super) async fn hire(
    pen: &mut Pen<'_>,
    dice: &mut Dice,
    names: &mut Names,
    job: &Job,
) -> anyhow::Result<Member> {
    let name = names.name(dice);
    let email = names.address(&name, &job.domain);
    let post = job.post(dice);
    Ok(pen.person(name, post, email).await?)
}
