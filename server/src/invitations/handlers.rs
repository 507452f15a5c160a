//! Inviting, the list of invitations, and arriving by one.

use app::{
    access::Permission,
    ids::{AppointmentId, InvitationId},
    invitations::{
        types::{Invitation, InvitationState, Place, Refusal},
        views::{
            InviteView, IssuedView, LATEST, ListView, Visitor, closed_page, invite_page,
            issued_page, list_page, not_open_page, offer_page, refused_page, wrong_account_page,
        },
    },
    mail::{letters, types::Kind},
    membership::types::{Appointment, Seat},
    paths,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    reading,
    store::{self, Guest, Invited, Occasion, Withdrawn},
};
use crate::{
    boards,
    error::PageError,
    extract::{Key, MaybeSignedIn, Said, Segment, SignedIn},
    mail::store::{self as mail, NewMail},
    membership,
    render::{Message, Renderer},
    sign_in::handlers::sign_in_address,
    state::AppState,
};

fn place_of(seat: &Seat) -> Place {
    Place {
        board: seat.board,
        board_slug: seat.board_slug.clone(),
        board_name: seat.board_name.clone(),
        seat: seat.id,
        seat_title: seat.title.clone(),
    }
}

/// Whom an address is about.
struct Addressed {
    guest: Guest,
    full_name: String,
    place: Place,
}

impl Addressed {
    async fn appointment(
        state: &AppState,
        me: &SignedIn,
        id: AppointmentId,
    ) -> Result<Self, PageError> {
        let (appointment, seat): (Appointment, Seat) =
            membership::appointment_of_address(state, me, id, Permission::ManageMembers).await?;
        Ok(Self {
            guest: Guest {
                person: appointment.person,
                board: seat.board,
                seat: seat.id,
            },
            full_name: appointment.full_name,
            place: place_of(&seat),
        })
    }

    fn refused(
        &self,
        state: &AppState,
        me: &SignedIn,
        status: StatusCode,
        refusal: Refusal,
    ) -> Result<Response, PageError> {
        // Who may invite may see but not do this to themselves.
        if refusal == Refusal::Oneself {
            return Err(PageError::NotAllowed);
        }
        Ok(Renderer::for_person(state, me).answer(status, || {
            refused_page(refusal, &self.full_name, self.guest.person, &self.place)
        }))
    }
}

/// `GET /appointments/{appointment}/invite`
pub async fn get_invite(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let about = Addressed::appointment(&state, &me, AppointmentId(id)).await?;
    let (db, now) = (state.db.reader(), state.clock.now());
    let email = match store::address_of(db, &me.actor(), now, about.guest).await? {
        Ok(email) => email,
        Err(refusal) => return about.refused(&state, &me, StatusCode::OK, refusal),
    };
    let view = InviteView {
        open: reading::open_of(db, now, about.guest.person, about.guest.board).await?,
        full_name: about.full_name,
        email,
        place: about.place,
        action: paths::invite(id),
        is_mailed: state.mailer.sends(),
    };
    Ok(Renderer::for_person(&state, &me).page(|| invite_page(&view)))
}

/// `POST /appointments/{appointment}/invite`
///
/// Makes the invitation and shows its link, which nothing else ever shows.
pub async fn post_invite(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let about = Addressed::appointment(&state, &me, AppointmentId(id)).await?;
    make(&state, &me, about, Occasion::First).await
}

async fn make(
    state: &AppState,
    me: &SignedIn,
    about: Addressed,
    occasion: Occasion,
) -> Result<Response, PageError> {
    let tx = state.db.begin().await?;
    let (random, now) = (&state.random, state.clock.now());
    let made = store::invite_to_seat(&tx, random, &me.actor(), now, about.guest, occasion).await?;
    let issued = match made {
        Invited::As(issued) => issued,
        Invited::Refused(refusal) => {
            tx.rollback().await?;
            return about.refused(state, me, StatusCode::CONFLICT, refusal);
        }
    };
    let link = state
        .base_url
        .join(&paths::accept_invitation(&issued.secret))
        .map_err(anyhow::Error::from)?;
    if state.mailer.is_on() {
        let place = &about.place;
        let letter = letters::invitation(
            &about.full_name,
            &place.board_name,
            &place.seat_title,
            issued.expires_at,
        );
        let new = NewMail {
            kind: Kind::Invitation,
            person: about.guest.person,
            address: &issued.email,
            subject: Some(issued.id.0),
            letter: &letter,
            calendar: None,
            link: Some(link.as_str()),
        };
        mail::add(&tx, random, now, new).await?;
    }
    tx.commit().await?;
    let view = IssuedView {
        full_name: about.full_name,
        email: issued.email,
        place: about.place,
        link: link.into(),
        expires_at: issued.expires_at,
        is_mailed: state.mailer.sends(),
    };
    Ok(Renderer::for_person(state, me).page(|| issued_page(&view)))
}

/// `GET /boards/{slug}/invitations`
pub async fn get_list(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::ManageMembers).await?;
    let (db, now) = (state.db.reader(), state.clock.now());
    // One more than is shown, to know whether there are more.
    let mut invitations = reading::of_board(db, now, board.id, LATEST + 1).await?;
    let shown = usize::try_from(LATEST).unwrap_or(usize::MAX);
    let more = invitations.len() > shown;
    invitations.truncate(shown);
    let ids = invitations.iter().map(|invitation| invitation.id.0);
    let mut mails = mail::about(db, ids).await?;
    for invitation in &mut invitations {
        invitation.mail = mails.remove(&invitation.id.0);
    }
    let view = ListView {
        board,
        invitations,
        more,
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| list_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// The invitation of an address, for somebody who keeps the members of its
/// board. Who may not even see the board's seats is told that there is none.
async fn of_address(
    state: &AppState,
    me: &SignedIn,
    id: InvitationId,
) -> Result<(Invitation, Place), PageError> {
    let found = reading::find(state.db.reader(), state.clock.now(), id)
        .await?
        .ok_or(PageError::NotFound)?;
    let place = found.place.clone().ok_or(PageError::NotFound)?;
    let may = |permission| me.access.may(permission, place.board, None);
    if !may(Permission::SeeSeats) {
        Err(PageError::NotFound)
    } else if !may(Permission::ManageMembers) {
        Err(PageError::NotAllowed)
    } else {
        Ok((found, place))
    }
}

/// `POST /invitations/{invitation}/resend`
///
/// Makes a new link for the same person and seat; the old one is dead.
pub async fn post_resend(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let (invitation, place) = of_address(&state, &me, InvitationId(id)).await?;
    let about = Addressed {
        guest: Guest {
            person: invitation.person,
            board: place.board,
            seat: place.seat,
        },
        full_name: invitation.full_name,
        place,
    };
    make(&state, &me, about, Occasion::Again).await
}

/// `POST /invitations/{invitation}/withdraw`
pub async fn post_withdraw(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let (invitation, place) = of_address(&state, &me, InvitationId(id)).await?;
    let tx = state.db.begin().await?;
    let (random, now) = (&state.random, state.clock.now());
    let outcome = store::withdraw(&tx, random, &me.actor(), now, invitation.id).await?;
    match outcome {
        Withdrawn::Saved => tx.commit().await?,
        Withdrawn::Already => tx.rollback().await?,
        Withdrawn::NotOpen => {
            tx.rollback().await?;
            let (invitation, place) = of_address(&state, &me, invitation.id).await?;
            return Ok(Renderer::for_person(&state, &me)
                .answer(StatusCode::CONFLICT, || not_open_page(&invitation, &place)));
        }
    }
    let back = Redirect::to(&paths::invitations(&place.board_slug));
    Ok((Message::InvitationWithdrawn.set(&state.cookies), back).into_response())
}

/// `GET /invitation/{token}`
///
/// Changes nothing, whatever scanner follows it: what accepts an invitation is
/// a sign-in with the invited address.
pub async fn get_arrival(
    State(state): State<AppState>,
    MaybeSignedIn(me): MaybeSignedIn,
    Segment(token): Segment,
) -> Result<Response, PageError> {
    let invitation = reading::with_token(state.db.reader(), state.clock.now(), &token)
        .await?
        .ok_or(PageError::NotFound)?;
    let is_live = invitation.state == InvitationState::Pending;
    let is_good = is_live || invitation.state == InvitationState::Accepted;
    match me {
        Some(me) if is_good && me.access.person == invitation.person => {
            let next = next_for(&me, &invitation);
            let said = Message::InvitationAccepted.set(&state.cookies);
            Ok((said, Redirect::to(&next)).into_response())
        }
        Some(me) if is_live => {
            let visitor = Visitor::SignedIn(&me.access.full_name);
            Ok(
                Renderer::for_person(&state, &me).answer(StatusCode::FORBIDDEN, || {
                    wrong_account_page(&invitation, visitor)
                }),
            )
        }
        Some(me) => Ok(closed(Renderer::for_person(&state, &me), &invitation)),
        None if is_live => {
            let sign_in = sign_in_address(&paths::accept_invitation(&token));
            Ok(Renderer::new(&state).page(|| offer_page(&invitation, sign_in)))
        }
        None => Ok(closed(Renderer::new(&state), &invitation)),
    }
}

/// What somebody new needs first: what their predecessor left, once they hold
/// the seat.
fn next_for(me: &SignedIn, invitation: &Invitation) -> String {
    let holds = |place: &&Place| {
        let mut standings = me.access.standings.iter();
        standings.any(|standing| standing.seat == place.seat)
    };
    match invitation.place.as_ref().filter(holds) {
        Some(place) => paths::handover(place.seat),
        None => paths::MY_WORK.to_owned(),
    }
}

fn closed(renderer: Renderer<'_>, invitation: &Invitation) -> Response {
    renderer.answer(StatusCode::GONE, || closed_page(invitation.place.as_ref()))
}

/// The answer for somebody whose account the portal does not know and who came
/// by an invitation; none where they came by another way.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn unknown_account(
    state: &AppState,
    return_to: &str,
) -> Result<Option<Response>, PageError> {
    let Some(token) = return_to
        .strip_prefix(paths::INVITATION)
        .and_then(|rest| rest.strip_prefix('/'))
    else {
        return Ok(None);
    };
    let found = reading::with_token(state.db.reader(), state.clock.now(), token).await?;
    Ok(found.map(|invitation| {
        let renderer = Renderer::new(state);
        if invitation.state == InvitationState::Pending {
            renderer.answer(StatusCode::FORBIDDEN, || {
                wrong_account_page(&invitation, Visitor::Unknown)
            })
        } else {
            closed(renderer, &invitation)
        }
    }))
}
